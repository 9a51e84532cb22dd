"""An explanation in a few plain sentences.

Purpose: say for a learner what the pictures show: the answer, the ink that spoke for it, what stood
against it, what one stroke decided.
Contract: one to five sentences, deterministic.
Not here: the pictures.
"""

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.arrays import Glyph
from digit_recognizer.doubt import MIN_DIGIT_CONFIDENCE
from digit_recognizer.explanation.explain import Explanation
from digit_recognizer.words import whole_percent

MIN_EVIDENCE = 0.5  # nats: weaker evidence gets no sentence
MIN_STROKE_EVIDENCE = 1.0  # nats: a stroke that adds less is not mentioned
MIN_RUNNER_UP = 0.01  # share of a runner-up that is worth comparing with


def sentences(explanation: Explanation) -> list[str]:
    """Return what to say, the most important first."""
    e = explanation
    said = [_answer(e)]
    if e.reading.doubtful and e.reading.reason:
        said.append(f"It is doubtful: {e.reading.reason}.")
    said += _strokes(e)
    against = e.against_runner_up
    pair = f"{e.answer.text} rather than {e.runner_up.text}"
    ink = against.ink * (e.glyph > 0.15)
    if ink.max() >= MIN_EVIDENCE:
        said.append(f"The ink {_where(ink, e.glyph)} spoke most for {pair}.")
    if e.runner_up.confidence < MIN_RUNNER_UP:
        return said  # nothing stood against it worth a word
    if ink.min() <= -MIN_EVIDENCE:
        said.append(
            f"The ink {_where(-ink, e.glyph)} spoke for {e.runner_up.text}: without it, "
            f"{e.answer.text} would be surer."
        )
    if against.paper.max() >= MIN_EVIDENCE:
        said.append(
            f"No ink {_where(against.paper, e.glyph)}: a stroke there would make it more like "
            f"{e.runner_up.text}."
        )
    return said


def percent(share: float) -> str:
    """Return a share as whole per cent: at most 99, since nothing is certain."""
    return "under 1 %" if share < 0.005 else whole_percent(share)


def _answer(e: Explanation) -> str:
    answer = f"{e.answer.text} ({percent(e.answer.confidence)})"
    other = f"{e.runner_up.text} ({percent(e.runner_up.confidence)})"
    if e.answer.confidence < MIN_DIGIT_CONFIDENCE:
        return f"No clear digit: the likeliest are {answer} and {other}."
    if e.reading.doubtful:
        return f"Read with doubt as {answer}; the runner-up is {other}."
    return f"Read as {answer}; the runner-up is {other}."


def _strokes(e: Explanation) -> list[str]:
    """Return a sentence about the stroke that the answer depends on most, if it does on one."""
    if not e.strokes:
        return []
    most = max(e.strokes, key=lambda stroke: stroke.evidence)
    if most.evidence < MIN_STROKE_EVIDENCE or most.without.text == e.answer.text:
        return []
    if most.without.confidence < MIN_DIGIT_CONFIDENCE:
        return [f"Without stroke {most.index + 1} it would be no clear digit."]
    instead = f"{most.without.text} ({percent(most.without.confidence)})"
    return [f"Without stroke {most.index + 1} it would be read as {instead}."]


def _where(weights: NDArray[np.float32], glyph: Glyph) -> str:
    """Return where in the glyph's ink the positive weights are strongest: "at the top left"."""
    strong = np.where(weights >= 0.6 * weights.max(), weights, 0)
    peak = np.unravel_index(int(weights.argmax()), weights.shape)
    # Only what is near the peak: two far places have no middle worth naming.
    near = np.hypot(*(np.indices(weights.shape) - np.array(peak)[:, None, None])) <= 5
    strong = strong * near
    rows, columns = np.nonzero(glyph > 0.15)
    y = float((strong.sum(axis=1) @ np.arange(28)) / strong.sum())
    x = float((strong.sum(axis=0) @ np.arange(28)) / strong.sum())
    down = _third(y, int(rows.min()), int(rows.max()), "top", "bottom")
    across = _third(x, int(columns.min()), int(columns.max()), "left", "right")
    if not down and not across:
        return "in the middle"
    if not down:
        return f"on the {across}"
    return f"at the {down} {across}".rstrip()


def _third(value: float, low: int, high: int, before: str, after: str) -> str:
    share = (value - low) / max(high - low, 6)
    return before if share < 0.36 else after if share > 0.64 else ""
