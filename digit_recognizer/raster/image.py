"""From an image, a file or an array, to a page: the one door where images enter.

Purpose: decode untrusted image files, bring every mode to 8-bit grey, decide the polarity, remove the
paper's tone; give the pages of a scan (TIFF, PDF), and given regions of a form, as arrays.
Contract: a page is (H, W) uint8 with 0 for paper and 255 for ink, at most ``MAX_PAGE_SIDE`` pixels
a side; a sheet is an array that stands upright (EXIF). Files have limits, and a sentence for each way of
being wrong. Polarity is decided here and nowhere else: the paper is what most of the border shows.
Not here: kinds of arrays, transparency (``pixels``); uneven light, form lines, noise (``photo``).
"""

import contextlib
import io
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter, ImageOps, UnidentifiedImageError

from digit_recognizer.arrays import Levels, Page
from digit_recognizer.errors import FileError
from digit_recognizer.files import read_limited, reading, require_regular
from digit_recognizer.raster.connected_components import connected_components
from digit_recognizer.raster.parameters import IMAGE
from digit_recognizer.raster.pdf import MAX_PDF_PAGES, is_pdf, pdf_page_count, pdf_sheets
from digit_recognizer.raster.photo import ink_of_photo, otsu
from digit_recognizer.raster.pixels import image_of, is_transparent, on_paper
from digit_recognizer.words import one_line

MAX_IMAGE_BYTES = 256 * 2**20
MAX_IMAGE_PIXELS = 100_000_000
MAX_PAGE_SIDE = 1024
MAX_SHEETS = MAX_PDF_PAGES
PDF_HEAD_BYTES = 1024
DEEP_MODES = frozenset({"I", "I;16", "I;16B", "I;16L", "F"})  # of more than 8 bits
SAMPLE_BITS = (1, 8, 10, 12, 14, 16)  # that samples of 16 or 32 bits really hold
IMAGE_FORMATS = ("PNG", "JPEG", "TIFF", "WEBP", "BMP", "GIF", "PPM")

Region = tuple[int, int, int, int]
"""x and y of the left upper corner, width and height, in pixels of the upright page."""


def page_from_image(source: str | Path | NDArray[Any]) -> Page:
    """Return the page of an image file or of an array.

    Arrays are as for ``pixels.image_of``: grey, RGB or RGBA of numbers of several kinds. Of an animation
    the first frame is read. Raises FileError for a file that is no readable image (or too large to be
    one), ValueError for an array of another kind, TypeError for what is neither a path nor an array.
    """
    return page_and_scale(source)[0]


def page_and_scale(source: str | Path | NDArray[Any]) -> tuple[Page, float]:
    """Return the (H, W) uint8 page, and how many pixels of it are one of the image.

    Raises FileError, ValueError or TypeError, as :func:`page_from_image`.
    """
    if isinstance(source, np.ndarray):
        return _scaled(_page(image_of(source)), max(source.shape[:2]))
    try:
        path = Path(source)
    except TypeError:
        kind = type(source).__name__
        raise TypeError(f"an image is a path or a NumPy array, not {kind}") from None
    if is_pdf_file(path):
        return page_and_scale(next(pdf_sheets(path, str(path))))
    return _decoded(read_limited(path, MAX_IMAGE_BYTES, "an image"), str(path))


def page_from_bytes(data: bytes, path: str) -> Page:
    """Return the page of the image file that ``data`` is; ``path`` is only named in errors."""
    return _decoded(data, path)[0]


def _decoded(data: bytes, path: str) -> tuple[Page, float]:
    if is_pdf(data[:PDF_HEAD_BYTES]):
        return page_and_scale(next(pdf_sheets(data, path)))
    with opened(data, path) as image:
        check_size(image)
        longest = max(image.size)
        image.draft("L", (MAX_PAGE_SIDE, MAX_PAGE_SIDE))
        plain = _plain(image)
    return _scaled(_page(plain), longest)


def _scaled(page: Page, longest: int) -> tuple[Page, float]:
    return page, max(page.shape) / longest


@contextlib.contextmanager
def opened(data: bytes, path: str) -> Iterator[Image.Image]:
    """Give the image file that ``data`` is, not yet decoded; ``path`` is only named in errors.

    Whatever Pillow raises, here or while it decodes inside the block, is raised as FileError. The block
    is for calls of Pillow alone: an error of this program is not the file's.
    """
    with _decoding(path), Image.open(io.BytesIO(data), formats=IMAGE_FORMATS) as image:
        yield image


