"""How the tests use the window "My handwriting": opening it, clicking, waiting, writing unsteadily."""

import tkinter as tk

import numpy as np
from driving import key, until

from digit_recognizer.gui.handwriting.window import HandwritingWindow
from digit_recognizer.gui.window import MainWindow
from digit_recognizer.ink import Ink


def unsteady(ink: Ink, seed: int, *, mirrored: bool = False) -> Ink:
    """Return ``ink`` as the same hand would write it another time."""
    random = np.random.default_rng(seed)
    turn = np.eye(2) + random.uniform(-0.08, 0.08, (2, 2))
    turn[:, 0] *= -1 if mirrored else 1
    place = (400, 60) if mirrored else (30, 30)
    return Ink.from_xy(
        np.array([point[:2] for point in stroke.points]) @ turn + place for stroke in ink
    )


def opened(window: MainWindow) -> HandwritingWindow:
    key(window, "<Control-h>")
    hands = window.library.handwriting.window
    assert hands is not None and hands.is_open
    until(window, lambda: hands.model.known is not None and not hands.model.is_busy)
    return hands


def click(window: MainWindow, button: tk.Misc) -> None:
    window.root.update()
    button.event_generate("<Enter>")
    button.event_generate("<ButtonPress-1>", x=4, y=4)
    button.event_generate("<ButtonRelease-1>", x=4, y=4)
    window.root.update()


def settled(window: MainWindow, hands: HandwritingWindow) -> None:
    until(window, lambda: not hands.model.is_busy and not window.library.thread.deliver())
    until(window, lambda: window.session.poll() is False)
