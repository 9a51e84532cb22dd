"""What commands share: options, tables, progress bars, JSON lines.

Purpose: one look for every command.
Contract: results go to stdout, everything else to stderr; progress bars appear only on a terminal.
Not here: results themselves.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from rich.console import Console

T = TypeVar("T")


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
    """Return ``text`` as a whole number of at least 1, for argparse."""
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


def terminal(**options: Any) -> "Console":
    """Return a rich console on stdout that leaves a closed pipe to the command line's main."""
    from rich.console import Console

    class Terminal(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError  # rich itself would exit with 1

    return Terminal(highlight=False, soft_wrap=True, **options)


def progress(items: Iterable[T], total: int, what: str) -> Iterator[T]:
    """Yield ``items`` with a progress bar on stderr, with rate and remaining time."""
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    yield from track(
        items, what, total=total, console=console, transient=True, disable=not console.is_terminal
    )


def warn(sentence: str) -> None:
    """Print a sentence to stderr."""
    print(f"digits: {sentence}", file=sys.stderr)
