"""My handwriting, with real events: learn, see the proof, use it, switch, save, forget, stop."""

import threading
import tkinter as tk
from pathlib import Path

import pytest
from driving import PATIENCE, AnsweringDialogs, draw, read, until
from hand_driving import click, opened, settled, unsteady

from digit_recognizer.app.handwriting import learning_run
from digit_recognizer.app.handwriting.learning_run import Compared, Outcome
from digit_recognizer.app.parameters import AT_ONCE
from digit_recognizer.app.reading_worker import ReadingWorker
from digit_recognizer.app.session import Session
from digit_recognizer.app.settings import Settings
from digit_recognizer.app.settling import Settling
from digit_recognizer.gui.handwriting.window import HandwritingWindow
from digit_recognizer.gui.status_bar import HAND_LEARNT
from digit_recognizer.gui.window import MainWindow
from digit_recognizer.ink import Drawing, Ink
from digit_recognizer.learning import learn_from, store_profile
from digit_recognizer.library import Entry, Library, default_path
from digit_recognizer.reader import Reader


@pytest.fixture
def odd_hand(home: Path, examples: dict[str, Drawing]) -> Path:
    """The user's library: Ada writes 6 the other way round, which is read as 2."""
    names = {"0": "zero", "2": "two", "6": "six", "4": "four", "5": "five"}
    with Library.open() as library:
        library.add(
            Entry(
                unsteady(examples[name].ink, seed, mirrored=label == "6"), label=label, writer="Ada"
            )
            for label, name in names.items()
            for seed in range(4)
        )
        return library.path


def said(hands: HandwritingWindow) -> str:
    return str(hands.note.cget("text"))


def test_a_hand_is_learnt_proved_used_switched_and_forgotten(
    odd_hand: Path, window: MainWindow, examples: dict[str, Drawing], tmp_path: Path
) -> None:
    draw(window, unsteady(examples["six"].ink, 99, mirrored=True))
    before = read(window)
    assert not before.startswith("6 ")
    window.library.set_writer("Ada")
    hands = opened(window)
    assert hands.model.writer == "Ada" and hands.model.known is not None
    assert [hands.model.known.labelled[d] for d in "0126"] == [4, 0, 4, 4]
    click(window, hands.learn_button)
    until(window, lambda: hands.take_button.winfo_ismapped() == 1)
    assert hands.model.outcome is not None
    own = hands.model.outcome.compared[0]
    assert own.after[0] > own.before[0], "her 6 is read now"
    click(window, hands.take_button)
    settled(window, hands)
    assert read(window).startswith("6 ")
    assert HAND_LEARNT in window.status.writer_tip.text

    window.library.set_writer("Ben")
    settled(window, hands)
    assert read(window) == before, "Ben's hand is another one"
    window.library.set_writer("Ada")
    settled(window, hands)
    assert read(window).startswith("6 ")

    dialogs = window.dialogs
    assert isinstance(dialogs, AnsweringDialogs)
    digits = "Ada\ndigits"
    hands.tree.selection_set(digits)
    window.root.update()
    dialogs.path = tmp_path / "ada.json"
    click(window, hands.export_button)
    settled(window, hands)
    click(window, hands.use_button)
    settled(window, hands)
    assert read(window) == before, "it is there, but not used"
    dialogs.answer = "cancel"
    click(window, hands.delete_button)
    settled(window, hands)
    assert digits in hands.tree.get_children() and dialogs.asked[-1] == "Ada"
    dialogs.answer = "discard"
    click(window, hands.delete_button)
    settled(window, hands)
    assert digits not in hands.tree.get_children()
    hands.import_()
    settled(window, hands)
    assert digits in hands.tree.get_children()
    assert read(window).startswith("6 ")
    hands.import_()
    settled(window, hands)
    assert "already" in said(hands)
    (tmp_path / "ada.json").write_text('{"format": "nothing of ours"}')
    hands.import_()
    settled(window, hands)
    assert "ada.json" in said(hands)


