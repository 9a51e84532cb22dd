"""``digits evaluate``: accuracy on labelled data."""

import argparse
import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from digit_recognizer.cli.console import (
    add_json_option,
    add_model_option,
    print_json,
    progress,
    terminal,
    warn,
)
from digit_recognizer.cli.evaluate import expressions, pictures
from digit_recognizer.errors import FileError
from digit_recognizer.words import share_percent

if TYPE_CHECKING:
    from digit_recognizer.evaluation.digits.accuracy import Placement
    from digit_recognizer.evaluation.digits.samples import Samples
    from digit_recognizer.metrics import Figures


def add_parser(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> argparse.ArgumentParser:
    """Add this command to the command line."""
    parser = commands.add_parser(
        "evaluate",
        help="measure accuracy on labelled data",
        description="Prints accuracy, per-class figures, the worst confusions and the calibration "
        "error on a folder of MNIST IDX files (its test split), ink (.jsonl, .jsonl.gz) or images "
        "(.npz). Labels that the alphabet lacks are left out and counted. Of written expressions "
        "(.jsonl with labels of several signs) it prints how many were read exactly, in structure "
        "and in value, and how well symbols were told apart. A folder of pictures with labels.csv "
        "(file,label), or a .zip of one, is read picture by picture. Exit code: 0 all measured, 1 "
        "something of it could not be, 2 nothing could.",
    )
    parser.add_argument(
        "path", nargs="?", type=Path, metavar="PATH", help="folder, .zip, .jsonl[.gz] or .npz"
    )
    parser.add_argument(
        "--errors", type=Path, metavar="DIR",
        help="with expressions or labels.csv: also write pictures of all the errors there",
    )  # fmt: skip
    expressions.add_options(parser)
    pictures.add_options(parser)
    parser.add_argument(
        "--placements",
        action="store_true",
        help="also draw the ink at 5 sizes x 5 places x 4 pen widths and compare",
    )
    add_model_option(parser)
    add_json_option(parser)
    return parser


def run(options: argparse.Namespace) -> int:
    """Measure and print."""
    from digit_recognizer.classifier import Classifier
    from digit_recognizer.evaluation.digits.accuracy import evaluate, evaluate_placements, spread
    from digit_recognizer.evaluation.digits.samples import load_samples
    from digit_recognizer.evaluation.digits.single_symbols import by_size
    from digit_recognizer.reader import Reader
    from digit_recognizer.resources import default_model

    if expressions.is_asked(options):
        return expressions.run(options)
    if pictures.is_asked(options):
        return pictures.run(options)
    _refuse_unused(options)
    reader = Reader.load(options.model)
    if options.path is None:
        raise FileError("Nothing to evaluate: give a PATH.")
    samples = load_samples(options.path, reader.bundle.alphabet)
    if options.placements and not samples.inks:
        raise FileError(
            f"{options.path} holds no ink: --placements needs a .jsonl or .jsonl.gz file."
        )
    _say_what_is_left_out(samples)
    figures = evaluate(reader, samples)
    sized = {}
    if reader.bundle.extents and samples.inks:
        which_digit = Classifier.open(default_model())
        found = by_size(reader.classifier, samples, which_digit, reader.strokes)
        sized = found.figures(reader.bundle.alphabet)
    results = evaluate_placements(reader, samples, progress) if options.placements else []
    if options.json:
        extra = {f"spread_{route}": spread(results, route) for route in ("ink", "image") if results}
        print_json(
            {
                "path": str(options.path),
                "model": reader.model_name,
                "model_sha256": reader.bundle.source_sha256,
                "date": datetime.date.today().isoformat(),
                "left_out": samples.left_out.total(),
                "empty": samples.empty,
                "faults": samples.faults,
                **figures.as_dict(),
                **sized,
                **extra,
            }
        )
    else:
        _print(figures, f"{options.path}, {reader.model_name}", results)
        if sized:
            print(
                f"as in a line, with size and strokes: {100 * sized['accuracy_with_size']:.2f} % "
                f"(size known of {sized['size_known']:,})"
            )
    return 0


def _say_what_is_left_out(samples: "Samples") -> None:
    if samples.left_out:
        shown = ", ".join(f"{label or 'none'} {n}" for label, n in samples.left_out.most_common(12))
        more = ", ..." if len(samples.left_out) > 12 else ""
        warn(f"left out {samples.left_out.total():,} samples with other labels ({shown}{more}).")
    if samples.faults:
        warn(samples.faults)
    elif samples.empty:
        warn(f"left out {samples.empty:,} samples without ink.")


def _refuse_unused(options: argparse.Namespace) -> None:
    """Raise FileError for what is of no use where single symbols are measured."""
    for name in ("symbols", "strokes"):
        if getattr(options, name) is not None:
            raise FileError(
                f"--{name} is used with expressions only: leave it out, or use --model."
            )
    if options.errors is not None:
        raise FileError("--errors is used with expressions and labels.csv only: leave it out.")


def _print(figures: "Figures", title: str, results: "list[Placement]") -> None:
    from rich.markup import escape
    from rich.table import Table

    from digit_recognizer.evaluation.digits.accuracy import spread

    console = terminal()
    low, high = figures.interval
    console.print(f"[bold]{escape(title)}[/bold], n = {figures.n:,}")
    console.print(
        f"accuracy           {share_percent(figures.accuracy)}  "
        f"(95 %: {share_percent(low)} to {share_percent(high)})"
    )
    console.print(f"calibration error  {share_percent(figures.calibration_error)}  (ECE, 15 bins)")
    console.print(
        f"doubtful           {share_percent(figures.doubtful)}  "
        f"(accuracy of the others {share_percent(figures.sure_accuracy)})"
    )
    console.print(
        f"confident errors   {share_percent(figures.confident_errors)}  "
        "(share of the errors made above 90 %)"
    )
    table = Table("symbol", "n", "found", "right when read")
    for c in figures.classes:
        table.add_row(c.symbol, f"{c.n:,}", share_percent(c.recall), share_percent(c.precision))
    console.print(table)
    worst = figures.confusions[:8]
    if worst:
        pairs = ", ".join(f"{true} as {read} {count}x" for true, read, count in worst)
        console.print(f"worst confusions: {pairs}")
    if results:
        table = Table("drawn as", "size px", "pen px", "n", "lowest", "highest")
        kinds = sorted({(r.route, r.size, r.pen) for r in results})
        for route, size, pen in kinds:
            values = [r for r in results if (r.route, r.size, r.pen) == (route, size, pen)]
            accuracies = [r.accuracy for r in values]
            table.add_row(
                route,
                f"{size:.0f}",
                str(pen),
                f"{values[0].n:,}",
                share_percent(min(accuracies)),
                share_percent(max(accuracies)),
            )
        console.print(table)
        for route in ("ink", "image"):
            console.print(f"spread of accuracy, {route}: {100 * spread(results, route):.2f} points")
