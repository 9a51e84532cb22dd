"""Questions and messages: files, who draws, errors, the help sheet.

Purpose: everything that opens a second window.
Contract: answers are paths or None; nothing here changes the session.
Not here: what is done with the answers.
"""

import tkinter as tk
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from tkinter import filedialog, messagebox, ttk
from typing import Generic, Literal, TypeVar

from digit_recognizer.app.actions import DROP_GESTURE, GALLERY, GESTURES, MENUS, Action, shown
from digit_recognizer.app.language import tr, tr_later, whole_number
from digit_recognizer.app.library.captions import NOBODY
from digit_recognizer.app.session import APPLICATION
from digit_recognizer.files import HEIF_ENDINGS, PDF_ENDING, READABLE
from digit_recognizer.gui.gestures import gesture_cards
from digit_recognizer.gui.toolkit.scrolled import Scrolled, beside
from digit_recognizer.gui.toolkit.theme import Theme
from digit_recognizer.version import __version__
from digit_recognizer.words import MAX_WRITER_LENGTH

ALL_FILES = (tr_later("All files"), "*")
PROFILE_FILES = (tr_later("Learnt hand"), "*.json")
OPENED_FILES = {
    "drawing": (
        (
            tr_later("Pictures and drawings"),
            tuple(f"*{ending}" for ending in (*READABLE, PDF_ENDING, *sorted(HEIF_ENDINGS))),
        ),
        ALL_FILES,
    ),
    "model": ((tr_later("Keras model"), "*.h5"), (tr_later("ONNX model"), "*.onnx"), ALL_FILES),
    "profile": (PROFILE_FILES, ALL_FILES),
}
SAVED_FILES = {
    "drawing": (
        ".inkml",
        (
            (tr_later("InkML drawing"), "*.inkml"),
            (tr_later("Xournal++ notebook"), "*.xopp"),
            (tr_later("SVG picture"), "*.svg"),
            ALL_FILES,
        ),
    ),
    "picture": (".png", ((tr_later("PNG picture"), "*.png"),)),
    "table": (".csv", ((tr_later("Table (CSV)"), "*.csv"), ALL_FILES)),
    "profile": (".json", (PROFILE_FILES, ALL_FILES)),
}
WHAT_IT_IS = tr_later("Reads numbers and sums while you write them, offline.")
MAX_PAGE_DIGITS = 9
LEFT_MENUS = 5  # in the left half of the help sheet
# Of the help sheet, in design pixels: what is beside the rest, from where its halves stand side by side.
SHEET_MARGIN, WIDE_SHEET = 100, 1080
SHEET_CELL_WIDTHS = (170, 290)  # design pixels of a key, and of what it does
WRITER_ADVICE = tr_later(
    "The name is saved with each drawing from now on,\n"
    "so that a family or a class can be told apart."
)

Answer = TypeVar("Answer")


