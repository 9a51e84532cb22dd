"""One open board: the newest of its ink goes to be read, one reading at a time.

Purpose: what stands between a socket and the process that reads for it.
Contract: for the event loop alone. Changes that come while it reads are read together afterwards. After
an error, or when the process was replaced, nothing is taken but all of the ink.
Not here: the socket (``socket``), reading (``reading.process``), classes (``classroom``).
"""

import asyncio
import contextlib
from collections.abc import Callable, Iterable
from typing import Any

from digit_recognizer.app.language import tr_later
from digit_recognizer.errors import ModelError
from digit_recognizer.web.messages import InkChange, Refusal, Watch, too_much_ink
from digit_recognizer.web.parameters import INK_LIMITS, READING_LIMITS
from digit_recognizer.web.reading.pool import Gone, ReadingPool, ReadingProcess

HARD_INK = tr_later("This ink takes too long to read: it is read again when it changes.")
READING_FAILED = tr_later("Reading failed; the drawing is kept.")
MAX_DEATHS = 2  # of processes in a row while they read this board: then its ink is to blame

Send = Callable[[dict[str, Any]], None]


class Board:
    """Reads for one page; ``send`` takes what it is to be told, ``refuse`` what was not taken."""

    def __init__(
        self, pool: ReadingPool, language: str, send: Send, refuse: Callable[[Refusal, int], None]
    ) -> None:
        self._slot, self._number = pool.bind()
        self._language, self._send, self._refuse = language, send, refuse
        self._sizes: dict[int, int] = {}  # points of each stroke
        self._texts: list[str] = []  # that wait to be read
        self._added: set[int] = set()  # by these
        self._rev = 0
        self._process: ReadingProcess | None = None  # that has the ink
        self._needs_all = False
        self._is_watch_due = False
        self._deaths = 0
        self._wake = asyncio.Event()
        self._watch = Watch(())
        self.task: Callable[[], tuple[int, str]] = lambda: (0, "")
        """Gives the number and the text of the task that is being solved; "" for none."""
        self.on_scratched: Callable[[list[int]], None] = lambda ids: None
        """Told of the strokes that a zigzag took away."""
        self.on_reading: Callable[[dict[str, Any], str, int], None] = lambda *told: None
        """Told of each reading, the network that named its symbols, and the number of the task."""

    def take(self, change: InkChange) -> bool:
        """Take a change of the ink; return whether it counts. Raises Refusal."""
        if self._needs_all and not change.is_all:
            return False  # it was sent before the page knew
        sizes = {} if change.is_all else dict(self._sizes)
        for gone in change.gone:
            sizes.pop(gone, None)
        sizes |= change.sizes
        if len(sizes) > INK_LIMITS.strokes or sum(sizes.values()) > INK_LIMITS.points:
            raise too_much_ink()
        self._sizes, self._needs_all, self._rev = sizes, False, change.rev
        if change.is_all:
            self._texts.clear()
        self._texts.append(change.text)
        self._added |= change.sizes.keys()
        self._wake.set()
        return True

    def watch(self, watch: Watch) -> None:
        """Send this too from now on, and of the present reading at once."""
        self._watch, self._is_watch_due = watch, bool(watch.what and self._sizes)
        self._wake.set()

    def await_all(self) -> None:
        """Take nothing but all of the ink from now on."""
        self._needs_all = True
        self._texts.clear()

    async def run(self) -> None:
        """Read whatever comes, until cancelled."""
        try:
            while True:
                await self._wake.wait()
                self._wake.clear()
                if self._texts or self._is_watch_due:
                    seconds = await self._answer()
                    if seconds > READING_LIMITS.rest:  # others are bound to the same process
                        await asyncio.sleep(seconds)
        finally:
            await asyncio.shield(self._slot.close(self._number))

    async def _answer(self) -> float:
        """Have the newest ink read, then what is watched; return how many seconds that took there."""
        seconds, rev = 0.0, self._rev
        try:
            if self._texts:
                seconds += await self._read(rev)
            if self._watch.what and not self._texts and not self._needs_all:
                seconds += await self._look()
        except Gone as gone:
            self._on_gone(gone, rev)
        except ModelError:
            self._ask_again()
        return seconds

    async def _read(self, rev: int) -> float:
        texts, self._texts, self._added = self._texts, [], set()
        number, task = self.task()
        process = await self._slot.ready()
        if self._process not in (None, process):  # it knows nothing of this board
            raise Gone(was_at_it=False)
        self._process = process
        answer = await process.ask(
            {"do": "ink", "board": self._number, "texts": texts, "task": task,
             "language": self._language}
        )  # fmt: skip
        self._deaths = 0
        if "error" in answer:
            self.await_all()
            self._refuse(Refusal("reading", READING_FAILED), rev)
            return 0.0
        reading = answer["reading"]
        gone = [id_ for id_ in reading["scratched"] if id_ not in self._added]
        for id_ in gone:
            self._sizes.pop(id_, None)
        if gone:
            self.on_scratched(gone)
        self._send({"t": "reading", **reading})
        self.on_reading(reading, answer["model"], number)
        self._is_watch_due = bool(self._watch.what)
        return float(answer["seconds"])

    async def _look(self) -> float:
        watch, self._is_watch_due = self._watch, False
        if self._process is None:
            return 0.0
        answer = await self._process.ask(
            {"do": "watch", "board": self._number, "what": watch.what, "dark": watch.dark,
             "side": watch.side, "language": self._language}
        )  # fmt: skip
        for kind, values in answer.get("watched", {}).items():
            if values is not None:
                self._send({"t": kind, "rev": answer["rev"], **values})
        return float(answer.get("seconds", 0.0))

    def _on_gone(self, gone: Gone, rev: int) -> None:
        self._process = None
        self._deaths += gone.was_at_it
        if gone.was_at_it and (gone.was_slow or self._deaths >= MAX_DEATHS):
            self._deaths = 0
            self.await_all()
            self._refuse(Refusal("too-hard", HARD_INK), rev)
        else:
            self._ask_again()

    def _ask_again(self) -> None:
        self.await_all()
        self._send({"t": "again"})


async def ended(tasks: Iterable["asyncio.Task[Any]"]) -> None:
    """Cancel ``tasks`` and wait for their ends."""
    for task in tasks:
        task.cancel()
    for task in tasks:
        with contextlib.suppress(asyncio.CancelledError, Exception):
            await task
