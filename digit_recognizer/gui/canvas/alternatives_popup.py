"""The pop-up with what a symbol may be instead.

Purpose: offer the symbol as it was read, its alternatives with their confidences, and every other
symbol; that it is none, and that its ink goes; one tap or key chooses.
Contract: one place on top of the window, made once and shown again, beside what it is about. It changes
nothing itself: it calls ``on_choice`` with a symbol, ``NOT_A_SYMBOL`` or ``DELETION``, or with "" to
take a correction back.
Not here: which symbol it is about, and what a choice does (``correction``).
"""

import tkinter as tk
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from digit_recognizer.alphabet import FRACTION_BAR, NOT_A_SYMBOL
from digit_recognizer.app.document.marks import SymbolMark, symbol_label
from digit_recognizer.app.language import tr, tr_later
from digit_recognizer.gui.canvas.placement import place_beside
from digit_recognizer.gui.toolkit.theme import Theme
from digit_recognizer.ink.model import Box
from digit_recognizer.symbol_table import SYMBOLS, spellings
from digit_recognizer.words import whole_percent

KEYPAD_COLUMNS = 10
KEYS = [row.text for row in sorted(SYMBOLS, key=lambda row: row.key)]
KEYPAD = [KEYS[start : start + KEYPAD_COLUMNS] for start in range(0, len(KEYS) + 1, KEYPAD_COLUMNS)]
"""The rows of symbols; the fraction bar takes what is free of the last one."""
CELL_SIDE, LARGE_SIDE, POPUP_PAD, CELL_GAP = 32, 56, 10, 8  # design pixels
MIN_SHOWN_CONFIDENCE = 0.005
LARGE_CELLS = 5  # at most
POPUP_TITLE_HEIGHT = 13
TAKE_BACK = tr_later("Take the correction back")
DELETION = "delete"
ACTION_NAMES = {"": TAKE_BACK, DELETION: tr_later("Delete"), NOT_A_SYMBOL: tr_later("No symbol")}
POPUP_GAP = 6  # design pixels between the pop-up and what it is about
SIGN_OF_KEY = {row.text: row.text for row in SYMBOLS} | spellings()
"""Which symbol a typed character stands for."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A place to tap, in design pixels: ``text`` is chosen, ``detail`` stands below it."""

    left: float
    top: float
    width: float
    height: float
    text: str
    detail: str = ""

    @property
    def name(self) -> str:
        """What stands in it."""
        name = ACTION_NAMES.get(self.text)
        return symbol_label(self.text) if name is None else tr(name)


def cells_of(likely: Sequence[tuple[str, float]], corrected: str) -> tuple[Cell, ...]:
    """Return the cells: those of ``likely`` (symbol and confidence) first and large.

    ``corrected``: what it was corrected to, "" if it was not; then one cell takes that back.
    """
    cells: list[Cell] = []
    top = POPUP_PAD + 2 * POPUP_TITLE_HEIGHT
    for number, (text, share) in enumerate(likely[:LARGE_CELLS]):
        detail = whole_percent(share) if share >= MIN_SHOWN_CONFIDENCE and text != corrected else ""
        left = POPUP_PAD + number * (LARGE_SIDE + CELL_GAP / 2)
        cells.append(Cell(left, top, LARGE_SIDE, LARGE_SIDE, text, detail))
    top += LARGE_SIDE + CELL_GAP
    for row in KEYPAD:
        for column, text in enumerate(row):
            left = POPUP_PAD + column * CELL_SIDE
            cells.append(Cell(left, top, CELL_SIDE, CELL_SIDE, text))
        top += CELL_SIDE
    free = len(KEYPAD[-1])
    left, width = POPUP_PAD + free * CELL_SIDE, (KEYPAD_COLUMNS - free) * CELL_SIDE
    cells.append(Cell(left, top - CELL_SIDE, width, CELL_SIDE, FRACTION_BAR))
    half = KEYPAD_COLUMNS * CELL_SIDE / 2
    for place, text in enumerate((NOT_A_SYMBOL, DELETION)):
        left = POPUP_PAD + place * half
        cells.append(Cell(left, top + CELL_GAP, half, CELL_SIDE, text))
    if corrected:
        top += CELL_SIDE
        cells.append(Cell(POPUP_PAD, top + CELL_GAP, 2 * half, CELL_SIDE, ""))
    return tuple(cells)


