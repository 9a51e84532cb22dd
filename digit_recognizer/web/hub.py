"""What all sockets of a server share.

Purpose: keys, processes, how many boards there are, where others open the page.
Contract: for the event loop alone. Keys are compared in constant time.
Not here: what one browser does (``sockets``), addresses (``running``).
"""

import asyncio
import hmac
from dataclasses import dataclass, field
from typing import Any

from digit_recognizer.alphabet import FRACTION_BAR, NOT_A_SYMBOL
from digit_recognizer.app.document.marks import symbol_label
from digit_recognizer.symbol_table import SYMBOLS, spellings
from digit_recognizer.web.keys import Keys
from digit_recognizer.web.kinds import Role
from digit_recognizer.web.lessons.classroom import Classroom
from digit_recognizer.web.lessons.collecting import Collector
from digit_recognizer.web.reading.picture_desk import PictureDesk
from digit_recognizer.web.reading.pool import Model, ReadingPool


@dataclass
class Hub:
    """``join``: as in the message ``welcome``; ``classroom``: None where each board is by itself."""

    pool: ReadingPool
    pictures: PictureDesk
    keys: Keys
    join: dict[str, str] | None = None
    classroom: Classroom | None = None
    collector: Collector | None = None
    boards: int = 0
    """How many are open."""
    started: "asyncio.Future[Model]" = field(default_factory=lambda: asyncio.Future())
    """What reads, once the networks are loaded."""

    async def model(self) -> Model:
        """Return what reads, as soon as it is loaded."""
        return await asyncio.shield(self.started)

    def role(self, key: str) -> Role | None:
        """Return what ``key`` opens; None: nothing. It takes as long for any key."""
        is_board = hmac.compare_digest(key.encode(), self.keys.board.encode())
        is_teacher = hmac.compare_digest(key.encode(), self.keys.teacher.encode())
        if is_teacher and self.classroom is not None:
            return "teacher"
        if is_board:
            return "board" if self.classroom is None else "pupil"
        return None

    def symbols(self) -> list[dict[str, Any]]:
        """Return what a symbol may be corrected to, in the language in use, in the window's order."""
        typed: dict[str, list[str]] = {row.text: [row.text] for row in SYMBOLS}
        for character, text in spellings().items():
            typed.setdefault(text, []).append(character)
        texts = [row.text for row in sorted(SYMBOLS, key=lambda row: row.key)]
        return [
            {"text": text, "shown": symbol_label(text), "typed": typed.get(text, [])}
            for text in (*texts, FRACTION_BAR, NOT_A_SYMBOL)
        ]
