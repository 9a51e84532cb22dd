"""What tests of the page share: a server, and a browser that looks at it."""

from collections.abc import Iterator

import pytest
from browser import CHROMIUM, Browser
from serving import RunningServer
from writing import Board, Teacher

NAME = "tablet.test"
"""A name that leads here over plain HTTP: browsers trust it as little as an address in the LAN."""


@pytest.fixture(scope="session")
def served(_session_home: None) -> Iterator[RunningServer]:
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
def classroom(browser: Browser, _session_home: None) -> Iterator[Teacher]:
    """The teacher's page of a class of its own."""
    browser.problems.clear()
    with RunningServer("--class") as running:
        teacher = Teacher(browser, running)
        teacher.open()
        yield teacher
    assert [each for each in browser.problems if "WebSocket" not in each] == []
