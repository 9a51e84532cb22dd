"""The training loop: epochs, weight averaging, wrong labels, the best model so far, checkpoints.

Purpose: fit the network to a mixture of sources, choosing the epoch on held-out training digits.
Contract: everything random follows from ``recipe.seed`` and the epoch's number, so a run that was
interrupted and resumed goes the way the uninterrupted one would have gone. The checkpoint is one file
replaced atomically after every epoch. KeyboardInterrupt ends the run with the best model so far.
Not here: the sources, the checkpoint's format, exporting, reporting.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from digit_recognizer.errors import DigitRecognizerError, FileError
from digit_recognizer.training.augmentation.glyphs import augment
from digit_recognizer.training.checkpoint import EpochResult, Progress, Weights, restore, save
from digit_recognizer.training.data.mixture import Mixture
from digit_recognizer.training.network import fused, predict
from digit_recognizer.training.recipe import Recipe

StepListener = Callable[[int, int, float, float], None]
"""Called after a batch with (steps done, steps in all, loss, accuracy)."""

OTHER_LABEL_CONFIDENCE, MAX_LABEL_PROBABILITY = 0.9, 0.02
CLEANING_EPOCH_SHARE = 1 / 3  # of the epochs


def fit(
    network: keras.Model,
    mixture: Mixture,
    recipe: Recipe,
    *,
    checkpoint: Path | None = None,
    resume: bool = False,
    on_step: StepListener = lambda *_: None,
    on_epoch: Callable[[EpochResult], None] = lambda _: None,
) -> Progress:
    """Train ``network`` in place, leave it with the best averaged weights, return how it went.

    Items that :func:`mislabelled` finds on the way are not shown again.
    Raises DigitRecognizerError if there is less than a batch of digits, FileError if ``resume`` is
    asked for and the checkpoint is missing or of another recipe.
    """
    tf.config.experimental.enable_op_determinism()
    symbols = network.output_shape[-1]
    steps = mixture.steps(recipe.batch)
    if steps == 0:
        raise DigitRecognizerError(
            f"There are too few digits to train on: give at least {recipe.batch}."
        )
    keras.utils.set_random_seed(recipe.seed)  # a copy's dropout takes its seeds from here
    kept, network = network, fused(network)
    compile_network(network, recipe, steps)
    averaging = Averaging(network, recipe, steps, on_step)
    progress = Progress()
    if resume:
        if checkpoint is None or not checkpoint.exists():
            raise FileError(f"{checkpoint} does not exist: there is no run to resume.")
        averaging.weights = restore(checkpoint, network, progress, recipe)
    # Made once, since TensorFlow would keep the copy of every epoch.
    examples = (
        tf.constant(mixture.all_glyphs()),
        tf.constant(mixture.all_targets(symbols, recipe.smoothing)),
    )
    try:
        for epoch in range(len(progress.history), recipe.epochs):
            numbers = mixture.epoch(recipe.seed, epoch, steps * recipe.batch, progress.left_out)
            averaging.fit(epoch, _batches(examples, numbers.reshape(steps, -1), recipe, epoch))
            with averaging.in_place():
                if epoch + 1 == round(recipe.epochs * CLEANING_EPOCH_SHARE):
                    progress.left_out = mislabelled(network, mixture)
                result = averaging.judged(epoch + 1, _answers(network, mixture))
                progress.history.append(result)
                if progress.best_epoch is result:
                    progress.best = [weight.copy() for weight in averaging.weights]
            if checkpoint is not None:
                save(checkpoint, network, averaging.weights, progress, recipe)
            on_epoch(result)
    except KeyboardInterrupt:
        if not progress.history:
            raise
    kept.set_weights(progress.best)
    return progress


class Answers(NamedTuple):
    """What a network says to a source's held-out examples.

    ``probabilities``: (N, symbols) float32. ``labels``: (N,) columns. ``is_right``: (N,) bool.
    """

    probabilities: NDArray[np.float32]
    labels: NDArray[np.int64]
    is_right: NDArray[np.bool_]


class Averaging(keras.callbacks.Callback):  # type: ignore[misc]
    """Fits ``network`` epoch by epoch, averages its ``weights`` after every step, and tells each."""

    def __init__(
        self, network: keras.Model, recipe: Recipe, steps: int, on_step: StepListener
    ) -> None:
        super().__init__()
        self.weights: Weights = [weight.copy() for weight in network.get_weights()]
        self._network, self._decay, self._steps = network, recipe.average, steps
        self._total, self._on_step = steps * recipe.epochs, on_step
        self._done = 0
        self._loss = self._accuracy = float("nan")

    def fit(self, epoch: int, *examples: Any, **options: Any) -> None:
        """Show the network the ``examples`` of ``epoch``, the first of which is 0, in their order."""
        self._done = epoch * self._steps
        self._network.fit(
            *examples, shuffle=False, initial_epoch=epoch, epochs=epoch + 1, verbose=0,
            callbacks=[self], **options,
        )  # fmt: skip

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Average once more, and tell."""
        logs = logs or {}
        self._loss, self._accuracy = logs.get("loss", np.nan), logs.get("accuracy", np.nan)
        self._done += 1
        # The first steps are no average to keep.
        decay = min(self._decay, self._done / (self._done + 10))
        for i, weight in enumerate(self._network.get_weights()):
            self.weights[i] += (1 - decay) * (weight - self.weights[i])
        self._on_step(self._done, self._total, self._loss, self._accuracy)

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """Give the network the averaged weights inside the block."""
        current = self._network.get_weights()
        self._network.set_weights(self.weights)
        yield
        self._network.set_weights(current)

    def judged(self, epoch: int, answers: Mapping[str, Answers]) -> EpochResult:
        """Return how the epoch with this number went, by the ``answers`` of each source."""
        accuracies, losses, sizes = {}, [], []
        for name, (probabilities, labels, is_right) in answers.items():
            of_label = probabilities[np.arange(len(labels)), labels]
            accuracies[name] = float(is_right.mean())
            losses.append(float(-np.log(np.maximum(of_label, 1e-12)).mean()))
            sizes.append(len(labels))
        accuracy = float(np.average(list(accuracies.values()), weights=sizes))
        loss = float(np.average(losses, weights=sizes))
        return EpochResult(
            epoch, float(self._loss), float(self._accuracy), accuracy, loss, accuracies
        )


