"""The figures of a library as JSON values and as tables.

Purpose: what ``digits library stats`` prints for machines and spreadsheets.
Contract: both say the same. A share that cannot be known is null, and an empty cell.
Not here: counting (``stats``), pictures.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from digit_recognizer.analysis.stats import LibraryStats
from digit_recognizer.analysis.tally import Tally
from digit_recognizer.files import make_folder, write_atomically
from digit_recognizer.library.csv_cells import Cell, csv_bytes

TALLY_COLUMNS = (
    "drawings", "labelled", "compared", "right", "accuracy", "low_95", "high_95", "doubtful",
    "mean_confidence",
)  # fmt: skip
PERIOD_FIGURES = ("drawings", "confidence", "compared", "accuracy")


def values(stats: LibraryStats) -> dict[str, Any]:
    """Return the figures as JSON values; times as ISO 8601, with their distance from UTC."""
    return {
        "first": stats.first.isoformat() if stats.first else None,
        "last": stats.last.isoformat() if stats.last else None,
        "all": _values(stats.all),
        "labels": _by_name(stats.labels),
        "sums": _values(stats.sums),
        "writers": _by_name(stats.writers),
        "models": _by_name(stats.models),
        "confusions": [
            {"label": label, "text": text, "count": count}
            for (label, text), count in sorted(stats.confusion.items())
        ],
        "calibration": {
            "error": stats.calibration_error,
            "bins": [
                {"answers": n, "confidence": sure, "accuracy": right}
                for n, sure, right in stats.bins
            ],
        },
        "unit": stats.unit,
        "periods": [
            {"start": p.start.isoformat(), **{name: getattr(p, name) for name in PERIOD_FIGURES}}
            for p in stats.periods
        ],
        "pairs": [*map(asdict, stats.pairs)],
        "suspected": stats.suspected,
        "suspects": [*map(asdict, stats.suspects)],
        "copied": stats.copied,
        "copies": [*map(asdict, stats.copies)],
    }


def tables(stats: LibraryStats) -> dict[str, bytes]:
    """Return CSV files by name."""
    symbols = stats.symbols
    periods = (
        (p.start.isoformat(), stats.unit, *(getattr(p, name) for name in PERIOD_FIGURES))
        for p in stats.periods
    )
    pairs = ((p.label, p.text, p.count, p.of, _list(p.ids)) for p in stats.pairs)
    suspects = (
        (s.id, s.label, s.text, s.confidence, s.writer, round(s.weight, 6)) for s in stats.suspects
    )
    copies = ((_list(c.ids), len(c.ids), _list(c.labels)) for c in stats.copies)
    return {
        "labels.csv": _tallies("label", {**stats.labels, "(longer)": stats.sums}),
        "writers.csv": _tallies("writer", stats.writers),
        "models.csv": _tallies("model", stats.models),
        "confusion.csv": csv_bytes(
            ["label, then read as", *symbols],
            ([one, *(stats.confusion[one, other] for other in symbols)] for one in symbols),
        ),
        "calibration.csv": csv_bytes(["answers", "mean_confidence", "accuracy"], stats.bins),
        "time.csv": csv_bytes(
            ["start", "unit", "drawings", "mean_confidence", "compared", "accuracy"], periods
        ),
        "pairs.csv": csv_bytes(["label", "read_as", "count", "of", "drawings"], pairs),
        "labels-to-check.csv": csv_bytes(
            ["drawing", "label", "read_as", "confidence", "writer", "weight"], suspects
        ),
        "copies.csv": csv_bytes(["drawings", "count", "labels"], copies),
    }


def save_tables(folder: Path, stats: LibraryStats) -> list[Path]:
    """Write the tables into ``folder``, which is made where it is missing; raises FileError."""
    make_folder(folder, "choose another folder")
    written = []
    for name, data in tables(stats).items():
        written.append(folder / name)
        write_atomically(written[-1], data)
    return written


def _values(tally: Tally) -> dict[str, Any]:
    return {
        "drawings": tally.drawings,
        "labelled": tally.labelled,
        "compared": tally.compared,
        "right": tally.right,
        "accuracy": tally.accuracy,
        "interval_95": list(tally.interval) if tally.interval else None,
        "doubtful": tally.doubtful,
        "confidence": tally.confidence,
    }


def _by_name(tallies: Mapping[str, Tally]) -> dict[str, Any]:
    return {name: _values(tally) for name, tally in tallies.items()}


def _tallies(what: str, tallies: Mapping[str, Tally]) -> bytes:
    rows = ((name, *_cells(tally)) for name, tally in tallies.items())
    return csv_bytes([what, *TALLY_COLUMNS], rows)


def _cells(tally: Tally) -> tuple[Cell, ...]:
    t, (low, high) = tally, tally.interval or (None, None)
    counts = (t.drawings, t.labelled, t.compared, t.right)
    return (*counts, t.accuracy, low, high, t.doubtful, t.confidence)


def _list(items: Sequence[int] | Sequence[str]) -> str:
    return " ".join(map(str, items))
