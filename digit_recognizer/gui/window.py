"""The main window: canvas, panel, tool bar, menus, keys.

Purpose: assemble the widgets, and connect them to a session and each action to what does it.
Contract: widgets are changed only in answer to the session's changes. Reading and loading models are
the worker's.
Not here: state (``session``), colours (``palette``), dialogs (``dialogs``), files (``drawing_files``).
"""

import tkinter as tk
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tkinter import ttk
from typing import TYPE_CHECKING

from digit_recognizer.alphabet import DIGITS
from digit_recognizer.app.document.editor import Tool
from digit_recognizer.app.document.marks import next_height
from digit_recognizer.app.explainer import TileStyle
from digit_recognizer.app.language import tr, tr_later, tr_reader
from digit_recognizer.app.library.library_thread import LibraryThread
from digit_recognizer.app.picture.picture import PICTURE_BUG
from digit_recognizer.app.possible import can_do
from digit_recognizer.app.session import Change, Session
from digit_recognizer.app.settings import Settings
from digit_recognizer.gui.arrangement import Arrangement
from digit_recognizer.gui.canvas.correction import Correction
from digit_recognizer.gui.canvas.ink_canvas import InkCanvas
from digit_recognizer.gui.canvas.lasso import Lasso
from digit_recognizer.gui.canvas.overlay import Overlay
from digit_recognizer.gui.canvas.panning import Panning
from digit_recognizer.gui.canvas.scratch_offer import ScratchOffer
from digit_recognizer.gui.canvas.viewport import ZOOM_FACTOR, Viewport
from digit_recognizer.gui.context import WindowContext
from digit_recognizer.gui.copying import Copying
from digit_recognizer.gui.dialogs import Dialogs
from digit_recognizer.gui.drawing_files import DrawingFiles
from digit_recognizer.gui.library.actions import LibraryActions
from digit_recognizer.gui.looks import Looks
from digit_recognizer.gui.panel.explanation_panel import ExplanationPanel
from digit_recognizer.gui.panel.reading_panel import ReadingPanel
from digit_recognizer.gui.picture.actions import PictureActions
from digit_recognizer.gui.picture.side_work import SideWork
from digit_recognizer.gui.status_bar import StatusBar
from digit_recognizer.gui.toolbar import ToolBar
from digit_recognizer.gui.toolkit.menus import bind_keys, build_menus
from digit_recognizer.gui.toolkit.pump import Pump
from digit_recognizer.gui.toolkit.screen import screen_size
from digit_recognizer.gui.toolkit.timer import Timer

if TYPE_CHECKING:
    from digit_recognizer.reading import Expectation

WINDOW_SIZE = (1060, 680)
MIN_WINDOW_SIZE = (480, 400)
TITLE_AND_MENUS = 60  # design pixels above the window's own height
SIZE_REST = 1000  # milliseconds after the window's size changed until it is remembered
CLEARED_NOTE = tr_later("Cleared")
TOOL_CURSORS: dict[Tool, str] = {"pen": "pencil", "eraser": "dotbox", "lasso": "crosshair"}
CANVAS_HINT = tr_later("Draw a digit, a number\nor a sum like 12+34=")


