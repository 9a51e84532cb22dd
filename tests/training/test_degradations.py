"""Pictures in trouble, for training, and the specks that are taken out of small pictures."""

import numpy as np
import pytest
from support import hand_drawn

from digit_recognizer.raster import glyph_from_page, page_from_image
from digit_recognizer.raster.glyph import levels
from digit_recognizer.reader import Reader
from digit_recognizer.training.augmentation.degradations import (
    DEGRADATIONS,
    Degradation,
    degraded_glyphs,
)
from digit_recognizer.training.data.digits import degraded_source, digit_stages
from digit_recognizer.training.recipe import Recipe


def test_troubles_are_repeatable_glyphs_and_differ() -> None:
    glyphs = levels(hand_drawn(40, seed=1).glyphs)
    troubled = degraded_glyphs(glyphs, np.random.default_rng(3))
    assert troubled.shape == glyphs.shape and troubled.dtype == np.uint8
    np.testing.assert_array_equal(troubled, degraded_glyphs(glyphs, np.random.default_rng(3)))
    assert (troubled != degraded_glyphs(glyphs, np.random.default_rng(4))).any(
        axis=(1, 2)
    ).mean() > 0.9
    assert (troubled.reshape(40, -1).max(axis=1) > 100).all()  # nothing is lost altogether


@pytest.mark.parametrize("kind", list(dict.fromkeys(DEGRADATIONS)))
def test_each_trouble_changes_a_picture_and_keeps_its_range(kind: Degradation) -> None:
    random = np.random.default_rng(5)
    for glyph in hand_drawn(20, seed=2).glyphs:
        changed = kind(glyph, random)
        assert changed.shape == (28, 28) and changed.dtype == np.float32
        assert np.isfinite(changed).all() and changed.min() >= -1e-6 and changed.max() <= 1.6
    assert not np.array_equal(changed, glyph)


def test_every_digit_has_its_troubles_and_what_is_no_digit_none() -> None:
    digits = hand_drawn(60, seed=3)
    recipe = Recipe(epochs=1, validation=10)
    ((mixture, own),) = digit_stages(digits, recipe, {}, print)
    mnist = mixture.sources
    assert own == recipe
    assert [source.name for source in mnist] == ["MNIST", "scribbles"]  # alone: quick, and as ever
    source = degraded_source(mnist[:1], recipe, print)
    np.testing.assert_array_equal(source.labels, mnist[0].labels)
    assert source.glyphs.shape[1:] == mnist[0].glyphs.shape[1:]
    assert source.held_out is None and source.label_confidence < 1


def test_salt_and_pepper_is_taken_out_of_a_small_picture(reader: Reader) -> None:
    random = np.random.default_rng(6)
    drawn = hand_drawn(60, seed=4)
    right = 0
    for glyph, label in zip(drawn.glyphs, drawn.labels, strict=True):
        hit = random.random(glyph.shape) < 0.15
        picture = np.where(hit, random.random(glyph.shape) < 0.5, glyph)
        right += reader.read_image(levels(picture.astype(np.float32)), "digit").text == str(label)
    assert right >= 50


def test_a_few_specks_and_thin_strokes_stay() -> None:
    picture = np.zeros((28, 28), np.uint8)
    picture[4:24, 14] = 255  # a stroke of one pixel would not outlive a median
    picture[[2, 25, 9], [3, 24, 5]] = 255
    page = page_from_image(picture)
    assert np.count_nonzero(page) == 23
    assert glyph_from_page(page) is not None
