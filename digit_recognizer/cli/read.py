"""``digits read``: images and drawings to digits, numbers and sums, on the terminal."""

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digit_recognizer.cli.console import add_json_option, add_model_option, warn
from digit_recognizer.cli.library.options import add_library_option, opened
from digit_recognizer.cli.read_table import add_table_options, few_of, read_table, wants_table
from digit_recognizer.errors import FileError, ModelError
from digit_recognizer.words import percent, printable

if TYPE_CHECKING:
    from digit_recognizer.reader import Reader
    from digit_recognizer.reading import Expectation, Line, Reading

A_CHUNK = 8  # files that a process reads before it says what they are


def add_parser(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> argparse.ArgumentParser:
    """Add this command to the command line."""
    parser = commands.add_parser(
        "read",
        help="read digits, numbers and sums in images and drawings",
        description="Prints the digit, the number or the sums in each image (PNG, JPEG, TIFF, WebP, "
        "BMP; dark on light or light on dark) or drawing (.inkml), with its confidence, the "
        "alternatives and what a sum comes to. Exit code: 0 all read, 1 some showed nothing to read, "
        "2 some could not be opened. Folders, patterns, pages and the options for many files give a "
        "table instead, one row a field; then a file that cannot be opened is a row too, and the exit "
        "code 1.",
    )
    parser.add_argument(
        "--expect", choices=("auto", "digit", "integer", "number", "expression"), default="auto",
        help="what is drawn: one digit, a whole number, a number, or sums; default: find out",
    )  # fmt: skip
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE",
        help="image or .inkml; a folder, with all that are below it; a pattern; - for names on "
        "standard input",
    )  # fmt: skip
    add_table_options(parser)
    parser.add_argument(
        "--writer", metavar="NAME", help="read with what digits learn has learnt of this writer"
    )
    parser.set_defaults(library=None)
    add_library_option(parser)
    add_model_option(parser)
    add_json_option(parser)
    return parser


def run(options: argparse.Namespace) -> int:
    """Read every file; one that fails is named on stderr, or in its row, and the others go on."""
    from digit_recognizer.cores import usable_cores
    from digit_recognizer.reader import Reader

    if wants_table(options):
        reader = None
        if options.writer is not None:
            reader = _for_writer(Reader.load(options.model), options)
        return read_table(options, reader)
    if (
        options.writer is None
        and usable_cores() > 1
        and len(options.files) > few_of(options.expect)
    ):
        return _read_shared(options)
    reader = Reader.load(options.model)
    if options.writer is not None:
        reader = _for_writer(reader, options)
    return read_files(reader, options.files, as_json=options.json, expect=options.expect)


def _for_writer(reader: "Reader", options: argparse.Namespace) -> "Reader":
    from digit_recognizer.learning import stored_profiles

    with opened(options) as library:
        profiles, sentences = stored_profiles(library, options.writer, reader)
    for each in sentences:
        warn(each)
    if not profiles:
        raise FileError(
            f"{library.path} has no profile of "
            f"{printable(options.writer) or 'nobody in particular'} that could be used: "
            "make one with digits learn."
        )
    return reader.with_profiles(profiles)


def read_files(
    reader: "Reader", files: list[Path], *, as_json: bool = False, expect: "Expectation" = "auto"
) -> int:
    """Print the reading of each file and return the exit code."""
    return _told(_said(reader, file, as_json, expect) for file in files)


@dataclass(frozen=True, slots=True)
class _Said:
    """What is printed of one file, and told on stderr; ``code``: 0 read, 1 nothing to read, 2 broken."""

    lines: tuple[str, ...]
    warnings: tuple[str, ...] = ()
    code: int = 0


def _told(answers: Iterable[_Said]) -> int:
    code = 0
    for answer in answers:
        for sentence in answer.warnings:
            warn(sentence)
        for line in answer.lines:
            print(line, flush=True)
        code = max(code, answer.code)
    return code


def _said(reader: "Reader", file: Path, as_json: bool, expect: "Expectation") -> _Said:
    try:
        reading = reader.read_image(file, expect)
    except ModelError:
        raise
    except FileError as error:
        lines = (json.dumps({"file": str(file), "error": str(error)}),) if as_json else ()
        return _Said(lines, (str(error),), 2)
    code = 0 if reading.text else 1
    if as_json:
        return _Said((json.dumps({"file": str(file), **as_dict(reading)}),), code=code)
    if not reading.lines:
        return _Said((f"{file}: {sentence(reading)}",), code=code)
    warnings = (f"{file}: {reading.reason}.",) if reading.partial else ()
    return _Said(tuple(f"{file}: {line_sentence(line)}" for line in reading.lines), warnings, code)


