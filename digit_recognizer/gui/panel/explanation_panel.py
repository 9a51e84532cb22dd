"""The panel that explains the reading: a few sentences, and a row of cards with pictures.

Purpose: show why the drawing is read as it is, while it is drawn.
Contract: :meth:`ExplanationPanel.show` paints what it is given; it computes nothing. As many sentences
and cards are shown as there is room for.
Not here: where explanations come from (``explainer``).
"""

import tkinter as tk
from tkinter import ttk

from digit_recognizer.app.explainer import Card, Explained
from digit_recognizer.app.language import tr, tr_later
from digit_recognizer.gui.toolkit.theme import Theme

CARD_SIDE = 112  # design pixels
CARD_GAP = 16
SENTENCE_LINES = 2  # of sentences
NO_EXPLANATION = tr_later("Write something: here you will see why it is read so.")


class ExplanationPanel(ttk.Frame):
    """Why the present reading is what it is."""

    def __init__(self, parent: tk.Misc, theme: Theme) -> None:
        pad = theme.px(8)
        super().__init__(parent, padding=(pad, theme.px(4), pad, pad))
        self._theme = theme
        self._explained: Explained | None = None
        self.pictures: list[tk.PhotoImage] = []
        font, self._small_font = theme.font(14), theme.font(12)
        self.words = tk.Text(
            self, height=SENTENCE_LINES, width=1, wrap="word", font=font, relief="flat",
            borderwidth=0, highlightthickness=0, takefocus=False, cursor="arrow", state="disabled",
        )  # fmt: skip
        self.words.pack(fill="x")
        self.words.bind("<Configure>", lambda _: self._write())
        height = self.side + self._small_font.metrics("linespace") + theme.px(6)
        self._cards = tk.Canvas(self, width=1, height=height, highlightthickness=0)
        self._cards.pack(fill="x", pady=(theme.px(4), 0))
        self._cards.bind("<Configure>", lambda _: self._paint_cards())
        line = font.metrics("linespace")
        self.configure(height=SENTENCE_LINES * line + height + theme.px(16) + pad)
        self.pack_propagate(False)  # it is as high for a sum as for a digit
        self._most_lines = SENTENCE_LINES + height // line
        theme.colour(self.words, background="ground", foreground="text")
        theme.colour(self._cards, background="ground")
        theme.follow(self, self._paint_cards)

    @property
    def side(self) -> int:
        """How large the tiles are, in screen pixels."""
        return self._theme.px(CARD_SIDE)

    def show(self, explained: Explained | None) -> None:
        """Paint ``explained``; for None, say that there is nothing to explain yet."""
        self._explained = explained
        self._write()
        self._paint_cards()

    def _write(self) -> None:
        """Write as many of the sentences as fit, the first at least: half a one says nothing."""
        said = [tr(NO_EXPLANATION)] if self._explained is None else list(self._explained.sentences)
        words = self.words
        has_cards = self._explained is None or bool(self._explained.cards)
        lines_shown = SENTENCE_LINES if has_cards else self._most_lines
        words.configure(state="normal", height=lines_shown)
        for count in range(len(said), 0, -1):
            words.delete("1.0", "end")
            words.insert("1.0", (" " if has_cards else "\n").join(said[:count]))
            # Text.count returns other types in other versions of Python.
            lines = words.tk.call(words, "count", "-update", "-displaylines", "1.0", "end")
            if int(lines) <= lines_shown:
                break
        words.configure(state="disabled")

    def _paint_cards(self) -> None:
        canvas = self._cards
        canvas.delete("all")
        self.pictures.clear()
        if self._explained is None:
            return
        x, top = 1, self._small_font.metrics("linespace") + self._theme.px(4)
        for card in self._explained.cards:
            width = max(card.width, self._small_font.measure(card.title))
            if x + width > canvas.winfo_width():
                break
            self._paint_card(card, x, top)
            x += width + self._theme.px(CARD_GAP)

    def _paint_card(self, card: Card, x: int, top: int) -> None:
        canvas, palette = self._cards, self._theme.palette
        canvas.create_text(
            x, 0, text=card.title, anchor="nw", font=self._small_font, fill=palette.muted
        )
        picture = tk.PhotoImage(master=canvas, data=card.ppm, format="PPM")
        self.pictures.append(picture)  # Tk does not keep it
        canvas.create_image(x, top, image=picture, anchor="nw")
        box = (x - 1, top - 1, x + picture.width(), top + picture.height())
        canvas.create_rectangle(*box, outline=palette.edge)
