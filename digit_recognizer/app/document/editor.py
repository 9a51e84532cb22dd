"""Editing ink with a pen and an eraser, on paper or on a picture, without a window.

Purpose: turn pointer positions into strokes and edits: the wet stroke, erasing, scratching out, undo
and redo. The picture under the ink, corrections and the drawing's file are parts of what is undone.
Contract: :attr:`InkEditor.ink` is what is to be seen and read at this moment, the wet stroke included;
``revision`` grows with every change of it, and listeners are called after each. One gesture (a stroke,
a drag of the eraser, a correction, opening another drawing) is one step of undo. What a zigzag scratched
out comes back in one step, the zigzag with it, since it may have been meant as ink; the next step takes
the zigzag back. The past is bounded by the memory that it takes.
Not here: Tk, drawing, reading.
"""

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from digit_recognizer.app.document.corrections import Corrections
from digit_recognizer.app.document.drawing_file import DrawingFile
from digit_recognizer.app.document.scratch_out import scratched
from digit_recognizer.app.library.library_change import LibraryChange
from digit_recognizer.app.listeners import Observed
from digit_recognizer.app.picture.picture import Picture, Piece
from digit_recognizer.app.picture.table import PictureTables
from digit_recognizer.ink import History, Ink, InProgressStroke, Stroke
from digit_recognizer.ink.model import Box, around

Tool = Literal["pen", "eraser", "lasso"]

ERASER_RADIUS = 12.0  # canvas units from the middle of a stroke
MAX_ERASER_STEPS = 1000  # between two of its positions
MAX_HISTORY_BYTES = 48 * 2**20  # about so much memory for what can be undone
POINT_BYTES = 150  # of memory: a tuple, three numbers
STROKE_BYTES = 8  # of memory, for each drawing that it is in


