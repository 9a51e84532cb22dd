"""Reading many pictures: files, folders, pages, regions of forms, one row for each field.

Purpose: what ``digits read`` does with more than a few files, for other programs too:
``fields_of`` finds, ``read_many`` reads, ``output`` and ``parquet`` write.
Contract: rows come in the order of the input; memory does not grow with the number of files. What is
wrong with one file is said in its row and stops nothing.
Not here: reading one picture (``reader``).
"""

from digit_recognizer.batch.dask import on_cluster
from digit_recognizer.batch.discovery import fields_of, is_many
from digit_recognizer.batch.field import Field, Row
from digit_recognizer.batch.formats import FORMATS
from digit_recognizer.batch.parallel import in_order, processes, read_many
from digit_recognizer.batch.parquet import require_parquet, rows_beside, write_parquet
from digit_recognizer.batch.read_fields import Setup, reader_for
from digit_recognizer.batch.regions import on_each, read_boxes
from digit_recognizer.batch.resume import Held, held_in
from digit_recognizer.batch.review import ReviewPage
from digit_recognizer.batch.row_file import RowFile

__all__ = [
    "FORMATS",
    "Field",
    "Held",
    "ReviewPage",
    "Row",
    "RowFile",
    "Setup",
    "fields_of",
    "held_in",
    "in_order",
    "is_many",
    "on_cluster",
    "on_each",
    "processes",
    "read_boxes",
    "read_many",
    "reader_for",
    "require_parquet",
    "rows_beside",
    "write_parquet",
]
