"""The Keras baseline: TensorFlow imported, the model loaded by Keras, ``model.predict`` called.

Purpose: the programs that the benchmark compares with, as tutorials write them.
Contract: they run in processes of their own, so that this one stays free of TensorFlow.
Not here: what is made of their times.
"""

import contextlib
import importlib.util
import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.speed.figures import NotMeasured
from benchmarks.speed.processes import Program, python

IMPORT_SCRIPT = "import tensorflow; print('ready', flush=True)"
IMPORT_AND_STAY_SCRIPT = f"{IMPORT_SCRIPT}; input()"
LOAD_SCRIPT = "import sys, keras; keras.models.load_model(sys.argv[1]); print('ready', flush=True)"
BASELINE = "the Keras baseline"

PREDICT_SCRIPT = """
import json, sys, time
import keras, numpy

model = keras.models.load_model(sys.argv[1])
print("ready", flush=True)
for line in sys.stdin:
    request = json.loads(line)
    glyphs = numpy.load(request["glyphs"]).reshape(-1, *model.input_shape[1:])
    seconds = []
    for _ in range(request["times"]):
        began = time.perf_counter()
        model.predict(glyphs, batch_size=request["batch_size"], verbose=0)
        seconds.append(time.perf_counter() - began)
    print("seconds", json.dumps(seconds), flush=True)
"""


THREAD_SETTLING_TIME = (
    0.2  # seconds in which TensorFlow's threads come to rest, so that ours does not pay for them
)


def require_tensorflow() -> None:
    """Raise NotMeasured unless TensorFlow and Keras are installed."""
    absent = [name for name in ("tensorflow", "keras") if importlib.util.find_spec(name) is None]
    if absent:
        raise NotMeasured(
            f'{absent[0]} is not installed (pip install "digit-recognizer[training]")'
        )


def keras_file(model: Path) -> Path:
    """Return the Keras file of ``model``, an ``.h5`` or the ``.onnx`` beside it; raises NotMeasured."""
    require_tensorflow()
    file = model.with_suffix(".h5") if model.suffix == ".onnx" else model
    if not file.is_file():
        raise NotMeasured(f"{file} does not exist")
    return file


class KerasPredictor:
    """A process with the model in Keras, waiting for glyphs."""

    def __init__(self, program: Program, folder: Path) -> None:
        self._program, self._folder = program, folder

    def predict(
        self, glyphs: NDArray[np.float32], times: int, batch_size: int | None = None
    ) -> list[float]:
        """Return the seconds of each of ``times`` calls of ``model.predict`` on (N, 28, 28) glyphs."""
        file = self._folder / "glyphs.npy"
        np.save(file, glyphs)
        self._program.say(
            json.dumps({"glyphs": str(file), "times": times, "batch_size": batch_size})
        )
        seconds = json.loads(self._program.wait_for("seconds")[1])
        time.sleep(THREAD_SETTLING_TIME)
        return [float(value) for value in seconds]


@contextlib.contextmanager
def keras_predictor(model: Path) -> Iterator[KerasPredictor]:
    """Yield a process that has loaded ``model``; raises NotMeasured where there is no Keras."""
    with (
        tempfile.TemporaryDirectory() as folder,
        python(["-c", PREDICT_SCRIPT, keras_file(model)]) as program,
    ):
        program.wait_for("ready")
        yield KerasPredictor(program, Path(folder))


def seconds_until_ready(code: str, *arguments: Path) -> float:
    """Return how long ``python -c code`` takes until it prints "ready"."""
    with python(["-c", code, *arguments]) as program:
        seconds, _ = program.wait_for("ready")
        program.wait()
        return seconds
