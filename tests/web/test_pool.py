"""Processes that read: answers in order, an end for what takes too long, sentences for bad models."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from serving import strokes_as_sent

from digit_recognizer.errors import ModelError
from digit_recognizer.ink import read_inkml
from digit_recognizer.resources import example_drawings
from digit_recognizer.web.board import Board
from digit_recognizer.web.messages import Refusal, message_of
from digit_recognizer.web.reading import pool as pool_module
from digit_recognizer.web.reading.pool import Gone, ReadingPool, ReadingProcess

SEVEN = next(read_inkml(path).ink for path in example_drawings() if path.stem == "seven")


def with_process(patience: float, work: Callable[[ReadingProcess], Awaitable[None]]) -> None:
    """Do ``work`` with a process that has this patience."""

    async def run() -> None:
        process = ReadingProcess(None, patience)
        await process.start()
        try:
            await work(process)
        finally:
            await process.stop()

    asyncio.run(run())


def request(board: int, text: str) -> dict[str, Any]:
    """Return what asks for a reading."""
    return {"do": "ink", "board": board, "texts": [text], "task": "", "language": "en"}


def test_a_model_that_is_none_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "none.h5"
    path.write_bytes(b"none")

    async def run() -> None:
        with pytest.raises(ModelError, match=r"none\.h5"):
            await ReadingProcess(path, 5.0).start()

    asyncio.run(run())


def test_the_one_that_takes_too_long_is_told_from_those_that_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Patience of no time at all: the first answer takes longer, whatever it is.
    monkeypatch.setattr(pool_module, "WAIT_FACTOR", 1)
    monkeypatch.setattr(pool_module, "WATCH_PERIOD", 0.0)

    async def work(process: ReadingProcess) -> None:
        text = '{"t":"ink","rev":1,"add":[{"id":1,"p":[[0,0,0]]}]}'
        asked = [process.ask(request(number, text)) for number in range(3)]
        found = await asyncio.gather(*asked, return_exceptions=True)
        gone = [each for each in found if isinstance(each, Gone)]
        assert [each.was_at_it for each in gone] == [True, *[False] * (len(gone) - 1)]
        assert gone[0].was_slow
        with pytest.raises(Gone):
            await process.ask(request(9, text))

    with_process(0.0, work)


def test_ink_that_takes_too_long_is_refused_until_it_changes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said: list[Any] = []

    class Slow:
        """A process that is always too slow."""

        async def ask(self, request: Any) -> Any:
            raise Gone(was_at_it=True, was_slow=True)

    async def run() -> None:
        pool = ReadingPool(None, 1)
        slow = Slow()

        async def ready() -> Slow:
            return slow

        monkeypatch.setattr(pool.slots[0], "ready", ready)
        board = Board(
            pool, "en", said.append, lambda refusal, rev: said.append((refusal.code, rev))
        )
        reading = asyncio.create_task(board.run())
        change = message_of('{"t":"ink","rev":7,"add":[{"id":1,"p":[[0,0,0]]}]}')
        assert board.take(change)  # type: ignore[arg-type]
        while not said:
            await asyncio.sleep(0)
        assert not board.take(change)  # type: ignore[arg-type]
        reading.cancel()

    asyncio.run(run())
    assert said == [("too-hard", 7)]


def test_the_newest_ink_alone_is_read() -> None:
    readings: list[Any] = []

    async def run() -> None:
        pool = ReadingPool(None, 1)
        await pool.start()
        board = Board(pool, "en", readings.append, lambda refusal, rev: readings.append(refusal))
        task = asyncio.create_task(board.run())
        sent = strokes_as_sent(SEVEN)
        for rev in range(1, 41):  # faster than anybody reads
            text = f'{{"t":"ink","rev":{rev},"add":{_json(sent)}}}'
            board.take(message_of(text))  # type: ignore[arg-type]
            await asyncio.sleep(0)
        while not readings or readings[-1]["rev"] < 40:
            await asyncio.sleep(0.01)
        task.cancel()
        await pool.stop()

    asyncio.run(run())
    assert len(readings) <= 3
    assert readings[-1]["title"] == "7"


def _json(value: Any) -> str:
    import json

    return json.dumps(value)


def test_boards_are_spread_over_the_processes() -> None:
    async def run() -> None:
        pool = ReadingPool(None, 3)
        for _ in range(9):
            pool.bind()
        assert [len(slot.boards) for slot in pool.slots] == [3, 3, 3]

    asyncio.run(run())


def test_refusals_have_a_sentence() -> None:
    assert Refusal("full", "All {count} places are taken: try again in a moment.", count=3).say
