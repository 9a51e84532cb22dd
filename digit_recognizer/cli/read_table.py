"""``digits read`` for many files: folders, pages and forms to a table, one row a field."""

import argparse
import contextlib
import sys
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from digit_recognizer.cli.console import positive, warn
from digit_recognizer.errors import DigitRecognizerError

if TYPE_CHECKING:
    from rich.progress import Progress

    from digit_recognizer.batch import Field, Held, Row
    from digit_recognizer.reader import Reader

SUFFIXES = {
    ".txt": "text", ".csv": "csv", ".jsonl": "jsonl", ".json": "jsonl", ".ndjson": "jsonl",
    ".parquet": "parquet",
}  # fmt: skip
FEW = {"digit": 500, "auto": 20}


def add_table_options(parser: argparse.ArgumentParser) -> None:
    """Add the options for many files."""
    table = parser.add_argument_group("many files")
    table.add_argument(
        "--lines", action="store_true", help="make a row of each line of a page, not of each page"
    )
    table.add_argument(
        "--boxes", type=Path, metavar="FILE.csv",
        help="read these regions of each file: columns field,page,x,y,w,h in pixels",
    )  # fmt: skip
    table.add_argument(
        "-o", "--output", type=Path, metavar="FILE",
        help="write the rows to FILE (.csv, .jsonl, .parquet or .txt)",
    )  # fmt: skip
    table.add_argument(
        "--format", choices=("text", "csv", "jsonl", "parquet"),
        help="the form of the rows; default: by FILE's ending, else text",
    )  # fmt: skip
    table.add_argument(
        "--resume", action="store_true", help="go on where FILE ends, without what it holds already"
    )
    table.add_argument(
        "--jobs", type=positive, metavar="N",
        help="how many processes read; default: one a core, where there is enough to read",
    )  # fmt: skip
    table.add_argument(
        "--review", type=Path, metavar="FILE.html",
        help="also write a page on which a person checks the doubtful readings, and saves corrections",
    )  # fmt: skip
    table.add_argument(
        "--dask", metavar="ADDRESS", help="read on the Dask cluster whose scheduler is at ADDRESS"
    )


def wants_table(options: argparse.Namespace) -> bool:
    """Whether rows are asked for: by an option for many files, or by what stands for many."""
    asked = (options.lines, options.boxes, options.output, options.format, options.resume)
    if any(asked) or options.jobs is not None or options.dask or options.review:
        return True
    from digit_recognizer.batch import is_many

    return any(is_many(str(name)) for name in options.files)


def few_of(expect: str) -> int:
    """Return how many fields are read sooner than other processes have begun."""
    return FEW.get(expect, FEW["auto"])


def read_table(options: argparse.Namespace, reader: "Reader | None") -> int:
    """Read all that ``options`` name, by ``reader`` if there is one; return the exit code."""
    from digit_recognizer import batch

    form = _format(options)
    if form == "parquet":
        batch.require_parquet()
    place = batch.rows_beside(options.output) if form == "parquet" else options.output
    if form == "parquet":
        form = "jsonl"
        if options.output.exists() and not place.exists():
            raise DigitRecognizerError(
                f"{options.output} is there already and complete: name another file."
            )
    held = batch.held_in(place, form) if options.resume else None
    boxes = batch.read_boxes(options.boxes) if options.boxes else None
    fields = _fields(options, boxes, held)
    errors = held.errors if held else 0
    with contextlib.ExitStack() as stack:
        file = None
        if place:
            file = stack.enter_context(
                batch.RowFile(place, batch.FORMATS[form], held.size if held else None)
            )
        review = None
        if options.review:
            review = stack.enter_context(batch.ReviewPage(options.review, boxes or ()))
        bar = stack.enter_context(_progress())
        total = _total(options, boxes, held) if not bar.disable else None
        task = bar.add_task("reading", total=total)
        if file is None:
            _print(batch.FORMATS[form].header.removeprefix(b"\xef\xbb\xbf"))
        for rows in _read(options, fields, reader):
            errors += sum(bool(row.error) for row in rows)
            if file is None:
                _print(batch.FORMATS[form].bytes_of(rows))
            else:
                file.write(rows)
            if review:
                review.add(rows)
            bar.advance(task, len(rows))
    if place != options.output:
        batch.write_parquet(place, options.output)
        place.unlink()
    if errors and options.output:
        warn(f"{errors:,} could not be read: {options.output} says why.")
    return 1 if errors else 0


def _format(options: argparse.Namespace) -> str:
    """Return the form of the rows; raises DigitRecognizerError for what does not fit together."""
    form = options.format or ("jsonl" if options.json else None)
    if form is None and options.output:
        form = SUFFIXES.get(options.output.suffix.lower())
        if form is None:
            raise DigitRecognizerError(
                f"{options.output} does not tell the form of the rows: end it in .csv, .jsonl, .parquet "
                "or .txt, or give --format."
            )
    form = form or "text"
    if form == "parquet" and not options.output:
        raise DigitRecognizerError("Parquet cannot be printed: name a file with -o.")
    if options.dask and options.writer is not None:
        raise DigitRecognizerError("--writer reads in this process: leave out --dask.")
    if options.resume and (not options.output or form == "text"):
        raise DigitRecognizerError(
            "--resume goes on with a file of rows: name it with -o, as .csv, .jsonl or .parquet."
        )
    return str(form)


def _fields(
    options: argparse.Namespace, boxes: "list[Field] | None", held: "Held | None"
) -> "Iterator[Field]":
    """Yield what is to be read."""
    from digit_recognizer.batch import fields_of, on_each

    source = getattr(sys.stdin, "buffer", None)
    fields = fields_of(map(str, options.files), source or ())
    if held is not None:
        fields = (field for field in fields if field.source not in held)
    return fields if boxes is None else on_each(fields, boxes)


def _total(
    options: argparse.Namespace, boxes: "list[Field] | None", held: "Held | None"
) -> int | None:
    """Return how many fields there are; None where they come one after the other."""
    if Path("-") in options.files:
        return None
    return sum(1 for _ in _fields(options, boxes, held))


def _read(
    options: argparse.Namespace, fields: "Iterator[Field]", reader: "Reader | None"
) -> "Iterator[list[Row]]":
    """Yield the rows, read here where there are few, else by several processes."""
    from digit_recognizer import batch
    from digit_recognizer.cores import usable_cores

    setup = batch.Setup(
        str(options.model) if options.model else None, options.expect, options.lines
    )
    if options.dask:
        with batch.on_cluster(options.dask) as (executor, workers):
            yield from batch.read_many(fields, setup, executor, workers=workers)
        return
    first: list[Field] = []
    jobs = 1 if reader else options.jobs or usable_cores()
    if jobs > 1 and options.jobs is None:
        few = few_of(options.expect)
        first = list(islice(fields, few + 1))
        jobs = jobs if len(first) > few else 1
    fields = chain(first, fields)
    if jobs == 1:
        yield from batch.read_many(fields, setup, reader=reader)
        return
    with batch.processes(jobs) as executor:
        yield from batch.read_many(fields, setup, executor, workers=jobs)


def _print(data: bytes) -> None:
    """Print bytes as they are, which the terminal's encoding could not always."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.flush()


def _progress() -> "Progress":
    """Return a progress bar with rate and remaining time, on a terminal only."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        """How many fields a second."""

        def render(self, task: Task) -> Text:
            """Return the rate as text."""
            return Text(f"{task.speed:,.0f} a second" if task.speed else "")

    console = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Rate(),
        TimeRemainingColumn(), console=console, transient=True, disable=not console.is_terminal,
    )  # fmt: skip
