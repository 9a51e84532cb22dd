"""The UNIPEN format: labelled pen strokes as text.

Purpose: read the labelled segments of a file in the format of I. Guyon, "UNIPEN 1.0 Format Definition"
(1994), in which UNIPEN itself and UCI's pendigits are published.
Contract: untrusted text. What is damaged is left out and counted by :class:`SkippedSamples`, the rest is
returned. UNIPEN's y grows upwards; what is returned grows downwards, like all ink of this program.
Not here: archives, which labels are wanted, who may be trained on (``convert``).

What of the format is read: ``.COORD``, ``.PEN_DOWN``, ``.PEN_UP``, ``.SEGMENT``, ``.INCLUDE``
and the resolution of both axes. Every other keyword, ``.COMMENT`` too, is skipped with
all its text. A component is one ``.PEN_DOWN`` or one ``.PEN_UP`` that has coordinates, counted from 0
in order of appearance, through included files. A delineation is a list such as ``3``, ``0-1``,
``0:12-1:3`` or ``0-1,4``; points are counted from 0 and the last one belongs to it.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from digit_recognizer.datasets.skipped import SkippedSamples
from digit_recognizer.ink import Ink
from digit_recognizer.ink.model import MAX_POINTS
from digit_recognizer.ink.unipen import (
    columns_of,
    points_of,
    set_resolution,
    statements,
    stretch_of,
)

Load = Callable[[str], str | None]
"""Returns the text of an included file, or None if there is none of that name."""

MAX_INCLUDE_DEPTH = 8  # includes within includes
MAX_INCLUDES = 64
MAX_RANGE = 10_000  # components in one segment

_SEGMENT = re.compile(
    r"""\s*\S+\s+(?P<where>\d[\d:,\-\s]*?)
    (?:\s+(?P<quality>[^\s"]+))?(?:\s+"(?P<label>(?:[^"\\]|\\.)*)")?\s*$""",
    re.VERBOSE | re.DOTALL,
)
_PART = re.compile(r"(\d{1,9})(?::(\d{1,9}))?(?:-(\d{1,9})(?::(\d{1,9}))?)?")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES = {"t": "\t", "n": "\n"}


@dataclass(frozen=True, slots=True)
class Segment:
    """Ink between two pen positions, and its true ``label``.

    ``comment`` is the ``.COMMENT`` right after it (pendigits says there who wrote it), or "".
    """

    label: str
    ink: Ink
    comment: str = ""


@dataclass(slots=True)
class _Found:
    """A ``.SEGMENT`` as it stands in ``file``."""

    arguments: str
    file: str
    line: int
    comment: str = ""


@dataclass(slots=True)
class _Document:
    """What was collected of a file and the files it includes."""

    load: Load
    skipped: SkippedSamples
    # Points with their y upwards; None: damaged. Pen-up components hold no ink but are counted.
    components: list[tuple[bool, list[tuple[float, float]] | None]] = field(default_factory=list)
    segments: list[_Found] = field(default_factory=list)
    columns: tuple[int, int, int] = (0, 1, 2)  # of x and of y, and how many there are
    resolution: dict[str, float] = field(default_factory=dict)
    included: list[str] = field(default_factory=list)


def read_unipen(
    text: str, name: str, skipped: SkippedSamples, load: Load = lambda _: None
) -> Iterator[Segment]:
    """Yield the labelled segments of ``text`` in order, with y growing downwards.

    ``name`` is the file's; ``load`` finds included files. Where the two axes have different
    resolutions, x is scaled to that of y. What can't be used is added to ``skipped``, with its line.
    """
    document = _Document(load, skipped)
    _collect(text, name, document, 0)
    stretch = stretch_of(document.resolution)
    for found in document.segments:
        skipped.total += 1
        where, quote, label = found.arguments.partition('"')
        # Blanks in a row take the pattern a time that grows with their square.
        match = _SEGMENT.match(f"{' '.join(where.split())} {quote}{label.rstrip()}")
        if match is None or match["label"] is None:
            skipped.add("without a label or a place", found.line, found.file)
            continue
        strokes = _strokes(match["where"], document)
        if isinstance(strokes, str):
            skipped.add(strokes, found.line, found.file)
            continue
        ink = Ink.from_xy([[(x * stretch, -y) for x, y in stroke] for stroke in strokes])
        if not ink:
            skipped.add("without points", found.line, found.file)
            continue
        label = _ESCAPED.sub(lambda m: _ESCAPES.get(m[1], m[1]), match["label"])
        yield Segment(label, ink, found.comment)


def includes(text: str) -> list[str]:
    """Return the files that ``text`` includes, in order."""
    return [name.strip() for keyword, name, _ in statements(text) if keyword == "INCLUDE"]


def _collect(text: str, name: str, document: _Document, depth: int) -> None:
    after_segment = False
    for keyword, arguments, line in statements(text):
        if keyword in {"PEN_DOWN", "PEN_UP"}:
            down = keyword == "PEN_DOWN"
            points = points_of(arguments, document.columns)
            if down or points is None or points:
                document.components.append((down, points))
        elif keyword == "SEGMENT":
            document.segments.append(_Found(arguments, name, line))
        elif keyword == "COMMENT" and after_segment:
            document.segments[-1].comment = " ".join(arguments.split())
        elif keyword == "COORD":
            document.columns = columns_of(arguments, document.columns)
        elif keyword == "INCLUDE":
            if depth < MAX_INCLUDE_DEPTH and len(document.included) < MAX_INCLUDES:
                _include(arguments.strip(), document, depth)
            else:
                document.skipped.add("files included too deep or too often", line, name)
        elif keyword.startswith(("X_POINTS_PER_", "Y_POINTS_PER_")):
            set_resolution(keyword, arguments, document.resolution)
        after_segment = keyword == "SEGMENT"


def _include(name: str, document: _Document, depth: int) -> None:
    """Collect an included file. One that is missing is no fault by itself: most hold only remarks."""
    document.included.append(name)
    text = document.load(name)
    if text is not None:
        _collect(text, name, document, depth + 1)


def _strokes(where: str, document: _Document) -> list[list[tuple[float, float]]] | str:
    """Return the pen-down strokes at the delineation ``where``, or why they can't be returned."""
    strokes: list[list[tuple[float, float]]] = []
    count = 0
    for part in re.split(r"[,\s]+", where.strip().rstrip(",")):
        match = _PART.fullmatch(part)
        if match is None:
            return "with a place that cannot be read"
        first, last = int(match[1]), int(match[3] or match[1])
        if match[3] is None:
            # "3:5" alone is one point of component 3.
            begin, end = (int(match[2]), int(match[2])) if match[2] else (0, None)
        else:
            begin, end = int(match[2] or 0), int(match[4]) if match[4] else None
        if last < first or last - first > MAX_RANGE:
            return "with a place that cannot be read"
        if last >= len(document.components):
            return "of strokes that are not there"
        for index in range(first, last + 1):
            down, points = document.components[index]
            if points is None:
                return "with damaged coordinates"
            if not down or set(points) == {(0.0, 0.0)}:  # (0, 0) holds the place of a lost stroke
                continue
            start = begin if index == first else 0
            stop = end + 1 if index == last and end is not None else None
            strokes.append(points[start:stop])
            count += len(strokes[-1])
            if count > MAX_POINTS:
                return f"of more than {MAX_POINTS:,} points"
    return strokes
