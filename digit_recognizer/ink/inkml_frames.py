"""What the numbers of an InkML trace mean: its channels, their units, and where they lie on the canvas.

Purpose: find for each trace the context that holds for it, and from that the order of its channels, the
length of its time unit, and the affine map that leads to a canvas whose y grows downwards.
Contract: as sections 3 to 5 of the W3C Recommendation say: a context is the trace's own, its group's, or
the last one in the stream; contexts inherit from those they refer to; formats, ink sources, canvas
transforms and mappings stand in them or are referred to. Where nothing says how the channels lie, the
first format of the file does. Raises ValueError, with the end of a sentence, for what is none, and for
mappings that are no affine ones.
Not here: the numbers (``inkml``).
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from xml.etree import ElementTree as ET

from digit_recognizer.ink.xml_file import name_of

MAX_CHANNELS = 100
MAX_REFERENCES = 20  # from one context, mapping or transform to the next
ID_ATTRIBUTE = "http://www.w3.org/XML/1998/namespace}id"
METRES = {
    "m": 1.0, "cm": 0.01, "mm": 0.001, "in": 0.0254, "pt": 0.0254 / 72, "pc": 0.0254 / 6,
}  # fmt: skip
"""Lengths of the units of InkML that have one; ``dev`` has none."""

Affine = tuple[float, float, float, float, float, float]
"""a, b, c, d, e, f of x' = a x + b y + c and y' = d x + e y + f."""

UNCHANGED: Affine = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)


@dataclass(frozen=True, slots=True)
class Frame:
    """How the numbers of a trace are read.

    ``channels``: their names in order, X and Y among them. ``second``: the unit of T in seconds.
    ``canvas``: from X and Y, as they are written, to the canvas.
    """

    channels: tuple[str, ...] = ("X", "Y")
    second: float = 0.001
    canvas: Affine = UNCHANGED

    def on_canvas(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point lies on the canvas."""
        a, b, c, d, e, f = self.canvas
        return a * x + b * y + c, d * x + e * y + f


@dataclass(frozen=True, slots=True)
class _Parts:
    """What a context says so far: elements, None where it is silent."""

    form: ET.Element | None = None
    source: ET.Element | None = None
    transform: ET.Element | None = None


@dataclass(slots=True)
class _Document:
    """The elements of a file that others refer to, and the frames found so far."""

    named: dict[str, ET.Element]
    first: ET.Element | None
    frames: dict[_Parts, Frame] = field(default_factory=dict)

    def referred(self, element: ET.Element, attribute: str) -> ET.Element | None:
        """Return what an attribute refers to, None where it is not there."""
        return self.named.get((element.get(attribute) or "").partition("#")[2])

    def parts_of(self, context: ET.Element | None, outer: _Parts, left: int) -> _Parts:
        """Return what holds in ``context``, where it is silent what it inherits."""
        if context is None:
            return outer
        if left == 0:
            raise ValueError("its contexts refer to each other without end")
        parts = self.parts_of(self.referred(context, "contextRef"), outer, left - 1)
        source = _child(context, "inkSource")
        source = self.referred(context, "inkSourceRef") if source is None else source
        if source is not None:
            inner = _child(source, "traceFormat")
            parts = replace(parts, source=source, form=parts.form if inner is None else inner)
        for attribute, name in (("form", "traceFormat"), ("transform", "canvasTransform")):
            own = _child(context, name)
            own = self.referred(context, f"{name}Ref") if own is None else own
            if own is not None:
                parts = replace(parts, **{attribute: own})
        return parts

    def frame_of(self, parts: _Parts) -> Frame:
        """Return the frame of traces for which ``parts`` hold."""
        if parts not in self.frames:
            self.frames[parts] = self._new_frame(parts)
        return self.frames[parts]

    def _new_frame(self, parts: _Parts) -> Frame:
        form = self.first if parts.form is None else parts.form
        channels = [] if form is None else _children(form, "channel")
        if not channels:
            return Frame(canvas=self._transform(parts.transform, ("X", "Y")))
        if len(channels) > MAX_CHANNELS:
            raise ValueError(f"its trace format has more than {MAX_CHANNELS} channels")
        names = tuple(channel.get("name", "") for channel in channels)
        by_name = dict(zip(names, channels, strict=True))
        if not {"X", "Y"} <= by_name.keys():
            raise ValueError("its trace format lacks the channel X or Y")
        units = by_name["T"].get("units") if "T" in by_name else None
        canvas = self._transform(parts.transform, names)
        return Frame(names, 1.0 if units == "s" else 0.001, _after(canvas, _axes(by_name, parts)))

    def _transform(self, transform: ET.Element | None, names: tuple[str, ...]) -> Affine:
        mapping = None if transform is None else _child(transform, "mapping")
        if transform is not None and mapping is None:
            mapping = self.referred(transform, "mappingRef")
        return UNCHANGED if mapping is None else self._mapping(mapping, names, MAX_REFERENCES)

    def _mapping(self, mapping: ET.Element, names: tuple[str, ...], left: int) -> Affine:
        """Return a mapping of the channels ``names``; raises ValueError for one that is not affine."""
        if left == 0:
            raise ValueError("its mappings refer to each other without end")
        referred = self.referred(mapping, "mappingRef")
        if referred is not None:
            return self._mapping(referred, names, left - 1)
        kind = mapping.get("type", "unknown")
        if kind == "identity":
            return UNCHANGED
        if kind == "product":
            whole = UNCHANGED
            for inner in _children(mapping, "mapping")[:MAX_REFERENCES]:
                whole = _after(self._mapping(inner, names, left - 1), whole)
            return whole
        if kind == "affine":
            table = _child(mapping, "affine")
            return _affine((mapping if table is None else table).text or "", names)
        raise ValueError(
            f"its canvas transform is a mapping of type {kind[:40]!r}, not an affine one"
        )


