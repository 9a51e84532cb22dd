"""``python -m benchmarks`` in this process."""

import pytest
from support import Digits, run_main

from benchmarks.__main__ import main


@pytest.fixture
def benchmark(capsys: pytest.CaptureFixture[str]) -> Digits:
    """Runs ``python -m benchmarks`` with arguments; gives its exit code, stdout and stderr."""
    return lambda *arguments: run_main(main, capsys, arguments)
