"""The window "My handwriting": learn how somebody writes, see what that is worth, choose what is used.

Purpose: one place for all that the reader may know of a writer.
Contract: one window at a time, which closes with the main one. It shows its model; learning has a bar
and a way to stop.
Not here: learning and profiles (``app.handwriting``), charts (``charts``).
"""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk
from typing import TYPE_CHECKING, Literal

from digit_recognizer.app.handwriting.learning_run import ALPHABET_NAMES, Outcome
from digit_recognizer.app.handwriting.model import HandwritingModel, whose
from digit_recognizer.app.language import tr, tr_count, tr_later, whole_number
from digit_recognizer.app.library.captions import NOBODY
from digit_recognizer.gui.context import WindowContext
from digit_recognizer.gui.handwriting.charts import ENOUGH_DRAWINGS, Counts, Proof
from digit_recognizer.gui.toolkit.controls import push_button
from digit_recognizer.gui.toolkit.scrolled import Scrolled, beside
from digit_recognizer.gui.toolkit.side_window import SideWindow

if TYPE_CHECKING:
    from digit_recognizer.library import StoredProfile

DRAWINGS_TITLE = tr_later("Drawings to learn from")
WORTH_TITLE = tr_later("What it is worth")
TEXT_WIDTH = 720  # design pixels
PROFILE_COLUMNS = (("writer", tr_later("Whose"), 220), ("alphabet", tr_later("Reads"), 150),
                   ("made", tr_later("Learnt"), 130), ("active", tr_later("In use"), 90))  # fmt: skip
LABEL_ADVICE = tr_later(
    "Label a few drawings first: draw a digit and press its key, or say Keep as right. "
    "{count} of each digit are enough to begin with."
)
Phase = Literal["begin", "learning", "proof"]


