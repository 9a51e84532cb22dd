"""Trains mnist.h5, symbols.h5 or strokes.h5, and writes the .onnx too. The same as ``digits train``."""

import sys

if sys.version_info < (3, 11):
    sys.exit("train_digit_recognizer.py needs Python 3.11 or newer: install it from python.org.")

from digit_recognizer.cli.main import main

if __name__ == "__main__":
    sys.exit(main(["train", *sys.argv[1:]], program="train_digit_recognizer.py"))
