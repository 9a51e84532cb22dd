"""The one undo in the real window: random things, keys and files, against a list of pages."""

import random
from itertools import pairwise
from pathlib import Path

import pytest
from driving import AnsweringDialogs, draw, key, until
from PIL import Image

from digit_recognizer.gui.window import MainWindow
from digit_recognizer.ink import Drawing, Ink, write_inkml
from digit_recognizer.library import Library, default_path

THINGS = (
    "draw", "draw", "erase", "scratch", "move", "correct", "say", "clear", "open", "picture", "save",
)  # fmt: skip
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
    picture = id(session.editor.picture)
    return strokes, picture, said, session.editor.said, session.path, kept


def do(window: MainWindow, thing: str, number: int, folder: Path) -> None:
    """Do ``thing`` as a person does it; ``number`` makes it another one each time."""
    x = 60 + 37 * (number % 10)
    strokes = window.session.editor.ink.strokes
    match thing:
        case "draw":
            draw(window, Ink.from_xy([[(x, 100), (x + 2, 140), (x, 180)]]))
        case "erase":
            draw(window, Ink.from_xy([[(x - 10, 140), (x + 10, 141)]]), button=2)
        case "scratch":
            sweeps = [(x + (30, -30)[turn % 2], 95 + 18 * turn) for turn in range(6)]
            draw(window, Ink.from_xy([_dense(sweeps)]))
        case "move":
            corners = [(x - 20, 80), (x + 20, 80), (x + 20, 200), (x - 20, 200), (x - 20, 80)]
            draw(window, Ink.from_xy([_dense(corners)]), button=3)
            draw(window, Ink.from_xy([[(x, 140), (x + 5, 150), (x + 9, 160)]]), button=3)
            key(window, "<Escape>") if window.lasso.selection else None
        case "correct":
            if strokes:
                window.session.correct([strokes[number % len(strokes)]], str(number % 10))
        case "say":
            window.library.saving.say(str(number % 10))
        case "clear":
            key(window, "<Escape>")
            window.run("clear")
        case "open":
            window.files.open(folder / f"{number % 2}.inkml")
        case "picture":
            before = window.session.editor.picture
            window.files.open(folder / f"{number % 2}.png")
            until(window, lambda: window.session.editor.picture is not before)
        case "save":
            key(window, "<Control-s>")


def _dense(corners: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return places every tenth of the way from corner to corner."""
    return [
        (a + (c - a) * step / 10, b + (d - b) * step / 10)
        for (a, b), (c, d) in pairwise(corners)
        for step in range(10)
    ] + corners[-1:]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_whatever_was_done_last_is_undone_first(
    window: MainWindow, seed: int, tmp_path: Path
) -> None:
    window.settings.collects = False
    assert isinstance(window.dialogs, AnsweringDialogs)
    for number in range(2):
        ink = Ink.from_xy([[(90 + 50 * number, 300), (90 + 50 * number, 350)]])
        write_inkml(tmp_path / f"{number}.inkml", Drawing(ink))
        Image.new("L", (60, 40), 255 - 30 * number).save(tmp_path / f"{number}.png")
    chance = random.Random(seed)
    pages, place = [page_of(window)], 0
    done: list[str] = []
    for number in range(STEPS):
        thing = chance.choice((*THINGS, "undo", "undo", "redo"))
        done.append(thing)
        if thing == "undo":
            key(window, "<Control-z>")
            place = max(0, place - 1)
        elif thing == "redo":
            key(window, "<Control-y>")
            place = min(place + 1, len(pages) - 1)
        else:
            do(window, thing, number, tmp_path)
            page = page_of(window)
            steps = [page] if page != pages[place] else []
            if thing == "scratch" and len(page[0]) < len(pages[place][0]):  # type: ignore[arg-type]
                key(window, "<Control-z>")  # what was scratched out is back, with the zigzag as ink
                steps.insert(0, page_of(window))
                key(window, "<Control-y>")
            if steps:
                pages, place = [*pages[: place + 1], *steps], place + len(steps)
        assert page_of(window) == pages[place], done
    for page in reversed(pages[:place]):
        key(window, "<Control-z>")
        assert page_of(window) == page, done
    assert not window.session.editor.can_undo
    for page in pages[1:]:
        key(window, "<Control-y>")
        assert page_of(window) == page, done
    assert not window.session.editor.can_redo
