"""What browsers say through the socket, checked (docs/formats.md).

Purpose: a text that came from outside becomes one of a few messages, or a refusal in one sentence.
Contract: :func:`message_of` takes any text and raises nothing but :class:`Refusal`. Numbers are finite
and in range, ids are whole, texts can be encoded, sizes are within ``parameters``.
Not here: sockets; how much ink a board has (``board``).
"""

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from digit_recognizer.alphabet import ARITHMETIC, FRACTION_BAR
from digit_recognizer.app.language import LANGUAGES, tr, tr_later
from digit_recognizer.ink.model import MAX_COORDINATE
from digit_recognizer.web.kinds import EXPECTED, MADE_KINDS, MadeKind, Watched
from digit_recognizer.web.parameters import CLASS_LIMITS, INK_LIMITS
from digit_recognizer.words import one_line

PROTOCOL_VERSION = 1
MAX_ID = 2**31 - 1
MAX_ROW_LENGTH = 500  # characters of a line that was chosen as a whole
MIN_TILE_SIDE, MAX_TILE_SIDE = 48, 240  # pixels
BOARD_TOKEN = re.compile(r"[0-9A-Za-z]{16,64}")
CORRECTABLE = frozenset({*ARITHMETIC, FRACTION_BAR, ""})
"""What strokes may be said to be: a symbol, none, or one, whichever."""

NO_SENSE = tr_later("The message makes no sense: {field}.")
MUCH_INK = tr_later("There is too much ink: {most} strokes of {points} points are the most.")
OTHER_VERSION = tr_later("The page is of another version of the program: load it anew.")
NO_NAME = tr_later("A name has 1 to {most} letters.")
MUCH_HELLO = tr_later("The page must say hello first.")


class Refusal(Exception):
    """A message that is not taken; ``code`` as in docs/formats.md, ``text`` a template for people."""

    def __init__(self, code: str, text: str, /, *, fatal: bool = False, **values: object) -> None:
        super().__init__(code)
        self.code, self.fatal = code, fatal
        self._text, self._values = text, values

    @property
    def say(self) -> str:
        """The sentence in the language in use."""
        return tr(self._text, **self._values)


@dataclass(frozen=True, slots=True)
class Hello:
    """The first message."""

    key: str
    language: str
    name: str = ""
    board: str = ""


@dataclass(frozen=True, slots=True)
class InkChange:
    """How the ink changed: ``sizes`` are the points of each stroke that is added, by its id.

    ``text``: all of it as it came, for the process that reads.
    """

    rev: int
    sizes: Mapping[int, int]
    gone: tuple[int, ...]
    is_all: bool
    added: tuple[dict[str, Any], ...]
    text: str


@dataclass(frozen=True, slots=True)
class Watch:
    """What else is to be sent with readings."""

    what: tuple[Watched, ...]
    dark: bool = False
    side: int = 96


@dataclass(frozen=True, slots=True)
class Turn:
    """A pupil turns to another task."""

    to: int


@dataclass(frozen=True, slots=True)
class GiveTasks:
    """The teacher gives ``texts``, or has ``count`` tasks made, of a ``kind`` with numbers up to ``to``.

    ``solved``: what was solved before, by board.
    """

    texts: tuple[str, ...] = ()
    kind: MadeKind | None = None
    to: int = 0
    count: int = 0
    solved: Mapping[str, tuple[int, ...]] | None = None


Message = Hello | InkChange | Watch | Turn | GiveTasks


def values_of(text: str | bytes) -> Any:
    """Return what JSON ``text`` says; raises Refusal for what is none, is nested deep or not finite."""
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise Refusal("message", NO_SENSE, field="JSON") from None


def message_of(text: str) -> Message:
    """Return the message in ``text``; raises Refusal."""
    values = values_of(text)
    if not isinstance(values, dict):
        raise Refusal("message", NO_SENSE, field="JSON")
    kind = values.get("t")
    parse = _PARSERS.get(kind) if isinstance(kind, str) else None
    if parse is None:
        raise Refusal("message", NO_SENSE, field="t")
    return parse(values, text)


def strokes_of(
    values: object, field: str = "add"
) -> tuple[dict[int, int], tuple[dict[str, Any], ...]]:
    """Return how many points the strokes in ``values`` have, by id, and the strokes; raises Refusal."""
    sizes: dict[int, int] = {}
    added = tuple(_list(values, field))
    for stroke in added:
        _require(isinstance(stroke, dict), field)
        _require(_is_number(stroke.get("start", 0.0)), "start")
        points = _list(stroke.get("p"), "p")
        _require(bool(points) and all(map(_is_point, points)), "p")
        sizes[_id(stroke.get("id"))] = len(points)
    if any(size > INK_LIMITS.points_a_stroke for size in sizes.values()):
        raise too_much_ink()
    return sizes, added


def too_much_ink() -> Refusal:
    """Return the refusal of ink beyond the limits."""
    return Refusal(
        "too-much-ink", MUCH_INK, most=INK_LIMITS.strokes, points=INK_LIMITS.points_a_stroke
    )


