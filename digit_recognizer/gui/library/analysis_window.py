"""The window of the analysis: figures of what is saved, as a page that leads to the drawings.

Purpose: choose whose drawings and since when, show the page, save it.
Contract: one window at a time, which closes with the main one. It is never waited for: figures come from
the analyst's thread, with a progress bar and a way to stop, and files are written by the library's.
Not here: the page (``analysis_page``), the figures.
"""

import tkinter as tk
from collections.abc import Callable
from pathlib import Path
from tkinter import ttk
from typing import TYPE_CHECKING

from digit_recognizer.analysis import PAGE_WIDTH
from digit_recognizer.app.language import tr, tr_later
from digit_recognizer.app.language.analysis_texts import tr_analysis
from digit_recognizer.app.library.analysis_worker import Analysed, Analyst, PageStyle
from digit_recognizer.app.library.captions import NOBODY
from digit_recognizer.app.library.gallery import since
from digit_recognizer.gui.context import WindowContext
from digit_recognizer.gui.library.analysis_page import AnalysisPage
from digit_recognizer.gui.library.gallery_filters import ANY_VALUE, DATE_FILTERS, translated
from digit_recognizer.gui.toolkit.controls import push_button
from digit_recognizer.gui.toolkit.side_window import SideWindow
from digit_recognizer.gui.toolkit.timer import Timer

if TYPE_CHECKING:
    from digit_recognizer.library import Filter

RESIZE_REST = 150  # milliseconds after the last change of the window's size
ANALYSIS_SIZE = (1180, 780)
MIN_ANALYSIS_SIZE = (560, 400)
PAGE_ZOOMS = (0.75, 1.4)  # smaller, it can't be read
ANALYSIS_HINT = tr_later("Point at a figure to see what it counts; click it to see the drawings")


