"""The program as a user starts it: a process of its own, a real pointer, the title read from outside."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks.speed.display import virtual_display
from digit_recognizer.ink import Ink, Point, read_inkml
from digit_recognizer.library import Library, Summary, default_path
from digit_recognizer.resources import example_drawings

ROOT = Path(__file__).parents[2]
PATIENCE = 60
REPORT = "0.008"  # seconds between the positions that a mouse reports

pytestmark = pytest.mark.skipif(
    shutil.which("xdotool") is None or not os.environ.get("DISPLAY"), reason="needs X11 and xdotool"
)


@dataclass
class Program:
    """The running program and its window."""

    process: "subprocess.Popen[str]"
    window: str

    def title(self) -> str:
        return xdotool("getwindowname", self.window)

    def title_becomes(self, pattern: str) -> str:
        end = time.monotonic() + PATIENCE
        while not re.match(pattern, title := self.title()):
            assert time.monotonic() < end, f"the title stayed {title!r}, not {pattern!r}"
            time.sleep(0.02)
        return title

    def draw(self, ink: Ink, scale: float = 1.2, *, lift: bool = True) -> None:
        left, top = self._canvas()
        for number, stroke in enumerate(ink, start=1):
            command: list[str] = []
            for index, point in enumerate(stroke.points):
                x, y = round(left + point.x * scale), round(top + point.y * scale)
                command += ["mousemove", str(x), str(y), "sleep", REPORT]
                command += ["mousedown", "1"] if index == 0 else []
            xdotool(*command, *(["mouseup", "1"] if lift or number < len(ink) else []))

    def tap(self, point: Point, scale: float = 1.2) -> None:
        left, top = self._canvas()
        place = [str(round(left + point.x * scale)), str(round(top + point.y * scale))]
        xdotool("mousemove", *place, "sleep", "0.05", "click", "1", "sleep", "0.05")

    def press(self, keys: str) -> None:
        xdotool("windowfocus", "--sync", self.window, "key", keys)

    def _canvas(self) -> tuple[int, int]:
        geometry = xdotool("getwindowgeometry", "--shell", self.window)
        values = dict(line.split("=") for line in geometry.splitlines() if "=" in line)
        return int(values["X"]) + 10, int(values["Y"]) + 50


def xdotool(*command: str) -> str:
    done = subprocess.run(
        ["xdotool", *command], capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    return done.stdout.strip()


def shown_window() -> str:
    """Return the window that can be drawn in; the one before it may still be on its way out."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = xdotool("search", "--sync", "--onlyvisible", "--name", "^Digit Recognizer$")
        for window in found.split():
            if "X=" in xdotool("getwindowgeometry", "--shell", window):
                return window
        time.sleep(0.05)
    raise AssertionError("no window was shown")


@pytest.fixture
def program() -> Iterator[Program]:
    """The program as ``digits window`` opens it; it says when it takes ink and has its model."""
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.speed.probed_window"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            assert {process.stdout.readline() for _ in range(2)} == {"ready\n", "loaded\n"}
            running = Program(process, shown_window())
            yield running
            running.press("ctrl+q")
            out, err = process.communicate(timeout=PATIENCE)
            assert (process.returncode, out, err) == (0, "", ""), "it ended badly or logged"
        finally:
            process.kill()


@pytest.fixture
def own_screen(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int, int], None]]:
    """A display of our own: what gives its screen another size."""
    if shutil.which("Xvfb") is None or shutil.which("xrandr") is None:
        pytest.skip("needs Xvfb and xrandr")

    def becomes(width: int, height: int) -> None:
        size = f"{width}x{height}"
        timing = ["25", *4 * [str(width)], *4 * [str(height)]]
        for words in (
            ["--newmode", size, *timing],
            ["--addmode", "screen", size],
            ["--output", "screen", "--mode", size],
        ):
            subprocess.run(["xrandr", *words], check=True, timeout=PATIENCE)

    with virtual_display() as environment:
        monkeypatch.setenv("DISPLAY", environment["DISPLAY"])
        yield becomes


