"""Tables on pictures: read one, correct its cells, copy and save it.

Purpose: connect the window to the tables of the picture on its canvas.
Contract: looking and reading are done on a thread; tables of a picture that is gone by then are dropped.
While tables are shown, presses on the canvas are about cells, and draw nothing. Reading and each
correction are one step of undo.
Not here: reading itself (``app.picture.table_reading``), the look of a cell in hand (``cell_popup``).
"""

import tkinter as tk
from collections.abc import Callable, Sequence
from functools import partial

from digit_recognizer.app.language import tr, tr_later
from digit_recognizer.app.palette import mixed
from digit_recognizer.app.picture.picture import Picture
from digit_recognizer.app.picture.table import PictureTables, Place, TableCell
from digit_recognizer.app.session import NO_MODEL
from digit_recognizer.errors import DigitRecognizerError
from digit_recognizer.files import write_atomically
from digit_recognizer.gui.canvas.ink_canvas import InkCanvas
from digit_recognizer.gui.canvas.overlay import BOX_DASHES, LABEL_SIZE
from digit_recognizer.gui.context import WindowContext
from digit_recognizer.gui.picture.cell_popup import CellPopup
from digit_recognizer.gui.picture.side_work import Done, SideWork
from digit_recognizer.gui.toolkit.theme import Theme
from digit_recognizer.ink.model import Box

NO_PICTURE_OF_TABLE = tr_later("There is no picture of a table: open or paste one first")
NO_TABLE = tr_later("There is no table: photograph all of it, with its lines")
NOT_READ_AS_TABLE = tr_later("There is no table to save: read the picture as a table first")
READING_TABLE = tr_later("Reading the table…")
TABLE_ADVICE = tr_later("Tap a cell to correct it; what you copy pastes into a spreadsheet")
TURNED_TABLE = tr_later("The picture was turned: the table can be read so")
TABLE_BUG = tr_later("The table can't be read ({}).")
CELL_FRAME_STRENGTH = 0.75  # share of colour in the frame of a cell
CELL_FRAME_INSET = 0.06  # of its height: frames of neighbours are apart
CELL_LABEL_SHARE = 0.3  # of a cell's height: the writing is to be seen
MIN_CELL_LABEL_SIZE = 8  # design pixels


class TableActions:
    """The tables of one window. ``room()``: width and height for a picture that is turned."""

    def __init__(self, context: WindowContext, room: Callable[[], tuple[int, int]]) -> None:
        self._context, self._room = context, room
        self._canvas, self._session, self._status = (
            context.canvas, context.session, context.status,
        )  # fmt: skip
        self._layer = TableLayer(self._canvas, context.theme)
        self.popup = CellPopup(self._canvas, context.theme, self._choose, partial(self._hold, None))
        self._looking = SideWork(context, "looking for tables", TABLE_BUG)
        self._reading = SideWork(context, "reading tables", TABLE_BUG)
        self._looked_at: Picture | None = None
        self._in_hand: int | None = None
        self._cursor = ""
        self._tag, self._is_shown = f"Tables{self._canvas}", False
        for sequence, run in (
            ("<ButtonPress-1>", self._on_press),
            ("<ButtonPress-3>", self._on_press),
            ("<Tab>", self._on_tab),
        ):
            self._canvas.bind_class(self._tag, sequence, run)
        for sequence in ("<Motion>", "<ButtonRelease-1>", "<ButtonRelease-3>"):
            self._canvas.bind_class(self._tag, sequence, "break")
        self._session.listen(lambda _: self._look())
        self._session.editor.listen(self._on_change)
        context.theme.follow(self._canvas, self.refresh)

    @property
    def commands(self) -> dict[str, Callable[[], None]]:
        """The actions of the menu, by the names of the table."""
        return {"read_table": self.read, "save_table": self.save}

    @property
    def is_idle(self) -> bool:
        """Whether no table is being looked for or read."""
        return self._looking.is_idle and self._reading.is_idle

    def read(self) -> None:
        """Read the picture as a table; one that is read so already is read as ever again."""
        picture, reader = self._session.editor.picture, self._session.reader
        if picture is None:
            self._status.say(tr(NO_PICTURE_OF_TABLE))
        elif self._session.editor.tables is not None:
            self._session.read_tables_as(None)
        elif reader is None:
            self._status.say(tr(NO_MODEL))
        else:
            self._status.offer_table(False)
            self._status.say_until_next(tr(READING_TABLE))

            def found() -> Done:
                from digit_recognizer.app.picture.table_reading import tables_on

                return partial(self._show, picture, *tables_on(picture, reader))

            self._reading.do(found)

    def save(self) -> None:
        """Ask for a file and save the table as CSV."""
        tables = self._session.editor.tables
        if tables is None:
            self._status.say(tr(NOT_READ_AS_TABLE))
            return
        path = self._context.dialogs.path_to_save("table", "table")
        if path is None:
            return
        try:
            write_atomically(path, tables.csv().encode("utf-8-sig"))
        except DigitRecognizerError as error:
            self._context.dialogs.error(str(error))
        else:
            self._status.say(tr("Saved {name}", name=path.name))

    def refresh(self) -> None:
        """Show the tables as they are now, in the canvas's zoom and colours."""
        editor = self._session.editor
        self._layer.show(editor.picture, editor.tables, self._in_hand)

    # What happens

    def _look(self) -> None:
        """Offer to read a picture as a table where it looks like one, once it is read as ever."""
        picture = self._session.editor.picture
        if picture is None or self._session.reading is None or picture is self._looked_at:
            return
        self._looked_at = picture

        def looked() -> Done:
            from digit_recognizer.app.picture.table_reading import shows_table

            return partial(self._offer, picture, shows_table(picture))

        self._looking.do(looked)

    def _offer(self, picture: Picture, is_table: bool) -> None:
        if picture is self._session.editor.picture and self._session.editor.tables is None:
            self._status.offer_table(is_table)

    def _show(self, picture: Picture, turned: int, tables: PictureTables) -> None:
        editor = self._session.editor
        if picture is not editor.picture or editor.tables is not None:
            self._status.say("")
        elif not tables.cells:
            self._status.warn(tr(NO_TABLE))
        elif turned:
            picture = picture.turned("left", turned)
            self._session.change_picture(picture.placed(*self._room()), tables)
            self._context.on_shown()
            self._status.say(tr(TURNED_TABLE))
        else:
            self._session.read_tables_as(tables)
            self._status.say(tr(TABLE_ADVICE))

    def _on_change(self) -> None:
        editor = self._session.editor
        is_shown = editor.tables is not None
        if is_shown != self._is_shown:
            self._is_shown, tags = is_shown, list(self._canvas.bindtags())
            if is_shown:
                tags.insert(1, self._tag)  # after what moves the paper
                self._cursor = str(self._canvas.cget("cursor"))
            else:
                tags.remove(self._tag)
            self._canvas.configure(cursor="hand2" if is_shown else self._cursor)
            self._canvas.bindtags(tags)
        if is_shown or editor.picture is not self._looked_at:
            self._status.offer_table(False)
        self._hold(None)

    def _hold(self, number: int | None) -> None:
        """Ask what the cell of this number holds; None: about none."""
        self._in_hand = number
        self.refresh()
        picture, tables = self._session.editor.picture, self._session.editor.tables
        if number is None or picture is None or tables is None:
            self.popup.close()
            return
        cell = tables.cells[number]
        x, y = zip(*self._layer.corners(picture, cell), strict=True)
        left, top = self._canvas.canvasx(0), self._canvas.canvasy(0)
        self.popup.open(cell, Box(min(x) - left, min(y) - top, max(x) - left, max(y) - top))

    def _on_press(self, event: "tk.Event[tk.Misc]") -> str:
        picture, tables = self._session.editor.picture, self._session.editor.tables
        number = None
        if picture is not None and tables is not None and not self.popup.is_open:
            x, y = self._canvas.spot(event.x, event.y)
            number = tables.at(
                (x - picture.left) / picture.scale, (y - picture.top) / picture.scale
            )
        self._hold(number)
        return "break"

    def _choose(self, text: str, goes_on: bool) -> None:
        number, tables = self._in_hand, self._session.editor.tables
        if number is None or tables is None:
            return
        self._session.read_tables_as(tables.corrected(number, text))
        if goes_on:
            self._next(number)

    def _next(self, after: int = -1) -> None:
        """Go to the next doubtful cell, after the last one to the first again."""
        tables = self._session.editor.tables
        doubtful = () if tables is None else tables.doubtful
        self._hold(next((n for n in doubtful if n > after), doubtful[0] if doubtful else None))

    def _on_tab(self, _: "tk.Event[tk.Misc]") -> str | None:
        self._next()
        return None if self._in_hand is None else "break"


