"""``python -m benchmarks composed``: sums and numbers made of single symbols of unseen writers."""

import argparse
from pathlib import Path

from digit_recognizer.cli import console


def add_parser(names: console.Commands) -> argparse.ArgumentParser:
    """Add this benchmark to the command line."""
    from digit_recognizer.cli.evaluate import expressions

    parser = names.add_parser(
        "composed",
        help="accuracy on expressions composed from single symbols of the test writers",
        description="Reads expressions that are composed from single symbols of the test writers under "
        "PATH, $DIGITS_DATA or the cache.",
    )
    parser.add_argument(
        "name", metavar="NAME",
        help="numbers, numbers-wide, numbers-tight, numbers-touching, decimal, linear, fraction, power, "
        "radical, lines, or all",
    )  # fmt: skip
    parser.add_argument("path", nargs="?", type=Path, metavar="PATH", help="folder with test sets")
    parser.add_argument(
        "--count", type=console.positive, default=1000, metavar="N",
        help="how many expressions of each set (default: 1000)",
    )  # fmt: skip
    parser.add_argument(
        "--errors", type=Path, metavar="DIR", help="also write pictures of all the errors there"
    )
    expressions.add_options(parser)
    console.add_model_option(parser)
    console.add_json_option(parser)
    return parser


def run(options: argparse.Namespace) -> int:
    """Measure and print."""
    from benchmarks.composed.sets import COMPOSED_SETS, composed_set, unseen_writers
    from digit_recognizer.cli.evaluate.expressions import measured, reader_of
    from digit_recognizer.datasets.catalogue import data_folder
    from digit_recognizer.errors import FileError

    asked = options.name
    names = [name for name in COMPOSED_SETS if asked in (name, "all", name.partition("-")[0])]
    if not names:
        raise FileError(
            f"{asked} is no composed set: choose numbers, all or one of {', '.join(COMPOSED_SETS)}."
        )
    writers = unseen_writers(data_folder(options.path))
    reader, about = reader_of(options)
    found = []
    for name in names:
        samples = composed_set(name, writers, options.count)
        numbers = range(1, options.count + 1)
        found.append(measured(options, reader, about, name=name, samples=samples, numbers=numbers))
    if options.json:
        console.print_json(found[0] if len(found) == 1 else {**about, "sets": found})
    return 0
