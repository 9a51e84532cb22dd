"""Makes docs/pictures/preprocessing.png: how ink and an image become the same 28x28 glyph."""

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from digit_recognizer.ink import Ink, read_inkml
from digit_recognizer.raster import glyph_from_ink, glyph_from_page, page_from_image, page_from_ink
from digit_recognizer.raster.glyph import GLYPH_BOX, GLYPH_SIDE, STROKE_WIDTH
from digit_recognizer.raster.pen import (
    SUPERSAMPLING,
    draw_inside,
    extent,
    lengths,
    polylines_of,
    smoothed,
)

ROOT = Path(__file__).resolve().parents[2]
SIDE = 400
ACCENT = "#005fb8"
TITLES = (
    "1  as drawn",
    "2  its box, whatever\nsize and place",
    f"3  path fitted into\n{GLYPH_BOX} x {GLYPH_BOX}, smoothed",
    f"4  drawn with the\n{STROKE_WIDTH:g} px pen",
    "5  centre of mass\nin the middle: glyph",
)


def main() -> None:
    ink = read_inkml(ROOT / "examples/drawings/seven-crossed.inkml").ink
    box = ink.box
    small = ink.moved(280 - box.left * 0.3, 300 - box.top * 0.3, 0.3)
    large = ink.moved(60 - box.left * 1.25, 30 - box.top * 1.25, 1.25)
    figure = Figure(figsize=(11, 7.2), layout="constrained")
    rows = figure.subplots(3, 5)
    ink_row(rows[0], large, 6)
    ink_row(rows[1], small, 16)
    image_row(rows[2], large, 26)
    for axes, title in zip(rows[0], TITLES, strict=True):
        axes.set_title(title, fontsize=11)
    for axes, name in zip(rows[:, 0], ("ink, large", "ink, small", "photo or scan"), strict=True):
        axes.set_ylabel(name, fontsize=11)
    for axes in rows.flat:
        axes.set(xticks=[], yticks=[])
    target = ROOT / "docs" / "pictures" / "preprocessing.png"
    figure.savefig(target, dpi=90)
    print(target)


def ink_row(row: list[Axes], ink: Ink, pen: int) -> None:
    page = page_from_ink(ink, width=SIDE, height=SIDE, pen_width=pen)
    box = ink.box
    for axes in row[:2]:
        axes.imshow(page, cmap="gray_r", vmin=0, vmax=255)
    frame(row[1], box.left, box.top, box.right - box.left, box.bottom - box.top)
    polylines = [smoothed_path(points, box.size / 40) for points in polylines_of(ink)]
    least, greatest = extent(polylines)
    scale = (GLYPH_BOX - STROKE_WIDTH) / float((greatest - least).max())
    row[2].set(xlim=(0, GLYPH_SIDE), ylim=(GLYPH_SIDE, 0), aspect="equal")
    for points in polylines:
        fitted = (points - (least + greatest) / 2) * scale + GLYPH_SIDE / 2
        row[2].plot(*fitted.T, color="black", marker=".", markersize=4, linewidth=0.8)
    frame(row[2], (GLYPH_SIDE - GLYPH_BOX) / 2, (GLYPH_SIDE - GLYPH_BOX) / 2, GLYPH_BOX, GLYPH_BOX)
    middle = (least + greatest) / 2
    enlarged = [((p - middle) * scale + GLYPH_SIDE / 2) * SUPERSAMPLING for p in polylines]
    pen = round(STROKE_WIDTH * SUPERSAMPLING)
    row[3].imshow(draw_inside(enlarged, GLYPH_SIDE * SUPERSAMPLING, pen), cmap="gray_r")
    glyph = glyph_from_ink(ink)
    assert glyph is not None
    result(row[4], glyph)


def image_row(row: list[Axes], ink: Ink, pen: int) -> None:
    page = page_from_ink(ink, width=SIDE, height=SIDE, pen_width=pen)
    across = np.linspace(0.75, 0.95, SIDE)[None, :] * 255
    photo = np.asarray(across - page * 0.55, np.uint8)
    row[0].imshow(photo, cmap="gray", vmin=0, vmax=255)
    cleaned = page_from_image(photo)
    row[1].imshow(cleaned, cmap="gray_r", vmin=0, vmax=255)
    row[1].set_xlabel("paper removed, ink bright inside", fontsize=9)
    for axes, text in ((row[2], "scaled"), (row[3], "strokes thinned\nto the same width")):
        axes.text(0.5, 0.5, text, ha="center", transform=axes.transAxes)
        axes.axis("off")
    glyph = glyph_from_page(cleaned)
    assert glyph is not None
    result(row[4], glyph)


def result(axes: Axes, glyph: np.ndarray) -> None:
    axes.imshow(glyph, cmap="gray_r", vmin=0, vmax=1)
    middle = GLYPH_SIDE / 2 - 0.5
    axes.axhline(middle, color=ACCENT, linewidth=0.6)
    axes.axvline(middle, color=ACCENT, linewidth=0.6)


def smoothed_path(points: np.ndarray, spacing: float) -> np.ndarray:
    return smoothed(points, lengths(points), spacing)


def frame(axes: Axes, x: float, y: float, width: float, height: float) -> None:
    axes.add_patch(Rectangle((x, y), width, height, fill=False, edgecolor=ACCENT, linewidth=1.2))


if __name__ == "__main__":
    main()
