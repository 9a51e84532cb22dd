"""Bars: how likely each symbol is.

Purpose: one row a symbol, with its share as a bar and as a number.
Contract: :meth:`ProbabilityBars.show` only moves what is there, so it can run at every pointer event.
Not here: what the shares mean.
"""

import tkinter as tk
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from tkinter import font as tkfont

from digit_recognizer.gui.palette import LIGHT, Palette
from digit_recognizer.gui.session import whole_percent

TALLEST_ROW = 40  # design pixels
LEAST = 0.002  # smaller shares are not shown


@dataclass(frozen=True, slots=True)
class _Row:
    """The canvas items of one symbol, and the line that its bar lies on."""

    name: int
    track: int
    bar: int
    number: int
    middle: float


class ProbabilityBars(tk.Canvas):
    """Horizontal bars for ``symbols``; grows with its place, rows up to TALLEST_ROW."""

    def __init__(
        self, parent: tk.Misc, *, symbols: Sequence[str], font: tkfont.Font, scale: float
    ) -> None:
        super().__init__(parent, width=1, height=1, highlightthickness=0)
        self._symbols, self._font, self._scale = tuple(symbols), font, scale
        self._palette = LIGHT
        self._shares: Mapping[str, float] = {}
        self._accent: tuple[str, str] = ("", "")
        self._rows: dict[str, _Row] = {}
        self.bind("<Configure>", lambda _: self._lay_out())

    def configure_palette(self, palette: Palette) -> None:
        """Change the colours."""
        self._palette = palette
        self.configure(background=palette.ground)
        self._lay_out()

    def show(self, shares: Mapping[str, float], best: str, colour: str) -> None:
        """Show ``shares`` (symbol to [0, 1]; empty for none), the symbol ``best`` in ``colour``."""
        self._shares, self._accent = shares, (best, colour)
        left, right = self._span()
        half = 5 * self._scale
        for symbol, row in self._rows.items():
            share = shares.get(symbol, 0.0)
            own = colour if symbol == best else None
            end = left + share * (right - left)
            self.coords(row.bar, left, row.middle - half, end, row.middle + half)
            self.itemconfigure(
                row.bar,
                fill=own or self._palette.muted,
                state="normal" if share >= LEAST else "hidden",
            )
            self.itemconfigure(row.name, fill=own or self._palette.text)
            text = percent(share) if share >= LEAST else ""
            self.itemconfigure(row.number, text=text, fill=own or self._palette.muted)

    def _span(self) -> tuple[float, float]:
        return 24 * self._scale, self.winfo_width() - 54 * self._scale

    def _lay_out(self) -> None:
        self.delete("all")
        left, right = self._span()
        height = min(self.winfo_height() / len(self._symbols), TALLEST_ROW * self._scale)
        half = 5 * self._scale
        for i, symbol in enumerate(self._symbols):
            middle = height * (i + 0.5)
            box = (left, middle - half, right, middle + half)
            self._rows[symbol] = _Row(
                self.create_text(0, middle, text=symbol, anchor="w", font=self._font),
                self.create_rectangle(*box, fill=self._palette.track, width=0),
                self.create_rectangle(*box, width=0),
                self.create_text(self.winfo_width(), middle, anchor="e", font=self._font),
                middle,
            )
        self.show(self._shares, *self._accent)


def percent(share: float) -> str:
    """Return a share for a bar: one decimal below 10 %, none above."""
    value = 100 * share
    return f"{value:.1f} %" if value < 9.95 else whole_percent(share)
