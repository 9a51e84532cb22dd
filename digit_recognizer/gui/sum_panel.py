"""What the panel shows of numbers and sums: each line typeset, with its result.

Purpose: the whole reading as it would be printed, the lines below each other, with confidence, doubt
and other ways to read it.
Contract: :meth:`SumPanel.show` paints whatever it is given; it computes nothing. What is long is set
smaller, and what is still too long or too much can be scrolled (wheel, Shift and wheel, dragging).
Not here: setting (``typeset``), single digits (``reading_panel``).
"""

import tkinter as tk
from tkinter import ttk
from typing import TYPE_CHECKING

from digit_recognizer.expression import Row, Sign, row_from_text
from digit_recognizer.gui.formula import Fonts, draw
from digit_recognizer.gui.marks import ResultMark, doubted_symbols, result_of_line
from digit_recognizer.gui.overlay import row_of_result, tone_colour
from digit_recognizer.gui.palette import LIGHT, Palette
from digit_recognizer.gui.session import whole_percent
from digit_recognizer.gui.typeset import fitted, typeset

if TYPE_CHECKING:
    from digit_recognizer.reading import Line, Reading

ALONE, AMONG_OTHERS, SMALLEST = 44, 28, 15  # design pixels of one line, of several, of a long one
SMALL = 13
OTHER = 17  # of other ways to read it
GAP = 14
OTHERS = 3
WORTH_NAMING = 0.01  # of another reading
WHEEL = 40


class SumPanel(ttk.Frame):
    """The lines of a reading. ``scale``: screen pixels per design pixel."""

    def __init__(self, parent: tk.Misc, *, scale: float) -> None:
        super().__init__(parent)
        self._scale = scale
        self._palette = LIGHT
        self._reading: Reading | None = None
        self._fonts = Fonts(self)
        small = self._fonts.font(self._size(SMALL))
        self._time = ttk.Label(self, font=small)
        self._time.pack(side="bottom", fill="x")
        self._page = page = tk.Canvas(self, width=1, height=1, highlightthickness=0)
        page.pack(fill="both", expand=True)
        page.bind("<Configure>", lambda _: self._paint())
        page.bind("<ButtonPress-1>", lambda event: page.scan_mark(event.x, event.y))
        page.bind("<B1-Motion>", lambda event: page.scan_dragto(event.x, event.y, gain=1))
        page.bind("<MouseWheel>", lambda event: self._scroll(event, -event.delta))
        if page.tk.call("tk", "windowingsystem") == "x11":
            page.bind("<ButtonPress-4>", lambda event: self._scroll(event, -1))
            page.bind("<ButtonPress-5>", lambda event: self._scroll(event, 1))

    def show(self, reading: "Reading | None") -> None:
        """Paint the lines of ``reading``; nothing for None."""
        self._reading = reading
        self._paint()

    def configure_palette(self, palette: Palette) -> None:
        """Change the colours."""
        self._palette = palette
        self._paint()

    def _size(self, design: float) -> int:
        return round(design * self._scale)

    def _scroll(self, event: "tk.Event[tk.Misc]", way: float) -> None:
        view = self._page.xview_scroll if int(event.state) & 0x1 else self._page.yview_scroll
        view(1 if way > 0 else -1, "units")

    def _paint(self) -> None:
        page, reading, palette = self._page, self._reading, self._palette
        page.configure(background=palette.ground)
        page.delete("all")
        if reading is None or not reading.lines:
            return
        took = f"Read in {reading.seconds * 1000:.1f} ms"
        said = reading.reason[:1].upper() + reading.reason[1:] if reading.partial else took
        self._time.configure(text=said, foreground=palette.muted)
        y = float(self._size(2))
        for line in reading.lines:
            y = self._paint_line(line, y, ALONE if len(reading.lines) == 1 else AMONG_OTHERS)
        box = page.bbox("all")
        width, height = page.winfo_width(), page.winfo_height()
        region = (0, 0, max(width, box[2] + 4), max(height, box[3]))
        step = self._size(WHEEL)
        page.configure(scrollregion=region, xscrollincrement=step, yscrollincrement=step)
        page.yview_moveto(1.0 if box[3] > height else 0.0)  # one writes at the end

    def _paint_line(self, line: "Line", y: float, size: int) -> float:
        """Paint ``line`` from ``y`` downwards; return where the next one begins."""
        palette, fonts, page = self._palette, self._fonts, self._page
        result = result_of_line(line)
        row = line.row
        if result is not None and result.tone != "words":
            space = () if row.items[-1:] == (Sign("="),) else (Sign(" "),)
            row = Row((*row.items, *space, *row_of_result(result.text).items))
        sizes = (self._size(SMALLEST), self._size(size))
        block = fitted(row, sizes, page.winfo_width() - 2, fonts.width)
        own = typeset(line.row, sizes[0], fonts.width).signs
        colours = self._colours(line, own, result)
        base = y + block.ascent
        draw(page, block, (0, base), fonts=fonts, colour=palette.text, marked=colours)
        y = base + block.descent + self._size(8)
        for text, colour in self._captions(line, result):
            item = page.create_text(
                0, y, anchor="nw", text=text, font=fonts.font(self._size(SMALL)), fill=colour,
                width=page.winfo_width(),
            )  # fmt: skip
            y = page.bbox(item)[3] + self._size(2)
        return self._paint_others(line, y) + self._size(GAP)

    def _colours(self, line: "Line", own: int, result: ResultMark | None) -> dict[int, str]:
        """Return the colours of the signs that have one: what is doubtful, and the result."""
        colours = {}
        if result is not None:
            colour = tone_colour(self._palette, result.tone)
            colours = dict.fromkeys(range(own, own + len(result.text) + 8), colour)
        if own == len(line.symbols):
            doubted = doubted_symbols(line)
            for number, symbol in enumerate(line.symbols):
                if symbol in doubted:
                    colours[number] = self._palette.doubt
        return colours

    def _captions(self, line: "Line", result: ResultMark | None) -> list[tuple[str, str]]:
        palette = self._palette
        words = line.answer.words
        if line.doubtful:
            return [("Doubtful: tap the symbol that is marked", palette.doubt)]
        sure = f"{whole_percent(line.hypotheses[0].confidence)} sure"
        captions = [(sure, palette.sure)]
        if words:
            captions.append((words[:1].upper() + words[1:], palette.muted))
        return captions

    def _paint_others(self, line: "Line", y: float) -> float:
        """Paint the next likeliest ways to read ``line``, small."""
        page, fonts, palette = self._page, self._fonts, self._palette
        others = [h for h in line.hypotheses[1:] if h.confidence >= WORTH_NAMING][:OTHERS]
        is_alone = self._reading is not None and len(self._reading.lines) == 1
        if not others or not (is_alone or line.doubtful):
            return y
        width = page.winfo_width()
        small = fonts.font(self._size(SMALL))
        y += self._size(GAP)
        item = page.create_text(
            0, y, anchor="nw", text="Or perhaps", font=small, fill=palette.muted
        )
        y = page.bbox(item)[3] + self._size(4)
        for other in others:
            share = whole_percent(other.confidence)
            room = width - fonts.width(share, self._size(SMALL)) - self._size(GAP)
            sizes = (self._size(10), self._size(OTHER))
            block = fitted(row_from_text(other.text), sizes, room, fonts.width)
            base = y + block.ascent
            draw(page, block, (0, base), fonts=fonts, colour=palette.text)
            page.create_text(
                width, base + fonts.low(self._size(SMALL)), anchor="se", text=share, font=small,
                fill=palette.muted,
            )  # fmt: skip
            y = base + block.descent + self._size(7)
        return y
