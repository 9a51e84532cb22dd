"""Probes for ``digits benchmark``: how soon the window takes ink, what is painted and kept of it.

Purpose: let a process outside measure the real window.
Contract: inert unless an environment variable asks. ``DIGITS_STARTUP_PROBE=1``: prints ``ready`` once
the canvas is on the screen, painted and takes ink, ``loaded`` once the model is, and closes; ``=stay``
does not close.
``DIGITS_LATENCY_PROBE=1``: prints ``latency MILLISECONDS`` for every pointer event whose reading has
been painted.
``DIGITS_INK_PROBE=1``: prints ``read`` at the first reading, and ``stroke POINTS MILLISECONDS`` for
every stroke that is done: its points, and the longest time since the last in which nothing was handled.
Not here: the measuring.
"""

import os
import time
import tkinter as tk
from collections.abc import Callable

from digit_recognizer.app.session import Change, Session


def install_probes(
    root: tk.Tk, canvas: tk.Canvas, session: Session, close: Callable[[], None]
) -> None:
    """Install the probes that the environment asks for."""
    startup = os.environ.get("DIGITS_STARTUP_PROBE")
    if startup:
        _startup(canvas, session, None if startup == "stay" else close)
    if os.environ.get("DIGITS_LATENCY_PROBE"):
        _latency(root, canvas, session)
    if os.environ.get("DIGITS_INK_PROBE"):
        _ink(root, session)


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


def _latency(root: tk.Tk, canvas: tk.Canvas, session: Session) -> None:
    handled: list[float] = []  # motions that are not in the ink yet
    moved: dict[int, list[float]] = {}

    def on_change(change: Change) -> None:
        if change == "ink" and session.editor.is_busy:
            moved[session.editor.revision] = handled.copy()
            handled.clear()
        elif change == "reading":
            root.update_idletasks()
            painted = time.perf_counter()
            for revision in [r for r in moved if r <= session.read_revision]:
                for began in moved.pop(revision):
                    print(f"latency {1000 * (painted - began):.3f}", flush=True)

    canvas.bind("<B1-Motion>", lambda _: handled.append(time.perf_counter()), add=True)
    session.listen(on_change)


def _ink(root: tk.Tk, session: Session) -> None:
    last, longest, done, is_read = time.perf_counter(), 0.0, 0, False

    def look() -> None:
        nonlocal last, longest
        now = time.perf_counter()
        longest, last = max(longest, now - last), now

    def tick() -> None:
        look()
        root.after(1, tick)

    def on_change(change: Change) -> None:
        nonlocal longest, done, is_read
        look()
        strokes = session.editor.ink.strokes
        if change == "reading" and strokes and not is_read:
            print("read", flush=True)
            longest, is_read = 0.0, True
        elif change == "ink" and not session.editor.is_busy and len(strokes) != done:
            if done == len(strokes) - 1:
                print(f"stroke {len(strokes[-1].points)} {1000 * longest:.3f}", flush=True)
                longest = 0.0
            done = len(strokes)

    session.listen(on_change)
    tick()
