"""The sources of a run for digits.

Purpose: digits with their weights, degraded pictures of them, and what is no digit.
Contract: sets that are not there are left out; the caller says which.
Not here: reading and splitting sets (``sets``), the loop.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from digit_recognizer.alphabet import DIGITS
from digit_recognizer.datasets import Labelled
from digit_recognizer.datasets.npz import ImageSet
from digit_recognizer.ink import Drawing
from digit_recognizer.raster import glyph_from_page
from digit_recognizer.raster.glyph import levels
from digit_recognizer.training.augmentation.degradations import degraded_glyphs
from digit_recognizer.training.augmentation.non_digits import make_non_digits
from digit_recognizer.training.data import sets
from digit_recognizer.training.data.mixture import Mixture, Source, Stage
from digit_recognizer.training.recipe import DIGIT_RECIPE, FINE_TUNING_RECIPE, Recipe

DIGIT_SET_WEIGHTS = {"unipen": 1.5, "pendigits": 1.5, "semeion": 3.0, "optdigits": 3.0}  # else 1
NON_DIGIT_INK_WEIGHT, NON_DIGIT_IMAGE_WEIGHT = 1.0, 0.5
NON_DIGIT_COLUMN = -1
DEGRADED_VARIANTS = 2
DEGRADED_LABEL_CONFIDENCE = 0.8  # crossed out, a digit is that digit, but not for certain
# Drawn alone these look like no digit; "/", "(" and "." can be a 1, z is many people's 2, y a 4.
NON_DIGIT_SYMBOLS = frozenset("+-*=<>%^xXw")


def digit_stages(
    digits: Labelled, recipe: Recipe, paths: sets.Paths, tell: sets.Tell, name: str = "MNIST"
) -> list[Stage]:
    """Return what a run on ``digits``, scribbles and the catalogue's files ``paths`` consists of.

    One mixture with ``recipe``. A whole run on more than MNIST goes on with MNIST's digits more often.
    """
    more = more_sources(paths, recipe, tell)
    mnist = sets.mnist_source(digits, recipe, name)
    others = [non_digit_source(digits, recipe), *more]
    if not more:
        return [Stage(Mixture([mnist, *others]), recipe)]
    if recipe.troubled > 0:
        known = [s for s in (mnist, *others) if (s.labels >= 0).all()]
        others.append(degraded_source(known, recipe, tell))
    recipes = [recipe]
    if recipe == replace(DIGIT_RECIPE, seed=recipe.seed):
        again = replace(FINE_TUNING_RECIPE, negatives=recipe.negatives, seed=recipe.seed)
        recipes.append(again)
    return [Stage(Mixture([replace(mnist, weight=own.mnist), *others]), own) for own in recipes]


def degraded_source(sources: list[Source], recipe: Recipe, tell: sets.Tell) -> Source:
    """Return degraded pictures of the digits of ``sources``."""
    tell("preparing degraded pictures")
    random = np.random.default_rng((recipe.seed, 99))
    glyphs = np.concatenate([source.glyphs[0] for source in sources])
    labels = np.concatenate([source.labels for source in sources])
    degraded = np.stack([degraded_glyphs(glyphs, random) for _ in range(DEGRADED_VARIANTS)])
    return Source(
        "degraded pictures", degraded, labels, recipe.troubled,
        label_confidence=DEGRADED_LABEL_CONFIDENCE, cleaned=False,
    )  # fmt: skip


def non_digit_source(digits: Labelled, recipe: Recipe) -> Source:
    """Return scribbles, blots and several digits at once, made from nothing and from ``digits``."""
    random = np.random.default_rng(recipe.seed)
    glyphs, soft_labels = make_non_digits(round(len(digits) * recipe.negatives), digits, random)
    labels = np.full(len(glyphs), NON_DIGIT_COLUMN, np.int64)
    return Source("scribbles", levels(glyphs)[None], labels, soft_labels=soft_labels)


def more_sources(paths: sets.Paths, recipe: Recipe, tell: sets.Tell) -> list[Source]:
    """Return the sources in the catalogue's files ``paths`` (name to path), telling each.

    Raises FileError if nothing in one of them can be used.
    """
    sources: list[Source] = []
    for name, found in sets.read_sets(paths, tell):
        random = np.random.default_rng((recipe.seed, len(sources)))
        if isinstance(found, ImageSet):
            samples, other_weight = _images(found, random), NON_DIGIT_IMAGE_WEIGHT
        else:
            samples, other_weight = _inks(name, found.samples), NON_DIGIT_INK_WEIGHT
        digits = [sample for sample in samples if sample.column >= 0]
        others = [sample for sample in samples if sample.column < 0 and not sample.is_held_out]
        sources += sets.source_of(name, digits, random, weight=DIGIT_SET_WEIGHTS.get(name, 1.0))
        sources += sets.source_of(f"{name}, no digits", others, random, weight=other_weight)
    return sources


def _inks(name: str, drawings: Sequence[Drawing]) -> list[sets.Sample]:
    samples = []
    for place, drawing in enumerate(drawings):
        label = drawing.label or ""
        column = _column(label, is_letter=name == sets.PEN_LETTERS)
        if column is not None and drawing.ink:
            samples.append(sets.Sample(drawing.ink, column, sets.is_apart(drawing, place), label))
    return samples


def _images(found: ImageSet, random: np.random.Generator) -> list[sets.Sample]:
    samples = []
    held_out = sets.split_by_chance(len(found.labels), random)
    for image, label, apart in zip(found.images, found.labels, held_out, strict=True):
        glyph, column = glyph_from_page(image), _column(label)
        if glyph is not None and column is not None:
            samples.append(sets.Sample(glyph, column, apart))
    return samples


def _column(label: str, *, is_letter: bool = False) -> int | None:
    """Return the column of a label, ``NON_DIGIT_COLUMN`` for what is none; None if it can be either."""
    if label in DIGITS:
        return DIGITS.column(label)
    return NON_DIGIT_COLUMN if is_letter or label in NON_DIGIT_SYMBOLS else None
