"""The cells of a picture's tables on the canvas: their frames, and what was read in them.

Purpose: show what was read where, in the look of other readings.
Contract: it paints whatever it is given; it lies on the picture, below the ink.
Not here: what a tap on a cell does (``table_actions``), their text (``app.picture.table``).
"""

from collections.abc import Sequence

from digit_recognizer.app.palette import mixed
from digit_recognizer.app.picture.picture import Picture
from digit_recognizer.app.picture.table import PictureTables, Place, TableCell
from digit_recognizer.gui.canvas.ink_canvas import InkCanvas
from digit_recognizer.gui.canvas.overlay import BOX_DASHES, LABEL_SIZE
from digit_recognizer.gui.toolkit.theme import Theme

CELL_FRAME_STRENGTH = 0.75  # share of colour in the frame of a cell
CELL_FRAME_INSET = 0.06  # of its height: frames of neighbours are apart
CELL_LABEL_SHARE = 0.3  # of a cell's height: the writing is to be seen
MIN_CELL_LABEL_SIZE = 8  # design pixels


class TableLayer:
    """The cells on ``canvas``."""

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
