"""The charts of a library that no other picture has: confusions, figures over time.

Purpose: draw them on any sheet.
Contract: as for ``library_picture``; what there is no room for is said.
Not here: counting.
"""

import math
from collections import Counter
from typing import Literal

from digit_recognizer.analysis.stats import SEVERAL, LibraryStats
from digit_recognizer.analysis.time_buckets import Period
from digit_recognizer.charts.surface import Point, Sheet, mixed
from digit_recognizer.library import Filter

MOST_SYMBOLS = 30  # of a matrix
READABLE = 18  # points: in smaller cells no figure can be read
_DATES = {"hour": "%d %b %H:00", "day": "%d %b", "week": "%d %b", "month": "%b %Y", "year": "%Y"}
_LABELS = 10  # along the time


def confusions(sheet: Sheet, stats: LibraryStats, corner: Point, side: float) -> None:
    """Draw the matrix of labels (down) and what they were read as (across), ``side`` wide and high."""
    colours = sheet.colours
    symbols = _symbols(stats)
    if not symbols:
        sheet.text(corner[0], corner[1] + 12, "Label drawings to see it.", 14, colours.soft)
        return
    left, top = corner[0] + 26, corner[1] + 26
    cell = min((side - 30) / len(symbols), 46)
    size = min(14, 0.75 * cell)
    sheet.text(left, corner[1], "read as", 12, colours.soft)
    labels = [symbol for symbol in symbols if symbol != SEVERAL]
    for column, symbol in enumerate(symbols):
        sheet.text(left + cell * (column + 0.5), top - 10, symbol, size, at="mm")
    for row, label in enumerate(labels):
        sheet.text(left - 10, top + cell * (row + 0.5), label, size, at="rm")
        of = sum(stats.confusion[label, text] for text in stats.symbols)
        for column, text in enumerate(symbols):
            count = stats.confusion[label, text]
            x, y = left + cell * column, top + cell * row
            share = count / of if of else 0.0
            colour = colours.accent if label == text else colours.wrong
            strength = 0.75 * share if label == text else min(0.85, 0.25 + 2 * share)
            ground = mixed(colours.grid, colours.paper, 0.6)
            filled = mixed(colours.paper, colour, strength) if count else ground
            sheet.box((x + 0.5, y + 0.5), (x + cell - 0.5, y + cell - 0.5), filled)
            if not count:
                continue
            if cell >= READABLE:
                figure = _short(count)
                sheet.text(
                    x + cell / 2, y + cell / 2, figure, min(12, cell / max(2, len(figure)) * 1.5),
                    colours.ink, at="mm",
                )  # fmt: skip
            tip = f"{label} read as {text}: {count:,} of {of:,}"
            target = None if text == SEVERAL else Filter(label=label, text=text)
            sheet.region((x, y), (x + cell, y + cell), tip, target)
    bottom = top + cell * len(labels) + 14
    notes = ["label down, reading across"]
    if SEVERAL in symbols:
        notes.append(f"{SEVERAL} more than one symbol")
    if len(symbols) < len(stats.symbols):
        notes.append(f"the {len(symbols)} most frequent of {len(stats.symbols)} symbols")
    sheet.text(left, bottom, "; ".join(notes), 12, colours.soft)


def over_time(sheet: Sheet, stats: LibraryStats, corner: Point, size: Point) -> None:
    """Draw mean confidence and accuracy of each period, above how many drawings there were."""
    colours = sheet.colours
    (left, top), (width, height) = corner, size
    periods = stats.periods
    counts_top = top + 0.78 * height
    lowest = min(
        (s for p in periods for s in (p.confidence, p.accuracy) if s is not None), default=0
    )
    start = max(0.0, math.floor(10 * lowest) / 10 - 0.001) if lowest < 1 else 0.9
    start = round(min(start, 0.9), 1)
    first, last = periods[0].start, periods[-1].start
    span = (last - first).total_seconds()
    most = max(period.drawings for period in periods)
    bar = max(2.0, min(18.0, 0.6 * width / max(2, _slots(span, stats.unit))))

    def x_of(period: Period) -> float:
        along = (period.start - first).total_seconds() / span if span else 0.5
        return left + 12 + along * (width - 24)

    def y_of(share: float) -> float:
        return counts_top - 12 - (share - start) / (1 - start) * (counts_top - 12 - top)

    for share in (start, (1 + start) / 2, 1.0):
        y = y_of(share)
        sheet.line([(left, y), (left + width, y)], colours.grid, 1)
        sheet.text(left - 6, y, f"{100 * share:.0f} %", 11, colours.soft, at="rm")
    bottom = top + height
    for period in periods:
        x = x_of(period)
        up = max(1.5, (bottom - counts_top - 14) * period.drawings / most)
        sheet.box((x - bar / 2, bottom - up), (x + bar / 2, bottom), colours.grid)
    kinds: tuple[tuple[Literal["accuracy", "confidence"], str, str], ...] = (
        ("accuracy", colours.second, "share that is right"),
        ("confidence", colours.accent, "mean confidence"),
    )
    for place, (kind, colour, words) in enumerate(kinds):
        points = [
            (x_of(p), y_of(share)) for p in periods if (share := getattr(p, kind)) is not None
        ]
        if len(points) > 1:
            sheet.line(points, colour, 2)
        for x, y in points:
            sheet.dot(x, y, 3, colour)
        at = left + width - 8 - 160 * place
        sheet.text(at, top - 20, words, 13, colour, at="rm")
    sheet.text(left + 4, counts_top + 2, f"drawings, {most:,} at most", 11, colours.soft)
    for period in _labelled(periods):
        words = period.start.strftime(_DATES[stats.unit])
        sheet.text(x_of(period), bottom + 14, words, 11, colours.soft, at="mm")
    for period in periods:
        x = x_of(period)
        sheet.region((x - bar, top), (x + bar, bottom), _told(period, stats.unit), None)


def _symbols(stats: LibraryStats) -> list[str]:
    """Return the symbols that the matrix shows: the most frequent ones, in order."""
    symbols = stats.symbols
    if len(symbols) <= MOST_SYMBOLS:
        return symbols
    seen = Counter[str]()
    for (label, text), count in stats.confusion.items():
        seen[label] += count
        seen[text] += count
    often = {symbol for symbol, _ in seen.most_common(MOST_SYMBOLS)}
    return [symbol for symbol in symbols if symbol in often]


def _slots(seconds: float, unit: str) -> float:
    """Return how many periods there are from the first to the last."""
    hours = {"hour": 1, "day": 24, "week": 168, "month": 730, "year": 8766}[unit]
    return seconds / 3600 / hours + 1


def _labelled(periods: list[Period]) -> list[Period]:
    """Return a few of the periods, about evenly spread in time, the first and the last among them."""
    first, last = periods[0].start, periods[-1].start
    gap = (last - first) / _LABELS
    chosen = [periods[0]]
    for period in periods[1:-1]:
        if period.start - chosen[-1].start >= gap and last - period.start >= gap:
            chosen.append(period)
    return chosen if last == first else [*chosen, periods[-1]]


def _told(period: Period, unit: str) -> str:
    said = [f"{period.start.strftime(_DATES[unit])}: {period.drawings:,} drawings"]
    if period.confidence is not None:
        said.append(f"confidence {100 * period.confidence:.1f} %")
    if period.accuracy is not None:
        said.append(f"{period.right:,} of {period.compared:,} right")
    return ", ".join(said)


def _short(count: int) -> str:
    return str(count) if count < 10_000 else f"{count / 1000:.0f}k"
