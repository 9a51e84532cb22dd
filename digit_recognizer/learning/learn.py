"""Learning a writer: drawings in, a profile and its acceptance test out.

Purpose: what ``digits learn`` and the window's button do.
Contract: nothing is written. ``tell`` is called between steps; what it raises ends the learning, so that
a person can stop it at any moment.
Not here: saving the profile (``profile_store``), printing the test.
"""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from digit_recognizer.alphabet import ARITHMETIC, Alphabet
from digit_recognizer.classifier import Classifier, Profile, ProfileError
from digit_recognizer.errors import DigitRecognizerError, ModelError
from digit_recognizer.learning.acceptance_test import AcceptanceTest, Comparison
from digit_recognizer.learning.drawings import Drawings, LabelledSymbol, labelled_symbols
from digit_recognizer.learning.fit import MAX_PROTOTYPES, FittedProfile, fit
from digit_recognizer.learning.other_writers import (
    OtherWriters,
    Tell,
    held_out_writers,
    measured_writers,
)  # fmt: skip
from digit_recognizer.learning.style_questions import starting_profile
from digit_recognizer.library import Filter, Library
from digit_recognizer.reader import Reader

MIN_LEARN_DRAWINGS = 10  # drawings to learn from
MAX_LEARN_DRAWINGS = 2000  # the newest of them
RADIUS_FACTORS = (1.0, 0.85, 0.7)  # tried in this order
OWN_DRAWINGS = "your drawings, each read by what was learnt from the others"


@dataclass(frozen=True, slots=True)
class LearntProfile:
    """A profile and what it is worth."""

    profile: Profile
    acceptance: AcceptanceTest


def learn(
    classifier: Classifier,
    drawings: Drawings,
    others: Sequence[OtherWriters],
    *,
    writer: str = "",
    start: Profile | None = None,
    held_out: Sequence[OtherWriters] = (),
    tell: Tell = lambda *_: None,
) -> LearntProfile:
    """Return what is learnt from ``drawings`` of one writer, and its acceptance test.

    ``others``: drawings of other writers, for the test alone. ``start``: see :func:`fit`. ``held_out``:
    further drawings of others, to choose by. Profiles with smaller and smaller radii are tried. The
    first that ``held_out`` accepts is returned, else the first of all. Raises ModelError as :func:`fit`.
    """
    tried: list[FittedProfile] = []
    for radius_factor in RADIUS_FACTORS:
        fitted = fit(classifier, drawings, writer=writer, start=start, radius_factor=radius_factor)
        tried.append(fitted)
        by_held_out = _acceptance(fitted, held_out)
        if by_held_out.is_offered or not by_held_out.is_better:
            break
    chosen = tried[-1] if by_held_out.is_offered else tried[0]
    return LearntProfile(chosen.profile, _acceptance(chosen, others, tell))


def _acceptance(
    fitted: FittedProfile, others: Sequence[OtherWriters], tell: Tell = lambda *_: None
) -> AcceptanceTest:
    profile = fitted.profile
    own = Comparison.of(OWN_DRAWINGS, fitted.before, fitted.after, fitted.labels, profile.alphabet)
    compared = []
    for number, other in enumerate(others):
        tell("comparing with everyone else", number, len(others))
        compared.append(other.compared(profile))
    return AcceptanceTest(own, tuple(compared))


def learn_from(
    library: Library,
    writer: str,
    reader: Reader,
    alphabet: str = "digits",
    *,
    data: Path | None = None,
    tell: Tell = lambda *_: None,
) -> LearntProfile:
    """Return what is learnt from the labelled drawings of ``writer`` in ``library``, and its test.

    ``alphabet``: "digits" or "arithmetic". ``reader``: whose network is adapted; its profiles have no
    say. ``data``: where the test sets are looked for, as for :func:`measured_writers`. Raises
    DigitRecognizerError, one sentence, where there are too few drawings.
    """
    plain = reader.with_profiles(())
    classifier = network_for(plain, alphabet)
    symbols: list[LabelledSymbol] = []
    newest = library.summaries(Filter(writer=writer), limit=MAX_LEARN_DRAWINGS)
    ids = [one.id for one in newest if one.label is not None]
    for number, identity in enumerate(ids):
        tell("reading your drawings", number, len(ids))
        symbols += labelled_symbols(library.get([identity]), classifier.bundle.alphabet, plain)
    whose = f"of {writer}" if writer else "that belong to nobody in particular"
    if len(symbols) < MIN_LEARN_DRAWINGS:
        raise DigitRecognizerError(
            f"{library.path} holds {len(symbols)} labelled drawings {whose}, and learning needs "
            f"{MIN_LEARN_DRAWINGS} or more: draw each digit three times, and say what it is."
        )
    tell("learning", 0, 1)
    drawings = Drawings.of(symbols[:MAX_LEARN_DRAWINGS], MAX_PROTOTYPES)
    others = measured_writers(classifier, data, tell)
    held_out = held_out_writers(classifier, data, tell)
    start = _start(library, writer, alphabet, classifier)
    return learn(
        classifier, drawings, others, writer=writer, start=start, held_out=held_out, tell=tell
    )


def network_for(reader: Reader, alphabet: str) -> Classifier:
    """Return the network that reads ``alphabet``: "digits" or "arithmetic".

    Raises ModelError if ``reader`` has no network for arithmetic.
    """
    if alphabet == "digits":
        return reader.classifier
    if reader.symbols is None:
        raise ModelError("there is no network for arithmetic: learn with --alphabet digits.")
    return reader.symbols


def name_of(alphabet: Alphabet) -> str:
    """Return what the library calls ``alphabet``."""
    return "arithmetic" if alphabet == ARITHMETIC else "digits"


def _start(library: Library, writer: str, alphabet: str, classifier: Classifier) -> Profile | None:
    """Return the starting profile that this writer's answers to the three questions gave, or None."""
    stored = library.load_profile(writer, alphabet)
    with contextlib.suppress(ProfileError):
        if stored and (answers := Profile.from_bytes(stored.content).questions):
            return starting_profile(classifier, answers, writer=writer)
    return None
