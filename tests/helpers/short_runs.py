"""Training runs in miniature: one that is cut off and goes on, a network that takes no time."""

from dataclasses import replace
from typing import Any

import pytest

from digit_recognizer.training.run import Listeners


class PowerCut(Exception):
    """What ends a run that had no time to tidy up."""


def cut_and_resumed(run: Any, at: int) -> tuple[Any, list[int]]:
    """Train ``run`` until it has told of ``at`` steps, then go on with it.

    Returns its figures and all the steps that it told of.
    """
    steps: list[int] = []

    def told(done: int, *_: float) -> None:
        steps.append(done)
        if len(steps) == at:
            raise PowerCut

    run = replace(run, listeners=Listeners(on_step=told))
    with pytest.raises(PowerCut):
        run.train()
    return replace(run, resume=True).train(), steps


def small_glyph_network(symbols: int, *, seed: int, last: int) -> Any:
    """Return an untrained network that takes no time, with all that a run must carry over."""
    import keras

    keras.utils.set_random_seed(seed)
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.MaxPooling2D(4),
            layers.BatchNormalization(),
            layers.Flatten(),
            layers.Dropout(0.2),
            layers.Dense(symbols, activation="softmax"),
        ]
    )