class HandwritingWindow(SideWindow):
    """The window about writers. ``on_profiles``: other profiles may be in use; ``ask_styles`` asks how
    1, 7 and 0 are written."""

    def __init__(
        self,
        context: WindowContext,
        *,
        on_profiles: Callable[[], None],
        ask_styles: Callable[[], None],
    ) -> None:
        super().__init__(context, tr("My handwriting"))
        self._dialogs = context.dialogs
        self._names: dict[str, str] = {}
        self._profiles: dict[str, StoredProfile] = {}
        self._phase: Phase | None = None
        self._shown: tuple[str, int] = ("", 0)  # of the progress
        session = context.session
        self.model = HandwritingModel(
            context.library_thread, lambda: session.reader, context.settings.writer,
            on_info=self.say, on_error=self.fail, on_profiles=on_profiles,
        )  # fmt: skip
        self.model.listen(self._show)
        self._build(ask_styles)
        for button in (self.learn_button, self.cancel_button, self.take_button, self.leave_button):
            button.bind("<Return>", lambda event: event.widget.invoke())
        root = context.canvas.winfo_toplevel()
        self.top.geometry(beside(root, self._theme.px(40)))
        self._show_phase()
        self.appear(self.learn_button, {"Escape": self._escape})

    def refresh(self) -> None:
        """Ask the library anew."""
        self.model.refresh()

    # What buttons do

    def learn(self) -> None:
        """Learn how the writer that is chosen writes."""
        self.model.learn()
        self._pump.wake()

    def toggle(self) -> None:
        """Use the selected profile, or no longer."""
        profile = self._selected()
        if profile is not None:
            self.model.use(profile, active=not profile.active)

    def delete(self) -> None:
        """Forget the selected profile, if that is meant."""
        profile = self._selected()
        if profile is not None and self._dialogs.ask_forget(whose(profile.writer)):
            self.model.delete(profile)

    def export(self) -> None:
        """Save the selected profile to a file."""
        profile = self._selected()
        if profile is None:
            return
        path = self._dialogs.path_to_save(
            "profile", f"hand-{profile.writer or 'nobody'}-{profile.alphabet}"
        )
        if path is not None:
            self.model.export(profile, path)

    def import_(self) -> None:
        """Read a profile from a file."""
        path = self._dialogs.path_to_open("profile")
        if path is not None:
            self.model.import_(path)

    # Building

    def _build(self, ask_styles: Callable[[], None]) -> None:
        pad = self._theme.px(12)
        scrolled = Scrolled(self.top, self._theme, padding=(2 * pad, pad))
        scrolled.pack(fill="both", expand=True)
        body = scrolled.body
        tk.Frame(body, width=self._theme.px(TEXT_WIDTH), height=0).pack()  # never narrower
        head = ttk.Frame(body)
        head.pack(fill="x")
        ttk.Label(head, text=tr("Whose hand")).pack(side="left")
        self.writer_box = ttk.Combobox(head, state="readonly", width=24)
        self.writer_box.pack(side="left", padx=pad)
        self.writer_box.bind("<<ComboboxSelected>>", lambda _: self._on_choice())
        tip = tr("Say how you write them: no drawing needed")

        def ask() -> None:
            ask_styles()
            self.step_back()

        push_button(head, tr("How I write 1, 7, 0…"), ask, tip).pack(side="right")
        self._above = self._heading(body, tr(DRAWINGS_TITLE))
        self.counts = Counts(body, self._theme)
        self.advice = self._theme.label(body, wraplength=self._theme.px(TEXT_WIDTH))
        self._row = row = ttk.Frame(body)
        self.learn_button = push_button(
            row, tr("Learn this hand"), self.learn, style="Accent.TButton"
        )
        self.learn_button.pack(side="left")
        self.build_bar(row, self.model.cancel, 260)
        self.proof = Proof(body, self._theme)
        self._verdicts = ttk.Frame(body)
        self._choice = ttk.Frame(body)
        take, leave = self.model.take, self.model.leave
        self.take_button = push_button(self._choice, tr("Use it"), take, style="Accent.TButton")
        self.leave_button = push_button(self._choice, tr("Keep the old one"), leave)
        self.leave_button.pack(side="left")
        self._below = self._heading(body, tr("What was learnt"))
        self._build_profiles(body, pad)
        self.note = ttk.Label(body, wraplength=self._theme.px(TEXT_WIDTH))
        self.note.pack(anchor="w", pady=(pad, 0))

    def _build_profiles(self, body: ttk.Frame, pad: int) -> None:
        names = [name for name, _, _ in PROFILE_COLUMNS]
        self.tree = tree = ttk.Treeview(
            body, columns=names, show="headings", height=3, selectmode="browse"
        )
        for name, title, width in PROFILE_COLUMNS:
            tree.heading(name, text=tr(title), anchor="w")
            tree.column(name, width=self._theme.px(width), anchor="w")
        tree.pack(fill="x", pady=(pad // 2, 0))
        tree.bind("<<TreeviewSelect>>", lambda _: self._show_buttons())
        tree.bind("<Delete>", lambda _: self.delete())
        tree.bind("<Return>", lambda _: self.toggle())
        row = ttk.Frame(body)
        row.pack(fill="x", pady=(pad // 2, 0))
        self.use_button = push_button(row, tr("Use"), self.toggle)
        self.export_button = push_button(row, tr("Save to a file…"), self.export)
        self.delete_button = push_button(row, tr("Forget…"), self.delete)
        for each in (self.use_button, self.export_button, self.delete_button):
            each.pack(side="left", padx=(0, pad // 2))
        push_button(row, tr("From a file…"), self.import_).pack(side="right")

    def _heading(self, body: ttk.Frame, text: str) -> ttk.Label:
        label = ttk.Label(body, text=text, font=self._theme.font(15, bold=True))
        label.pack(anchor="w", pady=(self._theme.px(18), 0))
        return label

    # What happens

    def _on_choice(self) -> None:
        self.writer_box.selection_clear()
        self.model.choose(self._names[self.writer_box.get()])
        self._show_phase()

    def _show(self) -> None:
        known, writer = self.model.known, self.model.writer
        if not self.is_open:
            return
        self._show_phase()
        if known is None:
            return
        names = sorted({*known.writers, writer}, key=str.casefold)
        self._names = {name or tr(NOBODY): name for name in names}
        self.writer_box.configure(values=list(self._names))
        self.writer_box.set(writer or tr(NOBODY))
        self.counts.show(known.labelled)
        total = sum(known.labelled.values())
        signs = sum(n for label, n in known.labelled.items() if not label.isdigit())
        said = tr_count(
            "{count} labelled drawing of single symbols",
            "{count} labelled drawings of single symbols",
            total,
        )
        said += tr(", {signs} of them signs", signs=whole_number(signs)) if signs else ""
        self.advice.configure(text=f"{said}." if total else tr(LABEL_ADVICE, count=ENOUGH_DRAWINGS))
        self.learn_button.state(["!disabled" if total else "disabled"])
        self._show_profiles(known.profiles)

    def _show_profiles(self, profiles: "tuple[StoredProfile, ...]") -> None:
        selected = self.tree.selection()
        self.tree.delete(*self.tree.get_children())
        self._profiles = {f"{p.writer}\n{p.alphabet}": p for p in profiles}
        for key, profile in self._profiles.items():
            values = (
                profile.writer or tr(NOBODY), tr(ALPHABET_NAMES.get(profile.alphabet, profile.alphabet)),
                f"{profile.made.astimezone():%Y-%m-%d}", tr("yes") if profile.active else tr("no"),
            )  # fmt: skip
            self.tree.insert("", "end", iid=key, values=values)
        self.tree.selection_set([key for key in selected if key in self._profiles])
        self._show_buttons()

    def _show_buttons(self) -> None:
        profile = self._selected()
        for button in (self.use_button, self.export_button, self.delete_button):
            button.state(["!disabled" if profile is not None else "disabled"])
        active = profile is not None and profile.active
        self.use_button.configure(text=tr("Stop using") if active else tr("Use"))

    def _selected(self) -> "StoredProfile | None":
        chosen = self.tree.selection()
        return self._profiles.get(chosen[0]) if chosen else None

    def _show_phase(self) -> None:
        """Show what can be learnt from, the bar while it is learnt, or what came of it."""
        outcome = self.model.outcome
        phase: Phase = "begin" if self.model.progress is None else "learning"
        phase = "proof" if outcome is not None else phase
        if phase == self._phase:
            return
        self._phase = phase
        pad = self._theme.px(12)
        for widget in (
            self.counts, self.advice, self._row, self.proof, self._verdicts, self._choice,
            self.learn_button, self.bar, self.cancel_button,
        ):  # fmt: skip
            widget.pack_forget()
        if outcome is not None:
            self._show_proof(outcome, pad)
            return
        self._above.configure(text=tr(DRAWINGS_TITLE))
        self.counts.pack(fill="x", pady=(pad // 2, 0), before=self._below)
        self.advice.pack(anchor="w", pady=(pad // 2, 0), before=self._below)
        self._row.pack(fill="x", pady=(pad, 0), before=self._below)
        if phase == "begin":
            self.learn_button.pack(side="left")
            self.learn_button.focus_set()
        else:
            self.bar.configure(value=0)
            self.bar.pack(side="left")
            self.cancel_button.pack(side="left", padx=self._theme.px(8))
            self.cancel_button.focus_set()

    def _show_proof(self, outcome: Outcome, pad: int) -> None:
        """Show what came of learning in the place of what it was learnt from."""
        self._above.configure(text=tr(WORTH_TITLE))
        self.proof.pack(fill="x", pady=(pad, 0), before=self._below)
        self.proof.show(outcome.compared)
        for child in self._verdicts.winfo_children():
            child.destroy()
        verdicts = [(said, "right" if good else "text") for said, good in outcome.verdicts]
        for sentence, role in (*verdicts, (outcome.how, "muted")):
            width = self._theme.px(TEXT_WIDTH)
            label = self._theme.label(self._verdicts, role, text=sentence, wraplength=width)
            label.pack(anchor="w", pady=(0, pad // 3))
        self._verdicts.pack(fill="x", pady=(pad // 2, 0), before=self._below)
        self._choice.pack(anchor="w", pady=(pad // 2, 0), before=self._below)
        if outcome.contents:
            self.take_button.pack(side="left", padx=(0, pad), before=self.leave_button)
            self.leave_button.configure(text=tr("Keep the old one"))
            self.take_button.focus_set()
        else:
            self.take_button.pack_forget()
            self.leave_button.configure(text=tr("Back"))
            self.leave_button.focus_set()

    def deliver(self) -> bool:
        """Show how far learning is, and what came of it."""
        progress = self.model.progress
        if progress is not None:
            shown = (progress.what, round(100 * progress.share))
            if shown != self._shown:
                self._shown = shown
                self.bar.configure(value=progress.share)
                self.say(f"{progress.what.capitalize()}…" if progress.what else "")
        return self.model.deliver()

    def _escape(self) -> None:
        if self.model.progress is not None:
            self.model.cancel()
        else:
            self.close()

    def end(self) -> None:
        """Stop learning."""
        self.model.cancel()
