"""Pages of a PDF as pictures, as scanners and phones make them.

Purpose: have each page drawn at the resolution of the scan that it holds, in a process with limits: a
page is a program, and PDFium, which draws it, is written in C.
Contract: a page is (H, W, 3) uint8, upright, of about ``MAX_PDF_PIXELS`` at most, not to be written to.
What is wrong with a file, or takes more than ``MAX_PAGE_SECONDS`` of computing or too much memory, is a
FileError, a sentence for people. No scripts are run, and no password is asked for.
Not here: how a page is drawn (``worker``), other picture files, how pages are read (``raster.image``).
"""

import contextlib
import importlib.util
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.errors import FileError
from digit_recognizer.limited.process import LimitedProcess, StoppedError
from digit_recognizer.pdf.parameters import MAX_PAGE_SECONDS, MAX_PDF_PAGES, PDF

__all__ = ["MAX_PDF_PAGES", "PDF", "is_pdf", "pdf_page_count", "pdf_sheets"]

PDF_BEGINNING = b"%PDF-"


def is_pdf(head: bytes) -> bool:
    """Whether a file that begins with ``head`` is to be opened as a PDF."""
    return head.lstrip(b"\xef\xbb\xbf\0 \t\r\n").startswith(PDF_BEGINNING)


def pdf_page_count(source: Path | bytes, path: str) -> int:
    """Return how many pages a PDF, or the one at a path, has. Raises FileError.

    ``path`` is only named in errors.
    """
    with _opened(source, path) as (_, count):
        return count


def pdf_sheets(source: Path | bytes, path: str, first: int = 1) -> Iterator[NDArray[np.uint8]]:
    """Yield the pages of a PDF, or of the one at a path, from ``first`` on, (H, W, 3) uint8 each.

    Of a file only what its pages need is read. ``path`` is only named in errors. Raises FileError, for
    a page that is broken too.
    """
    with _opened(source, path) as (process, count):
        for number in range(first, count + 1):
            answer, data = _asked(process, f"{path}, page {number}", {"page": number})
            yield np.frombuffer(data, np.uint8).reshape(answer["shape"])
            del data


@contextlib.contextmanager
def _opened(source: Path | bytes, path: str) -> Iterator[tuple[LimitedProcess, int]]:
    """Give a process that has the document open, and how many pages it has."""
    if importlib.util.find_spec("pypdfium2") is None:
        raise FileError(
            f"{path} is a PDF, which needs pypdfium2: run pip install '.[pdf]' in the program's folder."
        )
    process = LimitedProcess("digit_recognizer.pdf.worker")
    try:
        given = source if isinstance(source, bytes) else b""
        file = None if isinstance(source, bytes) else str(source)
        answer, _ = _asked(process, path, {"file": file, "size": len(given)}, given)
        yield process, int(answer["count"])
    finally:
        process.end()


def _asked(
    process: LimitedProcess, name: str, header: dict[str, Any], more: bytes = b""
) -> tuple[dict[str, Any], bytes]:
    try:
        answer, _, data = process.asked(header, None, more)
    except StoppedError as error:
        raise FileError(
            f"{name} takes more than {MAX_PAGE_SECONDS:g} s to draw, or too much memory: save it as a "
            "picture."
        ) from error
    if "wrong" in answer:
        raise FileError(f"{name} {answer['wrong']}")
    return answer, data
