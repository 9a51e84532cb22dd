"""The gallery in the real window: clicks, keys, lists; what is changed is looked up in the file."""

import tkinter as tk
from dataclasses import replace

import library_of
import pytest
from driving import PATIENCE, AnsweringDialogs, draw, key, read, until

from digit_recognizer.app.palette import DARK_PALETTE
from digit_recognizer.app.parameters import AT_ONCE
from digit_recognizer.app.reading_worker import ReadingWorker
from digit_recognizer.app.session import Session
from digit_recognizer.app.settings import Settings
from digit_recognizer.app.settling import Settling
from digit_recognizer.gui.library.gallery_window import Gallery
from digit_recognizer.gui.window import MainWindow
from digit_recognizer.ink import Ink
from digit_recognizer.library import Entry, Library

SEVEN = Ink.from_xy([[(150, 120), (200, 119), (290, 118), (250, 220), (210, 360)]])


def opened(window: MainWindow) -> Gallery:
    """Open the gallery by its key and wait until all that is to be seen has been drawn."""
    key(window, "<Control-g>")
    gallery = window.library.gallery
    assert gallery is not None
    rest(window, gallery)
    return gallery


def rest(window: MainWindow, gallery: Gallery) -> None:
    """Wait until nothing is under way any more."""
    until(window, lambda: gallery.model.is_loaded and not gallery.is_busy)


def press(window: MainWindow, gallery: Gallery, *keys: str) -> None:
    for sequence in keys:
        gallery.grid.canvas.focus_force()
        window.root.update()
        gallery.grid.canvas.event_generate(sequence)
        window.root.update()
    rest(window, gallery)


def click(window: MainWindow, gallery: Gallery, index: int, *, state: int = 0) -> None:
    grid = gallery.grid
    window.root.update()
    left, top, right, bottom = map(int, grid.canvas.coords(grid.tiles[index].frame))
    x, y = (left + right) // 2, (top + bottom) // 2
    grid.canvas.event_generate("<ButtonPress-1>", x=x, y=y, state=state)
    grid.canvas.event_generate("<ButtonRelease-1>", x=x, y=y, state=state)
    rest(window, gallery)


def choose(window: MainWindow, gallery: Gallery, name: str, start: str) -> None:
    """Choose what begins with ``start`` in the list ``name``."""
    box = gallery.filters.box(name)
    values = list(box.cget("values"))
    box.current(next(i for i, value in enumerate(values) if value.startswith(start)))
    box.event_generate("<<ComboboxSelected>>")
    rest(window, gallery)


def shown(gallery: Gallery) -> list[str]:
    """Return the labels of what is listed, "-" for none, in order."""
    with Library.open() as library:
        return [summary.label or "-" for summary in library.summaries_of(gallery.model.ids)]


def labels() -> list[str | None]:
    with Library.open() as library:
        return [s.label for s in library.summaries(order="oldest")]


def captions(gallery: Gallery) -> list[str]:
    canvas = gallery.grid.canvas
    tiles = [gallery.grid.tiles[index] for index in sorted(gallery.grid.tiles)]
    return [
        f"{canvas.itemcget(tile.title, 'text')}|{canvas.itemcget(tile.detail, 'text')}"
        for tile in tiles
    ]


def note(gallery: Gallery) -> str:
    return str(gallery.note.cget("text"))


def selected(gallery: Gallery) -> list[int]:
    return [list(gallery.model.ids).index(n) for n in gallery.model.selection.in_order()]


def test_draw_correct_keep_relabel_delete_undo_and_find_all_again_after_a_restart(
    window: MainWindow,
) -> None:
    draw(window, SEVEN)
    read(window)
    key(window, "<Key-1>")  # it was a 1
    window.run("clear")
    draw(window, SEVEN)
    read(window)
    key(window, "<Control-Return>")  # rightly read
    gallery = opened(window)
    assert captions(gallery) == ["7|✓ 99 %", "1|read 7 · 99 %"]
    click(window, gallery, 1)
    press(window, gallery, "<Key-4>")
    assert shown(gallery) == ["7", "4"]
    press(window, gallery, "<Delete>")
    assert shown(gallery) == ["7"]
    press(window, gallery, "<Control-z>")
    assert shown(gallery) == ["7", "4"]
    assert note(gallery) == "Undone: deleted 1 drawing"
    press(window, gallery, "<Control-z>")
    assert shown(gallery) == ["7", "1"]
    window.quit()

    root = tk.Tk()
    session = Session(ReadingWorker(), Settling(AT_ONCE))
    again = MainWindow(root, session, Settings(digit_styles=()), AnsweringDialogs(root))
    session.load_model(None)
    until(again, lambda: bool(session.model_name))
    gallery = opened(again)
    assert shown(gallery) == ["7", "1"]
    press(again, gallery, "<Right>", "<Right>", "<Return>")
    assert session.editor.ink == labelled_one()
    until(again, lambda: again.panel.saved_line.sentence.cget("text") == "✓ Saved as 1")
    again.quit()
    session.close()


