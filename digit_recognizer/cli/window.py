"""``digits window``: opens the window."""

import argparse
from pathlib import Path

from digit_recognizer.cli.console import Commands, add_model_option, warn
from digit_recognizer.errors import DisplayError


def add_parser(commands: Commands) -> argparse.ArgumentParser:
    """Add this command to the command line."""
    parser = commands.add_parser(
        "window",
        help="open the window (what digits does without a command)",
        description="Opens the window. It reads what you draw while you draw it, or a picture.",
    )
    parser.add_argument(
        "drawing", nargs="?", type=Path, metavar="FILE", help="a picture or an .inkml to open"
    )
    parser.add_argument(
        "--examples-without-display",
        action="store_true",
        help="where no window can open, read the bundled example drawings on the terminal instead",
    )
    parser.add_argument(
        "--library",
        type=Path,
        metavar="FILE",
        help="save drawings in FILE (default: your own library)",
    )
    add_model_option(parser)
    return parser


def run(options: argparse.Namespace) -> int:
    """Open the window and stay until it is closed."""
    from digit_recognizer.gui.application import run_window

    try:
        return run_window(model=options.model, drawing=options.drawing, library=options.library)
    except DisplayError as error:
        if not options.examples_without_display:
            raise
        return _read_examples(str(error), options.model)


def _read_examples(why: str, model: Path | None) -> int:
    from digit_recognizer.cli.read import read_files
    from digit_recognizer.reader import Reader
    from digit_recognizer.resources import example_drawings

    warn(f"{why} Reading the bundled example drawings here instead.")
    return read_files(Reader.load(model), example_drawings())
