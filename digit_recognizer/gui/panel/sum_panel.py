"""What the panel shows of numbers and sums: each line typeset, with its result.

Purpose: the whole reading as it would be printed, the lines below each other, with confidence, doubt
and other ways to read it.
Contract: :meth:`SumPanel.show` paints whatever it is given, and only the lines that changed; it computes
nothing. A click on another way takes it (``on_choose``), one on "all as read" confirms a doubtful line
(``on_confirm``). What is long is set smaller, and what is still too long or too much can be scrolled
(wheel, Shift and wheel, dragging).
Not here: setting (``typeset``), single digits (``reading_panel``).
"""

import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass, replace
from tkinter import ttk
from typing import TYPE_CHECKING

from digit_recognizer.app.clipboard_text import result_of
from digit_recognizer.app.document.answers import Offer, offers
from digit_recognizer.app.document.marks import doubted_symbols, result_of_line
from digit_recognizer.app.document.numbers import with_text
from digit_recognizer.app.document.typeset import fitted, signs_in, steady_size, typeset
from digit_recognizer.app.language import tr, tr_later, tr_reader
from digit_recognizer.app.palette import Palette
from digit_recognizer.expression import Row, Sign
from digit_recognizer.gui.panel.number_drag import NumberDrag, PlacedLine
from digit_recognizer.gui.toolkit.controls import Tooltip, bind_wheel
from digit_recognizer.gui.toolkit.formula import draw, row_of_result, tone_colour
from digit_recognizer.gui.toolkit.menus import SHIFT_BIT
from digit_recognizer.gui.toolkit.theme import Theme
from digit_recognizer.words import sentence_case, whole_percent

if TYPE_CHECKING:
    from digit_recognizer.reading import Line, OtherReading, Reading

SINGLE_LINE_SIZE, FLAT_LINE_SIZE, LINE_SIZE, MIN_LINE_SIZE = 44, 34, 28, 15  # design pixels
OTHERS_SHARE = 0.42  # of a flat panel's width, for other ways to read a line
CAPTION_SIZE = 13
OTHER_SIZE = 17  # of other ways to read it
LINE_GAP = 14
SHOWN_OTHERS = 3
MAX_CLICK_TRAVEL = 5  # pixels: what moves further drags the page
ALL_AS_READ = tr_later("All as read")
SCROLL_UNIT = 40


@dataclass(frozen=True, slots=True)
class _View:
    """What is to be seen of a line: ``result`` with its tone, the signs that are ``doubted``, captions
    with their colours, ``others`` that are offered (beside it where the panel ``is_flat``), whether it
    may be confirmed; ``frame``: palette and width."""

    row: Row
    result: tuple[str, str]
    doubted: tuple[int, ...]
    captions: tuple[tuple[str, str], ...]
    others: tuple[Offer, ...]
    may_confirm: bool
    most: int
    is_flat: bool
    frame: tuple[Palette, int]


@dataclass(slots=True)
class _Painted:
    """The items of a line, by their tag, and what they show."""

    tag: str
    view: _View | None = None
    size: int = 0
    top: float = 0.0
    height: float = 0.0
    width: float = 0.0


