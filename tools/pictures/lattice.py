"""Makes docs/pictures/lattice.png: from strokes to the likeliest expression, on a bundled drawing."""

import math
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from digit_recognizer.decoding import InkSource, PageReading, read_page
from digit_recognizer.expression import calculate, text_of
from digit_recognizer.ink import Ink, read_inkml
from digit_recognizer.ink.model import Box
from digit_recognizer.reader import Reader

ROOT = Path(__file__).resolve().parents[2]
DRAWING = ROOT / "examples" / "expressions" / "check-wrong.inkml"
STROKE_COLOURS = (
    "#1f5fbf",
    "#b3541e",
    "#2e7d32",
    "#8e24aa",
    "#00838f",
    "#6d4c41",
    "#c2185b",
    "#455a64",
)
CANDIDATES_PER_ROW = 9
MIN_SHOWN_PROBABILITY = 0.02


def main() -> None:
    ink = read_inkml(DRAWING).ink
    reader = Reader.load()
    assert reader.symbols is not None
    page = read_page(InkSource(ink), reader.symbol_scorer(), seconds=10)
    figure = Figure(figsize=(11.5, 6.8), layout="constrained")
    strokes, candidates, reading = figure.subplots(3, 1, height_ratios=(2.2, 2.6, 2.6))
    draw_strokes(strokes, ink)
    draw_candidates(candidates, ink, page)
    draw_reading(reading, ink, page)
    target = ROOT / "docs" / "pictures" / "lattice.png"
    figure.savefig(target, dpi=90)
    print(target)


def draw_strokes(axes: Axes, ink: Ink) -> None:
    axes.set_title("1  strokes, in the order they were written", loc="left", fontsize=11)
    for number, stroke in enumerate(ink):
        plot(axes, stroke.points, STROKE_COLOURS[number % len(STROKE_COLOURS)])
        first = stroke.points[0]
        axes.annotate(str(number + 1), (first.x, first.y), fontsize=8, color="#666666",
                      textcoords="offset points", xytext=(-7, 3))  # fmt: skip
    frame(axes, ink.box)


def draw_candidates(axes: Axes, ink: Ink, page: PageReading) -> None:
    """Draw every candidate with its likeliest symbols."""
    axes.set_title(
        "2  symbol candidates with their likeliest symbols; blue: on the likeliest path",
        loc="left", fontsize=11,
    )  # fmt: skip
    shown = []
    for scores in page.scores.values():
        likeliest = sorted(scores.symbols.items(), key=lambda entry: -entry[1])[:2]
        probable = [(text, math.exp(log_prob)) for text, log_prob in likeliest]
        named = [(text, p) for text, p in probable if p > MIN_SHOWN_PROBABILITY]
        if named:
            shown.append((scores.candidate, named))
    best = {symbol.candidate.mask for line in page.lines for symbol in line.readings[0].symbols}
    shown.sort(key=lambda entry: (entry[0].box.left, len(entry[0].members)))
    for number, (candidate, named) in enumerate(shown):
        left, top = number % CANDIDATES_PER_ROW * 1.5, number // CANDIDATES_PER_ROW * 1.75
        chosen = candidate.mask in best
        colour = "#1f5fbf" if chosen else "#999999"
        thick = 1.8 if chosen else 0.7
        axes.add_patch(
            Rectangle((left, top), 1.25, 1.1, fill=False, edgecolor=colour, linewidth=thick)
        )
        box = candidate.box
        scale = 0.9 / max(1.15 * page.height, box.height, box.width / 1.2)
        x = left + 0.625 - scale * (box.left + box.right) / 2
        y = top + 0.55 - scale * (box.top + box.bottom) / 2
        for index in candidate.members:
            points = [(x + scale * p.x, y + scale * p.y) for p in ink.strokes[index].points]
            axes.plot(*zip(*points, strict=True), color=colour, linewidth=1.8)
        words = "   ".join(f"{text}  {share:.2f}" for text, share in named)
        axes.annotate(words, (left, top + 1.38), fontsize=8, color=colour)
    rows = (len(shown) + CANDIDATES_PER_ROW - 1) // CANDIDATES_PER_ROW
    axes.set(
        xlim=(-0.1, CANDIDATES_PER_ROW * 1.5), ylim=(rows * 1.75, -0.1), aspect="equal", anchor="W"
    )
    bare(axes)


def draw_reading(axes: Axes, ink: Ink, page: PageReading) -> None:
    """Draw the likeliest path: its symbols with their boxes, and the readings with their shares."""
    line = page.lines[0]
    answer = calculate(line.readings[0].row)
    readings = "     ".join(
        f"{text_of(reading.row)}  {100 * share:.0f} %"
        for reading, share in zip(line.readings[:3], line.shares, strict=False)
    )
    axes.set_title(
        f"3  the likeliest paths, weighed as whole readings:  {readings}     so: {answer.shown}",
        loc="left", fontsize=11,
    )  # fmt: skip
    for stroke in ink:
        plot(axes, stroke.points, "#222222")
    for symbol in line.readings[0].symbols:
        box = symbol.candidate.box
        axes.add_patch(Rectangle((box.left - 3, box.top - 3), box.width + 6,
                                 box.height + 6, fill=False, edgecolor="#1f5fbf"))  # fmt: skip
        axes.annotate(symbol.text, (box.left, box.top - 6), fontsize=9, color="#1f5fbf")
    frame(axes, ink.box)


def plot(axes: Axes, points: tuple[tuple[float, float, float], ...], colour: str) -> None:
    axes.plot([p[0] for p in points], [p[1] for p in points], color=colour, linewidth=2,
              marker="o" if len(points) == 1 else "")  # fmt: skip


def frame(axes: Axes, box: Box) -> None:
    margin = 0.25 * box.height
    axes.set_xlim(box.left - margin, box.right + margin)
    axes.set_ylim(box.bottom + margin, box.top - margin)
    axes.set_aspect("equal", anchor="W")
    bare(axes)


def bare(axes: Axes) -> None:
    axes.set(xticks=[], yticks=[])
    for spine in axes.spines.values():
        spine.set_visible(False)


if __name__ == "__main__":
    main()
