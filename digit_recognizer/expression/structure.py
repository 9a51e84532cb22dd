"""What two texts of an expression have in common: the comparable text, its shape, kind and length.

Purpose: compare a reading with the truth as people would: ``3,5`` and ``3.5`` are the same.
Contract: texts as in ``expression``; lines of several are parted by a line break. Takes any text.
Not here: ink and figures.
"""

from collections.abc import Iterator, Sequence

from digit_recognizer.expression import Over, Radical, Raised, Row, Sign, row_from_text, text_of

_KINDS = {Over: "fraction", Raised: "power", Radical: "radical"}
NUMERAL_SIGNS = frozenset("0123456789.,")


def rows_of(text: str) -> list[Row]:
    """Return the rows of the lines of ``text``, empty ones left out."""
    return [row_from_text(line) for line in text.splitlines() if line.strip()]


def comparable(text: str) -> str:
    """Return ``text`` in the form in which texts are compared.

    Spaces are dropped, a decimal comma is a point, ``x X *`` are ``×``, a power is ``^{...}``, a
    fraction bar ``(a)/(b)``.

    >>> comparable("3,5 x 2^3") == comparable("3.5×2^{3}")
    True
    """
    lines = ("".join(line.split()).replace(",", ".") for line in text.splitlines())
    return "\n".join(text_of(row_from_text(line)) for line in lines if line)


def shape(text: str) -> tuple[str, ...]:
    """Return what stands where in ``text``, whatever signs they are: a digit misread keeps the shape."""
    return tuple(_shape(row) for row in rows_of(comparable(text)))


def _shape(row: Row) -> str:
    parts = []
    for item in row.items:
        if isinstance(item, Over):
            parts.append(f"[{_shape(item.numerator)}/{_shape(item.denominator)}]")
        elif isinstance(item, Raised):
            parts.append(f"^[{_shape(item.exponent)}]")
        elif isinstance(item, Radical):
            parts.append(f"r[{_shape(item.radicand)}]")
        else:
            parts.append("s")
    return "".join(parts)


def kind_of(rows: Sequence[Row]) -> str:
    """Return what is hardest in ``rows``: lines, fraction, radical, power, linear or number."""
    if len(rows) > 1:
        return "lines"
    found = {kind for row in rows for kind in _kinds(row)}
    for kind in ("fraction", "radical", "power", "linear"):
        if kind in found:
            return kind
    return "number"


def _kinds(row: Row) -> Iterator[str]:
    for item in row.items:
        if not isinstance(item, Sign):
            yield _KINDS[type(item)]
        elif item.text not in NUMERAL_SIGNS:
            yield "linear"
        for inner in inside(item):
            yield from _kinds(inner)


def count(row: Row) -> int:
    """Return how many symbols ``row`` has, bars and roots among them."""
    return sum(
        (0 if isinstance(item, Raised) else 1) + sum(count(inner) for inner in inside(item))
        for item in row.items
    )


def inside(item: Sign | Over | Raised | Radical) -> tuple[Row, ...]:
    """Return the rows within ``item``."""
    if isinstance(item, Over):
        return (item.numerator, item.denominator)
    if isinstance(item, Raised):
        return (item.exponent,)
    return (item.radicand,) if isinstance(item, Radical) else ()
