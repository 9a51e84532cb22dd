"""Probes for ``digits benchmark``: how soon the window takes ink, and how long a point takes to paint.

Purpose: let a process outside measure the real window.
Contract: inert unless an environment variable asks. ``DIGITS_STARTUP_PROBE=1``: prints ``ready`` once
the canvas is on the screen, painted and takes ink, ``loaded`` once the model is, and closes; ``=stay``
does not close.
``DIGITS_LATENCY_PROBE=1``: prints ``latency MILLISECONDS`` for every pointer event whose reading has
been painted.
Not here: the measuring.
"""

import os
import time
import tkinter as tk
from collections.abc import Callable

from digit_recognizer.gui.session import Change, Session


def install_probes(
    root: tk.Tk, canvas: tk.Canvas, session: Session, close: Callable[[], None]
) -> None:
    """Install the probes that the environment asks for."""
    startup = os.environ.get("DIGITS_STARTUP_PROBE")
    if startup:
        _startup(canvas, session, None if startup == "stay" else close)
    if os.environ.get("DIGITS_LATENCY_PROBE"):
        _latency(root, session)


def _startup(canvas: tk.Canvas, session: Session, close: Callable[[], None] | None) -> None:
    def on_change(change: Change) -> None:
        if change == "model" and session.model_name:
            print("loaded", flush=True)
            if close is not None:
                canvas.after_idle(close)

    def on_expose(_: "tk.Event[tk.Misc]") -> None:
        canvas.unbind("<Expose>")
        canvas.after_idle(lambda: print("ready", flush=True))  # the painting is idle work too

    session.listen(on_change)
    canvas.bind("<Expose>", on_expose)


def _latency(root: tk.Tk, session: Session) -> None:
    moved: dict[int, float] = {}

    def on_change(change: Change) -> None:
        if change == "ink" and session.editor.is_busy:
            moved[session.editor.revision] = time.perf_counter()
        elif change == "reading":
            root.update_idletasks()
            painted = time.perf_counter()
            for revision in [r for r in moved if r <= session.read_revision]:
                print(f"latency {1000 * (painted - moved.pop(revision)):.3f}", flush=True)

    session.listen(on_change)
