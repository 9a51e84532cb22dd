"""``digits evaluate`` for written expressions: readings, values, symbols, a gallery of failures."""

import argparse
import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digit_recognizer.cli.console import positive, print_json, print_rows, progress, warn
from digit_recognizer.cli.evaluate.printing import (
    doubtful_text,
    interval_text,
    print_figures,
    time_text,
)
from digit_recognizer.words import share_percent

if TYPE_CHECKING:
    from digit_recognizer.datasets.expression_sample import ExpressionSample
    from digit_recognizer.reader import Reader

SCORE_NAMES = {
    "exact": "exact",
    "structure": "structure",
    "value": "value or verdict",
    "among_first_3": "among the first 3",
}
"""JSON keys of the scores, with their names on the terminal."""

_Set = tuple[str, "list[ExpressionSample]", list[int], "str | None"]
"""Name, samples, their places in the file, what was left out."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options for expressions."""
    parser.add_argument(
        "--symbols", type=Path, metavar="FILE",
        help="with expressions: the .h5 or .onnx that reads symbols (default: the shipped symbols.h5)",
    )  # fmt: skip
    parser.add_argument(
        "--strokes", type=Path, metavar="FILE",
        help="with expressions: the .h5 or .onnx that reads pen strokes (default: the shipped "
        "strokes.h5)",
    )  # fmt: skip
    parser.add_argument(
        "--composed", metavar="NAME",
        help="read expressions composed from single symbols of the test writers under PATH or "
        "$DIGITS_DATA: numbers, numbers-wide, numbers-tight, numbers-touching, decimal, linear, "
        "fraction, power, radical, lines, or all",
    )  # fmt: skip
    parser.add_argument(
        "--count", type=positive, default=1000, metavar="N",
        help="with --composed: how many expressions of each set (default: 1000)",
    )  # fmt: skip


def is_asked(options: argparse.Namespace) -> bool:
    """Return whether ``options`` are about expressions."""
    from digit_recognizer.datasets.expression_set import holds_expressions

    if options.composed is not None:
        return True
    return options.path is not None and holds_expressions(options.path)


def run(options: argparse.Namespace) -> int:
    """Measure and print."""
    from digit_recognizer.errors import FileError
    from digit_recognizer.evaluation.expressions.error_gallery import error_gallery
    from digit_recognizer.evaluation.expressions.scoring import figures, read_all
    from digit_recognizer.files import make_folder, write_atomically

    if options.placements:
        raise FileError("--placements is for single symbols, not for expressions: leave it out.")
    sets = _composed(options) if options.composed else [_from_file(options.path)]
    reader, about = _reader(options)
    if options.errors:
        make_folder(options.errors, "choose another folder")
    found: list[dict[str, Any]] = []
    for name, samples, numbers, faults in sets:
        if faults:
            warn(faults)
        outcomes = read_all(reader, samples, numbers, progress)
        values = figures(outcomes)
        found.append({"path": name, **about, "faults": faults, **values})
        if options.errors:
            stem = Path(name).name.split(".")[0]
            for page, picture in enumerate(error_gallery(stem, outcomes), start=1):
                end = "" if page == 1 else f"-{page}"
                write_atomically(options.errors / f"{stem}{end}.png", picture)
        if not options.json:
            _print(values, f"{name}, {about['model']}")
    if options.json:
        print_json(found[0] if len(found) == 1 else {**about, "sets": found})
    return 0


def _reader(options: argparse.Namespace) -> "tuple[Reader, dict[str, Any]]":
    """Return the reader and what the results say about it; raises ModelError without symbols.h5."""
    from digit_recognizer.errors import ModelError
    from digit_recognizer.reader import Reader
    from digit_recognizer.resources import default_symbols

    reader = Reader.load(options.model, options.symbols, options.strokes)
    if reader.symbols is None:
        raise ModelError(
            f"{default_symbols()} does not exist, and numbers and sums are read with it: train it "
            "with digits train --alphabet arithmetic, or name another with --symbols."
        )
    return reader, {
        "model": reader.symbols.name,
        "model_sha256": reader.symbols.bundle.source_sha256,
        "digits_model": reader.model_name,
        "digits_model_sha256": reader.bundle.source_sha256,
        "parameters": reader.parameters(),
        "strokes_model_sha256": reader.strokes and reader.strokes.bundle.source_sha256,
        "date": datetime.date.today().isoformat(),
    }


def _from_file(path: Path) -> _Set:
    from digit_recognizer.datasets.expression_set import read_expression_set

    found = read_expression_set(path)
    return str(path), found.samples, found.lines, found.skipped.sentence()


def _composed(options: argparse.Namespace) -> list[_Set]:
    from digit_recognizer.datasets.catalogue import data_folder
    from digit_recognizer.errors import FileError
    from digit_recognizer.synthesis.sets import COMPOSED_SETS, composed_set, unseen_writers

    asked = options.composed
    names = [name for name in COMPOSED_SETS if asked in (name, "all", name.partition("-")[0])]
    if not names:
        raise FileError(
            f"{asked} is no composed set: choose numbers, all or one of {', '.join(COMPOSED_SETS)}."
        )
    writers = unseen_writers(data_folder(options.path))
    numbers = list(range(1, options.count + 1))
    return [(name, composed_set(name, writers, options.count), numbers, None) for name in names]


def _print(values: dict[str, Any], title: str) -> None:
    lines = {
        words: interval_text(values[name], values["intervals_95"][name])
        for name, words in SCORE_NAMES.items()
    }
    lines["doubtful"] = doubtful_text(values["doubtful"], "exact among", values["sure_exact"])
    if symbols := values["symbols"]:
        segmented, classified, right = (
            share_percent(symbols[key]) for key in ("segmented", "classified", "right")
        )
        lines["symbols"] = (
            f"{segmented} segmented, of those {classified} classified; both {right} "
            f"of {symbols['n']:,}"
        )
    print_figures(title, values["n"], {**lines, "time": time_text(values)})
    parts = [*values["by_kind"].items()]
    parts += [(f"{length} symbols", part) for length, part in values["by_length"].items()]
    rows = [
        (name, f"{part['n']:,}", *(share_percent(part[key]) for key in SCORE_NAMES))
        for name, part in parts
    ]
    print_rows(("part", "n", "exact", "structure", "value", "first 3"), rows, framed=True)
