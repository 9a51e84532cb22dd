"""The loop of runs that count steps: any network, any loss, batches as they come.

Purpose: fit with AdamW along a cosine, average the weights, keep checkpoints, go on after a break.
Contract: returns the averaged weights. KeyboardInterrupt ends the loop with what there is. Sums are made
in bfloat16 where the processor can: equal runs differ in the last digits.
Not here: the batches, the loss, what is written (``page_run``, ``textline.run``); epochs (``fit``).
"""

import itertools
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from digit_recognizer.errors import FileError
from digit_recognizer.training.run import Listeners

STEPS_PER_CHECKPOINT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRecipe:
    """Settings of a run of ``steps``, one batch each, at a ``rate`` that falls along a cosine.

    ``warmup``: steps until the rate is reached. ``decay``: of the weights. ``average``: decay per step
    of their moving average.
    """

    steps: int
    rate: float
    warmup: int = 200
    decay: float = 0.01
    average: float = 0.998
    seed: int = 1


Batches = Callable[[int], Generator[Any, None, None]]
"""Gives the batches from the step with this number on, for ever."""

Loss = Callable[..., tf.Tensor]
"""The loss of a network on a batch: called with the network, then the parts of the batch."""


def fitted_weights(
    network: keras.Model,
    loss_of: Loss,
    batches_from: Batches,
    recipe: StepRecipe,
    folder: Path,
    *,
    resume: bool,
    listeners: Listeners,
) -> list[NDArray[np.float32]]:
    """Return the averaged weights of ``network`` after all steps, or when the user has had enough.

    Checkpoints are in ``folder``. Raises FileError if ``resume`` finds none there.
    """
    rate = keras.optimizers.schedules.CosineDecay(
        recipe.rate / 20, recipe.steps, warmup_target=recipe.rate, warmup_steps=recipe.warmup
    )
    optimizer = keras.optimizers.AdamW(rate, weight_decay=recipe.decay, clipnorm=1.0)
    average = keras.models.clone_model(network)
    average.set_weights(network.get_weights())
    done = tf.Variable(0, dtype=tf.int64)
    optimizer.build(network.trainable_variables)
    kept = tf.train.Checkpoint(network=network, average=average, optimizer=optimizer, done=done)
    manager = tf.train.CheckpointManager(kept, str(folder / "checkpoint"), max_to_keep=1)
    if resume:
        if not manager.latest_checkpoint:
            raise FileError(f"{folder} holds no interrupted run: leave out --resume.")
        kept.restore(manager.latest_checkpoint)

    @tf.function(reduce_retracing=True)  # type: ignore[untyped-decorator]
    def step(*batch: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            loss = loss_of(network, *batch)
        gradients = tape.gradient(loss, network.trainable_variables)
        optimizer.apply_gradients(zip(gradients, network.trainable_variables, strict=True))
        for mean, value in zip(average.variables, network.variables, strict=True):
            mean.assign(recipe.average * mean + (1 - recipe.average) * value)
        return loss

    first = min(int(done.numpy()), recipe.steps)
    batches = batches_from(first)
    running = 0.0
    try:
        for number, batch in enumerate(itertools.islice(batches, recipe.steps - first), first):
            loss = float(step(*batch))
            running = loss if number == first else 0.98 * running + 0.02 * loss
            done.assign(number + 1)
            listeners.on_step(number + 1, recipe.steps, running, 0.0)
            if (number + 1) % STEPS_PER_CHECKPOINT == 0:
                manager.save()
    except KeyboardInterrupt:
        manager.save()
    finally:
        batches.close()
    return [np.asarray(value, np.float32) for value in average.get_weights()]


@contextmanager
def half_precision() -> Generator[None, None, None]:
    """Make networks that are built inside the block calculate in bfloat16."""
    policy = keras.mixed_precision.dtype_policy()
    keras.mixed_precision.set_global_policy("mixed_bfloat16")
    try:
        yield
    finally:
        keras.mixed_precision.set_global_policy(policy)
