"""The process in which PDFium draws pages: this module, run by ``python -m``.

Purpose: open the document that standard input names or is, and draw the pages that are asked for with
PDFium (the extra ``pdf``: pypdfium2, imported here only), with what is drawn and noted on them.
Contract: the process has the limits of ``limited``. Whatever PDFium says of a file is an answer, the
end of a sentence. The process ends with standard input.
Not here: who asks (``pdf``).
"""

import contextlib
import math
import os
import sys
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.limited.limits import answers_only, limit_time
from digit_recognizer.limited.messages import read_exactly, read_message, write_message
from digit_recognizer.pdf.parameters import (
    MAX_PAGE_OBJECTS,
    MAX_PAGE_SECONDS,
    MAX_PDF_PAGES,
    MAX_PDF_PIXELS,
    MAX_PDF_SIDE,
    PDF,
    POINTS_PER_INCH,
)
from digit_recognizer.words import clause_of

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

IMAGE_OBJECT = 3  # FPDF_PAGEOBJ_IMAGE


def main() -> None:
    """Serve until standard input ends."""
    answers = answers_only()
    limit_time(MAX_PAGE_SECONDS)
    header, _ = read_message(sys.stdin.buffer)
    given = read_exactly(sys.stdin.buffer, header["size"])
    opened = document_of(header["file"] or given)
    if isinstance(opened, str):
        write_message(answers, {"wrong": opened})
        return
    write_message(answers, {"count": len(opened)})
    while True:
        number = int(read_message(sys.stdin.buffer)[0]["page"])
        limit_time(MAX_PAGE_SECONDS)
        page = page_of(opened, number)
        if isinstance(page, str):
            write_message(answers, {"wrong": page})
        else:
            write_message(answers, {"shape": page.shape, "size": page.nbytes})
            answers.write(page.data)
            answers.flush()


def document_of(source: str | bytes) -> "PdfDocument | str":
    """Return the PDF at a path, or that these bytes are; else the end of a sentence about it."""
    import pypdfium2

    raw = pypdfium2.raw
    if isinstance(source, bytes):
        handle = raw.FPDF_LoadMemDocument64(source, len(source), None)
    else:
        handle = raw.FPDF_LoadDocument(os.fsencode(source) + b"\0", None)
    if not handle:
        if raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD:
            return "needs a password: save it without one."
        return "is a damaged PDF: save it again."
    document = pypdfium2.PdfDocument(handle)
    if not len(document):
        return "is a PDF without pages: save it again."
    if len(document) > MAX_PDF_PAGES:
        return f"has more than {MAX_PDF_PAGES:,} pages: split it."
    return document


def page_of(document: "PdfDocument", number: int) -> NDArray[np.uint8] | str:
    """Return a page, counted from 1, as (H, W, 3) uint8; else the end of a sentence about it."""
    try:
        return _drawn(document, number - 1)
    except Exception as error:  # as with Pillow: of a damaged file, nearly anything
        return f"is damaged: {clause_of(error)}."


def _drawn(document: "PdfDocument", index: int) -> NDArray[np.uint8]:
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


if __name__ == "__main__":
    with contextlib.suppress(EOFError, BrokenPipeError):
        main()
