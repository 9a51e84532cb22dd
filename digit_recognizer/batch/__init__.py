"""Reading many pictures: files, folders, pages, regions of forms, one row for each field.

Purpose: what ``digits read`` does with more than a few files, for other programs too:
``fields_of`` finds, ``read_many`` reads, ``row_writer`` writes.
Contract: rows come in the order of the input; memory does not grow with the number of files. What is
wrong with one file is said in its row and stops nothing.
Not here: reading one picture (``reader``).
"""

from digit_recognizer.batch.discovery import fields_of, is_many, on_each, on_each_page, read_boxes
from digit_recognizer.batch.formats import CHECK_FORMATS, ROW_FORMATS, CompleteRows, complete_rows
from digit_recognizer.batch.parallel import (
    fields_per_chunk,
    in_chunks,
    on_cluster,
    processes,
    read_many,
)
from digit_recognizer.batch.read_fields import Setup, read_fields, reader_for
from digit_recognizer.batch.read_forms import FormSetup, read_forms
from digit_recognizer.batch.read_sheets import SheetRows, TableSetup, read_sheets
from digit_recognizer.batch.review import ReviewPage
from digit_recognizer.batch.row_writers import RowFile, RowWriter, row_writer
from digit_recognizer.batch.rows import Field, Row, VerdictCounts
from digit_recognizer.batch.table_rows import TABLE_FORMATS

__all__ = [
    "CHECK_FORMATS", "ROW_FORMATS", "TABLE_FORMATS", "CompleteRows", "Field", "FormSetup",
    "ReviewPage", "Row", "RowFile", "RowWriter", "Setup", "SheetRows", "TableSetup",
    "VerdictCounts", "complete_rows", "fields_of", "fields_per_chunk", "in_chunks", "is_many",
    "on_cluster", "on_each", "on_each_page", "processes", "read_boxes", "read_fields", "read_forms",
    "read_many", "read_sheets", "reader_for", "row_writer",
]  # fmt: skip
