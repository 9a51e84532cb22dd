"""Opening pictures: from a file, from bytes, from the clipboard's image.

Purpose: what comes from outside to a :class:`~digit_recognizer.app.picture.picture.Source`.
Contract: the limits and sentences are ``raster``'s; the FileErrors raised here are for people. An image
of more than ``MAX_IMAGE_SIDE`` pixels a side is made smaller. Takes as long as decoding takes: not for
the thread that paints.
Not here: threads (``jobs``), where the bytes come from (``gui.picture.clipboard``).
"""

from pathlib import Path
from typing import TYPE_CHECKING

from digit_recognizer.app.picture.picture import Source
from digit_recognizer.endings import PICTURES

if TYPE_CHECKING:
    from PIL import Image

MAX_IMAGE_SIDE = 4096  # pixels a side
DRAWING_ENDINGS = (".inkml", ".xml")


def is_picture(path: Path) -> bool:
    """Whether ``path`` is to be opened as a picture: by its name, else by how it begins."""
    ending = path.suffix.lower()
    if ending in PICTURES or ending in DRAWING_ENDINGS:
        return ending in PICTURES
    try:
        with path.open("rb") as file:
            return b"<" not in file.read(64)  # a drawing is XML
    except OSError:
        return False


def opened_file(path: Path) -> Source:
    """Return the picture in ``path``; raises FileError."""
    from digit_recognizer.files import read_limited
    from digit_recognizer.raster.image import MAX_IMAGE_BYTES

    return opened_bytes(read_limited(path, MAX_IMAGE_BYTES, "an image"), str(path), path.name)


def opened_bytes(data: bytes, path: str, name: str) -> Source:
    """Return the picture that ``data`` is; ``path`` is only named in errors. Raises FileError."""
    from digit_recognizer.raster.image_pages import has_one_sheet, sheets
    from digit_recognizer.raster.pixels import image_of

    array = next(sheets(data, path))
    note = "" if has_one_sheet(data, path) else "Only the first page is shown."
    return source_of(image_of(array), name, note)


def source_of(image: "Image.Image", name: str, note: str = "") -> Source:
    """Return an upright image of any mode as what is shown and read."""
    import numpy as np

    from digit_recognizer.raster.pixels import on_paper

    if max(image.size) > MAX_IMAGE_SIDE:
        image = image.reduce(-(-max(image.size) // MAX_IMAGE_SIDE))
    image = on_paper(image, "RGB")
    small = image.convert("L").reduce(max(1, max(image.size) // 256))
    return Source(image, name, float(np.median(np.asarray(small))), note)
