"""Which labels and names of writers can be saved.

Purpose: one form for every label, so that equal ones are found, and a sentence for what is none.
Contract: :func:`checked_label` returns what ``expression`` calls the same text. A label is one or more
lines of signs of the arithmetic alphabet, with powers, roots and fraction bars.
Not here: whether an expression makes sense: ``12+`` may be what somebody wrote.
"""

from collections.abc import Iterator

from digit_recognizer.alphabet import ARITHMETIC, NOT_A_SYMBOL
from digit_recognizer.errors import LibraryError
from digit_recognizer.expression import Row, Sign, row_from_text, text_of
from digit_recognizer.expression.structure import inside
from digit_recognizer.words import MAX_WRITER_LENGTH, shortened

MAX_LABEL_LENGTH = 1_000


def checked_label(text: str) -> str:
    """Return the label ``text`` in its usual form: ``12 + 3`` is ``12+3``, ``3x4`` is ``3×4``.

    Raises LibraryError where it is empty, too long, or holds a sign outside the arithmetic alphabet.
    """
    if len(text) > MAX_LABEL_LENGTH:
        raise LibraryError(
            f"a label of {len(text):,} signs is too long: give {MAX_LABEL_LENGTH:,} at most."
        )
    rows = [row_from_text(line) for line in text.strip().splitlines()]
    label = "\n".join(map(text_of, rows))
    if not label.strip():
        raise LibraryError(
            "an empty label says nothing: give what was written, such as 7 or 12+3=."
        )
    for row in rows:
        for sign in _signs(row):
            if sign not in ARITHMETIC or sign == NOT_A_SYMBOL:
                raise LibraryError(
                    f"the label {_short(text)} holds {sign!r}, which is no digit and no sign of "
                    f"arithmetic: use {' '.join(s for s in ARITHMETIC if s != NOT_A_SYMBOL)}."
                )
    return label


def checked_writer(name: str) -> str:
    """Return a writer's name on one line; raises LibraryError if it has more than 100 signs."""
    visible = "".join(sign for sign in name if sign.isprintable() or sign.isspace())
    plain = " ".join(visible.split())
    if len(plain) > MAX_WRITER_LENGTH:
        raise LibraryError(
            f"the writer's name {_short(name)} is too long: give {MAX_WRITER_LENGTH} signs at most."
        )
    return plain


def _signs(row: Row) -> Iterator[str]:
    for item in row.items:
        if isinstance(item, Sign):
            yield item.text
        for inner in inside(item):
            yield from _signs(inner)


def _short(text: str) -> str:
    return repr(shortened(text, 40))
