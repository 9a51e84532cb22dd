"""The sources of training: ink varied, split by writer, balanced. No TensorFlow is needed for it."""

import gzip
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import hand_drawn

from digit_recognizer.datasets.catalogue import CATALOGUE, available, data_folder
from digit_recognizer.ink import read_inkml
from digit_recognizer.raster import glyph_from_ink
from digit_recognizer.raster.pen import extent, polylines_of
from digit_recognizer.resources import example_drawings
from digit_recognizer.training.augmentation.ink import varied, varied_glyphs
from digit_recognizer.training.data.digits import more_sources
from digit_recognizer.training.data.mixture import Mixture, Source
from digit_recognizer.training.data.sets import INK_VARIANTS, mnist_source
from digit_recognizer.training.recipe import Recipe

RECIPE = Recipe(epochs=1, validation=20)
NOTHING = np.zeros(0, np.int64)
SEVEN = read_inkml(example_drawings()[8]).ink


def source(name: str, labels: list[int], *, variants: int = 1, weight: float = 1.0) -> Source:
    """Return a source whose glyphs tell which item of which variant they are."""
    glyphs = np.zeros((variants, len(labels), 28, 28), np.uint8)
    for variant, item in np.ndindex(glyphs.shape[:2]):
        glyphs[variant, item, 0, :2] = variant, item
    return Source(name, glyphs, np.array(labels), weight)


