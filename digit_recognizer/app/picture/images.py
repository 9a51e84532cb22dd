"""Images: what comes from outside to a :class:`~.picture.Source`, and how a picture looks on the canvas.

Purpose: open files, bytes and the clipboard's image; pixels for Tk, and for an exported file with what
was drawn.
Contract: the limits and sentences of opening are ``raster``'s; FileErrors raised here are for people. An
image of more than ``MAX_IMAGE_SIDE`` pixels a side is made smaller. Paper is shown as bright as the
theme's, so that ink, boxes and labels can be seen on it: dark writing is shown light on dark in the dark
theme, hues kept, light writing dark on light in the light one, and dim paper is made brighter. An
exported picture keeps its own colours. All of it takes as long as decoding takes: not for the thread
that paints.
Not here: Tk, threads (``app.jobs``), where the bytes come from (``gui.picture.clipboard``).
"""

import io
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from digit_recognizer.app.language import tr, tr_later, whole_number
from digit_recognizer.app.palette import ppm_bytes
from digit_recognizer.app.picture.pages import Pages
from digit_recognizer.app.picture.picture import Picture, Source
from digit_recognizer.app.picture.source_image import SourceImage
from digit_recognizer.errors import FileError
from digit_recognizer.files import HEIF_ENDINGS, PDF_ENDING, PICTURES, is_there
from digit_recognizer.ink import Ink, begins_as_drawing

if TYPE_CHECKING:
    from PIL import Image

STORED_NAME = tr_later("The stored picture")
MAX_IMAGE_SIDE = 4096  # pixels a side
XML_ENDINGS = (".xml", ".ink")
PAPER_LEVEL, DARK_PAPER_LEVEL = 230.0, 246.0  # of 255; dark: before it is turned over
MAX_GAIN = 2.5
NO_SUCH_PAGE = tr_later("{path} has no page {number}: open it again.")
MAX_SHOWN_SIDE = 2400  # pixels on the screen
MIN_LEVEL = 30
EXPORTED_INK, EXPORTED_CHALK = (22, 32, 46), (243, 245, 248)


def is_picture(path: Path) -> bool:
    """Whether ``path`` is to be opened as a picture: by how it begins, else by its name."""
    ending = path.suffix.lower()
    if ending in XML_ENDINGS or begins_as_drawing(path):
        return False
    return ending in (*PICTURES, PDF_ENDING, *HEIF_ENDINGS) or is_there(path)


def opened_file(path: Path) -> Source:
    """Return the picture in ``path``; raises FileError. Of several pages it is the first."""
    from digit_recognizer.files import read_limited
    from digit_recognizer.raster.image import MAX_IMAGE_BYTES, is_pdf_file

    if is_pdf_file(path):
        return opened_bytes(path, str(path), path.name)
    return opened_bytes(read_limited(path, MAX_IMAGE_BYTES, tr("an image")), str(path), path.name)


def opened_bytes(source: bytes | Path, path: str, name: str) -> Source:
    """Return the picture that ``source`` is; ``path`` is only named in errors. Raises FileError.

    Of several pages it is the first.
    """
    from digit_recognizer.raster.image import sheet_numbers

    count = 0
    with suppress(FileError):  # of a page that is broken: those before it are there
        for number in sheet_numbers(source, path):
            count = number
    return opened_page(Pages(source, path, name, max(count, 1)))


def opened_page(pages: Pages) -> Source:
    """Return the picture of a page; raises FileError."""
    from digit_recognizer.raster.image import sheets
    from digit_recognizer.raster.pixels import image_of

    found = sheets(pages.source, pages.path, pages.number, most_side=MAX_IMAGE_SIDE)
    sheet = next(found, None)
    if sheet is None:
        raise FileError(tr(NO_SUCH_PAGE, path=pages.path, number=whole_number(pages.number)))
    data = pages.source if isinstance(pages.source, bytes) else None
    number = pages.number if data else 1
    shown = pages if pages.count > 1 else None
    return source_of(image_of(sheet, _factor(sheet.shape)), pages.name, shown, data, number)


