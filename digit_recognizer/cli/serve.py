"""``digits serve``: the reader for browsers."""

import argparse
import sys
from importlib.util import find_spec
from pathlib import Path

from digit_recognizer.cli import console
from digit_recognizer.errors import DigitRecognizerError, MissingDependencyError
from digit_recognizer.words import printable

SERVE_PACKAGES = ("starlette", "uvicorn", "websockets", "segno")
DEFAULT_PORT = 8765


def add_parser(commands: console.Commands) -> argparse.ArgumentParser:
    """Add this command to the command line."""
    parser = commands.add_parser(
        "serve",
        help="serve a page on which tablets, phones and boards write",
        description="Serves a page that reads what is written on it, and opens it in the browser. Only "
        "this machine reaches it, unless --lan lets the network in. Nothing is stored without "
        "--collect.",
    )
    add = parser.add_argument
    add("--lan", action="store_true", help="let other devices on the network in, and print how")
    add("--port", type=_port, default=DEFAULT_PORT, metavar="N",
        help=f"the port; 0: any that is free; default: {DEFAULT_PORT}")  # fmt: skip
    add("--host-name", action="append", default=[], metavar="NAME",
        help="a name by which this machine is reached; may be given again")  # fmt: skip
    add("--certfile", type=Path, metavar="FILE", help="a certificate in PEM: serve https")
    add("--keyfile", type=Path, metavar="FILE", help="the certificate's private key in PEM")
    add("--class", action="store_true", dest="is_class",
        help="serve a class: pupils join by name, the teacher's page shows all boards")  # fmt: skip
    add("--collect", type=Path, metavar="FILE",
        help="save what solves a task of the class, with the pupil's name, in the library FILE; every "
        "board says so")  # fmt: skip
    add("--new-key", action="store_true", help="make new keys: addresses given before end")
    add("--no-browser", action="store_true", help="do not open the page in the browser")
    console.add_model_option(parser)
    return parser


def run(options: argparse.Namespace) -> int:
    """Serve until Ctrl-C; raises DigitRecognizerError where that can't be."""
    missing = [name for name in SERVE_PACKAGES if find_spec(name) is None]
    if missing:
        raise MissingDependencyError(
            f"digits serve needs {missing[0]}, which is not installed: run pip install '.[serve]' in "
            "the program's folder."
        )
    if options.keyfile and not options.certfile:
        raise DigitRecognizerError("--keyfile belongs to a certificate: give --certfile, too.")
    for file in filter(None, (options.certfile, options.keyfile)):
        if not file.is_file():
            raise DigitRecognizerError(f"{file} does not exist: check the name.")
    if options.collect and not options.is_class:
        raise DigitRecognizerError("--collect saves what a class solves: give --class, too.")
    from digit_recognizer.web.keys import kept_keys
    from digit_recognizer.web.running import ServeOptions, serve

    serve(
        ServeOptions(
            kept_keys(renew=options.new_key), options.port, options.lan, tuple(options.host_name),
            options.certfile, options.keyfile, options.model, options.is_class, options.collect,
            not options.no_browser,
        ),
        _say,
    )  # fmt: skip
    return 0


def _say(sentence: str) -> None:
    """Print a sentence, or the lines of a QR code."""
    print(printable(sentence, keep="\n\x1b"), file=sys.stderr, flush=True)


def _port(text: str) -> int:
    try:
        port = int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"invalid whole number: {text!r}") from None
    if not 0 <= port < 2**16:
        raise argparse.ArgumentTypeError("0 to 65535")
    return port
