"""The maker of a page: puts handwriting, rules and print on it, then whatever lies around it.

Purpose: what scenes to train on and rows to measure on are both made with.
Contract: places are in pixels of a flat page; the maker bends them as the camera sees them. All chance
comes from the generator.
Not here: which kinds of pages there are (``scene``, ``paper_rows``).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.arrays import PixelClass, Polyline
from digit_recognizer.raster.pen import rotation
from digit_recognizer.synthesis import marks
from digit_recognizer.synthesis.paper import rules
from digit_recognizer.synthesis.paper.layers import Layers, Mark, noise
from digit_recognizer.synthesis.paper.pens import Pen, random_pen, written
from digit_recognizer.synthesis.paper.print_text import Typeface, printed
from digit_recognizer.synthesis.paper.writing import Stock, WrittenRow

PRINTED_WORDS = (
    "Name", "Date", "Total", "Points", "No.", "Class", "Test", "Sum", "Marks", "Page", "Amount",
    "Answer",     "Nr", "Datum", "Summe", "Note", "Betrag", "Seite", "Mathe", "Exercise",
    "Roll", "Grade", "A", "B", "C",
)  # fmt: skip


@dataclass(slots=True)
class PageMaker:
    """What a scene is made with: the page so far, the pen, the height of a digit, the bend."""

    layers: Layers
    stock: Stock
    fonts: Sequence[Path]
    random: np.random.Generator
    height: float
    pen: Pen
    angle: float
    bend: rules.Bend
    strokes: list[Polyline] = field(default_factory=list)
    papers: Sequence[NDArray[np.uint8]] = ()

    @classmethod
    def empty(
        cls, shape: tuple[int, int], stock: Stock, fonts: Sequence[Path],
        random: np.random.Generator, *, height: float, angle: float,
    ) -> "PageMaker":  # fmt: skip
        """Return a page of ``shape`` without anything on it, with a pen and a bend by chance."""
        pen, bend = random_pen(random), random_bend(shape, angle, random)
        return cls(Layers(shape), stock, fonts, random, height, pen, angle, bend)

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width of the page in pixels."""
        return self.layers.shape

    def write(self, row: WrittenRow, x: float, y: float, size: float = 1.0) -> None:
        """Write ``row`` centred on (x, y), now and then with a mark about it."""
        scale = self.height * size
        paths = list(row.polylines)
        chance = self.random.random()
        if chance < 0.025:
            paths += marks.centred(marks.circle(row.size, self.random), row.size)
        elif chance < 0.042:
            paths += marks.centred(marks.underline(row.size, self.random), row.size)
        elif chance < 0.06:
            paths += marks.centred(marks.double_underline(row.size, self.random), row.size)
        elif chance < 0.08:
            paths += marks.centred(marks.strike(row.size, self.random), row.size)
        self.draw(paths, x, y, scale)

    def draw(self, paths: Sequence[Polyline], x: float, y: float, scale: float) -> None:
        """Draw ``paths`` with the pen, ``scale`` pixels a unit, about (x, y)."""
        self.strokes += [self.bend(path * scale + (x, y)) for path in paths]

    def finish_strokes(self) -> None:
        """Put what was drawn so far on the page; then the next person may have another pen."""
        if self.strokes:
            self.layers.marks.append(
                written(self.strokes, self.shape, self.pen, self.height, self.random)
            )
        self.strokes = []

    def rule(self, lines: list[Polyline]) -> None:
        """Rule ``lines``, all in one style."""
        self.layers.marks += rules.ruled(lines, self.shape, self.bend, self.random)

    def print(self, text: str, x: float, y: float, face: Typeface) -> None:
        """Print ``text`` with its baseline's left end at (x, y)."""
        left, base = self.bend(np.array([[x, y]]))[0].tolist()
        height = self.height * face.size
        coverage = printed(text, face.font, height, (left, base), self.shape, angle=-self.angle)
        colour = (face.grey, face.grey, face.grey)
        if self.random.random() < 0.08:
            red, green, blue = self.random.uniform(0, 0.8, 3).tolist()
            colour = (red, green, blue)
        opacity = float(self.random.uniform(0.5, 1))
        self.layers.marks.append(Mark(PixelClass.PRINT, coverage, None, colour, opacity))

    def font(self) -> Path:
        """Return one of the fonts."""
        return self.fonts[int(self.random.integers(len(self.fonts)))]

    def one_of(self, rows: Sequence[WrittenRow]) -> WrittenRow:
        """Return one of ``rows``."""
        return rows[int(self.random.integers(len(rows)))]


