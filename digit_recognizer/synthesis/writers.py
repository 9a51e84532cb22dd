"""Writers: people's own drawings of each symbol, at their true relative size.

Purpose: give out real drawings of a symbol by one writer, for composing expressions. Signs that the
collections of symbols lack are made from strokes people drew: ÷, a minus with two dots; ·, a dot at mid
height; ±, a plus on a minus; and the hook of √.
Contract: polylines (n, 2) float64, y downwards; the unit is the height of the writer's digits, the box
of a symbol begins at x = 0 and ends below at y = 0; strokes come in the order a pen would draw them.
Drawings that can't be what they are called (a dot as tall as a digit) are not given out. All chance
comes from the generator that is passed.
Not here: where symbols stand beside each other (``layout``).
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from digit_recognizer.alphabet import DIGITS
from digit_recognizer.arrays import Polyline
from digit_recognizer.ink import Drawing
from digit_recognizer.raster.pen import extent, polylines_of
from digit_recognizer.symbol_table import SYMBOLS

Strokes = list[Polyline]

MIN_WRITER_DIGITS = 8  # drawings of digits that tell how large a writer writes
MIN_DIGIT_KINDS = 8  # different digits a writer needs to write expressions
LENDER_CHOICE = 6  # writers that lend a symbol
WIDTH, HEIGHT = 0, 1

SIZES = {size.label: size for row in SYMBOLS for size in row.drawn}
"""What size a drawing may have, by its label."""
SYNTHETIC_SYMBOLS = frozenset(row.text for row in SYMBOLS) - SIZES.keys()


class _Drawn(NamedTuple):
    strokes: Strokes
    width: float
    height: float


class Writers:
    """The drawings of many writers. Make it once, then :meth:`choose` for every expression."""

    def __init__(self, drawings: Iterable[Drawing]) -> None:
        """Take ``drawings`` with their labels and writers; those of unknown symbols are not used.

        Raises ValueError if no writer has drawn enough digits.
        """
        raw: dict[str, dict[str, list[_Drawn]]] = defaultdict(lambda: defaultdict(list))
        for drawing in drawings:
            if drawing.label in SIZES and drawing.ink:
                raw[drawing.writer or ""][str(drawing.label)].append(_at_origin(drawing))
        self._drawn: dict[str, dict[str, list[_Drawn]]] = {}
        for writer, of_writer in raw.items():
            heights = [d.height for digit in DIGITS for d in of_writer.get(digit, ()) if d.height]
            if len(heights) >= MIN_WRITER_DIGITS:
                self._drawn[writer] = _sensible(of_writer, 1 / float(np.median(heights)))
        self.names = tuple(
            sorted(
                w
                for w, own in self._drawn.items()
                if sum(d in own for d in DIGITS) >= MIN_DIGIT_KINDS
            )
        )
        """Who can write a whole expression, in the order of their names."""
        if not self.names:
            raise ValueError("no writer has drawn enough digits to compose expressions")
        self._traits = {writer: _traits(own) for writer, own in self._drawn.items()}

    def choose(self, random: np.random.Generator, name: str | None = None) -> "Writer":
        """Return the writer called ``name``, or anyone, for one expression."""
        chosen = name or self.names[int(random.integers(len(self.names)))]
        return Writer(self, chosen, random)

    def lender(self, writer: str, label: str, random: np.random.Generator) -> str:
        """Return ``writer``, or one who writes similarly and has drawn ``label``.

        Similar is a like slant and width of the digits. Raises ValueError if nobody has drawn it.
        """
        if self._drawn[writer].get(label):
            return writer
        mine = self._traits[writer]
        able = [other for other, own in self._drawn.items() if own.get(label)]
        if not able:
            raise ValueError(f"nobody has drawn {label}")
        able.sort(key=lambda other: float(np.abs(self._traits[other] - mine).sum()))
        return able[int(random.integers(min(LENDER_CHOICE, len(able))))]

    def has(self, label: str) -> bool:
        """Whether anyone has drawn ``label``."""
        return any(own.get(label) for own in self._drawn.values())

    def drawn(self, writer: str, label: str, random: np.random.Generator) -> Strokes:
        """Return one of ``writer``'s drawings of ``label``."""
        own = self._drawn[writer][label]
        return own[int(random.integers(len(own)))].strokes