def _said_of_all(
    model: str | None, as_json: bool, expect: "Expectation", files: Sequence[Path]
) -> list[_Said]:
    """Return what is said of a few files: the work of one process."""
    from digit_recognizer.batch import reader_for

    return [_said(reader_for(model), file, as_json, expect) for file in files]


def _read_shared(options: argparse.Namespace) -> int:
    """Print the readings of many files, read by several processes; return the exit code."""
    from digit_recognizer.batch import in_order, processes
    from digit_recognizer.cores import usable_cores

    files, workers = options.files, usable_cores()
    chunks = (files[first : first + A_CHUNK] for first in range(0, len(files), A_CHUNK))
    model = str(options.model) if options.model else None
    work = partial(_said_of_all, model, options.json, options.expect)
    with processes(workers) as executor:
        shared = in_order(work, chunks, executor, workers=workers)
        return _told(answer for answers in shared for answer in answers)


def sentence(reading: "Reading") -> str:
    """Return a reading as a person would say it."""
    if not reading.text:
        return f"nothing to read ({reading.reason})"
    others = ", ".join(
        f"{h.text} {percent(h.confidence)}" for h in reading.hypotheses[1:3] if h.confidence > 0.001
    )
    answer = f"{reading.text}  {percent(reading.confidence)}"
    if reading.no_symbol:
        return f"doubtful: {reading.reason}; nearest are {answer}" + (
            f", {others}" if others else ""
        )
    if reading.doubtful:
        return f"doubtful: {answer}" + (f", or {others}" if others else "")
    return answer + (f"  ({others})" if others else "")


def line_sentence(line: "Line") -> str:
    """Return a line of a number or a sum as a person would say it: reading, value, alternatives."""
    from digit_recognizer.cli.answers import sentence as calculated

    others = ", ".join(
        f"{h.text} {percent(h.confidence)}" for h in line.hypotheses[1:3] if h.confidence > 0.001
    )
    confidence = percent(line.hypotheses[0].confidence)
    if line.doubtful:
        unclear = ", ".join(symbol.text for symbol in line.symbols if symbol.doubtful)
        unclear = f", unclear: {unclear}" if unclear else ""
        return f"doubtful: {line.text}  {confidence}{unclear}" + (f"  ({others})" if others else "")
    return f"{calculated(line.row, line.answer)}  {confidence}" + (
        f"  ({others})" if others else ""
    )


def as_dict(reading: "Reading") -> dict[str, Any]:
    """Return a reading as JSON values."""
    return {
        "text": reading.text,
        "confidence": round(reading.confidence, 6),
        "doubtful": reading.doubtful,
        "no_symbol": reading.no_symbol,
        "reason": reading.reason,
        "alternatives": [
            {"text": h.text, "confidence": round(h.confidence, 6)} for h in reading.hypotheses[1:]
        ],
        "box": [round(v, 1) for v in reading.segments[0].box] if reading.segments else None,
        "lines": [line_as_dict(line) for line in reading.lines],
        "partial": reading.partial,
        "stray_marks": list(reading.stray_marks),
        "slips": list(reading.stray_marks),  # the former name of the same
        "milliseconds": round(reading.seconds * 1000, 3),
    }


def line_as_dict(line: "Line") -> dict[str, Any]:
    """Return a line as JSON values; what it comes to only where it is clear enough to calculate."""
    from digit_recognizer.cli.answers import as_dict as calculated

    return {
        "text": line.text,
        "latex": line.latex,
        "confidence": round(line.hypotheses[0].confidence, 6),
        "doubtful": line.doubtful,
        "answer": None if line.doubtful else calculated(line.row, line.answer),
        "alternatives": [
            {"text": h.text, "confidence": round(h.confidence, 6)} for h in line.hypotheses[1:]
        ],
        "symbols": [
            {
                "text": symbol.text,
                "confidence": round(symbol.confidence, 6),
                "doubtful": symbol.doubtful,
                "box": [round(v, 1) for v in symbol.box],
                "strokes": list(symbol.strokes),
                "alternatives": [
                    {"text": h.text, "confidence": round(h.confidence, 6)}
                    for h in symbol.alternatives
                ],
            }
            for symbol in line.symbols
        ],
    }
