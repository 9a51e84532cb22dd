"""Drawings without labels: from test sets, or made.

Purpose: what is put to a reader to see whether it rejects it.
Contract: drawings without any ink are left out.
Not here: the reader's answers (``rejection``).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.arrays import Glyph, Glyphs
from digit_recognizer.datasets.ink_set import read_ink_set
from digit_recognizer.datasets.npz import read_npz
from digit_recognizer.errors import FileError
from digit_recognizer.ink import Ink
from digit_recognizer.raster import glyph_from_ink, glyph_from_page, path_length


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """Drawings without labels: (N, 28, 28) float32 ``glyphs``, (N,) ``path_lengths`` as in Samples."""

    glyphs: Glyphs
    path_lengths: NDArray[np.float64] | None = None


def drawn_of(path: Path, wanted: Callable[[str], bool], tell: Callable[[str], None]) -> Drawn:
    """Return the samples in an ink or image file whose label is ``wanted``.

    Bad lines of ink are left out, and ``tell`` is given a sentence about them. Raises FileError if
    the file is damaged, or holds none.
    """
    if path.suffix == ".npz":
        images, names = read_npz(path)
        chosen = [image for image, name in zip(images, names, strict=True) if wanted(name)]
        seen = [glyph for glyph in map(glyph_from_page, chosen) if glyph is not None]
        drawn = Drawn(_stacked(seen))
    else:
        ink_set = read_ink_set(path)
        if sentence := ink_set.skipped.sentence():
            tell(sentence)
        drawings = [d for d in ink_set.samples if d.label is not None and wanted(d.label)]
        drawn = drawn_from([drawing.ink for drawing in drawings])
    if not len(drawn.glyphs):
        raise FileError(f"{path} holds none of the symbols that are looked for in it.")
    return drawn


def drawn_from(inks: Sequence[Ink]) -> Drawn:
    """Return what shows of ``inks``; those without any ink are left out."""
    pairs = [(glyph_from_ink(ink), path_length(ink)) for ink in inks]
    seen = [(glyph, way) for glyph, way in pairs if glyph is not None]
    return Drawn(_stacked([glyph for glyph, _ in seen]), np.array([way for _, way in seen]))


def _stacked(glyphs: Sequence[Glyph]) -> NDArray[np.float32]:
    return np.stack(glyphs) if glyphs else np.zeros((0, 28, 28), np.float32)
