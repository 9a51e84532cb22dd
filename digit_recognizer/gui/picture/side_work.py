"""Work beside the thread that paints, whose answer is what is left to do on that thread.

Purpose: what opening, looking at and reading pictures have in common: the newest request counts.
Contract: an answer is done on the thread that paints. A failure is one sentence in the status bar. The
thread ends with the canvas.
Not here: the thread itself (``app.jobs``), what is done.
"""

from collections.abc import Callable

from digit_recognizer.app.jobs import Failure, LatestCall
from digit_recognizer.gui.context import WindowContext

Done = Callable[[], None]
"""What is left to do on the thread that paints."""


class SideWork:
    """A thread called ``name``; ``bug``: see ``app.jobs.sentence_of``."""

    def __init__(self, context: WindowContext, name: str, bug: str) -> None:
        self._pump, self._status = context.pump, context.status
        self._calls: LatestCall[Done] = LatestCall(name, bug)
        self._pump.add(self._deliver)
        context.canvas.bind("<Destroy>", lambda _: self._calls.stop(), add=True)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being done or waits to be finished."""
        return self._calls.is_idle

    def do(self, job: Callable[[], Done]) -> None:
        """Call ``job`` on the thread, in the place of one that still waits, and then what it returns."""
        self._calls.ask(job)
        self._pump.wake()

    def _deliver(self) -> bool:
        for answer in self._calls.answers():
            if isinstance(answer, Failure):
                self._status.warn(answer.sentence)
            else:
                answer()
        return not self._calls.is_idle
