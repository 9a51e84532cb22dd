"""``python -m benchmarks corrupted``: MNIST's test digits with fifteen degradations, as in MNIST-C."""

import argparse
import datetime
from pathlib import Path
from typing import Any

from digit_recognizer.cli import console
from digit_recognizer.words import share_percent


def add_parser(names: console.Commands) -> argparse.ArgumentParser:
    """Add this benchmark to the command line."""
    parser = names.add_parser(
        "corrupted",
        help="accuracy on MNIST's test digits with noise, blur, stripes, lines and more",
        description="Reads MNIST's test digits under PATH or $DIGITS_DATA as pictures, with fifteen "
        "degradations as in MNIST-C: noise, blur, stripes, lines and more.",
    )
    parser.add_argument("path", nargs="?", type=Path, metavar="PATH", help="folder with MNIST")
    parser.add_argument(
        "--count", type=console.positive, default=1000, metavar="N",
        help="how many digits with each degradation (default: 1000)",
    )  # fmt: skip
    console.add_model_option(parser)
    console.add_json_option(parser)
    return parser


def run(options: argparse.Namespace) -> int:
    """Measure and print."""
    from benchmarks.corrupted.measuring import evaluate_corrupted
    from digit_recognizer.datasets.catalogue import data_folder
    from digit_recognizer.datasets.mnist import idx_file
    from digit_recognizer.reader import Reader

    folder = options.path
    if folder is None or not idx_file(folder, "t10k-images-idx3-ubyte"):
        folder = data_folder(options.path) / "mnist"
    reader = Reader.load(options.model)
    values = evaluate_corrupted(reader, folder, options.count, console.progress)
    if options.json:
        about = {
            "path": str(folder),
            "model": reader.model_name,
            "model_sha256": reader.bundle.source_sha256,
            "parameters": reader.parameters(),
            "date": datetime.date.today().isoformat(),
        }
        console.print_json({**about, **values})
    else:
        _print(values, f"{folder}, corrupted, {reader.model_name}")
    return 0


def _print(values: dict[str, Any], title: str) -> None:
    from rich.markup import escape
    from rich.table import Table

    screen = console.terminal()
    screen.print(f"[bold]{escape(title)}[/bold], n = {values['n']:,} of each kind")
    screen.print(
        f"mean error {share_percent(values['mean_error'])}, "
        f"worst {share_percent(values['worst_error'])} "
        f"({values['worst_kind']})"
    )
    table = Table("kind", "error", "95 %", "doubtful", "error of the others")
    for kind, found in values["kinds"].items():
        low, high = found["interval_95"]
        interval = f"{share_percent(low)} to {share_percent(high)}"
        shares = (share_percent(found["doubtful"]), share_percent(found["sure_error"]))
        table.add_row(kind, share_percent(found["error"]), interval, *shares)
    screen.print(table)
