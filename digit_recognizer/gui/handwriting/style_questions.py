"""The question how somebody writes 1, 7 and 0: three pairs of pictures, answered in ten seconds.

Purpose: a flagged 1 and an uncrossed 7 are one shape to two countries; who says which it is needs no
drawings to learn that from.
Contract: a strip that never stands in the way of drawing. Any of the questions may be left open;
``on_answer`` is called with the answers, with none where they are skipped. It stays until it is closed.
Not here: what becomes of the answers.
"""

import tkinter as tk
from collections.abc import Callable, Collection, Sequence
from functools import partial
from tkinter import ttk
from typing import TYPE_CHECKING

from digit_recognizer.app.language import tr, tr_later
from digit_recognizer.gui.toolkit.controls import Tooltip, consuming, push_button
from digit_recognizer.gui.toolkit.theme import Theme
from digit_recognizer.ink import read_inkml
from digit_recognizer.resources import example_drawings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

QUESTION_SIDE = 38  # design pixels of a picture
NO_ANSWER = ""  # the answer to a question that was left open


QUESTIONS = (
    (
        ("plain-1", "one", tr_later("Your 1 is a line")),
        ("flagged-1", "one-flagged", tr_later("It has a flag")),
    ),
    (
        ("plain-7", "seven", tr_later("Your 7 is plain")),
        ("crossed-7", "seven-crossed", tr_later("It is crossed")),
    ),
    (
        ("plain-0", "zero", tr_later("Your 0 is plain")),
        ("slashed-0", "zero-slashed", tr_later("It is slashed")),
    ),
)
"""Two ways to write each digit: an answer, of DIGIT_STYLES, the name of a drawing, and what it shows."""


class StyleQuestions(ttk.Frame):
    """The strip. ``known``: the answers given before."""

    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        known: Collection[str],
        on_answer: Callable[[tuple[str, ...]], None],
    ) -> None:
        pad = theme.px(6)
        super().__init__(parent, padding=(2 * pad, pad))
        self._theme, self._on_answer = theme, on_answer
        self._pictures: list[tk.PhotoImage] = []
        self.buttons: dict[str, ttk.Radiobutton] = {}
        self._answers = [
            tk.StringVar(self, next((a for a, _, _ in ways if a in known), NO_ANSWER))
            for ways in QUESTIONS
        ]
        head, row = ttk.Frame(self), ttk.Frame(self)
        head.pack(fill="x")
        row.pack(fill="x", pady=(pad, 0))
        skip = partial(on_answer, ())
        self.skip_button = push_button(head, tr("Not now"), skip)
        self.skip_button.pack(side="right")
        self.done_button = push_button(head, tr("OK"), self._finish, style="Accent.TButton")
        self.done_button.pack(side="right", padx=pad)
        title = ttk.Label(
            head,
            text=tr("How do you write 1, 7, 0? (helps reading)"),
            font=theme.font(14, bold=True),
        )
        title.pack(side="left")
        for ways, answer in zip(QUESTIONS, self._answers, strict=True):
            self._ask(row, ways, answer, pad)
        for widget in (*self.buttons.values(), self.skip_button, self.done_button):
            widget.bind("<Escape>", consuming(skip))
            widget.bind("<Return>", consuming(self._finish))
        theme.follow(self, self._draw)
        self._show_done()

    @property
    def answers(self) -> tuple[str, ...]:
        """What was chosen, in the order of the questions, without what was left open."""
        return tuple(answer.get() for answer in self._answers if answer.get() != NO_ANSWER)

    def _draw(self) -> None:
        """Draw the pictures in the colours of now."""
        from digit_recognizer.library.thumbnails import ink_thumbnail

        palette = self._theme.palette
        self._pictures.clear()
        drawings = {path.stem: path for path in example_drawings()}
        side = self._theme.px(QUESTION_SIDE)
        for ways in QUESTIONS:
            for answer, name, _ in ways:
                page = ink_thumbnail(read_inkml(drawings[name]).ink, side, side)
                normal, chosen = (
                    tk.PhotoImage(master=self, data=_see_through(page, colour), format="PNG")
                    for colour in (palette.text, palette.paper)
                )
                self.buttons[answer]["image"] = (normal, "selected", chosen)
                self._pictures += [normal, chosen]  # Tk does not keep them

    def _ask(
        self, row: ttk.Frame, ways: Sequence[tuple[str, str, str]], chosen: tk.StringVar, pad: int
    ) -> None:
        for place, (answer, _, shows) in enumerate(ways):
            button = ttk.Radiobutton(
                row, style="Toggle.TButton", variable=chosen, value=answer, command=self._show_done
            )
            button.pack(side="left", padx=(0, 2 * pad if place else 1))
            Tooltip(button, tr(shows))
            self.buttons[answer] = button

    def _show_done(self) -> None:
        self.done_button.state(["!disabled" if self.answers else "disabled"])

    def _finish(self) -> None:
        if self.answers:
            self._on_answer(self.answers)


def _see_through(page: "NDArray[np.uint8]", colour: str) -> bytes:
    """Return a page, ink bright, as a PNG of ink in ``colour`` on nothing."""
    from PIL import Image

    from digit_recognizer.raster.pixels import png_bytes

    ink = Image.new("RGB", page.shape[::-1], colour)
    ink.putalpha(Image.fromarray(page))
    return png_bytes(ink)
