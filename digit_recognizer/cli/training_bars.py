"""The progress bars of a training run: downloads, then steps with loss, accuracy and remaining time."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from digit_recognizer.cli.console import warn

if TYPE_CHECKING:
    from digit_recognizer.training.checkpoint import EpochResult


class Bars:
    """The progress bars of a run: downloads, then steps with loss, accuracy and remaining time."""

    def __init__(self, progress: Any) -> None:
        self._progress = progress
        self._tasks: dict[str, Any] = {}
        self._stage = "training"

    def stage(self, name: str) -> None:
        """Begin a part of the run."""
        self._stage = name
        self.tell(f"training: {name}")

    def download(self, name: str, done: int, total: int) -> None:
        """Show how much of a file is there."""
        self._show(name, done, total or None, "")

    def step(self, done: int, total: int, loss: float, accuracy: float) -> None:
        """Show how many steps are done, and how it goes."""
        self._show(self._stage, done, total, f"loss {loss:.4f}  accuracy {100 * accuracy:.2f} %")

    def epoch(self, result: "EpochResult") -> None:
        """Tell how an epoch went."""
        self._progress.console.print(
            f"epoch {result.epoch}: loss {result.loss:.4f}, held-out accuracy "
            + ", ".join(f"{name} {100 * share:.2f} %" for name, share in result.sources.items())
        )

    def tell(self, sentence: str) -> None:
        """Print a line above the bars."""
        self._progress.console.print(sentence)

    def _show(self, name: str, done: int, total: int | None, note: str) -> None:
        if name not in self._tasks:
            self._tasks[name] = self._progress.add_task(name, note="")
        self._progress.update(self._tasks[name], completed=done, total=total, note=note)


@contextmanager
def training_bars() -> Iterator[Bars]:
    """Show the bars on a terminal while the run lasts; elsewhere only what it tells."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    console = Console(file=sys.stderr, highlight=False, soft_wrap=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %  {task.fields[note]}"),
        TimeElapsedColumn(),
        TextColumn("remaining"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        if not console.is_terminal:
            warn("training; progress is shown on a terminal.")
        yield Bars(progress)
