"""A board in a real browser: how soon after the pen is up its result is painted.

Purpose: write with a pen in headless Chromium, as the boards of ``load`` write through sockets.
Contract: from the page's own pointerup to the frame behind the reading of that stroke, or of newer ink.
The page shows readings at once here, where it waits for the hand to rest otherwise. Needs Chromium and
a checkout, whose tests drive the browser.
"""

import importlib
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from digit_recognizer.ink import Ink

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
HELPERS = Path(__file__).resolve().parents[2] / "tests" / "helpers"
CORNER = (60, 160)  # where the ink begins on the paper, in CSS pixels
POINT_STEP = 3  # of the points each so many-th is sent, the last one too
SETTLING = 1.5  # seconds behind the last stroke
PROBE = """
const painted = [], lifted = [], { parse } = JSON;
window.painted = painted;
addEventListener("pointerup", (event) => {
  if (event.target.closest(".paper")) lifted.push(event.timeStamp);
}, true);
JSON.parse = (text) => {
  const found = parse(text);
  if (found?.t === "welcome") found.pace = { text: 0, verdict: 0 };
  if (found?.t === "reading" && lifted.length) {
    const own = lifted.splice(0);
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => painted.push(...own.map((began) => performance.now() - began));
      port2.postMessage(0);
    });
  }
  return found;
};
"""


class Page:
    """A board in a browser of its own."""

    def __init__(self, browser: Any, ink: Ink) -> None:
        self._browser, self._ink = browser, ink
        self.text = ""

    def write(self, rounds: int, period: float, chance: random.Random) -> list[float]:
        """Write ``rounds`` times; return milliseconds from pen up to the painted result."""
        browser, box = self._browser, self._ink.box
        left, top = browser.value(
            "(r => [r.x, r.y])(document.querySelector('.paper').getBoundingClientRect())"
        )
        found: list[float] = []
        for _ in range(rounds):
            browser.click("[aria-label=Clear]")
            browser.value("window.painted.length = 0")
            for stroke in self._ink:
                time.sleep(chance.expovariate(1 / period))
                points = [
                    (left + CORNER[0] + p.x - box.left, top + CORNER[1] + p.y - box.top)
                    for p in stroke.points
                ]
                browser.draw([*points[:-1:POINT_STEP], points[-1]])
            time.sleep(SETTLING)
            found += browser.value("window.painted")
        self.text = str(browser.value("document.querySelector('.typeset')?.textContent ?? ''"))
        return found


@contextmanager
def opened_page(address: str, ink: Ink) -> Iterator[Page]:
    """Give a board at ``address`` that will write ``ink``."""
    sys.path.insert(0, str(HELPERS))
    browser_of = importlib.import_module("browser").Browser
    # Chromium's other processes may write into it a moment longer than the first one lives.
    folders = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
    with folders as folder, browser_of(Path(folder)) as browser:
        browser.screen(1180, 820)
        browser.send("Page.addScriptToEvaluateOnNewDocument", source=PROBE)
        browser.go(address)
        browser.wait_for("document.body?.dataset.connection === 'open'")
        yield Page(browser, ink)
