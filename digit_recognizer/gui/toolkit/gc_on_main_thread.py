"""Garbage is collected on Tk's own thread.

Purpose: Python collects cycles on whichever thread happens to allocate, and the one that reads allocates
most. Objects of Tk that end on another thread than they were made on abort the process
(https://bugs.python.org/issue39093).
Contract: after :func:`collect_here` it is collected in the loop of ``root``, by Python's thresholds.
Not here: closing the window.
"""

import gc
import tkinter as tk

COLLECTION_PERIOD = 400  # milliseconds


def collect_here(root: tk.Misc) -> None:
    """Collect garbage in ``root``'s loop from now on, and nowhere else."""
    gc.disable()
    root.after(COLLECTION_PERIOD, _collect, root)


def _collect(root: tk.Misc) -> None:
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
