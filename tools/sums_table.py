"""Measures how the shipped models read sums, in $DIGITS_DATA, and puts the table into the README.

Writes docs/sums.json; with a folder as its argument also pictures of all that was misread there.
"""

import contextlib
import io
import json
import re
import sys
from pathlib import Path
from typing import Any

from benchmarks.accuracy.sums_table import sums_table
from digit_recognizer.cli.main import main as digits
from digit_recognizer.datasets.catalogue import data_folder
from digit_recognizer.reader import Reader

ROOT = Path(__file__).resolve().parents[1]
SETS = ("numbers_dev", "arithmetic_dev")
COUNT = 500  # of each composed set
KEPT = ("name", "n", "exact", "structure", "value", "among_first_3", "intervals_95", "doubtful",
        "sure_exact", "symbols", "by_kind")  # fmt: skip


def main() -> None:
    errors = ["--errors", sys.argv[1]] if len(sys.argv) > 1 else []
    found = []
    for name in SETS:
        path = data_folder(None) / "expressions" / f"{name}.jsonl.gz"
        found.append({**printed([str(path), *errors]), "name": name})
    composed = printed(["--composed", "all", "--count", str(COUNT), *errors])
    found += [{**one, "name": one["path"]} for one in composed["sets"]]
    symbols = Reader.load().symbols
    assert symbols is not None
    values = {
        **{key: composed[key] for key in ("model", "model_sha256", "strokes_model_sha256", "date")},
        "trained": symbols.bundle.provenance["date"],
        "data": symbols.bundle.provenance["data"],
        "sets": [{key: one[key] for key in KEPT} for one in found],
    }
    text = json.dumps(values, indent=1, ensure_ascii=False) + "\n"
    (ROOT / "docs" / "sums.json").write_text(text, encoding="utf-8")
    readme = ROOT / "README.md"
    marked = re.compile(r"(<!-- sums -->\n).*?(<!-- /sums -->)", re.DOTALL)
    table = sums_table(values)
    readme.write_text(
        marked.sub(lambda m: m[1] + table + m[2], readme.read_text(encoding="utf-8")),
        encoding="utf-8",
    )


def printed(options: list[str]) -> dict[str, Any]:
    """Return what ``digits evaluate --json`` prints with ``options``."""
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        if digits(["evaluate", "--json", *options]) != 0:
            raise SystemExit(2)
    values: dict[str, Any] = json.loads(output.getvalue())
    return values


if __name__ == "__main__":
    main()
