"""What the program has where it runs: the files that ship with it, processor cores, and memory.

Purpose: find the networks that ship (in ``models``; ``mnist.h5`` lies at the root of a checkout), and
the bundled example drawings; one answer for all that shares work between threads or processes, or says
what it ran on.
Contract: returns paths, from a checkout and from an installed wheel; does not open them.
Not here: the user's own files and folders.
"""

import os
import sys
from contextlib import suppress
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_ROOT = _PACKAGE.parent


def is_checkout() -> bool:
    """Whether the program runs from a checkout of its source."""
    return (_ROOT / "pyproject.toml").is_file() and (_ROOT / "gui_digit_recognizer.py").is_file()


def default_model() -> Path:
    """Return the path of ``mnist.h5``, the model that is used unless another is named."""
    return _ROOT / "mnist.h5" if is_checkout() else _shipped("mnist.h5")


def default_symbols() -> Path:
    """Return the path of ``symbols.h5``, the model that reads numbers and sums."""
    return _shipped("symbols.h5")


def default_strokes() -> Path:
    """Return the path of ``strokes.h5``, the model that sees how numbers and sums are drawn."""
    return _shipped("strokes.h5")


def default_page_network() -> Path:
    """Return the path of ``page.onnx``, the network that tells handwriting from the rest of a page."""
    return _shipped("page.onnx")


def default_textline_network() -> Path:
    """Return the path of ``textline.onnx``, the network that reads a row without cutting it."""
    return _shipped("textline.onnx")


def default_line_network() -> Path:
    """Return the path of ``lines.onnx``, the network that weighs the readings of a line."""
    return _shipped("lines.onnx")


def is_shipped(model: Path) -> bool:
    """Whether a file lies where this program keeps its networks."""
    return model.absolute().parent in (default_model().parent, default_symbols().parent)


def _shipped(name: str) -> Path:
    return _PACKAGE / "models" / name


def icon() -> Path:
    """Return the window's icon, a PNG."""
    return _PACKAGE / "gui" / "icon.png"


def example_drawings() -> list[Path]:
    """Return the bundled example drawings, InkML files whose truth annotation is the digit."""
    folder = _ROOT / "examples" / "drawings" if is_checkout() else _PACKAGE / "examples"
    return sorted(folder.glob("*.inkml"))


def example_expressions() -> list[Path]:
    """Return the bundled numbers and sums, InkML files whose truth annotation is the text.

    Lines of several are parted by a line break; what is no expression has no truth.
    """
    folder = _ROOT / "examples" if is_checkout() else _PACKAGE / "examples"
    return sorted((folder / "expressions").rglob("*.inkml"), key=lambda path: path.name)


def usable_cores() -> int:
    """Return how many cores this process may use: fewer than there are where it is held to some."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def give_memory_back() -> None:
    """Give freed memory back to the system, of which the GNU C library keeps pieces; nothing elsewhere.

    It takes milliseconds, so it is for threads that do not paint. Reading a photo takes hundreds of
    megabytes for seconds; a window is open for days.
    """
    if sys.platform == "linux":
        import ctypes  # not for the window's start

        with suppress(OSError, AttributeError):  # of another C library
            ctypes.CDLL(None).malloc_trim(0)
