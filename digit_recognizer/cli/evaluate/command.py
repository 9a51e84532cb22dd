"""``digits evaluate``: accuracy on labelled data."""

import argparse
import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from digit_recognizer.cli import console
from digit_recognizer.cli.evaluate import expressions, pictures
from digit_recognizer.errors import DigitRecognizerError, FileError
from digit_recognizer.words import share_percent

if TYPE_CHECKING:
    from digit_recognizer.evaluation.digits.accuracy import Placement
    from digit_recognizer.evaluation.digits.samples import Samples
    from digit_recognizer.metrics import Figures


def add_parser(commands: console.Commands) -> argparse.ArgumentParser:
    """Add this command to the command line."""
    parser = commands.add_parser(
        "evaluate",
        help="measure accuracy on labelled data",
        description="Prints accuracy, figures for each class, the worst confusions and the calibration "
        "error. PATH is a folder of MNIST IDX files (its test split is read), ink (.jsonl, .jsonl.gz) "
        "or images (.npz). Labels that the alphabet lacks are left out and counted. For written "
        "expressions (.jsonl with labels of several signs) it prints how many were read right: exactly, "
        "in structure, in value, symbol by symbol. A folder of pictures with labels.csv (file,label), "
        "or a .zip of one, is read picture by picture. Exit code: 0 all measured, 1 some of it could "
        "not be, 2 nothing could.",
    )
    add = parser.add_argument
    add("path", nargs="?", type=Path, metavar="PATH", help="a folder, .zip, .jsonl[.gz] or .npz")
    add(
        "--errors", type=Path, metavar="DIR",
        help="with expressions or labels.csv: also write pictures of all the errors there",
    )  # fmt: skip
    expressions.add_options(parser)
    pictures.add_options(parser)
    add(
        "--placements", action="store_true",
        help="also draw the ink at 5 sizes x 5 places x 4 pen widths and compare",
    )  # fmt: skip
    console.add_model_option(parser)
    console.add_json_option(parser)
    for name, benchmark in (
        ("--all", "accuracy"), ("--composed", "composed"), ("--corrupted", "corrupted"),
    ):  # fmt: skip
        add(name, action=_MovedOption, nargs="?", const=benchmark, help=argparse.SUPPRESS)
    return parser


class _MovedOption(argparse.Action):
    """An option that is a benchmark now, ``const``."""

    def __call__(self, *_: object) -> None:
        """Raise DigitRecognizerError, which names the benchmark."""
        raise DigitRecognizerError(
            f"digits evaluate {self.option_strings[0]} has left the program: run python -m benchmarks "
            f"{self.const} in a checkout."
        )


def run(options: argparse.Namespace) -> int:
    """Measure and print; raises FileError without a path, or for --placements without ink."""
    from digit_recognizer.classifier import Classifier
    from digit_recognizer.datasets.expression_set import holds_expressions
    from digit_recognizer.evaluation.digits.accuracy import evaluate, evaluate_placements, spread
    from digit_recognizer.evaluation.digits.samples import load_samples
    from digit_recognizer.evaluation.digits.single_symbols import by_size
    from digit_recognizer.resources import default_model

    if options.path is not None and holds_expressions(options.path):
        return expressions.run(options)
    if pictures.is_asked(options):
        return pictures.run(options)
    _check_unused(options)
    reader = console.loaded_reader(options.model)
    if options.path is None:
        raise FileError("Nothing to evaluate: give a PATH.")
    samples = load_samples(options.path, reader.bundle.alphabet)
    if options.placements and not samples.inks:
        raise FileError(
            f"{options.path} holds no ink: --placements needs a .jsonl or .jsonl.gz file."
        )
    _warn_of_skipped(samples)
    figures = evaluate(reader, samples)
    sized = {}
    if reader.bundle.extents and samples.inks:
        which_digit = Classifier.open(default_model())
        found = by_size(reader.classifier, samples, which_digit, reader.strokes)
        sized = found.figures(reader.bundle.alphabet)
    results = evaluate_placements(reader, samples, console.progress) if options.placements else []
    if options.json:
        extra = {f"spread_{route}": spread(results, route) for route in ("ink", "image") if results}
        console.print_json(
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


def _warn_of_skipped(samples: "Samples") -> None:
    if samples.left_out:
        shown = ", ".join(f"{label or 'none'} {n}" for label, n in samples.left_out.most_common(12))
        more = ", ..." if len(samples.left_out) > 12 else ""
        console.warn(
            f"left out {samples.left_out.total():,} samples with other labels ({shown}{more})."
        )
    if samples.faults:
        console.warn(samples.faults)
    elif samples.empty:
        console.warn(f"left out {samples.empty:,} samples without ink.")


def _check_unused(options: argparse.Namespace) -> None:
    """Raise FileError for what is of no use where single symbols are measured."""
    for name in ("symbols", "strokes"):
        if getattr(options, name) is not None:
            raise FileError(
                f"--{name} is used with expressions only: leave it out, or use --model."
            )
    if options.errors is not None:
        raise FileError("--errors is used with expressions and labels.csv only: leave it out.")


def _print(figures: "Figures", title: str, results: "list[Placement]") -> None:
    errors = share_percent(figures.confident_errors)
    lines = {
        "accuracy": console.interval_text(figures.accuracy, figures.interval),
        "calibration error": f"{share_percent(figures.calibration_error)}  (ECE, 15 bins)",
        "doubtful": console.doubtful_text(figures.doubtful, "accuracy of", figures.sure_accuracy),
        "confident errors": f"{errors}  (share of the errors made above 90 %)",
    }
    console.print_figures(title, figures.n, lines)
    rows = [
        (c.symbol, f"{c.n:,}", share_percent(c.recall), share_percent(c.precision))
        for c in figures.classes
    ]
    console.print_rows(("symbol", "n", "found", "right when read"), rows, framed=True)
    console.print_confusions(figures.confusions[:8])
    if results:
        _print_placements(results)


def _print_placements(results: "list[Placement]") -> None:
    from digit_recognizer.evaluation.digits.accuracy import spread

    rows = []
    for kind in sorted({(r.route, r.size, r.pen) for r in results}):
        of_kind = [r for r in results if (r.route, r.size, r.pen) == kind]
        ends = (choose(r.accuracy for r in of_kind) for choose in (min, max))
        route, size, pen = kind
        number = f"{of_kind[0].n:,}"
        rows.append((route, f"{size:.0f}", str(pen), number, *map(share_percent, ends)))
    console.print_rows(
        ("drawn as", "size px", "pen px", "n", "lowest", "highest"), rows, framed=True
    )
    for route in ("ink", "image"):
        print(f"spread of accuracy, {route}: {100 * spread(results, route):.2f} points")
