"""Why a reading is what it is: evidence against oracles that are known, words, pictures."""

import io
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from numpy.typing import NDArray
from PIL import Image
from support import assert_sentence, inks

from digit_recognizer.charts.colours import rgb
from digit_recognizer.classifier import Bundle
from digit_recognizer.explanation import Explanation, explain, sentences
from digit_recognizer.explanation.evidence import MAX_CHANGES, Evidence, odds, trials
from digit_recognizer.explanation.picture import EXPLANATION_WIDTH, png
from digit_recognizer.explanation.tiles import LIGHT_TILES, evidence_tile, sheet
from digit_recognizer.ink import Drawing, Ink
from digit_recognizer.reader import Reader
from digit_recognizer.reading import Hypothesis

Array = NDArray[np.float32]


def explained(reader: Reader, drawing: Ink) -> Explanation:
    explanation = explain(reader, drawing)
    assert explanation is not None
    return explanation


def halves(glyphs: Array) -> Array:
    """Return log-probabilities of a reader that only weighs the left half against the right one."""
    left, right = glyphs[:, :, :14].sum((1, 2)), glyphs[:, :, 14:].sum((1, 2))
    logits = np.stack([left, right], axis=1)
    return np.asarray(logits - np.logaddexp.reduce(logits, axis=1, keepdims=True), np.float32)


def test_evidence_lies_where_a_known_network_looks() -> None:
    glyph = np.zeros((28, 28), np.float32)
    glyph[13:15, 5:23] = 1  # a bar through both halves
    evidence = trials(glyph, halves).evidence(0)
    assert (evidence.ink[13, 5:12] > 0).all() and (evidence.ink[13, 16:23] < 0).all()
    # Added on the left, ink speaks for "left"; its absence there speaks against it.
    assert evidence.paper[6, 6] < 0 < evidence.paper[6, 21]
    against = trials(glyph, halves).evidence(1)
    np.testing.assert_allclose(against.ink, -evidence.ink, atol=1e-3)
    assert evidence.strongest == pytest.approx(against.strongest, abs=1e-3)


def test_without_ink_that_matters_there_is_no_evidence() -> None:
    glyph = np.zeros((28, 28), np.float32)
    glyph[10:18, 10:18] = 1
    blind = trials(glyph, lambda glyphs: np.full((len(glyphs), 10), -np.log(10), np.float32))
    assert blind.evidence(3).strongest == 0


def test_few_glyphs_are_run_however_much_ink_there_is() -> None:
    batches: list[int] = []

    def count(glyphs: Array) -> Array:
        batches.append(len(glyphs))
        return halves(glyphs)

    trials(np.ones((28, 28), np.float32), count)
    assert sum(batches) <= MAX_CHANGES + 1
    assert max(batches) <= 32, "more at once would use all cores"


def test_odds_are_log_odds() -> None:
    shares = np.array([[0.7, 0.2, 0.1]], np.float32)
    assert odds(np.log(shares), 0)[0] == pytest.approx(np.log(0.7 / 0.3), abs=1e-5)
    assert odds(np.log(shares), 0, 1)[0] == pytest.approx(np.log(0.7 / 0.2), abs=1e-5)


def test_a_crossed_seven_leans_on_its_first_stroke(
    reader: Reader, examples: dict[str, Drawing]
) -> None:
    explanation = explained(reader, examples["seven-crossed"].ink)
    assert (explanation.answer.text, len(explanation.strokes)) == ("7", 2)
    first, second = explanation.strokes
    assert first.evidence > 3 and first.evidence > second.evidence
    without = reader.read_ink(examples["seven-crossed"].ink.without([0]), "digit")
    assert first.without.text == without.text
    said = sentences(explanation)
    assert said[0].startswith("Read as 7 (9")
    assert any(sentence.startswith("Without stroke 1 ") for sentence in said)
    for sentence in said:
        assert_sentence(sentence)


def test_the_slash_of_a_flagged_one_speaks_for_seven(
    reader: Reader, examples: dict[str, Drawing]
) -> None:
    explanation = explained(reader, examples["one-flagged"].ink)
    one, seven = (explanation.symbols.index(text) for text in "17")
    evidence = trials(explanation.glyph, reader.read_glyphs).evidence(one, seven)
    rows, columns = np.nonzero(explanation.glyph > 0.5)
    flag = (columns < np.median(columns) - 1) & (rows < np.median(rows))
    assert evidence.ink[rows[flag], columns[flag]].min() < 0


