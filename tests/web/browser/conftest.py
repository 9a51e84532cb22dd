"""What tests of the page share: a server, and a browser that looks at it."""

from collections.abc import Iterator

import pytest
from browser import CHROMIUM, Browser
from serving import RunningServer
from writing import NAME, Board, Teacher


@pytest.fixture(scope="session")
def served(_session_home: object) -> Iterator[RunningServer]:
    with RunningServer("--host-name", NAME) as running:
        yield running


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed")
    resolver = f"--host-resolver-rules=MAP {NAME} 127.0.0.1"
    with Browser(tmp_path_factory.mktemp("browser"), resolver) as started:
        yield started


@pytest.fixture
def page(browser: Browser, served: RunningServer) -> Iterator[Board]:
    """An empty board on a tablet; the test fails if anything on it did."""
    board = Board(browser, served.url)
    board.open()
    yield board
    assert browser.problems == []


@pytest.fixture
def classroom(browser: Browser, _session_home: object) -> Iterator[Teacher]:
    """The teacher's page of a class of its own."""
    with RunningServer("--class") as running:
        teacher = Teacher(browser, running)
        teacher.open()
        yield teacher
        assert browser.problems == []