class Writer:
    """One writer at one expression: the same symbol always comes from the same person."""

    def __init__(self, others: Writers, name: str, random: np.random.Generator) -> None:
        self.name = name
        self._others = others
        self._random = random
        self._lenders: dict[str, str] = {}
        self._times = "x"
        for label, share in (("X", 0.2), ("*", 0.12)):
            if others.has(label) and random.random() < share:
                self._times = label
        self._times_size = float(random.uniform(0.4, 0.9))
        self._taps = random.random() < 0.15  # dots are a tap of the pen

    def sign(self, text: str) -> Strokes:
        """Return the strokes of the symbol ``text`` in the order they are drawn.

        Raises ValueError for what nobody has drawn and what isn't made from others' strokes.
        """
        random = self._random
        if text in SYNTHETIC_SYMBOLS:
            return at_origin(self._made(text))
        if text == "." and self._taps:
            return [np.zeros((1, 2))]
        return self._own(text, random)

    def _made(self, text: str) -> Strokes:
        random = self._random
        if text == "×":
            strokes = self._own(self._times, random)
            _, size = _box(strokes)
            scale = self._times_size * float(random.uniform(0.88, 1.12)) / (size[HEIGHT] or 1.0)
            return [points * scale for points in strokes]
        if text == "÷":
            return division(self.sign("-"), self.sign("."), self.sign("."), random)
        if text == "·":
            return dot(self.sign("."), random)
        if text == "±":
            return plus_minus(self.sign("+"), self.sign("-"), random)
        strokes, _ = root(random)
        return strokes

    def _own(self, label: str, random: np.random.Generator) -> Strokes:
        if label not in self._lenders:
            self._lenders[label] = self._others.lender(self.name, label, random)
        return self._others.drawn(self._lenders[label], label, random)


def at_origin(strokes: Strokes) -> Strokes:
    """Return ``strokes`` moved so that their box begins at x = 0 and ends below at y = 0."""
    least, size = _box(strokes)
    corner = np.array([least[0], least[1] + size[1]])
    return [points - corner for points in strokes]


def _box(strokes: Strokes) -> tuple[Polyline, Polyline]:
    least, greatest = extent(strokes)
    return least, greatest - least


def _at_origin(drawing: Drawing) -> _Drawn:
    strokes = at_origin(polylines_of(drawing.ink))
    _, size = _box(strokes)
    return _Drawn(strokes, float(size[WIDTH]), float(size[HEIGHT]))


def _sensible(of_writer: dict[str, list[_Drawn]], scale: float) -> dict[str, list[_Drawn]]:
    """Return the drawings scaled, less those whose size says that they are something else."""
    kept: dict[str, list[_Drawn]] = {}
    for label, drawn in of_writer.items():
        scaled = [
            _Drawn([points * scale for points in d.strokes], d.width * scale, d.height * scale)
            for d in drawn
        ]
        kept[label] = [d for d in scaled if _fits(label, d)]
    return {label: drawn for label, drawn in kept.items() if drawn}


def _fits(label: str, drawn: _Drawn) -> bool:
    size = SIZES[label]
    side = drawn.width if size.by_width else drawn.height
    if label == ".":
        return max(drawn.width, drawn.height) <= size.most
    if label == ",":
        return size.least <= side <= size.most and drawn.width <= size.slim * drawn.height
    return size.least <= side <= size.most and drawn.height <= size.slim * drawn.width


def _traits(own: dict[str, list[_Drawn]]) -> Polyline:
    """Return (2,): the slant of a writer's ones and the width of the other digits."""
    slants = [_slant(d) for d in own.get("1", ()) if d.height]
    widths = [d.width / d.height for digit in DIGITS if digit != "1" for d in own.get(digit, ())]
    return np.array([np.median(slants) if slants else 0.2, np.median(widths) if widths else 0.7])


def _slant(drawn: _Drawn) -> float:
    points = np.concatenate(drawn.strokes)
    top, bottom = points[points[:, 1].argmin()], points[points[:, 1].argmax()]
    return float(np.clip((top[0] - bottom[0]) / drawn.height, -1, 1))


