"""Nothing is cut off or off the screen: narrow windows, dense screens, sheets, tooltips, long notes."""

import time
import tkinter as tk
from fractions import Fraction

import pytest
from driving import draw, read
from penmanship import KnowingReader, written
from PIL import ImageGrab
from seeing import LARGE, SMALL, below, is_inside, resize, wait

from digit_recognizer.charts.colours import rgb
from digit_recognizer.gui.dialogs import Dialogs
from digit_recognizer.gui.status_bar import cut_in_the_middle
from digit_recognizer.gui.toolbar import LEFT_OUT_FIRST
from digit_recognizer.gui.toolkit.controls import Tooltip
from digit_recognizer.gui.toolkit.theme import Theme, scaled
from digit_recognizer.gui.window import MainWindow
from digit_recognizer.ink import read_inkml
from digit_recognizer.resources import example_drawings


def test_in_a_narrow_window_the_panel_is_below_the_canvas(
    sums: MainWindow, knowing: KnowingReader
) -> None:
    line = written("12+34=", at=(20, 30), size=50)
    knowing.lines = [line]
    draw(sums, line.ink)
    for size, is_below in ((SMALL, True), (LARGE, False), (SMALL, True)):
        resize(sums, size)
        assert read(sums).startswith("12+34=46")
        panel, canvas = sums.panel, sums.canvas
        assert (panel.winfo_rooty() >= canvas.winfo_rooty() + canvas.winfo_height()) == is_below
        assert canvas.winfo_height() > 100 and canvas.winfo_width() > 400
        shown = [w for w in below(sums.root) if w.winfo_ismapped() and w.winfo_class() != "Menu"]
        assert all(is_inside(w, sums.root) for w in shown if w.winfo_class() == "TButton")


def test_a_digit_has_all_its_bars_below_the_canvas_too(window: MainWindow) -> None:
    draw(window, written("7", at=(60, 60), size=80).ink)
    read(window)
    resize(window, SMALL)
    bars = window.panel.bars
    assert is_inside(bars, window.root)
    for digit in "0123456789":
        items = [i for i in bars.find_all() if bars.type(i) == "text"]
        (item,) = [i for i in items if bars.itemcget(i, "text") == digit]
        left, top, right, bottom = bars.bbox(item)
        assert left >= 0 and right <= bars.winfo_width()
        assert top >= 0 and bottom <= bars.winfo_height()
        assert bars._symbol_at((left + right) / 2, (top + bottom) / 2) == digit


def test_the_tool_bar_leaves_out_what_has_no_room(window: MainWindow) -> None:
    bar = window._bar
    narrowest = max(bar.least_width, window.root.minsize()[0])
    for size in (SMALL, LARGE, f"{narrowest}x430"):
        resize(window, size)
        shown = {name for name, control in bar.controls.items() if control.winfo_ismapped()}
        assert {"undo", "clear", "pen", "eraser"} <= shown
        assert all(is_inside(bar.controls[name], bar) for name in shown)
        assert bool(set(LEFT_OUT_FIRST) - shown) == (size != LARGE)


def test_bars_lie_on_their_tracks_beside_what_the_network_saw_in_both_themes(
    window: MainWindow,
) -> None:
    for _ in range(2):
        for path in example_drawings()[:3]:
            window.run("clear")
            draw(window, read_inkml(path).ink)
            read(window)
        window.root.update()
        palette, panel = window.theme.palette, window.panel
        bars, glyph = (
            {colour for _, colour in _colours(widget)} for widget in (panel.bars, panel._glyph)
        )
        assert {rgb(palette.track), rgb(palette.sure), rgb(palette.ground)} <= bars
        assert {rgb(palette.track), rgb(palette.ink)} <= glyph and len(glyph) > 8, "in shades"
        window.run("theme")
        window.root.update()


def _colours(widget: tk.Misc) -> list[tuple[int, tuple[int, int, int]]]:
    left, top = widget.winfo_rootx(), widget.winfo_rooty()
    box = (left, top, left + widget.winfo_width(), top + widget.winfo_height())
    return ImageGrab.grab(box).convert("RGB").getcolors(2**24) or []  # type: ignore[return-value]


def test_the_smallest_window_is_smaller_than_small_screens(window: MainWindow) -> None:
    width, height = window.root.minsize()
    assert width <= 640 and height <= 440


