"""Checkpoints: everything a run holds, in one file that is replaced atomically.

Purpose: save and restore a run between epochs: weights, optimizer, random states, averages, history.
Contract: a restored run goes the way the uninterrupted one would have gone. The file is NumPy's
``.npz``; nothing is unpickled.
Not here: when to save.
"""

import io
import json
import zipfile
import zlib
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from digit_recognizer.errors import FileError
from digit_recognizer.files import read_limited, write_atomically
from digit_recognizer.training.recipe import Recipe

Weights = list[NDArray[np.float32]]

MAX_CHECKPOINT = 2**30
CHECKPOINT_DAMAGE = (
    ValueError,
    LookupError,
    TypeError,
    OSError,
    EOFError,
    MemoryError,  # a header that promises too much
    RuntimeError,  # encrypted, or compressed in a way that zipfile does not know
    SyntaxError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What NumPy and Keras raise, depending on where a checkpoint is damaged."""


@dataclass(frozen=True, slots=True)
class EpochResult:
    """One line of the history.

    ``loss`` and ``accuracy`` on the augmented examples of the epoch (what is no digit counts for the
    accuracy too, so it stays low); ``sources``: the averaged network's accuracy on each source's
    held-out digits; ``validation_accuracy`` and ``validation_loss``: their means over all
    held-out digits, the loss being the negative log-likelihood.
    """

    epoch: int
    loss: float
    accuracy: float
    validation_accuracy: float
    validation_loss: float
    sources: dict[str, float] = field(default_factory=dict)

    @property
    def merit(self) -> tuple[float, float]:
        """What epochs and networks are chosen by: the most accurate, then the least surprised."""
        return self.validation_accuracy, -self.validation_loss


@dataclass(slots=True)
class Progress:
    """What a run holds between epochs, and what a checkpoint stores.

    ``left_out``: the items of the mixture that are not shown any more (see ``fit.mislabelled``).
    """

    best: Weights = field(default_factory=list)
    left_out: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    history: list[EpochResult] = field(default_factory=list)

    @property
    def best_epoch(self) -> EpochResult:
        """The epoch whose weights are kept, the first of equals."""
        return max(self.history, key=lambda epoch: epoch.merit)


def _seeds(network: keras.Model) -> list[keras.Variable]:
    """Return the states of the random layers, which Keras does not count among the weights."""
    weights = {id(weight) for weight in network.weights}
    return [variable for variable in network.variables if id(variable) not in weights]


def save(
    path: Path, network: keras.Model, average: Weights, progress: Progress, recipe: Recipe
) -> None:
    """Write the state of a run to ``path``; raises FileError, and the old file stays."""
    groups = {
        "weights": network.get_weights(),
        "seeds": [np.asarray(variable) for variable in _seeds(network)],
        "optimizer": [np.asarray(variable) for variable in network.optimizer.variables],
        "average": average,
        "best": progress.best,
    }
    arrays: dict[str, Any] = {"left_out": progress.left_out}
    for group, of_group in groups.items():
        arrays |= {f"{group}/{i}": array for i, array in enumerate(of_group)}
    state = {"recipe": asdict(recipe), "history": [asdict(entry) for entry in progress.history]}
    buffer = io.BytesIO()
    np.savez(buffer, state=np.array(json.dumps(state)), **arrays)
    write_atomically(path, buffer.getvalue())


def restore(path: Path, network: keras.Model, progress: Progress, recipe: Recipe) -> Weights:
    """Put a checkpoint into ``network`` and ``progress``; return averaged weights; raises FileError."""
    try:
        with np.load(io.BytesIO(read_limited(path, MAX_CHECKPOINT, "a checkpoint"))) as stored:
            state = json.loads(str(stored["state"]))

            def group(name: str) -> Weights:
                count = sum(key.startswith(f"{name}/") for key in stored)
                return [stored[f"{name}/{i}"] for i in range(count)]

            if state["recipe"] != asdict(recipe):
                raise FileError(
                    f"{path} belongs to a run with other settings: resume with the same options, "
                    "or start again without --resume."
                )
            network.set_weights(group("weights"))
            named = {"seeds": _seeds(network), "optimizer": network.optimizer.variables}
            for name, variables in named.items():
                for variable, value in zip(variables, group(name), strict=True):
                    variable.assign(value)
            progress.best = group("best")
            progress.left_out = stored["left_out"]
            progress.history = [EpochResult(**entry) for entry in state["history"]]
            return group("average")
    except CHECKPOINT_DAMAGE as error:
        raise FileError(
            f"{path} is no usable checkpoint of this network: start again without --resume."
        ) from error
