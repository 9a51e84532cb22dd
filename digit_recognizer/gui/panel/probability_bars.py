"""Bars: how likely each symbol is.

Purpose: one row a symbol, with its share as a bar and as a number.
Contract: :meth:`ProbabilityBars.show` only moves what is there, so it can run at every pointer event. A
click on a row says that it is that symbol.
Not here: what the shares mean.
"""

import tkinter as tk
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from digit_recognizer.app.palette import mixed
from digit_recognizer.gui.toolkit.theme import Theme
from digit_recognizer.words import whole_percent

MIN_ROW_HEIGHT, MAX_ROW_HEIGHT = 15, 40  # design pixels
MIN_SHOWN_SHARE = 0.002  # smaller shares are not shown


@dataclass(slots=True)
class _Row:
    """The canvas items of one symbol, where a full bar lies, and what they show."""

    ground: int
    name: int
    bar: int
    number: int
    full: tuple[float, float, float, float]
    shown: tuple[object, ...] = ()


class ProbabilityBars(tk.Canvas):
    """Horizontal bars for ``symbols``; grows with its place, rows up to MAX_ROW_HEIGHT."""

    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        *,
        symbols: Sequence[str],
        on_label: Callable[[str], None],
    ) -> None:
        """``on_label(symbol)``: a person says what it is, while there is something to say it of."""
        super().__init__(parent, width=1, height=1, highlightthickness=0)
        self._on_label, self._said, self._hovered = on_label, "", ""
        self._symbols, self._theme = tuple(symbols), theme
        self._shares: Mapping[str, float] = {}
        self._accent: tuple[str, str] = ("", "")
        self._rows: dict[str, _Row] = {}
        self.bind("<Configure>", lambda _: self._lay_out())
        self.bind("<Motion>", lambda event: self._hover(self._symbol_at(event.x, event.y)))
        self.bind("<Leave>", lambda _: self._hover(""))
        self.bind("<ButtonRelease-1>", self._on_click)
        theme.colour(self, background="ground")
        theme.follow(self, self._lay_out)

    def show(self, shares: Mapping[str, float], best: str, colour: str) -> None:
        """Show ``shares`` (symbol to [0, 1]; empty for none), the symbol ``best`` in ``colour``."""
        self._shares, self._accent = shares, (best, colour)
        palette = self._theme.palette
        for symbol, row in self._rows.items():
            share = shares.get(symbol, 0.0)
            own = colour if symbol == best else None
            left, top, right, bottom = row.full
            end = round(left + share * (right - left))
            text = percent(share) if share >= MIN_SHOWN_SHARE else ""
            if row.shown == (end, text, own, palette):
                continue
            row.shown = (end, text, own, palette)
            state: Literal["normal", "hidden"] = "normal" if text else "hidden"
            self.coords(row.bar, left, top, end, bottom)
            self.itemconfigure(row.bar, fill=own or palette.muted, state=state)
            self.itemconfigure(row.name, fill=own or palette.text)
            self.itemconfigure(row.number, text=text, fill=own or palette.muted)

    def mark(self, said: str) -> None:
        """Mark the row of what a person said it is; "" for none."""
        if said != self._said:
            self._said = said
            self._show_names()

    def _symbol_at(self, x: float, y: float) -> str:
        """Return the symbol whose row is at (x, y); "" while there is nothing to say what it is."""
        height, rows = self.row_height, self._rows_high
        if not self._shares or not 0 <= y < height * rows:
            return ""
        column = int(x * self._columns / max(self.winfo_width(), 1))
        number = column * rows + int(y / height)
        return self._symbols[number] if number < len(self._symbols) else ""

    def _hover(self, symbol: str) -> None:
        if symbol != self._hovered:
            self._hovered = symbol
            self.configure(cursor="hand2" if symbol else "")
            self._show_names()

    def _on_click(self, event: "tk.Event[tk.Misc]") -> None:
        symbol = self._symbol_at(event.x, event.y)
        if symbol:
            self._on_label(symbol)

    def _show_names(self) -> None:
        palette = self._theme.palette
        lit = mixed(palette.ground, palette.sure, 0.12)
        for symbol, row in self._rows.items():
            self.itemconfigure(
                row.ground,
                fill=lit if symbol == self._hovered else palette.ground,
                outline=palette.right if symbol == self._said else palette.ground,
            )

    @property
    def row_height(self) -> float:
        """How high a row is, in pixels."""
        return min(self.winfo_height() / self._rows_high, MAX_ROW_HEIGHT * self._theme.scale)

    @property
    def _columns(self) -> int:
        """Two where the place is too low for all rows below each other."""
        low = self._theme.px(MIN_ROW_HEIGHT) * len(self._symbols)
        return 2 if 1 < self.winfo_height() < low else 1

    @property
    def _rows_high(self) -> int:
        return -(-len(self._symbols) // self._columns)

    def _left(self, number: int) -> float:
        """Return where the row of a symbol begins."""
        return number // self._rows_high * self.winfo_width() / self._columns

    def _span(self, number: int) -> tuple[float, float]:
        """Return where the bar of a symbol begins and where a full one ends."""
        left, scale = self._left(number), self._theme.scale
        return left + 32 * scale, left + self.winfo_width() / self._columns - 62 * scale

    def _lay_out(self) -> None:
        self.delete("all")
        height, inset = self.row_height, 8 * self._theme.scale
        width = self.winfo_width() / self._columns
        font = self._theme.font(13)
        half = 5 * self._theme.scale
        for i, symbol in enumerate(self._symbols):
            (left, right), start, top = self._span(i), self._left(i), i % self._rows_high * height
            middle = top + 0.5 * height
            box = (left, middle - half, right, middle + half)
            ground = self.create_rectangle(start, top + 1, start + width - 1, top + height - 1)
            self.create_rectangle(*box, fill=self._theme.palette.track, width=0)
            self._rows[symbol] = _Row(
                ground,
                self.create_text(start + inset, middle, text=symbol, anchor="w", font=font),
                self.create_rectangle(*box, width=0),
                self.create_text(start + width - inset, middle, anchor="e", font=font),
                box,
            )
        self._show_names()
        self.show(self._shares, *self._accent)


def percent(share: float) -> str:
    """Return a share for a bar: one decimal below 10 %, none above."""
    value = 100 * share
    return f"{value:.1f} %" if value < 9.95 else whole_percent(share)