@pytest.mark.parametrize("place", ["ne", "sw", "se"])
def test_tooltips_are_on_the_screen_and_go_at_a_key(
    root: tk.Tk, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digit_recognizer.gui.toolkit.controls.TOOLTIP_DELAY", 1)
    Theme(root, "light")
    root.geometry(f"{root.winfo_screenwidth()}x{root.winfo_screenheight()}+0+0")
    button = tk.Button(root, text="?")
    button.place(relx=1.0 if "e" in place else 0.0, rely=1.0 if "s" in place else 0.0, anchor=place)
    root.update()
    Tooltip(button, "Something that takes a little more room than there is")
    button.event_generate("<Enter>")
    wait(root, lambda: bool(tips(root)))
    (tip,) = tips(root)
    root.update()
    assert tip.winfo_rootx() >= 0 and tip.winfo_rooty() >= 0
    assert tip.winfo_rootx() + tip.winfo_width() <= root.winfo_screenwidth()
    assert tip.winfo_rooty() + tip.winfo_height() <= root.winfo_screenheight()
    button.focus_force()
    root.update()
    button.event_generate("<KeyPress-x>")
    button.event_generate("<KeyRelease-x>")
    assert not tips(root)


@pytest.mark.parametrize("order", ["menu first", "tip first"])
def test_tooltips_never_lie_over_a_menu(
    root: tk.Tk, order: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digit_recognizer.gui.toolkit.controls.TOOLTIP_DELAY", 1)
    theme = Theme(root, "light")
    bar, button = theme.menu(root, is_bar=True), tk.Button(root, text="?")
    menu = theme.menu(bar)
    menu.add_command(label="Something")
    bar.add_cascade(label="File", menu=menu, underline=0)
    root.configure(menu=bar)
    button.pack()
    root.update()
    button.focus_force()
    Tooltip(button, "About this button")
    if order == "tip first":
        button.event_generate("<Enter>")
        wait(root, lambda: bool(tips(root)))
    button.event_generate("<Alt-KeyPress-f>")
    if order == "menu first":
        button.event_generate("<Enter>")
    waited = time.monotonic() + 0.1
    wait(root, lambda: time.monotonic() > waited)
    (posted,) = root.tk.call("grab", "current")
    assert root.tk.call("winfo", "class", posted) == "Menu"
    assert not tips(root)
    root.tk.call("event", "generate", posted, "<Escape>")
    root.tk.call("tk::MenuUnpost", menu)
    root.update()
    assert not root.tk.call("grab", "current")
    button.event_generate("<Enter>")
    wait(root, lambda: bool(tips(root)))


def tips(root: tk.Tk) -> list[tk.Toplevel]:
    return [w for w in below(root) if isinstance(w, tk.Toplevel) and w.winfo_ismapped()]


def test_the_help_sheet_scrolls_and_its_button_is_always_there(root: tk.Tk) -> None:
    theme = Theme(root, "light")
    dialogs = Dialogs(root)
    root.update()
    dialogs.help_sheet(theme)
    sheet = dialogs._sheet
    assert sheet is not None
    sheet.geometry("500x350+0+0")
    wait(root, lambda: sheet.winfo_width() == 500)
    root.update()
    (close,) = [w for w in below(sheet) if w.winfo_class() == "TButton"]
    assert is_inside(close, sheet)
    labels = [w for w in below(sheet) if w.winfo_class() == "TLabel"]
    pictures = [w for w in below(sheet) if isinstance(w, tk.Canvas) and w.find_all()]
    drawn = [w for w in pictures if {w.type(item) for item in w.find_all()} & {"line"}]
    assert len(drawn) == 6, "each of the six gestures has its picture"
    theme.switch("dark")
    assert all(w.cget("background") == theme.palette.paper for w in drawn)
    before = labels[0].winfo_rooty()
    close.focus_force()
    root.update()
    close.event_generate("<Next>")
    root.update()
    assert labels[0].winfo_rooty() < before
    sheet.destroy()


@pytest.mark.parametrize("dpi", [96, 144, 192])
def test_controls_are_as_large_as_the_screen_is_dense(root: tk.Tk, dpi: int) -> None:
    root.winfo_fpixels = lambda number: float(dpi)  # type: ignore[method-assign]
    Theme(root, "light")
    tk_style = root.tk.call
    sizes = []
    for widget in ("ttk::scrollbar", "ttk::scale", "ttk::checkbutton"):
        path = f".w{widget.replace(':', '')}"
        tk_style(widget, path)
        tk_style("pack", path)
        root.update()
        sizes.append(int(root.tk.call("winfo", "reqheight", path)))
        sizes.append(int(root.tk.call("winfo", "reqwidth", path)))
    bar, knob = sizes[1], sizes[2]
    assert bar == pytest.approx(12 * dpi / 96, abs=3)
    assert knob >= 20 * dpi / 96


def test_pixels_of_the_theme_are_scaled_and_nothing_else() -> None:
    script = "-border {4 0} -padding 8 -foreground #123456 -width 26 -sticky w"
    assert scaled(script, Fraction(3, 2)) == (
        "-border {6 0} -padding 12 -foreground #123456 -width 39 -sticky w"
    )


def test_a_long_note_is_cut_in_its_middle_and_whole_in_its_tooltip(window: MainWindow) -> None:
    sentence = f"/home/{'folder/' * 60}seven.png can't be read: choose another file."
    resize(window, LARGE)
    window.status.warn(sentence)
    window.root.update()
    shown = str(window.status.note.cget("text"))
    assert window.status.said == sentence
    assert shown.startswith("/home") and shown.endswith("choose another file.") and "…" in shown
    assert is_inside(window.status.note, window.root)
    assert cut_in_the_middle("short", lambda text: True) == "short"
    assert len(cut_in_the_middle("a" * 50, lambda text: len(text) <= 9)) == 9


def test_the_status_bar_is_silent_without_anything_to_say(window: MainWindow) -> None:
    window.root.update()
    labels = [w for w in window.status.winfo_children() if w.winfo_class() == "TLabel"]
    assert [w.cget("text") for w in labels if w.winfo_ismapped() and w.cget("text")] == []
    window.run("digit")
    window.root.update()
    assert any("one digit" in w.cget("text") for w in labels if w.winfo_ismapped())
    window.run("auto")