@contextlib.contextmanager
def _decoding(path: str) -> Iterator[None]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # damaged metadata is no reason to refuse a picture
            yield
    except UnidentifiedImageError:
        raise FileError(
            f"{path} is not an image this program reads: give a PNG, JPEG, TIFF, WebP, BMP or "
            "PDF file."
        ) from None
    except Image.DecompressionBombError:
        raise FileError(
            f"{path} has more than {MAX_IMAGE_PIXELS // 10**6} million pixels: scale it down first."
        ) from None
    except Exception as error:  # a damaged file makes Pillow raise nearly anything
        reason = one_line(str(error)).rstrip(".") or type(error).__name__
        raise FileError(f"{path} is a damaged image: {reason}.") from error


def check_size(image: Image.Image) -> None:
    """Raise what :func:`opened` says of too large an image; nothing of it need be decoded yet."""
    if image.width * image.height > MAX_IMAGE_PIXELS:
        raise Image.DecompressionBombError


def _page(image: Image.Image) -> Page:
    grey = _grey(image)
    if max(grey.size) > MAX_PAGE_SIDE:
        factor = MAX_PAGE_SIDE / max(grey.size)
        size = (max(1, round(grey.width * factor)), max(1, round(grey.height * factor)))
        grey = grey.resize(size, Image.Resampling.BOX, reducing_gap=2.0)
    levels = np.asarray(grey, np.float32)
    border = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    paper = float(np.median(border))
    darkest, brightest = float(levels.min()), float(levels.max())
    # Ink is whatever differs from the paper; the side that differs more is the ink's.
    ink = levels - paper if brightest - paper > paper - darkest else paper - levels
    strongest = float(ink.max())
    if strongest < IMAGE.min_contrast:
        return np.zeros(levels.shape, np.uint8)
    is_dark = brightest - paper <= paper - darkest
    if not _is_clean(levels, paper, ink / strongest):
        return ink_of_photo(_enlarged(levels if is_dark else 255 - levels))
    ink = np.clip(ink / strongest, 0, 1)
    if min(levels.shape) <= IMAGE.cut_out_side:
        ink = _without_specks(ink)
    floor = otsu(ink) / 2
    return np.asarray(np.clip((ink - floor) / (IMAGE.full_ink - floor), 0, 1) * 255, np.uint8)


def _is_clean(levels: Levels, paper: float, ink: Levels) -> bool:
    """Whether nothing needs to be cleaned: the paper has one level, or there is too little of it."""
    if min(levels.shape) <= IMAGE.cut_out_side:
        return True
    bare = levels[ink < otsu(np.clip(ink, 0, 1))]
    return bool(np.mean(np.abs(bare - paper) <= IMAGE.even_levels) >= IMAGE.clean_share)


def _without_specks(ink: Levels) -> Levels:
    """Return ``ink`` in [0, 1] without the specks that lie all over it, each pixel a local median.

    Specks are pixels of ink away from all others; a few are no noise, and then thin strokes are not to
    suffer: ``ink`` comes back as it was.
    """
    inked = ink >= 0.5
    height, width = ink.shape
    padded = np.pad(inked, 1).astype(np.intp)
    around = sum(
        (padded[y : y + height, x : x + width] for y in range(3) for x in range(3)),
        np.zeros(ink.shape, np.intp),
    )
    if np.count_nonzero(inked & (around == 1)) < max(
        IMAGE.min_specks, IMAGE.speck_share * ink.size
    ):
        return ink
    image = Image.fromarray(np.rint(np.clip(ink, 0, 1) * 255).astype(np.uint8))
    calm = np.asarray(image.filter(ImageFilter.MedianFilter(3)), np.float32) / 255
    pieces = connected_components(calm >= 0.5)
    if not len(pieces.areas) or calm.min() >= 0.5:
        return ink
    names = np.where(pieces.areas >= IMAGE.clump_share * pieces.areas.max(), 0, -1).astype(np.int32)
    kept = pieces.labels((height, width), names) >= 0
    return np.where(kept | (calm < 0.5), calm, np.float32(0))


def _enlarged(levels: Levels) -> Levels:
    """Return a small picture larger, smoothly: what is found in it is finer than its pixels."""
    height, width = levels.shape
    factor = min(
        IMAGE.enlarged_side / min(levels.shape),
        MAX_PAGE_SIDE / max(levels.shape),
        IMAGE.max_enlargement,
    )
    if factor <= IMAGE.min_enlargement:
        return levels
    size = (round(width * factor), round(height * factor))
    larger = Image.fromarray(levels).resize(size, Image.Resampling.BICUBIC)
    return np.clip(np.asarray(larger, np.float32), 0, 255)


