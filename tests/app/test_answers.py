"""What is told of a check, and what a person's answers make of a reading."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digit_recognizer.app.document.answers import answered, chosen, confirmed, is_answered, offers
from digit_recognizer.app.document.corrections import Corrections
from digit_recognizer.app.document.marks import marks_of
from digit_recognizer.expression import calculate, row_from_text
from digit_recognizer.ink import Ink
from digit_recognizer.ink.model import Box
from digit_recognizer.reading import Hypothesis, Line, OtherReading, Reading, ReadSymbol
from digit_recognizer.verdicts import told

STROKES = Ink.from_xy([[(20 * n, 0), (20 * n + 10, 30)] for n in range(20)]).strokes


def symbols_of(
    text: str, sure: Mapping[int, float], others: Mapping[int, tuple[str, float]]
) -> tuple[ReadSymbol, ...]:
    return tuple(
        ReadSymbol(
            sign, sure.get(n, 0.99), Box(20 * n, 0, 20 * n + 10, 30), (n,),
            (Hypothesis(*others[n]),) if n in others else (), sure.get(n, 0.99) < 0.5,
        )
        for n, sign in enumerate(text)
    )  # fmt: skip


def line(
    text: str, confidence: float = 0.97, *, doubtful: bool = False,
    sure: Mapping[int, float] | None = None, others: Mapping[int, tuple[str, float]] | None = None,
    rows: Mapping[str, float] | None = None,
) -> Line:  # fmt: skip
    """Return a line in which each sign of ``text`` is a stroke."""
    row = row_from_text(text)
    symbols = symbols_of(text, sure or {}, others or {})
    rest = [
        OtherReading(other, share, row_from_text(other), symbols_of(other, {}, {}))
        for other, share in (rows or {}).items()
    ]
    hypotheses = (
        Hypothesis(text, confidence), *(Hypothesis(o.text, o.confidence) for o in rest),
    )  # fmt: skip
    answer = calculate(row)
    return Line(hypotheses, row, answer, symbols, doubtful, Box(0, 0, 400, 30), others=tuple(rest))


def reading(*lines: Line) -> Reading:
    text = "\n".join(each.text for each in lines)
    return Reading((Hypothesis(text, 0.9),), any(each.doubtful for each in lines), lines=lines)


def shown(of: Line, *, is_written: bool = True, is_settled: bool = False) -> tuple[str, list[str]]:
    """Return what stands behind a line, and which symbols are marked."""
    found = told(reading(of), is_written=is_written, is_answered=lambda line: is_settled)
    marks = marks_of(found, STROKES, lambda strokes: "")
    doubted = [m.symbol.text for m in marks.symbols if m.certainty == "doubtful"]
    return "".join(result.text for result in marks.results), doubted


def test_a_clear_mistake_is_told() -> None:
    assert shown(line("6+6=13")) == ("✗ is 12", [])


def test_nothing_is_told_of_the_beginning_of_a_right_answer_unless_nobody_writes() -> None:
    assert shown(line("8×9=7")) == ("", [])
    assert shown(line("8×9=7"), is_written=False) == ("✗ is 72", [])


@pytest.mark.parametrize(
    ("of", "marked"),
    [
        (line("6+6=13", 0.85, sure={1: 0.85}), ["+"]),
        (line("6+6=13", others={5: ("2", 0.02)}), ["3"]),
        (line("6+6=13", rows={"6+6=12": 0.02}, sure={0: 0.95}), ["6"]),
    ],
)
def test_a_mistake_that_may_be_a_misreading_is_a_question(of: Line, marked: list[str]) -> None:
    said, doubted = shown(of)
    assert said == "?"
    assert marked[0] in doubted
    assert shown(of, is_settled=True) == ("✗ is 12", [])


def test_all_that_needs_an_answer_is_marked_and_with_the_answers_the_line_counts() -> None:
    doubted = line("12+34=", 0.6, doubtful=True, sure={0: 0.7, 3: 0.8})
    marks = marks_of(reading(doubted), STROKES, lambda strokes: "")
    asked = [mark for mark in marks.symbols if mark.certainty == "doubtful"]
    assert [mark.symbol.text for mark in asked] == ["1", "3"]
    said = Corrections()
    for place, mark in enumerate(asked):
        before = answered(reading(doubted), STROKES, said)
        assert before.doubtful and not is_answered(before.lines[0], STROKES, said), place
        said = said.with_(mark.strokes, mark.symbol.text)
    found = answered(reading(doubted), STROKES, said)
    assert not found.doubtful
    assert found.lines[0].answer.shown == "46"


def test_a_line_is_confirmed_as_it_was_read() -> None:
    doubted = line("12+34=", 0.6, doubtful=True, sure={0: 0.3, 3: 0.8})
    said = confirmed(doubted.symbols, STROKES, Corrections())
    assert answered(reading(doubted), STROKES, said).lines[0].answer.shown == "46"


def test_another_reading_is_taken_with_its_symbols_and_how_they_stand() -> None:
    doubted = line("7×7=", 0.6, doubtful=True, rows={"7+7=": 0.3})
    (offer,) = offers(doubted)
    assert (offer.other.text, offer.value) == ("7+7=", "14")
    said = chosen(offer.other, STROKES, Corrections())
    found = answered(reading(doubted), STROKES, said)
    assert found.text == found.lines[0].text == "7+7="
    assert found.lines[0].answer.shown == "14"
    assert not found.doubtful
    again = said.with_(STROKES[:1], "1")
    assert answered(reading(doubted), STROKES, again).lines[0].text == "7×7=", "it was said later"


def test_noise_is_not_offered() -> None:
    rows = {"7+7=": 0.04, "77×=": 0.15, "7-7=": 0.1, "1×7=": 0.06}
    assert [offer.other.text for offer in offers(line("7×7=", rows=rows))] == ["7-7=", "1×7="]


def test_what_was_said_of_a_row_is_part_of_what_is_undone() -> None:
    said = Corrections().with_row(STROKES[:3], "12+")
    assert said != Corrections()
    assert said.row_of(STROKES[:3]) == "12+"
    assert said.without(STROKES[1:2]) == Corrections()
    assert not said.within(STROKES)


SAID = st.lists(
    st.tuples(st.lists(st.integers(0, 5), min_size=1, max_size=3), st.sampled_from("12∅"))
)


@given(SAID, SAID)
def test_what_is_said_at_once_is_what_is_said_one_after_the_other(
    known: list[tuple[list[int], str]], rows: list[tuple[list[int], str]]
) -> None:
    strokes = [object() for _ in range(6)]
    one_by_one = Corrections()
    for places, text in known:
        one_by_one = one_by_one.with_([strokes[place] for place in places], text)
    for places, text in rows:
        one_by_one = one_by_one.with_row([strokes[place] for place in places], text)
    heard = [
        [([strokes[place] for place in places], text) for places, text in each]
        for each in (known, rows)
    ]
    at_once = Corrections.said(*heard)
    assert (at_once.all, at_once.rows) == (one_by_one.all, one_by_one.rows)
