"""Makes the pictures of the page of ``digits serve``: starts it, writes on it, photographs it.

Run it with the tests' browser and server in the path:

    PYTHONPATH=.:tests/helpers:tests/web python tools/pictures/page.py [NAME ...]
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from browser import Browser
from PIL import Image
from serving import Page, RunningServer, strokes_as_sent
from writing import Board, Teacher, example

from digit_recognizer import Reader
from digit_recognizer.ink import Ink, Stroke

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "pictures" / "page"
SETTLED = 1.5  # seconds after which everything has moved to its place
NAMES = (
    "Ada", "Ben", "Chloé", "David", "Elif", "Finn", "Greta", "Hugo", "Ines", "Jonas", "Kaja", "Leo",
    "Mia", "Noah", "Olga", "Paul",
)  # fmt: skip
TASKS = ("17+25", "38+46", "9+54", "63+18", "27+35", "45+45")
SYMBOLS_FROM = ("sum", "fifteen-symbols", "three-lines", "five-lines", "check-right", "check-wrong")


def main() -> None:
    wanted = set(sys.argv[1:])
    makers: dict[str, Callable[[Browser, ExitStack], None]] = {
        "tablet": tablet, "dark": dark, "phone": phone, "network": network,
        "steps": steps, "class": class_view, "class-pupil": pupil,
    }  # fmt: skip
    for name, make in makers.items():
        if wanted and name not in wanted:
            continue
        with (
            tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
            Browser(Path(folder)) as browser,
            ExitStack() as stack,
        ):
            os.environ["XDG_DATA_HOME"] = folder
            make(browser, stack)
            path = Path(os.environ.get("PICTURES", PICTURES)) / f"{name}.png"
            browser.picture(path)
            with Image.open(path) as picture:
                small = picture.convert("RGB").quantize(128, method=Image.Quantize.FASTOCTREE)
            small.save(path, optimize=True)
            print(name)


def board(browser: Browser, stack: ExitStack, width: int, height: int, ratio: float = 1) -> Board:
    """Return an empty board; its server ends with ``stack``."""
    server = stack.enter_context(RunningServer())
    found = Board(browser, server.url)
    found.open(width=width, height=height, ratio=ratio)
    return found


def hide_palm(page: Board) -> None:
    """Leave the button for fingers out of the picture."""
    page.browser.value("document.querySelector('.palm').click()")


def show_tab(page: Board, tab: str, shown: str) -> None:
    """Open the ``tab`` of the panel, and wait until it has ``shown``."""
    page.browser.click(tab)
    page.wait_for(f"document.querySelector('{shown}')")
    time.sleep(SETTLED)


def tablet(browser: Browser, stack: ExitStack) -> None:
    page = board(browser, stack, 1180, 820)
    page.write(example("fraction"), (90, 90), 1.15)
    page.write(example("sum"), (90, 380), 1.1)
    page.write(example("check-right"), (90, 580), 1.0)
    hide_palm(page)
    page.wait_for("document.querySelectorAll('.marks .result').length === 3")
    time.sleep(SETTLED)


def dark(browser: Browser, stack: ExitStack) -> None:
    browser.prefer(color_scheme="dark")
    page = board(browser, stack, 1180, 820)
    page.write(example("root"), (90, 120), 1.2)
    page.write(example("scribble"), (90, 420), 1.1)
    hide_palm(page)
    page.wait_for("document.querySelector('.chip.doubtful')")
    time.sleep(SETTLED)
    page.browser.click(".chip.doubtful")
    time.sleep(0.5)


def phone(browser: Browser, stack: ExitStack) -> None:
    page = board(browser, stack, 390, 844, 2)
    page.write(example("sum"), (24, 80), 0.82)
    hide_palm(page)
    page.wait_for_reading("12+34=46")
    time.sleep(SETTLED)


def network(browser: Browser, stack: ExitStack) -> None:
    page = board(browser, stack, 1180, 820)
    page.write(example("three"), (90, 90), 1.5)
    hide_palm(page)
    show_tab(page, "#tab-network", ".glyph")


def steps(browser: Browser, stack: ExitStack) -> None:
    page = board(browser, stack, 1440, 900)
    page.write(example("sum"), (90, 160), 1.4)
    hide_palm(page)
    show_tab(page, "#tab-steps", ".node")


def class_view(browser: Browser, stack: ExitStack) -> None:
    server = stack.enter_context(RunningServer("--class"))
    teacher = Teacher(browser, server)
    teacher.open(1280, 860)
    give(teacher)
    writers = symbols()
    for number, name in enumerate(NAMES):
        page = stack.enter_context(server.page(name=name, board=f"{number:032x}"))
        solve(page, writers, (number * 5) % 6, is_finished=number % 3 != 1, seed=number)
    time.sleep(SETTLED)
    teacher.browser.value("document.activeElement.blur()")


def pupil(browser: Browser, stack: ExitStack) -> None:
    server = stack.enter_context(RunningServer("--class"))
    teacher = Teacher(browser, server)
    teacher.open()
    give(teacher)
    page = Board(browser, server.url)
    page.open()
    browser.wait_for("document.querySelector('dialog input')")
    browser.value("document.querySelector('dialog input').focus()")
    browser.type("Mia")
    browser.press("Enter")
    browser.wait_for("!document.querySelector('.task').hidden")
    page.refresh_place()
    page.write(composed("17+25=42", symbols(), 3), (90, 160), 1.3)
    hide_palm(page)
    page.wait_for("document.querySelector('.task.solved')")
    time.sleep(SETTLED)


def give(teacher: Teacher) -> None:
    """Give the tasks to the class."""
    teacher.press("Tasks")
    teacher.browser.value("document.querySelector('dialog textarea').focus()")
    teacher.browser.type("\n".join(f"{task}=" for task in TASKS))
    teacher.press("Give these")
    teacher.browser.wait_for(f"document.querySelector('.bar').textContent.includes('{len(TASKS)}')")


def solve(
    page: Page, writers: dict[str, list[Ink]], count: int, *, is_finished: bool, seed: int
) -> None:
    """Have a pupil solve ``count`` tasks, and begin or finish the next one."""
    for number, task in enumerate(TASKS[: count + 1]):
        page.send({"t": "turn", "to": number})
        one, other = map(int, task.split("+"))
        answer = f"{task}={one + other}"
        shown = answer if number < count or is_finished else answer[:-2]
        page.read(all=True, add=strokes_as_sent(composed(shown, writers, seed + number)))


def symbols() -> dict[str, list[Ink]]:
    """Return the ink of each symbol in the example drawings."""
    reader, found = Reader.load(), dict[str, list[Ink]]()
    for name in SYMBOLS_FROM:
        ink = example(name)
        for line in reader.read_ink(ink).lines:
            for symbol in line.symbols:
                strokes = tuple(ink.strokes[index] for index in symbol.strokes)
                found.setdefault(symbol.text, []).append(Ink(strokes))
    return found


def composed(text: str, found: dict[str, list[Ink]], seed: int) -> Ink:
    """Return ``text`` written with symbols of the example drawings, one beside the other."""
    return Ink(tuple(_strokes(text, found, seed)))


def _strokes(text: str, found: dict[str, list[Ink]], seed: int) -> Iterator[Stroke]:
    x = 0.0
    for place, sign in enumerate(text):
        ink = found[sign][(seed + place) % len(found[sign])]
        box = ink.box
        height = {"+": 34.0, "=": 18.0}.get(sign, 64.0)
        scale = height / max(box.height, 1)
        top = (64 - height) / 2 + (seed * 7 + place * 5) % 5
        moved = ink.moved(x - box.left * scale, top - box.top * scale, scale)
        yield from moved.strokes
        x = moved.box.right + 16


if __name__ == "__main__":
    main()
