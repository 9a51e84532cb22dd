"""From data sets to the sources of a run.

Purpose: split each training set by writer, make glyphs of it (ink in several variants), set its weight.
Contract: reads training files only. Sets that are not there are left out; the caller says which.
Not here: the raster, the loop.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.alphabet import DIGITS
from digit_recognizer.datasets import Labelled
from digit_recognizer.datasets.held_out import HELD_OUT_SHARE, is_held_out
from digit_recognizer.datasets.ink_set import read_ink_set
from digit_recognizer.datasets.labelled import is_symbol
from digit_recognizer.datasets.npz import ImageSet, read_image_set
from digit_recognizer.ink import Drawing
from digit_recognizer.raster import glyph_from_page
from digit_recognizer.raster.glyph import levels
from digit_recognizer.training.augmentation.degradations import troubled_glyphs
from digit_recognizer.training.augmentation.ink import varied_glyphs
from digit_recognizer.training.augmentation.non_digits import make_negatives
from digit_recognizer.training.data.mixture import Mixture, Source
from digit_recognizer.training.recipe import Recipe

INK_VARIANTS = 6
WEIGHTS = {"unipen": 1.5, "pendigits": 1.5, "bhmsds": 1.0, "semeion": 3.0, "optdigits": 3.0}
SYMBOLS_WEIGHT = 1.0
TROUBLED_VARIANTS = 2
TROUBLED_SURE = 0.8  # crossed out, a digit is that digit, but not for certain
# Drawn alone these look like no digit; "/", "(" and "." can be a 1, z is many people's 2, y a 4.
NOT_DIGITS = frozenset("+-*=<>%^xXw")

Tell = Callable[[str], None]


def assemble(
    digits: Labelled, recipe: Recipe, paths: dict[str, Path], tell: Tell, *, name: str = "MNIST"
) -> Mixture:
    """Return the mixture of ``digits``, scribbles and the catalogue's files ``paths``."""
    more = more_sources(paths, recipe, tell)
    mnist = mnist_source(digits, recipe, name)
    if more:
        mnist = replace(mnist, weight=recipe.mnist)
    sources = [mnist, made_source(digits, recipe), *more]
    if more and recipe.troubled > 0:
        sources.append(troubled_source([s for s in sources if (s.labels >= 0).all()], recipe, tell))
    return Mixture(sources)


def further(mixture: Mixture, recipe: Recipe) -> Mixture:
    """Return what :func:`assemble` made with MNIST's digits as often as ``recipe`` says."""
    mnist, *more = mixture.sources
    return replace(mixture, sources=[replace(mnist, weight=recipe.mnist), *more])


def troubled_source(sources: list[Source], recipe: Recipe, tell: Tell) -> Source:
    """Return pictures in trouble of the digits of ``sources``."""
    tell("preparing pictures in trouble")
    random = np.random.default_rng((recipe.seed, 99))
    glyphs = np.concatenate([source.glyphs[0] for source in sources])
    labels = np.concatenate([source.labels for source in sources])
    troubled = np.stack([troubled_glyphs(glyphs, random) for _ in range(TROUBLED_VARIANTS)])
    return Source(
        "pictures in trouble", troubled, labels, recipe.troubled, sure=TROUBLED_SURE, cleaned=False
    )


