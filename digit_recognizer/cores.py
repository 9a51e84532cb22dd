"""How many processor cores this process may use.

Purpose: one answer for all that shares work between threads or processes, or says what it ran on.
Contract: at least 1; less than the machine has where the process is held to some of them.
Not here: sharing work.
"""

import os


def usable_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
