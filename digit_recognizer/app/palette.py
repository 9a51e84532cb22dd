"""The colours of the window, light and dark.

Purpose: every colour that the canvas and the panels draw with, by role.
Contract: text on its ground has a contrast of at least 4.5 : 1 (WCAG 2.2, AA).
Not here: the theme of buttons and menus (sv-ttk's); widgets.
"""

from dataclasses import dataclass
from functools import lru_cache

from digit_recognizer.charts.colours import mixed, rgb

__all__ = ["DARK_PALETTE", "LIGHT_PALETTE", "Palette", "levels", "mixed", "ppm_bytes"]


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as ``#rrggbb``: ``paper`` and ``ink`` of the canvas, ``ground`` and ``text`` of the
    panel, ``muted`` text, ``track`` behind bars, ``sure`` and ``doubt`` for readings (what is likely in
    between is ``muted``), ``result`` of a sum, ``right`` and ``wrong`` for checks."""

    paper: str
    ink: str
    ground: str
    text: str
    muted: str
    track: str
    edge: str
    sure: str
    doubt: str
    result: str
    right: str
    wrong: str


LIGHT_PALETTE = Palette(
    paper="#ffffff", ink="#16202e", ground="#fafafa", text="#1c1c1c", muted="#5f6672", track="#e7e9ee",
    edge="#d5d8de", sure="#005fb8", doubt="#a84300", result="#00705a", right="#00705a", wrong="#b3261e",
)  # fmt: skip
DARK_PALETTE = Palette(
    paper="#22252b", ink="#f3f5f8", ground="#1c1c1c", text="#fafafa", muted="#a3a9b4", track="#33373f",
    edge="#3a3e46", sure="#57c8ff", doubt="#ffb35c", result="#58d6b0", right="#58d6b0", wrong="#ff8f85",
)  # fmt: skip


@lru_cache(maxsize=4)
def levels(paper: str, ink: str) -> list[bytes]:
    """Return 256 RGB triples from ``paper`` (0) to ``ink`` (255), for pictures of glyphs."""
    return [bytes(rgb(mixed(paper, ink, level / 255))) for level in range(256)]


def ppm_bytes(width: int, height: int, pixels: bytes) -> bytes:
    """Return RGB ``pixels``, three bytes each, row by row, as the PPM that Tk's PhotoImage takes."""
    return f"P6 {width} {height} 255 ".encode() + pixels
