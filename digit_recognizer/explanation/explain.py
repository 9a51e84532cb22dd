"""The explanation of one reading: everything a learner can look at, and what it says in words.

Purpose: join evidence, strokes, feature maps and prototypes; say for a learner what the pictures show:
the answer, the ink that spoke for it, what stood against it, what one stroke decided.
Contract: the same drawing and model give the same explanation, except for its duration, and the same
one to five sentences. What a model cannot show is left out; ``missing`` tells how to get it.
Not here: how evidence is found (``evidence``), pictures, windows.
"""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.arrays import Glyph, Levels
from digit_recognizer.doubt import MIN_DIGIT_CONFIDENCE
from digit_recognizer.explanation.evidence import Evidence, odds, trials
from digit_recognizer.ink import Ink, begins_as_drawing, read_drawing
from digit_recognizer.raster import glyph_from_ink
from digit_recognizer.reader import Reader
from digit_recognizer.reading import Hypothesis, Reading
from digit_recognizer.words import whole_percent

MAX_EXPLAINED_STROKES = 8
MIN_EVIDENCE = 0.5  # nats: weaker evidence gets no sentence
MIN_STROKE_EVIDENCE = 1.0  # nats: a stroke that adds less is not mentioned
MIN_RUNNER_UP = 0.01  # share of a runner-up that is worth comparing with
EXPORT_ADVICE = "export the model anew: digits export MODEL.h5"


@dataclass(frozen=True, slots=True, eq=False)
class StrokeEvidence:
    """What one stroke did: how the drawing would be read without it.

    ``index``: the stroke's place in the ink; ``evidence``: nats of log-odds it adds to the answer;
    ``without``: the likeliest symbol without it; ``glyph``: what is then read, (28, 28).
    """

    index: int
    evidence: float
    without: Hypothesis
    glyph: Glyph


@dataclass(frozen=True, slots=True, eq=False)
class Explanation:
    """Why a drawing was read as ``answer`` and not as ``runner_up``.

    ``for_answer``: what spoke for it against all other symbols; ``against_runner_up``: against that one.
    ``strokes``: one by one, for ink of several strokes; else empty. ``maps``: (channels, h, w) by layer.
    ``prototypes``: (symbols, 28, 28) uint8 in the alphabet's order, or None. ``missing``: what is not
    shown, and what to do. ``seconds``: how long explaining took, reading not included.
    """

    reading: Reading
    symbols: tuple[str, ...]
    glyph: Glyph
    answer: Hypothesis
    runner_up: Hypothesis
    for_answer: Evidence
    against_runner_up: Evidence
    strokes: tuple[StrokeEvidence, ...]
    maps: dict[str, Levels]
    prototypes: NDArray[np.uint8] | None
    missing: tuple[str, ...]
    seconds: float


def explain(reader: Reader, drawing: Ink | str | Path | NDArray[Any]) -> Explanation | None:
    """Return why ``reader`` reads ``drawing`` (ink, or an image as for ``read_image``) as it does.

    None if there is no ink. Raises FileError for a file that cannot be read.
    """
    if isinstance(drawing, (str, Path)) and begins_as_drawing(drawing):
        drawing = read_drawing(drawing).ink
    if isinstance(drawing, Ink):
        reading = reader.read_ink(drawing, "digit")
    else:
        reading = reader.read_image(drawing, "digit")
    if not reading.segments:
        return None
    began = time.perf_counter()
    glyph = reading.segments[0].glyph
    symbols = tuple(reader.bundle.alphabet)
    answer, runner_up = reading.hypotheses[:2]
    column, second = symbols.index(answer.text), symbols.index(runner_up.text)
    tried = trials(glyph, reader.read_glyphs)
    ink = drawing if isinstance(drawing, Ink) else Ink(())
    strokes = _strokes(reader, ink, symbols, column, tried.before)
    maps = reader.classifier.maps(glyph)
    prototypes = reader.bundle.unpack_prototypes()
    missing = []
    if not maps:
        missing.append(
            f"This model shows no feature maps; if it has convolutions, {EXPORT_ADVICE}."
        )
    if prototypes is None:
        missing.append(f"This model has no picture of its ideal digits: {EXPORT_ADVICE}.")
    return Explanation(
        reading, symbols, glyph, answer, runner_up,
        tried.evidence(column), tried.evidence(column, second),
        strokes, maps, prototypes, tuple(missing), time.perf_counter() - began,
    )  # fmt: skip


def _strokes(
    reader: Reader, ink: Ink, symbols: tuple[str, ...], column: int, before: NDArray[np.float32]
) -> tuple[StrokeEvidence, ...]:
    """Return what each stroke did; nothing for a single stroke, or for more than any digit has."""
    if not 2 <= len(ink) <= MAX_EXPLAINED_STROKES:
        return ()
    rests = [glyph_from_ink(ink.without([i])) for i in range(len(ink))]
    glyphs = np.stack([rest for rest in rests if rest is not None])  # all: some stroke is left
    after = reader.read_glyphs(glyphs)
    gained = odds(before[None], column) - odds(after, column)
    likeliest = [Hypothesis(symbols[int(row.argmax())], float(np.exp(row.max()))) for row in after]
    return tuple(
        StrokeEvidence(i, float(gained[i]), likeliest[i], glyphs[i]) for i in range(len(ink))
    )


def sentences(explanation: Explanation) -> list[str]:
    """Return what to say, the most important first."""
    e = explanation
    said = [_answer(e)]
    if e.reading.doubtful and e.reading.reason:
        said.append(f"It is doubtful: {e.reading.reason}.")
    said += _stroke_sentences(e)
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
    read = "Read with doubt" if e.reading.doubtful else "Read"
    return f"{read} as {answer}; the runner-up is {other}."


def _stroke_sentences(e: Explanation) -> list[str]:
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
    strong *= np.hypot(*(np.indices(weights.shape) - np.array(peak)[:, None, None])) <= 5
    rows, columns = np.nonzero(glyph > 0.15)
    y = float((strong.sum(axis=1) @ np.arange(28)) / strong.sum())
    x = float((strong.sum(axis=0) @ np.arange(28)) / strong.sum())
    down = _third(y, int(rows.min()), int(rows.max()), "top", "bottom")
    across = _third(x, int(columns.min()), int(columns.max()), "left", "right")
    if down:
        return f"at the {down} {across}".rstrip()
    return f"on the {across}" if across else "in the middle"


def _third(value: float, low: int, high: int, before: str, after: str) -> str:
    share = (value - low) / max(high - low, 6)
    return before if share < 0.36 else after if share > 0.64 else ""
