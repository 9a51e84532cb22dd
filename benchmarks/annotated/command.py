"""``python -m benchmarks annotated``: writing with circles, boxes, underlines and strikes about it."""

import argparse
from pathlib import Path

from digit_recognizer.cli.console import Commands, add_json_option, positive, print_json


def add_parser(names: Commands) -> argparse.ArgumentParser:
    """Add this benchmark to the command line."""
    parser = names.add_parser(
        "annotated",
        help="readings of composed writing with circles, boxes, underlines and strikes about it",
        description="Composes numbers and sums of single symbols, with and without marks about them, "
        "and counts what is read rightly, as ink and as pictures. The writers are held-out training "
        "writers under PATH, $DIGITS_DATA or the cache, or the test writers.",
    )
    parser.add_argument("path", nargs="?", type=Path, metavar="PATH", help="folder with data")
    parser.add_argument(
        "--only", metavar="NAME", action="append", help="this set only; may be given several times"
    )
    parser.add_argument(
        "--count",
        type=positive,
        default=200,
        metavar="N",
        help="samples of each set (default: 200)",
    )
    parser.add_argument("--test", action="store_true", help="the test writers: for measuring only")
    add_json_option(parser)
    return parser


def run(options: argparse.Namespace) -> int:
    """Measure and print."""
    from benchmarks.annotated.measuring import MARKED, ODD, annotated_set, measure
    from benchmarks.composed.sets import held_out_writers, unseen_writers
    from digit_recognizer.datasets.catalogue import data_folder
    from digit_recognizer.errors import FileError
    from digit_recognizer.reader import Reader

    sets = [*MARKED, *ODD]
    names = options.only or sets
    if unknown := set(names) - set(sets):
        raise FileError(f"{min(unknown)} is no set: choose from {', '.join(sets)}.")
    data = data_folder(options.path)
    writers = unseen_writers(data) if options.test else held_out_writers(data)
    reader = Reader.load()
    figures = {}
    if not options.json:
        print(f"{'':18}{'':9}{'right':>7}{'doubted':>9}{'wrong':>7}{'marks':>7}")
    for name in names:
        samples = list(annotated_set(name, writers, options.count))
        for seen, as_pictures in (("ink", False), ("picture", True)):
            tally = measure(reader, name, samples, as_pictures=as_pictures)
            figures[f"{name}, {seen}"] = tally.as_dict()
            if not options.json:
                print(
                    f"{name:18}{seen:9}{tally.right:7}{tally.doubted:9}{tally.wrong:7}{tally.marked:7}",
                    flush=True,
                )
    if options.json:
        print_json(figures)
    return 0
