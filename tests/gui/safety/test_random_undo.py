"""The one undo in the real window: random things, keys and files, against a list of pages."""

import random
from pathlib import Path

import pytest
from driving import AnsweringDialogs, draw, key, until

from digit_recognizer.gui.window import MainWindow
from digit_recognizer.ink import Drawing, Ink, write_inkml
from digit_recognizer.library import Library, default_path

THINGS = ("draw", "draw", "erase", "correct", "say", "clear", "open", "save")
STEPS = 30


def page_of(window: MainWindow) -> tuple[object, ...]:
    """Return all there is to see, strokes by identity, and what is in the library."""
    until(window, lambda: window.library.thread.is_idle)
    kept: list[tuple[int, str | None]] = []
    if default_path().exists():
        with Library.open() as library:
            kept = sorted((each.id, each.label) for each in library.summaries())
    session = window.session
    strokes = tuple(map(id, session.editor.ink))
    said = session.corrections.within(session.editor.ink)
    return strokes, said, session.editor.said, session.path, kept


def do(window: MainWindow, thing: str, number: int, folder: Path) -> None:
    """Do ``thing`` as a person does it; ``number`` makes it another one each time."""
    x = 60 + 37 * (number % 10)
    strokes = window.session.editor.ink.strokes
    match thing:
        case "draw":
            draw(window, Ink.from_xy([[(x, 100), (x + 2, 140), (x, 180)]]))
        case "erase":
            draw(window, Ink.from_xy([[(x - 10, 140), (x + 10, 141)]]), button=3)
        case "correct":
            if strokes:
                window.session.correct([strokes[number % len(strokes)]], str(number % 10))
        case "say":
            window.library.saving.say(str(number % 10))
        case "clear":
            key(window, "<Escape>")
            window.run("clear")
        case "open":
            window.open_file(folder / f"{number % 2}.inkml")
        case "save":
            key(window, "<Control-s>")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_whatever_was_done_last_is_undone_first(
    sums: MainWindow, seed: int, tmp_path: Path
) -> None:
    sums.settings.collects = False
    assert isinstance(sums.dialogs, AnsweringDialogs)
    for number in range(2):
        ink = Ink.from_xy([[(90 + 50 * number, 300), (90 + 50 * number, 350)]])
        write_inkml(tmp_path / f"{number}.inkml", Drawing(ink))
    chance = random.Random(seed)
    pages, place = [page_of(sums)], 0
    done: list[str] = []
    for number in range(STEPS):
        thing = chance.choice((*THINGS, "undo", "undo", "redo"))
        done.append(thing)
        if thing == "undo":
            key(sums, "<Control-z>")
            place = max(0, place - 1)
        elif thing == "redo":
            key(sums, "<Control-y>")
            place = min(place + 1, len(pages) - 1)
        else:
            do(sums, thing, number, tmp_path)
            page = page_of(sums)
            if page != pages[place]:
                pages, place = [*pages[: place + 1], page], place + 1
        assert page_of(sums) == pages[place], done
    for page in reversed(pages[:place]):
        key(sums, "<Control-z>")
        assert page_of(sums) == page, done
    assert not sums.session.editor.can_undo
    for page in pages[1:]:
        key(sums, "<Control-y>")
        assert page_of(sums) == page, done
    assert not sums.session.editor.can_redo
