"""All lines of a page, however long it is, and each of the sums that stand side by side.

Purpose: part a long page between its lines, read the parts, then read apart what stands side by side.
Contract: a page that is short, with one sum a line, is read as the reader reads it. Boxes are in units
of the page. A page whose lines overlap from top to bottom is read as a whole. The parts of a page are
found by the widest gaps, as in recursive X-Y cuts (Nagy and Seth, "Hierarchical
representation of optically scanned documents", ICPR 1984).
Not here: which gaps part sums (``line_gaps``), rows (``rows``).
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from digit_recognizer.arrays import Mask, Page
from digit_recognizer.batch.line_gaps import sums_of
from digit_recognizer.batch.parameters import SHEET_PARAMETERS
from digit_recognizer.ink import Ink
from digit_recognizer.ink.model import Box
from digit_recognizer.reader import Reader
from digit_recognizer.reading import Expectation, Line, Reading
from digit_recognizer.segmentation import PicturePage


def ink_lines(reader: Reader, ink: Ink, expect: Expectation) -> Reading:
    """Return the reading of ``ink`` with all its lines; of several parts, only the lines are of all.

    ``expect``: "auto" or "expression".
    """
    parts = _parts([stroke.box for stroke in ink])
    read = []
    for part in parts:
        written = Ink(tuple(ink.strokes[index] for index in part))
        reading = reader.read_ink(written, _of_part(expect, parts))
        lines: list[Line] = []
        for line in reading.lines:
            sums = sums_of(line)
            for symbols in sums if len(sums) > 1 else ():
                strokes = sorted({index for symbol in symbols for index in symbol.strokes})
                one = Ink(tuple(written.strokes[index] for index in strokes))
                lines += reader.read_ink(one, "expression").lines
            lines += [line] if len(sums) == 1 else []
        read.append(replace(reading, lines=tuple(lines)))
    return _whole(read)


def picture_lines(
    reader: Reader, page: Page, expect: Expectation, printed: Mask | None = None
) -> Reading:
    """Return the reading of ``page``, (H, W) uint8 with bright ink, as :func:`ink_lines`.

    ``printed``: (H, W) bool, the pixels of print; None where there is none.
    """
    printed = np.zeros(page.shape, np.bool_) if printed is None else printed
    backdrop = PicturePage.of(page, printed=printed)
    boxes = [primitive.box for primitive in backdrop.found.primitives]
    parts = [list(range(len(boxes)))] if backdrop.slope else _parts(boxes)
    read = []
    for part in parts:
        top, bottom = 0, len(page)
        if len(parts) > 1:
            top = max(0, int(min(boxes[index].top for index in part)) - 1)
            bottom = int(max(boxes[index].bottom for index in part)) + 2
            backdrop = PicturePage.of(page[top:bottom], printed=printed[top:bottom])
        reading = reader.read_over(backdrop, expect=_of_part(expect, parts))
        lines = [_moved(line, 0, top) for line in reading.lines]
        lines = [each for line in lines for each in _sums_in_picture(reader, page, printed, line)]
        read.append(replace(reading, lines=tuple(lines)))
    return _whole(read)


def _sums_in_picture(reader: Reader, page: Page, printed: Mask, line: Line) -> Sequence[Line]:
    sums = sums_of(line)
    if len(sums) == 1:
        return [line]
    lines: list[Line] = []
    top, bottom = max(0, int(line.box.top) - 1), int(line.box.bottom) + 2
    for symbols in sums:
        left = max(0, int(min(symbol.box.left for symbol in symbols)) - 1)
        right = int(max(symbol.box.right for symbol in symbols)) + 2
        place = slice(top, bottom), slice(left, right)
        one = PicturePage.of(page[place], printed=printed[place])
        lines += [
            _moved(each, left, top) for each in reader.read_over(one, expect="expression").lines
        ]
    return lines


def _of_part(expect: Expectation, parts: Sequence[object]) -> Expectation:
    """Return what a part shows: of several, none is one digit."""
    return expect if len(parts) == 1 else "expression"


def _whole(read: Sequence[Reading]) -> Reading:
    """Return the reading that holds the lines of all of ``read``."""
    if len(read) == 1:
        return read[0]
    lines = tuple(line for reading in read for line in reading.lines)
    return replace(read[0], lines=lines, partial=any(reading.partial for reading in read))


def _moved(line: Line, right: int, down: int) -> Line:
    """Return ``line`` so much further to the right and down."""
    symbols = tuple(replace(each, box=each.box.moved(right, down)) for each in line.symbols)
    return replace(line, box=line.box.moved(right, down), symbols=symbols)


def _parts(boxes: Sequence[Box]) -> list[list[int]]:
    """Return the indices of ``boxes`` in parts of the page, from top to bottom; at least one.

    A part of too many boxes is parted at one of its widest gaps, the one nearest to its middle.
    """
    waiting = [sorted(range(len(boxes)), key=lambda index: boxes[index].top)]
    done: list[list[int]] = []
    while waiting:
        part = waiting.pop()
        gaps = _gaps([boxes[index] for index in part])
        if len(part) <= SHEET_PARAMETERS.part_primitives or not gaps:
            done.append(sorted(part))
            continue
        widest = max(gap for gap, _ in gaps)
        wide = [place for gap, place in gaps if gap >= SHEET_PARAMETERS.like_widest * widest]
        place = min(wide, key=lambda place: abs(place - len(part) / 2))
        waiting += [part[place:], part[:place]]
    return done


def _gaps(boxes: Sequence[Box]) -> list[tuple[float, int]]:
    """Return the heights of the gaps between ``boxes``, sorted by their tops, and what follows each."""
    gaps: list[tuple[float, int]] = []
    lowest = boxes[0].bottom if boxes else 0.0
    for place, box in enumerate(boxes):
        if box.top > lowest:
            gaps.append((box.top - lowest, place))
        lowest = max(lowest, box.bottom)
    return gaps
