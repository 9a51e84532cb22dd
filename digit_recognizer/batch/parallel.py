"""Fields shared between processes, and their results in order.

Purpose: run :func:`~.read_fields.read_fields`, or other work on a few fields, here or on any
``concurrent.futures`` executor.
Contract: results come in the order of the fields. Only a few chunks wait at any time, however many there
are, so memory does not grow.
Not here: what is done with the results.
"""

import contextlib
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from functools import partial
from itertools import islice
from typing import TypeVar

from digit_recognizer.batch.field import Field, Row
from digit_recognizer.batch.read_fields import Setup, read_fields
from digit_recognizer.errors import FileError
from digit_recognizer.reader import Reader

Result = TypeVar("Result")

DIGITS_PER_CHUNK = 32  # what the network takes at once
FIELDS_PER_CHUNK = 4  # of others, of which each takes long
CHUNKS_PER_PROCESS = 6  # that wait, so that none is idle while an earlier one is slow


def read_many(
    fields: Iterable[Field],
    setup: Setup,
    executor: Executor | None = None,
    *,
    workers: int = 1,
    reader: Reader | None = None,
) -> Iterator[list[Row]]:
    """Yield the rows of ``fields``, in their order, a few at a time.

    ``executor``: what reads, with this many ``workers``; None reads here, with ``reader`` if there
    is one.
    Raises ModelError, FileError or MissingDependencyError if the model can't be used or a process ended.
    """
    work = partial(read_fields, setup, reader=reader) if reader else partial(read_fields, setup)
    return in_chunks(work, fields, fields_per_chunk(setup), executor, workers=workers)


def fields_per_chunk(setup: Setup) -> int:
    """Return how many fields are read at once."""
    return DIGITS_PER_CHUNK if setup.expect == "digit" else FIELDS_PER_CHUNK


def in_chunks(
    work: Callable[[list[Field]], Result],
    fields: Iterable[Field],
    size: int,
    executor: Executor | None = None,
    *,
    workers: int = 1,
) -> Iterator[Result]:
    """Yield what ``work`` makes of ``size`` fields at a time, in their order, here or by ``executor``.

    Raises what ``work`` raises, and FileError if a process ended.
    """
    iterator = iter(fields)
    chunks = iter(lambda: list(islice(iterator, size)), [])
    if executor is None:
        yield from map(work, chunks)
        return
    waiting: deque[Future[Result]] = deque()
    try:
        for chunk in chunks:
            waiting.append(executor.submit(work, chunk))
            if len(waiting) >= CHUNKS_PER_PROCESS * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenExecutor:
        raise FileError(
            "a process that was reading ended unexpectedly, perhaps for want of memory: use fewer "
            "--jobs, and --resume to go on."
        ) from None
    finally:
        for future in waiting:
            future.cancel()


@contextlib.contextmanager
def processes(count: int) -> Iterator[Executor]:
    """Give ``count`` processes of this machine for :func:`read_many`; they end with the block."""
    context = multiprocessing.get_context("spawn")  # a copy of a process with threads may hang
    pool = ProcessPoolExecutor(count, mp_context=context, initializer=_begin)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _begin() -> None:
    """Leave Ctrl-C to the process that asked, and end when that one has ended, however it did."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: "multiprocessing.process.BaseProcess") -> None:
    parent.join()
    os._exit(1)
