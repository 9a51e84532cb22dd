"""What one socket is told: a queue, so that nobody waits for a slow browser.

Purpose: send messages in order, and how fast a browser may talk.
Contract: for the event loop alone. A browser that takes nothing for too long, or lets too much pile up,
is let go: it connects again. Whoever says more than its share is listened to later.
Not here: what is said (docs/formats.md).
"""

import asyncio
import contextlib
import json
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from digit_recognizer.app.language import speaking
from digit_recognizer.web.messages import Refusal
from digit_recognizer.web.parameters import SOCKET_LIMITS

POLICY_CODE, AGAIN_CODE = 1008, 1013  # of closing: RFC 6455, and "try again later"


class Outbox:
    """The messages to one browser, in its ``language``."""

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket
        self._queue: asyncio.Queue[str | int] = asyncio.Queue(SOCKET_LIMITS.waiting)
        self._sending: asyncio.Task[None] | None = None
        self.language = "en"

    def send(self, message: dict[str, Any]) -> None:
        """Send ``message`` after those that wait."""
        self._put(json.dumps(message, ensure_ascii=False, separators=(",", ":")))

    def refuse(self, refusal: Refusal, rev: int | None = None) -> None:
        """Say why something was not taken; close the socket where that is fatal."""
        with speaking(self.language):
            said = {"code": refusal.code, "say": refusal.say, "fatal": refusal.fatal}
        self.send({"t": "error", **said} | ({} if rev is None else {"rev": rev}))
        if refusal.fatal:
            self._put(AGAIN_CODE if refusal.code == "full" else POLICY_CODE)

    def begin(self) -> "asyncio.Task[None]":
        """Send from now on; return the task, which ends when the socket is closed."""
        self._sending = asyncio.create_task(self._run())
        return self._sending

    async def _run(self) -> None:
        with contextlib.suppress(WebSocketDisconnect, TimeoutError, RuntimeError):
            while True:
                text = await self._queue.get()
                if isinstance(text, int):
                    await asyncio.wait_for(self._socket.close(text), SOCKET_LIMITS.send)
                    return
                await asyncio.wait_for(self._socket.send_text(text), SOCKET_LIMITS.send)

    def _put(self, text: str | int) -> None:
        try:
            self._queue.put_nowait(text)
        except asyncio.QueueFull:
            if self._sending is not None:
                self._sending.cancel()


class Meter:
    """How much a browser said: messages and bytes, with some that may come at once."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._paid_until = self._loop.time()

    async def note(self, length: int) -> None:
        """Take a message of ``length`` bytes; wait where it came too soon."""
        limits = SOCKET_LIMITS
        cost = max(1 / limits.messages_a_second, length / limits.bytes_a_second)
        now = self._loop.time()
        self._paid_until = max(self._paid_until, now) + cost
        ahead = self._paid_until - now - limits.burst
        if ahead > 0:
            await asyncio.sleep(ahead)
