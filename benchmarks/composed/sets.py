"""Composed sets with names: the same expressions every time they are measured.

Purpose: numbers of unseen writers with wide, tight and touching gaps, and sums of every kind.
Contract: the same drawings, name and count give the same set. Which writers is up to the caller: to
measure, those of the test files only.
Not here: composing one expression (``synthesis.compose``).
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import get_args

import numpy as np

from digit_recognizer.datasets.expression_set import ExpressionSample
from digit_recognizer.datasets.held_out import is_held_out
from digit_recognizer.datasets.ink_set import read_ink_set
from digit_recognizer.errors import FileError
from digit_recognizer.synthesis.compose import compose
from digit_recognizer.synthesis.layout_style import Spacing
from digit_recognizer.synthesis.random_expressions import (
    RANDOM_KINDS,
    random_lines,
    random_notation,
    random_number,
)
from digit_recognizer.synthesis.writers import Writers

COMPOSED_SEED = 20_250_101
COMPOSED_COUNT = 1_000
NUMBER_LENGTHS = (2, 6)  # digits of a number, the shortest and the longest
TEST_FILES = ("ink/unipen_test.jsonl.gz", "ink/pendigits_test.jsonl.gz")
TRAINING_FILES = ("ink/unipen_train.jsonl.gz", "ink/pendigits_train.jsonl.gz")

_SPACINGS: tuple[Spacing, ...] = tuple(s for s in get_args(Spacing) if s != "any")
_NUMBER_SETS: dict[str, Spacing] = {f"numbers-{spacing}": spacing for spacing in _SPACINGS}
_SUM_SETS = {kind: kind for kind in RANDOM_KINDS if kind != "number"}

COMPOSED_SETS = (*_NUMBER_SETS, *_SUM_SETS, "lines")
"""What :func:`composed_set` can make."""


def composed_set(
    name: str, writers: Writers, count: int = COMPOSED_COUNT
) -> list[ExpressionSample]:
    """Return ``count`` expressions by ``writers`` of the set ``name``, one of ``COMPOSED_SETS``.

    ``numbers-…`` have as many of each length from 2 to 6 digits. Raises ValueError for another name.
    """
    if name not in COMPOSED_SETS:
        raise ValueError(f"{name} is no composed set: choose from {', '.join(COMPOSED_SETS)}")
    random = np.random.default_rng([COMPOSED_SEED, COMPOSED_SETS.index(name)])
    return [_one(name, place, writers, random) for place in range(count)]


def _one(name: str, place: int, writers: Writers, random: np.random.Generator) -> ExpressionSample:
    shortest, longest = NUMBER_LENGTHS
    lengths = longest - shortest + 1
    writer = writers.names[place // lengths % len(writers.names)]
    spacing = _NUMBER_SETS.get(name)
    if spacing:
        row = random_number(random, shortest + place % lengths)
        return compose(row, writers, random, writer=writer, spacing=spacing, kind="number")
    if name == "lines":
        return compose(random_lines(random), writers, random, writer=writer)
    return compose(random_notation(random, _SUM_SETS[name]), writers, random, writer=writer)


def unseen_writers(data: Path) -> Writers:
    """Return the test writers in the folder ``data``, none of whom any model has seen.

    Raises FileError if their files are not there, or hold too few digits.
    """
    return _writers(data, TEST_FILES, lambda _: True)


def held_out_writers(data: Path) -> Writers:
    """Return the training writers that no network is trained on, to fit on; raises FileError."""
    return _writers(data, TRAINING_FILES, is_held_out)


def _writers(data: Path, files: Sequence[str], is_wanted: Callable[[str], bool]) -> Writers:
    paths = [path for file in files if (path := data / file).is_file()]
    if not paths:
        raise FileError(
            f"{data} holds neither {' nor '.join(files)}: composed sets need one of them."
        )
    drawings = (drawing for path in paths for drawing in read_ink_set(path).samples)
    try:
        return Writers(each for each in drawings if is_wanted(each.writer or ""))
    except ValueError as error:
        raise FileError(f"{data} is not enough to compose from: {error}.") from None
