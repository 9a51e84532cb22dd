"""Boards that write through a server of their own.

Purpose: pen-up to answer, memory and final readings under the load of a class.
Contract: loopback only; every wait has an end, so that it takes minutes at most. The time of a stroke
ends when its reading, or that of newer ink, has come and is parsed. In Chromium (``page``) it ends when
it is painted: alone, and while all other boards of the class write through sockets.
Not here: printing (``command``).
"""

import asyncio
import contextlib
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import websockets

from benchmarks.serve.page import CHROMIUM, opened_page
from digit_recognizer.ink import Ink, read_inkml
from digit_recognizer.resources import example_expressions

STROKE_PERIOD = 0.7  # seconds between strokes, on average
START_PATIENCE, ANSWER_PATIENCE = 60.0, 30.0  # seconds
ALL_PLACES = 64
SUM_NAME = "fifteen-symbols"


@dataclass(frozen=True, slots=True)
class Writing:
    """What boards that wrote at once saw: milliseconds to each answer, and wrong final readings.

    ``processor``: milliseconds of processor time that all processes took for a stroke.
    """

    boards: int
    milliseconds: tuple[float, ...]
    wrong: int
    processor: float = float("nan")

    def percentile(self, share: float) -> float:
        """Return the milliseconds within which this ``share`` of the answers came."""
        return float(np.quantile(self.milliseconds, share)) if self.milliseconds else float("nan")


@dataclass(frozen=True, slots=True)
class Load:
    """The figures; ``memory``: MB of all processes after the class, ``busy``: load average before."""

    start: float
    alone: Writing
    together: Writing
    memory: float
    is_full_said: bool
    busy: float
    painted: tuple[Writing, ...] = ()
    """What a board in Chromium saw, alone and in the class; nothing where there is no Chromium."""

    @property
    def wrong(self) -> int:
        """How many final readings were wrong."""
        return sum(each.wrong for each in (self.alone, self.together, *self.painted))

    @property
    def _named(self) -> list[tuple[str, Writing]]:
        painted = zip(("painted_alone", "painted_together"), self.painted, strict=False)
        return [("alone", self.alone), ("together", self.together), *painted]

    def as_dict(self) -> dict[str, Any]:
        """Return the figures as JSON values."""
        return {
            "start_seconds": round(self.start, 2),
            "memory_mb": round(self.memory),
            "says_full": self.is_full_said,
            "load_average_before": self.busy,
            **{
                name: {
                    "boards": each.boards, "answers": len(each.milliseconds), "wrong": each.wrong,
                    "processor_ms": round(each.processor, 1),
                    **{f"p{round(100 * q)}_ms": round(each.percentile(q), 1) for q in (0.5, 0.95, 1)},
                }
                for name, each in self._named
            },
        }  # fmt: skip

    def lines(self) -> Iterator[str]:
        """Yield the figures for people."""
        yield f"start to first byte {self.start:.2f} s, load average before {self.busy:.1f}"
        for each in (self.alone, self.together):
            p50, p95, most = map(each.percentile, (0.5, 0.95, 1.0))
            yield (
                f"{each.boards} boards: {len(each.milliseconds)} answers, median {p50:.0f} ms, p95 "
                f"{p95:.0f} ms, at most {most:.0f} ms; {each.processor:.0f} ms of processor time a "
                f"stroke; {each.wrong} final readings wrong"
            )
        for each in self.painted:
            p50, p95, most = map(each.percentile, (0.5, 0.95, 1.0))
            yield (
                f"in Chromium, one of {each.boards}: {len(each.milliseconds)} strokes, pen up to "
                f"painted: median {p50:.0f} ms, p95 {p95:.0f} ms, at most {most:.0f} ms"
            )
        full = "says that it is full" if self.is_full_said else "does not say that it is full"
        yield f"all processes {self.memory:.0f} MB; with {ALL_PLACES} boards open it {full}"


