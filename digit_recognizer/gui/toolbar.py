"""The tool bar: buttons of the most used actions, pen or eraser, the width of the pen.

Purpose: the row of controls above the canvas.
Contract: controls run the actions of the table and show the state they are told.
Not here: what the actions do (``window``).
"""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from digit_recognizer.app.actions import action, tip
from digit_recognizer.app.document.editor import InkEditor
from digit_recognizer.app.settings import MAX_PEN, MIN_PEN
from digit_recognizer.gui.toolkit.controls import Tooltip, push_button
from digit_recognizer.gui.toolkit.menus import Command
from digit_recognizer.gui.toolkit.theme import Theme

TOOL_TEXTS = {"help": "?", "theme": "◐", "open": "Open"}
ICON_TOOLS = {"help", "theme"}


class ToolBar(ttk.Frame):
    """The controls. ``tool``, ``pen_width`` and ``explains`` are the variables they show and set."""

    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        command: Command,
        *,
        tool: tk.StringVar,
        pen_width: tk.DoubleVar,
        explains: tk.BooleanVar,
        on_pen_width: Callable[[int], None],
        on_explain: Callable[[], None],
    ) -> None:
        pad = theme.px(8)
        super().__init__(parent, padding=(pad, pad, pad, 0))
        self._command, self._gap = command, theme.px(4)
        self._usable: dict[str, bool] = {}
        self._buttons = {name: self._button(name) for name in ("undo", "redo", "clear")}
        for name in ("pen", "eraser"):
            choice = ttk.Radiobutton(
                self, text=action(name).label, value=name, variable=tool,
                command=command(name), style="Toggle.TButton", takefocus=False,
            )  # fmt: skip
            choice.pack(side="left", padx=(pad * 2 if name == "pen" else 0, pad // 2))
            Tooltip(choice, tip(name))
        slider = ttk.Scale(
            self, from_=MIN_PEN, to=MAX_PEN, variable=pen_width, length=theme.px(110),
            command=lambda value: on_pen_width(round(float(value))),
        )  # fmt: skip
        slider.pack(side="left", padx=pad)
        Tooltip(slider, "Pen width (− and +)")
        for name in ("help", "theme"):
            self._button(name, side="right")
        why = ttk.Checkbutton(
            self, text="Why?", variable=explains, style="Toggle.TButton", takefocus=False,
            command=on_explain,
        )  # fmt: skip
        why.pack(side="right", padx=(self._gap, 0))
        Tooltip(why, tip("explain"))
        for name in ("gallery", "keep", "open"):
            self._button(name, side="right")

    def show(self, editor: InkEditor) -> None:
        """Enable the buttons of what can be done now."""
        usable = {"undo": editor.can_undo, "redo": editor.can_redo, "clear": not editor.is_empty}
        for name, is_usable in usable.items():
            if self._usable.get(name) != is_usable:  # this runs at every movement of the pen
                self._buttons[name].state(["!disabled" if is_usable else "disabled"])
        self._usable = usable

    def _button(self, name: str, side: str = "left") -> ttk.Button:
        text = TOOL_TEXTS.get(name) or action(name).label
        button = push_button(self, text, self._command(name), tip(name), takefocus=False)
        if name in ICON_TOOLS:
            button.configure(width=2)
        button.pack(side=side, padx=(0, self._gap) if side == "left" else (self._gap, 0))  # type: ignore[arg-type]
        return button
