"""``digits evaluate --corrupted``: MNIST's test digits in fifteen kinds of trouble."""

import argparse
import datetime
from typing import Any

from digit_recognizer.cli.console import print_json, progress, terminal


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the option for corrupted pictures."""
    parser.add_argument(
        "--corrupted", action="store_true",
        help="MNIST's test digits under PATH or $DIGITS_DATA with noise, blur, stripes, lines and "
        "more, as in MNIST-C, read as pictures; --count of each kind",
    )  # fmt: skip


def run(options: argparse.Namespace) -> int:
    """Measure and print."""
    from benchmarks.corrupted.measuring import evaluate_corrupted
    from digit_recognizer.datasets.catalogue import data_folder
    from digit_recognizer.datasets.mnist import idx_file
    from digit_recognizer.errors import FileError
    from digit_recognizer.reader import Reader

    for name in ("all", "placements", "output", "errors", "composed", "expect"):
        if getattr(options, name):
            raise FileError(f"--{name} is not for corrupted pictures: leave it out.")
    folder = options.path
    if folder is None or not idx_file(folder, "t10k-images-idx3-ubyte"):
        folder = data_folder(options.path) / "mnist"
    reader = Reader.load(options.model)
    values = evaluate_corrupted(reader, folder, options.count, progress)
    if options.json:
        about = {
            "path": str(folder),
            "model": reader.model_name,
            "model_sha256": reader.bundle.source_sha256,
            "date": datetime.date.today().isoformat(),
        }
        print_json({**about, **values})
    else:
        _print(values, f"{folder}, corrupted, {reader.model_name}")
    return 0


def _print(values: dict[str, Any], title: str) -> None:
    from rich.markup import escape
    from rich.table import Table

    console = terminal()
    console.print(f"[bold]{escape(title)}[/bold], n = {values['n']:,} of each kind")
    console.print(
        f"mean error {_share(values['mean_error'])}, worst {_share(values['worst_error'])} "
        f"({values['worst_kind']})"
    )
    table = Table("kind", "error", "95 %", "doubtful", "error of the others")
    for kind, found in values["kinds"].items():
        low, high = found["interval_95"]
        interval = f"{_share(low)} to {_share(high)}"
        shares = (_share(found["doubtful"]), _share(found["sure_error"]))
        table.add_row(kind, _share(found["error"]), interval, *shares)
    console.print(table)


def _share(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.2f} %"
