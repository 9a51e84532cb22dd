"""The command ``digits``: finds the command asked for and turns failures into sentences.

Purpose: the entry point of the program and of both scripts at the root.
Contract: exit code 0 all went well, 1 it ran but not everything could be read, 2 it could not be done
(one sentence on stderr says why), 130 the user pressed Ctrl-C. Commands import what they need when they
run, so that the window opens at once.
Not here: what the commands do.
"""

import argparse
import os
import sys
from collections.abc import Sequence

from digit_recognizer import __version__
from digit_recognizer.cli import benchmark, evaluate, export, read, train, window
from digit_recognizer.errors import INSTALL, INSTALL_TRAINING, DigitRecognizerError

COMMANDS = (window, read, evaluate, train, export, benchmark)
TRAINING_PACKAGES = {"tensorflow", "keras", "tf2onnx", "h5py", "matplotlib", "onnx"}


def main(argv: Sequence[str] | None = None, *, program: str = "digits") -> int:
    """Run the command in ``argv`` (``sys.argv`` if None) and return its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    general = {"-h", "--help", "--version"}
    if not arguments or (arguments[0].startswith("-") and arguments[0] not in general):
        arguments.insert(0, "window")
    try:
        options = _parser(program).parse_args(arguments)
        return int(options.run(options))
    except DigitRecognizerError as error:
        print(f"digits: {error}", file=sys.stderr)
    except ModuleNotFoundError as error:
        sentence = _missing(error)
        if sentence is None:
            raise
        print(f"digits: {sentence}", file=sys.stderr)
    except KeyboardInterrupt:
        print("digits: stopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader of a pipe, such as head, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return 2


def _parser(program: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="digits",
        description="Reads digits while you draw them. Without a command it opens the window.",
    )
    parser.add_argument("--version", action="version", version=f"digits {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for command in COMMANDS:
        added = command.add_parser(commands)
        added.set_defaults(run=command.run)
        if program != "digits":  # a script at the root is one command under its own name
            added.prog = program
    return parser


def _missing(error: ModuleNotFoundError) -> str | None:
    """Return what to install for a dependency that is not there, or None for any other module."""
    package = (error.name or "").partition(".")[0]
    if package in TRAINING_PACKAGES:
        return f"this command needs {package}, which is not installed: {INSTALL_TRAINING}."
    if package in {"tkinter", "_tkinter"}:
        return (
            "this Python has no Tk, so no window can open: install it "
            "(Debian and Ubuntu: apt install python3-tk; macOS: brew install python-tk; "
            "Windows: tick tcl/tk in Python's installer)."
        )
    if package in {"numpy", "PIL", "onnxruntime", "platformdirs", "rich", "sv_ttk"}:
        return f"{package} is not installed: {INSTALL}."
    return None
