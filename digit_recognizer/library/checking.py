"""Whether a library is as it should be.

Purpose: ``digits library check``.
Contract: changes nothing; each problem is one sentence.
Not here: mending.
"""

import sqlite3
from collections.abc import Callable
from pathlib import Path

from digit_recognizer.library.errors import LibraryError
from digit_recognizer.library.row_mapping import DRAWING_COLUMNS, entry_of

MAX_PROBLEMS = 100
"""Problems that are told; after these the check ends."""
COUNT_DRAWINGS = "SELECT (SELECT count(*) FROM drawing), (SELECT count(*) FROM bin)"


def problems(
    connection: sqlite3.Connection, path: Path, tell: Callable[[int, int], None]
) -> list[str]:
    """Return what is wrong: with the file's structure, or with single drawings.

    ``tell``: told how many drawings are checked, and how many there are.
    """
    told = [row[0] for row in connection.execute(f"PRAGMA integrity_check({MAX_PROBLEMS})")]
    if told != ["ok"]:
        lines = [line for text in told for line in text.splitlines() if not line.startswith("*")]
        return [f"{path} is damaged: {line.rstrip('.')}." for line in lines[:MAX_PROBLEMS]]
    found: list[str] = []
    total, done = sum(connection.execute(COUNT_DRAWINGS).fetchone()), 0
    for table in ("drawing", "bin"):
        query = (
            f"SELECT {', '.join(f'd.{c}' for c in DRAWING_COLUMNS.split(', '))}, ink, picture, extra "
            f"FROM {table} AS d LEFT JOIN content USING (id)"
        )
        for row in connection.execute(query):
            done += 1
            tell(done, total)
            try:
                entry = entry_of(row, path)
            except LibraryError as error:
                found.append(str(error))
                continue
            if entry.digest != row[1].hex():
                found.append(f"drawing {entry.id} in {path} does not hold what was saved.")
            if len(found) >= MAX_PROBLEMS:
                return found
    return found
