"""The symbol table: one row for each symbol of arithmetic, with all that the program knows of it.

Purpose: a new symbol is a new row here and its training data. Grammar, layout, stroke priors,
plausibility, synthesis, training and the window derive their tables from these rows.
Contract: rows stand in the order of the networks' output columns. It is on the lowest floor, with the
standard library alone, because alphabet, expression and classifier need it as well as ``decoding``.
Shares of strokes, specks and tails, and mean gaps, were counted on 2026-11-22: 26,000 symbols of the
279 training writers of UNIPEN and Pendigits, those held out left out. What these sets lack (÷ ± · √) is
judged, and so are all priors and sizes.
Not here: what an expression means (``expression.parser``), sizes measured in training (the bundle).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Kind = Literal["start", "digit", "point", "comma", "minus", "operator", "relation", "open", "close",
               "percent", "operand", "root"]  # fmt: skip
"""What the grammar calls a symbol; "start" is the beginning of a row, "operand" a compound."""

Place = Literal["full height", "axis", "baseline dot", "comma"]
"""What a symbol's box says of its row: its digits' height, its middle, or where its foot is."""

TOUCHING_GAP = 0.06  # heights of a digit: the mean gap of symbols whose strokes touch or cross
SELDOM = 0.008  # share of symbols without a share of their own


@dataclass(frozen=True, slots=True)
class DrawnSize:
    """What size a drawing with the data label ``label`` may have, in heights of the writer's digits.

    ``least`` and ``most`` bound its height, or its width if ``by_width``. ``slim``: the most that its
    height may be in widths; for a comma, its width in heights.
    """

    label: str
    least: float
    most: float
    by_width: bool = False
    slim: float = 9.0


@dataclass(frozen=True, slots=True)
class SymbolRow:
    """What is known of the symbol ``text``.

    ``prior``: log of how common it is beside a digit. ``strokes``: percent of drawings in 1, 2, 3, and 4
    or more strokes. ``gap``: mean of the widest gap between its strokes, in digit heights. ``specks``,
    ``tails``: share of its drawings in several strokes whose smallest one is a speck, or hangs below the
    others beside their foot. ``several``: mean and spread of log height and log width when it has
    several strokes, where these are larger than the bundle's. ``closes``: the bracket it closes.
    ``looks_like``: the family of shapes that only a line tells apart.
    ``is_shape_vague``: whether place, size and neighbours tell it apart more than its shape.
    ``spacing``: its class in typeset and written rows. ``key``: its place on the chooser's keypad.
    ``shown``: how it is printed, if otherwise. ``spellings``: other characters that are typed for it.
    ``latex``: its command. ``drawn``: the data labels it is drawn under; none: it is composed of others'
    strokes. ``waits``: whether its last stroke may wait until the rest is written. ``epoch_count``: how
    many drawings of it a training epoch shows.
    """

    text: str
    kind: Kind
    strokes: tuple[float, float, float, float]
    prior: float = 0.0
    place: Place = "axis"
    gap: float = TOUCHING_GAP
    specks: float = SELDOM
    tails: float = SELDOM
    several: tuple[float, float, float, float] | None = None
    closes: str = ""
    is_dot: bool = False
    is_shape_vague: bool = False
    looks_like: Literal["", "stroke", "dot"] = ""
    spacing: Literal["", "operator", "relation"] = ""
    key: int = 99
    shown: str = ""
    spellings: str = ""
    latex: str = ""
    drawn: tuple[DrawnSize, ...] = ()
    waits: bool = False
    epoch_count: float = 2700.0


def _digit(
    text: str,
    strokes: tuple[float, float, float, float],
    *,
    specks: float = SELDOM,
    tails: float = SELDOM,
    several: tuple[float, float, float, float] | None = None,
    epoch_count: float = 8000.0,
) -> SymbolRow:
    is_one = text == "1"
    return SymbolRow(
        text, "digit", strokes, place="full height", specks=specks, tails=tails, several=several,
        is_shape_vague=is_one, looks_like="stroke" if is_one else "",
        key=int(text), drawn=(DrawnSize(text, 0.6, 1.5),), waits=text in "457",
        epoch_count=epoch_count,
    )  # fmt: skip


_TALL_SIGN_HEIGHTS = (0.75, 1.9)  # brackets and slashes
# With as many / ( and , as 1 in an epoch, a quarter of the plain strokes that are a 1 were read as one
# of these. ``several`` of 0 (with a slash) and 1 (with a foot) rests on 86 and 95 drawings. The 1 in
# three strokes, with a flag and a foot, is judged: held-out training writers draw it more often.
SYMBOLS: tuple[SymbolRow, ...] = (
    _digit("0", (94.4, 5.6, 0, 0), specks=0.05, several=(0.13, 0.27, -0.13, 0.21)),
    _digit("1", (93.0, 4.8, 2.2, 0), specks=0.07, tails=0.12, several=(0.08, 0.12, -0.45, 0.36),
           epoch_count=10_000.0),
    _digit("2", (99.5, 0.5, 0, 0)),
    _digit("3", (99.6, 0.4, 0.1, 0)),
    _digit("4", (20.8, 78.8, 0.5, 0), tails=0.03),
    _digit("5", (25.3, 74.0, 0.6, 0)),
    _digit("6", (99.5, 0.5, 0, 0)),
    _digit("7", (38.0, 58.1, 3.8, 0.1)),
    _digit("8", (85.8, 14.2, 0.1, 0)),
    _digit("9", (92.9, 7.1, 0, 0)),
    SymbolRow("+", "minus", (0.5, 99.5, 0, 0), key=10, spacing="operator",
              drawn=(DrawnSize("+", 0.35, 1.1),)),
    # Crossbars and the feet of ones look like a minus.
    SymbolRow("-", "minus", (99.5, 0.5, 0, 0), -1.0, key=11, spacing="operator", shown="−",
              is_shape_vague=True, spellings="−–‒﹣",
              drawn=(DrawnSize("-", 0.25, 1.1, by_width=True, slim=0.35),)),
    SymbolRow("×", "operator", (2.0, 75.2, 12.6, 10.2), -0.3, key=12, spacing="operator",
              spellings="xX*✕⨯", latex=r"\times",
              drawn=(DrawnSize("x", 0.35, 1.1), DrawnSize("X", 0.5, 1.3), DrawnSize("*", 0.3, 1.1))),
    SymbolRow("÷", "operator", (1.0, 5.0, 93.0, 1.0), -0.7, gap=0.25, specks=0.95, tails=0.5, key=13,
              spacing="operator", spellings=":∶", latex=r"\div", waits=True),
    SymbolRow("·", "operator", (99.0, 1.0, 0, 0), -3.0, is_dot=True, is_shape_vague=True,
              looks_like="dot", key=15, spacing="operator", spellings="⋅∙•", latex=r"\cdot",
              epoch_count=2000.0),
    SymbolRow("/", "operator", (99.6, 0.4, 0, 0), is_shape_vague=True,
              looks_like="stroke", key=14, spellings="⁄", drawn=(DrawnSize("/", *_TALL_SIGN_HEIGHTS),)),
    SymbolRow("(", "open", (99.4, 0.6, 0, 0), -0.4, is_shape_vague=True,
              looks_like="stroke", key=20, drawn=(DrawnSize("(", *_TALL_SIGN_HEIGHTS),)),
    SymbolRow(")", "close", (99.1, 0.9, 0, 0), -0.4, closes="(",
              is_shape_vague=True, key=21, drawn=(DrawnSize(")", *_TALL_SIGN_HEIGHTS),)),
    SymbolRow("[", "open", (88.4, 11.0, 0.6, 0), -1.8, is_shape_vague=True, key=22,
              drawn=(DrawnSize("[", *_TALL_SIGN_HEIGHTS),)),
    SymbolRow("]", "close", (90.0, 9.0, 0.6, 0), -1.8, closes="[", is_shape_vague=True, key=23,
              drawn=(DrawnSize("]", *_TALL_SIGN_HEIGHTS),)),
    SymbolRow("=", "relation", (0.7, 98.2, 1.1, 0), -0.3, gap=0.27, specks=0.05, tails=0.07, key=16,
              spacing="relation", waits=True,
              drawn=(DrawnSize("=", 0.3, 1.2, by_width=True, slim=0.9),)),
    # A 1 with a flag and a foot looks like a ±.
    SymbolRow("±", "minus", (1.0, 15.0, 83.0, 1.0), -3.0, gap=0.12, specks=0.02, tails=0.2, key=19,
              spacing="operator", latex=r"\pm", waits=True),
    SymbolRow("<", "relation", (98.0, 2.0, 0, 0), -2.4, is_shape_vague=True, key=17,
              spacing="relation", drawn=(DrawnSize("<", 0.4, 1.2),)),
    SymbolRow(">", "relation", (98.8, 1.2, 0, 0), -2.4, is_shape_vague=True, key=18,
              spacing="relation", drawn=(DrawnSize(">", 0.4, 1.2),)),
    SymbolRow(".", "point", (99.8, 0.2, 0, 0), -0.8, "baseline dot", is_dot=True, is_shape_vague=True,
              looks_like="dot", key=24, waits=True, epoch_count=2000.0,
              drawn=(DrawnSize(".", 0.0, 0.25, by_width=True, slim=2.5),)),
    SymbolRow(",", "comma", (98.5, 1.3, 0.3, 0), -1.0, "comma", specks=0.3,
              is_shape_vague=True, looks_like="dot", key=25,
              drawn=(DrawnSize(",", 0.1, 0.6, slim=1.2),)),
    SymbolRow("√", "root", (75.0, 25.0, 0, 0), -1.4, is_shape_vague=True, key=26, latex=r"\sqrt"),
    SymbolRow("%", "percent", (2.3, 17.9, 79.8, 0), -0.7, "full height", gap=0.29, specks=0.22,
              tails=0.12, key=27, latex=r"\%", drawn=(DrawnSize("%", 0.6, 1.5),)),
)  # fmt: skip

NON_SYMBOL = SymbolRow(
    "∅", "operand", (25.0, 40.0, 25.0, 10.0), gap=0.2, specks=0.3, tails=0.15, epoch_count=40_000.0
)
"""The last column: scribbles, parts of a symbol, several symbols at once."""


def texts(condition: Callable[[SymbolRow], object]) -> str:
    """Return the symbols whose rows meet ``condition``, one character each, in column order."""
    return "".join(row.text for row in SYMBOLS if condition(row))


def of_kind(*kinds: Kind) -> frozenset[str]:
    """Return the symbols of these ``kinds``."""
    return frozenset(texts(lambda row: row.kind in kinds))


def spellings() -> dict[str, str]:
    """Return which symbol another character stands for: "×" for "x", "÷" for ":"."""
    return {other: row.text for row in SYMBOLS for other in row.spellings}


DIGIT_SIGNS = of_kind("digit")
"""The ten digits."""
