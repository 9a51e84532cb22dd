"""The analysis as a page that scrolls: a picture, words over it, regions that answer.

Purpose: show what the analyst drew, and let pointer and keyboard go from a figure to its drawings.
Contract: :meth:`AnalysisPage.show` paints what it is given and computes nothing. A region of drawings
can be pointed at and clicked, or reached with Tab and opened with Return.
Not here: counting and drawing (``analysis``), what a click does.
"""

import tkinter as tk
from collections.abc import Callable, Sequence
from tkinter import ttk
from typing import TYPE_CHECKING, Literal

from digit_recognizer.app.language.analysis_texts import tr_analysis
from digit_recognizer.app.library.analysis_worker import Analysed
from digit_recognizer.gui.toolkit.controls import bind_wheel, consuming
from digit_recognizer.gui.toolkit.theme import Theme

if TYPE_CHECKING:
    from digit_recognizer.charts.surface import ChartRegion, ChartText

FONT_SHARE = 0.95  # of the size asked for: the window's font is wider than that of the pictures
TEXT_ROOM = 1.15  # times the width in the picture: what is wider is written smaller
TRANSLATED_ROOM = 1.8  # the same of a text in another language than the picture's
MIN_FONT_SIZE = 8  # pixels
SCROLL_STEP = 60  # design pixels a turn of the wheel
TEXT_ANCHORS: dict[str, Literal["w", "center", "e"]] = {"l": "w", "m": "center", "r": "e"}


