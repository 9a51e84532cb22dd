"""Entries as InkML: one file a drawing, what is known about it as annotations.

Purpose: the names of the annotations: the label is the ``truth``, all others are called as in ``notes``.
Contract: an entry with ink comes back the same, but for control characters and outer blanks in texts,
which XML does not hold. Files are untrusted (see ``ink.inkml``).
Not here: pictures, which InkML cannot hold.
"""

from datetime import datetime

from digit_recognizer.datasets.ink_lines import SampleError
from digit_recognizer.errors import FileError
from digit_recognizer.ink import Drawing, parse_drawing
from digit_recognizer.ink.inkml import MAX_INKML_BYTES, holds_text, inkml_bytes
from digit_recognizer.ink.model import MAX_POINTS
from digit_recognizer.library.entry import Entry
from digit_recognizer.library.formats.metadata import entry_from, metadata_of


def file_of(entry: Entry) -> bytes:
    """Return the InkML file of an entry with ink; raises ValueError for one without."""
    if not entry.ink:
        raise ValueError("an InkML file needs ink")
    notes = metadata_of(entry)
    label = notes.pop("label", None)
    return inkml_bytes(Drawing(entry.ink, label, notes.pop("writer", None), notes))


def keeps_metadata(entry: Entry) -> bool:
    """Whether all texts of ``entry`` come back as they are."""
    notes = metadata_of(entry).items()
    return all(text and holds_text(name) and holds_text(text) for name, text in notes)


def entry_of(data: bytes, name: str, notes: dict[str, str], made: datetime, source: str) -> Entry:
    """Return the entry in the drawing ``data``, of any format; raises FileError, which names it.

    ``notes``: what is known from elsewhere; it goes before what the file says.
    """
    if len(data) > MAX_INKML_BYTES:
        raise FileError(
            f"{name} is larger than {MAX_INKML_BYTES // 2**20} MB: give a smaller drawing."
        )
    drawing = parse_drawing(data, name)
    if sum(len(stroke.points) for stroke in drawing.ink) > MAX_POINTS:
        raise FileError(f"{name} has more than {MAX_POINTS:,} points: give a smaller drawing.")
    label = drawing.label or drawing.notes.get("label", "")
    own = {**drawing.notes, "label": label, "writer": drawing.writer or ""}
    try:
        return entry_from({**own, **notes}, ink=drawing.ink, made=made, source=source)
    except SampleError as fault:
        raise FileError(f"{name} is a drawing {fault}: leave some out.") from fault
