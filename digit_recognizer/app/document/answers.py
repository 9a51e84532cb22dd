"""What a person's answers make of a reading: rows that were chosen, doubt that was answered.

Purpose: after all that was marked is answered, a line counts as read rightly; another way to read it
may be taken as a whole.
Contract: immutable readings in, the same out where nothing was said. Strokes are the very objects, in
the reader's order. Needs no Tk.
Not here: what was said (``corrections``), why a line is doubtful (``doubt``).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from digit_recognizer.app.document.corrections import Corrections
from digit_recognizer.doubt import MIN_ODD_CONFIDENCE, MIN_OFFERED_CONFIDENCE, SURE_CONFIDENCE
from digit_recognizer.doubt import reading as reading_doubt
from digit_recognizer.expression import calculate
from digit_recognizer.verdicts import told

if TYPE_CHECKING:  # the window is up before NumPy is loaded
    from digit_recognizer.reading import Line, OtherReading, Reading, ReadSymbol


@dataclass(frozen=True, slots=True)
class Offer:
    """Another way to read a line that is worth offering, and what it comes to; "" for nothing."""

    other: "OtherReading"
    value: str


def as_told(
    reading: "Reading", strokes: Sequence[object], corrections: Corrections, *, is_written: bool
) -> "Reading":
    """Return ``reading`` as a person is shown it: what was said of it, verdicts that may be told.

    ``is_written``: whether somebody may write on, as on a picture nobody does.
    """
    return told(
        answered(reading, strokes, corrections),
        is_written=is_written,
        is_answered=lambda line: is_answered(line, strokes, corrections),
    )


def answered(reading: "Reading", strokes: Sequence[object], corrections: Corrections) -> "Reading":
    """Return ``reading``, which was made of ``strokes``, with what was said of it."""
    lines = tuple(_answered(line, strokes, corrections) for line in reading.lines)
    if lines == reading.lines:
        return reading
    reason = reading_doubt(line.doubtful for line in lines)
    texts = [line.text for line in lines]
    first = replace(reading.hypotheses[0], text="\n".join(texts))
    others = tuple(other for other in reading.hypotheses[1:] if other.text != first.text)
    return replace(
        reading, lines=lines, hypotheses=(first, *others), doubtful=reason is not None,
        reason=reason.value if reason else "",
    )  # fmt: skip


def chosen(
    other: "OtherReading", strokes: Sequence[object], corrections: Corrections
) -> Corrections:
    """Return ``corrections`` with all of ``other``: each of its symbols, and how they stand."""
    corrections = confirmed(other.symbols, strokes, corrections)
    return corrections.with_row(_parts(other.symbols, strokes), other.text)


def confirmed(
    symbols: "Sequence[ReadSymbol]", strokes: Sequence[object], corrections: Corrections
) -> Corrections:
    """Return ``corrections`` with ``symbols`` as they were read."""
    for symbol in symbols:
        corrections = corrections.with_(_parts([symbol], strokes), symbol.text)
    return corrections


def offers(line: "Line") -> tuple[Offer, ...]:
    """Return the other ways to read ``line`` that are worth offering, likeliest first.

    What makes no sense is offered only where it is likely, since people write sense.
    """
    found = []
    for other in line.others:
        answer = calculate(other.row)
        least = MIN_OFFERED_CONFIDENCE
        if not answer.makes_sense:
            least = MIN_ODD_CONFIDENCE
        if other.confidence >= least:
            found.append(Offer(other, answer.shown))
    return tuple(found)


def _answered(line: "Line", strokes: Sequence[object], corrections: Corrections) -> "Line":
    row = corrections.row_of(_parts(line.symbols, strokes))
    for other in line.others:
        if row and other.text == row != line.text:
            line = _swapped(line, other)
    if line.doubtful and not line.struck_out and is_answered(line, strokes, corrections):
        return replace(line, doubtful=False, answer=calculate(line.row))
    return line


def is_answered(line: "Line", strokes: Sequence[object], corrections: Corrections) -> bool:
    """Whether something of ``line`` was said, and all of it that is not sure by itself."""
    said = [bool(corrections.of(_parts([symbol], strokes))) for symbol in line.symbols]
    is_sure = [not each.doubtful and each.confidence >= SURE_CONFIDENCE for each in line.symbols]
    return any(said) and all(map(max, said, is_sure))


def _swapped(line: "Line", other: "OtherReading") -> "Line":
    first = replace(line.hypotheses[0], text=other.text)
    hypotheses = (first, *(h for h in line.hypotheses if h.text != other.text))
    others = tuple(each for each in line.others if each is not other)
    return replace(
        line, hypotheses=hypotheses, row=other.row, answer=calculate(other.row), doubtful=False,
        symbols=other.symbols, others=others,
    )  # fmt: skip


def _parts(symbols: "Sequence[ReadSymbol]", strokes: Sequence[object]) -> list[object]:
    return [strokes[i] for symbol in symbols for i in symbol.strokes if i < len(strokes)]
