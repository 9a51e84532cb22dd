"""What of the canvas is kept in the library.

Purpose: keep the drawing that is on the canvas with what was read and what it really is; keep it anew
when it is saved again after a change; keep what a person corrected, and everything where that is
wanted.
Contract: a drawing is kept once: saying what it is labels the one that is there, and saving it after a
change puts the new one in its place (the old one goes to the library's bin). Two inks are the same
drawing while they share a stroke; one whose label no longer fits stays, beside the new one. Nothing
here waits: the librarian's thread writes, and what it says comes to ``note`` or ``fail``. The drawing
on the canvas is never touched.
Not here: Tk; the library's file (``library``), its thread (``librarian``).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digit_recognizer.alphabet import DIGITS
from digit_recognizer.app.library.library_thread import Librarian
from digit_recognizer.app.session import Change, Session
from digit_recognizer.app.settings import Settings
from digit_recognizer.ink import Ink, Stroke
from digit_recognizer.words import one_line, shortened

if TYPE_CHECKING:
    from digit_recognizer.library import Entry, Library, Summary
    from digit_recognizer.reader import Reader
    from digit_recognizer.reading import Reading

REMEMBERED = 100  # drawings of this window that undo may bring back
NOTHING = "Nothing to save yet: draw something first"
NO_PICTURES = "The window saves what is drawn, no pictures: use digits library add for the file."


@dataclass(slots=True, eq=False)
class Kept:
    """A drawing of this window that is in the library, or on its way there.

    ``ink``: as it was kept. ``label``: None where nobody said what it is. ``id``: its number in the
    library, None before it is there; the librarian's thread alone reads and sets it.
    """

    ink: Ink
    label: str | None
    id: int | None = None


@dataclass(frozen=True, slots=True)
class _Seen:
    """A drawing as it is to be kept, for another thread: nothing of it changes any more."""

    ink: Ink
    reading: "Reading | None"
    expect: str
    corrections: tuple[tuple[tuple[int, ...], str], ...]
    writer: str


@dataclass(slots=True)
class _Corrected:
    """The corrections that were there when the drawing was last looked at."""

    corrections: tuple[tuple[tuple[int, ...], str], ...] = ()
    is_due: bool = False


class Keeping:
    """Keeps the drawings of ``session``. ``reader()``: what reads now, None for nothing yet."""

    def __init__(
        self,
        session: Session,
        librarian: Librarian,
        settings: Settings,
        reader: "Callable[[], Reader | None]",
    ) -> None:
        self._session, self._librarian, self._settings = session, librarian, settings
        self._reader = reader
        self._all: list[Kept] = []
        self._corrected = _Corrected()
        self._listeners: list[Callable[[], None]] = []
        self.note: Callable[[str], None] = lambda sentence: None
        """Called with a few words when something was kept."""
        self.fail: Callable[[str], None] = lambda sentence: None
        """Called with a sentence when something could not be kept."""
        session.listen(self._on_change)

    def listen(self, listener: Callable[[], None]) -> None:
        """Call ``listener`` whenever the library has changed."""
        self._listeners.append(listener)

    @property
    def kept(self) -> Kept | None:
        """What the library has of the ink as it is now; None where that is not in it."""
        kept = self._of(self._session.editor.ink)
        return kept if kept is not None and _same(kept.ink, self._session.editor.ink) else None

    @property
    def is_due(self) -> bool:
        """Whether something was corrected that is not kept yet."""
        return self._corrected.is_due

    @property
    def digit(self) -> str:
        """The one digit that was read, however doubtful; "" for other readings and for none."""
        reading = self._session.reading
        is_digit = reading is not None and not reading.lines and reading.text in DIGITS
        return reading.text if reading is not None and is_digit else ""

    def keep(self) -> None:
        """Keep the drawing as it is, with the label that its corrections say."""
        if self._has_picture():
            self.fail(NO_PICTURES)
        elif self._session.editor.ink:
            kept = self.kept
            self._keep(kept.label if kept is not None else self._likely_label())
        else:
            self.note(NOTHING)

    def say(self, label: str) -> None:
        """Keep the drawing as one that really is ``label``."""
        if self._has_picture():
            self.fail(NO_PICTURES)
        elif self._session.editor.ink:
            self._keep(label)

    def confirm(self) -> None:
        """Keep the drawing as one that was read rightly."""
        reading = self._present()
        if self._has_picture():
            self.fail(NO_PICTURES)
        elif not self._session.editor.ink:
            self.note(NOTHING)
        elif reading is None or not reading.text or reading.no_symbol:
            self.fail("Nothing was read that could be right: correct it first.")
        else:
            self._keep(reading.text)

    def finish(self) -> None:
        """Keep the drawing before it goes, if everything is kept or it was corrected."""
        ink = self._session.editor.ink
        if not ink or self.kept is not None or self._has_picture():
            return
        if self._settings.keep_all or self._session.corrections.within(ink):
            self._keep(self._likely_label(), is_quiet=True)

    def adopt(self, entry: "Entry", ink: Ink) -> None:
        """Take ``ink``, which is about to be shown, for ``entry`` of the library."""
        self._remember(Kept(ink, entry.label, entry.id))

    def look_again(self, done: Callable[[], None]) -> None:
        """Look whether the drawing is still in the library, and with which label; then call ``done``."""
        kept = self.kept
        if kept is None:
            return

        def job(library: "Library") -> "list[Summary]":
            return [] if kept.id is None else library.summaries_of([kept.id])

        def then(found: "list[Summary]") -> None:
            if found:
                kept.label = found[0].label
            else:
                self._forget(kept)
            done()

        self._librarian.ask(job, then, self.fail)

    def settle(self) -> None:
        """Keep what was corrected, once the pen rests; corrections that leave doubt wait for more."""
        if self.is_due and not self._session.editor.is_busy and self._said() is not None:
            self._keep(self._said())

    def _keep(self, label: str | None, *, is_quiet: bool = False) -> None:
        ink = self._session.editor.ink
        old = self._of(ink)
        self._corrected.is_due = False
        if old is not None and _same(old.ink, ink):
            self._relabel(old, label)
            return
        kept = Kept(ink, label)
        self._remember(kept)
        is_replaced = old is not None and (label is not None or old.label is None)
        seen, reader = self._seen(), self._reader()

        def job(library: "Library") -> str:
            entry = entry_of(seen, label, reader)
            (kept.id,) = library.add([entry])
            if is_replaced and old is not None and old.id is not None:
                library.delete([old.id])
            return entry.text

        self._librarian.ask(
            job,
            lambda text: self._done("" if is_quiet else _words(text, label)),
            lambda sentence: self._on_failure(kept, sentence),
        )
        self._tell()

    def _relabel(self, kept: Kept, label: str | None) -> None:
        before, kept.label = kept.label, label
        seen, reader = self._seen(), self._reader()

        def job(library: "Library") -> None:
            if kept.id is not None and library.summaries_of([kept.id]):
                library.relabel([kept.id], label)
            else:  # deleted meanwhile, or never added
                (kept.id,) = library.add([entry_of(seen, label, reader)])

        def failed(sentence: str) -> None:
            kept.label = before
            self._on_failure(None, sentence)

        said = f"Saved as {_line(label)}" if label else "Saved without a label"
        if before == label:
            said = f"Already saved{f' as {_line(label)}' if label else ''}"
        self._librarian.ask(job, lambda _: self._done(said), failed)
        self._tell()

    def _on_failure(self, kept: Kept | None, sentence: str) -> None:
        if kept is not None:
            self._forget(kept)
        self.fail(sentence)
        self._tell()

    def _done(self, note: str) -> None:
        if note:
            self.note(note)
        self._tell()

    def _seen(self) -> _Seen:
        """Return the drawing as it is now."""
        session, ink = self._session, self._session.editor.ink
        return _Seen(
            ink, self._present(), session.expect, session.corrections.within(ink),
            self._settings.writer,
        )  # fmt: skip

    def _forget(self, kept: Kept) -> None:
        self._all = [other for other in self._all if other is not kept]

    def _tell(self) -> None:
        for listener in self._listeners:
            listener()

    def _on_change(self, change: Change) -> None:
        ink = self._session.editor.ink
        if change == "file" or not ink or self._has_picture():
            self._corrected = _Corrected()
        elif change == "reading":
            corrections = self._session.corrections.within(ink)
            if corrections != self._corrected.corrections:
                self._corrected = _Corrected(corrections, is_due=True)

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

    def _of(self, ink: Ink) -> Kept | None:
        """Return what was kept last of the drawing that ``ink`` is; None for another one."""
        strokes = set(map(id, ink))
        for kept in reversed(self._all):
            if any(id(stroke) in strokes for stroke in kept.ink):
                return kept
        return None

    def _remember(self, kept: Kept) -> None:
        self._all.append(kept)
        del self._all[:-REMEMBERED]


def entry_of(seen: _Seen, label: str | None, reader: "Reader | None") -> "Entry":
    """Return what to keep of a drawing.

    What is kept as read is the reader's own answer, without corrections: it is asked again where they
    changed it, and where the answer had not come yet.
    """
    from digit_recognizer.library import Entry

    reading = seen.reading
    if reader is not None and (reading is None or seen.corrections):
        reading = reader.read_ink(seen.ink, seen.expect)  # type: ignore[arg-type]
    if reading is None or not reading.text:
        return Entry(seen.ink, label=label, writer=seen.writer, source="window")
    return Entry(
        seen.ink, label=label, text=reading.text, confidence=reading.confidence,
        doubtful=reading.doubtful, model="" if reader is None else reader.model_of(reading),
        writer=seen.writer, source="window",
    )  # fmt: skip


def _same(one: Ink, other: Ink) -> bool:
    """Whether two inks have the very same strokes."""
    return _ids(one.strokes) == _ids(other.strokes)


def _ids(strokes: tuple[Stroke, ...]) -> tuple[int, ...]:
    return tuple(map(id, strokes))


def _words(text: str, label: str | None) -> str:
    """Return what was kept, for the status bar."""
    if label is None:
        return f"Saved: read as {_line(text)}, not labelled" if text else "Saved, not read"
    if text == label:
        return f"Saved as {_line(label)}"
    return f"Saved as {_line(label)}" + (f", was read as {_line(text)}" if text else "")


def _line(text: str) -> str:
    """Return ``text`` on one short line."""
    return shortened(one_line(text), 24)
