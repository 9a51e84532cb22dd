"""What goes to other programs: a reading as text, LaTeX or MathML, and the window's title.

Purpose: one line of text, LaTeX or MathML for each line of writing, with the result where it was asked
for: ``12+34=46``.
Contract: a doubtful line carries no result. Needs no Tk.
Not here: the clipboard (``window``).
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from digit_recognizer.app.language import tr, tr_reader
from digit_recognizer.expression import Row, latex_of, mathml_of, row_from_text, typed
from digit_recognizer.words import shortened

if TYPE_CHECKING:
    from digit_recognizer.expression import Answer
    from digit_recognizer.reading import Line, Reading

Format = Literal["text", "latex", "mathml"]

MAX_TITLE_LENGTH = 160  # characters of the reading


def copied(reading: "Reading", form: Format) -> str:
    """Return ``reading`` in ``form``; "" for one that is empty or looks like no symbol."""
    if reading.no_symbol or not reading.text:
        return ""
    rows = [_with_result(line) for line in reading.lines] or [row_from_text(reading.text)]
    written: Callable[[Row], str] = {"text": typed, "latex": latex_of, "mathml": mathml_of}[form]
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


def title_of(reading: "Reading", *, is_judged: bool = True) -> str:
    """Return the lines of ``reading`` with what the window shows behind them, as one line.

    ``12+34=46``, ``1/2 + 1 = 3/2``, ``4+4=8 ✓``, ``1?=?`` where it is doubtful; `` | `` between lines.
    One digit: ``7``, ``7?`` where it is doubtful, ``?`` for no symbol. ``is_judged``: whether it shows
    something yet.
    """
    if not reading.lines:
        return "?" if reading.no_symbol else f"{reading.text}{'?' if reading.doubtful else ''}"
    said = [_title_of(line) if is_judged else typed(line.row) for line in reading.lines]
    return shortened(" | ".join(said), MAX_TITLE_LENGTH)


def verdict_of(answer: "Answer") -> str:
    """Return what stands behind a line: ``46``, ``✓``, ``✗ is 720``; "" for nothing."""
    if answer.verdict is False and answer.instead and "≠" not in answer.instead:
        return tr("✗ is {value}", value=answer.instead)
    return answer.shown


def _title_of(line: "Line") -> str:
    said, answer = typed(line.row), line.answer
    if line.doubtful:
        return f"{said}?"
    shown = verdict_of(answer) if answer.is_asked else ""
    if not shown and answer.kind == "impossible" and line.text.endswith("="):
        shown = tr_reader(answer.words)
    if not shown:
        return said
    if shown.startswith("≈"):  # one relation is enough
        said = said.removesuffix("=").rstrip()
    is_tight = said.endswith("=") and " " not in said and not answer.words
    return f"{said}{'' if is_tight else ' '}{shown}"


def _with_result(line: "Line") -> Row:
    """Return the row of ``line``, with its result behind an ``=`` at the end."""
    result = result_of(line)
    if not result or not line.answer.is_asked:
        return line.row
    return Row((*line.row.items, *row_from_text(result).items))
