"""Labelled samples from files: the known test sets, and whatever ``digits evaluate`` is pointed at.

Purpose: find the test sets below a data folder; turn a folder of IDX files, an ink data set or an image
data set into glyphs and labels.
Contract: only sets made for measuring are found (MNIST's test split, files called ``…_test``), the known
ones first and in a fixed order. Labels that the alphabet does not know are left out and counted, by
label.
Not here: figures.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.alphabet import Alphabet
from digit_recognizer.datasets import Labelled, read_split
from digit_recognizer.datasets.ink_lines import WITHOUT_POINTS
from digit_recognizer.datasets.ink_set import read_ink_set
from digit_recognizer.datasets.mnist import idx_file
from digit_recognizer.datasets.npz import read_npz
from digit_recognizer.errors import FileError
from digit_recognizer.ink import Ink
from digit_recognizer.raster import glyph_from_ink, glyph_from_page, path_length

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


@dataclass(slots=True)
class Samples:
    """What was read from ``path``: glyphs with labels, the ink they came from, what was left out.

    ``inks`` and ``writers`` are empty for images. ``numbers`` are the places in the file, from 1.
    ``left_out`` counts samples by a label the alphabet lacks; ``empty`` counts samples without any ink.
    ``faults`` is what else was left out of an ink file, in a sentence, or None.
    """

    path: Path
    labelled: Labelled
    numbers: list[int]
    inks: list[Ink] = field(default_factory=list)
    writers: list[str] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    empty: int = 0
    faults: str | None = None

    @property
    def path_lengths(self) -> NDArray[np.float64] | None:
        """How far the pen went for each, (N,); None for images."""
        return np.array([path_length(ink) for ink in self.inks]) if self.inks else None


def load_samples(path: Path, alphabet: Alphabet) -> Samples:
    """Return the samples at ``path``: a folder of IDX files, ``.jsonl[.gz]`` ink, or ``.npz`` images.

    Of a folder with both splits, the test split (``t10k``) is taken. Raises FileError if the path is
    none of these, is damaged, or holds no sample of the alphabet.
    """
    if path.is_dir():
        samples = _idx(path, alphabet)
    elif path.name.endswith((".jsonl", ".jsonl.gz")):
        samples = _ink(path, alphabet)
    elif path.suffix == ".npz":
        samples = _npz(path, alphabet)
    elif not path.exists():
        raise FileError(f"{path} does not exist: check the name.")
    else:
        raise FileError(
            f"{path} is no data set: give a folder of MNIST IDX files, a .jsonl or .jsonl.gz file "
            "of ink, or an .npz file of images."
        )
    if not len(samples.labelled):
        raise FileError(f"{path} holds no sample of the symbols {alphabet}: nothing to evaluate.")
    return samples


def _idx(folder: Path, alphabet: Alphabet) -> Samples:
    split = "t10k" if idx_file(folder, "t10k-images-idx3-ubyte") else "train"
    data = read_split(folder, split)
    columns = np.array([alphabet.column(str(digit)) for digit in range(10)])
    numbers = list(range(1, len(data) + 1))
    return Samples(folder, Labelled(data.glyphs, columns[data.labels]), numbers)


def _ink(path: Path, alphabet: Alphabet) -> Samples:
    samples = Samples(path, Labelled.stack([], []), [])
    glyphs, labels = [], []
    ink_set = read_ink_set(path)
    samples.faults = ink_set.skipped.sentence()
    samples.empty, _ = ink_set.skipped.reasons.get(WITHOUT_POINTS, (0, ""))
    for number, drawing in zip(ink_set.lines, ink_set.samples, strict=True):
        label = alphabet.spelled(drawing.label or "")
        if label not in alphabet:
            samples.left_out[label] += 1
            continue
        glyph = glyph_from_ink(drawing.ink)
        if glyph is None:
            samples.empty += 1
            continue
        glyphs.append(glyph)
        labels.append(alphabet.column(label))
        samples.inks.append(drawing.ink)
        samples.writers.append(drawing.writer or "")
        samples.numbers.append(number)
    samples.labelled = Labelled.stack(glyphs, labels)
    return samples


def _npz(path: Path, alphabet: Alphabet) -> Samples:
    images, given = read_npz(path)
    names = [alphabet.spelled(name) for name in given]
    samples = Samples(path, Labelled.stack([], []), [])
    samples.left_out = Counter(name for name in names if name not in alphabet)
    glyphs, labels = [], []
    for number, (image, name) in enumerate(zip(images, names, strict=True), start=1):
        if name in alphabet:
            glyph = glyph_from_page(image)
            if glyph is None:
                samples.empty += 1
                continue
            glyphs.append(glyph)
            labels.append(alphabet.column(name))
            samples.numbers.append(number)
    samples.labelled = Labelled.stack(glyphs, labels)
    return samples


def placements(side: int = 600) -> Iterator[tuple[float, tuple[float, float]]]:
    """Yield (size in pixels, (x, y) of the box's top left) for 5 sizes at 5 places of a canvas."""
    for size in (20, 60, 150, 300, side - 40):
        room = side - 40 - size
        for x, y in ((0.5, 0.5), (0, 0), (1, 0), (0, 1), (1, 1)):
            yield float(size), (20 + x * room, 20 + y * room)


def placed(ink: Ink, size: float, corner: tuple[float, float]) -> Ink:
    """Return ``ink`` as a pointer would draw it: ``size`` large at ``corner``, in whole pixels."""
    box = ink.box
    scale = size / box.size if box.size > 0 else 1.0
    moved = ink.moved(corner[0] - box.left * scale, corner[1] - box.top * scale, scale)
    return Ink.from_xy([[(round(p.x), round(p.y), p.t) for p in stroke.points] for stroke in moved])


def sets_under(data: Path) -> Iterator[tuple[str, Path]]:
    """Yield (name, path) of the test sets of digits under ``data``.

    First those in ``TEST_SETS``, then any other ``ink/…_test.jsonl[.gz]`` and ``images/…_test.npz``.
    """
    found = measured_files(data)
    for name in TEST_SETS:
        if name == "mnist":
            if idx_file(data / "mnist", "t10k-images-idx3-ubyte"):
                yield name, data / "mnist"
        elif name in found:
            yield name, found[name]
    yield from ((n, path) for n, path in found.items() if n not in TEST_SETS and n != LETTER_SET)


def names_of(name: str) -> tuple[str, str]:
    """Return the (title, description) of the set called ``name``."""
    return TEST_SETS.get(name, (name.replace("_", " "), "not described"))


def measured_files(data: Path) -> dict[str, Path]:
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
