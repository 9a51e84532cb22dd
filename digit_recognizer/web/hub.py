"""What all sockets of a server share.

Purpose: keys, processes, how many boards there are, where others open the page.
Contract: for the event loop alone. Keys are compared in constant time.
Not here: what one browser does (``sockets``), addresses (``addresses``).
"""

import asyncio
import hmac
from dataclasses import dataclass, field
from typing import Any

from digit_recognizer.alphabet import FRACTION_BAR, NOT_A_SYMBOL
from digit_recognizer.app.document.marks import symbol_label
from digit_recognizer.symbol_table import SYMBOLS, spellings
from digit_recognizer.web.reading_pool import ReadingPool


@dataclass
class Hub:
    """``key``: the one of boards; ``join``: as in the message ``welcome``."""

    pool: ReadingPool
    key: str
    join: dict[str, str] | None = None
    boards: int = 0
    """How many are open."""
    started: "asyncio.Future[str]" = field(default_factory=lambda: asyncio.Future())
    """The name of the model, once the networks are loaded."""

    async def model(self) -> str:
        """Return the name of the model, as soon as it is loaded."""
        return await asyncio.shield(self.started)

    def is_key(self, key: str) -> bool:
        """Whether ``key`` opens a board."""
        return hmac.compare_digest(key.encode(), self.key.encode())

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