class Dialogs:
    """The dialogs of one window. An error that comes while one is open waits until it is closed."""

    def __init__(self, root: tk.Tk) -> None:
        self._root = root
        self._is_open = False
        self._errors: list[str] = []
        self._folder = Path.home()
        self._sheet: tk.Toplevel | None = None

    def path_to_open(self, kind: Literal["drawing", "model", "profile"]) -> Path | None:
        """Ask for a file to open: a drawing or picture, a model, or what was learnt of a writer."""
        return self._file(filedialog.askopenfilename, filetypes=_named(OPENED_FILES[kind]))

    def path_to_save(
        self, kind: Literal["drawing", "picture", "table", "profile"], name: str
    ) -> Path | None:
        """Ask where to save, proposing ``name``; a file is replaced only if that is confirmed."""
        ending, files = SAVED_FILES[kind]
        return self._file(
            filedialog.asksaveasfilename,
            filetypes=_named(files), defaultextension=ending, initialfile=f"{name}{ending}",
        )  # fmt: skip

    def ask_forget(self, whose: str) -> bool:
        """Ask whether what was learnt of a writer is to be forgotten."""
        question = tr("Forget what was learnt of the hand of {whose}?", whose=whose)
        stays = tr("The drawings stay in the library.")
        return self._ask(messagebox.askokcancel, f"{question}\n{stays}")

    def choose_folder(self, title: str) -> Path | None:
        """Ask for a folder, which need not exist yet."""
        return self._file(filedialog.askdirectory, title=title)

    def error(self, sentence: str) -> None:
        """Show what went wrong, at once or when the open dialog is closed."""
        self._errors.append(sentence)
        if not self._is_open:
            self._show_errors()

    def ask_save(self, name: str) -> Literal["save", "discard", "cancel"]:
        """Ask what to do with changes to the file ``name`` that are not saved."""
        answer = self._ask(messagebox.askyesnocancel, tr("Save the changes to {name}?", name=name))
        return "cancel" if answer is None else "save" if answer else "discard"

    def ask_writer(self, names: list[str], present: str) -> str | None:
        """Ask who draws, ``present`` until now; "" is nobody, None no answer."""
        with self._showing():
            return WriterDialog(self._root, names, present).wait()

    def ask_page(self, present: int, count: int) -> int | None:
        """Ask which of ``count`` pages is to be shown; None is no answer."""
        with self._showing():
            return PageDialog(self._root, present, count).wait()

    def about(self, model: str) -> None:
        """Say what this is."""
        self._ask(
            messagebox.showinfo,
            f"{APPLICATION} {__version__}\n\n{tr(WHAT_IT_IS)}\n"
            + tr("Model: {model}", model=model or tr("none loaded")),
        )

    def _ask(self, ask: Callable[..., Answer], text: str) -> Answer:
        with self._showing():
            return ask(APPLICATION, text, parent=self._parent)

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

    def _file(self, ask: Callable[..., object], **options: object) -> Path | None:
        """Return the path answered; a dialog that is cancelled answers "" or an empty tuple."""
        with self._showing():
            answer = ask(parent=self._parent, initialdir=str(self._folder), **options)
        if not answer:
            return None
        path = Path(str(answer))
        self._folder = path.parent
        return path

    def help_sheet(self, theme: Theme) -> None:
        """Show every action with its key; a sheet that is open comes to the front."""
        if self._sheet is not None and self._sheet.winfo_exists():
            self._sheet.lift()
            return
        sheet = self._sheet = tk.Toplevel(self._root)
        sheet.geometry(beside(self._root, theme.px(30)))
        sheet.title(f"{tr('Keys and help')} - {APPLICATION}")
        sheet.transient(self._root)
        scrolled = Scrolled(sheet, theme, padding=(theme.px(20), theme.px(20)))
        body = scrolled.body
        gap = theme.px(12)
        sections = [
            (menu, [(_keys(entry), entry.tip) for entry in entries])
            for menu, entries in MENUS.items()
        ]
        sections.insert(LEFT_MENUS + 1, (tr_later("In the gallery"), list(GALLERY)))
        can_drop = find_spec("tkinterdnd2") is not None
        gestures = [pair for pair in GESTURES if can_drop or pair != DROP_GESTURE]
        sections.insert(0, (tr_later("On the canvas"), gestures))
        room = theme.screen_width - theme.px(SHEET_MARGIN)
        gesture_cards(body, theme, room).grid(row=0, column=0, columnspan=2, sticky="w")
        is_wide = room >= theme.px(WIDE_SHEET)
        for place, part in enumerate((sections[:LEFT_MENUS], sections[LEFT_MENUS:])):
            half = ttk.Frame(body)
            at = {"row": 1, "column": place} if is_wide else {"row": 1 + place, "column": 0}
            half.grid(**at, sticky="nw", padx=(0, theme.px(24)))  # type: ignore[arg-type]
            row = 0
            for title, lines in part:
                heading = ttk.Label(half, text=tr(title), font="SunValleySubtitleFont")
                heading.grid(
                    row=row, column=0, columnspan=2, sticky="w", pady=(gap if row else 0, 2)
                )
                for cells in lines:
                    row += 1
                    for column, text in enumerate(cells):
                        width = theme.px(SHEET_CELL_WIDTHS[column])
                        cell = ttk.Label(half, text=tr(text), wraplength=width)
                        cell.grid(row=row, column=column, sticky="nw", padx=(0, theme.px(16)))
                row += 1
        for key in ("<Escape>", "<F1>"):
            sheet.bind(key, lambda _: sheet.destroy())
        below = ttk.Frame(sheet, padding=(theme.px(20), gap))
        below.pack(side="bottom", fill="x")
        scrolled.pack(fill="both", expand=True)
        close = ttk.Button(below, text=tr("Close"), command=sheet.destroy)
        close.pack(side="right")
        close.focus_set()


