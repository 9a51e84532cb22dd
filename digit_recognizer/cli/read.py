"""``digits read``: images and drawings to digits, numbers and sums.

Purpose: what to read, by how many processes, to which writer.
Contract: a few files that are named one by one give a report each (``answers``); everything else gives
rows (``batch``). Both take the same path: fields, :func:`_results`, a writer.
Not here: how a file is read or a row is written.
"""

import argparse
import contextlib
import io
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

from digit_recognizer.cli import console, read_tables
from digit_recognizer.cli.answers import print_reports, reports
from digit_recognizer.cli.library import selection
from digit_recognizer.errors import INSTALL_HEIC, DigitRecognizerError, FileError
from digit_recognizer.files import HEIF_ENDINGS
from digit_recognizer.words import left_alone

if TYPE_CHECKING:
    from rich.progress import Progress

    from digit_recognizer.batch import Field, Row, Setup
    from digit_recognizer.reader import Reader
    from digit_recognizer.reading import Expectation

Result = TypeVar("Result")

FORMAT_BY_ENDING = {
    ".txt": "text", ".csv": "csv", ".jsonl": "jsonl", ".json": "jsonl", ".ndjson": "jsonl",
    ".parquet": "parquet",
}  # fmt: skip
MAX_DIGITS_HERE, MAX_FIELDS_HERE = 500, 20
"""So many single digits, or other fields, are read sooner than other processes have begun."""
STDIN_BLOCK_BYTES = 65_536
FILES_PER_CHUNK = 8  # that a process reads before it reports


def add_parser(commands: console.Commands) -> argparse.ArgumentParser:
    """Add this command to the command line."""
    parser = commands.add_parser(
        "read",
        help="read digits, numbers and sums in images and drawings",
        description="Prints the digit, the number or the sums in each image (PNG, JPEG, TIFF, WebP, "
        "BMP, GIF, AVIF, PDF; dark on light or light on dark) or drawing (InkML, Xournal++, UNIPEN, "
        "MyScript), told by what the file holds, with confidence, alternatives "
        "and the value of a sum. Exit code: 0 all read, 1 some showed nothing to read, 2 some could "
        "not be opened. Folders, patterns, pages and the options for many files give a table instead, "
        "one row for each field. There a file that cannot be opened is a row too, and the exit code is "
        "1.",
    )
    add = parser.add_argument
    add(
        "--expect", choices=console.EXPECTATIONS, default="auto",
        help="what is drawn: one digit, a whole number, a number, or sums; default: find out",
    )  # fmt: skip
    add(
        "--only", choices=("all", "handwriting"), default="all",
        help="what of a photo or a scan is read: handwriting leaves print out; default: all",
    )  # fmt: skip
    add(
        "files", nargs="+", type=Path, metavar="FILE",
        help="an image or a drawing; a folder with all files below it; a pattern; - for names on "
        "standard input, one a line or as find -print0 lists them",
    )  # fmt: skip
    table = parser.add_argument_group("many files")
    table.add_argument(
        "--lines", action="store_true", help="make a row of each line of a page, not of each page"
    )
    table.add_argument(
        "--check", action="store_true",
        help="check worksheets: say of each line whether its equation is right, and count them; implies "
        "--lines and --expect expression",
    )  # fmt: skip
    table.add_argument(
        "--boxes", type=Path, metavar="FILE.csv",
        help="read these regions of each file: columns field,page,x,y,w,h in pixels",
    )  # fmt: skip
    table.add_argument(
        "--form", type=Path, metavar="FILE.json",
        help="read the named fields of filled forms; FILE is made by digits form new",
    )  # fmt: skip
    table.add_argument(
        "-o", "--output", type=Path, metavar="FILE",
        help="write the rows to FILE (.csv, .jsonl, .parquet or .txt)",
    )  # fmt: skip
    table.add_argument(
        "--format", choices=("text", "csv", "jsonl", "parquet"),
        help="the form of the rows; default: by the ending of FILE, else text",
    )  # fmt: skip
    table.add_argument(
        "--resume", action="store_true", help="continue FILE: skip what it has already"
    )
    table.add_argument(
        "--jobs", type=console.positive, metavar="N",
        help="how many processes read; default: one a core where there is enough to read",
    )  # fmt: skip
    table.add_argument(
        "--review", type=Path, metavar="FILE.html",
        help="also write a page on which a person checks doubtful readings and saves corrections",
    )  # fmt: skip
    table.add_argument(
        "--dask", metavar="ADDRESS", help="read on the Dask cluster whose scheduler is at ADDRESS"
    )
    read_tables.add_options(parser)
    add("--writer", metavar="NAME", help="use what digits learn has learnt of this writer")
    selection.add_library_option(parser, default=None)
    console.add_model_option(parser)
    console.add_json_option(parser)
    return parser


