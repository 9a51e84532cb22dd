"""Training: augmentation, negatives, the loop with its checkpoints, calibration.

Small networks on a few hundred drawn digits; what is tested is the course of a run, not its result.
"""

import dataclasses
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import assert_sentence, hand_drawn, run_python

from digit_recognizer.classifier import Bundle, Output
from digit_recognizer.datasets import Labelled
from digit_recognizer.errors import DigitRecognizerError, FileError

keras = pytest.importorskip("keras")
tf = pytest.importorskip("tensorflow")

from digit_recognizer.training.augmentation.glyphs import augment  # noqa: E402
from digit_recognizer.training.augmentation.non_digits import make_non_digits  # noqa: E402
from digit_recognizer.training.calibrate import (  # noqa: E402
    MAX_DOUBTFUL_SHARE,
    MAX_SURE_ERRORS,
    SURE_ERROR_CONFIDENCE,
    TEMPERATURE_STEP,
    calibrate,
    fit_temperature,
    without_sure_errors,
)
from digit_recognizer.training.checkpoint import EpochResult, Progress  # noqa: E402
from digit_recognizer.training.data.digits import non_digit_source  # noqa: E402
from digit_recognizer.training.data.mixture import Mixture, Source  # noqa: E402
from digit_recognizer.training.fit import fit  # noqa: E402
from digit_recognizer.training.network import build_network  # noqa: E402
from digit_recognizer.training.recipe import DIGIT_RECIPE, QUICK_RECIPE, Recipe  # noqa: E402

pytestmark = pytest.mark.training

RECIPE = Recipe(epochs=2, batch=64, rate=0.02, augmentation=0.5, average=0.9)
DIGITS = hand_drawn(130, seed=11)
HELD_OUT = hand_drawn(40, seed=12)


def small_network() -> keras.Model:
    """Return an untrained network with a random layer, always the same one."""
    keras.utils.set_random_seed(5)
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Flatten(),
            layers.Dropout(0.5),
            layers.Dense(10, activation="softmax"),
        ]
    )


def run(network: keras.Model, recipe: Recipe = RECIPE, **options: object) -> Progress:
    """Return how training ``network`` on the drawn digits went."""
    return fit(network, mixture(DIGITS, recipe), recipe, **options)  # type: ignore[arg-type]


def mixture(digits: Labelled, recipe: Recipe = RECIPE) -> Mixture:
    """Return drawn digits and scribbles, with the drawn digits to hold out."""
    levels = np.asarray(np.rint(digits.glyphs * 255), np.uint8)
    drawn = Source("drawn", levels[None], digits.labels, 1.0, HELD_OUT)
    return Mixture([drawn, non_digit_source(digits, recipe)])


def assert_same_weights(a: keras.Model, b: keras.Model) -> None:
    """Assert that two networks have equal weights, to the last bit."""
    for one, other in zip(a.get_weights(), b.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


class StopAfter:
    """An epoch listener that presses Ctrl-C after ``epoch``."""

    def __init__(self, epoch: int) -> None:
        self.epoch = epoch

    def __call__(self, result: EpochResult) -> None:
        if result.epoch == self.epoch:
            raise KeyboardInterrupt


# Augmentation and negatives


def augmented(seed: int, strength: float) -> np.ndarray:
    """Return the held-out glyphs, augmented."""
    glyphs = tf.constant(HELD_OUT.glyphs)
    return np.asarray(augment(glyphs, tf.constant([seed, 0], tf.int32), strength))


def test_augmenting_by_nothing_changes_nothing() -> None:
    np.testing.assert_array_equal(augmented(1, 0.0), HELD_OUT.glyphs)


@settings(max_examples=8)
@given(st.integers(0, 2**31 - 1), st.floats(0.05, 1))
def test_augmented_glyphs_are_glyphs_and_follow_from_the_seed(seed: int, strength: float) -> None:
    changed = augmented(seed, strength)
    assert changed.shape == HELD_OUT.glyphs.shape and changed.dtype == np.float32
    assert changed.min() >= 0 and changed.max() <= 1
    assert np.isfinite(changed).all()
    np.testing.assert_array_equal(changed, augmented(seed, strength))
    assert not np.array_equal(changed, augmented(seed ^ 1, strength))


def test_augmentation_grows_with_its_strength_and_spares_some() -> None:
    away = [np.abs(augmented(1, s) - HELD_OUT.glyphs).mean() for s in (0.1, 0.5, 1.0)]
    assert away == sorted(away)
    assert away[-1] < 0.2
    untouched = [
        np.array_equal(*pair) for pair in zip(augmented(1, 1), HELD_OUT.glyphs, strict=True)
    ]
    assert 0 < sum(untouched) < len(untouched) / 2


def test_negatives_are_glyphs_with_ink_and_follow_from_the_seed() -> None:
    first, again, other = (
        make_non_digits(60, DIGITS, np.random.default_rng(seed))[0] for seed in (1, 1, 2)
    )
    assert first.shape == (60, 28, 28) and first.dtype == np.float32
    assert first.min() >= 0 and first.max() <= 1
    assert (first.max(axis=(1, 2)) > 0.5).all()
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)
    assert make_non_digits(0, DIGITS, np.random.default_rng(1))[0].shape == (0, 28, 28)


