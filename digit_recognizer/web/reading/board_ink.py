"""The ink of one board in a process that reads: what a page said of it becomes strokes.

Purpose: apply changes; keep the very stroke objects, by which reading knows what it read before.
Contract: takes messages that ``messages`` has checked. A zigzag by the pen that was lifted scratches out
as in the window, and is gone here at once.
Not here: reading (``board_reading``), undo, which is the page's.
"""

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from digit_recognizer.app.document.corrections import Corrections
from digit_recognizer.app.document.scratch_out import maybe_scratched, scratched
from digit_recognizer.ink import Ink, Point, Stroke

if TYPE_CHECKING:
    from digit_recognizer.reading import Expectation


class BoardInk:
    """Strokes by the page's numbers, in the order of these, and what was said of them."""

    def __init__(self) -> None:
        self._strokes: dict[int, Stroke] = {}
        self.rev = 0
        self.expect: Expectation = "auto"
        self.corrections = Corrections()
        self.scratched: list[int] = []
        """The numbers of what was scratched out since :meth:`change` was begun."""
        self.maybe_scratched: tuple[int, ...] = ()
        """The numbers of what may have been scratched out by the last change."""

    @property
    def ids(self) -> list[int]:
        """The page's numbers, ascending: the order of writing."""
        return sorted(self._strokes)

    @property
    def ink(self) -> Ink:
        """All strokes."""
        return Ink(tuple(self._strokes[id_] for id_ in self.ids))

    def change(self, texts: Iterable[str]) -> None:
        """Take the ``ink`` messages ``texts``, one after the other."""
        self.scratched = []
        for text in texts:
            self._take(json.loads(text))

    def _take(self, said: dict[str, Any]) -> None:
        if said.get("all"):
            self._strokes.clear()
        for id_ in said.get("del", ()):
            self._strokes.pop(id_, None)
        for stroke in said.get("add", ()):
            self._strokes[stroke["id"]] = stroke_of(stroke["p"], stroke.get("start", 0.0))
        self.rev, self.expect = said["rev"], said.get("expect", "auto")
        self.maybe_scratched = ()
        if said.get("pen") is not None:
            self._scratch(said["pen"])
        known, rows = (
            [(self._parts(each["ids"]), each["is"]) for each in said.get(key, ())]
            for key in ("known", "rows")
        )
        self.corrections = Corrections.said(known, rows)

    def _scratch(self, pen: int) -> None:
        ids, ink = self.ids, self.ink
        if not ids or ids[-1] != pen:
            return
        gone = scratched(ink)
        if gone:
            taken = [*(ids[index] for index in gone), pen]
            for id_ in taken:
                del self._strokes[id_]
            self.scratched += taken
        else:
            self.maybe_scratched = tuple(ids[index] for index in maybe_scratched(ink))

    def _parts(self, ids: Sequence[int]) -> list[Stroke]:
        """Return the strokes ``ids``; none where one of them is gone: what was said of it is over."""
        return [self._strokes[i] for i in ids] if all(i in self._strokes for i in ids) else []


def stroke_of(points: Iterable[Sequence[float]], start: float = 0.0) -> Stroke:
    """Return the stroke through x, y, milliseconds; raises ValueError for what is none."""
    return Stroke(tuple(Point(float(x), float(y), ms / 1000) for x, y, ms in points), float(start))
