"""Memory of the open window.

Purpose: the resident set of the window with its model loaded, beside that of a Python that has
imported TensorFlow and done nothing else.
Contract: measured a moment after the model is loaded. The largest of several windows counts.
Not here: memory while reading large images.
"""

import time
from pathlib import Path

from benchmarks.speed import keras_baseline
from benchmarks.speed.display import any_display
from benchmarks.speed.figures import Figure, NotMeasured
from benchmarks.speed.processes import python, resident, window

SETTLING_TIME = 1.0  # seconds between the loaded model and the measurement


def measure_memory(model: Path | None, runs: int) -> list[Figure]:
    """Return "memory" from ``runs`` windows."""
    ours = []
    with any_display() as display:
        for _ in range(runs):
            with window(model, display) as program:
                program.wait_for("loaded")
                time.sleep(SETTLING_TIME)
                ours.append(resident(program.pid))
    try:
        keras_baseline.require_tensorflow()
        with python(["-c", keras_baseline.IMPORT_AND_STAY_SCRIPT]) as program:
            program.wait_for("ready")
            return [Figure("memory", max(ours), resident(program.pid), len(ours))]
    except NotMeasured as reason:
        why = (reason.sentence(keras_baseline.BASELINE),)
        return [Figure("memory", max(ours), None, len(ours), why)]
