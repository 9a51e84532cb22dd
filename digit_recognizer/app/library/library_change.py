"""What the window did to the library, so that undo takes it back.

Purpose: drawings of this window that are in the library, and changes of them that go both ways.
Contract: a change says where each of its drawings was before and after. Putting a drawing where it is
already does nothing. What is deleted goes to the library's bin; what is not there any more is added
anew.
Not here: when something is saved (``saving``), the order of steps (``editor``), the gallery's own
changes (``undo_steps``).
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from digit_recognizer.errors import DigitRecognizerError
from digit_recognizer.ink import Ink

if TYPE_CHECKING:
    from digit_recognizer.library import Entry, Library


@dataclass(frozen=True, slots=True)
class Shelf:
    """Whether a drawing is in the library, and with which ``label``; None where nobody said it."""

    is_there: bool = False
    label: str | None = None


@dataclass(slots=True, eq=False)
class SavedDrawing:
    """A drawing of this window that is in the library, on its way there, or was.

    ``ink``: as it was saved. ``shelf``: where it is, or is on its way to. ``id``: its number in the
    library, None before it is there; ``token`` finds it in the library's bin. The library's thread
    alone sets both.
    """

    ink: Ink
    shelf: Shelf = Shelf()
    id: int | None = None
    token: int | None = None

    @property
    def label(self) -> str | None:
        """What it is saved as."""
        return self.shelf.label


@dataclass(frozen=True, slots=True, eq=False)
class Move:
    """One drawing that goes from one shelf to another."""

    drawing: SavedDrawing
    before: Shelf
    after: Shelf


@dataclass(frozen=True, slots=True, eq=False)
class LibraryChange:
    """Moves that were done together."""

    moves: tuple[Move, ...]

    @property
    def back(self) -> "LibraryChange":
        """What takes it back."""
        moves = reversed(self.moves)
        return LibraryChange(tuple(Move(m.drawing, m.after, m.before) for m in moves))


def put(
    library: "Library", move: Move, writer: str, drawn: "Callable[[], Entry] | None" = None
) -> str:
    """Put the drawing where ``move`` says; return what it was read as, where it is new there.

    ``drawn``: makes its entry. Raises LibraryError.
    """
    from digit_recognizer.library import Entry

    drawing, label = move.drawing, move.after.label
    is_in = drawing.id is not None and bool(library.summaries_of([drawing.id]))
    if not move.after.is_there:
        if is_in and drawing.id is not None:
            drawing.token = library.delete([drawing.id])
        return ""
    if not is_in and drawing.token is not None:
        with suppress(DigitRecognizerError):  # it may have left the bin for good
            library.restore(drawing.token)
            is_in = True
    if is_in and drawing.id is not None:
        library.relabel([drawing.id], label)
        return ""
    entry = Entry(drawing.ink, writer=writer, source="window") if drawn is None else drawn()
    (drawing.id,) = library.add([replace(entry, label=label)])
    return entry.text
