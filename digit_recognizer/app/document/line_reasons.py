"""Why a line is read so, in a few sentences: which symbols, what else they may be, second readings.

Purpose: what "Why?" says of numbers and sums.
Contract: says only what the reading holds. At most ``MAX_EXPLAINED_LINES`` lines, those that are doubted
first. Needs no Tk.
Not here: why a single digit is read so (``explanation``).
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from digit_recognizer.app.document.marks import symbol_label
from digit_recognizer.app.language import tr, tr_reader
from digit_recognizer.expression import readable, typed
from digit_recognizer.words import sentence_case, whole_percent

if TYPE_CHECKING:
    from digit_recognizer.reading import Line, Reading, ReadSymbol

MAX_EXPLAINED_LINES = 3
MAX_NAMED_SYMBOLS = 3  # of a line, the least sure ones
MIN_NAMED_SHARE = 0.01  # of an alternative or a second reading that is worth a word
SURE_SYMBOL = 0.99  # a symbol of more confidence needs none


def line_reasons(reading: "Reading") -> tuple[str, ...]:
    """Return the sentences, each to stand on a line of its own; of several lines one for each."""
    lines = sorted(reading.lines, key=lambda line: not line.doubtful)[:MAX_EXPLAINED_LINES]
    if len(lines) == 1:
        return tuple(_of(lines[0]))
    return tuple(" ".join(_of(line)) for line in lines)


def _of(line: "Line") -> Iterator[str]:
    share = whole_percent(line.hypotheses[0].confidence)
    yield tr("{text} is {percent} sure.", text=typed(line.row), percent=share)
    symbols = "  ".join(_share_of(symbol) for symbol in line.symbols)
    yield tr("Its symbols: {symbols}", symbols=symbols)
    unsure = sorted(line.symbols, key=lambda symbol: symbol.confidence)
    named = [symbol for symbol in unsure if symbol.confidence < SURE_SYMBOL][:MAX_NAMED_SYMBOLS]
    if named:
        yield tr("Least sure: {symbols}.", symbols="; ".join(map(_symbol, named)))
    else:
        yield tr("Each of its {count} symbols is clear.", count=len(line.symbols))
    others = [other for other in line.hypotheses[1:] if other.confidence >= MIN_NAMED_SHARE]
    if others:
        texts = ", ".join(f"{readable(o.text)} ({whole_percent(o.confidence)})" for o in others[:2])
        yield tr("It may also be {texts}.", texts=texts)
    parts = len({other.text for other in others if _signs(other.text) != _signs(line.text)})
    if parts:
        yield tr("Some of these group the ink in another way.")
    if line.answer.words:
        yield f"{sentence_case(tr_reader(line.answer.words))}."


def _symbol(symbol: "ReadSymbol") -> str:
    """Return a symbol with its share, and what else it may be."""
    said = _share_of(symbol)
    other = next((o for o in symbol.alternatives if o.confidence >= MIN_NAMED_SHARE), None)
    if other is None:
        return said
    share = whole_percent(other.confidence)
    return tr(
        "{symbol}, perhaps {other} ({percent})",
        symbol=said,
        other=symbol_label(other.text),
        percent=share,
    )


def _share_of(symbol: "ReadSymbol") -> str:
    return f"{symbol_label(symbol.text)} ({whole_percent(symbol.confidence)})"


def _signs(text: str) -> int:
    return sum(not sign.isspace() and sign not in "{}^()" for sign in text)
