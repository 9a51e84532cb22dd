"""``python -m benchmarks serve``: how soon boards are answered while many write."""

import argparse

from digit_recognizer.cli.console import Commands, add_json_option, positive, print_json


def add_parser(names: Commands) -> argparse.ArgumentParser:
    """Add this benchmark to the command line."""
    parser = names.add_parser(
        "serve",
        help="boards that write a sum of 15 symbols at once, through digits serve on the loopback",
        description="Starts digits serve on the loopback. First one board, then BOARDS at once write a "
        "sum, a stroke every 0.7 s on average; where there is Chromium, once more with one of them a "
        "page in it. Then 64 are opened and one more. Says how soon readings came or were painted, how "
        "many final ones were wrong, memory and processor time of all processes.",
    )
    add = parser.add_argument
    add("--boards", type=positive, default=30, metavar="N", help="default: 30")
    add("--rounds", type=positive, default=2, metavar="N", help="sums that each writes; default: 2")
    add_json_option(parser)
    return parser


def run(options: argparse.Namespace) -> int:
    """Measure and print; exit code 1 where a final reading was wrong."""
    from benchmarks.serve.load import measure
    from benchmarks.speed.machine import describe_machine

    found = measure(options.boards, options.rounds)
    if options.json:
        print_json({"machine": describe_machine(), **found.as_dict()})
    else:
        for line in found.lines():
            print(line)
    return 1 if found.wrong else 0
