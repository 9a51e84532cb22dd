"""Entries as pictures: a PNG of any entry, and its 28x28 glyph.

Purpose: what a folder of PNG files and data sets of images hold of an entry, and entries from images.
Contract: pictures are 8-bit grey PNG files, ink bright on black. A picture that was saved is given as it
is; ink is drawn. Images from outside are untrusted: they come in by way of ``raster``.
Not here: tables, arrays, folders.
"""

import io
import warnings
from datetime import datetime

import numpy as np
from PIL import Image

from digit_recognizer.arrays import Page
from digit_recognizer.classifier import shipped_page_segmenter
from digit_recognizer.datasets.ink_lines import SampleError
from digit_recognizer.errors import FileError
from digit_recognizer.ink import Ink
from digit_recognizer.library.entry import Entry
from digit_recognizer.library.formats.metadata import entry_from
from digit_recognizer.raster import glyph_from_ink, glyph_from_page, page_from_ink
from digit_recognizer.raster.glyph import GLYPH_SIDE, levels
from digit_recognizer.raster.image import page_from_bytes
from digit_recognizer.raster.picture_ink import MAX_PAGE_SIDE
from digit_recognizer.raster.pixels import png_bytes

EXPORT_MARGIN = 24  # pixels around drawn ink
EXPORT_PEN_WIDTH = 8.0
MIN_INK_SIDE, MAX_INK_SIDE = 96.0, float(MAX_PAGE_SIDE - 2 * EXPORT_MARGIN)
"""How large ink is drawn, its longer side in pixels; between these it keeps its size."""


def png_of(entry: Entry) -> bytes:
    """Return the entry as a PNG file: the saved picture itself, or its ink drawn."""
    if entry.picture is not None:
        return entry.picture
    return png_bytes(_drawn(entry.ink or Ink()))


def glyph_of(entry: Entry) -> Page | None:
    """Return the entry as a (28, 28) uint8 picture, ink bright, or None if it shows nothing.

    A picture of this size is given as it is, so that data sets come back unchanged. Raises ValueError
    if the saved picture is damaged.
    """
    if entry.ink:
        glyph = glyph_from_ink(entry.ink)
    else:
        page = _own_page(entry.picture or b"")
        if page is None:
            raise ValueError("its picture is damaged")
        if page.shape == (GLYPH_SIDE, GLYPH_SIDE):
            return page
        glyph = glyph_from_page(page)
    return None if glyph is None else levels(glyph)


def is_glyph(entry: Entry) -> bool:
    """Whether a 28x28 picture holds all of the entry's content."""
    page = None if entry.ink else _own_page(entry.picture or b"")
    return page is not None and page.shape == (GLYPH_SIDE, GLYPH_SIDE)


def entry_of(
    data: bytes, name: str, notes: dict[str, str], made: datetime, source: str, *, is_page: bool
) -> Entry:
    """Return the entry of the image file ``data``; raises FileError, which calls it ``name``.

    ``is_page``: it is a picture of this program, to be kept as it is.
    """
    page = _own_page(data) if is_page else None
    if page is None:
        segmenter = shipped_page_segmenter()
        page = page_from_bytes(data, name, segmenter.shares if segmenter else None)
        data = png_bytes(page)
    if not page.any():
        raise FileError(f"{name} shows nothing: there is no ink on it.")
    try:
        return entry_from(notes, picture=data, made=made, source=source)
    except SampleError as fault:
        raise FileError(f"{name} is a picture {fault}: leave some out.") from fault


def page_of(picture: bytes) -> Page:
    """Return the page of a saved picture; raises FileError if it is damaged."""
    return page_from_bytes(picture, "a saved picture")


def _own_page(data: bytes) -> Page | None:
    """Return the page in a PNG file of this program, or None if it is none."""
    try:
        with (
            warnings.catch_warnings(action="ignore"),  # of its size, which is looked at here
            Image.open(io.BytesIO(data), formats=["PNG"]) as image,
        ):
            if image.mode != "L" or max(image.size) > MAX_PAGE_SIDE:
                return None
            return np.array(image)
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        return None


def _drawn(ink: Ink) -> Page:
    box = ink.box
    scale = 1.0
    if box.size > 0:
        scale = min(max(box.size, MIN_INK_SIDE), MAX_INK_SIDE) / box.size
    left, top = box.left * scale - EXPORT_MARGIN, box.top * scale - EXPORT_MARGIN
    return page_from_ink(
        ink.moved(-left, -top, scale),
        width=round(box.width * scale) + 2 * EXPORT_MARGIN,
        height=round(box.height * scale) + 2 * EXPORT_MARGIN,
        pen_width=EXPORT_PEN_WIDTH,
    )
