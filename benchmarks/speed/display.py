"""A display to open windows on.

Purpose: the display of the person who measures, or a virtual one (Xvfb) that nobody sees.
Contract: a virtual display is ended with its block. Its number is one that was free.
Not here: windows.
"""

import contextlib
import os
import select
import shutil
import subprocess
import sys
from collections.abc import Iterator

from benchmarks.speed.figures import NotMeasured

VIRTUAL_SCREEN = "1400x1000x24"
DISPLAY_TIMEOUT = 20  # seconds


@contextlib.contextmanager
def any_display() -> Iterator[dict[str, str]]:
    """Yield the environment variables to open a window with: on the present display if there is one."""
    if os.environ.get("DISPLAY") or sys.platform in {"win32", "darwin"}:
        yield {}
    else:
        with virtual_display() as environment:
            yield environment


@contextlib.contextmanager
def virtual_display() -> Iterator[dict[str, str]]:
    """Yield the environment variables that lead to a display of our own; raises NotMeasured."""
    program = shutil.which("Xvfb")
    if program is None:
        raise NotMeasured("Xvfb is not installed (Debian and Ubuntu: apt install xvfb)")
    read_end, write_end = os.pipe()
    command = [
        program,
        "-displayfd",
        str(write_end),
        "-screen",
        "0",
        VIRTUAL_SCREEN,
        "-nolisten",
        "tcp",
    ]
    with subprocess.Popen(
        command, pass_fds=(write_end,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        os.close(write_end)
        try:
            yield {"DISPLAY": f":{_number(read_end)}"}
        finally:
            os.close(read_end)
            server.terminate()


def _number(pipe: int) -> int:
    """Return the number that the server writes to ``pipe`` once it takes connections."""
    said = b""
    while not said.endswith(b"\n"):
        ready, _, _ = select.select([pipe], [], [], DISPLAY_TIMEOUT)
        more = os.read(pipe, 16) if ready else b""
        if not more:
            raise NotMeasured("Xvfb is installed but did not start")
        said += more
    return int(said)
