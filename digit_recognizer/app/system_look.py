"""Whether the system is set to a dark look.

Purpose: ask macOS, Windows, GNOME and its kin, and KDE.
Contract: :func:`is_system_dark` takes at most ``SYSTEM_TIMEOUT`` seconds, is for threads, and says no
where nobody knows. It reads settings and changes none.
Not here: what is done with the answer (``gui.window``), colours (``palette``).
"""

import os
import re
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

SYSTEM_TIMEOUT = 1.0  # seconds
GNOME_KEYS = ("color-scheme", "gtk-theme")
KDE_SETTINGS = "kdeglobals"
MAX_KDE_SETTINGS = 2**20  # bytes


def is_system_dark() -> bool:
    """Whether the system is set to a dark look; False where it does not say."""
    if sys.platform == "win32":
        return _is_windows_dark()
    if sys.platform == "darwin":
        return "dark" in _said_by("defaults", "read", "-g", "AppleInterfaceStyle")
    environment = os.environ
    if environment.get("GTK_THEME"):
        return "dark" in environment["GTK_THEME"].lower()
    if "KDE" in environment.get("XDG_CURRENT_DESKTOP", ""):
        return _is_kde_dark(environment)
    said = [_said_by("gsettings", "get", "org.gnome.desktop.interface", key) for key in GNOME_KEYS]
    return "dark" in said[0] or ("default" not in said[0] and "dark" in said[1])


def _said_by(*command: str) -> str:
    """Return what a program prints, in small letters; "" where it is not there or does not answer."""
    import subprocess  # here, on the thread that asks: it would delay the window

    with suppress(OSError, subprocess.SubprocessError):
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=SYSTEM_TIMEOUT / 2, check=False
        )
        return done.stdout.lower()
    return ""


def _is_kde_dark(environment: Mapping[str, str]) -> bool:
    """Whether the background of windows is dark in KDE's colours."""
    folder = environment.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    with suppress(OSError, ValueError):
        with (Path(folder) / KDE_SETTINGS).open(encoding="utf-8", errors="replace") as file:
            text = file.read(MAX_KDE_SETTINGS)
        found = re.search(
            r"^\[Colors:Window\]$(?:\n(?!\[).*)*?\nBackgroundNormal=(\d+),(\d+),(\d+)", text, re.M
        )
        if found is not None:
            return sum(map(int, found.groups())) < 3 * 128
    return False


def _is_windows_dark() -> bool:
    if sys.platform == "win32":
        import winreg

        key = r"Software\Microsoft\Windows\CurrentVersion\Themes\Personalize"
        with suppress(OSError), winreg.OpenKey(winreg.HKEY_CURRENT_USER, key) as opened:
            return int(winreg.QueryValueEx(opened, "AppsUseLightTheme")[0]) == 0
    return False
