"""``python -m benchmarks library``: how quick a large library of drawings is."""

import argparse

from benchmarks.speed.printing import print_figures, print_machine
from digit_recognizer.cli import console


def add_parser(names: console.Commands) -> argparse.ArgumentParser:
    """Add this benchmark to the command line."""
    parser = names.add_parser(
        "library",
        help="list, filter and count 100,000 saved drawings, beside a folder of JSON files",
        description="Fills a library in a temporary folder and measures how long it takes to list, "
        "filter, count, save and get drawings: every kind of filter in every order, of which the "
        "slowest counts. Beside it a folder with one JSON file for each drawing. The user's own "
        "library is not touched.",
    )
    parser.add_argument(
        "--drawings", type=console.positive, default=100_000, metavar="N", help="default: 100,000"
    )
    parser.add_argument(
        "--files", type=console.positive, default=10_000, metavar="N",
        help="JSON files in the folder beside it (default: 10,000)",
    )  # fmt: skip
    parser.add_argument(
        "--rounds", type=console.positive, default=5, metavar="N", help="default: 5"
    )
    console.add_json_option(parser)
    return parser


def run(options: argparse.Namespace) -> int:
    """Measure and print."""
    from benchmarks.library.measuring import measure_library
    from benchmarks.speed.machine import describe_machine

    machine = describe_machine()
    with console.progress_bars() as say:
        figures = measure_library(options.drawings, options.files, rounds=options.rounds, say=say)
    title = f"{options.drawings:,} drawings; the baseline: {options.files:,}, one JSON file each"
    print_machine(print_figures(title, figures), machine)
    if options.json:
        console.print_json({"machine": machine, "figures": {f.key: f.as_dict() for f in figures}})
    return 0
