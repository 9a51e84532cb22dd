"""Turning the pages of a picture: the next, the previous, any of them.

Purpose: the actions of the menu that lead to another page of the file on the canvas.
Contract: pages are opened elsewhere; keys that come faster than pages turn several at once. A page that
can't be opened is passed over by the next step.
Not here: what a page looks like (``strip``), opening it (``actions``).
"""

from collections.abc import Callable
from functools import partial

from digit_recognizer.app.language import tr, tr_later
from digit_recognizer.app.picture.pages import Pages
from digit_recognizer.gui.dialogs import Dialogs
from digit_recognizer.gui.status_bar import StatusBar

NO_OTHER_PAGE = tr_later("There are no other pages: open a PDF or a TIFF that has several")
FIRST_PAGE, LAST_PAGE = tr_later("This is the first page"), tr_later("This is the last page")


class PageTurning:
    """The actions. ``present()``: the page on the canvas; ``open_page`` opens another one."""

    def __init__(
        self, dialogs: Dialogs, status: StatusBar, *, present: Callable[[], Pages | None],
        open_page: Callable[[Pages], None],
    ) -> None:  # fmt: skip
        self._dialogs, self._status = dialogs, status
        self._present, self._open_page = present, open_page
        self._wanted: Pages | None = None  # asked for, and perhaps not there yet

    @property
    def commands(self) -> dict[str, Callable[[], None]]:
        """The actions of the menu, by the names of the table."""
        return {
            "previous_page": partial(self._turn, -1),
            "next_page": partial(self._turn, 1),
            "go_to_page": self._ask,
        }

    def arrived(self) -> None:
        """Go on from the page that is shown now."""
        self._wanted = None

    def _here(self) -> Pages | None:
        pages = self._present()
        if pages is None:
            self._status.say(tr(NO_OTHER_PAGE))
        elif self._wanted is not None and self._wanted.is_of(pages):
            return self._wanted
        return pages

    def _turn(self, by: int) -> None:
        here = self._here()
        if here is not None:
            self._go(here, here.number + by)

    def _ask(self) -> None:
        here = self._here()
        number = None if here is None else self._dialogs.ask_page(here.number, here.count)
        if here is not None and number is not None:
            self._go(here, number)

    def _go(self, here: Pages, number: int) -> None:
        there = here.at(number)
        if there.number != number:
            self._status.say(tr(FIRST_PAGE if number < 1 else LAST_PAGE))
        elif number != here.number:
            self._wanted = there
            self._status.say(tr("Opening {name}…", name=there.caption))
            self._open_page(there)
