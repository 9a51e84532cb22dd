"""``python -m benchmarks together``: numbers of the rules about strokes that belong together."""

import argparse

from digit_recognizer.cli.console import Commands, add_json_option, positive, print_json


def add_parser(names: Commands) -> argparse.ArgumentParser:
    """Add this benchmark to the command line."""
    parser = names.add_parser(
        "together",
        help="tries numbers of the rules for strokes that cross, retrace or wait for each other",
        description="Reads lines composed of held-out training writers' symbols with one number at "
        "several values: usual lines, digits gone over again, fractions without their lower half.",
    )
    parser.add_argument(
        "number", metavar="NUMBER", help="crossing_cost, waiting_prior, straight_reach, …"
    )
    parser.add_argument("values", nargs="+", type=float, metavar="VALUE", help="what is tried")
    parser.add_argument("--count", type=positive, default=300, metavar="N", help="lines of a kind")
    parser.add_argument("--kinds", nargs="+", metavar="KIND", help="only these kinds of lines")
    add_json_option(parser)
    return parser


def run(options: argparse.Namespace) -> int:
    """Read and print."""
    from benchmarks.composed.sets import held_out_writers
    from benchmarks.together.lines import tried_lines
    from benchmarks.together.trying import RULES, exact, touched
    from digit_recognizer.datasets.catalogue import data_folder
    from digit_recognizer.errors import FileError
    from digit_recognizer.reader import Reader

    name, values = options.number, options.values
    if name not in RULES:
        raise FileError(f"{name} is no number of these rules: choose one of {', '.join(RULES)}.")
    reader = Reader.load()
    found = {}
    for kind, lines in tried_lines(held_out_writers(data_folder(None)), options.count).items():
        if options.kinds and kind not in options.kinds:
            continue
        chosen = touched(reader, name, values, lines)
        read = {str(value): exact(reader, name, value, chosen) for value in values}
        found[kind] = {"n": len(lines), "touched": len(chosen), "exact": read}
        if not options.json:
            told = ", ".join(f"{value}: {count}" for value, count in read.items())
            print(f"{kind:18} {len(chosen):4} of {len(lines)} touched, exact {told}", flush=True)
    if options.json:
        print_json({"number": name, "kinds": found})
    return 0
