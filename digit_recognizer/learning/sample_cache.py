"""A cache of samples of the public test sets.

Purpose: a thousand glyphs of a set in milliseconds from the second time on. Reading a whole set takes
seconds.
Contract: a cached sample belongs to the very same files, by size and time. A damaged copy is made anew;
without a cache it is only slower. The same files give the same samples.
Not here: what they are for (``other_writers``).
"""

import contextlib
import io
from collections.abc import Callable
from pathlib import Path

import numpy as np

from digit_recognizer.alphabet import Alphabet
from digit_recognizer.datasets import Labelled
from digit_recognizer.datasets.npz import read_npz
from digit_recognizer.errors import FileError
from digit_recognizer.evaluation.digits.samples import load_samples
from digit_recognizer.files import make_folder, sha256, write_atomically
from digit_recognizer.raster import GLYPH_RECIPE


def cached_sample(
    name: str,
    path: Path,
    alphabet: Alphabet,
    most: int,
    load: Callable[[Path, Alphabet], Labelled] | None = None,
) -> Labelled:
    """Return ``most`` samples at most of the set ``name`` at ``path``, evenly from all of it.

    Glyphs have 256 levels. ``load``: what reads the set, of which ``name`` tells all that matters;
    without it, :func:`load_samples`. Raises FileError as that does.
    """
    folder = _folder()
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


def _folder() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("digit-recognizer", appauthor=False) / "everyone-else"
