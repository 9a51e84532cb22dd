"""The weights by which a cell is a number or a word: ``READING.number_weights``.

Purpose: fit them on composed tables of held-out training writers, by logistic regression.
Contract: deterministic; no cell of a test or development set is seen.
Not here: what is weighed (``digit_recognizer.tables.numbers``).
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.composed.sets import held_out_writers
from benchmarks.tables.composed_tables import TABLE_KINDS, composed_table, letters_in
from benchmarks.tables.scoring import table_read
from digit_recognizer.datasets.held_out import is_held_out
from digit_recognizer.reader import Reader
from digit_recognizer.reading import Hypothesis
from digit_recognizer.tables.numbers import number_features
from digit_recognizer.tables.read_table import Cell

LETTERS = "ink/unipen_letters_train.jsonl.gz"
FIT_SEED = 501
RIDGE = 1e-3
STEPS = 100  # of Newton's method: far more than it needs


def known_cells(
    data: Path, count: int
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_]]:
    """Return the (N, 3) features of the cells of ``count`` tables a kind, and two (N,) truths.

    Whether each is a number; whether its likeliest reading is right. Raises FileError without ``data``.
    """
    writers, reader = held_out_writers(data), Reader.load()
    letters = letters_in(data / LETTERS, is_held_out)
    features, is_number, is_right = list[tuple[float, ...]](), list[bool](), list[bool]()
    for number, kind in enumerate(TABLE_KINDS):
        for place in range(count):
            random = np.random.default_rng([FIT_SEED, number, place])
            table = composed_table(kind, writers, random, letters)
            found = table_read(table, reader)
            for cell in found.cells if found else ():
                text = table.texts[cell.span.row][cell.span.column]
                told = _told(cell)
                if text and told:
                    features.append(number_features(told))
                    is_number.append(text != "abc")
                    is_right.append(told[0].text == text)
    return np.array(features), np.array(is_number), np.array(is_right)


def fitted_weights(features: NDArray[np.float64], is_number: NDArray[np.bool_]) -> list[float]:
    """Return the weights of (N, 3) ``features`` and the bias under which the truth is likeliest."""
    columns = np.column_stack([features, np.ones(len(features))])
    weights = np.zeros(columns.shape[1])
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-np.clip(columns @ weights, -30, 30)))
        slope = columns.T @ (is_number - chance) - RIDGE * weights
        bend = (columns * (chance * (1 - chance))[:, None]).T @ columns + RIDGE * np.eye(
            len(weights)
        )
        weights += np.linalg.solve(bend, slope)
    return [round(float(weight), 2) for weight in weights]


def _told(cell: Cell) -> tuple[Hypothesis, ...]:
    """Return all hypotheses about a cell, the likeliest first; () where it is empty."""
    if not cell.text:
        return cell.alternatives
    return (Hypothesis(cell.text, cell.confidence), *cell.alternatives)