class MainWindow:
    """The window of one session. ``dialogs`` may be replaced, by tests for example."""

    def __init__(
        self,
        root: tk.Tk,
        session: Session,
        settings: Settings,
        dialogs: Dialogs | None = None,
        library_thread: LibraryThread | None = None,
    ) -> None:
        self.root, self.session, self.settings = root, session, settings
        self.dialogs = dialogs or Dialogs(root)
        self._pump = Pump(root)
        self.looks = Looks(
            root, settings, self._pump, on_colours=self._on_colours,
            on_pen=lambda: self.correction.show(), say=lambda note: self.status.say(note),
        )  # fmt: skip
        self.theme = self.looks.theme
        self._copying = Copying(root, session, lambda note: self.status.say(note))
        self._tool = tk.StringVar(root, "pen")
        self._explains = tk.BooleanVar(root, False)
        self._chosen = {
            "expect": tk.StringVar(root, settings.expect),
            "language": self.looks.language,
        }
        self._switches = {
            "keep_all": tk.BooleanVar(root, settings.keep_all),
            "collect": tk.BooleanVar(root, bool(settings.collects)),
            "system_theme": self.looks.follows_system,
        }
        session.read_as(settings.expect)
        self._is_model_chosen = False
        self.explanation: ExplanationPanel | None = None  # until asked for: the start is not slower
        self._build(library_thread or LibraryThread())
        self.commands = {
            **self._own_commands(), **self.files.commands, **self._copying.commands,
            **self.looks.commands, **self.library.commands, **self.pictures.commands,
        }  # fmt: skip
        build_menus(
            root,
            self.theme,
            self._command,
            chosen=self._chosen,
            switches=self._switches,
            can_do=lambda name: can_do(name, session),
        )
        bind_keys(root, self._command)
        root.minsize(*self._least_size())
        root.geometry(self._size())
        root.protocol("WM_DELETE_WINDOW", self.quit)
        sized = Timer(root, self._remember_size)
        # The timer starts anew for the window's own size alone, not for every widget in it.
        root.bind(
            "<Configure>",
            lambda at: sized.start(SIZE_REST) if at.widget is root else None,
            add=True,
        )
        session.editor.listen(self.status.forget_undo)
        session.listen(self._on_change)
        session.on_failure(self.dialogs.error)
        self._pump.add(session.poll)
        session.on_answer(self._pump.knock)
        self._show_reading()
        self.status.show(self.session)
        self._bar.show(self.session.editor)
        self.canvas.focus_set()

    @property
    def pump(self) -> Pump:
        """What asks threads for their answers."""
        return self._pump

    def run(self, name: str) -> None:
        """Do the action called ``name``, as its menu entry does, with all that is written."""
        self.session.settle()
        self.commands[name]()

    def _own_commands(self) -> dict[str, Callable[[], None]]:
        """Return what does each action, but for the menus Library and Picture."""
        session, viewport = self.session, self.viewport
        return {
            "open_model": self.open_model,
            "shipped_model": partial(self._use_model, None),
            "quit": self.quit,
            "undo": session.editor.undo,
            "redo": session.editor.redo,
            "clear": self.clear,
            "paste": self.pictures.paste,
            "pen": partial(self._use, "pen"),
            "eraser": partial(self._use, "eraser"),
            "lasso": partial(self._use, "lasso"),
            "auto": partial(self._read_as, "auto"),
            "digit": partial(self._read_as, "digit"),
            "expression": partial(self._read_as, "expression"),
            "show_all": viewport.show_all,
            "zoom_in": partial(viewport.zoom_by, ZOOM_FACTOR),
            "zoom_out": partial(viewport.zoom_by, 1 / ZOOM_FACTOR),
            "explain": self.explain,
            "help": lambda: self.dialogs.help_sheet(self.theme),
            "about": lambda: self.dialogs.about(session.model_name),
        }

    # What the menus do

    def open_model(self) -> None:
        """Ask for a model and read with it."""
        path = self.dialogs.path_to_open("model")
        if path is not None:
            self._use_model(path)

    def quit(self) -> None:
        """Close; asks first if a file has unsaved changes."""
        if not self.files.may_leave() or not self.library.close():
            return
        self.leave()

    def leave(self) -> None:
        """Close without a question: what is on the canvas is back at the next start."""
        self._remember_size()
        self.root.update_idletasks()  # a change of theme may still be on its way to the widgets
        self.root.destroy()

    def _use_model(self, path: Path | None) -> None:
        """Read with a model, now and at the next start; None: the shipped one."""
        self._is_model_chosen = True
        self.session.load_model(path)

    def _remember_model(self) -> None:
        """Remember a model that was chosen once it is loaded, and forget one that is there no more."""
        path, session = self.session.model_path, self.session
        if session.model_name and not session.is_loading:
            model = "" if path is None else str(path.absolute())
            is_gone = not model and bool(self.settings.model)
            if model != self.settings.model and (self._is_model_chosen or is_gone):
                self.settings.change(model=model)
            self._is_model_chosen = False

    def _remember_size(self) -> None:
        size = f"{self.root.winfo_width()}x{self.root.winfo_height()}"
        if size != self.settings.size:
            self.settings.change(size=size)

    def clear(self) -> None:
        """Remove all there is, and say how to get it back; it is saved before, where that is wanted."""
        editor = self.session.editor
        self.library.saving.finish()
        is_there = not editor.is_empty
        editor.clear()
        if is_there:
            self.status.offer_undo(tr(CLEARED_NOTE), self._command("undo"))

    def explain(self) -> None:
        """Show the panel that explains the reading, or hide it."""
        self._explains.set(not self._explains.get())
        self._pack_explanation()

    def _pack_explanation(self) -> None:
        """Show the explanation where it is wanted; the window stays as large as it is."""
        shows = self._explains.get()
        if self.explanation is None:
            self.explanation = ExplanationPanel(self.root, self.theme)
            self.explanation.show(None)
        self._arrangement.explain(shows)
        if shows:
            self.explanation.pack(side="bottom", fill="x", before=self._body)
        else:
            self.explanation.pack_forget()
        self._explain_now()

    # Building

    def _build(self, library_thread: LibraryThread) -> None:
        root, theme, pad = self.root, self.theme, self.theme.px(8)
        self._bar = ToolBar(
            root, theme, self._command, tool=self._tool, pen_width=self.looks.pen_width,
            explains=self._explains, on_pen_width=self.looks.choose_pen,
            on_explain=self._pack_explanation,
        )  # fmt: skip
        self._bar.pack(fill="x")
        self.status = StatusBar(root, theme, self._command, self._chosen)
        self.status.pack(side="bottom", fill="x")
        self._body = body = ttk.Frame(root, padding=(pad, pad, 0, 0))
        body.pack(fill="both", expand=True)
        self.panel = ReadingPanel(
            body, theme, symbols=list(DIGITS),
            on_label=lambda label: self.library.say(label),
            on_confirm=lambda: self.library.saving.confirm(), on_copy=self._copying.put,
            on_choose=self.session.choose, on_line=self.session.confirm,
        )  # fmt: skip
        self._frame = tk.Frame(body, padx=1, pady=1)
        theme.colour(self._frame, background="edge")
        self._arrangement = Arrangement(body, self._frame, self.panel, theme)
        self.canvas = InkCanvas(
            self._frame, editor=self.session.editor, hint=tr(CANVAS_HINT),
            pen_width=self.settings.pen_width * theme.scale,
        )  # fmt: skip
        self.canvas.pack(fill="both", expand=True)
        self.canvas.on_shown = partial(self.session.hold, is_held=False)
        self.looks.show_on(self.canvas, self.session)
        self._overlay = Overlay(self.canvas, theme)
        self.correction = Correction(self.canvas, self._overlay, self.session, theme)
        self.lasso = Lasso(self.canvas, self.session, theme)
        ScratchOffer(self.canvas, theme)
        self.viewport = Viewport(
            self.canvas, theme, reach=lambda: self._overlay.reach,
            next_height=self._next_height, on_zoom=self._on_zoom,
        )  # fmt: skip
        Panning(self.canvas, self.viewport, theme)
        context = WindowContext(
            theme, self.session, self.settings, library_thread, self.dialogs, self.status,
            self.canvas, self._pump, strips=(body, self._frame), command=self._command,
            may_leave=lambda: self.files.may_leave(), on_shown=self.viewport.reset,
        )  # fmt: skip
        self.library = LibraryActions(
            context, panel=self.panel, keeps_all=self._switches["keep_all"],
            collects=self._switches["collect"],
        )  # fmt: skip
        self.correction.on_correct = self.library.handwriting.corrected
        self.correction.on_copy = self._copying.put
        opening = SideWork(context, "opening files", PICTURE_BUG)
        self.files = DrawingFiles(
            context, opening, open_picture=lambda path: self.pictures.open(path),
            finish=self.library.saving.finish,
        )  # fmt: skip
        self.pictures = PictureActions(
            context, opening, leave=self.files.leave, make_room=self.viewport.make_room_soon,
            open_file=self.files.open,
        )  # fmt: skip

    def _least_size(self) -> tuple[int, int]:
        """Return how small the window can be: less than any screen."""
        width, height = (self.theme.px(side) for side in MIN_WINDOW_SIZE)
        width = max(width, self._bar.least_width)
        screen = screen_size(self.root)
        return min(width, screen[0]), min(height, screen[1])

    def _size(self) -> str:
        """Return the remembered size of the window, or the default, as large as the screen allows."""
        sides = [int(side) for side in self.settings.size.split("x") if side]
        wanted = sides or [self.theme.px(side) for side in WINDOW_SIZE]
        screen = screen_size(self.root)
        screen = (screen[0], screen[1] - self.theme.px(TITLE_AND_MENUS))
        return "x".join(str(min(pair)) for pair in zip(wanted, screen, strict=True))

    def _explain_now(self) -> None:
        """Tell the session whether explanations are wanted, and how they are to look."""
        style = None
        if self.explanation is not None and self._explains.get():
            style = TileStyle(self.settings.is_dark, self.explanation.side)
        self.session.explain(style)
        self._pump.wake()

    def _command(self, name: str) -> Callable[[], None]:
        """Return what does the action ``name``, when it is called: widgets come before their actions."""
        return partial(self.run, name)

    # What changes

    def _on_change(self, change: Change) -> None:
        if change in {"ink", "model"}:
            self._pump.wake()
        if change == "ink":
            self._bar.show(self.session.editor)
            if self.session.path is not None:  # whether it is saved
                self.status.show(self.session)
            if self.session.reading is None:  # ink that no model has read yet
                self._show_reading()
        elif change == "step":
            self._bar.show(self.session.editor)
        elif change == "reading":
            self._show_reading()
        elif change == "explanation":
            if self.explanation is not None:
                self.explanation.show(self.session.explained)
        elif change in {"model", "file"}:
            self._remember_model()
            self.status.show(self.session)
            if self.session.model_remark and change == "model" and not self.session.is_loading:
                self.status.warn(tr_reader(self.session.model_remark))
            self._show_reading()

    def _on_colours(self) -> None:
        self.status.show(self.session)
        if self._explains.get():
            self._explain_now()

    def _show_reading(self) -> None:
        waiting = ""
        if not self.session.model_name:
            waiting = tr("Loading the model…") if self.session.is_loading else tr("No model")
        elif self.session.editor.tables is not None:
            waiting = self.session.editor.tables.caption
        elif self.session.editor.picture is not None:
            waiting = tr("Reading…")
        self.panel.shows_end = self.session.editor.picture is None
        self.panel.show(self.session.reading, waiting=waiting, is_judged=self.session.is_judged)
        self.correction.show()
        self.viewport.refresh()
        self.viewport.show_result()
        self.root.title(self.session.title)

    def _next_height(self) -> float:
        session = self.session
        return next_height(session.reading, len(session.editor.ink) - 1)

    def _use(self, tool: Tool) -> None:
        self._tool.set(tool)
        self.session.editor.tool = tool
        self.canvas.configure(cursor=TOOL_CURSORS[tool])

    def _read_as(self, expect: "Expectation") -> None:
        self.settings.change(expect=expect)
        self._chosen["expect"].set(expect)
        self.session.read_as(expect)
        self.status.show(self.session)

    def _on_zoom(self) -> None:
        self.status.show_zoom(self.canvas.zoom)
        self.lasso.clear()
        self.pictures.refresh()
        self.correction.show()