def run(options: argparse.Namespace) -> int:
    """Read every file; one that fails is named on stderr, or in its row, and the others go on."""
    from digit_recognizer import batch
    from digit_recognizer.batch import Field

    read_tables.check(options)
    wants_rows = _wants_rows(options)
    reader = _reader_for_writer(options) if options.writer is not None else None
    if options.model and reader is None and not options.dask:
        remark = batch.reader_for(str(options.model)).remark
        if remark:
            console.warn(remark)
    if options.table:
        results = partial(_results, sizes=(1, 1), options=options, reader=reader)
        return read_tables.read_tables(options, _format(options), _standard_input(), results)
    if wants_rows:
        return _read_rows(options, reader)
    work = partial(reports, _setup(options), options.json)
    fields = [Field(str(file)) for file in options.files]
    return print_reports(_results(work, fields, (1, FILES_PER_CHUNK), options, reader))


def read_files(
    reader: "Reader", files: list[Path], *, as_json: bool = False, expect: "Expectation" = "auto"
) -> int:
    """Print what ``reader`` reads in each file and return the exit code."""
    from digit_recognizer.batch import Field, Setup

    setup = Setup(expect=expect)
    return print_reports(reports(setup, as_json, [Field(str(file))], reader) for file in files)


def _wants_rows(options: argparse.Namespace) -> bool:
    """Whether rows are asked for: by an option for many files, or by what stands for many."""
    asked = (
        options.lines, options.check, options.boxes, options.form, options.table, options.output,
        options.format, options.resume,
    )  # fmt: skip
    if any(asked) or options.jobs is not None or options.dask or options.review:
        return True
    from digit_recognizer.batch import is_many

    return any(is_many(str(name)) for name in options.files)


def _reader_for_writer(options: argparse.Namespace) -> "Reader":
    from digit_recognizer.learning import stored_profiles

    reader = console.loaded_reader(options.model)
    with selection.opened(options) as library:
        profiles, sentences = stored_profiles(library, options.writer, reader)
    for each in sentences:
        console.warn(each)
    if not profiles:
        raise FileError(
            f"{library.path} has no profile of {console.whose(options.writer)} that could be used: "
            "make one with digits learn."
        )
    return reader.with_profiles(profiles)


def _read_rows(options: argparse.Namespace, reader: "Reader | None") -> int:
    """Write a row, or more, for each field that ``options`` name; return the exit code."""
    from digit_recognizer import batch

    form, setup = _format(options), _setup(options)
    boxes = batch.read_boxes(options.boxes) if options.boxes else None
    work, rows_each = _work(options, setup)
    others: Counter[str] = Counter()  # by ending
    counts, check = batch.VerdictCounts(), bool(options.check)
    with contextlib.ExitStack() as stack:
        rows = batch.row_writer(form, options.output, resume=options.resume, check=check)
        stack.enter_context(rows)
        writers: list[batch.RowWriter | batch.ReviewPage | batch.VerdictCounts] = [rows]
        if options.review:
            page = batch.ReviewPage(options.review, boxes or (), check=check)
            writers.append(stack.enter_context(page))
        if check:
            writers.append(counts)

        def note(other: str) -> None:
            others[Path(other).suffix.lower()] += 1

        def fields() -> "Iterator[Field]":
            others.clear()
            found = batch.fields_of(map(str, options.files), _standard_input(), note)
            if options.resume:
                found = (field for field in found if field.source not in rows.complete)
            return batch.on_each_page(found) if boxes is None else batch.on_each(found, boxes)

        bar = stack.enter_context(_bar())
        countable = not bar.disable and Path("-") not in options.files
        total = rows_each * sum(1 for _ in fields()) if countable else None
        task = bar.add_task("reading", total=total)
        errors = rows.complete.errors
        size = batch.fields_per_chunk(setup) if rows_each == 1 else 1
        for read in _results(work, fields(), (size, size), options, reader):
            errors += sum(bool(row.error) for row in read)
            for writer in writers:
                writer.write(read)
            bar.advance(task, len(read))
    if check:
        is_text = form == "text" and not options.output
        for sentence in counts.sentences():
            print(sentence, file=sys.stdout if is_text else sys.stderr)
    if others:
        console.warn(left_alone(others))
        if not HEIF_ENDINGS.isdisjoint(others):
            console.warn(f"HEIC photos need pi-heif: {INSTALL_HEIC}.")
    if errors and options.output:
        console.warn(f"{errors:,} could not be read: {options.output} says why.")
    return 1 if errors else 0


