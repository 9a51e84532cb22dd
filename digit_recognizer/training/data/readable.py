"""Composed rows that nobody can read: points hidden under digits, writing that the paper swallowed.

Purpose: leave out rows whose text is not in the picture, before the line network learns from them by
heart.
Contract: a network that has seen a third of its steps judges each row in its unvaried form, as
``fit.mislabelled`` does. Rows of a test or development set are never cleaned.
Not here: rows (``textlines``), the run (``textline.run``).
"""

from collections.abc import Sequence

from digit_recognizer.classifier import TextlineRecognizer
from digit_recognizer.decoding.ctc import log_likelihoods
from digit_recognizer.symbol_table import texts
from digit_recognizer.training.data.textlines import Textline

LOST_POINT_GAIN = 2.0
"""Log-probability by which a row without its points is likelier than with them."""
MIN_SYMBOL_LOG = -4.0
"""Log-probability of a text, for each of its symbols: below, the picture does not show it."""
POINT_SIGNS = frozenset(texts(lambda row: row.is_dot or row.kind == "comma"))


def readable(lines: Sequence[Textline], network: TextlineRecognizer) -> list[Textline]:
    """Return the ``lines`` whose pictures show their texts, as ``network`` sees them.

    Where it can't read half of them it is no judge yet, and all stay.
    """
    found = [line for line in lines if _is_readable(line, network)]
    return found if len(found) > len(lines) / 2 else list(lines)


def _is_readable(line: Textline, network: TextlineRecognizer) -> bool:
    bare = "".join(symbol for symbol in line.text if symbol not in POINT_SIGNS)
    with_points, without = log_likelihoods(network.frames(line.picture), [line.text, bare])
    is_lost = bare not in ("", line.text) and without - with_points > LOST_POINT_GAIN
    return bool(not is_lost and with_points >= MIN_SYMBOL_LOG * len(line.text))
