"""The report as a picture, and sheets of all errors.

Purpose: accuracy with intervals, reliability, rejection, styles and errors, to look at.
Contract: PNG bytes; the figures drawn are those of the JSON values.
Not here: measuring (``report``), the drawing of lines and text (``charts.surface``).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.accuracy.report import MeasuredSet, Report
from digit_recognizer.charts.charts import Axis, calibration, heading, interval, shares_grid
from digit_recognizer.charts.colours import CHART_COLOURS
from digit_recognizer.charts.surface import ChartSurface
from digit_recognizer.evaluation.digits.samples import placed
from digit_recognizer.metrics import BINS
from digit_recognizer.raster import page_from_ink

PICTURE_WIDTH, PICTURE_MARGIN = 1200, 40
ACCENT, GRID = CHART_COLOURS.accent, CHART_COLOURS.grid
SOFT, WRONG = CHART_COLOURS.soft, CHART_COLOURS.wrong
SECOND = "#f08c00"
ROW_HEIGHT = 30
STYLE_ROW_HEIGHT = 21
ERROR_CELL = 70
MAX_SHOWN_ERRORS = 32
SHEET_INK_SIDE = 96  # pixels of a drawing on a sheet of errors


def overview(values: dict[str, Any]) -> bytes:
    """Return the one picture of a report's ``values``. It shows figures only, no piece of a data set."""
    rows, kinds, styles = values["sets"], values["no_digits"], values["styles"]
    upper = 110 + max(24 + ROW_HEIGHT * len(rows), 330) + 50
    doubt = 60 + ROW_HEIGHT * len(kinds) if kinds else 0
    by_style = 60 + STYLE_ROW_HEIGHT * -(-len(styles) // 2) if styles else 0
    surface = ChartSurface(PICTURE_WIDTH, upper + doubt + by_style + 10)
    surface.text(PICTURE_MARGIN, 38, f"How accurate {values['model']} is", 26)
    surface.text(
        PICTURE_MARGIN,
        66,
        f"SHA-256 {values['model_sha256'][:12]}, measured {values['date']}",
        13,
        SOFT,
    )
    _accuracies(surface, rows, 110)
    _reliability(surface, rows, PICTURE_WIDTH - PICTURE_MARGIN - 330, 110, 330)
    if kinds:
        _rejections(surface, kinds, upper)
    if styles:
        _by_style(surface, styles, upper + doubt)
    return surface.png()


def sheet(one: MeasuredSet) -> bytes:
    """Return every error on one set, the most confident first, each with its place in the file."""
    per_row = (PICTURE_WIDTH - 2 * PICTURE_MARGIN) // (SHEET_INK_SIDE + 16)
    wrong = one.wrong
    surface = ChartSurface(
        PICTURE_WIDTH, 100 + max(1, -(-len(wrong) // per_row)) * (SHEET_INK_SIDE + 60)
    )
    surface.text(PICTURE_MARGIN, 34, f"{one.name}: {len(wrong)} errors of {one.figures.n:,}", 22)
    surface.text(
        PICTURE_MARGIN,
        60,
        "the label, what was read instead and how surely; the place in the file",
        13,
        SOFT,
    )
    for position, i in enumerate(wrong):
        x = PICTURE_MARGIN + position % per_row * (SHEET_INK_SIDE + 16)
        y = 86 + position // per_row * (SHEET_INK_SIDE + 60)
        surface.box((x - 1, y - 1), (x + SHEET_INK_SIDE + 1, y + SHEET_INK_SIDE + 1), GRID)
        surface.glyph(x, y, SHEET_INK_SIDE, _look(one, i))
        middle = x + SHEET_INK_SIDE / 2
        surface.text(middle, y + SHEET_INK_SIDE + 14, _caption(one, i), 13, WRONG, at="mm")
        place = f"no. {one.samples.numbers[i]}" + (", rejected" if one.answers.doubtful[i] else "")
        surface.text(middle, y + SHEET_INK_SIDE + 31, place, 11, SOFT, at="mm")
    return surface.png()


def most_confident(report: Report) -> bytes:
    """Return the errors with the highest confidence of all sets together."""
    every = [(one, i) for one in report.measured for i in one.wrong]
    every.sort(key=lambda error: -float(error[0].answers.confidence[error[1]]))
    per_row = (PICTURE_WIDTH - 2 * PICTURE_MARGIN) // ERROR_CELL
    surface = ChartSurface(
        PICTURE_WIDTH, 100 + -(-min(len(every), MAX_SHOWN_ERRORS) // per_row) * (ERROR_CELL + 34)
    )
    surface.text(PICTURE_MARGIN, 34, "The most confident errors: label > answer", 22)
    for position, (one, i) in enumerate(every[:MAX_SHOWN_ERRORS]):
        x = PICTURE_MARGIN + position % per_row * ERROR_CELL
        y = 70 + position // per_row * (ERROR_CELL + 34)
        surface.glyph(x, y, ERROR_CELL - 10, one.samples.labelled.glyphs[i])
        middle = x + (ERROR_CELL - 10) / 2
        surface.text(middle, y + ERROR_CELL - 2, _caption(one, i), 12, WRONG, at="mm")
        title = one.name.removesuffix("_test")
        surface.text(middle, y + ERROR_CELL + 13, title, 10, SOFT, at="mm")
    return surface.png()


def _accuracies(surface: ChartSurface, rows: Sequence[dict[str, Any]], top: float) -> None:
    left, right = 320, PICTURE_WIDTH - PICTURE_MARGIN - 330 - 190
    heading(surface, PICTURE_MARGIN, top, "Accuracy, with 95 % intervals")
    lowest = min(row["interval_95"][0] for row in rows)
    axis = Axis((float(np.floor(100 * lowest) / 100), 1.0), (left, right))
    bottom = top + 24 + ROW_HEIGHT * len(rows)
    shares_grid(surface, axis, top + 22, bottom)
    for i, row in enumerate(rows):
        y = top + 24 + ROW_HEIGHT * (i + 0.5)
        surface.text(PICTURE_MARGIN, y, row["title"], 15)
        surface.text(left - 20, y, f"{row['n']:,}", 12, SOFT, at="rm")
        _interval(surface, row, y, axis, ACCENT)
        surface.text(right + 76, y, f"{100 * row['accuracy']:.2f} %", 15, at="rm")
        surface.text(right + 86, y, f"{row['errors']} wrong", 12, SOFT)


def _reliability(
    surface: ChartSurface, rows: Sequence[dict[str, Any]], left: float, top: float, side: float
) -> None:
    heading(surface, left, top, "Reliability, all sets together")
    calibration(surface, _pooled(rows), (left, top + 24), (side, side - 60))


def _pooled(rows: Sequence[dict[str, Any]]) -> list[tuple[int, float, float]]:
    """Return the bins of all sets together."""
    bins: dict[int, list[float]] = {}
    for row in rows:
        for n, confidence, accuracy in row["reliability"]:
            total = bins.setdefault(min(int(confidence * BINS), BINS - 1), [0.0, 0.0, 0.0])
            for i, value in enumerate((n, n * confidence, n * accuracy)):
                total[i] += value
    return [(int(n), sure / n, right / n) for _, (n, sure, right) in sorted(bins.items())]


def _rejections(surface: ChartSurface, kinds: Sequence[dict[str, Any]], top: float) -> None:
    left, right = 320, PICTURE_WIDTH - PICTURE_MARGIN - 90
    heading(surface, PICTURE_MARGIN, top, "What is no digit: rejected, as it should be")
    for i, row in enumerate(kinds):
        y = top + 24 + ROW_HEIGHT * (i + 0.5)
        surface.text(PICTURE_MARGIN, y, row["what"], 14)
        surface.box((left, y - 8), (right, y + 8), GRID, radius=4)
        end = left + row["rejected"] * (right - left)
        if end - left >= 8:
            surface.box((left, y - 8), (end, y + 8), ACCENT, radius=4)
        sure = right - row["sure"] * (right - left)
        if right - sure >= 2:
            surface.box((sure, y - 8), (right, y + 8), SECOND, radius=min(4, (right - sure) / 2))
        surface.text(
            PICTURE_WIDTH - PICTURE_MARGIN, y, f"{100 * row['rejected']:.1f} %", 15, at="rm"
        )
    surface.text(right, top + 6, "answered all the same, above 90 %", 12, SECOND, at="rm")


def _by_style(surface: ChartSurface, styles: Sequence[dict[str, Any]], top: float) -> None:
    heading(surface, PICTURE_MARGIN, top, "By style of writing, pen strokes")
    half = -(-len(styles) // 2)
    start = min(0.9, *(np.floor(20 * row["accuracy"]) / 20 for row in styles))
    for i, row in enumerate(styles):
        shift = (PICTURE_WIDTH - 2 * PICTURE_MARGIN + 40) / 2 * (i // half)
        y = top + 24 + STYLE_ROW_HEIGHT * (i % half + 0.5)
        left, right = PICTURE_MARGIN + shift + 190, PICTURE_MARGIN + shift + 470
        surface.text(PICTURE_MARGIN + shift, y, row["digit"], 15)
        surface.text(PICTURE_MARGIN + shift + 22, y, row["style"], 14)
        surface.text(left - 14, y, f"{row['n']:,}", 12, SOFT, at="rm")
        surface.line([(left, y), (right, y)], GRID, 1)
        _interval(
            surface,
            row,
            y,
            Axis((float(start), 1.0), (left, right)),
            ACCENT if row["accuracy"] > 0.98 else SECOND,
        )
        surface.text(right + 66, y, f"{100 * row['accuracy']:.1f} %", 13, at="rm")


def _caption(one: MeasuredSet, i: int) -> str:
    alphabet = one.figures.alphabet
    true, read = (
        alphabet[int(one.samples.labelled.labels[i])],
        alphabet[int(one.answers.columns[i])],
    )
    return f"{true} > {read}  {100 * one.answers.confidence[i]:.0f} %"


def _look(one: MeasuredSet, i: int) -> NDArray[np.float32]:
    """Return the ink itself where there is some, else the glyph, in [0, 1]."""
    if not one.samples.inks:
        return np.asarray(one.samples.labelled.glyphs[i])
    side = 2 * SHEET_INK_SIDE
    box = one.samples.inks[i].box
    size = 0.8 * side
    scale = size / box.size if box.size > 0 else 0.0
    corner = ((side - box.width * scale) / 2, (side - box.height * scale) / 2)
    ink = placed(one.samples.inks[i], size, corner)
    page = page_from_ink(ink, width=side, height=side, pen_width=5)
    return np.asarray(page / 255, np.float32)


def _interval(
    surface: ChartSurface, row: dict[str, Any], y: float, axis: Axis, colour: str
) -> None:
    interval(surface, axis, y, row["accuracy"], row["interval_95"], colour=colour)
