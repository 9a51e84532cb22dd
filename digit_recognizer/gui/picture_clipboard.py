"""What the clipboard holds, where it is a picture or a picture file.

Purpose: one answer on every system. On X11 (and under Wayland, whose compositors offer it to X11 as
well) Tk's own selection is asked, which needs no other program; Windows and macOS are asked by Pillow.
Contract: :func:`clipping` is for the thread that has Tk and returns at once what it found; what it
returns makes the picture, on another thread. Raises DigitRecognizerError, a sentence for people, where
there is no picture.
Not here: opening what was found (``picture_files``).
"""

import tkinter as tk
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from digit_recognizer.errors import DigitRecognizerError
from digit_recognizer.gui.picture import Source
from digit_recognizer.gui.picture_files import opened_bytes, source_of

NAME = "The clipboard's picture"
IMAGES = ("image/png", "image/jpeg", "image/tiff", "image/webp", "image/bmp")
FILES = ("text/uri-list", "x-special/gnome-copied-files")
EMPTY = "The clipboard is empty: copy a picture first."
OTHER = "The clipboard holds no picture: copy a picture or a picture file first."
TOO_LARGE = (
    "The program that has the picture gives it in one piece, which is too large: install xclip, or save "
    "the picture and open the file."
)

Clipping = Path | Callable[[], Source | Path]
"""A file that was copied, or what makes the picture, or finds the file, when it is called."""


def clipping(widget: tk.Misc) -> Clipping:
    """Return what is on the clipboard; raises DigitRecognizerError where that is no picture."""
    if widget.tk.call("tk", "windowingsystem") != "x11":
        return grabbed
    kinds = _selection(widget, "TARGETS").split()
    for kind in IMAGES:
        if kind in kinds:
            try:
                data = _bytes(_selection(widget, kind, strict=True))
            except tk.TclError:
                return grabbed
            return lambda: opened_bytes(data, NAME, "Clipboard")
    for kind in FILES:
        if kind in kinds:
            paths = paths_in(_selection(widget, kind))
            if paths:
                return paths[0]
    text = _selection(widget, "UTF8_STRING") or _selection(widget, "STRING")
    paths = paths_in(text)
    if paths:
        return paths[0]
    raise DigitRecognizerError(OTHER if text else EMPTY)


def grabbed() -> Source | Path:
    """Return what Pillow finds on the clipboard of Windows, macOS, or by xclip or wl-paste."""
    from PIL import Image, ImageGrab

    try:
        found = ImageGrab.grabclipboard()
    except NotImplementedError:
        raise DigitRecognizerError(TOO_LARGE) from None
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise DigitRecognizerError(f"The clipboard's picture can't be read ({error}).") from error
    if isinstance(found, Image.Image):
        return source_of(found, "Clipboard")
    paths = [Path(name) for name in found or () if Path(name).is_file()]
    if not paths:
        raise DigitRecognizerError(OTHER)
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
