"""Why a digit is read so, in the language in use.

Purpose: the lower floors speak English only; here are their sentences for the catalogues.
Contract: a sentence that is not known is shown as it is.
Not here: the sentences' making (``explanation``), and those about lines (``app.document``).
"""

from digit_recognizer.app.language.reader_texts import tr_reader, translated_clause
from digit_recognizer.app.language.texts import tr, tr_later

EXPLAINING_SENTENCES = (
    tr_later("It is doubtful: {reason}."),
    tr_later("The ink {where} spoke most for {answer} rather than {other}."),
    tr_later("The ink {where} spoke for {other}: without it, {answer} would be surer."),
    tr_later("No ink {where}: a stroke there would make it more like {other}."),
    tr_later("No clear digit: the likeliest are {answer} and {other}."),
    tr_later("Read as {answer}; the runner-up is {other}."),
    tr_later("Read with doubt as {answer}; the runner-up is {other}."),
    tr_later("Without stroke {number} it would be no clear digit."),
    tr_later("Without stroke {number} it would be read as {other}."),
)
"""All of them; what varies is a name in braces."""
LEAST_SHARE = tr_later("under 1 %")
INK_PLACES = (
    tr_later("at the top left"), tr_later("at the top"), tr_later("at the top right"),
    tr_later("on the left"), tr_later("in the middle"), tr_later("on the right"),
    tr_later("at the bottom left"), tr_later("at the bottom"), tr_later("at the bottom right"),
)  # fmt: skip
"""What ``{where}`` stands for."""


def tr_explanation(sentence: str) -> str:
    """Return a sentence of an explanation in the language in use."""
    return translated_clause(
        sentence, EXPLAINING_SENTENCES, where=tr, reason=tr_reader, answer=_share, other=_share
    )


def _share(symbol: str) -> str:
    """Return a symbol with its share, which may be too small for a number."""
    return symbol.replace(LEAST_SHARE, tr(LEAST_SHARE))
