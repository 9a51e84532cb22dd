"""What commands share: options, progress bars, JSON lines.

Purpose: one look for every command.
Contract: results go to stdout, everything else to stderr; progress bars appear only on a terminal.
Not here: results themselves.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

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


def print_json(value: dict[str, Any]) -> None:
    """Print ``value`` as one line of JSON."""
    print(json.dumps(value, ensure_ascii=False), flush=True)


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
