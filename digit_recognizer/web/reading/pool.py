"""The processes that read, as the server sees them.

Purpose: start them, ask them, replace the one that is dead or takes too long.
Contract: for the server's event loop alone. A process answers in the order of asking. When one is
replaced, all that it had not answered raises :class:`Gone`; the one that it was at is told apart.
Not here: what is asked (``reading.process``), boards.
"""

import asyncio
import contextlib
import importlib.util
import json
import os
import signal
import sys
from collections import deque
from pathlib import Path
from typing import Any, NamedTuple

from digit_recognizer.errors import ModelError
from digit_recognizer.web.parameters import READING_LIMITS

MAX_ANSWER_BYTES = 2**25  # of a line that a process writes
WATCH_PERIOD = 0.25  # seconds between looks at the clock
WAIT_FACTOR = 3 if importlib.util.find_spec("resource") else 1
SLOW_CODES = {-getattr(signal, "SIGXCPU", 0)} - {0}
"""How a process ends that computed for too long."""
RESTART_PAUSE = 1.0  # seconds after a process that did not start


class Gone(Exception):
    """The process ended before it answered; ``was_at_it``: whether it was at this very request."""

    def __init__(self, *, was_at_it: bool, was_slow: bool = False) -> None:
        super().__init__()
        self.was_at_it, self.was_slow = was_at_it, was_slow


class Model(NamedTuple):
    """The network for digits; ``remark``: what its user should know of it, "" for nothing."""

    name: str
    remark: str = ""


class ReadingProcess:
    """One process; ``patience``: seconds of computing for one answer, then it is ended.

    On a busy machine an answer may take longer than it computes, up to ``WAIT_FACTOR`` times.
    """

    def __init__(self, model: Path | None, patience: float, *, is_nice: bool = False) -> None:
        self._model, self._patience, self._is_nice = model, patience, is_nice
        self._process: asyncio.subprocess.Process | None = None
        self._due: deque[asyncio.Future[dict[str, Any]]] = deque()
        self._since = 0.0  # when it began with the first of these
        self._was_slow = False
        self._tasks: list[asyncio.Task[None]] = []
        self.model = Model("")
        """What reads; without a name before it is started."""

    @property
    def is_alive(self) -> bool:
        """Whether it can be asked."""
        return self._process is not None and self._process.returncode is None

    async def start(self) -> None:
        """Start it and wait for its networks; raises ModelError with its sentence, and Gone."""
        root = str(Path(__file__).resolve().parents[3])
        paths = os.pathsep.join([root, *filter(None, [os.environ.get("PYTHONPATH")])])
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-P", "-m", "digit_recognizer.web.reading.process",
            str(self._model or ""), str(self._patience), "nice" if self._is_nice else "",
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": paths, "OMP_NUM_THREADS": "1"}, limit=MAX_ANSWER_BYTES,
        )  # fmt: skip
        try:
            first = await asyncio.wait_for(self._line(), READING_LIMITS.start)
        except (TimeoutError, Gone):
            self.kill()
            raise Gone(was_at_it=False) from None
        if "error" in first:
            await self._process.wait()
            raise ModelError(first["error"])
        self.model = Model(first["model"], first["remark"])
        self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._watch())]

    async def ask(self, request: dict[str, Any], payload: bytes = b"") -> dict[str, Any]:
        """Return the answer to ``request``; raises Gone."""
        if not self.is_alive or self._process is None or self._process.stdin is None:
            raise Gone(was_at_it=False)
        if not self._due:
            self._since = asyncio.get_running_loop().time()
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._due.append(answer)
        header = {**request, "size": len(payload)} if payload else request
        self._process.stdin.write(json.dumps(header).encode() + b"\n" + payload)
        return await answer

    async def ended(self) -> None:
        """Wait until it has ended."""
        if self._process is not None:
            await self._process.wait()

    def kill(self) -> None:
        """End it at once."""
        if self.is_alive and self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                # asyncio's own kill would ask for the exit code first, and so take it from its watcher.
                os.kill(self._process.pid, getattr(signal, "SIGKILL", signal.SIGTERM))

    async def stop(self) -> None:
        """End it and wait for its end."""
        self.kill()
        if self._process is not None:
            await self._process.wait()
        for task in self._tasks:
            await task

    async def _listen(self) -> None:
        with contextlib.suppress(Gone):
            while True:
                answer = await self._line()
                self._since = asyncio.get_running_loop().time()
                due = self._due.popleft()
                if not due.done():  # its board may be gone
                    due.set_result(answer)
        self.kill()
        code = await self._process.wait() if self._process is not None else 0
        was_slow = self._was_slow or code in SLOW_CODES
        for place, due in enumerate(self._due):
            if not due.done():
                due.set_exception(Gone(was_at_it=place == 0, was_slow=was_slow))
        self._due.clear()

    async def _line(self) -> dict[str, Any]:
        assert self._process is not None
        assert self._process.stdout is not None
        try:
            line = await self._process.stdout.readline()
            found: dict[str, Any] = json.loads(line)
        except ValueError:  # it ended, or said too much
            raise Gone(was_at_it=True) from None
        return found

    async def _watch(self) -> None:
        loop = asyncio.get_running_loop()
        while self.is_alive:
            await asyncio.sleep(WATCH_PERIOD)
            if self._due and loop.time() - self._since > WAIT_FACTOR * self._patience:
                self._was_slow = True
                self.kill()


