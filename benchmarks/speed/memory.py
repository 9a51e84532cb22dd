"""Memory of the open window.

Purpose: the resident set of the window with its model loaded, beside that of a Python that has
imported TensorFlow and done nothing else.
Contract: measured a moment after the model is loaded. The largest of several windows counts.
Not here: memory while reading large images.
"""

import time
from pathlib import Path

from benchmarks.speed import plain
from benchmarks.speed.display import any_display
from benchmarks.speed.figures import Figure, NotMeasured
from benchmarks.speed.processes import python, resident, window

PROBE = {"DIGITS_STARTUP_PROBE": "stay"}
MOMENT = 1.0  # seconds


def measure_memory(model: Path | None, runs: int) -> list[Figure]:
    """Return "memory" from ``runs`` windows."""
    ours = []
    with any_display() as display:
        for _ in range(runs):
            with window(model, {**display, **PROBE}) as program:
                program.wait_for("loaded")
                time.sleep(MOMENT)
                ours.append(resident(program.pid))
    try:
        plain.require_tensorflow()
        with python(["-c", plain.IMPORT_AND_STAY]) as program:
            program.wait_for("ready")
            return [Figure("memory", max(ours), resident(program.pid), len(ours))]
    except NotMeasured as reason:
        why = (reason.sentence(plain.PLAIN_WAY),)
        return [Figure("memory", max(ours), None, len(ours), why)]
