"""Draws the example expressions and the set that the tests read, in the project's own handwriting.

Run it after a change of the handwriting, or to draw more: PYTHONPATH=. python tools/draw_expressions.py
What it draws depends on nothing but this repository. Look at it before you commit it.
"""

import gzip
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
from stroke_font import font_writers

from digit_recognizer.datasets.expression_set import ExpressionSample
from digit_recognizer.expression import Row, row_from_text
from digit_recognizer.files import write_atomically
from digit_recognizer.ink import Drawing, Ink, Point, Stroke, write_inkml
from digit_recognizer.synthesis.compose import compose
from digit_recognizer.synthesis.layout_style import LayoutStyle, draw_layout_style
from digit_recognizer.synthesis.random_expressions import (
    RANDOM_KINDS,
    random_notation,
    random_number,
)
from digit_recognizer.synthesis.writers import Writers

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "examples" / "expressions"
TEST_SET = ROOT / "tests" / "own_expressions.jsonl.gz"
WRITER = "the project"
UNIT = 64.0  # canvas units that a digit is high
SPEED = 5.0  # digits' heights a pen goes in a second
LIFT = 0.15  # seconds from stroke to stroke, beside the way

TEXTS = {
    "number": "4096",
    "decimal": "3.14",
    "sum": "12+34=",
    "difference": "100-37=",
    "product": "2,5×16=",
    "division": "144÷12=",
    "check-right": "4+4=8",
    "check-wrong": "3+1=5",
    "check-rounded": "(71÷78)×99=90.12",
    "chain": "2^{3}+16^{3}=9^{3}+15^{3}=4104",
    "less": "3×7<22",
    "fraction": "(1)/(2)+(3)/(4)=",
    "fraction-nested": "(5)/(1+(2)/(3))=",
    "power": "2^{10}=",
    "power-negative": "4^{-2}=",
    "power-of-power": "2^{3^{2}}=",
    "root": "√{18}×√{2}=",
    "brackets": "[8-(2+1)]×6=",
    "implied-product": "2(7+8)=",
    "plus-minus": "5±2=",
    "per-cent": "20%×45=",
    "fifteen-symbols": "125×(48-36)÷15=",
    "three-lines": "17+25=\n9×8=72\n(3)/(8)-(1)/(4)=",
    "five-lines": "125+348-197=\n36×(25+114)=\n1024÷16+3.5=\n(8-3)(12+9)=\n47+53<10×101",
}


def main() -> None:
    EXAMPLES.mkdir(parents=True, exist_ok=True)
    writers = font_writers(seed=1)
    for name, text in TEXTS.items():
        random = np.random.default_rng(list(name.encode()))
        written = compose(rows_of(text), writers, random, style=usual_style(random))
        save(name, written.ink, text, random)
    save("scribble", scribbled(writers), None, np.random.default_rng(1))
    write_set(TEST_SET, test_set())


def usual_style(random: np.random.Generator) -> LayoutStyle:
    """Return habits that are neither neat nor careless."""
    style = draw_layout_style(random, "wide")
    gaps = replace(style.gaps, mean=random.uniform(0.14, 0.34), operator=random.uniform(0.05, 0.3))
    return replace(
        style,
        gaps=gaps,
        unit=UNIT,
        slope=style.slope / 2,
        line_gap=random.uniform(0.6, 1.2),
        power_size=random.uniform(0.5, 0.7),
    )


def rows_of(text: str) -> list[Row]:
    return [row_from_text(line) for line in text.split("\n")]


def scribbled(writers: Writers) -> Ink:
    """Return ``12+`` with something behind it that is no symbol."""
    random = np.random.default_rng(3)
    ink = compose(rows_of("12+"), writers, random, style=usual_style(random)).ink
    turns = np.arange(70) * 0.4
    wide = UNIT * (0.45 + 0.03 * random.normal(0, 1, 70).cumsum())
    x = ink.box.right + UNIT + wide * np.cos(turns) + UNIT * turns / 25
    y = ink.box.bottom - 0.5 * UNIT + 1.2 * wide * np.sin(1.1 * turns)
    return ink.adding(Stroke.from_xy(np.rint(np.stack([x, y], axis=1)).tolist()))


def save(name: str, ink: Ink, text: str | None, random: np.random.Generator) -> None:
    path = next(EXAMPLES.rglob(f"{name}.inkml"), EXAMPLES / f"{name}.inkml")
    write_inkml(path, Drawing(timed(ink, random), text, WRITER))


def timed(ink: Ink, random: np.random.Generator) -> Ink:
    """Return ``ink`` with the times of a pen at a steady pace, which lifts between strokes."""
    now, strokes = 0.0, list[Stroke]()
    for stroke in ink:
        places = np.array([point[:2] for point in stroke.points])
        if strokes:
            way = np.hypot(*(places[0] - strokes[-1].points[-1][:2]))
            now += LIFT * random.uniform(0.7, 1.5) + float(way) / (2 * SPEED * UNIT)
        steps = np.hypot(*np.diff(places, axis=0, prepend=places[:1]).T) / (SPEED * UNIT)
        times = np.round(np.cumsum(steps), 3)
        points = [Point(x, y, t) for (x, y), t in zip(places.tolist(), times.tolist(), strict=True)]
        strokes.append(Stroke(tuple(points), round(now, 3)))
        now += float(times[-1])
    return Ink(tuple(strokes))


def test_set() -> list[ExpressionSample]:
    """Return ten numbers, and ten expressions of each kind, by writers of their own."""
    random = np.random.default_rng(4)
    writers = font_writers(seed=2, writers=12)
    kinds = [kind for kind in RANDOM_KINDS if kind != "number"]
    rows = [random_number(random, 2 + i % 5) for i in range(10)]
    rows += [random_notation(random, kind) for kind in kinds for _ in range(10)]
    return [compose(row, writers, random) for row in rows]


def write_set(path: Path, samples: list[ExpressionSample]) -> None:
    lines = [
        json.dumps(
            {
                "label": sample.label,
                "kind": sample.kind,
                "writer": sample.writer,
                "symbols": sample.symbols,
                "strokes": [[[int(p.x), int(p.y)] for p in s.points] for s in sample.ink],
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )
        for sample in samples
    ]
    write_atomically(path, gzip.compress("\n".join(lines).encode() + b"\n", 9, mtime=0))


if __name__ == "__main__":
    main()
