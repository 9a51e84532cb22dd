"""Makes the pictures of the window: starts it, draws with the pointer, photographs it.

Run it where the pointer may move: tools/with_display.sh python tools/pictures/window.py [NAME ...]
Without names it makes those anew that the documents show.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from paper_photo import photo_of
from PIL import Image, ImageGrab
from sample_library import fill

from digit_recognizer.ink import Ink, Stroke, read_inkml
from digit_recognizer.resources import example_expressions

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "pictures" / "window"
SCRIBBLE = Ink.from_xy([[(120 + 97 * i % 130, 130 + 71 * i % 150) for i in range(24)]])
LINE_START = (40, 140)  # of the window's corner: where a line of writing begins
LINE_PEN = 8
HANDWRITING_WINDOW = ("ctrl+h", "My handwriting")
ANALYSIS_WINDOW = ("ctrl+shift+a", "Analysis")
PAUSE = 0.9  # seconds after which the paper has moved on


@dataclass(frozen=True)
class Shot:
    """A picture: ``ink`` drawn ``scale`` times as large at ``at``, after ``keys``, before ``then``.

    ``then``: keys, or ``tap N`` for a tap on the N-th stroke.
    """

    ink: Ink
    keys: Sequence[str] = ()
    then: Sequence[str] = ()
    at: tuple[float, float] = LINE_START
    scale: float = 1.2
    pen: int = LINE_PEN
    size: str = "1000x620"
    drawings: int = 0
    """How many there are in the library before; the pictures of the library have their own window."""
    writer: str = ""
    photographed: Ink = field(default_factory=Ink)
    """What is on a photo that is opened first."""
    crop: tuple[int, int] | None = None
    """Width and height of the upper left part that is wanted."""
    asks: bool = False
    """Whether nobody was asked yet how 1, 7 and 0 are written."""


@dataclass(frozen=True)
class Gallery(Shot):
    """What ``opens``, by its keys and its title, after ``then``: keys, or ``click X Y`` in it."""

    ink: Ink = field(default_factory=Ink)
    drawings: int = 150
    opens: tuple[str, str] = ("ctrl+g", "Library")


def digit(name: str) -> Ink:
    return read_inkml(ROOT / f"examples/drawings/{name}.inkml").ink


def line(name: str) -> Ink:
    return read_inkml(next(path for path in example_expressions() if path.stem == name)).ink


def below(*inks: Ink) -> Ink:
    """Return ``inks`` one below the other."""
    strokes, top = list[Stroke](), 0.0
    for ink in inks:
        box = ink.box
        strokes += ink.moved(20 - box.left, top - box.top).strokes
        top += box.height + 60
    return Ink(tuple(strokes))


@dataclass(frozen=True)
class OneDigit(Shot):
    """One large digit."""

    at: tuple[float, float] = (-20, 30)
    scale: float = 1.55
    pen: int = 14
    size: str = field(default="940x660")


def shots() -> dict[str, Shot]:
    return {
        "light": OneDigit(digit("seven-crossed")),
        "dark": OneDigit(digit("five"), ["ctrl+t"]),
        "doubtful": OneDigit(SCRIBBLE),
        "why": OneDigit(digit("seven-crossed"), ["F2"], at=(40, 40), scale=1.1),
        "sum": Shot(line("sum"), at=(40, 230), scale=1.1),
        "sum-dark": Shot(line("fifteen-symbols"), ["ctrl+t"], at=(-10, 230), scale=0.7, pen=6),
        "fraction": Shot(below(line("fraction"), line("root")), scale=0.9),
        "checks": Shot(below(line("check-right"), line("check-wrong"), line("less")), scale=1),
        "lines": Shot(line("three-lines"), at=(30, 120), scale=1.0),
        "power": Shot(below(line("power"), line("power-negative")), at=(20, 100), scale=1.0),
        "correction": Shot(line("sum"), at=(40, 180), scale=1.1, then=["tap 0"]),
        "corrected": Shot(line("sum"), at=(40, 180), scale=1.1, then=["Tab", "7", "Escape"]),
        "kept": OneDigit(digit("one-flagged"), then=["7"]),
        "kept-sum": Shot(line("sum"), at=(40, 180), scale=1.1, then=["Tab", "7", "ctrl+s"]),
        "gallery": Gallery(then=[*["Right"] * 3, "shift+Right"]),
        "gallery-dark": Gallery(keys=["ctrl+t"], then=["Right", "Down"]),
        "gallery-changed": Gallery(then=["F5", "wait 8", "Right"]),
        "gallery-empty": Gallery(drawings=0),
        "first": OneDigit(digit("one-flagged"), asks=True, then=["7", "wait 1"]),
        "small": Shot(line("sum"), at=(20, 120), scale=0.9, size="640x480"),
        "gestures": Gallery(drawings=0, opens=("F1", "Keys and help"), crop=(828, 374)),
        "value": Shot(line("product"), at=(40, 180), scale=1.0),
        "hand": Gallery(writer="Mia", opens=HANDWRITING_WINDOW),
        "hand-proof": Gallery(writer="Mia", opens=HANDWRITING_WINDOW, then=["Return", "wait 20"]),
        "analysis": Gallery(drawings=400, opens=ANALYSIS_WINDOW, then=["wait 4"]),
        "analysis-dark": Gallery(
            keys=["ctrl+t"], drawings=400, opens=ANALYSIS_WINDOW, then=["wait 4", "End"]
        ),
        "picture": Shot(Ink(), photographed=line("sum"), then=["wait 3"]),
        "sum-doubtful": Shot(line("scribble"), ["ctrl+3"], at=(60, 200)),
    }


def main() -> None:
    wanted = set(sys.argv[1:]) or {path.stem for path in PICTURES.glob("*.png")}
    for name, shot in shots().items():
        if name in wanted:
            shoot(name, shot)


def shoot(name: str, shot: Shot) -> None:
    with tempfile.TemporaryDirectory() as home:
        settings = Path(home) / "digit-recognizer" / "settings.json"
        settings.parent.mkdir()
        styles: list[str] | None = None if shot.asks else []
        values = {
            "pen_width": shot.pen,
            "size": shot.size,
            "digit_styles": styles,
            "writer": shot.writer,
            "theme": "light",
            "collects": False,
            "language": "en",
            "pen_follows": False,
            "has_seen_start": True,
        }
        settings.write_text(json.dumps(values))
        # The user's own settings, library, journals and caches stay out of the pictures.
        own = {f"XDG_{kind}_HOME": home for kind in ("CONFIG", "CACHE", "DATA")}
        environment = {**os.environ, **own}
        library = Path(home) / "library.sqlite3"
        if shot.drawings:
            fill(library, shot.drawings, child=shot.writer == "Mia")
        command = [sys.executable, str(ROOT / "gui_digit_recognizer.py"), "--library", str(library)]
        if shot.photographed:
            photo = Path(home) / "photo.jpg"
            photo_of(shot.photographed, tilt=1.5).save(photo, quality=90)
            command.append(str(photo))
        with subprocess.Popen(command, env=environment) as program:
            window = ""
            while not window:
                time.sleep(0.1)
                window = xdotool("search", "--onlyvisible", "--name", "Digit Recognizer$")
            xdotool("mousemove", "20", "100")  # a pointer that rests elsewhere opens a tooltip
            press(window, *shot.keys)
            time.sleep(1)
            places = [[place(shot, x, y) for x, y, _ in stroke.points] for stroke in shot.ink]
            for path in places:
                moves: list[str] = []
                for index, (x, y) in enumerate(path):
                    moves += ["mousemove", str(x), str(y), "sleep", "0.008"]
                    moves += ["mousedown", "1"] if index == 0 else []
                xdotool(*moves, "mouseup", "1")
            time.sleep(PAUSE)
            if isinstance(shot, Gallery):
                keys, title = shot.opens
                press(window, keys)
                time.sleep(1.5)
                window = xdotool("search", "--onlyvisible", "--name", f"^{title} - ")
            for step in shot.then:
                if step.startswith("wait "):
                    time.sleep(float(step.split()[1]))
                elif step.startswith("click "):
                    xdotool("mousemove", *step.split()[1:], "sleep", "0.1", "click", "1")
                elif step.startswith("tap "):
                    x, y = places[int(step.removeprefix("tap "))][3]
                    xdotool("mousemove", str(x), str(y), "sleep", "0.1", "click", "1")
                else:
                    press(window, step)
                time.sleep(0.3)
            time.sleep(PAUSE)
            geometry = dict(
                line.split("=")
                for line in xdotool("getwindowgeometry", "--shell", window).splitlines()
            )
            left, top = int(geometry["X"]), int(geometry["Y"])
            width, height = shot.crop or (int(geometry["WIDTH"]), int(geometry["HEIGHT"]))
            box = (left, top, left + width, top + height)
            picture = ImageGrab.grab(box).quantize(128, method=Image.Quantize.FASTOCTREE)
            picture.save(Path(os.environ.get("PICTURES", PICTURES)) / f"{name}.png", optimize=True)
            print(f"{name}: {xdotool('getwindowname', window)}")
            program.terminate()


def place(shot: Shot, x: float, y: float) -> tuple[int, int]:
    """Return where on the screen a point of the ink is drawn: the window is in its corner."""
    return round(shot.at[0] + x * shot.scale), round(shot.at[1] + y * shot.scale)


def press(window: str, *keys: str) -> None:
    for key in keys:
        xdotool("windowfocus", "--sync", window, "key", key)


def xdotool(*command: str) -> str:
    done = subprocess.run(["xdotool", *command], capture_output=True, text=True, check=False)
    return done.stdout.strip()


if __name__ == "__main__":
    main()
