"""What was left out of a data set, why, and where it stood first.

Purpose: one tally for every reader, so that nothing is dropped without a word.
Contract: plain data; ``sentence`` is for people, ``as_dict`` for machines.
Not here: deciding what is left out; see the readers.
"""

from dataclasses import dataclass, field
from typing import Any

from digit_recognizer.errors import FileError


@dataclass(slots=True)
class SkippedSamples:
    """A tally for the data set ``name``: ``total`` samples seen, those left out by reason.

    ``place`` is what a position in the set is called ("line", "row"). ``remarks`` are whole statements
    about the set, such as that it is cut off.
    """

    name: str
    total: int = 0
    place: str = "line"
    remarks: list[str] = field(default_factory=list)
    reasons: dict[str, tuple[int, str]] = field(default_factory=dict)
    """For each reason how many, and where the first stood."""

    @property
    def count(self) -> int:
        """How many samples were left out."""
        return sum(count for count, _ in self.reasons.values())

    def add(self, reason: str, position: int, file: str | None = None) -> None:
        """Count one sample, left out for ``reason`` ("without points"), at ``position`` from 1.

        ``file`` names the file where the set has several.
        """
        where = f"{self.place} {position:,}" + (f" of {file}" if file and file != self.name else "")
        count, first = self.reasons.get(reason, (0, where))
        self.reasons[reason] = (count + 1, first)

    def sentence(self) -> str | None:
        """Return what was left out in one sentence, or None if nothing was and all is well."""
        parts = list(self.remarks)
        if self.reasons:
            listed = sorted(self.reasons.items(), key=lambda item: -item[1][0])
            why = ", ".join(
                f"{count:,} {reason} ({'first at ' if count > 1 else ''}{first})"
                for reason, (count, first) in listed
            )
            parts.insert(0, f"left out {self.count:,} of {self.total:,}: {why}")
        return f"{self.name}: {'; '.join(parts)}." if parts else None

    def require_some(self, used: int) -> None:
        """Raise FileError if nothing can be ``used``: then the reason must be an error, not a remark."""
        if used:
            return
        sentence = self.sentence()
        if sentence is None:
            raise FileError(f"{self.name} holds no sample: get it again.")
        raise FileError(f"{sentence.removesuffix('.')}; nothing is left, get it again.")

    def as_dict(self) -> dict[str, Any]:
        """Return the tally as JSON types."""
        return {
            "total": self.total,
            "left_out": self.count,
            "reasons": {
                reason: {"count": count, "first": first}
                for reason, (count, first) in self.reasons.items()
            },
            "remarks": self.remarks,
        }
