"""Why an expression has no value, in words for people.

Purpose: what the parser and the arithmetic raise among themselves; ``calculate`` makes an answer
of it.
Contract: ``str(fault)`` is a short calm clause without a full stop: ``nothing can be divided by 0``.
Not here: errors of the program (``digit_recognizer.errors``): a fault is never one.
"""


class Fault(Exception):
    """The expression has no value."""


class Unfinished(Fault):
    """Something is still to be written."""


class Impossible(Fault):
    """It makes no sense, or has no value, or none within the limits."""


class TooMuch(Impossible):
    """The work for one expression is used up."""
