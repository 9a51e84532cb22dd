"""A process with limits that works on a stranger's file for this one.

Purpose: start it, ask it, and end it: it must not take this one's memory, time or files.
Contract: what needs more than its limits ends it, and is a :class:`StoppedError`. It ends with the
object. Safe to call from several threads, one after the other.
Not here: the limits (``limits``), the messages (``messages``).
"""

import contextlib
import os
import subprocess
import sys
import threading
import weakref
from pathlib import Path
from typing import IO, Any, cast

from digit_recognizer.limited.messages import Arrays, read_exactly, read_message, write_message

STEP_PATIENCE = 30.0
"""Seconds to wait for an answer, where others use the processor too."""


class StoppedError(Exception):
    """The process took more than it may, and is gone."""


class LimitedProcess:
    """A process with limits, which does what it is asked."""

    def __init__(self, module: str) -> None:
        """Start it; ``module`` is run there by its name, and limits itself."""
        self._lock = threading.Lock()
        root = str(Path(__file__).resolve().parents[2])
        paths = os.pathsep.join([root, *filter(None, [os.environ.get("PYTHONPATH")])])
        # -P: the current folder is no place for modules.
        command = [sys.executable, "-P", "-m", module]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": paths, "OMP_NUM_THREADS": "1"},
        )
        self.end = weakref.finalize(self, _end, self.process)
        """Ends it now; else it ends with this object."""

    def asked(
        self, header: dict[str, Any], feeds: Arrays | None = None, more: bytes = b""
    ) -> tuple[dict[str, Any], Arrays, bytes]:
        """Return the answer to a message with ``more`` behind it, and what is behind that.

        Raises StoppedError.
        """
        with self._lock:
            stdin, stdout = (
                cast("IO[bytes]", pipe) for pipe in (self.process.stdin, self.process.stdout)
            )
            timer = threading.Timer(STEP_PATIENCE, self.process.kill)
            timer.start()
            try:
                write_message(stdin, header, feeds)
                stdin.write(more)
                stdin.flush()
                answer, arrays = read_message(stdout)
                data = read_exactly(stdout, int(answer.get("size", 0)))
            except (OSError, EOFError, ValueError) as error:
                self.process.kill()
                raise StoppedError from error
            finally:
                timer.cancel()
        return answer, arrays, data


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):  # what was not yet sent
                pipe.close()
    process.wait()