def name_of(value: object) -> str:
    """Return a pupil's name on one line; raises Refusal."""
    name = one_line(_text(value, "name"))
    if not 1 <= len(name) <= CLASS_LIMITS.name or not name.isprintable():
        raise Refusal("name", NO_NAME, fatal=True, most=CLASS_LIMITS.name)
    return name


def _hello(values: dict[str, Any], text: str) -> Hello:
    if values.get("v") != PROTOCOL_VERSION or isinstance(values.get("v"), bool):
        raise Refusal("version", OTHER_VERSION, fatal=True)
    language = _text(values.get("language", "en"), "language")
    known = {each.code for each in LANGUAGES}
    board = _text(values.get("board", ""), "board")
    _require(not board or BOARD_TOKEN.fullmatch(board) is not None, "board")
    key, name = _text(values.get("key"), "key"), _text(values.get("name", ""), "name")
    return Hello(key, language if language in known else "en", name, board)


def _ink(values: dict[str, Any], text: str) -> InkChange:
    sizes, added = strokes_of(values.get("add", []))
    gone = tuple(map(_id, _list(values.get("del", []), "del")))
    is_all = values.get("all", False)
    _require(isinstance(is_all, bool), "all")
    _require(_text(values.get("expect", "auto"), "expect") in EXPECTED, "expect")
    if values.get("pen") is not None:
        _id(values["pen"])
    _corrections(values.get("known", []), "known", lambda said: said in CORRECTABLE)
    _corrections(values.get("rows", []), "rows", lambda said: len(said) <= MAX_ROW_LENGTH)
    return InkChange(_whole(values.get("rev"), "rev", 0, 2**53), sizes, gone, is_all, added, text)


def _watch(values: dict[str, Any], text: str) -> Watch:
    what = tuple(_list(values.get("what"), "what"))
    _require(all(isinstance(each, str) and each in get_args(Watched) for each in what), "what")
    dark = values.get("dark", False)
    _require(isinstance(dark, bool), "dark")
    side = _whole(values.get("side", 96), "side", MIN_TILE_SIDE, MAX_TILE_SIDE)
    return Watch(tuple(dict.fromkeys(what)), dark, side)


def _turn(values: dict[str, Any], text: str) -> Turn:
    return Turn(_whole(values.get("to"), "to", 0, CLASS_LIMITS.tasks - 1))


def _tasks(values: dict[str, Any], text: str) -> GiveTasks:
    solved = values.get("solved", {})
    _require(isinstance(solved, dict) and len(solved) <= 1000, "solved")
    done = {
        board: tuple(_whole(n, "solved", 0, CLASS_LIMITS.tasks - 1) for n in _list(ns, "solved"))
        for board, ns in solved.items()
    }
    made = values.get("make")
    if made is not None:
        _require(isinstance(made, dict) and _text(made.get("kind"), "kind") in MADE_KINDS, "make")
        to = _whole(made.get("to"), "to", 1, CLASS_LIMITS.largest)
        count = _whole(made.get("count"), "count", 1, CLASS_LIMITS.tasks)
        return GiveTasks(kind=made["kind"], to=to, count=count, solved=done)
    texts = tuple(one_line(_text(each, "list")) for each in _list(values.get("list"), "list"))
    _require(len(texts) <= CLASS_LIMITS.tasks, "list")
    _require(all(0 < len(each) <= CLASS_LIMITS.task for each in texts), "list")
    return GiveTasks(texts, solved=done)


_PARSERS: dict[str, Callable[[dict[str, Any], str], Message]] = {
    "hello": _hello, "ink": _ink, "watch": _watch, "turn": _turn, "tasks": _tasks,
}  # fmt: skip


def _corrections(values: object, field: str, may_be: Callable[[str], bool]) -> None:
    said = _list(values, field)
    _require(len(said) <= INK_LIMITS.strokes, field)
    for each in said:
        _require(isinstance(each, dict), field)
        ids = [*map(_id, _list(each.get("ids"), "ids"))]
        _require(0 < len(ids) <= INK_LIMITS.strokes and len(set(ids)) == len(ids), "ids")
        _require(may_be(_text(each.get("is"), "is")), "is")


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _require(is_so: bool, field: str) -> None:
    if not is_so:
        raise Refusal("message", NO_SENSE, field=field)


def _list(value: object, field: str) -> list[Any]:
    if not isinstance(value, list):
        raise Refusal("message", NO_SENSE, field=field)
    return value


def _text(value: object, field: str) -> str:
    if not isinstance(value, str):
        raise Refusal("message", NO_SENSE, field=field)
    try:
        value.encode()
    except UnicodeEncodeError:  # a half of a pair: it can't be sent on
        raise Refusal("message", NO_SENSE, field=field) from None
    return value


def _whole(value: object, field: str, least: int, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise Refusal("message", NO_SENSE, field=field)
    return value


def _id(value: object) -> int:
    return _whole(value, "id", 0, MAX_ID)


def _is_number(value: object) -> bool:
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return False
    return abs(value) <= MAX_COORDINATE and math.isfinite(value)


def _is_point(value: object) -> bool:
    return isinstance(value, list) and len(value) == 3 and all(map(_is_number, value))
