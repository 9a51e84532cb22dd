"""The figures of a library as one picture: charts first, then drawings to look at.

Purpose: what a person looks at, as PNG and in the window alike.
Contract: what is drawn are the figures of ``analysis.stats``. Regions tell what they stand for: a
:class:`Filter`, or the numbers of drawings.
Not here: counting, the charts of confusions and over time (``analysis.charts``).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from digit_recognizer.analysis.charts import confusions, over_time
from digit_recognizer.analysis.drawings import drawing
from digit_recognizer.analysis.stats import (
    SEVERAL,
    Copies,
    LibraryStats,
    Pair,
    Suspect,
    Tally,
)
from digit_recognizer.charts.charts import Axis, calibration, heading, interval, shares_grid
from digit_recognizer.charts.pillow_surface import Canvas
from digit_recognizer.charts.surface import Point, Sheet
from digit_recognizer.errors import FileError
from digit_recognizer.files import write_atomically
from digit_recognizer.library import Entry, Filter, Library, LibraryError
from digit_recognizer.words import fine_percent, share_percent, shortened

TITLE = "Your library"
WIDTH, MARGIN = 1200, 40
MIDDLE = 620  # where the right column begins
ROW = 26
CHART = 420  # points: how high the charts at the right are, at least
TIME = 190
PAIRS, PER_PAIR, PAIR_ROW = 8, 5, 84
DRAWING = 70
CELL = 126  # points: how high a drawing with its words is
PER_ROW = 12
SUSPECTS, COPIES = 24, 12
MOST_WRITERS = 12
MOST_MODELS = 4
LONGEST = 22  # characters of a name

SheetT = TypeVar("SheetT", bound=Sheet)


@dataclass(frozen=True, slots=True)
class _Section:
    """A part of the page, ``height`` points of it; ``draw`` is given the y where it begins."""

    height: float
    draw: Callable[[Sheet, float], None]


def pictured(stats: LibraryStats) -> list[int]:
    """Return the numbers of the drawings that :func:`page` shows."""
    ids = [number for pair in stats.pairs[:PAIRS] for number in pair.ids[:PER_PAIR]]
    ids += [suspect.id for suspect in stats.suspects[:SUSPECTS]]
    ids += [copies.ids[0] for copies in stats.copies[:COPIES]]
    return list(dict.fromkeys(ids))


def page(
    stats: LibraryStats,
    entries: Mapping[int, Entry],
    title: str,
    make: Callable[[int, int], SheetT],
) -> SheetT:
    """Return a sheet, which ``make`` makes of its width and height, with all figures on it.

    ``entries``: the drawings of :func:`pictured`, by number; those that are missing are left out.
    """
    sections = list(_sections(stats, entries, title))
    sheet = make(WIDTH, round(sum(section.height for section in sections)) + 16)
    top = 0.0
    for section in sections:
        section.draw(sheet, top)
        top += section.height
    return sheet


def save_page(path: Path, stats: LibraryStats, library: Library, title: str = TITLE) -> None:
    """Draw the page into ``path``, a ``.png``; raises FileError for another ending."""
    check_ending(path)
    entries = readable(library, pictured(stats))
    write_atomically(path, page(stats, entries, title, Canvas).png(fast=True))


def check_ending(path: Path) -> None:
    """Raise FileError unless ``path`` is named as :func:`save_page` can draw it."""
    if path.suffix.lower() != ".png":
        raise FileError(
            f"{path} is no .png: charts are PNG pictures, give a name that ends in .png."
        )


def readable(library: Library, ids: Sequence[int]) -> dict[int, Entry]:
    """Return these drawings by number, without those that are gone or damaged."""
    try:
        return {entry.id: entry for entry in library.get(ids) if entry.id is not None}
    except LibraryError:
        if len(ids) == 1:
            return {}
        middle = len(ids) // 2
        return readable(library, ids[:middle]) | readable(library, ids[middle:])


def _sections(stats: LibraryStats, entries: Mapping[int, Entry], title: str) -> list[_Section]:
    head = _Section(150, lambda sheet, top: _head(sheet, top, stats, title))
    if not stats.all.drawings:
        return [head]
    labels = max(ROW * (len(stats.labels) + bool(stats.sums.drawings)) + 40, CHART) + 60
    rows = min(len(stats.writers), MOST_WRITERS) + min(len(stats.models), MOST_MODELS)
    groups = max(ROW * rows + 130, CHART - 60) + 70
    sections = [
        head,
        _Section(labels, lambda sheet, top: _labels(sheet, top, stats, labels)),
        _Section(groups, lambda sheet, top: _groups(sheet, top, stats)),
        _Section(TIME + 90, lambda sheet, top: _time(sheet, top, stats)),
    ]
    pairs, suspects = stats.pairs[:PAIRS], stats.suspects[:SUSPECTS]
    if pairs:
        height = 56 + PAIR_ROW * -(-len(pairs) // 2)
        sections.append(_Section(height, lambda sheet, top: _pairs(sheet, top, pairs, entries)))
    if suspects:
        height = 76 + CELL * -(-len(suspects) // PER_ROW)
        sections.append(
            _Section(height, lambda sheet, top: _suspects(sheet, top, stats, suspects, entries))
        )
    if stats.copies:
        sections.append(_Section(80 + CELL, lambda sheet, top: _copies(sheet, top, stats, entries)))
    return sections


def _head(sheet: Sheet, top: float, stats: LibraryStats, title: str) -> None:
    soft = sheet.colours.soft
    sheet.text(MARGIN, top + 36, title, 26)
    if not stats.all.drawings or stats.first is None or stats.last is None:
        sheet.text(
            MARGIN, top + 72, "There are no drawings yet that this could be about.", 15, soft
        )
        return
    days = (f"{time.day} {time:%B %Y}" for time in (stats.first, stats.last))
    sheet.text(MARGIN, top + 64, " to ".join(dict.fromkeys(days)), 13, soft)
    for place, (figure, words, target) in enumerate(_figures(stats)):
        x = MARGIN + place * (WIDTH - 2 * MARGIN) / 5
        sheet.text(x, top + 102, figure, 24)
        sheet.text(x, top + 128, words, 13, soft)
        if target is not None:
            sheet.region((x, top + 88), (x + 200, top + 138), f"Show: {words}", target)


def _figures(stats: LibraryStats) -> list[tuple[str, str, object]]:
    """Return the few figures that matter most, each with its words and what it stands for."""
    total = stats.all
    right = "right, no label to compare with"
    if total.interval:
        low, high = (100 * end for end in total.interval)
        right = f"right (95 %: {low:.1f} to {high:.1f} %)"
    return [
        (f"{total.drawings:,}", "drawings", Filter()),
        (f"{total.labelled:,}", "of them labelled", None),
        (share_percent(total.accuracy, 1), right, Filter(outcome="right")),
        (
            share_percent(total.doubtful / total.drawings, 1),
            "read with doubt",
            Filter(outcome="doubtful"),
        ),
        (f"{stats.suspected:,}", "labels to look at", tuple(s.id for s in stats.suspects) or None),
    ]


def _labels(sheet: Sheet, top: float, stats: LibraryStats, height: float) -> None:
    heading(sheet, MARGIN, top + 10, "Accuracy by label, with 95 % intervals")
    rows = [(label, tally, Filter(label=label)) for label, tally in stats.labels.items()]
    named: list[tuple[str, Tally, Filter | None]] = [*rows]
    if stats.sums.drawings:
        named.append(("numbers and sums", stats.sums, None))
    if named:
        _bars(sheet, top + 34, named)
    else:
        sheet.text(MARGIN, top + 46, "Label drawings to see it.", 14, sheet.colours.soft)
    heading(sheet, MIDDLE, top + 10, "What was read as what")
    confusions(sheet, stats, (MIDDLE, top + 34), min(height - 80, WIDTH - MARGIN - MIDDLE))


def _groups(sheet: Sheet, top: float, stats: LibraryStats) -> None:
    heading(sheet, MARGIN, top + 10, "By writer")
    writers = list(stats.writers.items())
    rows = [(name or "nobody named", tally, Filter(writer=name)) for name, tally in writers]
    bottom = _bars(sheet, top + 34, rows[:MOST_WRITERS])
    if len(rows) > MOST_WRITERS:
        more = f"and {len(rows) - MOST_WRITERS:,} more writers: see --csv"
        sheet.text(MARGIN, bottom + 14, more, 12, sheet.colours.soft)
    heading(sheet, MARGIN, bottom + 54, "By the model that read")
    models = [(name or "none", tally, Filter(model=name)) for name, tally in stats.models.items()]
    _bars(sheet, bottom + 78, models[:MOST_MODELS])
    heading(sheet, MIDDLE, top + 10, "Calibration: is 90 % right nine times in ten?")
    side = WIDTH - MARGIN - MIDDLE - 20
    calibration(sheet, stats.bins, (MIDDLE + 20, top + 34), (side, CHART - 100))
    if stats.calibration_error is not None:
        words = f"mean distance {100 * stats.calibration_error:.1f} points"
        sheet.text(MIDDLE + 28, top + 68, words, 13, sheet.colours.soft)


def _bars(sheet: Sheet, top: float, rows: Sequence[tuple[str, Tally, Filter | None]]) -> float:
    """Draw a row for each tally and return where they end."""
    left, right = MARGIN + 220, MIDDLE - 120
    lows = [tally.interval[0] for _, tally, _ in rows if tally.interval]
    axis = Axis(max(0.0, int(10 * min(lows, default=0.0)) / 10), left, right)
    bottom = top + ROW * len(rows)
    shares_grid(sheet, axis, top, bottom)
    for i, (name, tally, target) in enumerate(rows):
        y = top + ROW * (i + 0.5)
        sheet.text(MARGIN, y, on_one_line(name), 15)
        sheet.text(left - 14, y, f"{tally.compared:,}", 12, sheet.colours.soft, at="rm")
        if tally.accuracy is not None and tally.interval is not None:
            good = tally.accuracy >= 0.95
            colour = sheet.colours.accent if good else sheet.colours.second
            interval(sheet, axis, y, tally.accuracy, tally.interval, colour=colour)
        sheet.text(right + 74, y, share_percent(tally.accuracy, 1), 15, at="rm")
        if target is not None:
            tip = (
                f"{name}: {tally.drawings:,} drawings, {tally.right:,} of {tally.compared:,} right"
            )
            sheet.region((MARGIN, y - ROW / 2), (right + 80, y + ROW / 2), tip, target)
    return bottom


def _time(sheet: Sheet, top: float, stats: LibraryStats) -> None:
    heading(sheet, MARGIN, top + 10, f"Confidence over time, by the {stats.unit}")
    over_time(sheet, stats, (MARGIN + 30, top + 40), (WIDTH - 2 * MARGIN - 30, TIME))


def _pairs(sheet: Sheet, top: float, pairs: Sequence[Pair], entries: Mapping[int, Entry]) -> None:
    heading(sheet, MARGIN, top + 10, "Confused most often")
    for i, pair in enumerate(pairs):
        x = MARGIN if i % 2 == 0 else MIDDLE
        y = top + 36 + PAIR_ROW * (i // 2)
        several = pair.text == SEVERAL
        sheet.text(x, y + 24, f"{pair.label} read as {'several' if several else pair.text}", 17)
        words = f"{pair.count:,} of {pair.of:,}, {share_percent(pair.count / max(pair.of, 1), 1)}"
        sheet.text(x, y + 48, words, 13, sheet.colours.soft)
        target: object = pair.ids if several else Filter(label=pair.label, text=pair.text)
        sheet.region((x, y), (x + 140, y + DRAWING), f"Show all {pair.count:,}", target)
        for place, number in enumerate(pair.ids[:PER_PAIR]):
            left = x + 150 + place * (DRAWING + 8)
            if number in entries:
                _framed(sheet, (left, y), entries[number], f"Drawing {number}")


def _suspects(
    sheet: Sheet,
    top: float,
    stats: LibraryStats,
    shown: Sequence[Suspect],
    entries: Mapping[int, Entry],
) -> None:
    heading(sheet, MARGIN, top + 10, "Is the label right?")
    words = "The network is sure of another answer, and this writer is seldom misread so."
    if stats.suspected > len(shown):
        words += f" The first {len(shown)} of {stats.suspected:,}."
    sheet.text(MARGIN, top + 34, words, 13, sheet.colours.soft)
    for i, suspect in enumerate(shown):
        x, y = _cell(i, top + 56)
        if suspect.id in entries:
            tip = f"Drawing {suspect.id}" + (f" by {suspect.writer}" if suspect.writer else "")
            _framed(sheet, (x, y), entries[suspect.id], tip)
        middle = x + DRAWING / 2
        sheet.text(middle, y + DRAWING + 13, f"label {on_one_line(suspect.label, 8)}", 13, at="mm")
        read = f"read {on_one_line(suspect.text, 6)}, {fine_percent(suspect.confidence)}"
        sheet.text(middle, y + DRAWING + 31, read, 12, sheet.colours.wrong, at="mm")


def _copies(sheet: Sheet, top: float, stats: LibraryStats, entries: Mapping[int, Entry]) -> None:
    """Draw the first of each group of copies, with how many there are and their labels."""
    heading(sheet, MARGIN, top + 10, "Saved more than once")
    drawings = f"{stats.copied:,} drawing" + ("" if stats.copied == 1 else "s")
    said = "could go without a loss. Where copies have different labels, one is wrong."
    sheet.text(MARGIN, top + 34, f"{drawings} {said}", 13, sheet.colours.soft)
    for i, copies in enumerate(stats.copies[:COPIES]):
        x, y = _cell(i, top + 56)
        first = copies.ids[0]
        if first in entries:
            _framed(sheet, (x, y), entries[first], _tip(copies), copies.ids)
        middle = x + DRAWING / 2
        sheet.text(middle, y + DRAWING + 13, f"{len(copies.ids):,} times", 13, at="mm")
        differ = len(copies.labels) > 1
        labels = on_one_line(" or ".join(copies.labels), 12) or "no label"
        colour = sheet.colours.wrong if differ else sheet.colours.soft
        sheet.text(middle, y + DRAWING + 31, labels, 12, colour, at="mm")


def _tip(copies: Copies) -> str:
    some = ", ".join(map(str, copies.ids[:10]))
    return f"Drawings {some}" + (", …" if len(copies.ids) > 10 else "")


def _cell(i: int, top: float) -> Point:
    """Return the corner of the ``i``-th drawing of a grid."""
    across = (WIDTH - 2 * MARGIN + 20) / PER_ROW
    row, column = divmod(i, PER_ROW)
    return MARGIN + across * column + (across - DRAWING) / 2 - 10, top + CELL * row


def _framed(sheet: Sheet, corner: Point, entry: Entry, tip: str, target: object = None) -> None:
    opposite = (corner[0] + DRAWING, corner[1] + DRAWING)
    sheet.box(
        (corner[0] - 1, corner[1] - 1), (opposite[0] + 1, opposite[1] + 1), sheet.colours.grid
    )
    sheet.box(corner, opposite, sheet.colours.paper)
    drawing(sheet, entry, corner, DRAWING)
    sheet.region(corner, opposite, tip, target or (entry.id,))


def on_one_line(text: str, most: int = LONGEST) -> str:
    """Return ``text`` on one line, of at most so many characters."""
    return shortened(" | ".join(text.splitlines()), most)
