"""The drawings of a library as one more source of a run, and the proof of what came of them.

Purpose: fine-tune the network itself to the hands in a library, with replay of everything else.
Contract: a fifth of the drawings is never trained on: the proof is about these, and about everyone
else's. Which fifth follows from the drawings, so every run leaves out the same.
Not here: the run, other sources.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.alphabet import Alphabet
from digit_recognizer.classifier import Classifier
from digit_recognizer.datasets import Labelled
from digit_recognizer.errors import DigitRecognizerError
from digit_recognizer.ink import Ink
from digit_recognizer.learning import (
    AcceptanceTest,
    Comparison,
    LabelledSymbol,
    labelled_symbols,
    measured_writers,
)
from digit_recognizer.library import Filter, Library
from digit_recognizer.raster import glyph_from_ink
from digit_recognizer.raster.glyph import levels
from digit_recognizer.reader import Reader
from digit_recognizer.training.augmentation.ink import varied_glyphs
from digit_recognizer.training.data.digits import INK_VARIANTS
from digit_recognizer.training.data.mixture import Source

LEAST = 30  # drawings, of which a fifth is left out
ONE_IN = 5
SHOWN = 3000  # drawings of the library in an epoch, about
MOST_OFTEN = 30.0  # times one of them is shown in an epoch


@dataclass(frozen=True, slots=True, eq=False)
class OwnDrawings:
    """``source``: what is trained on; ``left_out``: what the proof is about."""

    source: Source
    left_out: Labelled


def own_drawings(
    path: Path | None,
    writer: str | None,
    alphabet: Alphabet,
    seed: int,
    tell: Callable[[str], None],
) -> OwnDrawings:
    """Return the labelled drawings in the library at ``path`` (None: the user's own).

    ``writer``: whose, None for everybody's. Raises DigitRecognizerError where they are too few.
    """
    fitting: list[LabelledSymbol] = []
    left_out: list[LabelledSymbol] = []
    reader = Reader.load()
    with Library.open(path, create=path is None) as library:
        tell(f"preparing the drawings in {library.path}")
        for number in library.ids(Filter(writer=writer), "oldest"):
            entry = library.entry(number)
            if entry.label is not None:
                apart = int(entry.digest[:8], 16) % ONE_IN == 0
                (left_out if apart else fitting).extend(labelled_symbols([entry], alphabet, reader))
        count = len(fitting) + len(left_out)
        if count < LEAST or not fitting or not left_out:
            raise DigitRecognizerError(
                f"{library.path} holds {count} labelled drawings to train on, and "
                f"{LEAST} are needed: label more, or use digits learn, which needs fewer."
            )
    random = np.random.default_rng(seed)
    glyphs = np.stack([_variants(drawn, random) for drawn, _ in fitting], axis=1)
    source = Source(
        "library", levels(glyphs), np.array([column for _, column in fitting], np.int64),
        min(MOST_OFTEN, SHOWN / len(fitting)), cleaned=False,
    )  # fmt: skip
    held = Labelled.stack([_glyph(drawn) for drawn, _ in left_out], [c for _, c in left_out])
    return OwnDrawings(source, held)


def proof_of(before: Path, after: Path, own: OwnDrawings, data: Path | None) -> AcceptanceTest:
    """Return what the network in the file ``after`` is worth beside the one in ``before``.

    ``data``: where everyone else's drawings are looked for.
    """
    old, new = Classifier.open(before), Classifier.open(after)
    alphabet, left_out = old.bundle.alphabet, own.left_out
    first, then = old.log_probs(left_out.glyphs), new.log_probs(left_out.glyphs)
    name = "your drawings that were not trained on"
    others = []
    for crowd in measured_writers(old, data):
        answers = new.log_probs(crowd.glyphs)
        others.append(Comparison.of(crowd.name, crowd.log_probs, answers, crowd.labels, alphabet))
    own_part = Comparison.of(name, first, then, left_out.labels, alphabet)
    return AcceptanceTest(own_part, tuple(others))


def _glyph(drawn: Ink | NDArray[np.float32]) -> NDArray[np.float32]:
    glyph = glyph_from_ink(drawn) if isinstance(drawn, Ink) else drawn
    assert glyph is not None  # what was labelled_symbols shows ink
    return glyph


def _variants(drawn: Ink | NDArray[np.float32], random: np.random.Generator) -> NDArray[np.float32]:
    if isinstance(drawn, Ink):
        return np.stack(varied_glyphs(drawn, INK_VARIANTS, random))
    return np.stack([drawn] * INK_VARIANTS)
