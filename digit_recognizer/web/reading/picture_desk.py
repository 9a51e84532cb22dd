"""The desk for files: pictures and drawings that are uploaded, read one after the other.

Purpose: keep photos, which take seconds, away from the processes that read boards.
Contract: one process, started for the first file, ended when there are none for a while; others come
first. At most ``READING_LIMITS.pictures`` files wait, what comes then is refused.
Not here: what is read of a file (``file_reading``), HTTP (``rest``).
"""

import asyncio
from pathlib import Path
from typing import Any

from digit_recognizer.app.language import tr_later
from digit_recognizer.web.messages import Refusal
from digit_recognizer.web.parameters import READING_LIMITS
from digit_recognizer.web.reading.pool import Gone, ReadingProcess

BUSY_DESK = tr_later("Too many pictures wait to be read: try again in a moment.")
HARD_PICTURE = tr_later(
    "This picture takes too long, or too much memory, to read: give a smaller one."
)


class PictureDesk:
    """Reads files with ``model`` (None: the shipped one)."""

    def __init__(self, model: Path | None) -> None:
        self._model = model
        self._process: ReadingProcess | None = None
        self._lock = asyncio.Lock()  # one start at a time
        self._asked = 0  # so far, to see whether something was asked since
        self._waiting = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def read(self, payload: bytes, options: dict[str, Any], language: str) -> dict[str, Any]:
        """Return what is read of the file ``payload``; raises Refusal, and ModelError."""
        if self._waiting >= READING_LIMITS.pictures:
            raise Refusal("busy", BUSY_DESK)
        self._waiting += 1
        self._asked += 1
        request = {"do": "file", "options": options, "language": language}
        try:
            return await (await self._ready()).ask(request, payload)
        except Gone:
            raise Refusal("too-hard", HARD_PICTURE) from None
        finally:
            self._waiting -= 1
            task = asyncio.create_task(self._end_when_idle(self._asked))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """End the process."""
        for task in self._tasks:
            task.cancel()
        if self._process is not None:
            await self._process.stop()

    async def _ready(self) -> ReadingProcess:
        async with self._lock:
            if self._process is None or not self._process.is_alive:
                process = ReadingProcess(self._model, READING_LIMITS.picture_patience, is_nice=True)
                await process.start()
                self._process = process
            return self._process

    async def _end_when_idle(self, asked: int) -> None:
        await asyncio.sleep(READING_LIMITS.picture_idle)
        if self._asked == asked and not self._waiting and self._process is not None:
            process, self._process = self._process, None
            await process.stop()
