"""``python -m benchmarks corrupted``: fifteen degradations, the same ones every time."""

import json
from pathlib import Path

import numpy as np
import pytest
from support import Digits, assert_failed, hand_drawn

from benchmarks.corrupted.corruptions import CORRUPTIONS, blur
from benchmarks.corrupted.measuring import CLEAN_KIND, corrupted

DIGIT = hand_drawn(3, seed=5).glyphs[1]


@pytest.mark.parametrize("kind", CORRUPTIONS)
def test_each_kind_changes_the_picture_the_same_way_every_time(kind: str) -> None:
    once, again, other = (corrupted(DIGIT, kind, place) for place in (4, 4, 5))
    clean = corrupted(DIGIT, CLEAN_KIND, 4)
    assert once.shape == (28, 28) and once.dtype == np.uint8
    assert np.array_equal(once, again)
    assert np.abs(once.astype(int) - clean).max() > 50
    chance = kind not in {"scale", "brightness", "stripe", "canny_edges", "shear", "rotate"}
    assert np.array_equal(once, other) <= (not chance or kind == "translate")


def test_nothing_is_done_to_the_clean_picture() -> None:
    assert np.array_equal(corrupted(DIGIT, CLEAN_KIND, 0), np.rint(DIGIT * 255))


def test_kinds_do_what_they_say() -> None:
    random = np.random.default_rng(0)
    x = DIGIT.astype(np.float64)
    noisy = CORRUPTIONS["impulse_noise"](np.full((28, 28), 0.5), random)
    assert 0.1 < (noisy != 0.5).mean() < 0.25
    assert np.allclose(CORRUPTIONS["brightness"](x, random), np.minimum(x + 0.5, 1))
    striped = CORRUPTIONS["stripe"](x, random)
    assert np.allclose(striped[:, 7:21], x[:, 7:21]) and np.allclose(striped[:, 25:], 1 - x[:, 25:])
    moved = CORRUPTIONS["translate"](x, random)
    assert any(
        np.allclose(moved[8:20, 8:20], np.roll(x, (down, across), (0, 1))[8:20, 8:20])
        for down in (-3, 3) for across in (-3, 3)
    )  # fmt: skip
    ink = np.argwhere(x > 0.5)
    small = np.argwhere(CORRUPTIONS["scale"](x, random) > 0.5)
    assert np.ptp(small, axis=0).max() == pytest.approx(0.7 * np.ptp(ink, axis=0).max(), abs=2)


def test_blurring_keeps_the_sum_and_an_even_picture() -> None:
    dot = np.zeros((28, 28))
    dot[14, 14] = 1
    blurred = blur(dot, 1.0)
    assert blurred.sum() == pytest.approx(1) and blurred[14, 14] == pytest.approx(0.159, abs=0.002)
    assert np.allclose(blur(np.full((28, 28), 0.3), 2.0), 0.3)


def test_edges_of_a_square_are_its_outline() -> None:
    square = np.zeros((28, 28))
    square[8:20, 8:20] = 1
    edges = CORRUPTIONS["canny_edges"](square, np.random.default_rng(0))
    assert edges[8:20, 8:20].sum() + edges[7:21, 7:21].sum() > 40
    assert not edges[10:18, 10:18].any() and not edges[:6].any()


def test_the_command_reports_mean_and_worst(benchmark: Digits, tiny_mnist: Path) -> None:
    code, out, err = benchmark("corrupted", tiny_mnist, "--count", 12, "--json")
    assert (code, err) == (0, "")
    values = json.loads(out)
    errors = {kind: found["error"] for kind, found in values["kinds"].items() if kind != CLEAN_KIND}
    assert set(errors) == set(CORRUPTIONS) and values["n"] == 12
    assert values["mean_error"] == pytest.approx(np.mean(list(errors.values())))
    assert values["worst_error"] == max(errors.values()) == errors[values["worst_kind"]]
    assert values["kinds"][CLEAN_KIND]["error"] <= 0.1
    assert "mean error" in benchmark("corrupted", tiny_mnist, "--count", 1)[1]


def test_what_cannot_be_corrupted_is_one_sentence(benchmark: Digits, tmp_path: Path) -> None:
    assert_failed(benchmark("corrupted", tmp_path), "t10k")
