"""The command ``digits``: finds the command asked for and turns failures into sentences.

Purpose: the entry point of the program and of both scripts at the root.
Contract: exit code 0 all went well, 1 it ran but not everything could be read, 2 it could not be done
(one sentence on stderr says why), 130 the user pressed Ctrl-C, 143 another program ended it. Commands
import what they need when they run, so that the window opens at once.
Not here: what the commands do.
"""

import argparse
import errno
import io
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType

from digit_recognizer.cli import (
    calc,
    completion,
    data,
    explain,
    export,
    form,
    learn,
    model,
    read,
    serve,
    train,
    window,
)
from digit_recognizer.cli.evaluate import command as evaluate
from digit_recognizer.cli.library import command as library
from digit_recognizer.errors import INSTALL, INSTALL_TK, INSTALL_TRAINING, DigitRecognizerError
from digit_recognizer.version import __version__
from digit_recognizer.words import printable

COMMANDS = {
    "window": window, "read": read, "serve": serve, "form": form, "calc": calc, "explain": explain,
    "evaluate": evaluate, "train": train, "data": data, "library": library, "learn": learn,
    "model": model, "export": export, "completion": completion,
}  # fmt: skip
ENDED = 143
"""The exit code where SIGTERM ended the program, as shells have it."""

TRAINING_PACKAGES = {"tensorflow", "keras", "tf2onnx", "h5py", "matplotlib", "onnx"}


def main(argv: Sequence[str] | None = None, *, program: str = "digits") -> int:
    """Run the command in ``argv`` (``sys.argv`` if None) and return its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if _means_window(arguments):
        arguments.insert(0, "window")
    return guarded(lambda: _run(arguments, program))


def _run(arguments: list[str], program: str) -> int:
    if arguments[0] == "benchmark":
        raise DigitRecognizerError(
            "digits benchmark has left the program: run make benchmark in a checkout."
        )
    options = build_parser(program).parse_args(arguments)
    return int(options.run(options))


def guarded(command: Callable[[], int]) -> int:
    """Return the exit code of ``command``; a failure becomes one sentence on stderr."""
    _open_what_is_closed()
    _accept_any_text()
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _end)
    try:
        return _flushed(command)
    except DigitRecognizerError as error:
        print(f"digits: {printable(str(error))}", file=sys.stderr)
    except ModuleNotFoundError as error:
        sentence = _missing(error)
        if sentence is None:
            raise
        print(f"digits: {sentence}", file=sys.stderr)
    except KeyboardInterrupt:
        print("digits: stopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader of a pipe, such as head, has seen enough
        _discard_output()
        return 0
    except OSError as error:
        from digit_recognizer.files import reason

        if error.errno == errno.ENAMETOOLONG:  # asking whether there is such a file says so already
            print(
                f"digits: {printable(str(error.filename))} cannot be used: {reason(error)}.",
                file=sys.stderr,
            )
            return 2
        if not _is_of_output(error):
            raise
        _discard_output()
        sentence = f"the output cannot be written: {reason(error)}; write it elsewhere."
        print(f"digits: {sentence}", file=sys.stderr)
    return 2


def _end(number: int, frame: FrameType | None) -> None:
    """End the command as Ctrl-C does: what it has begun is tidied up."""
    raise SystemExit(ENDED)


def _means_window(arguments: list[str]) -> bool:
    """Whether no command is named: nothing, options of the window, or a file to open in it."""
    if not arguments:
        return True
    first = arguments[0]
    if first.startswith("-"):
        return first not in {"-h", "--help", "--version"}
    return first not in COMMANDS and Path(first).is_file()


def _accept_any_text() -> None:
    """Let names that the terminal's encoding lacks be printed with escapes instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _open_what_is_closed() -> None:
    """Have no file take the place of a stream that is closed; printing on stdout fails then.

    Python has None for such a stream, and would print sentences for stderr on stdout.
    """
    if os.name != "posix":  # Windows has programs without a terminal
        return
    for number, flags in enumerate((os.O_RDONLY, os.O_RDONLY, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, flags)  # which takes the lowest number that is free
    sys.stdout = sys.stdout or open(1, "w", closefd=False)  # noqa: SIM115 - it is never closed
    sys.stderr = sys.stderr or open(2, "w", closefd=False)  # noqa: SIM115


def _flushed(command: Callable[[], int]) -> int:
    """Return what ``command`` returns; what it printed is written by then."""
    try:
        code = command()
    except SystemExit:  # the help, the version or the usage has been printed
        _flush()
        raise
    _flush()
    return code


def _flush() -> None:
    if sys.stdout:  # there is none in a program without a terminal on Windows
        sys.stdout.flush()


def _is_of_output(error: OSError) -> bool:
    """Whether ``error`` came from writing stdout: what could not be written is still waiting."""
    try:
        _flush()
    except OSError:
        return True
    unbuffered = getattr(sys.stdout, "write_through", False)  # then nothing waits
    full = error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG}
    return unbuffered and full and error.filename is None


def _discard_output() -> None:
    """Lead stdout nowhere, so that Python does not fail at its end in writing what is left."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def build_parser(program: str) -> argparse.ArgumentParser:
    """Return the parser of all commands, under the name ``program``."""
    parser = argparse.ArgumentParser(
        prog="digits",
        description="Reads handwritten digits, numbers and sums. Without a command it opens the window.",
    )
    parser.add_argument(
        "--version", action="version", version=f"digits {__version__}", help="print the version"
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for command in COMMANDS.values():
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
        return f"this Python has no Tk, so no window can open: {INSTALL_TK}."
    if package in {"numpy", "PIL", "onnxruntime", "platformdirs", "rich", "sv_ttk"}:
        return f"{package} is not installed: {INSTALL}."
    return None
