"""``digits benchmark``: speed and memory, beside the plain way."""

import argparse
import dataclasses
from typing import TYPE_CHECKING

from digit_recognizer.cli.console import (
    add_json_option,
    add_model_option,
    positive,
    print_json,
    terminal,
)

if TYPE_CHECKING:
    from digit_recognizer.evaluation.speed.benchmark import Result
    from digit_recognizer.evaluation.speed.figures import Figure

BUSY = 0.25  # load average per core


def add_parser(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> argparse.ArgumentParser:
    """Add this command to the command line."""
    parser = commands.add_parser(
        "benchmark",
        help="measure speed and memory beside TensorFlow",
        description="Measures, on this machine and in one run, how fast the program starts, reads and "
        "paints and what it takes in memory and on disk, beside the plain way: importing TensorFlow "
        "and calling model.predict (skipped where TensorFlow is not installed). Windows open and "
        "close meanwhile. How each figure is measured: docs/benchmark.md.",
    )
    parser.add_argument(
        "--runs", type=positive, metavar="N", help="starts and rounds (default 5, with --quick 2)"
    )
    parser.add_argument("--quick", action="store_true", help="fewer repetitions, coarser figures")
    add_model_option(parser)
    add_json_option(parser)
    return parser


def run(options: argparse.Namespace) -> int:
    """Measure and print."""
    from rich.console import Console

    from digit_recognizer.evaluation.speed.benchmark import QUICK, Effort, benchmark

    effort = QUICK if options.quick else Effort()
    if options.runs is not None:
        effort = dataclasses.replace(effort, runs=options.runs)
    with Console(stderr=True).status("Measuring") as status:
        result = benchmark(
            options.model, effort, lambda title: status.update(f"Measuring: {title}")
        )
    _print(result)
    if options.json:
        print_json(result.as_dict())
    return 0


def _print(result: "Result") -> None:
    from rich import box
    from rich.table import Table

    console = terminal(markup=False)
    console.print(f"{result.model}, {result.effort.runs} runs", style="bold")
    table = Table("what", box=box.SIMPLE_HEAD, pad_edge=False)
    for title in ("ours", "plain way", "better", "target"):
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column("met", no_wrap=True)
    for figure in result.figures:
        table.add_row(*_row(figure))
    console.print(table)
    ways = dict.fromkeys(f.target.plain_way for f in result.figures if f.plain is not None)
    if ways:
        console.print(f"The plain way: {'; '.join(ways)}.")
    for sentence in dict.fromkeys(why for figure in result.figures for why in figure.why):
        console.print(sentence)
    machine = result.machine
    if (machine["load"] or 0) > BUSY * machine["cores"]:
        console.print(f"The machine was busy already (load {machine['load']}): times are too long.")
    versions = ", ".join(
        f"{name} {version}" for name, version in machine["versions"].items() if version
    )
    console.print(
        f"{machine['cpu'] or 'unknown processor'}, {machine['cores']} cores, {machine['system']}, "
        f"Python {machine['python']}, {versions}; {machine['date']}."
    )


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
        _value(figure.plain, target.unit),
        "-" if figure.ratio is None else f"{figure.ratio:.3g}x",
        ", ".join(wanted) or "-",
        {True: "yes", False: "NO", None: "-"}[figure.met],
    )


def _value(value: float | None, unit: str) -> str:
    if value is None:
        return "-"
    digits = 2 if unit in {"s", "ms"} else 0
    return f"{value:,.{digits}f} {unit}"
