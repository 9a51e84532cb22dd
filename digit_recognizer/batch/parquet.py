"""Rows as a Parquet file, made of the JSON Lines that were written while reading.

Purpose: columns with types, for other programs. A Parquet file is none before its end is written, so
rows wait in a file beside it until all are read; ``--resume`` continues that file.
Contract: needs pyarrow (the extra ``parquet``), imported here only; without it there is one sentence.
Memory holds a few thousand rows at a time.
Not here: reading, JSON Lines.
"""

import json
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

from digit_recognizer.errors import MissingDependencyError
from digit_recognizer.files import writing_atomically

ROWS_PER_GROUP = 5_000


def require_parquet() -> None:
    """Raise MissingDependencyError where Parquet files can't be written."""
    if find_spec("pyarrow") is None:
        raise MissingDependencyError(
            "Parquet needs pyarrow, which is not installed: run pip install '.[parquet]' in the "
            "program's folder, or choose CSV or JSON Lines."
        )


def rows_beside(path: Path) -> Path:
    """Return the file in which rows for the Parquet file ``path`` wait while they are read."""
    return path.with_name(f"{path.name}.rows.jsonl")


def write_parquet(rows: Path, path: Path) -> None:
    """Write the JSON Lines in ``rows`` to the Parquet file ``path``. Raises FileError."""
    import pyarrow
    from pyarrow import parquet

    text, number = pyarrow.string(), pyarrow.float64()
    alternative = pyarrow.struct([("text", text), ("confidence", number)])
    schema = pyarrow.schema(
        [
            ("file", text),
            ("field", text),
            ("text", text),
            ("value", number),
            ("confidence", number),
            ("alternatives", pyarrow.list_(alternative)),
            ("doubtful", pyarrow.bool_()),
            ("boxes", pyarrow.list_(pyarrow.list_(number))),
            ("error", text),
        ]
    )
    with (
        writing_atomically(path) as file,
        rows.open("rb") as lines,
        parquet.ParquetWriter(file, schema) as writer,
    ):
        while group := [json.loads(line) for line in islice(lines, ROWS_PER_GROUP)]:
            for row in group:
                row["file"] = row["file"].encode("utf-8", "backslashreplace").decode()
                row["error"] = row["error"] and row["error"].encode("utf-8", "replace").decode()
            writer.write_table(pyarrow.Table.from_pylist(group, schema))
