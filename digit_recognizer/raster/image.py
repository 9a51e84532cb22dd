"""From an image, a file or an array, to its ink: the one door where images enter.

Purpose: decode untrusted image files; give the pages of a scan (TIFF, PDF), and given regions of a form,
as arrays.
Contract: a sheet is an array that stands upright (EXIF). Files have limits, and a sentence for each way
of being wrong.
Not here: kinds of arrays, transparency (``pixels``); what of a picture is ink (``picture_ink``).
"""

import contextlib
import io
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import IO, Any, cast

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, UnidentifiedImageError
from PIL.JpegImagePlugin import JpegImageFile

from digit_recognizer.arrays import Page
from digit_recognizer.errors import INSTALL_HEIC, FileError
from digit_recognizer.files import BoundedFile, is_heif, opened_limited, reading, require_regular
from digit_recognizer.pdf import MAX_PDF_PAGES, is_pdf, pdf_page_count, pdf_sheets
from digit_recognizer.raster.page_segmentation import PageNetwork
from digit_recognizer.raster.picture_ink import PictureInk, ink_of_picture
from digit_recognizer.raster.pixels import image_of, pixels_of, plain_grey, reduced
from digit_recognizer.words import clause_of

MAX_IMAGE_BYTES = 256 * 2**20
MAX_IMAGE_PIXELS = 100_000_000
MAX_FORMAT_PIXELS = {"WEBP": 40_000_000, "AVIF": 64_000_000, "HEIF": 64_000_000}
"""Of formats whose decoders hold a picture several times over."""

MAX_DECODER_BYTES = 700_000_000  # that a JPEG in several scans and its pixels take
MAX_SCANNED_PIXELS = 5_000_000_000  # of all scans of a JPEG together
MAX_PLAIN_BYTES, MAX_PLAIN_COMMENTS = 12_000_000, 1_000  # of a PNM that is text, which is slow
MAX_PIXEL_ROWS = 200_000  # or columns: each costs memory of its own
MAX_DRAFT_SIDE = 2400  # pixels: a picture twice as large is read at half its size, and so on
MAX_SHEETS = MAX_PDF_PAGES
PDF_HEAD_BYTES = 1024
HEIF_HEAD_BYTES = 12
IMAGE_FORMATS = ("PNG", "JPEG", "TIFF", "WEBP", "BMP", "GIF", "PPM", "AVIF")

Turn = Callable[[NDArray[Any]], NDArray[Any]]
UPRIGHT_TURNS: dict[int, Turn] = {
    2: np.fliplr,
    3: lambda pixels: np.rot90(pixels, 2),
    4: np.flipud,
    5: lambda pixels: pixels.swapaxes(0, 1),
    6: lambda pixels: np.rot90(pixels, -1),
    7: lambda pixels: np.rot90(pixels, 2).swapaxes(0, 1),
    8: np.rot90,
}  # what makes a picture upright, by the orientation that EXIF tells

Region = tuple[int, int, int, int]
"""x and y of the left upper corner, width and height, in pixels of the upright page."""


def page_from_image(source: str | Path | NDArray[Any]) -> Page:
    """Return the page of an image file or of an array, without asking the page network.

    That is enough for clean drawings and cut-out symbols. Arguments and errors as for
    :func:`picture_ink`.
    """
    return picture_ink(source).page


def picture_ink(
    source: str | Path | NDArray[Any],
    network: PageNetwork | None = None,
    *,
    tell_print: bool = False,
) -> PictureInk:
    """Return the ink of an image file or of an array; ``network`` is asked about what is not clean.

    Arrays are as for ``pixels.image_of``: grey, RGB or RGBA of numbers of several kinds. Of an animation
    the first frame is read. Raises FileError for a file that is no readable image (or too large to be
    one), ValueError for an array of another kind, TypeError for what is neither a path nor an array.
    """
    if isinstance(source, np.ndarray):
        factor = _factor(source.shape)
        ink = ink_of_picture(image_of(source, factor), network, tell_print=tell_print)
        return replace(ink, scale=ink.scale / factor)
    try:
        path = Path(source)
    except TypeError:
        kind = type(source).__name__
        raise TypeError(f"an image is a path or a NumPy array, not {kind}") from None
    if is_pdf_file(path):
        return picture_ink(next(pdf_sheets(path, str(path))), network, tell_print=tell_print)
    with opened_limited(path, MAX_IMAGE_BYTES, "an image") as file:
        return _decoded(file, str(path), network, tell_print=tell_print)


def page_from_bytes(data: bytes, path: str, network: PageNetwork | None = None) -> Page:
    """Return the page of the image file that ``data`` is; ``path`` is only named in errors."""
    if is_pdf(data[:PDF_HEAD_BYTES]):
        return picture_ink(next(pdf_sheets(data, path)), network).page
    return _decoded(io.BytesIO(data), path, network).page


