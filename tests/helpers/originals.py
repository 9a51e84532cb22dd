"""Small originals as their publishers make them: archives, compressed files, pictures, UNIPEN pages."""

import io
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return a zip archive of ``files``."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def tarred(files: Mapping[str, bytes], *, extra: tarfile.TarInfo | None = None) -> bytes:
    """Return a gzipped tar archive of ``files``, and of a member without content."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        if extra is not None:
            archive.addfile(extra)
    return buffer.getvalue()


def compressed(data: bytes, greatest: int = 16, *, clear_every: int = 0) -> bytes:
    """Return ``data`` as Unix ``compress`` writes it, with a clear code after that many codes."""
    out = bytearray([0x1F, 0x9D, 0x80 | greatest])
    width, codes = 9, []

    def flush(*, whole: bool) -> None:
        nonlocal codes
        bits = sum(code << i * width for i, code in enumerate(codes))
        size = width if whole and codes else (len(codes) * width + 7) // 8
        out.extend(bits.to_bytes(size, "little"))
        codes = []

    def put(code: int) -> None:
        codes.append(code)
        if len(codes) == 8:
            flush(whole=True)

    table = {bytes([i]): i for i in range(256)}
    free, known, count = 257, b"", 0
    for byte in data:
        longer = known + bytes([byte])
        if longer in table:
            known = longer
            continue
        put(table[known])
        count += 1
        if free < 1 << greatest:
            # The reader learns each entry one code later, and widens its codes then.
            table[longer] = free
            free += 1
        if free > 1 << width and width < greatest:
            flush(whole=True)
            width += 1
        known = bytes([byte])
        if clear_every and count % clear_every == 0:
            put(256)
            flush(whole=True)
            table = {bytes([i]): i for i in range(256)}
            free, width = 257, 9
    if known:
        put(table[known])
    flush(whole=False)
    return bytes(out)


def png(pixels: NDArray[np.uint8]) -> bytes:
    """Return a grey PNG picture."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


def unipen_page(*rows: tuple[str, list[tuple[int, int]]]) -> tuple[bytes, str]:
    """Return a UNIPEN file with a stroke for each row (label, points), and its segments."""
    ink = ".WRITER_ID somebody\n"
    segments = ""
    for i, (label, points) in enumerate(rows):
        ink += ".PEN_DOWN\n" + "".join(f"{x}\t{y}\n" for x, y in points) + ".PEN_UP\n"
        segments += f'.SEGMENT CHARACTER {i} ? "{label}"\n'
    return ink.encode(), segments


def optdigits_text(rows: list[tuple[NDArray[np.uint8], str]]) -> bytes:
    """Return 32x32 bitmaps as ``optdigits-orig.tra`` has them, after its header of 21 lines."""
    text = "".join(f"header {i}\n" for i in range(21))
    for image, label in rows:
        for row in image:
            text += "".join("1" if value else "0" for value in row) + "\n"
        text += f" {label}\n"
    return text.encode()


def semeion_text(rows: list[tuple[NDArray[np.uint8], str]]) -> bytes:
    """Return 16x16 bitmaps as ``semeion.data`` has them."""
    lines = []
    for image, label in rows:
        flags = [f"{int(value > 0)}.0000" for value in image.ravel()]
        flags += [str(int(str(digit) == label)) for digit in range(10)]
        lines.append(" ".join(flags) + " ")
    return "\n".join(lines).encode() + b"\n"


PENDIGITS = b""" .INCLUDE dene.doc
.LEXICON "0" "1" "2"
.HIERARCHY DIGIT
.SEGMENT DIGIT 0 ? "8"
.COMMENT 8 12  24
.PEN_DOWN
 267 333
 267 336
.PEN_UP
.DT 100
.SEGMENT DIGIT 1-2 ? "4"
.COMMENT 4 26 25
.PEN_DOWN
 10 490
 20 480
.PEN_UP
.DT 100
.PEN_DOWN
 30 0
.PEN_UP
.DT 100
"""

ONE = [(10, 100), (10, 0)]
PLUS = [(0, 10), (20, 10), (10, 20), (10, 0)]


def unipen_archive(path: Path) -> Path:
    """Write an archive with pages of a training writer, of a test writer and of somebody unknown."""
    ink, segments = unipen_page(("1", ONE), ("+", PLUS), ("H", ONE), ("q", ONE), ("1", []))
    root = "CDROM/train_r01_v07"
    files = {}
    for writer, page in (("apb/apb05", "app0501"), ("apb/apb02", "app0237"), ("ibm/ibm0", "r0007")):
        include = f"{writer[:3]}/data/{writer[4:]}/{page}.dat"
        text = f".VERSION 1.0\n.INCLUDE {writer[:3]}/app.doc\n.INCLUDE {include}\n{segments}"
        files[f"{root}/data/1a/{writer}/{page}.dat"] = text.encode()
        files[f"{root}/include/{include}"] = b".INCLUDE units.doc\n" + ink
    files[f"{root}/include/units.doc"] = b".X_POINTS_PER_INCH 50\n.Y_POINTS_PER_INCH 100\n"
    path.write_bytes(tarred(files))
    return path
