"""Options that the actions of ``digits library`` share: the library's file, filters, numbers.

Purpose: one way to say which library and which drawings are meant.
Contract: argparse's types raise ArgumentTypeError.
Not here: the actions.
"""

import argparse
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from digit_recognizer.errors import DigitRecognizerError

if TYPE_CHECKING:
    from digit_recognizer.library import Filter, Library

# As in the library's filters: to import them would delay the start of every command.
OUTCOME_CHOICES = ("right", "wrong", "doubtful", "unlabelled")
KIND_CHOICES = ("digit", "expression")
ORDER_CHOICES = ("newest", "oldest", "confidence", "label", "writer")
MAX_DRAWING_NUMBERS = 1_000_000


def add_library_option(
    parser: argparse.ArgumentParser, default: str | None = argparse.SUPPRESS
) -> None:
    """Add ``--library FILE``; it may stand before an action or, with the ``default``, behind it."""
    parser.add_argument(
        "--library", type=Path, metavar="FILE", default=default,
        help="another library than your own",
    )  # fmt: skip


def add_filter_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of :func:`filter_of`."""
    add = parser.add_argument_group("which drawings (every option given must fit)").add_argument
    add("--label", metavar="TEXT", help="with this label")
    add("--read", metavar="TEXT", help="with this reading")
    add("--writer", metavar="NAME", help="by this writer; '' is nobody in particular")
    add("--model", metavar="NAME", help="read by this model, as show names it")
    add(
        "--outcome", choices=OUTCOME_CHOICES,
        help="read right, read wrong, read with doubt, or without a label",
    )  # fmt: skip
    add("--kind", choices=KIND_CHOICES, help="one digit, or anything longer")
    add("--since", type=_time, metavar="DATE", help="made on this date or later")
    add(
        "--until", type=_time, metavar="DATE",
        help="made before it, such as 2026-11-22 or '2026-11-22 14:30'",
    )  # fmt: skip


def filter_of(options: argparse.Namespace) -> "Filter":
    """Return the filter that the options say; raises LibraryError for a label that is none."""
    from digit_recognizer.library import Filter
    from digit_recognizer.library.labels import checked_label

    return Filter(
        label=None if options.label is None else checked_label(options.label),
        text=options.read,
        writer=options.writer,
        model=options.model,
        outcome=options.outcome,
        since=options.since,
        until=options.until,
        kind=options.kind,
    )


def add_numbers_argument(parser: argparse.ArgumentParser, count: str) -> None:
    """Add drawings by number as positional arguments; ``count``: argparse's nargs."""
    parser.add_argument(
        "numbers", nargs=count, type=_numbers, metavar="NUMBER",
        help="the number of a drawing, or a range such as 5-9",
    )  # fmt: skip


def numbers_of(options: argparse.Namespace) -> list[int]:
    """Return the numbers given, each once, in their order."""
    return list(dict.fromkeys(number for some in options.numbers for number in some))


def meant(options: argparse.Namespace, library: "Library") -> Sequence[int]:
    """Return the numbers of the drawings named or, where none is, those that fit the filter.

    Raises LibraryError if one named is not there, and DigitRecognizerError if nothing is said at all.
    """
    from digit_recognizer.library import Filter

    wanted = filter_of(options)
    if options.numbers and wanted != Filter():
        raise DigitRecognizerError("give either the numbers of drawings or which ones are meant.")
    if not options.numbers:
        if wanted == Filter():
            raise DigitRecognizerError(
                "say which drawings are meant: by their numbers, or with an option such as --writer."
            )
        return library.ids(wanted, "oldest")
    return present(numbers_of(options), library)


def present(numbers: list[int], library: "Library") -> list[int]:
    """Return ``numbers``; raises LibraryError if one of these drawings is not there."""
    from digit_recognizer.library import LibraryError

    there = library.present(numbers)
    for number in numbers:
        if number not in there:
            raise LibraryError(f"{library.path} has no drawing {number}: see digits library list.")
    return numbers


def opened(options: argparse.Namespace, *, create: bool = False) -> "Library":
    """Return the library meant, which the caller closes.

    The user's own is made where there is none yet, another one only where ``create`` says so.
    """
    from digit_recognizer.library import Library

    return Library.open(options.library, create=create or options.library is None)


def number(text: str) -> int:
    """Return ``text`` as a drawing's number, a whole one from 1; raises argparse.ArgumentTypeError."""
    (only,) = _numbers(text) if text.isdecimal() else (0,)
    if not only:
        raise argparse.ArgumentTypeError(f"invalid number: {text!r}")
    return only


def _numbers(text: str) -> range:
    first, dash, last = text.partition("-")
    try:
        start, end = int(first), int(last if dash else first)
    except ValueError:
        raise argparse.ArgumentTypeError(f"invalid number of a drawing: {text!r}") from None
    if not 0 < start <= end < 2**63 or end - start >= MAX_DRAWING_NUMBERS:
        raise argparse.ArgumentTypeError(f"invalid numbers of drawings: {text!r}")
    return range(start, end + 1)


def _time(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone()
    except (ValueError, OverflowError, OSError):
        raise argparse.ArgumentTypeError(f"invalid date: {text!r}; write 2026-11-22") from None
