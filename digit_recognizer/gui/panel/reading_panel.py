"""The panel that shows a reading: a digit with all ten bars and the glyph, or the lines of a sum.

Purpose: show what was read and, of a digit, what the network saw.
Contract: :meth:`ReadingPanel.show` paints whatever it is given; it computes nothing.
Not here: where readings come from; how numbers and sums are shown (``sum_panel``).
"""

import tkinter as tk
from collections.abc import Callable, Sequence
from tkinter import ttk
from typing import TYPE_CHECKING, Literal

from digit_recognizer.app.language import tr, tr_later, tr_reader
from digit_recognizer.app.palette import levels, ppm_bytes
from digit_recognizer.gui.panel.probability_bars import ProbabilityBars
from digit_recognizer.gui.panel.saved_line import SavedLine, Words
from digit_recognizer.gui.panel.sum_panel import SumPanel
from digit_recognizer.gui.toolkit.controls import Tooltip
from digit_recognizer.gui.toolkit.theme import Theme
from digit_recognizer.words import sentence_case, whole_percent

if TYPE_CHECKING:
    from digit_recognizer.reading import Line, OtherReading, Reading

SHOWN_GLYPH_SIDE = 28
PANEL_WIDTH = 340  # design pixels
FLAT_HEIGHT = 138  # design pixels, below the canvas: most of a small window is for writing
GLYPH_ZOOM, FLAT_GLYPH_ZOOM = 5, 3  # design pixels of one of the glyph's
DIGIT_SHARE = 0.94  # of the glyph's side that a digit is high
PROBABLE_CONFIDENCE = 0.7  # from this confidence a doubtful answer is called probable
GLYPH_CAPTION = tr_later("The network sees")


