"""``python -m benchmarks paper``: rows on ten kinds of composed paper."""

import argparse
from pathlib import Path

from digit_recognizer.cli import console


def add_parser(names: console.Commands) -> argparse.ArgumentParser:
    """Add this benchmark to the command line."""
    parser = names.add_parser(
        "paper",
        help="accuracy on numbers and sums written on ten kinds of composed paper",
        description="Reads rows that held-out training writers (default) or test writers under PATH, "
        "$DIGITS_DATA or the cache wrote on composed paper: a photo of one row each.",
    )
    parser.add_argument("path", nargs="?", type=Path, metavar="PATH", help="folder with ink sets")
    parser.add_argument(
        "--count", type=console.positive, default=200, metavar="N",
        help="how many rows of each kind (default: 200)",
    )  # fmt: skip
    parser.add_argument(
        "--test", action="store_true", help="by the test writers, to measure; not to choose by"
    )
    parser.add_argument(
        "--errors", type=Path, metavar="DIR", help="also write pictures of all the errors there"
    )
    console.add_json_option(parser)
    return parser


def run(options: argparse.Namespace) -> int:
    """Measure and print."""
    from benchmarks.paper.measuring import measured, paper_sets, write_errors
    from digit_recognizer.datasets.catalogue import data_folder
    from digit_recognizer.reader import Reader

    reader = Reader.load()
    figures = {}
    for kind, rows in paper_sets(data_folder(options.path), options.count, is_test=options.test):
        found = measured(reader, kind, rows)
        figures[kind] = found.as_dict()
        if options.errors:
            write_errors(found, options.errors)
        if not options.json:
            print(found.sentence())
    if options.json:
        console.print_json({"writers": "test" if options.test else "held out", "kinds": figures})
    return 0
