"""``digits window``: opens the window."""

import argparse
from pathlib import Path

from digit_recognizer.cli import console
from digit_recognizer.errors import DisplayError


def add_parser(commands: console.Commands) -> argparse.ArgumentParser:
    """Add this command to the command line."""
    parser = commands.add_parser(
        "window",
        help="open the window (what digits does without a command)",
        description="Opens the window. It reads what you draw while you draw it, or a picture.",
    )
    add = parser.add_argument
    add("drawing", nargs="?", type=Path, metavar="FILE", help="a picture or an .inkml to open")
    add(
        "--examples-without-display", action="store_true",
        help="where no window can open, read the bundled example drawings on the terminal instead",
    )  # fmt: skip
    add(
        "--library", type=Path, metavar="FILE",
        help="save drawings in FILE (default: your own library)",
    )  # fmt: skip
    console.add_model_option(parser)
    return parser


def run(options: argparse.Namespace) -> int:
    """Open the window and stay until it is closed."""
    from digit_recognizer.gui.application import run_window

    try:
        return run_window(model=options.model, drawing=options.drawing, library=options.library)
    except DisplayError as error:
        if not options.examples_without_display:
            raise
        from digit_recognizer.cli.read import read_files
        from digit_recognizer.resources import example_drawings

        console.warn(f"{error} Reading the bundled example drawings here instead.")
        return read_files(console.loaded_reader(options.model), example_drawings())
