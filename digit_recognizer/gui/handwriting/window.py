"""The window "My handwriting": learn a hand, see the proof, choose whose hand is read.

Purpose: one place for all that the reader may know of a writer.
Contract: one window at a time, which closes with the main one. Learning runs on a thread, with a bar
and a way to stop; what was learnt is used only after it was said so.
Not here: learning (``learner``), profiles (``hand_model``), charts (``hand_charts``).
"""

import tkinter as tk
from collections.abc import Callable
from tkinter import font as tkfont
from tkinter import ttk
from typing import TYPE_CHECKING

from digit_recognizer.app.handwriting.learning_run import ALPHABETS, Learner
from digit_recognizer.app.handwriting.model import HandModel, whose
from digit_recognizer.app.library.captions import NOBODY
from digit_recognizer.app.library.library_thread import Librarian
from digit_recognizer.app.palette import LIGHT, Palette
from digit_recognizer.gui.dialogs import Dialogs
from digit_recognizer.gui.handwriting.charts import ENOUGH, Counts, Proof
from digit_recognizer.gui.toolkit.side_window import SideWindow
from digit_recognizer.gui.toolkit.tooltip import Tooltip

if TYPE_CHECKING:
    from digit_recognizer.library import StoredProfile
    from digit_recognizer.reader import Reader

POLL = 30  # milliseconds
NO_MODEL = "The model is still being loaded: try again in a moment"
FROM = "Drawings to learn from"
WORTH = "What it is worth"
WIDTH = 720  # design pixels
COLUMNS = (("writer", "Whose", 220), ("alphabet", "Reads", 150), ("made", "Learnt", 130),
           ("active", "In use", 90))  # fmt: skip
FEW = (
    "Label a few drawings first: draw a digit and press its key, or say Save, it is right. "
    f"{ENOUGH} of each digit are enough to begin with."
)


