"""Reading on a Dask cluster, when one machine is not enough.

Purpose: give the executor of a running cluster to :func:`~digit_recognizer.batch.parallel.read_many`.
Contract: needs distributed (the extra ``cluster``), imported here only; without it there is one
sentence. Each machine of the cluster needs this program, and the files under the same paths.
What a lost machine was reading is read again by another.
Not here: starting clusters.
"""

import contextlib
from collections.abc import Iterator
from concurrent.futures import Executor
from importlib.util import find_spec

from digit_recognizer.errors import FileError, MissingDependencyError

SCHEDULER_TIMEOUT = 10  # seconds


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
    from distributed import Client, KilledWorker

    try:
        client = Client(address, timeout=SCHEDULER_TIMEOUT)
    except (OSError, ValueError) as error:
        raise FileError(f"no Dask scheduler answers at {address}: check the address.") from error
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
