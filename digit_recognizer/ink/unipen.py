"""UNIPEN: strokes of a pen as text, and what its keywords mean.

Purpose: read the strokes of a file in the format of I. Guyon, "UNIPEN 1.0 Format Definition" (1994), as
one drawing; the parts of the format that reading a whole data set needs, too.
Contract: untrusted text: limits on points, ValueError with the end of a sentence. UNIPEN's y grows
upwards; the drawing's grows downwards, like all ink here. Files that it includes are not read.
Not here: segments and their labels (``datasets.prepare.unipen``).
"""

import math
import re
from collections.abc import Iterator

from digit_recognizer.ink.model import MAX_COORDINATE, MAX_POINTS, Drawing, Ink

UNIPEN_BEGINS = re.compile(rb"\s*\.[A-Z][A-Z0-9_]+(?:\s|$)")
"""How a file begins: with a keyword."""

_KEYWORD = re.compile(r"^[ \t]*\.([A-Z][A-Z0-9_]*)", re.MULTILINE)


def unipen_drawing(text: str) -> Drawing:
    """Return all that was written with the pen down; raises ValueError if that is nothing."""
    columns = (0, 1, 2)
    resolution: dict[str, float] = {}
    strokes, count = [], 0
    for keyword, arguments, line in statements(text):
        if keyword == "COORD":
            columns = columns_of(arguments, columns)
        elif keyword == "PEN_DOWN":
            points = points_of(arguments, columns)
            if points is None:
                raise ValueError(f"line {line:,} holds coordinates that are no numbers")
            strokes.append(points)
            count += len(points)
        else:
            set_resolution(keyword, arguments, resolution)
        if count > MAX_POINTS:
            raise ValueError(f"it has more than {MAX_POINTS:,} points")
    stretch = stretch_of(resolution)
    ink = Ink.from_xy([[(x * stretch, -y) for x, y in stroke] for stroke in strokes])
    if not ink:
        raise ValueError("it has no .PEN_DOWN with coordinates")
    return Drawing(ink)


def statements(text: str) -> Iterator[tuple[str, str, int]]:
    """Yield each keyword, the text up to the next one, and the keyword's line from 1."""
    matches = list(_KEYWORD.finditer(text))
    line, counted = 1, 0
    for i, match in enumerate(matches):
        line += text.count("\n", counted, match.start(1))
        counted = match.start(1)
        end = matches[i + 1].start() if i + 1 < len(matches) else len(text)
        yield match[1], text[match.end() : end], line


def columns_of(arguments: str, before: tuple[int, int, int]) -> tuple[int, int, int]:
    """Return the columns of x and y that ``.COORD`` names, and how many there are; else ``before``."""
    names = arguments.split()
    if "X" in names and "Y" in names:
        return names.index("X"), names.index("Y"), len(names)
    return before


def points_of(text: str, columns: tuple[int, int, int]) -> list[tuple[float, float]] | None:
    """Return the points in ``text``, or None where they are no rows of finite numbers."""
    words = text.split()
    x, y, width = columns
    if not words:
        return []
    if len(words) % width and len(words) % 2 == 0:  # without .COORD there are often X and Y alone
        x, y, width = 0, 1, 2
    if len(words) % width:
        return None
    try:
        numbers = [float(word) for word in words]
    except ValueError:
        return None
    if not all(abs(number) <= MAX_COORDINATE for number in numbers):  # false for NaN, too
        return None
    return list(zip(numbers[x::width], numbers[y::width], strict=True))


def set_resolution(keyword: str, arguments: str, resolution: dict[str, float]) -> None:
    """Remember what a keyword such as ``.X_POINTS_PER_INCH`` says; others say nothing."""
    axis, _, unit = keyword.partition("_POINTS_PER_")
    inches = {"INCH": 1.0, "MM": 25.4}.get(unit)
    try:
        value = float(arguments.split(maxsplit=1)[0])
    except (IndexError, ValueError):
        return
    if inches and math.isfinite(value) and value > 0:
        resolution[axis] = value * inches


def stretch_of(resolution: dict[str, float]) -> float:
    """Return by what x must be multiplied so that both axes have one unit."""
    if len(resolution) < 2:
        return 1.0
    stretch = resolution["Y"] / resolution["X"]
    return stretch if 0.25 <= stretch <= 4 else 1.0
