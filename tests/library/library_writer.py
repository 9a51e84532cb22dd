"""Keeps drawings, one after the other, and says the number of each when it is kept.

Purpose: the program that tests of the library kill, or run beside others.
Usage: library_writer.py FILE COUNT SEED
"""

import sys

from digit_recognizer.ink import Ink
from digit_recognizer.library import Entry, Library


def main() -> None:
    path, count, seed = sys.argv[1:]
    with Library.open(path) as library:
        for i in range(int(count)):
            ink = Ink.from_xy([[(int(seed), i), (i, 7, 0.5)]])
            (number,) = library.add([Entry(ink, label="7", writer=f"w{seed}")])
            print(number, flush=True)


if __name__ == "__main__":
    main()
