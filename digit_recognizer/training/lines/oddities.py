"""Oddities: what people also write on a line, and the search does not know.

Purpose: slips of the pen; letters and currency signs beside a sum, a colon for ÷, the number of an
exercise in front; a fraction bar with nothing below it yet, a stroke through a digit, or drawn twice;
a ring or a box around the result, a line below it.
Contract: rows and lines in, the like out, with their truth. All chance comes from the generator.
Not here: composing lines (``examples``).
"""

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

import numpy as np

from digit_recognizer.arrays import Polyline
from digit_recognizer.decoding import InkSource
from digit_recognizer.expression import Over, Row, Sign, row_from_text
from digit_recognizer.ink import Drawing, Ink
from digit_recognizer.ink.model import around
from digit_recognizer.raster.pen import polyline_of, polylines_of
from digit_recognizer.segmentation import typical_height
from digit_recognizer.symbol_table import DIGIT_SIGNS
from digit_recognizer.synthesis.marks import Size, box_around, circle, gone_over, underline
from digit_recognizer.synthesis.writers import at_origin
from digit_recognizer.training.augmentation.non_digits import currency

Oddity = Literal[
    "none",
    "letter",
    "currency",
    "colon",
    "item",
    "waiting",
    "crossed",
    "retraced",
    "circled",
    "boxed",
    "underlined",
]
ODDITY_SHARES: dict[Oddity, float] = {
    "none": 0.66, "letter": 0.03, "currency": 0.03, "colon": 0.04, "item": 0.07, "waiting": 0.04,
    "crossed": 0.04, "retraced": 0.04, "circled": 0.015, "boxed": 0.015, "underlined": 0.02,
}  # fmt: skip
SLIP_SHARE = 0.08  # of rows
POINT_REACH = 0.35  # heights of a digit around the symbols: a tap there may be a point
ITEM_POINT_SHARE = 0.6  # the others are 2) and so on
LONG_ITEMS, LONG_ITEM_SHARE = 31, 0.3  # many exercises are counted beyond 9
ITEM_GAP = (0.6, 1.6)  # heights of a digit behind the number of an exercise
SIGN_HEIGHTS = (0.7, 1.3)  # of letters and currency signs, in heights of a digit
SIGN_GAP = (0.1, 0.6)  # heights of a digit beside them
_DIVIDED = tuple(map(Sign, "×·/"))


class TrueLine(NamedTuple):
    """A line of ``ink``, what stands there, and its symbols: each with its strokes, ascending."""

    ink: Ink
    text: str
    symbols: tuple[tuple[str, tuple[int, ...]], ...]


def random_oddity(random: np.random.Generator) -> Oddity:
    """Return what is odd about a line, mostly "none"."""
    kinds = list(ODDITY_SHARES)
    return kinds[int(random.choice(len(kinds), p=list(ODDITY_SHARES.values())))]


def odd_row(row: Row, kind: Oddity, random: np.random.Generator) -> Row:
    """Return ``row``, or another one, with the number of an exercise, divided, or over a bar and a 1, if
    ``kind`` wants it."""
    if kind == "item":
        end = Sign("." if random.random() < ITEM_POINT_SHARE else ")")
        most = LONG_ITEMS if random.random() < LONG_ITEM_SHARE else 10
        number = str(random.integers(1, most))
        return Row((*map(Sign, number), end, *row.items))
    if kind == "waiting":
        over = Over(Row(row_from_text(str(random.integers(1, 100))).items), Row((Sign("1"),)))
        before = (Sign(str(random.integers(1, 10))), Sign("+")) if random.random() < 0.5 else ()
        return Row((*before, over))
    if kind == "colon":
        return Row(tuple(Sign("÷") if item in _DIVIDED else item for item in row.items))
    return row


def odd_line(
    line: TrueLine, kind: Oddity, letters: Sequence[Drawing], random: np.random.Generator
) -> TrueLine:
    """Return ``line``, composed of an :func:`odd_row`, with what is odd about it."""
    make = {
        "colon": lambda: _with_colons(line),
        "item": lambda: _with_item(line, random),
        "waiting": lambda: _waiting(line),
        "crossed": lambda: _crossed(line, random),
        "retraced": lambda: _retraced(line, random),
        "circled": lambda: _marked(line, circle, random),
        "boxed": lambda: _marked(line, box_around, random),
        "underlined": lambda: _marked(line, underline, random),
        "currency": lambda: _beside(line, currency(random), random),
    }.get(kind)
    if make is not None:
        return make()
    if kind == "letter" and letters:
        return _beside(line, polylines_of(letters[int(random.integers(len(letters)))].ink), random)
    return line


def with_slips(line: TrueLine, random: np.random.Generator) -> TrueLine:
    """Return ``line``, now and then with a tap of the pen or two that nobody meant, around it."""
    if random.random() >= SLIP_SHARE:
        return line
    height = typical_height(InkSource(line.ink).primitives)
    left, top, right, bottom = line.ink.box
    taps = []
    for _ in range(1 + int(random.random() < 0.2)):
        at = random.uniform((left - height, top - height), (right + height, bottom + height))
        x, y = at.tolist()
        if line.ink.box.is_near(x, y, POINT_REACH * height):
            continue
        way = random.normal(0, 1, 2)
        length = random.uniform(0, 0.1) * height / max(float(np.hypot(*way)), 1e-6)
        taps.append(np.array([at, at + way * length]))
    return line._replace(ink=_with(line.ink, taps))


