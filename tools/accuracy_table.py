"""Measures the shipped model on every test set in $DIGITS_DATA and puts the table into the README.

Writes docs/accuracy.md, .json and .png; with a folder as its argument also a picture of all errors of
each set there. Takes about a minute.
"""

import json
import re
import sys
from pathlib import Path

from benchmarks.accuracy.tables import summary
from digit_recognizer.cli.main import main as digits

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    errors = ["--errors", sys.argv[1]] if len(sys.argv) > 1 else []
    if digits(["evaluate", "--all", "-o", str(ROOT / "docs"), *errors]) != 0:
        raise SystemExit(2)
    table = summary(json.loads((ROOT / "docs" / "accuracy.json").read_text(encoding="utf-8")))
    readme = ROOT / "README.md"
    marked = re.compile(r"(<!-- accuracy -->\n).*?(<!-- /accuracy -->)", re.DOTALL)
    text = readme.read_text(encoding="utf-8")
    readme.write_text(marked.sub(lambda m: m[1] + table + m[2], text), encoding="utf-8")


if __name__ == "__main__":
    main()