class SumPanel(ttk.Frame):
    """The lines of a reading."""

    def __init__(
        self, parent: tk.Misc, theme: Theme, *,
        on_choose: "Callable[[OtherReading], None]", on_confirm: "Callable[[Line], None]",
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.on_copy: Callable[[str], None] = lambda text: None
        """Called with a result that was tapped."""
        self._theme = theme
        self._on_choose, self._on_confirm = on_choose, on_confirm
        self._pressed = (0, 0)
        self._clicks: dict[str, Callable[[], None]] = {}  # by the tag of what is clicked
        self._reading: Reading | None = None
        self._is_judged, self._is_flat = True, False
        self.shows_end = True
        """Whether of many lines the last is shown first."""
        self._painted: list[_Painted] = []
        self._region: tuple[float, ...] = ()
        self._reason = theme.label(self, font=theme.font(CAPTION_SIZE))
        self._page = page = tk.Canvas(self, width=1, height=1, highlightthickness=0)
        page.pack(fill="both", expand=True)
        page.bind("<Configure>", lambda _: self._paint())
        page.bind("<ButtonPress-1>", self._on_press)
        page.bind("<B1-Motion>", self._on_drag)
        page.bind("<ButtonRelease-1>", lambda _: self._numbers.release())
        self._tried: dict[int, Line] = {}  # lines with another number, by theirs
        self._placed: dict[int, PlacedLine] = {}
        self._copied: dict[int, str] = {}  # what a tap on their results copies
        self._numbers: NumberDrag = NumberDrag(
            page, theme, lambda: list(self._placed.values()), self._try
        )
        self.time = Tooltip(page, "")
        """How long reading took, for those who want to know."""
        bind_wheel(page, self._scroll)
        theme.follow(self, self._paint)

    def arrange(self, *, is_flat: bool) -> None:
        """Put other ways to read a line beside it, or below it."""
        self._is_flat = is_flat
        self._paint()

    def show(self, reading: "Reading | None", *, is_judged: bool = True) -> None:
        """Paint the lines of ``reading``, with results if it ``is_judged``; nothing for None."""
        if reading is not self._reading:
            self._tried.clear()
        self._reading, self._is_judged = reading, is_judged
        self._paint()

    def _on_press(self, event: "tk.Event[tk.Misc]") -> None:
        self._pressed = (event.x, event.y)
        result = self._numbers.result_at(event)
        if result is not None and self._copied[result]:
            self.on_copy(self._copied[result])
        elif not self._numbers.press(event):
            self._page.scan_mark(event.x, event.y)

    def _on_drag(self, event: "tk.Event[tk.Misc]") -> None:
        if self._numbers.is_dragging:
            self._numbers.drag(event)
        else:
            self._page.scan_dragto(event.x, event.y, gain=1)

    def _try(self, number: int, text: str) -> None:
        """Show a line as if it said ``text``; "" for as it was written."""
        if self._reading is not None and number < len(self._reading.lines):
            self._tried.pop(number, None)
            if text:
                self._tried[number] = with_text(self._reading.lines[number], text)
            self._paint()

    def _on_click(self, tag: str, run: Callable[[], None]) -> None:
        """Have a click on the items with ``tag`` do something; a drag scrolls all the same."""
        page, is_new = self._page, tag not in self._clicks
        self._clicks[tag] = run
        if not is_new:
            return

        def on_release(event: "tk.Event[tk.Misc]") -> None:
            x, y = self._pressed
            if max(abs(event.x - x), abs(event.y - y)) <= MAX_CLICK_TRAVEL:
                page.configure(cursor="")
                self._clicks[tag]()

        page.tag_bind(tag, "<ButtonRelease-1>", on_release)
        page.tag_bind(tag, "<Enter>", lambda _: page.configure(cursor="hand2"))
        page.tag_bind(tag, "<Leave>", lambda _: page.configure(cursor=""))

    def _scroll(self, event: "tk.Event[tk.Misc]", way: int) -> None:
        is_across = int(event.state) & SHIFT_BIT
        (self._page.xview_scroll if is_across else self._page.yview_scroll)(way, "units")

    def _paint(self) -> None:
        page, reading, palette = self._page, self._reading, self._theme.palette
        page.configure(background=palette.ground)
        if reading is None or not reading.lines:
            return
        took = tr("Read in {seconds:.1f} ms", seconds=reading.seconds * 1000)
        said = sentence_case(tr_reader(reading.reason)) if reading.partial else ""
        self._reason.configure(text=said)
        if not said:
            self._reason.pack_forget()
        elif not self._reason.winfo_manager():
            self._reason.pack(side="bottom", fill="x", before=page)
        self.time.text = took
        for painted in self._painted[len(reading.lines) :]:
            page.delete(painted.tag)
            self._placed.pop(self._painted.index(painted), None)
        del self._painted[len(reading.lines) :]
        y = float(self._theme.px(2))
        lines = [self._tried.get(number, line) for number, line in enumerate(reading.lines)]
        for number, line in enumerate(lines):
            y = self._show_line(number, line, self._view(line, len(lines) == 1), y)
            if number in self._placed:
                self._placed[number] = replace(self._placed[number], text=line.text)
            self._copied[number] = result_of(line)
        width, height = page.winfo_width(), page.winfo_height()
        right = max(painted.width for painted in self._painted)
        region = (0, 0, max(width, right + 4), max(height, y, self._first_shown(height) + height))
        if region != self._region:
            self._region = region
            step = self._theme.px(SCROLL_UNIT)
            page.configure(scrollregion=region, xscrollincrement=step, yscrollincrement=step)
            page.yview_moveto(self._first_shown(height) / region[3] if self.shows_end else 0.0)

    def _first_shown(self, height: float) -> float:
        """Return where the page begins so that its last line is seen: at the top of a line."""
        tops = [0.0, *(painted.top for painted in self._painted[1:])]
        end = self._painted[-1].top + self._painted[-1].height - self._theme.px(LINE_GAP)
        return next((top for top in tops if end - top <= height), tops[-1])

    def _view(self, line: "Line", is_alone: bool) -> "_View":
        """Return what is to be seen of ``line``."""
        palette = self._theme.palette
        doubted = doubted_symbols(line)
        marked = tuple(n for n, symbol in enumerate(line.symbols) if symbol in doubted)
        if line.doubtful:
            captions = [(tr("Doubtful: tap the symbol that is marked"), palette.doubt)]
        else:
            words = sentence_case(tr_reader(line.answer.words)) if self._is_judged else ""
            sure = tr("{percent} sure", percent=whole_percent(line.hypotheses[0].confidence))
            # The line is there without words too: what is below it stays where it is.
            captions = [(sure, palette.sure), (words or " ", palette.muted)]
        others = offers(line)[:SHOWN_OTHERS] if is_alone or line.doubtful else ()
        result = result_of_line(line) if self._is_judged else None
        said = ("", "") if result is None or result.tone == "words" else (result.text, result.tone)
        if result is None and self._is_judged and not line.doubtful and result_of(line):
            said = (f"= {result_of(line)}", "quiet")  # nobody asked for it, and it may help
        return _View(
            line.row,
            said,
            marked if len(line.symbols) == signs_in(line.row) else (),
            tuple(captions),
            others,
            line.doubtful and not line.struck_out,
            (FLAT_LINE_SIZE if self._is_flat else SINGLE_LINE_SIZE) if is_alone else LINE_SIZE,
            self._is_flat,
            (palette, self._page.winfo_width()),
        )

    def _show_line(self, number: int, line: "Line", view: "_View", y: float) -> float:
        """Have a line look like ``view``, from ``y`` downwards; return where the next one begins."""
        page = self._page
        if number == len(self._painted):
            self._painted.append(_Painted(f"line-{number}"))
        painted = self._painted[number]
        if painted.view == view:
            if painted.top != y:
                page.move(painted.tag, 0, y - painted.top)
                placed = self._placed[number]
                self._placed[number] = replace(placed, base=placed.base + y - painted.top)
        else:
            page.delete(painted.tag)
            painted.view = view
            painted.width, bottom = self._paint_line(view, y, painted, number)
            painted.height = bottom - y
            if view.may_confirm:
                self._on_click(f"{painted.tag}-confirm", lambda: self._on_confirm(line))
        painted.top = y
        return y + painted.height

    def _paint_line(
        self, view: "_View", y: float, painted: _Painted, number: int
    ) -> tuple[float, float]:
        """Paint a line from ``y`` downwards; return how wide it is, and where the next one begins."""
        palette, px, page = self._theme.palette, self._theme.px, self._page
        fonts, tag = self._theme.fonts, painted.tag
        row, colours = view.row, dict.fromkeys(view.doubted, palette.doubt)
        text, tone = view.result
        own = signs_in(row)
        if text:
            space = () if row.items[-1:] == (Sign("="),) else (Sign(" "),)
            row = Row((*row.items, *space, *row_of_result(text).items))
            colour = tone_colour(palette, tone)
            colours |= dict.fromkeys(range(own, signs_in(row)), colour)
        width = page.winfo_width()
        beside = round((1 - OTHERS_SHARE) * width) if view.others and view.is_flat else 0
        sizes, room = (px(MIN_LINE_SIZE), px(view.most)), (beside or width) - 2
        painted.size = steady_size(row, sizes, room, fonts.width, painted.size)
        block = typeset(row, painted.size, fonts.width)
        base = y + block.ascent
        draw(page, block, (0, base), fonts=fonts, colour=palette.text, marked=colours, tag=tag)
        self._placed[number] = PlacedLine(number, block, base, "", own if text else None)
        top, y = y, base + block.descent + px(8)
        for caption, colour in view.captions:
            y = self._write(caption, (0, y), colour, tag) + px(2)
        if view.may_confirm:
            y = self._write(tr(ALL_AS_READ), (0, y), palette.sure, tag, f"{tag}-confirm") + px(2)
        if view.others:
            end = top if beside else y + px(LINE_GAP)
            end = self._write(tr("Or perhaps"), (beside, end), palette.muted, tag) + px(4)
            for place, offer in enumerate(view.others):
                end = self._paint_other(offer, (beside, end), tag, f"{tag}-other-{place}")
            y = max(y, end)
        return block.width, y + px(LINE_GAP)

    def _write(self, text: str, at: tuple[float, float], colour: str, *tags: str) -> float:
        """Write small print from ``at`` downwards; return where it ends."""
        page = self._page
        item = page.create_text(
            *at, anchor="nw", text=text, font=self._theme.font(CAPTION_SIZE), fill=colour,
            width=page.winfo_width() - at[0], tags=tags,
        )  # fmt: skip
        return float(page.bbox(item)[3])

    def _paint_other(self, offer: Offer, at: tuple[float, float], tag: str, own: str) -> float:
        """Paint another way to read a line, small, with its value; return where the next one begins.

        Its items are tagged ``own``, too: a click on them takes it.
        """
        page, fonts, px, palette = (
            self._page,
            self._theme.fonts,
            self._theme.px,
            self._theme.palette,
        )
        small, width, (left, y) = px(CAPTION_SIZE), page.winfo_width(), at
        share = whole_percent(offer.other.confidence)
        room = width - left - fonts.width(share, small) - px(LINE_GAP)
        row = offer.other.row
        written = signs_in(row)
        if offer.value:
            row = Row((*row.items, Sign(" "), *row_of_result(offer.value).items))
        muted = dict.fromkeys(range(written, signs_in(row)), palette.muted)
        block = fitted(row, (px(10), px(OTHER_SIZE)), room, fonts.width)
        base, bottom = y + block.ascent, y + block.ascent + block.descent + px(7)
        page.create_rectangle(
            left, y - px(3), width, bottom - px(3), fill=palette.ground, width=0, tags=(tag, own)
        )
        draw(
            page,
            block,
            (left, base),
            fonts=fonts,
            colour=palette.text,
            marked=muted,
            tag=(tag, own),
        )
        page.create_text(
            width, base + fonts.low(small), anchor="se", text=share, font=fonts.font(small),
            fill=palette.muted, tags=(tag, own),
        )  # fmt: skip
        self._on_click(own, lambda: self._on_choose(offer.other))
        return bottom