class HandWindow(SideWindow):
    """The window about hands. ``changed_profiles()``: others may be in use; ``ask_hand()`` asks how 1,
    7 and 0 are written."""

    def __init__(
        self,
        parent: tk.Misc,
        librarian: Librarian,
        dialogs: Dialogs,
        reader: "Callable[[], Reader | None]",
        writer: str,
        *,
        palette: Palette,
        scale: float,
        changed_profiles: Callable[[], None],
        ask_hand: Callable[[], None],
    ) -> None:
        self._librarian, self._dialogs, self._reader = librarian, dialogs, reader
        self._scale, self._palette = scale, LIGHT
        self._poll_timer: str | None = None
        self._names: dict[str, str] = {}
        self._profiles: dict[str, StoredProfile] = {}
        self.learner: Learner | None = None
        self.model = model = HandModel(librarian, writer, changed_profiles)
        model.note, model.fail = self.say, self._fail
        model.listen(self._show)
        super().__init__(parent, "My handwriting")
        top = self.top
        self._build(ask_hand)
        self.configure_palette(palette)
        top.bind("<Escape>", lambda _: self._escape())
        for button in (self.learn_button, self.cancel_button, self.take_button, self.leave_button):
            button.bind("<Return>", lambda event: event.widget.invoke())
        top.bind("<Destroy>", self._on_destroy)
        root = parent.winfo_toplevel()
        top.geometry(f"+{root.winfo_rootx() + 40}+{root.winfo_rooty() + 20}")
        top.deiconify()
        self.learn_button.focus_set()
        self.refresh()

    @property
    def first(self) -> tk.Misc:
        """The widget that has the keys when the window comes to the front."""
        return self.learn_button

    @property
    def is_busy(self) -> bool:
        """Whether something is to be expected."""
        learns = self.learner is not None and self.learner.outcome is None
        return learns or not self._librarian.is_idle

    def refresh(self) -> None:
        """Ask the library anew."""
        self.model.refresh()
        self._poll_soon()

    def configure_palette(self, palette: Palette) -> None:
        """Change the colours."""
        self._palette = palette
        self.top.configure(background=palette.ground)
        self.counts.configure_palette(palette)
        self.proof.configure_palette(palette)
        for label in (self._few, self._note):
            label.configure(foreground=palette.muted)

    def say(self, sentence: str) -> None:
        """Show ``sentence`` in the small print."""
        self._note.configure(text=sentence, foreground=self._palette.muted)

    # What buttons do

    def learn(self) -> None:
        """Learn the hand of the writer that is chosen."""
        reader = self._reader()
        if self.learner is not None and self.learner.outcome is None:
            return
        if reader is None:
            self.say(NO_MODEL)
            return
        self.learner = Learner(self._librarian.path, self.model.writer, reader)
        self.learn_button.pack_forget()
        self.bar.configure(value=0)
        self.bar.pack(side="left")
        self.cancel_button.pack(side="left", padx=round(8 * self._scale))
        self.cancel_button.focus_set()
        self._poll_soon()

    def cancel(self) -> None:
        """Stop learning; nothing changes."""
        if self.learner is not None:
            self.learner.cancel()

    def take(self) -> None:
        """Use what was learnt."""
        outcome = self.learner.outcome if self.learner is not None else None
        if outcome is not None:
            self.model.keep(outcome.writer, outcome.contents)
        self._end_proof()

    def leave(self) -> None:
        """Keep everything as it was."""
        self._end_proof()
        self.say("Nothing was changed")

    def toggle(self) -> None:
        """Use the selected profile, or no longer."""
        profile = self._selected()
        if profile is not None:
            self.model.use(profile, active=not profile.active)
            self._poll_soon()

    def delete(self) -> None:
        """Forget the selected profile, if that is meant."""
        profile = self._selected()
        if profile is not None and self._dialogs.ask_forget(whose(profile.writer)):
            self.model.delete(profile)
            self._poll_soon()

    def export(self) -> None:
        """Save the selected profile to a file."""
        profile = self._selected()
        if profile is None:
            return
        path = self._dialogs.save_profile(f"hand-{profile.writer or 'nobody'}-{profile.alphabet}")
        if path is not None:
            self.model.export(profile, path)
            self._poll_soon()

    def import_(self) -> None:
        """Read a profile from a file."""
        reader, path = self._reader(), self._dialogs.open_profile()
        if reader is None:
            self.say(NO_MODEL)
        elif path is not None:
            self.model.import_(path, reader)
            self._poll_soon()

    # Building

    def _build(self, ask_hand: Callable[[], None]) -> None:
        pad = round(12 * self._scale)
        body = ttk.Frame(self.top, padding=(2 * pad, pad))
        body.pack(fill="both", expand=True)
        tk.Frame(body, width=round(WIDTH * self._scale), height=0).pack()  # never narrower
        head = ttk.Frame(body)
        head.pack(fill="x")
        ttk.Label(head, text="Whose hand").pack(side="left")
        self.writer_box = ttk.Combobox(head, state="readonly", width=24)
        self.writer_box.pack(side="left", padx=pad)
        self.writer_box.bind("<<ComboboxSelected>>", lambda _: self._on_choice())
        button = ttk.Button(head, text="How I write 1, 7, 0…", command=ask_hand)
        button.pack(side="right")
        Tooltip(button, "Say how you write them: no drawing needed")
        self._above = self._heading(body, FROM)
        self.counts = Counts(body, scale=self._scale)
        self._few = ttk.Label(body, wraplength=round(WIDTH * self._scale))
        self._row = row = ttk.Frame(body)
        self.learn_button = ttk.Button(
            row, text="Learn this hand", style="Accent.TButton", command=self.learn
        )
        self.learn_button.pack(side="left")
        self.bar = ttk.Progressbar(row, length=round(260 * self._scale), maximum=1.0)
        self.cancel_button = ttk.Button(row, text="Cancel", command=self.cancel)
        self.proof = Proof(body, scale=self._scale)
        self._verdicts = ttk.Frame(body)
        self._choice = ttk.Frame(body)
        self.take_button = ttk.Button(
            self._choice, text="Use it", style="Accent.TButton", command=self.take
        )
        self.leave_button = ttk.Button(self._choice, text="Keep the old one", command=self.leave)
        self.leave_button.pack(side="left")
        self._below = self._heading(body, "What was learnt")
        self._show_proof(None)
        self._build_profiles(body, pad)
        self._note = ttk.Label(body, wraplength=round(WIDTH * self._scale))
        self._note.pack(anchor="w", pady=(pad, 0))

    def _build_profiles(self, body: ttk.Frame, pad: int) -> None:
        names = [name for name, _, _ in COLUMNS]
        self.tree = tree = ttk.Treeview(
            body, columns=names, show="headings", height=3, selectmode="browse"
        )
        for name, title, width in COLUMNS:
            tree.heading(name, text=title, anchor="w")
            tree.column(name, width=round(width * self._scale), anchor="w")
        tree.pack(fill="x", pady=(pad // 2, 0))
        tree.bind("<<TreeviewSelect>>", lambda _: self._show_buttons())
        tree.bind("<Delete>", lambda _: self.delete())
        tree.bind("<Return>", lambda _: self.toggle())
        row = ttk.Frame(body)
        row.pack(fill="x", pady=(pad // 2, 0))
        self.use_button = ttk.Button(row, text="Use", command=self.toggle)
        self.export_button = ttk.Button(row, text="Save to a file…", command=self.export)
        self.delete_button = ttk.Button(row, text="Forget…", command=self.delete)
        for each in (self.use_button, self.export_button, self.delete_button):
            each.pack(side="left", padx=(0, pad // 2))
        ttk.Button(row, text="From a file…", command=self.import_).pack(side="right")

    def _heading(self, body: ttk.Frame, text: str) -> ttk.Label:
        font = tkfont.Font(
            body, family="TkDefaultFont", size=-round(15 * self._scale), weight="bold"
        )
        label = ttk.Label(body, text=text, font=font)
        label.font = font  # type: ignore[attr-defined]  # Tk does not keep it
        label.pack(anchor="w", pady=(round(18 * self._scale), 0))
        return label

    # What happens

    def _on_choice(self) -> None:
        self.writer_box.selection_clear()
        self._end_proof()
        self.model.choose(self._names[self.writer_box.get()])
        self._poll_soon()

    def _show(self) -> None:
        known, writer = self.model.known, self.model.writer
        if known is None:
            return
        names = sorted({*known.writers, writer}, key=str.casefold)
        self._names = {name or NOBODY: name for name in names}
        self.writer_box.configure(values=list(self._names))
        self.writer_box.set(writer or NOBODY)
        self.counts.show(known.labelled)
        total = sum(known.labelled.values())
        signs = sum(n for label, n in known.labelled.items() if not label.isdigit())
        said = f"{total:,} labelled drawing{'' if total == 1 else 's'} of single symbols"
        said += f", {signs:,} of them signs" if signs else ""
        self._few.configure(text=f"{said}." if total else FEW)
        self.learn_button.state(["!disabled" if total else "disabled"])
        self._show_profiles(known.profiles)

    def _show_profiles(self, profiles: "tuple[StoredProfile, ...]") -> None:
        selected = self.tree.selection()
        self.tree.delete(*self.tree.get_children())
        self._profiles = {f"{p.writer}\n{p.alphabet}": p for p in profiles}
        for key, profile in self._profiles.items():
            values = (
                profile.writer or NOBODY, ALPHABETS.get(profile.alphabet, profile.alphabet),
                f"{profile.made.astimezone():%Y-%m-%d}", "yes" if profile.active else "no",
            )  # fmt: skip
            self.tree.insert("", "end", iid=key, values=values)
        self.tree.selection_set([key for key in selected if key in self._profiles])
        self._show_buttons()

    def _show_buttons(self) -> None:
        profile = self._selected()
        for button in (self.use_button, self.export_button, self.delete_button):
            button.state(["!disabled" if profile is not None else "disabled"])
        active = profile is not None and profile.active
        self.use_button.configure(text="Stop using" if active else "Use")

    def _selected(self) -> "StoredProfile | None":
        chosen = self.tree.selection()
        return self._profiles.get(chosen[0]) if chosen else None

    def _show_proof(self, learner: Learner | None) -> None:
        """Show what came of learning in the place of what it was learnt from; None: that again."""
        outcome = learner.outcome if learner is not None else None
        pad = round(12 * self._scale)
        for widget in (self.counts, self._few, self._row, self.proof, self._verdicts, self._choice):
            widget.pack_forget()
        if outcome is None:
            self._above.configure(text=FROM)
            self.counts.pack(fill="x", pady=(pad // 2, 0), before=self._below)
            self._few.pack(anchor="w", pady=(pad // 2, 0), before=self._below)
            self._row.pack(fill="x", pady=(pad, 0), before=self._below)
            return
        self._above.configure(text=WORTH)
        self.proof.pack(fill="x", pady=(pad, 0), before=self._below)
        self.proof.show(outcome.compared)
        for child in self._verdicts.winfo_children():
            child.destroy()
        palette = self._palette
        verdicts = [(s, palette.right if good else palette.text) for s, good in outcome.verdicts]
        for sentence, colour in (*verdicts, (outcome.how, palette.muted)):
            label = ttk.Label(
                self._verdicts, text=sentence, foreground=colour,
                wraplength=round(WIDTH * self._scale),
            )  # fmt: skip
            label.pack(anchor="w", pady=(0, pad // 3))
        self._verdicts.pack(fill="x", pady=(pad // 2, 0), before=self._below)
        self._choice.pack(anchor="w", pady=(pad // 2, 0), before=self._below)
        if outcome.contents:
            self.take_button.pack(side="left", padx=(0, pad), before=self.leave_button)
            self.leave_button.configure(text="Keep the old one")
            self.take_button.focus_set()
        else:
            self.take_button.pack_forget()
            self.leave_button.configure(text="Back")
            self.leave_button.focus_set()

    def _end_proof(self) -> None:
        self.learner = None
        self._show_proof(None)
        self.learn_button.focus_set()
        self._poll_soon()

    def _poll_soon(self) -> None:
        if self._poll_timer is None:
            self._poll_timer = self.top.after(POLL, self._poll)

    def _poll(self) -> None:
        self._poll_timer = None
        self._librarian.deliver()
        learner = self.learner
        if learner is not None:
            what, share = learner.progress
            self.bar.configure(value=share)
            if what and learner.outcome is None:
                self.say(f"{what.capitalize()}…")
            if learner.outcome is not None and self.bar.winfo_manager():
                self._on_learnt(learner)
        if self.is_busy:
            self._poll_soon()

    def _on_learnt(self, learner: Learner) -> None:
        self.bar.pack_forget()
        self.cancel_button.pack_forget()
        self.learn_button.pack(side="left")
        outcome = learner.outcome
        assert outcome is not None
        if outcome.is_cancelled:
            self.say("Stopped; nothing was changed")
        elif outcome.sentence:
            self._fail(outcome.sentence)
        else:
            self.say("")
            self._show_proof(learner)
            return
        self.learner = None
        self.learn_button.focus_set()

    def _fail(self, sentence: str) -> None:
        self._note.configure(text=sentence, foreground=self._palette.wrong)

    def _escape(self) -> None:
        if self.learner is not None and self.learner.outcome is None:
            self.cancel()
        else:
            self.close()

    def _on_destroy(self, event: "tk.Event[tk.Misc]") -> None:
        if event.widget is self.top:
            if self._poll_timer is not None:
                self.top.after_cancel(self._poll_timer)
                self._poll_timer = None
            self.cancel()
