"""What the window shows and does, without a window.

Purpose: hold the document, the latest reading, the model and the file, and do what the actions ask.
Contract: widgets read its attributes and listen; only its methods change them. A reading of an older
revision than the one shown is dropped. Files are saved atomically; failures are raised as sentences.
Not here: Tk, threads (the worker's), the look.
"""

import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from digit_recognizer.files import write_atomically
from digit_recognizer.gui.editor import InkEditor
from digit_recognizer.gui.worker import Failed, Loaded, Read, ReadingWorker
from digit_recognizer.ink import Drawing, Ink, read_inkml, write_inkml

if TYPE_CHECKING:
    from digit_recognizer.reader import Reading

APPLICATION = "Digit Recognizer"

Change = Literal["ink", "reading", "model", "file"]


class Session:
    """One open window's worth of state."""

    def __init__(self, worker: ReadingWorker) -> None:
        self.editor = InkEditor()
        self.reading: Reading | None = None
        """The reading of the ink as it is, or of a slightly older revision while a new one is due."""
        self.read_revision = 0
        self.model_name = ""
        """The model in use; "" until the first one is loaded."""
        self.is_loading = False
        self.path: Path | None = None
        self._saved = Ink()
        self._worker = worker
        self._listeners: list[Callable[[Change], None]] = []
        self._fail: Callable[[str], None] = lambda sentence: None
        self.editor.listen(self._on_ink)

    def listen(self, listener: Callable[[Change], None]) -> None:
        """Call ``listener`` after every change, with its kind."""
        self._listeners.append(listener)

    def on_failure(self, show: Callable[[str], None]) -> None:
        """Call ``show`` with a sentence when something asked of the worker fails."""
        self._fail = show

    @property
    def title(self) -> str:
        """The window's title: the reading, so that other programs can read it, and the name."""
        reading = self.reading
        if reading is None or not reading.text:
            return APPLICATION
        mark = "?" if reading.doubtful else ""
        return f"{reading.text}{mark} · {whole_percent(reading.confidence)} - {APPLICATION}"

    @property
    def has_unsaved_file(self) -> bool:
        """Whether a drawing that lives in a file was changed since it was opened or saved."""
        return self.path is not None and self.editor.ink != self._saved

    def load_model(self, path: Path | None) -> None:
        """Use the model in ``path`` (None: the shipped one) as soon as it is loaded."""
        self.is_loading = True
        self._worker.load(path)
        self._changed("model")

    def poll(self) -> bool:
        """Take the worker's answers; return whether more are to be expected."""
        for answer in self._worker.answers():
            if isinstance(answer, Read):
                self._take(answer)
            elif isinstance(answer, Loaded):
                self.is_loading = False
                self.model_name = answer.name
                self._changed("model")
                self._on_ink()  # read what is drawn with the new model
            elif isinstance(answer, Failed):
                if answer.during_load:
                    self.is_loading = False
                    self._changed("model")
                self._fail(answer.sentence)
        return not self._worker.is_idle

    def open_drawing(self, path: Path, width: float, height: float) -> None:
        """Show the InkML drawing in ``path``, brought into a (width, height) canvas.

        Raises FileError; the present drawing is then untouched.
        """
        ink = fitted(read_inkml(path).ink, width, height)
        self.editor.replace(ink)
        self.path, self._saved = path, ink
        self._changed("file")

    def save_drawing(self, path: Path) -> None:
        """Save the drawing as InkML with what was read; raises FileError."""
        reading = self.reading
        notes = {"reading": reading.text} if reading is not None and reading.text else {}
        ink = self.editor.ink
        write_inkml(path, Drawing(ink, notes=notes))
        self.path, self._saved = path, ink
        self._changed("file")

    def export_picture(self, path: Path, width: int, height: int, pen_width: float) -> None:
        """Save the drawing as a (width, height) PNG, black on white; raises FileError."""
        from PIL import Image

        from digit_recognizer.raster import page_from_ink

        page = page_from_ink(self.editor.ink, width=width, height=height, pen_width=pen_width)
        buffer = io.BytesIO()
        Image.fromarray(255 - page).save(buffer, "PNG")
        write_atomically(path, buffer.getvalue())

    def close(self) -> None:
        """End the worker."""
        self._worker.stop()

    def _on_ink(self) -> None:
        ink = self.editor.ink
        if not ink:
            self.reading, self.read_revision = None, self.editor.revision
            self._changed("reading")
        elif self.model_name:  # before, there is nothing to read with: loading one asks again
            self._worker.read(self.editor.revision, ink)
        self._changed("ink")

    def _take(self, answer: Read) -> None:
        if answer.revision < self.read_revision or not self.editor.ink:
            return
        self.reading, self.read_revision = answer.reading, answer.revision
        self._changed("reading")

    def _changed(self, change: Change) -> None:
        for listener in self._listeners:
            listener(change)


def whole_percent(confidence: float) -> str:
    """Return a confidence for people: whole per cent, at most 99, since nothing is certain."""
    return f"{min(99, round(100 * confidence))} %"


def fitted(ink: Ink, width: float, height: float) -> Ink:
    """Return ``ink`` as it is if a (width, height) canvas shows all of it, else brought into it."""
    box = ink.box
    if min(box.left, box.top) >= 0 and box.right <= width and box.bottom <= height:
        return ink
    room_x, room_y = 0.8 * width, 0.8 * height
    scale = min(
        1.0,
        room_x / max(box.right - box.left, 1e-9),
        room_y / max(box.bottom - box.top, 1e-9),
    )
    middle_x, middle_y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return ink.moved(width / 2 - middle_x * scale, height / 2 - middle_y * scale, scale)