def measure(boards: int, rounds: int) -> Load:
    """Return the figures of ``boards`` that write ``rounds`` sums each."""
    busy = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    path = next(path for path in example_expressions() if path.stem == SUM_NAME)
    drawing = read_inkml(path)
    with tempfile.TemporaryDirectory() as home:
        port = _free_port()
        began = time.perf_counter()
        command = [sys.executable, "-m", "digit_recognizer", "serve", "--no-browser"]
        server = subprocess.Popen(
            [*command, "--port", str(port)], env={**os.environ, "XDG_DATA_HOME": home},
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            _await_port(port)
            start = time.perf_counter() - began
            keys = Path(home) / "digit-recognizer" / "serve-keys.json"
            key = str(json.loads(keys.read_text())["board"])
            url = f"ws://127.0.0.1:{port}/socket"
            some = _Boards(url, key, drawing.ink, drawing.label or "")
            asyncio.run(some.write(1, 1, 0.05))  # the first reading loads more
            alone = _measured(server.pid, some, 1, rounds)
            together = _measured(server.pid, some, boards, rounds)
            memory = sum(map(_megabytes, _family(server.pid)))
            address = f"http://127.0.0.1:{port}/#k={key}"
            painted = _painted(address, some, boards, rounds) if CHROMIUM else ()
            is_full_said = asyncio.run(some.is_full_said())
            return Load(start, alone, together, memory, is_full_said, busy, painted)
        finally:
            server.terminate()
            server.wait(ANSWER_PATIENCE)


@dataclass(frozen=True, slots=True)
class _Boards:
    """Boards at ``url`` with ``key``, each of which writes ``ink``, which says ``text``."""

    url: str
    key: str
    ink: Ink
    text: str

    async def write(self, count: int, rounds: int, period: float = STROKE_PERIOD) -> Writing:
        """Have ``count`` boards write ``rounds`` times, a stroke each ``period`` seconds on average."""
        found = await asyncio.gather(
            *(self._one(rounds, period, random.Random(number)) for number in range(count))
        )
        milliseconds = tuple(ms for each, _ in found for ms in each)
        return Writing(count, milliseconds, sum(wrong for _, wrong in found))

    async def is_full_said(self) -> bool:
        """Whether the board after the last place is refused by a sentence, and those before are not."""
        async with contextlib.AsyncExitStack() as stack, asyncio.timeout(START_PATIENCE):
            said = []
            for _ in range(ALL_PLACES + 1):
                page = await stack.enter_async_context(websockets.connect(self.url, proxy=None))
                said.append(await self._hello(page))
        kinds = [each.get("code", each["t"]) for each in said]
        return kinds == ["welcome"] * ALL_PLACES + ["full"] and bool(said[-1]["say"])

    async def _one(
        self, rounds: int, period: float, chance: random.Random
    ) -> tuple[list[float], int]:
        """Return milliseconds to each answer, and how many of the sums were read wrongly."""
        milliseconds: list[float] = []
        wrong = 0
        strokes = [
            {"id": n, "start": s.start, "p": [[p.x, p.y, 1000 * p.t] for p in s.points]}
            for n, s in enumerate(self.ink)
        ]
        connecting = websockets.connect(self.url, compression=None, max_size=2**24, proxy=None)
        async with connecting as page:
            await self._hello(page)
            for first in range(0, rounds * len(strokes), len(strokes)):
                sent: dict[int, float] = {}
                last = first + len(strokes) - 1
                listening = asyncio.create_task(_listen(page, sent, last, milliseconds))
                for number, stroke in enumerate(strokes):
                    await asyncio.sleep(chance.expovariate(1 / period))
                    rev = first + number
                    message = {"t": "ink", "rev": rev, "add": [stroke], "pen": number}
                    sent[rev] = time.perf_counter()
                    await page.send(json.dumps({**message, "all": number == 0}))
                wrong += await listening != self.text
        return milliseconds, wrong

    async def _hello(self, page: Any) -> dict[str, Any]:
        await page.send(json.dumps({"t": "hello", "v": 1, "key": self.key}))
        said: dict[str, Any] = json.loads(await asyncio.wait_for(page.recv(), START_PATIENCE))
        return said


async def _listen(page: Any, sent: dict[int, float], last: int, milliseconds: list[float]) -> str:
    """Note how long the strokes that were ``sent`` took; return the text read after the ``last``."""
    while True:
        said = json.loads(await asyncio.wait_for(page.recv(), ANSWER_PATIENCE))
        if said["t"] != "reading":
            continue
        now = time.perf_counter()
        answered = [rev for rev in sent if rev <= said["rev"]]
        milliseconds.extend(1000 * (now - sent.pop(rev)) for rev in answered)
        if said["rev"] >= last:
            return str(said["reading"]["text"])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await_port(port: int) -> None:
    end = time.monotonic() + START_PATIENCE
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), 1) as one:
                one.sendall(f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
                if one.recv(1):
                    return
        except OSError:
            if time.monotonic() > end:
                raise
        time.sleep(0.02)


def _measured(server: int, some: _Boards, count: int, rounds: int) -> Writing:
    before = _processor_seconds(server)
    found = asyncio.run(some.write(count, rounds))
    took = 1000 * (_processor_seconds(server) - before)
    return replace(found, processor=took / max(len(found.milliseconds), 1))


def _painted(address: str, some: "_Boards", boards: int, rounds: int) -> tuple[Writing, Writing]:
    """Return what a board in Chromium sees: alone, and while the other ``boards`` write."""
    found = []
    with opened_page(address, some.ink) as page, ThreadPoolExecutor(1) as class_:
        page.write(1, 0.05, random.Random(1))  # the first reading loads more
        for others in (0, boards - 1):
            writing = class_.submit(asyncio.run, some.write(others, rounds))
            milliseconds = page.write(rounds, STROKE_PERIOD, random.Random(0))
            is_right = page.text.replace("\N{MINUS SIGN}", "-").startswith(some.text)
            found.append(
                Writing(others + 1, tuple(milliseconds), writing.result().wrong + (not is_right))
            )
    return found[0], found[1]


def _family(pid: int) -> list[int]:
    """Return a process and its children, as far as the system says."""
    file = Path(f"/proc/{pid}/task/{pid}/children")
    return [pid, *map(int, file.read_text().split())] if file.exists() else [pid]


def _processor_seconds(server: int) -> float:
    """Return the processor time of all processes of the server; NaN where the system does not say it."""
    files = [Path(f"/proc/{pid}/stat") for pid in _family(server)]
    if not all(file.exists() for file in files):
        return float("nan")
    fields = [file.read_text().rpartition(")")[2].split() for file in files]
    return sum(int(each[11]) + int(each[12]) for each in fields) / os.sysconf("SC_CLK_TCK")


def _megabytes(pid: int) -> float:
    """Return the resident memory of a process in MB; NaN where the system does not say it."""
    file = Path(f"/proc/{pid}/statm")
    if not file.exists():
        return float("nan")
    return int(file.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
