"""The sources of a run for the alphabet of arithmetic.

Purpose: digits, signs, what composed lines hold and what is no symbol, balanced so that rare signs are
learnt as well as digits; and how large each symbol is written.
Contract: reads training files only. What a glyph can't tell apart (a point of a dash from a minus, 1
from /) stays in columns of its own. Sizes are a distribution of heights and widths beside the digits of
the same writer, since a glyph is scaled to fill its frame. They are robust: wrong labels and single odd
drawings move nothing much. They are in heights of the writer's digits; a size of nothing counts as
``EXTENT_FLOOR``.
Not here: the digits' own recipe (``digits``), cutting lines up (``line_crops``), using sizes.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from digit_recognizer.alphabet import ARITHMETIC, DIGITS, NOT_A_SYMBOL
from digit_recognizer.classifier import EXTENT_FLOOR, Extent
from digit_recognizer.datasets import Labelled
from digit_recognizer.datasets.held_out import is_held_out
from digit_recognizer.datasets.npz import ImageSet
from digit_recognizer.ink import Drawing, Ink
from digit_recognizer.raster import glyph_from_page
from digit_recognizer.raster.glyph import levels
from digit_recognizer.symbol_table import NON_SYMBOL, SYMBOLS, texts
from digit_recognizer.synthesis.writers import MIN_WRITER_DIGITS, Writers
from digit_recognizer.training.augmentation.non_digits import make_non_digits
from digit_recognizer.training.data import sets
from digit_recognizer.training.data.line_crops import POINT_SYMBOLS, line_crops
from digit_recognizer.training.data.mixture import Mixture, Source, balanced
from digit_recognizer.training.recipe import Recipe

NOT_A_SYMBOL_COLUMN = ARITHMETIC.column(NOT_A_SYMBOL)
SHARED_LABELS = {"·": (".", "·")}  # photographed dots are both, by turns: only their place tells
NON_SYMBOL_LABELS = frozenset(":^w")  # of these sets; z is many people's 2, y a 4
SYMBOL_SET_WEIGHTS = {"mnist": 0.35, "unipen": 1.5, "pendigits": 1.0, "bhmsds": 0.8}
LINE_GLYPH_VARIANTS = 2
SYNTHETIC_SIGNS = texts(lambda row: not row.drawn and row.kind != "root")  # lines hold few of these
SYNTHETIC_SIGN_SHARE = 0.03  # of each of these, by what is no symbol in lines
SCRIBBLE_SHARE = 0.1  # of what is no symbol
HELD_OUT_LINE_SHARE = 0.04  # by what is no symbol in those that are trained on
MIN_SIZE_DRAWINGS = 10  # of a symbol
UNIPEN_UNIT = 200.0
MAX_SIZE_DEVIATIONS = 2.5  # robust standard deviations: what lies further out counts as lying there
MIN_SIZE_SPREAD = 0.05

Size = tuple[float, float]
"""Height and width."""


def assemble_symbols(
    digits: Labelled, recipe: Recipe, paths: sets.Paths, tell: sets.Tell, name: str = "MNIST"
) -> tuple[Mixture, dict[str, Extent]]:
    """Return the mixture of ``digits`` and the catalogue's files ``paths``, and how large symbols are.

    Raises DigitRecognizerError where there is no file of pen strokes with signs.
    """
    sets.require_signs(paths, "The signs are")
    random = np.random.default_rng(recipe.seed)
    sources = [sets.mnist_source(digits, recipe, name, weight=SYMBOL_SET_WEIGHTS["mnist"])]
    wanted = round(len(digits) * recipe.negatives)
    scribbles, _ = make_non_digits(round(wanted * SCRIBBLE_SHARE), digits, random)
    columns = np.full(len(scribbles), NOT_A_SYMBOL_COLUMN, np.int64)
    sources.append(Source("scribbles", levels(scribbles)[None], columns, cleaned=False))
    drawings: list[Drawing] = []
    for set_name, found in sets.read_sets(paths, tell):
        if isinstance(found, ImageSet):
            samples = _images(found, random)
        else:
            samples = _inks(set_name, found.samples)
            if set_name != sets.PEN_LETTERS:
                drawings += found.samples
        for kind, of_kind in samples.items():
            sources += sets.source_of(
                f"{set_name}, {kind}" if kind else set_name, of_kind, random,
                weight=SYMBOL_SET_WEIGHTS.get(set_name, 1.0), cleaned=kind in ("", "signs"),
            )  # fmt: skip
    tell("composing lines")
    of_lines, sizes = _from_lines(drawings, wanted, random)
    sources += of_lines
    sizes |= sizes_of(
        Drawing(d.ink, symbol_of(d.label), d.writer)
        for d in drawings
        if not is_held_out(d.writer or "")
    )
    fitted = fit_sizes({s: rows for s, rows in sizes.items() if s in ARITHMETIC})
    return Mixture(balanced(sources, _wanted(sources)), NOT_A_SYMBOL_COLUMN), fitted


def _wanted(sources: Sequence[Source]) -> dict[int, float]:
    """Return how many of each column an epoch shall draw: fewer where a run is a small one."""
    wanted = wanted_of_each()
    there = sum(source.glyphs.shape[0] * len(source.labels) for source in sources)
    scale = min(1.0, there / sum(wanted.values()))
    return {ARITHMETIC.column(symbol): scale * count for symbol, count in wanted.items()}


def wanted_of_each() -> dict[str, float]:
    """Return how many of each symbol, and of what is none, a whole epoch shall show."""
    return {row.text: row.epoch_count for row in (*SYMBOLS, NON_SYMBOL)}


def symbol_of(label: str | None) -> str | None:
    """Return the symbol of ``ARITHMETIC`` that a data set's ``label`` is, or None for none of these."""
    symbol = ARITHMETIC.spelled(label or "")
    if symbol in NON_SYMBOL_LABELS:
        return NOT_A_SYMBOL
    return symbol if symbol in ARITHMETIC else None


