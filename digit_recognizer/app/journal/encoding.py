"""From a snapshot to the bytes of a journal.

Purpose: write each stroke, picture and file once, however many sheets they are on.
Contract: for the journal's thread: it changes nothing but its own memory of strokes. A sheet says how
many strokes it shares with the one before, so that a journal grows as the drawing does.
Not here: the bytes of images (``journal`` stores them), reading (``decoding``).
"""

import base64
import json
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from digit_recognizer.app.document.drawing_file import DrawingFile
from digit_recognizer.app.document.editor import Sheet
from digit_recognizer.app.journal.snapshot import JOURNAL_VERSION, MAGIC, Snapshot
from digit_recognizer.app.library.library_change import LibraryChange, SavedDrawing, Shelf
from digit_recognizer.app.picture.picture import Patch, Picture, Piece, Source
from digit_recognizer.app.picture.source_image import SourceImage
from digit_recognizer.app.picture.table import PictureTables
from digit_recognizer.ink import Stroke

TABLES = ("sources", "pictures", "pieces", "patches", "tables", "files", "drawings", "changes")

Digest = Callable[[SourceImage], str]


class Encoder:
    """``digest``: stores an image's file and returns its name."""

    def __init__(self, digest: Digest) -> None:
        self._digest = digest
        self._texts: dict[int, tuple[Stroke, str]] = {}  # by identity; the stroke keeps it valid
        self.images: list[SourceImage] = []
        """Those that the last journal names."""

    def encode(self, snapshot: Snapshot) -> bytes:
        """Return the journal of ``snapshot``; raises FileError where an image can't be stored."""
        tables = _Tables(self._digest)
        former: tuple[Stroke, ...] = ()
        sheets = []
        for sheet in snapshot.sheets:
            sheets.append(tables.sheet(sheet, former))
            former = sheet.ink.strokes
        rows = tables.rows
        rows.update(
            sheets=sheets, place=snapshot.place,
            known=[tables.drawing(drawing) for drawing in snapshot.drawings],
        )  # fmt: skip
        self.images = tables.images
        strokes = ",\n".join(map(self._text, tables.strokes))
        self._texts = {id(each): self._texts[id(each)] for each in tables.strokes}
        body = f'{{"strokes": [{strokes}],\n{json.dumps(rows)[1:]}'.encode()
        return f"{MAGIC} {JOURNAL_VERSION} {zlib.crc32(body):08x}\n".encode() + body

    def _text(self, stroke: Stroke) -> str:
        known = self._texts.get(id(stroke))
        if known is None:
            numbers = [stroke.start, *(value for point in stroke.points for value in point)]
            known = self._texts[id(stroke)] = (stroke, json.dumps(numbers))
        return known[1]


