"""``digits read --table``: photographed tables to tables.

Purpose: the options of tables, and what is said of what was read.
Contract: tables go to the output, remarks and doubtful cells to stderr. The exit code is 1 where a file
shows no table or cannot be opened.
Not here: the other ways of ``digits read`` (``read``).
"""

import argparse
import contextlib
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from digit_recognizer.cli import console
from digit_recognizer.errors import DigitRecognizerError

if TYPE_CHECKING:
    from digit_recognizer.batch import SheetRows
    from digit_recognizer.reading import Expectation

MAX_SPOKEN_DOUBTS = 40  # cells of one file that are named on a terminal


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of tables."""
    group = parser.add_argument_group("tables")
    group.add_argument(
        "--table", action="store_true",
        help="read photographed tables with ruled lines, and write each as it stands",
    )  # fmt: skip
    group.add_argument(
        "--max", type=_number, metavar="N", help="doubt numbers in a table that are more than N"
    )
    group.add_argument(
        "--total-column", metavar="COLUMN",
        help="doubt totals that do not add up: LAST, or the column's number or letter",
    )  # fmt: skip


def check(options: argparse.Namespace) -> None:
    """Raise DigitRecognizerError for options that do not go together."""
    if not options.table:
        if options.max is not None or options.total_column is not None:
            raise DigitRecognizerError("--max and --total-column are for tables: add --table.")
        return
    for name in ("boxes", "form", "lines", "check", "resume", "dask"):
        if getattr(options, name):
            raise DigitRecognizerError(f"--table reads whole sheets: leave out --{name}.")
    if options.total_column is not None:
        from digit_recognizer.tables import column_of

        column_of(options.total_column, 1)


def read_tables(
    options: argparse.Namespace,
    form: str,
    names: Iterable[bytes],
    results: Callable[
        [Callable[..., "list[SheetRows]"], Iterable[Any]], Iterable["list[SheetRows]"]
    ],
) -> int:
    """Write the tables of the files that ``options`` name in the format ``form``; return the exit code.

    ``names``: what comes on standard input. ``results``: yields what work makes of fields, here or by
    several processes.
    """
    from functools import partial

    from digit_recognizer import batch

    model = str(options.model) if options.model else None
    expect: Expectation = "number" if options.expect == "auto" else options.expect
    setup = batch.TableSetup(model, expect, options.max, options.total_column, options.only)
    errors = 0
    with contextlib.ExitStack() as stack:
        writer = batch.row_writer(form, options.output, formats=batch.TABLE_FORMATS)
        stack.enter_context(writer)
        page = None
        if options.review:
            page = stack.enter_context(batch.ReviewPage(options.review))
        fields = batch.fields_of(map(str, options.files), names)
        for found in results(partial(batch.read_sheets, setup), fields):
            for sheet in found:
                writer.write(sheet.rows)
                if page:
                    page.write(sheet.rows, sheet.pictures)
                errors += _said(sheet)
    return 1 if errors else 0


def _said(sheet: "SheetRows") -> int:
    """Say on stderr what a person should know of a sheet; return whether it could not be read."""
    failed = [row.error for row in sheet.rows if not row.field]
    for sentence in (*failed, *sheet.remarks, *sheet.doubts[:MAX_SPOKEN_DOUBTS]):
        console.warn(sentence)
    if len(sheet.doubts) > MAX_SPOKEN_DOUBTS:
        console.warn(
            f"{len(sheet.doubts) - MAX_SPOKEN_DOUBTS} more cells of {sheet.rows[0].file} are doubtful: "
            "--review FILE.html shows them all."
        )
    return len(failed)


def _number(text: str) -> Fraction:
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise argparse.ArgumentTypeError(f"invalid number: {text!r}") from None