def division(bar: Strokes, upper: Strokes, lower: Strokes, random: np.random.Generator) -> Strokes:
    """Return ``bar`` with a dot above and one below, in one of the orders people draw them."""
    middle = _centre(bar)
    rise, sink = random.uniform(0.14, 0.36) + random.uniform(-0.05, 0.05, 2)
    lean = random.uniform(-0.06, 0.12)
    above = _moved(upper, middle + np.array((lean + random.normal(0, 0.03), -rise)))
    below = _moved(lower, middle + np.array((-lean + random.normal(0, 0.03), sink)))
    orders = ([bar, above, below], [above, bar, below], [above, below, bar])
    chosen = orders[int(random.choice(3, p=[0.6, 0.3, 0.1]))]
    return [stroke for strokes in chosen for stroke in strokes]


def dot(point: Strokes, random: np.random.Generator) -> Strokes:
    """Return ``point``, a little bolder or smaller than the one at the end of a sentence."""
    return [points * random.uniform(0.7, 1.3) for points in point]


def plus_minus(plus: Strokes, minus: Strokes, random: np.random.Generator) -> Strokes:
    """Return ``plus`` flattened a little, and ``minus`` under it."""
    upper = [points * (1.0, random.uniform(0.75, 1.0)) for points in plus]
    least, greatest = extent(upper)
    low, high = extent(minus)
    stretch = random.uniform(0.8, 1.2) * (greatest[0] - least[0]) / max(high[0] - low[0], 0.1)
    flat = [points * (stretch, 1.0) for points in minus]
    place = (
        (least[0] + greatest[0]) / 2 + random.normal(0, 0.03),
        greatest[1] + random.uniform(0.02, 0.22),
    )
    lower = _moved(flat, np.array(place))
    return [*upper, *lower] if random.random() < 0.85 else [*lower, *upper]


def root(
    random: np.random.Generator, height: float = 1.0, reach: float = 0.0
) -> tuple[Strokes, float]:
    """Return a √ ``height`` tall with a line ``reach`` long, and the x where that begins.

    One stroke or two. The hook begins with a small tick or without, has a sharp or a round foot.
    """
    tick = random.uniform(0.08, 0.3) if random.random() < 0.75 else 0.0
    foot = tick + random.uniform(0.08, 0.25)
    top = foot + random.uniform(0.12, 0.45)
    start = -height * random.uniform(0.3, 0.65)
    corners = [(tick, start), (foot, 0.0), (top, -height)]
    if tick:
        corners.insert(0, (0.0, start + random.uniform(0.0, 0.15) * height))
    hook = by_hand(corners, random)
    if reach <= 0:
        return [hook], top
    slope = random.normal(0, 0.03)
    end = (top + reach, -height + slope * reach)
    drop = (end[0] + random.uniform(-0.05, 0.05), end[1] + random.uniform(0.08, 0.25))
    line_ends = [end, drop] if random.random() < 0.2 else [end]
    if random.random() < 0.65:
        return [by_hand([*corners, *line_ends], random)], top
    begin = (top + random.uniform(-0.05, 0.08), -height + random.uniform(-0.06, 0.06))
    return [hook, by_hand([begin, *line_ends], random)], top


def by_hand(corners: list[tuple[float, float]], random: np.random.Generator) -> Polyline:
    """Return a pen's way through ``corners``: rounded a little, never quite straight."""
    points = np.array(corners)
    steps = np.hypot(*np.diff(points, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    total = float(along[-1])
    count = max(8, int(total / random.uniform(0.03, 0.08)))
    even = np.linspace(0, total, count)
    path = np.stack([np.interp(even, along, points[:, axis]) for axis in (0, 1)], axis=1)
    for _ in range(int(random.integers(0, 4))):
        path[1:-1] = (path[:-2] + 2 * path[1:-1] + path[2:]) / 4
    waves = random.normal(0, 0.012, (2, 3))
    phase = even[:, None] * np.array([1.5, 3.0, 6.0]) + random.uniform(0, 2 * np.pi, 3)
    return np.asarray(path + (np.sin(phase)[:, None, :] * waves).sum(axis=2))


def _centre(strokes: Strokes) -> Polyline:
    least, greatest = extent(strokes)
    return (least + greatest) / 2


def _moved(strokes: Strokes, centre: Polyline) -> Strokes:
    shift = centre - _centre(strokes)
    return [points + shift for points in strokes]
