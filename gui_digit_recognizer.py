"""Opens the window: draw a digit and read it while you draw. The same as ``digits window``."""

import sys

if sys.version_info < (3, 11):
    sys.exit("gui_digit_recognizer.py needs Python 3.11 or newer: install it from python.org.")

from digit_recognizer.cli.main import main

if __name__ == "__main__":
    sys.exit(main(["window", *sys.argv[1:]], program="gui_digit_recognizer.py"))
