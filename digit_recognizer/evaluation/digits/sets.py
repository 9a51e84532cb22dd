"""The test sets: which are known, and where they are found below a data folder.

Purpose: the sets that ``python -m benchmarks accuracy`` measures.
Contract: only sets made for measuring are taken (MNIST's test split, files called ``…_test``), the known
ones first and in a fixed order.
Not here: reading them (``samples``).
"""

from collections.abc import Iterator
from pathlib import Path

from digit_recognizer.datasets.mnist import idx_file

TEST_SETS = {
    "mnist": ("MNIST test", "scanned digits, as they come"),
    "unipen_test": ("UNIPEN, test writers", "pen strokes, 57 unseen writers, noisy labels"),
    "pendigits_test": ("Pendigits, test writers", "pen strokes on a tablet, 6 unseen writers"),
    "bhmsds_test": ("BHMSDS test", "photographed digits, tight crops"),
    "semeion_test": ("Semeion test", "16x16 binary scans, stretched"),
    "optdigits_test": ("Optdigits test", "32x32 binary scans"),
    "usps_test": ("USPS test", "16x16 zip-code digits, stretched"),
    "hwd1000_test": ("hwd-1000", "drawn on a 28x28 canvas, one writer"),
}
LETTER_SET = "unipen_letters_test"
SET_SUFFIXES = {"ink": (".jsonl.gz", ".jsonl"), "images": (".npz",)}


def sets_under(data: Path) -> Iterator[tuple[str, Path]]:
    """Yield (name, path) of the test sets of digits under ``data``.

    First those in ``TEST_SETS``, then any other ``ink/…_test.jsonl[.gz]`` and ``images/…_test.npz``.
    """
    found = _test_files(data)
    for name in TEST_SETS:
        if name == "mnist":
            if idx_file(data / "mnist", "t10k-images-idx3-ubyte"):
                yield name, data / "mnist"
        elif name in found:
            yield name, found[name]
    yield from ((n, path) for n, path in found.items() if n not in TEST_SETS and n != LETTER_SET)


def letters_under(data: Path) -> Path | None:
    """Return the file of letters that look like no digit, or None."""
    return _test_files(data).get(LETTER_SET)


def names_of(name: str) -> tuple[str, str]:
    """Return the (title, description) of the set called ``name``."""
    return TEST_SETS.get(name, (name.replace("_", " "), "not described"))


def _test_files(data: Path) -> dict[str, Path]:
    """Return the files called ``…_test`` by name, in the order of their names.

    A name that is taken is followed by what tells the file from the other: ``new_test (images)``.
    """
    found: dict[str, Path] = {}
    for folder, suffixes in SET_SUFFIXES.items():
        for suffix in suffixes:
            for path in sorted((data / folder).glob(f"*_test{suffix}")):
                name = path.name.removesuffix(suffix)
                if name in found:
                    name = f"{name} ({'jsonl' if suffix == '.jsonl' else folder})"
                if path.is_file():
                    found[name] = path
    return found
