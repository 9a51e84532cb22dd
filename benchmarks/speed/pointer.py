"""From a pointer event to its painted result, while a digit is drawn.

Purpose: draw the example drawings into the real window with real pointer events, and take the times
that the window reports (see ``probes``).
Contract: the window is on a virtual display, so nobody's pointer is taken and no other window can get
in the way. The clock runs inside the window, from handling the event to the reading of its ink being
painted; an event whose reading a later one overtook counts until that one is painted.
Not here: the time that the X server and the screen take.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.speed.display import virtual_display
from benchmarks.speed.figures import Figure, NotMeasured, median, percentile
from benchmarks.speed.processes import Program, resident, window
from digit_recognizer.ink import Ink

EVENT_PAUSE = 0.012  # seconds between events: with what xdotool itself takes, about 80 a second
DRAWING_AREA = ((0.10, 0.20), (0.55, 0.85))
"""The part of the window that is drawn in, as shares of it: left, top and right, bottom."""


def measure_pointer(model: Path | None, inks: Sequence[Ink]) -> list[Figure]:
    """Return "pointer" from drawing ``inks`` one after the other; raises NotMeasured."""
    if shutil.which("xdotool") is None:
        raise NotMeasured("xdotool is not installed (Debian and Ubuntu: apt install xdotool)")
    with virtual_display() as display, window(model, display, "--probe", "latency") as program:
        program.wait_for("loaded")
        size = window_size(display)
        latencies, events, drawing = list[float](), 0, 0.0
        for ink in inks:
            began = time.perf_counter()
            xdotool(display, *movements(ink, size))
            drawing += time.perf_counter() - began
            events += sum(len(stroke.points) - 1 for stroke in ink)
            latencies += _reported(program)
            xdotool(display, "key", "Escape")  # clears the canvas
            time.sleep(0.2)
        memory = resident(program.pid)
    if not latencies:
        raise NotMeasured("the window reported no painted result")
    details = {
        "median": median(latencies),
        "largest": max(latencies),
        "events_per_second": events / drawing,
        "memory_after_drawing_mb": memory,
    }
    return [Figure("pointer", percentile(latencies, 0.95), n=len(latencies), details=details)]


def _reported(program: Program) -> list[float]:
    """Return the latencies in milliseconds reported so far, the last ones after a moment's wait."""
    time.sleep(0.3)
    return [float(value) for value in program.lines("latency")]


def movements(ink: Ink, size: tuple[int, int]) -> Iterator[str]:
    """Yield xdotool's words for drawing ``ink`` into a window of ``size`` at the screen's corner."""
    (left, top), (right, bottom) = ((x * size[0], y * size[1]) for x, y in DRAWING_AREA)
    box = ink.box
    scale = min(right - left, bottom - top) / max(box.size, 1e-9)
    for stroke in ink:
        for i, point in enumerate(stroke.points):
            x = round(left + (point.x - box.left) * scale)
            y = round(top + (point.y - box.top) * scale)
            yield from ("mousemove", str(x), str(y))
            if i == 0:
                yield from ("mousedown", "1")
            yield from ("sleep", str(EVENT_PAUSE))
        yield from ("mouseup", "1", "sleep", str(EVENT_PAUSE))


def window_size(display: dict[str, str]) -> tuple[int, int]:
    """Return (width, height) of the one window on a display without a window manager: it is at 0, 0."""
    said = xdotool(
        display, "search", "--sync", "--onlyvisible", "--class", "DigitRecognizer",
        "getwindowgeometry", "--shell",
    )  # fmt: skip
    values = dict(line.split("=", 1) for line in said.splitlines() if "=" in line)
    return int(values["WIDTH"]), int(values["HEIGHT"])


def xdotool(display: dict[str, str], *words: str) -> str:
    """Return what xdotool says to ``words`` on ``display``; raises NotMeasured if it fails."""
    done = subprocess.run(
        ["xdotool", *words],
        env={**os.environ, **display},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if done.returncode != 0:
        raise NotMeasured(f"xdotool failed ({done.stderr.strip() or done.returncode})")
    return done.stdout
