"""When what was read is shown: not while one writes.

Purpose: hold readings back while the pen is down and for a moment after, so that nothing moves but ink.
Contract: boxes and text wait ``Pace.text`` after the last stroke, results and verdicts
``Pace.verdict``. What is done otherwise than by the pen (undo, a correction) is shown at once. One
digit follows the pen, as long as one digit is shown and read. Needs no Tk; the clock may be replaced.
Not here: reading, showing.
"""

import math
import time
from collections.abc import Callable

from digit_recognizer.app.parameters import PACE, Pace


class Settling:
    """Says what may be shown now; told of the pen by :meth:`pen`."""

    def __init__(self, pace: Pace = PACE, clock: Callable[[], float] = time.monotonic) -> None:
        self._pace, self._clock = pace, clock
        self._lifted = -math.inf
        self.is_pen_down = False

    def pen(self, *, is_down: bool) -> bool:
        """Note a change of the ink, with the pen up or down; return whether it was lifted just now."""
        was_down, self.is_pen_down = self.is_pen_down, is_down
        if is_down:
            return False
        self._lifted = self._clock() if was_down else -math.inf
        return was_down

    def hasten(self) -> None:
        """Wait no longer: somebody asks for what is there."""
        self._lifted = -math.inf

    def may_show(self, *, is_digit: bool) -> bool:
        """Whether a reading may be shown; ``is_digit``: it and what is shown are one digit."""
        return is_digit or self._has_passed(self._pace.text)

    @property
    def may_judge(self) -> bool:
        """Whether a result or a verdict may be shown."""
        return self._has_passed(self._pace.verdict)

    def _has_passed(self, seconds: float) -> bool:
        # A clock that goes back must not hold anything up for longer than the pause itself.
        passed = self._clock() - self._lifted
        if passed < 0:
            self._lifted, passed = self._clock(), 0.0
        return not self.is_pen_down and passed >= seconds
