"""Training sets: read, split by writer, made into sources of glyphs.

Purpose: the steps that digits and the symbols of arithmetic share on the way from files to a mixture.
Contract: reads training files only. Held-out samples come from other writers wherever a set names its
writers. The same generator state gives the same glyphs.
Not here: which labels a run is about (``digits``, ``symbols``).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.datasets import Labelled
from digit_recognizer.datasets.held_out import HELD_OUT_SHARE, is_held_out
from digit_recognizer.datasets.ink_lines import SampleSet
from digit_recognizer.datasets.ink_set import read_ink_set
from digit_recognizer.datasets.labelled import is_symbol
from digit_recognizer.datasets.npz import ImageSet, read_image_set
from digit_recognizer.errors import DigitRecognizerError
from digit_recognizer.ink import Drawing, Ink
from digit_recognizer.raster.glyph import levels
from digit_recognizer.training.augmentation.ink import varied_glyphs
from digit_recognizer.training.data.mixture import Source
from digit_recognizer.training.recipe import Recipe

INK_VARIANTS = 6
PEN_LETTERS = "unipen-letters"

Tell = Callable[[str], None]
Paths = Mapping[str, Path]
"""The catalogue's files by the names of their sets."""


class Sample(NamedTuple):
    """A drawing, or a (28, 28) float32 glyph, with the ``column`` it is trained as.

    ``label``: the digit whose other styles ink may get, "" for none.
    """

    drawn: Ink | NDArray[np.float32]
    column: int
    is_held_out: bool = False
    label: str = ""


def read_sets(paths: Paths, tell: Tell) -> Iterator[tuple[str, ImageSet | SampleSet[Drawing]]]:
    """Yield the sets in the catalogue's files ``paths`` by name, telling each and its faults.

    Raises FileError if nothing in one of them can be used.
    """
    for name, path in paths.items():
        tell(f"preparing {name}")
        found = (read_image_set if path.suffix == ".npz" else read_ink_set)(path, is_symbol)
        if sentence := found.skipped.sentence():
            tell(sentence)
        yield name, found


def require_signs(paths: Paths, what: str) -> None:
    """Raise DigitRecognizerError if the set of pen strokes with signs is not there.

    ``what``: what is learnt from it, as the beginning of a sentence.
    """
    if "unipen" not in paths:
        raise DigitRecognizerError(
            f"{what} learnt from UNIPEN's pen strokes, which are not there: get them with "
            "digits data fetch unipen."
        )


def is_apart(drawing: Drawing, place: int) -> bool:
    """Whether a drawing, the one at ``place`` in its set, is held out.

    Where a set names no writers, the split is by drawing.
    """
    return is_held_out(drawing.writer or str(place))


def split_by_chance(count: int, random: np.random.Generator) -> list[bool]:
    """Return whether each of ``count`` images is held out: their sets do not name the writers."""
    return [bool(apart) for apart in random.random(count) < HELD_OUT_SHARE]


def source_of(
    name: str,
    samples: Sequence[Sample],
    random: np.random.Generator,
    *,
    variants: int = INK_VARIANTS,
    weight: float = 1.0,
    cleaned: bool = True,
) -> list[Source]:
    """Return the source of ``samples``; none if none is trained on.

    Where there is ink among them, each comes in so many ``variants``, a glyph unchanged.
    """
    fitting = [sample for sample in samples if not sample.is_held_out]
    if not fitting:
        return []
    if not any(isinstance(sample.drawn, Ink) for sample in fitting):
        variants = 1
    glyphs = np.stack(
        [levels(np.stack(_variants(sample, variants, random))) for sample in fitting], axis=1
    )
    columns = np.array([sample.column for sample in fitting], np.int64)
    held = [sample for sample in samples if sample.is_held_out]
    return [
        Source(name, glyphs, columns, weight, labelled(held) if held else None, cleaned=cleaned)
    ]


def labelled(samples: Sequence[Sample]) -> Labelled:
    """Return ``samples`` as they were drawn."""
    random = np.random.default_rng(0)  # which one variant needs none of
    glyphs = [_variants(sample, 1, random)[0] for sample in samples]
    return Labelled.stack(glyphs, [sample.column for sample in samples])


def _variants(sample: Sample, count: int, random: np.random.Generator) -> list[NDArray[np.float32]]:
    if isinstance(sample.drawn, Ink):
        return varied_glyphs(sample.drawn, count, random, sample.label)
    return [sample.drawn] * count


def mnist_source(
    digits: Labelled, recipe: Recipe, name: str = "MNIST", weight: float = 1.0
) -> Source:
    """Return MNIST's training split, its last digits held out (they are other writers')."""
    held = min(recipe.validation, len(digits) // 6)
    fitting, held_out = digits[: len(digits) - held], digits[len(digits) - held :]
    return Source(name, levels(fitting.glyphs)[None], fitting.labels, weight, held_out)
