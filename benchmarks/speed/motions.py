"""Whether pointer events are lost, how long nobody listens, and how long ink is not painted.

Purpose: draw on beside the bundled page of 60 symbols with real pointer events, and compare what was
sent with what is in the window's ink (see ``probes``).
Contract: half of the strokes come as fast as a mouse reports, half as fast as the X server takes them.
No two events of a stroke in a row are at one place, so every motion that was sent is a point of the ink
or lost. A pen of 1 kHz draws long strokes without a pause. The display is virtual, as in ``pointer``.
Not here: how soon a reading is painted (``pointer``).
"""

import itertools
import math
import shutil
from pathlib import Path

from benchmarks.speed.display import virtual_display
from benchmarks.speed.expressions import EXAMPLE_PAGE, bundled
from benchmarks.speed.figures import Figure, NotMeasured
from benchmarks.speed.pointer import window_size, xdotool
from benchmarks.speed.processes import window

MOTION_KEYS = ("lost", "gap", "repaint")
MOUSE_REPORT_INTERVAL = 0.008  # seconds between the events of the slower half
PEN_REPORT_INTERVAL = 0.001  # of a fast pen, together with what xdotool takes a little more
PEN_TURNS = 6  # of a long stroke: 600 events
STROKE_EVENTS = 100
STROKES_AREA = ((0.56, 0.15), (0.64, 0.85))
"""The part of the window beside the page, as shares of it: left, top and right, bottom."""

Positions = list[tuple[int, int]]


def measure_motions(model: Path | None, *, strokes: int) -> list[Figure]:
    """Return the figures of ``MOTION_KEYS`` from ``strokes`` strokes of either half.

    Raises NotMeasured without xdotool or Xvfb.
    """
    if shutil.which("xdotool") is None:
        raise NotMeasured("xdotool is not installed (Debian and Ubuntu: apt install xdotool)")
    sent, received, gaps, paints = list[int](), list[int](), list[float](), list[float]()
    with (
        virtual_display() as display,
        window(model, display, "--probe", "ink", drawing=bundled(EXAMPLE_PAGE)) as program,
    ):
        program.wait_for("loaded")
        program.wait_for("read")
        size = window_size(display)
        for number in range(2 * strokes):
            is_slow = number < strokes
            path = loop(size, number, 2 * strokes)
            xdotool(display, *_words(path, MOUSE_REPORT_INTERVAL if is_slow else 0.0))
            points, gap, _ = program.wait_for("stroke")[1].split()
            sent.append(len(path))
            received.append(int(points))
            if is_slow:
                gaps.append(float(gap))
        # All at once: while the pen is away the window would have time for what it has put off.
        paths = [PEN_TURNS * loop(size, number, strokes) for number in range(strokes)]
        xdotool(display, *[word for path in paths for word in _words(path, PEN_REPORT_INTERVAL)])
        for path in paths:
            points, _, paint = program.wait_for("stroke")[1].split()
            sent.append(len(path))
            received.append(int(points))
            paints.append(float(paint))
    details = {"sent": sent, "kept": received, "gaps": gaps, "paints": paints}
    return [
        Figure("lost", sum(sent) - sum(received), n=sum(sent), details=details),
        Figure("gap", max(gaps), n=sum(sent[:strokes]), details=details),
        Figure("repaint", max(paints), n=sum(sent[2 * strokes :]), details=details),
    ]


def loop(size: tuple[int, int], number: int, count: int) -> Positions:
    """Return the pixels of the loop ``number`` of ``count`` below each other in a window of ``size``."""
    (left, top), (right, bottom) = ((x * size[0], y * size[1]) for x, y in STROKES_AREA)
    room = (bottom - top) / count
    path = []
    for step in range(STROKE_EVENTS):
        angle = 2 * math.pi * step / STROKE_EVENTS
        x = (left + right) / 2 + 0.5 * (right - left) * math.sin(angle)
        y = top + room * (number + 0.5) - 0.4 * room * math.cos(angle)
        path.append((round(x), round(y)))
    return [place for place, _ in itertools.groupby(path)]


def _words(path: Positions, pause: float) -> list[str]:
    """Return xdotool's words for drawing ``path``."""
    words = []
    for number, (x, y) in enumerate(path):
        words += ["mousemove", str(x), str(y)]
        words += ["mousedown", "1"] if number == 0 else []
        words += ["sleep", str(pause)] if pause else []
    return [*words, "mouseup", "1"]