class AnalysisPage(ttk.Frame):
    """The page. ``on_point(tip)``: what is pointed at; ``on_choice(target)``: what was clicked."""

    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        *,
        on_point: Callable[[str], None],
        on_choice: Callable[[object], None],
        on_resize: Callable[[], None],
    ) -> None:
        super().__init__(parent)
        self._theme, self._on_point, self._on_choice = theme, on_point, on_choice
        self._shown: Analysed | None = None
        self.marked: int | None = None  # of the regions, the one that is marked
        self._picture: tk.PhotoImage | None = None
        self.canvas = canvas = tk.Canvas(self, highlightthickness=0, takefocus=True)
        theme.colour(canvas, background="ground")
        bar = ttk.Scrollbar(self, command=canvas.yview)
        self._across = ttk.Scrollbar(self, command=canvas.xview, orient="horizontal")
        bar.pack(side="right", fill="y")
        canvas.pack(side="left", fill="both", expand=True)
        canvas.configure(
            yscrollcommand=bar.set, yscrollincrement=1, xscrollcommand=self._across.set
        )
        canvas.bind("<Configure>", lambda _: on_resize())
        canvas.bind("<Motion>", self._on_motion)
        canvas.bind("<Leave>", lambda _: self._mark(None))
        canvas.bind("<Button-1>", self._on_click)
        self._bind_keys()

    @property
    def width(self) -> int:
        """How wide the page can be, in screen pixels."""
        return self.canvas.winfo_width()

    @property
    def regions(self) -> "Sequence[ChartRegion]":
        """What can be pointed at."""
        return self._shown.regions if self._shown is not None else ()

    def show(self, analysed: Analysed | None) -> None:
        """Paint ``analysed``, at the place that was scrolled to."""
        canvas = self.canvas
        canvas.delete("all")
        self.marked, self._shown = None, analysed
        self._picture = None
        if analysed is None:
            return
        self._picture = tk.PhotoImage(master=canvas, data=analysed.ppm, format="PPM")
        canvas.create_image(0, 0, image=self._picture, anchor="nw")
        for words in analysed.words:
            self._write(words, analysed.scale)
        canvas.configure(
            scrollregion=(0, 0, self._picture.width(), round(analysed.height * analysed.scale))
        )
        if self._picture.width() > canvas.winfo_width():
            self._across.pack(side="bottom", fill="x", before=canvas)
        else:
            self._across.pack_forget()

    def choose(self, region: int) -> None:
        """Do what a click on the region does."""
        target = self.regions[region].target
        if target is not None:
            self._on_choice(target)

    def _write(self, words: "ChartText", scale: float) -> None:
        """Write one line, a little smaller where the window's font is too wide for its place."""
        size, text = round(FONT_SHARE * words.size * scale), tr_analysis(words.text)
        is_longer = text != words.text and words.at[0] == "l"  # there is room at its right
        room = (TRANSLATED_ROOM if is_longer else TEXT_ROOM) * words.width * scale
        while size > MIN_FONT_SIZE and self._theme.fonts.width(text, size) > room:
            size -= 1
        self.canvas.create_text(
            words.x * scale, words.y * scale, text=text, fill=words.colour,
            font=self._theme.fonts.font(size), anchor=TEXT_ANCHORS[words.at[0]],
        )  # fmt: skip

    # Pointer and keys

    def _bind_keys(self) -> None:
        canvas, step = self.canvas, self._theme.px(SCROLL_STEP)
        for sequence, way in (("<Up>", -1), ("<Down>", 1)):
            canvas.bind(sequence, lambda _, way=way: self._scroll_by(way * step))  # type: ignore[misc]
        bind_wheel(canvas, lambda _, way: self._scroll_by(way * step))
        for sequence, pages in (("<Prior>", -0.9), ("<Next>", 0.9), ("<space>", 0.9)):
            canvas.bind(
                sequence,
                lambda _, pages=pages: self._scroll_by(round(pages * canvas.winfo_height())),  # type: ignore[misc]
            )
        canvas.bind("<Home>", lambda _: canvas.yview_moveto(0))
        canvas.bind("<End>", lambda _: canvas.yview_moveto(1))
        canvas.bind("<Tab>", lambda _: self._step(1))
        for sequence in ("<Shift-Tab>", "<ISO_Left_Tab>"):
            if canvas.tk.call("tk", "windowingsystem") == "x11" or sequence == "<Shift-Tab>":
                canvas.bind(sequence, lambda _: self._step(-1))
        canvas.bind("<Return>", consuming(self._open_marked))

    def _scroll_by(self, pixels: int) -> str:
        self.canvas.yview_scroll(pixels, "units")
        return "break"

    def see(self, region: int) -> None:
        """Scroll until the region is seen."""
        _, top, _, bottom = self.box(region)
        canvas, height = self.canvas, self.canvas.winfo_height()
        above, below = canvas.canvasy(0) - top, bottom - canvas.canvasy(height)
        if above > 0:
            self._scroll_by(-round(above + 0.2 * height))
        elif below > 0:
            self._scroll_by(round(below + 0.2 * height))

    def _step(self, by: int) -> str | None:
        """Mark the next region that stands for something; after the last, the keyboard goes on."""
        able = [i for i, region in enumerate(self.regions) if region.target is not None]
        if self.marked is None:
            following = able[:1] if by > 0 else able[-1:]
        elif by > 0:
            following = [i for i in able if i > self.marked][:1]
        else:
            following = [i for i in able if i < self.marked][-1:]
        if not following:
            self._mark(None)
            return None
        self._mark(following[0])
        self.see(following[0])
        return "break"

    def _open_marked(self) -> None:
        if self.marked is not None:
            self.choose(self.marked)

    def _on_motion(self, event: "tk.Event[tk.Misc]") -> None:
        self._mark(self._under(event.x, event.y))

    def _on_click(self, event: "tk.Event[tk.Misc]") -> None:
        self.canvas.focus_set()
        region = self._under(event.x, event.y)
        if region is not None:
            self.choose(region)

    def _under(self, x: int, y: int) -> int | None:
        across, down = self.canvas.canvasx(x), self.canvas.canvasy(y)
        for i in range(len(self.regions) - 1, -1, -1):  # what was drawn last lies on top
            left, top, right, bottom = self.box(i)
            if left <= across < right and top <= down < bottom:
                return i
        return None

    def box(self, region: int) -> tuple[float, float, float, float]:
        """Return where a region is on the page, in screen pixels."""
        scale = self._shown.scale if self._shown is not None else 1.0
        left, top, right, bottom = self.regions[region].box
        return left * scale, top * scale, right * scale, bottom * scale

    def _mark(self, region: int | None) -> None:
        if region == self.marked:
            return
        self.marked = region
        self.canvas.delete("mark")
        able = region is not None and self.regions[region].target is not None
        if region is not None:
            palette = self._theme.palette
            self.canvas.create_rectangle(
                *self.box(region), outline=palette.sure if able else palette.edge,
                width=max(1, self._theme.px(1.5)), tags="mark",
            )  # fmt: skip
        self.canvas.configure(cursor="hand2" if able else "")
        self._on_point(tr_analysis(self.regions[region].tip) if region is not None else "")
