"""Correcting what was read: taps on symbols and results, the walk from symbol to symbol, the pop-up.

Purpose: a short tap on a symbol's ink or label, or a right click or long press anywhere in its box,
offers what else it may be; with the keyboard, Tab walks the symbols, Return opens the pop-up, a typed
sign corrects at once, Backspace takes a correction back, Delete removes the symbol's ink. A tap on a
result copies it.
Contract: a tap beside the ink stays a dot, so that a decimal point can be written anywhere. A tap
outside an open pop-up closes it and draws nothing.
Not here: the pop-up's look (``alternatives_popup``), what a correction is (``corrections``).
"""

import tkinter as tk
from collections.abc import Callable

from digit_recognizer.app.document.marks import SymbolMark, symbol_at
from digit_recognizer.app.document.taps import Press, Taps
from digit_recognizer.app.session import Session
from digit_recognizer.gui.canvas.alternatives_popup import DELETION, SIGN_OF_KEY, AlternativesPopup
from digit_recognizer.gui.canvas.ink_canvas import InkCanvas
from digit_recognizer.gui.canvas.overlay import Overlay
from digit_recognizer.gui.toolkit.menus import MODIFIERS
from digit_recognizer.gui.toolkit.theme import Theme
from digit_recognizer.ink.model import Box, around

TAP_REACH = 4.0  # screen pixels from the middle of a thin pen's line


