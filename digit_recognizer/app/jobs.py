"""Work off the thread that paints: the newest request alone, all requests in order, one long run.

Purpose: three kinds of threads, so that no feature has thread code of its own.
Contract: no thread exists before the first request, and no failure ends one. Methods are for the one
thread that asks; what runs on the other thread says so. Threads are daemons: they never keep the
process alive.
Not here: the work itself; Tk (``gui.toolkit.pump`` asks for the answers).
"""

import queue
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from digit_recognizer.app.language import tr, tr_later
from digit_recognizer.errors import INSTALL, DigitRecognizerError

Request = TypeVar("Request")
Answer = TypeVar("Answer")
Outcome = TypeVar("Outcome")
Item = TypeVar("Item")
DELIVERY_PERIOD = 0.005  # seconds between looks for answers while a queue settles


class Cancelled(Exception):
    """Nobody wants the work any more."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Work gave no result; ``sentence`` says why, "" where it was cancelled."""

    sentence: str


def sentence_of(error: Exception, bug: str) -> str:
    """Return what to tell the user about ``error``.

    ``bug``: the sentence for an error that is nobody's fault but ours, ``{}`` where the error's own
    words go. Such an error is logged too.
    """
    if isinstance(error, DigitRecognizerError):
        return str(error)
    if isinstance(error, ModuleNotFoundError):
        return tr("{name} is not installed: {advice}.", name=error.name, advice=INSTALL)
    traceback.print_exception(error)
    return tr(bug).format(error)


class _Worker:
    """A thread called ``name``, which begins when it is first needed."""

    name = "work"

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None

    def join(self, timeout: float | None = None) -> bool:
        """Wait ``timeout`` seconds at most for the thread's end; return whether it has ended."""
        if self._thread is None:
            return True
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def close(self) -> None:
        """Close what the work has opened; runs on the thread, at its end."""

    def _begin(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)
            self._thread.start()

    def _run(self) -> None:
        raise NotImplementedError


class LatestJob(_Worker, Generic[Request, Answer]):
    """A thread for which only the newest request counts: a subclass says what its ``work`` is."""

    pause = 0.0
    """Seconds to let pass after each request."""
    rest = 0.0
    """The most seconds to wait for answers to be taken: who shows them has Python to itself."""

    def __init__(self) -> None:
        super().__init__()
        self.on_answer: Callable[[], None] = lambda: None
        """Called on the thread when there is something for :meth:`answers`."""
        self._answers: queue.SimpleQueue[Answer] = queue.SimpleQueue()
        self._wake = threading.Condition()
        self._waiting: Request | None = None
        self._is_busy = self._is_untaken = False
        self._stopped = False

    def work(self, request: Request) -> Iterable[Answer]:
        """Yield the answers, may end once :attr:`is_overtaken`; raises NotImplementedError here."""
        raise NotImplementedError

    def failed(self, request: Request, error: Exception) -> Answer | None:
        """Return the answer to a request that failed; None: nothing is to be said. On the thread too."""
        traceback.print_exception(error)
        return None

    @property
    def is_ready(self) -> bool:
        """Whether work can be done; call :meth:`look_again` when that may have changed."""
        return True

    def ask(self, request: Request) -> None:
        """Do ``request``, in the place of one that still waits."""
        with self._wake:
            self._waiting = request
            self._wake.notify_all()
        self._begin()

    def forget(self) -> None:
        """Drop the request that waits."""
        with self._wake:
            self._waiting = None

    def answers(self) -> Iterator[Answer]:
        """Yield the answers that have come since the last call; never waits."""
        while not self._answers.empty():
            yield self._answers.get()
        with self._wake:
            self._is_untaken = not self._answers.empty()
            self._wake.notify_all()

    @property
    def is_idle(self) -> bool:
        """Whether no answer is to be expected or waits to be taken."""
        with self._wake:
            return not self._is_busy and self._waiting is None and self._answers.empty()

    def stop(self) -> None:
        """End the thread once it is done with what it is doing."""
        with self._wake:
            self._stopped = True
            self._wake.notify_all()

    def finish(self, timeout: float) -> bool:
        """Wait ``timeout`` seconds at most for what was asked; return whether it is done."""
        with self._wake:
            return self._wake.wait_for(lambda: not self._is_busy and self._waiting is None, timeout)

    @property
    def is_overtaken(self) -> bool:
        """Whether the request being answered need not be answered any more; for any thread."""
        with self._wake:
            return self._waiting is not None or self._stopped

    def look_again(self) -> None:
        """Have the thread ask whether it is ready; for any thread."""
        with self._wake:
            self._wake.notify_all()

    def answer(self, answer: Answer) -> None:
        """Leave ``answer`` for the thread that asks; for any thread."""
        with self._wake:
            self._is_untaken = True
        self._answers.put(answer)
        self.on_answer()

    def _run(self) -> None:
        for request in self._requests():
            try:
                for answer in self.work(request):
                    self.answer(answer)
            except Exception as error:
                failure = self.failed(request, error)
                if failure is not None:
                    self.answer(failure)
        self.close()

    def _requests(self) -> Iterator[Request]:
        """Yield each request that is not overtaken, waiting for it, until :meth:`stop` is called."""
        while True:
            with self._wake:
                self._wake.wait_for(
                    lambda: self._stopped or (self._waiting is not None and self.is_ready)
                )
                if self._stopped or self._waiting is None:
                    return
                request, self._waiting = self._waiting, None
                self._is_busy = True
            yield request
            with self._wake:
                self._is_busy = False
                self._wake.notify_all()
                self._wake.wait_for(lambda: self._stopped, self.pause)
                self._wake.wait_for(lambda: self._stopped or not self._is_untaken, self.rest)


