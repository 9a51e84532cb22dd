"""What can be done with pictures: open, paste, drop, turn, straighten, choose a region, remove.

Purpose: connect the window to the picture under the ink; ``commands`` are the actions of its menu.
Contract: opening and straightening are done on threads of their own; what goes wrong is one sentence in
the status bar, and what is on the canvas stays. Each change is one step of undo.
Not here: what is seen of a picture (``app.picture.picture``, ``layer``), reading it
(``app.picture.reading``).
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from digit_recognizer.app.language import tr, tr_later
from digit_recognizer.app.picture.images import opened_file, opened_page
from digit_recognizer.app.picture.pages import Pages
from digit_recognizer.app.picture.picture import PICTURE_BUG, Picture, Side, Source
from digit_recognizer.app.session import Change
from digit_recognizer.errors import DigitRecognizerError
from digit_recognizer.gui.context import WindowContext
from digit_recognizer.gui.picture.clipboard import Drops, clipping
from digit_recognizer.gui.picture.layer import PictureLayer
from digit_recognizer.gui.picture.page_turning import PageTurning
from digit_recognizer.gui.picture.region import RubberBand
from digit_recognizer.gui.picture.side_work import Done, SideWork
from digit_recognizer.gui.picture.strip import PictureStrip
from digit_recognizer.gui.picture.table_actions import TableActions
from digit_recognizer.ink.model import Box

NO_PICTURE = tr_later("There is no picture: open or paste one first")
ALREADY_STRAIGHT = tr_later("It is straight already")
EMPTY_REGION = tr_later("There is next to nothing in that region")


class PictureActions:
    """The pictures of one window.

    ``opening``: reads files; ``leave()``: save what is on the canvas where that is wanted, and return
    whether it may go; ``make_room()``: makes room for results, after a pause; ``open_file``: opens a
    file of any kind.
    """

    def __init__(
        self,
        context: WindowContext,
        opening: SideWork,
        *,
        leave: Callable[[], bool],
        make_room: Callable[[], None],
        open_file: Callable[[Path], None],
    ) -> None:
        self._context = context
        self._canvas, self._session, self._status = (
            context.canvas, context.session, context.status,
        )  # fmt: skip
        self._opening = opening
        self._leave, self._make_room, self._open_file = leave, make_room, open_file
        self._has_room: Picture | None = None
        self.layer = PictureLayer(self._canvas, context.pump, context.theme)
        self._strip: PictureStrip | None = None  # until there is a picture: the start is not slower
        self.band = RubberBand(self._canvas, context.theme, self._cut)
        self.drops = Drops(self._canvas, open_file)
        self._looking = SideWork(context, "looking at pictures", PICTURE_BUG)
        self._seen: Picture | None = None
        self.turning = PageTurning(
            context.dialogs, context.status, present=self._pages, open_page=self._open_page
        )
        self.tables = TableActions(context, self._room)
        self._session.editor.listen(self._on_change)
        self._session.listen(self._on_session)

    @property
    def commands(self) -> dict[str, Callable[[], None]]:
        """The actions of the menu, by the names of the table."""
        return {
            "turn_left": partial(self._turn, "left"),
            "turn_right": partial(self._turn, "right"),
            "straighten": self.straighten,
            "region": self.region,
            "remove_picture": self.remove_picture,
            **self.turning.commands,
            **self.tables.commands,
        }

    def straighten(self) -> None:
        """Make the writing level."""
        picture = self._present()
        if picture is not None:
            self._looking.do(partial(self._levelled, picture))

    def region(self) -> None:
        """Choose what of the picture is to stay, or choose nothing after all."""
        picture = self._present()
        if self.band.is_out:
            self.band.end()
        elif picture is not None:
            self.band.begin(picture.box)
        self._show_strip()

    def remove_picture(self) -> None:
        """Take the picture away; what was drawn stays."""
        if self._present() is not None:
            self._session.editor.put(None, self._session.editor.ink)

    def paste(self) -> None:
        """Show the picture, or open the file, that is on the clipboard."""
        try:
            found = clipping(self._canvas)
        except DigitRecognizerError as error:
            self._status.warn(str(error))
            return
        if isinstance(found, Path):
            self._open_file(found)
        else:
            self._opening.do(partial(self._fetched, found))

    # What the window calls

    def open(self, path: Path) -> None:
        """Show the picture in ``path`` as soon as it is decoded, or say why not."""
        self._status.say(tr("Opening {name}…", name=path.name))
        self._opening.do(lambda: partial(self._show, opened_file(path)))

    @property
    def strip(self) -> PictureStrip:
        """What stands below a picture."""
        if self._strip is None:
            self._strip = PictureStrip(
                self._context.strips[0], self._context.theme, self._context.command,
                on_take=self.band.take, on_leave=self.band.leave,
            )  # fmt: skip
        return self._strip

    def refresh(self) -> None:
        """Show the picture and its tables in the canvas's zoom."""
        self.layer.refresh()
        self.tables.refresh()

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being opened, looked at, read as a table or drawn."""
        is_quiet = self._opening.is_idle and self._looking.is_idle and self.tables.is_idle
        return is_quiet and self.layer.is_shown

    # What happens

    def _show(self, source: Source, *, turns: bool = False) -> None:
        if not self._leave():
            return
        self.turning.arrived()
        self._pack_strip()  # first: the canvas must know its size to fit the picture into it
        self._canvas.update_idletasks()
        picture = Picture.of(source, *self._room())
        if turns:
            self._session.turn_page(picture)
        else:
            self._session.show_picture(picture)
        self._context.on_shown()
        if source.pages is not None:
            self._status.say(source.pages.caption)
        else:
            self._status.say("")  # it is open

    def _pages(self) -> Pages | None:
        """Return which page of its file the picture is, where that has several."""
        picture = self._session.editor.picture
        return None if picture is None else picture.source.pages

    def _open_page(self, pages: Pages) -> None:
        def opened() -> Done:
            return partial(self._turned_to, opened_page(pages))

        self._opening.do(opened)

    def _turned_to(self, source: Source) -> None:
        pages = self._pages()
        if pages is not None and pages.is_of(source.pages):  # else another one was opened meanwhile
            self._show(source, turns=True)

    def _turn(self, side: Side, quarters: int = 1) -> None:
        picture = self._present()
        if picture is not None:
            self._change(picture.turned(side, quarters).placed(*self._room()))

    def _level(self, picture: Picture, slope: float) -> None:
        if picture is not self._session.editor.picture:
            return  # another one meanwhile
        if slope == 0.0:
            self._status.say(tr(ALREADY_STRAIGHT))
        else:
            self._change(picture.straightened(slope))

    def _cut(self, region: Box | None) -> None:
        self._show_strip()
        picture = self._session.editor.picture
        if region is None or picture is None:
            return
        cut = picture.cut(region)
        if cut is None:
            self._status.say(tr(EMPTY_REGION))
        else:
            self._change(cut.placed(*self._room()))

    def _change(self, picture: Picture) -> None:
        self.band.end()
        self._session.change_picture(picture)
        self._context.on_shown()

    def _room(self) -> tuple[int, int]:
        return self._canvas.winfo_width(), self._canvas.winfo_height()

    def _present(self) -> Picture | None:
        picture = self._session.editor.picture
        if picture is None:
            self._status.say(tr(NO_PICTURE))
        return picture

    def _on_session(self, change: Change) -> None:
        """Make room for the results of a picture when it is read first; offer to turn it."""
        picture = self._session.editor.picture
        if change == "lying" and picture is not None:
            quarters = self._session.quarters_to_turn
            self._status.offer_turn(quarters, partial(self._turn, "left", quarters))
        if change == "reading" and picture is not None and picture is not self._has_room:
            self._has_room = picture
            self._make_room()

    def _on_change(self) -> None:
        picture = self._session.editor.picture
        if picture is not self._seen:
            self._seen = picture
            self.band.end()
            self._status.offer_turn(0)
            self._show_strip()

    def _show_strip(self) -> None:
        picture = self._session.editor.picture
        if picture is not None:
            self.strip.show(picture, chooses=self.band.is_out)
            self._pack_strip()
        elif self._strip is not None:
            self._strip.pack_forget()

    def _pack_strip(self) -> None:
        if not self.strip.winfo_manager():
            self.strip.pack(side="bottom", fill="x", before=self._context.strips[1])

    # On the threads

    def _fetched(self, found: Callable[[], Source | Path]) -> Done:
        clip = found()
        if isinstance(clip, Path):
            return partial(self._open_file, clip)
        return partial(self._show, clip)

    def _levelled(self, picture: Picture) -> Done:
        from digit_recognizer.app.picture.reading import slope_of

        return partial(self._level, picture, slope_of(picture))
