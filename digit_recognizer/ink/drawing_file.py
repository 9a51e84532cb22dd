"""Files of drawings of any format, told by what they hold.

Purpose: the one door where ink enters from a file: InkML, Xournal++, UNIPEN and MyScript's JSON; a
sentence for those formats that are known but not read. And the one by which it leaves to a file that a
person names: InkML, Xournal++ or SVG, by its ending.
Contract: a file's name counts only where its content says nothing. Files are untrusted: limits, and
FileError with one sentence.
Not here: the formats; pictures.
"""

import re
import zlib
from pathlib import Path

from digit_recognizer.errors import FileError
from digit_recognizer.files import (
    DRAWINGS,
    INKML,
    begins_as_picture,
    read_limited,
    write_atomically,
)
from digit_recognizer.ink.inkml import MAX_INKML_BYTES, inkml_bytes, parse_inkml
from digit_recognizer.ink.model import Drawing
from digit_recognizer.ink.myscript import myscript_drawing
from digit_recognizer.ink.svg import svg_bytes
from digit_recognizer.ink.unipen import UNIPEN_BEGINS, unipen_drawing
from digit_recognizer.ink.xml_file import XML_BEGINS
from digit_recognizer.ink.xournal import (
    GZIP_BEGINS,
    OWN_NOTEBOOK,
    unpacked,
    xournal_bytes,
    xournal_drawing,
)
from digit_recognizer.words import clause_of

HEAD_BYTES = 4096
_ROOT_NAME = re.compile(rb"<(?:[\w.-]+:)?(\w+)[\s>/]")
_JSON_BEGINS = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{")
_MYSCRIPT_KEYS = (b'"strokeGroups"', b'"bounding-box"', b'"X"', b'"version"')
SVG_ENDING = ".svg"
WRITERS = {
    "": inkml_bytes, INKML: inkml_bytes, ".xml": inkml_bytes, ".ink": inkml_bytes,
    ".xopp": xournal_bytes, SVG_ENDING: svg_bytes,
}  # fmt: skip
"""What makes the bytes of a drawing's file, by its ending in lower case."""

WACOM_BEGINS = re.compile(rb"RIFF....UINK", re.DOTALL)


def read_drawing(path: str | Path) -> Drawing:
    """Return the drawing in the file at ``path``; raises FileError if it is none."""
    path = Path(path)
    return parse_drawing(read_limited(path, MAX_INKML_BYTES, "a drawing"), str(path))


def parse_drawing(data: bytes, path: str) -> Drawing:
    """Return the drawing in ``data``, as :func:`read_drawing`; FileError names ``path``."""
    kind = _kind_of(data[:HEAD_BYTES])
    if kind == "Wacom":
        raise FileError(f"{path} is Wacom's Universal Ink: export it as InkML or as a picture.")
    try:
        if kind == "Xournal++":
            return xournal_drawing(unpacked(data))
        if kind == "UNIPEN":
            return unipen_drawing(data.decode("latin-1"))
        if kind == "MyScript":
            return myscript_drawing(data)
    except ValueError as error:
        raise FileError(f"{path} is not a usable {kind} drawing: {clause_of(error)}.") from error
    return parse_inkml(data, path)


def write_drawing(path: Path, drawing: Drawing) -> None:
    """Save ``drawing``, which has ink, in the format that ``path`` ends in; raises FileError."""
    make = WRITERS.get(path.suffix.lower())
    if make is None:
        raise FileError(f"{path} does not end as a drawing: end it in .inkml, .xopp or .svg.")
    write_atomically(path, make(drawing))


def holds_more(path: Path) -> bool:
    """Whether a file holds what is lost when the drawing is written over it; never raises.

    A notebook of another program may hold pages, texts and pictures; so may a format that isn't written.
    """
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError:
        return False
    kind = _kind_of(head)
    if kind == "Xournal++":
        return OWN_NOTEBOOK not in _unpacked_head(head)
    return kind != "InkML"


def begins_as_drawing(path: str | Path) -> bool:
    """Whether a file begins as a drawing does, or is called so and is no picture; never raises."""
    try:
        if not Path(path).is_file():
            return str(path).lower().endswith(DRAWINGS)
        with Path(path).open("rb") as file:
            is_ink = is_drawing(file.read(HEAD_BYTES))
    except (OSError, ValueError):
        return False
    return is_ink or (str(path).lower().endswith(DRAWINGS) and not begins_as_picture(path))


def is_drawing(data: bytes) -> bool:
    """Whether a file begins as a drawing does; ``data``: its first ``HEAD_BYTES``, or more."""
    return _kind_of(data[:HEAD_BYTES]) is not None


def _kind_of(head: bytes) -> str | None:
    """Return which format of ink begins so; None for anything else."""
    if WACOM_BEGINS.match(head):
        return "Wacom"
    if head.startswith(GZIP_BEGINS):
        return "Xournal++" if b"<xournal" in _unpacked_head(head) else None
    if XML_BEGINS.match(head):
        found = _ROOT_NAME.search(head.replace(b"\0", b""))  # UTF-16 is ASCII with zeros, for this
        root = found[1] if found else b""
        return {b"ink": "InkML", b"xournal": "Xournal++"}.get(root)
    if UNIPEN_BEGINS.match(head):
        return "UNIPEN"
    if _JSON_BEGINS.match(head) and any(key in head for key in _MYSCRIPT_KEYS):
        return "MyScript"
    return None


def _unpacked_head(head: bytes) -> bytes:
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(head, HEAD_BYTES)
    except zlib.error:
        return b""
