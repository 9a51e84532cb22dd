"""What commands share: options, tables, progress bars, JSON lines.

Purpose: one look for every command.
Contract: results go to stdout, everything else to stderr; progress bars appear only on a terminal.
Not here: results themselves.
"""

import argparse
import contextlib
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from digit_recognizer.words import printable

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import ProgressColumn

    from digit_recognizer.datasets import Progress

Item = TypeVar("Item")

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
"""What a command adds its parser to."""

EXPECTATIONS = ("auto", "digit", "integer", "number", "expression")
"""What --expect takes."""


def add_model_option(parser: argparse.ArgumentParser) -> None:
    """Add ``--model FILE``."""
    parser.add_argument(
        "--model",
        type=Path,
        metavar="FILE",
        help="a Keras .h5 with 28x28 input and 10 outputs, or its .onnx (default: the shipped mnist.h5)",
    )


def add_json_option(parser: argparse.ArgumentParser) -> None:
    """Add ``--json``."""
    parser.add_argument("--json", action="store_true", help="print JSON for machines")


def positive(text: str) -> int:
    """Return ``text`` as a whole number of at least 1, for argparse. Raises ArgumentTypeError."""
    try:
        number = int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"invalid whole number: {text!r}") from None
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


def print_json(value: dict[str, Any]) -> None:
    """Print ``value`` as one line of JSON, in ASCII, which every terminal and pipe can take."""
    print(json.dumps(value), flush=True)


def print_result(options: argparse.Namespace, values: dict[str, Any], sentence: str) -> None:
    """Print ``values`` as JSON where ``options`` ask for it, else ``sentence``."""
    if options.json:
        print_json(values)
    else:
        print(sentence)


def whose(writer: str) -> str:
    """Return the name of a writer as a terminal can show it, or words for no name."""
    return printable(writer) or "nobody in particular"


def terminal(**options: Any) -> "Console":
    """Return a rich console on stdout that leaves a closed pipe to the command line's main."""
    from rich.console import Console

    class Terminal(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError  # rich itself would exit with 1

    return Terminal(highlight=False, soft_wrap=True, **options)


def print_rows(
    titles: Sequence[str],
    rows: Iterable[Sequence[str]],
    right: Iterable[str] = (),
    *,
    no_wrap: bool = False,
    framed: bool = False,
) -> None:
    """Print a table, ``framed`` or plain; the columns named in ``right`` are aligned there."""
    from rich import box
    from rich.table import Table

    table = Table() if framed else Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for title in titles:
        table.add_column(title, justify="right" if title in right else "left", no_wrap=no_wrap)
    for row in rows:
        table.add_row(*row)
    terminal(markup=False).print(table)


def progress(items: Iterable[Item], total: int, what: str) -> Iterator[Item]:
    """Yield ``items`` with a progress bar on stderr, with rate and remaining time."""
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    yield from track(
        items, what, total=total, console=console, transient=True, disable=not console.is_terminal
    )


@contextlib.contextmanager
def progress_bars(*columns: "ProgressColumn", transient: bool = True) -> "Iterator[Progress]":
    """Give a function that shows on stderr how far something is, with a bar for each name.

    It takes the name, how many steps are done, and of how many; 0 where that is not known.
    ``columns``: what stands in a line; none for rich's own. ``transient``: whether bars go at the end.
    """
    from rich.console import Console
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

    console = Console(stderr=True, highlight=False, soft_wrap=True)
    tasks: dict[str, TaskID] = {}
    with Bars(
        *columns, console=console, transient=transient, disable=not console.is_terminal
    ) as bars:

        def show(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what)
            bars.update(tasks[what], completed=done, total=total or None)

        yield show


def warn(sentence: str) -> None:
    """Print a sentence to stderr."""
    print(f"digits: {sentence}", file=sys.stderr)
