"""Figures on expressions: what counts as exact, the same structure, the right value, a symbol found."""

import gzip
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from composed_drawings import drawings
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from support import Digits, assert_failed

from digit_recognizer.charts.error_sheet import SHEET_TITLE_HEIGHT
from digit_recognizer.datasets.expression_set import ExpressionSample
from digit_recognizer.evaluation.expressions.scoring import (
    ERRORS_PER_PAGE,
    EXPRESSION_FIGURES,
    ExpressionOutcome,
    error_gallery,
    figures,
    outcome,
)
from digit_recognizer.expression import calculate, row_from_text
from digit_recognizer.expression.structure import comparable, kind_of, rows_of, shape
from digit_recognizer.ink import Ink
from digit_recognizer.ink.model import Box
from digit_recognizer.reader import Reader
from digit_recognizer.reading import Hypothesis, Line, Reading, ReadSymbol
from digit_recognizer.synthesis.compose import compose
from digit_recognizer.synthesis.random_expressions import random_notation
from digit_recognizer.synthesis.writers import Writers

BOX = Box(0, 0, 1, 1)


class Fake:
    """Reads every ink as ``texts``, likeliest first, with the symbols given."""

    def __init__(self, *texts: str, symbols: Any = (), doubtful: bool = False) -> None:
        hypotheses = tuple(Hypothesis(text, 0.5**i) for i, text in enumerate(texts))
        own = tuple(ReadSymbol(text, 1.0, BOX, strokes) for text, strokes in symbols)
        row = row_from_text(texts[0] if texts else "")
        line = Line(hypotheses, row, calculate(row), own, False, BOX)
        self.reading = Reading(hypotheses, doubtful, lines=(line,) if symbols else ())

    def read_ink(self, ink: Ink) -> Reading:
        return self.reading


def sample(label: str, symbols: Any = (), kind: str = "") -> ExpressionSample:
    strokes = max((i for _, own in symbols for i in own), default=0) + 1
    return ExpressionSample(
        Ink.from_xy([[(10 * i, 0), (10 * i, 9)] for i in range(strokes)]), label, symbols, kind
    )


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("3,5", "3.5"),
        ("2 x 3", "2×3"),
        ("2*3", "2×3"),
        ("2X3", "2×3"),
        ("2^3", "2^{3}"),
        ("(1)/(2)", "(1)/(2)"),
        ("1+\n2", "1 + \n 2"),
    ],
)
def test_texts_that_are_the_same_for_people(label: str, text: str) -> None:
    assert comparable(label) == comparable(text)
    assert outcome(Fake(text), sample(label)).right == frozenset(EXPRESSION_FIGURES)


@pytest.mark.parametrize(
    ("label", "text", "right"),
    [
        ("12+34=", "12+84=", {"structure"}),
        ("12+34=", "1234=", set()),
        ("2+3=5", "3+2=5", {"structure", "value"}),
        ("2^{3}", "23", set()),
        ("2^{3}", "8", {"value"}),
        ("1/2", "(1)/(2)", {"value"}),
        ("3+1=5", "3+1=6", {"structure", "value"}),
        ("3+1=4", "3+1=5", {"structure"}),
        ("1\n2", "1", set()),
        ("1÷0", "2÷0", {"structure", "value"}),
    ],
)
def test_what_is_right_of_a_misreading(label: str, text: str, right: set[str]) -> None:
    assert outcome(Fake(text), sample(label)).right == right


def test_the_right_text_may_be_among_the_first_three() -> None:
    assert "among_first_3" in outcome(Fake("7", "1", "9"), sample("9")).right
    assert "among_first_3" not in outcome(Fake("7", "1", "4", "9"), sample("9")).right
    assert outcome(Fake(), sample("9")).right == frozenset()


TRUTH = (("1", (0,)), ("+", (1, 2)), ("2", (3,)))


