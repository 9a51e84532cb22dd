"""A library of drawings in the project's own handwriting, for pictures and for trying things out.

Run it: python tools/sample_library.py FILE [NUMBER]
"""

import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import stroke_font

from digit_recognizer.ink import Ink, Point, Stroke, read_inkml
from digit_recognizer.library import Entry, Library
from digit_recognizer.reader import Reader

ROOT = Path(__file__).resolve().parents[1]
WRITERS = ("Ada", "Ben", "Cleo", "")
LABELLED, MISLABELLED = 0.8, 0.03  # shares of the drawings
OLDER = 0.08  # share of the drawings that a worse model read, long ago
FIRST = datetime(2025, 9, 1, 8, tzinfo=UTC)
SPAN = timedelta(days=60)


def fill(path: Path, number: int = 150, *, child: bool = False) -> None:
    """Make the library at ``path`` with ``number`` drawings, always the same ones.

    ``child``: with five drawings of each digit by Mia, who writes 3 and 6 the other way round.
    """
    chance, reader = random.Random(4), Reader.load()
    with Library.open(path) as library:
        library.add(sorted(_entries(number, chance, reader), key=lambda entry: entry.made))
        if child:
            library.add(_of_a_child(chance, reader))


def _of_a_child(chance: random.Random, reader: Reader) -> Iterator[Entry]:
    seen = dict.fromkeys("0123456789", 0)
    for drawing in stroke_font.drawings(seed=5, writers=2, times=3):
        label = str(drawing.label)
        if seen.get(label, 5) == 5:
            continue
        seen[label] += 1
        ink = _written(drawing.ink, chance)
        if label in "36":
            ink = Ink.from_xy([[(400 - x, y, t) for x, y, t in stroke.points] for stroke in ink])
        reading = reader.read_ink(ink)
        yield Entry(
            ink, label=label, text=reading.text, confidence=reading.confidence,
            doubtful=reading.doubtful, model=reader.model_of(reading), writer="Mia",
            made=FIRST + SPAN + timedelta(minutes=sum(seen.values())), source="window",
        )  # fmt: skip


def _entries(number: int, chance: random.Random, reader: Reader) -> Iterator[Entry]:
    for index, (label, writer, ink) in enumerate(_drawings(number, chance)):
        reading = reader.read_ink(ink)
        text, sure, model = reading.text, reading.confidence, reader.model_of(reading)
        if len(label) == 1 and chance.random() < OLDER:
            text, sure, model = chance.choice("0123456789"), chance.uniform(0.4, 0.95), "older.h5"
        made = FIRST + SPAN * (index / number) + timedelta(minutes=chance.uniform(0, 600))
        said = label if chance.random() < LABELLED else None
        if said is not None and len(label) == 1 and chance.random() < MISLABELLED:
            said = chance.choice("0123456789")
        yield Entry(
            ink, label=said, text=text, confidence=sure, doubtful=sure < 0.7, model=model, writer=writer,
            made=made.replace(microsecond=0), source="window",
        )  # fmt: skip


def _drawings(number: int, chance: random.Random) -> Iterator[tuple[str, str, Ink]]:
    digits = [
        drawing
        for drawing in stroke_font.drawings(seed=9, writers=len(WRITERS), times=number // 40 + 2)
        if str(drawing.label).isdigit()
    ]
    own = sorted((ROOT / "examples").glob("*/*.inkml"))
    chance.shuffle(digits)
    for index in range(number):
        if index % 6 == 5 and own:
            drawing = read_inkml(own.pop(chance.randrange(len(own))))
            if drawing.label:
                yield str(drawing.label), chance.choice(WRITERS), drawing.ink
                continue
        drawing = digits[index % len(digits)]
        writer = WRITERS[int(str(drawing.writer).split()[-1]) - 1]
        yield str(drawing.label), writer, _written(drawing.ink, chance)


def _written(ink: Ink, chance: random.Random) -> Ink:
    """Return ``ink`` as a pen would have drawn it on the canvas: its size, unsteady, with times."""
    box, size = ink.box, chance.uniform(0.4, 0.6)
    shake, lean = chance.choice((0.0, 0.0, 1.5)), chance.choice((0.0, 0.0, 0.0, 0.6, -0.7))
    strokes, start = [], 0.0
    for stroke in ink.moved(120 - box.left * size, 90 - box.top * size, size):
        points = tuple(
            Point(
                x - lean * (y - 150) + chance.gauss(0, shake),
                y + chance.gauss(0, shake),
                0.011 * place,
            )
            for place, (x, y, _) in enumerate(stroke.points)
        )
        strokes.append(Stroke(points, start))
        start += points[-1].t + 0.2
    return Ink(tuple(strokes))


if __name__ == "__main__":
    fill(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 150)
