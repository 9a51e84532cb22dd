"""InkML in and out: one drawing per file.

Purpose: read and write the W3C Ink Markup Language (InkML, W3C Recommendation, 20 September 2011,
https://www.w3.org/TR/InkML/): traces with X, Y and optionally T, the truth and the writer as
annotations.
Contract: ``read_inkml(write_inkml(drawing))`` gives the same drawing. Files are untrusted: a document
type declaration (where entity bombs live) is refused, and so are more than ``MAX_POINTS`` points or
``MAX_ELEMENTS`` elements; reading takes time and memory in proportion to the file.
Not here: brushes, canvases and trace views, which are skipped; channels other than X, Y and T, whose
values are dropped.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from html import escape  # xml.sax.saxutils would bring urllib, ssl and email to the window's start
from pathlib import Path
from xml.etree import ElementTree as ET
from xml.parsers import expat

from digit_recognizer.errors import FileError
from digit_recognizer.files import read_limited, write_atomically
from digit_recognizer.ink.model import MAX_POINTS, Drawing, Ink, Point, Stroke

INKML_NAMESPACE = "http://www.w3.org/2003/InkML"
MAX_INKML_BYTES = 8 * 2**20
MAX_ELEMENTS = 200_000

_Format = tuple[list[str], float]
"""The channel names of a trace and the length of its time unit in seconds."""

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""The characters that XML 1.0 cannot hold."""

_MARKS = {ord('"'): "&quot;", ord("\t"): "&#9;", ord("\n"): "&#10;", ord("\r"): "&#13;"}
"""What would end an attribute, or become a space in it, beside what all text escapes."""

_VALUE = re.compile(r"""\s*+(?:([!'"])\s*+)?([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[*?TF])""")
"""A value with its prefix. White space is never given back, or a long run of it takes for ever."""

_XML_BEGINS = re.compile(rb"[ \t\r\n]*<|\xef\xbb\xbf|\xff\xfe|\xfe\xff|\0<")
"""How XML may begin: with a tag, or a byte-order mark, in UTF-8 or UTF-16."""


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
    if not _XML_BEGINS.match(data):
        raise FileError(f"{path} is not an InkML drawing: give an .inkml file.")
    try:
        root = _parse(data)
        if _name(root) != "ink":
            raise ValueError(f"it starts with <{_name(root)}>, not <ink>")
        strokes = tuple(_strokes(root))
        if not strokes:
            raise ValueError("it has no traces")
    except (ValueError, LookupError, ET.ParseError, expat.ExpatError) as error:
        raise FileError(f"{path} is not a usable InkML drawing: {error}.") from error
    notes = {
        element.get("type", ""): (element.text or "").strip()
        for element in root
        if _name(element) == "annotation"
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
    return text == text.strip() and not _NOT_XML.search(text)


def _parse(data: bytes) -> ET.Element:
    """Return the root element; a DOCTYPE is refused before any entity is read."""

    def refuse(*_: object) -> None:
        raise ValueError("it declares a document type, which InkML does not need")

    builder = ET.TreeBuilder()
    elements = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal elements
        elements += 1
        if elements > MAX_ELEMENTS:
            raise ValueError(f"it has more than {MAX_ELEMENTS:,} elements")
        builder.start(tag, attributes)

    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    parser.Parse(data, True)
    return builder.close()


def _name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _strokes(root: ET.Element) -> Iterator[Stroke]:
    formats = _formats(root)
    default = next(iter(formats.values()), (["X", "Y"], 0.001))
    total = 0
    for trace in root.iter():
        if _name(trace) != "trace" or trace.get("type") == "penUp":
            continue
        channels, second = formats.get((trace.get("contextRef") or "").lstrip("#"), default)
        text = trace.text or ""
        total += text.count(",") + 1  # counted before they are parsed
        if total > MAX_POINTS:
            raise ValueError(f"it has more than {MAX_POINTS:,} points")
        rows = list(_rows(text, len(channels)))
        if rows:
            yield _stroke(rows, channels, second, _seconds(trace.get("timeOffset") or "0"))


def _formats(root: ET.Element) -> dict[str | None, _Format]:
    """Return the trace formats by the id of the format, or of the context that holds or names it."""
    formats: dict[str | None, _Format] = {}
    for element in root.iter():
        if _name(element) not in {"context", "traceFormat"}:
            continue
        # A context may hold its format within an ink source, or none but a brush or a canvas.
        nearby = [element, *element, *(inner for child in element for inner in child)]
        channels = [
            channel
            for holder in nearby
            if _name(holder) == "traceFormat"
            for channel in holder
            if _name(channel) == "channel"
        ]
        named = (element.get("traceFormatRef") or "").lstrip("#")
        if channels or named in formats:
            identity = element.get("http://www.w3.org/XML/1998/namespace}id")
            formats.setdefault(identity, _channels(channels) if channels else formats[named])
    return formats


def _channels(channels: list[ET.Element]) -> _Format:
    """Return the names of the channels and the length of the time unit in seconds."""
    names = [channel.get("name", "") for channel in channels]
    if not {"X", "Y"} <= set(names):
        raise ValueError("its trace format lacks the channel X or Y")
    units = {channel.get("name"): channel.get("units") for channel in channels}
    return names, 1.0 if units.get("T") == "s" else 0.001


def _rows(text: str, width: int) -> Iterator[list[float]]:
    """Yield the points of a trace as absolute values, ``width`` a row (InkML section 3.2.1).

    A value is explicit (``!`` or nothing), a first difference (``'``) or a second difference
    (``"``) of its channel; a prefix holds until the next one, and ``*`` repeats the last value.
    """
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
            number = float(match[2])
            if mode[channel] == "!":
                value[channel] = number
            else:
                speed[channel] = number + (speed[channel] if mode[channel] == '"' else 0.0)
                value[channel] += speed[channel]
        yield value.copy()


def _stroke(rows: list[list[float]], channels: list[str], second: float, start: float) -> Stroke:
    x, y = channels.index("X"), channels.index("Y")
    if "T" not in channels:
        return Stroke(tuple(Point(row[x], row[y]) for row in rows), start)
    t = channels.index("T")
    began = rows[0][t]
    points = tuple(Point(row[x], row[y], (row[t] - began) * second) for row in rows)
    return Stroke(points, start)


def _seconds(milliseconds: str) -> float:
    """Return a time offset in seconds; see :func:`_milliseconds`."""
    try:
        return float(Decimal(milliseconds).scaleb(-3))
    except ArithmeticError:
        raise ValueError(f"the time offset {milliseconds[:40]!r} is no number") from None


def _text(value: str) -> str:
    """Return ``value`` as XML text or attribute; characters that XML cannot hold are left out."""
    return escape(_NOT_XML.sub("", value), quote=False).translate(_MARKS)


def _milliseconds(seconds: float) -> str:
    """Return ``seconds`` in milliseconds to the last digit, which a product of floats would lose."""
    return str(Decimal(repr(seconds)).scaleb(3))


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)
