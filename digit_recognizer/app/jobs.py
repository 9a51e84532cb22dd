"""Between a window and a thread that works for it: the newest request in, answers out.

Purpose: let whoever paints ask for work without waiting for it, and never have old work done.
Contract: at most one request waits; a newer one takes its place. Safe to use from any thread.
Not here: the threads themselves and their work (``worker``, ``explainer``).
"""

import queue
import threading
import time
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

Request = TypeVar("Request")
Answer = TypeVar("Answer")


class Mailbox(Generic[Request, Answer]):
    """One request and any number of answers.

    The thread loops over ``requests`` and calls ``answer``; the window calls the other methods.
    """

    def __init__(self) -> None:
        self._answers: queue.SimpleQueue[Answer] = queue.SimpleQueue()
        self._wake = threading.Condition()
        self._waiting: Request | None = None
        self._is_busy = False
        self._stopped = False

    def ask(self, request: Request) -> None:
        """Leave ``request`` for the thread, in the place of one that still waits."""
        with self._wake:
            self._waiting = request
            self._wake.notify_all()

    def forget(self) -> None:
        """Drop the request that waits."""
        with self._wake:
            self._waiting = None

    def answers(self) -> Iterator[Answer]:
        """Yield the answers that have come since the last call; never waits."""
        while True:
            try:
                yield self._answers.get_nowait()
            except queue.Empty:
                return

    @property
    def is_idle(self) -> bool:
        """Whether no request is waiting or being answered, and no answer waits to be taken."""
        with self._wake:
            return not self._is_busy and self._waiting is None and self._answers.empty()

    @property
    def is_overtaken(self) -> bool:
        """Whether the request being answered need not be answered any more."""
        with self._wake:
            return self._waiting is not None or self._stopped

    def stop(self) -> None:
        """Let the thread end once it is done with what it is doing."""
        with self._wake:
            self._stopped = True
            self._wake.notify_all()

    def requests(
        self,
        *,
        ready: Callable[[], object] = lambda: True,
        pause: float = 0.0,
        rest: float = 0.0,
    ) -> Iterator[Request]:
        """Yield each request that is not overtaken, waiting for it, until :meth:`stop` is called.

        ``ready``: requests wait while it is false; call :meth:`look_again` when it may have changed.
        ``pause``: seconds to let pass after each request. ``rest``: the most seconds to rest as long as
        the request took, so that this thread has half of Python's time at most.
        """
        while True:
            with self._wake:
                self._wake.wait_for(
                    lambda: self._stopped or (self._waiting is not None and ready())
                )
                if self._stopped or self._waiting is None:
                    return
                request, self._waiting = self._waiting, None
                self._is_busy = True
            began = time.monotonic()
            yield request
            tired = min(rest, time.monotonic() - began)
            with self._wake:
                self._is_busy = False
                self._wake.wait_for(lambda: self._stopped, max(pause, tired))

    def look_again(self) -> None:
        """Have the thread ask whether it is ready."""
        with self._wake:
            self._wake.notify_all()

    def answer(self, answer: Answer) -> None:
        """Leave ``answer`` for the window."""
        self._answers.put(answer)
