"""The training examples that a network takes for most alike: an index, and the search in it.

Purpose: show a learner what the network has learnt from. Alike is what lies near in the last hidden
layer, by cosine. The index is made on the user's machine from the training sets that are there, and
kept in the cache; data sets are never shipped.
Contract: an index belongs to one model (its SHA-256 is in the file's name and is that of the ``.h5``).
Only training sets are indexed. The file is one NumPy array that is mapped, not unpickled; a damaged or
foreign file counts as none.
Not here: where data sets come from.
"""

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from platformdirs import user_cache_path

from digit_recognizer.alphabet import Alphabet
from digit_recognizer.classifier import Classifier
from digit_recognizer.datasets import read_split
from digit_recognizer.datasets.catalogue import available
from digit_recognizer.datasets.ink_set import read_ink_set
from digit_recognizer.datasets.mnist import idx_file
from digit_recognizer.datasets.npz import read_npz
from digit_recognizer.errors import FileError, ModelError
from digit_recognizer.files import make_folder, write_atomically
from digit_recognizer.raster import glyph_from_ink, glyph_from_page
from digit_recognizer.raster.glyph import levels

CHUNK = 32  # glyphs a run
BLOCK = 2048  # examples compared at once: whole numbers are widened block by block
MOST = 500_000  # examples
SOURCE_LENGTH = 24
Progress = Callable[[Iterable[Any], int, str], Iterator[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Neighbour:
    """A training example: its ``label``, its data set, ``likeness`` in [-1, 1], (28, 28) uint8 glyph."""

    label: str
    source: str
    likeness: float
    glyph: NDArray[np.uint8]


class TrainingIndex:
    """The training examples of one model. Make one with :meth:`build`, get it with :meth:`open`."""

    def __init__(self, rows: NDArray[Any]) -> None:
        self._rows = rows
        self._features: NDArray[np.int8] = np.ascontiguousarray(rows["features"])
        lengths = [
            np.linalg.norm(self._features[i : i + BLOCK].astype(np.float32), axis=1)
            for i in range(0, len(rows), BLOCK)
        ]
        self._lengths = np.maximum(np.concatenate(lengths), 1)

    def __len__(self) -> int:
        return len(self._rows)

    @classmethod
    def open(cls, classifier: Classifier) -> "TrainingIndex | None":
        """Return the index of this model, or None if there is none that can be used."""
        path = index_path(classifier)
        try:
            rows = np.lib.format.open_memmap(path, mode="r")  # which refuses pickled objects
        except (OSError, ValueError, EOFError, MemoryError, SyntaxError):
            return None
        names = ("features", "glyph", "label", "source")
        if rows.dtype.names != names or rows.ndim != 1 or not 0 < len(rows) <= MOST:
            return None
        expected = _row_type(rows.dtype["features"].shape[0] if rows.dtype["features"].shape else 0)
        return cls(rows) if rows.dtype == expected else None

    @classmethod
    def build(
        cls,
        classifier: Classifier,
        folder: Path,
        progress: Progress = lambda items, total, what: iter(items),
    ) -> "TrainingIndex":
        """Index the digits of all training sets in ``folder`` and keep the result in the cache.

        Raises FileError if there are none, a set is damaged, or the cache cannot be written; ModelError
        for a model without a last hidden layer.
        """
        blocks = []
        for source, glyphs, labels in _training_sets(folder, classifier.bundle.alphabet, progress):
            parts = range(0, len(glyphs), CHUNK)
            found = []
            for i in progress(parts, len(parts), f"Index {source}"):
                features = classifier.features(glyphs[i : i + CHUNK])
                if features is None:
                    raise ModelError(
                        f"{classifier.name} gives no hidden layer to compare by: export it anew with "
                        "digits export."
                    )
                found.append(features)
            blocks.append(_rows(np.concatenate(found), glyphs, labels, source))
        if not blocks:
            raise FileError(
                f"{folder} holds no training set: give the folder with mnist/, ink/ or images/ as "
                "--data, or run digits data fetch."
            )
        rows = np.concatenate(blocks)
        buffer = io.BytesIO()
        np.save(buffer, rows, allow_pickle=False)
        path = index_path(classifier)
        make_folder(path.parent, "make the folder above it writable")
        write_atomically(path, buffer.getvalue())
        return cls(rows)

    def nearest(self, features: NDArray[np.float32], count: int) -> tuple[Neighbour, ...]:
        """Return the ``count`` examples most alike to (F,) ``features``, the most alike first."""
        if features.shape != self._features.shape[1:]:
            return ()
        wanted = features / max(float(np.linalg.norm(features)), 1e-9)
        likeness = np.concatenate(
            [
                _products(self._features[i : i + BLOCK], wanted)
                for i in range(0, len(self._features), BLOCK)
            ]
        )
        likeness /= self._lengths
        best = np.argpartition(-likeness, min(count, len(likeness)) - 1)[:count]
        return tuple(
            Neighbour(
                self._rows["label"][i].decode("ascii", "replace"),
                self._rows["source"][i].decode("ascii", "replace"),
                float(likeness[i]),
                np.array(self._rows["glyph"][i]).reshape(28, 28),
            )
            for i in best[np.argsort(-likeness[best], kind="stable")]
        )


def _products(rows: NDArray[np.int8], vector: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the product of each row with ``vector``.

    Not with ``@``: that wakes the threads of the linear algebra library, which on a busy machine wait
    for each other for ten times as long as they work.
    """
    return np.asarray(np.einsum("ij,j->i", rows.astype(np.float32), vector))


def index_path(classifier: Classifier) -> Path:
    """Return where the index of this model is kept; it may not exist."""
    folder = user_cache_path("digit-recognizer", appauthor=False) / "examples"
    return folder / f"{classifier.bundle.source_sha256}.npy"


def _row_type(features: int) -> np.dtype[Any]:
    return np.dtype(
        [
            ("features", np.int8, (features,)),
            ("glyph", np.uint8, (784,)),
            ("label", "S1"),
            ("source", f"S{SOURCE_LENGTH}"),
        ]
    )


def _rows(
    features: NDArray[np.float32], glyphs: NDArray[np.float32], labels: list[str], source: str
) -> NDArray[Any]:
    """Return one record an example; only the direction of its features counts: 8 bits are enough."""
    rows = np.zeros(len(labels), _row_type(features.shape[1]))
    largest = np.abs(features).max(axis=1, keepdims=True)
    rows["features"] = np.rint(127 * features / np.maximum(largest, 1e-9))
    rows["glyph"] = levels(glyphs).reshape(len(glyphs), 784)
    rows["label"] = labels
    rows["source"] = source[:SOURCE_LENGTH]
    return rows


def _training_sets(
    folder: Path, alphabet: Alphabet, progress: Progress
) -> Iterator[tuple[str, NDArray[np.float32], list[str]]]:
    """Yield (name, glyphs, labels) of the training sets in ``folder`` that have symbols to show."""
    mnist = folder / "mnist" if (folder / "mnist").is_dir() else folder
    if idx_file(mnist, "train-images-idx3-ubyte"):
        digits = read_split(mnist, "train")
        yield "MNIST", digits.glyphs, [str(label) for label in digits.labels]
    for name, path in available(folder).items():
        if path.suffix == ".npz":
            images, names = read_npz(path)
            found = (
                (glyph_from_page(image), label) for image, label in zip(images, names, strict=True)
            )
            total = len(names)
        else:
            # What training leaves out of a faulty file, it tells: it is not learnt from, so not shown.
            drawings = [d for d in read_ink_set(path).drawings if d.label in alphabet]
            found = ((glyph_from_ink(d.ink), str(d.label)) for d in drawings)
            total = len(drawings)
        kept = [
            (glyph, label)
            for glyph, label in progress(found, max(total, 1), f"Read {name}")
            if glyph is not None and label in alphabet
        ]
        if kept:
            yield name, np.stack([glyph for glyph, _ in kept]), [label for _, label in kept]
