"""InkML in and out: one drawing per file.

Purpose: read and write the W3C Ink Markup Language (InkML, W3C Recommendation, 20 September 2011,
https://www.w3.org/TR/InkML/): traces with X, Y and optionally T, the truth and the writer as
annotations. What channels mean and where they lie is for ``inkml_frames``.
Contract: ``read_inkml(write_inkml(drawing))`` gives the same drawing. Files are untrusted: a document
type declaration (where entity bombs live) is refused, and so are more than ``MAX_POINTS`` points or
``MAX_ELEMENTS`` elements; reading takes time and memory in proportion to the file.
Not here: brushes and trace views, which are skipped; channels other than X, Y and T, whose
values are dropped.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from html import escape  # xml.sax.saxutils would bring urllib, ssl and email to the window's start
from pathlib import Path
from xml.etree import ElementTree as ET

from digit_recognizer.errors import FileError
from digit_recognizer.files import read_limited, write_atomically
from digit_recognizer.ink.inkml_frames import UNCHANGED, Frame, frames_of_traces
from digit_recognizer.ink.model import MAX_POINTS, Drawing, Ink, Point, Stroke
from digit_recognizer.ink.xml_file import XML_BEGINS, name_of, parse_xml, without_controls
from digit_recognizer.words import clause_of

INKML_NAMESPACE = "http://www.w3.org/2003/InkML"
MAX_INKML_BYTES = 8 * 2**20

_MARKS = {ord('"'): "&quot;", ord("\t"): "&#9;", ord("\n"): "&#10;", ord("\r"): "&#13;"}
"""What would end an attribute, or become a space in it, beside what all text escapes."""

_PLAIN_NUMBERS = re.compile(r"[0-9eE+.,\s-]*+")
"""A trace of decimal numbers without prefixes, as most are."""

_VALUE = re.compile(
    r"""\s*+(?:([!'"])\s*+)?([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|-?#[0-9A-Fa-f]{1,15}|[*?TF])"""
)
"""A value with its prefix. White space is never given back, or a long run of it takes for ever."""


def read_inkml(path: str | Path) -> Drawing:
    """Return the drawing in the InkML file at ``path``.

    The annotations of type ``truth`` and ``writer`` become its label and writer. Times are seconds
    from pen-down: a T channel counts in milliseconds unless its units are ``s``.
    Raises FileError if the file is not well-formed InkML, holds no trace, or holds too many points.
    """
    path = Path(path)
    return parse_inkml(read_limited(path, MAX_INKML_BYTES, "a drawing"), str(path))


def parse_inkml(data: bytes, path: str) -> Drawing:
    """Return the drawing in ``data``, as :func:`read_inkml`; raises FileError, which names ``path``."""
    if not XML_BEGINS.match(data):
        raise FileError(f"{path} is not an InkML drawing: give an .inkml file.")
    try:
        root = parse_xml(data)
        if name_of(root) != "ink":
            raise ValueError(f"it starts with <{name_of(root)}>, not <ink>")
        strokes = tuple(_strokes(root))
        if not strokes:
            raise ValueError("it has no traces")
    except ValueError as error:
        raise FileError(f"{path} is not a usable InkML drawing: {clause_of(error)}.") from error
    notes = {
        element.get("type", ""): (element.text or "").strip()
        for element in root
        if name_of(element) == "annotation"
    }
    truth, writer = notes.pop("truth", None), notes.pop("writer", None)
    return Drawing(Ink(strokes), truth or None, writer or None, notes)


def write_inkml(path: str | Path, drawing: Drawing) -> None:
    """Save ``drawing`` as InkML, atomically; raises FileError if it can't be written."""
    write_atomically(Path(path), inkml_bytes(drawing))


def inkml_bytes(drawing: Drawing) -> bytes:
    """Return ``drawing`` as an InkML file. Notes without text are left out."""
    notes = {"truth": drawing.label, "writer": drawing.writer, **drawing.notes}
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<ink xmlns="{INKML_NAMESPACE}">',
        "  <traceFormat>",
        '    <channel name="X" type="decimal"/>',
        '    <channel name="Y" type="decimal"/>',
        '    <channel name="T" type="decimal" units="s"/>',
        "  </traceFormat>",
    ]
    lines += [
        f'  <annotation type="{_text(kind)}">{_text(text)}</annotation>'
        for kind, text in notes.items()
        if text
    ]
    for stroke in drawing.ink:
        points = ", ".join(" ".join(map(_number, point)) for point in stroke.points)
        lines.append(f'  <trace timeOffset="{_milliseconds(stroke.start)}">{points}</trace>')
    lines.append("</ink>\n")
    return "\n".join(lines).encode()


def holds_text(text: str) -> bool:
    """Whether an annotation's name or text comes back as it is: XML lacks control characters, and
    blanks around a text are not kept.
    """
    return text == text.strip() == without_controls(text)


def _strokes(root: ET.Element) -> Iterator[Stroke]:
    total = 0
    for trace, frame in frames_of_traces(root):
        text = trace.text or ""
        if trace.get("type") == "penUp" or not text.strip():
            continue
        total += text.count(",") + 1  # counted before they are parsed
        if total > MAX_POINTS:
            raise ValueError(f"it has more than {MAX_POINTS:,} points")
        rows = list(_rows(text, len(frame.channels)))
        if rows:
            yield _stroke(rows, frame, _seconds(trace.get("timeOffset") or "0"))


def _rows(text: str, width: int) -> Iterator[list[float]]:
    """Yield the points of a trace as absolute values, ``width`` a row (InkML section 3.2.1).

    A value is explicit (``!`` or nothing), a first difference (``'``) or a second difference
    (``"``) of its channel; a prefix holds until the next one, and ``*`` repeats the last value.
    """
    if _PLAIN_NUMBERS.fullmatch(text):
        with suppress(ValueError):  # as for numbers without blanks between them
            rows = [[*map(float, row.split())] for row in text.split(",") if row.strip()]
            if all(len(row) == width for row in rows):
                yield from rows
                return
    mode = ["!"] * width
    value = [0.0] * width
    speed = [0.0] * width
    for row in filter(str.strip, text.split(",")):
        position = 0
        for channel in range(width):
            match = _VALUE.match(row, position)
            if match is None:
                raise ValueError(f"the point {row.strip()[:40]!r} does not have {width} numbers")
            position = match.end()
            mode[channel] = match[1] or mode[channel]
            if match[2] in "*?TF":
                continue
            number = _value(match[2])
            if mode[channel] == "!":
                value[channel] = number
            else:
                speed[channel] = number + (speed[channel] if mode[channel] == '"' else 0.0)
                value[channel] += speed[channel]
        yield value.copy()


def _value(text: str) -> float:
    sign, mark, digits = text.partition("#")
    return float(text) if not mark else float(f"{sign}{int(digits, 16)}")


def _stroke(rows: list[list[float]], frame: Frame, start: float) -> Stroke:
    x, y = frame.channels.index("X"), frame.channels.index("Y")
    places = [(row[x], row[y]) for row in rows]
    if frame.canvas != UNCHANGED:
        places = [frame.on_canvas(*place) for place in places]
    if "T" not in frame.channels:
        return Stroke(tuple(Point(*place) for place in places), start)
    t = frame.channels.index("T")
    began = rows[0][t]
    times = ((row[t] - began) * frame.second for row in rows)
    points = tuple(Point(*place, time) for place, time in zip(places, times, strict=True))
    return Stroke(points, start)


def _seconds(milliseconds: str) -> float:
    """Return a time offset in seconds; see :func:`_milliseconds`."""
    try:
        return float(Decimal(milliseconds).scaleb(-3))
    except ArithmeticError:
        raise ValueError(f"the time offset {milliseconds[:40]!r} is no number") from None


def _text(value: str) -> str:
    """Return ``value`` as XML text or attribute; characters that XML cannot hold are left out."""
    return escape(without_controls(value), quote=False).translate(_MARKS)


def _milliseconds(seconds: float) -> str:
    """Return ``seconds`` in milliseconds to the last digit, which a product of floats would lose."""
    return str(Decimal(repr(seconds)).scaleb(3))


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)
