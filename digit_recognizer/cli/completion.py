"""``digits completion``: the script that lets a shell complete commands and options.

Purpose: print what was made for bash, zsh or fish when the program was made.
Contract: nothing is made here, so nothing is needed for it; ``tools/completions.py`` makes the scripts.
Not here: where a shell looks for them; the script's head says it.
"""

import argparse
from pathlib import Path

from digit_recognizer.cli import console

SHELLS = ("bash", "zsh", "fish")


def add_parser(commands: console.Commands) -> argparse.ArgumentParser:
    """Add this command to the command line."""
    parser = commands.add_parser(
        "completion",
        help="print the script that completes commands in bash, zsh or fish",
        description="Prints a script for the shell. Its first lines say where it belongs; for bash: "
        "digits completion bash > ~/.local/share/bash-completion/completions/digits.",
    )
    parser.add_argument("shell", choices=SHELLS, metavar="SHELL", help="bash, zsh or fish")
    return parser


def run(options: argparse.Namespace) -> int:
    """Print the script."""
    print(script_of(options.shell).read_text(encoding="utf-8"), end="")
    return 0


def script_of(shell: str) -> Path:
    """Return where the script for ``shell`` is."""
    return Path(__file__).with_name("completions") / f"digits.{shell}"
