"""Questions and messages: the file dialogs, the error box, the help sheet.

Purpose: everything that opens a second window.
Contract: answers are paths or None; nothing here changes the session.
Not here: what is done with the answers.
"""

import tkinter as tk
from pathlib import Path
from tkinter import filedialog, messagebox, ttk

from digit_recognizer import __version__
from digit_recognizer.gui.actions import ACTIONS, MENUS, shown
from digit_recognizer.gui.session import APPLICATION

INK = (("InkML drawing", "*.inkml"), ("All files", "*"))
PICTURE = (("PNG picture", "*.png"),)
MODEL = (("Keras model", "*.h5"), ("ONNX model", "*.onnx"), ("All files", "*"))


class Dialogs:
    """The dialogs of one window."""

    def __init__(self, root: tk.Tk) -> None:
        self._root = root

    def open_drawing(self) -> Path | None:
        """Ask for a drawing to open."""
        return _path(filedialog.askopenfilename(parent=self._root, filetypes=INK))

    def save_drawing(self) -> Path | None:
        """Ask where to save the drawing; the system asks before it replaces a file."""
        return _path(
            filedialog.asksaveasfilename(
                parent=self._root, filetypes=INK, defaultextension=".inkml"
            )
        )

    def save_picture(self) -> Path | None:
        """Ask where to save a picture."""
        return _path(
            filedialog.asksaveasfilename(
                parent=self._root, filetypes=PICTURE, defaultextension=".png"
            )
        )

    def open_model(self) -> Path | None:
        """Ask for a model."""
        return _path(filedialog.askopenfilename(parent=self._root, filetypes=MODEL))

    def error(self, sentence: str) -> None:
        """Show what went wrong."""
        messagebox.showerror(APPLICATION, sentence, parent=self._root)

    def may_discard(self, name: str) -> bool:
        """Ask whether changes to the file ``name`` may be lost."""
        return bool(
            messagebox.askokcancel(
                APPLICATION,
                f"{name} has changes that are not saved. Close without saving them?",
                parent=self._root,
            )
        )

    def about(self, model: str) -> None:
        """Say what this is."""
        messagebox.showinfo(
            APPLICATION,
            f"Digit Recognizer {__version__}\n\nReads digits while you draw them, offline.\n"
            f"Model: {model or 'none loaded'}",
            parent=self._root,
        )

    def help_sheet(self, *, mac: bool, scale: float) -> tk.Toplevel:
        """Show every action with its key, and how to draw and erase."""
        sheet = tk.Toplevel(self._root)
        sheet.title(f"Keys and help - {APPLICATION}")
        sheet.transient(self._root)
        body = ttk.Frame(sheet, padding=round(20 * scale))
        body.pack(fill="both", expand=True)
        row = 0
        gap = round(12 * scale)
        for menu in MENUS:
            heading = ttk.Label(body, text=menu, font="SunValleySubtitleFont")
            heading.grid(row=row, column=0, columnspan=3, sticky="w", pady=(gap if row else 0, 2))
            for entry in (entry for entry in ACTIONS if entry.menu == menu):
                row += 1
                keys = "  or  ".join(shown(key, mac=mac) for key in entry.keys)
                cells = (entry.label.rstrip("…"), keys, entry.tip)
                for column, text in enumerate(cells):
                    cell = ttk.Label(body, text=text)
                    cell.grid(row=row, column=column, sticky="w", padx=(0, round(24 * scale)))
            row += 1
        for key in ("<Escape>", "<F1>"):
            sheet.bind(key, lambda _: sheet.destroy())
        close = ttk.Button(body, text="Close", command=sheet.destroy)
        close.grid(row=row, column=0, columnspan=3, sticky="e", pady=(gap, 0))
        close.focus_set()
        return sheet


def _path(answer: object) -> Path | None:
    """Return the path a Tk dialog answered; a cancelled one answers "" or an empty tuple."""
    return Path(str(answer)) if answer else None
