"""The report: one table over every data set at hand, with provenance.

Purpose: what ``digits evaluate --all`` writes and the README shows.
Contract: only sets made for measuring are taken (test splits), in a fixed order. A table is made from
the JSON alone, so that the two can't differ.
Not here: measuring one set (``accuracy``).
"""

import datetime
import platform
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from digit_recognizer.datasets.mnist import idx_file
from digit_recognizer.errors import FileError
from digit_recognizer.evaluation.accuracy import evaluate
from digit_recognizer.evaluation.samples import load_samples
from digit_recognizer.reader import Reader

NAMES = {
    "mnist": ("MNIST test", "scanned digits, as they come"),
    "unipen_test": ("UNIPEN, test writers", "pen strokes, 57 unseen writers, noisy labels"),
    "pendigits_test": ("Pendigits, test writers", "pen strokes on a tablet, 6 unseen writers"),
    "bhmsds_test": ("BHMSDS test", "photographed digits, tight crops"),
    "semeion_test": ("Semeion test", "16x16 binary scans, stretched"),
    "optdigits_test": ("Optdigits test", "32x32 binary scans"),
    "usps_test": ("USPS test", "16x16 zip-code digits, stretched"),
    "hwd1000_test": ("hwd-1000", "drawn on a 28x28 canvas, one writer"),
}


def sets_under(data: Path) -> Iterator[tuple[str, Path]]:
    """Yield (name, path) of the known test sets under ``data`` that are there."""
    for name in NAMES:
        folder = data / "mnist" if name == "mnist" else None
        if folder is not None:
            if idx_file(folder, "t10k-images-idx3-ubyte"):
                yield name, folder
            continue
        candidates = (data / "ink" / f"{name}.jsonl.gz", data / "images" / f"{name}.npz")
        yield from ((name, path) for path in candidates if path.is_file())


def report(reader: Reader, sets: Iterable[tuple[str, Path]]) -> dict[str, Any]:
    """Return the figures of ``reader`` on every set, with provenance, as JSON values.

    Raises FileError if there is no set.
    """
    rows = []
    for name, path in sets:
        samples = load_samples(path, reader.bundle.alphabet)
        figures = evaluate(reader, samples)
        rows.append({"set": name, "left_out": samples.left_out.total(), **figures.as_dict()})
    if not rows:
        raise FileError(
            "There is no test set: set $DIGITS_DATA to a folder with mnist/, ink/ or images/."
        )
    return {
        "model": reader.model_name,
        "model_sha256": reader.bundle.source_sha256,
        "provenance": reader.bundle.provenance,
        "date": datetime.date.today().isoformat(),
        "machine": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "sets": rows,
    }


def markdown(values: dict[str, Any]) -> str:
    """Return the report as a Markdown table with a line of provenance."""
    lines = [
        "| data | what it is | n | accuracy (95 %) | calibration error | doubtful "
        "| accuracy of the others |",
        "|---|---|---:|---|---:|---:|---:|",
    ]
    for row in values["sets"]:
        name, what = NAMES[row["set"]]
        low, high = row["interval_95"]
        lines.append(
            f"| {name} | {what} | {row['n']:,} | **{_share(row['accuracy'])}** "
            f"({_share(low)} to {_share(high)}) | {_share(row['calibration_error'])} "
            f"| {_share(row['doubtful'])} | {_share(row['sure_accuracy'])} |"
        )
    provenance = values["provenance"]
    recipe = provenance.get("recipe", {})
    start = provenance.get("started_from", "random weights")
    lines += [
        "",
        f"`{values['model']}` (SHA-256 {values['model_sha256'][:12]}…), trained "
        f"{provenance.get('date')} on {provenance.get('data')}, seed {recipe.get('seed')}, "
        f"starting from {start}; "
        f"measured {values['date']} with `digits evaluate --all`. "
        "No test set was used to train, select or calibrate.",
    ]
    return "\n".join(lines) + "\n"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.2f} %"
