"""Pictures and files from other programs: what the clipboard holds, what is dropped onto the window.

Purpose: one answer on every system. On X11 (and under Wayland, whose compositors offer it to X11 as
well) Tk's own selection is asked, which needs no other program; the picture itself is fetched by xclip
or wl-paste where they are installed, since Tk refuses pieces of more than 400 kB, which xclip sends, and
an xclip that was refused answers nobody again. Windows and macOS are asked by Pillow.
Contract: :func:`clipping` is for the thread that has Tk and returns at once what it found; what it
returns makes the picture, on another thread. Raises DigitRecognizerError, a sentence for people, where
there is no picture.
Drops need the extra ``drop`` (tkinterdnd2, which brings the Tk extension tkdnd). It is loaded once the
window is up, so that the start is not slower; without it, or on a system it is not made for, nothing
changes. Of several files the first is opened.
Not here: opening what was found (``app.picture.images``).
"""

import os
import tkinter as tk
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from digit_recognizer.app.language import tr, tr_later
from digit_recognizer.app.picture.images import opened_bytes, source_of
from digit_recognizer.app.picture.picture import Source
from digit_recognizer.errors import DigitRecognizerError
from digit_recognizer.gui.toolkit.timer import Timer

CLIPBOARD_NAME = tr_later("The clipboard's picture")
IMAGE_TARGETS = ("image/png", "image/jpeg", "image/tiff", "image/webp", "image/bmp")
FILE_TARGETS = ("text/uri-list", "x-special/gnome-copied-files")
EMPTY_CLIPBOARD = tr_later("The clipboard is empty: copy a picture first.")
NO_CLIPBOARD_PICTURE = tr_later(
    "The clipboard holds no picture: copy a picture or a picture file first."
)
FAILED_FETCH = tr_later("The clipboard's picture can't be fetched: save it and open the file.")
FETCH_TIMEOUT = 10.0  # seconds for the program that has the picture
DROP_DELAY = 1500  # milliseconds after the start

Clipping = Path | Callable[[], Source | Path]
"""A file that was copied, or what makes the picture, or finds the file, when it is called."""


def clipping(widget: tk.Misc) -> Clipping:
    """Return what is on the clipboard; raises DigitRecognizerError where that is no picture."""
    if widget.tk.call("tk", "windowingsystem") != "x11":
        return grabbed
    kinds = _selection(widget, "TARGETS").split()
    for kind in IMAGE_TARGETS:
        if kind in kinds:
            tool = _tool(kind)
            if tool:
                return lambda: opened_bytes(_fetched(tool), tr(CLIPBOARD_NAME), tr("Clipboard"))
            try:
                data = _bytes(_selection(widget, kind, strict=True))
            except tk.TclError:
                raise DigitRecognizerError(tr(FAILED_FETCH)) from None
            return lambda: opened_bytes(data, tr(CLIPBOARD_NAME), tr("Clipboard"))
    for kind in FILE_TARGETS:
        if kind in kinds:
            paths = paths_in(_bytes(_selection(widget, kind)).decode("utf-8", "replace"))
            if paths:
                return paths[0]
    text = _selection(widget, "UTF8_STRING") or _selection(widget, "STRING")
    paths = paths_in(text)
    if paths:
        return paths[0]
    raise DigitRecognizerError(tr(NO_CLIPBOARD_PICTURE) if text else tr(EMPTY_CLIPBOARD))


def grabbed() -> Source | Path:
    """Return what Pillow finds on a Windows or macOS clipboard; raises DigitRecognizerError if none."""
    from PIL import Image, ImageGrab

    try:
        found = ImageGrab.grabclipboard()
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise DigitRecognizerError(
            tr("The clipboard's picture can't be read ({error}).", error=error)
        ) from error
    if isinstance(found, Image.Image):
        return source_of(found, tr("Clipboard"))
    paths = [Path(name) for name in found or () if Path(name).is_file()]
    if not paths:
        raise DigitRecognizerError(tr(NO_CLIPBOARD_PICTURE))
    return paths[0]


def paths_in(text: str) -> list[Path]:
    """Return the files that ``text`` names, one a line: paths or file addresses (RFC 8089)."""
    found = []
    for line in text.splitlines()[:100]:
        name = line.strip("\0 \r")
        if name.startswith("file:"):
            name = unquote(urlsplit(name).path)
        if not name or name.startswith("#") or len(name) > 4096:
            continue
        try:
            path = Path(name)
            if path.is_absolute() and path.is_file():
                found.append(path)
        except (OSError, ValueError):
            continue
    return found


def _tool(kind: str) -> list[str]:
    """Return the command that prints the clipboard as ``kind``; nothing where none is installed."""
    import shutil  # only when something is pasted: the start is not slower

    if os.environ.get("WAYLAND_DISPLAY") and shutil.which("wl-paste"):
        return ["wl-paste", "--type", kind]
    if shutil.which("xclip"):
        return ["xclip", "-selection", "clipboard", "-t", kind, "-o"]
    return []


def _fetched(tool: list[str]) -> bytes:
    import subprocess

    try:
        done = subprocess.run(tool, capture_output=True, timeout=FETCH_TIMEOUT, check=True)
    except (OSError, subprocess.SubprocessError):
        raise DigitRecognizerError(tr(FAILED_FETCH)) from None
    return done.stdout


def _selection(widget: tk.Misc, kind: str, *, strict: bool = False) -> str:
    """Return the clipboard as ``kind``; "" where there is none, a TclError where ``strict``."""
    try:
        return str(widget.tk.call("selection", "get", "-selection", "CLIPBOARD", "-type", kind))
    except tk.TclError:
        if strict:
            raise
        return ""


def _bytes(text: str) -> bytes:
    """Return what Tk makes of bytes: ``0x89 0x50 ...``, or a character for each."""
    if text.startswith("0x"):
        return bytes.fromhex("".join(f"{each[2:]:0>2}" for each in text.split()))
    return text.encode("latin-1", "replace")


class Drops:
    """Has ``open_file`` called for a file that is dropped onto the window of ``widget``."""

    def __init__(self, widget: tk.Misc, open_file: Callable[[Path], None]) -> None:
        self._open_file = open_file
        self._top = widget.winfo_toplevel()
        self._timer = Timer(widget, self.begin)
        self._timer.start(DROP_DELAY)
        self.is_on = False
        """Whether files can be dropped."""

    def begin(self) -> None:
        """Take drops from now on, if that is possible."""
        self._timer.stop()
        try:
            from tkinterdnd2 import TkinterDnD

            TkinterDnD.require(self._top)
            tcl = self._top.tk
            tcl.call("tkdnd::drop_target", "register", str(self._top), ("DND_Files",))
            name = self._top.register(self._on_drop)
            tcl.call("bind", str(self._top), "<<Drop:DND_Files>>", f"{name} %D")
            self.is_on = True
        except (ImportError, AttributeError, RuntimeError, tk.TclError):
            self.is_on = False

    def _on_drop(self, files: str) -> str:
        paths = paths_in("\n".join(map(str, self._top.tk.splitlist(files))))
        if not paths:
            return "refuse_drop"
        # Later: whoever is dragging waits for this answer, and opening may ask a question.
        self._top.after_idle(self._open_file, paths[0])
        return "copy"
