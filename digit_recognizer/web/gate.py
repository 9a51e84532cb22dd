"""The gate of the server: which requests come in, and what all answers say to browsers.

Purpose: keep pages of other sites out, also those whose name leads here (DNS rebinding).
Contract: ``Host`` must be an address of this machine or a name that was given; ``Origin``, where there
is one, must be that very host. What does not fit is answered with 403 (a WebSocket: refused), before
anything is read. Every answer forbids code from elsewhere, frames and guessing of types.
Not here: keys (``hub``), sizes (``parameters``).
"""

import ipaddress
import socket
from collections.abc import Iterable, MutableMapping
from typing import Any

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data: blob:; manifest-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
SAFE_HEADERS = {
    "content-security-policy": CONTENT_POLICY,
    "cache-control": "no-cache",  # a new version is seen at once
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(self), microphone=(), geolocation=()",
}


class Gate:
    """Lets requests to ``app``; ``names``: host names beside this machine's addresses.

    ``is_lan``: whether others than this machine may come in.
    """

    def __init__(self, app: ASGIApp, names: Iterable[str] = (), *, is_lan: bool = False) -> None:
        self._app, self._is_lan = app, is_lan
        self._names = frozenset({"localhost", *(name.lower().rstrip(".") for name in names)})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request of ASGI."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [*message.get("headers", ())]
                present = {name for name, _ in headers}
                headers += [
                    (name.encode(), value.encode())
                    for name, value in SAFE_HEADERS.items()
                    if name.encode() not in present
                ]
                message = {**message, "headers": headers}
            await send(message)

        if not self.lets_in(scope):
            if scope["type"] == "websocket":
                await receive()
                await send({"type": "websocket.close", "code": 1008})
                return
            sentence = "This address is not one of the server's own: use the one that it printed.\n"
            await PlainTextResponse(sentence, 403)(scope, receive, send_safely)
            return
        await self._app(scope, receive, send_safely)

    def lets_in(self, scope: MutableMapping[str, Any]) -> bool:
        """Whether the headers of a request are of this server's own pages, or of no browser's."""
        headers = Headers(scope=scope)
        hosts, origins = headers.getlist("host"), headers.getlist("origin")
        if len(hosts) != 1 or len(origins) > 1 or not self.is_own(hosts[0]):
            return False
        own = {f"{scheme}://{hosts[0].lower()}" for scheme in ("http", "https")}
        return not origins or origins[0].lower() in own

    def is_own(self, host: str) -> bool:
        """Whether ``host``, with or without a port, is this machine."""
        name, bracket, port = host.rpartition("]") if host.startswith("[") else host.partition(":")
        name, port = (name[1:], port.removeprefix(":")) if bracket == "]" else (name, port)
        if port and not (port.isascii() and port.isdigit()):
            return False
        try:
            address = ipaddress.ip_address(name)
        except ValueError:
            return name.lower().rstrip(".") in self._names
        return address.is_loopback or (self._is_lan and is_own_address(str(address)))


def is_own_address(address: str) -> bool:
    """Whether ``address``, an IP address, is one of this machine: only these can be bound."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.bind((address, 0))
    except OSError:
        return False
    return True
