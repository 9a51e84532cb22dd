"""The window for real: pointer events, keys, every menu entry, every dialog."""

import runpy
import tkinter as tk
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from tkinter import ttk

import pytest
from driving import AnsweringDialogs, draw, has_display, note, press, read, until
from PIL import Image
from support import ROOT

from digit_recognizer.app.actions import ACTIONS, MENUS
from digit_recognizer.app.document.editor import Sheet
from digit_recognizer.app.palette import DARK_PALETTE, LIGHT_PALETTE
from digit_recognizer.gui.canvas.ink_canvas import (
    DRAWN_AT_ONCE,
    MAX_RIMMED_STROKES,
    STROKE_RIMS,
    InkCanvas,
)
from digit_recognizer.gui.dialogs import Dialogs
from digit_recognizer.gui.drawing_files import MAX_SMALL_FILE
from digit_recognizer.gui.panel.reading_panel import phrases
from digit_recognizer.gui.window import MainWindow
from digit_recognizer.ink import Drawing, Ink, Stroke, read_inkml, write_inkml
from digit_recognizer.reading import Hypothesis
from digit_recognizer.resources import example_drawings

EXAMPLES = example_drawings()
SEVEN = Ink.from_xy([[(150, 120), (200, 119), (290, 118), (250, 220), (210, 360)]])
SCRIBBLE = Ink.from_xy(
    [[(90 + 211 * i % 250, 90 + 149 * i % 260) for i in range(30)], [(90, 340), (330, 90)]]
)


@pytest.mark.parametrize("path", EXAMPLES, ids=[path.stem for path in EXAMPLES])
def test_drawn_examples_are_read(window: MainWindow, path: Path) -> None:
    drawing = read_inkml(path)
    draw(window, drawing.ink)
    assert read(window).startswith(str(drawing.label))


def test_the_answer_comes_while_the_pen_is_still_down(window: MainWindow) -> None:
    draw(window, SEVEN, lift=False)
    assert read(window).startswith("7 · ")
    assert window.session.editor.is_busy


def test_an_empty_canvas_shows_a_hint_and_no_guess(window: MainWindow) -> None:
    window.root.update()
    assert window.root.title() == "Digit Recognizer"
    assert window.canvas.find_withtag("hint")
    draw(window, SEVEN)
    read(window)
    assert not window.canvas.find_withtag("hint")
    window.run("clear")
    assert read(window) == "Digit Recognizer"
    assert window.canvas.find_withtag("hint")


def test_a_scribble_is_doubtful(window: MainWindow) -> None:
    draw(window, SCRIBBLE)
    title = read(window)
    reading = window.session.reading
    assert reading is not None
    assert reading.doubtful
    assert "?" in title


def test_a_tap_is_drawn_and_survived(window: MainWindow) -> None:
    draw(window, Ink.from_xy([[(80, 80)]]))
    read(window)
    assert window.canvas.find_withtag("core")


