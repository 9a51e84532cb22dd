"""What is to be read, and what was read: fields and rows.

Purpose: a :class:`Field` goes in, one :class:`Row` or more come out, which say what a reading says.
Contract: both are immutable, and small enough to be sent between processes. What is doubtful has no
value, as everywhere in this program.
Not here: reading; how files are found or written.
"""

import re
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from digit_recognizer import doubt
from digit_recognizer.batch.line_gaps import Verdict, verdict_of
from digit_recognizer.errors import FileError, ModelError
from digit_recognizer.expression import Answer
from digit_recognizer.expression.arithmetic import inexact
from digit_recognizer.expression.exact import Exact
from digit_recognizer.expression.faults import Effort
from digit_recognizer.ink.model import Box
from digit_recognizer.raster.image import Region
from digit_recognizer.reading import Hypothesis, Reading
from digit_recognizer.words import printable

READING_FAULT = "{} could not be read: this program failed, so please report it with the picture."
MAX_ALTERNATIVES_PER_ROW = 3
MIN_ROW_CONFIDENCE = 0.001  # of an alternative worth a place in the row
_LINE_NAME = re.compile(r" ?\bline \d+$")
EXACT_FLOAT = 2**53  # whole numbers up to here are the same in every program that reads the rows
Tally: TypeAlias = "Counter[str]"
"""How many lines have each verdict."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to read.

    ``source``: the file's path. ``page``: counted from 1; None for all pages. ``field``: its name in the
    output. ``box``: the region to read; None for the whole page. ``error``: why ``source`` could not
    even be looked for, else "".
    """

    source: str
    page: int | None = None
    field: str = ""
    box: Region | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """What was read in one field.

    ``file``: as it was named or found. ``field``: its name, "" where a file is one field. ``text``: the
    likeliest reading, "" where there was nothing to read. ``value``: what it comes to, None where it is
    doubtful, has no value, or several, or is a check such as 4+4=8. ``confidence``: in [0, 1].
    ``alternatives``: other texts with their confidences, likeliest first. ``boxes``: x, y, width and
    height of each symbol. ``error``: the sentence that says why nothing could be read, else "".
    ``verdict``: whether an equation is "right" or "wrong", "" where that is not certain or there is
    none; ``should_be``: what a wrong one should come to, "" where there is no such value.
    """

    file: str
    field: str = ""
    text: str = ""
    value: int | float | None = None
    confidence: float = 0.0
    alternatives: tuple[tuple[str, float], ...] = ()
    doubtful: bool = True
    boxes: tuple[tuple[float, float, float, float], ...] = ()
    error: str = ""
    verdict: Verdict = ""
    should_be: str = ""


def fault_row(field: Field, error: Exception) -> Row:
    """Return the row of a field that could not be read; a bug is logged as one.

    Raises ``error`` again if it is a ModelError: then nothing can be read.
    """
    if isinstance(error, ModelError):
        raise error
    sentence = str(error)
    if not isinstance(error, FileError):
        traceback.print_exception(error)
        sentence = READING_FAULT.format(field.source)
    return Row(field.source, field.field, error=sentence)


def row_of(field: Field, reading: Reading) -> Row:
    """Return the row of all that was read in ``field``."""
    value: int | float | None
    if not reading.lines:
        value = int(reading.text) if reading.text.isdecimal() and not reading.doubtful else None
    else:
        value = _value(reading.lines[0].answer) if len(reading.lines) == 1 else None
    boxes = [symbol.box for symbol in reading.symbols] or [part.box for part in reading.segments]
    doubtful = doubt.field(reading.text, is_reading_doubtful=reading.doubtful) is not None
    return _row(field, reading.hypotheses, value, boxes, doubtful=doubtful, scale=reading.scale)


