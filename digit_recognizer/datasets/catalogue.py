"""The catalogue: every data set this project trains on, with its source and licence.

Purpose: one place that knows names, files, origins, checksums, licences and where a training set is
found.
Contract: only sets that may train the shipped model are listed; test sets are not.
Not here: reading them (``ink_set``, ``npz``), fetching them (``fetch``), MNIST's own rules (``mnist``).
"""

import os
from dataclasses import dataclass
from pathlib import Path

from digit_recognizer.datasets.mnist import LICENCE as MNIST_LICENCE
from digit_recognizer.datasets.mnist import cache_folder


@dataclass(frozen=True, slots=True)
class Origin:
    """An original file: our name ``file`` for it, its addresses, its SHA-256 where one is published."""

    file: str
    urls: tuple[str, ...]
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class DataSet:
    """A training set: ``path`` below the data folder, ``title`` and ``licence`` for people.

    ``n`` is how many samples the file has that the shipped model was trained with; ``source`` is a
    page or DOI; ``origin`` what is downloaded (None for MNIST, whose four files are used as they are).
    """

    name: str
    path: str
    title: str
    licence: str
    n: int
    source: str
    origin: Origin | None = None


_UNIPEN = Origin(
    "unipen-CDROM-train_r01_v07.tgz",
    (
        "https://zenodo.org/records/1195803/files/unipen-CDROM-train_r01_v07.tgz?download=1",
        "https://zenodo.org/api/records/1195803/files/unipen-CDROM-train_r01_v07.tgz/content",
    ),
)
_UCI = "https://archive.ics.uci.edu/static/public"
_BHMSDS_COMMIT = "07d208e41923b061e338c241e59daacdd2752d53"

MNIST = DataSet(
    "mnist",
    "mnist",
    "MNIST, scanned digits of about 500 writers",
    MNIST_LICENCE,
    60_000,
    "http://yann.lecun.com/exdb/mnist/",
)

CATALOGUE = (
    DataSet(
        "unipen",
        "ink/unipen_train.jsonl.gz",
        "UNIPEN train_r01_v07, pen strokes of 249 writers (Zenodo 1195803)",
        "CC BY 4.0",
        19_054,
        "https://doi.org/10.5281/zenodo.1195803",
        _UNIPEN,
    ),
    DataSet(
        "unipen-letters",
        "ink/unipen_letters_train.jsonl.gz",
        "UNIPEN letters that look like no digit (Zenodo 1195803)",
        "CC BY 4.0",
        3_192,
        "https://doi.org/10.5281/zenodo.1195803",
        _UNIPEN,
    ),
    DataSet(
        "pendigits",
        "ink/pendigits_train.jsonl.gz",
        "UCI Pen-Based Recognition of Handwritten Digits, 30 writers",
        "CC BY 4.0",
        7_494,
        "https://doi.org/10.24432/C5MG6K",
        Origin(
            "pendigits.zip",
            (f"{_UCI}/81/pen+based+recognition+of+handwritten+digits.zip",),
            "1e02bea023613c2b11c9492f6f34caf975420455934f3527d270cee9a1f03b64",
        ),
    ),
    DataSet(
        "bhmsds",
        "images/bhmsds_train.npz",
        "Basic Handwritten Math Symbols Dataset, photographed",
        "MIT",
        21_744,
        "https://github.com/wblachowski/bhmsds",
        Origin(
            "bhmsds.zip",
            (f"https://github.com/wblachowski/bhmsds/archive/{_BHMSDS_COMMIT}.zip",),
            "5e109303251854908f361e35bf260ebb30248fa9967bd70d2bf3703df11a5274",
        ),
    ),
    DataSet(
        "semeion",
        "images/semeion_train.npz",
        "UCI Semeion, scanned, 16x16 binary",
        "CC BY 4.0",
        950,
        "https://doi.org/10.24432/C5SC8V",
        Origin("semeion.zip", (f"{_UCI}/178/semeion+handwritten+digit.zip",)),
    ),
    DataSet(
        "optdigits",
        "images/optdigits_train.npz",
        "UCI Optical Recognition of Handwritten Digits, 32x32 binary",
        "CC BY 4.0",
        1_169,
        "https://doi.org/10.24432/C50P49",
        Origin(
            "optdigits.zip",
            (f"{_UCI}/80/optical+recognition+of+handwritten+digits.zip",),
            "0d7b054fea010270e9b3f06411c654c5e59547732ad626381980baffe0a23fb0",
        ),
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
