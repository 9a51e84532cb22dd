"""Labelled samples from files: what ``digits evaluate`` is pointed at.

Purpose: turn a folder of IDX files, an ink data set or an image data set into glyphs and labels.
Contract: labels that the alphabet does not know are left out and counted, by label.
Not here: figures.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from digit_recognizer.alphabet import Alphabet
from digit_recognizer.datasets import Labelled, read_split
from digit_recognizer.datasets.mnist import idx_file
from digit_recognizer.datasets.npz import read_npz
from digit_recognizer.errors import FileError
from digit_recognizer.ink import Ink, iter_jsonl
from digit_recognizer.raster import glyph_from_ink, glyph_from_page


@dataclass(slots=True)
class Samples:
    """What was read from ``path``: glyphs with labels, the ink they came from, what was left out.

    ``inks`` is empty for images. ``left_out`` counts samples by a label the alphabet lacks;
    ``empty`` counts samples without any ink.
    """

    path: Path
    labelled: Labelled
    inks: list[Ink] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    empty: int = 0


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
    return Samples(folder, Labelled(data.glyphs, columns[data.labels]))


def _ink(path: Path, alphabet: Alphabet) -> Samples:
    drawings = [(drawing.ink, drawing.label or "") for drawing in iter_jsonl(path)]
    known = [(ink, label) for ink, label in drawings if label in alphabet]
    left_out = Counter(label for _, label in drawings if label not in alphabet)
    inks = [ink for ink, _ in known if ink.strokes]
    glyphs = [glyph for ink in inks if (glyph := glyph_from_ink(ink)) is not None]
    labels = [alphabet.column(label) for ink, label in known if ink.strokes]
    return Samples(path, Labelled.stack(glyphs, labels), inks, left_out, len(known) - len(inks))


def _npz(path: Path, alphabet: Alphabet) -> Samples:
    images, names = read_npz(path)
    left_out = Counter(name for name in names if name not in alphabet)
    glyphs, labels, empty = [], [], 0
    for image, name in zip(images, names, strict=True):
        if name in alphabet:
            glyph = glyph_from_page(image)
            if glyph is None:
                empty += 1
                continue
            glyphs.append(glyph)
            labels.append(alphabet.column(name))
    return Samples(path, Labelled.stack(glyphs, labels), [], left_out, empty)


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
