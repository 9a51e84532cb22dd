"""The real window recorded while sums are written in it.

Purpose: replay ink as a person writes it, look at the screen 20 times a second, and count what moved.
Contract: pixels of the screen are compared, not what the program believes. While the pen is down only
ink may change, and a single digit's panel. Nothing else is on the display.
Not here: which ink; the display.
"""

import time
import tkinter as tk
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PIL import ImageGrab

from digit_recognizer.app.reading_worker import ReadingWorker
from digit_recognizer.app.session import Session
from digit_recognizer.app.settings import Settings
from digit_recognizer.gui.window import MainWindow
from digit_recognizer.ink import Ink

FRAME_TIME = 0.05  # seconds
EVENT_TIME = 0.008  # seconds between two reports of a mouse
STROKE_PAUSE, LAST_PAUSE = 0.3, 1.5  # seconds from pen up to pen down, and behind the last stroke
INK_MARGIN = 24  # pixels around the wet stroke that may change
MIN_MOVED_PIXELS = 60  # fewer are edges of ink

Shot = NDArray[np.uint8]


@dataclass
class Recorded:
    """What was seen of a sum: frames with the pen down, and of these those in which something moved."""

    frames: int = 0
    emptied: int = 0
    changed_kind: int = 0
    panel_moved: int = 0
    canvas_moved: int = 0
    gaps: list[float] = field(default_factory=list)
    """Seconds between frames: longer than ``FRAME_TIME`` where the window was busy."""


class Recorder:
    """A window on the present display."""

    def __init__(self) -> None:
        self.root = tk.Tk()
        self._session = Session(ReadingWorker())
        self.window = MainWindow(
            self.root,
            self._session,
            Settings(pen_width=6, digit_styles=(), pen_follows=False, has_seen_start=True),
        )
        self._session.load_model(None)
        while not self._session.model_name:
            self.root.update()
            time.sleep(0.01)

    def close(self) -> None:
        """Close the window."""
        self._session.close()
        self.root.destroy()

    def record(self, ink: Ink) -> Recorded:
        """Write ``ink`` in the empty window and return what was seen."""
        self.window.run("clear")
        self._run(0.3)
        found, last, before = Recorded(), time.monotonic(), self._shots()
        was_sum = self._is_sum
        for _ in self._written(ink):
            self.root.update()
            now = time.monotonic()
            if now - last < FRAME_TIME:
                continue
            found.gaps.append(now - last)
            last, shots, is_sum = now, self._shots(), self._is_sum
            if self._session.editor.is_busy:
                found.frames += 1
                found.changed_kind += is_sum != was_sum
                found.emptied += _is_empty(shots[0]) and not _is_empty(before[0])
                found.panel_moved += is_sum and _moved(shots[0], before[0])
                found.canvas_moved += _moved(
                    self._without_wet(shots[1]), self._without_wet(before[1])
                )
            before, was_sum = shots, is_sum
        return found

    @property
    def _is_sum(self) -> bool:
        reading = self._session.reading
        return reading is not None and bool(reading.lines)

    def _written(self, ink: Ink) -> Iterator[None]:
        """Yield until the next thing is due, again and again, while ``ink`` is written."""
        canvas = self.window.canvas
        for stroke in ink:
            places = [(round(point.x), round(point.y)) for point in stroke.points]
            canvas.event_generate("<ButtonPress-1>", x=places[0][0], y=places[0][1])
            for x, y in places[1:]:
                yield from _wait(EVENT_TIME)
                canvas.event_generate("<Motion>", x=x, y=y, state=0x100)
            yield from _wait(EVENT_TIME)
            canvas.event_generate("<ButtonRelease-1>", x=places[-1][0], y=places[-1][1])
            yield from _wait(STROKE_PAUSE)
        yield from _wait(LAST_PAUSE)

    def _run(self, seconds: float) -> None:
        for _ in _wait(seconds):
            self.root.update()

    def _shots(self) -> tuple[Shot, Shot]:
        """Return what the screen shows of the panel and of the canvas."""
        return _shot(self.window.panel), _shot(self.window.canvas)

    def _without_wet(self, shot: Shot) -> Shot:
        """Return ``shot`` of the canvas without the stroke that is being written."""
        box = self._session.editor.ink.strokes[-1].box
        left, top, right, bottom = (round(side) for side in box)
        kept = shot.copy()
        rows = slice(max(top - INK_MARGIN, 0), bottom + INK_MARGIN)
        kept[rows, max(left - INK_MARGIN, 0) : right + INK_MARGIN] = 0
        return kept


def _wait(seconds: float) -> Iterator[None]:
    end = time.monotonic() + seconds
    yield
    while time.monotonic() < end:
        time.sleep(0.001)
        yield


def _shot(widget: tk.Misc) -> Shot:
    left, top = widget.winfo_rootx(), widget.winfo_rooty()
    box = (left, top, left + widget.winfo_width(), top + widget.winfo_height())
    return np.asarray(ImageGrab.grab(box).convert("L"))


def _is_empty(shot: Shot) -> bool:
    return bool((shot != np.median(shot)).mean() < 0.001)


def _moved(one: Shot, other: Shot) -> bool:
    """Whether two shots differ by more than a few pixels."""
    if one.shape != other.shape:
        return True
    return bool((np.abs(one.astype(int) - other) > 24).sum() > MIN_MOVED_PIXELS)
