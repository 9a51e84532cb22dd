"""From the bytes of a journal to a snapshot.

Purpose: bring back sheets that share strokes, pictures and files as they did.
Contract: journals are untrusted, as every file is: what is cut, changed, of another version or not what
it should be raises JournalError, and nothing is half taken. An image whose file is gone is left out, and
the ink on it stays.
Not here: writing (``encoding``), which file (``journal``).
"""

import base64
import json
import math
import re
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from digit_recognizer.app.document.corrections import Corrections, Said
from digit_recognizer.app.document.drawing_file import DrawingFile
from digit_recognizer.app.document.editor import Sheet
from digit_recognizer.app.journal.snapshot import (
    JOURNAL_VERSION,
    MAGIC,
    MAX_JOURNAL_SHEETS,
    Snapshot,
)
from digit_recognizer.app.language import tr
from digit_recognizer.app.library.library_change import LibraryChange, Move, SavedDrawing, Shelf
from digit_recognizer.app.picture.affine import Affine
from digit_recognizer.app.picture.images import decoded
from digit_recognizer.app.picture.pages import Pages
from digit_recognizer.app.picture.picture import Patch, Picture, Piece, Source
from digit_recognizer.app.picture.source_image import SourceImage
from digit_recognizer.app.picture.table import PictureTables, TableCell
from digit_recognizer.errors import DigitRecognizerError
from digit_recognizer.ink import Drawing, Ink, Point, Stroke
from digit_recognizer.ink.model import Box

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAX_SPOTS_BYTES = 2**28  # of pixels of ink, unpacked
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)

Thing = TypeVar("Thing")


class JournalError(DigitRecognizerError):
    """A journal is damaged, or of another version; the message says which."""


def snapshot_of(data: bytes, pictures: Path) -> Snapshot:
    """Return what the journal ``data`` holds; ``pictures``: the folder of its images' files.

    Raises JournalError.
    """
    head, _, body = data.partition(b"\n")
    words = head.decode("ascii", "replace").rsplit(" ", 2)
    if len(words) != 3 or words[0] != MAGIC:
        raise JournalError(tr("it is no journal of this program"))
    if words[1] != str(JOURNAL_VERSION):
        raise JournalError(
            tr("it is of version {there}, not {ours}", there=words[1][:9], ours=JOURNAL_VERSION)
        )
    if words[2] != f"{zlib.crc32(body):08x}":
        raise JournalError(tr("it is damaged"))
    try:
        return _Rows(json.loads(body), pictures).snapshot()
    except (
        ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError, zlib.error,
    ) as error:  # fmt: skip
        raise JournalError(tr("it is damaged")) from error


