"""What the parts of one window share.

Purpose: one object in the place of a dozen arguments.
Contract: set once, when the window is built.
Not here: the parts.
"""

import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass

from digit_recognizer.app.library.library_thread import LibraryThread
from digit_recognizer.app.session import Session
from digit_recognizer.app.settings import Settings
from digit_recognizer.gui.canvas.ink_canvas import InkCanvas
from digit_recognizer.gui.dialogs import Dialogs
from digit_recognizer.gui.status_bar import StatusBar
from digit_recognizer.gui.toolkit.pump import Pump
from digit_recognizer.gui.toolkit.theme import Theme


@dataclass(frozen=True, slots=True)
class WindowContext:
    """The parts of one window that others need.

    ``command(name)``: what does an action. ``may_leave()``: whether what is on the canvas may go, asked
    where it has a file. ``on_shown()``: another drawing or picture is on the canvas. ``strips``: the
    frame that strips are put into, and the one that they go below.
    """

    theme: Theme
    session: Session
    settings: Settings
    library_thread: LibraryThread
    dialogs: Dialogs
    status: StatusBar
    canvas: InkCanvas
    pump: Pump
    strips: tuple[tk.Misc, tk.Misc]
    command: Callable[[str], Callable[[], None]]
    may_leave: Callable[[], bool]
    on_shown: Callable[[], None]
