"""From the start of the process to a window that takes ink.

Purpose: start the window as a person does, and the plain way, in turns.
Contract: the clock starts before the process is made and stops when the window says that it is mapped
and idle (see ``gui.probes``). The first start of each is not counted: it reads the disk, the others
read the system's cache. Medians.
Not here: the memory of the window.
"""

from pathlib import Path

from benchmarks.speed import plain
from benchmarks.speed.display import any_display
from benchmarks.speed.figures import Figure, NotMeasured, median
from benchmarks.speed.processes import window

PROBE = {"DIGITS_STARTUP_PROBE": "1"}


def measure_startup(model: Path | None, keras_model: Path, runs: int) -> list[Figure]:
    """Return "start" and "start_loaded" from ``runs`` starts, after one that is not counted."""
    why: tuple[str, ...] = ()
    try:
        file: Path | None = plain.keras_file(keras_model)
    except NotMeasured as reason:
        file, why = None, (reason.sentence(plain.PLAIN_WAY),)
    ready, loaded, imported, plainly_loaded = [], [], [], []
    with any_display() as display:
        for _ in range(runs + 1):
            with window(model, {**display, **PROBE}) as program:
                ready.append(program.wait_for("ready")[0])
                loaded.append(program.wait_for("loaded")[0])
                program.wait()
            if file is not None:
                imported.append(plain.seconds_until_ready(plain.IMPORT))
                plainly_loaded.append(plain.seconds_until_ready(plain.LOAD, file))
    return [
        _figure("start", ready[1:], imported[1:], why),
        _figure("start_loaded", loaded[1:], plainly_loaded[1:], why),
    ]


def _figure(key: str, ours: list[float], theirs: list[float], why: tuple[str, ...]) -> Figure:
    details = {"ours_all": ours, "plain_all": theirs}
    return Figure(key, median(ours), median(theirs) if theirs else None, len(ours), why, details)
