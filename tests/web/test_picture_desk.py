"""The desk for files, with processes that answer when the test says so."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import pytest

from digit_recognizer.web.messages import Refusal
from digit_recognizer.web.parameters import READING_LIMITS
from digit_recognizer.web.reading import picture_desk
from digit_recognizer.web.reading.picture_desk import PictureDesk
from digit_recognizer.web.reading.pool import Gone

IDLE = 0.05  # seconds


class ToldProcess:
    """Stands for a process: an answer comes when its file is let go; stopped, none comes."""

    started: ClassVar["list[ToldProcess]"] = []

    def __init__(self, model: Path | None, patience: float, *, is_nice: bool) -> None:
        self.is_alive = False
        self.due: dict[bytes, asyncio.Future[dict[str, Any]]] = {}

    async def start(self) -> None:
        self.is_alive = True
        self.started.append(self)

    async def ask(self, request: dict[str, Any], payload: bytes) -> dict[str, Any]:
        self.due[payload] = asyncio.get_running_loop().create_future()
        return await self.due[payload]

    async def stop(self) -> None:
        self.is_alive = False
        for due in self.due.values():
            if not due.done():
                due.set_exception(Gone(was_at_it=True))


@pytest.fixture(autouse=True)
def told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ToldProcess, "started", [])
    monkeypatch.setattr(picture_desk, "ReadingProcess", ToldProcess)
    limits = replace(READING_LIMITS, picture_idle=IDLE, pictures=2)
    monkeypatch.setattr(picture_desk, "READING_LIMITS", limits)


def test_a_process_ends_when_nothing_is_read_and_not_before() -> None:
    async def run() -> None:
        desk = PictureDesk(None)
        short, long = (asyncio.create_task(desk.read(name, {}, "en")) for name in (b"a", b"b"))
        await asyncio.sleep(0.01)
        (process,) = ToldProcess.started
        process.due[b"a"].set_result({"text": "1"})
        assert await short == {"text": "1"}
        await asyncio.sleep(3 * IDLE)
        assert process.is_alive, "the second file is being read"
        process.due[b"b"].set_result({"text": "2"})
        assert await long == {"text": "2"}
        await asyncio.sleep(3 * IDLE)
        assert not process.is_alive
        await desk.stop()

    asyncio.run(run())


def test_files_that_wait_are_few() -> None:
    async def run() -> None:
        desk = PictureDesk(None)
        reading = [asyncio.create_task(desk.read(name, {}, "en")) for name in (b"a", b"b")]
        await asyncio.sleep(0.01)
        with pytest.raises(Refusal, match="busy"):
            await desk.read(b"c", {}, "en")
        await desk.stop()
        for each in reading:
            with pytest.raises(Refusal, match="too-hard"):
                await each

    asyncio.run(run())
