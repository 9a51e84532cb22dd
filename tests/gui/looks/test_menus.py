"""Menus and keys: letters for Alt, what is grey, separators, other layouts, the keypad."""

import tkinter as tk
from collections.abc import Iterator

import pytest
from driving import draw, read
from penmanship import KnowingReader, written
from seeing import contrast

from digit_recognizer.app.actions import MENUS, letter_at
from digit_recognizer.app.language import LANGUAGES, tr, use_language
from digit_recognizer.app.possible import can_do
from digit_recognizer.gui.toolkit.menus import letters
from digit_recognizer.gui.window import MainWindow


def below(widget: tk.Misc) -> Iterator[tk.Misc]:
    names = widget.tk.splitlist(widget.tk.call("winfo", "children", str(widget)))
    for name in names:
        child = tk.Menu.__new__(tk.Menu)  # Tk's own copies of menus are not known to tkinter
        child.tk, child._w = widget.tk, str(name)  # type: ignore[attr-defined]
        yield child
        yield from below(child)


def menu(window: MainWindow, title: str) -> tk.Menu:
    bar = window.root.nametowidget(window.root.cget("menu"))
    places = range(int(bar.index("end")) + 1)
    (place,) = [place for place in places if bar.entrycget(place, "label") == title]
    found = window.root.nametowidget(bar.entrycget(place, "menu"))
    window.root.tk.call(found.cget("postcommand"))
    assert isinstance(found, tk.Menu)
    return found


def state(window: MainWindow, title: str, label: str) -> str:
    entries = menu(window, title)
    for place in range(int(entries.index("end")) + 1):
        if entries.type(place) != "separator" and entries.entrycget(place, "label") == label:
            return str(entries.entrycget(place, "state"))
    raise AssertionError(f"{label} is not in {title}")


def test_what_cannot_be_done_is_grey(sums: MainWindow, knowing: KnowingReader) -> None:
    grey = (
        ("Edit", "Undo"), ("Edit", "Redo"), ("Edit", "Clear"), ("Edit", "Copy as text"),
        ("Picture", "Turn left"), ("Picture", "Next page"), ("File", "Use the shipped model"),
    )  # fmt: skip
    assert {state(sums, *entry) for entry in grey} == {"disabled"}
    line = written("12+34=", at=(60, 60))
    knowing.lines = [line]
    draw(sums, line.ink)
    read(sums)
    able = [entry for entry in grey if state(sums, *entry) == "normal"]
    assert able == [("Edit", "Undo"), ("Edit", "Clear"), ("Edit", "Copy as text")]
    sums.run("undo")
    assert state(sums, "Edit", "Redo") == "normal"
    assert state(sums, "File", "Open…") == "normal"
    assert can_do("nothing of the table", sums.session)


def test_menus_are_parted_by_lines(window: MainWindow) -> None:
    for title in ("File", "Edit", "Tools", "Picture", "Library", "View"):
        entries = menu(window, title)
        kinds = [entries.type(place) for place in range(int(entries.index("end")) + 1)]
        assert "separator" in kinds[1:-1] and kinds[0] != "separator"


def test_menus_have_the_windows_own_colours(window: MainWindow) -> None:
    if window.root.tk.call("tk", "windowingsystem") != "x11":
        pytest.skip("the system draws menus here")
    for _ in range(2):
        palette, entries = window.theme.palette, menu(window, "View")
        window.root.update()  # sv-ttk paints menus once its theme has changed
        assert str(entries.cget("background")) == palette.ground
        for option, least in (
            ("foreground", 4.5), ("selectcolor", 4.5), ("activeforeground", 4.5),
            ("disabledforeground", 2.5),
        ):  # fmt: skip
            assert contrast(str(entries.cget(option)), palette.ground) > least, option
        window.run("theme")


@pytest.mark.parametrize("code", [language.code for language in LANGUAGES])
def test_every_menu_and_entry_has_a_letter_of_its_own(code: str) -> None:
    use_language(code)
    try:
        for labels in (
            [tr(title) for title in MENUS],
            *([e.label for e in m] for m in MENUS.values()),
        ):
            places = letters(labels)
            chosen = [
                label[place].lower()
                for label, place in zip(labels, places, strict=True)
                if place >= 0
            ]
            assert len(set(chosen)) == len(chosen) == len(labels)
    finally:
        use_language("en")


def test_alt_and_a_letter_open_a_menu(window: MainWindow) -> None:
    bar = window.root.nametowidget(window.root.cget("menu"))
    underlined = {
        bar.entrycget(place, "label"): bar.entrycget(place, "underline")
        for place in range(int(bar.index("end")) + 1)
    }
    assert underlined["File"] == 0 and underlined["Edit"] == 0
    window.canvas.focus_force()
    window.root.update()
    window.root.tk.call("tk::TraverseToMenu", str(window.canvas), "e")
    window.root.update()
    posted = [menu for menu in below(window.root) if menu.winfo_class() == "Menu"]
    assert any(
        menu.winfo_ismapped() and menu.entrycget(0, "label") == "Undo"  # type: ignore[attr-defined]
        for menu in posted
        if "#" in str(menu) and menu.index("end") is not None  # type: ignore[attr-defined]
    )
    window.root.tk.call("tk::MenuUnpost", "")


@pytest.mark.parametrize(
    ("keysym", "keycode", "letter"),
    [
        ("Cyrillic_ya", 52, "Z"),
        ("Greek_zeta", 52, "Z"),
        ("hebrew_zain", 52, "Z"),
        ("Arabic_hamzaonyeh", 52, "Z"),
        ("Cyrillic_shorti", 24, "Q"),
        ("z", 52, ""),
        ("y", 52, ""),  # a German layout: its letters count
        ("Escape", 9, ""),
    ],
)
def test_where_there_are_no_latin_letters_the_place_of_a_key_counts(
    keysym: str, keycode: int, letter: str
) -> None:
    assert letter_at(keysym, keycode, system="x11") == letter
    assert letter_at("Cyrillic_ya", ord("Z"), system="win32") == "Z"


def test_control_and_a_cyrillic_key_undoes(window: MainWindow) -> None:
    draw(window, written("7", at=(60, 60)).ink)
    window.canvas.focus_force()
    window.root.update()
    ink = window.session.editor.ink
    assert ink
    event = tk.Event()
    event.widget, event.state = window.canvas, 4
    event.keysym, event.keycode, event.char = "Cyrillic_ya", 52, "\x1a"
    window.root.tk.call("event", "generate", str(window.canvas), "<Control-Cyrillic_ya>")
    from digit_recognizer.gui.toolkit import menus

    assert menus.letter_of(event) == (
        "Z" if window.root.tk.call("tk", "windowingsystem") == "x11" else ""
    )


def test_the_keypad_is_a_keyboard(window: MainWindow) -> None:
    window.canvas.focus_force()
    window.root.update()
    width = window.settings.pen_width
    window.canvas.event_generate("<KP_Add>")
    assert window.settings.pen_width > width
    window.canvas.event_generate("<KP_Subtract>")
    window.canvas.event_generate("<KP_Subtract>")
    assert window.settings.pen_width < width
    window.canvas.event_generate("<KP_2>", state=0x4 | 0x10)  # with the number lock
    assert window.settings.expect == "digit"
