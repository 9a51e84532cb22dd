"""Programs that are measured from outside: the window, and whatever prints lines when it is ready.

Purpose: start a Python program, know when it said something, know how much memory it holds.
Contract: times are seconds since just before the process was made. The process is ended with its
block. What it writes to stderr is quoted if it fails.
Not here: what is started, and why.
"""

import contextlib
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

from benchmarks.speed.figures import NotMeasured

CHECKOUT = Path(__file__).resolve().parents[2]
PROGRAM_TIMEOUT = 120  # seconds; a machine where this is too short has no use for the figures


class Program:
    """A running Python program whose lines on stdout are its signals."""

    def __init__(self, process: subprocess.Popen[str], began: float, errors: IO[str]) -> None:
        self._process, self._began, self._errors = process, began, errors
        self._lines: queue.SimpleQueue[tuple[float, str | None]] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    def wait_for(self, prefix: str, patience: float = PROGRAM_TIMEOUT) -> tuple[float, str]:
        """Return when the next line that begins with ``prefix`` came, and what follows it there.

        Raises NotMeasured if the program ends first, or says nothing for ``patience`` seconds.
        """
        while True:
            try:
                when, line = self._lines.get(timeout=patience)
            except queue.Empty:
                raise NotMeasured(f"the program did not say {prefix!r} in time") from None
            if line is None:
                raise NotMeasured(f"the program ended before {prefix!r}{self._last_words()}")
            if line.startswith(prefix):
                return when, line.removeprefix(prefix).strip()

    def lines(self, prefix: str) -> list[str]:
        """Return what followed ``prefix`` on the lines that came since the last call."""
        found = []
        with contextlib.suppress(queue.Empty):
            while (line := self._lines.get_nowait()[1]) is not None:
                if line.startswith(prefix):
                    found.append(line.removeprefix(prefix).strip())
        return found

    def say(self, line: str) -> None:
        """Send a line to the program's stdin."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise NotMeasured(f"the program ended early{self._last_words()}") from None

    def wait(self) -> None:
        """Wait for the program's end; raises NotMeasured if it failed."""
        try:
            code = self._process.wait(PROGRAM_TIMEOUT)
        except subprocess.TimeoutExpired:
            raise NotMeasured(f"the program took more than {PROGRAM_TIMEOUT} s") from None
        if code != 0:
            raise NotMeasured(f"the program failed{self._last_words()}")

    def end(self) -> None:
        """End the program if it has not ended by itself."""
        self._process.kill()
        self._process.wait()
        self._reader.join()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put((time.perf_counter() - self._began, line.rstrip("\n")))
        self._lines.put((time.perf_counter() - self._began, None))

    def _last_words(self) -> str:
        self._errors.seek(0)
        said = self._errors.read().strip().splitlines()
        return f" ({said[-1].strip().rstrip('.')})" if said else ""


@contextlib.contextmanager
def python(
    arguments: Sequence[str | Path], environment: Mapping[str, str] | None = None
) -> Iterator[Program]:
    """Yield this Python running ``arguments``; it finds this checkout's packages."""
    paths = [str(CHECKOUT), *filter(None, [os.environ.get("PYTHONPATH")])]
    with (
        tempfile.TemporaryFile("w+", errors="replace") as errors,
        tempfile.TemporaryDirectory() as settings,
    ):
        variables = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(paths),
            "TF_CPP_MIN_LOG_LEVEL": "3",
            # A window as it is the first time, of which nothing is remembered.
            "XDG_CONFIG_HOME": settings,
            "XDG_DATA_HOME": settings,
            **(environment or {}),
        }
        began = time.perf_counter()
        with subprocess.Popen(
            [sys.executable, *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            encoding="utf-8",
            env=variables,
        ) as process:
            program = Program(process, began, errors)
            try:
                yield program
            finally:
                program.end()


def window(
    model: Path | None, environment: Mapping[str, str], *options: str, drawing: Path | None = None
) -> contextlib.AbstractContextManager[Program]:
    """Return the window as ``digits window`` opens it, with ``model`` and ``drawing`` if given.

    ``options``: those of ``probed_window``.
    """
    arguments: list[str | Path] = ["-m", "benchmarks.speed.probed_window", *options]
    arguments += [] if drawing is None else [drawing]
    return python(arguments if model is None else [*arguments, "--model", model], environment)


def resident(pid: int) -> float:
    """Return how many MB of memory a process holds (its resident set); raises NotMeasured."""
    try:
        for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024 / 1e6
    except OSError:
        pass
    with contextlib.suppress(OSError, ValueError):
        asked = ["ps", "-o", "rss=", "-p", str(pid)]
        said = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
        return int(said) * 1024 / 1e6
    raise NotMeasured("this system has neither /proc nor ps to ask for a process's memory")
