"""``python -m digit_recognizer`` is the command ``digits``."""

import sys

from digit_recognizer.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
