"""Adds the window to the menu of a Linux desktop: an entry and its icon, for this user alone.

python tools/install_desktop.py           adds them, or renews them
python tools/install_desktop.py --remove  takes them away
"""

import os
import shlex
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ENTRY = ROOT / "tools" / "desktop" / "digit-recognizer.desktop"
ICON = ROOT / "digit_recognizer" / "gui" / "icon.png"
COMMAND = "Exec=digits"


def main(arguments: list[str]) -> int:
    data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    entry = data / "applications" / ENTRY.name
    icon = data / "icons" / "hicolor" / "64x64" / "apps" / "digit-recognizer.png"
    if "--remove" in arguments:
        for path in (entry, icon):
            path.unlink(missing_ok=True)
        print("The entry and its icon are gone.")
        return 0
    for path in (entry, icon):
        path.parent.mkdir(parents=True, exist_ok=True)
    program = shutil.which(
        "digits", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    )
    if program is None:
        print(
            "The command digits is not installed: run make run, or pip install .", file=sys.stderr
        )
        return 2
    text = ENTRY.read_text(encoding="utf-8")
    entry.write_text(text.replace(COMMAND, f"Exec={quoted(program)}"), encoding="utf-8")
    shutil.copyfile(ICON, icon)
    print(f"Added {entry}")
    return 0


def quoted(path: str) -> str:
    """Return a path as the Desktop Entry Specification wants it: quoted where it has blanks."""
    if shlex.quote(path) == path:
        return path.replace("%", "%%")
    escaped = "".join(f"\\{sign}" if sign in '"`$\\' else sign for sign in path)
    return f'"{escaped}"'.replace("\\", "\\\\").replace("%", "%%")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
