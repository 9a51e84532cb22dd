"""Menus and keys, made from the table of actions.

Purpose: give every action its menu entry, with its key and a letter for Alt, and its keys.
Contract: ``command(name)`` returns what does the action of that name. What can't be done is grey while a
menu is open. Keys act in the main window only, not in the help sheet; on a layout without Latin letters
the place of a key counts.
Not here: the actions themselves; which can be done (``app.possible``).
"""

import sys
import tkinter as tk
from collections.abc import Callable, Iterable, Mapping
from functools import partial

from digit_recognizer.app.actions import ACTIONS, MENUS, Action, letter_at, sequences, shown
from digit_recognizer.app.language import tr
from digit_recognizer.gui.toolkit.theme import Theme

Command = Callable[[str], Callable[[], None]]
Choice = Mapping[str, tk.StringVar]
"""Which action of each group is in force, by its name."""

Switches = Mapping[str, tk.BooleanVar]
"""Which switches are on, by the names of their actions."""

SHIFT_BIT, CONTROL_BIT = 0x1, 0x4
"""Bits of an event's state."""

# Control, Alt, and Mod1, which is Alt on X11 and Num Lock on Windows.
MODIFIERS = CONTROL_BIT | 0x20000 | (0 if sys.platform == "win32" else 0x8)


def build_menus(
    root: tk.Tk, theme: Theme, command: Command, *, chosen: Choice, switches: Switches,
    can_do: Callable[[str], bool],
) -> None:  # fmt: skip
    """Give ``root`` its menu bar; of a group of actions, ``chosen`` says which one is in force.

    ``can_do(name)``: whether an action does anything now.
    """
    bar = theme.menu(root, is_bar=True)
    titles = {title: tr(title) for title in MENUS}
    for place, (title, letter) in enumerate(zip(MENUS, letters(titles.values()), strict=True)):
        menu = theme.menu(bar)
        _fill(menu, theme, MENUS[title], command, chosen=chosen, switches=switches, can_do=can_do)
        bar.add_cascade(label=titles[title], menu=menu, underline=letter, **theme.title_look)
        assert bar.index("end") == place
    root.configure(menu=bar)


def _fill(
    menu: tk.Menu,
    theme: Theme,
    entries: tuple[Action, ...],
    command: Command,
    *,
    chosen: Choice,
    switches: Switches,
    can_do: Callable[[str], bool],
) -> None:
    """Put ``entries`` into ``menu``."""
    places: dict[str, int] = {}
    for entry, letter in zip(entries, letters(e.label for e in entries), strict=True):
        keys = shown(entry.keys[0]) if entry.keys else ""
        look = {
            "label": entry.label, "accelerator": keys, "command": command(entry.name),
            "underline": letter, **theme.entry_look,
        }  # fmt: skip
        if entry.begins:
            menu.add_separator()
        if entry.group:
            menu.add_radiobutton(**look, variable=chosen[entry.group], value=entry.name)
        elif entry.is_switch:
            menu.add_checkbutton(**look, variable=switches[entry.name])
        else:
            menu.add_command(**look)
        places[entry.name] = int(menu.index("end") or 0)

    def grey() -> None:
        for name, place in places.items():
            menu.entryconfigure(place, state="normal" if can_do(name) else "disabled")

    menu.configure(postcommand=grey)


def letters(labels: Iterable[str]) -> list[int]:
    """Return the place of the letter of each label that Alt goes with: the first that is free, or -1."""
    taken: set[str] = set()
    places = []
    for label in labels:
        free = [i for i, c in enumerate(label) if c.isalnum() and c.lower() not in taken]
        first = [i for i in free if i == 0 or not label[i - 1].isalnum()]  # beginnings of words
        place = (first or free or [-1])[0]
        places.append(place)
        if place >= 0:
            taken.add(label[place].lower())
    return places


def bind_keys(root: tk.Tk, command: Command) -> None:
    """Bind the keys of every action."""
    by_letter: dict[tuple[str, ...], dict[str, Callable[[tk.Event[tk.Misc]], str | None]]] = {}
    for entry in ACTIONS:
        for key in entry.keys:
            on_key = _on_key(root, command(entry.name), key)
            for sequence in sequences(key):
                root.bind(sequence, on_key)
            *modifiers, last = key.split("+")
            if len(last) == 1 and last.isalpha():
                by_letter.setdefault(tuple(modifiers), {})[last] = on_key
    for names, runs in by_letter.items():
        root.bind(sequences("+".join([*names, "Key"]))[0], partial(_by_position, runs))


def letter_of(event: "tk.Event[tk.Misc]") -> str:
    """Return the letter of the US layout where a key was pressed; see :func:`letter_at`."""
    system = event.widget.tk.call("tk", "windowingsystem")
    return letter_at(event.keysym, event.keycode, system=str(system))


def _by_position(
    runs: Mapping[str, Callable[["tk.Event[tk.Misc]"], str | None]], event: "tk.Event[tk.Misc]"
) -> str | None:
    run = runs.get(letter_of(event))
    return None if run is None else run(event)


def _on_key(
    root: tk.Tk, run: Callable[[], None], key: str
) -> Callable[["tk.Event[tk.Misc]"], str | None]:
    unwanted = 0 if key.startswith("Mod+") else MODIFIERS

    def on_key(event: "tk.Event[tk.Misc]") -> str | None:
        is_elsewhere = event.widget.winfo_toplevel() is not root
        if is_elsewhere or int(event.state) & unwanted:  # Tk takes Alt+E for E
            return None
        run()
        return "break"

    return on_key
