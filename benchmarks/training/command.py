"""``python -m benchmarks training``: time to an accuracy on MNIST, beside the example of Keras."""

import argparse
import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.speed.printing import print_machine
from digit_recognizer.cli import console

if TYPE_CHECKING:
    from benchmarks.training.time_to_accuracy import Course, Mark


def add_parser(names: console.Commands) -> argparse.ArgumentParser:
    """Add this benchmark to the command line."""
    parser = names.add_parser(
        "training",
        help="time to 99.0 %% and 99.4 %% on MNIST, beside the official Keras example",
        description="Trains this project's network, with a recipe made for speed, and the MNIST "
        "example of the Keras documentation on the same digits, in turns, and says how long each "
        "takes to reach 99.0 % and 99.4 % of MNIST's test digits. Takes some minutes; needs the "
        "training extra. MNIST is looked for in --data or $DIGITS_DATA, then in the user's cache, "
        "and downloaded if it is nowhere.",
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="folder with MNIST's files")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="default: 1")
    console.add_json_option(parser)
    return parser


def run(options: argparse.Namespace) -> int:
    """Train, measure and print."""
    from rich.progress import Progress

    from benchmarks.speed.machine import describe_machine
    from digit_recognizer.cli.console import quiet_tensorflow
    from digit_recognizer.datasets import find_mnist, read_split

    machine = describe_machine()
    with quiet_tensorflow():
        from benchmarks.training.time_to_accuracy import EVALUATIONS, marks, measure_training

        named = ("{task.description}{task.fields[note]}", *Progress.get_default_columns()[1:])
        with console.progress_bars(*named) as show:

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
    _print(ours, example, found, machine)
    if options.json:
        console.print_json(
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


def _print(ours: "Course", example: "Course", found: "list[Mark]", machine: dict[str, Any]) -> None:
    from rich import box
    from rich.table import Table

    from benchmarks.training.time_to_accuracy import AT_MOST

    screen = console.terminal(markup=False)
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
    screen.print(table)
    for course in (ours, example):
        screen.print(
            f"{course.name}: {course.epochs} epochs in {course.seconds:.1f} s, "
            f"best {100 * course.best:.2f} %, {course.weights:,} weights"
        )
    screen.print(
        "Seconds of training alone, without evaluations. Where the example does not reach a mark, "
        "the time of all its epochs is compared."
    )
    print_machine(screen, machine)


def _reached(seconds: float | None, in_all: float) -> str:
    return f"not in {in_all:.1f} s" if seconds is None else f"{seconds:.1f} s"
