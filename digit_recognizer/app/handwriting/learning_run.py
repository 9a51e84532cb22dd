"""Learning how somebody writes, and testing what that is worth, off the thread that paints.

Purpose: learning and its acceptance test with progress and a way to stop.
Contract: one run over what the library holds of a writer. Nothing is changed by it: what was learnt is
in the outcome, to be saved or not.
Not here: Tk; learning itself (``digit_recognizer.learning``).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from digit_recognizer.app.jobs import CancellableRun, Cancelled, Progress, sentence_of
from digit_recognizer.app.language import tr, tr_later, tr_reader
from digit_recognizer.app.library.library_thread import LIBRARY_BUG, open_library

if TYPE_CHECKING:
    from digit_recognizer.learning import Comparison, Tell
    from digit_recognizer.library import Library
    from digit_recognizer.reader import Reader

ALPHABET_NAMES = {"digits": tr_later("digits"), "arithmetic": tr_later("numbers and sums")}
"""What there may be a profile for, in words."""

Share = tuple[float, float, float]
"""A share of 1 with the ends of its 95 % interval."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Of ``words``: what share was right before and is right now."""

    words: str
    before: Share
    after: Share


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a run: ``contents`` are profiles by alphabet that are worth being used, if any.

    ``verdicts``: a sentence for each alphabet, and whether it is good news. ``how``: what was compared,
    in small print. ``sentence``: why nothing was learnt at all; "" if it was.
    """

    writer: str
    compared: tuple[Compared, ...] = ()
    verdicts: tuple[tuple[str, bool], ...] = ()
    how: str = ""
    contents: Mapping[str, bytes] = field(default_factory=dict)
    is_cancelled: bool = False
    sentence: str = ""


def start_learning(path: Path | None, writer: str, reader: "Reader") -> CancellableRun[Outcome]:
    """Return a run for ``writer``, with the networks of ``reader``, that has begun."""

    def work(progress: Progress) -> Outcome:
        try:
            with open_library(path) as library:
                return learn_writer(library, writer, reader, progress.tell)
        except Cancelled:
            return Outcome(writer, is_cancelled=True)
        except Exception as error:
            return Outcome(writer, sentence=sentence_of(error, LIBRARY_BUG))

    return CancellableRun("learning", work)


def learn_writer(library: "Library", writer: str, reader: "Reader", tell: "Tell") -> Outcome:
    """Return what is learnt of ``writer``, to show and, as far as its proof offers it, to keep."""
    from digit_recognizer.learning import learn_from

    learnt = {"digits": learn_from(library, writer, reader, "digits", tell=tell)}
    if reader.symbols is not None:
        learnt["arithmetic"] = learn_from(library, writer, reader, "arithmetic", tell=tell)
    rows, verdicts = [], []
    for alphabet, one in learnt.items():
        words, proof = ALPHABET_NAMES[alphabet], one.acceptance
        rows.append(_compared(tr("Your {words}", words=tr(words)), [proof.own]))
        rows.append(_compared(tr("Everyone else's {words}", words=tr(words)), proof.others))
        verdict = proof.verdict()
        said = f"{tr(words).capitalize()}: {tr_reader(verdict[:1].lower() + verdict[1:])}"
        verdicts.append((said, proof.is_offered))
    others = {other.name: other.n for one in learnt.values() for other in one.acceptance.others}
    names = ", ".join(f"{name} ({n:,})" for name, n in others.items())
    how = tr("Tested on drawings it had not learnt from: yours, and {names}.", names=names)
    contents = {
        alphabet: one.profile.to_bytes()
        for alphabet, one in learnt.items()
        if one.acceptance.is_offered
    }
    return Outcome(writer, (*rows,), (*verdicts,), how, contents)


def _compared(words: str, parts: "Sequence[Comparison]") -> Compared:
    """Return ``parts`` as one."""
    n = sum(part.n for part in parts)
    before, after = sum(part.before for part in parts), sum(part.after for part in parts)
    return Compared(words, _share(before, n), _share(after, n))


def _share(right: int, n: int) -> Share:
    from digit_recognizer.metrics import wilson

    return (right / n, *wilson(right, n)) if n else (0.0, 0.0, 1.0)
