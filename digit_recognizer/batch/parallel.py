"""Many fields or files shared between processes, what is read in order.

Purpose: run :func:`~.read_fields.read_fields`, or other work on a few files, on any
``concurrent.futures`` executor.
Contract: results come in the order of what is read. A few chunks are on their way at any time, whatever
their number, so memory stays as it is.
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

Chunk = TypeVar("Chunk")
Answer = TypeVar("Answer")

DIGITS_A_CHUNK = 32  # what the network takes at once
FIELDS_A_CHUNK = 4  # of others, of which each takes long
WAITING = 6  # chunks for each process, so that none is idle while an earlier one is slow


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
    chunks = _chunks(fields, DIGITS_A_CHUNK if setup.expect == "digit" else FIELDS_A_CHUNK)
    if executor is None:
        for chunk in chunks:
            yield read_fields(setup, chunk, reader)
        return
    yield from in_order(partial(read_fields, setup), chunks, executor, workers=workers)


def in_order(
    work: Callable[[Chunk], Answer],
    chunks: Iterable[Chunk],
    executor: Executor,
    *,
    workers: int,
) -> Iterator[Answer]:
    """Yield what ``work`` makes of each chunk, in their order, done by ``executor``.

    Raises what ``work`` raises, and FileError if a process ended.
    """
    waiting: deque[Future[Answer]] = deque()
    try:
        for chunk in chunks:
            waiting.append(executor.submit(work, chunk))
            if len(waiting) >= WAITING * workers:
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


def _chunks(fields: Iterable[Field], size: int) -> Iterator[list[Field]]:
    iterator = iter(fields)
    while chunk := list(islice(iterator, size)):
        yield chunk