def placed(window: str) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom of a window."""
    shell = xdotool("getwindowgeometry", "--shell", window).splitlines()
    at = {name: int(value) for name, _, value in (line.partition("=") for line in shell)}
    return at["X"], at["Y"], at["X"] + at["WIDTH"], at["Y"] + at["HEIGHT"]


def test_a_screen_that_is_unplugged_loses_neither_the_window_nor_its_ink(
    own_screen: Callable[[int, int], None], program: Program
) -> None:
    seven, zero = (
        read_inkml(ROOT / "examples" / "drawings" / f"{name}.inkml").ink
        for name in ("seven", "zero")
    )
    program.draw(seven)
    before = program.title_becomes(r"7\s·\s\d\d? %")
    xdotool("windowmove", "--sync", program.window, "330", "300")
    own_screen(640, 480)

    def is_whole(window: str) -> bool:
        left, top, right, bottom = placed(window)
        return 0 <= left < right <= 640 and 0 <= top < bottom <= 480

    end = time.monotonic() + PATIENCE
    while not is_whole(program.window):
        assert time.monotonic() < end, "the window stayed off the screen"
        time.sleep(0.1)
    assert program.title() == before
    program.press("F1")
    sheet = xdotool("search", "--sync", "--onlyvisible", "--name", "^Keys and help").split()
    assert sheet and all(map(is_whole, sheet))
    xdotool("windowfocus", "--sync", sheet[0], "key", "Escape")
    program.press("ctrl+z")
    program.title_becomes("Digit Recognizer$")
    program.press("ctrl+y")
    assert program.title_becomes(r"7") == before
    program.press("Escape")
    program.title_becomes("Digit Recognizer$")
    program.draw(zero, 0.8)  # the pen reaches the canvas
    program.title_becomes(r"0\s·\s\d\d? %")


def test_recorded_strokes_are_drawn_and_the_title_tells_the_digit(program: Program) -> None:
    for path in example_drawings():
        drawing = read_inkml(path)
        program.draw(drawing.ink)
        program.title_becomes(rf"{drawing.label}\??\s·\s\d\d? % - Digit Recognizer")
        program.press("Escape")
        program.title_becomes("Digit Recognizer$")


def test_the_title_changes_while_the_pen_is_down(program: Program) -> None:
    drawing = read_inkml(ROOT / "examples" / "drawings" / "seven.inkml")
    program.draw(drawing.ink, lift=False)
    program.title_becomes("7")
    xdotool("mouseup", "1")


def test_a_sum_is_written_calculated_corrected_and_undone(program: Program) -> None:
    drawing = read_inkml(ROOT / "examples" / "expressions" / "sum.inkml")
    program.draw(drawing.ink)
    program.title_becomes(r"12\+34=46 · ")
    program.press("Tab")
    program.press("7")
    program.title_becomes(r"72\+34=106 · ")
    program.press("Escape")  # lets go of the symbol
    program.press("ctrl+z")
    program.title_becomes(r"12\+34=46 · ")
    program.press("ctrl+z")
    program.press("ctrl+z")
    program.title_becomes(r"12\+34 · ")
    for _ in range(3):
        program.press("ctrl+shift+z")
    program.title_becomes(r"72\+34=106 · ")


def test_a_misread_symbol_is_corrected_by_tapping(program: Program) -> None:
    drawing = read_inkml(ROOT / "examples" / "expressions" / "sum.inkml")
    program.draw(drawing.ink)
    program.title_becomes(r"12\+34=46 · ")
    program.tap(drawing.ink.strokes[0].points[3])
    program.press("7")
    program.title_becomes(r"72\+34=106 · ")


def test_save_keeps_the_drawing_where_the_user_keeps_data(program: Program) -> None:
    drawing = read_inkml(ROOT / "examples" / "drawings" / "three.inkml")
    program.draw(drawing.ink)
    program.title_becomes("3")
    program.press("8")  # what it really was
    program.press("ctrl+s")
    end = time.monotonic() + PATIENCE
    kept: list[Summary] = []
    while not kept:
        assert time.monotonic() < end, "nothing was kept"
        if default_path().exists():
            with Library.open() as library:
                kept = library.summaries()
        time.sleep(0.05)
    assert [(summary.text, summary.label) for summary in kept] == [("3", "8")]


def test_undo_and_redo_by_key(program: Program) -> None:
    drawing = read_inkml(ROOT / "examples" / "drawings" / "three.inkml")
    program.draw(drawing.ink)
    program.title_becomes("3")
    program.press("ctrl+z")
    program.title_becomes("Digit Recognizer$")
    program.press("ctrl+shift+z")
    program.title_becomes("3")


def test_the_window_remembers_its_look_as_soon_as_it_changes(program: Program) -> None:
    settings = Path(os.environ["XDG_CONFIG_HOME"]) / "digit-recognizer" / "settings.json"
    program.press("ctrl+t")
    end = time.monotonic() + PATIENCE
    while not (settings.is_file() and '"dark"' in settings.read_text()):
        assert time.monotonic() < end, "the theme was not saved"
        time.sleep(0.05)


def test_the_script_at_the_root_opens_the_window() -> None:
    with subprocess.Popen([sys.executable, str(ROOT / "gui_digit_recognizer.py")]) as process:
        try:
            window = shown_window()
            xdotool("windowfocus", "--sync", window, "key", "ctrl+q")
            assert process.wait(PATIENCE) == 0
        finally:
            process.kill()


def test_without_a_display_one_sentence_says_so() -> None:
    done = run_without_display()
    assert done.returncode == 2
    assert done.stderr == "digits: No window can open: there is no display.\n"


def test_without_a_display_the_examples_are_read_if_asked() -> None:
    done = run_without_display("--examples-without-display")
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == len(example_drawings())
    assert done.stderr.count("\n") == 1


def run_without_display(*options: str) -> "subprocess.CompletedProcess[str]":
    environment = {key: value for key, value in os.environ.items() if key != "DISPLAY"}
    return subprocess.run(
        [sys.executable, str(ROOT / "gui_digit_recognizer.py"), *options],
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
