"""Measures the shipped symbols.h5, strokes.h5 beside it, on the test sets; writes docs/symbols.md."""

import contextlib
import io
import json
import math
from pathlib import Path
from typing import Any

from digit_recognizer.classifier import EXTENT_FLOOR, Bundle, Classifier
from digit_recognizer.cli.main import main as digits
from digit_recognizer.datasets.catalogue import data_folder
from digit_recognizer.resources import default_symbols

ROOT = Path(__file__).resolve().parents[1]
DIGIT_SETS = {
    "MNIST test": "mnist",
    "pendigits test": "ink/pendigits_test.jsonl.gz",
    "bhmsds test (digits and + - × · /)": "images/bhmsds_test.npz",
    "optdigits test": "images/optdigits_test.npz",
    "semeion test": "images/semeion_test.npz",
    "USPS test": "images/usps_test.npz",
}


def main() -> None:
    bundle = Classifier.open(default_symbols()).bundle
    signs = measured(data_folder(None) / "ink" / "unipen_test.jsonl.gz")
    others = {name: measured(data_folder(None) / path) for name, path in DIGIT_SETS.items()}
    text = page(bundle, signs, others)
    (ROOT / "docs" / "symbols.md").write_text(text, encoding="utf-8")


HEAD = """\
# The symbols of arithmetic, one by one

Made by `tools/symbols_table.py` with `symbols.h5` of {date} (seed {seed}) and `strokes.h5`, on
{measured}. Test writers were never trained on; their drawings were only measured. What is measured here
is one drawing at a time, known to be some symbol; in a line, place and neighbours have their say too
([measuring-sums.md](measuring-sums.md)).

| test set | n | glyph alone | with size and strokes |
|---|---:|---:|---:|
"""
BETWEEN = """
A glyph fills its frame, so a point, a dash and a 1 can be one picture; size tells them apart. Of
{unknown} of UNIPEN's drawings nobody can know the size: its unit is the median height of a writer's
characters, and where a session held one kind of sign only, that became its own unit. `.` and
`·` count as one here: they differ in their place, which a single drawing has none of. *With size and
strokes* is with the say of the network for strokes, too.

| | n | glyph alone | with size and strokes | height | width | share of an epoch |
|---|---:|---:|---:|---:|---:|---:|
"""
FOOT = """
Heights and widths are those of the training writers, in heights of the writer's digits: the median, and
in brackets what two thirds keep to. They travel in the bundle as `extents`: mean and standard deviation
of log(height + {floor}) and of log(width + {floor}). `∅` is what is no symbol: groups of strokes in
composed lines.
"""


def page(bundle: Bundle, signs: dict[str, Any], others: dict[str, dict[str, Any]]) -> str:
    """Return docs/symbols.md."""
    provenance = bundle.provenance
    known, n = signs["size_known"], signs["n"]
    rows = [
        ("**UNIPEN test, digits and signs**", f"{n:,}", share(signs["accuracy"]),
         f"**{share(signs['accuracy_with_size'])}**"),
        ("the same, `1 / (` counted as one, and `. ,`", f"{n:,}", "", share(signs["look_alikes"])),
        ("those whose size is known", f"{known:,}", "", f"**{share(signs['accuracy_size_known'])}**"),
    ]  # fmt: skip
    rows += [(name, f"{one['n']:,}", share(one["accuracy"]), "") for name, one in others.items()]
    seed, date = provenance["recipe"]["seed"], provenance["date"]
    return "".join(
        (
            HEAD.format(date=date, seed=seed, measured=signs["date"]),
            *map(row, rows),
            BETWEEN.format(unknown=n - known),
            *(row(cells(symbol, bundle, signs)) for symbol in bundle.alphabet),
            FOOT.format(floor=EXTENT_FLOOR),
        )
    )


def cells(symbol: str, bundle: Bundle, signs: dict[str, Any]) -> tuple[str, ...]:
    """Return the row of ``symbol``."""
    one, size = signs["classes"][symbol], bundle.extents.get(symbol)
    figures = ("", "", "")
    if one["n"]:
        by_size = signs["classes_with_size"][symbol]
        figures = (f"{one['n']}", share(one["recall"]), share(by_size))
    extents = (span(*size[:2]), span(*size[2:])) if size else ("", "")
    return f"`{symbol}`", *figures, *extents, share(bundle.provenance["shares"][symbol])


def row(texts: tuple[str, ...]) -> str:
    return f"| {' | '.join(texts)} |\n"


def span(mean: float, spread: float) -> str:
    """Return the median of a size, and where it is within one standard deviation of its log."""
    low, middle, high = (
        max(0.0, math.exp(mean + sign * spread) - EXTENT_FLOOR) for sign in (-1, 0, 1)
    )
    return f"{middle:.2f} ({low:.2f}–{high:.2f})"


def share(value: float) -> str:
    return f"{100 * value:.2f} %"


def measured(path: Path) -> dict[str, Any]:
    """Return what ``digits evaluate --json`` prints of the set at ``path``."""
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        if digits(["evaluate", "--json", "--model", str(default_symbols()), str(path)]) != 0:
            raise SystemExit(2)
    values: dict[str, Any] = json.loads(output.getvalue())
    return values


if __name__ == "__main__":
    main()
