"""Figures on the terminal: a title, a line for each figure, tables.

Purpose: one printer for digits, expressions and pictures.
Contract: what comes from outside is shown as it is, never taken for markup.
Not here: measuring.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from digit_recognizer.cli.console import terminal
from digit_recognizer.words import share_percent


class FigurePrinter:
    """Prints the figures of one set; ``width``: characters of the longest name of a figure."""

    def __init__(self, title: str, n: int, width: int) -> None:
        from rich.markup import escape

        self._console, self._escape, self._width = terminal(), escape, width
        self._console.print(f"[bold]{escape(title)}[/bold], n = {n:,}")

    def line(self, name: str, text: str) -> None:
        """Print a figure as text."""
        self._console.print(f"{name:{self._width}}  {self._escape(text)}")

    def share(self, name: str, value: float | None, note: str) -> None:
        """Print a share of 1 with a note."""
        self.line(name, f"{share_percent(value)}  ({note})")

    def interval(self, name: str, value: float | None, ends: Sequence[float]) -> None:
        """Print a share of 1 with the ends of its 95 % interval."""
        low, high = map(share_percent, ends)
        self.share(name, value, f"95 %: {low} to {high}")

    def time(self, values: dict[str, Any]) -> None:
        """Print the median and the 99th percentile of the time for one reading."""
        median, p99 = (1000 * values[f"seconds_{which}"] for which in ("median", "p99"))
        self.line("time", f"{median:.1f} ms median, {p99:.1f} ms p99")

    def confusions(self, found: Iterable[tuple[str, str, int]]) -> None:
        """Print what was read as what how often, if anything was."""
        pairs = ", ".join(f"{true} as {read} {count}x" for true, read, count in found)
        if pairs:
            self.sentence(f"worst confusions: {pairs}")

    def sentence(self, text: str) -> None:
        """Print a line of its own."""
        self._console.print(self._escape(text))

    def table(self, titles: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Print a table."""
        from rich.table import Table

        table = Table(*titles)
        for row in rows:
            table.add_row(*map(self._escape, row))
        self._console.print(table)
