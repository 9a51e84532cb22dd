"""``digits export``: a Keras .h5 model to the .onnx that the program runs."""

import argparse
import contextlib
from pathlib import Path

from digit_recognizer.cli import console
from digit_recognizer.errors import FileError


def add_parser(commands: console.Commands) -> argparse.ArgumentParser:
    """Add this command to the command line."""
    parser = commands.add_parser(
        "export",
        help="export a Keras .h5 model to .onnx (needs the training extra)",
        description="Writes MODEL.onnx for a Keras .h5 or .keras with 28x28 input and 10 outputs. The "
        "program does this by itself when it is given such a model.",
    )
    parser.add_argument("model", type=Path, metavar="MODEL", help="a Keras .h5 or .keras")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="default: beside MODEL")
    return parser


def run(options: argparse.Namespace) -> int:
    """Export and save; raises FileError if the output is the model itself."""
    from digit_recognizer.files import write_atomically

    target = options.output or options.model.with_suffix(".onnx")
    with contextlib.suppress(OSError):  # one of them is not there
        if target.samefile(options.model):
            raise FileError(f"{target} is the model itself: choose another --output.")
    with console.quiet_tensorflow():
        from digit_recognizer.training.export import export

        data = export(options.model)
    write_atomically(target, data)
    print(f"{target}: {len(data) / 1e6:.1f} MB")
    return 0