def field_of(count: int) -> Ink:
    corners = [(9 * (number % 60), 9 * (number // 60)) for number in range(count)]
    return Ink.from_xy([[(x, y), (x + 5, y + 4)] for x, y in corners])


def until_drawn(canvas: InkCanvas) -> None:
    while len(canvas.find_withtag("core")) < len(canvas.ink):
        canvas.update()


def test_of_many_strokes_parts_are_drawn_and_events_come_between(root: tk.Tk) -> None:
    canvas = InkCanvas(root)
    canvas.pack()
    seen: list[int] = []

    def look() -> None:
        seen.append(len(canvas.find_withtag("core")))
        if seen[-1] < len(canvas.ink):
            root.after(0, look)

    canvas.editor.begin(Sheet(field_of(4 * DRAWN_AT_ONCE)))
    look()
    until_drawn(canvas)
    root.update()
    steps = sorted(set(seen))
    assert steps == [DRAWN_AT_ONCE * number for number in range(1, 5)]
    canvas.editor.begin(Sheet(field_of(3 * DRAWN_AT_ONCE)))
    canvas.editor.undo()  # what waits to be drawn is there no more
    until_drawn(canvas)
    for _ in range(20):
        root.update()
        root.after(2)
    assert len(canvas.find_withtag("core")) == 4 * DRAWN_AT_ONCE
    canvas.destroy()


def test_a_large_file_is_read_beside_the_thread_that_paints(
    window: MainWindow, tmp_path: Path
) -> None:
    draw(window, SEVEN)
    path = tmp_path / "many.inkml"
    write_inkml(path, Drawing(field_of(2000)))
    assert path.stat().st_size > MAX_SMALL_FILE
    window.files.open(path)
    assert len(window.session.editor.ink) == 1 and "many.inkml" in note(window)
    until(window, lambda: len(window.canvas.find_withtag("core")) == 2000)
    assert window.session.path == path and note(window) == "many.inkml"
    until(window, lambda: window.session.read_revision == window.session.editor.revision)
    assert not window.session.is_held
    window.run("undo")
    assert len(window.session.editor.ink) == 1
    path.write_bytes(path.read_bytes()[:-9])
    window.files.open(path)
    until(window, lambda: note(window).endswith("."))
    assert "many.inkml" in note(window) and len(window.session.editor.ink) == 1


@pytest.mark.parametrize("count", [3, 300, MAX_RIMMED_STROKES + 1])
def test_strokes_are_drawn_once_in_layers_however_many(
    root: tk.Tk, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    """Of 20,000 strokes the work must not grow with their square: no layer is looked for for each."""
    canvas = InkCanvas(root)
    lowered, lower = [], canvas.tag_lower
    monkeypatch.setattr(canvas, "tag_lower", lambda *a: lowered.append(a) or lower(*a))
    canvas.editor.begin(Sheet(field_of(count)))
    canvas.set_zoom(1.0)
    until_drawn(canvas)
    layers = 1 if count > MAX_RIMMED_STROKES else 1 + len(STROKE_RIMS)
    assert max(canvas.find_all()) == layers * count, "some were drawn more than once"
    assert len(lowered) < 10
    canvas.editor.put(None, canvas.ink.adding(Stroke.from_xy([(0, 0), (50, 70)])))
    order = {item: place for place, item in enumerate(canvas.find_all())}
    tags = ["core", *(f"rim{number}" for number in range(len(STROKE_RIMS)))][:layers]
    places = [[order[item] for item in canvas.find_withtag(tag)] for tag in tags]
    assert [len(of_layer) for of_layer in places] == layers * [count + 1]
    for above, below in pairwise(places):
        assert min(above) > max(below)
    canvas.editor.undo()
    assert len(canvas.find_withtag("ink")) == layers * count
    canvas.clear()
    assert not canvas.find_withtag("ink")
    canvas.destroy()


def test_the_middle_button_erases(window: MainWindow) -> None:
    draw(window, SEVEN)
    assert read(window).startswith("7"), "a half-read sign would offer its alternatives"
    draw(window, Ink.from_xy([[(205, 119), (206, 120)]]), button=2)
    assert read(window) == "Digit Recognizer"
    window.run("undo")
    assert read(window).startswith("7")


def test_while_one_button_is_down_the_others_do_nothing(window: MainWindow) -> None:
    draw(window, SEVEN, lift=False)
    canvas = window.canvas
    canvas.event_generate("<ButtonPress-2>", x=205, y=119)
    canvas.event_generate("<ButtonRelease-2>", x=205, y=119)
    assert window.session.editor.is_busy
    canvas.event_generate("<ButtonRelease-1>", x=210, y=360)
    assert len(window.session.editor.ink) == 1


def test_a_release_that_is_lost_does_not_stop_the_pen(window: MainWindow) -> None:
    draw(window, SEVEN, lift=False)
    draw(window, SEVEN.moved(20, 0))
    assert len(window.session.editor.ink) == 2


def test_a_fast_eraser_misses_nothing(window: MainWindow) -> None:
    draw(window, SEVEN)
    draw(window, Ink.from_xy([[(20, 300), (380, 305)]]), button=2)
    assert not window.session.editor.ink


def test_ink_stays_on_the_canvas(window: MainWindow) -> None:
    draw(window, Ink.from_xy([[(100, 100), (100_000, -50)]]))
    box = window.session.editor.ink.box
    assert box.right == window.canvas.winfo_width() - 1
    assert box.top == 0


def test_keys_do_what_the_menus_say(window: MainWindow) -> None:
    window.root.focus_force()
    window.root.update()
    draw(window, SEVEN)
    for key, strokes in (("<Control-z>", 0), ("<Control-Shift-Z>", 1), ("<Escape>", 0)):
        window.root.event_generate(key)
        assert len(window.session.editor.ink) == strokes, key
    window.root.event_generate("<e>")
    assert window.session.editor.tool == "eraser"
    window.root.event_generate("<p>")
    assert window.session.editor.tool == "pen"


def test_a_letter_with_a_modifier_is_another_key(window: MainWindow) -> None:
    window.root.focus_force()
    window.root.update()
    window.root.event_generate("<Alt-e>")
    window.root.event_generate("<Control-e>")
    assert window.session.editor.tool == "pen"


def test_the_result_is_copied(window: MainWindow) -> None:
    draw(window, SEVEN)
    read(window)
    window.run("copy")
    assert window.root.clipboard_get() == "7"


def test_of_what_looks_like_no_digit_none_is_copied(window: MainWindow) -> None:
    draw(window, SEVEN)
    read(window)
    window.run("copy")
    window.run("clear")
    draw(window, SCRIBBLE)
    read(window)
    reading = window.session.reading
    assert reading is not None and reading.no_symbol
    window.run("copy")
    assert window.root.clipboard_get() == "7"
    for shown in (reading, replace(reading, hypotheses=reading.hypotheses[:0])):
        assert phrases(shown)[1].startswith("It looks like no digit")
    likely = (Hypothesis("5", 0.28), Hypothesis("0", 0.23))
    assert phrases(replace(reading, hypotheses=likely))[1] == "Or several; nearest is 5 or 0"


def test_the_theme_changes_the_canvas_too(window: MainWindow) -> None:
    window.run("theme")
    assert window.canvas.cget("background") == DARK_PALETTE.paper
    window.run("theme")
    assert window.canvas.cget("background") == LIGHT_PALETTE.paper


def test_the_pen_width_is_kept_in_range_and_changes_no_reading(window: MainWindow) -> None:
    draw(window, SEVEN)
    before = read(window)
    for _ in range(30):
        window.run("thicker")
    assert window.settings.pen_width == 40
    for _ in range(30):
        window.run("thinner")
    assert window.settings.pen_width == 2
    assert read(window) == before


def test_a_drawing_goes_to_a_file_and_back(window: MainWindow, tmp_path: Path) -> None:
    dialogs = answering(window)
    dialogs.path = tmp_path / "seven.inkml"
    draw(window, SEVEN)
    ink = window.session.editor.ink
    window.files.save()
    window.run("clear")
    window.files.ask()
    assert window.session.editor.ink == ink
    assert dialogs.shown == []


def test_a_picture_is_exported_as_it_is_seen(window: MainWindow, tmp_path: Path) -> None:
    answering(window).path = tmp_path / "seven.png"
    draw(window, SEVEN)
    window.files.export()
    with Image.open(tmp_path / "seven.png") as picture:
        assert picture.size == (window.canvas.winfo_width(), window.canvas.winfo_height())
        assert picture.getpixel((200, 119)) == 0
        assert picture.getpixel((5, 5)) == 255


def test_what_cannot_be_done_is_said_in_a_dialog(window: MainWindow, tmp_path: Path) -> None:
    dialogs = answering(window)
    draw(window, SEVEN)
    dialogs.path = tmp_path / "no such folder" / "a.inkml"
    window.files.save_as()
    window.files.ask()
    window.files.export()
    (tmp_path / "text.h5").write_text("no model")
    dialogs.path = tmp_path / "text.h5"
    window.open_model()
    until(window, lambda: len(dialogs.shown) == 4)
    assert all(sentence.startswith(str(tmp_path)) for sentence in dialogs.shown)
    assert read(window).startswith("7"), "the drawing and the old model are still there"


def test_a_note_that_is_shown_does_not_outlive_the_window(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digit_recognizer.gui.status_bar.NOTE_TIME", 50)
    draw(window, SEVEN)
    read(window)
    window.run("copy")
    window.quit()
    other = tk.Tk()  # its loop runs the timers of every window of the thread
    other.after(150, other.destroy)
    other.mainloop()


def test_closing_asks_only_for_changes_to_a_file(window: MainWindow, tmp_path: Path) -> None:
    dialogs = answering(window)
    dialogs.path, dialogs.answer = tmp_path / "a.inkml", "cancel"
    draw(window, SEVEN)
    window.files.save()
    draw(window, SCRIBBLE)
    window.quit()
    window.files.ask()
    assert dialogs.asked == ["a.inkml", "a.inkml"]
    assert len(window.session.editor.ink) == 3
    assert window.root.winfo_exists()
    dialogs.answer = "save"
    window.quit()
    assert len(read_inkml(tmp_path / "a.inkml").ink) == 3
    with pytest.raises(tk.TclError):
        window.root.winfo_exists()


def test_every_menu_entry_works(window: MainWindow, tmp_path: Path) -> None:
    dialogs = answering(window)
    dialogs.path = tmp_path / "drawing.inkml"
    draw(window, SEVEN)
    read(window)
    window.files.save()
    menu_bar = window.root.nametowidget(window.root.cget("menu"))
    driven = []
    order = sorted(MENUS, key=lambda title: title == "File")  # Quit is in File: last
    for title in ["Help", *order]:
        menu = menu_bar.nametowidget(menu_bar.entrycget(menu_bar.index(title), "menu"))
        entries = [i for i in range(menu.index("end") + 1) if menu.type(i) != "separator"]
        labels = [menu.entrycget(i, "label") for i in entries]
        for index, label in zip(entries, labels, strict=True):
            if label in driven or label == "Quit":
                continue
            if label == "Open model…":
                dialogs.path = Path(__file__).parents[2] / "mnist.onnx"
            menu.invoke(index)
            window.root.update()
            driven.append(label)
    assert [label for label in dialogs.shown if not label.startswith("about")] == []
    until(window, lambda: not window.session.is_loading)
    file_menu = menu_bar.nametowidget(menu_bar.entrycget(menu_bar.index("File"), "menu"))
    dialogs.path = None
    file_menu.invoke("Quit")
    driven.append("Quit")
    assert set(driven) == {action.label for action in ACTIONS}


def test_every_action_has_a_key_that_works_or_a_menu_entry(window: MainWindow) -> None:
    assert set(window.commands) == {action.name for action in ACTIONS}


def test_the_help_sheet_names_every_action_and_closes(window: MainWindow) -> None:
    window.run("help")
    window.root.update()
    (sheet,) = [child for child in window.root.winfo_children() if isinstance(child, tk.Toplevel)]
    texts = {child.cget("text") for child in _descendants(sheet) if isinstance(child, ttk.Label)}
    assert {action.tip for action in ACTIONS} <= texts
    sheet.focus_force()
    sheet.event_generate("<Escape>")
    window.root.update()
    assert not sheet.winfo_exists()


def test_the_real_dialogs_open_and_close(root: tk.Tk) -> None:
    dialogs = Dialogs(root)
    root.update()

    def press(button: str) -> None:
        root.tk.call(f".__tk__messagebox.{button}", "invoke")

    root.after(200, press, "ok")
    dialogs.error("A sentence.")
    root.after(200, press, "ok")
    dialogs.about("mnist.h5")
    root.after(200, press, "cancel")
    assert dialogs.ask_save("a.inkml") == "cancel"


def test_an_error_waits_for_the_open_dialog(root: tk.Tk) -> None:
    dialogs = Dialogs(root)
    root.update()
    texts = []

    def press(button: str) -> None:
        texts.append(root.tk.call(".__tk__messagebox.msg", "cget", "-text"))
        root.tk.call(f".__tk__messagebox.{button}", "invoke")

    root.after(100, dialogs.error, "First.")
    root.after(150, dialogs.error, "Second.")
    root.after(300, press, "cancel")
    assert dialogs.ask_save("a.inkml") == "cancel"
    root.after(300, press, "ok")
    while len(texts) < 2:
        root.update()
    assert texts[1] == "First.\n\nSecond."


@pytest.mark.skipif(not has_display(), reason="there is no display")
def test_the_canvas_works_in_a_program_of_ones_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tk.Misc, "mainloop", lambda self, n=0: None)
    example = runpy.run_path(str(ROOT / "examples" / "embed_canvas.py"))
    root, canvas = example["root"], example["canvas"]
    root.update()
    press(canvas, SEVEN.moved(-100, -90))
    root.update()
    assert example["answer"]["text"].startswith("7 (")
    canvas.clear()
    assert example["answer"]["text"] == ""
    editor = canvas.editor
    root.destroy()
    editor.load(SEVEN)  # the canvas is gone and listens no more


def answering(window: MainWindow) -> AnsweringDialogs:
    assert isinstance(window.dialogs, AnsweringDialogs)
    return window.dialogs


def _descendants(widget: tk.Misc) -> list[tk.Misc]:
    children = widget.winfo_children()
    return children + [below for child in children for below in _descendants(child)]
