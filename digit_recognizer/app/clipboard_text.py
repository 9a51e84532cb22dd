"""What goes to other programs: a reading as text, LaTeX or MathML, and the window's title.

Purpose: one line of text, LaTeX or MathML for each line of writing, with the result where it was asked
for: ``12+34=46``.
Contract: a doubtful line carries no result. Needs no Tk.
Not here: the clipboard (``window``).
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from digit_recognizer.expression import Row, latex_of, mathml_of, row_from_text, text_of
from digit_recognizer.words import shortened

if TYPE_CHECKING:
    from digit_recognizer.reading import Line, Reading

Format = Literal["text", "latex", "mathml"]

MAX_TITLE_LENGTH = 160  # characters of the reading


def copied(reading: "Reading", form: Format) -> str:
    """Return ``reading`` in ``form``; "" for one that is empty or looks like no symbol."""
    if reading.no_symbol or not reading.text:
        return ""
    rows = [_with_result(line) for line in reading.lines] or [row_from_text(reading.text)]
    written: Callable[[Row], str] = {"text": text_of, "latex": latex_of, "mathml": mathml_of}[form]
    return (" \\\\\n" if form == "latex" else "\n").join(written(row) for row in rows)


def results(reading: "Reading") -> str:
    """Return the results alone, a line each; "" where there are none."""
    lines = (result_of(line) for line in reading.lines)
    return "\n".join(result for result in lines if result)


def result_of(line: "Line") -> str:
    """Return what ``line`` comes to: exact where it can be said so; "" where it is doubtful."""
    answer = line.answer
    if line.doubtful or answer.kind != "value":
        return ""
    return answer.exact or answer.decimal.removeprefix("≈ ")


def title_of(reading: "Reading") -> str:
    """Return the lines of ``reading`` with what the window shows behind them, as one line.

    ``12+34=46``, ``4+4=8 ✓``, ``1?=?`` where it is doubtful, and `` | `` between lines.
    """
    return shortened(" | ".join(map(_title_of, reading.lines)), MAX_TITLE_LENGTH)


def _title_of(line: "Line") -> str:
    if line.doubtful:
        return f"{line.text}?"
    answer = line.answer
    said = answer.shown if answer.is_asked else ""
    if not said and answer.kind == "impossible" and line.text.endswith("="):
        said = answer.words
    if not said:
        return line.text
    gap = "" if line.text.endswith("=") and not answer.words else " "
    return f"{line.text}{gap}{said}"


def _with_result(line: "Line") -> Row:
    """Return the row of ``line``, with its result behind an ``=`` at the end."""
    result = result_of(line)
    if not result or not line.answer.is_asked:
        return line.row
    return Row((*line.row.items, *row_from_text(result).items))
