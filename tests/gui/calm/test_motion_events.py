"""No pointer event is lost: what a real pointer did is in the ink, while a sum or a page is read."""

import itertools
import math
import shutil
import subprocess
import tkinter as tk
from pathlib import Path

import pytest
from driving import until

from digit_recognizer.app.session import fitted_drawing
from digit_recognizer.gui.toolkit.x11 import take_every_motion
from digit_recognizer.gui.window import MainWindow

EXPRESSIONS = Path(__file__).parents[3] / "examples" / "expressions"
EVENTS = 100  # of a stroke
Positions = list[tuple[int, int]]


def loops(width: int, height: int) -> list[Positions]:
    """Return the pixels of three curls across the lower part of a canvas; none twice in a row."""
    strokes = []
    for middle in (0.2, 0.5, 0.8):
        path = [
            (
                round(width * (middle + 0.1 * math.cos(step / 9) + step / 4000)),
                round(height * (0.8 + 0.12 * math.sin(step / 9))),
            )
            for step in range(EVENTS)
        ]
        strokes.append([place for place, _ in itertools.groupby(path)])
    return strokes


def xdotool_words(window: MainWindow, strokes: list[Positions], pause: str) -> list[str]:
    left, top = window.canvas.winfo_rootx(), window.canvas.winfo_rooty()
    words: list[str] = []
    for stroke in strokes:
        for number, (x, y) in enumerate(stroke):
            words += ["mousemove", str(left + x), str(top + y)]
            words += ["mousedown", "1"] if number == 0 else []
            words += ["sleep", pause] if float(pause) else []
        words += ["mouseup", "1"]
    return words


@pytest.mark.skipif(shutil.which("xdotool") is None, reason="needs xdotool")
@pytest.mark.parametrize(
    ("name", "pause"),  # seconds: as a mouse reports, and as fast as X takes them
    [("fifteen-symbols", "0"), ("five-lines", "0"), ("five-lines", "0.008")],
)
def test_every_motion_is_in_the_ink_while_a_page_is_read(
    window: MainWindow, name: str, pause: str
) -> None:
    if not take_every_motion(window.root):
        pytest.skip("this Tk merges motions")
    window.root.geometry("1000x760+0+0")
    window.root.update()
    session, canvas = window.session, window.canvas
    path = EXPRESSIONS / f"{name}.inkml"
    size = canvas.winfo_width(), canvas.winfo_height()
    session.show_drawing(path, fitted_drawing(path, *size))
    until(window, lambda: session.read_revision == session.editor.revision)
    written, revision = len(session.editor.ink), session.read_revision
    heard: Positions = []
    canvas.bind_all("<B1-Motion>", lambda event: heard.append((event.x, event.y)), add=True)
    readings: list[int] = []
    session.listen(lambda change: readings.append(session.read_revision))
    strokes = loops(canvas.winfo_width(), canvas.winfo_height())
    with subprocess.Popen(["xdotool", *xdotool_words(window, strokes, pause)]) as pointer:
        until(window, lambda: pointer.poll() is not None)
    until(window, lambda: len(session.editor.ink) == written + 3 and not session.editor.is_busy)
    until(window, lambda: session.read_revision == session.editor.revision)
    drawn = [
        [(round(point.x), round(point.y)) for point in stroke.points]
        for stroke in session.editor.ink.strokes[written:]
    ]
    assert drawn == strokes
    assert heard == [place for stroke in strokes for place in stroke[1:]]
    assert readings[-1] > revision, "it was read meanwhile"


def test_where_tk_cannot_be_told_nothing_is_changed(
    root: tk.Tk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "ctypes.PyDLL", lambda path: (_ for _ in ()).throw(OSError("no such library"))
    )
    assert not take_every_motion(root)
