"""Prints how many numbers in pictures are rejected, and how many of the others are right.

The rows are composed of the held-out writers and pictures of $DIGITS_DATA's training files, never of
test files. From this table ``doubt.MIN_PICTURE_CONFIDENCE`` and ``MAX_OTHER_CONFIDENCE`` are chosen.
Give the number of rows, 2,400 if none is given; it takes about 40 ms a row.
"""

import gzip
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from photographed import photographed, pictured_row, random_field, written_row

from digit_recognizer.datasets.catalogue import data_folder
from digit_recognizer.datasets.held_out import is_held_out
from digit_recognizer.datasets.ink_set import read_ink_set
from digit_recognizer.datasets.npz import read_npz
from digit_recognizer.doubt import MAX_OTHER_CONFIDENCE
from digit_recognizer.expression.structure import comparable
from digit_recognizer.reader import Reader
from digit_recognizer.synthesis.writers import Writers

SEED = 21
HELD_OUT = 5000  # of MNIST's training digits, the last ones
SOURCES = ("ink",) * 6 + ("mnist",) * 3 + ("bhmsds", "optdigits", "semeion")
CONFIDENCES = (0.6, 0.7, 0.8, 0.82, 0.84, 0.86, 0.88, 0.9, 0.92, 0.94)


class Row(NamedTuple):
    """How one picture was read: how surely, how likely a 1 of it is a 7 or the other way, if rightly."""

    confidence: float
    other: float
    right: bool


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2400
    rows = list(read(pictures(data_folder(None), count)))
    print(f"{len(rows)} rows, exact {share(rows):.1%}")
    print("confidence  rejected  right among the others")
    for level in CONFIDENCES:
        sure = [
            row for row in rows if row.confidence >= level and row.other <= MAX_OTHER_CONFIDENCE
        ]
        wrong = sum(not row.right for row in sure)
        print(f"{level:10.2f}  {1 - len(sure) / len(rows):7.1%}  {share(sure):.2%} ({wrong} wrong)")


def share(rows: Sequence[Row]) -> float:
    return sum(row.right for row in rows) / max(len(rows), 1)


def read(pairs: Iterable[tuple[str, NDArray[np.uint8]]]) -> Iterator[Row]:
    reader = Reader.load()
    for truth, picture in pairs:
        reading = reader.read_image(picture, "number")
        other = max(
            (
                hypothesis.confidence
                for symbol in reading.symbols
                for hypothesis in symbol.alternatives
                if {symbol.text, hypothesis.text} == {"1", "7"}
            ),
            default=0.0,
        )
        yield Row(reading.confidence, other, comparable(reading.text) == comparable(truth))


def pictures(data: Path, count: int) -> Iterator[tuple[str, NDArray[np.uint8]]]:
    """Yield composed numbers with their truths."""
    random = np.random.default_rng(SEED)
    files = [data / "ink" / f"{name}_train.jsonl.gz" for name in ("unipen", "pendigits")]
    drawings = [d for file in files for d in read_ink_set(file).samples]
    writers = Writers(d for d in drawings if is_held_out(d.writer or ""))
    sets = {"mnist": _by_digit(*_mnist(data))}
    for name in ("bhmsds", "optdigits", "semeion"):
        images, labels = read_npz(data / "images" / f"{name}_train.npz")
        sets[name] = _by_digit(images, labels)
    for number in range(count):
        source = SOURCES[number % len(SOURCES)]
        if source == "ink":
            writer = writers.names[int(random.integers(len(writers.names)))]
            text, ink = written_row(random_field(random), writers, random, writer)
        else:
            text, ink = pictured_row(sets[source], random)
        yield text, photographed(ink, random)


def _mnist(data: Path) -> tuple[NDArray[np.uint8], list[str]]:
    images, labels = (
        np.frombuffer(gzip.decompress(next((data / "mnist").glob(f"train-{kind}*.gz")).read_bytes()),
                      np.uint8, offset=offset)
        for kind, offset in (("images", 16), ("labels", 8))
    )  # fmt: skip
    return images.reshape(-1, 28, 28)[-HELD_OUT:], [str(label) for label in labels[-HELD_OUT:]]


def _by_digit(
    images: Iterable[NDArray[np.uint8]], labels: Sequence[str]
) -> dict[str, list[NDArray[np.uint8]]]:
    found: dict[str, list[NDArray[np.uint8]]] = {digit: [] for digit in "0123456789"}
    for image, label in zip(images, labels, strict=True):
        if label in found and np.count_nonzero(image >= 64) > 10:
            found[label].append(image)
    return found


if __name__ == "__main__":
    main()
