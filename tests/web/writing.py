"""Writing on the page as people do, and looking at what it shows."""

import json
from collections.abc import Sequence
from typing import Any

from browser import Browser, Place
from serving import BOARD_KEY, TEACHER_KEY, RunningServer

from digit_recognizer.ink import Ink, read_inkml
from digit_recognizer.resources import example_drawings, example_expressions

NAME = "tablet.test"
"""A name that leads here over plain HTTP: browsers trust it as little as an address in the LAN."""
TABLET = (1180, 820)
SEVEN = [(100.0, 100.0), (140, 100), (180, 100), (165, 140), (150, 180), (135, 220), (120, 260)]
INK_SHARE = """(box => {
  const canvas = document.querySelector('.paper canvas.%s'), ratio = canvas.width / canvas.clientWidth;
  const [x, y, w, h] = box.map(v => Math.round(v * ratio)), copy = new OffscreenCanvas(w, h);
  const context = copy.getContext('2d', {willReadFrequently: true});
  context.drawImage(canvas, -x, -y);
  const data = context.getImageData(0, 0, w, h).data;
  let dark = 0; for (let i = 3; i < data.length; i += 4) dark += data[i] > 128;
  return 4 * dark / data.length })(%s)"""
STROKES = """new Promise(resolve => {
  const asked = indexedDB.open('digits');
  asked.onsuccess = () => {
    const got = asked.result.transaction('boards').objectStore('boards').get('/');
    got.onsuccess = () => { asked.result.close(); resolve(got.result ? got.result.strokes : []) } } })"""


class Board:
    """The board in the browser; places are CSS pixels of its paper."""

    def __init__(self, browser: Browser, url: str, key: str = BOARD_KEY) -> None:
        self.browser, self.url, self._key = browser, url, key

    def open(self, *, width: int = TABLET[0], height: int = TABLET[1], ratio: float = 1) -> None:
        """Show an empty board on a screen that takes fingers."""
        self.browser.screen(width, height, ratio, touch=True)
        self.browser.go(f"{self.url}/static/icon.svg")  # of the same origin: what was kept goes
        self.browser.value("localStorage.clear(); sessionStorage.clear()")
        self.browser.value(
            "new Promise(done => { const gone = indexedDB.deleteDatabase('digits');"
            " gone.onsuccess = gone.onerror = gone.onblocked = () => done() })"
        )
        self.browser.value("localStorage.setItem('digits-language', '\"en\"')")
        self.browser.problems.clear()
        self.load()

    def load(self, more: str = "") -> None:
        """Load the page with what it has kept."""
        self.browser.go("about:blank")
        self.browser.go(f"{self.url}/#k={self._key}{more}")
        self.browser.wait_for("document.body?.dataset.ready")
        self.refresh_place()

    def refresh_place(self) -> None:
        """Look where the paper is now."""
        left, top = self.browser.value(
            "(r => [r.x, r.y])(document.querySelector('.paper').getBoundingClientRect())"
        )
        self.left, self.top = left, top

    def at(self, place: Place) -> Place:
        """Return where on the page a place of the paper is."""
        return self.left + place[0], self.top + place[1]

    def path(self, points: Sequence[Place]) -> list[Place]:
        return [self.at(point) for point in points]

    def write(self, ink: Ink, at: Place = (60, 120), scale: float = 1.0, step: int = 2) -> None:
        """Write ``ink`` with a pen, its corner at a place."""
        for points in strokes_at(ink, at, scale, step):
            self.browser.draw(self.path(points))

    def wait_for(self, expression: str) -> None:
        self.browser.wait_for(expression)

    def count(self, selector: str) -> int:
        """Return how many elements there are that can be seen."""
        found: int = self.browser.value(
            f"[...document.querySelectorAll({json.dumps(selector)})]"
            ".filter(each => each.getClientRects().length).length"
        )
        return found

    def text(self, selector: str) -> str:
        """Return the text of an element; "" where there is none."""
        found: str = self.browser.value(
            f"document.querySelector({json.dumps(selector)})?.textContent ?? ''"
        )
        return found

    @property
    def strokes(self) -> list[dict[str, Any]]:
        """The strokes that the page has kept; they are written a moment after each change."""
        found: list[dict[str, Any]] = self.browser.value(STROKES)
        return found

    def wait_for_strokes(self, count: int) -> list[dict[str, Any]]:
        """Wait until the page has so many strokes, and return them."""
        self.browser.wait_for(f"{STROKES}.then(strokes => strokes.length === {count})")
        return self.strokes

    def rest(self) -> None:
        """Let the page do what it does a moment later."""
        self.browser.value("new Promise(done => setTimeout(done, 150))")

    def ink_share(self, box: Sequence[float], canvas: str = "dry") -> float:
        """Return which share of a box (x, y, width, height) of the paper is painted."""
        share: float = self.browser.value(INK_SHARE % (canvas, json.dumps(list(box))))
        return share

    def wait_for_reading(self, text: str) -> None:
        self.wait_for(f"document.querySelector('[aria-live]').textContent.includes({text!r})")


class Teacher:
    """The teacher's page in the browser."""

    def __init__(self, browser: Browser, server: RunningServer) -> None:
        self.browser, self.server = browser, server

    def open(self, width: int = 1280, height: int = 800) -> None:
        self.browser.screen(width, height)
        self.browser.go("about:blank")
        self.browser.go(f"{self.server.url}/static/icon.svg")
        self.browser.value("localStorage.setItem('digits-language', '\"en\"')")
        self.browser.problems.clear()
        self.browser.go(f"{self.server.url}/class#k={TEACHER_KEY}")
        self.browser.wait_for("document.body?.dataset.connection === 'open'")

    def press(self, name: str) -> None:
        """Press the button that is called ``name``."""
        self.browser.value(
            "[...document.querySelectorAll('button')].find(each => each.textContent.trim() === "
            f"{name!r}).click()"
        )


def example(name: str) -> Ink:
    """Return an example drawing by the name of its file."""
    paths = {path.stem: path for path in (*example_drawings(), *example_expressions())}
    return read_inkml(paths[name]).ink


def strokes_at(ink: Ink, at: Place, scale: float, step: int) -> list[list[Place]]:
    """Return the points of the strokes of ``ink``, every ``step``-th, with its corner at a place."""
    box = ink.box
    found = []
    for stroke in ink:
        points = [
            (at[0] + (p.x - box.left) * scale, at[1] + (p.y - box.top) * scale)
            for p in stroke.points
        ]
        found.append([*points[:-1:step], points[-1]])
    return found
