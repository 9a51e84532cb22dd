"""The window as ``digits window`` opens it, with probes: ``python -m benchmarks.speed.probed_window``.

Purpose: what the benchmark starts and measures from outside (see ``probes``).
Contract: the arguments are those of ``digits window`` and the probes' own. The command line is imported
and parsed as in the program, so that a start takes as long as a user's.
Not here: the measuring.
"""

import argparse
import sys
from collections.abc import Sequence

from benchmarks.speed.probes import PROBES, install_startup_probe
from digit_recognizer.cli.main import build_parser, guarded
from digit_recognizer.gui.application import run_window
from digit_recognizer.gui.window import MainWindow


def main(argv: Sequence[str] | None = None) -> int:
    """Open the window and stay until it is closed; return the exit code."""
    return guarded(lambda: _run(argv))


def _run(argv: Sequence[str] | None) -> int:
    parser = argparse.ArgumentParser(
        prog="probed_window",
        description="Opens the window as digits window does. It prints ready once it takes ink, and "
        "loaded once the model is.",
    )
    parser.add_argument("--close", action="store_true", help="close once the model is loaded")
    parser.add_argument(
        "--probe", choices=sorted(PROBES), action="append", default=[], help="what else to print"
    )
    own, rest = parser.parse_known_args(argv)

    def install(window: MainWindow) -> None:
        install_startup_probe(window, closes=own.close)
        for name in own.probe:
            PROBES[name](window)

    options = build_parser("digits").parse_args(["window", *rest])
    return run_window(options.model, options.drawing, options.library, on_open=install)


if __name__ == "__main__":
    sys.exit(main())
