"""The ordered symbols that give the columns of a network's output their meaning.

Purpose: one place that says column 7 means "7". A model bundle stores its alphabet as text and
:meth:`Alphabet.parse` turns that back into one.
Contract: symbols are distinct, neither empty nor with a space in them, and never change their order.
Not here: networks, glyphs, grammar.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from digit_recognizer.symbol_table import NON_SYMBOL, SYMBOLS, texts


@dataclass(frozen=True, slots=True)
class Alphabet:
    """An ordered set of symbols; ``alphabet[i]`` is the symbol of output column ``i``.

    >>> DIGITS[7], DIGITS.column("7"), len(DIGITS)
    ('7', 7, 10)
    """

    symbols: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.symbols or any(symbol.split() != [symbol] for symbol in self.symbols):
            raise ValueError("an alphabet needs a symbol, and none may be empty or hold a space")
        if len(set(self.symbols)) != len(self.symbols):
            raise ValueError("an alphabet names each symbol once")

    @classmethod
    def parse(cls, text: str) -> "Alphabet":
        """Return the alphabet written as symbols with spaces between, as in ``str(alphabet)``."""
        return cls(tuple(text.split()))

    def column(self, symbol: str) -> int:
        """Return the output column of ``symbol``; raises ValueError if it is not in the alphabet."""
        return self.symbols.index(symbol)

    def spelled(self, label: str) -> str:
        """Return what a data set's ``label`` is called here: "×" for what it calls x, X or *.

        >>> ARITHMETIC.spelled("x"), DIGITS.spelled("x")
        ('×', 'x')
        """
        other = SAME_SIGN.get(label, label)
        return other if label not in self and other in self else label

    def __str__(self) -> str:
        return " ".join(self.symbols)

    def __len__(self) -> int:
        return len(self.symbols)

    def __iter__(self) -> Iterator[str]:
        return iter(self.symbols)

    def __getitem__(self, column: int) -> str:
        return self.symbols[column]

    def __contains__(self, symbol: object) -> bool:
        return symbol in self.symbols


DIGITS = Alphabet(tuple(texts(lambda row: row.kind == "digit")))

NOT_A_SYMBOL = NON_SYMBOL.text
"""The column of what is no symbol: scribbles, parts of a symbol, several at once."""

SAME_SIGN = {
    size.label: row.text for row in SYMBOLS for size in row.drawn if size.label != row.text
}
"""What data sets call a sign that has another name here: it is written the same."""

FRACTION_BAR = "frac"
"""The name of a fraction bar among the symbols of a written or read expression."""

ARITHMETIC = Alphabet((*(row.text for row in SYMBOLS), NOT_A_SYMBOL))

BLANK_COLUMN = ARITHMETIC.column(NOT_A_SYMBOL)
"""For CTC, which reads a row frame by frame: the column of frames that show no new symbol."""
