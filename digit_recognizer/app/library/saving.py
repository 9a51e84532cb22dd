"""Saving what is on the canvas in the library.

Purpose: save the drawing with what was read and what it really is. Save it anew after a change, and save
what a person corrected, or everything, where that is wanted.
Contract: nothing is saved that was not asked for; the first correction asks whether corrected drawings
are wanted. Each change of the library is a part of the drawing's undo. A drawing is saved once: saying
what it is labels the one that is there, and saving it after a change puts the new one in its place (the
old one goes to the library's bin). Two inks are the same drawing while they share a stroke; one whose
label no longer fits stays, beside the new one. Nothing here waits: the library's thread writes, and what
it says comes to ``on_info`` or ``on_error``. The drawing on the canvas is never touched.
Not here: Tk; the library's file (``library``), its thread (``library_thread``).
"""

from collections import deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from digit_recognizer.alphabet import DIGITS
from digit_recognizer.app.document.corrections import CorrectedIndices
from digit_recognizer.app.language import tr, tr_later
from digit_recognizer.app.library.library_change import (
    LibraryChange,
    Move,
    SavedDrawing,
    Shelf,
    put,
)
from digit_recognizer.app.library.library_thread import LibraryThread
from digit_recognizer.app.listeners import Observed
from digit_recognizer.app.session import Change, Session
from digit_recognizer.app.settings import Settings
from digit_recognizer.ink import Ink
from digit_recognizer.words import one_line, shortened

if TYPE_CHECKING:
    from digit_recognizer.library import Entry, Library, Summary
    from digit_recognizer.reading import Reading

KNOWN_DRAWINGS = 100  # drawings of this window that saying what they are labels
NOTHING_TO_SAVE = tr_later("Nothing to save yet: draw something first")
NO_PICTURES = tr_later(
    "The library keeps what is drawn, no pictures: File > Export PNG… saves this one"
)


