"""``python -m benchmarks learn``: simulated writers who teach the program their handwriting."""

import argparse
import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.speed.printing import was_busy
from digit_recognizer.cli import console
from digit_recognizer.errors import FileError
from digit_recognizer.words import share_percent

if TYPE_CHECKING:
    from rich.console import Console

    from benchmarks.learning.simulated_writers import Outcome

_percent = functools.partial(share_percent, decimals=0)
ASKED_REDUCTIONS = {3: 0.3, 10: 0.5}  # of the errors, on average: what is asked


def add_parser(names: console.Commands) -> argparse.ArgumentParser:
    """Add this benchmark to the command line."""
    parser = names.add_parser(
        "learn",
        help="how much learning a handwriting helps, with simulated writers",
        description="Each writer of the UNIPEN and Pendigits test sets in --data or $DIGITS_DATA is "
        "new to the program: k drawings of each symbol are learnt from, the rest is read, several times "
        "with other drawings. Prints how many errors remain, what is forgotten of MNIST's test digits "
        "and of the other writers, and how long learning and reading take. Whether a profile is used is "
        "decided with held-out training writers. How it is measured: docs/learning.md.",
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="folder with mnist/ and ink/")
    parser.add_argument("--alphabet", choices=("digits", "arithmetic"), default="digits")
    parser.add_argument(
        "--repeats",
        type=console.positive,
        default=5,
        metavar="N",
        help="lessons a writer (default: 5)",
    )
    console.add_json_option(parser)
    return parser


def run(options: argparse.Namespace) -> int:
    """Measure and print."""
    from benchmarks.learning.simulated_writers import joined, reading_times, simulate, worlds
    from benchmarks.speed.machine import describe_machine
    from digit_recognizer.datasets.catalogue import data_folder
    from digit_recognizer.learning.learn import network_for
    from digit_recognizer.reader import Reader

    machine = describe_machine()
    reader = Reader.load()
    classifier = network_for(reader, options.alphabet)
    digits = reader.classifier if options.alphabet == "arithmetic" else None
    found: list[tuple[str, Outcome]] = []
    with console.progress_bars() as show:
        for name, world in worlds(classifier, data_folder(options.data), digits, reader.strokes):
            for each in ASKED_REDUCTIONS:
                tell = functools.partial(show, f"{name}, {each} of each")
                tell(0, 0)
                outcome = simulate(world, each, repeats=options.repeats, tell=tell)
                found.append((name, outcome))
    if not found:
        raise FileError(
            f"{data_folder(options.data)} holds no ink of test writers: name a folder with "
            "ink/unipen_test.jsonl.gz in --data or $DIGITS_DATA."
        )
    for each in ASKED_REDUCTIONS:
        found.append(("all", joined([one for _, one in found if one.each == each])))
    times = reading_times(classifier)
    rows = [{"set": name, **outcome.as_dict()} for name, outcome in found]
    if options.json:
        console.print_json(
            {"machine": machine, "alphabet": options.alphabet, "sets": rows, **times}
        )
        return 0
    _print(rows, times)
    if was_busy(machine):
        console.warn(f"the machine was busy (load {machine['load']}): times are too long.")
    return 0


def _print(rows: list[dict[str, Any]], times: dict[str, float]) -> None:
    screen = console.terminal(markup=False)
    for row in rows:
        screen.print(f"{row['set']}, {row['k']} drawings of each learnt", style="bold")
        _print_errors(screen, row, ASKED_REDUCTIONS[row["k"]])
        screen.print(
            f"  lost on MNIST test {row['forgotten_mnist_points']:+.3f}, on other writers "
            f"{row['forgotten_others_points']:+.3f} points; offered in {_percent(row['offered'])}"
        )
        if row["in_line"]:
            screen.print("  as in a line, by size and strokes too, with both networks' profiles:")
            _print_errors(screen, row["in_line"], ASKED_REDUCTIONS[row["k"]])
    seconds = max(row["seconds_to_learn"] for row in rows)
    screen.print(
        f"learning from the drawings of one lesson: {seconds:.2f} s, with the proof; from 100 drawings "
        f"{times['learn_100_s']:.2f} s. A reading takes {times['plain_ms']:.3f} ms, with a profile "
        f"{times['extra_ms']:+.3f} ms."
    )
    screen.print(
        "Errors are means over the lessons; in brackets 95 % intervals, by resampling the writers. Lost "
        "and worse are points of accuracy."
    )


def _print_errors(screen: "Console", row: dict[str, Any], asked: float) -> None:
    low, high = row["fewer_interval_95"] or (None, None)
    screen.print(
        f"  errors {row['errors_before']:.1f} before, {row['errors_after']:.1f} after, in "
        f"{row['drawings_read']:,.0f} drawings of {row['writers']} writers"
    )
    screen.print(
        f"  {_percent(row['fewer_mean'])} fewer (95 %: {_percent(low)} to {_percent(high)}), mean of "
        f"{row['writers_with_errors']} writers with errors; asked: {_percent(asked)}; most worse for a "
        f"writer {row['most_worse_points'] or 0:+.2f} points"
    )
