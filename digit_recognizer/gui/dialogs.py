"""Questions and messages: the file dialogs, the error box, the help sheet.

Purpose: everything that opens a second window.
Contract: answers are paths or None; nothing here changes the session.
Not here: what is done with the answers.
"""

import tkinter as tk
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tkinter import filedialog, messagebox, ttk
from typing import Literal

from digit_recognizer.app.actions import GALLERY, GESTURES, MENUS, Action, shown
from digit_recognizer.app.session import APPLICATION
from digit_recognizer.files import READABLE
from digit_recognizer.gui.toolkit.theme import Theme
from digit_recognizer.gui.writer_dialog import WriterDialog
from digit_recognizer.version import __version__

INKML_FILES = (("InkML drawing", "*.inkml"), ("All files", "*"))
READABLE_FILES = (
    ("Pictures and drawings", tuple(f"*{ending}" for ending in READABLE)),
    ("All files", "*"),
)
PICTURE_FILES = (("PNG picture", "*.png"),)
PROFILE_FILES = (("Learnt hand", "*.json"), ("All files", "*"))
LEFT_MENUS = 5  # in the left half of the help sheet
MODEL_FILES = (("Keras model", "*.h5"), ("ONNX model", "*.onnx"), ("All files", "*"))


class Dialogs:
    """The dialogs of one window. An error that comes while one is open waits until it is closed."""

    def __init__(self, root: tk.Tk) -> None:
        self._root = root
        self._is_open = False
        self._errors: list[str] = []
        self._folder = Path.home()
        self._sheet: tk.Toplevel | None = None

    def open_drawing(self) -> Path | None:
        """Ask for a drawing or a picture to open."""
        return self._file(filedialog.askopenfilename, filetypes=READABLE_FILES)

    def save_drawing(self, name: str) -> Path | None:
        """Ask where to save the drawing, proposing ``name``; a file is replaced only if confirmed."""
        return self._save(name, ".inkml", INKML_FILES)

    def save_picture(self, name: str) -> Path | None:
        """Ask where to save a picture, proposing ``name``."""
        return self._save(name, ".png", PICTURE_FILES)

    def save_profile(self, name: str) -> Path | None:
        """Ask where to save what was learnt of a writer, proposing ``name``."""
        return self._save(name, ".json", PROFILE_FILES)

    def open_profile(self) -> Path | None:
        """Ask for what was learnt of a writer."""
        return self._file(filedialog.askopenfilename, filetypes=PROFILE_FILES)

    def ask_forget(self, whose: str) -> bool:
        """Ask whether what was learnt of a writer is to be forgotten."""
        with self._showing():
            return messagebox.askokcancel(
                APPLICATION,
                f"Forget what was learnt of the hand of {whose}?\nThe drawings stay in the library.",
                parent=self._parent,
            )

    def choose_folder(self, title: str) -> Path | None:
        """Ask for a folder, which need not exist yet."""
        return self._file(filedialog.askdirectory, title=title)

    def open_model(self) -> Path | None:
        """Ask for a model."""
        return self._file(filedialog.askopenfilename, filetypes=MODEL_FILES)

    def error(self, sentence: str) -> None:
        """Show what went wrong, at once or when the open dialog is closed."""
        self._errors.append(sentence)
        if not self._is_open:
            self._show_errors()

    def ask_save(self, name: str) -> Literal["save", "discard", "cancel"]:
        """Ask what to do with changes to the file ``name`` that are not saved."""
        with self._showing():
            answer = messagebox.askyesnocancel(
                APPLICATION, f"Save the changes to {name}?", parent=self._parent
            )
        return "cancel" if answer is None else "save" if answer else "discard"

    def ask_writer(self, names: list[str], present: str) -> str | None:
        """Ask who draws, ``present`` until now; "" is nobody, None no answer."""
        with self._showing():
            return WriterDialog(self._root, names, present).wait()

    def about(self, model: str) -> None:
        """Say what this is."""
        with self._showing():
            messagebox.showinfo(
                APPLICATION,
                f"Digit Recognizer {__version__}\n\nReads digits while you draw them, offline.\n"
                f"Model: {model or 'none loaded'}",
                parent=self._parent,
            )

    @property
    def _parent(self) -> tk.Misc:
        """The window in use: a dialog belongs above it."""
        try:
            focused = self._root.focus_get()
        except KeyError:  # Tk's own, such as a list that is open
            focused = None
        return self._root if focused is None else focused.winfo_toplevel()

    @contextmanager
    def _showing(self) -> Iterator[None]:
        """Hold errors back while a dialog is open: Tk's message boxes share one answer."""
        self._is_open = True
        try:
            yield
        finally:
            self._is_open = False
            if self._errors:
                self._root.after_idle(self._show_errors)

    def _show_errors(self) -> None:
        if self._errors and not self._is_open:
            text = "\n\n".join(self._errors)
            self._errors.clear()
            with self._showing():
                messagebox.showerror(APPLICATION, text, parent=self._root)

    def _save(self, name: str, ending: str, kinds: object) -> Path | None:
        """Ask where to save a file of one of the ``kinds``, proposing ``name`` with ``ending``."""
        return self._file(
            filedialog.asksaveasfilename,
            filetypes=kinds, defaultextension=ending, initialfile=f"{name}{ending}",
        )  # fmt: skip

    def _file(self, ask: Callable[..., object], **options: object) -> Path | None:
        """Return the path answered; a dialog that is cancelled answers "" or an empty tuple."""
        with self._showing():
            answer = ask(parent=self._parent, initialdir=str(self._folder), **options)
        if not answer:
            return None
        path = Path(str(answer))
        self._folder = path.parent
        return path

    def help_sheet(self, theme: Theme) -> tk.Toplevel:
        """Show every action with its key; a sheet that is open comes to the front."""
        if self._sheet is not None and self._sheet.winfo_exists():
            self._sheet.lift()
            return self._sheet
        sheet = self._sheet = tk.Toplevel(self._root)
        sheet.geometry(f"+{self._root.winfo_rootx() + 30}+{self._root.winfo_rooty() + 30}")
        sheet.title(f"Keys and help - {APPLICATION}")
        sheet.transient(self._root)
        body = ttk.Frame(sheet, padding=theme.px(20))
        body.pack(fill="both", expand=True)
        gap = theme.px(12)
        sections = [
            (menu, [(_keys(entry), entry.tip) for entry in entries])
            for menu, entries in MENUS.items()
        ]
        sections.insert(LEFT_MENUS + 1, ("In the gallery", list(GALLERY)))
        sections.append(("On the canvas", list(GESTURES)))
        for column, part in enumerate((sections[:LEFT_MENUS], sections[LEFT_MENUS:])):
            half = ttk.Frame(body)
            half.grid(row=0, column=column, sticky="n", padx=(0, theme.px(32)))
            row = 0
            for title, lines in part:
                heading = ttk.Label(half, text=title, font="SunValleySubtitleFont")
                heading.grid(
                    row=row, column=0, columnspan=2, sticky="w", pady=(gap if row else 0, 2)
                )
                for cells in lines:
                    row += 1
                    for place, text in enumerate(cells):
                        cell = ttk.Label(half, text=text)
                        cell.grid(row=row, column=place, sticky="w", padx=(0, theme.px(20)))
                row += 1
        for key in ("<Escape>", "<F1>"):
            sheet.bind(key, lambda _: sheet.destroy())
        close = ttk.Button(body, text="Close", command=sheet.destroy)
        close.grid(row=1, column=0, columnspan=2, sticky="e", pady=(gap, 0))
        close.focus_set()
        return sheet


def _keys(entry: Action) -> str:
    """Return the keys of an action; where it has none, its name in the menu."""
    return "  or  ".join(shown(key) for key in entry.keys) or entry.label.rstrip("…")
