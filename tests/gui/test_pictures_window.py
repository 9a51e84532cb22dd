"""Pictures in the real window: opened, pasted, dropped, turned, cut, corrected, and what is refused."""

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from driving import PATIENCE, AnsweringDialogs, draw, has_display, key, read, tap, until
from paper_photo import photo_of
from PIL import Image

from digit_recognizer.app.library.saving import NO_PICTURES
from digit_recognizer.app.picture.images import MAX_SHOWN_SIDE
from digit_recognizer.app.picture.picture import Picture
from digit_recognizer.app.session import NOT_OF_PICTURES
from digit_recognizer.gui.picture import clipboard
from digit_recognizer.gui.picture.actions import ALREADY_STRAIGHT, NO_PICTURE
from digit_recognizer.gui.window import MainWindow
from digit_recognizer.ink import Ink, read_inkml
from digit_recognizer.ink.model import Box
from digit_recognizer.resources import default_symbols

EXPRESSIONS = Path(__file__).parents[2] / "examples" / "expressions"
ON_X11 = sys.platform.startswith("linux") and has_display()

pytestmark = pytest.mark.skipif(
    not default_symbols().exists(), reason="there is no network for sums"
)

OWNER = """
import sys, tkinter as tk
root = tk.Tk()
root.withdraw()
kind, data = sys.argv[1], open(sys.argv[2], "rb").read().decode("latin-1")
give = lambda start, most: data[int(start):int(start) + int(most)]
root.selection_handle(give, selection="CLIPBOARD", type=kind, format="STRING")
root.selection_own(selection="CLIPBOARD")
root.update()  # until then the server may not know
print("owned", flush=True)
root.mainloop()
"""
DRAGGED = """
import sys, tkinter as tk
from tkinterdnd2 import TkinterDnD
root = tk.Tk()
TkinterDnD.require(root)
root.geometry("120x120+900+600")
# The extension's own way of sending files gives zeros with Tk 8.6; file managers have theirs.
root.tk.eval("proc ::tkdnd::xdnd::getFormatForType {type} {return STRING}")
root.tk.call("tkdnd::drag_source", "register", ".", ("DND_Files",), 1)
name = root.register(lambda: (("copy",), ("DND_Files",), (sys.argv[1],)))
root.tk.call("bind", ".", "<<DragInitCmd>>", name)
root.update()
print("ready", flush=True)
root.mainloop()
"""


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("photos") / "sum.png"
    ink = read_inkml(EXPRESSIONS / "sum.inkml").ink
    photo_of(ink, (420, 246), pen=4).save(path)
    return path


def picture(window: MainWindow) -> Picture:
    shown = window.session.editor.picture
    assert shown is not None
    return shown


def opened(window: MainWindow, path: Path) -> Picture:
    before = window.session.editor.picture
    window.root.update()
    window.files.open(path)
    until(window, lambda: window.session.editor.picture not in (None, before))
    until(window, lambda: window.pictures.is_idle)
    read(window)
    return picture(window)


def text(window: MainWindow) -> str:
    read(window)
    reading = window.session.reading
    return "" if reading is None else reading.text


def said(window: MainWindow) -> str:
    return window.status.said


def on_screen(window: MainWindow, x: float, y: float) -> tuple[int, int]:
    zoom = window.canvas.zoom
    left, top = window.canvas.canvasx(0), window.canvas.canvasy(0)
    return round(x * zoom - left), round(y * zoom - top)


def test_a_photographed_sum_is_read_and_corrected(window: MainWindow, photo: Path) -> None:
    shown = opened(window, photo)
    assert text(window) == "12+34="
    assert window.root.title().startswith("12+34=46")
    assert len(window.session.marks.symbols) == 6
    (result,) = window.session.marks.results
    assert result.text == "46"
    box = shown.box
    assert box.left > 0 and box.right < window.canvas.winfo_width()
    assert window.pictures.strip.winfo_ismapped()
    # A tap on the ink of the 2 offers what else it may be.
    two = window.session.marks.symbols[1]
    tap(window, *on_screen(window, *map(float, two.strokes[0].spots[40])))  # type: ignore[union-attr]
    assert window.correction.popup.is_open
    assert not window.session.editor.ink
    key(window, "<Key-7>")
    until(window, lambda: text(window) == "17+34=")
    assert window.session.marks.symbols[1].certainty == "corrected"
    # It holds while the picture stands, also after undo and redo.
    key(window, "<Control-Right>")
    assert picture(window) is not shown and text(window) != "17+34="
    key(window, "<Control-z>")
    assert picture(window) is shown and text(window) == "17+34="
    key(window, "<Control-z>")
    assert picture(window) is shown and text(window) == "12+34="
    key(window, "<Control-z>")
    assert window.session.editor.is_empty and not window.session.marks.symbols
    assert not window.pictures.strip.winfo_ismapped()
    assert not window.canvas.find_withtag("picture")
    key(window, "<Control-y>")
    key(window, "<Control-y>")
    assert picture(window) is shown and text(window) == "17+34="
    window.session.take_back(window.session.marks.symbols[1].strokes)
    until(window, lambda: text(window) == "12+34=")


