"""The grid of thumbnails.

Purpose: show any number of drawings by making only the tiles that can be seen.
Contract: tiles are made once and used again for other drawings as the grid scrolls; of thumbnails only
the latest :data:`MAX_THUMBNAILS` are kept. The grid changes the model's selection, and nothing else of
it; what keys and clicks do beyond that is told to its ``on_`` functions.
Not here: which drawings (``gallery``), drawing them (``thumbnails``), words (``captions``).
"""

import tkinter as tk
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from tkinter import font as tkfont
from tkinter import ttk

from digit_recognizer.app.language import tr
from digit_recognizer.app.library.captions import EMPTY_LIBRARY, EMPTY_LIST, Caption, caption
from digit_recognizer.app.library.gallery import GalleryModel
from digit_recognizer.app.library.thumbnails import Thumbnails, ThumbnailStyle
from digit_recognizer.app.palette import mixed
from digit_recognizer.gui.toolkit.controls import bind_wheel
from digit_recognizer.gui.toolkit.menus import CONTROL_BIT, SHIFT_BIT
from digit_recognizer.gui.toolkit.pump import Pump
from digit_recognizer.gui.toolkit.theme import Theme

TILE_SIZE = (118, 128)  # design pixels, the gap to the next one included
THUMBNAIL_SIZE = (98, 74)
GRID_PAD = 6
GRID_WHEEL_STEP = 64  # design pixels a step
ROWS_AHEAD = 2  # rows below and above that are drawn beforehand
MAX_THUMBNAILS = 600


@dataclass(frozen=True, slots=True)
class _TileState:
    """What a tile shows."""

    words: Caption | None
    picture: tk.PhotoImage | None
    is_broken: bool
    is_chosen: bool
    has_cursor: bool


@dataclass(slots=True)
class _Tile:
    """The items of a tile, and what they show."""

    frame: int
    paper: int
    picture: int
    title: int
    detail: int
    state: _TileState | None = None


