"""Numbers and sums, read again after each stroke.

Purpose: time the reader on the bundled expressions as they are written: one of 15 symbols, and a page of
60 symbols on five lines.
Contract: every reading is timed on its own. Each writing begins with an empty cache. From stroke to
stroke the reader caches what it caches in the window too.
Not here: single digits (``reading``), painting (``pointer``).
"""

import time
from pathlib import Path

from benchmarks.speed.figures import Figure, NotMeasured, median, percentile
from digit_recognizer.ink import Drawing, Ink, read_inkml
from digit_recognizer.reader import Reader
from digit_recognizer.resources import default_symbols, example_expressions

EXAMPLE_EXPRESSION, EXAMPLE_PAGE = "fifteen-symbols", "five-lines"
EXPRESSION_KEYS = ("expression_median", "expression_p99", "page_p99", "page_first")


def measure_expressions(model: Path, *, writings: int) -> list[Figure]:
    """Return the figures of ``EXPRESSION_KEYS``.

    Digits are read with ``model``, symbols with the shipped model. The expression is written
    ``writings`` times, the page half as often. Raises NotMeasured without a model for symbols.
    """
    if not default_symbols().exists():
        raise NotMeasured(f"{default_symbols().name} is not there")
    loaded = Reader.load(model)
    expression, page = (read_inkml(bundled(name)) for name in (EXAMPLE_EXPRESSION, EXAMPLE_PAGE))
    written = list[float]()
    for _ in range(writings):
        written += seconds_of(_fresh(loaded), expression.ink, 0)
    begins = last_line(page.ink)
    first, continued = list[float](), list[float]()
    for _ in range(max(1, writings // 2)):
        first += seconds_of(_fresh(loaded), page.ink, len(page.ink) - 1)
        reader = _fresh(loaded)
        reader.read_ink(Ink(page.ink.strokes[:begins]))
        continued += seconds_of(reader, page.ink, begins)
    about_expression, about_page = (_details(loaded, drawing) for drawing in (expression, page))
    return [
        Figure(key, 1000 * value, n=len(values), details=details)
        for key, value, values, details in (
            ("expression_median", median(written), written, about_expression),
            ("expression_p99", percentile(written, 0.99), written, about_expression),
            ("page_p99", percentile(continued, 0.99), continued, about_page),
            ("page_first", median(first), first, about_page),
        )
    ]


def seconds_of(reader: Reader, ink: Ink, done: int) -> list[float]:
    """Return how long reading took after each stroke of ``ink``, the first ``done`` there already."""
    seconds = []
    for count in range(done + 1, len(ink) + 1):
        part = Ink(ink.strokes[:count])
        began = time.perf_counter()
        reader.read_ink(part)
        seconds.append(time.perf_counter() - began)
    return seconds


def last_line(ink: Ink) -> int:
    """Return the index of the first stroke of the last line; 0 if there is one line only.

    Lines are separated where all that is written later stands below all that is written before.
    """
    below = float("inf")
    for index in range(len(ink) - 1, 0, -1):
        below = min(below, ink.strokes[index].box.top)
        if below > max(stroke.box.bottom for stroke in ink.strokes[:index]):
            return index
    return 0


def bundled(name: str) -> Path:
    """Return where the example expression ``name`` is; raises NotMeasured if it is not there."""
    for path in example_expressions():
        if path.stem == name:
            return path
    raise NotMeasured(f"the example expression {name} is not there")


def _fresh(reader: Reader) -> Reader:
    """Return a reader with the same networks and an empty cache."""
    return reader.with_profiles(())


def _details(reader: Reader, drawing: Drawing) -> dict[str, object]:
    return {
        "strokes": len(drawing.ink),
        "written": drawing.label,
        "read": reader.read_ink(drawing.ink).text,
    }
