"""A real browser without a window, for tests: Chromium, spoken to through a pair of pipes.

Pens and fingers are real pointer events, places are CSS pixels of the page.

With ``--remote-debugging-pipe`` it takes JSON commands, each ended by a zero byte, on file 3 and answers
on file 4 (Chrome DevTools Protocol), which needs no package.
"""

import base64
import json
import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
KEYS = {
    "Enter": 13,
    "Escape": 27,
    "Tab": 9,
    "Delete": 46,
    "ArrowDown": 40,
    "ArrowUp": 38,
    "Digit1": 49,
}
PATIENCE = 60.0  # seconds, on a busy machine
Place = tuple[float, float]
Touch = Literal["touchStart", "touchMove", "touchEnd", "touchCancel"]
PIPES = """import os, sys
for place, file in enumerate(sys.argv[1:3]):
    os.dup2(int(file), 200 + place)
os.dup2(200, 3)
os.dup2(201, 4)
os.execv(sys.argv[3], sys.argv[3:])
"""


def is_problem(message: Mapping[str, Any]) -> bool:
    """Whether the browser tells of an exception or an error; not of icons, which it looks for itself."""
    if message.get("method") == "Log.entryAdded":
        entry = message["params"]["entry"]
        is_icon = entry.get("url", "").endswith("/favicon.ico")
        return bool(entry["level"] == "error") and not is_icon
    return message.get("method") == "Runtime.exceptionThrown"