def _decoded(
    file: IO[bytes], path: str, network: PageNetwork | None, *, tell_print: bool = False
) -> PictureInk:
    with opened(file, path) as image:
        check_size(image, path)
        longest = max(image.size)
        _draft(image, MAX_DRAFT_SIDE, path)
        turn = _turn(image)
        plain = reduced(image, _factor(image.size))
    del image  # a large one is not to be there beside its ink
    if turn:
        plain = image_of(turn(np.asarray(plain)))
    ink = ink_of_picture(plain, network, tell_print=tell_print)
    return replace(ink, scale=ink.scale * max(plain.size) / longest)


def _factor(size: tuple[int, ...]) -> int:
    """Return by how much a picture of this size, or an array of this shape, is reduced to be read."""
    return max(1, max(size, default=1) // MAX_DRAFT_SIDE)


def _draft(image: Image.Image, side: int, path: str) -> None:
    """Have a JPEG decoded two, four or eight times smaller, where it stays longer than ``side``.

    Raises FileError, naming ``path``, for one that takes too much memory even so: libjpeg holds all
    samples of one in several scans, as progressive ones are, two bytes each.
    """
    if not isinstance(image, JpegImageFile):
        return
    pixels = image.width * image.height
    scans = _scanned_bytes(image)
    image.draft("RGB", (side, side))
    if scans * pixels + 4 * image.width * image.height > MAX_DECODER_BYTES:
        raise FileError(
            f"{path} is a progressive JPEG of {pixels // 10**6} million pixels, which takes too much "
            "memory: save it as a plain JPEG, or scale it down first."
        )
    if scans and pixels * cast(Any, image).fp.count(b"\xff\xda") > MAX_SCANNED_PIXELS:
        raise FileError(f"{path} is a JPEG of far too many scans: save it as a plain JPEG.")


def _scanned_bytes(image: JpegImageFile) -> float:
    """Return how many bytes a pixel libjpeg holds until all scans are there: none for a single scan."""
    header = 8 + 2 * image.layers  # bytes, of a scan with all layers; Pillow stops behind it
    is_single = False
    if image.fp is not None and image.fp.tell() >= header:
        image.fp.seek(-header, io.SEEK_CUR)
        is_single = image.fp.read(header)[:5:4] == bytes((0xFF, image.layers))
    if is_single and not image.info.get("progressive"):
        return 0
    layers = [(wide, high) for _, wide, high, _ in image.layer]
    most = max(wide for wide, _ in layers) * max(high for _, high in layers)
    return 2 * sum(wide * high for wide, high in layers) / max(1, most)


def _turn(image: Image.Image) -> Turn | None:
    """Return what makes the pixels of ``image`` upright, as EXIF tells; they are decoded as they lie.

    Pillow would turn a TIFF at its full size, which takes its memory twice.
    """
    orientation = int(image.getexif().pop(ExifTags.Base.Orientation, 1))
    if image.format == "TIFF":
        image.load()
        image._size = image.im.size  # Pillow has exchanged width and height already
    return UPRIGHT_TURNS.get(orientation)


@contextlib.contextmanager
def opened(file: IO[bytes], path: str) -> Iterator[Image.Image]:
    """Give the image file that ``file`` is, not yet decoded; ``path`` is only named in errors.

    Whatever Pillow raises, here or while it decodes inside the block, is raised as FileError. The block
    is for calls of Pillow alone: an error of this program is not the file's.
    """
    with _decoding(path), _image(BoundedFile(file, path), path) as image:
        yield image


def _image(bounded: BoundedFile, path: str) -> Image.Image:
    file = cast("IO[bytes]", bounded)
    head = file.read(HEIF_HEAD_BYTES)
    file.seek(0)
    if is_heif(head):
        _read_heif(path)
        return Image.open(file, formats=["HEIF"])
    _hush_libraries()
    return Image.open(file, formats=IMAGE_FORMATS)


def _read_heif(path: str) -> None:
    """Let Pillow read HEIC; raises FileError, naming ``path``, where what does it is missing."""
    try:
        import pi_heif
    except ModuleNotFoundError:
        raise FileError(f"{path} is a HEIC photo, which needs pi-heif: {INSTALL_HEIC}.") from None
    pi_heif.register_heif_opener(thumbnails=False)


@cache
def _hush_libraries() -> None:
    """Keep Pillow and libtiff from writing on stderr: a sentence says what is wrong with a file."""
    import ctypes
    import logging

    logging.getLogger("PIL").addHandler(logging.NullHandler())
    with contextlib.suppress(OSError, AttributeError):  # where Pillow is built in another way
        libraries = ctypes.CDLL(Image.core.__file__)  # type: ignore[attr-defined]
        libraries.TIFFSetErrorHandler(None)
        libraries.TIFFSetWarningHandler(None)


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
    except FileError:
        raise
    except Image.DecompressionBombError:
        raise _too_large(path, MAX_IMAGE_PIXELS) from None
    except Exception as error:  # a damaged file makes Pillow raise nearly anything
        raise FileError(f"{path} is a damaged image: {clause_of(error)}.") from error


def check_size(image: Image.Image, path: str) -> None:
    """Raise FileError for too large an image; nothing of it need be decoded yet."""
    most = MAX_FORMAT_PIXELS.get(image.format or "", MAX_IMAGE_PIXELS)
    if image.width * image.height > most:
        raise _too_large(path, most)
    if max(image.size) > MAX_PIXEL_ROWS:
        raise FileError(f"{path} is more than {MAX_PIXEL_ROWS:,} pixels long: cut it in pieces.")
    opened: Any = image
    is_text = image.format == "PPM" and opened.tile[0][0] == "ppm_plain"
    if is_text and (opened.fp.size > MAX_PLAIN_BYTES or opened.fp.count(b"#") > MAX_PLAIN_COMMENTS):
        raise FileError(f"{path} is a PNM of too much text: save it as PNG.")


def _too_large(path: str, most: int) -> FileError:
    return FileError(f"{path} has more than {most // 10**6} million pixels: scale it down first.")


def is_pdf_file(path: Path) -> bool:
    """Whether there is a PDF at ``path``; of a PDF only what its pages need is read, so it has no limit.

    Raises FileError.
    """
    with reading(path):
        require_regular(path, "an image")
        with path.open("rb") as file:
            return is_pdf(file.read(PDF_HEAD_BYTES))


def sheets(
    source: Path | bytes,
    path: str,
    first: int = 1,
    *,
    most_side: int | None = None,
    is_grey: bool = False,
) -> Iterator[NDArray[Any]]:
    """Yield the pages of a picture file, or the one at a path, from page ``first`` on, one at a time.

    (H, W), (H, W, 3) or (H, W, 4) uint8. Only a TIFF and a PDF have several; of an animation the first
    frame is its page. A picture that is wider or higher than ``most_side`` is made a whole number of
    times smaller, so that it isn't. ``is_grey``: (H, W) levels are enough, a third of the memory.
    Neither holds for a PDF. ``path`` is only named in errors. Raises FileError, for a page that is
    broken, too: go on behind it with another call.
    """
    if isinstance(source, Path):
        if is_pdf_file(source):
            yield from pdf_sheets(source, path, first)
            return
        with opened_limited(source, MAX_IMAGE_BYTES, "an image") as file:
            yield from _sheets(file, path, first, most_side, is_grey=is_grey)
    elif is_pdf(source[:PDF_HEAD_BYTES]):
        yield from pdf_sheets(source, path, first)
    else:
        yield from _sheets(io.BytesIO(source), path, first, most_side, is_grey=is_grey)


def _sheets(
    file: IO[bytes], path: str, first: int, most_side: int | None, *, is_grey: bool
) -> Iterator[NDArray[Any]]:
    for image, turn in decoded_sheets(file, path, first, most_side):
        with _decoding(path):
            factor = -(-max(image.size) // (most_side or max(image.size)))
            shown = reduced(image, factor) if factor > 1 else image
            pixels = np.asarray(plain_grey(shown) if is_grey else pixels_of(shown))
            del shown
            image.im = Image.new("L", (1, 1)).im  # a large one is not there beside its pixels
        yield turn(pixels) if turn else pixels
        del pixels


def decoded_sheets(
    file: IO[bytes], path: str, first: int, most_side: int | None = None
) -> Iterator[tuple[Image.Image, Turn | None]]:
    """Yield pages as :func:`sheets`, of any mode, as they lie, with what makes them upright; no PDF."""
    for _, image in _pages(file, path, first):
        with _decoding(path):
            check_size(image, path)
            _draft(image, most_side or max(image.size), path)
            turn = _turn(image)
            image.load()
        yield image, turn


def _pages(file: IO[bytes], path: str, first: int = 1) -> Iterator[tuple[int, Image.Image]]:
    """Yield the pages of a picture file, from ``first`` on, each found when it is asked for."""
    bounded = BoundedFile(file, path)
    with _decoding(path):
        image = _image(bounded, path)
    for number in range(first, (MAX_SHEETS if image.format == "TIFF" else 1) + 1):
        bounded.renew()
        with _decoding(path):
            if not _is_at(image, number - 1):
                return
        yield number, image
    if image.format == "TIFF":
        raise FileError(f"{path} has more than {MAX_SHEETS:,} pages: split it.")


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
        yield from (number for number, _ in _pages(file, path))


def _is_at(image: Image.Image, number: int) -> bool:
    """Whether ``image`` has a page of this number, counted from 0; it stands there then."""
    try:
        image.seek(number)
    except EOFError:
        return False
    return True
