"""A real browser without a window, for tests: Chromium, spoken to through a pair of pipes.

With ``--remote-debugging-pipe`` it takes JSON commands, each ended by a zero byte, on file 3 and answers
on file 4 (Chrome DevTools Protocol), which needs no package.
"""

import json
import os
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
KEYS = {"Enter": 13, "Escape": 27, "ArrowDown": 40, "ArrowUp": 38, "Digit1": 49}
PATIENCE = 20.0  # seconds
PIPES = """import os, sys
for place, file in enumerate(sys.argv[1:3]):
    os.dup2(int(file), 200 + place)
os.dup2(200, 3)
os.dup2(201, 4)
os.execv(sys.argv[3], sys.argv[3:])
"""


class Browser:
    """One page in one browser, which keeps its files in ``folder`` and saves downloads there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.problems: list[str] = []

    def __enter__(self) -> "Browser":
        assert CHROMIUM
        there, self._write = os.pipe()
        self._read, back = os.pipe()
        command = [
            sys.executable, "-c", PIPES, str(there), str(back), CHROMIUM, "--headless",
            "--no-sandbox", "--disable-gpu", "--no-first-run", "--remote-debugging-pipe",
            "--disable-dev-shm-usage", f"--user-data-dir={self._folder / 'profile'}", "about:blank",
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
            if answer.get("method") in {"Runtime.exceptionThrown", "Log.entryAdded"}:
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
        self.send("Page.navigate", url=path.as_uri())
        self.wait_for("document.readyState === 'complete'")

    def value(self, expression: str) -> Any:
        """Return the value of a JavaScript expression."""
        found = self.send("Runtime.evaluate", expression=expression, returnByValue=True)
        return found["result"].get("value")

    def wait_for(self, expression: str) -> None:
        """Wait until ``expression`` is true."""
        end = time.monotonic() + PATIENCE
        while not self.value(expression):
            assert time.monotonic() < end, expression
            time.sleep(0.05)

    def press(self, key: str, *, alt: bool = False) -> None:
        """Press and release a key."""
        common = {
            "key": "1" if key == "Digit1" else key, "code": key, "modifiers": int(alt),
            "windowsVirtualKeyCode": KEYS[key],
        }  # fmt: skip
        self.send("Input.dispatchKeyEvent", type="rawKeyDown", **common)
        self.send("Input.dispatchKeyEvent", type="keyUp", **common)

    def type(self, text: str) -> None:
        """Write ``text`` where the cursor is."""
        self.send("Input.insertText", text=text)

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._read], [], [], PATIENCE)
            piece = os.read(self._read, 2**16) if ready else b""
            assert piece, "the browser has ended, or is stuck"
            self._rest += piece
        message, _, self._rest = self._rest.partition(b"\0")
        found: dict[str, Any] = json.loads(message)
        return found
