"""``python -m benchmarks`` in this process."""

import pytest
from support import Digits

from benchmarks.__main__ import main


@pytest.fixture
def benchmark(capsys: pytest.CaptureFixture[str]) -> Digits:
    """Runs ``python -m benchmarks`` with arguments; gives its exit code, stdout and stderr."""

    def run(*arguments: object) -> tuple[int, str, str]:
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as error:  # argparse's way to end
            code = int(error.code or 0)
        out, err = capsys.readouterr()
        return code, out, err

    return run
