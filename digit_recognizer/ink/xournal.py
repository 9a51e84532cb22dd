"""Xournal++: the strokes of a notebook (``.xopp``, and Xournal's ``.xoj``) in and out.

Purpose: read what was written on a notebook's pages as one drawing, and write a drawing as a page that
Xournal++ opens. The format is XML, gzipped: pages with layers with strokes, each a row of x and y in
points (https://github.com/xournalpp/xournalpp, ``src/core/control/xojfile``).
Contract: untrusted files, see ``xml_file``. Pages follow each other downwards. Texts, pictures and
highlighter strokes are left out. Times are not in the format, so they are lost.
Not here: telling what a file is (``drawing_file``).
"""

import gzip
import io
import math
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from digit_recognizer.ink.model import MAX_POINTS, Drawing, Ink, Stroke
from digit_recognizer.ink.xml_file import name_of, parse_xml

GZIP_BEGINS = b"\x1f\x8b"
OWN_NOTEBOOK = b'creator="digit-recognizer"'
MAX_XOURNAL_BYTES = 64 * 2**20  # unpacked
NOTEBOOK_MARGIN = 40.0  # points around a drawing that is written
PEN_POINTS = 1.41  # the medium pen of Xournal++
PAGE_SIDES = (612.0, 792.0)  # points, of a page that does not say its size


def unpacked(data: bytes) -> bytes:
    """Return what a notebook's file holds, gzipped or not; raises ValueError if it is damaged."""
    if not data.startswith(GZIP_BEGINS):
        return data
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            text = file.read(MAX_XOURNAL_BYTES + 1)
    except (EOFError, OSError, zlib.error):
        raise ValueError("it is a damaged gzip file") from None
    if len(text) > MAX_XOURNAL_BYTES:
        raise ValueError(f"it unpacks to more than {MAX_XOURNAL_BYTES // 2**20} MB")
    return text


def xournal_drawing(text: bytes) -> Drawing:
    """Return the pen strokes of all pages; raises ValueError, with the end of a sentence."""
    root = parse_xml(text)
    if name_of(root) != "xournal":
        raise ValueError(f"it starts with <{name_of(root)}>, not <xournal>")
    strokes = tuple(_strokes(root))
    if not strokes:
        raise ValueError("it holds no pen strokes")
    return Drawing(Ink(strokes))


def xournal_bytes(drawing: Drawing) -> bytes:
    """Return ``drawing`` as a notebook of one page; raises ValueError for one without ink."""
    box = drawing.ink.box
    ink = drawing.ink.moved(NOTEBOOK_MARGIN - box.left, NOTEBOOK_MARGIN - box.top)
    width, height = (
        high - low + 2 * NOTEBOOK_MARGIN
        for low, high in ((box.left, box.right), (box.top, box.bottom))
    )
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<xournal {OWN_NOTEBOOK.decode()} fileversion="4">',
        "<title>Handwriting</title>",
        f'<page width="{width:.2f}" height="{height:.2f}">',
        '<background type="solid" color="#ffffffff" style="plain"/>',
        "<layer>",
    ]
    for stroke in ink:
        points = stroke.points if len(stroke.points) > 1 else stroke.points * 2  # a tap
        text = " ".join(f"{point.x:.4f} {point.y:.4f}" for point in points)
        lines.append(f'<stroke tool="pen" color="#000000ff" width="{PEN_POINTS}">{text}</stroke>')
    lines += ["</layer>", "</page>", "</xournal>", ""]
    return gzip.compress("\n".join(lines).encode(), mtime=0)


def _strokes(root: ET.Element) -> Iterator[Stroke]:
    above, count = 0.0, 0
    for page in root:
        if name_of(page) != "page":
            continue
        for stroke in page.iter():
            if name_of(stroke) != "stroke" or stroke.get("tool", "pen") != "pen":
                continue
            numbers = list(map(_number, (stroke.text or "").split()))
            count += len(numbers) // 2
            if len(numbers) % 2:
                raise ValueError("a stroke has an odd number of coordinates")
            if count > MAX_POINTS:
                raise ValueError(f"it has more than {MAX_POINTS:,} points")
            if numbers:
                places = zip(numbers[::2], numbers[1::2], strict=True)
                yield Stroke.from_xy((x, y + above) for x, y in places)
        height = _number(page.get("height") or str(PAGE_SIDES[1]))
        above += height if math.isfinite(height) and height > 0 else PAGE_SIDES[1]


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"{text[:40]!r} is no number") from None