def frames_of_traces(root: ET.Element) -> Iterator[tuple[ET.Element, Frame]]:
    """Yield each trace of the document, in its order, with the frame that holds for it."""
    named: dict[str, ET.Element] = {}
    first: ET.Element | None = None
    for element in root.iter():
        named.setdefault(element.get(ID_ATTRIBUTE, ""), element)
        if (
            first is None
            and name_of(element) == "traceFormat"
            and _child(element, "channel") is not None
        ):
            first = element
    named.pop("", None)
    document = _Document(named, first)
    stack = [(iter(root), _Parts(), False)]
    while stack:
        children, current, is_stream = stack.pop()
        for element in children:
            name = name_of(element)
            if name in {"trace", "traceGroup"}:
                context = document.referred(element, "contextRef")
                parts = document.parts_of(context, current, MAX_REFERENCES)
                if name == "trace":
                    yield element, document.frame_of(parts)
                    continue
            elif name == "context" and not is_stream:
                current = document.parts_of(element, current, MAX_REFERENCES)
                continue
            elif name == "traceFormat" and not is_stream:
                current = replace(current, form=element)
                continue
            else:
                parts = current
            if len(element):  # its own come first, then those behind it
                stack.append((children, current, is_stream))
                stack.append((iter(element), parts, is_stream or name == "definitions"))
                break


def _child(element: ET.Element, name: str) -> ET.Element | None:
    return next((child for child in element if name_of(child) == name), None)


def _children(element: ET.Element, name: str) -> list[ET.Element]:
    return [child for child in element if name_of(child) == name]


def _axes(channels: dict[str, ET.Element], parts: _Parts) -> Affine:
    """Return how X and Y are turned and stretched: the unit of X stays, y grows downwards."""
    signs = [-1.0 if channels[name].get("orientation") == "-ve" else 1.0 for name in ("X", "Y")]
    lengths = [_metres(channels[name], parts.source) for name in ("X", "Y")]
    ratio = 1.0
    if lengths[0] and lengths[1]:
        ratio = lengths[1] / lengths[0]
    return (signs[0], 0.0, 0.0, 0.0, signs[1] * ratio, 0.0)


def _metres(channel: ET.Element, source: ET.Element | None) -> float | None:
    """Return the length of one step of a channel, None where nothing says it."""
    found = None if source is None else _child(source, "channelProperties")
    for each in () if found is None else found:
        if each.get("name") == "resolution" and each.get("channel") == channel.get("name"):
            unit = METRES.get((each.get("units") or "").removeprefix("1/"))
            steps = _number(each.get("value") or "")
            if unit and steps > 0:
                return unit / steps
    return METRES.get(channel.get("units") or "")


def _affine(text: str, names: tuple[str, ...]) -> Affine:
    """Return the matrix in ``text``: a row for each result, a column for each channel and one more."""
    rows = [[_number(value) for value in row.split()] for row in text.split(",") if row.strip()]
    widths = {len(row) for row in rows}
    if len(rows) < 2 or widths not in ({3}, {len(names) + 1}):
        raise ValueError(f"the affine mapping {text.strip()[:40]!r} is no matrix for its channels")
    order = names if widths == {len(names) + 1} else ("X", "Y")
    x, y = order.index("X"), order.index("Y")
    first, second = (rows[x], rows[y]) if len(rows) == len(order) else (rows[0], rows[1])
    return (first[x], first[y], first[-1], second[x], second[y], second[-1])


def _after(later: Affine, earlier: Affine) -> Affine:
    """Return the map that does ``earlier``, then ``later``."""
    a, b, c, d, e, f = later
    g, h, i, j, k, m = earlier
    return (
        a * g + b * j, a * h + b * k, a * i + b * m + c,
        d * g + e * j, d * h + e * k, d * i + e * m + f,
    )  # fmt: skip


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        raise ValueError(f"{text.strip()[:40]!r} is no number") from None
    if not math.isfinite(number):
        raise ValueError(f"{text.strip()[:40]!r} is no number of a mapping")
    return number
