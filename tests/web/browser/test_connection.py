"""Lost and found again: servers that end, sockets that hang, tablets that slept, addresses in a LAN."""

from collections.abc import Callable, Iterator

import pytest
from browser import Browser
from serving import RunningServer
from writing import NAME, SEVEN, Board, example

from digit_recognizer.ink import Ink

COUNTED = """window.sockets = 0; const Real = WebSocket;
window.WebSocket = class extends Real { constructor(...all) { super(...all); window.sockets++; } };"""
HANGING = """{ const Real = WebSocket; let first = true;
class Hanging extends EventTarget { close() { window.wasClosed = true; } }
window.WebSocket = function (...all) {
  if (!first) return new Real(...all);
  first = false; return new Hanging(); };
window.WebSocket.OPEN = 1; }"""
STATUS = ".status"


@pytest.fixture
def before_each_page(browser: Browser) -> Iterator[Callable[[str], None]]:
    """Runs a script before each page, in this test."""
    added: list[str] = []

    def add(source: str) -> None:
        script = browser.send("Page.addScriptToEvaluateOnNewDocument", source=source)
        added.append(script["identifier"])

    yield add
    for identifier in added:
        browser.send("Page.removeScriptToEvaluateOnNewDocument", identifier=identifier)


def test_writing_goes_on_without_the_server_and_all_is_read_when_it_is_back(
    browser: Browser, _session_home: object
) -> None:
    with RunningServer() as server:
        port = server.port
        board = Board(browser, server.url)
        board.open()
        first, *others = example("sum").strokes
        board.write(Ink((first,)))
        board.wait_for_strokes(1)
    board.wait_for(f"!document.querySelector('{STATUS}').hidden")
    assert "Go on writing" in board.text(STATUS)
    box, own = example("sum").box, [(p.x, p.y) for stroke in others for p in stroke.points]
    at = (60 + min(x for x, _ in own) - box.left, 120 + min(y for _, y in own) - box.top)
    board.write(Ink(tuple(others)), at)
    board.wait_for_strokes(len(example("sum")))
    with RunningServer(port=port):
        board.wait_for_reading("12+34=46")
        assert board.count(STATUS) == 0


@pytest.mark.parametrize(
    "event",
    [
        "window.dispatchEvent(new Event('online'))",
        "window.dispatchEvent(new Event('pageshow'))",
        "document.dispatchEvent(new Event('visibilitychange'))",
    ],
)
def test_a_page_that_is_shown_again_connects_at_once(
    page: Board, before_each_page: Callable[[str], None], event: str
) -> None:
    before_each_page(COUNTED)
    page.load()
    page.wait_for("document.body.dataset.connection === 'open'")
    page.browser.value("window.dispatchEvent(new Event('offline'))")
    assert page.count(STATUS) == 1
    before, after = page.browser.value(f"(n => {{ {event}; return [n, sockets] }})(sockets)")
    assert after == before + 1
    page.browser.draw(page.path(SEVEN))
    page.wait_for_reading("7")


def test_an_attempt_that_hangs_is_given_up(
    page: Board, before_each_page: Callable[[str], None]
) -> None:
    before_each_page(HANGING)
    page.load()
    page.browser.draw(page.path(SEVEN))
    page.wait_for_reading("7")
    assert page.browser.value("window.wasClosed")


def test_over_plain_http_in_a_lan_it_writes_reads_keeps_and_copies(
    browser: Browser, served: RunningServer
) -> None:
    board = Board(browser, f"http://{NAME}:{served.port}")
    board.open()
    assert browser.value("isSecureContext") is False
    assert browser.value("'getCoalescedEvents' in PointerEvent.prototype") is False
    assert browser.value("navigator.clipboard === undefined")
    board.write(example("sum"))
    board.wait_for_reading("12+34=46")
    browser.value(
        "document.addEventListener('copy', () => { window.copied = getSelection().toString() })"
    )
    browser.click(".copies button")
    board.wait_for("window.copied === '12+34=46'")
    board.wait_for("document.querySelector('.notice').textContent === 'Copied: 12+34=46'")
    board.load()
    board.wait_for_reading("12+34=46")


def test_the_key_is_asked_for_and_a_wrong_one_is_told(
    browser: Browser, served: RunningServer
) -> None:
    board = Board(browser, served.url, key="w" * 22)
    board.open()
    board.wait_for(f"document.querySelector('{STATUS}').textContent.includes('key')")
    board.browser.draw(board.path(SEVEN))
    board.wait_for_strokes(1)  # what was written is kept all the same


def test_the_page_speaks_the_chosen_language(page: Board) -> None:
    page.browser.value("localStorage.setItem('digits-language', '\"de\"')")
    page.load()
    assert page.text(".tips li") == "Schreiben Sie eine Ziffer, eine Zahl oder eine Rechnung."
    assert page.browser.value("document.documentElement.lang") == "de"
    page.write(example("scribble"))
    page.wait_for("document.querySelector('.doubt')?.textContent.startsWith('Zweifelhaft')")
