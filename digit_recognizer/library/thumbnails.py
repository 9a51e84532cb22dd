"""Saved drawings as small pages.

Purpose: one way to show a drawing small, for the gallery and for the analysis.
Contract: pages are (height, width) uint8, ink bright. A drawing fills its page as far as its shape
allows, at most ``MAX_ENLARGEMENT`` times as large as it was drawn.
Not here: colours, threads.
"""

import numpy as np
from PIL import Image

from digit_recognizer.arrays import Page
from digit_recognizer.errors import FileError
from digit_recognizer.ink import Ink
from digit_recognizer.ink.curves import smoothed
from digit_recognizer.library.entry import Entry
from digit_recognizer.library.formats.pictures import page_of
from digit_recognizer.raster import page_from_ink

THUMBNAIL_MARGIN = 0.1  # of the shorter side
MAX_PEN_SHARE = 0.055  # of the shorter side
DRAWN_PEN_WIDTH = 12.0  # about as wide as the pen on the canvas
MAX_ENLARGEMENT = 4.0
DRAWN_POINT_SPACING = 4.0  # units of the ink between points of a curve, as on the canvas


def thumbnail(entry: Entry, width: int, height: int, pen: float | None = None) -> Page | None:
    """Return ``entry`` in the middle of a page, None if damaged; ``pen`` as in :func:`ink_thumbnail`."""
    if entry.ink:
        return ink_thumbnail(entry.ink, width, height, pen)
    try:
        picture = Image.fromarray(page_of(entry.picture or b""))
    except FileError:
        return None
    margin = THUMBNAIL_MARGIN * min(width, height)
    scale = min((width - margin) / picture.width, (height - margin) / picture.height)
    scale = min(MAX_ENLARGEMENT, scale)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    page = Image.new("L", (width, height))
    corner = ((width - size[0]) // 2, (height - size[1]) // 2)
    page.paste(picture.resize(size, Image.Resampling.LANCZOS), corner)
    return np.asarray(page)


def ink_thumbnail(ink: Ink, width: int, height: int, pen: float | None = None) -> Page:
    """Return ``ink`` in the middle of a page.

    ``pen``: its width in pixels; None for the pen of the canvas, which gets thinner with the drawing.
    """
    side, box = min(width, height), ink.box
    room_x, room_y = (length - 2 * THUMBNAIL_MARGIN * side for length in (width, height))
    scale = min(MAX_ENLARGEMENT, room_x / max(box.width, 1e-9), room_y / max(box.height, 1e-9))
    x = width / 2 - (box.left + box.right) / 2 * scale
    y = height / 2 - (box.top + box.bottom) / 2 * scale
    ink = smoothed(ink, max(DRAWN_POINT_SPACING, DRAWN_PEN_WIDTH / 4))
    pen = pen or max(1.2, min(MAX_PEN_SHARE * side, DRAWN_PEN_WIDTH * scale))
    return page_from_ink(ink.moved(x, y, scale), width=width, height=height, pen_width=pen)