def _with_colons(line: TrueLine) -> TrueLine:
    """Return ``line`` with each ÷ less its bar: so half of Europe divides."""
    strokes = line.ink.strokes
    bars = {
        max(own, key=lambda n: strokes[n].box.right - strokes[n].box.left)
        for text, own in line.symbols
        if text == "÷" and len(own) == 3
    }
    place = {n: at for at, n in enumerate(n for n in range(len(strokes)) if n not in bars)}
    symbols = tuple(
        (text, tuple(place[n] for n in own if n not in bars)) for text, own in line.symbols
    )
    return TrueLine(line.ink.without(bars), line.text, symbols)


def _waiting(line: TrueLine) -> TrueLine:
    """Return ``line``, which ends in a 1 below a bar, before the 1 was written."""
    *symbols, (_, last) = line.symbols
    place = {n: at for at, n in enumerate(n for n in range(len(line.ink)) if n not in last)}
    kept = tuple((text, tuple(place[n] for n in own)) for text, own in symbols)
    return TrueLine(line.ink.without(set(last)), f"{line.text.removesuffix('(1)')}()", kept)


def _crossed(line: TrueLine, random: np.random.Generator) -> TrueLine:
    """Return ``line`` with a stroke through one of its digits, which is a part of it."""
    place = _digit(line, random)
    if place is None:
        return line
    left, top, right, bottom = around(line.ink.strokes[n].box for n in line.symbols[place][1])
    ends = random.uniform(-0.1, 0.1, 4) * (bottom - top) + (left, bottom, right, top)
    return _with_stroke(line, place, ends.reshape(2, 2))


def _retraced(line: TrueLine, random: np.random.Generator) -> TrueLine:
    """Return ``line`` with a stroke of one of its digits, or a part of it, drawn once more."""
    place = _digit(line, random)
    if place is None:
        return line
    path = polyline_of(line.ink.strokes[int(random.choice(line.symbols[place][1]))])
    height = typical_height(InkSource(line.ink).primitives)
    return _with_stroke(line, place, gone_over(path, height, random))


def _digit(line: TrueLine, random: np.random.Generator) -> int | None:
    """Return the place of one of the digits of ``line``; None without any."""
    digits = [n for n, (text, _) in enumerate(line.symbols) if text in DIGIT_SIGNS]
    return int(random.choice(digits)) if digits else None


def _with_stroke(line: TrueLine, place: int, path: Polyline) -> TrueLine:
    """Return ``line`` with one more stroke, the last one, which is of the symbol at ``place``."""
    text, own = line.symbols[place]
    more = (text, (*own, len(line.ink)))
    symbols = (*line.symbols[:place], more, *line.symbols[place + 1 :])
    return TrueLine(_with(line.ink, [path]), line.text, symbols)


def _marked(
    line: TrueLine,
    mark: Callable[[Size, np.random.Generator], list[Polyline]],
    random: np.random.Generator,
) -> TrueLine:
    """Return ``line`` with a ``mark`` about what follows its last "=", or about all of it."""
    equals = [n for n, (text, _) in enumerate(line.symbols) if text == "="]
    own = (line.symbols[equals[-1] + 1 :] if equals else ()) or line.symbols
    left, top, right, bottom = around(line.ink.strokes[n].box for _, each in own for n in each)
    height = typical_height(InkSource(line.ink).primitives)
    drawn = mark(((right - left) / height, (bottom - top) / height), random)
    return line._replace(ink=_with(line.ink, [path * height + (left, top) for path in drawn]))


def _with_item(line: TrueLine, random: np.random.Generator) -> TrueLine:
    """Return ``line`` with the number of an exercise apart in front of it, which is no part of it."""
    height = typical_height(InkSource(line.ink).primitives)
    gap = float(random.uniform(*ITEM_GAP)) * height
    count = 1 + next(n for n, (text, _) in enumerate(line.symbols) if text in ".)")
    own = {n for _, each in line.symbols[:count] for n in each}
    both = enumerate(zip(line.ink, line.ink.moved(gap, 0), strict=True))
    strokes = tuple(here if n in own else apart for n, (here, apart) in both)
    return TrueLine(Ink(strokes), line.text[count:], line.symbols[count:])


def _beside(line: TrueLine, strokes: list[Polyline], random: np.random.Generator) -> TrueLine:
    """Return ``line`` with a sign of ``strokes`` in front of it or behind it."""
    height = typical_height(InkSource(line.ink).primitives)
    size = height * float(random.uniform(*SIGN_HEIGHTS))
    size /= max(float(np.ptp(np.concatenate(strokes)[:, 1])), 1e-6)
    placed = [path * size for path in at_origin(strokes)]
    width = max(float(path[:, 0].max()) for path in placed)
    box, gap = line.ink.box, height * float(random.uniform(*SIGN_GAP))
    x = box.left - gap - width if random.random() < 0.5 else box.right + gap
    y = (box.top + box.bottom + height) / 2
    ink = _with(line.ink, [path + np.array((x, y)) for path in placed])
    return TrueLine(ink, f"{line.text} and more", line.symbols)


def _with(ink: Ink, paths: list[Polyline]) -> Ink:
    more = Ink.from_xy([list(map(tuple, np.rint(path).tolist())) for path in paths])
    return Ink((*ink.strokes, *more.strokes))
