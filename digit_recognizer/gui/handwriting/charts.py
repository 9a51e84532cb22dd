"""The two charts about a writer: how many drawings there are of each digit, and the acceptance test.

Purpose: paint them in the colours of the window.
Contract: they show what they are given; widths follow the window.
Not here: counting, learning.
"""

import tkinter as tk
from collections.abc import Mapping, Sequence

from digit_recognizer.app.handwriting.learning_run import Compared
from digit_recognizer.gui.toolkit.theme import Theme

ENOUGH_DRAWINGS = 3  # drawings of a digit, to begin with
MANY_DRAWINGS = 10


class _Chart(tk.Canvas):
    """A chart in the colours of the window, painted anew when it has another size."""

    def __init__(self, parent: tk.Misc, theme: Theme, height: int) -> None:
        super().__init__(parent, width=1, height=height, highlightthickness=0)
        self._theme = theme
        self.bind("<Configure>", lambda _: self._paint())
        theme.colour(self, background="ground")
        theme.follow(self, self._paint)

    def _paint(self) -> None:
        raise NotImplementedError


class Counts(_Chart):
    """A column for each digit, as high as there are drawings of it."""

    HEIGHT = 96  # design pixels

    def __init__(self, parent: tk.Misc, theme: Theme) -> None:
        self._labelled: Mapping[str, int] = {}
        super().__init__(parent, theme, height=theme.px(self.HEIGHT))

    def show(self, labelled: Mapping[str, int]) -> None:
        """Paint the numbers of the ten digits."""
        self._labelled = labelled
        self._paint()

    def _paint(self) -> None:
        self.delete("all")
        palette, font = self._theme.palette, self._theme.font(13)
        line = font.metrics("linespace")
        column = min(self.winfo_width() / 10, 80 * self._theme.scale)
        bottom = self.winfo_height() - line - 4
        room = bottom - line - 4
        for place, digit in enumerate("0123456789"):
            count = self._labelled.get(digit, 0)
            x = (place + 0.5) * column
            high = max(2.0, room * min(count, MANY_DRAWINGS) / MANY_DRAWINGS)
            colour = palette.sure if count >= ENOUGH_DRAWINGS else palette.doubt
            colour = colour if count else palette.track
            half = 0.3 * column
            self.create_rectangle(x - half, bottom - high, x + half, bottom, fill=colour, width=0)
            top = bottom - high - 2
            self.create_text(x, top, text=str(count), anchor="s", font=font, fill=palette.muted)
            self.create_text(x, bottom + 4, text=digit, anchor="n", font=font, fill=palette.text)


class Proof(_Chart):
    """Before and after, with intervals, on one axis up to 100 %."""

    ROW = 44  # design pixels

    def __init__(self, parent: tk.Misc, theme: Theme) -> None:
        self._rows: Sequence[Compared] = ()
        super().__init__(parent, theme, height=1)

    def show(self, rows: Sequence[Compared]) -> None:
        """Paint ``rows``, each a pair of shares."""
        self._rows = rows
        self.configure(height=self._theme.px(self.ROW * len(rows) + 24) if rows else 1)
        self._paint()

    def _paint(self) -> None:
        self.delete("all")
        if not self._rows:
            return
        scale, palette = self._theme.scale, self._theme.palette
        font, small = self._theme.font(14), self._theme.font(12)
        names = max(font.measure(row.words) for row in self._rows)
        left = names + round(20 * scale)
        right = self.winfo_width() - font.measure("before 100.0 %") - round(16 * scale)
        lowest = min(low for row in self._rows for _, low, _ in (row.before, row.after))
        start = max(0.0, int(10 * lowest) / 10)
        bottom = self.ROW * scale * len(self._rows)

        def x_of(share: float) -> float:
            return left + (share - start) / (1 - start) * (right - left) if start < 1 else right

        for tick in range(5):
            share = start + (1 - start) * tick / 4
            x = x_of(share)
            self.create_line(x, 0, x, bottom, fill=palette.track)
            self.create_text(
                x, bottom + 4, text=f"{100 * share:g} %", anchor="n", font=small,
                fill=palette.muted,
            )  # fmt: skip
        for place, row in enumerate(self._rows):
            middle = self.ROW * scale * (place + 0.5)
            self.create_text(0, middle, text=row.words, anchor="w", font=font, fill=palette.text)
            for (share, low, high), colour, y, when in (
                (row.before, palette.muted, middle - 9 * scale, "before"),
                (row.after, palette.sure, middle + 9 * scale, "after"),
            ):
                width, dot = round(3 * scale), 4 * scale
                self.create_line(x_of(low), y, x_of(high), y, fill=colour, width=width)
                x = x_of(share)
                self.create_oval(x - dot, y - dot, x + dot, y + dot, fill=colour, width=0)
                self.create_text(
                    right + 12 * scale, y, text=f"{when} {100 * share:.1f} %", anchor="w",
                    font=small, fill=colour,
                )  # fmt: skip
