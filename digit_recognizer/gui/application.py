"""Opening the window: the root, the session, the loop.

Purpose: what ``digits`` and ``gui_digit_recognizer.py`` run.
Contract: raises DisplayError where no window can open. The window is up before the model is loaded. A
bug in a callback is shown and logged, and the window lives on. A window that is told to end (SIGTERM,
SIGHUP) closes without a question: what is on the canvas is back at the next start.
Not here: what the window shows.
"""

import gc
import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from digit_recognizer.app.language import tr
from digit_recognizer.errors import INSTALL_TK, DisplayError

if TYPE_CHECKING:
    import tkinter as tk

    from digit_recognizer.gui.window import MainWindow


COLLECTION_PERIOD = 400  # milliseconds
WAKE_PERIOD = 250  # milliseconds
EXIT_TIMEOUT = 20.0  # seconds at most for the disk, and for a reading, after the window has closed
SWITCH_INTERVAL = 0.0005  # seconds: then the thread that reads makes way for the one that paints


def run_window(  # noqa: PLR0915 - one step after the other
    model: Path | None = None,
    drawing: Path | None = None,
    library: Path | None = None,
    *,
    on_open: "Callable[[MainWindow], None] | None" = None,
) -> int:
    """Open the window, with the drawing or picture in ``drawing`` if given; return 0 when it is closed.

    ``library``: the file that drawings are saved in; None: the user's own. ``on_open``: called with the
    window once it is on its way to the screen, before the model is loaded. Raises DisplayError.
    """
    try:
        import tkinter as tk
    except ImportError as error:
        raise DisplayError(
            f"No window can open, since this Python has no Tk: {INSTALL_TK}."
        ) from error
    from digit_recognizer.app.language import use_language
    from digit_recognizer.app.library.library_thread import LibraryThread
    from digit_recognizer.app.reading_worker import ReadingWorker
    from digit_recognizer.app.session import APPLICATION, Session
    from digit_recognizer.app.settings import Settings, SettingsFile, settings_path
    from digit_recognizer.gui.canvas_keeping import KeptCanvas
    from digit_recognizer.gui.toolkit.theme import be_sharp, put_icon
    from digit_recognizer.gui.toolkit.x11 import take_every_motion
    from digit_recognizer.gui.window import MainWindow

    be_sharp()
    try:
        root = tk.Tk(className=APPLICATION.replace(" ", ""))
    except tk.TclError as error:
        shown = os.environ.get("DISPLAY")
        if shown:
            raise DisplayError(
                f"No window can open: the display {shown} does not answer."
            ) from error
        raise DisplayError("No window can open: there is no display.") from error
    root.withdraw()  # until everything is in place
    put_icon(root)
    settings = Settings.load(settings_path())
    settings_file = SettingsFile(settings, settings_path())
    use_language(settings.language)
    session = Session(ReadingWorker())
    library_thread = LibraryThread(library)
    window = MainWindow(root, session, settings, library_thread=library_thread)
    window.looks.follow_system()

    def report(
        kind: type[BaseException], value: BaseException, trace: TracebackType | None
    ) -> None:
        traceback.print_exception(kind, value, trace, file=sys.stderr)
        window.dialogs.error(
            tr("Something went wrong ({value}). Your drawing is still there.", value=value)
        )

    root.report_callback_exception = report
    # Every call of Tk lets the other thread run, and Python gives it 5 ms: pointer events would wait.
    sys.setswitchinterval(SWITCH_INTERVAL)
    root.update_idletasks()  # the layout is done before anyone sees it
    kept = KeptCanvas(window)
    root.deiconify()
    if on_open is not None:
        on_open(window)
    remembered = Path(settings.model) if settings.model else None
    root.after_idle(session.load_model, model or remembered)
    root.after_idle(take_every_motion, root)
    if drawing is not None:
        root.after_idle(window.files.open, drawing)
    else:
        window.looks.show_first_start()
    _keep_waking(window, _told_to_end())
    collect_here(root)
    root.mainloop()
    library_thread.stop(EXIT_TIMEOUT)
    kept.finish(EXIT_TIMEOUT)
    session.close(EXIT_TIMEOUT)
    settings_file.finish(EXIT_TIMEOUT)
    return 0


def _told_to_end() -> list[int]:
    """Return a list to which the system's wishes that the program ends are added."""
    ends: list[int] = []
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda number, _: ends.append(number))
    return ends


def _keep_waking(window: "MainWindow", ends: list[int]) -> None:
    """Return to Python now and then, or signals would wait for the next event."""
    if ends:
        window.leave()
    else:
        window.root.after(WAKE_PERIOD, _keep_waking, window, ends)


def collect_here(root: "tk.Misc") -> None:
    """Collect garbage in ``root``'s loop from now on, by Python's thresholds, and nowhere else.

    Python collects cycles on whichever thread happens to allocate; the one that reads allocates most.
    Objects of Tk that end on another thread than they were made on abort the process
    (https://bugs.python.org/issue39093).
    """
    gc.disable()
    root.after(COLLECTION_PERIOD, _collect, root)


def _collect(root: "tk.Misc") -> None:
    """Collect the oldest generation that is due, as Python would have."""
    counts, thresholds = gc.get_count(), gc.get_threshold()
    due = [
        generation
        for generation, (count, most) in enumerate(zip(counts, thresholds, strict=True))
        if most and count > most
    ]
    if due:
        gc.collect(max(due))
    root.after(COLLECTION_PERIOD, _collect, root)
