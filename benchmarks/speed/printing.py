"""Figures as a table on the terminal.

Purpose: print figures with their targets, and the machine that they belong to.
Contract: what was not measured has a dash, and its reason stands below the table.
Not here: measuring.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from digit_recognizer.cli.console import terminal

if TYPE_CHECKING:
    from rich.console import Console

    from benchmarks.speed.figures import Figure

BUSY_LOAD = 0.25  # load average per core


def print_figures(title: str, figures: "Sequence[Figure]") -> "Console":
    """Print figures as a table, with what they are compared to; return the console for more."""
    from rich import box
    from rich.table import Table

    console = terminal(markup=False)
    console.print(title, style="bold")
    table = Table("what", box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("ours", "baseline", "better", "target"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("met", no_wrap=True)
    for figure in figures:
        table.add_row(*_row(figure))
    console.print(table)
    ways = dict.fromkeys(f.target.baseline for f in figures if f.baseline is not None)
    if ways:
        console.print(f"The baseline: {'; '.join(ways)}.")
    for sentence in dict.fromkeys(why for figure in figures for why in figure.why):
        console.print(sentence)
    return console


def print_machine(console: "Console", machine: dict[str, Any]) -> None:
    """Print the machine that figures belong to."""
    if was_busy(machine):
        console.print(f"The machine was busy already (load {machine['load']}): times are too long.")
    versions = ", ".join(
        f"{name} {version}" for name, version in machine["versions"].items() if version
    )
    console.print(
        f"{machine['cpu'] or 'unknown processor'}, {machine['cores']} cores, {machine['system']}, "
        f"Python {machine['python']}, {versions}; {machine['date']}."
    )


def was_busy(machine: dict[str, Any]) -> bool:
    """Return whether ``machine`` had so much else to do that times are too long."""
    return bool((machine["load"] or 0) > BUSY_LOAD * machine["cores"])


def _row(figure: "Figure") -> tuple[str, ...]:
    target = figure.target
    wanted = []
    if target.limit is not None:
        wanted.append(f"< {target.limit:g} {target.unit}")
    if target.times is not None:
        wanted.append(f"{target.times:g}x")
    return (
        target.what,
        _value(figure.ours, target.unit),
        _value(figure.baseline, target.unit),
        "-" if figure.ratio is None else f"{figure.ratio:.3g}x",
        ", ".join(wanted) or "-",
        {True: "yes", False: "NO", None: "-"}[figure.met],
    )


def _value(value: float | None, unit: str) -> str:
    if value is None:
        return "-"
    digits = 2 if unit in {"s", "ms"} else 0
    return f"{value:,.{digits}f} {unit}"
