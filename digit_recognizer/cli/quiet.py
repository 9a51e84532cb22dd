"""Keeping TensorFlow's start-up chatter off the terminal.

Purpose: TensorFlow's C++ side writes to file descriptor 2 while it is imported, whatever Python's
logging says.
Contract: inside the block that descriptor leads nowhere and Python's own ``sys.stderr`` still reaches
the terminal; errors are exceptions and are not lost.
"""

import contextlib
import os
import sys
from collections.abc import Iterator


@contextlib.contextmanager
def quiet_tensorflow() -> Iterator[None]:
    """Silence native log output on stderr inside the block."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
    python_stderr = sys.stderr
    sys.stderr.flush()
    saved = os.dup(2)
    try:
        with os.fdopen(os.open(os.devnull, os.O_WRONLY), "w") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        with os.fdopen(os.dup(saved), "w", buffering=1, errors="backslashreplace") as terminal:
            sys.stderr = terminal
            try:
                yield
            finally:
                sys.stderr = python_stderr
    finally:
        os.dup2(saved, 2)
        os.close(saved)