def _grey(image: Image.Image) -> Image.Image:
    """Return ``image`` as 8-bit grey; what is transparent becomes paper."""
    if image.mode in DEEP_MODES:
        levels = np.nan_to_num(np.asarray(image, np.float32))
        strongest = max(float(levels.max()), 1.0)
        tops = () if image.mode == "F" else (2.0**bits - 1 for bits in SAMPLE_BITS)
        top = next((top for top in tops if strongest <= top), strongest)
        return Image.fromarray(np.asarray(np.clip(levels / top * 255, 0, 255), np.uint8))
    return on_paper(image, "L")


def is_pdf_file(path: Path) -> bool:
    """Whether there is a PDF at ``path``; of a PDF only what its pages need is read, so it has no limit.

    Raises FileError.
    """
    with reading(path):
        require_regular(path, "an image")
        with path.open("rb") as file:
            return is_pdf(file.read(PDF_HEAD_BYTES))


def sheets(source: Path | bytes, path: str, first: int = 1) -> Iterator[NDArray[Any]]:
    """Yield the pages of a picture file, or the one at a path, from page ``first`` on, one at a time.

    (H, W), (H, W, 3) or (H, W, 4) uint8. Only a TIFF and a PDF have several; of an animation the first
    frame is its page. ``path`` is only named in errors. Raises FileError, for a page that is broken
    too: go on behind it with another call.
    """
    if isinstance(source, Path) and not is_pdf_file(source):
        source = read_limited(source, MAX_IMAGE_BYTES, "an image")
    if isinstance(source, Path) or is_pdf(source[:PDF_HEAD_BYTES]):
        yield from pdf_sheets(source, path, first)
        return
    with _decoding(path):
        image = Image.open(io.BytesIO(source), formats=IMAGE_FORMATS)
    for number in range(first - 1, MAX_SHEETS if image.format == "TIFF" else 1):
        with _decoding(path):
            if not _is_at(image, number):
                return
            check_size(image)
            plain = _plain(image)
        yield np.asarray(_grey(plain) if plain.mode in DEEP_MODES else plain)
    if image.format == "TIFF":
        raise _too_many(path)


def sheet_numbers(source: Path | bytes, path: str) -> Iterator[int]:
    """Yield 1, 2, ... for the pages of a picture file, or the one at a path, that ``sheets`` gives.

    Nothing is decoded; of a TIFF each page is found when it is asked for. ``path`` is only named in
    errors. Raises FileError, and OSError where a path can't be read.
    """
    with io.BytesIO(source) if isinstance(source, bytes) else source.open("rb") as file:
        head = file.read(PDF_HEAD_BYTES)
        file.seek(0)
        if is_pdf(head):
            yield from range(1, pdf_page_count(source, path) + 1)
            return
        yield from _numbers(file, path)


def _numbers(file: IO[bytes], path: str) -> Iterator[int]:
    with _decoding(path):
        image = Image.open(file, formats=IMAGE_FORMATS)
    yield 1
    if image.format != "TIFF":
        return
    for number in range(1, MAX_SHEETS):
        with _decoding(path):
            if not _is_at(image, number):
                return
        yield number + 1
    raise _too_many(path)


def _too_many(path: str) -> FileError:
    return FileError(f"{path} has more than {MAX_SHEETS:,} pages: split it.")


def _is_at(image: Image.Image, number: int) -> bool:
    """Whether ``image`` has a page of this number, counted from 0; it stands there then."""
    try:
        image.seek(number)
    except EOFError:
        return False
    return True


def cut(sheet: NDArray[Any], region: Region, what: str) -> NDArray[Any]:
    """Return ``region`` of an (H, W, ...) page; raises FileError, naming ``what``, if it isn't there."""
    x, y, width, height = region
    if x + width > sheet.shape[1] or y + height > sheet.shape[0]:
        raise FileError(
            f"{what} is not on the page, which is {sheet.shape[1]} x {sheet.shape[0]} pixels large: "
            "check x, y, w and h."
        )
    return sheet[y : y + height, x : x + width]


def _plain(image: Image.Image) -> Image.Image:
    """Return ``image`` decoded and upright, of mode L, RGB, RGBA or a deep one."""
    image = ImageOps.exif_transpose(image)
    if image.mode not in DEEP_MODES and is_transparent(image):
        return image.convert("RGBA")
    if image.mode in DEEP_MODES | {"L"}:
        return image
    return image.convert("L" if image.mode == "1" else "RGB")
