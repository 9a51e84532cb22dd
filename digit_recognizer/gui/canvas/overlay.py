"""Boxes, labels and results on the canvas, under the ink.

Purpose: show what was read where, without getting in the way of writing.
Contract: everything lies under the ink. Items are kept and changed, not made anew, and only where
something is different, so that showing a reading of 60 symbols costs a few milliseconds.
Not here: what to mark (``marks``), what happens when a symbol is tapped (``correction``).
"""

from dataclasses import dataclass
from typing import Literal

from digit_recognizer.app.document.marks import Marks, ResultMark, SymbolMark
from digit_recognizer.app.document.typeset import Block, fitted, typeset
from digit_recognizer.app.palette import LIGHT_PALETTE, Palette, mixed
from digit_recognizer.app.picture.picture import MAX_PICTURE_SLIDE
from digit_recognizer.expression import Row, Sign
from digit_recognizer.gui.canvas.ink_canvas import InkCanvas
from digit_recognizer.gui.toolkit.formula import draw, row_of_result, tone_colour
from digit_recognizer.gui.toolkit.theme import Theme
from digit_recognizer.ink.model import Box

LABEL_SIZE = 12  # design pixels
BOX_STRENGTH = 0.75  # share of colour in a box: a contrast of 3 : 1 to any paper of ours
MIN_RESULT_SIZE, MAX_RESULT_SIZE = 17, 56  # design pixels of a result
MAX_RESULT_WIDTH = 6.0  # in large type, in heights of digits; a longer one is smaller
WORDS_SIZE = 15
RESULT_GAP = 12  # design pixels between a result and the edge
BOX_DASHES = {"sure": (), "corrected": (), "likely": (2, 4), "doubtful": (6, 3)}


@dataclass(slots=True)
class _Shown:
    """The items of one symbol and what they show."""

    box: int
    label: int
    place: tuple[float, ...] = ()
    look: tuple[object, ...] = ()  # empty while they are hidden