def rows_of_lines(field: Field, reading: Reading) -> list[Row]:
    """Return a row for each of the lines that were read in ``field``, from top to bottom."""
    rows = []
    for number, line in enumerate(reading.lines, 1):
        row = _row(
            named_line(field, number),
            line.hypotheses,
            _value(line.answer),
            [symbol.box for symbol in line.symbols],
            doubtful=line.doubtful,
            scale=reading.scale,
        )
        verdict = "" if reading.partial else verdict_of(line)
        rows.append(replace(row, verdict=verdict, should_be=line.answer.instead if verdict else ""))
    return rows


def named_line(field: Field, number: int) -> Field:
    """Return ``field`` under the name of its line with this number."""
    name = f"{field.field} line {number}".lstrip()
    return Field(field.source, field.page, name, field.box)


def page_name(name: str) -> str:
    """Return the name of the page or region that the line of this ``name`` is in.

    >>> page_name("page 2 line 14"), page_name("line 1"), page_name("page 2")
    ('page 2', '', 'page 2')
    """
    return _LINE_NAME.sub("", name)


def _row(
    field: Field,
    hypotheses: tuple[Hypothesis, ...],
    value: int | float | None,
    boxes: list[Box],
    *,
    doubtful: bool,
    scale: float,
) -> Row:
    left, top = field.box[:2] if field.box else (0, 0)
    others = [
        h
        for h in hypotheses[1 : 1 + MAX_ALTERNATIVES_PER_ROW]
        if h.confidence >= MIN_ROW_CONFIDENCE
    ]
    return Row(
        field.source,
        field.field,
        hypotheses[0].text if hypotheses else "",
        value,
        round(hypotheses[0].confidence, 6) if hypotheses else 0.0,
        tuple((other.text, round(other.confidence, 6)) for other in others),
        doubtful,
        tuple(
            (
                round(left + box.left / scale, 1),
                round(top + box.top / scale, 1),
                round(box.width / scale, 1),
                round(box.height / scale, 1),
            )
            for box in boxes
        ),
    )


def _value(answer: Answer) -> int | float | None:
    """Return what a line comes to, if that is one number."""
    if answer.kind not in {"number", "value"} or len(answer.values) != 1:
        return None
    value = answer.values[0]
    exact = value.rational if isinstance(value, Exact) else None
    if exact is not None and exact.denominator == 1 and abs(exact) <= EXACT_FLOAT:
        return int(exact)
    try:
        return float(exact if exact is not None else inexact(value, Effort()).middle)
    except OverflowError:
        return None


class VerdictCounts:
    """Counts the verdicts of rows as they are written; :meth:`sentences` says them.

    A line without a verdict is to be looked at. A page without lines is counted too; what could not be
    read is not, since its row says why. A page takes some 300 bytes of memory.
    """

    def __init__(self) -> None:
        self._pages: dict[tuple[str, str], Tally] = {}

    def write(self, rows: Sequence[Row]) -> None:
        """Count ``rows``."""
        for row in rows:
            if row.error:
                continue
            page = self._pages.setdefault((row.file, page_name(row.field)), Counter())
            if row.text:
                page[row.verdict] += 1

    def sentences(self) -> Iterator[str]:
        """Yield the counts of each page, in the order they were read, where there are several; of all.

        >>> counts = VerdictCounts()
        >>> counts.write([Row("a.png", "line 1", "1+1=2", verdict="right"), Row("b.png", "line 1")])
        >>> list(counts.sentences())
        ['a.png: 1 line: 1 right', 'b.png: no lines', 'in all: 1 line: 1 right']
        """
        if len(self._pages) > 1:
            for (file, page), tally in self._pages.items():
                place = " ".join(filter(None, [printable(file), page]))
                yield f"{place}: {_counted(tally)}"
        total: Tally = Counter()
        for tally in self._pages.values():
            total.update(tally)
        yield f"in all: {_counted(total)}" if len(self._pages) > 1 else _counted(total)


def _counted(tally: Tally) -> str:
    count = tally.total()
    if not count:
        return "no lines"
    kinds = (("right", "right"), ("wrong", "wrong"), ("", "to look at"))
    said = ", ".join(f"{tally[kind]:,} {words}" for kind, words in kinds if tally[kind])
    return f"{count:,} line{'' if count == 1 else 's'}: {said}"
