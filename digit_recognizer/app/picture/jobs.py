"""The threads that open, look at and draw pictures.

Purpose: keep decoding and scaling off the thread that paints.
Contract: only the newest job is done. What it returns, or a :class:`~.jobs.Failure`, comes out of
:meth:`PictureJobs.answers`.
Not here: the jobs.
"""

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from digit_recognizer.app.jobs import Failure, LatestJob, sentence_of

Result = TypeVar("Result")


class PictureJobs(LatestJob[Callable[[], Result], Result | Failure], Generic[Result]):
    """A thread called ``name`` that does jobs for pictures."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def work(self, request: Callable[[], Result]) -> Iterator[Result]:
        """Yield what the job returns."""
        yield request()

    def failed(self, request: Callable[[], Result], error: Exception) -> Failure:
        """Return why the picture can't be shown."""
        return Failure(sentence_of(error, "The picture can't be shown ({})."))