class _Tables:
    """The rows of one journal; each object has one row, which others name by its number."""

    def __init__(self, digest: Digest) -> None:
        self._digest = digest
        self.strokes: list[Stroke] = []
        self.images: list[SourceImage] = []
        self.rows: dict[str, Any] = {name: [] for name in TABLES}
        self._numbers: dict[int, int] = {}
        self._kept: list[object] = []  # so that identities stay theirs

    def sheet(self, sheet: Sheet, former: tuple[Stroke, ...]) -> dict[str, Any]:
        strokes = sheet.ink.strokes
        shared = 0
        for one, other in zip(strokes, former, strict=False):
            if one is not other:
                break
            shared += 1
        row: dict[str, Any] = {"shares": shared, "file": self.file(sheet.file)}
        if strokes[shared:]:
            row["adds"] = [self.stroke(stroke) for stroke in strokes[shared:]]
        if sheet.picture is not None:
            row["picture"] = self.picture(sheet.picture)
        if sheet.tables is not None:
            row["tables"] = self._row("tables", sheet.tables, lambda: _cells(sheet.tables))
        if sheet.corrections.all:
            row["corrections"] = [
                [[self.part(part) for part in parts], text] for parts, text in sheet.corrections.all
            ]
        if sheet.said:
            row["said"] = sheet.said
        if sheet.changes:
            row["changes"] = [self.change(change) for change in sheet.changes]
        return row

    def stroke(self, stroke: Stroke) -> int:
        if id(stroke) not in self._numbers:
            self._numbers[id(stroke)] = len(self.strokes)
            self.strokes.append(stroke)
        return self._numbers[id(stroke)]

    def part(self, part: object) -> list[int]:
        """Return what names a stroke, as [0, number], or a piece of a picture, as [1, number]."""
        if isinstance(part, Piece):
            return [1, self._row("pieces", part, lambda: _piece(part))]
        assert isinstance(part, Stroke)
        return [0, self.stroke(part)]

    def file(self, file: DrawingFile) -> int:
        drawing = file.drawing
        return self._row(
            "files", file,
            lambda: {
                "path": None if file.path is None else str(file.path),
                "stamp": file.stamp, "label": drawing.label, "writer": drawing.writer,
                "notes": drawing.notes, "strokes": [self.stroke(each) for each in drawing.ink],
            },
        )  # fmt: skip

    def picture(self, picture: Picture) -> int:
        return self._row(
            "pictures", picture,
            lambda: {
                "source": self.source(picture.source), "to_source": list(picture.to_source),
                "size": [picture.width, picture.height],
                "place": [picture.left, picture.top, picture.scale],
                "patches": [self.patch(patch) for patch in picture.patches],
            },
        )  # fmt: skip

    def source(self, source: Source) -> int:
        image, pages = source.image, source.pages
        self.images.append(image)
        is_file = pages is not None and isinstance(pages.source, Path)
        return self._row(
            "sources", source,
            lambda: {
                "digest": self._digest(image), "number": image.number, "size": list(image.size),
                "length": image.length, "name": source.name, "paper": source.paper,
                "has_dark_ink": source.has_dark_ink,
                "pages": None if pages is None
                else [pages.path, pages.name, pages.count, pages.number, is_file],
            },
        )  # fmt: skip

    def patch(self, patch: Patch) -> int:
        return self._row(
            "patches", patch, lambda: {"size": patch.size, "spots": _packed(patch.spots, "<f8")}
        )

    def drawing(self, drawing: SavedDrawing) -> int:
        return self._row(
            "drawings", drawing,
            lambda: {
                "strokes": [self.stroke(each) for each in drawing.ink], "id": drawing.id,
                "token": drawing.token, "shelf": _shelf(drawing.shelf),
            },
        )  # fmt: skip

    def change(self, change: LibraryChange) -> int:
        return self._row(
            "changes", change,
            lambda: [
                [self.drawing(move.drawing), _shelf(move.before), _shelf(move.after)]
                for move in change.moves
            ],
        )  # fmt: skip

    def _row(self, table: str, thing: object, make: Callable[[], Any]) -> int:
        if id(thing) not in self._numbers:
            made = make()  # first: it may add rows too
            self._numbers[id(thing)] = len(self.rows[table])
            self.rows[table].append(made)
            self._kept.append(thing)
        return self._numbers[id(thing)]


def _piece(piece: Piece) -> dict[str, Any]:
    return {"box": list(piece.box), "size": piece.size, "spots": _packed(piece.spots, "<f4")}


def _shelf(shelf: Shelf) -> list[Any]:
    return [shelf.is_there, shelf.label]


def _cells(tables: PictureTables | None) -> list[list[Any]]:
    cells = () if tables is None else tables.cells
    return [
        [
            cell.table, cell.row, cell.column, cell.text, cell.confidence, cell.reason,
            cell.alternatives, cell.corners, cell.is_corrected,
        ]
        for cell in cells
    ]  # fmt: skip


def _packed(spots: Any, kind: str) -> str:
    """Return an array of numbers as text."""
    return base64.b64encode(zlib.compress(spots.astype(kind).tobytes(), 1)).decode("ascii")