class ReadingPanel(ttk.Frame):
    """Everything about the present reading."""

    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        *,
        symbols: Sequence[str],
        on_label: Callable[[str], None],
        on_confirm: Callable[[], None],
        on_copy: Callable[[str], None],
        on_choose: "Callable[[OtherReading], None]",
        on_line: "Callable[[Line], None]",
    ) -> None:
        """``on_label(symbol)``, ``on_confirm()``: a person says what it is, or that it was right.
        ``on_choose(other)``, ``on_line(line)``: the same of a line.
        ``on_copy(result)``: a result was tapped.
        """
        super().__init__(parent)
        self.pack_propagate(False)  # the panel keeps its width, or the canvas would jump
        self._theme = theme
        self._reading: Reading | None = None
        self._waiting = ""
        # What is shown now: each call of Tk that is left out is time for the pen.
        self._shown_words: tuple[str, ...] = ()
        self._shown_digit: tuple[object, ...] = ()
        self._glyph_look: tuple[object, ...] = ()
        self._small = tk.PhotoImage(master=self, format="PPM")
        self._large = self._small
        self._big_font = theme.font(18)

        self.saved_line = SavedLine(self, theme, on_confirm)
        self.saved_line.pack(side="bottom", fill="x")
        self._zoom = 1
        self._one = one = ttk.Frame(self)
        one.pack(fill="both", expand=True)
        self._sum = SumPanel(self, theme, on_choose=on_choose, on_confirm=on_line)
        self._sum.on_copy = on_copy
        self.shows_end = True
        """Whether of many lines the last is shown first: there one writes."""
        self._top = top = ttk.Frame(one)
        self._digit = tk.Canvas(top, highlightthickness=0)
        self._digit.pack(side="left", anchor="n")
        self._seen = seen = ttk.Frame(top)
        self._glyph = tk.Canvas(seen, highlightthickness=0)
        self._glyph.pack()
        self._caption = theme.label(seen, font=theme.font(13), text=tr(GLYPH_CAPTION))
        self._caption.pack(pady=(theme.px(3), 0))
        self._said = said = ttk.Frame(one)
        self.answer = ttk.Label(said, font=self._big_font)
        self.answer.pack(fill="x")
        self._detail = theme.label(said, font=theme.font(13))
        self._detail.pack(fill="x", pady=(theme.px(2), theme.px(8)))
        self.bars = ProbabilityBars(one, theme, symbols=symbols, on_label=on_label)
        self.time = Tooltip(self._digit, "")
        """How long reading took, for those who want to know."""
        self.arrange(is_flat=False)
        for canvas in (self._digit, self._glyph):
            theme.colour(canvas, background="ground")
        theme.follow(self, lambda: None if self._sum.winfo_manager() else self._paint())

    def arrange(self, *, is_flat: bool) -> None:
        """Put all below each other, or beside each other where the panel is flat."""
        px = self._theme.px
        self.configure(
            padding=px(8 if is_flat else 16), width=px(PANEL_WIDTH), height=px(FLAT_HEIGHT)
        )
        self._zoom = max(1, px(FLAT_GLYPH_ZOOM if is_flat else GLYPH_ZOOM))
        pixels = SHOWN_GLYPH_SIDE * self._zoom
        for canvas in (self._digit, self._glyph):
            canvas.configure(width=pixels, height=pixels)
        self._digit_font = self._theme.fonts.font(round(DIGIT_SHARE * pixels))
        self._sum.arrange(is_flat=is_flat)
        for part in (self._top, self._seen, self._said, self.bars):
            part.pack_forget()
        side: Literal["left", "top"] = "left" if is_flat else "top"
        self._top.pack(side=side, fill="x", anchor="n")
        if not is_flat:
            self._seen.pack(side="right")
        self._said.pack(side=side, fill="x", anchor="n", padx=px(8 if is_flat else 0), pady=px(8))
        self.bars.pack(side=side, fill="both", expand=True)
        self._side: Literal["left", "top"] = side
        if not self._sum.winfo_manager():
            self._paint()

    def _show_parts(self) -> None:
        """Show no empty bars, and no room for a digit, before there is one."""
        is_empty = self._reading is None
        if is_empty == (not self._top.winfo_manager()):
            return
        for part in (self._top, self.bars):
            part.pack_forget()
        if not is_empty:
            self._top.pack(side=self._side, fill="x", anchor="n", before=self._said)
            self.bars.pack(side=self._side, fill="both", expand=True)

    def show(self, reading: "Reading | None", *, waiting: str = "", is_judged: bool = True) -> None:
        """Paint ``reading``; for None, say ``waiting`` or that there is nothing to read yet.

        ``is_judged``: whether it is time for results and verdicts.
        """
        self._reading, self._waiting = reading, waiting
        is_sum = reading is not None and bool(reading.lines)
        if is_sum != bool(self._sum.winfo_manager()):
            shown, hidden = (self._sum, self._one) if is_sum else (self._one, self._sum)
            hidden.pack_forget()
            shown.pack(fill="both", expand=True)
        if is_sum:
            self._sum.shows_end = self.shows_end
            self._sum.show(reading, is_judged=is_judged)
        else:
            self._paint()

    def show_saved(self, words: Words, label: str) -> None:
        """Say whether the drawing is saved, and as which ``label``; "" for none."""
        self.saved_line.show(words)
        self.bars.mark(label)

    def _paint(self) -> None:
        self._show_parts()
        reading, palette = self._reading, self._theme.palette
        if reading is None or not reading.text:
            answer, detail, took = self._waiting, "", ""
            if answer and reading is not None:
                answer = sentence_case(tr_reader(reading.reason))
            colour = palette.muted
        else:
            colour = palette.doubt if reading.doubtful else palette.sure
            answer, detail = phrases(reading)
            took = tr("Read in {seconds:.1f} ms", seconds=reading.seconds * 1000)
        self.time.text = took
        if self._shown_words != (answer, detail, colour):
            self._shown_words = (answer, detail, colour)
            self.answer.configure(text=answer, foreground=colour)
            self._detail.configure(text=detail)
        self._paint_digit(colour)
        self._paint_glyph()
        hypotheses = reading.hypotheses if reading is not None else ()
        best = reading.text if reading is not None and not reading.no_symbol else ""
        self.bars.show({h.text: h.confidence for h in hypotheses}, best, colour)

    def _paint_digit(self, colour: str) -> None:
        canvas, side, reading = self._digit, SHOWN_GLYPH_SIDE * self._zoom, self._reading
        text, is_doubted = "", False
        if reading is not None and reading.text:
            text = "?" if reading.no_symbol else reading.text
            is_doubted = reading.doubtful and text != "?"
        if self._shown_digit == (text, is_doubted, colour, side):
            return
        self._shown_digit = (text, is_doubted, colour, side)
        canvas.delete("all")
        canvas.create_text(side / 2, side / 2, text=text, fill=colour, font=self._digit_font)
        if is_doubted:
            canvas.create_text(side, 0, text="?", anchor="ne", fill=colour, font=self._big_font)

    def _paint_glyph(self) -> None:
        canvas, side, palette = self._glyph, SHOWN_GLYPH_SIDE * self._zoom, self._theme.palette
        segments = () if self._reading is None else self._reading.segments
        look = (bool(segments), palette, side)
        if look != self._glyph_look:
            self._glyph_look = look
            canvas.delete("all")
            self._caption.configure(text=tr(GLYPH_CAPTION) if segments else "")
            if segments:
                self._large = tk.PhotoImage(master=canvas, width=side, height=side)
                canvas.create_image(0, 0, image=self._large, anchor="nw")
                canvas.create_rectangle(0, 0, side - 1, side - 1, outline=palette.edge)
        if segments:
            shades = levels(palette.track, palette.ink)
            greys = (255 * segments[0].glyph).round().astype("uint8").tobytes()
            pixels = b"".join([shades[level] for level in greys])
            self._small.configure(data=ppm_bytes(SHOWN_GLYPH_SIDE, SHOWN_GLYPH_SIDE, pixels))
            self.tk.call(self._large, "copy", self._small, "-zoom", self._zoom)


def phrases(reading: "Reading") -> tuple[str, str]:
    """Return what to say about a reading: the answer in words, and a line of detail."""
    if not reading.doubtful:
        return tr("{percent} sure", percent=whole_percent(reading.confidence)), ""
    names = [hypothesis.text for hypothesis in reading.likeliest if hypothesis.confidence >= 0.2]
    reason = sentence_case(tr_reader(reading.reason))
    if reading.no_symbol:  # the panel is too narrow for the reason and the nearest digits
        nearest = (
            tr("Or several; nearest is {names}", names=tr(" or ").join(names)) if names else ""
        )
        return tr("Doubtful: no digit?"), nearest or reason
    if reading.confidence >= PROBABLE_CONFIDENCE:
        answer = tr(
            "Probably {text}, {percent}",
            text=reading.text,
            percent=whole_percent(reading.confidence),
        )
    else:
        answer = tr("Doubtful: {names}?", names=tr(" or ").join(names))
    return answer, reason