def test_a_hand_is_remembered_when_the_window_opens_again(
    odd_hand: Path, root: tk.Tk, examples: dict[str, Drawing], reader: Reader
) -> None:
    with Library.open(odd_hand) as library:
        store_profile(library, learn_from(library, "Ada", reader).profile)
    session = Session(ReadingWorker(), Settling(AT_ONCE))
    dialogs = AnsweringDialogs(root)
    window = MainWindow(root, session, Settings(writer="Ada", digit_styles=()), dialogs)
    draw(window, unsteady(examples["six"].ink, 99, mirrored=True))
    session.load_model(None)
    until(window, lambda: root.title().startswith("6 "))
    assert len(window.library.handwriting.profiles.in_use) == 1
    session.close()


def test_no_library_is_made_to_look_for_a_hand(home: Path, window: MainWindow) -> None:
    until(window, lambda: not window.library.thread.deliver())
    assert not default_path().exists()


def test_answers_to_the_question_are_read_with_at_once(home: Path, window: MainWindow) -> None:
    window.library.handwriting.ask_styles()
    strip = window.library.handwriting.strip
    assert strip is not None
    window.root.update()
    strip.buttons["slashed-0"].invoke()
    strip.buttons["crossed-7"].invoke()
    strip.done_button.invoke()
    until(window, lambda: not window.library.thread.deliver() and bool(window.session.reader))
    until(window, lambda: len(window.library.handwriting.profiles.in_use) == 2)
    with Library.open() as library:
        assert {stored.alphabet for stored in library.profiles()} == {"digits", "arithmetic"}
    reader = window.session.reader
    assert reader is not None and reader.classifier.profile is not None
    assert set(reader.classifier.profile.questions) == {"slashed-0", "crossed-7"}


class Slow:
    """Learns in steps that wait for ``go``, and then says what it was told to."""

    def __init__(self, outcome: Outcome) -> None:
        self.go = threading.Event()
        self.outcome = outcome

    def __call__(self, library: object, writer: str, reader: object, tell: object) -> Outcome:
        for step in range(PATIENCE * 100):
            tell("reading your drawings", step % 10, 10)  # type: ignore[operator]
            if self.go.wait(0.01):
                return self.outcome
        raise AssertionError("waited in vain")


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Slow:
    row = Compared("Your digits", (0.9, 0.8, 0.95), (0.9, 0.8, 0.95))
    study = Slow(Outcome("Ada", (row,), (("Digits: no better.", False),), "In small print."))

    monkeypatch.setattr(learning_run, "learn_writer", study)
    return study


def test_learning_can_be_stopped(odd_hand: Path, window: MainWindow, slow: Slow) -> None:
    window.library.set_writer("Ada")
    hands = opened(window)
    click(window, hands.learn_button)
    until(window, lambda: hands.bar.winfo_ismapped() == 1 and "Reading" in said(hands))
    click(window, hands.cancel_button)
    until(window, lambda: hands.learn_button.winfo_ismapped() == 1)
    assert said(hands) == "Stopped; nothing was changed"
    with Library.open(odd_hand) as library:
        assert library.profiles() == []


def test_what_is_no_better_is_not_offered(odd_hand: Path, window: MainWindow, slow: Slow) -> None:
    slow.go.set()
    window.library.set_writer("Ada")
    hands = opened(window)
    hands.learn_button.focus_force()
    window.root.update()
    hands.learn_button.event_generate("<Return>")
    until(window, lambda: hands.proof.winfo_ismapped() == 1)
    window.root.update()
    assert not hands.take_button.winfo_ismapped() and not hands.counts.winfo_ismapped()
    click(window, hands.leave_button)
    assert hands.counts.winfo_ismapped() and said(hands) == "Nothing was changed"


def test_too_few_drawings_are_one_sentence(home: Path, window: MainWindow) -> None:
    with Library.open() as library:
        library.add([Entry(Ink.from_xy([[(0, 0), (5, 40)]]), label="1")])
    hands = opened(window)
    click(window, hands.learn_button)
    until(window, lambda: not hands.model.is_busy and "1 labelled" in said(hands))
    assert said(hands).endswith(".")
    hands.top.event_generate("<Escape>")
    window.root.update()
    assert not hands.is_open


def test_an_empty_library_says_how_to_begin(home: Path, window: MainWindow) -> None:
    hands = opened(window)
    assert hands.learn_button.instate(["disabled"])
    assert "Label a few drawings" in str(hands.advice.cget("text"))