class AlternativesPopup(tk.Canvas):
    """The pop-up over ``over``."""

    def __init__(self, over: tk.Canvas, theme: Theme, on_choice: Callable[[str], None]) -> None:
        # In a low window there is more room below the paper than on it.
        super().__init__(
            over.winfo_toplevel(), highlightthickness=1, cursor="hand2", takefocus=False
        )
        self._over, self._theme, self._on_choice = over, theme, on_choice
        self._cells: tuple[Cell, ...] = ()
        self._boxes: list[int] = []
        self._in_hand = 0
        self._content: tuple[Sequence[tuple[str, float]], str] = ((), "")
        self.is_open = False
        self.bind("<Motion>", self._on_motion)
        self.bind("<ButtonRelease-1>", self._on_release)
        theme.colour(self, background="ground", highlightbackground="edge")
        theme.follow(self, lambda: self._paint() if self.is_open else None)

    def open(self, mark: SymbolMark, corrected: str, boxes: Sequence[Box]) -> None:
        """Offer what ``mark`` may be; ``boxes`` are those of :func:`place_beside`, in screen pixels."""
        symbol = mark.symbol
        likely = [(symbol.text, symbol.confidence)]
        likely += [(other.text, other.confidence) for other in symbol.alternatives]
        self._content = (likely, corrected)
        self._cells = cells_of(likely, corrected)
        self._in_hand = 0
        scale = self._theme.scale
        width = round((KEYPAD_COLUMNS * CELL_SIDE + 2 * POPUP_PAD) * scale)
        height = round((max(cell.top + cell.height for cell in self._cells) + POPUP_PAD) * scale)
        below = self._over.winfo_rooty() - self._over.winfo_toplevel().winfo_rooty()
        room = (
            self._over.winfo_width() - 2,
            self._over.winfo_toplevel().winfo_height() - below - 2,
        )
        x, y = place_beside((width, height), boxes, room, POPUP_GAP * scale)
        self.configure(width=width, height=height)
        self.place(in_=self._over, x=round(x), y=round(y))
        tk.Misc.tkraise(self)
        self.is_open = True
        self._paint()

    def close(self) -> None:
        """Go away without a choice."""
        if self.is_open:
            self.is_open = False
            self.place_forget()

    def key(self, name: str) -> bool:
        """Take a key by Tk's name: arrows move, Return chooses; return whether it was one of them."""
        steps = {"Left": (-1, 0), "Right": (1, 0), "Up": (0, -1), "Down": (0, 1)}
        if name in {"Return", "KP_Enter", "space"}:
            self._take(self._in_hand)
        elif name in steps:
            self._move(*steps[name])
        else:
            return False
        return True

    def _move(self, dx: int, dy: int) -> None:
        """Take the nearest cell in a direction in hand."""
        here = self._cells[self._in_hand]
        x, y = here.left + here.width / 2, here.top + here.height / 2
        found = []
        for number, cell in enumerate(self._cells):
            right, down = cell.left + cell.width / 2 - x, cell.top + cell.height / 2 - y
            ahead, aside = (right * dx, abs(down)) if dx else (down * dy, abs(right))
            if ahead > 1 and (dy or aside < here.height / 2):
                found.append((ahead + 0.5 * aside, number))
        if found:
            self._hold(min(found)[1])

    def _hold(self, number: int) -> None:
        palette = self._theme.palette
        for index, fill, outline in (
            (self._in_hand, palette.ground, palette.ground), (number, palette.track, palette.sure),
        ):  # fmt: skip
            self.itemconfigure(self._boxes[index], fill=fill, outline=outline)
        self._in_hand = number

    def _take(self, number: int) -> None:
        text = self._cells[number].text
        self.close()
        self._on_choice(text)

    def _at(self, event: "tk.Event[tk.Misc]") -> int | None:
        x, y = event.x / self._theme.scale, event.y / self._theme.scale
        for number, cell in enumerate(self._cells):
            if 0 <= x - cell.left < cell.width and 0 <= y - cell.top < cell.height:
                return number
        return None

    def _on_motion(self, event: "tk.Event[tk.Misc]") -> None:
        number = self._at(event)
        if number is not None:
            self._hold(number)

    def _on_release(self, event: "tk.Event[tk.Misc]") -> None:
        number = self._at(event)
        if number is not None and self.is_open:
            self._take(number)

    def _paint(self) -> None:
        self.delete("all")
        self._boxes.clear()
        palette, scale = self._theme.palette, self._theme.scale
        likely, corrected = self._content
        said = tr("Read as {symbol}. What is it?", symbol=_named(likely[0][0]))
        if corrected:
            said = tr("Corrected to {symbol}. What is it?", symbol=_named(corrected))
        self.create_text(
            POPUP_PAD * scale, POPUP_PAD * scale, anchor="nw", text=said,
            font=self._theme.font(POPUP_TITLE_HEIGHT), fill=palette.muted,
        )  # fmt: skip
        for number, cell in enumerate(self._cells):
            self._paint_cell(cell, is_first=number == 0)
        self._hold(0)

    def _paint_cell(self, cell: Cell, *, is_first: bool) -> None:
        palette, scale = self._theme.palette, self._theme.scale
        left, top = cell.left * scale, cell.top * scale
        width, height = cell.width * scale, cell.height * scale
        self._boxes.append(
            self.create_rectangle(
                left + 1, top + 1, left + width - 1, top + height - 1,
                fill=palette.ground, outline=palette.ground,
            )
        )  # fmt: skip
        is_large = cell.height == LARGE_SIDE
        size = 28 if is_large else 14 if len(cell.name) > 3 else 17
        self.create_text(
            left + width / 2, top + height * (0.38 if cell.detail else 0.5), text=cell.name,
            font=self._theme.font(18 if is_large and len(cell.name) > 1 else size),
            fill=palette.sure if is_first else palette.text,
        )  # fmt: skip
        self.create_text(
            left + width / 2, top + height - 10 * scale, text=cell.detail,
            font=self._theme.font(11), fill=palette.muted,
        )  # fmt: skip


def _named(text: str) -> str:
    return tr("a fraction bar") if text == FRACTION_BAR else text
