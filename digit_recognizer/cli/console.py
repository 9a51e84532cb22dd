"""What commands share: options, tables, figures, progress bars, JSON lines, quiet libraries.

Purpose: one look for every command.
Contract: results go to stdout, everything else to stderr; progress bars appear only on a terminal.
Not here: results themselves.
"""

import argparse
import contextlib
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from digit_recognizer.words import printable, share_percent

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, ProgressColumn

    from digit_recognizer.reader import Reader

Item = TypeVar("Item")

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
"""What a command adds its parser to."""

EXPECTATIONS = ("auto", "digit", "integer", "number", "expression")
"""What --expect takes."""

MIN_NAME_WIDTH = 9  # characters of the column of names beside figures


def add_model_option(parser: argparse.ArgumentParser) -> None:
    """Add ``--model FILE``."""
    parser.add_argument(
        "--model",
        type=Path,
        metavar="FILE",
        help="a Keras .h5 or .keras, or an .onnx, with 28x28 input and 10 outputs (default: the shipped "
        "mnist.h5); digits model FILE says what one is",
    )


def loaded_reader(
    model: Path | None, symbols: Path | None = None, strokes: Path | None = None
) -> "Reader":
    """Return the reader with these networks, and say what its user should know of its model.

    Raises ModelError, FileError or MissingDependencyError.
    """
    from digit_recognizer.reader import Reader

    reader = Reader.load(model, symbols, strokes)
    if reader.remark:
        warn(reader.remark)
    return reader


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


def print_result(options: argparse.Namespace, values: dict[str, Any], sentence: str) -> int:
    """Print ``values`` as JSON where ``options`` ask for it, else ``sentence``; return exit code 0."""
    if options.json:
        print_json(values)
    else:
        print(sentence)
    return 0


def whose(writer: str) -> str:
    """Return the name of a writer as a terminal can show it, or words for no name."""
    return printable(writer) or "nobody in particular"


def terminal(**options: Any) -> "Console":
    """Return a rich console on stdout that raises BrokenPipeError, for main, when the pipe is closed."""
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


def print_figures(title: str, n: int, figures: Mapping[str, str]) -> None:
    """Print a title and, below it, the name and the text of each figure.

    What comes from outside is shown as it is, never taken for markup.
    """
    from rich.markup import escape

    terminal().print(f"[bold]{escape(title)}[/bold], n = {n:,}")
    width = max(MIN_NAME_WIDTH, *map(len, figures))
    for name, text in figures.items():
        print(f"{name:{width}}  {text}")


def interval_text(share: float | None, ends: Sequence[float]) -> str:
    """Return a share of 1 with the ends of its 95 % interval."""
    low, high = map(share_percent, ends)
    return f"{share_percent(share)}  (95 %: {low} to {high})"


def doubtful_text(doubtful: float, what: str, others: float | None) -> str:
    """Return the share of doubtful readings, and how good, in ``what``, the others are."""
    return f"{share_percent(doubtful)}  ({what} the others {share_percent(others)})"


def time_text(values: Mapping[str, Any]) -> str:
    """Return the median and the 99th percentile of the seconds for one reading."""
    median, p99 = (1000 * values[f"seconds_{which}"] for which in ("median", "p99"))
    return f"{median:.1f} ms median, {p99:.1f} ms p99"


def print_confusions(found: Iterable[tuple[str, str, int]]) -> None:
    """Print what was read as what how often, if anything was."""
    pairs = ", ".join(f"{true} as {read} {count}x" for true, read, count in found)
    if pairs:
        print(f"worst confusions: {pairs}")


def bars(*columns: "ProgressColumn | str", transient: bool = True) -> "Progress":
    """Return progress bars on stderr, shown on a terminal only.

    ``columns``: what stands in a line; none for rich's own. ``transient``: whether bars go at the end.
    """
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True, highlight=False, soft_wrap=True)
    console.quiet = (
        not console.is_terminal
    )  # Rich before 14.3 ends disabled bars with an empty line
    return Progress(*columns, console=console, transient=transient, disable=not console.is_terminal)


def progress(items: Iterable[Item], total: int, what: str) -> Iterator[Item]:
    """Yield ``items`` with a progress bar on stderr, with rate and remaining time."""
    with bars() as shown:
        yield from shown.track(items, total, description=what)


@contextlib.contextmanager
def progress_bars(*columns: Any, transient: bool = True) -> Iterator[Callable[..., None]]:
    """Give a function that shows on stderr how far something is, with a bar for each name.

    It takes the name, how many steps are done, of how many (0 where that is not known), and a ``note``.
    ``columns`` and ``transient``: as for :func:`bars`.
    """
    tasks: dict[str, Any] = {}
    with bars(*columns, transient=transient) as shown:

        def show(what: str, done: int, total: int, note: str = "") -> None:
            if what not in tasks:
                tasks[what] = shown.add_task(what, note=note)
            shown.update(tasks[what], completed=done, total=total or None, note=note)

        yield show


def warn(sentence: str) -> None:
    """Print a sentence to stderr."""
    print(f"digits: {printable(sentence)}", file=sys.stderr)


@contextlib.contextmanager
def quiet_tensorflow() -> Iterator[None]:
    """Silence native log output on stderr inside the block.

    TensorFlow's C++ side writes to file descriptor 2 while it is imported, whatever Python's logging
    says. That descriptor leads nowhere here. Python's own ``sys.stderr`` still reaches the terminal.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
    python_stderr = sys.stderr
    sys.stderr.flush()
    saved = os.dup(2)
    try:
        with os.fdopen(os.open(os.devnull, os.O_WRONLY), "w") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        with os.fdopen(os.dup(saved), "w", buffering=1, errors="backslashreplace") as terminal:
            sys.stderr = terminal
            try:
                yield
            finally:
                sys.stderr = python_stderr
    finally:
        os.dup2(saved, 2)
        os.close(saved)
