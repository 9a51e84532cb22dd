"""Figures on the terminal: a title, a line for each figure.

Purpose: one printer for digits, expressions and pictures.
Contract: what comes from outside is shown as it is, never taken for markup.
Not here: measuring; tables (``console``).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from digit_recognizer.cli.console import terminal
from digit_recognizer.words import share_percent

MIN_NAME_WIDTH = 9  # characters of the column of names


def print_figures(title: str, n: int, figures: Mapping[str, str]) -> None:
    """Print a title and, below it, the name and the text of each figure."""
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
