"""A server for tests, in a process of its own, and a client that speaks as the page does."""

import contextlib
import json
import os
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from email.message import Message
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.error import HTTPError

from support import ROOT
from websockets.sync.client import ClientConnection, connect

from digit_recognizer.ink import Ink, Stroke

BOARD_KEY, TEACHER_KEY = "b" * 22, "t" * 22
PATIENCE = 200.0  # seconds: other tests may run beside these
ONE_OR_SEVEN = Ink.from_xy(
    [[(72, 109), (96, 100), (90, 160)], [(120, 132), (150, 132)], [(135, 116), (135, 148)],
     [(170, 112), (182, 100), (196, 108), (190, 130), (170, 160), (202, 158)]]
)  # fmt: skip
"""1+2 or 7+2"""


def free_port() -> int:
    """Return a port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class RunningServer:
    """``digits serve`` with ``options``, on ``port``; it ends with the block."""

    def __init__(self, *options: str, port: int = 0, scheme: str = "http") -> None:
        self.port = port or free_port()
        self._options, self._scheme = options, scheme

    def __enter__(self) -> Self:
        folder = Path(os.environ["XDG_DATA_HOME"]) / "digit-recognizer"
        folder.mkdir(parents=True, exist_ok=True)
        keys = {"board": BOARD_KEY, "teacher": TEACHER_KEY}
        (folder / "serve-keys.json").write_text(json.dumps(keys))
        command = [sys.executable, "-m", "digit_recognizer", "serve", "--no-browser"]
        self._said = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            [*command, "--port", str(self.port), *self._options], cwd=ROOT, stderr=self._said
        )
        end = time.monotonic() + PATIENCE
        while True:
            try:
                self.get("/")
                return self
            except OSError:
                assert self.process.poll() is None, self.said
                assert time.monotonic() < end
                time.sleep(0.05)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.process.kill()
        self.process.wait(PATIENCE)
        assert "Traceback" not in self.said, self.said
        self._said.close()

    @property
    def said(self) -> str:
        """What it wrote on the terminal."""
        self._said.seek(0)
        return self._said.read()

    @property
    def url(self) -> str:
        """Where it is."""
        return f"{self._scheme}://127.0.0.1:{self.port}"

    def get(self, path: str, **headers: str) -> bytes:
        """Return what is at ``path``; raises HTTPError, with no connection in it, for a refusal."""
        status, body = self.answer(path, **headers)
        if status != HTTPStatus.OK:
            raise HTTPError(self.url + path, status, body.decode(), Message(), None)
        return body

    def answer(self, path: str, data: bytes | None = None, **headers: str) -> tuple[int, bytes]:
        """Return the status and the body of the answer to a GET, or to a POST of ``data``."""
        request = urllib.request.Request(self.url + path, data, headers)
        trusting = ssl._create_unverified_context() if self._scheme == "https" else None
        try:
            answer = urllib.request.urlopen(request, timeout=PATIENCE, context=trusting)
        except HTTPError as refusal:
            answer = refusal
        with answer:
            return answer.status, answer.read()

    def page(self, **hello: Any) -> "Page":
        """Return a page that says hello when it is entered."""
        return Page(f"ws://127.0.0.1:{self.port}/socket", hello)

    def wait_for(self, condition: Callable[[], bool]) -> None:
        """Wait until ``condition`` holds."""
        end = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < end
            time.sleep(0.05)


class Page:
    """The page's side of a socket; ``welcome``: how it was greeted."""

    def __init__(self, url: str, hello: dict[str, Any]) -> None:
        self._url = url
        self._hello = {"t": "hello", "v": 1, "key": BOARD_KEY, **hello}
        self._rev = 0

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as stack:
            self.socket: ClientConnection = stack.enter_context(
                connect(self._url, max_size=2**24, compression=None, proxy=None)
            )
            self.send(self._hello)
            self.welcome = self.next()
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def send(self, message: dict[str, Any]) -> None:
        """Send ``message``."""
        self.socket.send(json.dumps(message))

    def next(self) -> dict[str, Any]:
        """Return the next message."""
        found: dict[str, Any] = json.loads(self.socket.recv(PATIENCE))
        return found

    def until(self, kind: str, rev: int | None = None) -> dict[str, Any]:
        """Return the next message of a kind, of at least this revision."""
        while True:
            message = self.next()
            if message["t"] == kind and (rev is None or message["rev"] >= rev):
                return message

    def ink(self, **fields: Any) -> int:
        """Send a change of the ink; return its revision."""
        self._rev += 1
        self.send({"t": "ink", "rev": self._rev, **fields})
        return self._rev

    def read(self, **fields: Any) -> dict[str, Any]:
        """Send a change of the ink and return the reading of it."""
        return self.until("reading", self.ink(**fields))


def strokes_as_sent(ink: Ink, first: int = 0) -> list[dict[str, Any]]:
    """Return the strokes of ``ink`` as a page sends them."""
    return [stroke_as_sent(stroke, first + number) for number, stroke in enumerate(ink)]


def stroke_as_sent(stroke: Stroke, id_: int) -> dict[str, Any]:
    """Return ``stroke`` as a page sends it."""
    points = [[point.x, point.y, 1000 * point.t] for point in stroke.points]
    return {"id": id_, "start": stroke.start, "p": points}
