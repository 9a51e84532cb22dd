"""The completions of the command line, made from its parsers by shtab: ``python tools/completions.py``.

Purpose: the scripts that ``digits completion SHELL`` prints.
Contract: shtab is needed here only (``pip install shtab``); the program ships what it made.
Not here: the parsers (``digit_recognizer.cli``).
"""

import sys
from pathlib import Path

import shtab

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from digit_recognizer.cli.completion import SHELLS, script_of
from digit_recognizer.cli.main import build_parser


def main() -> None:
    """Write a script for each shell."""
    for shell in SHELLS:
        script_of(shell).write_text(shtab.complete(build_parser("digits"), shell), encoding="utf-8")


if __name__ == "__main__":
    main()