def _named(files: Sequence[tuple[str, object]]) -> list[tuple[str, object]]:
    """Return kinds of files with their names in the language in use."""
    return [(tr(name), endings) for name, endings in files]


def _keys(entry: Action) -> str:
    """Return the keys of an action; where it has none, its name in the menu."""
    return tr("  or  ").join(shown(key) for key in entry.keys) or entry.label.rstrip("…")


class AskingDialog(Generic[Answer]):
    """A small window that asks something. ``answer`` is None until :meth:`take`.

    A subclass has ``self.box``, in which the answer is given.
    """

    def __init__(self, parent: tk.Misc, question: str, advice: str) -> None:
        self.answer: Answer | None = None
        self.top = top = tk.Toplevel(parent)
        top.title(question)
        top.transient(parent.winfo_toplevel())
        top.resizable(False, False)
        self.body = ttk.Frame(top, padding="15p")
        self.body.pack(fill="both", expand=True)
        ttk.Label(self.body, text=question, font="SunValleySubtitleFont").pack(anchor="w")
        ttk.Label(self.body, text=advice).pack(anchor="w", pady=("5p", "9p"))
        self.box = self.make_box()
        self.box.pack(fill="x")
        row = ttk.Frame(self.body)
        row.pack(fill="x", pady=("12p", 0))
        ttk.Button(row, text=tr("Cancel"), command=top.destroy).pack(side="right")
        take = ttk.Button(row, text=tr("OK"), style="Accent.TButton", command=self.take)
        take.pack(side="right", padx="6p")
        top.bind("<Return>", lambda _: self.take())
        top.bind("<Escape>", lambda _: top.destroy())
        self.box.selection_range(0, "end")
        self.box.focus_set()
        root = parent.winfo_toplevel()
        gap = round(root.winfo_fpixels("45p"))
        top.geometry(f"+{root.winfo_rootx() + gap}+{root.winfo_rooty() + gap}")

    def make_box(self) -> ttk.Entry:
        """Return the box, with what is to be in it at first."""
        raise NotImplementedError

    def take(self) -> None:
        """Answer with what is in the box."""
        raise NotImplementedError

    def wait(self) -> Answer | None:
        """Wait until it is closed and return the answer."""
        with suppress(tk.TclError):  # a key that came early closes it before it is seen
            self.top.wait_visibility()
            self.top.grab_set()
            self.top.wait_window()
        return self.answer


class WriterDialog(AskingDialog[str]):
    """Asks for a name; "" is nobody."""

    def __init__(self, parent: tk.Misc, names: list[str], present: str) -> None:
        self._names, self._present = names, present
        super().__init__(parent, tr("Who draws?"), tr(WRITER_ADVICE))

    def make_box(self) -> ttk.Entry:
        """Return a list of names in which another one can be typed."""
        box = ttk.Combobox(self.body, values=[tr(NOBODY), *self._names], width=34)
        box.set(self._present or tr(NOBODY))
        return box

    def take(self) -> None:
        """Answer with the name."""
        name = " ".join(self.box.get().split())[:MAX_WRITER_LENGTH]
        self.answer = "" if name == tr(NOBODY) else name
        self.top.destroy()


class PageDialog(AskingDialog[int]):
    """Asks for the number of a page."""

    def __init__(self, parent: tk.Misc, present: int, count: int) -> None:
        self._present, self._count = present, count
        super().__init__(
            parent, tr("Which page?"), tr("A number from 1 to {count}", count=whole_number(count))
        )

    def make_box(self) -> ttk.Entry:
        """Return a box for numbers."""
        box = ttk.Spinbox(self.body, from_=1, to=self._count, width=12)
        box.set(self._present)
        return box

    def take(self) -> None:
        """Answer with the number; where it is none, wait for another one."""
        text = self.box.get().strip()
        is_number = text.isascii() and text.isdigit() and len(text) <= MAX_PAGE_DIGITS
        if is_number and 1 <= int(text) <= self._count:
            self.answer = int(text)
            self.top.destroy()
        else:
            self.box.selection_range(0, "end")
            self.top.bell()