@settings(max_examples=12)
@given(inks())
def test_any_ink_is_explained_or_there_is_none(reader: Reader, ink: Ink) -> None:
    explanation = explain(reader, ink)
    assert (explanation is None) == (not ink)
    if explanation is not None:
        assert explanation.answer.text == reader.read_ink(ink, "digit").text
        assert np.isfinite(explanation.for_answer.ink).all()
        assert all(sentence.endswith(".") for sentence in sentences(explanation))


def test_an_explanation_is_the_same_twice(reader: Reader, examples: dict[str, Drawing]) -> None:
    one, two = (explained(reader, examples["four"].ink) for _ in range(2))
    np.testing.assert_array_equal(one.for_answer.ink, two.for_answer.ink)
    assert sentences(one) == sentences(two)


def test_the_shipped_model_shows_everything(reader: Reader, examples: dict[str, Drawing]) -> None:
    explanation = explained(reader, examples["three"].ink)
    assert explanation.maps, "no feature maps: export mnist.h5 anew"
    assert all(values.ndim == 3 and values.max() > 0 for values in explanation.maps.values())
    assert explanation.missing == ()
    assert explanation.prototypes is not None
    read = np.exp(reader.read_glyphs(explanation.prototypes / np.float32(255)))
    # A network recognises its own ideals.
    assert (read.argmax(axis=1) == np.arange(10)).sum() >= 9


def test_an_image_is_explained_without_strokes(
    reader: Reader, examples: dict[str, Drawing]
) -> None:
    page = np.zeros((28, 28), np.uint8)
    page[4:24, 13:16] = 255
    explanation = explain(reader, page)
    assert explanation is not None and explanation.strokes == ()
    assert explain(reader, np.zeros((28, 28), np.uint8)) is None


def test_the_picture_is_as_wide_as_it_says_and_names_what_is_missing(
    reader: Reader, examples: dict[str, Drawing]
) -> None:
    explanation = explained(reader, examples["four"].ink)
    with Image.open(io.BytesIO(png(explanation, "four.inkml"))) as picture:
        assert picture.size[0] == EXPLANATION_WIDTH
        tall = picture.size[1]
    bare = replace(explanation, prototypes=None, maps={}, missing=("A sentence.",) * 3)
    with Image.open(io.BytesIO(png(bare))) as picture:
        assert 400 < picture.size[1] < tall


def test_doubt_is_said_first(reader: Reader) -> None:
    scribble = Ink.from_xy([[(120 + 97 * i % 130, 130 + 71 * i % 150) for i in range(24)]])
    explanation = explained(reader, scribble)
    assert explanation.reading.doubtful
    unsure = replace(explanation, answer=Hypothesis(explanation.answer.text, 0.3))
    assert sentences(unsure)[0].startswith("No clear digit: the likeliest are ")


def test_colours_follow_the_evidence() -> None:
    glyph = np.zeros((28, 28), np.float32)
    glyph[8:20, 4:24] = 1
    ink = np.where(np.arange(28) < 14, 1, -1) * glyph
    nothing = np.zeros_like(glyph)
    tile = evidence_tile(glyph, Evidence(ink, nothing), 56, LIGHT_TILES)
    np.testing.assert_array_equal(tile[28, 14], rgb(LIGHT_TILES.pro))
    np.testing.assert_array_equal(tile[28, 42], rgb(LIGHT_TILES.contra))
    np.testing.assert_array_equal(tile[2, 2], rgb(LIGHT_TILES.paper))
    grey = evidence_tile(glyph, Evidence(nothing, nothing), 56, LIGHT_TILES)
    np.testing.assert_array_equal(grey[28, 14], rgb(LIGHT_TILES.neutral))
    assert sheet([tile] * 5, 2, 3, "#010203").shape == (3 * 56 + 6, 2 * 56 + 3, 3)


def test_prototypes_travel_in_the_bundle_and_damage_is_noticed() -> None:
    pictures = np.random.default_rng(1).integers(0, 256, (10, 28, 28)).astype(np.uint8)
    bundle = Bundle("ab", prototypes=Bundle.pack_prototypes(pictures))
    unpacked = Bundle.parse(bundle.properties()).unpack_prototypes()
    np.testing.assert_array_equal(unpacked, pictures)
    for damaged in ("eA==", bundle.prototypes[:40], Bundle.pack_prototypes(pictures[:9])):
        with pytest.raises(ValueError, match="prototypes"):
            Bundle.parse(replace(bundle, prototypes=damaged).properties())