def test_what_is_drawn_on_it_is_read_with_it(window: MainWindow, photo: Path) -> None:
    opened(window, photo)
    symbols = window.session.marks.symbols
    equals, four = symbols[-1].box, symbols[-2].box
    drawn = read_inkml(EXPRESSIONS.parent / "drawings" / "five.inkml").ink
    scale = (four.bottom - four.top) / (drawn.box.bottom - drawn.box.top)
    five = drawn.moved(
        equals.right + 20 - scale * drawn.box.left, four.top - scale * drawn.box.top, scale
    )
    draw(window, five)
    assert text(window) == "12+34=5"
    first = window.session.marks.symbols[0].box
    # Turning the picture turns what is drawn on it.
    before = window.session.editor.ink
    key(window, "<Control-Left>")
    turned, was = window.session.editor.ink.box, before.box
    ratio = (was.right - was.left) / (was.bottom - was.top)
    assert abs((turned.bottom - turned.top) / (turned.right - turned.left) - ratio) < 1e-6
    key(window, "<Control-z>")
    assert window.session.editor.ink == before
    # Taking the picture away leaves the stroke.
    window.pictures.remove_picture()
    assert window.session.editor.picture is None and text(window) == "5"
    key(window, "<Control-z>")
    assert text(window) == "12+34=5"
    assert window.session.marks.symbols[0].box == first
    key(window, "<Escape>")
    assert window.session.editor.is_empty
    key(window, "<Control-z>")
    assert text(window) == "12+34=5"


def test_ink_of_the_picture_is_taken_out(window: MainWindow, photo: Path) -> None:
    whole = opened(window, photo)
    plus, three = window.session.marks.symbols[2:4]
    window.session.correct(window.session.marks.symbols[1].strokes, "7")
    until(window, lambda: text(window) == "17+34=")
    # The eraser takes what it touches, and what was corrected beside it stays so.
    path = [on_screen(window, *plus.strokes[0].spots[n]) for n in (0, 30)]  # type: ignore[union-attr]
    draw(window, Ink.from_xy([path]), button=2)
    until(window, lambda: text(window) == "1734=")
    assert picture(window) is not whole and not window.session.editor.ink
    assert window.session.marks.symbols[1].certainty == "corrected"
    # So does Delete, of the symbol that Tab went to.
    for _ in range(3):
        key(window, "<Tab>")
    assert window.correction.in_hand is not None
    assert window.correction.in_hand.strokes[0] is three.strokes[0]
    key(window, "<Delete>")
    until(window, lambda: text(window) == "174=")
    # Strokes are erased first: the picture's ink under them stays.
    four = window.session.marks.symbols[2].strokes[0]
    over = [on_screen(window, *four.spots[n]) for n in (0, 60)]  # type: ignore[union-attr]
    stroke = Ink.from_xy([[over[0], (over[0][0] + 30, over[0][1] + 30), over[1]]])
    draw(window, stroke)
    with_stroke = picture(window)
    draw(window, stroke, button=2)
    assert not window.session.editor.ink and picture(window) is with_stroke
    until(window, lambda: text(window) == "174=")
    for expected in ("", "174=", "1734=", "17+34="):
        key(window, "<Control-z>")
        until(window, lambda expected=expected: text(window) == expected or not expected)
    assert picture(window) is whole
    # What is taken out stays out when the picture is turned.
    key(window, "<Control-y>")
    window.run("turn_left")
    window.run("turn_right")
    until(window, lambda: text(window) == "1234=")


def test_a_region_is_chosen_by_pointer_and_by_keys(window: MainWindow, photo: Path) -> None:
    whole = opened(window, photo)
    symbols = window.session.marks.symbols
    left, right = symbols[3].box.left - 12, symbols[4].box.right + 12
    top, bottom = symbols[3].box.top - 25, symbols[4].box.bottom + 25
    key(window, "<Control-Shift-X>")
    assert window.pictures.band.is_out
    corners = [on_screen(window, left, top), on_screen(window, right, bottom)]
    draw(window, Ink.from_xy([[corners[0], (corners[1][0], corners[0][1]), corners[1]]]))
    window.root.update()
    assert not window.pictures.band.is_out
    assert not window.session.editor.ink
    assert text(window) == "34"
    cut = picture(window)
    assert abs(cut.width * whole.scale - (right - left)) < 3
    key(window, "<Control-z>")
    assert text(window) == "12+34="
    # Return takes what the band is around at first; Escape leaves all as it was.
    key(window, "<Control-Shift-X>")
    key(window, "<Left>")
    key(window, "<Shift-Right>")
    key(window, "<Return>")
    assert picture(window) is not whole and picture(window).width < 0.9 * whole.width
    key(window, "<Control-z>")
    key(window, "<Control-Shift-X>")
    key(window, "<Escape>")
    assert picture(window) is whole and not window.pictures.band.is_out
    assert not window.canvas.find_withtag("band")
    # A drag of next to nothing chooses nothing yet.
    window.pictures.region()
    tap(window, *corners[0])
    assert window.pictures.band.is_out
    window.pictures.strip.buttons["leave"].invoke()
    assert picture(window) is whole
    window.pictures._cut(Box(0, 0, 1, 1))
    assert picture(window) is whole and "next to nothing" in said(window)