class TableLayer:
    """The cells on ``canvas``: their frames, and what was read in them, on the picture below the ink."""

    def __init__(self, canvas: InkCanvas, theme: Theme) -> None:
        self._canvas, self._theme = canvas, theme

    def show(
        self, picture: Picture | None, tables: PictureTables | None, in_hand: int | None
    ) -> None:
        """Show the cells of ``tables``, if any, on ``picture``; the one ``in_hand`` stands out."""
        self._canvas.delete("table")
        if picture is None or tables is None:
            return
        for number, cell in enumerate(tables.cells):
            if cell.label or number == in_hand:
                self._draw(cell, self.corners(picture, cell), is_in_hand=number == in_hand)

    def corners(self, picture: Picture, cell: TableCell) -> list[Place]:
        """Return where the corners of ``cell`` are, in canvas coordinates."""
        zoom, scale = self._canvas.zoom, picture.scale
        return [
            (zoom * (picture.left + scale * x), zoom * (picture.top + scale * y))
            for x, y in cell.corners
        ]

    def _draw(self, cell: TableCell, corners: Sequence[Place], *, is_in_hand: bool) -> None:
        theme, palette = self._theme, self._theme.palette
        certainty = "doubtful" if cell.reason else "sure"
        colour = palette.doubt if cell.reason else palette.sure
        strength = 1.0 if is_in_hand or cell.reason else CELL_FRAME_STRENGTH
        height = corners[3][1] - corners[0][1]
        inset = max(1.0, CELL_FRAME_INSET * height)
        middle = [sum(values) / len(corners) for values in zip(*corners, strict=True)]
        frame = [
            value + (inset if value < centre else -inset)
            for place in corners
            for value, centre in zip(place, middle, strict=True)
        ]
        self._canvas.create_polygon(
            frame, fill="", outline=mixed(palette.paper, colour, strength), tags="table",
            dash=BOX_DASHES[certainty], width=2 if is_in_hand else 1,
        )  # fmt: skip
        if not cell.label:
            return
        size = min(LABEL_SIZE, max(MIN_CELL_LABEL_SIZE, CELL_LABEL_SHARE * height / theme.scale))
        label = self._canvas.create_text(
            frame[2] - theme.px(6), frame[3], text=cell.label, anchor="e", fill=colour,
            font=theme.font(round(size)), tags="table",
        )  # fmt: skip
        # It stands on the frame, where there is seldom any writing, as the title of a group does.
        ground = self._canvas.create_rectangle(
            self._canvas.bbox(label), fill=palette.paper, width=0, tags="table"
        )
        self._canvas.tag_lower(ground, label)
