"""Measures the shipped model on every test set in $DIGITS_DATA and puts the table into the README."""

import re
from pathlib import Path

from digit_recognizer.cli.main import main as digits

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    if digits(["evaluate", "--all", "-o", str(ROOT / "docs")]) != 0:
        raise SystemExit(2)
    table = (ROOT / "docs" / "accuracy.md").read_text(encoding="utf-8")
    readme = ROOT / "README.md"
    marked = re.compile(r"(<!-- accuracy -->\n).*?(<!-- /accuracy -->)", re.DOTALL)
    text = readme.read_text(encoding="utf-8")
    readme.write_text(marked.sub(lambda m: m[1] + table + m[2], text), encoding="utf-8")


if __name__ == "__main__":
    main()
