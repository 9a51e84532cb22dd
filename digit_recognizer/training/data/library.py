"""The drawings of a library as one more source of a run, and the proof of what came of them.

Purpose: fine-tune the network itself to the writers in a library, with replay of everything else.
Contract: a fifth of the drawings is never trained on: the proof is about these, and about everyone
else's. Which fifth follows from the drawings, so every run leaves out the same.
Not here: the run, other sources.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from digit_recognizer.alphabet import Alphabet
from digit_recognizer.classifier import Classifier
from digit_recognizer.datasets import Labelled
from digit_recognizer.errors import DigitRecognizerError
from digit_recognizer.learning import (
    AcceptanceTest,
    Comparison,
    LabelledSymbol,
    labelled_symbols,
    measured_writers,
)
from digit_recognizer.library import Filter, Library
from digit_recognizer.reader import Reader
from digit_recognizer.training.data.mixture import Source
from digit_recognizer.training.data.sets import Sample, Tell, labelled, source_of

MIN_LIBRARY_DRAWINGS = 30  # drawings, of which a fifth is left out
LEFT_OUT_EVERY = 5
LIBRARY_DRAWINGS_PER_EPOCH = 3000  # drawings of the library in an epoch, about
MAX_LIBRARY_WEIGHT = 30.0  # times one of them is shown in an epoch


@dataclass(frozen=True, slots=True, eq=False)
class OwnDrawings:
    """``source``: what is trained on; ``left_out``: what the proof is about."""

    source: Source
    left_out: Labelled


def own_drawings(
    path: Path | None, writer: str | None, alphabet: Alphabet, seed: int, tell: Tell
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
                apart = int(entry.digest[:8], 16) % LEFT_OUT_EVERY == 0
                (left_out if apart else fitting).extend(labelled_symbols([entry], alphabet, reader))
        count = len(fitting) + len(left_out)
        if count < MIN_LIBRARY_DRAWINGS or not fitting or not left_out:
            raise DigitRecognizerError(
                f"{library.path} holds {count} labelled drawings to train on, and "
                f"{MIN_LIBRARY_DRAWINGS} are needed: label more, or use digits learn, which needs fewer."
            )
    samples = [Sample(drawn, column) for drawn, column in fitting]
    weight = min(MAX_LIBRARY_WEIGHT, LIBRARY_DRAWINGS_PER_EPOCH / len(fitting))
    random = np.random.default_rng(seed)
    (source,) = source_of("library", samples, random, weight=weight, cleaned=False)
    return OwnDrawings(source, labelled([Sample(drawn, column) for drawn, column in left_out]))


def proof_of(before: Path, after: Path, own: OwnDrawings, data: Path | None) -> AcceptanceTest:
    """Return what the network in the file ``after`` is worth beside the one in ``before``.

    ``data``: where everyone else's drawings are looked for.
    """
    old, new = Classifier.open(before), Classifier.open(after)
    alphabet, left_out = old.bundle.alphabet, own.left_out
    first, then = old.log_probs(left_out.glyphs), new.log_probs(left_out.glyphs)
    name = "your drawings that were not trained on"
    others = []
    for other in measured_writers(old, data):
        answers = new.log_probs(other.glyphs)
        others.append(Comparison.of(other.name, other.log_probs, answers, other.labels, alphabet))
    own_part = Comparison.of(name, first, then, left_out.labels, alphabet)
    return AcceptanceTest(own_part, tuple(others))
