"""Menus and keys, made from the table of actions.

Purpose: give every action its menu entry and its keys.
Contract: ``command(name)`` returns what does the action of that name. Keys act in the main window only,
not in the help sheet.
Not here: the actions themselves.
"""

import sys
import tkinter as tk
from collections.abc import Callable, Mapping

from digit_recognizer.app.actions import ACTIONS, MENUS, sequences, shown

Command = Callable[[str], Callable[[], None]]
Choice = Mapping[str, tk.StringVar]
"""Which action of each group is in force, by its name."""

Switches = Mapping[str, tk.BooleanVar]
"""Which switches are on, by the names of their actions."""

SHIFT_BIT, CONTROL_BIT = 0x1, 0x4
"""Bits of an event's state."""

# Control, Alt, and Mod1, which is Alt on X11 and Num Lock on Windows.
MODIFIERS = CONTROL_BIT | 0x20000 | (0 if sys.platform == "win32" else 0x8)


def build_menus(root: tk.Tk, command: Command, chosen: Choice, switches: Switches) -> None:
    """Give ``root`` its menu bar; of a group of actions, ``chosen`` says which one is in force."""
    bar = tk.Menu(root, tearoff=False)
    for title, entries in MENUS.items():
        menu = tk.Menu(bar, tearoff=False)
        for entry in entries:
            keys = shown(entry.keys[0]) if entry.keys else ""
            run = command(entry.name)
            if entry.group:
                menu.add_radiobutton(
                    label=entry.label, accelerator=keys, command=run,
                    variable=chosen[entry.group], value=entry.name,
                )  # fmt: skip
            elif entry.is_switch:
                menu.add_checkbutton(
                    label=entry.label, accelerator=keys, command=run, variable=switches[entry.name]
                )
            else:
                menu.add_command(label=entry.label, accelerator=keys, command=run)
        bar.add_cascade(label=title, menu=menu)
    root.configure(menu=bar)


def bind_keys(root: tk.Tk, command: Command) -> None:
    """Bind the keys of every action."""
    for entry in ACTIONS:
        for key in entry.keys:
            for sequence in sequences(key):
                root.bind(sequence, _on_key(root, command(entry.name), key))


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
