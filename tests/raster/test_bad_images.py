"""Files that are no images, or mean harm: each is refused in one sentence, and no page is made."""

import io
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image
from support import assert_sentence

from digit_recognizer.errors import FileError
from digit_recognizer.ink import Drawing
from digit_recognizer.raster import page_from_image, page_from_ink
from digit_recognizer.raster.image import MAX_FORMAT_PIXELS, page_from_bytes, sheet_numbers, sheets

REFUSAL = """
import sys
from digit_recognizer.errors import FileError
from digit_recognizer.raster.image import page_from_image
for path in sys.argv[1:]:
    try:
        page_from_image(path)
    except FileError as error:
        print("refused")
"""
HOSTILE = Path(__file__).parents[1] / "cases" / "hostile"


@pytest.fixture(scope="module")
def page(examples: dict[str, Drawing]) -> NDArray[np.uint8]:
    """A five as it is drawn in the window."""
    return page_from_ink(examples["five"].ink, width=420, height=420, pen_width=16)


def png(width: int, height: int) -> bytes:
    """Return a PNG that claims this size and holds one pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + crc

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes(2))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(("width", "height"), [(50_000, 50_000), (12_000, 10_000), (2**31 - 1, 1)])
def test_a_decompression_bomb_is_refused_unopened(tmp_path: Path, width: int, height: int) -> None:
    path = tmp_path / "bomb.png"
    path.write_bytes(png(width, height))
    with pytest.raises(FileError, match="more than 100 million pixels") as caught:
        page_from_image(path)
    assert_sentence(caught.value, path)


@pytest.mark.parametrize(("width", "height"), [(1, 200_001), (200_001, 30)])
def test_endless_rows_are_refused_unopened(tmp_path: Path, width: int, height: int) -> None:
    path = tmp_path / "strip.png"
    path.write_bytes(png(width, height))
    with pytest.raises(FileError, match="more than 200,000 pixels long") as caught:
        page_from_image(path)
    assert_sentence(caught.value, path)


def scans() -> bytes:
    """Return a JPEG whose last scan comes again and again, empty."""
    noise = np.random.default_rng(1).integers(0, 256, (64, 64), np.uint8)
    whole = io.BytesIO()
    Image.fromarray(noise).resize((4000, 4000)).save(whole, "JPEG", progressive=True, quality=30)
    jpeg = whole.getvalue()
    last = jpeg.rindex(b"\xff\xda")
    return jpeg[:-2] + 20_000 * jpeg[last : last + 12] + jpeg[-2:]


def chunks() -> bytes:
    """Return a PNG of very many empty notes."""
    sound, crc = png(1, 1), struct.pack(">I", zlib.crc32(b"tEXt"))
    return sound[:33] + 300_000 * (bytes(4) + b"tEXt" + crc) + sound[33:]


ENDLESS: dict[str, Callable[[], bytes]] = {
    "scans.jpg": scans,
    "chunks.png": chunks,
    "samples.ppm": lambda: b"P3 3000 3000 255\n" + 27_000_000 * b"9 ",
    "notes.ppm": lambda: b"P3 900 900 255\n" + 2_430_000 * b"9#\n",
    "note.ppm": lambda: b"P6\n#" + 600_000 * b"n" + b"\n1 1 255\n123",
}


@pytest.mark.parametrize("name", ENDLESS)
def test_a_decoder_is_not_kept_busy_without_end(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(ENDLESS[name]())
    for read in (page_from_image, lambda path: next(sheets(path, str(path)))):
        with pytest.raises(FileError, match=r"far too many|too much text") as caught:
            read(path)
        assert_sentence(caught.value, path)


def test_a_long_picture_of_many_pages_is_not_called_endless(tmp_path: Path) -> None:
    path = tmp_path / "pages.tif"
    pages = [Image.new("L", (30, 40), level) for level in range(200)]
    pages[0].save(path, save_all=True, append_images=pages[1:])
    assert sum(1 for _ in sheets(path, str(path))) == 200
    text = b"P2 30 40 255\n# by hand\n" + 1_200 * b"200 "
    assert page_from_bytes(text, "text.pgm").shape == (40, 30)


@pytest.mark.parametrize("suffix", ["webp", "avif"])
def test_what_is_decoded_as_a_whole_has_a_lower_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    path = tmp_path / f"five.{suffix}"
    Image.new("RGB", (200, 100)).save(path)
    monkeypatch.setitem(MAX_FORMAT_PIXELS, suffix.upper(), 19_999)
    for read in (page_from_image, lambda path: next(sheets(path, str(path)))):
        with pytest.raises(FileError, match="million pixels: scale it down"):
            read(path)


@pytest.mark.parametrize("suffix", ["png", "jpg", "tiff", "webp", "bmp", "gif"])
@pytest.mark.parametrize("share", [0, 0.01, 0.4, 0.9])
def test_a_truncated_image_is_refused(
    tmp_path: Path, page: NDArray[np.uint8], suffix: str, share: float
) -> None:
    whole = io.BytesIO()
    Image.fromarray(255 - page).save(whole, {"jpg": "JPEG"}.get(suffix, suffix.upper()))
    path = tmp_path / f"five.{suffix}"
    path.write_bytes(whole.getvalue()[: int(share * len(whole.getvalue()))])
    with pytest.raises(FileError) as caught:
        page_from_image(path)
    assert_sentence(caught.value, path)


@pytest.mark.parametrize("content", [b"", b"\0", b"hello", b"<svg/>", b"PK\3\4"])
def test_a_file_that_is_no_image_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "notes.png"
    path.write_bytes(content)
    with pytest.raises(FileError, match="not an image this program reads") as caught:
        page_from_image(path)
    assert_sentence(caught.value, path)


def test_libraries_write_nothing_of_a_broken_file(tmp_path: Path) -> None:
    sampled = io.BytesIO()
    Image.new("RGB", (9, 9)).save(sampled, "TIFF")
    tag = struct.pack("<HHI", 277, 3, 1)  # samples per pixel: Pillow logs that they are too many
    (tmp_path / "a.tif").write_bytes(sampled.getvalue().replace(tag + b"\3\0", tag + b"\3\x08"))
    command = [
        sys.executable,
        "-c",
        REFUSAL,
        str(HOSTILE / "tif-lzw-noise.tif"),
        str(tmp_path / "a.tif"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("refused\nrefused\n", "")


@pytest.mark.parametrize("has_library", [True, False])
def test_heic_needs_its_extra(monkeypatch: pytest.MonkeyPatch, has_library: bool) -> None:
    path = HOSTILE.parent / "seven.heic"
    if has_library:
        pytest.importorskip("pi_heif")
        assert page_from_image(path).shape == (64, 48)
        assert next(sheets(path, str(path))).shape == (64, 48, 3)
        return
    monkeypatch.setitem(sys.modules, "pi_heif", None)
    for read in (page_from_image, lambda path: next(sheets(path, str(path)))):
        with pytest.raises(FileError, match="needs pi-heif: run pip install") as caught:
            read(path)
        assert_sentence(caught.value, path)


@given(st.data())
def test_any_damage_gives_a_page_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, page: NDArray[np.uint8], data: st.DataObject
) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged.image"
    whole = io.BytesIO()
    kind = data.draw(st.sampled_from(["PNG", "JPEG", "TIFF", "WEBP", "BMP", "GIF", "PPM"]))
    Image.fromarray(255 - page[::8, ::8]).save(whole, kind)
    damaged = bytearray(whole.getvalue())
    for _ in range(data.draw(st.integers(1, 5))):
        place = data.draw(st.integers(0, len(damaged) - 1))
        damaged[place] = data.draw(st.integers(0, 255))
    path.write_bytes(damaged)
    try:
        assert page_from_image(path).dtype == np.uint8
        assert next(sheet_numbers(path, str(path))) == 1
        assert all(sheet.dtype == np.uint8 for sheet in sheets(bytes(damaged), str(path)))
    except FileError as error:
        assert_sentence(error, path)


def test_one_of_very_many_pages_is_found_without_the_others(page: NDArray[np.uint8]) -> None:
    small = io.BytesIO()
    Image.fromarray(255 - page[::8, ::8]).save(small, "TIFF")
    data = bytearray(small.getvalue())
    begin = struct.unpack_from("<I", data, 4)[0]
    size = 2 + 12 * struct.unpack_from("<H", data, begin)[0]
    header = bytes(data[begin : begin + size + 4])
    for _ in range(20_000):  # headers of pages alone, each leading to the next
        struct.pack_into("<I", data, begin + size, len(data))
        begin = len(data)
        data += header
    assert list(islice(sheet_numbers(bytes(data), "many.tif"), 2)) == [1, 2]
    with pytest.raises(FileError, match="more than 10,000 pages") as caught:
        list(sheet_numbers(bytes(data), "many.tif"))
    assert_sentence(caught.value)


def in_several_scans(levels: NDArray[np.uint8]) -> bytes:
    """Return a JPEG that is not progressive, whose three layers, all ``levels``, have a scan each."""
    file = io.BytesIO()
    Image.fromarray(levels).save(file, "JPEG")
    data = file.getvalue()
    frame, scan = data.index(b"\xff\xc0"), data.index(b"\xff\xda")
    length = struct.unpack_from(">H", data, frame + 2)[0]
    layers = b"".join(bytes((number, 0x11, 0)) for number in (1, 2, 3))
    sides = data[frame + 4 : frame + 9]
    head = data[:frame] + struct.pack(">HH", 0xFFC0, 17) + sides + b"\3" + layers
    scans = b"".join(
        data[scan : scan + 5] + bytes((number,)) + data[scan + 6 : -2] for number in (1, 2, 3)
    )
    return head + data[frame + 2 + length : scan] + scans + data[-2:]


def encoded(levels: NDArray[np.uint8], mode: str, **options: Any) -> bytes:
    """Return a JPEG of ``levels`` in a mode."""
    file = io.BytesIO()
    Image.fromarray(levels).convert(mode).save(file, "JPEG", **options)
    return file.getvalue()


def test_a_jpeg_that_takes_too_much_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """libjpeg holds all of what comes in several scans; of what comes in one it holds rows."""
    levels = np.full((512, 512), 255, np.uint8)
    levels[100:400, 250:270] = 0
    large = (
        in_several_scans(levels),
        encoded(levels, "CMYK", progressive=True),
        encoded(levels, "RGB", progressive=True, subsampling=0),
    )
    small = (
        encoded(levels, "CMYK"), encoded(levels, "RGB", subsampling=0),
        encoded(levels, "RGB", progressive=True), encoded(levels, "L", progressive=True),
    )  # fmt: skip
    for data in (*large, *small):
        assert page_from_bytes(data, "a.jpg").any()
    monkeypatch.setattr("digit_recognizer.raster.image.MAX_DECODER_BYTES", 7 * levels.size)
    for data in small:
        assert page_from_bytes(data, "a.jpg").any()
        assert next(sheets(data, "a.jpg")).shape[:2] == levels.shape
    for data in large:
        with pytest.raises(FileError, match="save it as a plain JPEG") as caught:
            next(sheets(data, "a.jpg"))
        assert_sentence(caught.value, "a.jpg")


@pytest.mark.parametrize("side", [300, 512, 511, 100])
def test_a_page_is_made_smaller_as_it_is_asked_for(side: int) -> None:
    levels = np.random.default_rng(1).integers(0, 256, (400, 512), np.uint8)
    file = io.BytesIO()
    Image.fromarray(levels).save(file, "PNG")
    whole, part = (next(sheets(file.getvalue(), "a.png", most_side=most)) for most in (None, side))
    factor = -(-512 // side)
    np.testing.assert_array_equal(part, Image.fromarray(whole).reduce(factor))
    assert max(part.shape) <= side


MEMORY_OF_READING = """
import resource, sys
from digit_recognizer.raster.image import page_from_image
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
assert page_from_image(sys.argv[1]).any()
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.parametrize("mode", ["I;16", "F", "RGBA", "RGB turned", "CMYK turned TIFF"])
def test_a_large_picture_is_in_memory_once(tmp_path: Path, mode: str) -> None:
    """So one of 100 megapixels is read within 800 MB, with the program's own 100."""
    levels = np.full((6000, 6000), 255, np.uint8)
    levels[2000:4000, 2900:3100] = 0
    exif = Image.Exif()
    exif[0x112] = 6
    path = tmp_path / "large.tif"
    if mode == "I;16":
        Image.fromarray(levels * np.uint16(257)).save(path)
    elif mode == "F":
        Image.fromarray(levels.astype(np.float32)).save(path)
    else:
        path = path.with_suffix(".tif" if "TIFF" in mode else ".png")
        image = Image.fromarray(levels).convert(mode.split(maxsplit=1)[0])
        more = {} if "TIFF" in mode else {"compress_level": 1}
        image.save(path, exif=exif, **more)
    command = [sys.executable, "-c", MEMORY_OF_READING, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert int(done.stdout) * 1024 < 7 * levels.size
