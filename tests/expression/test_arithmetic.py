"""Exact arithmetic against oracles: Python's fractions and decimal, and SymPy."""

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from digit_recognizer.expression import Answer, calculate, row_from_text
from digit_recognizer.expression.approximate import Approximate
from digit_recognizer.expression.arithmetic import Real
from digit_recognizer.expression.exact import Exact

Sample = tuple[str, Fraction]
small = st.integers(0, 40)


def answer(text: str) -> Answer:
    """Return what ``text`` comes to."""
    return calculate(row_from_text(text))


def numeric(value: Real) -> Decimal:
    """Return ``value`` to 60 digits, worked out here from its terms."""
    if isinstance(value, Approximate):
        return value.middle
    assert isinstance(value, Exact)
    with localcontext(prec=60):
        return sum(
            (Decimal(c.numerator) / c.denominator * Decimal(r).sqrt() for r, c in value.terms),
            Decimal(0),
        )


def written(number: Decimal) -> Sample:
    """Return a decimal as text, and its exact value."""
    return f"{number:f}", Fraction(number)


numbers = small.map(lambda n: (str(n), Fraction(n))) | st.decimals(
    0, 50, places=2, allow_nan=False
).map(written)


def grown(inner: st.SearchStrategy[Sample]) -> st.SearchStrategy[Sample]:
    """Return larger expressions made of ``inner``, always in brackets, so that order is no question."""
    power = st.tuples(inner, st.integers(-3, 5)).filter(lambda pair: pair[0][1] != 0 or pair[1] > 0)
    return (
        st.tuples(inner, inner).map(lambda p: (f"({p[0][0]}+{p[1][0]})", p[0][1] + p[1][1]))
        | st.tuples(inner, inner).map(lambda p: (f"({p[0][0]}-{p[1][0]})", p[0][1] - p[1][1]))
        | st.tuples(inner, inner).map(lambda p: (f"({p[0][0]}×{p[1][0]})", p[0][1] * p[1][1]))
        | st.tuples(inner, inner)
        .filter(lambda p: p[1][1] != 0)
        .map(lambda p: (f"[({p[0][0]})/({p[1][0]})]", p[0][1] / p[1][1]))
        | power.map(lambda p: (f"(({p[0][0]})^{{{p[1]}}})", p[0][1] ** p[1]))
        | inner.map(lambda s: (f"(-{s[0]})", -s[1]))
    )


@given(st.recursive(numbers, grown, max_leaves=6))
def test_rational_expressions_are_what_fractions_say(sample: Sample) -> None:
    text, expected = sample
    (value,) = answer(text).values
    assert isinstance(value, Exact)
    assert value.rational == expected


@given(
    st.lists(st.tuples(st.sampled_from("+-×÷·/"), st.integers(1, 30)), max_size=12),
    st.integers(1, 30),
)
def test_order_of_operations_is_pythons(rest: list[tuple[str, int]], first: int) -> None:
    text = f"{first}" + "".join(f"{sign}{number}" for sign, number in rest)
    python = {"×": "*", "·": "*", "÷": "/"}
    source = f"F({first})" + "".join(f"{python.get(s, s)}F({n})" for s, n in rest)
    assert answer(text).exact == str(eval(source, {"F": Fraction}))  # noqa: S307


@given(
    st.decimals(-1000, 1000, places=3), st.decimals(-1000, 1000, places=2), st.sampled_from(".,")
)
def test_decimals_are_added_and_multiplied_as_decimal_does(
    a: Decimal, b: Decimal, mark: str
) -> None:
    for sign, expected in (("+", a + b), ("×", a * b)):
        text = f"({a:f}){sign}({b:f})=".replace(".", mark)
        plain = f"{expected.normalize():f}" if expected else "0"
        assert answer(text).shown == plain.replace(".", mark)


@given(st.fractions(-50, 50, max_denominator=400))
def test_rounded_decimals_are_what_decimal_says(value: Fraction) -> None:
    found = answer(f"{value.numerator}/{value.denominator}+0")
    with localcontext(prec=10):
        rounded = Decimal(value.numerator) / Decimal(value.denominator)
    if found.decimal.startswith("≈ "):
        assert Decimal(found.decimal.removeprefix("≈ ")) == rounded
    else:
        assert Fraction(found.decimal or found.exact) == value


