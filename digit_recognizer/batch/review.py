"""A page to check doubtful readings on: each crop beside what was read, in any browser.

Purpose: write one self-contained HTML file, on which a person confirms or corrects readings with the
keyboard and saves them as CSV, which ``digits library import`` takes.
Contract: the page needs no network and no other file, and its policy allows none; names and texts from
outside are escaped. It is written row by row, and put in place when its block ends.
Not here: bringing corrections in (``library.file_trees``).
"""

import base64
import hashlib
import html
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

from numpy.typing import NDArray
from PIL import Image

from digit_recognizer.batch.page_regions import PageRegions, page_regions
from digit_recognizer.batch.rows import Field, Row, page_name
from digit_recognizer.errors import FileError
from digit_recognizer.files import writing_atomically
from digit_recognizer.ink import begins_as_drawing, read_drawing
from digit_recognizer.raster import page_from_ink
from digit_recognizer.raster.image import Region
from digit_recognizer.raster.pixels import image_of, on_paper
from digit_recognizer.resources import give_memory_back
from digit_recognizer.words import printable

MAX_REVIEW_ROWS = 5_000  # on one page: a browser still scrolls it
MAX_CROP_SIDES = (640, 240)  # pixels of a crop
CROP_MARGIN = 0.6  # of the height of what was read, around it
MAX_CROP_PNG_BYTES = 24_000  # bytes; larger crops become JPEG
DRAWN_INK_SIDE = 200  # pixels of drawn ink

_PAGE_NAME = re.compile(r"page (\d+)(?: |$)")  # what follows is a field of a form


class ReviewPage:
    """The page at a path, open until its block ends; :meth:`write` what was read."""

    def __init__(self, path: Path, boxes: Iterable[Field] = (), *, check: bool = False) -> None:
        """Begin the page at ``path``; ``boxes`` are the regions that rows may be about.

        ``check``: what has no verdict is shown too.
        """
        self._path, self._check = path, check
        self._boxes: Mapping[str, Field] = {box.field: box for box in boxes}
        self._stack = ExitStack()
        self._template = Path(__file__).with_name("review.html").read_text(encoding="utf-8")
        self._last: tuple[str, int, PageRegions] | None = None
        self.shown = self.beyond = self.without_picture = 0

    def __enter__(self) -> "ReviewPage":
        self._file: IO[bytes] = self._stack.enter_context(writing_atomically(self._path))
        head, self._tail = self._template.split("<!--rows-->")
        style, script = (_hash(self._template, tag) for tag in ("style", "script"))
        self._append(head.replace("{style}", style).replace("{script}", script))
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: Any) -> None:
        if kind is None:
            self._append(self._tail.replace("{summary}", self._summary()))
        self._stack.__exit__(kind, *rest)

    def write(
        self, rows: Sequence[Row], pictures: Mapping[str, NDArray[Any]] | None = None
    ) -> None:
        """Show those of ``rows`` that are doubtful. Raises FileError where the page can't be written.

        ``pictures``: (h, w) uint8 levels of fields that are no regions of their files, by their names.
        """
        pictures = pictures or {}
        for row in rows:
            if row.error and row.field not in pictures:
                continue
            if not (row.doubtful or (self._check and not row.verdict)):
                continue
            if self.shown == MAX_REVIEW_ROWS:
                self.beyond += 1
                continue
            try:
                given = pictures.get(row.field)
                crop = self._crop(row) if given is None else image_of(given)
                picture = _encoded(crop)
            except FileError:
                self.without_picture += 1  # its file has gone, or changed, since it was read
                continue
            self._append(_card(row, picture))
            self.shown += 1
        self._last = None  # a large page is not there beside the next one that is read

    def _crop(self, row: Row) -> Image.Image:
        """Return the picture of what was read; raises FileError."""
        if begins_as_drawing(row.file):
            return _drawn(row.file)
        name = page_name(row.field)
        field = self._boxes.get(name)
        page = _PAGE_NAME.match(name)
        number = (field.page if field else int(page[1]) if page else None) or 1
        sheet = self._sheet(row.file, number)
        height, width = sheet.shape
        area = (field.box if field else None) or (0, 0, width, height)
        return on_paper(image_of(sheet.cut(_around(area, row), row.file)), "L")

    def _sheet(self, file: str, number: int) -> PageRegions:
        """Return a page of a file; the last one stays for a while: its fields follow each other."""
        if self._last is None or self._last[:2] != (file, number):
            self._last = None
            give_memory_back()  # of the page before, or of reading this one
            sheet = next(page_regions(Path(file), number), None)
            if sheet is None:
                raise FileError(f"{file} has no page {number}.")
            self._last = (file, number, sheet)
        return self._last[2]

    def _summary(self) -> str:
        kind = "readings to look at" if self._check else "doubtful readings"
        said = [f"{self.shown:,} {kind}."]
        if self.beyond:
            said.append(f"{self.beyond:,} more are not on this page: read fewer files at a time.")
        if self.without_picture:
            said.append(f"{self.without_picture:,} could not be shown: their files have changed.")
        return " ".join(said)

    def _append(self, text: str) -> None:
        self._file.write(text.encode("utf-8", "replace"))


