"""``python -m benchmarks training``: the same rule for both, fair shares, on a few hundred digits."""

import json
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from support import Digits, assert_failed, hand_drawn

keras = pytest.importorskip("keras")
pytest.importorskip("tensorflow")

from short_runs import small_glyph_network  # noqa: E402

from benchmarks.training import time_to_accuracy  # noqa: E402
from benchmarks.training.time_to_accuracy import Course, marks, measure_training, shifted  # noqa: E402
from digit_recognizer.datasets import Labelled  # noqa: E402
from digit_recognizer.training.network import FusedNormalization, build_network, fused  # noqa: E402

pytestmark = pytest.mark.training


def test_a_mark_is_reached_when_an_evaluation_first_shows_it() -> None:
    ours = Course("ours", 1, 1, 5.0, [(1.0, 0.985), (3.0, 0.991), (4.0, 0.989), (5.0, 0.9945)])
    example = Course("example", 15, 1, 20.0, [(6.0, 0.99), (20.0, 0.9935)])
    first, second = marks(ours, example)
    assert (first.ours, first.example, first.share, first.met) == (3.0, 6.0, 0.5, True)
    assert (second.ours, second.example, second.share, second.met) == (5.0, None, 0.25, True)
    slow = marks(Course("ours", 1, 1, 9.0, [(9.0, 0.9899)]), example)
    assert [(m.ours, m.share, m.met) for m in slow] == [(None, None, False)] * 2
    assert ours.best == 0.9945


def test_fused_normalisation_is_the_same_network() -> None:
    network = build_network(seed=3)
    copy = fused(network)
    assert [layer.name for layer in copy.layers] == [layer.name for layer in network.layers]
    kinds = [isinstance(layer, FusedNormalization) for layer in copy.layers]
    assert sum(kinds) == sum("norm" in layer.name for layer in network.layers)
    glyphs = hand_drawn(16, seed=1).glyphs[..., None]
    for layer in (*network.layers, *copy.layers):
        if "dropout" in layer.name:
            layer.rate = 0.0
    for training in (False, True, False):
        ours, theirs = copy(glyphs, training=training), network(glyphs, training=training)
        np.testing.assert_allclose(ours, theirs, atol=1e-4)
    assert np.abs(copy.get_layer("norm1_1").moving_mean.numpy()).max() > 0
    for weight, other in zip(copy.get_weights(), network.get_weights(), strict=True):
        np.testing.assert_allclose(weight, other, rtol=1e-4, atol=1e-5)


def test_shifting_moves_and_loses_no_ink() -> None:
    glyphs = hand_drawn(40, seed=2).glyphs
    moved = shifted(glyphs, np.random.default_rng(1))
    assert moved.shape == glyphs.shape
    assert np.allclose(moved.sum(axis=(1, 2)), glyphs.sum(axis=(1, 2)), rtol=1e-4)
    assert not np.array_equal(moved, glyphs)
    assert np.array_equal(moved, shifted(glyphs, np.random.default_rng(1)))


def test_both_take_turns_and_are_evaluated_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time_to_accuracy, "build_network", partial(small_glyph_network, 10, last=0))
    monkeypatch.setattr(time_to_accuracy, "EXAMPLE_EPOCHS", 4)
    monkeypatch.setattr(time_to_accuracy, "EVALUATIONS", 2)
    told: list[tuple[str, int, int]] = []
    digits = hand_drawn(300, seed=1)
    ours, example = measure_training(
        digits,
        hand_drawn(40, seed=2),
        tell=lambda name, done, total, accuracy: told.append((name, done, total)),
    )
    names = [name for name, _, _ in told]
    assert (names.count(ours.name), names.count(example.name)) == (2, 4)
    assert names[:4] == [ours.name, *[example.name] * 2, ours.name]
    for course in (ours, example):
        assert len(course.points) == course.epochs * time_to_accuracy.EVALUATIONS
        seconds = [at for at, _ in course.points]
        assert seconds == sorted(seconds) and seconds[0] > 0
        assert seconds[-1] == pytest.approx(course.seconds)
    assert example.weights == 34_826


def test_the_command_prints_a_table_and_json(
    benchmark: Digits, like_mnist: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def measured(
        digits: Labelled, test: Labelled, *, seed: int, tell: time_to_accuracy.Tell
    ) -> tuple[Course, Course]:
        assert (len(digits), len(test), seed) == (520, 65, 3)
        tell("this project", 1, 2, 0.99)
        ours = Course("this project", 2, 1000, 8.0, [(3.0, 0.9901), (8.0, 0.9942)])
        return ours, Course("the Keras example", 15, 34_826, 12.0, [(5.0, 0.9902)])

    monkeypatch.setattr(time_to_accuracy, "measure_training", measured)
    code, out, err = benchmark("training", "--data", like_mnist, "--seed", 3, "--json")
    assert (code, err) == (0, "")
    *table, last = out.splitlines()
    rows = [" ".join(line.split()) for line in table]
    assert "99.0 % 3.0 s 5.0 s 60 % 50 % NO" in rows
    assert "99.4 % 8.0 s not in 12.0 s 67 % 50 % NO" in rows
    values = json.loads(last)
    assert [mark["accuracy"] for mark in values["marks"]] == [0.99, 0.994]
    assert values["ours"]["points"] == [[3.0, 0.9901], [8.0, 0.9942]]
    assert values["machine"]["versions"]["keras"]


def test_what_is_missing_is_one_sentence(benchmark: Digits, tmp_path: Path) -> None:
    assert_failed(benchmark("training", "--data", tmp_path), tmp_path)
