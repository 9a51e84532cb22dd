"""The main window: canvas, panel, tool bar, menus, keys.

Purpose: assemble the widgets and connect them to a session; each action of the table is a method here.
Contract: widgets are changed only in answer to the session's changes. Reading and loading models are
the worker's; only a drawing's file is read and written here, which takes milliseconds.
Not here: state (``session``), colours (``palette``), dialogs (``dialogs``).
"""

import sys
import tkinter as tk
from collections.abc import Callable
from pathlib import Path
from tkinter import ttk

from digit_recognizer.alphabet import DIGITS
from digit_recognizer.app.actions import action
from digit_recognizer.app.clipboard_text import Format, copied, results
from digit_recognizer.app.document.editor import Tool
from digit_recognizer.app.explainer import TileStyle
from digit_recognizer.app.library.library_thread import Librarian
from digit_recognizer.app.palette import Palette
from digit_recognizer.app.picture.files import is_picture
from digit_recognizer.app.session import Change, Session
from digit_recognizer.app.settings import MAX_PEN, MIN_PEN, Expectation, Settings
from digit_recognizer.errors import DigitRecognizerError
from digit_recognizer.gui.canvas.correction import Correcting
from digit_recognizer.gui.canvas.ink_canvas import InkCanvas
from digit_recognizer.gui.canvas.overlay import Overlay
from digit_recognizer.gui.canvas.panning import Panning
from digit_recognizer.gui.canvas.viewport import FACTOR, Paper
from digit_recognizer.gui.dialogs import Dialogs
from digit_recognizer.gui.library.actions import LibraryActions
from digit_recognizer.gui.panel.explanation_panel import ExplanationPanel
from digit_recognizer.gui.panel.reading_panel import ReadingPanel
from digit_recognizer.gui.picture.actions import PictureActions
from digit_recognizer.gui.status_bar import StatusBar
from digit_recognizer.gui.toolbar import ToolBar
from digit_recognizer.gui.toolkit.menus import bind_keys, build_menus
from digit_recognizer.gui.toolkit.theme import apply_theme, screen_scale

POLL = 4  # milliseconds between looks at the worker while an answer is due
SIZE = (1060, 680)
SMALLEST = (880, 540)
HINT = "Draw a digit, a number\nor a sum like 12+34="


