"""The socket: from the first message to the last one.

Purpose: hello, then boards and teachers (docs/formats.md).
Contract: whatever comes is taken or refused by a sentence; nothing ends but this socket.
Not here: addresses and origins (``gate``), what is read (``board``), the class (``classroom``).
"""

import asyncio
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from digit_recognizer.app.language import speaking, tr_later
from digit_recognizer.app.parameters import PACE
from digit_recognizer.web.board import Board, ended
from digit_recognizer.web.hub import Hub
from digit_recognizer.web.messages import (
    MUCH_HELLO,
    NO_SENSE,
    PROTOCOL_VERSION,
    Hello,
    InkChange,
    Message,
    Refusal,
    message_of,
)
from digit_recognizer.web.outbox import Meter, Outbox
from digit_recognizer.web.parameters import INK_LIMITS, READING_LIMITS, SOCKET_LIMITS

WRONG_KEY = tr_later("The key is wrong: open the page by its whole address, or by the QR code.")
FULL_HOUSE = tr_later("All {count} places are taken: try again in a moment.")
LONG_IDLE = tr_later("Nothing was written for a while: write on, or load the page anew.")
MUCH_NONSENSE = tr_later("Too many messages made no sense.")


async def serve_socket(hub: Hub, socket: WebSocket) -> None:
    """Serve one browser until it goes."""
    await socket.accept()
    listening = asyncio.current_task()
    assert listening is not None
    outbox = Outbox(socket, listening.cancel)
    tasks = [asyncio.create_task(outbox.run())]
    try:
        await _Visit(hub, socket, outbox, tasks).run()
    except Refusal as refusal:
        outbox.refuse(refusal)
        await asyncio.wait(tasks[:1], timeout=SOCKET_LIMITS.send)
    except (WebSocketDisconnect, asyncio.CancelledError):
        pass  # it went, or was let go
    finally:
        await ended(tasks)


class _Visit:
    """One browser, from its hello on."""

    def __init__(
        self, hub: Hub, socket: WebSocket, outbox: Outbox, tasks: list[asyncio.Task[Any]]
    ) -> None:
        self._hub, self._socket, self._outbox, self._tasks = hub, socket, outbox, tasks
        self._meter = Meter()

    async def run(self) -> None:
        hello = await self._hello()
        self._outbox.language = hello.language
        if not self._hub.is_key(hello.key):
            raise Refusal("key", WRONG_KEY, fatal=True)
        if self._hub.boards >= SOCKET_LIMITS.boards:
            raise Refusal("full", FULL_HOUSE, fatal=True, count=SOCKET_LIMITS.boards)
        self._hub.boards += 1
        try:
            await self._board(hello)
        finally:
            self._hub.boards -= 1

    async def _hello(self) -> Hello:
        try:
            message = message_of(await self._text(SOCKET_LIMITS.hello))
        except TimeoutError:
            message = None
        except Refusal as refusal:
            if refusal.fatal:
                raise
            message = None
        if not isinstance(message, Hello):
            raise Refusal("hello", MUCH_HELLO, fatal=True)
        return message

    async def _board(self, hello: Hello) -> None:
        outbox = self._outbox
        board = Board(self._hub.pool, hello.language, outbox.send, outbox.refuse)
        self._tasks.append(asyncio.create_task(board.run()))
        outbox.send(await self._welcome(hello))
        bad = 0
        while True:
            rev = None
            try:
                message = await self._message()
                if isinstance(message, InkChange):
                    rev = message.rev
                    board.take(message)
                else:
                    raise Refusal("message", NO_SENSE, field="t")
            except Refusal as refusal:
                bad += refusal.code == "message"
                if bad >= SOCKET_LIMITS.bad_messages:
                    raise Refusal("messages", MUCH_NONSENSE, fatal=True) from None
                board.await_all()
                outbox.refuse(refusal, rev)

    async def _welcome(self, hello: Hello) -> dict[str, Any]:
        with speaking(hello.language):
            symbols = self._hub.symbols()
        return {
            "t": "welcome",
            "v": PROTOCOL_VERSION,
            "model": await self._hub.model(),
            "role": "board",
            "limits": {
                "strokes": INK_LIMITS.strokes,
                "points": INK_LIMITS.points,
                "points_a_stroke": INK_LIMITS.points_a_stroke,
                "message_bytes": SOCKET_LIMITS.message_bytes,
                "picture_bytes": READING_LIMITS.picture_bytes,
            },
            "pace": {"text": round(1000 * PACE.text), "verdict": round(1000 * PACE.verdict)},
            "join": self._hub.join,
            "collects": "",
            "symbols": symbols,
        }

    async def _message(self) -> Message:
        try:
            return message_of(await self._text(SOCKET_LIMITS.idle))
        except TimeoutError:
            raise Refusal("idle", LONG_IDLE, fatal=True) from None

    async def _text(self, seconds: float) -> str:
        received = await asyncio.wait_for(self._socket.receive(), seconds)
        if received["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(received.get("code", 1000))
        text = received.get("text")
        if text is None:
            raise Refusal("message", NO_SENSE, field="JSON")
        await self._meter.note(len(text))
        return str(text)