class AnalysisWindow(SideWindow):
    """The window of one library. ``show_drawings(target)``: a Filter, or numbers of drawings."""

    def __init__(self, context: WindowContext, show_drawings: Callable[[object], None]) -> None:
        super().__init__(context, tr("Analysis"))
        self._library_thread, self._dialogs = context.library_thread, context.dialogs
        self._analyst = Analyst(self._library_thread.path)
        self._resizing = Timer(self.top, self._on_resized)
        self._drawn_width = self._shown_percent = 0
        self.shown: Analysed | None = None
        self._build(show_drawings)
        self.fit(ANALYSIS_SIZE, MIN_ANALYSIS_SIZE)
        self.appear(self.page.canvas, {
            "F5": self.refresh, "Mod-s": self.save, "Mod-w": self.close, "Escape": self._escape,
        })  # fmt: skip
        self._theme.follow(self.page, self._redraw)

    @property
    def is_busy(self) -> bool:
        """Whether figures or a file are to be expected."""
        return not (self._analyst.is_idle and self._library_thread.is_idle)

    def refresh(self) -> None:
        """Count anew."""
        self._library_thread.ask(lambda library: library.writers(), self._offer, self.fail)
        self._analyse(is_new=True)

    def cancel(self) -> None:
        """Stop counting; the page stays as it was."""
        self._analyst.cancel()

    def save(self) -> None:
        """Ask for a file and draw the page into it, as a PNG."""
        if self.shown is None:
            return
        path = self._dialogs.path_to_save("picture", "analysis")
        if path is None:
            return
        from digit_recognizer.analysis.page import save_page

        stats, title = self.shown.stats, self.shown.title
        self._library_thread.ask(
            lambda library: save_page(path, stats, library, title, tr_analysis),
            lambda _: self.say(tr("Saved {name}", name=path.name)),
            self.fail,
        )

    def save_tables(self) -> None:
        """Ask for a folder and write the figures there, as tables for spreadsheets."""
        if self.shown is None:
            return
        folder = self._dialogs.choose_folder(tr("Where to put the tables"))
        if folder is None:
            return
        from digit_recognizer.analysis.tables import save_tables

        stats = self.shown.stats

        def said(files: list[Path]) -> None:
            self.say(tr("{count} tables saved in {name}", count=len(files), name=folder.name))

        self._library_thread.ask(lambda _: save_tables(folder, stats), said, self.fail)

    # Building

    def _build(self, show_drawings: Callable[[object], None]) -> None:
        top, pad = self.top, self._theme.px(12)
        above = ttk.Frame(top, padding=(pad, pad, pad, pad // 2))
        above.pack(fill="x")
        boxes, buttons = ttk.Frame(above), ttk.Frame(above)
        boxes.pack(side="left")
        buttons.pack(side="right")
        self._writers: dict[str, str | None] = {tr(ANY_VALUE): None}
        self._dates: dict[str, int | None] = {tr(ANY_VALUE): None, **translated(DATE_FILTERS)}
        self.writer_box = self._box(boxes, tr("Writer"), list(self._writers))
        self.date_box = self._box(boxes, tr("Date"), list(self._dates))
        for text, run, tip in (
            (tr("Save as…"), self.save, tr("Save this page as a PNG picture (Ctrl+S)")),
            (tr("Tables…"), self.save_tables, tr("Save the figures for a spreadsheet (CSV)")),
            (tr("Refresh"), self.refresh, tr("Count again (F5)")),
        ):
            push_button(buttons, text, run, tip).pack(side="right", padx=(pad // 2, 0))

        def make_room(width: int) -> None:
            """Put the buttons below the lists where there is no room beside them."""
            is_wide = boxes.winfo_reqwidth() + buttons.winfo_reqwidth() + 2 * pad <= width
            boxes.pack(side="left" if is_wide else "top", anchor="w")
            buttons.pack(side="right", pady=(0 if is_wide else pad // 2, 0))

        above.bind("<Configure>", lambda event: make_room(event.width))
        below = ttk.Frame(top, padding=(pad, pad // 2))
        below.pack(side="bottom", fill="x")
        self.note = ttk.Label(below, text=tr(ANALYSIS_HINT))
        self.note.pack(side="left")
        self.build_bar(below, self.cancel)
        self.page = AnalysisPage(
            top, self._theme, on_point=lambda tip: self.say(tip or tr(ANALYSIS_HINT)),
            on_choice=show_drawings, on_resize=lambda: self._resizing.start(RESIZE_REST),
        )  # fmt: skip
        self.page.pack(fill="both", expand=True)

    def _box(self, parent: tk.Misc, name: str, values: list[str]) -> ttk.Combobox:
        ttk.Label(parent, text=name).pack(side="left")
        box = ttk.Combobox(parent, state="readonly", width=14, values=values)
        box.set(values[0])
        box.pack(side="left", padx=(self._theme.px(6), self._theme.px(16)))
        box.bind("<<ComboboxSelected>>", lambda _: self._on_choice(box))
        return box

    def _offer(self, writers: list[tuple[str, int]]) -> None:
        self._writers = {tr(ANY_VALUE): None, **{name or tr(NOBODY): name for name, _ in writers}}
        self.writer_box.configure(values=list(self._writers))

    # What happens

    def _on_choice(self, box: ttk.Combobox) -> None:
        box.selection_clear()  # a readonly box is no text to mark
        self.page.canvas.focus_set()
        self._analyse(is_new=True)

    def _on_resized(self) -> None:
        if self.page.width != self._drawn_width:
            self._redraw()

    def _redraw(self) -> None:
        if self.shown is not None:
            self._analyse(is_new=False)

    def _wanted(self) -> "tuple[Filter, str]":
        from digit_recognizer.library import Filter

        writer = self._writers.get(self.writer_box.get())
        days = self._dates[self.date_box.get()]
        whose = (
            tr("Your library")
            if writer is None
            else tr("Drawings by {writer}", writer=writer or tr("nobody named"))
        )
        return Filter(writer=writer, since=since(days)), whose

    def _analyse(self, *, is_new: bool) -> None:
        self._drawn_width = self.page.width
        least, most = (zoom * self._theme.scale for zoom in PAGE_ZOOMS)
        style = PageStyle(
            self._theme.palette, min(max(self._drawn_width / PAGE_WIDTH, least), most)
        )
        self._analyst.analyse(*self._wanted(), style, is_new=is_new)
        if is_new:
            self.show_bar()
        self._pump.wake()

    def deliver(self) -> bool:
        """Show how far counting is, and the page when it has come."""
        percent = round(100 * self._analyst.progress.share)
        if percent != self._shown_percent:
            self._shown_percent = percent
            self.bar.configure(value=percent / 100)
        for answer in self._analyst.answers():
            if isinstance(answer, Analysed):
                self.shown = answer
                self.page.show(answer)
            else:
                self.fail(answer.sentence or tr("Stopped; the page is as it was before"))
        if not self._analyst.is_idle:
            return True
        self.hide_bar()
        return False

    def _escape(self) -> None:
        if self._analyst.is_idle:
            self.close()
        else:
            self.cancel()

    def end(self) -> None:
        """Stop counting."""
        self._analyst.stop()
