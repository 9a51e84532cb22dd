"""``python -m benchmarks accuracy``: every test set, as one table."""

import argparse
import json
from pathlib import Path

from digit_recognizer.cli import console

PICTURES_PER_SET = 300  # of each set of ink, drawn at every size and place


def add_parser(names: console.Commands) -> argparse.ArgumentParser:
    """Add this benchmark to the command line."""
    parser = names.add_parser(
        "accuracy",
        help="accuracy on every test set, by style, and on what is no digit",
        description="Measures accuracy on every test set under PATH, $DIGITS_DATA or the cache, by "
        "style of writing, and on drawings that are no digit. Exit code: 0 all measured, 1 something "
        "of it could not be, 2 nothing could.",
    )
    parser.add_argument("path", nargs="?", type=Path, metavar="PATH", help="folder with test sets")
    parser.add_argument(
        "-o", "--output", type=Path, metavar="DIR",
        help="also write accuracy.json, accuracy.md and accuracy.png there",
    )  # fmt: skip
    parser.add_argument(
        "--errors", type=Path, metavar="DIR", help="also write pictures of all the errors there"
    )
    parser.add_argument(
        "--placements",
        action="store_true",
        help="also draw the ink at 5 sizes x 5 places x 4 pen widths, as pictures too, which takes "
        "minutes",
    )
    console.add_model_option(parser)
    console.add_json_option(parser)
    return parser


def run(options: argparse.Namespace) -> int:
    """Measure and print."""
    from benchmarks.accuracy.report import report
    from benchmarks.accuracy.report_picture import most_confident, overview, sheet
    from benchmarks.accuracy.tables import page, summary
    from digit_recognizer.datasets.catalogue import data_folder
    from digit_recognizer.files import make_folder, write_atomically
    from digit_recognizer.reader import Reader
    from digit_recognizer.resources import default_model

    reader = Reader.load(options.model)
    for folder in filter(None, (options.output, options.errors)):
        make_folder(folder, "choose another folder")
    found = report(
        reader,
        options.model or default_model(),
        options.path or data_folder(),
        console.progress,
        images=PICTURES_PER_SET if options.placements else 0,
    )
    values = found.values
    if options.output:
        text = json.dumps(values, indent=1, ensure_ascii=False)
        write_atomically(options.output / "accuracy.json", text.encode())
        write_atomically(options.output / "accuracy.md", page(values, "accuracy.png").encode())
        write_atomically(options.output / "accuracy.png", overview(values))
    if options.errors:
        for one in found.measured:
            write_atomically(options.errors / f"{one.name}.png", sheet(one))
        write_atomically(options.errors / "most-confident.png", most_confident(found))
    if options.json:
        console.print_json({**values, "problems": found.problems})
    else:
        print(summary(values), end="")
    for sentence in found.problems:
        console.warn(sentence)
    return 1 if found.problems else 0
