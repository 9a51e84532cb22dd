"""Sums in handwriting, and a reader that knows what they say: for tests of the window, and its pictures.

Digits are the project's example drawings, signs are drawn here; the typesetter says where they stand.
"""

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from digit_recognizer.app.document.typeset import Text, typeset
from digit_recognizer.expression import (
    Over,
    Radical,
    Raised,
    Row,
    Sign,
    calculate,
    row_from_text,
    text_of,
)
from digit_recognizer.ink import Ink, Stroke, read_inkml
from digit_recognizer.ink.model import Box
from digit_recognizer.reading import Correction, Hypothesis, Line, Reading, ReadSymbol
from digit_recognizer.resources import example_drawings

Pairs = list[tuple[float, float]]

SIGNS: dict[str, list[Pairs]] = {  # in sizes; the base line is at 0, y grows downwards
    "+": [[(0, -0.3), (0.5, -0.33)], [(0.25, -0.57), (0.24, -0.05)]],
    "−": [[(0, -0.31), (0.25, -0.33), (0.5, -0.32)]],
    "=": [[(0, -0.42), (0.5, -0.44)], [(0.02, -0.22), (0.5, -0.23)]],
    "×": [[(0, -0.52), (0.4, -0.1)], [(0.41, -0.53), (0.02, -0.08)]],
    "÷": [[(0, -0.32), (0.5, -0.33)], [(0.25, -0.54), (0.26, -0.53)], [(0.25, -0.1), (0.26, -0.1)]],
    "·": [[(0.05, -0.33), (0.06, -0.32)]],
    "/": [[(0.4, -0.8), (0.2, -0.4), (0, 0.08)]],
    "(": [[(0.24, -0.86), (0.08, -0.68), (0.02, -0.36), (0.08, -0.04), (0.24, 0.14)]],
    ")": [[(0, -0.86), (0.16, -0.68), (0.22, -0.36), (0.16, -0.04), (0, 0.14)]],
    "[": [[(0.22, -0.82), (0.02, -0.82), (0, 0.1), (0.2, 0.1)]],
    "]": [[(0, -0.82), (0.2, -0.82), (0.22, 0.1), (0, 0.1)]],
    "±": [[(0, -0.4), (0.5, -0.42)], [(0.25, -0.66), (0.25, -0.18)], [(0, -0.02), (0.5, -0.03)]],
    "<": [[(0.46, -0.58), (0.02, -0.32), (0.48, -0.06)]],
    ">": [[(0, -0.58), (0.46, -0.32), (0.02, -0.06)]],
    ".": [[(0.02, -0.01), (0.03, 0)]],
    ",": [[(0.08, -0.04), (0.1, 0.02), (0.02, 0.14)]],
    "%": [
        [(0.14, -0.7), (0.02, -0.6), (0.12, -0.48), (0.22, -0.58), (0.14, -0.7)],
        [(0.5, -0.72), (0.1, 0)],
        [(0.46, -0.26), (0.36, -0.12), (0.46, 0), (0.56, -0.14), (0.46, -0.26)],
    ],
}
LOOKS_LIKE = {
    "1": "7/",
    "7": "12",
    "2": "z7",
    "5": "36",
    "+": "×4",
    "-": "+7",
    "0": "68",
    "=": "-±",
}


@dataclass(frozen=True)
class Written:
    """Ink of one line: ``row`` is what it says, ``symbols`` their texts with their strokes' indices."""

    ink: Ink
    row: Row
    symbols: tuple[tuple[str, tuple[int, ...]], ...]

    def moved(self, dx: float, dy: float) -> "Written":
        return replace(self, ink=self.ink.moved(dx, dy))