def decoded(data: bytes, number: int) -> "Image.Image":
    """Return page ``number`` of the file ``data`` as :func:`source_of` has it; raises FileError."""
    from digit_recognizer.raster.image import sheets
    from digit_recognizer.raster.pixels import image_of

    sheet = next(sheets(data, STORED_NAME, number, most_side=MAX_IMAGE_SIDE), None)
    if sheet is None:
        raise FileError(tr(NO_SUCH_PAGE, path=tr(STORED_NAME), number=whole_number(number)))
    return _prepared(image_of(sheet, _factor(sheet.shape)))


def source_of(
    image: "Image.Image", name: str, pages: Pages | None = None, data: bytes | None = None,
    number: int = 1,
) -> Source:  # fmt: skip
    """Return an upright image of any mode as what is shown and read.

    ``data``: the file of which it is page ``number``; None: it is to be encoded.
    """
    import numpy as np

    from digit_recognizer.raster.polarity import has_dark_ink

    image = _prepared(image)
    if data is None:
        buffer = io.BytesIO()
        image.save(buffer, "PNG", compress_level=1)  # fast, and a page of paper is small even so
        data = buffer.getvalue()
    pixels = SourceImage(image.size, data, number, decoded, pixels=image)
    small = image.convert("L").reduce(max(1, max(image.size) // 256))
    paper = float(np.median(np.asarray(small)))
    return Source(pixels, name, paper, has_dark_ink(np.asarray(image)), pages)


def _prepared(image: "Image.Image") -> "Image.Image":
    from digit_recognizer.raster.pixels import on_paper

    factor = _factor(image.size)
    return on_paper(image.reduce(factor) if factor > 1 else image, "RGB")


def _factor(size: tuple[int, ...]) -> int:
    """Return by how much an image of this size, or an array of this shape, is made smaller."""
    return -(-max(size) // MAX_IMAGE_SIDE)


def ppm(picture: Picture, zoom: float, *, dark: bool) -> bytes:
    """Return ``picture``, each canvas unit ``zoom`` pixels large, as Tk's PhotoImage takes it."""
    image = picture.drawn("RGB", picture.scale * zoom, fine=False)
    paper = picture.source.paper
    if not picture.source.has_dark_ink:  # a blackboard: first as if it were paper
        image, paper = _turned_over(image), 255 - paper
    wanted = DARK_PAPER_LEVEL if dark else PAPER_LEVEL
    gain = min(max(wanted / max(paper, 1.0), 1.0), MAX_GAIN)
    image = image.point([min(255, round(gain * level)) for level in range(256)] * 3)
    if dark:  # a little brighter than turned over: paper is never black
        levels = [round(MIN_LEVEL + (255 - MIN_LEVEL) * level / 255) for level in range(256)]
        image = _turned_over(image).point(levels * 3)
    return ppm_bytes(*image.size, image.tobytes())


def exported(picture: Picture, ink: Ink, pen_width: float) -> bytes:
    """Return a PNG of ``picture`` in its own pixels with ``ink`` drawn on it."""
    from PIL import Image

    from digit_recognizer.raster import page_from_ink
    from digit_recognizer.raster.pixels import png_bytes

    image = picture.drawn("RGB", 1.0)
    scale = picture.scale
    placed = ink.moved(-picture.left / scale, -picture.top / scale, 1 / scale)
    pen = max(1.0, pen_width / scale)
    drawn = page_from_ink(placed, width=image.width, height=image.height, pen_width=pen)
    colour = EXPORTED_INK if picture.source.has_dark_ink else EXPORTED_CHALK
    image.paste(Image.new("RGB", image.size, colour), mask=Image.fromarray(drawn))
    return png_bytes(image)


def _turned_over(image: "Image.Image") -> "Image.Image":
    """Return an RGB image with light and dark exchanged, its hues kept."""
    import numpy as np
    from PIL import Image

    planes = [np.asarray(plane, np.int16) for plane in image.split()]
    most = np.maximum(np.maximum(planes[0], planes[1]), planes[2])
    least = np.minimum(np.minimum(planes[0], planes[1]), planes[2])
    moved = 255 - most - least
    turned = [Image.fromarray((plane + moved).astype(np.uint8)) for plane in planes]
    return Image.merge("RGB", turned)
