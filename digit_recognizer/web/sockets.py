"""The socket: from the first message to the last one.

Purpose: hello, then boards and teachers (docs/formats.md).
Contract: whatever comes is taken or refused by a sentence; nothing ends but this socket.
Not here: addresses and origins (``gate``), what is read (``board``), the class (``classroom``).
"""

import asyncio
import random
import secrets
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from starlette.websockets import WebSocket, WebSocketDisconnect

from digit_recognizer.app.language import speaking, tr, tr_later, tr_reader
from digit_recognizer.app.parameters import PACE
from digit_recognizer.web.board import Board, ended
from digit_recognizer.web.hub import Hub
from digit_recognizer.web.kinds import Role
from digit_recognizer.web.lessons.classroom import Classroom, Pupil
from digit_recognizer.web.lessons.collecting import COLLECTING_SENTENCE
from digit_recognizer.web.messages import (
    MUCH_HELLO,
    NO_SENSE,
    PROTOCOL_VERSION,
    GiveTasks,
    Hello,
    InkChange,
    Message,
    Refusal,
    Turn,
    Watch,
    message_of,
    name_of,
)
from digit_recognizer.web.outbox import Meter, Outbox
from digit_recognizer.web.parameters import INK_LIMITS, READING_LIMITS, SOCKET_LIMITS

WRONG_KEY = tr_later("The key is wrong: open the page by its whole address, or by the QR code.")
FULL_HOUSE = tr_later("All {count} places are taken: try again in a moment.")
LONG_IDLE = tr_later("Nothing was written for a while: write on, or load the page anew.")
MUCH_NONSENSE = tr_later("Too many messages made no sense.")

AnyBoard = TypeVar("AnyBoard", Board, None)


async def serve_socket(hub: Hub, socket: WebSocket) -> None:
    """Serve one browser until it goes."""
    await socket.accept()
    outbox = Outbox(socket)
    visit = _Visit(hub, socket, outbox)
    sending, listening = outbox.begin(), asyncio.create_task(visit.run())
    try:
        await asyncio.wait({sending, listening}, return_when=asyncio.FIRST_COMPLETED)
        if visit.is_refused:  # which is to be said yet
            await asyncio.wait({sending}, timeout=SOCKET_LIMITS.send)
    finally:
        await ended([listening, sending, *visit.tasks])
    if not listening.cancelled():
        listening.result()  # a fault of ours, if there is one