def _inks(name: str, drawings: Sequence[Drawing]) -> dict[str, list[sets.Sample]]:
    """Return the samples in one set by kind: its digits, its signs, points, and what is no symbol."""
    kinds: dict[str, list[sets.Sample]] = defaultdict(list)
    for place, drawing in enumerate(drawings):
        symbol = NOT_A_SYMBOL if name == sets.PEN_LETTERS else symbol_of(drawing.label)
        if symbol is not None and drawing.ink:
            sample = _sample(drawing.ink, symbol, is_held_out=sets.is_apart(drawing, place))
            kinds[_kind(symbol)].append(sample)
    return kinds


def _images(found: ImageSet, random: np.random.Generator) -> dict[str, list[sets.Sample]]:
    rows = []
    for place, (image, label) in enumerate(zip(found.images, found.labels, strict=True)):
        both = SHARED_LABELS.get(label)
        symbol = both[place % 2] if both else symbol_of(label)
        glyph = glyph_from_page(image) if symbol is not None else None
        if glyph is not None and symbol is not None:
            rows.append((glyph, symbol))
    kinds: dict[str, list[sets.Sample]] = {
        kind: [] for kind in ("", "signs", "points", "no symbols")
    }
    for (glyph, symbol), apart in zip(rows, sets.split_by_chance(len(rows), random), strict=True):
        kinds[_kind(symbol)].append(sets.Sample(glyph, ARITHMETIC.column(symbol), apart))
    return kinds


def _sample(ink: Ink, symbol: str, *, is_held_out: bool = False) -> sets.Sample:
    return sets.Sample(ink, ARITHMETIC.column(symbol), is_held_out, symbol)


def _kind(symbol: str) -> str:
    if symbol in DIGITS:
        return ""
    if symbol == NOT_A_SYMBOL:
        return "no symbols"
    return "points" if symbol in POINT_SYMBOLS else "signs"


