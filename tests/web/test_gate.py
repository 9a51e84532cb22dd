"""Who comes in: hosts, origins, and what every answer forbids."""

import asyncio
import socket
from typing import Any

import pytest
from starlette.responses import PlainTextResponse

from digit_recognizer.web.gate import CONTENT_POLICY, Gate, is_own_address


def scope_with(*headers: tuple[str, str]) -> dict[str, Any]:
    """Return a scope of ASGI with these headers."""
    return {
        "type": "http",
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers],
    }


def lets_in(gate: Gate, *headers: tuple[str, str]) -> bool:
    """Whether ``gate`` lets such a request in."""
    return gate.lets_in(scope_with(*headers))


@pytest.fixture
def gate() -> Gate:
    """A gate of this machine alone, called board.local."""
    return Gate(PlainTextResponse("in"), ["Board.Local."])


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1:8765", "localhost", "LOCALHOST:1", "[::1]:8765", "127.0.0.1", "board.local:80"],
)
def test_own_names_and_addresses_come_in(gate: Gate, host: str) -> None:
    assert lets_in(gate, ("host", host))
    assert lets_in(gate, ("host", host), ("origin", f"http://{host}"))


@pytest.mark.parametrize(
    "host",
    [
        "evil.example", "evil.example:8765", "127.0.0.1.evil.example", "192.0.2.7", "", "127.0.0.1:x",
        "localhost@evil.example", "[::1", "board.local.evil.example", "0.0.0.0:8765", "localhost:80:80",
    ],
)  # fmt: skip
def test_others_stay_out(gate: Gate, host: str) -> None:
    assert not lets_in(gate, ("host", host))
    # Both may be the attacker's name: that they are the same says nothing.
    assert not lets_in(gate, ("host", host), ("origin", f"http://{host}"))


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "null", "http://127.0.0.1", "http://127.0.0.1:1", "file://", ""],
)
def test_pages_of_other_origins_stay_out(gate: Gate, origin: str) -> None:
    assert not lets_in(gate, ("host", "127.0.0.1:8765"), ("origin", origin))


def test_no_host_or_two_hosts_stay_out(gate: Gate) -> None:
    assert not lets_in(gate)
    assert not lets_in(gate, ("host", "localhost"), ("host", "localhost"))


def test_addresses_on_the_network_come_in_only_if_asked() -> None:
    hostname_addresses = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None)}
    own = [
        a for a in map(str, hostname_addresses) if is_own_address(a) and not a.startswith("127.")
    ]
    lan = Gate(PlainTextResponse("in"), is_lan=True)
    assert not lets_in(lan, ("host", "192.0.2.7"))  # an address that no machine has
    for address in (each for each in own if ":" not in each):
        assert lets_in(lan, ("host", address))
        assert not lets_in(Gate(PlainTextResponse("in")), ("host", address))


def test_every_answer_forbids_code_from_elsewhere(gate: Gate) -> None:
    for host in ("localhost", "evil.example"):
        sent: list[Any] = []

        async def send(message: Any, sent: list[Any] = sent) -> None:
            sent.append(message)

        scope = {**scope_with(("host", host)), "method": "GET", "path": "/"}
        asyncio.run(gate(scope, asyncio.Event().wait, send))  # type: ignore[arg-type]
        assert sent[0]["status"] == (200 if host == "localhost" else 403)
        headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        assert headers["content-security-policy"] == CONTENT_POLICY
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert not headers.keys() & {"access-control-allow-origin", "set-cookie"}
    assert "unsafe" not in CONTENT_POLICY