def random_bend(shape: tuple[int, int], angle: float, random: np.random.Generator) -> rules.Bend:
    """Return how the page is turned, sheared, and curled before the camera."""
    turn = rotation(np.radians(angle)) @ np.array(
        [[1, random.normal(0, 0.03)], [random.normal(0, 0.02), 1]]
    )
    middle = np.array([shape[1] / 2, shape[0] / 2])
    curl = random.uniform(0, 0.03) * shape[1] if random.random() < 0.3 else 0.0
    period, start = random.uniform(0.7, 2.5) * shape[1], random.uniform(0, 7)

    def bend(points: Polyline) -> Polyline:
        bent = (points - middle) @ turn.T + middle
        bent[:, 1] += curl * np.sin(bent[:, 0] / period * 2 * np.pi + start)
        return np.asarray(bent)

    return bend


def paper_pattern(page: PageMaker) -> None:
    """Put what paper is sold with on the page: nothing, rules, squares, dots, a margin, guilloche."""
    random, (height, width) = page.random, page.shape
    chance = random.random()
    pitch = page.height * float(random.uniform(0.45, 2.2))
    margin = 0.3 * max(height, width)
    rows = np.arange(-margin + random.uniform(0, pitch), height + margin, pitch)
    lines = [rules.straight((-margin, y), (width + margin, y)) for y in rows]
    if chance < 0.2:
        page.rule(lines)
    elif chance < 0.45:
        columns = np.arange(-margin + random.uniform(0, pitch), width + margin, pitch)
        page.rule(lines + [rules.straight((x, -margin), (x, height + margin)) for x in columns])
    elif chance < 0.5:
        page.layers.marks += rules.dots(page.shape, pitch, page.bend, random)
    elif chance < 0.7:
        page.layers.marks += rules.guilloche(page.shape, random)
    if random.random() < 0.12:
        x = float(random.uniform(0, width))
        page.rule([rules.straight((x, -margin), (x, height + margin))])


def printed_sum(random: np.random.Generator) -> str:
    """Return a sum as worksheets print them: with "=" or not, spaced out or not, some with brackets."""
    signs = [str(sign) for sign in random.choice(list("+--×÷−:·"), int(random.integers(1, 4)))]
    decimals = int(random.integers(1, 3)) if random.random() < 0.2 else 0
    numbers = [
        f"{int(random.integers(1, 10 ** int(random.integers(1, 4)))) / 10**decimals:.{decimals}f}"
        for _ in range(len(signs) + 1)
    ]
    space = " " * int(random.choice([0, 1, 2], p=[0.5, 0.4, 0.1]))
    parts = [part for pair in zip(numbers, [*signs, "="], strict=True) for part in pair]
    if len(signs) > 1 and random.random() < 0.25:
        parts[2], parts[4] = "(" + parts[2], parts[4] + ")"
    return space.join(parts if random.random() < 0.9 else parts[:-1])


def printed_words(page: PageMaker, sums: float = 0.15) -> str:
    """Return a word, a number or, with a chance of ``sums``, a sum to print."""
    random = page.random
    if random.random() < sums:
        return printed_sum(random)
    chance = random.random()
    if chance < 0.5:
        return str(int(random.integers(0, 10 ** int(random.integers(1, 5)))))
    return PRINTED_WORDS[int(random.integers(len(PRINTED_WORDS)))]


def window_bar(page: PageMaker) -> None:
    """A dark bar as programs have, with light print: neither is handwriting."""
    random, (height, width) = page.random, page.shape
    coverage = np.zeros(page.shape, np.float32)
    end = int(random.uniform(0.08, 0.3) * height)
    coverage[:end] = 1
    grey = float(random.uniform(0, 0.3))
    page.layers.marks.append(Mark(PixelClass.PAPER, coverage, None, (grey, grey, grey), 1.0))
    face = Typeface(page.font(), 0.4 * end / page.height, 0.9)
    page.print("File Edit View", random.uniform(0, 0.4) * width, end * 0.75, face)


def on_a_desk(
    picture: NDArray[np.uint8], truth: NDArray[np.float32], random: np.random.Generator
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Return the scene with what lies beside the page at one side or two: dark, even or grained."""
    shape = picture.shape[:2]
    rows, columns = np.indices(shape)
    beside = np.zeros(shape, bool)
    for _ in range(int(random.integers(1, 3))):
        angle = float(random.choice([0, 0.5, 1, 1.5])) * np.pi + random.normal(0, 0.06)
        across = (columns - shape[1] / 2) * np.cos(angle) + (rows - shape[0] / 2) * np.sin(angle)
        beside |= across > np.abs(across).max() * random.uniform(0.6, 0.97)
    colour = random.uniform(0, 0.45) * random.uniform(0.5, 1, 3)
    grain = 1 + random.uniform(0, 0.6) * (
        noise((shape[0], shape[1]), float(random.uniform(2, 20)), random) - 0.5
    )
    surface = np.clip(colour * grain[..., None] * 255, 0, 255)
    changed = np.where(beside[..., None], surface, picture).astype(np.uint8)
    truth = np.where(beside[..., None], np.eye(len(PixelClass), dtype=np.float32)[0], truth)
    return changed, truth