def write_ink(path: Path, writers: int, labels: str) -> None:
    """Write every label once for each writer."""
    strokes = [[[p.x, p.y] for p in stroke.points] for stroke in SEVEN]
    rows = [
        {"label": label, "writer": f"w{writer}", "strokes": strokes}
        for writer in range(writers)
        for label in labels
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


def test_targets_are_smoothed_for_digits_and_equal_for_what_is_none() -> None:
    mixture = Mixture([source("a", [3]), source("b", [-1], variants=2)])
    targets = mixture.all_targets(10, 0.1)
    assert targets.shape == (3, 10)
    assert targets[0, 3] == pytest.approx(0.91)
    np.testing.assert_allclose(targets[1:], 0.1)
    np.testing.assert_allclose(targets.sum(axis=1), 1, rtol=1e-6)


def test_what_is_less_sure_has_less_of_its_target() -> None:
    sure, less = source("a", [3]), replace(source("b", [3]), label_confidence=0.5)
    targets = Mixture([sure, less]).all_targets(10, 0.1)
    assert targets[0, 3] == pytest.approx(0.91)
    assert targets[1, 3] == pytest.approx(0.45 + 0.055)
    np.testing.assert_allclose(targets.sum(axis=1), 1, rtol=1e-6)


def test_glyphs_labels_and_numbers_belong_together() -> None:
    mixture = Mixture([source("a", [1, 2, 3]), source("b", [4, 5], variants=3)])
    glyphs, targets = mixture.all_glyphs(), mixture.all_targets(10, 0.0)
    assert len(glyphs) == len(targets) == 9
    for number in mixture.epoch(1, 0, 5, NOTHING):
        item = glyphs[number, 0, 1]
        expected = [1, 2, 3][item] if number < 3 else [4, 5][item]
        assert targets[number].argmax() == expected


@given(st.integers(0, 99), st.floats(0.1, 3))
def test_an_epoch_draws_each_item_as_often_as_its_weight_says(seed: int, weight: float) -> None:
    mixture = Mixture([source("a", [0] * 50, weight=weight)])
    size = mixture.steps(1)
    counts = Counter(mixture.epoch(seed, 0, size, NOTHING).tolist())
    assert sum(counts.values()) == size == int(50 * weight)
    assert max(counts.values()) <= 2 * (int(weight) + 1)
    if weight == int(weight):
        assert set(counts.values()) == {int(weight)}


def test_items_left_out_are_not_drawn_and_can_be_named() -> None:
    mixture = Mixture([source("a", [1, 2, 3], weight=2), source("b", [4, 5], variants=3)])
    drawn = mixture.epoch(1, 0, 200, np.array([1, 4]))
    assert len(drawn) == 200, "what is missing, other items make up"
    # Glyphs are numbered with their variants: three of "a", then three variants of two of "b".
    assert set(drawn.tolist()) <= {0, 2, 3, 5, 7}
    assert [(s.name, i) for s, i in mixture.items(np.array([0, 2, 3, 4]))] == [
        ("a", 0), ("a", 2), ("b", 0), ("b", 1),
    ]  # fmt: skip


def test_epochs_differ_and_repeat_with_the_seed() -> None:
    mixture = Mixture([source("a", [0] * 100, variants=4)])
    np.testing.assert_array_equal(
        mixture.epoch(1, 5, 100, NOTHING), mixture.epoch(1, 5, 100, NOTHING)
    )
    assert not np.array_equal(mixture.epoch(1, 5, 100, NOTHING), mixture.epoch(1, 6, 100, NOTHING))
    assert not np.array_equal(mixture.epoch(1, 5, 100, NOTHING), mixture.epoch(2, 5, 100, NOTHING))


def test_a_source_checks_its_shapes() -> None:
    with pytest.raises(ValueError, match="3 labels"):
        Source("a", np.zeros((1, 2, 28, 28), np.uint8), np.zeros(3, np.int64))


@settings(max_examples=25)
@given(st.integers(0, 2**31))
def test_a_varied_drawing_is_still_about_the_same(seed: int) -> None:
    original = polylines_of(SEVEN)
    changed = varied(original, np.random.default_rng(seed))
    assert 1 <= len(changed) <= 2 * len(original), "a stroke may break, or run on into the next"
    assert all(np.isfinite(points).all() for points in changed)
    least, greatest = extent(changed)
    assert 0.5 < (greatest - least).max() < 2


def test_the_first_variant_is_the_drawing_itself_and_the_others_differ() -> None:
    glyphs = varied_glyphs(SEVEN, 4, np.random.default_rng(1))
    expected = glyph_from_ink(SEVEN)
    assert expected is not None
    np.testing.assert_array_equal(glyphs[0], expected)
    assert all(not np.array_equal(glyphs[0], other) for other in glyphs[1:])
    again = varied_glyphs(SEVEN, 4, np.random.default_rng(1))
    np.testing.assert_array_equal(np.stack(glyphs), np.stack(again))


def test_ink_is_split_by_writer_and_other_symbols_become_no_digit(tmp_path: Path) -> None:
    write_ink(tmp_path / "ink" / "unipen_train.jsonl.gz", 40, "71+(")
    digits, others = more_sources(available(tmp_path), RECIPE, lambda _: None)
    assert digits.held_out is not None
    assert len(digits.labels) + len(digits.held_out) == 80
    assert 0 < len(digits.held_out) < 30
    assert set(digits.labels.tolist()) == {7, 1}
    assert digits.glyphs.shape == (INK_VARIANTS, len(digits.labels), 28, 28)
    assert set(others.labels.tolist()) == {-1}, "+ is no digit; ( is left out"
    assert len(others.labels) == len(digits.labels) / 2


def test_without_writers_no_digit_is_held_out_altogether(tmp_path: Path) -> None:
    path = tmp_path / "ink" / "unipen_train.jsonl.gz"
    write_ink(path, 20, "0123456789")
    rows = [
        {**json.loads(row), "writer": None}
        for row in gzip.decompress(path.read_bytes()).splitlines()
    ]
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    (digits,) = more_sources(available(tmp_path), RECIPE, lambda _: None)
    assert digits.held_out is not None and 0 < len(digits.held_out) < 50
    assert set(digits.labels.tolist()) == set(range(10))


def test_images_and_letters_are_sources_too(tmp_path: Path) -> None:
    drawn = hand_drawn(60, seed=3)
    (tmp_path / "images").mkdir()
    names = [str(label) for label in drawn.labels[:50]] + ["+"] * 5 + ["z"] * 5
    images = np.asarray(drawn.glyphs * 255, np.uint8)
    np.savez(tmp_path / "images" / "bhmsds_train.npz", images=images, labels=np.array(names))
    write_ink(tmp_path / "ink" / "unipen_letters_train.jsonl.gz", 12, "HK")
    found = available(tmp_path)
    assert set(found) == {"bhmsds", "unipen-letters"}
    by_name = {s.name: s for s in more_sources(found, RECIPE, lambda _: None)}
    assert set(by_name) == {"bhmsds", "bhmsds, no digits", "unipen-letters, no digits"}
    assert (by_name["bhmsds"].labels >= 0).all()
    assert len(by_name["bhmsds, no digits"].labels) <= 5, "z is many people's 2"


def test_the_last_digits_of_mnist_are_held_out() -> None:
    digits = hand_drawn(150, seed=4)
    mnist = mnist_source(digits, RECIPE)
    assert mnist.held_out is not None
    np.testing.assert_array_equal(mnist.held_out.labels, digits.labels[-20:])
    np.testing.assert_array_equal(mnist.labels, digits.labels[:-20])


def test_the_catalogue_names_each_set_once_and_no_test_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len({entry.name for entry in CATALOGUE}) == len(CATALOGUE)
    assert all("_train" in entry.path and entry.licence for entry in CATALOGUE)
    monkeypatch.setenv("DIGITS_DATA", str(tmp_path))
    assert data_folder() == tmp_path
    assert data_folder(tmp_path / "x") == tmp_path / "x"
    assert available(tmp_path) == {}
