"""Pages of a PDF as pictures, as scanners and phones make them.

Purpose: render each page with PDFium (the extra ``pdf``: pypdfium2, imported here only) at the
resolution of the scan that it holds; what is drawn and noted on the page is part of it.
Contract: a page is (H, W, 3) uint8, upright, of about ``MAX_PDF_PIXELS`` at most. Whatever PDFium says
of a file is a FileError, a sentence for people. PDFium has one caller at a time; all that it opens is
closed. It runs no scripts, and asks for no password. The time that a page takes has no limit.
Not here: other picture files, how pages are read (``raster.image``).
"""

import contextlib
import math
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.errors import FileError
from digit_recognizer.words import clause_of

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

PDF_BEGINNING = b"%PDF-"
MAX_PDF_PIXELS = 40_000_000  # of a page: A3 at 400 dpi, 120 MB
MAX_PDF_SIDE = 20_000  # pixels of a page
MAX_PDF_PAGES = 10_000
MAX_PAGE_OBJECTS = 5_000  # that are looked at to find the scan
POINTS_PER_INCH = 72.0
IMAGE_OBJECT = 3  # FPDF_PAGEOBJ_IMAGE

PDFIUM_LOCK = threading.RLock()


@dataclass(frozen=True, slots=True)
class PdfParameters:
    """How large a page of a PDF becomes here."""

    resolution: float = 200.0  # dots per inch where there is no scan: what scanners give; judged
    scan_share: float = 0.5  # of the page's short side: the longer one of a scan; judged
    depth: int = 3  # levels of forms in forms in which a scan is looked for; judged
    rounding: float = 1e-6  # of the scale: less than a pixel of the largest page


PDF = PdfParameters()


def is_pdf(head: bytes) -> bool:
    """Whether a file that begins with ``head`` is to be opened as a PDF."""
    return head.lstrip(b"\xef\xbb\xbf\0 \t\r\n").startswith(PDF_BEGINNING)


def pdf_page_count(source: Path | bytes, path: str) -> int:
    """Return how many pages a PDF, or the one at a path, has. Raises FileError.

    ``path`` is only named in errors.
    """
    with _document(source, path) as document:
        return len(document)


def pdf_sheets(source: Path | bytes, path: str, first: int = 1) -> Iterator[NDArray[np.uint8]]:
    """Yield the pages of a PDF, or of the one at a path, from ``first`` on, (H, W, 3) uint8 each.

    Of a file only what its pages need is read. ``path`` is only named in errors. Raises FileError, for
    a page that is broken too.
    """
    with _document(source, path) as document:
        for number in range(first, len(document) + 1):
            with _rendering(f"{path}, page {number}"):
                sheet = _rendered(document, number - 1)
            yield sheet


@contextlib.contextmanager
def _document(source: Path | bytes, path: str) -> Iterator["PdfDocument"]:
    try:
        import pypdfium2
    except ModuleNotFoundError:
        raise FileError(
            f"{path} is a PDF, which needs pypdfium2: run pip install '.[pdf]' in the program's folder."
        ) from None
    raw = pypdfium2.raw
    with PDFIUM_LOCK:
        if isinstance(source, bytes):
            handle = raw.FPDF_LoadMemDocument64(source, len(source), None)
        else:
            handle = raw.FPDF_LoadDocument(os.fsencode(source) + b"\0", None)
        if not handle:
            code = raw.FPDF_GetLastError()
            if code == raw.FPDF_ERR_PASSWORD:
                raise FileError(f"{path} needs a password: save it without one.")
            raise FileError(f"{path} is a damaged PDF: save it again.")
        document = pypdfium2.PdfDocument(handle)
    try:
        if not len(document):
            raise FileError(f"{path} is a PDF without pages: save it again.")
        if len(document) > MAX_PDF_PAGES:
            raise FileError(f"{path} has more than {MAX_PDF_PAGES:,} pages: split it.")
        yield document
    finally:
        with PDFIUM_LOCK:
            document.close()


@contextlib.contextmanager
def _rendering(page: str) -> Iterator[None]:
    """Raise FileError for whatever PDFium says of ``page``."""
    with PDFIUM_LOCK:
        try:
            yield
        except Exception as error:  # as with Pillow: of a damaged file, nearly anything
            raise FileError(f"{page} is damaged: {clause_of(error)}.") from error


def _rendered(document: "PdfDocument", index: int) -> NDArray[np.uint8]:
    with contextlib.closing(document[index]) as page:
        width, height = page.get_size()
        scale = _scan_scale(page, min(width, height)) or PDF.resolution / POINTS_PER_INCH
        scale = min(
            scale, math.sqrt(MAX_PDF_PIXELS / (width * height)), MAX_PDF_SIDE / max(width, height)
        )
        scale *= 1 - PDF.rounding  # the size is rounded up: a scan is to keep its own
        with contextlib.closing(page.render(scale=scale, rev_byteorder=True)) as bitmap:
            return np.array(bitmap.to_numpy()[..., :3], np.uint8)


def _scan_scale(page: "PdfPage", short_side: float) -> float:
    """Return how many pixels a point of the finest scan has that fills much of the page; 0: no scan."""
    finest = 0.0
    found: Iterator[Any] = page.get_objects(max_depth=PDF.depth)
    for each in islice(found, MAX_PAGE_OBJECTS):
        if each.type != IMAGE_OBJECT:
            continue
        a, b, c, d, _, _ = each.get_matrix().get()
        sides = math.hypot(a, b), math.hypot(c, d)
        if max(sides) >= PDF.scan_share * short_side and min(sides) > 0:
            finest = max(finest, each.get_px_size()[0] / sides[0])
    return finest