@pytest.mark.parametrize(
    ("read", "counts"),
    [
        (TRUTH, (3, 3, 3, 3)),
        ((("1", (0,)), ("4", (2, 1)), ("2", (3,))), (3, 3, 3, 2)),
        ((("1", (0,)), ("-", (1,)), ("1", (2,)), ("2", (3,))), (3, 4, 2, 2)),
    ],
)
def test_symbols_are_found_if_they_have_the_very_strokes(read: Any, counts: Any) -> None:
    symbols = outcome(Fake("1+2", symbols=read), sample("1+2", TRUTH)).symbols
    assert symbols is not None
    assert (symbols.true, symbols.read, symbols.found, symbols.right) == counts


def test_a_reading_without_lines_is_one_symbol_of_all_strokes() -> None:
    symbols = outcome(Fake("4"), sample("4", (("4", (0, 1)),))).symbols
    assert symbols is not None and symbols.right == 1
    points = outcome(Fake(".", symbols=((".", (0,)),)), sample(",", ((",", (0,)),))).symbols
    assert points is not None and points.right == 1


def test_figures_are_shares_with_intervals_whole_and_in_parts() -> None:
    outcomes = [
        outcome(Fake("1+2", symbols=TRUTH), sample("1+2", TRUTH, "linear"), 1),
        outcome(Fake("1+7", symbols=TRUTH), sample("1+2", TRUTH, "linear"), 2),
        outcome(Fake("2^{3}"), sample("2^{3}"), 3),
        outcome(Fake("71", "11", doubtful=True), sample("11"), 4),
    ]
    values = figures(outcomes)
    assert values["n"] == 4
    assert (values["exact"], values["structure"], values["among_first_3"]) == (0.5, 1.0, 0.75)
    assert values["counts"]["exact"] == 2
    low, high = values["intervals_95"]["exact"]
    assert 0 < low < 0.5 < high < 1
    assert list(values["by_kind"]) == ["number", "linear", "power"]
    assert values["by_kind"]["linear"]["exact"] == 0.5
    assert values["by_length"]["2"]["n"] == 2 and values["by_length"]["3-4"]["n"] == 2
    assert values["symbols"]["segmented"] == 1.0 and values["symbols"]["n"] == 6
    assert (values["doubtful"], values["sure_exact"]) == (0.25, 2 / 3)
    json.dumps(values)
    assert figures([outcomes[3]])["symbols"] is None
    with pytest.raises(ValueError, match="no expressions"):
        figures([])


@given(seed=st.integers(0, 2**32 - 1), kind=st.sampled_from(["linear", "fraction", "power"]))
def test_a_perfect_reader_is_right_in_everything(seed: int, kind: str) -> None:
    random = np.random.default_rng(seed)
    written = compose(random_notation(random, kind), WRITERS, random)
    one = outcome(Fake(written.label, symbols=written.symbols), written)
    assert one.right == frozenset(EXPRESSION_FIGURES)
    assert one.symbols is not None and one.symbols.right == one.symbols.true == one.length
    assert shape(written.label) and kind_of(rows_of(written.label)) == one.kind


WRITERS = Writers(drawings())


@given(text=st.text(alphabet="0123+-()/^{}√.,= x\n", max_size=12), label=st.text(max_size=8))
def test_any_text_can_be_compared(text: str, label: str) -> None:
    assert outcome(Fake(text), sample(label)).right <= frozenset(EXPRESSION_FIGURES)


def wrong(count: int) -> list[ExpressionOutcome]:
    random = np.random.default_rng(3)
    inks = [compose(random_notation(random, "linear"), WRITERS, random) for _ in range(count)]
    return [outcome(Fake("1×2÷√{3}"), written, i) for i, written in enumerate(inks)]