def labelled_one() -> Ink:
    """Return the ink of the drawing that is labelled 1."""
    with Library.open() as library:
        (entry,) = [e for e in library.get(library.ids()) if e.label == "1"]
    assert entry.ink is not None
    return entry.ink


def test_an_empty_library_says_what_to_do(window: MainWindow) -> None:
    gallery = opened(window)
    texts = [
        gallery.grid.canvas.itemcget(item, "text")
        for item in gallery.grid.canvas.find_withtag("empty")
    ]
    assert texts[0] == "Nothing is saved yet"
    assert "Ctrl+S" in texts[1]
    press(window, gallery, "<Right>", "<Delete>", "<Control-z>", "<Key-3>", "<F5>", "<Return>")
    draw(window, SEVEN)
    read(window)
    window.library.saving.save()
    rest(window, gallery)
    assert len(gallery.model.ids) == 1, "what is saved meanwhile appears"
    assert not gallery.grid.canvas.find_withtag("empty")


def test_filters_show_what_is_right_wrong_doubtful_unlabelled_or_somebodys(
    window: MainWindow,
) -> None:
    library_of.fill(library_of.mixed())
    gallery = opened(window)
    everything = ["5", "9", "8", "7", "6", "4", "3", "2", "-"]
    assert shown(gallery) == everything, "the newest first"
    for name, start, expected in (
        ("outcome", "Wrong", ["2"]),
        ("outcome", "Doubtful", ["3"]),
        ("outcome", "No label", ["-"]),
        ("outcome", "Right", ["5", "9", "8", "7", "6", "4", "3"]),
        ("writer", "Ben", ["4"]),
        ("writer", "Nobody", ["5"]),
        ("label", "7", ["7"]),
        ("text", "7", ["7", "2"]),
        ("model", "mine.h5", ["4"]),
        ("since", "Today", ["5"]),
        ("kind", "Numbers", []),
    ):
        choose(window, gallery, name, start)
        assert shown(gallery) == expected, (name, start)
        gallery.filters.clear_button.invoke()
        rest(window, gallery)
        assert shown(gallery) == everything
    choose(window, gallery, "writer", "Ada")
    choose(window, gallery, "outcome", "Wrong")
    assert shown(gallery) == ["2"], "filters add up"
    choose(window, gallery, "writer", "Ben")
    assert shown(gallery) == []
    assert gallery.grid.canvas.itemcget("empty", "text") == "No drawing is like that"
    press(window, gallery, "<Control-Key-0>")
    choose(window, gallery, "order", "Least sure")
    assert shown(gallery)[0] == "-" and shown(gallery)[-1] == "7"
    choose(window, gallery, "order", "By label")
    assert shown(gallery)[1:] == ["2", "3", "4", "5", "6", "7", "8", "9"]


def test_clicks_and_keys_select(window: MainWindow) -> None:
    library_of.fill(library_of.entries(40))
    gallery = opened(window)
    click(window, gallery, 2)
    assert selected(gallery) == [2]
    click(window, gallery, 5, state=0x1)
    assert selected(gallery) == [2, 3, 4, 5]
    click(window, gallery, 3, state=0x4)
    assert selected(gallery) == [2, 4, 5]
    press(window, gallery, "<Right>")
    assert selected(gallery) == [4]
    press(window, gallery, "<Shift-Right>", "<Shift-Down>")
    columns = gallery.grid.columns
    assert selected(gallery) == list(range(4, 6 + columns))
    press(window, gallery, "<End>")
    assert selected(gallery) == [39]
    assert 39 in gallery.grid.shown, "it scrolls there"
    press(window, gallery, "<Home>", "<Control-Right>", "<space>")
    assert selected(gallery) == [0, 1]
    press(window, gallery, "<Control-a>")
    assert selected(gallery) == list(range(40))
    assert gallery.counted.cget("text") == "40 drawings · 40 selected"
    press(window, gallery, "<Escape>")
    assert selected(gallery) == []
    press(window, gallery, "<Escape>")
    assert not gallery.is_open


