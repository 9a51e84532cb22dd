"""Training data that no network was trained on: what is chosen by it is not chosen by test data.

Purpose: MNIST's last training digits and the training writers who are held out of every run.
Contract: of the files that are in a folder; nothing of a test set.
Not here: reading test sets (``other_writers``).
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from digit_recognizer.alphabet import Alphabet
from digit_recognizer.datasets import Labelled, read_split
from digit_recognizer.datasets.catalogue import available
from digit_recognizer.datasets.held_out import is_held_out
from digit_recognizer.datasets.mnist import idx_file
from digit_recognizer.evaluation.digits.samples import load_samples

HELD_OUT_FILES = ("unipen_train.jsonl.gz", "pendigits_train.jsonl.gz")
HELD_OUT_DIGITS = 5000

Load = Callable[[Path, Alphabet], Labelled]


def held_out_sets(data: Path) -> Iterator[tuple[str, Path, Load]]:
    """Yield name, path and what reads the held-out part of each training set under ``data``.

    Reading raises FileError where a file is damaged.
    """
    for path in available(data).values():
        if path.name in HELD_OUT_FILES:
            yield f"held-out-{path.name.partition('.')[0]}", path, _writers
    if idx_file(data / "mnist", "train-images-idx3-ubyte"):
        yield "held-out-mnist", data / "mnist", _digits


def _writers(path: Path, alphabet: Alphabet) -> Labelled:
    samples = load_samples(path, alphabet)
    which = [n for n, writer in enumerate(samples.writers) if is_held_out(writer)]
    return Labelled(samples.labelled.glyphs[which], samples.labelled.labels[which])


def _digits(path: Path, alphabet: Alphabet) -> Labelled:
    digits = read_split(path, "train")[-HELD_OUT_DIGITS:]
    columns = np.array([alphabet.column(str(digit)) for digit in range(10)])
    return Labelled(digits.glyphs, columns[digits.labels])
