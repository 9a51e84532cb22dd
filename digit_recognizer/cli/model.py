"""``digits model``: what a model file is, and whether it reads digits.

Purpose: say of any model that the program opens what it is made of, how it wants its pictures, how many
of the bundled drawings it reads, and how fast.
Contract: the file is opened as ``--model`` opens it, with the same refusals. Exit code: 0 it reads
digits, 1 it does not, 2 it can't be opened.
Not here: accuracy on data sets (``evaluate``).
"""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digit_recognizer.cli import console
from digit_recognizer.words import printable

if TYPE_CHECKING:
    from digit_recognizer.classifier import Classifier

TIMED_RUNS, TIMED_SECONDS = 20, 0.5  # at most


def add_parser(commands: console.Commands) -> argparse.ArgumentParser:
    """Add this command to the command line."""
    parser = commands.add_parser(
        "model",
        help="say what a model file is, and whether it reads digits",
        description="Opens a Keras .h5 or .keras, or an .onnx, as --model does, and prints its layers, "
        "how it wants its pictures (range and polarity, found out with the bundled drawings), how many "
        "of these drawings it reads, and its speed. Exit code: 0 it reads most of them, 1 it does not, "
        "2 it cannot be opened.",
    )
    parser.add_argument("model", type=Path, metavar="FILE", help="a model of digits")
    console.add_json_option(parser)
    return parser


def run(options: argparse.Namespace) -> int:
    """Print what is found out; raises FileError for what is no model."""
    from digit_recognizer.classifier import Classifier

    classifier = Classifier.open(options.model)
    found = described(classifier)
    if options.json:
        console.print_json({"file": str(options.model), **found})
    else:
        for name, value in _lines(found):
            print(f"{name:<11}{printable(value)}")
    return 0 if found["reads_digits"] else 1


def described(classifier: "Classifier") -> dict[str, Any]:
    """Return what is known of a network, as JSON values."""
    import time

    from digit_recognizer.classifier import MIN_SHARE_READ, reference_digits

    bundle = classifier.bundle
    glyphs, digits = reference_digits()
    columns = [bundle.alphabet.column(str(digit)) for digit in digits]
    read = int((classifier.log_probs(glyphs).argmax(axis=1) == columns).sum())
    runs, taken, began = 0, 0.0, time.perf_counter()
    while runs < TIMED_RUNS and taken < TIMED_SECONDS:
        classifier.run(glyphs[:1])
        runs, taken = runs + 1, time.perf_counter() - began
    return {
        "layers": dict(classifier.operators),
        "bytes": classifier.size,
        "input": bundle.provenance.get("scaling") or "0 to 1, ink bright",
        "symbols": str(bundle.alphabet),
        "own_process": classifier.is_foreign,
        "drawings": len(digits),
        "drawings_read": read,
        "reads_digits": read >= MIN_SHARE_READ * len(digits),
        "milliseconds": round(1000 * taken / runs, 3),
    }


def _lines(found: dict[str, Any]) -> list[tuple[str, str]]:
    layers = ", ".join(f"{count} {name}" for name, count in found["layers"].items())
    where = "in a process of its own" if found["own_process"] else "as it came with this program"
    reads = f"{found['drawings_read']} of {found['drawings']} bundled drawings"
    if not found["reads_digits"]:
        reads += ": it reads no digits, or wants its pictures otherwise"
    return [
        ("layers", layers),
        ("size", f"{found['bytes'] / 1e6:.1f} MB"),
        ("pictures", f"28x28, {found['input']}"),
        ("symbols", found["symbols"]),
        ("reads", reads),
        ("time", f"{found['milliseconds']:.2f} ms for a drawing, {where}"),
    ]
