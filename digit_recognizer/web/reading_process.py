"""A process that reads for the server: requests on standard input, answers on standard output.

Purpose: networks and strokes live here, so that the server itself never computes.
Contract: requests are answered one by one, in order: a line of JSON, with so many bytes after it as
``size`` says. The first line that is written says which model reads, or why there is none. What fails is
answered by a sentence. It ends with the pipe, so with the server, however that ended.
Not here: who may ask, how long it may take (``reading_pool``).
"""

import contextlib
import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from digit_recognizer.app.jobs import sentence_of
from digit_recognizer.app.language import use_language
from digit_recognizer.app.reading_worker import READING_BUG
from digit_recognizer.errors import DigitRecognizerError

if TYPE_CHECKING:
    from digit_recognizer.reader import Reader
    from digit_recognizer.web.board_ink import BoardInk

PICTURE_NICENESS = 10  # of 19: boards come before pictures


class Boards:
    """The boards that are bound to this process, each with memories of its own."""

    def __init__(self, reader: "Reader") -> None:
        self._reader = reader
        self._all: dict[int, tuple[Reader, BoardInk]] = {}

    @property
    def model(self) -> str:
        """The network for digits: its name and 12 hex digits of its SHA-256."""
        return f"{self._reader.model_name} {self._reader.bundle.source_sha256[:12]}"

    def answer(self, request: dict[str, Any], payload: bytes) -> dict[str, Any]:
        """Return what ``request`` asks for."""
        use_language(request.get("language", "en"))
        match request["do"]:
            case "ink":
                return self._ink(request)
            case "close":
                self._all.pop(request["board"], None)
                return {}
        raise ValueError(request["do"])

    def _ink(self, request: dict[str, Any]) -> dict[str, Any]:
        from digit_recognizer.web.board_ink import BoardInk
        from digit_recognizer.web.board_reading import read_board, shown

        if request["board"] not in self._all:
            self._all[request["board"]] = (self._reader.with_profiles(()), BoardInk())
        began = time.perf_counter()
        reader, board = self._all[request["board"]]
        board.change(request["texts"])
        reading = shown(read_board(reader, board), board)
        return {"reading": reading, "watched": {}, "seconds": time.perf_counter() - began}


def main(model: str = "", manner: str = "") -> None:
    """Serve until standard input ends; ``manner`` "nice": others come first."""
    if manner and hasattr(os, "nice"):
        os.nice(PICTURE_NICENESS)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends this one
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print is no answer
    try:
        from digit_recognizer.reader import Reader

        boards = Boards(Reader.load(Path(model) if model else None))
    except DigitRecognizerError as error:
        _write(answers, {"error": str(error)})
        return
    _write(answers, {"model": boards.model})
    for line in sys.stdin.buffer:
        request = json.loads(line)
        payload = sys.stdin.buffer.read(request.get("size", 0))
        try:
            answer = boards.answer(request, payload)
        except Exception as error:
            answer = {"error": sentence_of(error, READING_BUG)}
        _write(answers, answer)


def _write(file: IO[bytes], answer: dict[str, Any]) -> None:
    file.write(json.dumps(answer).encode() + b"\n")
    file.flush()


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        main(*sys.argv[1:])
