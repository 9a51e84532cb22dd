"""How many lines of worksheets are right, wrong, or to be looked at.

Purpose: the count at the foot of each page, and that of all.
Contract: a line without a verdict is to be looked at. A page without lines is counted too; what could
not be read is not, since its row says why. A page takes some 300 bytes of memory.
Not here: verdicts themselves (``line_gaps``), how lines are named (``rows``).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from digit_recognizer.batch.rows import Row, page_name
from digit_recognizer.words import printable

Tally: TypeAlias = "Counter[str]"
"""How many lines have each verdict."""


class VerdictCounts:
    """Counts the verdicts of rows as they are written; :meth:`sentences` says them."""

    def __init__(self) -> None:
        self._pages: dict[tuple[str, str], Tally] = {}

    def write(self, rows: Sequence[Row]) -> None:
        """Count ``rows``."""
        for row in rows:
            if row.error:
                continue
            page = self._pages.setdefault((row.file, page_name(row.field)), Counter())
            if row.text:
                page[row.verdict] += 1

    def sentences(self) -> Iterator[str]:
        """Yield the counts of each page, in the order they were read, where there are several; of all.

        >>> counts = VerdictCounts()
        >>> counts.write([Row("a.png", "line 1", "1+1=2", verdict="right"), Row("b.png", "line 1")])
        >>> list(counts.sentences())
        ['a.png: 1 line: 1 right', 'b.png: no lines', 'in all: 1 line: 1 right']
        """
        if len(self._pages) > 1:
            for (file, page), tally in self._pages.items():
                place = " ".join(filter(None, [printable(file), page]))
                yield f"{place}: {_counted(tally)}"
        total: Tally = Counter()
        for tally in self._pages.values():
            total.update(tally)
        yield f"in all: {_counted(total)}" if len(self._pages) > 1 else _counted(total)


def _counted(tally: Tally) -> str:
    count = tally.total()
    if not count:
        return "no lines"
    kinds = (("right", "right"), ("wrong", "wrong"), ("", "to look at"))
    said = ", ".join(f"{tally[kind]:,} {words}" for kind, words in kinds if tally[kind])
    return f"{count:,} line{'' if count == 1 else 's'}: {said}"
