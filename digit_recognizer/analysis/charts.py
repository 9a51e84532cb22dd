"""The charts of a library that no other picture has: confusions, figures over time.

Purpose: draw them on any surface.
Contract: as for ``analysis.page``; what there is no room for is said.
Not here: counting.
"""

import math
from collections import Counter
from collections.abc import Sequence

from digit_recognizer.analysis.stats import MULTIPLE_SYMBOLS, LibraryStats
from digit_recognizer.analysis.tally import Period
from digit_recognizer.charts.charts import Axis, bars, line, share_lines
from digit_recognizer.charts.colours import mixed
from digit_recognizer.charts.surface import ChartSurface, Point
from digit_recognizer.library import Filter

MAX_MATRIX_SYMBOLS = 30
MIN_FIGURE_CELL = 18  # points: in smaller cells no figure can be read
MAX_DATE_LABELS = 10
PERIOD_DATES = {
    "hour": "%m-%d %H:00", "day": "%m-%d", "week": "%m-%d", "month": "%Y-%m", "year": "%Y",
}  # fmt: skip
"""As on the calendar of ISO 8601, which every language reads."""
PERIOD_HOURS = {"hour": 1, "day": 24, "week": 168, "month": 730, "year": 8766}


def confusions(surface: ChartSurface, stats: LibraryStats, corner: Point, side: float) -> None:
    """Draw the matrix of labels (down) and what they were read as (across), ``side`` wide and high."""
    colours = surface.colours
    symbols = _symbols(stats)
    if not symbols:
        surface.text(corner[0], corner[1] + 12, "Label drawings to see it.", 14, colours.soft)
        return
    left, top = corner[0] + 26, corner[1] + 26
    cell = min((side - 30) / len(symbols), 46)
    size = min(14, 0.75 * cell)
    surface.text(left, corner[1], "read as", 12, colours.soft)
    labels = [symbol for symbol in symbols if symbol != MULTIPLE_SYMBOLS]
    for column, symbol in enumerate(symbols):
        surface.text(left + cell * (column + 0.5), top - 10, symbol, size, at="mm")
    for row, label in enumerate(labels):
        surface.text(left - 10, top + cell * (row + 0.5), label, size, at="rm")
        for column, text in enumerate(symbols):
            place = (left + cell * column, top + cell * row)
            _confusion_cell(surface, stats, (label, text), place, cell)
    bottom = top + cell * len(labels) + 14
    notes = ["label down, reading across"]
    if MULTIPLE_SYMBOLS in symbols:
        notes.append(f"{MULTIPLE_SYMBOLS} more than one symbol")
    if len(symbols) < len(stats.symbols):
        notes.append(f"the {len(symbols)} most frequent of {len(stats.symbols)} symbols")
    surface.text(left, bottom, "; ".join(notes), 12, colours.soft)


def _confusion_cell(
    surface: ChartSurface, stats: LibraryStats, pair: tuple[str, str], corner: Point, cell: float
) -> None:
    colours, (x, y), (label, text) = surface.colours, corner, pair
    count = stats.confusion[label, text]
    of = sum(stats.confusion[label, other] for other in stats.symbols)
    share = count / of if of else 0.0
    if not count:
        colour = mixed(colours.grid, colours.paper, 0.6)
    elif label == text:
        colour = mixed(colours.paper, colours.accent, 0.75 * share)
    else:
        colour = mixed(colours.paper, colours.wrong, min(0.85, 0.25 + 2 * share))
    surface.box((x + 0.5, y + 0.5), (x + cell - 0.5, y + cell - 0.5), colour)
    if not count:
        return
    if cell >= MIN_FIGURE_CELL:
        figure = str(count) if count < 10_000 else f"{count / 1000:.0f}k"
        size = min(12, cell / max(2, len(figure)) * 1.5)
        surface.text(x + cell / 2, y + cell / 2, figure, size, at="mm")
    tip = f"{label} read as {text}: {count:,} of {of:,}"
    target = None if text == MULTIPLE_SYMBOLS else Filter(label=label, text=text)
    surface.region((x, y), (x + cell, y + cell), tip, target)