class LatestCall(LatestJob[Callable[[], Answer], Answer | Failure], Generic[Answer]):
    """A thread that calls what it is asked; ``bug``: see :func:`sentence_of`."""

    def __init__(self, name: str, bug: str) -> None:
        super().__init__()
        self.name, self._bug = name, bug

    def work(self, request: Callable[[], Answer]) -> Iterator[Answer]:
        """Yield what the call returns."""
        yield request()

    def failed(self, request: Callable[[], Answer], error: Exception) -> Failure:
        """Return why it returned nothing."""
        return Failure(sentence_of(error, self._bug))


class JobQueue(_Worker):
    """A thread that does one job after the other, in the order asked, and loses none.

    Whom answers are for stays on the side of those who ask: objects of Tk must not end on another
    thread. ``bug``: see :func:`sentence_of`.
    """

    bug = tr_later("The work failed ({}).")

    def __init__(self) -> None:
        super().__init__()
        self._jobs: queue.SimpleQueue[tuple[int, Callable[[], object]] | None] = queue.SimpleQueue()
        self._answers: queue.SimpleQueue[tuple[int, object, str]] = queue.SimpleQueue()
        self._asked = 0
        self._due: dict[int, tuple[Callable[[Any], None], Callable[[str], None]]] = {}
        self._watchers: list[Callable[[], None]] = []

    def watch(self, on_work: Callable[[], None]) -> None:
        """Call ``on_work`` whenever something is asked: answers are to be expected then."""
        self._watchers.append(on_work)

    def submit(
        self, job: Callable[[], Answer], on_answer: Callable[[Answer], None],
        on_error: Callable[[str], None],
    ) -> None:  # fmt: skip
        """Do ``job`` in its turn; deliver its answer to ``on_answer``, or a sentence to ``on_error``."""
        self._asked += 1
        self._due[self._asked] = (on_answer, on_error)
        self._begin()
        self._jobs.put((self._asked, job))
        for watcher in self._watchers:
            watcher()

    def deliver(self) -> bool:
        """Hand over the answers that have come; return whether more are to be expected."""
        while not self._answers.empty():
            number, answer, sentence = self._answers.get()
            on_answer, on_error = self._due.pop(number)
            if sentence:
                on_error(sentence)
            else:
                on_answer(answer)
        return not self.is_idle

    @property
    def is_idle(self) -> bool:
        """Whether no answer is to be expected or waits to be delivered."""
        return not self._due

    def settle(self, timeout: float) -> bool:
        """Deliver until all is done, ``timeout`` seconds at most; return whether it is."""
        end = time.monotonic() + timeout
        while self.deliver():
            if time.monotonic() > end:
                return False
            time.sleep(DELIVERY_PERIOD)
        return True

    def stop(self, timeout: float | None = None) -> bool:
        """Wait ``timeout`` seconds at most for what was asked; return whether all of it is done.

        What takes longer is still done while the process lives.
        """
        self._jobs.put(None)
        return self.join(timeout)

    def _run(self) -> None:
        while (asked := self._jobs.get()) is not None:
            number, job = asked
            try:
                self._answers.put((number, job(), ""))
            except Exception as error:
                self._answers.put((number, None, sentence_of(error, self.bug)))
        self.close()


class Progress:
    """How far work is. The work tells it; any thread may ask, and have the work stop."""

    def __init__(self) -> None:
        self._cancelled = threading.Event()
        self.what = ""
        """What is being done."""
        self.done = self.total = 0

    @property
    def share(self) -> float:
        """How much is done, from 0 to 1."""
        return self.done / max(self.total, 1)

    @property
    def is_cancelled(self) -> bool:
        """Whether the work is to stop."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Have the work stop as soon as it can."""
        self._cancelled.set()

    def tell(self, what: str, done: int, total: int) -> None:
        """Note that ``done`` of ``total`` steps are done; raises Cancelled where it is to stop."""
        if self.is_cancelled:
            raise Cancelled
        self.what, self.done, self.total = what, done, total

    def track(self, items: Iterable[Item], total: int, what: str, /) -> Iterator[Item]:
        """Yield ``items``, of which there are ``total``, and :meth:`tell` of each."""
        for number, item in enumerate(items):
            self.tell(what, number, total)
            yield item


class CancellableRun(_Worker, Generic[Outcome]):
    """One long piece of work, begun at once. ``work`` says in its outcome why it failed, if it did."""

    def __init__(self, name: str, work: Callable[[Progress], Outcome]) -> None:
        super().__init__()
        self.name, self._work = name, work
        self.progress = Progress()
        self.outcome: Outcome | None = None
        """What came of it; None while it goes on."""
        self._begin()

    def _run(self) -> None:
        self.outcome = self._work(self.progress)