def test_several_digits_at_once_hint_at_what_they_hold_and_at_no_answer() -> None:
    made = non_digit_source(DIGITS, dataclasses.replace(RECIPE, negatives=1.0))
    assert made.soft_labels is not None
    several = made.soft_labels.any(axis=1)
    np.testing.assert_allclose(made.soft_labels[several].sum(axis=1), 1, rtol=1e-5)
    assert 0.3 < several.mean() < 0.37
    targets = Mixture([made]).all_targets(10, 0.05)
    np.testing.assert_allclose(targets.sum(axis=1), 1, rtol=1e-5)
    np.testing.assert_allclose(targets[~several], 0.1)
    assert (targets[several].argmax(axis=1) == made.soft_labels[several].argmax(axis=1)).all()
    assert targets.max() < 0.5


# The network and its recipe


def test_the_network_is_convolutional_and_small_and_follows_from_its_seed() -> None:
    network = build_network()
    kinds = [type(layer).__name__ for layer in network.layers]
    assert {"Conv2D", "MaxPooling2D", "Dense"} <= set(kinds)
    assert network.input_shape == (None, 28, 28, 1)
    assert network.output_shape == (None, 10)
    probabilities = np.asarray(network(HELD_OUT.glyphs[..., None], training=False))
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-5)
    assert network.count_params() * 4 < 4_000_000
    assert_same_weights(network, build_network(seed=1))


def test_the_shipped_recipes_can_be_told_apart() -> None:
    assert QUICK_RECIPE.epochs < DIGIT_RECIPE.epochs
    with pytest.raises(dataclasses.FrozenInstanceError):
        DIGIT_RECIPE.seed = 2  # type: ignore[misc]


# The loop


class Trained(NamedTuple):
    """A small network after a whole run, and what was told of it."""

    network: keras.Model
    progress: Progress
    steps: list[tuple[int, int, float, float]]
    epochs: list[EpochResult]


@pytest.fixture(scope="module")
def trained() -> Trained:
    """The run that several tests look at."""
    network, steps, epochs = small_network(), [], []
    progress = run(network, on_step=lambda *step: steps.append(step), on_epoch=epochs.append)
    return Trained(network, progress, steps, epochs)


def test_a_run_keeps_its_best_epoch_and_tells_every_step(trained: Trained) -> None:
    _, progress, steps, epochs = trained
    assert progress.history == epochs
    assert [entry.epoch for entry in epochs] == [1, 2]
    assert [done for done, *_ in steps] == [1, 2, 3, 4]
    assert {total for _, total, *_ in steps} == {4}
    assert all(np.isfinite(step).all() for step in steps)
    assert progress.best_epoch.validation_accuracy == max(e.validation_accuracy for e in epochs)


def test_the_network_is_left_with_the_best_weights(trained: Trained) -> None:
    network, progress = trained.network, trained.progress
    probabilities = np.asarray(network(HELD_OUT.glyphs[..., None], training=False))
    accuracy = (probabilities.argmax(axis=1) == HELD_OUT.labels).mean()
    assert accuracy == pytest.approx(progress.best_epoch.validation_accuracy)
    assert accuracy > 0.3


