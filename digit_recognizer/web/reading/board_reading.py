"""What a board is told of its ink: the reading as the window shows it, as values for JSON.

Purpose: one function from ink to the message ``reading`` of docs/formats.md.
Contract: what is shown comes from the window's own modules (``app``): marks, verdicts, offers, texts.
Strokes are named by the page's numbers. With ``is_task`` nothing gives an answer away.
Not here: sockets, processes; what is shown beside it (``watching``).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from digit_recognizer.app.clipboard_text import copied, result_of, results, title_of
from digit_recognizer.app.document.answers import as_told, chosen, confirmed, offers
from digit_recognizer.app.document.corrections import Corrections
from digit_recognizer.app.document.marks import (
    Marks,
    SymbolMark,
    marks_of,
    next_height,
    result_of_line,
    symbol_label,
)
from digit_recognizer.app.language import tr_reader
from digit_recognizer.expression import mathml_of, typed
from digit_recognizer.reading import Correction
from digit_recognizer.reading_values import reading_values
from digit_recognizer.web.reading.board_ink import BoardInk
from digit_recognizer.words import whole_percent

if TYPE_CHECKING:
    from digit_recognizer.ink import Stroke
    from digit_recognizer.reader import Reader
    from digit_recognizer.reading import Line, Reading

MAX_OFFERS = 3  # of a line, as the window shows
TASK_TONES = frozenset({"right", "doubtful"})


def read_board(reader: "Reader", board: BoardInk) -> "Reading":
    """Return what ``reader`` reads on ``board``, as a person is shown it."""
    ink = board.ink
    known = tuple(Correction(*each) for each in board.corrections.within(ink))
    reading = reader.read_ink(ink, board.expect, known)
    return as_told(reading, ink.strokes, board.corrections, is_written=True)


def shown(reading: "Reading", board: BoardInk, *, is_task: bool = False) -> dict[str, Any]:
    """Return the message ``reading``, without its kind, of a ``reading`` of ``board``."""
    ids, strokes = board.ids, board.ink.strokes
    marks = marks_of(reading, strokes, board.corrections.of)
    names = {id(stroke): id_ for id_, stroke in zip(ids, strokes, strict=True)}
    said = reading_values(reading, ids.__getitem__)
    if is_task:
        said["lines"] = [{**line, "answer": None} for line in said["lines"]]
    return {
        "rev": board.rev,
        "reading": said,
        "symbols": [_symbol(mark, names) for mark in marks.symbols],
        "results": _results(marks, is_task),
        "stray": [_box(box) for box in marks.stray_marks],
        "lines": [_line(line, strokes, names, is_task) for line in reading.lines],
        "words": tr_reader(reading.reason),
        "title": title_of(reading, is_judged=not is_task),
        "copy": {} if is_task else _copies(reading),
        "scratched": board.scratched,
        "maybe_scratched": list(board.maybe_scratched),
        "next_height": round(next_height(reading, len(ids) - 1), 1),
    }


def _copies(reading: "Reading") -> dict[str, str]:
    return {
        "text": copied(reading, "text"),
        "latex": copied(reading, "latex"),
        "mathml": copied(reading, "mathml"),
        "result": results(reading),
    }


def _symbol(mark: SymbolMark, names: dict[int, int]) -> dict[str, Any]:
    symbol = mark.symbol
    return {
        "ids": [names[id(stroke)] for stroke in mark.strokes],
        "box": _box(symbol.box),
        "text": symbol.text,
        "label": mark.label,
        "certainty": mark.certainty,
        "below": mark.is_label_below,
        "others": [
            {"text": o.text, "shown": symbol_label(o.text), "confidence": round(o.confidence, 6)}
            for o in symbol.alternatives
        ],
    }


def _results(marks: Marks, is_task: bool) -> list[dict[str, Any]]:
    return [
        {
            "x": round(mark.x, 1), "y": round(mark.y, 1), "height": round(mark.height, 1),
            "text": mark.text, "tone": mark.tone,
        }
        for mark in marks.results
        if not is_task or mark.tone in TASK_TONES
    ]  # fmt: skip


def _line(
    line: "Line", strokes: "Sequence[Stroke]", names: dict[int, int], is_task: bool
) -> dict[str, Any]:
    found = [
        {
            "text": typed(offer.other.row),
            "mathml": mathml_of(offer.other.row),
            "value": "" if is_task else offer.value,
            **_said(chosen(offer.other, strokes, Corrections()), names),
        }
        for offer in offers(line)[:MAX_OFFERS]
    ]
    confirm = _said(confirmed(line.symbols, strokes, Corrections()), names)["known"]
    return {
        "text": typed(line.row),
        "mathml": mathml_of(line.row),
        "doubtful": line.doubtful,
        "result": _result(line, is_task),
        "share": whole_percent(line.hypotheses[0].confidence),
        "words": "" if is_task else tr_reader(line.answer.words),
        "offers": found,
        "confirm": confirm,
    }


def _result(line: "Line", is_task: bool) -> dict[str, str] | None:
    """Return what stands beside the typeset line: as on the paper, or quietly what it comes to."""
    mark, value = result_of_line(line), result_of(line)
    if mark is None and value and not line.doubtful and not is_task:
        return {"text": f"= {value}", "tone": "quiet"}
    if mark is None or mark.tone == "words" or (is_task and mark.tone not in TASK_TONES):
        return None
    return {"text": mark.text, "tone": mark.tone}


def _said(corrections: Corrections, names: dict[int, int]) -> dict[str, Any]:
    return {
        kind: [{"ids": [names[id(part)] for part in parts], "is": text} for parts, text in said]
        for kind, said in (("known", corrections.all), ("rows", corrections.rows))
    }


def _box(box: Sequence[float]) -> list[float]:
    return [round(side, 1) for side in box]
