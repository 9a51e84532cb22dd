"""A process that reads for the server: requests on standard input, answers on standard output.

Purpose: networks and strokes live here, so that the server itself never computes.
Contract: requests are answered one by one, in order: a line of JSON, with so many bytes after it as
``size`` says. The first line that is written says which model reads, or why there is none. What fails is
answered by a sentence. It ends with the pipe, so with the server, however that ended.
Not here: who may ask, how long it may take (``reading.pool``).
"""

import contextlib
import json
import math
import os
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from digit_recognizer.app.jobs import sentence_of
from digit_recognizer.app.language import use_language
from digit_recognizer.app.reading_worker import READING_BUG
from digit_recognizer.errors import DigitRecognizerError

if TYPE_CHECKING:
    from digit_recognizer.reader import Reader
    from digit_recognizer.reading import Reading
    from digit_recognizer.web.reading.board_ink import BoardInk

PICTURE_NICENESS = 5  # of 19: boards come before pictures


@dataclass(slots=True)
class _Bound:
    """A board with a reader of its own, so with memories of its own, and what was read last."""

    reader: "Reader"
    ink: "BoardInk"
    reading: "Reading"


class Boards:
    """The boards that are bound to this process."""

    def __init__(self, reader: "Reader") -> None:
        self._reader = reader
        self._all: dict[int, _Bound] = {}

    @property
    def model(self) -> dict[str, str]:
        """The network for digits: its name and 12 hex digits of its SHA-256, and a remark about it."""
        name = f"{self._reader.model_name} {self._reader.bundle.source_sha256[:12]}"
        return {"model": name, "remark": self._reader.remark}

    def answer(self, request: dict[str, Any], payload: bytes) -> dict[str, Any]:
        """Return what ``request`` asks for; raises DigitRecognizerError for a bad file."""
        use_language(request.get("language", "en"))
        match request["do"]:
            case "ink":
                return self._ink(request)
            case "watch":
                return self._watch(request)
            case "close":
                self._all.pop(request["board"], None)
                return {}
            case "file":
                from digit_recognizer.web.reading.file_reading import read_file

                return read_file(self._reader, payload, **request["options"])
        raise ValueError(request["do"])

    def _ink(self, request: dict[str, Any]) -> dict[str, Any]:
        from digit_recognizer.reading import Reading
        from digit_recognizer.web.lessons.tasks import is_solved
        from digit_recognizer.web.reading.board_ink import BoardInk
        from digit_recognizer.web.reading.board_reading import read_board, shown

        began = time.perf_counter()
        number, task = request["board"], request["task"]
        if number not in self._all:
            self._all[number] = _Bound(self._reader.with_profiles(()), BoardInk(), Reading())
        bound = self._all[number]
        before = set(map(id, bound.ink.ink))
        bound.ink.change(request["texts"])
        if before.isdisjoint(
            map(id, bound.ink.ink)
        ):  # another drawing: what is known of that one goes
            bound.reader = self._reader.with_profiles(())
        bound.reading = read_board(bound.reader, bound.ink)
        said = shown(bound.reading, bound.ink, is_task=bool(task))
        if task:
            said["solved"] = is_solved(task, bound.reading)
        model = bound.reader.model_of(bound.reading)
        return {"reading": said, "model": model, "seconds": time.perf_counter() - began}

    def _watch(self, request: dict[str, Any]) -> dict[str, Any]:
        from digit_recognizer.app.explainer import TileStyle
        from digit_recognizer.web.reading.watching import watched

        began = time.perf_counter()
        bound, style = self._all[request["board"]], TileStyle(request["dark"], request["side"])
        found = {
            what: watched(what, bound.reader, bound.ink, bound.reading, style)
            for what in request["what"]
        }
        return {"rev": bound.ink.rev, "watched": found, "seconds": time.perf_counter() - began}


def main(model: str = "", seconds: str = "inf", manner: str = "") -> None:
    """Serve until standard input ends.

    ``seconds``: of computing for one answer, after which it ends. ``manner`` "nice": others come first.
    """
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
    _write(answers, boards.model)
    for line in sys.stdin.buffer:
        request = json.loads(line)
        payload = sys.stdin.buffer.read(request.get("size", 0))
        _limit_answer(float(seconds))
        try:
            answer = boards.answer(request, payload)
        except Exception as error:
            is_known = isinstance(error, DigitRecognizerError)
            answer = {"error": sentence_of(error, READING_BUG), "is_known": is_known}
        _write(answers, answer)


def _limit_answer(seconds: float) -> None:
    """Have the system end this process when the next answer takes longer."""
    try:
        import resource
    except ImportError:  # Windows: who asks is patient for so long only
        return
    if math.isfinite(seconds):
        until = math.ceil(time.process_time() + seconds)
        resource.setrlimit(resource.RLIMIT_CPU, (until, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _write(file: IO[bytes], answer: dict[str, Any]) -> None:
    file.write(json.dumps(answer).encode() + b"\n")
    file.flush()


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        main(*sys.argv[1:])
