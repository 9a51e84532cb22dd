"""Figures against small examples worked out by hand, and against plain definitions."""

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digit_recognizer.alphabet import DIGITS, Alphabet
from digit_recognizer.metrics import BINS, Figures, expected_calibration_error, measure, wilson

ABC = Alphabet(("a", "b", "c"))

# true    a     a     a     b     b
# read    a     a     b     b     a
# sure   .9    .6    .5    .8    .95
PROBABILITIES = [
    [0.90, 0.05, 0.05],
    [0.60, 0.30, 0.10],
    [0.30, 0.50, 0.20],
    [0.10, 0.80, 0.10],
    [0.95, 0.04, 0.01],
]
LABELS = [0, 0, 0, 1, 1]


def figures_of(
    log_probs: np.ndarray, labels: np.ndarray, doubt_below: float, alphabet: Alphabet = ABC
) -> Figures:
    """Return the figures where answers of less confidence than ``doubt_below`` are doubtful."""
    doubtful = np.exp(log_probs.max(axis=1)) < doubt_below
    return measure(log_probs, doubtful, labels, alphabet)


@pytest.fixture
def figures() -> Figures:
    """The figures of the example above; below 0.55 is doubtful."""
    log_probs = np.log(np.array(PROBABILITIES, np.float32))
    return figures_of(log_probs, np.array(LABELS), doubt_below=0.55)


def test_shares_are_fractions_of_one(figures: Figures) -> None:
    assert figures.n == 5
    assert figures.accuracy == 3 / 5
    assert figures.doubtful == 1 / 5
    assert figures.sure_accuracy == 3 / 4
    assert figures.confident_errors == 1 / 2  # of two errors one was made with 0.95


def test_calibration_error_of_the_example(figures: Figures) -> None:
    # Each reading is alone in its bin: |0.9 - 1|, |0.6 - 1|, |0.5 - 0|, |0.8 - 1|, |0.95 - 0|.
    assert figures.calibration_error == pytest.approx((0.1 + 0.4 + 0.5 + 0.2 + 0.95) / 5, abs=1e-6)


def test_each_class_has_its_recall_and_precision(figures: Figures) -> None:
    a, b, c = figures.classes
    assert (a.symbol, a.n, a.recall, a.precision) == ("a", 3, 2 / 3, 2 / 3)
    assert (b.symbol, b.n, b.recall, b.precision) == ("b", 2, 1 / 2, 1 / 2)
    assert (c.symbol, c.n) == ("c", 0)
    assert math.isnan(c.recall) and math.isnan(c.precision)


def test_confusions_are_counted_true_by_read_worst_first() -> None:
    answers, labels = [1, 1, 2, 0, 0], [0, 0, 0, 0, 1]
    log_probs = np.log(np.eye(3, dtype=np.float32)[answers] * 0.9 + 0.03)
    figures = figures_of(log_probs, np.array(labels), 0.5)
    assert figures.confusion.tolist() == [[1, 2, 1], [1, 0, 0], [0, 0, 0]]
    assert figures.confusions == [("a", "b", 2), ("a", "c", 1), ("b", "a", 1)]


def test_figures_are_json_without_nan(figures: Figures) -> None:
    values = json.loads(json.dumps(figures.as_dict(), allow_nan=False))
    assert values["n"] == 5
    assert values["accuracy"] == 0.6
    assert values["errors"] == 2
    assert values["classes"]["c"] == {"n": 0, "recall": None, "precision": None}
    assert values["confusions"] == [["a", "b", 1], ["b", "a", 1]]


def test_where_all_are_right_and_sure_or_all_are_doubtful() -> None:
    sure = np.log(np.eye(3, dtype=np.float32) * 0.97 + 0.01)
    figures = figures_of(sure, np.arange(3), 0.5)
    assert (figures.accuracy, figures.confident_errors, figures.doubtful) == (1, 0, 0)
    figures = figures_of(sure, np.arange(3), 1.0)
    assert figures.doubtful == 1
    assert math.isnan(figures.sure_accuracy)
    assert figures.as_dict()["sure_accuracy"] is None


def test_nothing_cannot_be_measured() -> None:
    with pytest.raises(ValueError, match="no samples"):
        measure(np.zeros((0, 3)), np.zeros(0, bool), np.zeros(0, np.int64), ABC)


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        # From Newcombe, "Two-sided confidence intervals for the single proportion", 1998, table I.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilsons_interval_is_the_published_one(
    successes: int, n: int, low: float, high: float
) -> None:
    assert wilson(successes, n) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_holds_the_share_and_mirrors(counts: tuple[int, int]) -> None:
    successes, n = counts
    low, high = wilson(successes, n)
    assert 0 <= low <= successes / n + 1e-12
    assert successes / n - 1e-12 <= high <= 1
    assert wilson(n - successes, n) == pytest.approx((1 - high, 1 - low), abs=1e-9)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40))
def test_calibration_error_is_its_definition(readings: list[tuple[float, bool]]) -> None:
    expected = 0.0
    for i in range(BINS):
        inside = [(c, r) for c, r in readings if min(int(c * BINS), BINS - 1) == i]
        if inside:
            accuracy = sum(r for _, r in inside) / len(inside)
            confidence = sum(c for c, _ in inside) / len(inside)
            expected += abs(accuracy - confidence) * len(inside) / len(readings)
    confidences, right = np.array([c for c, _ in readings]), np.array([r for _, r in readings])
    assert expected_calibration_error(confidences, right) == pytest.approx(expected, abs=1e-9)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=60))
def test_accuracy_is_the_diagonal_whatever_is_doubtful(pairs: list[tuple[int, int]]) -> None:
    labels, answers = (np.array(column) for column in zip(*pairs, strict=True))
    log_probs = np.log(np.eye(10, dtype=np.float32)[answers] * 0.5 + 0.05)
    figures = [figures_of(log_probs, labels, doubt, DIGITS) for doubt in (0.0, 0.9)]
    for figure in figures:
        assert figure.accuracy == np.trace(figure.confusion) / figure.confusion.sum()
        assert figure.accuracy == pytest.approx(np.mean([a == b for a, b in pairs]))
        assert sum(count for _, _, count in figure.confusions) == sum(a != b for a, b in pairs)
    assert (figures[0].doubtful, figures[1].doubtful) == (0, 1)
