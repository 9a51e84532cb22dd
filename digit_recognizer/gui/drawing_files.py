"""What the File menu does with drawings: open, save, export; and whether what is drawn may go.

Purpose: connect the window to the drawing's file; ``commands`` are the actions of its menu.
Contract: a small file is read, and one is written, on the thread that paints, which takes milliseconds;
a large one is read beside it. No file is overwritten that this drawing does not come from.
Not here: pictures (``gui.picture.actions``), models (``window``), what a file holds (``ink``).
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from digit_recognizer.app.language import tr, tr_later
from digit_recognizer.app.picture.images import is_picture
from digit_recognizer.app.session import fitted_drawing
from digit_recognizer.errors import DigitRecognizerError
from digit_recognizer.gui.canvas.ink_canvas import DRAWN_AT_ONCE
from digit_recognizer.gui.context import WindowContext
from digit_recognizer.gui.picture.side_work import SideWork
from digit_recognizer.ink import Drawing, holds_more

MAX_SMALL_FILE = 50_000  # bytes: a drawing in a larger one is read beside the thread that paints
CHANGED_OUTSIDE = tr_later("{name} was changed by another program: choose where to save")
HOLDS_MORE = tr_later("{name} may hold more than this drawing: choose where to save")


class DrawingFiles:
    """The drawing's file in one window.

    ``opening``: reads large files; ``open_picture``: opens a file that holds a picture; ``finish()``:
    saves what is on the canvas into the library, where that is wanted, before it goes.
    """

    def __init__(
        self,
        context: WindowContext,
        opening: SideWork,
        *,
        open_picture: Callable[[Path], None],
        finish: Callable[[], None],
    ) -> None:
        self._context, self._opening = context, opening
        self._session, self._dialogs = context.session, context.dialogs
        self._canvas, self._status = context.canvas, context.status
        self._open_picture, self._finish = open_picture, finish

    @property
    def commands(self) -> dict[str, Callable[[], None]]:
        """The actions of the menu, by the names of the table."""
        return {"open": self.ask, "save": self.save, "save_as": self.save_as, "export": self.export}

    def ask(self) -> None:
        """Ask for a drawing or a picture and show it."""
        path = self._dialogs.path_to_open("drawing")
        if path is not None:
            self.open(path)

    def open(self, path: Path) -> None:
        """Show the drawing or the picture in ``path``, or say why not."""
        if is_picture(path):
            self._open_picture(path)
        elif self.leave():
            self._open_drawing(path)

    def save(self) -> None:
        """Save to the drawing's file; ask for one the first time, and where it holds something else."""
        file = self._session.editor.file
        if file.path is not None and file.is_changed_outside:
            self._status.warn(tr(CHANGED_OUTSIDE, name=file.path.name))
            self.save_as()
        elif file.path is None:
            self.save_as()
        elif holds_more(file.path):
            self._status.warn(tr(HOLDS_MORE, name=file.path.name))
            self.save_as()
        else:
            self._save_to(file.path)

    def save_as(self) -> None:
        """Ask for a file and save to it."""
        path = self._dialogs.path_to_save("drawing", self._name())
        if path is not None:
            self._save_to(path)

    def export(self) -> None:
        """Ask for a file and save the drawing as a picture."""
        path = self._dialogs.path_to_save("picture", self._name())
        if path is not None:
            size = self._canvas.winfo_width(), self._canvas.winfo_height()
            pen = self._context.settings.pen_width * self._context.theme.scale
            self._try(
                lambda: self._session.export_picture(path, *size, pen),
                tr("Exported {name}", name=path.name),
            )

    def may_leave(self) -> bool:
        """Ask to save a drawing whose file has unsaved changes; return whether it may go."""
        if not self._session.has_unsaved_file or self._session.path is None:
            return True
        answer = self._dialogs.ask_save(self._session.path.name)
        if answer == "save":
            self.save()
        return answer == "discard" or not self._session.has_unsaved_file

    def leave(self) -> bool:
        """Save what is on the canvas before it goes, where that is wanted; return whether it may."""
        if not self.may_leave():
            return False
        self._finish()
        return True

    def _open_drawing(self, path: Path) -> None:
        """Show the drawing in ``path``, soon where the file is large, or say why not."""
        self._canvas.update_idletasks()  # it must know its size to fit the drawing into it
        size = self._canvas.winfo_width(), self._canvas.winfo_height()
        revision = self._session.editor.revision

        def opened() -> Callable[[], None]:
            return partial(self._show, path, fitted_drawing(path, *size), revision)

        if path.is_file() and path.stat().st_size > MAX_SMALL_FILE:
            self._status.say_until_next(tr("Opening {name}…", name=path.name))
            self._opening.do(opened)
        else:
            self._try(lambda: opened()())

    def _show(self, path: Path, drawing: Drawing, revision: int) -> None:
        """Show ``drawing``; what was drawn since ``revision`` may ask to be saved first."""
        if revision == self._session.editor.revision or self.leave():
            self._session.hold(is_held=len(drawing.ink) > DRAWN_AT_ONCE)
            self._session.show_drawing(path, drawing)
            self._context.on_shown()
        self._status.show(self._session)

    def _save_to(self, path: Path) -> None:
        self._try(
            lambda: self._session.save_drawing(path),
            tr("Saved {name}", name=path.name)
            if self._session.editor.picture is None
            else tr("Saved {name}: the strokes, not the picture", name=path.name),
        )

    def _name(self) -> str:
        """Return what to call a new file."""
        session = self._session
        if session.path is not None:
            return session.path.stem
        if session.marks.symbols:
            return "sum"
        reading = session.reading
        if reading is None or reading.no_symbol or not reading.text:
            return "drawing"
        return f"digit-{reading.text}"

    def _try(self, run: Callable[[], None], done: str = "") -> None:
        try:
            run()
        except DigitRecognizerError as error:
            self._dialogs.error(str(error))
        else:
            if done:
                self._status.say(done)
