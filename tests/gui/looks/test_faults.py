"""Faults that a demanding user found, each in the real window with the shipped networks."""

from pathlib import Path

import numpy as np
import pytest
from driving import draw, key, note, read, until
from paper_photo import photo_of
from penmanship import KnowingReader, written
from PIL import Image
from seeing import INSIDE, is_inside, resize

from digit_recognizer.app.session import Session
from digit_recognizer.gui.window import MainWindow
from digit_recognizer.ink import Ink, read_inkml
from digit_recognizer.library import Entry, Library
from digit_recognizer.resources import default_symbols, example_drawings

EXPRESSIONS = Path(__file__).parents[3] / "examples" / "expressions"
BAR = [(60 + 9 * step, 300 + 4 * np.sin(step)) for step in range(12)]

needs_symbols = pytest.mark.skipif(
    not default_symbols().exists(), reason="there is no network for sums"
)


def drawn_example(name: str) -> Ink:
    (path,) = [path for path in example_drawings() if path.stem == name]
    ink = read_inkml(path).ink
    box = ink.box
    scale = 120 / (box.bottom - box.top)
    return ink.moved(70 - scale * box.left, 150 - scale * box.top, scale)


def tones(window: MainWindow) -> list[str]:
    return [result.tone for result in window.session.marks.results]


@needs_symbols
def test_a_crossed_seven_over_a_bar_is_no_equation(window: MainWindow) -> None:
    seven = drawn_example("seven-crossed")
    draw(window, seven)
    read(window)
    draw(window, Ink.from_xy([BAR]))
    title = read(window)
    assert "=" not in title and title.startswith("7"), title
    assert not window.session.marks.results


@pytest.mark.parametrize("name", ["three", "one", "eight"])
def test_a_digit_gone_over_again_is_one_digit(window: MainWindow, name: str) -> None:
    digit = drawn_example(name)
    draw(window, digit)
    once = read(window)[0]
    draw(window, digit.moved(2, -2))
    assert read(window).startswith(f"{once} · ")


def test_what_may_become_right_is_not_called_wrong(
    sums: MainWindow, knowing: KnowingReader
) -> None:
    line = written("8×9=72", at=(60, 300))
    seven = written("8×9=7", at=(60, 300))
    knowing.lines = [seven]
    draw(sums, seven.ink)
    read(sums)
    assert "wrong" not in tones(sums), "7 is the beginning of 72"
    knowing.lines = [line]
    draw(sums, Ink(line.ink.strokes[len(seven.ink) :]))
    read(sums)
    assert tones(sums) == ["right"]


def test_what_is_wrong_only_if_it_was_read_rightly_is_a_question(
    sums: MainWindow, knowing: KnowingReader
) -> None:
    line = written("3+4=8", at=(60, 300))
    knowing.lines, knowing.unsure = [line], {(0, 4): ("8", 0.8)}
    draw(sums, line.ink)
    assert "✗" not in read(sums)
    assert "wrong" not in tones(sums)
    doubtful = [m.symbol.text for m in sums.session.marks.symbols if m.certainty == "doubtful"]
    assert doubtful == ["8"], "and it says where to look"


@needs_symbols
def test_a_photo_of_dark_paper_is_no_negative(window: MainWindow, tmp_path: Path) -> None:
    photo = np.asarray(photo_of(read_inkml(EXPRESSIONS / "sum.inkml").ink, (300, 180), pen=4))
    path = tmp_path / "brown.png"
    Image.fromarray((0.42 * photo).astype(np.uint8)).save(path)
    window.root.update()
    window.files.open(path)
    until(window, lambda: window.session.editor.picture is not None)
    read(window)
    assert note(window) != "Opening brown.png…", "it is open"
    for is_dark in (False, True):
        until(window, lambda: window.pictures.is_idle)
        shown = window.pictures.layer.photo
        assert shown is not None
        places = [(x, y) for x in range(0, shown.width(), 4) for y in range(0, shown.height(), 4)]
        levels = np.array([sum(shown.get(x, y)) / 3 for x, y in places])
        middle = np.median(levels)
        is_ink_darker = middle - levels.min() > levels.max() - middle
        assert is_ink_darker is not is_dark, "writing is as dark as the theme's ink"
        window.run("theme")


@needs_symbols
def test_of_a_photo_with_many_lines_the_first_is_seen(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "lines.png"
    photo_of(read_inkml(EXPRESSIONS / "three-lines.inkml").ink, (420, 360), pen=4).save(path)
    window.root.geometry("1060x400")
    window.root.update()
    window.files.open(path)
    until(window, lambda: window.session.editor.picture is not None)
    read(window)
    window.root.update()
    assert len(window.session.reading.lines) == 3  # type: ignore[union-attr]
    assert window.panel._sum._page.canvasy(0) == 0, "one reads from the beginning"


def test_nothing_of_the_saved_line_is_cut_off(sums: MainWindow, knowing: KnowingReader) -> None:
    line = written("12+34=", at=(40, 90), size=70)
    knowing.lines = [line]
    draw(sums, line.ink)
    read(sums)
    key(sums, "<Control-s>")
    for size in ("1103x620", INSIDE):
        resize(sums, size)
        saved = sums.panel.saved_line
        assert is_inside(saved.button, sums.root) and is_inside(saved.sentence, sums.root)
        assert saved.button.winfo_width() >= saved.button.winfo_reqwidth()


def test_what_is_opened_from_the_gallery_is_seen(window: MainWindow) -> None:
    with Library.open() as library:
        library.add([Entry(drawn_example("seven"), label="7")])
    window.run("gallery")
    gallery = window.library.gallery
    assert gallery is not None
    until(window, lambda: len(gallery.model.ids) == 1)
    gallery.grid.canvas.focus_force()
    gallery.grid.canvas.event_generate("<Right>")
    gallery.grid.canvas.event_generate("<Return>")
    until(window, lambda: bool(window.session.editor.ink))
    window.root.update()
    order = window.root.tk.splitlist(window.root.tk.call("wm", "stackorder", "."))
    assert order[-1] == ".", "the gallery steps back"
    gallery.close()


def test_no_empty_bars_stand_beside_an_empty_page(window: MainWindow) -> None:
    window.root.update()
    assert not window.panel.bars.winfo_ismapped()
    draw(window, drawn_example("seven"))
    read(window)
    window.root.update()
    assert window.panel.bars.winfo_ismapped()


def test_why_speaks_of_digits_without_words_for_developers(window: MainWindow) -> None:
    draw(window, drawn_example("seven"))
    read(window)
    window.run("explain")
    session: Session = window.session
    until(window, lambda: session.explained is not None and bool(session.explained.cards))
    assert session.explained is not None
    said = " ".join((*session.explained.sentences, *(c.title for c in session.explained.cards)))
    assert not [word for word in ("conv", "digits explain", "_", "ideal") if word in said]
