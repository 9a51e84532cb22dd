"""What a process may take that works on a stranger's file: called in that process.

Contract: it may take :data:`MAX_MEMORY` bytes of address space, and may write no file, as far as the
system can limit that; what its libraries print goes nowhere.
Not here: who starts it (``process``).
"""

import os
import signal
from typing import IO

MAX_MEMORY = 900 * 2**20  # of addresses, of which the libraries take 150 MB


def answers_only() -> IO[bytes]:
    """Limit this process, and return where its answers go, which nothing else is written to."""
    answers = os.fdopen(os.dup(1), "wb")
    for descriptor in (1, 2):
        os.dup2(os.open(os.devnull, os.O_WRONLY), descriptor)
    limit()
    return answers


def limit() -> None:
    """Let this process have no more memory than :data:`MAX_MEMORY`, and write no files."""
    try:
        import resource
    except ImportError:  # Windows: the caller's patience is the only limit
        return
    for kind, limit in (
        (resource.RLIMIT_AS, MAX_MEMORY), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0),
    ):  # fmt: skip
        hard = resource.getrlimit(kind)[1]
        lowest = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(kind, (lowest, hard))


def limit_time(seconds: float) -> None:
    """Let this process end when it computes for longer than ``seconds`` from now on."""
    if hasattr(signal, "setitimer"):  # not on Windows
        signal.setitimer(signal.ITIMER_PROF, seconds)
