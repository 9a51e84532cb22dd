"""The training loop: epochs, weight averaging, the best model so far, checkpoints.

Purpose: fit the network to labelled glyphs, choosing the epoch on held-out training digits.
Contract: everything random follows from ``recipe.seed`` and the epoch's number, so a run that was
interrupted and resumed goes the way the uninterrupted one would have gone. The checkpoint is one file
replaced atomically after every epoch. KeyboardInterrupt ends the run with the best model so far.
Not here: finding data, exporting, reporting.
"""

import io
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from digit_recognizer.datasets import Labelled
from digit_recognizer.datasets.npz import DAMAGE
from digit_recognizer.errors import DigitRecognizerError, FileError
from digit_recognizer.files import read_limited, write_atomically
from digit_recognizer.training.augment import augment
from digit_recognizer.training.negatives import make_negatives
from digit_recognizer.training.recipe import Recipe

Weights = list[NDArray[np.float32]]

MAX_CHECKPOINT = 2**30


@dataclass(frozen=True, slots=True)
class EpochResult:
    """One line of the history: the loss and accuracy on augmented training digits, and the
    averaged network's accuracy and mean negative log-likelihood on the held-out ones."""

    epoch: int
    loss: float
    accuracy: float
    validation_accuracy: float
    validation_loss: float


@dataclass(slots=True)
class Progress:
    """What a run holds between epochs, and what a checkpoint stores."""

    best: Weights = field(default_factory=list)
    history: list[EpochResult] = field(default_factory=list)

    @property
    def best_epoch(self) -> EpochResult:
        """The epoch whose weights are kept: the most accurate, then the least surprised."""
        return max(self.history, key=lambda e: (e.validation_accuracy, -e.validation_loss))


StepListener = Callable[[int, int, float, float], None]
"""Called after a batch with (steps done, steps in all, loss, accuracy)."""


def fit(
    network: keras.Model,
    digits: Labelled,
    held_out: Labelled,
    recipe: Recipe,
    *,
    checkpoint: Path | None = None,
    resume: bool = False,
    on_step: StepListener = lambda *_: None,
    on_epoch: Callable[[EpochResult], None] = lambda _: None,
) -> Progress:
    """Train ``network`` in place, leave it with the best averaged weights, return how it went.

    Raises DigitRecognizerError if there is less than a batch of digits, FileError if ``resume`` is
    asked for and the checkpoint is missing or of another recipe.
    """
    tf.config.experimental.enable_op_determinism()
    symbols = network.output_shape[-1]
    negatives = make_negatives(
        round(len(digits) * recipe.negatives), digits.glyphs, np.random.default_rng(recipe.seed)
    )
    glyphs = np.concatenate([digits.glyphs, negatives])
    targets = np.full((len(glyphs), symbols), 1 / symbols, np.float32)
    targets[: len(digits)] = _smoothed(digits.labels, symbols, recipe.smoothing)
    steps = len(glyphs) // recipe.batch
    if steps == 0:
        raise DigitRecognizerError(
            f"{len(digits):,} digits are too few to train on: give at least {recipe.batch}."
        )
    _compile(network, recipe, steps)
    average = [weight.copy() for weight in network.get_weights()]
    progress = Progress()
    if resume:
        if checkpoint is None or not checkpoint.exists():
            raise FileError(f"{checkpoint} does not exist: there is no run to resume.")
        average = _restore(checkpoint, network, progress, recipe)
    # Made once, since TensorFlow would keep the copy of every epoch.
    all_glyphs, all_targets = tf.constant(glyphs), tf.constant(targets)
    tracker = _Tracker(average, recipe.average, steps, recipe.epochs, on_step)
    try:
        for epoch in range(len(progress.history), recipe.epochs):
            batches = _batches(all_glyphs, all_targets, recipe, epoch)
            tracker.epoch = epoch
            network.fit(
                batches,
                shuffle=False,  # they are
                initial_epoch=epoch,
                epochs=epoch + 1,
                verbose=0,
                callbacks=[tracker],
            )
            current = network.get_weights()
            network.set_weights(tracker.average)
            result = _judged(network, held_out, epoch + 1, tracker)
            progress.history.append(result)
            if progress.best_epoch is result:
                progress.best = [weight.copy() for weight in tracker.average]
            network.set_weights(current)
            if checkpoint is not None:
                _save(checkpoint, network, tracker.average, progress, recipe)
            on_epoch(result)
    except KeyboardInterrupt:
        if not progress.history:
            raise
    network.set_weights(progress.best)
    return progress