def compile_network(network: keras.Model, recipe: Recipe, steps: int) -> None:
    """Make ``network`` ready to be fitted as ``recipe`` says, in epochs of so many ``steps``."""
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


def mislabelled(network: keras.Model, mixture: Mixture) -> NDArray[np.int64]:
    """Return the numbers of the items of ``mixture`` with a wrong label, or with half of them lost.

    Once a third of the epochs is over, a digit is not shown again if the averaged network gives another
    digit at least ``OTHER_LABEL_CONFIDENCE`` and its label at most ``MAX_LABEL_PROBABILITY``. By then
    the network reads well and, through augmentation and smoothed labels, has not yet learnt single
    mistakes by heart (the observation behind "co-teaching": Han et al., NeurIPS 2018). Each training
    digit is judged in its unvaried form. What is left out is listed and drawn in the report. Held-out
    digits and test sets are never cleaned.
    """
    found = []
    start = 0
    for source in mixture.sources:
        digits = np.flatnonzero((source.labels >= 0) & source.cleaned)
        if len(digits):
            probabilities = predict(network, source.glyphs[0, digits].astype(np.float32) / 255)
            own = probabilities[np.arange(len(digits)), source.labels[digits]]
            wrong = (probabilities.max(axis=1) >= OTHER_LABEL_CONFIDENCE) & (
                own <= MAX_LABEL_PROBABILITY
            )
            found.append(start + digits[wrong])
        start += len(source.labels)
    return np.concatenate(found) if found else np.zeros(0, np.int64)


def _batches(
    examples: tuple[tf.Tensor, tf.Tensor], numbers: NDArray[np.int32], recipe: Recipe, epoch: int
) -> tf.data.Dataset:
    """Return the augmented batches of one epoch.

    ``examples``: all glyphs and their targets; ``numbers``: (steps, batch) rows of them.
    """
    glyphs, targets = examples
    base = tf.constant((recipe.seed, epoch), tf.int32)

    def load(step: tf.Tensor, rows: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        chosen = tf.cast(tf.gather(glyphs, rows), tf.float32) / 255
        batch = augment(chosen, tf.random.fold_in(base, step), recipe.augmentation)[..., None]
        return batch, tf.gather(targets, rows)

    steps = np.arange(len(numbers), dtype=np.int32)
    rows = tf.data.Dataset.from_tensor_slices((steps, numbers))
    return rows.map(load, num_parallel_calls=tf.data.AUTOTUNE).prefetch(4)


def _answers(network: keras.Model, mixture: Mixture) -> dict[str, Answers]:
    found = {}
    for name, digits in mixture.held_out.items():
        probabilities = predict(network, digits.glyphs)
        is_right = mixture.are_right(probabilities, digits.labels)
        found[name] = Answers(probabilities, digits.labels, is_right)
    return found