def test_the_same_seed_gives_the_same_weights_and_another_gives_others(trained: Trained) -> None:
    again, other = small_network(), small_network()
    assert run(again).history == trained.progress.history
    assert_same_weights(again, trained.network)
    run(other, dataclasses.replace(RECIPE, seed=2))
    with pytest.raises(AssertionError):
        assert_same_weights(other, trained.network)


def test_an_interrupted_and_resumed_run_ends_as_the_whole_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, broken, resumed = small_network(), small_network(), small_network()
    checkpoint, left_out = tmp_path / "checkpoint.npz", np.arange(40)
    monkeypatch.setattr("digit_recognizer.training.fit.mislabelled", lambda *_: left_out)
    expected = run(whole)
    run(broken, checkpoint=checkpoint, on_epoch=StopAfter(1))
    actual = run(resumed, checkpoint=checkpoint, resume=True)
    assert actual.history == expected.history
    np.testing.assert_array_equal(actual.left_out, left_out)
    assert_same_weights(resumed, whole)


def test_ctrl_c_keeps_the_best_so_far_and_before_any_epoch_ends_the_run() -> None:
    one_epoch, stopped = small_network(), small_network()
    progress = run(stopped, on_epoch=StopAfter(1))
    assert [entry.epoch for entry in progress.history] == [1]
    assert progress.best_epoch.epoch == 1
    for weight, best in zip(stopped.get_weights(), progress.best, strict=True):
        np.testing.assert_array_equal(weight, best)

    def at_once(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(one_epoch, on_step=at_once)


def test_a_checkpoint_of_another_recipe_is_refused(tmp_path: Path) -> None:
    checkpoint = tmp_path / "checkpoint.npz"
    run(small_network(), checkpoint=checkpoint, on_epoch=StopAfter(1))
    other = dataclasses.replace(RECIPE, rate=0.5)
    with pytest.raises(FileError, match="other settings") as caught:
        run(small_network(), other, checkpoint=checkpoint, resume=True)
    assert_sentence(caught.value, checkpoint)


@pytest.mark.parametrize("damage", ["missing", "empty", "text", "truncated", "other arrays"])
def test_a_damaged_checkpoint_is_refused(tmp_path: Path, damage: str) -> None:
    checkpoint = tmp_path / "checkpoint.npz"
    if damage == "other arrays":
        np.savez(checkpoint, state=np.array("{}"))
    elif damage == "truncated":
        np.savez(checkpoint, state=np.zeros(1000))
        checkpoint.write_bytes(checkpoint.read_bytes()[:700])
    elif damage != "missing":
        checkpoint.write_bytes(b"" if damage == "empty" else b"hello")
    with pytest.raises(FileError) as caught:
        run(small_network(), checkpoint=checkpoint, resume=True)
    assert_sentence(caught.value, checkpoint)


def test_too_few_digits_are_said_to_be_too_few() -> None:
    with pytest.raises(DigitRecognizerError, match="too few digits") as caught:
        fit(small_network(), mixture(DIGITS[:20]), RECIPE)
    assert_sentence(caught.value)


# Wrong labels, devices


def test_digits_with_wrong_labels_are_found_by_the_rule_and_not_shown_again() -> None:
    digits = hand_drawn(600, seed=21)
    wrong = np.arange(0, 600, 60)
    labels = digits.labels.copy()
    labels[wrong] = (labels[wrong] + 3) % 10
    mixed = mixture(Labelled(digits.glyphs, labels))
    network = small_network()
    recipe = Recipe(epochs=6, batch=16, rate=0.02, augmentation=0.0, average=0.9, smoothing=0.0)
    progress = fit(network, mixed, recipe)
    found = set(progress.left_out.tolist())
    assert len(found & set(wrong.tolist())) >= 6
    assert len(found - set(wrong.tolist())) <= 6
    assert {source.name for source, _ in mixed.items(progress.left_out)} == {"drawn"}


def test_several_devices_share_a_run() -> None:
    code = """
import dataclasses, sys, tensorflow as tf
(cpu,) = tf.config.list_physical_devices("CPU")
tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)
from digit_recognizer.training import network as networks
assert networks.strategy() is tf.distribute.get_strategy() and networks.describe_devices() == "CPU"
tf.config.list_logical_devices = lambda kind: ["CPU:0", "CPU:1"]
two = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])
tf.distribute.MirroredStrategy = lambda: two
assert networks.strategy() is two and networks.describe_devices() == "2 GPUs"
sys.path[:0] = ["tests/helpers", "tests/training"]
import test_training as t
with networks.strategy().scope():
    network = t.small_network()
    progress = t.run(network, dataclasses.replace(t.RECIPE, epochs=1))
assert progress.history[0].loss > 0
print("trained on", two.num_replicas_in_sync)
"""
    finished = run_python("-c", code)
    assert "trained on 2" in finished.stdout, finished.stderr


# Calibration


@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1), st.floats(0.4, 3))
def test_the_temperature_is_the_best_of_a_fine_grid(seed: int, true_temperature: float) -> None:
    random = np.random.default_rng(seed)
    logits = random.normal(0, 3, (400, 10))
    labels = np.array([random.choice(10, p=softmax(row / true_temperature)) for row in logits])
    grid = np.exp(np.linspace(np.log(0.2), np.log(5), 400))
    surprise = [-np.log(softmax(logits / t)[np.arange(400), labels]).mean() for t in grid]
    best = grid[int(np.argmin(surprise))]
    assert fit_temperature(softmax(logits), labels) == pytest.approx(best, rel=0.02)