class Saving(Observed[[]]):
    """Saves the drawings of ``session``, which reads them by now or later.

    Listeners are told of changes of the library. ``on_info``: called with a few words when something
    was saved. ``on_collected``: the same where nobody asked for it just now, with what takes it back.
    ``on_error``: called with a sentence when something could not be saved. ``on_question``: called when
    it is time to ask whether corrected drawings are to be saved; :meth:`answer` takes the answer.
    """

    def __init__(
        self, session: Session, library_thread: LibraryThread, settings: Settings, *,
        on_info: Callable[[str], None], on_error: Callable[[str], None],
        on_collected: Callable[[str, Callable[[], None]], None],
        on_question: Callable[[], None],
    ) -> None:  # fmt: skip
        super().__init__()
        self._session, self._library_thread, self._settings = session, library_thread, settings
        self._on_info, self._on_error = on_info, on_error
        self._on_collected, self._on_question = on_collected, on_question
        self._unsaved: list[str] | None = None  # sentences, while the window closes
        self._all: deque[SavedDrawing] = deque(maxlen=KNOWN_DRAWINGS)
        self._corrections: CorrectedIndices = ()  # when the drawing was last looked at
        self.is_due = False
        """Whether something was corrected that is not saved yet, though it is to be."""
        session.listen(self._on_change)
        session.editor.on_library(self._on_step)

    @property
    def saved(self) -> SavedDrawing | None:
        """What the library has of the ink as it is now; None where that is not in it."""
        saved = self._of(self._session.editor.ink)
        return saved if saved is not None and self._is_shown(saved) else None

    @property
    def known(self) -> tuple[SavedDrawing, ...]:
        """The drawings of this window that are in the library, or were, the oldest first."""
        return tuple(self._all)

    def restore(self, known: Sequence[SavedDrawing]) -> None:
        """Take over what another window knew."""
        self._all.extend(known)

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
        """Take ``label`` for what the drawing, if there is one, really is, as one step of undo.

        It is saved where corrected drawings are wanted, or where it is in the library already.
        """
        if self._session.editor.is_empty or not self._can_save():
            return
        saved = self.saved
        self._session.editor.say(label)
        if self._settings.collects or saved is not None:
            self._save(label, is_step=False)
        elif self._settings.collects is None:
            self._on_question()
        self._changed()

    def answer(self, collects: bool) -> None:
        """Save corrected drawings from now on, this one too, or do not."""
        self._settings.change(collects=collects)
        label = self._said()
        if collects and label is not None and self.saved is None and not self._has_picture():
            self._save(label, is_step=False)

    def take_back(self, change: LibraryChange) -> None:
        """Take back a change of the library, whatever was done since, as a step of its own."""
        back = change.back
        self._session.note(back)
        self._apply(back)

    def confirm(self) -> None:
        """Save the drawing as one that was read rightly."""
        if not self._can_save():
            return
        reading = self._present()
        if reading is None or not reading.text or reading.no_symbol:
            self._fail(tr("Nothing was read that could be right: correct it first."))
        else:
            self._save(reading.text)

    def finish(self) -> None:
        """Save the drawing before it goes, if everything is saved, or corrected drawings are."""
        if not self._session.editor.ink or self.saved is not None or self._has_picture():
            return
        if self._settings.keep_all:
            self._save(self._likely_label(), is_step=False)
        elif self._settings.collects and self._said() is not None:
            self._save(self._said(), is_step=False)

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
            unsaved.append(tr("The library takes too long; the drawing is still on the canvas."))
        return unsaved[-1] if unsaved else ""

    def adopt(self, entry: "Entry", ink: Ink) -> None:
        """Take ``ink``, which is about to be shown, for ``entry`` of the library."""
        self._all.append(SavedDrawing(ink, Shelf(True, entry.label), entry.id))

    def look_again(self, done: Callable[[], None]) -> None:
        """Look whether the drawing is still in the library, and with which label; then call ``done``."""
        saved = self.saved
        if saved is None:
            return

        def job(library: "Library") -> "list[Summary]":
            return [] if saved.id is None else library.summaries_of([saved.id])

        def then(found: "list[Summary]") -> None:
            saved.shelf = Shelf(True, found[0].label) if found else Shelf()
            if self._is_shown(saved):
                self._session.editor.follow(saved.label or "")
            done()

        self._library_thread.ask(job, then, self._fail)

    def settle(self) -> None:
        """Save what was corrected, once the pen rests; corrections that leave doubt wait for more."""
        said = self._said()
        if self.is_due and not self._session.editor.is_busy and said is not None:
            self._save(said, is_step=False)

    def _can_save(self) -> bool:
        """Whether there is ink alone; else say what there is."""
        if self._has_picture():
            self._fail(tr(NO_PICTURES))
        elif not self._session.editor.ink:
            self._on_info(tr(NOTHING_TO_SAVE))
        else:
            return True
        return False

    def _save(self, label: str | None, *, is_step: bool = True) -> None:
        """Save the drawing. ``is_step``: somebody asks for just that, so that it is undone alone."""
        ink, old = self._session.editor.ink, self._of(self._session.editor.ink)
        self.is_due = False
        if old is not None and self._is_shown(old):
            if old.label == label:
                self._done(
                    tr("Already saved as {label}", label=_line(label))
                    if label
                    else tr("Already saved")
                )
                return
            moves = [Move(old, old.shelf, Shelf(True, label))]
        else:
            saved = SavedDrawing(ink)
            self._all.append(saved)
            moves = [Move(saved, Shelf(), Shelf(True, label))]
            if old is not None and (label is not None or old.label is None):
                moves.append(Move(old, old.shelf, Shelf()))
        change = LibraryChange(tuple(moves))
        self._session.note(change, is_step=is_step)
        self._apply(change, self._drawn(label), is_asked=is_step)

    def _apply(
        self, change: LibraryChange, drawn: "Callable[[], Entry] | None" = None, *,
        is_asked: bool = True,
    ) -> None:  # fmt: skip
        """Have the library's thread do ``change``; ``drawn``: the entry, where it is done first."""
        former = [(move.drawing, move.drawing.shelf) for move in change.moves]
        writer = self._settings.writer
        for move in change.moves:
            move.drawing.shelf = move.after

        def job(library: "Library") -> list[str]:
            return [put(library, move, writer, drawn) for move in change.moves]

        def failed(sentence: str) -> None:
            for drawing, shelf in former:
                drawing.shelf = shelf
            if drawn is not None:
                self._session.unnote(change)
            self._fail(sentence)
            self._changed()

        def then(texts: list[str]) -> None:
            note, label = _words(texts[0], change.moves[0]), change.moves[0].after.label
            if is_asked:
                # As right: the line below the reading says so.
                is_said = change.moves[0].after.is_there and label and texts[0] in {"", label}
                self._done("" if is_said else note)
            else:
                self._on_collected(note, lambda: self.take_back(change))
                self._changed()

        self._library_thread.ask(job, then, failed)
        self._changed()

    def _on_step(self, change: LibraryChange, is_back: bool) -> None:
        """Do again, or take back, a change of the library whose step is redone or undone."""
        self._apply(change.back if is_back else change)

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
        editor, ink = self._session.editor, self._session.editor.ink
        if change == "file" or not ink or self._has_picture():
            self._corrections, self.is_due = (), False
        elif change == "reading":
            corrections = self._session.corrections.within(ink)
            if corrections == self._corrections:
                return
            self._corrections = corrections
            if corrections and not editor.can_redo:  # else it was undone, not said
                self.is_due = self._settings.collects is True
                if self._settings.collects is None:
                    self._on_question()

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
        """Return what the drawing is, as a person said; None while something of it is doubtful."""
        if self._session.editor.said:
            return self._session.editor.said
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
        newest = [each for each in reversed(self._all) if each.shelf.is_there]
        return next((each for each in newest if not strokes.isdisjoint(map(id, each.ink))), None)


def _words(text: str, move: Move) -> str:
    """Return what was done, for the status bar; ``text``: what a new drawing was read as."""
    label = move.after.label
    if not move.after.is_there:
        return tr("Taken back: not saved any more")
    if label is None:
        if text:
            return tr("Saved: read as {text}, not labelled", text=_line(text))
        return tr("Saved without a label") if move.before.is_there else tr("Saved, not read")
    if text in {"", label}:
        return tr("Saved as {label}", label=_line(label))
    return tr("Saved as {label}, was read as {text}", label=_line(label), text=_line(text))


def _line(text: str) -> str:
    """Return ``text`` on one short line."""
    return shortened(one_line(text), 24)