class MainWindow:
    """The window of one session. ``dialogs`` may be replaced, by tests for example."""

    def __init__(
        self,
        root: tk.Tk,
        session: Session,
        settings: Settings,
        dialogs: Dialogs | None = None,
        librarian: Librarian | None = None,
    ) -> None:
        self.root, self.session, self.settings = root, session, settings
        self.dialogs = dialogs or Dialogs(root)
        self._mac = sys.platform == "darwin"
        self._scale = screen_scale(root)
        self._poll_timer: str | None = None
        self._tool = tk.StringVar(root, "pen")
        self._pen_width = tk.DoubleVar(root, settings.pen_width)
        self._explains = tk.BooleanVar(root, False)
        self._chosen = {"expect": tk.StringVar(root, settings.expect)}
        self._switches = {"keep_all": tk.BooleanVar(root, settings.keep_all)}
        session.read_as(settings.expect)
        self._why: ExplanationPanel | None = None  # until it is asked for: the start is not slower
        palette = apply_theme(root, settings.theme, self._scale)
        self._build(librarian or Librarian())
        build_menus(root, self._command, self._chosen, self._switches, mac=self._mac)
        bind_keys(root, self._command, mac=self._mac)
        root.minsize(*(round(side * self._scale) for side in SMALLEST))
        root.geometry(self._size())
        root.protocol("WM_DELETE_WINDOW", self.quit)
        root.bind("<Destroy>", self._stop_timers, add=True)
        session.listen(self._on_change)
        session.on_failure(self.dialogs.error)
        self._dress(palette)
        self._show_reading()
        self._show_status()
        self._show_tools()
        self.canvas.focus_set()

    # The actions, by the names of the table

    def open(self) -> None:
        """Ask for a drawing or a picture and show it."""
        path = self.dialogs.open_drawing()
        if path is not None:
            self.open_file(path)

    def open_file(self, path: Path) -> None:
        """Show the drawing or the picture in ``path``, or say why not."""
        if is_picture(path):
            self.pictures.open(path)
        else:
            self.open_drawing(path)

    def open_drawing(self, path: Path) -> None:
        """Show the drawing in ``path``, or say why not."""
        if not self._leaving():
            return
        self.root.update_idletasks()  # the canvas must know its size to fit the drawing into it
        width, height = self.canvas.winfo_width(), self.canvas.winfo_height()

        def show() -> None:
            self.session.open_drawing(path, width, height)
            self.paper.reset()

        self._try(show)

    def save(self) -> None:
        """Save to the drawing's file; ask for one the first time."""
        if self.session.path is None:
            self.save_as()
        else:
            path = self.session.path
            self._try(lambda: self.session.save_drawing(path), self._saved(path))

    def save_as(self) -> None:
        """Ask for a file and save to it."""
        path = self.dialogs.save_drawing(self._name())
        if path is not None:
            self._try(lambda: self.session.save_drawing(path), self._saved(path))

    def export(self) -> None:
        """Ask for a file and save the drawing as a picture."""
        path = self.dialogs.save_picture(self._name())
        if path is not None:
            width, height = self.canvas.winfo_width(), self.canvas.winfo_height()
            pen = self.settings.pen_width * self._scale
            self._try(
                lambda: self.session.export_picture(path, width, height, pen),
                f"Exported {path.name}",
            )

    def open_model(self) -> None:
        """Ask for a model and read with it."""
        path = self.dialogs.open_model()
        if path is not None:
            self.session.load_model(path)

    def shipped_model(self) -> None:
        """Read with the shipped model again."""
        self.session.load_model(None)

    def quit(self) -> None:
        """Remember the settings and close; asks first if a file has unsaved changes."""
        if not self._may_leave() or not self.library.close():
            return
        height = self.root.winfo_height()
        if self._why is not None and self._explains.get():
            height -= self._why.height
        self.settings.size = f"{self.root.winfo_width()}x{height}"
        self.root.update_idletasks()  # a change of theme may still be on its way to the widgets
        self.root.destroy()

    def undo(self) -> None:
        """Take back the last step."""
        self.session.editor.undo()

    def redo(self) -> None:
        """Do it again."""
        self.session.editor.redo()

    def clear(self) -> None:
        """Remove all ink; it is kept before, where that is wanted."""
        self.library.finish()
        self.session.editor.clear()

    def paste(self) -> None:
        """Show the picture on the clipboard."""
        self.pictures.paste()

    def copy(self) -> None:
        """Put what was read on the clipboard, with the result."""
        self._copy("text")

    def copy_latex(self) -> None:
        """Put what was read on the clipboard as LaTeX."""
        self._copy("latex")

    def copy_mathml(self) -> None:
        """Put what was read on the clipboard as MathML."""
        self._copy("mathml")

    def copy_result(self) -> None:
        """Put the result on the clipboard, of a number or a digit itself."""
        reading = self.session.reading
        if reading is not None:
            self._to_clipboard(results(reading) or ("" if reading.lines else self._digit()))

    def pen(self) -> None:
        """Draw with the left button."""
        self._use("pen")

    def eraser(self) -> None:
        """Erase with the left button."""
        self._use("eraser")

    def thicker(self) -> None:
        """Widen the pen."""
        self._set_pen_width(self.settings.pen_width + 2)

    def thinner(self) -> None:
        """Narrow the pen."""
        self._set_pen_width(self.settings.pen_width - 2)

    def auto(self) -> None:
        """Find out whether it is a digit, or a number or a sum."""
        self._read_as("auto")

    def digit(self) -> None:
        """Read all ink as one digit."""
        self._read_as("digit")

    def expression(self) -> None:
        """Read the ink as a number or a sum."""
        self._read_as("expression")

    def show_all(self) -> None:
        """Show all ink, or its beginning in the size it was written in."""
        self.paper.show_all()

    def zoom_in(self) -> None:
        """Show the ink larger."""
        self.paper.zoom_by(FACTOR)

    def zoom_out(self) -> None:
        """Show the ink smaller."""
        self.paper.zoom_by(1 / FACTOR)

    def theme(self) -> None:
        """Switch between light and dark."""
        self.settings.theme = "light" if self.settings.theme == "dark" else "dark"
        self._dress(apply_theme(self.root, self.settings.theme, self._scale))
        self._show_status()
        if self._explains.get():
            self._explain_now()

    def explain(self) -> None:
        """Show the panel that explains the reading, or hide it; the window grows and shrinks by it."""
        shows = not self._explains.get()
        self._explains.set(shows)
        if self._why is None:
            self._why = ExplanationPanel(self.root, scale=self._scale)
            self._why.configure_palette(self._palette)
            self._why.show(None)
        width, height = self.root.winfo_width(), self.root.winfo_height()
        screen = self.root.winfo_screenheight()
        least = [round(side * self._scale) for side in SMALLEST]
        if shows:
            self._why.pack(side="bottom", fill="x", before=self._body)
            least[1] = min(least[1] + self._why.height, screen)
            height = min(height + self._why.height, screen)
        else:
            self._why.pack_forget()
            height -= self._why.height
        self.root.minsize(*least)
        self.root.geometry(f"{width}x{max(height, least[1])}")
        self._explain_now()

    def help(self) -> None:
        """Show all actions and keys."""
        self.dialogs.help_sheet(mac=self._mac, scale=self._scale)

    def about(self) -> None:
        """Say what this is."""
        self.dialogs.about(self.session.model_name)

    # Building

    def _build(self, librarian: Librarian) -> None:
        root, pad = self.root, round(8 * self._scale)
        self._bar = ToolBar(
            root, self._command, tool=self._tool, pen_width=self._pen_width, explains=self._explains,
            resize_pen=self._set_pen_width, toggle_why=self._toggled_why,
            scale=self._scale, mac=self._mac,
        )  # fmt: skip
        self._bar.pack(fill="x")
        self._status = StatusBar(
            root, self._command, self._chosen, scale=self._scale, mac=self._mac
        )
        self._status.pack(side="bottom", fill="x")
        self._body = body = ttk.Frame(root, padding=(pad, pad, 0, 0))
        body.pack(fill="both", expand=True)
        self._panel = ReadingPanel(
            body, symbols=list(DIGITS), scale=self._scale,
            say=lambda label: self.library.say(label), confirm=lambda: self.library.confirm(),
        )  # fmt: skip
        self._panel.pack(side="right", fill="y")
        self._frame = tk.Frame(body, padx=1, pady=1)
        self._frame.pack(side="left", fill="both", expand=True)
        self.canvas = InkCanvas(
            self._frame, editor=self.session.editor, hint=HINT,
            pen_width=self.settings.pen_width * self._scale,
        )  # fmt: skip
        self.canvas.pack(fill="both", expand=True)
        self._overlay = Overlay(self.canvas, self._scale)
        self.correcting = Correcting(self.canvas, self._overlay, self.session, self._scale)
        self.paper = Paper(
            self.canvas, scale=self._scale, reach=lambda: self._overlay.reach,
            grows=lambda: bool(self.session.marks.symbols), zoomed=self._on_zoom,
        )  # fmt: skip
        Panning(self.canvas, self.paper, scale=self._scale)
        self.library = LibraryActions(
            self.canvas, self.session, self.settings, librarian, self.dialogs,
            panel=self._panel, status=self._status, keeps_all=self._switches["keep_all"],
            scale=self._scale, may_leave=self._may_leave, shown=self.paper.reset,
            strips=(body, self._frame),
        )  # fmt: skip
        self.pictures = PictureActions(
            self.canvas, self.session, status=self._status, command=self._command,
            strips=(body, self._frame), scale=self._scale, mac=self._mac,
            leaving=self._leaving, shown=self.paper.reset, room=self.paper.make_room_soon,
            open_file=self.open_file,
        )  # fmt: skip

    def _size(self) -> str:
        """Return the remembered size of the window, or the default, as large as the screen allows."""
        sides = [int(side) for side in self.settings.size.split("x") if side]
        wanted = sides or [round(side * self._scale) for side in SIZE]
        screen = (self.root.winfo_screenwidth(), self.root.winfo_screenheight())
        return "x".join(str(min(pair)) for pair in zip(wanted, screen, strict=True))

    def _toggled_why(self) -> None:
        self._explains.set(not self._explains.get())  # the button has set it already
        self.explain()

    def _explain_now(self) -> None:
        """Tell the session whether explanations are wanted, and how they are to look."""
        shows = self._why is not None and self._explains.get()
        side = self._why.side if self._why is not None else 0
        self.session.explain(TileStyle(self.settings.theme == "dark", side) if shows else None)
        self._poll_soon()

    def _command(self, name: str) -> Callable[[], None]:
        """Return what does the action ``name``, when it is called."""
        if action(name).menu == "Library":
            return lambda: getattr(self.library, name)()
        if action(name).menu == "Picture":
            return lambda: getattr(self.pictures, name)()
        command: Callable[[], None] = getattr(self, name)
        return command

    # What changes

    def _on_change(self, change: Change) -> None:
        if change in {"ink", "model"}:
            self._poll_soon()
        if change == "ink":
            self._show_tools()
            self._show_waiting()
        elif change == "reading":
            self._show_reading()
        elif change == "explanation":
            if self._why is not None:
                self._why.show(self.session.explained)
        else:
            self._show_status()
            self._show_reading()

    def _poll_soon(self) -> None:
        if self._poll_timer is None:
            self._poll_timer = self.root.after(POLL, self._poll)

    def _poll(self) -> None:
        self._poll_timer = None
        if self.session.poll():
            self._poll_soon()

    def _stop_timers(self, event: "tk.Event[tk.Misc]") -> None:
        if event.widget is self.root:
            if self._poll_timer is not None:
                self.root.after_cancel(self._poll_timer)
            self._poll_timer = None
            self._status.stop()

    def _show_reading(self) -> None:
        waiting = ""
        if not self.session.model_name:
            waiting = "Loading the model…" if self.session.is_loading else "No model"
        elif not self.session.editor.is_empty:
            waiting = "Reading…"
        self._panel.show(self.session.reading, waiting=waiting)
        self.correcting.show()
        self.paper.refresh()
        self.root.title(self.session.title)

    def _show_waiting(self) -> None:
        if self.session.reading is None:  # ink that no model has read yet
            self._show_reading()

    def _saved(self, path: Path) -> str:
        less = "" if self.session.editor.picture is None else ": the strokes, not the picture"
        return f"Saved {path.name}{less}"

    def _name(self) -> str:
        """Return what to call a new file."""
        if self.session.marks.symbols:
            return "sum"
        digit = self._digit()
        return f"digit-{digit}" if digit else "drawing"

    def _digit(self) -> str:
        """Return the digit that is shown; "" where there is none, or what is drawn looks like none."""
        reading = self.session.reading
        return reading.text if reading is not None and not reading.no_symbol else ""

    def _may_leave(self) -> bool:
        """Ask to save a drawing whose file has unsaved changes; return whether it may go."""
        if not self.session.has_unsaved_file or self.session.path is None:
            return True
        answer = self.dialogs.ask_save(self.session.path.name)
        if answer == "save":
            self.save()
        return answer == "discard" or not self.session.has_unsaved_file

    def _leaving(self) -> bool:
        """Keep what is on the canvas before it goes, where that is wanted; return whether it may."""
        if not self._may_leave():
            return False
        self.library.finish()
        return True

    def _show_status(self) -> None:
        self._status.show(self.session)

    def _show_tools(self) -> None:
        self._bar.show(self.session.editor)

    def _use(self, tool: Tool) -> None:
        self._tool.set(tool)
        self.session.editor.tool = tool
        self.canvas.configure(cursor="pencil" if tool == "pen" else "dotbox")

    def _set_pen_width(self, width: int) -> None:
        width = max(MIN_PEN, min(MAX_PEN, width))
        if width != self.settings.pen_width:
            self.settings.pen_width = width
            self._pen_width.set(width)
            self.canvas.configure_look(pen_width=width * self._scale)
            self.correcting.show()

    def _read_as(self, expect: Expectation) -> None:
        self.settings.expect = expect
        self._chosen["expect"].set(expect)
        self.session.read_as(expect)
        self._show_status()

    def _on_zoom(self) -> None:
        self._status.show_zoom(self.canvas.zoom)
        self.pictures.zoomed()
        self.correcting.show()

    def _copy(self, form: Format) -> None:
        reading = self.session.reading
        if reading is not None:
            self._to_clipboard(copied(reading, form))

    def _to_clipboard(self, text: str) -> None:
        """Put ``text`` on the clipboard; nothing where there is none."""
        if text:
            self.root.clipboard_clear()
            self.root.clipboard_append(text)
            short = " ".join(text.split())
            self._status.say(f"Copied {short if len(short) <= 40 else short[:39] + '…'}")

    def _dress(self, palette: Palette) -> None:
        self._palette = palette
        self._frame.configure(background=palette.edge)
        self.canvas.configure_look(palette)
        self._panel.configure_palette(palette)
        self._status.configure_palette(palette)
        self.correcting.configure_palette(palette)
        self.paper.configure_palette(palette)
        self.library.configure_palette(palette)
        self.pictures.configure_palette(palette)
        if self._why is not None:
            self._why.configure_palette(palette)

    def _try(self, run: Callable[[], None], done: str = "") -> None:
        try:
            run()
        except DigitRecognizerError as error:
            self.dialogs.error(str(error))
        else:
            if done:
                self._status.say(done)
