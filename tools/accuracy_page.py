"""Makes docs/accuracy.md and docs/pictures/accuracy.png from docs/accuracy.json and docs/sums.json.

Run it: PYTHONPATH=. python tools/accuracy_page.py [--measure] [--errors DIR]. With --measure the shipped
models are measured first on every set in $DIGITS_DATA, which writes the two JSON files and takes some
minutes. --errors: pictures of all that is misread go there.
"""

import argparse
import json
from pathlib import Path
from typing import Any

from evaluated import DOCS, evaluated, printed

from benchmarks.__main__ import main as benchmarks
from benchmarks.accuracy.report_picture import overview
from benchmarks.accuracy.tables import page
from digit_recognizer.datasets.catalogue import data_folder
from digit_recognizer.reader import Reader

EXPRESSION_SETS = ("numbers_dev", "arithmetic_dev")
COMPOSED_COUNT = 500  # of each composed set
MODEL_KEYS = ("model", "model_sha256", "strokes_model_sha256", "parameters", "date")
SET_KEYS = ("name", "n", "exact", "structure", "value", "among_first_3", "intervals_95", "doubtful",
            "sure_exact", "symbols", "by_kind")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--measure", action="store_true", help="measure the shipped models first")
    parser.add_argument(
        "--errors", type=Path, metavar="DIR", help="with --measure: what is misread"
    )
    options = parser.parse_args()
    if options.measure:
        errors = ["--errors", str(options.errors)] if options.errors else []
        if benchmarks(["accuracy", "-o", str(DOCS), *errors]) != 0:
            raise SystemExit(2)
        text = json.dumps(measured_sums(errors), indent=1, ensure_ascii=False) + "\n"
        (DOCS / "sums.json").write_text(text, encoding="utf-8")
    (DOCS / "accuracy.md").write_text(documented_page(), encoding="utf-8")
    (DOCS / "pictures" / "accuracy.png").write_bytes(overview(figures("accuracy")))


def documented_page() -> str:
    """Return docs/accuracy.md as its two JSON files have it."""
    return page(figures("accuracy"), "pictures/accuracy.png", figures("sums"))


def figures(name: str) -> dict[str, Any]:
    """Return what the JSON file ``name`` in docs/ holds."""
    values: dict[str, Any] = json.loads((DOCS / f"{name}.json").read_text(encoding="utf-8"))
    return values


def measured_sums(errors: list[str]) -> dict[str, Any]:
    """Return what docs/sums.json holds, measured now; ``errors``: options of ``digits evaluate``."""
    found = []
    for name in EXPRESSION_SETS:
        path = data_folder(None) / "expressions" / f"{name}.jsonl.gz"
        found.append({**evaluated(path, *errors), "name": name})
    composed = printed(benchmarks, "composed", "all", "--json", "--count", COMPOSED_COUNT, *errors)
    found += [{**one, "name": one["path"]} for one in composed["sets"]]
    symbols = Reader.load().symbols
    assert symbols is not None
    return {
        **{key: composed[key] for key in MODEL_KEYS if key in composed},
        "trained": symbols.bundle.provenance["date"],
        "data": symbols.bundle.provenance["data"],
        "sets": [{key: one[key] for key in SET_KEYS} for one in found],
    }


if __name__ == "__main__":
    main()