@dataclass(frozen=True, slots=True)
class Sheet:
    """All of a document: the strokes, and the picture they are drawn on, if there is one.

    ``tables``: what the picture was read as; None while it is not read as tables. ``file``: the one of
    this drawing, shared by all its states. ``said``: what all of this very ink is, as a person said; ""
    where nobody did. ``changes``: what was done to the library in the step that led here.
    """

    ink: Ink = field(default_factory=Ink)
    picture: Picture | None = None
    tables: PictureTables | None = None
    corrections: Corrections = field(default_factory=Corrections)
    file: DrawingFile = field(default_factory=DrawingFile)
    said: str = ""
    changes: tuple[LibraryChange, ...] = field(default=(), compare=False)

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing that could be cleared."""
        return not self.ink and self.picture is None and self.file.path is None


def bytes_of(sheet: Sheet, after: Sheet) -> int:
    """Return about how much memory it takes to keep ``sheet`` beside ``after``, with which it shares."""
    shared = set(map(id, after.ink))
    points = sum(len(stroke.points) for stroke in sheet.ink if id(stroke) not in shared)
    picture, other = sheet.picture, after.picture
    is_other = picture is not None and (other is None or picture.source is not other.source)
    image = picture.source.image.length if picture is not None and is_other else 0
    return image + POINT_BYTES * (1 + points) + STROKE_BYTES * len(sheet.ink)


class InkEditor(Observed[[]]):
    """The document being drawn. All positions are in canvas units, times in seconds."""

    def __init__(self, ink: Ink | None = None) -> None:
        super().__init__()
        self._history = _history(Sheet(ink or Ink()))
        self._wet: InProgressStroke | None = None
        self._erased: Ink | None = None  # what is left during a drag of the eraser
        self._rubbed: dict[int, Piece] = {}  # what it touched of the picture, by identity
        self._began = 0.0
        self._zero: float | None = None
        self._seen = (-1, Ink())  # the ink of a revision, since it is asked for many times
        self._boxed: tuple[int, Box | None] = (-1, None)  # likewise
        self._eraser_at = (0.0, 0.0)
        self._on_library: Callable[[LibraryChange, bool], None] = lambda change, is_back: None
        self.tool: Tool = "pen"
        self.eraser_radius = ERASER_RADIUS
        self.revision = 0

    @property
    def ink(self) -> Ink:
        """All strokes as they are now, the unfinished one included."""
        if self._seen[0] != self.revision:
            self._seen = (self.revision, self._present())
        return self._seen[1]

    @property
    def picture(self) -> Picture | None:
        """What lies under the ink; None for plain paper."""
        return self._history.present.picture

    @property
    def tables(self) -> PictureTables | None:
        """The tables of the picture; None while it is not read as tables."""
        return self._history.present.tables

    @property
    def corrections(self) -> Corrections:
        """What a person said the ink is."""
        return self._history.present.corrections

    @property
    def said(self) -> str:
        """What all of the ink is, as a person said; "" where nobody did."""
        return self._history.present.said

    @property
    def file(self) -> DrawingFile:
        """The file of the drawing."""
        return self._history.present.file

    @property
    def is_empty(self) -> bool:
        """Whether there is neither ink nor a picture."""
        return self.picture is None and not self.ink

    @property
    def box(self) -> Box | None:
        """Around all there is; None where there is nothing."""
        if self._boxed[0] != self.revision:
            boxes = [each.box for each in (self.ink, self.picture) if each]
            self._boxed = (self.revision, around(boxes) if boxes else None)
        return self._boxed[1]

    @property
    def is_busy(self) -> bool:
        """Whether the pen or the eraser is down."""
        return self._wet is not None or self._erased is not None

    @property
    def steps(self) -> tuple[tuple[Sheet, ...], Sheet, tuple[Sheet, ...]]:
        """What can be undone, the oldest first, what there is, and what can be redone, without what is
        being drawn."""
        return self._history.past, self._history.present, self._history.future

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to undo."""
        return self._history.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to redo."""
        return self._history.can_redo

    def down(self, x: float, y: float, t: float, *, erase: bool = False) -> None:
        """Put the pen (or, with ``erase`` or the tool, the eraser) down at time ``t``."""
        self.up()
        if erase or self.tool == "eraser":
            self._erased = self._history.present.ink
            self._eraser_at = (x, y)
            self._erase(x, y)
            return
        self._began = t
        self._wet = InProgressStroke(x, y, start=self._start(t))
        self._changed()

    def move_along(self, path: Sequence[tuple[float, float, float]]) -> None:
        """Move what is down, if anything, to each (x, y, t) of ``path``; the pen's way is one change."""
        if self._wet is not None and path:
            for x, y, t in path:
                self._wet.add(x, y, t - self._began)
            self._changed()
        elif self._erased is not None:
            for x, y, _ in path:
                self._erase(x, y)

    def up(self) -> None:
        """Lift the pen or the eraser; the gesture becomes one step of undo."""
        if self._wet is not None:
            finished = self.ink
            self._wet = None
            self._push(finished)
            gone = scratched(finished)
            if gone:
                self._push(finished.without((*gone, len(finished) - 1)))
            self._changed()
        elif self._erased is not None:
            erased, self._erased = self._erased, None
            rubbed, self._rubbed = self._rubbed, {}
            if erased == self._history.present.ink:  # strokes go first: a picture's ink is below
                self._take_out(rubbed.values())
            else:
                self._push(erased)
            self._changed()

    def undo(self) -> None:
        """Take back the last step."""
        self.up()
        if self._history.can_undo:
            undone = self._history.present.changes
            self._history.undo()
            self._changed()
            for change in reversed(undone):
                self._on_library(change, True)

    def redo(self) -> None:
        """Do the last undone step again."""
        self.up()
        if self._history.can_redo:
            self._history.redo()
            self._changed()
            for change in self._history.present.changes:
                self._on_library(change, False)

    def clear(self) -> None:
        """Remove all ink and the picture and let go of the file, as one step of undo."""
        self.up()
        if not self._history.present.is_blank:
            self.begin(Sheet())

    def begin(self, sheet: Sheet) -> None:
        """Show another drawing, as one step of undo."""
        self.up()
        self._zero = None
        self._put(sheet)

    def put(self, picture: Picture | None, ink: Ink, tables: PictureTables | None = None) -> None:
        """Have ``ink`` on ``picture``, or on plain paper: the same drawing, as one step of undo.

        ``tables``: those of ``picture``, where it is to be read as tables.
        """
        self.up()
        self._put(self._next(ink=ink, picture=picture, tables=tables))

    def correct(self, said: Corrections) -> None:
        """Take ``said`` for what a person said the ink is, as one step of undo."""
        self.up()
        self._put(self._next(corrections=said))

    def say(self, label: str) -> None:
        """Take ``label`` for what all of the ink is, as one step of undo."""
        self.up()
        self._put(self._next(said=label))

    # The library

    def follow(self, label: str) -> None:
        """Take the library's ``label`` for what all of the ink is; "" for none. It is no step."""
        self.up()
        self._history.present = replace(self._history.present, said=label)

    def on_library(self, do: Callable[[LibraryChange, bool], None]) -> None:
        """Call ``do(change, is_back)`` when a step is undone or redone that changed the library."""
        self._on_library = do

    def note(self, change: LibraryChange, *, is_step: bool) -> None:
        """Remember a change of the library as a step of its own, or as a part of the last one.

        Nothing else changes, so no listener is told.
        """
        self.up()
        history, present = self._history, self._history.present
        if is_step:
            history.push(replace(present, changes=(change,)), always=True)
        else:
            history.present = replace(present, changes=(*present.changes, change))

    def unnote(self, change: LibraryChange) -> None:
        """Forget a change of the library that could not be made, with its step if it had one."""

        def without(sheet: Sheet) -> Sheet:
            return replace(sheet, changes=tuple(c for c in sheet.changes if c is not change))

        self._history.revise(without, lambda sheet, before: sheet != before or bool(sheet.changes))

    def exchange(self, strokes: Mapping[int, Stroke]) -> None:
        """Have others in the place of strokes, by their identity, with what was said of them.

        It is one step of undo.
        """
        self.up()
        sheet = self._history.present
        ink = Ink(tuple(strokes.get(id(stroke), stroke) for stroke in sheet.ink))
        self._put(self._next(ink=ink, corrections=sheet.corrections.following(strokes)))

    def turn_to(self, picture: Picture) -> None:
        """Have ``picture`` in the place of the one that is there, and no ink; it is no step of undo."""
        self.up()
        self._history.replace(Sheet(Ink(), picture))
        self._changed()

    def remove(self, strokes: Iterable[object]) -> None:
        """Remove these very strokes, and pieces of the picture, as one step of undo."""
        self.up()
        gone = {id(stroke) for stroke in strokes}
        ink, picture = self.ink, self.picture
        left = ink.without(index for index, stroke in enumerate(ink) if id(stroke) in gone)
        if picture is not None:
            picture = picture.without([piece for piece in picture.pieces if id(piece) in gone])
        self.put(picture, left)

    def load(self, ink: Ink) -> None:
        """Show another document, with a history of its own."""
        self.up()
        self._zero = None
        self._history = _history(Sheet(ink))
        self._changed()

    def restore(self, past: Sequence[Sheet], present: Sheet, future: Sequence[Sheet]) -> None:
        """Show ``present``, with what can be undone and redone, as another window left it."""
        self.up()
        self._zero = None
        self._history.restore(past, present, future)
        self._changed()

    def _put(self, sheet: Sheet) -> None:
        if sheet != self._history.present:
            self._history.push(sheet)
            self._changed()

    def _start(self, t: float) -> float:
        """Return when a stroke starts whose pen goes down at time ``t``: not before the last one ended.

        Clocks go back, and what was opened or undone was drawn at other times.
        """
        ink = self._history.present.ink
        end = ink.strokes[-1].start + ink.strokes[-1].points[-1].t if ink else 0.0
        if self._zero is None or not ink or t - self._zero < end:
            self._zero = t - end
        return t - self._zero

    def _take_out(self, pieces: Collection[Piece]) -> None:
        sheet = self._history.present
        if sheet.picture is not None and pieces:
            self._history.push(self._next(picture=sheet.picture.without(pieces)))

    def _push(self, ink: Ink) -> None:
        self._history.push(self._next(ink=ink))

    def _next(self, **fields: Any) -> Sheet:
        """Return the present sheet with other ``fields``; what was said of all the ink goes."""
        return replace(self._history.present, **{"said": "", "changes": (), **fields})

    def _present(self) -> Ink:
        if self._erased is not None:
            return self._erased
        if self._wet is not None:
            return self._history.present.ink.adding(self._wet.finish())
        return self._history.present.ink

    def _erase(self, x: float, y: float) -> None:
        """Remove what the eraser touches on its way to (x, y), however fast it goes."""
        from_x, from_y = self._eraser_at
        self._eraser_at = (x, y)
        wanted = 1 + int(math.hypot(x - from_x, y - from_y) / self.eraser_radius)
        steps = min(wanted, MAX_ERASER_STEPS)
        for step in range(1, steps + 1):
            share = step / steps
            self._erase_at(from_x + share * (x - from_x), from_y + share * (y - from_y))

    def _erase_at(self, x: float, y: float) -> None:
        assert self._erased is not None
        touched = self._erased.touching(x, y, self.eraser_radius)
        if touched:
            self._erased = self._erased.without(touched)
            self._changed()
        for piece in self.picture.pieces if self.picture is not None else ():
            is_near = piece.box.is_near(x, y, self.eraser_radius)
            if is_near and piece.distance_to(x, y) <= self.eraser_radius:
                self._rubbed[id(piece)] = piece

    def _changed(self) -> None:
        self.revision += 1
        super()._changed()


def _history(sheet: Sheet) -> History[Sheet]:
    return History(sheet, limit=MAX_HISTORY_BYTES, weigh=bytes_of)
