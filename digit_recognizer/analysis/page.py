"""The figures of a library as one picture: charts first, then drawings to look at.

Purpose: what a person looks at, as PNG and in the window alike.
Contract: what is drawn are the figures of ``analysis.stats``. Regions tell what they stand for: a
:class:`Filter`, or the numbers of drawings.
Not here: counting, the charts of confusions and over time (``analysis.charts``).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np

from digit_recognizer.analysis import PAGE_WIDTH
from digit_recognizer.analysis.charts import confusions, over_time
from digit_recognizer.analysis.stats import MULTIPLE_SYMBOLS, LibraryStats
from digit_recognizer.analysis.tally import Tally
from digit_recognizer.charts.charts import Axis, calibration, heading, interval, shares_grid
from digit_recognizer.charts.surface import PIXELS_PER_POINT, ChartSurface, Point
from digit_recognizer.errors import FileError
from digit_recognizer.files import write_atomically
from digit_recognizer.library import Entry, Filter, Library
from digit_recognizer.library.thumbnails import thumbnail
from digit_recognizer.words import fine_percent, share_percent, shortened

PAGE_TITLE = "Your library"
# In points:
PAGE_MARGIN = 40
RIGHT_COLUMN = 620  # where it begins
RIGHT_COLUMN_WIDTH = PAGE_WIDTH - PAGE_MARGIN - RIGHT_COLUMN
TALLY_HEIGHT, PAIR_HEIGHT, DRAWING_HEIGHT = 26, 84, 126  # each with its words
MIN_CHART_HEIGHT, TIME_CHART_HEIGHT = 420, 190
DRAWING_SIDE = 70
DRAWING_PEN = 0.045  # of that side
# How many are shown:
MAX_PAIRS, MAX_PAIR_DRAWINGS = 8, 5
MAX_SUSPECTS, MAX_COPIES = 24, 12
MAX_WRITERS, MAX_MODELS = 12, 4
DRAWINGS_PER_ROW = 12
MAX_NAME = 22  # characters

SurfaceT = TypeVar("SurfaceT", bound=ChartSurface)


def pictured(stats: LibraryStats) -> list[int]:
    """Return the numbers of the drawings that :func:`page` shows."""
    ids = [number for pair in stats.pairs[:MAX_PAIRS] for number in pair.ids[:MAX_PAIR_DRAWINGS]]
    ids += [suspect.id for suspect in stats.suspects[:MAX_SUSPECTS]]
    ids += [copies.ids[0] for copies in stats.copies[:MAX_COPIES]]
    return list(dict.fromkeys(ids))


def page(
    stats: LibraryStats,
    entries: Mapping[int, Entry],
    title: str,
    make: Callable[[int, int], SurfaceT],
) -> SurfaceT:
    """Return a surface, which ``make`` makes of its width and height, with all figures on it.

    ``entries``: the drawings of :func:`pictured`, by number; those that are missing are left out.
    """
    sections = _Page(stats, entries, title).sections()
    surface = make(PAGE_WIDTH, round(sum(height for height, _ in sections)) + 16)
    top = 0.0
    for height, draw in sections:
        draw(surface, top)
        top += height
    return surface


def save_page(
    path: Path,
    stats: LibraryStats,
    library: Library,
    title: str = PAGE_TITLE,
    tr: Callable[[str], str] | None = None,
) -> None:
    """Draw the page into ``path``, a ``.png``, its words as ``tr`` has them.

    Raises FileError for another ending.
    """
    check_ending(path)
    entries = library.readable(pictured(stats))
    write_atomically(path, page(stats, entries, title, partial(ChartSurface, tr=tr)).png(fast=True))


def check_ending(path: Path) -> None:
    """Raise FileError unless ``path`` is named as :func:`save_page` can draw it."""
    if path.suffix.lower() != ".png":
        raise FileError(
            f"{path} is no .png: charts are PNG pictures, give a name that ends in .png."
        )


def on_one_line(text: str, most: int = MAX_NAME) -> str:
    """Return ``text`` on one line, of at most so many characters."""
    return shortened(" | ".join(text.splitlines()), most)


_Section = tuple[float, Callable[[ChartSurface, float], None]]
"""A part of the page: its height in points, and what draws it when given the y where it begins."""


@dataclass(frozen=True, slots=True)
class _Page:
    """What is shown, and how each section of it is drawn."""

    stats: LibraryStats
    entries: Mapping[int, Entry]
    title: str

    def sections(self) -> list[_Section]:
        """Return the sections that have something to show."""
        stats = self.stats
        if not stats.all.drawings:
            return [(150, self._head)]
        rows = min(len(stats.writers), MAX_WRITERS) + min(len(stats.models), MAX_MODELS)
        groups = max(TALLY_HEIGHT * rows + 130, MIN_CHART_HEIGHT - 60) + 70
        sections: list[_Section] = [
            (150, self._head),
            (self._labels_height + 60, self._labels),
            (groups, self._groups),
            (TIME_CHART_HEIGHT + 90, self._time),
        ]
        if pairs := len(stats.pairs[:MAX_PAIRS]):
            sections.append((56 + PAIR_HEIGHT * -(-pairs // 2), self._pairs))
        if suspects := len(stats.suspects[:MAX_SUSPECTS]):
            height = 76 + DRAWING_HEIGHT * -(-suspects // DRAWINGS_PER_ROW)
            sections.append((height, self._suspects))
        if stats.copies:
            sections.append((80 + DRAWING_HEIGHT, self._copies))
        return sections

    @property
    def _labels_height(self) -> float:
        rows = len(self.stats.labels) + bool(self.stats.sums.drawings)
        return max(TALLY_HEIGHT * rows + 40, MIN_CHART_HEIGHT)

    def _head(self, surface: ChartSurface, top: float) -> None:
        stats, soft = self.stats, surface.colours.soft
        surface.text(PAGE_MARGIN, top + 36, self.title, 26)
        if not stats.all.drawings or stats.first is None or stats.last is None:
            words = "There are no drawings yet that this could be about."
            surface.text(PAGE_MARGIN, top + 72, words, 15, soft)
            return
        days = (f"{time:%Y-%m-%d}" for time in (stats.first, stats.last))
        surface.text(PAGE_MARGIN, top + 64, " – ".join(dict.fromkeys(days)), 13, soft)
        for place, (figure, words, target) in enumerate(self._figures()):
            x = PAGE_MARGIN + place * (PAGE_WIDTH - 2 * PAGE_MARGIN) / 5
            surface.text(x, top + 102, figure, 24)
            surface.text(x, top + 128, words, 13, soft)
            if target is not None:
                surface.region((x, top + 88), (x + 200, top + 138), f"Show: {words}", target)

    def _figures(self) -> list[tuple[str, str, object]]:
        """Return the few figures that matter most, each with its words and what it stands for."""
        stats, total = self.stats, self.stats.all
        right = "right, no label to compare with"
        if total.interval:
            low, high = (100 * end for end in total.interval)
            right = f"right (95 %: {low:.1f} to {high:.1f} %)"
        doubtful = share_percent(total.doubtful / total.drawings, 1)
        suspects = tuple(suspect.id for suspect in stats.suspects) or None
        return [
            (f"{total.drawings:,}", "drawings", Filter()),
            (f"{total.labelled:,}", "of them labelled", None),
            (share_percent(total.accuracy, 1), right, Filter(outcome="right")),
            (doubtful, "read with doubt", Filter(outcome="doubtful")),
            (f"{stats.suspected:,}", "labels to look at", suspects),
        ]

    def _labels(self, surface: ChartSurface, top: float) -> None:
        stats = self.stats
        heading(surface, PAGE_MARGIN, top + 10, "Accuracy by label, with 95 % intervals")
        rows: list[tuple[str, Tally, Filter | None]] = [
            (label, tally, Filter(label=label)) for label, tally in stats.labels.items()
        ]
        if stats.sums.drawings:
            rows.append(("numbers and sums", stats.sums, None))
        if rows:
            _tallies(surface, top + 34, rows)
        else:
            words = "Label drawings to see it."
            surface.text(PAGE_MARGIN, top + 46, words, 14, surface.colours.soft)
        heading(surface, RIGHT_COLUMN, top + 10, "What was read as what")
        side = min(self._labels_height - 20, RIGHT_COLUMN_WIDTH)
        confusions(surface, stats, (RIGHT_COLUMN, top + 34), side)

    def _groups(self, surface: ChartSurface, top: float) -> None:
        stats, soft = self.stats, surface.colours.soft
        heading(surface, PAGE_MARGIN, top + 10, "By writer")
        writers = list(stats.writers.items())
        rows = [(name or "nobody named", tally, Filter(writer=name)) for name, tally in writers]
        bottom = _tallies(surface, top + 34, rows[:MAX_WRITERS])
        if len(rows) > MAX_WRITERS:
            more = f"and {len(rows) - MAX_WRITERS:,} more writers: see --csv"
            surface.text(PAGE_MARGIN, bottom + 14, more, 12, soft)
        heading(surface, PAGE_MARGIN, bottom + 54, "By the model that read")
        models = stats.models.items()
        rows = [(name or "none", tally, Filter(model=name)) for name, tally in models]
        _tallies(surface, bottom + 78, rows[:MAX_MODELS])
        heading(surface, RIGHT_COLUMN, top + 10, "Calibration: is 90 % right nine times in ten?")
        size = (RIGHT_COLUMN_WIDTH - 20, MIN_CHART_HEIGHT - 100)
        calibration(surface, stats.bins, (RIGHT_COLUMN + 20, top + 34), size)
        if stats.calibration_error is not None:
            words = f"mean distance {100 * stats.calibration_error:.1f} points"
            surface.text(RIGHT_COLUMN + 28, top + 68, words, 13, soft)

    def _time(self, surface: ChartSurface, top: float) -> None:
        title = f"Confidence over time, by the {self.stats.unit}"
        heading(surface, PAGE_MARGIN, top + 10, title)
        size = (PAGE_WIDTH - 2 * PAGE_MARGIN - 30, TIME_CHART_HEIGHT)
        over_time(surface, self.stats, (PAGE_MARGIN + 30, top + 40), size)

    def _pairs(self, surface: ChartSurface, top: float) -> None:
        heading(surface, PAGE_MARGIN, top + 10, "Confused most often")
        for i, pair in enumerate(self.stats.pairs[:MAX_PAIRS]):
            x = PAGE_MARGIN if i % 2 == 0 else RIGHT_COLUMN
            y = top + 36 + PAIR_HEIGHT * (i // 2)
            several = pair.text == MULTIPLE_SYMBOLS
            read = "several" if several else pair.text
            surface.text(x, y + 24, f"{pair.label} read as {read}", 17)
            share = share_percent(pair.count / max(pair.of, 1), 1)
            words = f"{pair.count:,} of {pair.of:,}, {share}"
            surface.text(x, y + 48, words, 13, surface.colours.soft)
            target: object = pair.ids if several else Filter(label=pair.label, text=pair.text)
            surface.region((x, y), (x + 140, y + DRAWING_SIDE), f"Show all {pair.count:,}", target)
            for place, number in enumerate(pair.ids[:MAX_PAIR_DRAWINGS]):
                left = x + 150 + place * (DRAWING_SIDE + 8)
                self._framed(surface, (left, y), number, f"Drawing {number}")

    def _suspects(self, surface: ChartSurface, top: float) -> None:
        stats, shown = self.stats, self.stats.suspects[:MAX_SUSPECTS]
        heading(surface, PAGE_MARGIN, top + 10, "Is the label right?")
        words = "The network is sure of another answer, and this writer is seldom misread so."
        if stats.suspected > len(shown):
            words += f" The first {len(shown)} of {stats.suspected:,}."
        surface.text(PAGE_MARGIN, top + 34, words, 13, surface.colours.soft)
        for i, suspect in enumerate(shown):
            tip = f"Drawing {suspect.id}" + (f" by {suspect.writer}" if suspect.writer else "")
            label = f"label {on_one_line(suspect.label, 8)}"
            read = f"read {on_one_line(suspect.text, 6)}, {fine_percent(suspect.confidence)}"
            corner = _cell(i, top + 56)
            self._framed(surface, corner, suspect.id, tip)
            _captions(surface, corner, label, read, surface.colours.wrong)

    def _copies(self, surface: ChartSurface, top: float) -> None:
        """Draw the first of each group of copies, with how many there are and their labels."""
        stats, colours = self.stats, surface.colours
        heading(surface, PAGE_MARGIN, top + 10, "Saved more than once")
        drawings = f"{stats.copied:,} drawing" + ("" if stats.copied == 1 else "s")
        said = "could go without a loss. Where copies have different labels, one is wrong."
        surface.text(PAGE_MARGIN, top + 34, f"{drawings} {said}", 13, colours.soft)
        for i, copies in enumerate(stats.copies[:MAX_COPIES]):
            corner = _cell(i, top + 56)
            more = ", …" if len(copies.ids) > 10 else ""
            tip = f"Drawings {', '.join(map(str, copies.ids[:10]))}{more}"
            self._framed(surface, corner, copies.ids[0], tip, copies.ids)
            labels = on_one_line(" or ".join(copies.labels), 12) or "no label"
            colour = colours.wrong if len(copies.labels) > 1 else colours.soft
            _captions(surface, corner, f"{len(copies.ids):,} times", labels, colour)

    def _framed(
        self, surface: ChartSurface, corner: Point, number: int, tip: str, target: object = None
    ) -> None:
        """Show the drawing ``number``, if it is there, in a frame that stands for ``target``."""
        if number not in self.entries:
            return
        (x, y), side = corner, DRAWING_SIDE
        surface.box((x - 1, y - 1), (x + side + 1, y + side + 1), surface.colours.grid)
        surface.box(corner, (x + side, y + side), surface.colours.paper)
        pixels = PIXELS_PER_POINT * side
        small = thumbnail(self.entries[number], pixels, pixels, DRAWING_PEN * pixels)
        if small is not None:
            surface.glyph(x, y, side, np.asarray(small, np.float32) / np.float32(255))
        surface.region(corner, (x + side, y + side), tip, target or (number,))


def _tallies(
    surface: ChartSurface, top: float, rows: Sequence[tuple[str, Tally, Filter | None]]
) -> float:
    """Draw a row for each tally and return where they end."""
    colours = surface.colours
    left, right = PAGE_MARGIN + 220, RIGHT_COLUMN - 120
    lows = [tally.interval[0] for _, tally, _ in rows if tally.interval]
    across = Axis((max(0.0, int(10 * min(lows, default=0.0)) / 10), 1.0), (left, right))
    bottom = top + TALLY_HEIGHT * len(rows)
    shares_grid(surface, across, top, bottom)
    for i, (name, tally, target) in enumerate(rows):
        above = top + TALLY_HEIGHT * i
        y = above + TALLY_HEIGHT / 2
        surface.text(PAGE_MARGIN, y, on_one_line(name), 15)
        surface.text(left - 14, y, f"{tally.compared:,}", 12, colours.soft, at="rm")
        if tally.accuracy is not None and tally.interval is not None:
            colour = colours.accent if tally.accuracy >= 0.95 else colours.second
            interval(surface, across, y, tally.accuracy, tally.interval, colour=colour)
        surface.text(right + 74, y, share_percent(tally.accuracy, 1), 15, at="rm")
        if target is not None:
            right_ones = f"{tally.right:,} of {tally.compared:,} right"
            tip = f"{name}: {tally.drawings:,} drawings, {right_ones}"
            surface.region((PAGE_MARGIN, above), (right + 80, above + TALLY_HEIGHT), tip, target)
    return bottom


def _captions(surface: ChartSurface, corner: Point, first: str, second: str, colour: str) -> None:
    """Write two lines below the drawing at ``corner``, the second in ``colour``."""
    x, y = corner[0] + DRAWING_SIDE / 2, corner[1] + DRAWING_SIDE
    surface.text(x, y + 13, first, 13, at="mm")
    surface.text(x, y + 31, second, 12, colour, at="mm")


def _cell(i: int, top: float) -> Point:
    """Return the corner of the ``i``-th drawing of a grid."""
    across = (PAGE_WIDTH - 2 * PAGE_MARGIN + 20) / DRAWINGS_PER_ROW
    row, column = divmod(i, DRAWINGS_PER_ROW)
    left = PAGE_MARGIN + across * column + (across - DRAWING_SIDE) / 2 - 10
    return left, top + DRAWING_HEIGHT * row
