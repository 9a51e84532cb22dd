"""Nothing is lost: reading processes, and the server itself, are killed while boards write."""

import gc
import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from serving import Page, RunningServer, free_port, strokes_as_sent
from websockets.exceptions import WebSocketException

from digit_recognizer.ink import read_inkml
from digit_recognizer.resources import example_expressions

SUM = next(read_inkml(path).ink for path in example_expressions() if path.stem == "sum")
BOARDS = 10
pytestmark = [
    pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are found in /proc"),
    # A handshake that a killed server breaks off leaves the client's socket to the collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def readers_of(server: RunningServer) -> list[int]:
    """Return the processes that read for ``server``."""
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text()
    return [int(pid) for pid in children.split()]


class WritingPage:
    """A page that writes the sum, keeps its ink, and comes again when the connection is lost."""

    def __init__(self, page_of: Callable[[], Page]) -> None:
        self._page_of = page_of
        self._strokes = strokes_as_sent(SUM)
        self.title = ""
        self.again = 0
        self.written = threading.Semaphore(0)  # counts strokes
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self) -> None:
        count = 0
        while self.title != "12+34=46":
            try:
                with self._page_of() as page:
                    count = self._write(page, count)
            except (OSError, EOFError, WebSocketException):
                continue

    def _write(self, page: Page, count: int) -> int:
        page.ink(all=True, add=self._strokes[:count])
        while True:
            if count < len(self._strokes):
                page.ink(add=[self._strokes[count]], pen=count)
                count += 1
                self.written.release()
            message = page.next()
            if message["t"] == "again":
                self.again += 1
                page.ink(all=True, add=self._strokes[:count])
            elif message["t"] == "reading":
                self.title = message["title"]
                if self.title == "12+34=46":
                    return count


def finish(pages: list[WritingPage]) -> None:
    """Wait until all of ``pages`` are read rightly."""
    for page in pages:
        page.thread.join(300)
        assert page.title == "12+34=46"
    gc.collect()


def test_a_reading_process_is_killed_while_boards_write() -> None:
    with RunningServer() as server:
        pages = [WritingPage(server.page) for _ in range(BOARDS)]
        for page in pages:
            page.written.acquire(timeout=60)
        before = readers_of(server)
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        finish(pages)
        assert not set(before) & set(readers_of(server))


def test_the_server_is_killed_while_boards_write_and_its_processes_end() -> None:
    port = free_port()
    with RunningServer(port=port) as first:
        pages = [WritingPage(first.page) for _ in range(BOARDS)]
        for page in pages:
            page.written.acquire(timeout=60)
        readers = readers_of(first)
        first.process.kill()
        first.process.wait()
        with RunningServer(port=port) as second:
            finish(pages)
            second.wait_for(lambda: not any(map(is_reader, readers)))


def is_reader(pid: int) -> bool:
    """Whether ``pid`` is a process that reads."""
    try:
        return b"digit_recognizer.web" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def test_an_idle_board_whose_process_died_reads_on(server: RunningServer) -> None:
    with server.page() as page:
        page.read(add=strokes_as_sent(SUM)[:-1])
        for pid in readers_of(server):
            os.kill(pid, signal.SIGKILL)
        page.ink(add=strokes_as_sent(SUM)[-1:])  # of ink that the new process does not have
        message: dict[str, Any] = {}
        while message.get("t") not in {"again", "reading"}:
            message = page.next()
        assert message["t"] == "again"
        assert page.read(all=True, add=strokes_as_sent(SUM))["title"] == "12+34=46"