class Slot:
    """A place for a process that reads boards; there is another one in it soon after one ended."""

    def __init__(self, model: Path | None) -> None:
        self._model = model
        self._process: ReadingProcess | None = None
        self._lock = asyncio.Lock()  # one start at a time
        self._renewing: asyncio.Task[None] | None = None
        self.boards: set[int] = set()
        """The numbers of the boards that are bound to it."""

    async def ready(self) -> ReadingProcess:
        """Return the process, started where there is none; raises ModelError, and Gone."""
        async with self._lock:
            if self._process is None or not self._process.is_alive:
                process = ReadingProcess(self._model, READING_LIMITS.patience)
                try:
                    await process.start()
                except (Gone, ModelError):
                    await asyncio.sleep(RESTART_PAUSE)  # it may not start the next time either
                    raise
                self._process = process
                self._renewing = asyncio.create_task(self._renew(process))
            return self._process

    async def close(self, board: int) -> None:
        """Forget a board."""
        self.boards.discard(board)
        if self._process is not None:
            with contextlib.suppress(Gone):
                await self._process.ask({"do": "close", "board": board})

    async def stop(self) -> None:
        """End the process."""
        if self._renewing is not None:
            self._renewing.cancel()
        if self._process is not None:
            await self._process.stop()

    async def _renew(self, process: ReadingProcess) -> None:
        """Start another one as soon as ``process`` has ended, so that nobody waits for it then."""
        await process.ended()
        with contextlib.suppress(Gone, ModelError):
            await self.ready()


class ReadingPool:
    """All processes that read boards: ``count`` of them, with ``model`` (None: the shipped one)."""

    def __init__(self, model: Path | None, count: int) -> None:
        self.slots = [Slot(model) for _ in range(count)]
        self._numbers = 0

    async def start(self) -> Model:
        """Start all; return what reads. Raises ModelError, and Gone where one does not start."""
        started = await asyncio.gather(*(slot.ready() for slot in self.slots))
        return started[0].model

    def bind(self) -> tuple[Slot, int]:
        """Return the slot with the fewest boards, and a number for another one there."""
        slot = min(self.slots, key=lambda each: len(each.boards))
        self._numbers += 1
        slot.boards.add(self._numbers)
        return slot, self._numbers

    async def stop(self) -> None:
        """End all processes."""
        await asyncio.gather(*(slot.stop() for slot in self.slots))
