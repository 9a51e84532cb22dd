"""The sources of a run for the alphabet of arithmetic.

Purpose: digits, signs, what composed lines hold and what is no symbol, balanced so that rare signs are
learnt as well as digits; and how large each symbol is written.
Contract: reads training files only; the writers held out are those of ``sources``. What a glyph can't
tell apart (a point of a dash from a minus, 1 from /) stays in columns of its own.
Not here: the digits' own recipe (``sources``), cutting lines up (``lines``).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.alphabet import ARITHMETIC, DIGITS, NOT_A_SYMBOL
from digit_recognizer.classifier import Extent
from digit_recognizer.datasets import Labelled
from digit_recognizer.datasets.held_out import HELD_OUT_SHARE, is_held_out
from digit_recognizer.datasets.ink_set import read_ink_set
from digit_recognizer.datasets.labelled import is_symbol
from digit_recognizer.datasets.npz import read_image_set
from digit_recognizer.errors import DigitRecognizerError
from digit_recognizer.ink import Drawing, Ink
from digit_recognizer.raster import glyph_from_page
from digit_recognizer.raster.glyph import levels
from digit_recognizer.symbol_table import NON_SYMBOL, SYMBOLS, texts
from digit_recognizer.synthesis.writers import Hands
from digit_recognizer.training.augmentation.ink import varied_glyphs
from digit_recognizer.training.augmentation.non_digits import make_negatives
from digit_recognizer.training.data.digits import INK_VARIANTS
from digit_recognizer.training.data.line_crops import POINTS, cuts
from digit_recognizer.training.data.mixture import Mixture, Source, balanced
from digit_recognizer.training.data.symbol_sizes import Size, fit_extents, sizes_of
from digit_recognizer.training.recipe import Recipe

NOTHING = ARITHMETIC.column(NOT_A_SYMBOL)
ONE_OF_EACH = {"·": (".", "·")}  # photographed dots are both, by turns: only their place tells
NO_SYMBOLS = frozenset(":^w")  # of these sets; z is many people's 2, y a 4
WEIGHTS = {"mnist": 0.35, "unipen": 1.5, "pendigits": 1.0, "bhmsds": 0.8}
LINE_VARIANTS = 2
MADE = texts(lambda row: not row.drawn and row.kind != "root")  # lines hold few of these
MADE_SHARE = 0.03  # of each of these, by what is no symbol in lines
SCRIBBLES = 0.1  # of what is no symbol
HELD_OUT_LINES = 0.04  # by what is no symbol in those that are trained on

Tell = Callable[[str], None]


class Assembled(NamedTuple):
    """What a run is made of: its ``mixture``, and how large symbols are written."""

    mixture: Mixture
    extents: dict[str, Extent]


def assemble_symbols(
    digits: Labelled, recipe: Recipe, paths: dict[str, Path], tell: Tell, *, name: str = "MNIST"
) -> Assembled:
    """Return the mixture of ``digits`` and the catalogue's files ``paths`` for ``ARITHMETIC``.

    Raises DigitRecognizerError where there is no file of pen strokes with signs.
    """
    if "unipen" not in paths:
        raise DigitRecognizerError(
            "The signs are learnt from UNIPEN's pen strokes, which are not there: get them with "
            "digits data fetch unipen."
        )
    random = np.random.default_rng(recipe.seed)
    held = min(recipe.validation, len(digits) // 6)
    fitting = digits[: len(digits) - held]
    sources = [
        Source(
            name, levels(fitting.glyphs)[None], fitting.labels, WEIGHTS["mnist"],
            digits[len(digits) - held :],
        )
    ]  # fmt: skip
    wanted = round(len(digits) * recipe.negatives)
    scribbles, _ = make_negatives(round(wanted * SCRIBBLES), digits, random)
    sources.append(_source("scribbles", levels(scribbles)[None], [NOTHING] * len(scribbles)))
    drawings: list[Drawing] = []
    for set_name, path in paths.items():
        tell(f"preparing {set_name}")
        if path.suffix == ".npz":
            image_set = read_image_set(path, is_symbol)
            skipped = image_set.skipped
            sources += _from_images(set_name, image_set.images, image_set.labels, random)
        else:
            ink_set = read_ink_set(path, is_symbol)
            skipped = ink_set.skipped
            sources += _from_ink(set_name, ink_set.drawings, random)
            if set_name != "unipen-letters":
                drawings += ink_set.drawings
        if sentence := skipped.sentence():
            tell(sentence)
    tell("composing lines")
    of_lines, sizes = _from_lines(drawings, wanted, random)
    sources += of_lines
    sizes |= sizes_of(_renamed(d) for d in drawings if not is_held_out(d.writer or ""))
    extents = fit_extents({s: rows for s, rows in sizes.items() if s in ARITHMETIC})
    return Assembled(Mixture(balanced(sources, _wanted(sources)), NOTHING), extents)


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
    if symbol in NO_SYMBOLS:
        return NOT_A_SYMBOL
    return symbol if symbol in ARITHMETIC else None


def _renamed(drawing: Drawing) -> Drawing:
    return Drawing(drawing.ink, symbol_of(drawing.label), drawing.writer)


def _from_ink(name: str, drawings: list[Drawing], random: np.random.Generator) -> list[Source]:
    """Return the sources in one file: its digits, its signs, points, and what is no symbol."""
    kinds: dict[str, list[tuple[Drawing, str, bool]]] = defaultdict(list)
    for i, drawing in enumerate(drawings):
        symbol = NOT_A_SYMBOL if name == "unipen-letters" else symbol_of(drawing.label)
        if symbol is None or not drawing.ink:
            continue
        # Where a set names no writers, the split is by drawing.
        kinds[_kind(symbol)].append((drawing, symbol, is_held_out(drawing.writer or str(i))))
    sources = []
    for kind, rows in kinds.items():
        fitting = [(drawing.ink, symbol) for drawing, symbol, apart in rows if not apart]
        held = [(drawing.ink, symbol) for drawing, symbol, apart in rows if apart]
        if fitting:
            title = f"{name}, {kind}" if kind else name
            sources.append(
                _of_inks(
                    title, fitting, held, random,
                    variants=INK_VARIANTS, weight=WEIGHTS.get(name, 1.0),
                )
            )  # fmt: skip
    return sources


def _kind(symbol: str) -> str:
    if symbol in DIGITS:
        return ""
    if symbol == NOT_A_SYMBOL:
        return "no symbols"
    return "points" if symbol in POINTS else "signs"


def _of_inks(
    name: str,
    fitting: Sequence[tuple[Ink, str]],
    held: Sequence[tuple[Ink, str]],
    random: np.random.Generator,
    *,
    variants: int,
    weight: float = 1.0,
) -> Source:
    glyphs = np.stack(
        [levels(np.stack(varied_glyphs(ink, variants, random, s))) for ink, s in fitting], axis=1
    )
    held_out = Labelled.stack(
        [varied_glyphs(ink, 1, random)[0] for ink, _ in held],
        [ARITHMETIC.column(symbol) for _, symbol in held],
    )
    columns = [ARITHMETIC.column(symbol) for _, symbol in fitting]
    is_certain = not {symbol for _, symbol in fitting} & (POINTS | {NOT_A_SYMBOL})
    return _source(name, glyphs, columns, weight, held_out if held else None, cleaned=is_certain)


def _source(
    name: str,
    glyphs: NDArray[np.uint8],
    columns: Sequence[int],
    weight: float = 1.0,
    held_out: Labelled | None = None,
    *,
    cleaned: bool = False,
) -> Source:
    return Source(name, glyphs, np.array(columns, np.int64), weight, held_out, cleaned=cleaned)


def _from_images(
    name: str, images: Iterable[NDArray[np.uint8]], names: list[str], random: np.random.Generator
) -> list[Source]:
    rows: list[tuple[NDArray[np.float32], str]] = []
    for place, (image, label) in enumerate(zip(images, names, strict=True)):
        both = ONE_OF_EACH.get(label)
        symbol = both[place % 2] if both else symbol_of(label)
        glyph = glyph_from_page(image) if symbol is not None else None
        if glyph is not None and symbol is not None:
            rows.append((glyph, symbol))
    # These sets do not name their writers: the split is by chance.
    apart = (random.random(len(rows)) < HELD_OUT_SHARE).tolist()
    parts: dict[str, tuple[Labelled, Labelled]] = {}
    for kind in ("", "signs", "points", "no symbols"):
        chosen = [(g, s, a) for (g, s), a in zip(rows, apart, strict=True) if _kind(s) == kind]
        if any(not a for _, _, a in chosen):
            parts[kind] = _labelled(chosen, False), _labelled(chosen, True)
    return [
        Source(
            f"{name}, {kind}" if kind else name, levels(fitting.glyphs)[None], fitting.labels,
            WEIGHTS.get(name, 1.0), held if len(held) else None, cleaned=kind in ("", "signs"),
        )
        for kind, (fitting, held) in parts.items()
    ]  # fmt: skip


def _labelled(rows: Sequence[tuple[NDArray[np.float32], str, bool]], apart: bool) -> Labelled:
    chosen = [(glyph, ARITHMETIC.column(symbol)) for glyph, symbol, a in rows if a is apart]
    return Labelled.stack([glyph for glyph, _ in chosen], [column for _, column in chosen])


def _from_lines(
    drawings: Sequence[Drawing], wanted: int, random: np.random.Generator
) -> tuple[list[Source], dict[str, list[Size]]]:
    """Return what is cut out of composed lines, signs made alone, and sizes of what only these hold."""
    fitting = hands_of([d for d in drawings if not is_held_out(d.writer or "")])
    held = hands_of([d for d in drawings if is_held_out(d.writer or "")])
    if fitting is None:
        return [], {}
    rows = list(cuts(fitting, wanted, random))
    few = round(wanted * HELD_OUT_LINES)
    rows_held = list(cuts(held, few, random)) if held is not None else []
    inks, inks_held = ([(cut.ink, cut.symbol) for cut in found] for found in (rows, rows_held))
    made = made_signs(fitting, max(1, round(wanted * MADE_SHARE)), random)
    sizes: dict[str, list[Size]] = defaultdict(list)
    for cut in rows:
        if cut.symbol in ("√", NOT_A_SYMBOL):
            sizes[cut.symbol].append((cut.height, cut.width))
    for ink, symbol in made:
        sizes[symbol].append((ink.box.bottom - ink.box.top, ink.box.right - ink.box.left))
    lines = _of_inks("lines", inks, inks_held, random, variants=LINE_VARIANTS)
    signs = _of_inks("made signs", made, [], random, variants=LINE_VARIANTS)
    return [lines, signs], dict(sizes)


def hands_of(drawings: list[Drawing]) -> Hands | None:
    """Return the hands that wrote ``drawings``; None if there are too few of any writer."""
    try:
        return Hands(drawings)
    except ValueError:
        return None


def made_signs(hands: Hands, count: int, random: np.random.Generator) -> list[tuple[Ink, str]]:
    """Return ``count`` of each sign in ``MADE``, in heights of the writers' digits."""
    made = []
    for symbol in MADE:
        for _ in range(count):
            try:
                strokes = hands.hand(random).sign(symbol)
            except ValueError:
                break  # nobody has drawn what it is made of
            made.append((Ink.from_xy(stroke.tolist() for stroke in strokes), symbol))
    return made
