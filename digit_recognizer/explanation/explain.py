"""The explanation of one reading: everything a learner can look at, and what it says in words.

Purpose: join evidence, strokes, feature maps and prototypes.
Contract: the same drawing and model give the same explanation, except for its duration. What a model
cannot show is left out, and a sentence in ``missing`` says how to get it.
Not here: how evidence is found (``evidence``), pictures, windows.
"""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.arrays import Glyph, Levels
from digit_recognizer.explanation.evidence import Evidence, odds, trials
from digit_recognizer.ink import Ink, read_inkml
from digit_recognizer.raster import glyph_from_ink
from digit_recognizer.reader import Reader
from digit_recognizer.reading import Hypothesis, Reading

MAX_EXPLAINED_STROKES = 8
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
    if isinstance(drawing, (str, Path)) and Path(drawing).suffix.lower() == ".inkml":
        drawing = read_inkml(drawing).ink
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
    strokes: tuple[StrokeEvidence, ...] = ()
    if isinstance(drawing, Ink):
        strokes = _strokes(reader, drawing, symbols, column, tried.before)
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
    return tuple(
        StrokeEvidence(
            i,
            float(gained[i]),
            Hypothesis(symbols[int(row.argmax())], float(np.exp(row.max()))),
            glyphs[i],
        )
        for i, row in enumerate(after)
    )
