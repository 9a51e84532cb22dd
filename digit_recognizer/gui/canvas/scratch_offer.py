"""What may have been meant as a scratch-out offers itself.

Purpose: a button beside a zigzag that was not clear enough to remove anything by itself.
Contract: it is there after the stroke is lifted, until the next change of the ink.
Not here: what is a zigzag, and what is under it (``app.document.scratch_out``).
"""

from tkinter import ttk

from digit_recognizer.app.document.scratch_out import maybe_scratched
from digit_recognizer.app.language import tr, tr_later
from digit_recognizer.gui.canvas.ink_canvas import InkCanvas
from digit_recognizer.gui.canvas.placement import put_beside
from digit_recognizer.gui.toolkit.theme import Theme
from digit_recognizer.ink import Stroke

SCRATCH_OUT = tr_later("Scratch out?")
OFFER_GAP = 8  # design pixels


class ScratchOffer:
    """The button on ``canvas``."""

    def __init__(self, canvas: InkCanvas, theme: Theme) -> None:
        self._canvas, self._gap = canvas, OFFER_GAP * theme.scale
        self._looked_at = canvas.editor.ink
        self.strokes: tuple[Stroke, ...] = ()
        """What would go: what is under the zigzag, and that."""
        self.button = ttk.Button(
            canvas, text=tr(SCRATCH_OUT), takefocus=False, cursor="hand2",
            command=lambda: canvas.editor.remove(self.strokes),
        )  # fmt: skip
        canvas.watch(self._on_ink)

    def _on_ink(self) -> None:
        editor = self._canvas.editor
        if editor.is_busy or editor.ink is self._looked_at:
            return
        is_more = len(editor.ink) == len(self._looked_at) + 1
        self._looked_at = editor.ink
        found = maybe_scratched(editor.ink) if is_more else ()
        self.strokes = tuple(editor.ink.strokes[index] for index in found)
        self._canvas.delete("scratch-offer")
        if self.strokes:
            box = self.strokes[-1].box
            put_beside(self._canvas, self.button, box, self._gap, tag="scratch-offer")
