"""``python -m benchmarks``: speed and memory, beside TensorFlow with the same model."""

import argparse
import dataclasses
from typing import TYPE_CHECKING

from benchmarks.speed.printing import print_figures, print_machine
from digit_recognizer.cli.console import add_json_option, add_model_option, positive, print_json

if TYPE_CHECKING:
    from benchmarks.speed.suite import Result


def parser() -> argparse.ArgumentParser:
    """Return the parser of this benchmark."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Measures, on this machine and in one run, how fast the program starts, reads and "
        "paints and what it takes in memory and on disk, beside a baseline: importing TensorFlow "
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

    from benchmarks.speed.suite import QUICK_EFFORT, Effort, benchmark

    effort = QUICK_EFFORT if options.quick else Effort()
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
