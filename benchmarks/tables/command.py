"""``python -m benchmarks tables``: grids and cells of composed tables of unseen writers."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from digit_recognizer.cli.console import Commands, add_json_option, positive, print_json

if TYPE_CHECKING:
    from benchmarks.tables.composed_tables import ComposedTable
    from digit_recognizer.reader import Reader


def add_parser(names: Commands) -> argparse.ArgumentParser:
    """Add this benchmark to the command line."""
    parser = names.add_parser(
        "tables",
        help="grids and cells of composed photos of tables, written by the test writers",
        description="Finds and reads tables that are composed of single symbols of the test writers "
        "under PATH, $DIGITS_DATA or the cache.",
    )
    add = parser.add_argument
    add("path", nargs="?", type=Path, metavar="PATH", help="folder with test sets")
    add("--count", type=positive, default=20, metavar="N", help="pages of each kind (default: 20)")
    add("--kind", metavar="KIND", help="one kind of page only")
    add("--grids", action="store_true", help="find the grids only, read no cells")
    add("--fit", action="store_true", help="fit which cells are numbers, on training writers")
    add_json_option(parser)
    return parser


def run(options: argparse.Namespace) -> int:
    """Measure and print: shares of grids found, of cells read exactly, of those not doubted right."""
    import numpy as np

    from benchmarks.composed.sets import unseen_writers
    from benchmarks.tables.composed_tables import TABLE_KINDS, composed_table, letters_in
    from digit_recognizer.datasets.catalogue import data_folder
    from digit_recognizer.errors import DigitRecognizerError
    from digit_recognizer.reader import Reader

    data = data_folder(options.path)
    if options.fit:
        return _fit(data, options.count)
    writers = unseen_writers(data)
    letters = letters_in(data / "ink/unipen_letters_test.jsonl.gz")
    reader = None if options.grids else Reader.load()
    kinds = [kind for kind in TABLE_KINDS if options.kind in (None, kind)]
    if not kinds:
        raise DigitRecognizerError(
            f"{options.kind} is no kind: choose from {', '.join(TABLE_KINDS)}."
        )
    found = {}
    for kind in kinds:
        counts = np.zeros(5)
        for number in range(options.count):
            random = np.random.default_rng([20_251_129, TABLE_KINDS.index(kind), number])
            counts += _scored(composed_table(kind, writers, random, letters), reader)
        right, cells, exact, sure, sure_right = counts.tolist()
        found[kind] = {
            "grids": right / options.count,
            "cells": exact / cells if cells else None,
            "undoubted": sure / cells if cells else None,
            "undoubted_right": sure_right / sure if sure else None,
        }
        if not options.json:
            shown = (
                f"{name} {'-' if v is None else f'{100 * v:.1f} %'}"
                for name, v in found[kind].items()
            )
            print(f"{kind:12}", "  ".join(shown), flush=True)
    if options.json:
        print_json({"count": options.count, "kinds": found})
    return 0


def _fit(data: Path, count: int) -> int:
    """Print the weights by which cells are numbers, and what they make of the cells they come from."""
    import numpy as np

    from benchmarks.tables.number_fit import fitted_weights, known_cells

    features, is_number, is_right = known_cells(data, count)
    weights = fitted_weights(features, is_number)
    taken = features @ np.array(weights[:3]) + weights[3] > 0
    print(
        f"{len(features)} cells: number_weights = {tuple(weights)}; of numbers "
        f"{(taken & is_right)[is_number].mean():.1%} are read exactly, {(~taken)[is_number].mean():.1%} "
        f"are taken for words; of words {(~taken)[~is_number].mean():.1%} are told"
    )
    return 0


def _scored(table: "ComposedTable", reader: "Reader | None") -> tuple[int, int, int, int, int]:
    """Return whether the grid is right; cells with numbers: all, exact; undoubted cells: all, right."""
    from benchmarks.tables.scoring import is_right, table_read
    from digit_recognizer.tables import find_grids
    from digit_recognizer.tables.evidence import reduced, rule_evidence

    if reader is None:
        small, factor = reduced(table.page)
        grids = find_grids(rule_evidence(small))
        return int(bool(grids) and is_right(table, grids[0].scaled(factor).corners)), 0, 0, 0, 0
    found = table_read(table, reader)
    truth = {(r, c): text for r, row in enumerate(table.texts) for c, text in enumerate(row)}
    numbers = {place: text for place, text in truth.items() if text not in ("", "abc")}
    if found is None:
        return 0, len(numbers), 0, 0, 0
    cells = {cell.span[:2]: cell for cell in found.cells}
    read = [(cells[place], text) for place, text in numbers.items() if place in cells]
    exact = sum(cell.text == text for cell, text in read)
    sure = [(cell, truth[place]) for place, cell in cells.items() if cell.text and not cell.reason]
    return 1, len(numbers), exact, len(sure), sum(cell.text == text for cell, text in sure)