class Correction:
    """What connects canvas, overlay, pop-up and session."""

    def __init__(self, canvas: InkCanvas, overlay: Overlay, session: Session, theme: Theme) -> None:
        self._canvas, self._overlay, self._session = canvas, overlay, session
        self.popup = AlternativesPopup(canvas, theme, self._choose)
        self.on_correct: Callable[[str, str], None] = lambda read, said: None
        """Called with what a symbol was read as, and what it is."""
        self.on_copy: Callable[[str], None] = lambda text: None
        """Called with a result that was tapped."""
        self._in_hand: frozenset[int] = frozenset()  # the identities of a symbol's strokes
        self._hovered: int | None = None
        self._cursor: str | None = None  # the tool's, while the pointer is on a result
        canvas.taps = Taps(canvas, self._may_tap, self._tapped)
        canvas.bind("<Key>", self._on_key)
        canvas.bind("<Tab>", lambda event: self._walk(1))
        canvas.bind("<Shift-Tab>", lambda event: self._walk(-1))
        if canvas.tk.call("tk", "windowingsystem") == "x11":
            canvas.bind("<ISO_Left_Tab>", lambda event: self._walk(-1))
        canvas.watch(self._on_ink)
        canvas.bind("<Motion>", self._on_motion)
        canvas.bind("<Leave>", lambda event: self._hover(None))

    def show(self) -> None:
        """Show the session's marks as they are now."""
        if self._number() is None:
            self._in_hand = frozenset()
            self.popup.close()
        self._show()

    @property
    def in_hand(self) -> SymbolMark | None:
        """The symbol that the keyboard or the pop-up is at."""
        number = self._number()
        return None if number is None else self._session.marks.symbols[number]

    def _show(self) -> None:
        self._overlay.show(self._session.marks, self._number(), self._hovered)

    def _number(self) -> int | None:
        if self._in_hand:
            for number, mark in enumerate(self._session.marks.symbols):
                if self._in_hand == frozenset(map(id, mark.strokes)):
                    return number
        return None

    def _hold(self, number: int | None) -> None:
        marks = self._session.marks.symbols
        strokes = marks[number].strokes if number is not None else ()
        self._in_hand = frozenset(map(id, strokes))
        self._show()

    # Taps

    def _may_tap(self, press: Press) -> bool:
        is_erasing = press.button == 1 and self._session.editor.tool != "pen"
        if press.button == 2 or (is_erasing and not self.popup.is_open):
            return False
        is_on_result = press.button == 1 and bool(self._result(press))
        return self.popup.is_open or is_on_result or self._symbol(press) is not None

    def _tapped(self, press: Press, is_long: bool) -> bool:
        if self.popup.is_open:
            self.popup.close()
            self._hold(None)
            return True
        number, result = self._symbol(press), self._result(press)
        if number is None:
            if result:
                self.on_copy(result)
            return bool(result)
        if press.button == 3 or is_long or self._is_on(number, press):
            self._open(number)
            return True
        return False

    def _symbol(self, press: Press) -> int | None:
        number = self._overlay.label_at(press.x, press.y)
        if number is not None:
            return number
        margin = self._canvas.pen_width / 2
        return symbol_at(self._session.marks, press.x, press.y, margin)

    def _result(self, press: Press) -> str:
        """Return what a tap on a result there copies; "" where there is none."""
        result = self._overlay.result_at(press.x, press.y)
        return "" if result is None else result.copied

    def _is_on(self, number: int, press: Press) -> bool:
        """Whether the tap is on the symbol's ink as it is seen, or on its label."""
        if self._overlay.label_at(press.x, press.y) is not None:
            return True
        near = max(self._canvas.pen_width / 2, TAP_REACH / self._canvas.zoom)
        strokes = self._session.marks.symbols[number].strokes
        return any(stroke.distance_to(press.x, press.y) <= near for stroke in strokes)

    def _open(self, number: int) -> None:
        self._hold(number)
        mark = self._session.marks.symbols[number]
        x, y = self._canvas.canvasx(0), self._canvas.canvasy(0)
        frames = [frame.moved(-x, -y) for frame in self._frames(mark)]
        self.popup.open(mark, self._session.corrections.of(mark.strokes), frames)
        self._canvas.focus_set()

    def _frames(self, mark: SymbolMark) -> list[Box]:
        """Return the frames of a symbol, and of its line."""
        reading = self._session.reading
        lines = reading.lines if reading is not None else ()
        own = next((line.symbols for line in lines if mark.symbol in line.symbols), ())
        marks = [each for each in self._session.marks.symbols if each.symbol in own]
        return [self._overlay.frame(mark), around(map(self._overlay.frame, marks or [mark]))]

    def _on_ink(self) -> None:
        if self._session.editor.is_busy and self.popup.is_open:  # one writes on
            self.popup.close()
            self._hold(None)

    def _choose(self, text: str) -> None:
        mark = self.in_hand
        if mark is not None and text == DELETION:
            self._session.editor.remove(mark.strokes)
        elif mark is not None and text:
            self._correct(mark, text)
        elif mark is not None:
            self._session.take_back(mark.strokes)
        self._hold(None)

    def _correct(self, mark: SymbolMark, text: str) -> None:
        read = mark.symbol.text
        self._session.correct(mark.strokes, text)
        self.on_correct(read, text)

    def _on_motion(self, event: "tk.Event[tk.Misc]") -> None:
        x, y = self._canvas.spot(event.x, event.y)
        result = self._overlay.result_at(x, y)
        self._point_at(is_result=result is not None and bool(result.copied))
        self._hover(symbol_at(self._session.marks, x, y, self._canvas.pen_width / 2))

    def _point_at(self, *, is_result: bool) -> None:
        """Show by the pointer that a tap on a result does something."""
        if is_result and self._cursor is None:
            self._cursor = str(self._canvas.cget("cursor"))
            self._canvas.configure(cursor="hand2")
        elif not is_result and self._cursor is not None:
            self._canvas.configure(cursor=self._cursor)
            self._cursor = None

    def _hover(self, number: int | None) -> None:
        if number != self._hovered:
            self._hovered = number
            self._show()

    # Keys

    def _walk(self, step: int) -> str | None:
        """Go to the next symbol; from the last one, Tab goes on to the next widget."""
        self.popup.close()
        symbols = self._session.marks.symbols
        here = self._number()
        if here is None:
            doubtful = [n for n, mark in enumerate(symbols) if mark.certainty == "doubtful"]
            goal = doubtful[0] if doubtful else 0 if step > 0 else len(symbols) - 1
        else:
            goal = here + step
        if not 0 <= goal < len(symbols):
            self._hold(None)
            return None
        self._hold(goal)
        return "break"

    def _on_key(self, event: "tk.Event[tk.Misc]") -> str | None:
        mark = self.in_hand
        if mark is None or int(event.state) & MODIFIERS:
            return None
        text = SIGN_OF_KEY.get(event.char)
        if self.popup.is_open and self.popup.key(event.keysym):
            pass
        elif text is not None:
            self.popup.close()
            self._correct(mark, text)
        elif event.keysym == "Escape":
            if not self.popup.is_open:
                self._hold(None)
            self.popup.close()
        elif event.keysym in {"Return", "KP_Enter"}:
            number = self._number()
            if number is not None:
                self._open(number)
        elif event.keysym == "BackSpace":
            self.popup.close()
            self._session.take_back(mark.strokes)
        elif event.keysym == "Delete":
            self.popup.close()
            self._session.editor.remove(mark.strokes)
        else:
            return None
        return "break"
