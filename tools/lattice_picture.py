"""Makes docs/pictures/lattice.png: from strokes to the likeliest expression, on a bundled drawing."""

import math
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from digit_recognizer.decoding import Appearance, PageReading, read_ink_page
from digit_recognizer.expression import calculate, text_of
from digit_recognizer.ink import Ink, read_inkml
from digit_recognizer.ink.model import Box
from digit_recognizer.reader import Reader

ROOT = Path(__file__).resolve().parents[1]
DRAWING = ROOT / "examples" / "expressions" / "power.inkml"
INKS = ("#1f5fbf", "#b3541e", "#2e7d32", "#8e24aa", "#00838f", "#6d4c41", "#c2185b", "#455a64")
LEAST = 0.02  # probability of a look worth showing


def main() -> None:
    ink = read_inkml(DRAWING).ink
    reader = Reader.load()
    assert reader.symbols is not None
    page = read_ink_page(ink, Appearance(reader.symbols), seconds=10)
    figure = Figure(figsize=(11, 8.6), layout="constrained")
    strokes, looks, reading = figure.subplots(3, 1, height_ratios=(3, 6, 4))
    draw_strokes(strokes, ink)
    draw_looks(looks, ink, page)
    draw_reading(reading, ink, page)
    target = ROOT / "docs" / "pictures" / "lattice.png"
    figure.savefig(target, dpi=90)
    print(target)


def draw_strokes(axes: Axes, ink: Ink) -> None:
    axes.set_title("1  strokes, in the order they were written", loc="left", fontsize=11)
    for number, stroke in enumerate(ink):
        plot(axes, stroke.points, INKS[number % len(INKS)])
        first = stroke.points[0]
        axes.annotate(str(number + 1), (first.x, first.y), fontsize=8, color="#666666",
                      textcoords="offset points", xytext=(-7, 3))  # fmt: skip
    frame(axes, ink.box)


def draw_looks(axes: Axes, ink: Ink, page: PageReading) -> None:
    """Draw every group of strokes that may be a symbol, one below the other where they overlap."""
    axes.set_title(
        "2  groups of strokes, and what each looks like (glyph, size, strokes); the search takes each "
        "stroke once", loc="left", fontsize=11,
    )  # fmt: skip
    shown = []
    for look in page.looks.values():
        likeliest = sorted(look.symbols.items(), key=lambda entry: -entry[1])[:2]
        named = [(text, math.exp(value)) for text, value in likeliest if math.exp(value) > LEAST]
        if named:
            shown.append((look.group, named))
    shown.sort(key=lambda entry: (len(entry[0].parts), entry[0].box.left))
    best = {symbol.group.mask for line in page.lines for symbol in line.readings[0].symbols}
    height = page.height
    ends: list[float] = []
    for group, named in shown:
        box = group.box
        room = max(box.right - box.left, 0.5 * height)
        row = next((n for n, end in enumerate(ends) if end < box.left - 0.15 * height), len(ends))
        ends[row : row + 1] = [box.left + room]
        top = row * 1.9 * height
        chosen = group.mask in best
        colour = "#1f5fbf" if chosen else "#999999"
        corner, width = (box.left - 0.06 * height, top), room + 0.12 * height
        thick = 1.6 if chosen else 0.7
        axes.add_patch(
            Rectangle(corner, width, 1.3 * height, fill=False, edgecolor=colour, linewidth=thick)
        )
        scale = min(1.0, 1.2 * height / max(box.bottom - box.top, 1e-9))
        for index in group.parts:
            points = [
                (box.left + (p.x - box.left) * scale, top + 0.05 * height + (p.y - box.top) * scale)
                for p in ink.strokes[index].points
            ]
            axes.plot(*zip(*points, strict=True), color=colour, linewidth=1.2)
        words = "  ".join(f"{text} {share:.2f}" for text, share in named)
        axes.annotate(words, (box.left, top + 1.62 * height), fontsize=7, color=colour)
    axes.set_xlim(ink.box.left - height, ink.box.right + height)
    axes.set_ylim((len(ends) * 1.9 + 0.1) * height, -0.2 * height)
    bare(axes)


def draw_reading(axes: Axes, ink: Ink, page: PageReading) -> None:
    """Draw the likeliest path: its symbols with their boxes, and the readings with their shares."""
    line = page.lines[0]
    answer = calculate(line.readings[0].row)
    readings = ",  ".join(
        f"{text_of(reading.row)}  {100 * share:.0f} %"
        for reading, share in zip(line.readings[:3], line.shares, strict=False)
    )
    axes.set_title(
        f"3  the likeliest path through them, by looks, layout and grammar: {readings}\n"
        f"    calculated exactly: {answer.shown}", loc="left", fontsize=11,
    )  # fmt: skip
    for stroke in ink:
        plot(axes, stroke.points, "#222222")
    for symbol in line.readings[0].symbols:
        box = symbol.group.box
        axes.add_patch(Rectangle((box.left - 3, box.top - 3), box.right - box.left + 6,
                                 box.bottom - box.top + 6, fill=False, edgecolor="#1f5fbf"))  # fmt: skip
        axes.annotate(symbol.text, (box.left, box.top - 6), fontsize=9, color="#1f5fbf")
    frame(axes, ink.box)


def plot(axes: Axes, points: tuple[tuple[float, float, float], ...], colour: str) -> None:
    axes.plot([p[0] for p in points], [p[1] for p in points], color=colour, linewidth=2,
              marker="o" if len(points) == 1 else "")  # fmt: skip


def frame(axes: Axes, box: Box) -> None:
    margin = 0.25 * (box.bottom - box.top)
    axes.set_xlim(box.left - margin, box.right + margin)
    axes.set_ylim(box.bottom + margin, box.top - margin)
    axes.set_aspect("equal")
    bare(axes)


def bare(axes: Axes) -> None:
    axes.set(xticks=[], yticks=[])
    for spine in axes.spines.values():
        spine.set_visible(False)


if __name__ == "__main__":
    main()