def surds(depth: int) -> st.SearchStrategy[tuple[str, str]]:
    """Return expressions with roots, as text and as SymPy's source."""
    leaf = small.map(lambda n: (str(n), f"Integer({n})")) | st.integers(1, 60).map(
        lambda n: (f"√{{{n}}}", f"sqrt({n})")
    )
    if not depth:
        return leaf
    inner = surds(depth - 1)
    pairs = st.tuples(inner, inner)
    return (
        leaf
        | pairs.map(lambda p: (f"({p[0][0]}+{p[1][0]})", f"({p[0][1]}+{p[1][1]})"))
        | pairs.map(lambda p: (f"({p[0][0]}-{p[1][0]})", f"({p[0][1]}-{p[1][1]})"))
        | pairs.map(lambda p: (f"({p[0][0]}×{p[1][0]})", f"({p[0][1]}*{p[1][1]})"))
        | pairs.map(lambda p: (f"(({p[0][0]})/({p[1][0]}))", f"({p[0][1]}/({p[1][1]}))"))
        | inner.map(lambda s: (f"({s[0]})^{{2}}", f"({s[1]})**2"))
    )


@settings(max_examples=25)
@given(surds(2))
def test_roots_are_what_sympy_says(sample: tuple[str, str]) -> None:
    sympy = pytest.importorskip("sympy")
    text, source = sample
    expected = sympy.radsimp(sympy.expand(eval(source, vars(sympy).copy())))  # noqa: S307
    found = answer(text)
    if not expected.is_finite:
        assert found.words == "nothing can be divided by 0"
        return
    (value,) = found.values
    digits = sympy.N(expected, 60)
    difference = abs(numeric(value) - Decimal(str(digits)))
    assert difference <= Decimal("1e-50") * (1 + abs(numeric(value)))
    if isinstance(value, Exact):
        assert (value.rational is None) == (not expected.is_rational)
        assert answer(found.exact).values == (value,)


@settings(max_examples=25)
@given(st.fractions(0, 60, max_denominator=20), st.fractions(-4, 4, max_denominator=6))
def test_fractional_powers_are_what_sympy_says(base: Fraction, exponent: Fraction) -> None:
    sympy = pytest.importorskip("sympy")
    assume(base or exponent > 0)
    text = f"({base})^{{{exponent}}}"
    expected = sympy.Rational(base) ** sympy.Rational(exponent)
    (value,) = answer(text).values
    with localcontext(prec=60):
        digits = Decimal(str(sympy.N(expected, 60)))
        assert abs(numeric(value) - digits) <= Decimal("1e-50") * (1 + abs(digits))
    if expected.is_rational:
        assert isinstance(value, Exact)
        assert value.rational == Fraction(int(expected.p), int(expected.q))


EXACT = {
    "√{2}×√{2}": "2",
    "(1+√{2})^{2}": "3+2√{2}",
    "(√{2}+√{3})(√{3}-√{2})": "1",
    "1/√{2}": "√{2}/2",
    "1/(1+√{2}+√{3})": "(2+√{2}-√{6})/4",
    "√{3+2√{2}}": "1+√{2}",
    "√{8}-2√{2}": "0",
    "√{(4)/(9)}": "2/3",
    "√{0,25}": "0,5",
    "8^{(1)/(3)}": "2",
    "8^{1/3}": "2",
    "8^{-(2)/(3)}": "1/4",
    "4^{(1)/(4)}": "√{2}",
    "2^{(3)/(2)}": "2√{2}",
    "(-8)^{(1)/(3)}": "-2",
    "10^{0,5}": "√{10}",
    "0^{0}": "1",
    "√{0}": "0",
}


@pytest.mark.parametrize(("text", "exact"), EXACT.items(), ids=EXACT)
def test_kept_exactly(text: str, exact: str) -> None:
    found = answer(text)
    assert found.exact == exact
    assert [isinstance(value, Exact) for value in found.values] == [True]


ROUNDED = {
    "2^{(1)/(3)}": "≈ 1.25992105",
    "2^{√{2}}": "≈ 2.665144143",
    "1,000001^{3000000}": "≈ 20,08550679",
    "√{10^{60}+1}-10^{30}": "≈ 5×10^{-31}",
}


@pytest.mark.parametrize(("text", "decimal"), ROUNDED.items(), ids=ROUNDED)
def test_rounded_where_it_cannot_be_kept(text: str, decimal: str) -> None:
    assert (answer(text).exact, answer(text).decimal) == ("", decimal)


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.integers(1, 10**6))
def test_roots_are_compared_exactly(a: int, b: int, c: int) -> None:
    """√a + √b < √c where it is: squared twice, in whole numbers."""
    rest = c - a - b
    smaller = rest > 0 and 4 * a * b < rest * rest
    assert answer(f"√{{{a}}}+√{{{b}}}<√{{{c}}}").verdict is smaller


def test_a_difference_far_behind_the_point_counts() -> None:
    assert answer("√{2}+√{3}<√{5+2√{6}}+10^{-3000}").verdict is True
    assert answer("√{2}+√{3}=√{5+2√{6}}").verdict is True
    assert answer("2^{(1)/(3)}×2^{(1)/(3)}×2^{(1)/(3)}=2").verdict is True