def test_straight_dark_and_large(window: MainWindow, photo: Path, tmp_path: Path) -> None:
    tilted = tmp_path / "tilted.jpg"
    ink = read_inkml(EXPRESSIONS / "sum.inkml").ink
    photo_of(ink, (420, 246), pen=4, tilt=9).save(tilted)
    before = opened(window, tilted)
    key(window, "<Control-d>")
    until(window, lambda: picture(window) is not before)
    assert text(window) == "12+34="
    middles = [(m.box.top + m.box.bottom) / 2 for m in window.session.marks.symbols]
    assert max(middles) - min(middles) < 30
    straight = picture(window)
    until(window, lambda: window.pictures.is_idle)
    key(window, "<Control-d>")
    until(window, lambda: said(window) == ALREADY_STRAIGHT)
    assert picture(window) is straight
    for change in ("<Control-t>", "<Control-plus>", "<Control-plus>"):
        key(window, change)
        until(window, lambda: window.pictures.is_idle)
    image = window.pictures.layer.photo
    assert image is not None and image.width() > straight.box.right - straight.box.left
    for _ in range(12):
        window.viewport.zoom_by(1.5)
    assert window.canvas.zoom * straight.scale * straight.width <= MAX_SHOWN_SIDE + 1


@pytest.mark.parametrize(
    ("side", "words"), [(1, "right side"), (2, "upside down"), (3, "left side")]
)
def test_a_photo_on_its_side_is_found_by_reading_and_turned_when_one_wants(
    window: MainWindow, photo: Path, tmp_path: Path, side: int, words: str
) -> None:
    turns = (Image.Transpose.ROTATE_270, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_90)
    path = tmp_path / "turned.png"
    Image.open(photo).transpose(turns[side - 1]).save(path)
    lying = opened(window, path)
    offer = window.status.turn_offer
    until(window, lambda: bool(offer.winfo_manager()))
    assert words in offer.cget("text") and picture(window) is lying, "it is only offered"
    offer.event_generate("<ButtonRelease-1>")
    assert text(window) == "12+34="
    until(window, lambda: window.session._worker.is_idle)
    window.root.update()
    assert not offer.winfo_manager(), "it stands"
    key(window, "<Control-z>")
    assert picture(window) is lying, "one step of undo"


def test_a_photo_that_stands_is_not_offered_to_be_turned(window: MainWindow, photo: Path) -> None:
    opened(window, photo)
    until(window, lambda: window.session._worker.is_idle)
    window.root.update()
    assert not window.status.turn_offer.winfo_manager()


