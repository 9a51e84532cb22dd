"""``digits evaluate`` for written expressions: readings, values, symbols, a gallery of failures."""

import argparse
import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digit_recognizer.cli import console
from digit_recognizer.words import share_percent

if TYPE_CHECKING:
    from digit_recognizer.datasets.expression_set import ExpressionSample
    from digit_recognizer.reader import Reader

SCORE_NAMES = {
    "exact": "exact",
    "structure": "structure",
    "value": "value or verdict",
    "among_first_3": "among the first 3",
}
"""JSON keys of the scores, with their names on the terminal."""


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


def run(options: argparse.Namespace) -> int:
    """Measure and print; raises FileError for --placements."""
    from digit_recognizer.datasets.expression_set import read_expression_set
    from digit_recognizer.errors import FileError

    if options.placements:
        raise FileError("--placements is for single symbols, not for expressions: leave it out.")
    found = read_expression_set(options.path)
    reader, about = reader_of(options)
    values = measured(
        options, reader, about, name=str(options.path), samples=found.samples,
        numbers=found.lines, faults=found.skipped.sentence(),
    )  # fmt: skip
    if options.json:
        console.print_json(values)
    return 0


def measured(
    options: argparse.Namespace,
    reader: "Reader",
    about: dict[str, Any],
    *,
    name: str,
    samples: "Sequence[ExpressionSample]",
    numbers: Sequence[int],
    faults: str | None = None,
) -> dict[str, Any]:
    """Return as JSON values how ``reader`` reads the set ``name``; print them unless JSON is asked for.

    ``about``: what the results say of the reader. ``numbers``: the samples' places in the set.
    ``faults``: what was left out of it. With ``--errors`` also writes pictures of all the errors.
    """
    from digit_recognizer.evaluation.expressions.scoring import error_gallery, figures, outcome
    from digit_recognizer.files import make_folder, write_atomically

    if options.errors:
        make_folder(options.errors, "choose another folder")
    if faults:
        console.warn(faults)
    shown = zip(console.progress(samples, len(samples), "reading"), numbers, strict=True)
    outcomes = [outcome(reader, written, number) for written, number in shown]
    values = figures(outcomes)
    if options.errors:
        stem = Path(name).name.split(".")[0]
        for page, picture in enumerate(error_gallery(stem, outcomes), start=1):
            end = "" if page == 1 else f"-{page}"
            write_atomically(options.errors / f"{stem}{end}.png", picture)
    if not options.json:
        _print(values, f"{name}, {about['model']}")
    return {"path": name, **about, "faults": faults, **values}


def reader_of(options: argparse.Namespace) -> "tuple[Reader, dict[str, Any]]":
    """Return the reader and what the results say about it; raises ModelError without symbols.h5."""
    from digit_recognizer.errors import ModelError
    from digit_recognizer.resources import default_symbols

    reader = console.loaded_reader(options.model, options.symbols, options.strokes)
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


def _print(values: dict[str, Any], title: str) -> None:
    lines = {
        words: console.interval_text(values[name], values["intervals_95"][name])
        for name, words in SCORE_NAMES.items()
    }
    lines["doubtful"] = console.doubtful_text(
        values["doubtful"], "exact among", values["sure_exact"]
    )
    if symbols := values["symbols"]:
        segmented, classified, right = (
            share_percent(symbols[key]) for key in ("segmented", "classified", "right")
        )
        lines["symbols"] = (
            f"{segmented} segmented, of those {classified} classified; both {right} "
            f"of {symbols['n']:,}"
        )
    console.print_figures(title, values["n"], {**lines, "time": console.time_text(values)})
    parts = [*values["by_kind"].items()]
    parts += [(f"{length} symbols", part) for length, part in values["by_length"].items()]
    rows = [
        (name, f"{part['n']:,}", *(share_percent(part[key]) for key in SCORE_NAMES))
        for name, part in parts
    ]
    console.print_rows(("part", "n", "exact", "structure", "value", "first 3"), rows, framed=True)