def test_many_are_relabelled_given_to_a_writer_deleted_and_all_of_it_undone(
    window: MainWindow,
) -> None:
    library_of.fill(library_of.mixed())
    before = labels()
    gallery = opened(window)
    press(window, gallery, "<Control-a>", "<Key-8>")
    assert labels() == ["8"] * 9
    details = gallery.details
    press(window, gallery, "<l>")
    details.label.delete(0, "end")
    details.label.insert(0, "12 + 3")
    details.label.event_generate("<Return>")
    rest(window, gallery)
    assert labels() == ["12+3"] * 9
    press(window, gallery, "<l>")
    details.label.delete(0, "end")
    details.label.insert(0, "seven")
    details.label.event_generate("<Return>")
    rest(window, gallery)
    assert labels() == ["12+3"] * 9
    assert "'seven'" in note(gallery) and note(gallery).endswith(".")
    details.writer.set("Cleo")
    details.writer.event_generate("<<ComboboxSelected>>")
    rest(window, gallery)
    with Library.open() as library:
        assert library.writers() == [("Cleo", 9)]
    gallery.model.relabel(None)
    rest(window, gallery)
    assert labels() == [None] * 9
    press(window, gallery, "<Delete>")
    assert labels() == []
    for _ in range(5):
        press(window, gallery, "<Control-z>")
    assert labels() == before
    with Library.open() as library:
        assert library.writers() == [("", 1), ("Ada", 7), ("Ben", 1)]
    press(window, gallery, "<Control-z>")
    assert note(gallery) == "Nothing to undo"
    press(window, gallery, "<Control-y>")
    assert labels() == ["8"] * 9 and note(gallery) == "Redone: labelled 8: 9 drawings"
    press(window, gallery, "<Control-Z>", "<Control-y>", "<Control-y>", "<Control-Z>")
    assert labels() == [] and not gallery.model.can_redo
    press(window, gallery, "<Control-y>")
    assert note(gallery) == "Nothing to redo"
    press(window, gallery, "<Control-z>")
    assert labels() == [None] * 9
    press(window, gallery, "<Control-a>", "<Key-5>", "<Control-y>")
    assert labels() == ["5"] * 9  # what was undone was about what is no more


def test_labelling_what_has_no_label_goes_from_one_to_the_next(window: MainWindow) -> None:
    library_of.fill([replace(entry, label=None) for entry in library_of.entries(3)])
    gallery = opened(window)
    choose(window, gallery, "outcome", "No label")
    press(window, gallery, "<Right>", "<Key-3>", "<Key-2>", "<Key-1>")
    assert labels() == ["1", "2", "3"]
    assert shown(gallery) == []


def test_reading_again_shows_what_changed_and_can_be_undone(window: MainWindow) -> None:
    library_of.fill(library_of.mixed())
    gallery = opened(window)
    press(window, gallery, "<F5>")
    assert captions(gallery) == ["2|7 → 2"]
    said = note(gallery)
    assert said == "Read again with mnist.h5: 9 drawings, 1 changed, 1 now right"
    press(window, gallery, "<Control-Key-0>")
    assert len(gallery.model.ids) == 9
    press(window, gallery, "<Control-z>")
    with Library.open() as library:
        assert library.models() == [("mine.h5 111111111111", 1), ("old.h5 000000000000", 8)]
    press(window, gallery, "<Control-y>")
    with Library.open() as library:
        assert len(library.models()) == 1


def test_reading_again_is_cancelled_by_escape(window: MainWindow) -> None:
    library_of.fill(library_of.entries(400))
    gallery = opened(window)
    gallery.grid.canvas.focus_force()
    gallery.read_again()
    until(window, lambda: gallery.rereading is not None and gallery.rereading.progress.done > 0)
    gallery.grid.canvas.event_generate("<Escape>")
    rest(window, gallery)
    assert note(gallery).startswith("Stopped after ")
    assert gallery.read_button.winfo_ismapped()


