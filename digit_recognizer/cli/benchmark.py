"""``digits benchmark``: speed and memory, beside the plain way; ``training`` and ``library``."""

import argparse
import dataclasses
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digit_recognizer.cli import benchmark_learn, benchmark_library
from digit_recognizer.cli.console import (
    add_json_option,
    add_model_option,
    positive,
    print_json,
    terminal,
)

if TYPE_CHECKING:
    from rich.console import Console

    from digit_recognizer.evaluation.speed.benchmark import Result
    from digit_recognizer.evaluation.speed.figures import Figure
    from digit_recognizer.training.benchmark import Course, Mark

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
    kinds = parser.add_subparsers(dest="what", metavar="training | library | learn")
    _add_training(kinds)
    benchmark_library.add_parser(kinds)
    benchmark_learn.add_parser(kinds)
    return parser


def _add_training(kinds: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    training = kinds.add_parser(
        "training",
        help="time to 99.0 %% and 99.4 %% on MNIST, beside the official Keras example",
        description="Trains this project's network, with a recipe made for speed, and the MNIST "
        "example of the Keras documentation on the same digits, in turns, and says how long each "
        "takes to reach 99.0 % and 99.4 % of MNIST's test digits. Takes some minutes; needs the "
        "training extra. MNIST is looked for in --data or $DIGITS_DATA, then in the user's cache, "
        "and downloaded if it is nowhere.",
    )
    training.add_argument("--data", type=Path, metavar="DIR", help="folder with MNIST's files")
    training.add_argument("--seed", type=int, default=1, metavar="N", help="default: 1")
    add_json_option(training)


def run(options: argparse.Namespace) -> int:
    """Measure and print."""
    if options.what == "training":
        return _run_training(options)
    if options.what == "library":
        return benchmark_library.run(options)
    if options.what == "learn":
        return benchmark_learn.run(options)
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
    console = print_figures(f"{result.model}, {result.effort.runs} runs", result.figures)
    print_machine(console, result.machine)


def print_figures(title: str, figures: "Sequence[Figure]") -> "Console":
    """Print figures as a table, with what they are compared to; return the console for more."""
    from rich import box
    from rich.table import Table

    console = terminal(markup=False)
    console.print(title, style="bold")
    table = Table("what", box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("ours", "plain way", "better", "target"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("met", no_wrap=True)
    for figure in figures:
        table.add_row(*_row(figure))
    console.print(table)
    ways = dict.fromkeys(f.target.plain_way for f in figures if f.plain is not None)
    if ways:
        console.print(f"The plain way: {'; '.join(ways)}.")
    for sentence in dict.fromkeys(why for figure in figures for why in figure.why):
        console.print(sentence)
    return console


def _run_training(options: argparse.Namespace) -> int:
    from rich.console import Console
    from rich.progress import Progress

    from digit_recognizer.cli.quiet import quiet_tensorflow
    from digit_recognizer.datasets import find_mnist, read_split
    from digit_recognizer.evaluation.speed.machine import describe_machine

    machine = describe_machine()
    with quiet_tensorflow():
        from digit_recognizer.training.benchmark import EVALUATIONS, marks, measure_training

        console = Console(file=sys.stderr)
        with Progress(console=console, disable=not console.is_terminal, transient=True) as bars:
            tasks: dict[str, Any] = {}

            def show(name: str, done: int, total: int, note: str = "") -> None:
                if name not in tasks:
                    tasks[name] = bars.add_task(name, total=total or None)
                bars.update(tasks[name], completed=done, description=f"{name}{note}")

            def tell(name: str, done: int, total: int, accuracy: float) -> None:
                show(name, done, total, f" {100 * accuracy:.2f} %")

            folder = find_mnist(options.data, progress=show)
            ours, example = measure_training(
                read_split(folder, "train"),
                read_split(folder, "t10k"),
                seed=options.seed,
                tell=tell,
            )
    found = marks(ours, example)
    _print_training(ours, example, found, machine)
    if options.json:
        print_json(
            {
                "machine": machine,
                "seed": options.seed,
                "evaluations_an_epoch": EVALUATIONS,
                "ours": ours.as_dict(),
                "example": example.as_dict(),
                "marks": [dataclasses.asdict(mark) | {"met": mark.met} for mark in found],
            }
        )
    return 0


def _print_training(
    ours: "Course", example: "Course", found: "list[Mark]", machine: dict[str, Any]
) -> None:
    from rich import box
    from rich.table import Table

    from digit_recognizer.training.benchmark import AT_MOST

    console = terminal(markup=False)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for title in ("MNIST test", ours.name, example.name, "share", "at most", "met"):
        table.add_column(title, justify="right", no_wrap=True)
    for mark in found:
        table.add_row(
            f"{100 * mark.accuracy:.1f} %",
            _reached(mark.ours, ours.seconds),
            _reached(mark.example, example.seconds),
            "-" if mark.share is None else f"{100 * mark.share:.0f} %",
            f"{100 * AT_MOST:.0f} %",
            "yes" if mark.met else "NO",
        )
    console.print(table)
    for course in (ours, example):
        console.print(
            f"{course.name}: {course.epochs} epochs in {course.seconds:.1f} s, "
            f"best {100 * course.best:.2f} %, {course.weights:,} weights"
        )
    console.print(
        "Seconds of training alone, without evaluations. Where the example does not reach a mark, "
        "the time of all its epochs is compared."
    )
    print_machine(console, machine)


def _reached(seconds: float | None, in_all: float) -> str:
    return f"not in {in_all:.1f} s" if seconds is None else f"{seconds:.1f} s"


def print_machine(console: "Console", machine: dict[str, Any]) -> None:
    """Print the machine that figures belong to."""
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
