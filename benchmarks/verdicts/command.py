"""``python -m benchmarks verdicts``: which verdicts are seen while equations are written."""

import argparse
from collections import Counter
from pathlib import Path

from digit_recognizer.cli.console import Commands, add_json_option, positive, print_json

COLUMNS = ("right", "wrong", "doubtful", "value", "nothing")


def add_parser(names: Commands) -> argparse.ArgumentParser:
    """Add this benchmark to the command line."""
    parser = names.add_parser(
        "verdicts",
        help="verdicts that are seen while equations are written",
        description="Replays equations stroke by stroke with a clock that jumps: right ones and near "
        "misses composed of held-out training writers' symbols, or the right ones of a set.",
    )
    parser.add_argument("set", nargs="?", type=Path, metavar="SET", help="an expression set")
    parser.add_argument("--count", type=positive, default=100, metavar="N", help="(default: 100)")
    parser.add_argument(
        "--pause", type=float, default=0.3, metavar="S", help="seconds after each stroke (0.3)"
    )
    parser.add_argument("--wrong", action="store_true", help="near misses instead of right ones")
    parser.add_argument("--list", action="store_true", help="name those that are called wrong")
    add_json_option(parser)
    return parser


def run(options: argparse.Namespace) -> int:
    """Replay and print."""
    from benchmarks.composed.sets import held_out_writers
    from benchmarks.verdicts.equations import composed_equations, right_equations
    from benchmarks.verdicts.replay import replay
    from digit_recognizer.datasets.catalogue import data_folder
    from digit_recognizer.reader import Reader

    reader = Reader.load()
    if options.set is None:
        writers = held_out_writers(data_folder(None))
        samples = composed_equations(writers, options.count, are_right=not options.wrong)
    else:
        samples = list(right_equations(options.set, options.count))
    ends: Counter[str] = Counter()
    called_wrong = 0
    for sample in samples:
        seen = replay(reader, sample.ink, options.pause)
        is_wrong = "wrong" in seen.while_writing
        called_wrong += is_wrong
        tones = [name for name in COLUMNS if name in seen.at_end]
        ends[tones[0] if len(tones) == 1 else "several" if tones else "nothing"] += 1
        if options.list and (is_wrong or "wrong" in seen.at_end):
            print(
                f"{sample.label}  read as {seen.text!r}, wrong: {is_wrong}, {sorted(seen.at_end)}"
            )
    found = {"n": len(samples), "pause": options.pause, "wrong_while_written": called_wrong, **ends}
    if options.json:
        print_json(found)
    else:
        print(", ".join(f"{name} {value}" for name, value in found.items()))
    return 0
