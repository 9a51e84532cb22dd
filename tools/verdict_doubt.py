"""Prints how often sums of worksheets get a verdict, and how many of the verdicts are right.

The sums are composed of the held-out writers of $DIGITS_DATA's training drawings, right or with a
pupil's slip, and photographed. From this table ``doubt.MIN_WRONG_CONFIDENCE`` and ``MAX_RIGHT_CHANGE``
are chosen. Give the number of sums, 1,200 if none is given; it takes about 100 ms a sum.
"""

import sys
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from photographed import photographed, written_row

from digit_recognizer.batch.read_lines import picture_lines
from digit_recognizer.datasets.catalogue import data_folder
from digit_recognizer.datasets.held_out import is_held_out
from digit_recognizer.datasets.ink_set import read_ink_set
from digit_recognizer.expression import Row, row_from_text
from digit_recognizer.reader import Reader
from digit_recognizer.synthesis.writers import Writers
from digit_recognizer.verdicts import change_to_right

SEED = 31
RIGHT_SHARE = 0.75  # of a pupil's sums
LEVELS = (0.0, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)
CHANGES = (1.0, 0.1, 0.01, 0.005, 0.002, 0.001)


class Judged(NamedTuple):
    """A sum: whether it is right, and is read so (None: neither); how surely, and what may change it."""

    is_right: bool
    said: bool | None
    confidence: float = 0.0
    change: float = 0.0


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1200
    judged = list(read(count))
    said = [each for each in judged if each.said]
    print(f"{count} sums, {sum(each.is_right for each in judged)} right")
    print(f"read as right {len(said)}, of these wrong {sum(not each.is_right for each in said)}")
    print("read as wrong, and how many of these are right, by confidence and other symbols")
    print("           " + "".join(f"{change:>12}" for change in CHANGES))
    for level in LEVELS:
        cells = []
        for change in CHANGES:
            wrong = [
                each
                for each in judged
                if each.said is False and each.confidence >= level and each.change <= change
            ]
            cells.append(f"{len(wrong):>6} ({sum(each.is_right for each in wrong):3})")
        print(f"{level:10.2f} " + " ".join(f"{cell:>11}" for cell in cells))


def read(count: int) -> Iterator[Judged]:
    """Yield what is read of ``count`` sums."""
    reader, random = Reader.load(), np.random.default_rng(SEED)
    files = [
        data_folder(None) / "ink" / f"{name}_train.jsonl.gz" for name in ("unipen", "pendigits")
    ]
    drawings = [drawing for file in files for drawing in read_ink_set(file).samples]
    writers = Writers(d for d in drawings if is_held_out(d.writer or ""))
    for _ in range(count):
        is_right = bool(random.random() < RIGHT_SHARE)
        writer = writers.names[int(random.integers(len(writers.names)))]
        _, ink = written_row(random_sum(random, is_right=is_right), writers, random, writer)
        lines = picture_lines(
            reader, reader.ink_of(photographed(ink, random)).page, "expression"
        ).lines
        if len(lines) == 1 and lines[0].answer.kind == "check":
            line = lines[0]
            confidence, change = (
                line.hypotheses[0].confidence,
                change_to_right(line, any_operator=True),
            )
            yield Judged(is_right, line.answer.verdict, confidence, change.confidence)
        else:
            yield Judged(is_right, None)


def random_sum(random: np.random.Generator, *, is_right: bool) -> Row:
    """Return a sum of one of the four kinds with its answer, or a near miss where it is not right."""
    kind = "+-×÷"[int(random.integers(4))]
    largest = 100 if kind in "+-" else 12
    a, b = (int(n) for n in random.integers(1, largest, 2))
    if kind == "-":
        a, b = max(a, b), min(a, b)
    if kind == "÷":
        a *= b
    answer = {"+": a + b, "-": a - b, "×": a * b, "÷": a // b}[kind]
    if not is_right:
        slips = [answer + step for step in (-10, -2, -1, 1, 2, 10) if answer + step >= 0]
        answer = int(random.choice(slips))
    return row_from_text(f"{a}{kind}{b}={answer}")


if __name__ == "__main__":
    main()
