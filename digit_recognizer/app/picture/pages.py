"""The pages of an opened file: which one is shown, and where others are.

Purpose: let a person turn the pages of a PDF or a TIFF without opening the file again.
Contract: immutable; numbers count from 1. All pages share the file's bytes, or its path where it is a
PDF, and a page is decoded only when it is shown. Standard library only.
Not here: decoding (``images``), what turning a page does to the document (``session``).
"""

from dataclasses import dataclass, replace
from pathlib import Path

from digit_recognizer.app.language import tr, whole_number


@dataclass(frozen=True, slots=True, eq=False)
class Pages:
    """Page ``number`` of the ``count`` pages of the file ``source``, called ``name``.

    ``path`` is what sentences about the file name.
    """

    source: Path | bytes
    path: str
    name: str
    count: int
    number: int = 1

    @property
    def caption(self) -> str:
        """Which page it is, for people."""
        return tr(
            "Page {number} of {count}",
            number=whole_number(self.number),
            count=whole_number(self.count),
        )

    def at(self, number: int) -> "Pages":
        """Return the page of this number, or the nearest that there is."""
        return replace(self, number=min(max(number, 1), self.count))

    def is_of(self, other: "Pages | None") -> bool:
        """Whether both are pages of one opened file."""
        return other is not None and self.source is other.source
