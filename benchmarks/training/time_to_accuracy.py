"""How long training takes to reach an accuracy, beside the official Keras example.

Purpose: what ``python -m benchmarks training`` measures: this project's network with a recipe made for
speed, and the MNIST example of the Keras documentation (F. Chollet, "Simple MNIST convnet",
keras.io/examples/vision/mnist_convnet), both in one run on the same digits.
Contract: both train on the first nine tenths of the training digits, as the example does. Both are put
to the test digits four times an epoch, by the same function, and a mark counts as reached when an
evaluation first shows it. Times are those of the training itself, preparing its digits included; not
the evaluations, nor building the graph. The two take turns, some epochs each, so that whatever else the
machine does hits both. The test digits are only measured.
Not here: the training of the shipped model (``run``), printing.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import keras
import numpy as np
from keras import layers
from numpy.typing import NDArray

from digit_recognizer.datasets import Labelled
from digit_recognizer.training.network import build_network, fused, predict

MARKS = (0.990, 0.994)
AT_MOST = 0.5  # of the example's time
EVALUATIONS = 4  # an epoch
EXAMPLE_EPOCHS = 15
BATCH = 128
APART = 0.1  # the share of training digits that the example keeps for validation
# Chosen on those digits kept apart; see docs/benchmark.md.
FAST_EPOCHS = 2
PEAK, WARMUP = 8e-3, 0.2
DECAY, SMOOTHING = 0.02, 0.05
MOMENTUM = 0.9  # of the normalisation's moving averages: so few steps have no long memory
SHIFT = 1  # pixels each way

Tell = Callable[[str, int, int, float], None]
"""Called with the contestant's name, the epochs done, those in all, and the last accuracy."""


@dataclass(slots=True)
class Course:
    """How one contestant did: (seconds of training, accuracy on the test digits) in order."""

    name: str
    epochs: int
    weights: int
    seconds: float = 0.0
    points: list[tuple[float, float]] = field(default_factory=list)

    def reached(self, mark: float) -> float | None:
        """Return after how many seconds ``mark`` was reached, or None."""
        return next((seconds for seconds, accuracy in self.points if accuracy >= mark), None)

    @property
    def best(self) -> float:
        """The best accuracy of all evaluations."""
        return max(accuracy for _, accuracy in self.points)

    def as_dict(self) -> dict[str, Any]:
        """Return everything as JSON values."""
        return {
            "name": self.name,
            "epochs": self.epochs,
            "weights": self.weights,
            "seconds": self.seconds,
            "best": self.best,
            "points": [list(point) for point in self.points],
        }


@dataclass(frozen=True, slots=True)
class Mark:
    """An accuracy with the seconds ours and the example needed; None where it was not reached.

    ``share``: our time as a share of the example's, or of all its epochs' time where it never got
    there; None where ours did not.
    """

    accuracy: float
    ours: float | None
    example: float | None
    share: float | None

    @property
    def met(self) -> bool:
        """Whether ours took at most half the time."""
        return self.share is not None and self.share <= AT_MOST


def measure_training(
    digits: Labelled, test: Labelled, *, seed: int = 1, tell: Tell = lambda *_: None
) -> tuple[Course, Course]:
    """Train both on ``digits`` and return (ours, the example's) courses on ``test``."""
    fitting = digits[: len(digits) - round(len(digits) * APART)]
    pair = _ours(fitting, seed), _example(fitting, seed)
    for contestant in pair:
        contestant.warm_up()
    done = [0, 0]
    while any(n < c.course.epochs for n, c in zip(done, pair, strict=True)):
        # Whoever has done the smaller part of its epochs is next.
        turn = min((0, 1), key=lambda i: done[i] / pair[i].course.epochs)
        contestant = pair[turn]
        contestant.train(done[turn], test)
        done[turn] += 1
        course = contestant.course
        tell(course.name, done[turn], course.epochs, course.points[-1][1])
    return pair[0].course, pair[1].course


def marks(ours: Course, example: Course) -> list[Mark]:
    """Return what became of every mark."""
    found = []
    for accuracy in MARKS:
        mine, theirs = ours.reached(accuracy), example.reached(accuracy)
        share = None if mine is None else mine / (example.seconds if theirs is None else theirs)
        found.append(Mark(accuracy, mine, theirs, share))
    return found


