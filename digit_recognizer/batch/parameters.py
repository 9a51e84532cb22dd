"""The numbers by which pages become lines of sums, each with its unit and its source.

Purpose: one frozen object for the parts of a long page and the sums side by side in it.
Contract: "heights" are typical heights of the page's digits. A judged number was not measured alone.
Not here: how a line is read (``decoding``), when it is doubtful (``doubt``).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SheetParameters:
    """Parts of a page (``read_lines``) and wide gaps in its lines (``line_gaps``)."""

    part_primitives: int = (
        80  # pieces of ink that are read at once, in about 0.4 s; measured on ink
    )
    like_widest: float = 0.6  # of the widest gap: as good a place to part the page; judged
    column_gap: float = 1.0  # heights between sums that stand side by side; judged
    number_gap: float = 0.7  # heights: what is further apart is not one number; judged


SHEET_PARAMETERS = SheetParameters()
