"""How the tests use the window: answering its dialogs, drawing on its canvas, waiting for it."""

import os
import sys
import time
import tkinter as tk
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from penmanship import KnowingReader, Written, written

from digit_recognizer.app.document.marks import SymbolMark
from digit_recognizer.gui.dialogs import Dialogs
from digit_recognizer.gui.window import MainWindow
from digit_recognizer.ink import Ink

PATIENCE = 30  # seconds until a test gives up waiting; nothing is timed


def has_display() -> bool:
    """Whether a window can open here."""
    return sys.platform in {"darwin", "win32"} or bool(os.environ.get("DISPLAY"))


class AnsweringDialogs(Dialogs):
    """Dialogs that answer at once: ``path`` to every question, and remember what was shown."""

    def __init__(self, root: tk.Tk) -> None:
        super().__init__(root)
        self.path: Path | None = None
        self.answer: Literal["save", "discard", "cancel"] = "discard"
        self.writer: str | None = None
        self.page: int | None = None
        self.names: list[str] = []
        self.shown: list[str] = []
        self.asked: list[str] = []

    def path_to_open(self, kind: str) -> Path | None:
        return self.path

    def path_to_save(self, kind: str, name: str) -> Path | None:
        return self.path

    def choose_folder(self, title: str) -> Path | None:
        return self.path

    def ask_forget(self, whose: str) -> bool:
        self.asked.append(whose)
        return self.answer == "discard"

    def error(self, sentence: str) -> None:
        self.shown.append(sentence)

    def ask_save(self, name: str) -> Literal["save", "discard", "cancel"]:
        self.asked.append(name)
        return self.answer

    def ask_writer(self, names: list[str], present: str) -> str | None:
        self.names = names
        return self.writer

    def ask_page(self, present: int, count: int) -> int | None:
        self.asked.append(f"{present} of {count}")
        return self.page

    def about(self, model: str) -> None:
        self.shown.append(f"about {model}")


def until(window: MainWindow, condition: Callable[[], bool]) -> None:
    """Run the window's loop until ``condition`` holds."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        window.root.update()
        time.sleep(0.002)


def draw(window: MainWindow, ink: Ink, *, lift: bool = True, button: int = 1) -> None:
    """Draw ``ink`` in the window with pointer events; without ``lift`` the pen stays down."""
    window.root.update()
    press(window.canvas, ink, lift=lift, button=button)


def press(canvas: tk.Canvas, ink: Ink, *, lift: bool = True, button: int = 1) -> None:
    """Draw ``ink`` on a canvas with pointer events; without ``lift`` the pen stays down."""
    for number, stroke in enumerate(ink, start=1):
        first, *rest = stroke.points
        canvas.event_generate(f"<ButtonPress-{button}>", x=round(first.x), y=round(first.y))
        for point in rest:
            canvas.event_generate(
                "<Motion>", x=round(point.x), y=round(point.y), state=0x80 << button
            )
        if lift or number < len(ink):
            last = stroke.points[-1]
            canvas.event_generate(f"<ButtonRelease-{button}>", x=round(last.x), y=round(last.y))


def tap(window: MainWindow, x: float, y: float, *, button: int = 1) -> None:
    """Press and release at a place of the canvas, in pixels of the screen."""
    draw(window, Ink.from_xy([[(x, y)]]), button=button)
    window.root.update()


def key(window: MainWindow, sequence: str) -> None:
    """Press a key while the canvas has the focus."""
    window.canvas.focus_force()
    window.root.update()
    window.canvas.event_generate(sequence)
    window.root.update()


def read(window: MainWindow) -> str:
    """Wait until the present ink has been read and return the window's title."""
    session = window.session
    until(window, lambda: session.read_revision == session.editor.revision)
    return window.root.title()


def note(window: MainWindow) -> str:
    """Return what the status bar shows."""
    window.root.update()
    return str(window.status.note.cget("text"))


def mark(window: MainWindow, number: int) -> SymbolMark:
    """Return how the symbol with this number is marked."""
    return window.session.marks.symbols[number]


def choose(window: MainWindow, text: str) -> None:
    """Tap the first cell of the pop-up that says ``text``."""
    window.root.update()
    popup = window.correction.popup
    assert popup.is_open
    cell = next(cell for cell in popup._cells if cell.text == text)
    scale = window.theme.scale
    x, y = round((cell.left + cell.width / 2) * scale), round((cell.top + cell.height / 2) * scale)
    popup.event_generate("<Motion>", x=x, y=y)
    popup.event_generate("<ButtonPress-1>", x=x, y=y)
    popup.event_generate("<ButtonRelease-1>", x=x, y=y)


def mistapped(window: MainWindow, knowing: KnowingReader) -> Written:
    """Write 7×7=, say by mistake that the × is a +, and return what was written."""
    line = written("7×7=", at=(60, 300))
    knowing.lines = [line]
    draw(window, line.ink)
    read(window)
    key(window, "<Tab>")
    key(window, "<Tab>")
    key(window, "<plus>")
    until(window, lambda: window.root.title().startswith("7+7=14"))
    return line
