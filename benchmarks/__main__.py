"""``python -m benchmarks``, in a checkout's root: what developers measure.

Purpose: find the benchmark asked for. Without a name it is speed and memory.
Contract: exit codes and sentences are those of ``digits``.
Not here: what the benchmarks do.
"""

import argparse
import sys
from collections.abc import Sequence

from benchmarks.accuracy import command as accuracy
from benchmarks.annotated import command as annotated
from benchmarks.calm import command as calm
from benchmarks.composed import command as composed
from benchmarks.corrupted import command as corrupted
from benchmarks.learning import command as learning
from benchmarks.library import command as library
from benchmarks.paper import command as paper
from benchmarks.serve import command as serve
from benchmarks.speed import command as speed
from benchmarks.tables import command as tables
from benchmarks.together import command as together
from benchmarks.training import command as training
from benchmarks.verdicts import command as verdicts
from digit_recognizer.cli.main import guarded

BENCHMARKS = (
    accuracy, annotated, calm, composed, corrupted, library, learning, paper, serve, tables, together,
    training, verdicts,
)  # fmt: skip


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark in ``argv`` (``sys.argv`` if None) and return its exit code."""
    return guarded(lambda: _run(argv))


def _run(argv: Sequence[str] | None) -> int:
    options = build_parser().parse_args(argv)
    return int(options.run(options))


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all benchmarks."""
    parser = speed.parser()
    parser.set_defaults(run=speed.run)
    names = parser.add_subparsers(title="other benchmarks", metavar="NAME")
    for benchmark in BENCHMARKS:
        benchmark.add_parser(names).set_defaults(run=benchmark.run)
    return parser


if __name__ == "__main__":
    sys.exit(main())
