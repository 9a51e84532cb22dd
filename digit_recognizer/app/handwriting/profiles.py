"""Reading with what is known of how the present writer writes.

Purpose: use what was learnt of who writes, and take the answers to the question about 1, 7 and 0.
Contract: answers are kept in the settings, and as a starting profile in the library. No library is made
to look for one.
Not here: Tk; learning (``learning_run``).
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from digit_recognizer.app.language import tr, tr_later
from digit_recognizer.app.library.library_thread import LibraryThread
from digit_recognizer.app.session import Change, Session
from digit_recognizer.app.settings import Settings

if TYPE_CHECKING:
    from digit_recognizer.classifier import Profile
    from digit_recognizer.library import Library

THANKS_NOTE = tr_later("Thank you. To change it: Library, My handwriting")
SKIPPED_NOTE = tr_later("Any time: Library, My handwriting")


class WriterProfiles:
    """What is known of who writes in ``session``.

    ``on_info``, ``on_error``: called with a sentence. ``on_use(is_known)``: whether a profile is in use.
    ``on_saved``: the answers are in the library.
    """

    def __init__(
        self, session: Session, settings: Settings, library_thread: LibraryThread, *,
        on_info: Callable[[str], None], on_error: Callable[[str], None],
        on_use: Callable[[bool], None], on_saved: Callable[[], None],
    ) -> None:  # fmt: skip
        self._session, self._settings, self._library_thread = session, settings, library_thread
        self._on_info, self._on_error, self._on_use = on_info, on_error, on_use
        self._on_saved = on_saved
        self.in_use: tuple[Profile, ...] = ()
        """What was learnt of who writes, as far as it is in use."""
        session.listen(self._on_change)

    @property
    def is_question_due(self) -> bool:
        """Whether nobody was asked yet how 1, 7 and 0 are written, and the window can read."""
        return self._settings.digit_styles is None and self._session.reader is not None

    def apply(self) -> None:
        """Read with what was learnt of who writes now, if anything was."""
        reader, writer = self._session.reader, self._settings.writer
        if reader is None or self._session.is_loading:
            return

        def job(library: "Library") -> "tuple[list[Profile], list[str]]":
            from digit_recognizer.learning import stored_profiles

            return stored_profiles(library, writer, reader)

        def then(found: "tuple[list[Profile], list[str]]") -> None:
            profiles, sentences = found
            if profiles or self.in_use:
                self.in_use = tuple(profiles)
                self._session.use_profiles(profiles)
            self._on_use(bool(profiles))
            for sentence in sentences:
                self._on_error(sentence)

        self._library_thread.ask(job, then, self._on_error, makes=False)

    def answer(self, answers: tuple[str, ...]) -> None:
        """Remember how 1, 7 and 0 are written, and read with it."""
        self._settings.change(digit_styles=answers)
        reader, writer = self._session.reader, self._settings.writer
        if reader is None:
            return  # without a model there is nothing to learn with; the answers are remembered

        def job(library: "Library") -> None:
            from digit_recognizer.learning import store_answers

            networks = filter(None, (reader.classifier, reader.symbols))
            store_answers(library, writer, networks, answers)

        def then(_: None) -> None:
            self._on_info(tr(THANKS_NOTE))
            self.apply()
            self._on_saved()

        self._library_thread.ask(job, then, self._on_error)

    def skip(self) -> None:
        """Ask no more by itself; what was answered before stays."""
        if self._settings.digit_styles is None:
            self._settings.change(digit_styles=())
            self._on_info(tr(SKIPPED_NOTE))

    def _on_change(self, change: Change) -> None:
        if change == "model":
            self.apply()
