"""A handwriting recognizer that reads digits, numbers and arithmetic while they are drawn.

>>> from digit_recognizer import Ink, Reader            # doctest: +SKIP
>>> Reader.load().read_ink(ink).text                    # doctest: +SKIP
'7'

The names below are the public interface. They are imported on first use, so that
``import digit_recognizer`` costs nothing and the window opens before any model is loaded.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from digit_recognizer.version import __version__ as __version__

if TYPE_CHECKING:
    from digit_recognizer.errors import DigitRecognizerError
    from digit_recognizer.gui.canvas.ink_canvas import InkCanvas
    from digit_recognizer.ink import Drawing, Ink, Point, Stroke, read_inkml, write_inkml
    from digit_recognizer.reader import Reader
    from digit_recognizer.reading import Correction, Hypothesis, Line, Reading, ReadSymbol

__all__ = [
    "Correction", "DigitRecognizerError", "Drawing", "Hypothesis", "Ink", "InkCanvas", "Line",
    "Point", "ReadSymbol", "Reader", "Reading", "Stroke", "read_inkml", "write_inkml",
]  # fmt: skip

_HOME = {
    "Correction": "reading",
    "DigitRecognizerError": "errors",
    "Drawing": "ink",
    "Hypothesis": "reading",
    "Ink": "ink",
    "InkCanvas": "gui.canvas.ink_canvas",
    "Line": "reading",
    "Point": "ink",
    "ReadSymbol": "reading",
    "Reader": "reader",
    "Reading": "reading",
    "Stroke": "ink",
    "read_inkml": "ink",
    "write_inkml": "ink",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