class Told:
    """A classifier whose outputs are known: of each digit the confidence and the evidence."""

    bundle = Bundle("")

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def run(self, glyphs: np.ndarray) -> Output:
        random = np.random.default_rng((self.seed, len(glyphs)))
        logits = random.normal(0, 2, (len(glyphs), 10))
        logits[:, 0] += 8
        return Output(softmax(logits).astype(np.float32), logits.max(axis=1).astype(np.float32))

    def look_twice(self, glyphs: np.ndarray, below: float) -> Output:
        return self.run(glyphs)


@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1))
def test_the_thresholds_refuse_few_digits_of_every_larger_set(seed: int) -> None:
    glyphs = np.zeros((1500, 28, 28), np.float32)
    zeros = Labelled(glyphs, np.zeros(1500, np.int64))
    held_out = {"a": zeros, "b": zeros[:800], "few": zeros[:20]}
    with pytest.MonkeyPatch.context() as patch:  # what Told says is the same of varied glyphs
        patch.setattr("digit_recognizer.training.calibrate.augment", lambda glyphs, *_: glyphs)
        found = calibrate(Told(seed), held_out, 1)  # type: ignore[arg-type]
    told = Told(seed)
    refused = {}
    for name, digits in held_out.items():
        output = told.run(digits.glyphs)
        confidence = softmax(np.log(output.probabilities) / found.temperature).max(axis=1)
        doubtful = (confidence < found.doubt_below) | (output.max_logit < found.evidence_below)
        refused[name] = doubtful.mean()
    assert max(refused["a"], refused["b"]) <= MAX_DOUBTFUL_SHARE
    assert max(refused["a"], refused["b"]) > MAX_DOUBTFUL_SHARE - 2 / 800, "as many as allowed"


@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1), st.floats(0.2, 2))
def test_few_errors_stay_sure(seed: int, temperature: float) -> None:
    random = np.random.default_rng(seed)
    probabilities = softmax(random.normal(0, 5, (300, 10))).astype(np.float32)
    labels = random.integers(0, 10, 300)
    found = without_sure_errors(temperature, probabilities, labels)
    wrong = probabilities[probabilities.argmax(axis=1) != labels].astype(np.float64)

    def sure(temperature: float) -> float:
        powers = wrong ** (1 / temperature)
        return float((powers.max(axis=1) / powers.sum(axis=1) > SURE_ERROR_CONFIDENCE).mean())

    assert found >= temperature and sure(found) <= MAX_SURE_ERRORS
    assert found == temperature or sure(found / TEMPERATURE_STEP) > MAX_SURE_ERRORS
    assert (
        without_sure_errors(temperature, np.eye(10, dtype=np.float32), np.arange(10)) == temperature
    )


def softmax(logits: np.ndarray) -> np.ndarray:
    """Return the softmax over the last axis."""
    exponentials = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


def test_digits_and_labels_must_be_as_many() -> None:
    with pytest.raises(ValueError, match="do not match"):
        Labelled(DIGITS.glyphs, DIGITS.labels[1:])