def written(text: str, size: int = 80, seed: int = 1, at: tuple[float, float] = (0, 0)) -> Written:
    """Return ``text`` in handwriting: digits about 0.74 ``size`` high, its base line at ``at``."""
    row = row_from_text(text)
    wobble = random.Random(seed)
    shapes = {**SIGNS, **_digits()}

    def width(sign: str, size: int) -> float:
        return size * (max(x for path in shapes.get(sign, [[(0.3, 0)]]) for x, _ in path) + 0.16)

    names = list(_names(row))
    strokes: list[Pairs] = []
    owners: list[list[int]] = [[] for _ in names]
    for piece in typeset(row, size, width).pieces:
        if isinstance(piece, Text):
            lean, drop = wobble.uniform(-0.04, 0.04), wobble.uniform(-0.02, 0.02) * size
            paths = [
                [
                    (piece.x + piece.size * (x - lean * y), piece.y + piece.size * y + drop)
                    for x, y in p
                ]
                for p in shapes[piece.text]
            ]
        else:
            paths = [list(piece.points)]
        for path in paths:
            owners[piece.sign].append(len(strokes))
            strokes.append(list(_dense(path, wobble)))
    symbols = tuple((name, tuple(own)) for name, own in zip(names, owners, strict=True))
    return Written(Ink.from_xy(strokes).moved(*at), row, symbols)


def _digits() -> dict[str, list[Pairs]]:
    shapes = {}
    for path in example_drawings():
        drawing = read_inkml(path)
        box = drawing.ink.box
        unit = 0.74 / (box.bottom - box.top)
        small = drawing.ink.moved(-box.left * unit, -box.bottom * unit, unit)
        shapes[str(drawing.label)] = [[(p.x, p.y) for p in stroke.points] for stroke in small]
    return shapes


def _names(row: Row) -> Iterator[str]:
    """Yield the symbols of ``row`` in the order in which the typesetter numbers them."""
    for item in row.items:
        match item:
            case Sign(text):
                yield text
            case Raised(exponent):
                yield from _names(exponent)
            case Radical(radicand):
                yield "√"
                yield from _names(radicand)
            case Over(above, below):
                yield from _names(above)
                yield "frac"
                yield from _names(below)


def _dense(path: Pairs, wobble: random.Random) -> Iterator[tuple[float, float]]:
    """Yield points every few pixels, about as a pen reports them."""
    kept = [path[0]]
    for point in path[1:-1]:
        if math.dist(point, kept[-1]) > 5:
            kept.append(point)
    kept += path[1:][-1:]
    yield kept[0]
    for (x0, y0), (x1, y1) in pairwise(kept):
        steps = max(1, round(math.dist((x0, y0), (x1, y1)) / 8))
        for step in range(1, steps + 1):
            shake = wobble.gauss(0, 0.3)
            yield x0 + (x1 - x0) * step / steps + shake, y0 + (y1 - y0) * step / steps + shake