def mnist_source(digits: Labelled, recipe: Recipe, name: str = "MNIST") -> Source:
    """Return MNIST's training split, its last digits held out (they are other writers')."""
    held = min(recipe.validation, len(digits) // 6)
    fitting = digits[: len(digits) - held]
    return Source(
        name, levels(fitting.glyphs)[None], fitting.labels, 1.0, digits[len(digits) - held :]
    )


def made_source(digits: Labelled, recipe: Recipe) -> Source:
    """Return scribbles, blots and several digits at once, made from nothing and from ``digits``."""
    random = np.random.default_rng(recipe.seed)
    glyphs, holds = make_negatives(round(len(digits) * recipe.negatives), digits, random)
    labels = np.full(len(glyphs), -1, np.int64)
    return Source("scribbles", levels(glyphs)[None], labels, holds=holds)


def more_sources(paths: dict[str, Path], recipe: Recipe, tell: Tell) -> list[Source]:
    """Return the sources in the catalogue's files ``paths`` (name to path), telling each."""
    sources: list[Source] = []
    for name, path in paths.items():
        tell(f"preparing {name}")
        random = np.random.default_rng((recipe.seed, len(sources)))
        if path.suffix == ".npz":
            image_set = read_image_set(path, is_symbol)
            skipped = image_set.skipped
            sources += _from_images(name, image_set, random)
        else:
            ink_set = read_ink_set(path, is_symbol)
            skipped = ink_set.skipped
            sources += _from_ink(name, ink_set.drawings, random)
        if sentence := skipped.sentence():
            tell(sentence)
    return sources


def _from_ink(name: str, drawings: list[Drawing], random: np.random.Generator) -> list[Source]:
    # Where a set names no writers, the split is by drawing.
    apart = [is_held_out(d.writer or str(i)) for i, d in enumerate(drawings)]
    fitting = [d for d, is_apart in zip(drawings, apart, strict=True) if not is_apart]
    held = [
        d for d, is_apart in zip(drawings, apart, strict=True) if is_apart and d.label in DIGITS
    ]
    digits = [d for d in fitting if d.label in DIGITS and d.ink]
    others = [d for d in fitting if _is_no_digit(name, d.label) and d.ink]
    sources = []
    if digits:
        labels = np.array([DIGITS.column(str(d.label)) for d in digits])
        kept = [(varied_glyphs(d.ink, 1, random), str(d.label)) for d in held]
        held_out = _labelled((glyphs[0], label) for glyphs, label in kept if glyphs)
        sources.append(
            Source(name, _variants(digits, random), labels, WEIGHTS.get(name, 1.0), held_out)
        )
    if others:
        labels = np.full(len(others), -1, np.int64)
        sources.append(
            Source(f"{name}, no digits", _variants(others, random), labels, SYMBOLS_WEIGHT)
        )
    return sources


def _variants(drawings: list[Drawing], random: np.random.Generator) -> NDArray[np.uint8]:
    """Return (variants, n, 28, 28) uint8 glyphs."""
    glyphs = np.stack(
        [varied_glyphs(d.ink, INK_VARIANTS, random, d.label or "") for d in drawings], axis=1
    )
    return levels(glyphs)


def _from_images(name: str, image_set: ImageSet, random: np.random.Generator) -> list[Source]:
    names = image_set.labels
    glyphs = [glyph_from_page(image) for image in image_set.images]
    # These sets do not name their writers: the split is by chance.
    held = random.random(len(names)) < HELD_OUT_SHARE
    rows = [(g, n, h) for g, n, h in zip(glyphs, names, held, strict=True) if g is not None]
    fitting = [(g, n) for g, n, h in rows if n in DIGITS and not h]
    others = [g for g, n, h in rows if n in NOT_DIGITS and not h]
    digits = _labelled(fitting)
    held_out = _labelled((g, n) for g, n, h in rows if n in DIGITS and h)
    sources = [
        Source(name, levels(digits.glyphs)[None], digits.labels, WEIGHTS.get(name, 1.0), held_out)
    ]
    if others:
        glyphs_of_others = levels(np.stack(others))[None]
        labels = np.full(len(others), -1, np.int64)
        sources.append(Source(f"{name}, no digits", glyphs_of_others, labels, 0.5))
    return sources


def _labelled(rows: Iterable[tuple[NDArray[np.float32], str]]) -> Labelled:
    pairs = list(rows)
    return Labelled.stack(
        [glyph for glyph, _ in pairs], [DIGITS.column(label) for _, label in pairs]
    )


def _is_no_digit(name: str, label: str | None) -> bool:
    return name == "unipen-letters" or label in NOT_DIGITS
