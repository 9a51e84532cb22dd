"""Arrays and transparency: from any kind of pixels to plain 8-bit images, and to PNG files.

Purpose: one answer to what an array's numbers mean, and to what is behind transparent ink.
Contract: pure; images come as Pillow's, of the same size. The same pixels give the same bytes with the
same version of Pillow.
Not here: decoding files (``image``), polarity (``picture_ink``), writing files (``files``).
"""

import io
from collections.abc import Callable, Iterator
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from digit_recognizer.arrays import Mask
from digit_recognizer.raster.parameters import IMAGE

DEEP_MODES = frozenset({"I", "I;16", "I;16B", "I;16L", "F"})  # of more than 8 bits
BAND_PIXELS = 4_000_000  # that are converted at a time: copies of a whole scan cost gigabytes
SAMPLE_BITS = (1, 8, 10, 12, 14, 16)  # that samples of 16 or 32 bits really hold
TRANSPARENT = frozenset({"RGBA", "LA", "PA", "La", "RGBa"})


def image_of(array: NDArray[Any], factor: int = 1) -> Image.Image:
    """Return an array as an image of mode L, RGB or RGBA, ``factor`` times smaller.

    It is (H, W) or (H, W, 1) grey, (H, W, 3) RGB or (H, W, 4) RGBA; uint8 or uint16 over their full
    range, bool, or floats in [0, 1]; of either byte order. Raises ValueError for others.
    """
    channels = array.shape[2] if array.ndim == 3 else 1
    if array.ndim not in (2, 3) or channels not in (1, 3, 4) or 0 in array.shape:
        raise ValueError(f"an image array is (H, W), (H, W, 3) or (H, W, 4), not {array.shape}")
    if array.ndim == 3 and channels == 1:
        array = array[..., 0]
    if factor == 1:
        return Image.fromarray(_bytes_of(array))
    height, width = array.shape[:2]
    bands = (
        (top // factor, Image.fromarray(_bytes_of(array[top:bottom])).reduce(factor))
        for top, bottom in _band_rows(width, height, factor)
    )
    return _joined(bands, -(-height // factor))


def grey_of(sheet: NDArray[np.uint8]) -> Image.Image:
    """Return (H, W), (H, W, 3) or (H, W, 4) uint8 as 8-bit grey; what is transparent becomes paper."""
    if sheet.ndim != 3 or sheet.shape[2] != 3:
        return on_paper(image_of(sheet), "L")
    height, width = sheet.shape[:2]
    rows = _band_rows(width, height)
    return _joined(((top, image_of(sheet[top:end]).convert("L")) for top, end in rows), height)


def _joined(bands: Iterator[tuple[int, Image.Image]], height: int) -> Image.Image:
    """Return the image of so many rows whose ``bands`` begin at these rows."""
    whole: Image.Image | None = None
    for top, band in bands:
        whole = whole or Image.new(band.mode, (band.width, height))
        whole.paste(band, (0, top))
    assert whole is not None
    return whole


def _band_rows(width: int, height: int, factor: int = 1) -> Iterator[tuple[int, int]]:
    """Yield first rows and ends of bands of a few megabytes, each from a multiple of ``factor`` on."""
    rows = max(1, BAND_PIXELS // (width * factor)) * factor
    return ((top, min(top + rows, height)) for top in range(0, height, rows))


def _bytes_of(array: NDArray[Any]) -> NDArray[np.uint8]:
    """Return the levels of ``array`` as uint8; raises ValueError for kinds of numbers that are none."""
    array = array.astype(array.dtype.newbyteorder("="), copy=False)
    if array.dtype == np.bool_ or np.issubdtype(array.dtype, np.floating):
        array = np.nan_to_num(np.clip(array, 0, 1).astype(np.float32)) * 255
    elif array.dtype == np.uint16:
        array = array // 257
    elif array.dtype != np.uint8:
        raise ValueError(f"an image array is uint8, uint16, bool or float, not {array.dtype}")
    return np.ascontiguousarray(array, np.uint8)


def is_transparent(image: Image.Image) -> bool:
    """Return whether parts of ``image`` may be nothing at all."""
    return image.mode in TRANSPARENT or "transparency" in image.info


def on_paper(image: Image.Image, mode: Literal["L", "RGB"]) -> Image.Image:
    """Return ``image`` in ``mode``; transparency is paper: black behind bright ink, else white.

    Around a card, which shows paper and ink itself, it is as the card's paper is.
    """
    if not is_transparent(image):
        return image.convert(mode)
    image = image if image.mode == "RGBA" else image.convert("RGBA")
    # Of a large picture a small one tells what its paper is: copies of a whole scan cost gigabytes.
    factor = max(1, round((image.width * image.height / BAND_PIXELS) ** 0.5))
    colour, is_card = _paper_behind(reduced(image, factor), mode)

    def composed(band: Image.Image) -> Image.Image:
        alpha = band.getchannel("A")
        # A card's soft edge and shadow are no ink.
        mask = Image.fromarray(np.asarray(alpha) > 127) if is_card else alpha
        paper = Image.new(mode, band.size, colour)
        paper.paste(band.convert(mode), mask=mask)
        return paper

    return _joined(((top, composed(band)) for top, band in _bands(image)), image.height)


def _paper_behind(image: Image.Image, mode: Literal["L", "RGB"]) -> tuple[tuple[int, ...], bool]:
    """Return the colour in ``mode`` of what lies behind an RGBA image, and whether that is a card."""
    is_opaque = np.asarray(image.getchannel("A")) > 127
    opaque = np.asarray(image.convert("L"))[is_opaque]
    if _is_card(is_opaque, opaque):
        usual = np.median(np.asarray(image.convert(mode))[is_opaque], axis=0)
        return tuple(int(level) for level in np.atleast_1d(usual)), True
    is_bright = len(opaque) > 0 and opaque.mean() > 127
    return len(mode) * (0 if is_bright else 255,), False


def _is_card(is_opaque: Mask, levels: NDArray[np.uint8]) -> bool:
    """Whether what is opaque, of these grey ``levels``, is an area on which there is ink."""
    rows, columns = (np.flatnonzero(is_opaque.any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return False
    area = (rows[-1] + 1 - rows[0]) * (columns[-1] + 1 - columns[0])
    off = np.abs(levels - np.median(levels)) > IMAGE.card_contrast
    return len(levels) > IMAGE.card_fill * area and bool(off.mean() > IMAGE.card_ink)


def reduced(image: Image.Image, factor: int = 1) -> Image.Image:
    """Return ``image``, of any mode, ``factor`` times smaller and of mode L, RGB or RGBA.

    More than 8 bits become 8. Each pixel is the mean of ``factor`` x ``factor``.
    """
    if factor == 1 and image.mode in {"L", "RGB", "RGBA"} and not is_transparent(image):
        image.load()
        return image
    convert = to_plain(image)
    bands = ((top // factor, convert(band).reduce(factor)) for top, band in _bands(image, factor))
    return _joined(bands, -(-image.height // factor))


def pixels_of(image: Image.Image) -> NDArray[np.uint8]:
    """Return ``image``, of any mode, as (H, W), (H, W, 3) or (H, W, 4) uint8."""
    convert = to_plain(image)
    first = np.asarray(convert(image.crop((0, 0, 1, 1))))
    pixels = np.empty((image.height, image.width, *first.shape[2:]), np.uint8)
    for top, band in _bands(image):
        pixels[top : top + band.height] = np.asarray(convert(band))
    return pixels


def plain_grey(image: Image.Image) -> Image.Image:
    """Return ``image``, of any mode, as 8-bit grey; what is transparent becomes paper."""
    if is_transparent(image):
        return on_paper(image, "L")
    convert = to_plain(image)
    bands = ((top, convert(band).convert("L")) for top, band in _bands(image))
    return _joined(bands, image.height)


def _bands(image: Image.Image, factor: int = 1) -> Iterator[tuple[int, Image.Image]]:
    """Yield the bands of ``image`` with the row at which each begins."""
    for top, bottom in _band_rows(*image.size, factor):
        yield top, image.crop((0, top, image.width, bottom))


def to_plain(image: Image.Image) -> Callable[[Image.Image], Image.Image]:
    """Return what makes bands of ``image`` plain: of mode L, RGB or RGBA."""
    if image.mode in DEEP_MODES:
        strongest = max(1.0, *(float(_levels(band).max()) for _, band in _bands(image)))
        tops = () if image.mode == "F" else (2.0**bits - 1 for bits in SAMPLE_BITS)
        top = next((top for top in tops if strongest <= top), strongest)
        return lambda band: Image.fromarray(
            np.clip(_levels(band) * np.float32(255 / top), 0, 255).astype(np.uint8)
        )
    mode = "RGBA" if is_transparent(image) else "L" if image.mode in {"1", "L"} else "RGB"
    return lambda band: band.convert(mode)


def _levels(image: Image.Image) -> NDArray[np.float32]:
    """Return the (H, W) levels of an image of a deep mode; what is no number is 0."""
    levels = np.asarray(image, np.float32)
    return np.nan_to_num(levels) if image.mode == "F" else levels


def png_bytes(picture: Image.Image | NDArray[Any], *, optimize: bool = False) -> bytes:
    """Return an image, or a (H, W), (H, W, 3) or (H, W, 4) uint8 array, as a PNG file.

    ``optimize``: smaller, and slower to make.
    """
    image = Image.fromarray(picture) if isinstance(picture, np.ndarray) else picture
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=optimize)
    return buffer.getvalue()
