"""CTC against the definition: the sum over all ways through the frames."""

from itertools import groupby, product

import numpy as np
import pytest

from digit_recognizer.alphabet import ARITHMETIC, BLANK_COLUMN
from digit_recognizer.decoding import ctc

COLUMNS = (1, 2, BLANK_COLUMN)


def random_frames(count: int, seed: int) -> np.ndarray:
    """Return (count, symbols) logarithms; all but "1", "2" and the blank are next to impossible."""
    shares = np.full((count, len(ARITHMETIC)), 1e-12)
    shares[:, COLUMNS] = np.random.default_rng(seed).random((count, 3))
    return np.log(shares / shares.sum(axis=1, keepdims=True)).astype(np.float32)


def all_texts(frames: np.ndarray) -> dict[str, float]:
    """Return the probability of each text, by adding up every way through the frames."""
    found: dict[str, float] = {}
    for way in product(COLUMNS, repeat=len(frames)):
        text = "".join(ARITHMETIC[c] for c, _ in groupby(way) if c != BLANK_COLUMN)
        share = float(np.exp(sum(frame[c] for frame, c in zip(frames, way, strict=True))))
        found[text] = found.get(text, 0.0) + share
    return found


@pytest.mark.parametrize("count", [1, 2, 3, 5])
@pytest.mark.parametrize("seed", [1, 2])
def test_a_text_is_as_likely_as_all_its_ways_together(count: int, seed: int) -> None:
    frames = random_frames(count, seed)
    truth = all_texts(frames)
    found = np.exp(ctc.log_likelihoods(frames, list(truth)))
    assert found == pytest.approx(list(truth.values()), abs=1e-5)
    assert found.sum() == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize("seed", range(5))
def test_the_beam_finds_the_likeliest_texts_in_their_order(seed: int) -> None:
    frames = random_frames(5, seed)
    truth = all_texts(frames)
    best = sorted(truth, key=lambda text: -truth[text])
    assert ctc.likeliest_texts(frames, width=100, least=-20)[:5] == best[:5]


def test_places_are_those_of_the_likeliest_way() -> None:
    frames = np.full((9, len(ARITHMETIC)), -20.0, np.float32)
    for frame, column in enumerate(
        [BLANK_COLUMN, 1, 1, BLANK_COLUMN, 1, 2, BLANK_COLUMN, BLANK_COLUMN, 2]
    ):
        frames[frame, column] = 0
    assert ctc.places_of(frames, "1122") == [(1, 3), (4, 5), (5, 6), (8, 9)]
    assert ctc.places_of(frames, "") == []


def test_what_is_ignored_counts_as_no_symbol() -> None:
    frames = np.full((3, len(ARITHMETIC)), -20.0, np.float32)
    for frame, symbol in enumerate("1.2"):
        frames[frame, ARITHMETIC.column(symbol)] = 0
    kept = ctc.restricted(frames, "0123456789.", ignored=".")
    assert ctc.likeliest_texts(kept, 4, -5)[0] == "12"
    assert np.exp(kept).sum(axis=1) == pytest.approx(1, abs=1e-4)


def test_a_text_longer_than_the_frames_is_impossible() -> None:
    (found,) = ctc.log_likelihoods(random_frames(2, 1), ["1212"])
    assert found < -1e6
