"""What the reader and the calculator say, in the language in use.

Purpose: the lower floors speak English only; here are their clauses for the catalogues.
Contract: a clause that is not known, or no longer said so, is shown as it is. Several clauses with "; "
between them are translated one by one.
Not here: when they are said (``doubt``, ``expression``, ``tables``, ``learning``).
"""

import re
from collections.abc import Callable
from functools import lru_cache

from digit_recognizer.app.language.texts import tr, tr_later

CLAUSES = (
    # doubt
    tr_later("it is not clear enough"),
    tr_later("it looks like no digit, or like several"),
    tr_later("the symbol is not clear enough"),
    tr_later("there are no symbols"),
    tr_later("another reading is nearly as likely"),
    tr_later("it is read so only because it adds up"),
    tr_later("a number in a picture must be surer"),
    tr_later("a 1 may be a 7"),
    tr_later("a point stands apart from what follows it"),
    tr_later("a 1 in a 5 may be a dollar sign"),
    tr_later("a ± at an end may be a euro sign"),
    tr_later("a symbol read otherwise may make it right"),
    tr_later("some of it is not clear enough"),
    tr_later("it is struck out"),
    tr_later("a circle or a box touches what is in it"),
    # reader
    tr_later("there is no ink"),
    tr_later("the image shows no ink"),
    # classifier
    tr_later(
        "{model} reads {count} of {shown} bundled drawings: it is no model of digits, or wants others."
    ),
    # tables
    tr_later("not a number"),
    tr_later("it is more than {most}"),
    tr_later("the numbers before it add up to {sum}"),
    # expression
    tr_later("with the comma as a sign of thousands it would be right"),
    tr_later("this cannot be calculated precisely enough"),
    tr_later("nothing can be divided by 0"),
    tr_later("a negative number has no real square root"),
    tr_later("a negative number has no such power"),
    tr_later("a negative number has no real even root"),
    tr_later("a list is neither smaller nor larger"),
    tr_later("this is too much to be calculated"),
    tr_later("this number is too large to be calculated"),
    tr_later("this number is too close to 0 to be calculated"),
    tr_later("two points stand side by side"),
    tr_later("a digit is missing after the point"),
    tr_later("{text} is not one number"),
    tr_later("something is missing after {sign}"),
    tr_later("two signs of comparison stand side by side"),
    tr_later("something is missing before the ="),
    tr_later("this is too long to be calculated"),
    tr_later("this is nested too deep to be calculated"),
    tr_later("{sign} closes a bracket that was never opened"),
    tr_later("{opening} is closed by {closing}"),
    tr_later("a {bracket} is missing"),
    tr_later("something is missing beside a comma"),
    tr_later("% is read as hundredths: 10% is 0.1"),
    tr_later("products and divisions are read from left to right"),
    tr_later("a list cannot be calculated with"),
    tr_later("a sign is missing between two numbers"),
    tr_later("two powers stand side by side"),
    tr_later("% and % cannot stand side by side"),
    tr_later("nothing stands in the brackets"),
    tr_later("nothing stands above the fraction bar"),
    tr_later("nothing stands below the fraction bar"),
    tr_later("nothing stands in the power"),
    tr_later("nothing stands under the root"),
    tr_later("{mixed} is read as {whole} and {fraction}"),
    tr_later("there are too many ± in it"),
    tr_later("it is right for one of the values only"),
    tr_later("more exactly it is {values}"),
    # learning
    tr_later(
        "it reads your drawings no better than without, so nothing was changed: draw more, "
        "above all what is misread."
    ),
    tr_later(
        "it would read other people's drawings worse by {points} points, so nothing was changed: "
        "check the labels of your drawings."
    ),
    tr_later("{more} more of your drawings are read right."),
    tr_later("1 more of your drawings is read right."),
    tr_later("as many of your drawings are read right, with more certainty."),
)
"""All of them; what varies is a name in braces."""


def tr_reader(text: str) -> str:
    """Return the clauses of ``text`` in the language in use."""
    clauses = text.split("; ") if text else []
    return "; ".join(translated_clause(clause, CLAUSES) for clause in clauses)


def translated_clause(text: str, known: tuple[str, ...], **inner: Callable[[str], str]) -> str:
    """Return ``text``, which is one of ``known`` with something in its braces, translated.

    ``inner``: what translates what stands in the braces of this name.
    """
    if text in known:
        return tr(text)
    for clause, pattern in _patterns(known):
        found = pattern.fullmatch(text)
        if found is not None:
            values = found.groupdict()
            return tr(clause, **values | {n: inner[n](values[n]) for n in inner if n in values})
    return text


@lru_cache(maxsize=3)
def _patterns(known: tuple[str, ...]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the clauses with something in them that varies, and what finds it."""
    return tuple(
        (clause, re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+)", re.escape(clause))))
        for clause in known
        if "{" in clause
    )
