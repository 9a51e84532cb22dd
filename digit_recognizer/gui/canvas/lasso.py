"""The lasso: ink is circled, and then moved, deleted or read as one symbol.

Purpose: the loop while it is drawn, the frame around what it holds, and what is offered for it.
Contract: the right button draws a loop, the left one too with the lasso for a tool. A press inside the
frame drags what is in it; any other one, and Esc, lets go of it. Each thing done is one step of undo.
Only strokes move: a picture's ink is a part of the picture.
Not here: what a loop holds (``app.document.lasso``).
"""

import tkinter as tk
from collections.abc import Sequence
from tkinter import ttk

from digit_recognizer.app.document.lasso import circled
from digit_recognizer.app.document.taps import Place, Press
from digit_recognizer.app.language import tr, tr_later
from digit_recognizer.app.picture.picture import Piece
from digit_recognizer.app.session import Session
from digit_recognizer.gui.canvas.ink_canvas import InkCanvas
from digit_recognizer.gui.canvas.placement import put_beside
from digit_recognizer.gui.toolkit.controls import push_button
from digit_recognizer.gui.toolkit.theme import Theme
from digit_recognizer.ink import Stroke
from digit_recognizer.ink.model import Box, around

LASSO_DASHES = (4, 3)
FRAME_PAD, MENU_GAP = 8, 8  # design pixels around what is circled, and to what is offered
READ_AS_ONE, DELETE = tr_later("Read as one"), tr_later("Delete")


class Lasso:
    """The lasso of ``canvas``."""

    def __init__(self, canvas: InkCanvas, session: Session, theme: Theme) -> None:
        self._canvas, self._session, self._theme = canvas, session, theme
        self._loop: list[tuple[float, float]] = []
        self._dragged: tuple[float, float] | None = None  # from where
        self._way = (0.0, 0.0)  # so far
        self.selection: tuple[Stroke | Piece, ...] = ()
        """What is circled."""
        self.menu = ttk.Frame(canvas, padding=theme.px(4))
        self._one = push_button(self.menu, tr(READ_AS_ONE), self.read_as_one, takefocus=False)
        self._one.pack(side="left", padx=(0, theme.px(4)))
        push_button(self.menu, tr(DELETE), self.delete, takefocus=False).pack(side="left")
        canvas.lasso = self
        canvas.bind("<Key>", self._on_key, add=True)
        canvas.watch(self._on_ink)
        theme.follow(canvas, self._show)

    @property
    def is_active(self) -> bool:
        """Whether a loop is being drawn or something dragged."""
        return bool(self._loop) or self._dragged is not None

    def grab(self, press: Press) -> bool:
        """Take a press inside the frame; return whether it was."""
        frame = self._frame()
        if press.button == 2 or frame is None or not frame.is_near(press.x, press.y, 0.0):
            return False
        self._dragged, self._way = (press.x, press.y), (0.0, 0.0)
        self._canvas.itemconfigure("lasso-menu", state="hidden")
        return True

    def begin(self, press: Press) -> bool:
        """Take a press anywhere else; return whether a loop begins."""
        self.clear()
        is_tool = press.button == 1 and self._session.editor.tool == "lasso"
        if is_tool or press.button == 3:
            self._loop = [(press.x, press.y)]
        return bool(self._loop)

    def move_along(self, path: Sequence[Place]) -> None:
        """Draw on, or drag on."""
        if not path:
            return
        canvas, zoom = self._canvas, self._canvas.zoom
        if self._dragged is not None:
            way = (path[-1].x - self._dragged[0], path[-1].y - self._dragged[1])
            dx, dy = (zoom * (a - b) for a, b in zip(way, self._way, strict=True))
            self._way = way
            for item in ("lasso", *(i for part in self.selection for i in canvas.items_of(part))):
                canvas.move(item, dx, dy)
        elif self._loop:
            self._loop += [(place.x, place.y) for place in path]
            canvas.delete("lasso")
            canvas.create_line(
                *[zoom * value for place in self._loop for value in place], tags="lasso",
                fill=self._theme.palette.sure, dash=LASSO_DASHES,
            )  # fmt: skip

    def up(self) -> None:
        """Choose what is circled, or leave what was dragged where it is now."""
        if self._dragged is not None:
            self._dragged = None
            strokes = [part for part in self.selection if isinstance(part, Stroke)]
            self.selection = self._session.move(strokes, *self._way)
        elif self._loop:
            loop, self._loop = self._loop, []
            editor = self._session.editor
            pieces = editor.picture.pieces if editor.picture is not None else ()
            self.selection = circled((*editor.ink, *pieces), loop)
        self._show()

    def clear(self) -> None:
        """Let go of what is circled."""
        self._loop, self._dragged, self.selection = [], None, ()
        self._show()

    def delete(self) -> None:
        """Remove what is circled."""
        self._session.editor.remove(self.selection)
        self.clear()

    def read_as_one(self) -> None:
        """Have what is circled read as one symbol."""
        self._session.correct(self.selection, "")
        self.clear()

    def _frame(self) -> Box | None:
        if not self.selection:
            return None
        pad = self._canvas.pen_width / 2 + FRAME_PAD * self._theme.scale / self._canvas.zoom
        return around(part.box for part in self.selection).grown(pad)

    def _show(self) -> None:
        canvas, zoom, frame = self._canvas, self._canvas.zoom, self._frame()
        canvas.delete("lasso", "lasso-menu")
        if frame is None:
            return
        left, top, right, bottom = (zoom * side for side in frame)
        canvas.create_rectangle(
            left, top, right, bottom, outline=self._theme.palette.sure, dash=LASSO_DASHES,
            tags="lasso",
        )  # fmt: skip
        results = [result.box for result in self._session.marks.results]
        gap = MENU_GAP * self._theme.scale
        put_beside(canvas, self.menu, frame, gap, tag="lasso-menu", others=results)

    def _on_ink(self) -> None:
        """Let go of what is there no more."""
        there = set(map(id, self._session.editor.ink))
        gone = [p for p in self.selection if isinstance(p, Stroke) and id(p) not in there]
        if gone and self._dragged is None:
            self.clear()

    def _on_key(self, event: "tk.Event[tk.Misc]") -> str | None:
        if not self.selection or event.keysym not in {"Escape", "Delete", "BackSpace"}:
            return None
        if event.keysym == "Escape":
            self.clear()
        else:
            self.delete()
        return "break"
