"""Drawings of other writers, to see that a profile forgets nothing of theirs.

Purpose: samples of the public test sets where they are, else the project's own drawings. To choose by,
what no network was trained on: MNIST's last training digits and the writers held out of every training.
Contract: on test sets is measured, and nothing is chosen by them but whether a profile is offered. The
same folder gives the same samples. They are cached: from the second time on a thousand glyphs of a set
come in milliseconds, where reading it takes seconds. What is cached belongs to the very same files, by
size and time; a damaged copy is made anew, and without a cache it is only slower.
Not here: reading the sets (``evaluation.digits.samples``).
"""

import contextlib
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from digit_recognizer.alphabet import Alphabet
from digit_recognizer.arrays import Columns, Features, Glyphs, LogProbs
from digit_recognizer.classifier import Classifier, Profile
from digit_recognizer.datasets import Labelled, read_split
from digit_recognizer.datasets.catalogue import available, data_folder
from digit_recognizer.datasets.held_out import is_held_out
from digit_recognizer.datasets.mnist import idx_file
from digit_recognizer.datasets.npz import read_npz
from digit_recognizer.errors import FileError
from digit_recognizer.evaluation.digits.samples import load_samples, names_of, sets_under
from digit_recognizer.files import make_folder, sha256, write_atomically
from digit_recognizer.ink import read_inkml
from digit_recognizer.learning.acceptance_test import Comparison
from digit_recognizer.learning.drawings import Drawings
from digit_recognizer.learning.fit import answers_and_features
from digit_recognizer.raster import GLYPH_RECIPE
from digit_recognizer.resources import example_drawings

MAX_MNIST_SAMPLES, MAX_SET_SAMPLES = 2000, 1000
HELD_OUT_FILES = ("unipen_train.jsonl.gz", "pendigits_train.jsonl.gz")
HELD_OUT_DIGITS = 5000
EXAMPLE_SET = "the project's own drawings"

Load = Callable[[Path, Alphabet], Labelled]

Tell = Callable[[str, int, int], None]
"""Called with what is being done, how many steps of it are done, and of how many."""


@dataclass(frozen=True, slots=True, eq=False)
class OtherWriters:
    """N drawings called ``name`` with the network's answers to them.

    ``glyphs``: (N, 28, 28); ``labels``: (N,) columns; ``log_probs``: (N, symbols); ``features``: (N, F).
    """

    name: str
    glyphs: Glyphs
    labels: Columns
    log_probs: LogProbs
    features: Features

    @classmethod
    def answered_by(
        cls, name: str, glyphs: Glyphs, labels: Columns, classifier: Classifier
    ) -> "OtherWriters":
        """Return N drawings with the answers of the network of ``classifier``.

        ``glyphs``: (N, 28, 28) float32 in [0, 1]; ``labels``: (N,) columns. Raises ModelError where the
        network gives no features.
        """
        return cls(name, glyphs, labels, *answers_and_features(classifier, glyphs))

    def compared(self, profile: Profile) -> Comparison:
        """Return how they are read with and without ``profile``."""
        after, _ = profile.classify(self.log_probs, self.features, self.glyphs)
        return Comparison.of(self.name, self.log_probs, after, self.labels, profile.alphabet)


def measured_writers(
    classifier: Classifier, data: Path | None = None, tell: Tell = lambda *_: None
) -> list[OtherWriters]:
    """Return samples of the test sets under ``data``, or of what is found in its place.

    ``data``: as in :func:`data_folder`. A damaged set is left out. Where there is none, the project's
    own drawings, varied, are everyone. ``tell``: what is done, how many steps of how many.
    """
    found = [
        (
            names_of(name)[0],
            name,
            path,
            MAX_MNIST_SAMPLES if name == "mnist" else MAX_SET_SAMPLES,
            None,
        )
        for name, path in sets_under(data_folder(data))
    ]
    return _sampled(classifier, found, "reading everyone else's drawings", tell)


def held_out_writers(
    classifier: Classifier, data: Path | None = None, tell: Tell = lambda *_: None
) -> list[OtherWriters]:
    """Return drawings of others by which something may be chosen, since they are of no test set.

    What is held out of the training sets under ``data``; else the project's own drawings. Otherwise as
    :func:`measured_writers`.
    """
    found = [
        (name, name, path, MAX_MNIST_SAMPLES, load)
        for name, path, load in held_out_sets(data_folder(data))
    ]
    return _sampled(classifier, found, "reading drawings to choose by", tell)


