"""The door where images enter: every mode, both polarities, and files that are no images at all."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from digit_recognizer.ink import Drawing
from digit_recognizer.raster import glyph_from_page, page_from_image, page_from_ink
from digit_recognizer.raster.image import sheets
from digit_recognizer.reader import Reader

Page = NDArray[np.uint8]


@pytest.fixture(scope="module")
def page(examples: dict[str, Drawing]) -> Page:
    """A five as it is drawn in the window: (420, 420), ink bright. Upside down it is no five."""
    return page_from_ink(examples["five"].ink, width=420, height=420, pen_width=16)


def assert_same_digit(image: Path | NDArray[Any], page: Page) -> None:
    """Assert that ``image`` shows the digit on ``page``."""
    read, drawn = glyph_from_page(page_from_image(image)), glyph_from_page(page)
    assert read is not None and drawn is not None
    assert np.abs(read - drawn).mean() < 0.02


def on_nothing(page: Page, tone: int) -> Image.Image:
    """Return the digit in one ``tone``, opaque, on transparency whose colour is that tone too."""
    image = Image.new("LA", page.shape[::-1], tone)
    image.putalpha(Image.fromarray(page))
    return image


def card(page: Page, paper: int, radius: int, shadow: int) -> Image.Image:
    """Return the digit on a card with rounded, soft corners on transparency, with a shadow behind it."""
    levels = Image.fromarray(page if paper < 128 else 255 - page).convert("RGBA")
    corners = Image.new("L", (1680, 1680), 0)
    ImageDraw.Draw(corners).rounded_rectangle((16, 16, 1663, 1663), 4 * radius, 255)
    levels.putalpha(corners.resize((420, 420), Image.Resampling.BOX))
    behind = Image.new("RGBA", (420, 420), (0, 0, 0, 0))
    behind.putalpha(corners.resize((420, 420)).filter(ImageFilter.GaussianBlur(6)).point(
        lambda alpha: alpha * shadow // 255
    ))  # fmt: skip
    return Image.alpha_composite(behind, levels)


MODES: dict[str, tuple[str, Callable[[Page], Image.Image]]] = {
    "L dark on light": ("png", lambda p: Image.fromarray(255 - p)),
    "L light on dark": ("png", Image.fromarray),
    "L grey on grey": ("png", lambda p: Image.fromarray(150 - p // 3)),
    "1": ("png", lambda p: Image.fromarray(255 - p).convert("1")),
    "RGB": ("png", lambda p: Image.fromarray(255 - p).convert("RGB")),
    "RGB blue on yellow": (
        "png",
        lambda p: Image.composite(
            Image.new("RGB", (420, 420), "navy"),
            Image.new("RGB", (420, 420), "khaki"),
            Image.fromarray(p),
        ),
    ),
    "RGBA opaque": ("png", lambda p: Image.fromarray(255 - p).convert("RGBA")),
    "RGBA black on nothing": ("png", lambda p: on_nothing(p, 0).convert("RGBA")),
    "RGBA white on nothing": ("png", lambda p: on_nothing(p, 255).convert("RGBA")),
    "LA black on nothing": ("png", lambda p: on_nothing(p, 0)),
    "LA white on nothing": ("webp", lambda p: on_nothing(p, 255).convert("RGBA")),
    "RGBA card": ("png", lambda p: card(p, 255, 60, 0)),
    "RGBA card with a shadow": ("png", lambda p: card(p, 255, 60, 90)),
    "RGBA dark card": ("png", lambda p: card(p, 0, 60, 90)),
    "RGBA disc": ("webp", lambda p: card(p, 255, 200, 0)),
    "P": ("png", lambda p: Image.fromarray(255 - p).convert("P")),
    "P in a GIF": ("gif", lambda p: Image.fromarray(255 - p).convert("P")),
    "I;16": ("png", lambda p: Image.fromarray(65535 - p.astype(np.uint16) * 257)),
    "I;16 TIFF": ("tiff", lambda p: Image.fromarray(65535 - p.astype(np.uint16) * 257)),
    "8 bits in 16": ("png", lambda p: Image.fromarray(255 - p.astype(np.uint16))),
    "10 bits in 16": ("tiff", lambda p: Image.fromarray(1023 - p.astype(np.uint16) * 4)),
    "12 bits in 16": ("png", lambda p: Image.fromarray(4095 - p.astype(np.uint16) * 16)),
    "8 bits in 32": ("tiff", lambda p: Image.fromarray(255 - p.astype(np.int32))),
    "16 bits in 32": ("tiff", lambda p: Image.fromarray(65535 - p.astype(np.int32) * 257)),
    "24 bits in 32": ("tiff", lambda p: Image.fromarray(2**24 - 1 - p.astype(np.int32) * 65_793)),
    "1 bit in 32": ("tiff", lambda p: Image.fromarray((p < 128).astype(np.int32))),
    "F from 0 to 1": ("tiff", lambda p: Image.fromarray(1 - p.astype(np.float32) / 255)),
    "F from 0 to 255": ("tiff", lambda p: Image.fromarray(255 - p.astype(np.float32))),
    "CMYK TIFF": ("tiff", lambda p: Image.fromarray(255 - p).convert("CMYK")),
    "CMYK JPEG": ("jpg", lambda p: Image.fromarray(255 - p).convert("CMYK")),
    "YCbCr JPEG": ("jpg", lambda p: Image.fromarray(255 - p).convert("RGB")),
    "YCbCr TIFF": ("tiff", lambda p: Image.fromarray(255 - p).convert("RGB").convert("YCbCr")),
    "BMP": ("bmp", lambda p: Image.fromarray(255 - p)),
    "WebP": ("webp", lambda p: Image.fromarray(255 - p).convert("RGB")),
    "PPM": ("ppm", lambda p: Image.fromarray(255 - p).convert("RGB")),
    "bilevel fax": ("tiff", lambda p: Image.fromarray(255 - p).convert("1")),
}


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_shows_the_same_digit(tmp_path: Path, page: Page, mode: str) -> None:
    suffix, make = MODES[mode]
    path = tmp_path / f"five.{suffix}"
    make(page).save(path)
    assert_same_digit(path, page)


def test_a_transparent_palette_colour_is_paper(tmp_path: Path, page: Page) -> None:
    image = Image.fromarray(255 - page).convert("P")
    image.save(tmp_path / "five.png", transparency=image.getpixel((0, 0)))
    assert_same_digit(tmp_path / "five.png", page)


@pytest.mark.parametrize("ending", ["jpg", "png", "tif"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_undone(
    tmp_path: Path, page: Page, orientation: int, ending: str
) -> None:
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    image, exif = Image.fromarray(255 - page[:, 40:]), Image.Exif()
    exif[0x0112] = orientation
    stored = image.transpose(undo[orientation]) if orientation in undo else image
    path = tmp_path / f"five.{ending}"
    stored.save(path, exif=exif)
    assert_same_digit(path, page)
    pixels = next(sheets(path, str(path)))
    assert pixels.shape == (image.height, image.width)
    lossy = 60 if ending == "jpg" else 0
    assert np.abs(pixels.astype(int) - np.asarray(image)).max() <= lossy


@pytest.mark.parametrize("suffix", ["gif", "webp", "tiff", "png"])
def test_the_first_frame_of_an_animation_is_read(tmp_path: Path, page: Page, suffix: str) -> None:
    path = tmp_path / f"five.{suffix}"
    frames = [Image.new("L", (420, 420), tone) for tone in (0, 128)]
    Image.fromarray(255 - page).save(path, save_all=True, append_images=frames)
    assert_same_digit(path, page)


def test_large_photos_are_scaled_down_and_their_ratio_kept(tmp_path: Path, page: Page) -> None:
    big = Image.fromarray(255 - page).resize((5000, 5000))
    big.save(tmp_path / "five.jpg", quality=30)
    assert_same_digit(tmp_path / "five.jpg", page)
    assert page_from_image(np.zeros((3000, 1500), np.uint8)).shape == (1024, 512)
    assert page_from_image(np.zeros((20_000, 1), np.uint8)).shape == (1024, 1)


@pytest.mark.parametrize("name", ["two", "four", "five", "nine", "zero-slashed"])
def test_dark_on_light_reads_as_light_on_dark(
    reader: Reader, examples: dict[str, Drawing], name: str
) -> None:
    page = page_from_ink(examples[name].ink, width=420, height=420, pen_width=16)
    dark, light = reader.read_image(255 - page), reader.read_image(page)
    assert dark.text == light.text == examples[name].label
    assert dark.confidence == pytest.approx(light.confidence, abs=1e-4)


ARRAYS: dict[str, Callable[[Page], NDArray[Any]]] = {
    "uint8": lambda p: 255 - p,
    "uint16": lambda p: 65535 - p.astype(np.uint16) * 257,
    "big-endian uint16": lambda p: (65535 - p.astype(">u2") * 257).astype(">u2"),
    "big-endian float32": lambda p: (1 - p / 255).astype(">f4"),
    "float32": lambda p: 1 - p.astype(np.float32) / 255,
    "float64": lambda p: p / 255,
    "float16": lambda p: (p / 255).astype(np.float16),
    "bool": lambda p: p < 128,
    "one channel": lambda p: 255 - p[..., None],
    "RGB": lambda p: np.stack([255 - p] * 3, axis=2),
    "RGBA": lambda p: np.stack([p, p, p, p], axis=2),
    "a view": lambda p: np.pad(255 - p, 3, constant_values=255)[::-1, ::-1][3:-3, 3:-3][::-1, ::-1],
}


@pytest.mark.parametrize("kind", ARRAYS)
def test_every_kind_of_array_shows_the_same_digit(page: Page, kind: str) -> None:
    assert_same_digit(ARRAYS[kind](page), page)


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((28, 28), np.int64),
        np.zeros((28, 28), np.complex128),
        np.zeros((28, 28), object),
        np.zeros((28, 28), "U1"),
        np.zeros(784, np.uint8),
        np.zeros((1, 28, 28), np.uint8),
        np.zeros((28, 28, 2), np.uint8),
        np.zeros((2, 28, 28, 1), np.uint8),
        np.zeros((0, 28), np.uint8),
        np.zeros((), np.uint8),
    ],
    ids=lambda array: f"{array.dtype} {array.shape}",
)
def test_an_array_that_is_no_image_is_refused_in_words(array: NDArray[Any]) -> None:
    with pytest.raises(ValueError, match="an image array is"):
        page_from_image(array)


@pytest.mark.parametrize("source", [None, [[0, 255]], 7, b"five.png", Image.new("L", (9, 9))])
def test_what_is_neither_a_path_nor_an_array_is_named(reader: Reader, source: Any) -> None:
    for read in (page_from_image, reader.read_image):
        with pytest.raises(TypeError, match="an image is a path or a NumPy array, not "):
            read(source)


@given(
    arrays(
        st.sampled_from([np.uint8, np.uint16, np.bool_, np.float32, np.float64]),
        array_shapes(min_dims=2, max_dims=2, max_side=12)
        | array_shapes(min_dims=2, max_dims=2, max_side=12).map(lambda s: (*s, 4)),
    )
)
def test_any_array_becomes_a_page(array: NDArray[Any]) -> None:
    page = page_from_image(array)
    assert page.shape == array.shape[:2]
    assert page.dtype == np.uint8
    assert page.max() in (0, 255)


@pytest.mark.parametrize("shape", [(1, 1), (1, 2), (1, 50), (300, 300)])
def test_blank_images_show_no_ink(reader: Reader, shape: tuple[int, int]) -> None:
    for tone in (0, 90, 255):
        reading = reader.read_image(np.full(shape, tone, np.uint8))
        assert (reading.text, reading.reason) == ("", "the image shows no ink")


def test_a_wholly_transparent_image_shows_no_ink(reader: Reader) -> None:
    assert not reader.read_image(np.zeros((40, 40, 4), np.uint8)).hypotheses
