"""What comes through the socket: any text is a message or a refusal, and valid ink is taken whole."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from serving import stroke_as_sent
from support import strokes

from digit_recognizer.app.language import LANGUAGES, use_language
from digit_recognizer.ink import Ink, Stroke
from digit_recognizer.web.messages import (
    CORRECTABLE,
    GiveTasks,
    Hello,
    InkChange,
    Refusal,
    Turn,
    Watch,
    message_of,
    name_of,
)
from digit_recognizer.web.parameters import INK_LIMITS
from digit_recognizer.web.reading.board_ink import BoardInk

CODES = {"message", "too-much-ink", "version", "name"}
KINDS = ["hello", "ink", "watch", "turn", "tasks"]
FIELDS = {
    "hello": ["v", "key", "language", "name", "board"],
    "ink": ["rev", "add", "del", "all", "pen", "expect", "known", "rows"],
    "watch": ["what", "dark", "side"],
    "turn": ["to"],
    "tasks": ["list", "make", "solved"],
}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4)
    ),
    max_leaves=12,
)


def likely(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    """Return messages with the right names and any values."""
    ids = st.lists(st.integers(-1, 5), max_size=3)
    said = st.lists(
        st.fixed_dictionaries({"ids": ids | json_values, "is": json_values}), max_size=2
    )
    stroke = st.fixed_dictionaries({"id": json_values, "p": json_values, "start": json_values})
    value = json_values | ids | said | st.lists(stroke, max_size=2)
    fields = dict.fromkeys(FIELDS[kind], value)
    return st.fixed_dictionaries({"t": st.just(kind)}, optional=fields)


def taken(text: str) -> object:
    """Return the message in ``text``, or None for a refusal that says something."""
    try:
        return message_of(text)
    except Refusal as refusal:
        assert refusal.code in CODES
        assert refusal.say
        return None


@given(st.text())
def test_any_text_is_a_message_or_refused(text: str) -> None:
    assert taken(text) is None


@given(json_values)
def test_any_json_is_a_message_or_refused(value: Any) -> None:
    taken(json.dumps(value))
    taken(json.dumps({"t": value}))


@given(st.sampled_from(KINDS).flatmap(likely))
def test_any_message_with_the_right_names_is_taken_or_refused(values: dict[str, Any]) -> None:
    taken(json.dumps(values))


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"t":"ink","rev":' + "9" * 10_000 + "}",
        '{"t":"ink","rev":NaN}',
        '{"t":"ink","rev":1,"add":[{"id":1,"p":[[1e999,0,0]]}]}',
        '{"t":"ink","rev":1,"add":[{"id":1,"p":[[1e8,0,0]]}]}',
        '{"t":"ink","rev":1,"add":[{"id":1,"p":[]}]}',
        '{"t":"ink","rev":1,"add":[{"id":true,"p":[[1,0,0]]}]}',
        '{"t":"ink","rev":1,"known":[{"ids":[1],"is":"x"}]}',
        '{"t":"ink","rev":1,"known":[{"ids":[1,1],"is":"7"}]}',
        '{"t":"ink","rev":1,"expect":["auto"]}',
        '{"t":"hello","v":2,"key":"k"}',
        '{"t":"hello","v":1,"key":"\\ud800"}',
        '{"t":"tasks","make":{"kind":[],"to":1,"count":1}}',
        '{"t":"tasks","list":["' + "1" * 61 + '"]}',
        '{"t":"turn","to":100}',
        '{"t":{},"rev":1}',
    ],
)
def test_what_makes_no_sense_is_refused(text: str) -> None:
    assert taken(text) is None


def test_sensible_messages_are_taken() -> None:
    hello = message_of('{"t":"hello","v":1,"key":"k","language":"xx","name":"Ada","more":1}')
    assert hello == Hello("k", "en", "Ada")
    assert message_of('{"t":"watch","what":["why","why"],"side":64}') == Watch(("why",), False, 64)
    assert message_of('{"t":"turn","to":3}') == Turn(3)
    assert message_of('{"t":"tasks","list":[" 1 + 1 = "]}') == GiveTasks(("1 + 1 =",), solved={})
    made = message_of('{"t":"tasks","make":{"kind":"addition","to":100,"count":20}}')
    assert made == GiveTasks(kind="addition", to=100, count=20, solved={})


@given(st.lists(strokes(), max_size=4))
def test_ink_arrives_as_it_was_drawn(drawn: list[Stroke]) -> None:
    sent = [stroke_as_sent(stroke, 3 * number) for number, stroke in enumerate(drawn)]
    for stroke in sent:  # a page sends no times beyond the limit in its unit
        stroke["start"] = min(stroke["start"], 1e7)
        stroke["p"] = [[x, y, min(ms, 1e7)] for x, y, ms in stroke["p"]]
    change = message_of(json.dumps({"t": "ink", "rev": 1, "add": sent}))
    assert isinstance(change, InkChange)
    assert change.sizes == {stroke["id"]: len(stroke["p"]) for stroke in sent}
    board = BoardInk()
    board.change([change.text])
    assert [[p[:2] for p in stroke.points] for stroke in board.ink] == [
        [p[:2] for p in stroke.points] for stroke in drawn
    ]


def test_strokes_stay_the_very_objects_and_in_the_order_of_writing() -> None:
    board = BoardInk()
    one, two = ({"id": id_, "p": [[id_, 0, 0], [id_, 9, 9]]} for id_ in (1, 2))
    board.change([json.dumps({"rev": 1, "add": [two]})])
    (kept,) = board.ink
    board.change([json.dumps({"rev": 2, "add": [one], "del": [7]})])
    assert board.ids == [1, 2]
    assert board.ink.strokes[1] is kept
    board.change([json.dumps({"rev": 3, "add": [two], "all": True})])
    assert board.ink.strokes[0] is not kept


def test_what_was_said_of_strokes_that_are_gone_is_over() -> None:
    board = BoardInk()
    stroke = {"id": 1, "p": [[0, 0, 0]]}
    known = [{"ids": [1], "is": "7"}, {"ids": [2], "is": "8"}]
    board.change([json.dumps({"rev": 1, "add": [stroke], "known": known})])
    assert board.corrections.within(board.ink) == (((0,), "7"),)
    board.change([json.dumps({"rev": 2})])
    assert board.corrections.within(board.ink) == ()


def test_a_stroke_has_a_largest_size() -> None:
    points = [[0, 0, 0]] * (INK_LIMITS.points_a_stroke + 1)
    with pytest.raises(Refusal) as caught:
        message_of(json.dumps({"t": "ink", "rev": 1, "add": [{"id": 1, "p": points}]}))
    assert caught.value.code == "too-much-ink"


def test_names_are_one_line_and_can_be_shown() -> None:
    assert name_of("  Ada \n Lovelace ") == "Ada Lovelace"
    for name in ("", " \n", "a" * 41, "a\u202eb", "\x1b[31m", 7):
        with pytest.raises(Refusal):
            name_of(name)


def test_refusals_are_said_in_each_language() -> None:
    said = set()
    for language in LANGUAGES:
        use_language(language.code)
        said.add(Refusal("message", "The message makes no sense: {field}.", field="t").say)
    use_language("en")
    assert len(said) == len(LANGUAGES)


def test_a_board_starts_without_ink() -> None:
    assert BoardInk().ink == Ink()
    assert "" in CORRECTABLE
