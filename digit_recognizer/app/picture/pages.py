"""The pages of an opened file: which one is shown, and where others are.

Purpose: let a person turn the pages of a PDF or a TIFF without opening the file again.
Contract: immutable; numbers count from 1. The file's bytes are shared by all of its pages, and a page is
decoded only when it is shown. Standard library only.
Not here: decoding (``images``), what turning a page does to the document (``session``).
"""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, eq=False)
class Pages:
    """Page ``number`` of the ``count`` pages of the file ``data``, called ``name``.

    ``path`` is what sentences about the file name.
    """

    data: bytes
    path: str
    name: str
    count: int
    number: int = 1

    @property
    def caption(self) -> str:
        """Which page it is, for people."""
        return f"Page {self.number:,} of {self.count:,}"

    def at(self, number: int) -> "Pages":
        """Return the page of this number, or the nearest that there is."""
        return replace(self, number=min(max(number, 1), self.count))

    def is_of(self, other: "Pages | None") -> bool:
        """Whether both are pages of one opened file."""
        return other is not None and self.data is other.data