class Browser:
    """One page in one browser, which keeps its files in ``folder`` and saves downloads there."""

    def __init__(self, folder: Path, *options: str) -> None:
        self._folder, self._options = folder, options
        self.problems: list[str] = []

    def __enter__(self) -> "Browser":
        assert CHROMIUM
        there, self._write = os.pipe()
        self._read, back = os.pipe()
        command = [
            sys.executable, "-c", PIPES, str(there), str(back), CHROMIUM, "--headless",
            "--no-sandbox", "--disable-gpu", "--no-first-run", "--remote-debugging-pipe",
            "--disable-dev-shm-usage", "--disable-quic", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--font-render-hinting=none",
            f"--user-data-dir={self._folder / 'profile'}", *self._options, "about:blank",
        ]  # fmt: skip
        quiet = subprocess.DEVNULL
        self._process = subprocess.Popen(
            command, pass_fds=(there, back), stdin=quiet, stdout=quiet, stderr=quiet
        )
        os.close(there)
        os.close(back)
        self._rest, self._number, self._session = b"", 0, None
        targets = self.send("Target.getTargets")["targetInfos"]
        page = next(one["targetId"] for one in targets if one["type"] == "page")
        attached = self.send("Target.attachToTarget", targetId=page, flatten=True)
        where = {"behavior": "allow", "downloadPath": str(self._folder)}
        self.send("Browser.setDownloadBehavior", **where)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.send(f"{domain}.enable")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.terminate()
        self._process.wait(PATIENCE)
        os.close(self._write)
        os.close(self._read)

    def send(self, method: str, **parameters: Any) -> Any:
        """Return the result of a command."""
        self._ask(method, **parameters)
        number = self._number
        while (answer := self._next()).get("id") != number:
            if answer.get("method") == "Page.javascriptDialogOpening":  # "leave without saving?"
                self._ask("Page.handleJavaScriptDialog", accept=True)
            if is_problem(answer):
                self.problems.append(str(answer["params"]))
        assert "error" not in answer, answer
        return answer["result"]

    def _ask(self, method: str, **parameters: Any) -> None:
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")

    def open(self, path: Path) -> None:
        """Show the file at ``path``."""
        self.go(path.as_uri())

    def go(self, address: str) -> None:
        """Show what is at ``address``."""
        self.send("Page.navigate", url=address)
        self.wait_for("document.readyState === 'complete'")

    def value(self, expression: str) -> Any:
        """Return the value of a JavaScript expression; of a promise, what it comes to."""
        found = self.send(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True,
            userGesture=True,
        )  # fmt: skip
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def wait_for(self, expression: str) -> None:
        """Wait until ``expression``, or what it promises, is true."""
        end = time.monotonic() + PATIENCE
        while not self.value(f"Promise.resolve({expression}).then(Boolean)"):
            assert time.monotonic() < end, expression
            time.sleep(0.05)

    def press(self, key: str, *, alt: bool = False) -> None:
        """Press and release a key."""
        common = {
            "key": "1" if key == "Digit1" else key, "code": key, "modifiers": int(alt),
            "windowsVirtualKeyCode": KEYS[key],
        }  # fmt: skip
        if key == "Enter":  # presses a button only as a character
            self.send("Input.dispatchKeyEvent", type="keyDown", text="\r", **common)
        else:
            self.send("Input.dispatchKeyEvent", type="rawKeyDown", **common)
        self.send("Input.dispatchKeyEvent", type="keyUp", **common)

    def shortcut(self, letter: str, *, ctrl: bool = False) -> None:
        """Press and release a letter, with Ctrl or without."""
        common = {
            "key": letter,
            "modifiers": 2 * ctrl,
            "windowsVirtualKeyCode": ord(letter.upper()),
        }
        self.send("Input.dispatchKeyEvent", type="rawKeyDown", **common)
        self.send("Input.dispatchKeyEvent", type="keyUp", **common)

    def type(self, text: str) -> None:
        """Write ``text`` where the cursor is."""
        self.send("Input.insertText", text=text)

    def screen(self, width: int, height: int, ratio: float = 1, *, touch: bool = False) -> None:
        """Look at the page on a screen of so many CSS pixels, with fingers or without."""
        size = {"width": width, "height": height, "deviceScaleFactor": ratio, "mobile": False}
        self.send("Emulation.setDeviceMetricsOverride", **size)
        self.send("Emulation.setTouchEmulationEnabled", enabled=touch, maxTouchPoints=5)

    def prefer(self, **features: str) -> None:
        """Have the system prefer something: ``color_scheme="dark"``."""
        names = [
            {"name": f"prefers-{name.replace('_', '-')}", "value": value}
            for name, value in features.items()
        ]
        self.send("Emulation.setEmulatedMedia", features=names)

    def picture(self, path: Path) -> None:
        """Save what is on the screen as a PNG."""
        found = self.send("Page.captureScreenshot", format="png")
        path.write_bytes(base64.b64decode(found["data"]))

    def pen(
        self,
        kind: str,
        place: Place,
        *,
        pointer: str = "pen",
        button: str = "left",
        buttons: int = 1,
    ) -> None:
        """Have a pen (or a mouse) do something: ``kind`` is mousePressed, mouseMoved, mouseReleased."""
        is_up = kind == "mouseReleased"
        self.send(
            "Input.dispatchMouseEvent", type=kind, x=place[0], y=place[1], pointerType=pointer,
            button="none" if kind == "mouseMoved" and not buttons else button,
            buttons=0 if is_up else buttons, clickCount=int(kind != "mouseMoved"),
        )  # fmt: skip

    def hover(self, place: Place, *, pointer: str = "pen") -> None:
        """Have a pen come near without touching."""
        self.pen("mouseMoved", place, pointer=pointer, buttons=0)

    def draw(self, points: Sequence[Place], *, pointer: str = "pen", button: str = "left") -> None:
        """Draw a stroke with a pen or a mouse."""
        buttons = {"left": 1, "right": 2, "middle": 4}[button]
        with_ = {"pointer": pointer, "button": button, "buttons": buttons}
        self.pen("mousePressed", points[0], **with_)  # type: ignore[arg-type]
        for point in points[1:]:
            self.pen("mouseMoved", point, **with_)  # type: ignore[arg-type]
        self.pen("mouseReleased", points[-1], **with_)  # type: ignore[arg-type]

    def touch(self, kind: Touch, fingers: Mapping[int, Place] | None = None) -> None:
        """Have fingers do something: where each is that touches the screen now."""
        points = [{"id": id_, "x": x, "y": y} for id_, (x, y) in (fingers or {}).items()]
        self.send("Input.dispatchTouchEvent", type=kind, touchPoints=points)

    def finger(self, points: Sequence[Place], number: int = 0) -> None:
        """Draw a stroke with a finger."""
        self.touch("touchStart", {number: points[0]})
        for point in points[1:]:
            self.touch("touchMove", {number: point})
        self.touch("touchEnd")

    def tap(self, place: Place, *, pointer: str = "mouse") -> None:
        """Press and release at a place."""
        self.draw([place], pointer=pointer)

    def middle(self, selector: str) -> Place:
        """Return where the middle of an element is."""
        x, y = self.value(
            f"(() => {{ const r = document.querySelector({json.dumps(selector)})"
            ".getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2] })()"
        )
        return x, y

    def click(self, selector: str) -> None:
        """Click on an element."""
        self.tap(self.middle(selector))

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._read], [], [], PATIENCE)
            piece = os.read(self._read, 2**16) if ready else b""
            assert piece, "the browser has ended, or is stuck"
            self._rest += piece
        message, _, self._rest = self._rest.partition(b"\0")
        found: dict[str, Any] = json.loads(message)
        return found
