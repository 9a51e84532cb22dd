"""One undo for all that is done to a drawing: any order of things is taken back in that order."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from digit_recognizer.app.document.editor import InkEditor, Sheet, bytes_of
from digit_recognizer.app.picture.images import source_of
from digit_recognizer.app.picture.picture import Picture
from digit_recognizer.app.reading_worker import ReadingWorker
from digit_recognizer.app.session import Session, fitted_drawing
from digit_recognizer.ink import Drawing, History, Ink, write_inkml

THINGS = (
    "draw", "erase", "erase nothing", "delete", "correct", "take back", "clear", "open", "show",
    "picture", "turn", "remove picture",
)  # fmt: skip
BACK_AND_FORTH = ("undo", "redo")


@dataclass
class Model:
    """What a person thinks of it: pages of all that is there, of which one is looked at."""

    pages: list[object]
    place: int = 0
    seen: set[str] = field(default_factory=set)

    def did(self, page: object) -> None:
        if page != self.pages[self.place]:
            self.pages = [*self.pages[: self.place + 1], page]
            self.place += 1

    def go(self, step: int) -> None:
        self.place = max(0, min(self.place + step, len(self.pages) - 1))


def page_of(session: Session) -> tuple[object, ...]:
    """Return all there is, strokes by identity."""
    editor = session.editor
    strokes = tuple(map(id, editor.ink))
    said = session.corrections.within(editor.ink)
    return strokes, said, editor.picture, session.path


def do(session: Session, thing: str, number: int, folder: Path) -> None:
    """Do ``thing`` to the drawing; ``number`` makes it another one each time."""
    editor = session.editor
    place = 30 * (number % 30)
    strokes = editor.ink.strokes
    some = [strokes[number % len(strokes)]] if strokes else []
    match thing:
        case "draw":
            editor.down(place, 10, number)
            editor.move_along([(place, 20, number + 0.1)])
            editor.up()
        case "erase":
            editor.down(place, 15, number, erase=True)
            editor.up()
        case "erase nothing":
            editor.down(place, 900, number, erase=True)
            editor.up()
        case "delete":
            editor.remove(some)
        case "correct":
            session.correct(some, str(number % 10))
        case "take back":
            session.take_back(some)
        case "clear":
            editor.clear()
        case "open":
            path = folder / f"{number % 2}.inkml"
            session.show_drawing(path, fitted_drawing(path, 1000, 1000))
        case "show":
            session.show(Ink.from_xy([[(place, 200), (place + 5, 260)]]))
        case "picture":
            image = Image.new("RGB", (40, 30), (250, 250, number % 250))
            session.show_picture(Picture.of(source_of(image, "made"), 900, 600))
        case "turn":
            if editor.picture is not None:
                session.change_picture(editor.picture.turned("left"))
        case "remove picture":
            if editor.picture is not None:
                editor.put(None, editor.ink)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("drawings")
    for number in range(2):
        ink = Ink.from_xy([[(x, 300), (x, 340)] for x in range(100, 140 + 40 * number, 20)])
        write_inkml(folder / f"{number}.inkml", Drawing(ink))
    return folder


@given(things=st.lists(st.sampled_from((*THINGS, *BACK_AND_FORTH * 3)), max_size=40))
def test_what_was_done_last_is_undone_first_whatever_it_was(
    things: list[str], folder: Path
) -> None:
    session = Session(ReadingWorker())
    model = Model([page_of(session)])
    for number, thing in enumerate(things):
        if thing in BACK_AND_FORTH:
            getattr(session.editor, thing)()
            model.go(-1 if thing == "undo" else 1)
        else:
            do(session, thing, number, folder)
            model.did(page_of(session))
        assert page_of(session) == model.pages[model.place], things[: number + 1]
        assert session.editor.can_undo == (model.place > 0)
        assert session.editor.can_redo == (model.place < len(model.pages) - 1)
    for page in reversed(model.pages[: model.place]):
        session.editor.undo()
        assert page_of(session) == page
    for page in model.pages[1:]:
        session.editor.redo()
        assert page_of(session) == page


def test_each_thing_is_one_step(folder: Path) -> None:
    for thing in sorted({*THINGS} - {"erase nothing", "take back", "turn", "remove picture"}):
        session = Session(ReadingWorker())
        session.show(Ink.from_xy([[(x, 10), (x, 20)] for x in range(0, 900, 30)]))
        before = page_of(session)
        do(session, thing, 3, folder)
        assert page_of(session) != before, thing
        session.editor.undo()
        assert page_of(session) == before, thing


@given(st.lists(st.sampled_from(["push", "undo", "redo"]), max_size=60), st.integers(1, 30))
def test_a_history_weighs_no_more_than_it_may_and_loses_the_oldest_first(
    doings: list[str], limit: int
) -> None:
    history = History((0,), limit=limit, weigh=lambda state, after: len(set(state) - set(after)))
    pages, place = [(0,)], 0
    for number, doing in enumerate(doings, start=1):
        if doing == "push":
            pages, place = [*pages[: place + 1], tuple(range(number, number + 5))], place + 1
            history.push(pages[-1])
        else:
            getattr(history, doing)()
            place = min(max(place + (1 if doing == "redo" else -1), 0), len(pages) - 1)
        past = len(history.past)
        pages, place = pages[place - past :], past  # the oldest are gone
        assert (*history.past, history.present, *history.future) == tuple(pages)
        if past > 1 and doing == "push":
            after = (*history.past[1:], history.present)
            weights = [len(set(a) - set(b)) for a, b in zip(history.past, after, strict=True)]
            assert sum(weights) <= limit
        again = History((9,), limit=limit, weigh=lambda state, after: len(set(state) - set(after)))
        again.restore(history.past, history.present, history.future)
        assert (again.present, again.future) == (history.present, history.future)
        assert history.past[-len(again.past) :] == again.past or not history.past


def test_the_weight_of_a_sheet_is_what_it_does_not_share() -> None:
    long = Ink.from_xy([[(x, 0) for x in range(1000)], [(0, 9)]])
    alone, shared = bytes_of(Sheet(long), Sheet()), bytes_of(Sheet(long), Sheet(long))
    assert alone > 100_000 > 1000 > shared


def test_times_go_on_after_what_is_there_whatever_the_clock_says() -> None:
    editor = InkEditor(Ink.from_xy([[(0, 0, 0.0), (9, 9, 2.5)]]))
    for x, at in ((20, 1e6), (40, 5.0), (60, 6.0)):
        editor.down(x, 0, at)
        editor.move_along([(x, 9, at + 0.5)])
        editor.up()
    starts = [stroke.start for stroke in editor.ink]
    assert starts == [0.0, 2.5, 3.0, 4.0]
