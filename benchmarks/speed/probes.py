"""Probes of the real window: how soon it takes ink, when readings are painted, which motions arrive.

Purpose: let a process outside measure the window by the lines that it prints.
Contract: ``ready``: the canvas is on the screen, painted and takes ink. ``loaded``: so is the model.
``latency MILLISECONDS``: for every pointer event whose reading has been painted; not for sums, which are
held back until the pen is up. ``read``: the first reading is there. ``stroke POINTS MILLISECONDS
MILLISECONDS``: for every stroke that is done, its points, the longest time since the last one in which
nothing was handled, and the longest time in it from a motion to the next painting.
Not here: the measuring.
"""

import time
import tkinter as tk
from collections.abc import Callable

from digit_recognizer.app.session import Change
from digit_recognizer.gui.window import MainWindow


def install_startup_probe(window: MainWindow, *, closes: bool) -> None:
    """Print ``ready`` and ``loaded``; with ``closes``, close the window then."""
    canvas, session = window.canvas, window.session

    def on_change(change: Change) -> None:
        if change == "model" and session.model_name:
            print("loaded", flush=True)
            if closes:
                canvas.after_idle(window.quit)

    def on_expose(_: "tk.Event[tk.Misc]") -> None:
        canvas.unbind("<Expose>")
        canvas.after_idle(lambda: print("ready", flush=True))  # the painting is idle work too

    session.listen(on_change)
    canvas.bind("<Expose>", on_expose)


def install_latency_probe(window: MainWindow) -> None:
    """Print ``latency`` for every pointer event whose reading has been painted."""
    session = window.session
    handled: list[float] = []  # motions that are not in the ink yet
    moved: dict[int, list[float]] = {}

    def on_change(change: Change) -> None:
        if change == "ink" and session.editor.is_busy:
            moved[session.editor.revision] = handled.copy()
            handled.clear()
        elif change == "reading":
            window.root.update_idletasks()
            painted = time.perf_counter()
            for revision in [r for r in moved if r <= session.read_revision]:
                for began in moved.pop(revision):
                    print(f"latency {1000 * (painted - began):.3f}", flush=True)

    def drop_held() -> bool:
        """Forget events whose reading is not shown while one writes."""
        held = session.held_revision
        for revision in [] if held is None else [r for r in moved if r <= held]:
            del moved[revision]
        return bool(moved)

    window.canvas.bind("<B1-Motion>", lambda _: handled.append(time.perf_counter()), add=True)
    session.listen(on_change)
    window.pump.add(drop_held)


def install_ink_probe(window: MainWindow) -> None:
    """Print ``read`` at the first reading, and ``stroke`` for every stroke that is done."""
    session = window.session
    last, longest, done, is_read = time.perf_counter(), 0.0, 0, False
    moved = unpainted = 0.0  # when the first motion came that is not painted; the longest of these

    def on_motion(_: "tk.Event[tk.Misc]") -> None:
        nonlocal moved
        if not moved:
            moved = time.perf_counter()
            window.canvas.after_idle(on_painted)

    def on_painted() -> None:
        nonlocal moved, unpainted
        moved, unpainted = 0.0, max(unpainted, time.perf_counter() - moved)

    def note_time() -> None:
        nonlocal last, longest
        now = time.perf_counter()
        longest, last = max(longest, now - last), now

    def tick() -> None:
        note_time()
        window.root.after(1, tick)

    def on_change(change: Change) -> None:
        nonlocal longest, done, is_read, unpainted
        note_time()
        strokes = session.editor.ink.strokes
        if change == "reading" and strokes and not is_read:
            print("read", flush=True)
            longest, is_read = 0.0, True
        elif change == "ink" and not session.editor.is_busy and len(strokes) != done:
            if done == len(strokes) - 1:
                times = f"{1000 * longest:.3f} {1000 * unpainted:.3f}"
                print(f"stroke {len(strokes[-1].points)} {times}", flush=True)
                longest = unpainted = 0.0
            done = len(strokes)

    window.canvas.bind("<B1-Motion>", on_motion, add=True)
    session.listen(on_change)
    tick()


PROBES: dict[str, Callable[[MainWindow], None]] = {
    "latency": install_latency_probe,
    "ink": install_ink_probe,
}
"""The probes that are installed where they are asked for, by name."""
