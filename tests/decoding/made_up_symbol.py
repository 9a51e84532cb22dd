"""A process in which arithmetic has one symbol more: run by ``test_symbol_table``."""

# ruff: noqa: E402 - the row must be in the table before anything derives from it

import math

from digit_recognizer import symbol_table

ROW = symbol_table.SymbolRow(
    "&", "operator", (10.0, 90.0, 0, 0), -0.5, gap=0.3, specks=0.2,
    is_shape_vague=True, spacing="operator", shown="＆", spellings="u", latex=r"\wedge", waits=True,
    drawn=(symbol_table.DrawnSize("and", 0.4, 1.2),), epoch_count=1234.0,
)  # fmt: skip
symbol_table.SYMBOLS = (*symbol_table.SYMBOLS, ROW)

import numpy as np

from digit_recognizer.alphabet import ARITHMETIC, NOT_A_SYMBOL
from digit_recognizer.app.document.marks import SYMBOL_LABELS
from digit_recognizer.app.document.typeset import SIGN_SPACES
from digit_recognizer.classifier.profile import LOOK_ALIKE_SYMBOLS
from digit_recognizer.datasets.expression_set import _SYMBOL_NAMES
from digit_recognizer.decoding import grammar, layout, plausibility
from digit_recognizer.decoding.lattice import Lattice
from digit_recognizer.decoding.parameters import PARAMETERS
from digit_recognizer.decoding.symbol_scores import StrokePriors, given_scores
from digit_recognizer.expression import calculate, latex_of, row_from_text, text_of
from digit_recognizer.gui.canvas.alternatives_popup import SIGN_OF_KEY, cells_of
from digit_recognizer.ink.model import Box
from digit_recognizer.segmentation import Primitive, candidate_of
from digit_recognizer.synthesis.compose import LATE
from digit_recognizer.synthesis.layout_style import OPERATORS
from digit_recognizer.synthesis.writers import SIZES
from digit_recognizer.training.data.symbols import symbol_of, wanted_of_each


def part(left: float, top: float, order: int) -> Primitive:
    box = Box(left, top, left + 60.0, 100.0)
    return Primitive(box, np.array([[box.left, box.top], [box.right, box.bottom]]), order)


# Networks that are trained from here on have a column for it.
assert ARITHMETIC.column("&") == len(ARITHMETIC) - 2
assert symbol_of("and") == "&" and wanted_of_each()["&"] == 1234.0

# Grammar and layout: it stands between numbers, its middle on the row's.
assert grammar.SYMBOL_KINDS["&"] == "operator" and grammar.SYMBOL_PRIORS["&"] == -0.5
assert layout.position_of("&", Box(0, 20, 60, 60), 100.0) == layout.Position(40.0, 0.0)
parts = [part(0, 0, 0), part(100, 40, 1), part(200, 0, 2)]
looks = [given_scores(candidate_of((n,), parts), text) for n, text in enumerate("1&2")]
(read, *_) = Lattice(parts, looks, 100.0, math.inf).read(0b111, 1)
assert text_of(read.row) == "1&2"

# Stroke priors: likelier in two strokes than in one, unlike a minus.
one, two = candidate_of((0,), parts), candidate_of((0, 1), parts)
priors = StrokePriors([ROW, symbol_table.SYMBOLS[ARITHMETIC.column("-")]])
found = priors.log_likelihoods([one, two], 1.0, 1.0)
assert found[1, 0] > found[0, 0] and found[1, 1] < found[0, 1]

# Plausibility: a product dot beside it is no decimal point. Its shape says less than its place.
lone = PARAMETERS.plausibility.lone_dot
dot, both = (row_from_text(text) for text in ("1·2", "1·2&3"))
assert plausibility.plausibility(both, calculate(row_from_text("1"))) == 0.0
assert plausibility.plausibility(dot, calculate(row_from_text("1"))) == lone
assert "&" in LOOK_ALIKE_SYMBOLS

# The chooser offers it, under its printed name, and takes both keys for it.
cells = [cell for cell in cells_of([("1", 0.9)], "") if cell.text == "&"]
assert [cell.name for cell in cells] == ["＆"] == [SYMBOL_LABELS["&"]]
assert SIGN_OF_KEY["u"] == SIGN_OF_KEY["&"] == "&"

# Text, LaTeX, typesetting, data sets and synthesis.
assert text_of(row_from_text("1u2")) == "1&2" and latex_of(row_from_text("1&2")) == r"1\wedge 2"
assert SIGN_SPACES["&"] == SIGN_SPACES["+"] and _SYMBOL_NAMES[r"\wedge"] == "&"
assert "&" in OPERATORS and "&" in LATE and SIZES["and"].most == 1.2
assert ARITHMETIC[-1] == NOT_A_SYMBOL
