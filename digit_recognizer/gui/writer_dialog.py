"""The question who draws.

Purpose: choose a name that is there, type a new one, or nobody.
Contract: modal over its parent; Return takes the answer, Escape leaves everything as it is.
Not here: what is done with the name.
"""

import tkinter as tk
from tkinter import ttk

from digit_recognizer.app.library.captions import NOBODY
from digit_recognizer.words import MAX_WRITER_LENGTH

WRITER_ADVICE = (
    "The name is saved with each drawing from now on,\n"
    "so that a family or a class can be told apart."
)


class WriterDialog:
    """The dialog. ``answer`` is the name ("" for nobody) once it is closed, None if it was cancelled."""

    def __init__(self, parent: tk.Misc, names: list[str], present: str) -> None:
        self.answer: str | None = None
        self.top = top = tk.Toplevel(parent)
        top.title("Who draws?")
        top.transient(parent.winfo_toplevel())
        top.resizable(False, False)
        body = ttk.Frame(top, padding=20)
        body.pack(fill="both", expand=True)
        ttk.Label(body, text="Who draws?", font="SunValleySubtitleFont").pack(anchor="w")
        ttk.Label(body, text=WRITER_ADVICE).pack(anchor="w", pady=(6, 12))
        self.box = ttk.Combobox(body, values=[NOBODY, *names], width=34)
        self.box.set(present or NOBODY)
        self.box.pack(fill="x")
        row = ttk.Frame(body)
        row.pack(fill="x", pady=(16, 0))
        ttk.Button(row, text="Cancel", command=top.destroy).pack(side="right")
        take = ttk.Button(row, text="OK", style="Accent.TButton", command=self.take)
        take.pack(side="right", padx=8)
        top.bind("<Return>", lambda _: self.take())
        top.bind("<Escape>", lambda _: top.destroy())
        self.box.selection_range(0, "end")
        self.box.focus_set()
        root = parent.winfo_toplevel()
        top.geometry(f"+{root.winfo_rootx() + 60}+{root.winfo_rooty() + 60}")

    def take(self) -> None:
        """Answer with what is in the box."""
        name = " ".join(self.box.get().split())[:MAX_WRITER_LENGTH]
        self.answer = "" if name == NOBODY else name
        self.top.destroy()

    def wait(self) -> str | None:
        """Wait until it is closed and return the answer."""
        self.top.wait_visibility()
        self.top.grab_set()
        self.top.wait_window()
        return self.answer