class _Rows:
    """The tables of a journal, of which each row becomes one object."""

    def __init__(self, rows: Any, pictures: Path) -> None:
        self._rows, self._folder = rows, pictures
        self.strokes = [_stroke(numbers) for numbers in rows["strokes"]]
        self.files = [self._file(row) for row in rows["files"]]
        self.sources = [self._source(row) for row in rows["sources"]]
        self.patches = [Patch(_spots(row, "<f8"), _number(row["size"])) for row in rows["patches"]]
        self.pieces = [_piece(row) for row in rows["pieces"]]
        self.pictures = [self._picture(row) for row in rows["pictures"]]
        self.tables = [PictureTables(tuple(map(_cell, row))) for row in rows["tables"]]
        self.drawings = [self._drawing(row) for row in rows["drawings"]]
        self.changes = [self._change(row) for row in rows["changes"]]

    def snapshot(self) -> Snapshot:
        if not 1 <= len(self._rows["sheets"]) <= MAX_JOURNAL_SHEETS:
            raise ValueError
        sheets: list[Sheet] = []
        strokes: tuple[Stroke, ...] = ()
        for row in self._rows["sheets"]:
            added = self._of(self.strokes, row.get("adds", ()))
            if not 0 <= row["shares"] <= len(strokes):
                raise ValueError
            strokes = (*strokes[: row["shares"]], *added)
            sheets.append(self._sheet(row, strokes))
        place = self._rows["place"]
        _at(sheets, place)
        for (
            sheet
        ) in sheets:  # pieces that are read again are to be the very ones that were corrected
            if sheet.picture is not None:
                said = (part for parts, _ in sheet.corrections.all for part in parts)
                former = (*sheet.picture.former, *(p for p in said if isinstance(p, Piece)))
                sheet.picture.former = tuple(dict.fromkeys(former))
        return Snapshot(tuple(sheets), place, self._of(self.drawings, self._rows["known"]))

    def _sheet(self, row: Any, strokes: tuple[Stroke, ...]) -> Sheet:
        picture = _at(self.pictures, row["picture"]) if "picture" in row else None
        has_tables = picture is not None and "tables" in row
        parts: tuple[Sequence[object], ...] = (self.strokes, self.pieces)
        said: list[Said] = [
            (tuple(_at(_at(parts, kind), number) for kind, number in named), _text(text))
            for named, text in row.get("corrections", ())
        ]
        return Sheet(
            Ink(strokes), picture, _at(self.tables, row["tables"]) if has_tables else None,
            Corrections(said), _at(self.files, row["file"]), _text(row.get("said", "")),
            self._of(self.changes, row.get("changes", ())),
        )  # fmt: skip

    def _file(self, row: Any) -> DrawingFile:
        notes = {_text(key): _text(value) for key, value in row["notes"].items()}
        ink = Ink(self._of(self.strokes, row["strokes"]))
        drawing = Drawing(ink, _maybe(_text, row["label"]), _maybe(_text, row["writer"]), notes)
        stamp = row["stamp"]
        found = None if stamp is None else (_whole(stamp[0]), _whole(stamp[1]))
        return DrawingFile(_maybe(Path, _maybe(_text, row["path"])), drawing, found)

    def _source(self, row: Any) -> Source | None:
        digest = _text(row["digest"])
        if not _DIGEST.fullmatch(digest):
            raise ValueError
        wide, high = map(_whole, row["size"])
        image = SourceImage(
            (wide, high), self._folder / digest, _whole(row["number"]), decoded,
            length=_whole(row["length"]),
        )  # fmt: skip
        if not (self._folder / digest).is_file():
            return None
        pages = None
        if row["pages"] is not None:
            path, name, count, number, is_file = row["pages"]
            if not is_file:  # pages that are turned to are in these bytes
                image.encoded = image.bytes()
            source = Path(_text(path)) if is_file else image.encoded
            pages = Pages(source, _text(path), _text(name), _whole(count), _whole(number))
        is_dark = row.get("has_dark_ink", True) is not False  # journals before knew no chalk
        return Source(image, _text(row["name"]), _number(row["paper"]), is_dark, pages=pages)

    def _picture(self, row: Any) -> Picture | None:
        source = _at(self.sources, row["source"])
        width, height = map(_number, row["size"])
        left, top, scale = map(_number, row["place"])
        if min(width, height, scale) <= 0:
            raise ValueError
        patches = self._of(self.patches, row["patches"])
        to_source = Affine(*map(_number, row["to_source"]))
        if source is None:
            return None
        return Picture(source, to_source, width, height, left, top, scale, patches=patches)

    def _drawing(self, row: Any) -> SavedDrawing:
        ink = Ink(self._of(self.strokes, row["strokes"]))
        return SavedDrawing(
            ink, _shelf_of(row["shelf"]), _maybe(_whole, row["id"]), _maybe(_whole, row["token"])
        )

    def _change(self, row: Any) -> LibraryChange:
        return LibraryChange(
            tuple(
                Move(_at(self.drawings, number), _shelf_of(before), _shelf_of(after))
                for number, before, after in row
            )
        )

    def _of(self, things: Sequence[Thing], numbers: Sequence[int]) -> tuple[Thing, ...]:
        return tuple(_at(things, number) for number in numbers)


def _at(things: Sequence[Thing], number: Any) -> Thing:
    place = _whole(number)
    if place < 0:
        raise ValueError
    return things[place]


def _stroke(numbers: list[float]) -> Stroke:
    start, *values = map(_number, numbers)
    points = zip(values[::3], values[1::3], values[2::3], strict=True)
    return Stroke(tuple(Point(*point) for point in points), start)


def _piece(row: Any) -> Piece:
    return Piece(Box(*map(_number, row["box"])), _spots(row, "<f4"), _number(row["size"]))


def _cell(values: Sequence[Any]) -> TableCell:
    table, row, column, text, confidence, reason, others, corners, is_corrected = values
    if len(corners) != 4:
        raise ValueError
    return TableCell(
        _whole(table), _whole(row), _whole(column), _text(text), _number(confidence),
        _text(reason), tuple((_text(other), _number(share)) for other, share in others),
        tuple((_number(x), _number(y)) for x, y in corners), is_corrected is True,
    )  # fmt: skip


def _shelf_of(row: Any) -> Shelf:
    is_there, label = row
    return Shelf(is_there is True, _maybe(_text, label))


def _spots(row: Any, kind: str) -> "NDArray[Any]":
    """Return an (n, 2) array of places."""
    import numpy as np  # of pictures alone

    data = zlib.decompressobj().decompress(base64.b64decode(_text(row["spots"])), MAX_SPOTS_BYTES)
    spots = np.frombuffer(data, kind).reshape(-1, 2)
    if not len(spots) or not np.isfinite(spots).all():
        raise ValueError
    found: NDArray[Any] = spots.astype(kind[1:])
    return found


def _maybe(make: Callable[[Any], Thing], value: Any) -> Thing | None:
    return None if value is None else make(value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError
    return value


def _number(value: Any) -> float:
    if not isinstance(value, (int, float)) or not math.isfinite(value):
        raise ValueError
    return float(value)