def test_of_many_drawings_only_those_that_are_seen_are_made(window: MainWindow) -> None:
    entries = library_of.entries(9)
    library_of.fill([entries[n % 9] for n in range(5000)])
    gallery = opened(window)
    grid = gallery.grid

    def is_full() -> bool:
        return all(gallery.model.ids[index] in grid.pictures for index in grid.shown)

    made = len(grid.canvas.find_all())
    assert len(grid.tiles) == len(grid.shown) < 60
    for fraction in (0.5, 0.9, 0.3, 1.0):
        grid._on_bar("moveto", str(fraction))
        until(window, is_full)
    for _ in range(40):
        grid.canvas.event_generate("<ButtonPress-4>")
    until(window, is_full)
    rest(window, gallery)
    assert len(grid.canvas.find_all()) <= made + 5 * 2 * grid.columns, "tiles are used again"
    assert len(grid.pictures) <= 600
    assert all(words.count("|✓") == 1 for words in captions(gallery))


def test_a_picture_cannot_come_on_the_canvas_and_what_is_broken_is_shown_so(
    window: MainWindow,
) -> None:
    library_of.fill([Entry(None, picture=b"no picture")])
    gallery = opened(window)
    assert captions(gallery) == ["no label|can't be shown"]
    press(window, gallery, "<Right>", "<Return>")
    assert note(gallery).startswith("This one is a picture")
    assert not window.session.editor.ink


def test_answers_that_come_when_the_gallery_is_gone_harm_nobody(window: MainWindow) -> None:
    library_of.fill(library_of.mixed())
    gallery = opened(window)
    gallery.model.selection.all()
    gallery.model.relabel("3")
    gallery.refresh()
    gallery.close()
    draw(window, SEVEN)
    read(window)
    key(window, "<Control-s>")
    until(window, lambda: window.library.thread.is_idle)
    assert labels() == ["3"] * 9 + [None], "what was asked is done"
    assert len(shown(opened(window))) == 10


def test_what_is_on_the_canvas_follows_the_gallery(window: MainWindow) -> None:
    draw(window, SEVEN)
    read(window)
    key(window, "<Key-1>")
    gallery = opened(window)
    press(window, gallery, "<Right>", "<Key-7>")
    sentence = window.panel.saved_line.sentence
    until(window, lambda: sentence.cget("text") == "✓ Saved as 7")
    press(window, gallery, "<Delete>")
    until(window, lambda: sentence.cget("text") == "Wrong? Click the digit.")
    key(window, "<Control-s>")
    rest(window, gallery)
    assert shown(gallery) == ["-"], "it is saved anew"


@pytest.mark.parametrize("size", ["700x500", "1300x900"])
def test_theme_and_size_change(window: MainWindow, size: str) -> None:
    library_of.fill(library_of.mixed())
    gallery = opened(window)
    gallery.top.geometry(size)
    window.run("theme")
    rest(window, gallery)
    window.root.update()
    assert gallery.grid.canvas.cget("background") == DARK_PALETTE.ground
    assert len(captions(gallery)) >= 6
    assert gallery.details.open_button.winfo_y() >= 0
    press(window, gallery, "<Right>")
    for widget in (gallery.details.label, gallery.details.writer, gallery.details.open_button):
        bottom = widget.winfo_rooty() + widget.winfo_height()
        assert bottom <= gallery.top.winfo_rooty() + gallery.top.winfo_height(), "it can be reached"


def test_a_library_that_cannot_be_read_is_one_sentence(
    root: tk.Tk, capfd: pytest.CaptureFixture[str]
) -> None:
    from digit_recognizer.library import default_path

    default_path().parent.mkdir(parents=True, exist_ok=True)
    default_path().write_bytes(b"another program's file" * 200)
    worker = ReadingWorker()
    session = Session(worker, Settling(AT_ONCE))
    window = MainWindow(root, session, Settings(digit_styles=()), AnsweringDialogs(root))
    key(window, "<Control-g>")
    gallery = window.library.gallery
    assert gallery is not None
    until(window, lambda: not gallery.is_busy)
    assert str(default_path()) in note(gallery) and note(gallery).endswith(".")
    assert note(gallery).count(".") <= 2 + str(default_path()).count(".")
    session.close()
    worker.join(PATIENCE)
    assert capfd.readouterr().err == ""
