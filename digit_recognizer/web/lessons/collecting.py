"""Collecting labelled ink of a class in a library (``--collect``).

Purpose: what solved a task goes into a library, with its text and its writer.
Contract: only what solved a task, so that the label is right. Writing never keeps the event loop
waiting; what cannot be saved is said on the terminal once, and the class goes on.
Not here: the library (``library.store``), asking pupils (the page shows ``COLLECTING_SENTENCE``).
"""

import asyncio
import json
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from digit_recognizer.app.language import tr_later
from digit_recognizer.errors import DigitRecognizerError
from digit_recognizer.ink import Ink
from digit_recognizer.library import Entry, Library
from digit_recognizer.library.labels import checked_label, checked_writer
from digit_recognizer.web.reading.board_ink import stroke_of

COLLECTING_SENTENCE = tr_later(
    "What you solve here is kept on the teacher's computer, with your name."
)


class Collector:
    """Saves in the library at ``path``; ``fail``: told of the first thing that can't be saved."""

    def __init__(self, path: Path, fail: Callable[[str], None]) -> None:
        self._path, self._fail = path, fail
        self._thread = ThreadPoolExecutor(1)  # SQLite's connections stay with one thread
        self._library: Library | None = None
        self._pending: set[asyncio.Future[None]] = set()

    def check(self) -> None:
        """Open the library; raises LibraryError where it can't be used."""
        with Library.open(self._path):
            pass

    def keep(
        self, strokes: Iterable[str], writer: str, reading: Mapping[str, Any], model: str
    ) -> None:
        """Save ink that was read rightly as ``reading``."""
        rows, values = list(strokes), dict(reading)
        loop = asyncio.get_running_loop()
        job = loop.run_in_executor(self._thread, self._save, rows, writer, values, model)
        self._pending.add(job)
        job.add_done_callback(self._on_done)

    def close(self) -> None:
        """Save what waits, and close the library."""
        self._thread.submit(self._close).result()
        self._thread.shutdown()

    def _save(self, rows: list[str], writer: str, reading: dict[str, Any], model: str) -> None:
        if self._library is None:
            self._library = Library.open(self._path)
        strokes = sorted(map(json.loads, rows), key=lambda stroke: stroke["id"])
        ink = Ink(tuple(stroke_of(each["p"], each["start"]) for each in strokes))
        self._library.add(
            [
                Entry(
                    ink,
                    label=checked_label(reading["text"]),
                    text=reading["text"],
                    confidence=reading["confidence"],
                    model=model,
                    writer=checked_writer(writer),
                    source="class",
                )
            ]
        )

    def _on_done(self, job: "asyncio.Future[None]") -> None:
        self._pending.discard(job)
        error = None if job.cancelled() else job.exception()
        if isinstance(error, DigitRecognizerError | ValueError):
            self._fail(str(error))
        elif error is not None:
            raise error

    def _close(self) -> None:
        if self._library is not None:
            self._library.close()
