"""Texts for people: shares as per cent, texts that must be short, texts without control characters.

Purpose: the one home of small things that every front end writes.
Contract: pure functions on text and numbers; standard library only.
Not here: sentences about errors (``errors``, ``files``), mathematics as text (``expression``).
"""

import math
from collections.abc import Mapping

MAX_NAMED_KINDS = 4  # endings of files
MAX_CLAUSE_LENGTH = 200  # characters of what a library says
MAX_WRITER_LENGTH = 100
"""Characters of a writer's name, in the settings and in the library."""


def share_percent(share: float | None, decimals: int = 2) -> str:
    """Return a measured share in [0, 1] as per cent; "-" for None and NaN.

    >>> share_percent(0.9966), share_percent(None)
    ('99.66 %', '-')
    """
    if share is None or math.isnan(share):
        return "-"
    return f"{100 * share:.{decimals}f} %"


def whole_percent(confidence: float) -> str:
    """Return a confidence in [0, 1] as whole per cent, at most 99: nothing is certain."""
    return f"{min(99, round(100 * confidence))} %"


def fine_percent(confidence: float) -> str:
    """Return a confidence in [0, 1] as per cent with one decimal, at most 99.9: nothing is certain."""
    return f"{min(99.9, 100 * confidence):.1f} %"


def percent(confidence: float) -> str:
    """Return a confidence in [0, 1] as whole per cent, with a decimal only close to certainty."""
    return fine_percent(confidence) if confidence >= 0.995 else f"{100 * confidence:.0f} %"


def shortened(text: str, longest: int) -> str:
    """Return ``text``, or its beginning and an ellipsis: at most ``longest`` characters.

    >>> shortened("12+34=46", 5)
    '12+3…'
    """
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def drawings(count: int) -> str:
    """Return a number of drawings: "1 drawing", "1,204 drawings"."""
    return f"{count:,} drawing{'' if count == 1 else 's'}"


def sentence_case(text: str) -> str:
    """Return ``text`` with a capital first letter, and else as it is."""
    return text[:1].upper() + text[1:]


def left_alone(kinds: Mapping[str, int]) -> str:
    """Return the sentence about files that are not read; ``kinds``: how many there are of each ending.

    >>> left_alone({".docx": 1})
    '1 file of another kind was left alone (.docx).'
    """
    count = sum(kinds.values())
    most = sorted(filter(None, kinds), key=lambda kind: -kinds[kind])[:MAX_NAMED_KINDS]
    named = f" ({', '.join(map(printable, most))})" if most else ""
    if count == 1:
        return f"1 file of another kind was left alone{named}."
    return f"{count:,} files of other kinds were left alone{named}."


def one_line(text: str) -> str:
    """Return ``text`` with each run of white space, line breaks too, as one blank."""
    return " ".join(text.split())


def clause_of(error: BaseException, said: str = "") -> str:
    r"""Return what ``error`` says as the end of a sentence: short, on one line, without a full stop.

    ``said``: the part of it that matters.

    >>> clause_of(ValueError("no encoding:\n UTF-.")), clause_of(MemoryError())
    ('no encoding: UTF-', 'MemoryError')
    """
    from textwrap import shorten

    clause = shorten(said or str(error), MAX_CLAUSE_LENGTH, placeholder=" …")
    return clause.rstrip(" .") or type(error).__name__


def printable(text: str, keep: str = "") -> str:
    r"""Return ``text`` with odd characters written out: a terminal would take some for commands.

    ``keep``: odd characters that stay.

    >>> printable("a\x1bb\nc", keep="\n")
    'a\\x1bb\nc'
    """
    return "".join(c if c.isprintable() or c in keep else ascii(c)[1:-1] for c in text)
