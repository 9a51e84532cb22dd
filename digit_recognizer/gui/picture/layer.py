"""The picture under the ink, on the canvas.

Purpose: show the editor's picture in the canvas's zoom and colours.
Contract: it is drawn on a thread of its own; until it is, its frame stands there, or the picture in its
former size. It lies under everything else on the canvas.
Not here: what happens to pictures (``actions``).
"""

import tkinter as tk
from dataclasses import dataclass, field, replace

from digit_recognizer.app.jobs import Failure, LatestCall
from digit_recognizer.app.palette import DARK_PALETTE, Palette
from digit_recognizer.app.picture.images import ppm
from digit_recognizer.app.picture.picture import PICTURE_BUG, Picture
from digit_recognizer.gui.canvas.ink_canvas import InkCanvas
from digit_recognizer.gui.toolkit.pump import Pump
from digit_recognizer.gui.toolkit.theme import Theme


@dataclass(frozen=True, slots=True)
class _Drawn:
    """``picture`` as it is to be shown, at (``left``, ``top``) of the zoomed canvas."""

    picture: Picture
    zoom: float
    palette: Palette
    ppm: bytes = field(default=b"", compare=False)


class PictureLayer:
    """The picture of ``canvas``'s editor, on ``canvas``."""

    def __init__(self, canvas: InkCanvas, pump: Pump, theme: Theme) -> None:
        self._canvas, self._pump, self._theme = canvas, pump, theme
        self._jobs: LatestCall[_Drawn] = LatestCall("drawing pictures", PICTURE_BUG)
        self._wanted: _Drawn | None = None
        self.photo: tk.PhotoImage | None = None
        self._image = self._frame = 0
        canvas.editor.listen(self.refresh)
        pump.add(self._deliver)
        canvas.bind("<Destroy>", lambda _: self._jobs.stop(), add=True)
        theme.follow(canvas, self.refresh)

    @property
    def is_shown(self) -> bool:
        """Whether the picture is on the canvas as it is to be."""
        return self._wanted is None or (self.photo is not None and self._jobs.is_idle)

    def refresh(self) -> None:
        """Show the picture as it is now; called after every change of the ink too."""
        picture = self._canvas.editor.picture
        if picture is None:
            if self._wanted is not None:
                self._wanted = self.photo = None
                self._canvas.delete("picture")
            return
        old, new = self._wanted, _Drawn(picture, self._canvas.zoom, self._theme.palette)
        if old == new:
            return
        self._wanted = new
        if old is None or (old.picture.source, old.picture.box) != (picture.source, picture.box):
            self.photo = None
            self._canvas.delete("picture")
            self._image = self._canvas.create_image(0, 0, anchor="nw", tags="picture")
            self._frame = self._canvas.create_rectangle(0, 0, 0, 0, tags="picture")
        self._place(new)
        self._jobs.ask(lambda: _drawn(new))
        self._pump.wake()

    def _place(self, drawn: _Drawn) -> None:
        left, top, right, bottom = (side * drawn.zoom for side in drawn.picture.box)
        self._canvas.coords(self._image, left, top)
        self._canvas.coords(self._frame, left, top, right, bottom)
        self._canvas.itemconfigure(self._frame, outline=drawn.palette.edge)
        self._canvas.tag_lower("picture")

    def _deliver(self) -> bool:
        for answer in self._jobs.answers():
            if not isinstance(answer, Failure) and answer == self._wanted:
                self.photo = tk.PhotoImage(master=self._canvas, data=answer.ppm, format="PPM")
                self._canvas.itemconfigure(self._image, image=self.photo)
        return not self._jobs.is_idle


def _drawn(drawn: _Drawn) -> _Drawn:
    is_dark = drawn.palette == DARK_PALETTE
    return replace(drawn, ppm=ppm(drawn.picture, drawn.zoom, dark=is_dark))