@dataclass
class KnowingReader:
    """A reader that knows the ``lines``, whichever of their strokes are there.

    ``unsure``: what some symbols are read as, by (line, symbol): text and confidence; below 0.5 it is
    doubtful. ``asked`` remembers what it was asked for.
    """

    lines: Sequence[Written] = ()
    unsure: Mapping[tuple[int, int], tuple[str, float]] = field(default_factory=dict)
    asked: list[tuple[str, tuple[Correction, ...]]] = field(default_factory=list)
    model_name = "knowing.h5"
    remark = ""

    def model_of(self, reading: Reading) -> str:
        return f"{self.model_name} 0123456789ab"

    def read_ink(
        self, ink: Ink, expect: str = "auto", corrections: Sequence[Correction] = ()
    ) -> Reading:
        self.asked.append((expect, tuple(corrections)))
        if not ink:
            return Reading(reason="there is no ink")
        places = self._places(ink)
        known = {correction.strokes: correction.text for correction in corrections}
        lines = []
        for number, line in enumerate(self.lines):
            found = [
                (
                    index,
                    name,
                    tuple(i for i, at in enumerate(places) if at in {(number, o) for o in own}),
                )
                for index, (name, own) in enumerate(line.symbols)
            ]
            present = [one for one in found if one[2]]
            if present:
                lines.append(self._line(number, line, present, ink, known))
        symbols = [symbol for line in lines for symbol in line.symbols]
        if expect == "digit" or (len(symbols) == 1 and symbols[0].text.isdigit() and not known):
            text = symbols[0].text
            others = tuple(Hypothesis(d, 0.002) for d in "0123456789" if d != text)
            return Reading((Hypothesis(text, 0.98), *others), seconds=0.001)
        if not lines:
            return Reading(reason="nothing known is there")
        confidence = 1.0
        for line in lines:
            confidence *= line.hypotheses[0].confidence
        whole = Hypothesis("\n".join(line.text for line in lines), confidence)
        doubtful = any(line.doubtful for line in lines)
        return Reading((whole,), doubtful, seconds=0.0071, lines=tuple(lines))

    def _line(
        self,
        number: int,
        line: Written,
        present: list[tuple[int, str, tuple[int, ...]]],
        ink: Ink,
        known: Mapping[tuple[int, ...], str],
    ) -> Line:
        symbols = []
        for index, name, strokes in present:
            text, confidence = self.unsure.get((number, index), (name, 0.98))
            if strokes in known:
                text, confidence = known[strokes], 1.0
            others = [name] if name != text else []
            others += [other for other in LOOKS_LIKE.get(name, "8") if other != text]
            alternatives = tuple(
                Hypothesis(other, (1 - confidence) * 0.6**place)
                for place, other in enumerate(others, 1)
            )
            box = Ink(tuple(ink.strokes[i] for i in strokes)).box
            symbols.append(
                ReadSymbol(text, confidence, box, strokes, alternatives, confidence < 0.5)
            )
        if len(present) == len(line.symbols):
            row = _replaced(line.row, iter([symbol.text for symbol in symbols]))
        else:
            row = Row(tuple(Sign(symbol.text) for symbol in symbols))
        least = min(symbol.confidence for symbol in symbols)
        hypotheses = [Hypothesis(text_of(row), least)]
        worst = min(range(len(symbols)), key=lambda i: symbols[i].confidence)
        for other in symbols[worst].alternatives:
            texts = [other.text if i == worst else s.text for i, s in enumerate(symbols)]
            changed = _replaced(row, iter(texts)) if len(texts) == len(line.symbols) else row
            hypotheses.append(Hypothesis(text_of(changed), other.confidence))
        box = Box(*_around([symbol.box for symbol in symbols]))
        doubtful = any(symbol.doubtful for symbol in symbols)
        return Line(tuple(hypotheses), row, calculate(row), tuple(symbols), doubtful, box)

    def _places(self, ink: Ink) -> list[tuple[int, int] | None]:
        """Return for each stroke which (line, stroke) of the plan it is."""
        planned = [
            ((number, index), stroke.box)
            for number, line in enumerate(self.lines)
            for index, stroke in enumerate(line.ink)
        ]
        return [_nearest(stroke, planned) for stroke in ink]


def _nearest(stroke: Stroke, planned: list[tuple[tuple[int, int], Box]]) -> tuple[int, int] | None:
    found = [
        (sum(abs(a - b) for a, b in zip(stroke.box, box, strict=True)), p) for p, box in planned
    ]
    return min(found)[1] if found and min(found)[0] < 40 else None


def _replaced(row: Row, texts: Iterator[str]) -> Row:
    """Return ``row`` with its symbols replaced in order."""
    items: list[Over | Radical | Raised | Sign] = []
    for item in row.items:
        match item:
            case Sign():
                items.append(Sign(next(texts)))
            case Raised(exponent):
                items.append(Raised(_replaced(exponent, texts)))
            case Radical(radicand):
                next(texts)
                items.append(Radical(_replaced(radicand, texts)))
            case Over(above, below):
                above = _replaced(above, texts)
                next(texts)
                items.append(Over(above, _replaced(below, texts)))
    return Row(tuple(items))


def _around(boxes: Sequence[Box]) -> tuple[float, float, float, float]:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)
