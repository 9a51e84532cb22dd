"""The tool bar: buttons of the most used actions, the tools, the width of the pen.

Purpose: the row of controls above the canvas.
Contract: controls run the actions of the table and show the state they are told. In a narrow window
those that are needed least are left out: menus and keys have them.
Not here: what the actions do (``window``).
"""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from digit_recognizer.app.actions import action, tip
from digit_recognizer.app.document.editor import InkEditor
from digit_recognizer.app.language import tr, tr_later
from digit_recognizer.app.settings import MAX_PEN, MIN_PEN
from digit_recognizer.gui.toolkit.controls import Tooltip, push_button
from digit_recognizer.gui.toolkit.menus import Command
from digit_recognizer.gui.toolkit.theme import Theme

TOOL_TEXTS = {"help": "?", "theme": "◐", "open": tr_later("Open")}
ICON_TOOLS = {"help", "theme"}
TOOLS = ("pen", "eraser", "lasso")
LEFT_TOOLS = ("undo", "redo", "clear", *TOOLS, "pen_width")
RIGHT_TOOLS = ("open", "keep", "gallery", "explain", "theme", "help")
LEFT_OUT_FIRST = (
    "theme",
    "help",
    "open",
    "pen_width",
    "gallery",
    "explain",
    "redo",
    "keep",
    "lasso",
)
"""What a window leaves out that is too narrow for all; the rest is always there."""


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
        self._command, self._pad, self._gap = command, pad, theme.px(4)
        self._usable: dict[str, bool] = {}
        self._left_out: frozenset[str] = frozenset()
        self._buttons = {
            name: self._button(name)
            for name in (*LEFT_TOOLS, *RIGHT_TOOLS)
            if name not in {*TOOLS, "pen_width", "explain"}
        }
        self.controls: dict[str, ttk.Widget] = dict(self._buttons)
        """The controls by their names."""
        for name in TOOLS:
            choice = ttk.Radiobutton(
                self, text=action(name).label, value=name, variable=tool,
                command=command(name), style="Toggle.TButton", takefocus=False,
            )  # fmt: skip
            Tooltip(choice, tip(name))
            self.controls[name] = choice
        slider = ttk.Scale(
            self, from_=MIN_PEN, to=MAX_PEN, variable=pen_width, length=theme.px(110),
            command=lambda value: on_pen_width(round(float(value))),
        )  # fmt: skip
        Tooltip(slider, tr("Pen width (− and +)"))
        self.controls["pen_width"] = slider
        why = ttk.Checkbutton(
            self, text=action("explain").label, variable=explains, command=on_explain,
            style="Toggle.TButton", takefocus=False,
        )  # fmt: skip
        Tooltip(why, tip("explain"))
        self.controls["explain"] = why
        self._place()
        self.bind("<Configure>", lambda event: self._make_room(event.width))

    def show(self, editor: InkEditor) -> None:
        """Enable the buttons of what can be done now."""
        usable = {"undo": editor.can_undo, "redo": editor.can_redo, "clear": not editor.is_empty}
        for name, is_usable in usable.items():
            if self._usable.get(name) != is_usable:  # this runs at every movement of the pen
                self._buttons[name].state(["!disabled" if is_usable else "disabled"])
        self._usable = usable

    @property
    def least_width(self) -> int:
        """How wide it is at least, in pixels of the screen."""
        return self._width(frozenset(LEFT_OUT_FIRST))

    def _make_room(self, width: int) -> None:
        """Leave out what a window ``width`` pixels wide has no room for."""
        left_out: frozenset[str] = frozenset()
        for name in LEFT_OUT_FIRST:
            if self._width(left_out) <= width:
                break
            left_out |= {name}
        for name in reversed(LEFT_OUT_FIRST):  # what is smaller may fit where another did not
            if name in left_out and self._width(left_out - {name}) <= width:
                left_out -= {name}
        if left_out != self._left_out:
            self._left_out = left_out
            self._place()

    def _width(self, left_out: frozenset[str]) -> int:
        shown = [name for name in (*LEFT_TOOLS, *RIGHT_TOOLS) if name not in left_out]
        gaps = sum(sum(self._gaps(name)) for name in shown)
        return 2 * self._pad + gaps + sum(self.controls[name].winfo_reqwidth() for name in shown)

    def _gaps(self, name: str) -> tuple[int, int]:
        """Return the room at the left and at the right of a control."""
        if name in RIGHT_TOOLS:
            return self._gap, 0
        return {"pen": 2 * self._pad, "pen_width": self._pad}.get(name, 0), self._gap

    def _place(self) -> None:
        for control in self.controls.values():
            control.pack_forget()
        for side, names in (("left", LEFT_TOOLS), ("right", tuple(reversed(RIGHT_TOOLS)))):
            for name in names:
                if name not in self._left_out:
                    self.controls[name].pack(side=side, padx=self._gaps(name))  # type: ignore[arg-type]

    def _button(self, name: str) -> ttk.Button:
        text = tr(TOOL_TEXTS[name]) if name in TOOL_TEXTS else action(name).label
        button = push_button(self, text, self._command(name), tip(name), takefocus=False)
        if name in ICON_TOOLS:
            button.configure(width=2)
        return button
