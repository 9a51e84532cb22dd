"""What is to be read, and what was read: the words of reading many files.

Purpose: a :class:`Field` goes in, one :class:`Row` or more come out.
Contract: immutable, and small enough to be sent between processes.
Not here: how files are found, read or written.
"""

from dataclasses import dataclass

from digit_recognizer.raster.image import Region


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to read.

    ``source``: the file's path. ``page``: counted from 1; None for all pages. ``field``: its name in the
    output. ``box``: the region to read; None for the whole page. ``error``: why ``source`` could not
    even be looked for, else "".
    """

    source: str
    page: int | None = None
    field: str = ""
    box: Region | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """What was read in one field.

    ``file``: as it was named or found. ``field``: its name, "" where a file is one field. ``text``: the
    likeliest reading, "" where there was nothing to read. ``value``: what it comes to, None where it is
    doubtful, has no value, or several, or is a check such as 4+4=8. ``confidence``: in [0, 1].
    ``alternatives``: other texts with their confidences, likeliest first. ``boxes``: x, y, width and
    height of each symbol. ``error``: the sentence that says why nothing could be read, else "".
    """

    file: str
    field: str = ""
    text: str = ""
    value: int | float | None = None
    confidence: float = 0.0
    alternatives: tuple[tuple[str, float], ...] = ()
    doubtful: bool = True
    boxes: tuple[tuple[float, float, float, float], ...] = ()
    error: str = ""
