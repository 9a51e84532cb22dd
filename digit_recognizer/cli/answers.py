"""Answers on the terminal: an expression with its value, the reading of a file, in words.

Purpose: the one wording for ``calc``, ``read`` and the examples of ``window``.
Contract: a doubtful line is never calculated.
Not here: the same as JSON (``reading_values``), rows of tables (``batch.formats``).
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from digit_recognizer.cli import console
from digit_recognizer.errors import FileError, ModelError
from digit_recognizer.reading_values import reading_values
from digit_recognizer.words import percent, printable

if TYPE_CHECKING:
    from digit_recognizer.batch import Field, Setup
    from digit_recognizer.expression import Answer, Row
    from digit_recognizer.reader import Reader
    from digit_recognizer.reading import Hypothesis, Line, Reading

MIN_SPOKEN_CONFIDENCE = 0.001  # of an alternative that is named in words


@dataclass(frozen=True, slots=True)
class FileReport:
    """What is printed of one file: ``lines`` on stdout, ``warnings`` on stderr.

    ``code``: the exit code that it asks for; 0 read, 1 nothing to read, 2 broken.
    """

    lines: tuple[str, ...]
    warnings: tuple[str, ...] = ()
    code: int = 0


def reports(
    setup: "Setup", as_json: bool, fields: "Sequence[Field]", reader: "Reader | None" = None
) -> list[FileReport]:
    """Return what is printed of each file, read by ``reader`` or by one with the model of ``setup``.

    Raises ModelError, FileError or MissingDependencyError if the model can't be used.
    """
    from digit_recognizer.batch import reader_for

    reader = reader or reader_for(setup.model)
    return [_report(setup, as_json, Path(field.source), reader) for field in fields]


def _report(setup: "Setup", as_json: bool, file: Path, reader: "Reader") -> FileReport:
    try:
        reading = reader.read_image(file, setup.expect, setup.only)
    except ModelError:
        raise
    except FileError as error:
        lines = (json.dumps({"file": str(file), "error": str(error)}),) if as_json else ()
        return FileReport(lines, (str(error),), 2)
    code = 0 if reading.text else 1
    if as_json:
        return FileReport((json.dumps({"file": str(file), **reading_values(reading)}),), code=code)
    if not reading.lines:
        return FileReport((f"{file}: {reading_sentence(reading)}",), code=code)
    warnings = (f"{file}: {reading.reason}.",) if reading.partial else ()
    said = tuple(f"{file}: {line_sentence(line)}" for line in reading.lines)
    return FileReport(said, warnings, code)


def print_reports(found: Iterable[Sequence[FileReport]]) -> int:
    """Print what is reported of each file and return the exit code."""
    code = 0
    for report in chain.from_iterable(found):
        for sentence in report.warnings:
            console.warn(sentence)
        for line in report.lines:
            print(printable(line), flush=True)
        code = max(code, report.code)
    return code


def answer_sentence(row: "Row", answer: "Answer") -> str:
    """Return an expression with its value: ``1/2+1 = 3/2 = 1.5``, ``4+4=8 ✓``."""
    from digit_recognizer.expression import text_of

    text = text_of(row)
    words = f"  ({answer.words})" if answer.words else ""
    if not answer.values:
        return f"{text}: {answer.words or 'nothing to calculate'}"
    if answer.kind == "number":
        return text + words
    if answer.kind == "check":
        return f"{text} {answer.shown}{words}"
    joint = " " if answer.shown.startswith("≈") else " = "
    return f"{text.removesuffix('=')}{joint}{answer.shown}{words}"


def reading_sentence(reading: "Reading") -> str:
    """Return the reading of one symbol in words."""
    if not reading.text:
        return f"nothing to read ({reading.reason})"
    others = _alternatives(reading.hypotheses)
    answer = f"{reading.text}  {percent(reading.confidence)}"
    if reading.no_symbol:
        answer = f"doubtful: {reading.reason}; nearest are {answer}"
        return f"{answer}, {others}" if others else answer
    if reading.doubtful:
        why = "struck out" if reading.struck_out else "doubtful"
        return f"{why}: {answer}" + (f", or {others}" if others else "")
    return answer + (f"  ({others})" if others else "")


def line_sentence(line: "Line") -> str:
    """Return a line of a number or a sum in words: reading, value, alternatives."""
    others = _alternatives(line.hypotheses)
    others = f"  ({others})" if others else ""
    confidence = percent(line.hypotheses[0].confidence)
    if not line.doubtful:
        return f"{answer_sentence(line.row, line.answer)}  {confidence}{others}"
    if line.struck_out:
        return f"struck out: {line.text}  {confidence}{others}"
    unclear = ", ".join(symbol.text for symbol in line.symbols if symbol.doubtful)
    unclear = f", unclear: {unclear}" if unclear else ""
    return f"doubtful: {line.text}  {confidence}{unclear}{others}"


def _alternatives(hypotheses: "Sequence[Hypothesis]") -> str:
    return ", ".join(
        f"{other.text} {percent(other.confidence)}"
        for other in hypotheses[1:3]
        if other.confidence > MIN_SPOKEN_CONFIDENCE
    )