class Overlay:
    """The marks on ``canvas``."""

    def __init__(self, canvas: InkCanvas, theme: Theme) -> None:
        self._canvas, self._theme = canvas, theme
        self._label_font = theme.font(LABEL_SIZE)
        self._shown: list[_Shown] = []
        self._marks = Marks()
        self._in_hand: int | None = None
        self._pointed: int | None = None
        self._results: list[tuple[ResultMark, Palette, float]] = []
        self._ends: dict[int, float] = {}  # where the results end
        self._stray_marks: tuple[tuple[Box, ...], Palette, float] = ((), LIGHT_PALETTE, 1.0)
        theme.follow(canvas, lambda: self.show(self._marks, self._in_hand, self._pointed))

    @property
    def reach(self) -> float:
        """How far to the right the results go, in units of the ink."""
        return max(self._ends.values(), default=0.0)

    def show(self, marks: Marks, in_hand: int | None = None, pointed: int | None = None) -> None:
        """Show ``marks``; of the symbols ``in_hand`` stands out, and a little the one ``pointed`` at."""
        self._marks, self._in_hand, self._pointed = marks, in_hand, pointed
        if more := len(marks.symbols) - len(self._shown):
            self._shown += [self._new() for _ in range(more)]
            self._lower("overlay")  # all at once: Tk looks through all of the ink
        for number, shown in enumerate(self._shown):
            if number < len(marks.symbols):
                self._show_symbol(shown, marks.symbols[number], number)
            elif shown.look:
                shown.look = ()
                for item in (shown.box, shown.label):
                    self._canvas.itemconfigure(item, state="hidden")
        self._show_results(marks.results)
        self._show_stray_marks(marks.stray_marks)

    def frame(self, mark: SymbolMark) -> Box:
        """Return the box that is drawn around ``mark``, in canvas coordinates."""
        zoom = self._canvas.zoom
        return Box(*(value * zoom for value in mark.box)).grown(self._pad)

    def label_at(self, x: float, y: float) -> int | None:
        """Return the number of the symbol whose label is at (x, y) of the ink."""
        zoom = self._canvas.zoom
        height = self._label_font.metrics("linespace")
        for number, mark in enumerate(self._marks.symbols):
            left, top, _, bottom = self.frame(mark)
            width = max(self._theme.fonts.width(mark.label, self._theme.px(LABEL_SIZE)), height)
            start = bottom if mark.is_label_below else top - height
            if left - 2 <= x * zoom <= left + width and start <= y * zoom <= start + height:
                return number
        return None

    def result_at(self, x: float, y: float) -> ResultMark | None:
        """Return the result at (x, y) of the ink."""
        for number, (result, _, _) in enumerate(self._results):
            is_along = result.x <= x <= self._ends.get(number, result.x)
            if is_along and result.box.top <= y <= result.box.bottom:
                return result
        return None

    @property
    def _pad(self) -> float:
        return self._canvas.pen_width * self._canvas.zoom / 2 + 3 * self._theme.scale

    def _new(self) -> _Shown:
        box = self._canvas.create_rectangle(0, 0, 0, 0, state="hidden", tags="overlay")
        label = self._canvas.create_text(
            0, 0, anchor="sw", font=self._label_font, state="hidden", tags="overlay"
        )
        return _Shown(box, label)

    def _lower(self, item: int | str) -> None:
        """Put ``item`` below the ink, and above a picture that the ink is on."""
        self._canvas.tag_lower(item)
        self._canvas.tag_lower("picture")

    def _show_symbol(self, shown: _Shown, mark: SymbolMark, number: int) -> None:
        canvas, palette, below = self._canvas, self._theme.palette, mark.is_label_below
        place = (*self.frame(mark), below)
        if place != shown.place:
            shown.place = place
            left, top, right, bottom, _ = place
            canvas.coords(shown.box, left, top, right, bottom)
            canvas.coords(shown.label, left, bottom + 1 if below else top)
        in_hand, pointed = number == self._in_hand, number == self._pointed
        look = (mark.label, mark.certainty, below, in_hand, pointed, palette)
        if look == shown.look:
            return
        shown.look = look
        colour = {
            "sure": palette.sure,
            "corrected": palette.sure,
            "likely": palette.muted,
            "doubtful": palette.doubt,
        }[mark.certainty]
        is_strong = pointed or mark.certainty == "doubtful"
        strength = 1.0 if in_hand or is_strong else BOX_STRENGTH
        canvas.itemconfigure(
            shown.box, outline=mixed(palette.paper, colour, strength), state="normal",
            dash=BOX_DASHES[mark.certainty], width=self._theme.px(2 if in_hand else 1),
        )  # fmt: skip
        anchor: Literal["nw", "sw"] = "nw" if below else "sw"
        canvas.itemconfigure(
            shown.label, text=mark.label, fill=colour, anchor=anchor, state="normal"
        )

    def _show_results(self, results: tuple[ResultMark, ...]) -> None:
        """Draw the results that changed anew: Tk paints all between the first and the last of them."""
        canvas, zoom, palette = self._canvas, self._canvas.zoom, self._theme.palette
        for number in range(max(len(results), len(self._results))):
            tag = f"result-{number}"
            state = (results[number], palette, zoom) if number < len(results) else None
            if number < len(self._results) and self._results[number] == state:
                continue
            canvas.delete(tag)
            if state is None:
                continue
            result = results[number]
            block = self._set(result)
            x, y = result.x * zoom, result.y * zoom + (block.ascent - block.descent) / 2
            colour = tone_colour(palette, result.tone)
            draw(canvas, block, (x, y), fonts=self._theme.fonts, colour=colour, tag=tag)
            self._lower(tag)
            self._ends[number] = result.x + block.width / zoom
        self._results = [(result, palette, zoom) for result in results]
        self._ends = {number: end for number, end in self._ends.items() if number < len(results)}

    def _show_stray_marks(self, boxes: tuple[Box, ...]) -> None:
        """Draw a dotted ring around each speck that was left out."""
        canvas, zoom, palette = self._canvas, self._canvas.zoom, self._theme.palette
        state = (boxes, palette, zoom)
        if state == self._stray_marks:
            return
        self._stray_marks = state
        canvas.delete("stray")
        for left, top, right, bottom in boxes:
            x, y = (left + right) / 2 * zoom, (top + bottom) / 2 * zoom
            radius = max(right - left, bottom - top) / 2 * zoom + 2 * self._pad
            canvas.create_oval(
                x - radius, y - radius, x + radius, y + radius,
                outline=palette.muted, dash=(1, 3), tags=("overlay", "stray"),
            )  # fmt: skip
        if boxes:
            self._lower("stray")

    def _set(self, result: ResultMark) -> Block:
        """Return ``result`` set about as large as the writing, smaller if it is long."""
        theme = self._theme
        if result.tone == "words":
            return typeset(Row((Sign(result.text),)), theme.px(WORDS_SIZE), theme.fonts.width)
        least, most = theme.px(MIN_RESULT_SIZE), theme.px(MAX_RESULT_SIZE)
        height = result.height * self._canvas.zoom
        sizes = (least, round(max(least, min(most, height))))
        room = self._canvas.canvasx(self._canvas.winfo_width()) - result.x * self._canvas.zoom
        widest = MAX_RESULT_WIDTH * height
        if self._canvas.editor.picture is not None:  # the paper slides on only so far
            width = (1 + MAX_PICTURE_SLIDE) * self._canvas.winfo_width()
            room = width - result.x * self._canvas.zoom
            widest = min(widest, max(room - RESULT_GAP * theme.scale, least))
        else:  # a smaller result is better than ink that moves
            widest = min(widest, room - RESULT_GAP * theme.scale)
        return fitted(row_of_result(result.text), sizes, widest, theme.fonts.width)
