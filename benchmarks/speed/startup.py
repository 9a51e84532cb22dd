"""From the start of the process to a window that takes ink.

Purpose: start the window as a person does, and the baseline, in turns.
Contract: the clock starts before the process is made and stops when the window says that it is mapped
and idle (see ``probes``). The first start of each is not counted: it reads the disk, the others
read the system's cache. Medians.
Not here: the memory of the window.
"""

from pathlib import Path

from benchmarks.speed import keras_baseline
from benchmarks.speed.display import any_display
from benchmarks.speed.figures import Figure, NotMeasured, median
from benchmarks.speed.processes import window


def measure_startup(model: Path | None, keras_model: Path, runs: int) -> list[Figure]:
    """Return "start" and "start_loaded" from ``runs`` starts, after one that is not counted."""
    why: tuple[str, ...] = ()
    try:
        file: Path | None = keras_baseline.keras_file(keras_model)
    except NotMeasured as reason:
        file, why = None, (reason.sentence(keras_baseline.BASELINE),)
    ready, loaded, imported, keras_loaded = [], [], [], []
    with any_display() as display:
        for _ in range(runs + 1):
            with window(model, display, "--close") as program:
                ready.append(program.wait_for("ready")[0])
                loaded.append(program.wait_for("loaded")[0])
                program.wait()
            if file is not None:
                imported.append(keras_baseline.seconds_until_ready(keras_baseline.IMPORT_SCRIPT))
                keras_loaded.append(
                    keras_baseline.seconds_until_ready(keras_baseline.LOAD_SCRIPT, file)
                )
    return [
        _figure("start", ready[1:], imported[1:], why),
        _figure("start_loaded", loaded[1:], keras_loaded[1:], why),
    ]


def _figure(key: str, ours: list[float], theirs: list[float], why: tuple[str, ...]) -> Figure:
    details = {"ours_all": ours, "plain_all": theirs}
    return Figure(key, median(ours), median(theirs) if theirs else None, len(ours), why, details)
