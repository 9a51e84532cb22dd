"""Single symbols measured by glyph and by size, with a network that can't tell them apart."""

import json
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from numpy.typing import NDArray

from digit_recognizer.alphabet import ARITHMETIC, DIGITS, NOT_A_SYMBOL, Alphabet
from digit_recognizer.classifier import Bundle, Classifier
from digit_recognizer.evaluation.digits.samples import load_samples
from digit_recognizer.evaluation.digits.single_symbols import (
    UNIPEN_UNIT_HEIGHT,
    as_single_symbols,
    by_size,
)

LINE = [[0, 0], [1, 3], [0, 6], [1, 10]]
EXTENTS = {
    "1": (0.0, 0.2, -1.5, 0.6), ".": (-2.3, 0.4, -3.0, 0.4), "/": (0.3, 0.2, -1.5, 0.6),
}  # fmt: skip


class Blind:
    """Stands for a network to which all glyphs are the same: a little more 1 than a point."""

    bundle = Bundle("", ARITHMETIC, extents=EXTENTS)

    def log_probs(self, glyphs: NDArray[np.float32]) -> NDArray[np.float32]:
        row = np.full(len(ARITHMETIC), 1e-4)
        row[[ARITHMETIC.column(symbol) for symbol in ("1", ".", "/", NOT_A_SYMBOL)]] = 3, 1, 0.5, 4
        return np.tile(np.log(row / row.sum()), (len(glyphs), 1)).astype(np.float32)

    def log_probs_and_features(
        self, glyphs: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], None]:
        return self.log_probs(glyphs), None


def write(path: Path, rows: list[tuple[str, str, float]]) -> None:
    """Write drawings of one line, (label, writer, height)."""
    lines = [
        {"label": label, "writer": writer, "strokes": [[[x, y * height / 10] for x, y in LINE]]}
        for label, writer, height in rows
    ]
    path.write_text("\n".join(map(json.dumps, lines)))


def test_size_tells_a_point_from_a_one(tmp_path: Path) -> None:
    ones = [("1", "w", 100.0)] * 8
    rows = [
        *ones, (".", "w", 8.0), ("1", "unipen:few", 210.0), (".", "unipen:few", 16.0),
        (".", "w", UNIPEN_UNIT_HEIGHT), (".", "nobody", 8.0), (".", "unipen:none", 16.0),
    ]  # fmt: skip
    write(tmp_path / "a.jsonl", rows)
    samples = load_samples(tmp_path / "a.jsonl", ARITHMETIC)
    found = by_size(cast(Classifier, Blind()), samples)
    read = "".join(ARITHMETIC[int(column)] for column in found.log_probs.argmax(axis=1))
    assert read == "1" * 8 + ".1.111", "of the last three the size says nothing"
    assert found.known.tolist() == [True] * 11 + [False] * 3
    figures = found.figures(ARITHMETIC)
    assert figures["look_alikes"] == pytest.approx(11 / 14), "a point is not like a 1"
    assert figures["classes_with_size"] == {"1": 1.0, ".": pytest.approx(2 / 5)}
    assert figures["accuracy_with_size"] == pytest.approx(11 / 14)
    assert (figures["size_known"], figures["accuracy_size_known"]) == (11, 1.0)


def test_a_labelled_drawing_is_some_symbol_and_a_dot_a_point() -> None:
    log_probs = Blind().log_probs(np.zeros((2, 28, 28), np.float32))
    labels = np.array([ARITHMETIC.column("·"), ARITHMETIC.column("1")])
    symbols, columns = as_single_symbols(log_probs, labels, ARITHMETIC)
    assert [ARITHMETIC[column] for column in columns] == [".", "1"]
    assert symbols[:, ARITHMETIC.column(NOT_A_SYMBOL)].max() == -np.inf
    np.testing.assert_allclose(np.exp(symbols).sum(axis=1), 1, rtol=1e-5)
    unchanged, columns = as_single_symbols(log_probs[:, :10], labels % 10, DIGITS)
    np.testing.assert_array_equal(unchanged, log_probs[:, :10])
    np.testing.assert_array_equal(columns, labels % 10)


@pytest.mark.parametrize(("alphabet", "read"), [(ARITHMETIC, "×××"), (DIGITS, "xX*")])
def test_a_cross_is_one_sign_where_there_is_that_sign(alphabet: Alphabet, read: str) -> None:
    assert "".join(map(alphabet.spelled, "xX*")) == read


def test_crosses_of_all_names_are_measured(tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", [("x", "w", 9), ("X", "w", 9), ("*", "w", 9), ("w", "w", 9)])
    samples = load_samples(tmp_path / "a.jsonl", ARITHMETIC)
    assert set(samples.labelled.labels.tolist()) == {ARITHMETIC.column("×")}
    assert samples.left_out == {"w": 1}
