"""The training loop: epochs, weight averaging, the best model so far, checkpoints.

Purpose: fit the network to a mixture of sources, choosing the epoch on held-out training digits.
Contract: everything random follows from ``recipe.seed`` and the epoch's number, so a run that was
interrupted and resumed goes the way the uninterrupted one would have gone. The checkpoint is one file
replaced atomically after every epoch. KeyboardInterrupt ends the run with the best model so far.
Not here: the sources, the checkpoint's format, exporting, reporting.
"""

from collections.abc import Callable
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from digit_recognizer.errors import DigitRecognizerError, FileError
from digit_recognizer.training.augmentation.glyphs import augment
from digit_recognizer.training.checkpoint import EpochResult, Progress, Weights, restore, save
from digit_recognizer.training.data.label_cleaning import AFTER, mislabelled
from digit_recognizer.training.data.mixture import Mixture
from digit_recognizer.training.fused_batch_norm import fused
from digit_recognizer.training.inference import predict
from digit_recognizer.training.recipe import Recipe

StepListener = Callable[[int, int, float, float], None]
"""Called after a batch with (steps done, steps in all, loss, accuracy)."""


def fit(
    network: keras.Model,
    mixture: Mixture,
    recipe: Recipe,
    *,
    left_out: NDArray[np.int64] | None = None,
    checkpoint: Path | None = None,
    resume: bool = False,
    on_step: StepListener = lambda *_: None,
    on_epoch: Callable[[EpochResult], None] = lambda _: None,
) -> Progress:
    """Train ``network`` in place, leave it with the best averaged weights, return how it went.

    ``left_out``: items of the mixture not to be shown; unless it is given, the rule of
    ``label_cleaning`` finds them on the way.

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
    average = [weight.copy() for weight in network.get_weights()]
    progress = Progress()
    if left_out is not None:
        progress.left_out = left_out
    if resume:
        if checkpoint is None or not checkpoint.exists():
            raise FileError(f"{checkpoint} does not exist: there is no run to resume.")
        average = restore(checkpoint, network, progress, recipe)
    # Made once, since TensorFlow would keep the copy of every epoch.
    examples = (
        tf.constant(mixture.all_glyphs()),
        tf.constant(mixture.all_targets(symbols, recipe.smoothing)),
    )
    tracker = Tracker(average, recipe.average, steps, recipe.epochs, on_step)
    try:
        for epoch in range(len(progress.history), recipe.epochs):
            numbers = mixture.epoch(recipe.seed, epoch, steps * recipe.batch, progress.left_out)
            batches = _batches(examples, numbers.reshape(steps, -1), recipe, epoch)
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
            if left_out is None and epoch + 1 == round(recipe.epochs * AFTER):
                progress.left_out = mislabelled(network, mixture)
            result = _judged(network, mixture, epoch + 1, tracker)
            progress.history.append(result)
            if progress.best_epoch is result:
                progress.best = [weight.copy() for weight in tracker.average]
            network.set_weights(current)
            if checkpoint is not None:
                save(checkpoint, network, tracker.average, progress, recipe)
            on_epoch(result)
    except KeyboardInterrupt:
        if not progress.history:
            raise
    kept.set_weights(progress.best)
    return progress


class Tracker(keras.callbacks.Callback):  # type: ignore[misc]
    """Averages the weights after every step and passes on how it goes; set ``epoch`` before each."""

    def __init__(
        self, average: Weights, decay: float, steps: int, epochs: int, on_step: StepListener
    ) -> None:
        super().__init__()
        self.average, self.decay = average, decay
        self.steps, self.epochs, self.on_step = steps, epochs, on_step
        self.epoch = 0
        self.loss = self.accuracy = float("nan")

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Average once more, and tell."""
        logs = logs or {}
        self.loss, self.accuracy = logs.get("loss", np.nan), logs.get("accuracy", np.nan)
        done = self.epoch * self.steps + batch + 1
        decay = min(self.decay, done / (done + 10))  # the first steps are no average to keep
        for i, weight in enumerate(self.model.get_weights()):
            self.average[i] += (1 - decay) * (weight - self.average[i])
        self.on_step(done, self.steps * self.epochs, self.loss, self.accuracy)


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


def _batches(
    examples: tuple[tf.Tensor, tf.Tensor],
    numbers: NDArray[np.int32],
    recipe: Recipe,
    epoch: int,
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


def _judged(network: keras.Model, mixture: Mixture, epoch: int, tracker: Tracker) -> EpochResult:
    held_out = mixture.held_out
    accuracies, losses = {}, []
    for name, digits in held_out.items():
        probabilities = predict(network, digits.glyphs)
        right = probabilities[np.arange(len(digits)), digits.labels]
        accuracies[name] = float(mixture.are_right(probabilities, digits.labels).mean())
        losses.append(float(-np.log(np.maximum(right, 1e-12)).mean()))
    sizes = [len(digits) for digits in held_out.values()]
    return EpochResult(
        epoch,
        float(tracker.loss),
        float(tracker.accuracy),
        float(np.average(list(accuracies.values()), weights=sizes)),
        float(np.average(losses, weights=sizes)),
        accuracies,
    )
