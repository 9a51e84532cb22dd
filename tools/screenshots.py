"""Makes the README's screenshots: starts the window, draws with the pointer, photographs it.

Run it where the pointer may move: tools/with_display.sh python tools/screenshots.py
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image, ImageGrab

from digit_recognizer.ink import Ink, read_inkml

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
SCRIBBLE = Ink.from_xy([[(120 + 97 * i % 130, 130 + 71 * i % 150) for i in range(24)]])
SHOTS = {
    "window-light": ("seven-crossed", []),
    "window-dark": ("five", ["ctrl+t"]),
    "window-doubtful": (None, []),
    "window-why": ("seven-crossed", ["F2"]),
}


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, (drawing, keys) in SHOTS.items():
        ink = read_inkml(ROOT / f"examples/drawings/{drawing}.inkml").ink if drawing else SCRIBBLE
        shoot(name, ink, keys)


def shoot(name: str, ink: Ink, keys: list[str]) -> None:
    with tempfile.TemporaryDirectory() as home:
        # No index of training examples: pictures that are committed show no piece of a data set.
        environment = {**os.environ, "XDG_CONFIG_HOME": home, "XDG_CACHE_HOME": home}
        command = [sys.executable, str(ROOT / "gui_digit_recognizer.py")]
        with subprocess.Popen(command, env=environment) as program:
            window = ""
            while not window:
                time.sleep(0.1)
                window = xdotool("search", "--onlyvisible", "--name", "^Digit Recognizer$")
            for key in keys:
                xdotool("windowfocus", "--sync", window, "key", key)
            time.sleep(1)
            for stroke in ink:
                moves: list[str] = []
                for index, point in enumerate(stroke.points):
                    place = [str(round(point.x * 1.55 - 20)), str(round(point.y * 1.55 + 30))]
                    moves += ["mousemove", *place, "sleep", "0.008"]
                    moves += ["mousedown", "1"] if index == 0 else []
                xdotool(*moves, "mouseup", "1")
            time.sleep(1)
            geometry = dict(
                line.split("=")
                for line in xdotool("getwindowgeometry", "--shell", window).splitlines()
            )
            left, top = int(geometry["X"]), int(geometry["Y"])
            box = (left, top, left + int(geometry["WIDTH"]), top + int(geometry["HEIGHT"]))
            picture = ImageGrab.grab(box).quantize(128, method=Image.Quantize.FASTOCTREE)
            picture.save(PICTURES / f"{name}.png", optimize=True)
            print(f"{name}: {xdotool('getwindowname', window)}")
            program.terminate()


def xdotool(*command: str) -> str:
    done = subprocess.run(["xdotool", *command], capture_output=True, text=True, check=False)
    return done.stdout.strip()


if __name__ == "__main__":
    main()