def test_a_blank_sheet_is_said_to_show_no_ink(window: MainWindow, tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    light = np.linspace(210, 130, 800)
    sheet = np.clip(light + random.normal(0, 6, (600, 800)), 0, 255)
    path = tmp_path / "sheet.png"
    Image.fromarray(sheet.astype(np.uint8)).save(path)
    opened(window, path)
    assert text(window) == "" and not window.session.marks.symbols
    assert window.panel.answer.cget("text") == "The image shows no ink"
    window.root.update()
    draw(window, Ink.from_xy([[(60, 60 + 10 * step) for step in range(30)]]))
    assert text(window) == "1"
    key(window, "<Escape>")
    assert window.panel.answer.cget("text") == ""


def test_what_is_no_picture_leaves_the_drawing(window: MainWindow, tmp_path: Path) -> None:
    draw(window, Ink.from_xy([[(100, 100), (100, 200)]]))
    ink = window.session.editor.ink
    for name, content in (("a.png", b""), ("b.jpg", b"no picture"), ("c.tif", b"II*\0\0")):
        path = tmp_path / name
        path.write_bytes(content)
        window.files.open(path)
        until(window, lambda name=name: name in said(window) and "Opening" not in said(window))
        assert said(window).endswith(".") and window.session.editor.ink == ink
    for action in ("turn_left", "straighten", "region", "remove_picture"):
        window.status.say("")
        window.run(action)
        assert said(window) == NO_PICTURE and window.session.editor.ink == ink
    assert not window.dialogs.shown  # type: ignore[attr-defined]


def test_what_cannot_be_kept_is_said(window: MainWindow, photo: Path, tmp_path: Path) -> None:
    dialogs = window.dialogs
    assert isinstance(dialogs, AnsweringDialogs)
    opened(window, photo)
    for keep in (
        window.library.saving.save,
        window.library.saving.confirm,
        lambda: window.library.saving.say("3"),
    ):
        window.status.say("")
        keep()
        assert said(window) == NO_PICTURES
    dialogs.path = tmp_path / "sum.inkml"
    window.files.save_as()
    assert "export" in dialogs.shown.pop() and not dialogs.path.exists()
    draw(window, Ink.from_xy([[(300, 90), (300, 160)]]))
    window.files.save_as()
    assert "not the picture" in said(window) and len(read_inkml(dialogs.path).ink) == 1
    dialogs.path = tmp_path / "sum.png"
    window.files.export()
    with Image.open(dialogs.path) as exported:
        assert exported.size == (420, 246)
    window.run("explain")
    until(window, lambda: window.session.explained is not None)
    assert window.session.explained is not None
    sure, symbols, least = window.session.explained.sentences
    assert re.fullmatch(r"12\+34= is \d+ % sure\.", sure)
    assert re.findall(r"(\S) \(\d+ %\)", symbols) == list("12+34=")
    assert least.endswith(" %).")
    window.run("explain")
    digit = tmp_path / "seven.png"
    photo_of(Ink.from_xy([[(200, 90), (330, 90), (240, 300)]]), (420, 246), pen=10).save(digit)
    opened(window, digit)
    window.run("explain")
    until(window, lambda: window.session.explained is not None)
    assert window.session.explained is not None
    assert window.session.explained.sentences == (NOT_OF_PICTURES,)
    window.run("explain")
    # A drawing takes the picture's place.
    window.files.open(EXPRESSIONS / "sum.inkml")
    assert window.session.editor.picture is None and text(window) == "12+34="


@pytest.mark.skipif(not ON_X11, reason="needs X11")
@pytest.mark.parametrize("tool", [False, True])
def test_the_clipboard_s_picture_is_pasted(
    window: MainWindow, photo: Path, tool: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if tool and not shutil.which("xclip"):
        pytest.skip("there is no xclip")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    if not tool:
        monkeypatch.setattr(shutil, "which", lambda name: None)
    words = tmp_path / "words"
    words.write_bytes(b"some words")
    named = tmp_path / "named"
    named.write_text(photo.as_uri())
    for kind, path, name in (
        ("UTF8_STRING", words, ""),
        ("image/png", photo, "Clipboard"),
        ("text/uri-list", named, photo.name),
        ("image/png", words, ""),
    ):
        before = window.session.editor.picture
        command = [sys.executable, "-c", OWNER, kind, str(path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as owner:
            try:
                assert owner.stdout is not None and owner.stdout.readline() == "owned\n"
                window.status.say("")
                key(window, "<Control-v>")
                if name:
                    until(window, lambda before=before: window.session.editor.picture is not before)
                    assert picture(window).source.name == name and text(window) == "12+34="
                else:
                    until(window, lambda: said(window).endswith("."))
                    assert window.session.editor.picture is before
            finally:
                owner.terminate()
    window.status.say("")
    window.pictures.paste()  # nobody has anything any more
    assert said(window) == clipboard.EMPTY_CLIPBOARD


@pytest.mark.skipif(not (ON_X11 and shutil.which("xdotool")), reason="needs X11 and xdotool")
def test_a_file_is_dropped(window: MainWindow, photo: Path) -> None:
    pytest.importorskip("tkinterdnd2")
    window.root.geometry("900x560+0+0")
    window.root.update()
    window.pictures.drops.begin()
    assert window.pictures.drops.is_on
    command = [sys.executable, "-c", DRAGGED, str(photo)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as source:
        assert source.stdout is not None and source.stdout.readline() == "ready\n"
        moves = ["mousemove", "960", "660", "sleep", "0.3", "mousedown", "1"]
        for step in range(1, 13):
            moves += ["sleep", "0.05", "mousemove", str(960 - 50 * step), str(660 - 30 * step)]
        drag = subprocess.Popen(["xdotool", *moves, "sleep", "0.5", "mouseup", "1"])
        end = time.monotonic() + PATIENCE
        while window.session.editor.picture is None and time.monotonic() < end:
            window.root.update()
        drag.wait(PATIENCE)
        source.terminate()
    assert picture(window).source.name == photo.name and text(window) == "12+34="


def test_dropping_needs_its_extra(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tkinterdnd2", None)
    window.pictures.drops.begin()
    assert not window.pictures.drops.is_on
    assert window.pictures.drops._on_drop(os.devnull) == "refuse_drop"
