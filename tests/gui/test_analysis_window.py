"""The window of the analysis, with real events: figures, what leads to drawings, files, stopping."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from driving import PATIENCE, AnsweringDialogs, key, until
from PIL import Image

from digit_recognizer.app.jobs import Failure
from digit_recognizer.app.language import speaking
from digit_recognizer.app.library.analysis_worker import Analysed, Analyst, PageStyle
from digit_recognizer.app.palette import DARK_PALETTE, LIGHT_PALETTE
from digit_recognizer.gui.library.analysis_window import ANALYSIS_HINT, AnalysisWindow
from digit_recognizer.gui.window import MainWindow
from digit_recognizer.ink import Ink
from digit_recognizer.library import Entry, Filter, Library

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def entries(count: int = 40) -> Iterator[Entry]:
    for i in range(count):
        label = str(i % 10)
        yield Entry(
            Ink.from_xy([[(0, 0), (30, i), (9, 40)]]), label=label,
            text="7" if label == "1" else label, confidence=0.97, model="a model",
            writer=("Ada", "Ben")[i % 2], made=NOON + timedelta(days=i),
        )  # fmt: skip


@pytest.fixture
def kept(home: Path) -> Path:
    """The user's library, with drawings whose 1 is read as 7."""
    with Library.open() as library:
        library.add(entries())
        return library.path


@pytest.fixture
def analysis(kept: Path, sums: MainWindow) -> AnalysisWindow:
    key(sums, "<Control-Shift-A>")
    window = sums.library.analysis
    assert window is not None and window.is_open
    until(sums, lambda: window.shown is not None and not window.is_busy)
    return window


def region(window: AnalysisWindow, target: object) -> int:
    """Return which of the page's regions stands for ``target``, the last one: pairs come late."""
    return [i for i, one in enumerate(window.page.regions) if one.target == target][-1]


def pointer(window: AnalysisWindow, index: int, event: str) -> None:
    page, canvas = window.page, window.page.canvas
    page.see(index)
    left, top, right, bottom = page.box(index)
    x, y = (left + right) / 2 - canvas.canvasx(0), (top + bottom) / 2 - canvas.canvasy(0)
    canvas.event_generate(event, x=round(x), y=round(y))
    window.top.update()


def test_it_shows_the_figures_and_a_click_leads_to_the_drawings(
    sums: MainWindow, analysis: AnalysisWindow
) -> None:
    assert analysis.shown is not None
    said = [words.text for words in analysis.shown.words]
    assert "40" in said and "1 read as 7" in said and "90.0 %" in said
    pair = region(analysis, Filter(label="1", text="7"))
    pointer(analysis, pair, "<Motion>")
    assert "4" in str(analysis.note.cget("text"))
    pointer(analysis, pair, "<Button-1>")
    gallery = sums.library.gallery
    assert gallery is not None
    until(sums, lambda: len(gallery.model.ids) == 4)
    assert gallery.filters.box("label").get().startswith("1")
    pointer(analysis, pair, "<Leave>")
    assert analysis.note.cget("text") == ANALYSIS_HINT


def test_one_drawing_is_selected_in_the_gallery(sums: MainWindow, analysis: AnalysisWindow) -> None:
    assert analysis.shown is not None
    number = analysis.shown.stats.suspects[0].id
    pointer(analysis, region(analysis, (number,)), "<Button-1>")
    gallery = sums.library.gallery
    assert gallery is not None
    until(sums, lambda: list(gallery.model.selection.in_order()) == [number])


def test_the_keyboard_reaches_every_figure(sums: MainWindow, analysis: AnalysisWindow) -> None:
    canvas = analysis.page.canvas
    canvas.focus_force()
    sums.root.update()
    seen = set()
    able = [i for i, one in enumerate(analysis.page.regions) if one.target is not None]
    for _ in able:
        canvas.event_generate("<Tab>")
        sums.root.update()
        seen.add(analysis.page.marked)
    assert seen == set(able)
    canvas.event_generate("<Return>")
    sums.root.update()
    assert sums.library.gallery is not None and sums.library.gallery.is_open


def test_a_writer_of_many_and_other_colours(sums: MainWindow, analysis: AnalysisWindow) -> None:
    analysis.writer_box.set("Ada")
    analysis.writer_box.event_generate("<<ComboboxSelected>>")
    until(sums, lambda: analysis.shown is not None and analysis.shown.stats.all.drawings == 20)
    assert analysis.shown is not None
    before = analysis.shown
    assert before.title == "Drawings by Ada"
    sums.run("theme")
    until(sums, lambda: analysis.shown is not before and not analysis.is_busy)
    assert analysis.shown.stats is before.stats, "colours need no new count"
    assert analysis.shown.ppm != before.ppm
    assert {words.colour for words in analysis.shown.words} >= {
        DARK_PALETTE.text,
        DARK_PALETTE.muted,
    }