def _work(options: argparse.Namespace, setup: "Setup") -> "tuple[Callable[..., list[Row]], int]":
    """Return what reads fields, and how many rows each of them gives as a rule."""
    from digit_recognizer import batch

    if not options.form:
        return partial(batch.read_fields, setup), 1
    from digit_recognizer.forms import read_form

    form = read_form(options.form)
    work = partial(batch.read_forms, batch.FormSetup(form, setup.model, setup.expect, setup.only))
    return work, len(form.fields)


def _standard_input() -> Iterator[bytes]:
    """Yield what comes on standard input, in blocks."""
    if sys.stdin:  # there is none in a program without a terminal on Windows
        buffer = cast(io.BufferedIOBase, sys.stdin.buffer)
        yield from iter(partial(buffer.read1, STDIN_BLOCK_BYTES), b"")


def _setup(options: argparse.Namespace) -> "Setup":
    from digit_recognizer.batch import Setup

    model = str(options.model) if options.model else None
    if options.check:
        return Setup(model, "expression", lines=True, only=options.only)
    return Setup(model, options.expect, options.lines, options.only)


def _format(options: argparse.Namespace) -> str:
    """Return the form of the rows; raises DigitRecognizerError for what does not fit together."""
    form = options.format or ("jsonl" if options.json else None)
    if form is None and options.output:
        form = FORMAT_BY_ENDING.get(options.output.suffix.lower())
        if form is None:
            raise DigitRecognizerError(
                f"{options.output} does not tell the form of the rows: end it in .csv, .jsonl, .parquet "
                "or .txt, or give --format."
            )
    form = form or "text"
    if options.check and options.expect not in {"auto", "expression"}:
        raise DigitRecognizerError(f"--check reads sums: leave out --expect {options.expect}.")
    for name in ("boxes", "lines", "check") if options.form else ():
        if getattr(options, name):
            raise DigitRecognizerError(f"--form says what is read: leave out --{name}.")
    if options.dask and options.writer is not None:
        raise DigitRecognizerError("--writer reads in this process: leave out --dask.")
    if options.resume and (not options.output or form == "text"):
        raise DigitRecognizerError(
            "--resume goes on with a file of rows: name it with -o, as .csv, .jsonl or .parquet."
        )
    return str(form)


def _results(
    work: "Callable[..., list[Result]]",
    fields: "Iterable[Field]",
    sizes: tuple[int, int],
    options: argparse.Namespace,
    reader: "Reader | None",
) -> Iterator[list[Result]]:
    """Yield what ``work`` makes of the fields, here where there are few, else by several processes.

    ``sizes``: how many fields are read at once here, and by each of several processes.
    """
    from digit_recognizer import batch
    from digit_recognizer.resources import usable_cores

    here, shared = sizes
    if options.dask:
        with batch.on_cluster(options.dask) as (executor, workers):
            yield from batch.in_chunks(work, fields, shared, executor, workers=workers)
        return
    first: list[Field] = []
    jobs = 1 if reader else options.jobs or usable_cores()
    if jobs > 1 and options.jobs is None:
        few = MAX_DIGITS_HERE if options.expect == "digit" else MAX_FIELDS_HERE
        fields = iter(fields)
        first = list(islice(fields, few + 1))
        jobs = jobs if len(first) > few else 1
    fields = chain(first, fields)
    if jobs == 1:
        yield from batch.in_chunks(partial(work, reader=reader), fields, here)
        return
    with batch.processes(jobs) as executor:
        yield from batch.in_chunks(work, fields, shared, executor, workers=jobs)


def _bar() -> "Progress":
    """Return a progress bar with rate and remaining time."""
    from rich import progress
    from rich.text import Text

    class Rate(progress.ProgressColumn):
        """How many fields a second."""

        def render(self, task: progress.Task) -> Text:
            """Return the rate as text."""
            return Text(f"{task.speed:,.0f} a second" if task.speed else "")

    return console.bars(
        "{task.description}", progress.BarColumn(), progress.MofNCompleteColumn(), Rate(),
        progress.TimeRemainingColumn(),
    )  # fmt: skip