def test_the_gallery_shows_what_was_misread_and_is_a_picture_without_errors() -> None:
    few, many = (Image.open(io.BytesIO(error_gallery("set", wrong(n))[0])) for n in (2, 7))
    assert many.height > few.height
    colours = {colour for _, colour in few.convert("RGB").getcolors(1_000_000) or []}
    assert len(colours) > 10
    right = outcome(Fake("1"), sample("1"))
    none = Image.open(io.BytesIO(error_gallery("set", [right])[0]))
    assert none.height < few.height


def test_many_failures_fill_several_pages() -> None:
    one = outcome(Fake("7"), sample("1"))
    pages = [
        Image.open(io.BytesIO(page)) for page in error_gallery("set", [one] * (ERRORS_PER_PAGE + 1))
    ]
    assert len(pages) == 2 and pages[0].height > 10 * (pages[1].height - 2 * SHEET_TITLE_HEIGHT)


def test_one_point_and_ink_without_extent_have_a_place_in_the_gallery() -> None:
    dot = ExpressionSample(Ink.from_xy([[(5, 5)]]), ".", ((".", (0,)),))
    assert error_gallery("set", [outcome(Fake("·", symbols=(("·", (0,)),)), dot)])


def write(path: Path, *samples: ExpressionSample) -> Path:
    rows = [
        {
            "label": s.label,
            "strokes": [[[p.x, p.y] for p in stroke.points] for stroke in s.ink],
            "symbols": s.symbols,
        }
        for s in samples
    ]
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    return path


@pytest.fixture
def truthful(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Let every reader know the answers, by the number of strokes; no network is asked."""
    answers: dict[str, str] = {}

    def read_ink(self: Reader, ink: Ink) -> Reading:
        return Fake(answers.get(str(len(ink)), "1")).reading

    monkeypatch.setattr(Reader, "read_ink", read_ink)
    return answers


def test_a_file_of_expressions_is_told_from_one_of_symbols(
    digits: Digits, tmp_path: Path, truthful: dict[str, str]
) -> None:
    truthful.update({"4": "1+2", "2": "12"})
    path = write(
        tmp_path / "sums.jsonl.gz", sample("1+2", TRUTH), sample("11", (("1", (0,)), ("1", (1,))))
    )
    code, out, err = digits("evaluate", path, "--json", "--errors", tmp_path / "wrong")
    assert (code, err) == (0, "")
    values = json.loads(out)
    assert (values["n"], values["exact"], values["path"]) == (2, 0.5, str(path))
    assert {"structure", "value", "among_first_3", "by_kind", "by_length", "symbols"} <= set(values)
    assert (tmp_path / "wrong" / "sums.png").read_bytes().startswith(b"\x89PNG")
    code, out, err = digits("evaluate", path)
    assert (code, err) == (0, "")
    assert out.startswith(f"{path}, symbols.h5, n = 2\nexact              50.00 %")
    assert "value or verdict" in out and "among the first 3" in out and "symbols" in out


def test_faulty_lines_are_told_and_options_for_symbols_refused(
    digits: Digits, tmp_path: Path, truthful: dict[str, str]
) -> None:
    path = tmp_path / "numbers.jsonl"
    good = json.dumps({"label": "12", "strokes": [[[0, 0], [0, 9]]]})
    path.write_text(f"{good}\noops\n")
    code, _, err = digits("evaluate", path, "--json")
    assert code == 0
    assert err == f"digits: {path}: left out 1 of 2: 1 that are no JSON (line 2).\n"
    assert_failed(digits("evaluate", path, "--placements"), "--placements")


def test_without_a_model_for_sums_it_says_so(
    digits: Digits, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "sums.jsonl.gz", sample("1+2", TRUTH))
    for module in ("reader", "resources"):
        missing = f"digit_recognizer.{module}.default_symbols"
        monkeypatch.setattr(missing, lambda: tmp_path / "symbols.h5")
    assert_failed(digits("evaluate", path), "symbols.h5", "--symbols")
    assert_failed(digits("evaluate", path, "--symbols", tmp_path / "no.h5"), tmp_path / "no.h5")