def test_the_page_and_the_tables_are_saved(
    sums: MainWindow, analysis: AnalysisWindow, tmp_path: Path
) -> None:
    dialogs = sums.dialogs
    assert isinstance(dialogs, AnsweringDialogs)
    dialogs.path = tmp_path / "page.png"
    analysis.top.focus_force()
    analysis.page.canvas.event_generate("<Control-s>")
    until(sums, lambda: not analysis.is_busy)
    assert analysis.note.cget("text") == "Saved page.png"
    english = Image.open(tmp_path / "page.png").convert("L")
    for language in ("de", "fr"):
        with speaking(language):
            analysis.save()
            until(sums, lambda: not analysis.is_busy)
        translated = Image.open(tmp_path / "page.png").convert("L")
        assert translated.size == english.size and translated != english
    dialogs.path = tmp_path / "tables"
    analysis.save_tables()
    until(sums, lambda: not analysis.is_busy)
    assert (tmp_path / "tables" / "labels.csv").exists()
    dialogs.path = tmp_path / "none" / "page.png"
    analysis.save()
    until(sums, lambda: not analysis.is_busy)
    assert "none" in str(analysis.note.cget("text"))


def test_it_counts_anew_when_it_is_asked_for_again(
    sums: MainWindow, analysis: AnalysisWindow, kept: Path
) -> None:
    with Library.open(kept) as library:
        library.add([Entry(Ink.from_xy([[(1, 2), (3, 4)]]), label="3", made=NOON)])
    key(sums, "<Control-Shift-A>")
    until(sums, lambda: analysis.shown is not None and analysis.shown.stats.all.drawings == 41)
    analysis.page.canvas.focus_force()
    sums.root.update()
    analysis.page.canvas.event_generate("<Escape>")
    sums.root.update()
    assert not analysis.is_open


class Slow(Library):
    """A library that waits for ``go`` before each part of it is read."""

    def __init__(self, path: Path, go: threading.Event) -> None:
        opened = Library.open(path)
        super().__init__(path, opened._connection)
        self._go = go

    def summaries_of(self, ids: object) -> list[object]:  # type: ignore[override]
        assert self._go.wait(PATIENCE)
        return super().summaries_of(ids)  # type: ignore[arg-type, return-value]


def answer(analyst: Analyst) -> Analysed | Failure:
    """Return the one answer that comes."""
    end = threading.Event()
    for _ in range(PATIENCE * 200):
        for found in analyst.answers():
            assert analyst.is_idle
            return found
        end.wait(0.005)
    raise AssertionError("waited in vain")


def test_counting_can_be_stopped_and_begun_again(kept: Path) -> None:
    go = threading.Event()
    analyst = Analyst(kept, lambda path: Slow(kept, go))
    style = PageStyle(LIGHT_PALETTE, 1.0)
    analyst.analyse(Filter(), "All", style)
    analyst.cancel()
    go.set()
    assert answer(analyst) == Failure("")
    analyst.analyse(Filter(writer="Ada"), "Ada", style)
    found = answer(analyst)
    assert isinstance(found, Analysed) and found.stats.all.drawings == 20
    analyst.stop()
    analyst.join(PATIENCE)


def test_only_what_was_asked_for_last_is_answered(kept: Path) -> None:
    go = threading.Event()
    analyst = Analyst(kept, lambda path: Slow(kept, go))
    for writer in ("Ada", "Ben", "nobody"):
        analyst.analyse(Filter(writer=writer), writer, PageStyle(LIGHT_PALETTE, 1.0))
    go.set()
    found = answer(analyst)
    while isinstance(found, Analysed) and found.title != "nobody":
        found = answer(analyst)
    assert isinstance(found, Analysed) and found.stats.all.drawings == 0
    analyst.stop()
    analyst.join(PATIENCE)


def test_a_library_that_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "no-library.sqlite3"
    path.write_text("This is no library, and it is long enough to be looked at. " * 100)
    analyst = Analyst(path)
    analyst.analyse(Filter(), "All", PageStyle(LIGHT_PALETTE, 1.0))
    found = answer(analyst)
    assert isinstance(found, Failure) and "no-library.sqlite3" in found.sentence
    analyst.stop()
    analyst.join(PATIENCE)
