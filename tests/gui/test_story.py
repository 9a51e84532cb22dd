"""One user's story in the real window: draw, correct, look through, learn, see the proof, come back."""

import gc
import tkinter as tk

from driving import PATIENCE, AnsweringDialogs, draw, key, read, until
from hand_driving import click, opened, settled, unsteady

from digit_recognizer.app.parameters import AT_ONCE
from digit_recognizer.app.reading_worker import ReadingWorker
from digit_recognizer.app.session import Session
from digit_recognizer.app.settings import Settings, settings_path
from digit_recognizer.app.settling import Settling
from digit_recognizer.gui.window import MainWindow
from digit_recognizer.ink import Drawing, Ink
from digit_recognizer.library import Filter, Library

NAMES = {"0": "zero", "2": "two", "4": "four", "5": "five", "6": "six"}


def said_to_be(window: MainWindow, ink: Ink, label: str) -> None:
    """Draw ``ink`` with the pointer and say by key what it is."""
    window.run("clear")
    draw(window, ink)
    read(window)
    key(window, label)
    until(window, lambda: not window.library.thread.deliver())


def test_a_writer_draws_corrects_learns_and_comes_back(
    window: MainWindow, examples: dict[str, Drawing]
) -> None:
    window.library.set_writer("Ada")
    for label, name in NAMES.items():
        for seed in range(3):
            ink = unsteady(examples[name].ink, seed, mirrored=label == "6")
            said_to_be(window, ink, label)
    with Library.open() as library:
        assert library.labels() == [(label, 3) for label in NAMES]
        assert library.writers() == [("Ada", 15)]
        assert library.count(Filter(label="6", outcome="wrong")) == 3, "her 6 is not read yet"

    key(window, "<Control-g>")  # she looks through them and corrects one too many
    gallery = window.library.gallery
    assert gallery is not None
    until(window, lambda: len(gallery.model.ids) == 15)
    for sequence in ("<Home>", "5", "<Control-z>"):
        gallery.grid.canvas.focus_force()
        window.root.update()
        gallery.grid.canvas.event_generate(sequence)
        until(window, lambda: not window.library.thread.deliver())
    with Library.open() as library:
        assert library.labels() == [(label, 3) for label in NAMES], "it was taken back"
    gallery.close()

    hands = opened(window)
    click(window, hands.learn_button)
    until(window, lambda: hands.take_button.winfo_ismapped() == 1)
    assert hands.model.outcome is not None
    own, others = hands.model.outcome.compared[:2]
    assert own.after[0] > own.before[0] and others.after[0] >= others.before[0] - 0.001
    click(window, hands.take_button)
    settled(window, hands)
    odd = unsteady(examples["six"].ink, 99, mirrored=True)
    window.run("clear")
    draw(window, odd)
    assert read(window).startswith("6 ")
    window.library.set_writer("")
    settled(window, hands)
    assert not window.root.title().startswith("6 "), "nobody else writes so"
    window.library.set_writer("Ada")
    settled(window, hands)
    window.settings.save(settings_path())
    window.quit()
    assert window.library.thread.stop(PATIENCE)

    root = tk.Tk()
    worker = ReadingWorker()
    session = Session(worker, Settling(AT_ONCE))
    again = MainWindow(root, session, Settings.load(settings_path()), AnsweringDialogs(root))
    assert again.settings.writer == "Ada"
    session.load_model(None)
    draw(again, odd)
    until(again, lambda: root.title().startswith("6 "))
    with Library.open() as library:
        assert library.count(Filter(writer="Ada")) == 15
    session.close()
    worker.join(PATIENCE)
    root.update_idletasks()
    root.destroy()
    gc.collect()