class _Tracker(keras.callbacks.Callback):  # type: ignore[misc]
    """Averages the weights after every step and passes on how it goes."""

    def __init__(
        self, average: Weights, decay: float, steps: int, epochs: int, on_step: StepListener
    ) -> None:
        super().__init__()
        self.average, self.decay = average, decay
        self.steps, self.epochs, self.on_step = steps, epochs, on_step
        self.epoch = 0
        self.loss = self.accuracy = float("nan")

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        logs = logs or {}
        self.loss, self.accuracy = logs.get("loss", np.nan), logs.get("accuracy", np.nan)
        done = self.epoch * self.steps + batch + 1
        decay = min(self.decay, done / (done + 10))  # the first steps are no average to keep
        for i, weight in enumerate(self.model.get_weights()):
            self.average[i] += (1 - decay) * (weight - self.average[i])
        self.on_step(done, self.steps * self.epochs, self.loss, self.accuracy)


def _compile(network: keras.Model, recipe: Recipe, steps: int) -> None:
    total = steps * recipe.epochs
    warmup = max(1, round(total * recipe.warmup))
    rate = keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=recipe.rate / 25,
        decay_steps=max(1, total - warmup),
        warmup_target=recipe.rate,
        warmup_steps=warmup,
    )
    network.compile(
        optimizer=keras.optimizers.AdamW(rate, weight_decay=recipe.decay),
        loss="categorical_crossentropy",
        metrics=["accuracy"],
        jit_compile=False,
    )
    network.optimizer.build(network.trainable_variables)


def _batches(glyphs: tf.Tensor, targets: tf.Tensor, recipe: Recipe, epoch: int) -> tf.data.Dataset:
    """Return the shuffled, augmented batches of one epoch."""
    order = np.random.default_rng((recipe.seed, epoch)).permutation(len(glyphs))
    order = order[: len(order) // recipe.batch * recipe.batch].reshape(-1, recipe.batch)
    base = tf.constant((recipe.seed, epoch), tf.int32)

    def load(step: tf.Tensor, rows: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        seed = tf.random.fold_in(base, step)
        batch = augment(tf.gather(glyphs, rows), seed, recipe.augmentation)
        return batch[..., None], tf.gather(targets, rows)

    numbers = np.arange(len(order), dtype=np.int32)
    rows = tf.data.Dataset.from_tensor_slices((numbers, order.astype(np.int32)))
    return rows.map(load, num_parallel_calls=tf.data.AUTOTUNE).prefetch(4)


def _smoothed(labels: NDArray[np.int64], symbols: int, smoothing: float) -> NDArray[np.float32]:
    sure = np.eye(symbols, dtype=np.float32)[labels]
    return np.asarray(sure * (1 - smoothing) + smoothing / symbols, np.float32)


def _judged(network: keras.Model, held_out: Labelled, epoch: int, tracker: _Tracker) -> EpochResult:
    probabilities = predict(network, held_out.glyphs)
    right = probabilities[np.arange(len(held_out)), held_out.labels]
    return EpochResult(
        epoch,
        float(tracker.loss),
        float(tracker.accuracy),
        float((probabilities.argmax(axis=1) == held_out.labels).mean()),
        float(-np.log(np.maximum(right, 1e-12)).mean()),
    )


def predict(network: keras.Model, glyphs: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the network's (N, symbols) float32 probabilities for (N, 28, 28) glyphs."""
    return np.asarray(network.predict(glyphs[..., None], batch_size=500, verbose=0))


def _seeds(network: keras.Model) -> list[keras.Variable]:
    """Return the states of the random layers, which Keras does not count among the weights."""
    weights = {id(weight) for weight in network.weights}
    return [variable for variable in network.variables if id(variable) not in weights]


def _save(
    path: Path, network: keras.Model, average: Weights, progress: Progress, recipe: Recipe
) -> None:
    groups = {
        "weights": network.get_weights(),
        "seeds": [np.asarray(variable) for variable in _seeds(network)],
        "optimizer": [np.asarray(variable) for variable in network.optimizer.variables],
        "average": average,
        "best": progress.best,
    }
    arrays = {
        f"{group}/{i}": array for group, all_ in groups.items() for i, array in enumerate(all_)
    }
    state = {"recipe": asdict(recipe), "history": [asdict(entry) for entry in progress.history]}
    buffer = io.BytesIO()
    np.savez(buffer, state=np.array(json.dumps(state)), **arrays)
    write_atomically(path, buffer.getvalue())


def _restore(path: Path, network: keras.Model, progress: Progress, recipe: Recipe) -> Weights:
    """Put the checkpoint into ``network`` and ``progress``; return the averaged weights."""
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
            for variables, name in (
                (_seeds(network), "seeds"),
                (network.optimizer.variables, "optimizer"),
            ):
                for variable, value in zip(variables, group(name), strict=True):
                    variable.assign(value)
            progress.best = group("best")
            progress.history = [EpochResult(**entry) for entry in state["history"]]
            return group("average")
    except (*DAMAGE, TypeError) as error:
        raise FileError(
            f"{path} is no usable checkpoint of this network: start again without --resume."
        ) from error
