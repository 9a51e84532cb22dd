"""The strip with the question how 1, 7 and 0 are written, and the window "My handwriting".

Purpose: ask once how they are written; show the window.
Contract: nothing is asked before a 1 was taken for a 7, or a 7 for a 1; nothing stands in the way of
drawing.
Not here: what becomes of the answers (``app.handwriting.profiles``), the strip itself
(``style_questions``), learning (``app.handwriting.model``).
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from digit_recognizer.app.handwriting.profiles import WriterProfiles
from digit_recognizer.gui.context import WindowContext
from digit_recognizer.gui.handwriting.style_questions import StyleQuestions

if TYPE_CHECKING:
    from digit_recognizer.gui.handwriting.window import HandwritingWindow

LOOKALIKES = {"1", "7"}
"""Digits that are written alike in different countries."""


class HandwritingController:
    """The part of one window that is about how the writer writes."""

    def __init__(self, context: WindowContext, on_strip: Callable[[], None]) -> None:
        """``on_strip()``: called when the question comes, and when it goes."""
        self._context, self._on_strip = context, on_strip
        self.strip: StyleQuestions | None = None
        """The question, while it is shown."""
        self.window: HandwritingWindow | None = None
        status, settings = context.status, context.settings
        self.profiles = WriterProfiles(
            context.session, settings, context.library_thread,
            on_info=status.say, on_error=status.warn, on_saved=self._on_saved,
            on_use=lambda is_known: status.show_library(settings, is_known=is_known),
        )  # fmt: skip

    def show_window(self) -> None:
        """Show what is known of writers; a window that is open comes to the front."""
        if self.window is not None and self.window.is_open:
            self.window.lift()
            return
        from digit_recognizer.gui.handwriting.window import HandwritingWindow  # a faster start

        self.window = HandwritingWindow(
            self._context, on_profiles=self.profiles.apply, ask_styles=self.ask_styles
        )

    def ask_styles(self) -> None:
        """Show the question how 1, 7 and 0 are written, with what was answered before."""
        if self.strip is None:
            parent, above = self._context.strips
            self.strip = StyleQuestions(
                parent, self._context.theme, self._context.settings.digit_styles or (), self._answer
            )
            self.strip.pack(side="bottom", fill="x", before=above)
            self._on_strip()

    def corrected(self, read: str, said: str) -> None:
        """Ask once, when what was ``read`` as 1 or 7 turned out to be the other: there it helps."""
        if {read, said} == LOOKALIKES and self.profiles.is_question_due:
            self.ask_styles()

    def _answer(self, answers: tuple[str, ...]) -> None:
        if self.strip is not None:
            self.strip.destroy()
            self.strip = None
            self._on_strip()
        self._context.canvas.focus_set()
        if answers:
            self.profiles.answer(answers)
        else:
            self.profiles.skip()

    def _on_saved(self) -> None:
        if self.window is not None and self.window.is_open:
            self.window.refresh()