@dataclass(slots=True)
class _Contestant:
    """A network with its way of training; ``prepare`` gives the glyphs of an epoch."""

    course: Course
    network: keras.Model
    prepare: Callable[[int], NDArray[np.float32]]
    targets: NDArray[np.float32]

    def warm_up(self) -> None:
        """Build the graphs of training and evaluation, and forget what was learnt."""
        variables = [*self.network.variables, *self.network.optimizer.variables]
        values = [variable.numpy() for variable in variables]
        some = BATCH + len(self.targets) % BATCH  # a whole batch, and the last one of an epoch
        glyphs = self.prepare(0)[:some]
        self.network.fit(glyphs, self.targets[:some], batch_size=BATCH, verbose=0)
        predict(self.network, glyphs)
        for variable, value in zip(variables, values, strict=True):
            variable.assign(value)

    def train(self, epoch: int, test: Labelled) -> None:
        """Train for one epoch, noting time and accuracy at every quarter of it."""
        steps = -(-len(self.targets) // BATCH)
        clock = _Clock(
            self.course, test, {steps * n // EVALUATIONS for n in range(1, EVALUATIONS + 1)}
        )
        glyphs = self.prepare(epoch)
        self.network.fit(
            glyphs, self.targets, batch_size=BATCH, initial_epoch=epoch, epochs=epoch + 1,
            verbose=0, callbacks=[clock],
        )  # fmt: skip


class _Clock(keras.callbacks.Callback):  # type: ignore[misc]
    """Adds up the seconds of training and stops for evaluations after the steps ``at``."""

    def __init__(self, course: Course, test: Labelled, at: set[int]) -> None:
        super().__init__()
        self._course, self._test, self._at = course, test, at
        self._began = time.perf_counter()

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        if batch + 1 not in self._at:
            return
        course = self._course
        course.seconds += time.perf_counter() - self._began
        answers = predict(self.model, self._test.glyphs).argmax(axis=1)
        course.points.append((course.seconds, float((answers == self._test.labels).mean())))
        self._began = time.perf_counter()


def _ours(digits: Labelled, seed: int) -> _Contestant:
    network = fused(build_network(seed=seed), momentum=MOMENTUM)
    steps = -(-len(digits) // BATCH) * FAST_EPOCHS
    warmup = max(1, round(steps * WARMUP))
    rate = keras.optimizers.schedules.CosineDecay(
        PEAK / 10, max(1, steps - warmup), warmup_target=PEAK, warmup_steps=warmup
    )
    network.compile(
        optimizer=keras.optimizers.AdamW(rate, weight_decay=DECAY),
        loss=keras.losses.CategoricalCrossentropy(label_smoothing=SMOOTHING),
        jit_compile=False,  # XLA takes a third longer on a processor
    )
    network.optimizer.build(network.trainable_variables)
    course = Course("this project", FAST_EPOCHS, network.count_params())
    return _Contestant(
        course,
        network,
        lambda epoch: shifted(digits.glyphs, np.random.default_rng((seed, epoch)))[..., None],
        keras.utils.to_categorical(digits.labels, 10),
    )


def _example(digits: Labelled, seed: int) -> _Contestant:
    """The network and the settings of keras.io/examples/vision/mnist_convnet."""
    keras.utils.set_random_seed(seed)
    network = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(64, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dropout(0.5),
            layers.Dense(10, activation="softmax"),
        ]
    )
    network.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
    network.optimizer.build(network.trainable_variables)
    glyphs = digits.glyphs[..., None]
    course = Course("the Keras example", EXAMPLE_EPOCHS, network.count_params())
    targets = keras.utils.to_categorical(digits.labels, 10)
    return _Contestant(course, network, lambda epoch: glyphs, targets)


def shifted(glyphs: NDArray[np.float32], random: np.random.Generator) -> NDArray[np.float32]:
    """Return (N, 28, 28) ``glyphs``, each moved by up to ``SHIFT`` pixels each way."""
    height, width = glyphs.shape[1:]
    framed = np.pad(glyphs, ((0, 0), (SHIFT, SHIFT), (SHIFT, SHIFT)))
    moved = np.empty_like(glyphs)
    places = 2 * SHIFT + 1
    chosen = random.integers(places * places, size=len(glyphs))
    for place in range(places * places):
        down, right = divmod(place, places)
        these = chosen == place
        moved[these] = framed[these, down : down + height, right : right + width]
    return moved
