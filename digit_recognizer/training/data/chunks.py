"""Chunks: files of composed examples that processes of their own make.

Purpose: what a run has composed it finds again when it is resumed.
Contract: each chunk is a file of its own, written atomically, and made once.
Not here: what is in a chunk (``textlines``, ``lines.examples``).
"""

import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from digit_recognizer.files import write_atomically


def chunk_files(
    make: Callable[[int], bytes], count: int, folder: Path, processes: int
) -> list[Path]:
    """Return the files of the first ``count`` chunks in ``folder``, those made that are not there yet.

    ``make``: gives the bytes of the chunk with a number, in another process.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{number:05d}.npz" for number in range(count)]
    missing = [number for number, path in enumerate(paths) if not path.exists()]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        tasks = {pool.submit(make, number): number for number in missing}
        for task in as_completed(tasks):
            write_atomically(paths[tasks[task]], task.result())
    return paths