def _around(area: Region, row: Row) -> Region:
    """Return the part of ``area`` with what was read and a margin; all of it where it is small."""
    x, y, width, height = area
    if not row.boxes or (width <= MAX_CROP_SIDES[0] and height <= MAX_CROP_SIDES[1]):
        return area
    left, top = (min(box[side] for box in row.boxes) for side in (0, 1))
    right, bottom = (max(box[side] + box[side + 2] for box in row.boxes) for side in (0, 1))
    margin = CROP_MARGIN * (bottom - top) + 4
    left, right = max(x, round(left - margin)), min(x + width, round(right + margin))
    top, bottom = max(y, round(top - margin)), min(y + height, round(bottom + margin))
    return (left, top, right - left, bottom - top) if left < right and top < bottom else area


def _drawn(file: str) -> Image.Image:
    ink = read_drawing(file).ink
    box = ink.box
    scale = DRAWN_INK_SIDE / box.size if box.size > 0 else 1.0
    moved = ink.moved(20 - box.left * scale, 20 - box.top * scale, scale)
    width, height = (round(moved.box.right) + 20, round(moved.box.bottom) + 20)
    return Image.fromarray(255 - page_from_ink(moved, width=width, height=height, pen_width=6))


def _encoded(image: Image.Image) -> str:
    """Return the picture as a data URL, small enough for a cell of a table."""
    image.thumbnail(MAX_CROP_SIDES)
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=True)
    kind = "png"
    if buffer.tell() > MAX_CROP_PNG_BYTES:
        buffer, kind = io.BytesIO(), "jpeg"
        image.save(buffer, "JPEG", quality=80)
    return f"data:image/{kind};base64,{base64.b64encode(buffer.getvalue()).decode()}"


def _card(row: Row, picture: str) -> str:
    """Return one reading as HTML."""
    file, field, text = _safe(row.file), _safe(row.field), _safe(row.text, lines=True)
    name = f"{file}, {field}" if field else file
    said = f"{100 * row.confidence:.0f} %" if row.text else "nothing read"
    others = "".join(
        f'<button type="button" class="other" tabindex="-1" data-text="{_safe(other, lines=True)}">'
        f'{_safe(other)} <span class="said">{100 * share:.0f} %</span></button>'
        for other, share in row.alternatives
    )
    return (
        f'<section class="row" data-file="{file}" data-field="{field}" data-text="{text}" '
        f'data-confidence="{row.confidence:.6g}" data-said="{said}">\n'
        f'<img alt="what is to be read" src="{picture}">\n'
        f'<div><textarea rows="{1 + row.text.count(chr(10))}" aria-label="what {name} shows" '
        f'autocomplete="off" autocapitalize="off" spellcheck="false">{text}</textarea>\n'
        f'<div class="others"><span class="said">{said}</span>{others}</div>\n'
        f'<div class="name">{name}</div></div>\n</section>\n'
    )


def _safe(text: str, *, lines: bool = False) -> str:
    """Return ``text`` so that HTML shows it and nothing else; odd characters are written out.

    ``lines``: line breaks stay.
    """
    return html.escape(printable(text, "\n" if lines else ""))


def _hash(template: str, tag: str) -> str:
    """Return the SHA-256 by which the page's policy knows its only style or script."""
    content = template.partition(f"<{tag}>")[2].partition(f"</{tag}>")[0]
    return base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