class _Visit:
    """One browser, from its hello on."""

    def __init__(self, hub: Hub, socket: WebSocket, outbox: Outbox) -> None:
        self._hub, self._socket, self._outbox = hub, socket, outbox
        self._meter = Meter()
        self._bad = 0
        self.tasks: list[asyncio.Task[None]] = []
        """What goes on for it beside listening."""
        self.is_refused = False

    async def run(self) -> None:
        """Listen until it goes, or is refused."""
        try:
            await self._serve()
        except Refusal as refusal:
            self.is_refused = True
            self._outbox.refuse(refusal)
        except WebSocketDisconnect:
            pass

    async def _serve(self) -> None:
        hello = await self._hello()
        self._outbox.language = hello.language
        role = self._hub.role(hello.key)
        if role is None:
            raise Refusal("key", WRONG_KEY, fatal=True)
        if role == "teacher":
            await self._teach(hello)
            return
        classroom = self._hub.classroom
        is_back = classroom is not None and classroom.is_here(hello.board)
        if self._hub.boards >= SOCKET_LIMITS.boards and not is_back:
            raise Refusal("full", FULL_HOUSE, fatal=True, count=SOCKET_LIMITS.boards)
        self._hub.boards += 1
        try:
            await (self._learn(hello) if role == "pupil" else self._draw(hello))
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

    async def _draw(self, hello: Hello) -> None:
        """Serve a board that is by itself."""
        board = self._board(hello)
        self._outbox.send(await self._welcome(hello, "board", join=self._hub.join))
        while True:
            await self._take(board, self._on_ink)

    async def _learn(self, hello: Hello) -> None:
        """Serve a pupil's board."""
        classroom = self._hub.classroom
        assert classroom is not None
        name = name_of(hello.name)
        pupil = classroom.enter(hello.board or secrets.token_hex(), name, self._outbox)
        try:
            board = self._board(hello)
            self._follow(board, classroom, pupil)
            self._outbox.send(await self._welcome(hello, "pupil", board=pupil.tag, name=pupil.name))
            classroom.greet(pupil)

            def on_message(board: Board, message: Message) -> None:
                if isinstance(message, Turn):
                    classroom.turn(pupil, message.to)
                    board.await_all()
                elif self._on_ink(board, message) and isinstance(message, InkChange):
                    classroom.on_ink(pupil, message)

            while True:
                await self._take(board, on_message)
        finally:
            classroom.leave(pupil, self._outbox)

    def _follow(self, board: Board, classroom: Classroom, pupil: Pupil) -> None:
        """Have the class told of what is read on ``board``."""
        collector = self._hub.collector

        def task() -> tuple[int, str]:
            number = pupil.task
            return number, classroom.tasks[number] if number < len(classroom.tasks) else ""

        def on_reading(reading: dict[str, Any], model: str, number: int) -> None:
            is_new = classroom.on_reading(pupil, reading, number)
            if is_new and collector is not None:
                collector.keep(pupil.strokes.values(), pupil.name, reading["reading"], model)

        board.task, board.on_reading = task, on_reading
        board.on_scratched = partial(classroom.on_scratched, pupil)

    async def _teach(self, hello: Hello) -> None:
        """Serve the teacher's page."""
        classroom = self._hub.classroom
        assert classroom is not None
        if classroom.teachers >= SOCKET_LIMITS.teachers:
            raise Refusal("full", FULL_HOUSE, fatal=True, count=SOCKET_LIMITS.teachers)
        self._outbox.send(await self._welcome(hello, "teacher", join=self._hub.join))
        classroom.watch(self._outbox)

        def on_message(board: None, message: Message) -> None:
            if not isinstance(message, GiveTasks):
                raise Refusal("message", NO_SENSE, field="t")
            classroom.give(message, random.Random())

        try:
            while True:
                await self._take(None, on_message)
        finally:
            classroom.unwatch(self._outbox)

    def _board(self, hello: Hello) -> Board:
        board = Board(self._hub.pool, hello.language, self._outbox.send, self._outbox.refuse)
        self.tasks.append(asyncio.create_task(board.run()))
        return board

    @staticmethod
    def _on_ink(board: Board, message: Message) -> bool:
        """Take what every board may say; return whether the ink changed."""
        if isinstance(message, InkChange):
            return board.take(message)
        if not isinstance(message, Watch):
            raise Refusal("message", NO_SENSE, field="t")
        board.watch(message)
        return False

    async def _take(self, board: AnyBoard, take: Callable[[AnyBoard, Message], object]) -> None:
        """Hand the next message to ``take``, or say why it is refused."""
        rev = None
        try:
            message = await self._message(None if board is None else SOCKET_LIMITS.idle)
            rev = message.rev if isinstance(message, InkChange) else None
            take(board, message)
        except Refusal as refusal:
            self._bad += refusal.code == "message"
            if self._bad >= SOCKET_LIMITS.bad_messages:
                raise Refusal("messages", MUCH_NONSENSE, fatal=True) from None
            if refusal.fatal:
                raise
            if isinstance(board, Board):
                board.await_all()
            self._outbox.refuse(refusal, rev)

    async def _welcome(
        self, hello: Hello, role: Role, join: dict[str, str] | None = None, **who: str
    ) -> dict[str, Any]:
        model = await self._hub.model()
        with speaking(hello.language):
            symbols = self._hub.symbols()
            collects = tr(COLLECTING_SENTENCE) if self._hub.collector is not None else ""
            remark = tr_reader(model.remark)
        return {
            "t": "welcome",
            "v": PROTOCOL_VERSION,
            "model": model.name,
            "remark": remark,
            "role": role,
            "limits": {
                "strokes": INK_LIMITS.strokes,
                "points": INK_LIMITS.points,
                "points_a_stroke": INK_LIMITS.points_a_stroke,
                "message_bytes": SOCKET_LIMITS.message_bytes,
                "picture_bytes": READING_LIMITS.picture_bytes,
            },
            "pace": {"text": round(1000 * PACE.text), "verdict": round(1000 * PACE.verdict)},
            "join": join,
            "collects": collects,
            "symbols": symbols,
            **who,
        }

    async def _message(self, patience: float | None) -> Message:
        try:
            return message_of(await self._text(patience))
        except TimeoutError:
            raise Refusal("idle", LONG_IDLE, fatal=True) from None

    async def _text(self, seconds: float | None) -> str:
        received = await asyncio.wait_for(self._socket.receive(), seconds)
        if received["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(received.get("code", 1000))
        text = received.get("text")
        await self._meter.note(len(text if text is not None else received.get("bytes") or b""))
        if text is None:
            raise Refusal("message", NO_SENSE, field="JSON")
        return str(text)
