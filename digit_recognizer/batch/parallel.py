"""Fields shared between processes, and their results in order.

Purpose: run :func:`~.read_fields.read_fields`, or other work on a few fields, here or on any
``concurrent.futures`` executor: processes of this machine, or of a running Dask cluster.
Contract: results come in the order of the fields. Only a few chunks wait at any time, however many there
are, so memory does not grow. A cluster needs distributed (the extra ``cluster``), imported here only;
without it there is one sentence. Each machine of a cluster needs this program, and the files under the
same paths. What a lost machine was reading is read again by another.
Not here: what is done with the results; starting clusters.
"""

import contextlib
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from functools import partial
from importlib.util import find_spec
from itertools import islice
from typing import Any, TypeVar

from digit_recognizer.batch.read_fields import Setup, read_fields
from digit_recognizer.batch.rows import Field, Row
from digit_recognizer.errors import FileError, MissingDependencyError
from digit_recognizer.reader import Reader

Result = TypeVar("Result")

DIGITS_PER_CHUNK = 32  # what the network takes at once
FIELDS_PER_CHUNK = 4  # of others, of which each takes long
SCHEDULER_TIMEOUT = 6  # seconds
PROBE_START = 4  # seconds more until it has started
DASK_PROBE = """
import sys
from distributed import Client
Client(sys.argv[1], timeout=float(sys.argv[2]), set_as_default=False).close()
"""
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


def _client_at(address: str) -> Any:
    """Return the client of the scheduler at ``address``; raises FileError if none answers in time.

    What is no scheduler may keep the handshake waiting for ever, or answer with what asks for memory
    without bounds. So a process of its own, which can be ended, asks first.
    """
    command = [sys.executable, "-P", "-c", DASK_PROBE, address, str(SCHEDULER_TIMEOUT)]
    no_answer = f"no Dask scheduler answers at {address}: check the address."
    try:
        done = subprocess.run(
            command, capture_output=True, timeout=SCHEDULER_TIMEOUT + PROBE_START, check=False
        )
    except subprocess.TimeoutExpired:
        raise FileError(no_answer) from None
    if done.returncode:
        raise FileError(no_answer)
    from distributed import Client

    try:
        return Client(address, timeout=SCHEDULER_TIMEOUT)
    except (OSError, ValueError) as error:
        raise FileError(no_answer) from error


@contextlib.contextmanager
def on_cluster(address: str) -> Iterator[tuple[Executor, int]]:
    """Give the executor of the Dask scheduler at ``address``, and how many processes it has.

    Raises FileError if none answers, it has no workers, or they end again and again.
    """
    if find_spec("distributed") is None:
        raise MissingDependencyError(
            "a cluster needs distributed, which is not installed: run pip install '.[cluster]' in the "
            "program's folder."
        )
    client = _client_at(address)
    from distributed import KilledWorker

    with client:
        workers = sum(client.ncores().values())
        if not workers:
            raise FileError(f"the Dask cluster at {address} has no workers: start some.")
        try:
            yield client.get_executor(pure=False), workers
        except KilledWorker as error:
            raise FileError(
                f"processes of the cluster at {address} ended again and again, perhaps for want of "
                "memory: the rows so far are saved, go on with --resume."
            ) from error
