"""``digits library stats``: what the saved drawings say about the reader, and about their labels."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from digit_recognizer.cli import console
from digit_recognizer.cli.library import selection
from digit_recognizer.words import drawings, fine_percent, printable, share_percent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from digit_recognizer.analysis.stats import LibraryStats
    from digit_recognizer.analysis.tally import Tally

MAX_STATS_ROWS = 8  # pairs, writers and labels to check in the terminal; JSON and CSV have all
NUMBER_COLUMNS = {"drawings", "compared", "doubtful", "number", "sure", "times"}


def add_parser(actions: console.Commands) -> None:
    """Add this action."""
    parser = actions.add_parser(
        "stats",
        help="accuracy, confusions, calibration, copies, labels to check",
        description="Prints how many drawings were read right, by label and by writer with 95 % "
        "intervals, what is confused with what, whether confidence can be trusted, which drawings are "
        "saved twice, and which labels are probably wrong. It counts the reading from when a drawing "
        "was saved, or was read again in the gallery.",
    )
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="also draw all figures, as a .png"
    )
    parser.add_argument(
        "--csv", type=Path, metavar="FOLDER",
        help="also write the tables to FOLDER, for spreadsheets",
    )  # fmt: skip
    selection.add_filter_options(parser)
    parser.set_defaults(action=_stats)


def _stats(options: argparse.Namespace) -> int:
    from digit_recognizer.analysis.page import check_ending, save_page
    from digit_recognizer.analysis.stats import library_stats
    from digit_recognizer.analysis.tables import save_tables, values

    if options.output:
        check_ending(options.output)  # before the work, not after it
    with selection.opened(options) as library:
        stats = library_stats(library, selection.filter_of(options), console.progress)
        if options.output:
            save_page(options.output, stats, library)
        path = str(library.path)
    if options.csv:
        save_tables(options.csv, stats)
    if options.json:
        console.print_json({"library": path, **values(stats)})
    else:
        _print(stats, path)
    return 0


def _print(stats: "LibraryStats", path: str) -> None:
    screen = console.terminal(markup=False)
    total = stats.all
    screen.print(f"{drawings(total.drawings)} in {printable(path)}")
    if not total.drawings:
        return
    labelled = f"{total.labelled:,} labelled"
    if total.interval:
        labelled += (
            f"; of the {total.compared:,} of them that were read, {_accuracy(total)} rightly"
        )
    screen.print(labelled)
    screen.print(
        f"{total.doubtful:,} read with doubt, mean confidence {share_percent(total.confidence, 1)}"
    )
    if stats.calibration_error is not None:
        screen.print(
            f"confidence and accuracy differ by {100 * stats.calibration_error:.1f} points on average"
        )
    longer = {"longer": stats.sums} if stats.sums.drawings else {}
    _table("label", {**stats.labels, **longer})
    _table("writer", stats.writers)
    if len(stats.models) > 1:
        _table("model", stats.models)
    if stats.pairs:
        screen.print("Confused most often")
        _rows(
            ("label", "read as", "times", "numbers"),
            [(p.label, p.text, f"{p.count:,} of {p.of:,}", _ids(p.ids)) for p in stats.pairs],
        )
    if stats.suspects:
        screen.print("Is the label right? (digits library show NUMBER, digits library label)")
        _rows(
            ("number", "label", "read as", "sure", "writer"),
            [
                (str(s.id), s.label, s.text, fine_percent(s.confidence), s.writer)
                for s in stats.suspects
            ],
        )
    if stats.copies:
        screen.print(f"Saved more than once: {drawings(stats.copied)} too many")
        rows = [(_ids(group.ids), " ".join(group.labels)) for group in stats.copies]
        _rows(("numbers", "labels"), rows)


def _table(what: str, tallies: "Mapping[str, Tally]") -> None:
    most = len(tallies) if what == "label" else MAX_STATS_ROWS
    rows = [
        (name or "-", f"{t.drawings:,}", f"{t.compared:,}", _accuracy(t), f"{t.doubtful:,}")
        for name, t in tallies.items()
    ]
    if rows:
        _rows((what, "drawings", "compared", "right (95 %)", "doubtful"), rows, most)


def _rows(
    titles: "Sequence[str]", rows: "Sequence[Sequence[str]]", most: int = MAX_STATS_ROWS
) -> None:
    shown = [[printable(cell) for cell in row] for row in rows[:most]]
    console.print_rows(titles, shown, NUMBER_COLUMNS)
    if len(rows) > most:
        print(f"and {len(rows) - most:,} more: --json or --csv has them all\n")


def _accuracy(tally: "Tally") -> str:
    if tally.interval is None:
        return "-"
    low, high = (100 * end for end in tally.interval)
    return f"{share_percent(tally.accuracy, 1)} ({low:.1f} to {high:.1f})"


def _ids(ids: "Sequence[int]") -> str:
    return " ".join(map(str, ids[:6])) + (" …" if len(ids) > 6 else "")
