"""Learning a hand: drawings in, a profile and its proof out.

Purpose: what ``digits learn`` and the window's button do.
Contract: nothing is written. ``tell`` is called between steps; what it raises ends the learning, so that
a person can stop it at any moment.
Not here: keeping the profile (``kept``), printing the proof.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from digit_recognizer.alphabet import ARITHMETIC, DIGITS, Alphabet
from digit_recognizer.classifier import Classifier, Profile, ProfileError
from digit_recognizer.errors import DigitRecognizerError, ModelError
from digit_recognizer.learning.acceptance_test import Compared, Proof
from digit_recognizer.learning.drawings import Drawings, Symbol, gathered
from digit_recognizer.learning.fit import PROTOTYPES, Fitted, fit
from digit_recognizer.learning.other_writers import Crowd, everyone_else, for_choosing
from digit_recognizer.learning.style_questions import starting_profile
from digit_recognizer.library import Filter, Library
from digit_recognizer.reader import Reader

NAMES = {"digits": DIGITS, "arithmetic": ARITHMETIC}
LEAST = 10  # drawings to learn from
MOST = 2000  # the newest of them
REACHES = (1.0, 0.85, 0.7)  # of the radii
OWN = "your drawings, each read by what was learnt from the others"

Tell = Callable[[str, int, int], None]
"""Called with what is being done, how many steps of it are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """A profile and what it is worth."""

    profile: Profile
    proof: Proof


def learn(
    classifier: Classifier,
    drawings: Drawings,
    crowds: Sequence[Crowd],
    *,
    writer: str = "",
    start: Profile | None = None,
    choosing: Sequence[Crowd] = (),
    tell: Tell = lambda *_: None,
) -> Learnt:
    """Return what is learnt from ``drawings`` of one hand, and the proof.

    ``crowds``: everyone else's drawings, for the proof alone. ``start``: see :func:`fit`. ``choosing``:
    further drawings of others; of profiles that speak less and less far the first is taken that forgets
    little of these and is better on its writer's own, else the first of all.
    """
    tried: list[Fitted] = []
    for reach in REACHES:
        tried.append(fit(classifier, drawings, writer=writer, start=start, reach=reach))
        by_others = _proof(tried[-1], choosing)
        if by_others.is_offered or not by_others.is_better:
            break
    chosen = tried[-1] if by_others.is_offered else tried[0]
    return Learnt(chosen.profile, _proof(chosen, crowds, tell))


def _proof(fitted: Fitted, crowds: Sequence[Crowd], tell: Tell = lambda *_: None) -> Proof:
    profile = fitted.profile
    own = Compared.of(OWN, fitted.before, fitted.after, fitted.labels, profile.alphabet)
    others = []
    for number, crowd in enumerate(crowds):
        tell("comparing with everyone else", number, len(crowds))
        others.append(crowd.compared(profile))
    return Proof(own, tuple(others))


def learn_from(
    library: Library,
    writer: str,
    reader: Reader,
    alphabet: str = "digits",
    *,
    data: Path | None = None,
    tell: Tell = lambda *_: None,
) -> Learnt:
    """Return what is learnt from the labelled drawings of ``writer`` in ``library``, and the proof.

    ``alphabet``: "digits" or "arithmetic". ``reader``: whose network is adapted; its profiles have no
    say. ``data``: where the test sets are looked for, as for :func:`everyone_else`. Raises
    DigitRecognizerError, one sentence, where there are too few drawings.
    """
    plain = reader.with_profiles(())
    classifier = network_for(plain, alphabet)
    symbols: list[Symbol] = []
    ids = [
        s.id for s in library.summaries(Filter(writer=writer), limit=MOST) if s.label is not None
    ]
    for number, identity in enumerate(ids):
        tell("reading your drawings", number, len(ids))
        symbols += gathered(library.get([identity]), classifier.bundle.alphabet, plain)
    whose = f"of {writer}" if writer else "that belong to nobody in particular"
    if len(symbols) < LEAST:
        raise DigitRecognizerError(
            f"{library.path} holds {len(symbols)} labelled drawings {whose}, and learning needs {LEAST} "
            "or more: draw each digit three times, and say what it is."
        )
    tell("learning", 0, 1)
    drawings = Drawings.of(symbols[:MOST], PROTOTYPES)
    crowds = everyone_else(classifier, data, tell)
    choosing = for_choosing(classifier, data, tell)
    start = _start(library, writer, alphabet, classifier)
    return learn(
        classifier, drawings, crowds, writer=writer, start=start, choosing=choosing, tell=tell
    )


def network_for(reader: Reader, alphabet: str) -> Classifier:
    """Return the network that reads ``alphabet``: "digits" or "arithmetic"."""
    if alphabet == "digits":
        return reader.classifier
    if reader.symbols is None:
        raise ModelError("there is no network for arithmetic: learn with --alphabet digits.")
    return reader.symbols


def name_of(alphabet: Alphabet) -> str:
    """Return what the library calls ``alphabet``."""
    return next((name for name, known in NAMES.items() if known == alphabet), "digits")


def _start(library: Library, writer: str, alphabet: str, classifier: Classifier) -> Profile | None:
    """Return the starting profile that this writer's answers to the three questions gave, or None."""
    stored = library.load_profile(writer, alphabet)
    if stored is None:
        return None
    try:
        answers = Profile.from_bytes(stored.content).questions
    except ProfileError:
        return None
    return starting_profile(classifier, answers, writer=writer) if answers else None
