"""Fuzz: whatever comes through the socket or as an upload, the server goes on and others read on.

``FUZZ_MESSAGES=10000`` says how many messages; the suite sends fewer.
"""

import json
import os
import random
from typing import Any

from serving import Page, RunningServer, strokes_as_sent
from test_rest import post
from websockets.exceptions import ConnectionClosed

from digit_recognizer.ink import read_inkml
from digit_recognizer.resources import example_expressions

COUNT = int(os.environ.get("FUZZ_MESSAGES", "300"))
UPLOADS = max(20, COUNT // 50)
SUM = next(path for path in example_expressions() if path.stem == "sum")
STROKES = strokes_as_sent(read_inkml(SUM).ink)
VALUES: list[Any] = [
    None, True, -1, 0, 1, 2**31, 2**63, 1e308, 0.5, "", "x", "7", "auto", "∅", "\0", [], {}, [[]],
    [None], [[0, 0, 0]], {"id": 1}, "a" * 5000, [0] * 500,
]  # fmt: skip


def damaged(chance: random.Random, message: Any) -> Any:
    """Return ``message`` with a few values replaced, dropped or doubled."""
    if chance.random() < 0.05:
        return chance.choice(VALUES)
    if isinstance(message, dict):
        return {
            key if chance.random() > 0.02 else "?": damaged(chance, value)
            for key, value in message.items()
            if chance.random() > 0.03
        }
    if isinstance(message, list):
        kept = [damaged(chance, value) for value in message if chance.random() > 0.02]
        return kept * 2 if chance.random() < 0.02 else kept
    return message


def any_message(chance: random.Random, rev: int) -> str | bytes:
    """Return a message, more or less damaged."""
    strokes = STROKES
    ids = [chance.randrange(12) for _ in range(chance.randrange(4))]
    message: Any = chance.choice(
        [
            {"t": "ink", "rev": rev, "add": chance.sample(strokes, chance.randrange(4)), "del": ids,
             "pen": chance.randrange(12)},
            {"t": "ink", "rev": rev, "all": True, "add": strokes,
             "known": [{"ids": [0], "is": chance.choice("7∅+")}], "rows": [{"ids": [0, 1], "is": "12"}]},
            {"t": "watch", "what": ["network", "steps", "why"], "side": 64},
            {"t": "hello", "v": 1, "key": "b" * 22},
            {"t": "turn", "to": 1},
            {"t": "tasks", "list": ["1+1="]},
        ]
    )  # fmt: skip
    text = json.dumps(damaged(chance, message))
    kind = chance.random()
    if kind < 0.05:
        return chance.randbytes(chance.randrange(200))
    if kind < 0.1:
        place = chance.randrange(len(text) + 1)
        return text[:place] + chance.choice(["\0", "{", '"', "\\u", "9" * 400]) + text[place:]
    return text


def test_a_fuzzed_socket_disturbs_nobody() -> None:
    chance = random.Random(7)
    with RunningServer() as server, server.page() as good:
        sent, page = 0, server.page()
        page.__enter__()
        while sent < COUNT:
            try:
                page.socket.send(any_message(chance, sent))
                sent += 1
                if sent % 25 == 0:  # it is read, not only taken
                    page.ink(all=True)
                    answered(page)
            except ConnectionClosed:
                page.__exit__()
                page = server.page()
                page.__enter__()
        page.__exit__()
        assert good.read(add=STROKES)["title"] == "12+34=46"
        assert server.process.poll() is None


def answered(page: Page) -> None:
    """Wait until the newest ink of ``page`` is read."""
    page.until("reading", page.ink(all=True, add=[]))


def test_fuzzed_uploads_are_sentences(server: RunningServer) -> None:
    chance = random.Random(7)
    seeds = [SUM.read_bytes(), b'{"strokes": [[[0, 0], [9, 9]]]}', b"\x89PNG\r\n\x1a\n" + bytes(64)]
    for _ in range(UPLOADS):
        data = bytearray(chance.choice(seeds))
        for _ in range(chance.randrange(1, 12)):
            place = chance.randrange(len(data))
            data[place : place + chance.randrange(4)] = chance.randbytes(chance.randrange(4))
        status, body = post(server, "/api/read", bytes(data))
        assert status in {200, 422}, body
        assert json.loads(body)
