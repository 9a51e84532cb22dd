"""Saving what is on the canvas in the library.

Purpose: save the drawing with what was read and what it really is. Save it anew after a change, and save
what a person corrected, or everything where that is wanted.
Contract: a drawing is saved once: saying what it is labels the one that is there, and saving it after a
change puts the new one in its place (the old one goes to the library's bin). Two inks are the same
drawing while they share a stroke; one whose label no longer fits stays, beside the new one. Nothing
here waits: the library's thread writes, and what it says comes to ``on_info`` or ``on_error``. The
drawing on the canvas is never touched.
Not here: Tk; the library's file (``library``), its thread (``library_thread``).
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digit_recognizer.alphabet import DIGITS
from digit_recognizer.app.document.corrections import CorrectedIndices
from digit_recognizer.app.library.library_thread import LibraryThread
from digit_recognizer.app.listeners import Observed
from digit_recognizer.app.session import Change, Session
from digit_recognizer.app.settings import Settings
from digit_recognizer.ink import Ink
from digit_recognizer.words import one_line, shortened

if TYPE_CHECKING:
    from digit_recognizer.library import Entry, Library, Summary
    from digit_recognizer.reading import Reading

UNDOABLE_DRAWINGS = 100  # drawings of this window that undo may bring back
NOTHING_TO_SAVE = "Nothing to save yet: draw something first"
NO_PICTURES = "The window saves what is drawn, no pictures: use digits library add for the file."


@dataclass(slots=True, eq=False)
class SavedDrawing:
    """A drawing of this window that is in the library, or on its way there.

    ``ink``: as it was saved. ``label``: None where nobody said what it is. ``id``: its number in the
    library, None before it is there; the library's thread alone reads and sets it.
    """

    ink: Ink
    label: str | None
    id: int | None = None


class Saving(Observed[[]]):
    """Saves the drawings of ``session``, which reads them by now or later.

    Listeners are told of changes of the library. ``on_info``: called with a few words when something
    was saved. ``on_error``: called with a sentence when something could not be saved.
    """

    def __init__(
        self, session: Session, library_thread: LibraryThread, settings: Settings, *,
        on_info: Callable[[str], None], on_error: Callable[[str], None],
    ) -> None:  # fmt: skip
        super().__init__()
        self._session, self._library_thread, self._settings = session, library_thread, settings
        self._on_info, self._on_error = on_info, on_error
        self._unsaved: list[str] | None = None  # sentences, while the window closes
        self._all: deque[SavedDrawing] = deque(maxlen=UNDOABLE_DRAWINGS)
        self._corrections: CorrectedIndices = ()  # when the drawing was last looked at
        self.is_due = False
        """Whether something was corrected that is not saved yet."""
        session.listen(self._on_change)

    @property
    def saved(self) -> SavedDrawing | None:
        """What the library has of the ink as it is now; None where that is not in it."""
        saved = self._of(self._session.editor.ink)
        return saved if saved is not None and self._is_shown(saved) else None

    @property
    def digit(self) -> str:
        """The one digit that was read, however doubtful; "" for other readings and for none."""
        reading = self._session.reading
        is_digit = reading is not None and not reading.lines and reading.text in DIGITS
        return reading.text if reading is not None and is_digit else ""

    def save(self) -> None:
        """Save the drawing as it is, with the label that its corrections say."""
        if self._can_save():
            saved = self.saved
            self._save(saved.label if saved is not None else self._likely_label())

    def say(self, label: str) -> None:
        """Save the drawing, if there is one, as one that really is ``label``."""
        if not self._session.editor.is_empty and self._can_save():
            self._save(label)

    def confirm(self) -> None:
        """Save the drawing as one that was read rightly."""
        if not self._can_save():
            return
        reading = self._present()
        if reading is None or not reading.text or reading.no_symbol:
            self._fail("Nothing was read that could be right: correct it first.")
        else:
            self._save(reading.text)

    def finish(self) -> None:
        """Save the drawing before it goes, if everything is saved or it was corrected."""
        ink = self._session.editor.ink
        if not ink or self.saved is not None or self._has_picture():
            return
        if self._settings.keep_all or self._session.corrections.within(ink):
            self._save(self._likely_label(), is_quiet=True)

    def finish_all(self, timeout: float) -> str:
        """Save the drawing, as :meth:`finish` does, and wait ``timeout`` seconds at most for the disk.

        Returns why not all of it could be saved; "" where it was.
        """
        self._unsaved = unsaved = []
        try:
            self.finish()
            is_done = self._library_thread.settle(timeout)
        finally:
            self._unsaved = None
        if not is_done:
            unsaved.append("The library takes too long; the drawing is still on the canvas.")
        return unsaved[-1] if unsaved else ""

    def adopt(self, entry: "Entry", ink: Ink) -> None:
        """Take ``ink``, which is about to be shown, for ``entry`` of the library."""
        self._all.append(SavedDrawing(ink, entry.label, entry.id))

    def look_again(self, done: Callable[[], None]) -> None:
        """Look whether the drawing is still in the library, and with which label; then call ``done``."""
        saved = self.saved
        if saved is None:
            return

        def job(library: "Library") -> "list[Summary]":
            return [] if saved.id is None else library.summaries_of([saved.id])

        def then(found: "list[Summary]") -> None:
            if found:
                saved.label = found[0].label
            elif saved in self._all:
                self._all.remove(saved)
            done()

        self._library_thread.ask(job, then, self._fail)

    def settle(self) -> None:
        """Save what was corrected, once the pen rests; corrections that leave doubt wait for more."""
        said = self._said()
        if self.is_due and not self._session.editor.is_busy and said is not None:
            self._save(said)

    def _can_save(self) -> bool:
        """Whether there is ink alone; else say what there is."""
        if self._has_picture():
            self._fail(NO_PICTURES)
        elif not self._session.editor.ink:
            self._on_info(NOTHING_TO_SAVE)
        else:
            return True
        return False

    def _save(self, label: str | None, *, is_quiet: bool = False) -> None:
        ink = self._session.editor.ink
        old = self._of(ink)
        self.is_due = False
        if old is not None and self._is_shown(old):
            self._relabel(old, label)
            return
        saved = SavedDrawing(ink, label)
        self._all.append(saved)
        is_replaced = old is not None and (label is not None or old.label is None)
        drawn = self._drawn(label)

        def job(library: "Library") -> str:
            entry = drawn()
            (saved.id,) = library.add([entry])
            if is_replaced and old is not None and old.id is not None:
                library.delete([old.id])
            return entry.text

        def failed(sentence: str) -> None:
            if saved in self._all:
                self._all.remove(saved)
            self._fail(sentence)
            self._changed()

        def then(text: str) -> None:
            self._done("" if is_quiet else _words(text, label))

        self._library_thread.ask(job, then, failed)
        self._changed()

    def _relabel(self, saved: SavedDrawing, label: str | None) -> None:
        before, saved.label = saved.label, label
        drawn = self._drawn(label)

        def job(library: "Library") -> None:
            if saved.id is not None and library.summaries_of([saved.id]):
                library.relabel([saved.id], label)
            else:  # deleted meanwhile, or never added
                (saved.id,) = library.add([drawn()])

        def failed(sentence: str) -> None:
            saved.label = before
            self._fail(sentence)
            self._changed()

        said = f"Saved as {_line(label)}" if label else "Saved without a label"
        if before == label:
            said = f"Already saved{f' as {_line(label)}' if label else ''}"
        self._library_thread.ask(job, lambda _: self._done(said), failed)
        self._changed()

    def _fail(self, sentence: str) -> None:
        if self._unsaved is None:
            self._on_error(sentence)
        else:
            self._unsaved.append(sentence)

    def _done(self, note: str) -> None:
        if note:
            self._on_info(note)
        self._changed()

    def _drawn(self, label: str | None) -> "Callable[[], Entry]":
        """Return what makes an entry of the drawing as it is now, on another thread.

        What is saved as read is the reader's own answer, without corrections: it is asked again where
        they changed it, and where the answer had not come yet.
        """
        session, ink, present = self._session, self._session.editor.ink, self._present()
        reader, expect, writer = session.reader, session.expect, self._settings.writer
        is_corrected = bool(session.corrections.within(ink))

        def entry() -> "Entry":
            from digit_recognizer.library import Entry

            reading = present
            if reader is not None and (reading is None or is_corrected):
                reading = reader.read_ink(ink, expect)
            if reading is None or not reading.text:
                return Entry(ink, label=label, writer=writer, source="window")
            return Entry(
                ink, label=label, text=reading.text, confidence=reading.confidence,
                doubtful=reading.doubtful, model="" if reader is None else reader.model_of(reading),
                writer=writer, source="window",
            )  # fmt: skip

        return entry

    def _on_change(self, change: Change) -> None:
        ink = self._session.editor.ink
        if change == "file" or not ink or self._has_picture():
            self._corrections, self.is_due = (), False
        elif change == "reading":
            corrections = self._session.corrections.within(ink)
            if corrections != self._corrections:
                self._corrections, self.is_due = corrections, True

    def _is_shown(self, saved: SavedDrawing) -> bool:
        """Whether ``saved`` has the very strokes of the ink as it is now."""
        return list(map(id, saved.ink)) == list(map(id, self._session.editor.ink))

    def _has_picture(self) -> bool:
        """Whether what is drawn is only a part of what is read: there is a picture under it."""
        return self._session.editor.picture is not None

    def _present(self) -> "Reading | None":
        """Return the reading of the ink as it is now; None while it is not read yet."""
        session = self._session
        return session.reading if session.read_revision == session.editor.revision else None

    def _said(self) -> str | None:
        """Return what the drawing is, from its corrections; None while something of it is doubtful."""
        reading, ink = self._present(), self._session.editor.ink
        if reading is None or reading.doubtful or not self._session.corrections.within(ink):
            return None
        return reading.text

    def _likely_label(self) -> str | None:
        """Return what its corrections say it is, or its label before it grew, if read so."""
        reading, old = self._present(), self._of(self._session.editor.ink)
        if old is not None and reading is not None and reading.text == old.label:
            return old.label
        return self._said()

    def _of(self, ink: Ink) -> SavedDrawing | None:
        """Return what was saved last of the drawing that ``ink`` is; None for another one."""
        strokes = set(map(id, ink))
        newest = reversed(self._all)
        return next((each for each in newest if not strokes.isdisjoint(map(id, each.ink))), None)


def _words(text: str, label: str | None) -> str:
    """Return what was saved, for the status bar."""
    if label is None:
        return f"Saved: read as {_line(text)}, not labelled" if text else "Saved, not read"
    if text == label:
        return f"Saved as {_line(label)}"
    return f"Saved as {_line(label)}" + (f", was read as {_line(text)}" if text else "")


def _line(text: str) -> str:
    """Return ``text`` on one short line."""
    return shortened(one_line(text), 24)
