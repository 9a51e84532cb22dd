"""What tests of the server share: one that runs, on a port of its own."""

from collections.abc import Iterator

import pytest

pytest.importorskip("starlette")

from serving import RunningServer


@pytest.fixture(scope="session")
def server(_session_home: object) -> Iterator[RunningServer]:
    """A server on the loopback, with the keys of ``serving``."""
    with RunningServer() as running:
        yield running
