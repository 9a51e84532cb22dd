"""Who is told when something changes.

Purpose: what the session, the document and the models of the windows have in common.
Contract: listeners are called in the order in which they came, on the thread of the change.
Not here: what changes.
"""

from collections.abc import Callable
from typing import Generic, ParamSpec

News = ParamSpec("News")


class Observed(Generic[News]):
    """Something with listeners; ``News`` is what they are told of a change."""

    def __init__(self) -> None:
        self._listeners: list[Callable[News, None]] = []

    def listen(self, listener: Callable[News, None]) -> None:
        """Call ``listener`` after every change."""
        self._listeners.append(listener)

    def unlisten(self, listener: Callable[News, None]) -> None:
        """Call ``listener`` no more."""
        self._listeners.remove(listener)

    def _changed(self, *news: News.args, **named: News.kwargs) -> None:
        for listener in self._listeners:
            listener(*news, **named)
