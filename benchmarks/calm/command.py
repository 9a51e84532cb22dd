"""``python -m benchmarks calm``: what moves in the window while the pen is down."""

import argparse
import os
from dataclasses import asdict
from pathlib import Path

from digit_recognizer.cli.console import Commands, add_json_option, positive, print_json

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "expressions"
REPLAYED = (
    "sum", "check-right", "check-wrong", "fraction", "power", "difference", "division", "chain",
    "product", "root",
)  # fmt: skip


def add_parser(names: Commands) -> argparse.ArgumentParser:
    """Add this benchmark to the command line."""
    parser = names.add_parser(
        "calm",
        help="what moves in the window while sums are written",
        description="Replays example sums in the real window on a virtual display, records it at 20 "
        "frames a second, and counts frames in which something but ink moved while the pen was down.",
    )
    parser.add_argument(
        "--count", type=positive, default=len(REPLAYED), metavar="N", help="how many sums"
    )
    add_json_option(parser)
    return parser


def run(options: argparse.Namespace) -> int:
    """Record and print."""
    from benchmarks.calm.recording import Recorder
    from benchmarks.speed.display import virtual_display
    from digit_recognizer.ink import read_inkml

    with virtual_display() as display:
        os.environ.update(display)
        recorder = Recorder()
        found = {}
        for name in REPLAYED[: options.count]:
            seen = asdict(recorder.record(read_inkml(next(EXAMPLES.rglob(f"{name}.inkml"))).ink))
            gaps = seen.pop("gaps")
            found[name] = {**seen, "longest_gap": round(max(gaps, default=0.0), 3)}
            if not options.json:
                told = ", ".join(f"{key} {value}" for key, value in found[name].items())
                print(f"{name:14} {told}", flush=True)
        recorder.close()
    if options.json:
        print_json(found)
    return 0
