"""Taps: presses that are not drawing.

Purpose: tell a short tap, a long press and a stroke from each other where a tap means something.
Contract: a press in such a place draws nothing until the pointer has moved ``MAX_TAP_TRAVEL`` pixels.
Then it is a stroke that began where the press was, and no point of it is lost. A tap that nobody takes
is a dot. Needs no Tk: only something that can call back later.
Not here: what a tap does (``gui.canvas.correction``), where taps mean something.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

MAX_TAP_TRAVEL = 5.0  # screen pixels that a pen trembles
LONG_PRESS_TIME = 500  # milliseconds


@dataclass(frozen=True, slots=True)
class Press:
    """A button put down at (x, y) of the ink at time ``t`` in seconds."""

    x: float
    y: float
    t: float
    button: int


class Place(NamedTuple):
    """Where in the ink the pointer was at time ``t`` in seconds."""

    x: float
    y: float
    t: float


class _Surface(Protocol):
    """What is drawn on: an InkCanvas, with Tk's ``after`` and ``after_cancel``."""

    @property
    def zoom(self) -> float: ...
    def begin(self, press: Press, path: Sequence[Place] = ()) -> None: ...
    def after(self, ms: int, func: Callable[[], None], /) -> str: ...
    def after_cancel(self, id: str, /) -> None: ...


class Taps:
    """Keeps back presses for which ``may_tap`` holds, and gives taps to ``tapped``.

    ``tapped(press, long)`` returns whether it did something with the tap.
    """

    def __init__(
        self, surface: _Surface, may_tap: Callable[[Press], bool],
        tapped: Callable[[Press, bool], bool],
    ) -> None:  # fmt: skip
        self._surface, self._may_tap, self._tapped = surface, may_tap, tapped
        self._held: Press | None = None
        self._path: list[Place] = []  # since then
        self._timer: str | None = None
        self._is_done = False  # a long press was taken: the rest of it means nothing

    def down(self, press: Press) -> bool:
        """Take a press; return whether it is kept back."""
        self.forget()
        if not self._may_tap(press):
            return False
        self._held = press
        self._timer = self._surface.after(LONG_PRESS_TIME, self._on_long)
        return True

    def move(self, x: float, y: float, t: float) -> bool:
        """Take a movement at time ``t``; return whether it is kept back."""
        if self._is_done:
            return True
        if self._held is None:
            return False
        if math.hypot(x - self._held.x, y - self._held.y) * self._surface.zoom < MAX_TAP_TRAVEL:
            self._path.append(Place(x, y, t))
            return True
        press, path = self._held, self._path
        self.forget()
        self._surface.begin(press, path)
        return False

    def up(self) -> bool:
        """Take the release; return whether it was kept back."""
        if self._is_done:
            self._is_done = False
            return True
        if self._held is None:
            return False
        press = self._held
        self.forget()
        if not self._tapped(press, False):
            self._surface.begin(press)  # a dot, which the release ends
            return False
        return True

    def forget(self) -> None:
        """Drop what is kept back."""
        if self._timer is not None:
            self._surface.after_cancel(self._timer)
        self._held = self._timer = None
        self._path = []
        self._is_done = False

    def _on_long(self) -> None:
        self._timer = None
        press = self._held
        if press is not None and self._tapped(press, True):
            self._held = None
            self._is_done = True