def over_time(surface: ChartSurface, stats: LibraryStats, corner: Point, size: Point) -> None:
    """Draw mean confidence and accuracy of each period, above how many drawings there were."""
    colours, periods = surface.colours, stats.periods
    (left, top), (width, height) = corner, size
    right, bottom, middle = left + width, top + height, top + 0.78 * height
    times = [(period.start - periods[0].start).total_seconds() for period in periods]
    most = max(period.drawings for period in periods)
    lowest = _lowest_share(periods)
    across = Axis((0, times[-1]), (left + 12, right - 12))
    shares = Axis((lowest, 1), (middle - 12, top))
    counts = Axis((0, most), (bottom, middle + 14))
    share_lines(surface, Axis(across.scale, (left, right)), shares, (lowest, (1 + lowest) / 2, 1))
    slots = times[-1] / 3600 / PERIOD_HOURS[stats.unit] + 1
    bar = max(2.0, min(18.0, 0.6 * width / max(2, slots)))
    drawings = [(time, period.drawings) for time, period in zip(times, periods, strict=True)]
    bars(surface, across, counts, drawings, bar)
    surface.text(left + 4, middle + 2, f"drawings, {most:,} at most", 11, colours.soft)
    for x, words, colour, values in (
        (right - 8, "share that is right", colours.second, [p.accuracy for p in periods]),
        (right - 168, "mean confidence", colours.accent, [p.confidence for p in periods]),
    ):
        known = [(time, v) for time, v in zip(times, values, strict=True) if v is not None]
        line(surface, across, shares, known, colour)
        surface.text(x, top - 20, words, 13, colour, at="rm")
    labelled = _labelled(periods)
    for time, period in zip(times, periods, strict=True):
        x, date = across.at(time), period.start.strftime(PERIOD_DATES[stats.unit])
        if period in labelled:
            surface.text(x, bottom + 14, date, 11, colours.soft, at="mm")
        surface.region((x - bar, top), (x + bar, bottom), _tip(period, date), None)


def _lowest_share(periods: Sequence[Period]) -> float:
    """Return where the axis of shares begins: the tenth below the lowest share, at most 0.9."""
    shares = [s for p in periods for s in (p.confidence, p.accuracy) if s is not None]
    below = math.floor(10 * min(shares, default=0.0)) / 10 - 0.001
    return round(min(max(0.0, below), 0.9), 1)


def _symbols(stats: LibraryStats) -> list[str]:
    """Return the symbols that the matrix shows: the most frequent ones, in order."""
    symbols = stats.symbols
    if len(symbols) <= MAX_MATRIX_SYMBOLS:
        return symbols
    seen = Counter[str]()
    for (label, text), count in stats.confusion.items():
        seen[label] += count
        seen[text] += count
    often = {symbol for symbol, _ in seen.most_common(MAX_MATRIX_SYMBOLS)}
    return [symbol for symbol in symbols if symbol in often]


def _labelled(periods: list[Period]) -> list[Period]:
    """Return a few of the periods, about evenly spread in time, the first and the last among them."""
    first, last = periods[0].start, periods[-1].start
    gap = (last - first) / MAX_DATE_LABELS
    chosen = [periods[0]]
    for period in periods[1:-1]:
        if period.start - chosen[-1].start >= gap and last - period.start >= gap:
            chosen.append(period)
    return chosen if last == first else [*chosen, periods[-1]]


def _tip(period: Period, date: str) -> str:
    said = [f"{date}: {period.drawings:,} drawings"]
    if period.confidence is not None:
        said.append(f"confidence {100 * period.confidence:.1f} %")
    if period.accuracy is not None:
        said.append(f"{period.right:,} of {period.compared:,} right")
    return ", ".join(said)
