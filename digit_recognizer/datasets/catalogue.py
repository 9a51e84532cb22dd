"""The catalogue: every data set this project trains on, with its source and licence.

Purpose: one place that knows names, files, licences and where a training set is found.
Contract: only sets that may train the shipped model are listed; test sets are not.
Not here: reading them (``labelled``, ``npz``, ``ink.jsonl``), MNIST's own rules (``mnist``).
"""

import os
from dataclasses import dataclass
from pathlib import Path

from digit_recognizer.datasets.mnist import cache_folder


@dataclass(frozen=True, slots=True)
class DataSet:
    """A training set: ``path`` below the data folder, ``title`` and ``licence`` for people."""

    name: str
    path: str
    title: str
    licence: str


CATALOGUE = (
    DataSet(
        "unipen",
        "ink/unipen_train.jsonl.gz",
        "UNIPEN train_r01_v07, pen strokes of 249 writers (Zenodo 1195803)",
        "CC BY 4.0",
    ),
    DataSet(
        "unipen-letters",
        "ink/unipen_letters_train.jsonl.gz",
        "UNIPEN letters that look like no digit (Zenodo 1195803)",
        "CC BY 4.0",
    ),
    DataSet(
        "pendigits",
        "ink/pendigits_train.jsonl.gz",
        "UCI Pen-Based Recognition of Handwritten Digits, 30 writers",
        "CC BY 4.0",
    ),
    DataSet(
        "bhmsds",
        "images/bhmsds_train.npz",
        "Basic Handwritten Math Symbols Dataset, photographed",
        "MIT",
    ),
    DataSet(
        "semeion", "images/semeion_train.npz", "UCI Semeion, scanned, 16x16 binary", "CC BY 4.0"
    ),
    DataSet(
        "optdigits",
        "images/optdigits_train.npz",
        "UCI Optical Recognition of Handwritten Digits, 32x32 binary",
        "CC BY 4.0",
    ),
)


def data_folder(given: Path | None = None) -> Path:
    """Return where data sets are looked for: ``given``, else ``$DIGITS_DATA``, else the cache."""
    if given is not None:
        return given
    named = os.environ.get("DIGITS_DATA")
    return Path(named) if named else cache_folder().parent


def available(folder: Path) -> dict[str, Path]:
    """Return the sets of the catalogue that are in ``folder``, by name."""
    found = {data_set.name: folder / data_set.path for data_set in CATALOGUE}
    return {name: path for name, path in found.items() if path.is_file()}