def _from_lines(
    drawings: Sequence[Drawing], wanted: int, random: np.random.Generator
) -> tuple[list[Source], dict[str, list[Size]]]:
    """Return what is cut out of composed lines, signs made alone, and sizes of what only these hold."""
    fitting = writers_of([d for d in drawings if not is_held_out(d.writer or "")])
    held = writers_of([d for d in drawings if is_held_out(d.writer or "")])
    if fitting is None:
        return [], {}
    crops = list(line_crops(fitting, wanted, random))
    few = round(wanted * HELD_OUT_LINE_SHARE)
    crops_held = list(line_crops(held, few, random)) if held is not None else []
    made = synthetic_signs(fitting, max(1, round(wanted * SYNTHETIC_SIGN_SHARE)), random)
    sizes: dict[str, list[Size]] = defaultdict(list)
    for crop in crops:
        if crop.symbol in ("√", NOT_A_SYMBOL):
            sizes[crop.symbol].append((crop.height, crop.width))
    for ink, symbol in made:
        sizes[symbol].append((ink.box.height, ink.box.width))
    of_lines = [
        *(_sample(crop.ink, crop.symbol) for crop in crops),
        *(_sample(crop.ink, crop.symbol, is_held_out=True) for crop in crops_held),
    ]
    of_signs = [_sample(ink, symbol) for ink, symbol in made]
    sources = []
    for title, samples in (("lines", of_lines), ("made signs", of_signs)):
        sources += sets.source_of(
            title, samples, random, variants=LINE_GLYPH_VARIANTS, cleaned=False
        )
    return sources, dict(sizes)


def writers_of(drawings: list[Drawing]) -> Writers | None:
    """Return the writers that wrote ``drawings``; None if there are too few of any writer."""
    try:
        return Writers(drawings)
    except ValueError:
        return None


def synthetic_signs(
    writers: Writers, count: int, random: np.random.Generator
) -> list[tuple[Ink, str]]:
    """Return ``count`` of each sign in ``SYNTHETIC_SIGNS``, in heights of the writers' digits."""
    made = []
    for symbol in SYNTHETIC_SIGNS:
        for _ in range(count):
            try:
                strokes = writers.choose(random).sign(symbol)
            except ValueError:
                break  # nobody has drawn what it is made of
            made.append((Ink.from_xy(stroke.tolist() for stroke in strokes), symbol))
    return made


def sizes_of(drawings: Iterable[Drawing]) -> dict[str, list[Size]]:
    """Return the sizes of the ``drawings``' labels, by the heights of their writers' digits.

    Only of writers of enough digits. UNIPEN's unit is 1/200 of a writer's median character height, but
    where a session held single points that became its unit: what is no digit and exactly 200 units
    large tells no size.
    """
    by_writer: dict[str, list[tuple[str, Size]]] = defaultdict(list)
    for drawing in drawings:
        if drawing.label is not None and drawing.ink:
            box = drawing.ink.box
            size = box.height, box.width
            by_writer[drawing.writer or ""].append((drawing.label, size))
    sizes: dict[str, list[Size]] = defaultdict(list)
    for of_writer in by_writer.values():
        heights = [high for label, (high, _) in of_writer if label in DIGITS and high > 0]
        if len(heights) < MIN_WRITER_DIGITS:
            continue
        unit = float(np.median(heights))
        for label, (high, wide) in of_writer:
            if label in DIGITS or max(high, wide) != UNIPEN_UNIT:
                sizes[label].append((high / unit, wide / unit))
    return dict(sizes)


def fit_sizes(sizes: Mapping[str, Sequence[Size]]) -> dict[str, Extent]:
    """Return mean and standard deviation of the logs of the ``sizes`` of each symbol.

    Symbols with fewer than ten drawings are left out. The mean is taken after everything beyond 2.5
    robust standard deviations (of the median absolute deviation) was brought back to there.
    """
    fitted: dict[str, Extent] = {}
    for symbol, rows in sizes.items():
        if len(rows) < MIN_SIZE_DRAWINGS:
            continue
        logs = np.log(np.array(rows) + EXTENT_FLOOR)
        middle = np.median(logs, axis=0)
        spread = np.maximum(1.4826 * np.median(np.abs(logs - middle), axis=0), MIN_SIZE_SPREAD)
        reach = MAX_SIZE_DEVIATIONS * spread
        kept = np.clip(logs, middle - reach, middle + reach)
        (high, wide), (high_spread, wide_spread) = kept.mean(axis=0), kept.std(axis=0)
        values = high, max(high_spread, MIN_SIZE_SPREAD), wide, max(wide_spread, MIN_SIZE_SPREAD)
        fitted[symbol] = tuple(round(float(value), 4) for value in values)  # type: ignore[assignment]
    return fitted