class Grid(ttk.Frame):
    """Tiles of the drawings in ``model``."""

    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        model: GalleryModel,
        thumbnails: Thumbnails,
        *,
        pump: Pump,
        on_open: Callable[[], None],
        on_edit_label: Callable[[], None],
        on_menu: Callable[[int, int], None],
    ) -> None:
        """``on_menu`` is given the place on the screen."""
        super().__init__(parent)
        self._model, self._thumbnails = model, thumbnails
        self._on_open, self._on_edit_label, self._on_menu = on_open, on_edit_label, on_menu
        self._theme, self._pump = theme, pump
        self._has_focus = False
        self._top = 0.0  # pixels scrolled past
        self.tiles: dict[int, _Tile] = {}  # by index in the list
        self._free: list[_Tile] = []
        self.pictures: OrderedDict[int, tk.PhotoImage | None] = OrderedDict()
        self._bar = ttk.Scrollbar(self, command=self._on_bar)
        self.canvas = tk.Canvas(self, width=1, height=1, highlightthickness=0, takefocus=True)
        self.canvas.pack(side="left", fill="both", expand=True)
        self._bind_events()
        model.listen(lambda change: self.show() if change != "choices" else None)
        theme.colour(self.canvas, background="ground")
        theme.follow(self, self._start)

    def _start(self) -> None:
        """Make everything anew, in the colours of now."""
        self.canvas.delete("all")
        self.tiles.clear()
        self._free.clear()
        self.pictures.clear()
        self.show()

    @property
    def style(self) -> ThumbnailStyle:
        """How thumbnails are to be drawn now."""
        width, height = map(self._theme.px, THUMBNAIL_SIZE)
        return ThumbnailStyle(width, height, self._theme.palette.paper, self._theme.palette.ink)

    @property
    def columns(self) -> int:
        """How many tiles stand side by side."""
        return max(1, int((self.canvas.winfo_width() - 2 * self._pad) // self._tile[0]))

    @property
    def shown(self) -> range:
        """The indices of the drawings that can be seen."""
        count, height = len(self._model.ids), self.canvas.winfo_height()
        first = int(max(0.0, self._top - self._pad) // self._tile[1]) * self.columns
        rows = int((self._top + height - self._pad) // self._tile[1]) + 1
        return range(min(first, count), min(rows * self.columns, count))

    def show(self) -> None:
        """Show the model as it is now."""
        self._top = max(0.0, min(self._top, self._height - self.canvas.winfo_height()))
        shown = self.shown
        for index in [index for index in self.tiles if index not in shown]:
            self._free.append(self.tiles.pop(index))
        for index in shown:
            if index not in self.tiles:
                self.tiles[index] = self._free.pop() if self._free else self._new_tile()
            self._paint(index, self.tiles[index])
        for tile in self._free:
            self._place(tile, -self._tile[0] * 2, 0.0)
        self._say_empty()
        height = max(1.0, self._height)
        self._bar.set(self._top / height, (self._top + self.canvas.winfo_height()) / height)
        if bool(self._model.ids) != bool(self._bar.winfo_manager()):
            if self._model.ids:
                self._bar.pack(side="right", fill="y", before=self.canvas)
            else:
                self._bar.pack_forget()
        self._want()

    def take(self) -> None:
        """Show the thumbnails that have been drawn."""
        style, came = self.style, False
        for thumbnail in self._thumbnails.answers():
            if thumbnail.style == style:
                picture = None
                if thumbnail.ppm:
                    picture = tk.PhotoImage(master=self, data=thumbnail.ppm, format="PPM")
                self.pictures[thumbnail.number] = picture
                came = True
        if came:
            for index, tile in self.tiles.items():
                self._paint(index, tile)
            while len(self.pictures) > MAX_THUMBNAILS:
                self.pictures.popitem(last=False)

    def see(self, index: int) -> None:
        """Scroll until the tile at ``index`` is seen."""
        top = self._pad + index // self.columns * self._tile[1]
        bottom = top + self._tile[1] + self._pad - self.canvas.winfo_height()
        self._scroll_to(min(max(self._top, bottom), max(0.0, top - self._pad)))

    # Where tiles are

    @property
    def _pad(self) -> float:
        return GRID_PAD * self._theme.scale

    @property
    def _tile(self) -> tuple[float, float]:
        return TILE_SIZE[0] * self._theme.scale, TILE_SIZE[1] * self._theme.scale

    @property
    def _height(self) -> float:
        rows = -(-len(self._model.ids) // self.columns)
        return rows * self._tile[1] + 2 * self._pad

    def _left(self, index: int) -> float:
        """Return where the tile at ``index`` begins: what is left over goes between the columns."""
        room = (self.canvas.winfo_width() - 2 * self._pad) / self.columns
        return self._pad + index % self.columns * room + (room - self._tile[0]) / 2

    def _at(self, x: float, y: float) -> int | None:
        """Return the index of the tile at a place of the canvas."""
        room = (self.canvas.winfo_width() - 2 * self._pad) / self.columns
        column, row = (x - self._pad) // room, (y + self._top - self._pad) // self._tile[1]
        index = int(row) * self.columns + int(column)
        inside = 0 <= column < self.columns and 0 <= index < len(self._model.ids)
        return index if inside and row >= 0 else None

    # Painting

    def _new_tile(self) -> _Tile:
        canvas = self.canvas
        return _Tile(
            canvas.create_rectangle(0, 0, 1, 1, tags="tile"),
            canvas.create_rectangle(0, 0, 1, 1, tags="tile"),
            canvas.create_image(0, 0, anchor="nw", tags="tile"),
            canvas.create_text(0, 0, anchor="n", font=self._theme.font(15, bold=True), tags="tile"),
            canvas.create_text(0, 0, anchor="n", font=self._theme.font(12), tags="tile"),
        )

    def _paint(self, index: int, tile: _Tile) -> None:
        number = self._model.ids[index]
        summary, changed = self._model.summary(index), self._model.changed
        words = None
        if summary is not None:
            words = caption(summary, None if changed is None else changed.get(number))
        picture = self.pictures.get(number)
        if picture is not None:
            self.pictures.move_to_end(number)
        shown = _TileState(
            words,
            picture,
            is_broken=number in self.pictures and picture is None,
            is_chosen=number in self._model.selection,
            has_cursor=self._has_focus and index == self._model.selection.cursor,
        )
        if shown != tile.state:
            tile.state = shown
            self._dress(tile, shown)
        top = self._pad + index // self.columns * self._tile[1] - self._top
        self._place(tile, self._left(index), top)

    def _dress(self, tile: _Tile, state: _TileState) -> None:
        canvas, palette = self.canvas, self._theme.palette
        words, is_chosen = state.words, state.is_chosen
        fill = mixed(palette.ground, palette.sure, 0.16) if is_chosen else palette.ground
        edge = palette.text if state.has_cursor else palette.sure if is_chosen else palette.ground
        canvas.itemconfigure(
            tile.frame, fill=fill, outline=edge, width=2 if state.has_cursor else 1
        )
        canvas.itemconfigure(
            tile.paper, fill=palette.paper, outline=palette.sure if is_chosen else palette.edge
        )
        canvas.itemconfigure(tile.picture, image=state.picture or "")
        title, detail = ("", "") if words is None else (words.title, words.detail)
        tones = ("text", "muted") if words is None else (words.title_tone, words.detail_tone)
        if state.is_broken:
            detail, tones = tr("can't be shown"), (tones[0], "wrong")
        small = self._theme.font(12)
        title_font = self._theme.font(15, bold=True) if tones[0] == "text" else small
        for item, text, tone, font in (
            (tile.title, title, tones[0], title_font), (tile.detail, detail, tones[1], small),
        ):  # fmt: skip
            short = self._shortened(text, font)
            canvas.itemconfigure(item, text=short, fill=getattr(palette, tone), font=font)

    def _place(self, tile: _Tile, left: float, top: float) -> None:
        canvas, scale = self.canvas, self._theme.scale
        width, height = self._tile
        gap = 3 * scale
        canvas.coords(tile.frame, left + gap, top + gap, left + width - gap, top + height - gap)
        x, y = round(left + (width - THUMBNAIL_SIZE[0] * scale) / 2), round(top + 9 * scale)
        right, bottom = x + round(THUMBNAIL_SIZE[0] * scale), y + round(THUMBNAIL_SIZE[1] * scale)
        canvas.coords(tile.paper, x - 1, y - 1, right, bottom)
        canvas.coords(tile.picture, x, y)
        canvas.coords(tile.title, left + width / 2, bottom + 4 * scale)
        canvas.coords(tile.detail, left + width / 2, bottom + 23 * scale)

    def _shortened(self, text: str, font: tkfont.Font) -> str:
        room = (TILE_SIZE[0] - 12) * self._theme.scale
        if len(text) < 9 or font.measure(text) <= room:
            return text
        while text and font.measure(text + "…") > room:
            text = text[:-1]
        return f"{text}…"

    def _say_empty(self) -> None:
        canvas, palette = self.canvas, self._theme.palette
        canvas.delete("empty")
        if self._model.ids or not self._model.is_loaded:
            return
        title, advice = map(tr, EMPTY_LIST if self._model.is_filtered else EMPTY_LIBRARY)
        x, y = canvas.winfo_width() / 2, canvas.winfo_height() / 2
        width = canvas.winfo_width() - 4 * self._pad
        canvas.create_text(
            x, y - 14 * self._theme.scale, anchor="s", text=title, fill=palette.text,
            font=self._theme.font(20), tags="empty", width=width, justify="center",
        )  # fmt: skip
        canvas.create_text(
            x, y, anchor="n", text=advice, fill=palette.muted, font=self._theme.font(14), tags="empty",
            width=width, justify="center",
        )  # fmt: skip

    def _want(self) -> None:
        """Ask for the thumbnails that are missing: what is seen first, then what is near."""
        shown, ids = self.shown, self._model.ids
        near = ROWS_AHEAD * self.columns
        indices = [
            *shown,
            *range(shown.stop, min(len(ids), shown.stop + near)),
            *range(max(0, shown.start - near), shown.start),
        ]
        missing = [ids[index] for index in indices if ids[index] not in self.pictures]
        if missing:
            self._thumbnails.want(missing, self.style)
            self._pump.wake()

    # Pointer and keys

    def _bind_events(self) -> None:
        canvas = self.canvas
        canvas.bind("<Configure>", lambda _: self.show())
        canvas.bind("<FocusIn>", lambda _: self._focus(True))
        canvas.bind("<FocusOut>", lambda _: self._focus(False))
        canvas.bind("<ButtonPress-1>", self._on_press)
        canvas.bind("<Double-ButtonPress-1>", lambda _: self._on_open())
        canvas.bind("<ButtonPress-3>", self._on_right_press)
        canvas.bind("<Key>", self._on_key)
        bind_wheel(canvas, lambda _, way: self._wheel(way))

    def _focus(self, has_focus: bool) -> None:
        self._has_focus = has_focus
        self.show()

    def _on_bar(self, kind: str, amount: str, unit: str = "") -> None:
        if kind == "moveto":
            self._scroll_to(float(amount) * self._height)
        else:
            step = self._tile[1] if unit == "units" else 0.9 * self.canvas.winfo_height()
            self._scroll_to(self._top + int(amount) * step)

    def _wheel(self, way: int) -> None:
        self._scroll_to(self._top + way * GRID_WHEEL_STEP * self._theme.scale)

    def _scroll_to(self, top: float) -> None:
        self._top = top
        self.show()

    def _on_press(self, event: "tk.Event[tk.Misc]") -> None:
        self.canvas.focus_set()
        index = self._at(event.x, event.y)
        selection, state = self._model.selection, int(event.state)
        if index is not None:
            self._select(index, state, selection.toggle)
        elif not state & (SHIFT_BIT | CONTROL_BIT):
            selection.none()
        self._model.tell_selection()

    def _select(self, index: int, state: int, with_control: Callable[[int], object]) -> None:
        """Select up to ``index`` with Shift, it alone without a key."""
        selection = self._model.selection
        if state & SHIFT_BIT:
            selection.extend(index)
        elif state & CONTROL_BIT:
            with_control(index)
        else:
            selection.only(index)

    def _on_right_press(self, event: "tk.Event[tk.Misc]") -> None:
        index = self._at(event.x, event.y)
        if index is not None:
            if self._model.ids[index] not in self._model.selection:
                self._model.selection.only(index)
                self._model.tell_selection()
            self._on_menu(event.x_root, event.y_root)

    def _on_key(self, event: "tk.Event[tk.Misc]") -> str | None:
        selection, state, name = self._model.selection, int(event.state), event.keysym
        page = max(1, int(self.canvas.winfo_height() // self._tile[1])) * self.columns
        steps = {
            "Left": -1, "Right": 1, "Up": -self.columns, "Down": self.columns, "Prior": -page,
            "Next": page, "Home": -len(self._model.ids), "End": len(self._model.ids),
        }  # fmt: skip
        if name in steps:
            self._walk(steps[name], state)
        elif name == "space":
            selection.toggle(selection.cursor)
            self._model.tell_selection()
        elif name.lower() == "a" and state & CONTROL_BIT:
            selection.all()
            self._model.tell_selection()
        elif state & CONTROL_BIT:
            return None
        elif name in {"Return", "KP_Enter"}:
            self._on_open()
        elif name in {"Delete", "BackSpace"}:
            self._model.delete()
        elif event.char and event.char in "0123456789":
            self._model.relabel(event.char)
        elif name.lower() == "l" or name == "F2":
            self._on_edit_label()
        else:
            return None
        return "break"

    def _walk(self, step: int, state: int) -> None:
        selection = self._model.selection
        goal = selection.cursor + step
        if not selection.chosen and not state & (SHIFT_BIT | CONTROL_BIT) and abs(step) == 1:
            goal = selection.cursor  # the first arrow selects where the cursor is
        if abs(step) == self.columns and not 0 <= goal < len(self._model.ids):
            goal = selection.cursor  # no jump to another column at the first and last row
        self._select(goal, state, selection.go)
        self._model.tell_selection()
        self.see(selection.cursor)