def held_out_sets(data: Path) -> Iterator[tuple[str, Path, Load]]:
    """Yield name, path and what reads the held-out part of each training set under ``data``.

    Reading raises FileError where a file is damaged.
    """
    for path in available(data).values():
        if path.name in HELD_OUT_FILES:
            yield f"held-out-{path.name.partition('.')[0]}", path, _held_out_by_writer
    if idx_file(data / "mnist", "train-images-idx3-ubyte"):
        yield "held-out-mnist", data / "mnist", _held_out_digits


def _held_out_by_writer(path: Path, alphabet: Alphabet) -> Labelled:
    samples = load_samples(path, alphabet)
    which = [n for n, writer in enumerate(samples.writers) if is_held_out(writer)]
    return Labelled(samples.labelled.glyphs[which], samples.labelled.labels[which])


def _held_out_digits(path: Path, alphabet: Alphabet) -> Labelled:
    digits = read_split(path, "train")[-HELD_OUT_DIGITS:]
    columns = np.array([alphabet.column(str(digit)) for digit in range(10)])
    return Labelled(digits.glyphs, columns[digits.labels])


def _sampled(
    classifier: Classifier,
    sets: Sequence[tuple[str, str, Path, int, Load | None]],
    what: str,
    tell: Tell,
) -> list[OtherWriters]:
    """Return samples of ``sets``: the title, then what :func:`cached_sample` takes of each."""
    alphabet = classifier.bundle.alphabet
    others = []
    for number, (title, name, path, most, load) in enumerate(sets):
        tell(what, number, len(sets))
        try:
            some = cached_sample(name, path, alphabet, most, load)
        except FileError:
            continue
        if len(some):
            others.append(OtherWriters.answered_by(title, some.glyphs, some.labels, classifier))
    return others or [_example_writers(classifier, alphabet)]


def cached_sample(
    name: str, path: Path, alphabet: Alphabet, most: int, load: Load | None = None
) -> Labelled:
    """Return ``most`` samples at most of the set ``name`` at ``path``, evenly from all of it.

    Glyphs have 256 levels. ``load``: what reads the set, of which ``name`` tells all that matters;
    without it, :func:`load_samples`. Raises FileError as that does.
    """
    folder = _cache_folder()
    begin = f"{name}-{len(alphabet)}-"
    cached = folder / f"{begin}{_state(path, alphabet, most)}.npz"
    with contextlib.suppress(FileError, ValueError):
        images, labels = read_npz(cached)
        columns = np.array([alphabet.column(label) for label in labels], np.int64)
        return Labelled(images.astype(np.float32) / np.float32(255), columns)
    whole = load_samples(path, alphabet).labelled if load is None else load(path, alphabet)
    if not len(whole):
        return whole
    some = np.unique(np.linspace(0, len(whole) - 1, most).round().astype(int))
    pixels = np.rint(255 * whole.glyphs[some]).astype(np.uint8)
    columns = whole.labels[some]
    buffer = io.BytesIO()
    symbols = np.array([alphabet[column] for column in columns])
    np.savez_compressed(buffer, images=pixels, labels=symbols)
    with contextlib.suppress(FileError, OSError):
        make_folder(folder, "nothing is cached")
        for old in folder.glob(f"{begin}*.npz"):
            old.unlink()
        write_atomically(cached, buffer.getvalue())
    return Labelled(pixels.astype(np.float32) / np.float32(255), columns)


def _state(path: Path, alphabet: Alphabet, most: int) -> str:
    """Return what the samples depend on, as 16 hex digits."""
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    stats = [(str(file), file.stat()) for file in files if file.is_file()]
    seen = [(file, stat.st_size, stat.st_mtime_ns) for file, stat in stats]
    return sha256(repr((seen, str(alphabet), most, GLYPH_RECIPE)).encode())[:16]


def _cache_folder() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("digit-recognizer", appauthor=False) / "everyone-else"


def _example_writers(classifier: Classifier, alphabet: Alphabet) -> OtherWriters:
    inks = [read_inkml(path) for path in example_drawings()]
    symbols = [(one.ink, alphabet.column(one.label)) for one in inks if one.label]
    drawings = Drawings.of(symbols, 7 * len(symbols))
    return OtherWriters.answered_by(EXAMPLE_SET, drawings.glyphs, drawings.columns, classifier)
