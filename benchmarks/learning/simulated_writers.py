"""Simulated writers: writers of a data set who teach the program a few drawings; the rest is read.

Purpose: what ``python -m benchmarks learn`` measures: errors before and after, forgetting, times.
Contract: drawings of other writers decide about a profile. Forgetting is measured on further writers.
The same data gives the same figures.
Not here: choosing how to learn: that was done on training writers (docs/learning.md).
"""

import statistics
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.learning.symbols_in_context import InLine, part_of, some_of
from digit_recognizer.alphabet import Alphabet
from digit_recognizer.classifier import Classifier, Profile
from digit_recognizer.evaluation.digits.samples import Samples, load_samples, names_of, sets_under
from digit_recognizer.ink import read_inkml
from digit_recognizer.learning.drawings import Drawings
from digit_recognizer.learning.fit import MAX_PROTOTYPES, fit
from digit_recognizer.learning.learn import LearntProfile, learn
from digit_recognizer.learning.other_writers import MAX_MNIST_SAMPLES, OtherWriters, held_out_sets
from digit_recognizer.resources import example_drawings

WRITER_SETS = ("unipen_test", "pendigits_test")
MIN_LEARNT_SYMBOLS = 5  # that a writer has enough drawings of
MIN_READ_DRAWINGS = 10  # drawings to read


class Lesson(NamedTuple):
    """Which of a writer's drawings are learnt from, and which are read: numbers of samples."""

    writer: str
    learnt: NDArray[np.int64]
    read: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class SimulatedWriter:
    """One writer: means over several lessons.

    ``n``: drawings read; ``before``, ``after``: errors in them; ``offered``: share of the lessons whose
    profile was offered (the others change nothing); ``forgotten_mnist``, ``forgotten_others``: points.
    ``n_in_line``, ``before_in_line``, ``after_in_line``: the same of symbols in a
    line (``symbols_in_context``).
    """

    writer: str
    n: float
    before: float
    after: float
    offered: float
    forgotten_mnist: float
    forgotten_others: float
    n_in_line: float = 0.0
    before_in_line: float = 0.0
    after_in_line: float = 0.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """All writers who taught ``each`` drawings of every symbol."""

    each: int
    writers: tuple[SimulatedWriter, ...]
    seconds: float

    def as_dict(self) -> dict[str, Any]:
        """Return the figures as JSON values, ``fewer_interval_95`` by resampling the writers."""
        in_line = [(w.n_in_line, w.before_in_line, w.after_in_line) for w in self.writers]
        return {
            "k": self.each,
            **_errors([(w.n, w.before, w.after) for w in self.writers]),
            "in_line": _errors(in_line) if any(n for n, _, _ in in_line) else None,
            "offered": statistics.fmean(w.offered for w in self.writers) if self.writers else None,
            "forgotten_mnist_points": _mean(self.writers, "forgotten_mnist"),
            "forgotten_others_points": _mean(self.writers, "forgotten_others"),
            "seconds_to_learn": self.seconds,
            "users": [
                {"writer": w.writer, "n": w.n, "before": w.before, "after": w.after}
                for w in self.writers
                if w.before or w.after
            ],
        }


def _errors(rows: Sequence[tuple[float, float, float]]) -> dict[str, Any]:
    """Return figures of (drawings, errors before, errors after), one row a writer."""
    rows = [row for row in rows if row[0]]
    had = [1 - after / before for _, before, after in rows if before]
    worse = (100 * (after - before) / n for n, before, after in rows)
    return {
        "writers": len(rows),
        "writers_with_errors": len(had),
        "drawings_read": round(sum(n for n, _, _ in rows), 1),
        "errors_before": round(sum(before for _, before, _ in rows), 2),
        "errors_after": round(sum(after for _, _, after in rows), 2),
        "fewer_mean": statistics.fmean(had) if had else None,
        "fewer_interval_95": _bootstrap(had),
        "most_worse_points": max(worse, default=None),
    }


def joined(outcomes: Sequence[Outcome]) -> Outcome:
    """Return the writers of ``outcomes``, at least one and with equally many drawings, together."""
    writers = tuple(writer for outcome in outcomes for writer in outcome.writers)
    return Outcome(outcomes[0].each, writers, max(outcome.seconds for outcome in outcomes))


def lessons(samples: Samples, each: int, repeats: int) -> Iterator[Lesson]:
    """Yield ``repeats`` lessons for every writer with enough drawings, drawn by lot.

    ``each`` drawings are learnt of every symbol of which the writer has more than that.
    """
    writers, labels = np.array(samples.writers), samples.labelled.labels
    for writer in sorted(set(samples.writers)):
        own = np.flatnonzero(writers == writer)
        for repeat in range(repeats):
            random = np.random.default_rng(zlib.crc32(f"{writer} {each} {repeat}".encode()))
            learnt: list[int] = []
            known = 0
            for label in np.unique(labels[own]):
                some = random.permutation(own[labels[own] == label])
                if len(some) > each:
                    learnt += some[:each].tolist()
                    known += 1
            rest = np.setdiff1d(own, learnt)
            if known >= MIN_LEARNT_SYMBOLS and len(rest) >= MIN_READ_DRAWINGS:
                yield Lesson(writer, np.array(learnt), rest)


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """A network and all who write. Make one with :meth:`of`.

    ``samples``: the drawings of those who are simulated, ``own`` the network's answers to them.
    ``others``: further people on whom forgetting is measured; ``mnist``: its test digits, or None.
    ``deciding``: the drawings, of people who are in none of these, by which profiles are offered.
    ``in_line``: where these drawings are read as in a line too.
    """

    classifier: Classifier
    samples: Samples
    own: OtherWriters
    others: tuple[OtherWriters, ...]
    mnist: OtherWriters | None
    deciding: tuple[OtherWriters, ...]
    in_line: InLine | None = None

    @classmethod
    def of(
        cls,
        classifier: Classifier,
        samples: Samples,
        others: Sequence[Samples],
        mnist: Samples | None,
        deciding: Sequence[Samples],
        *,
        digits: Classifier | None = None,
        strokes: Classifier | None = None,
    ) -> "World":
        """Ask the network about everybody's drawings.

        ``digits``: the network that says which digit it is, where symbols are read as in a line too;
        ``strokes``: the one that sees how they are drawn there.
        """

        def asked(one: Samples) -> OtherWriters:
            return OtherWriters.answered_by(
                "", one.labelled.glyphs, one.labelled.labels, classifier
            )

        return cls(
            classifier,
            samples,
            asked(samples),
            tuple(map(asked, others)),
            None if mnist is None else asked(mnist),
            tuple(some_of(asked(one), MAX_MNIST_SAMPLES) for one in deciding),
            None if digits is None else InLine.of(classifier, digits, strokes, samples, deciding),
        )


def simulate(
    world: World, each: int, *, repeats: int = 5, tell: Callable[[int, int], None] = lambda *_: None
) -> Outcome:
    """Return how the writers of ``world`` fare who teach ``each`` drawings of every symbol.

    ``tell``: lessons done, and how many there are.
    """
    samples, writers = world.samples, np.array(world.samples.writers)
    found: dict[str, list[SimulatedWriter]] = {}
    times: list[float] = []
    todo = list(lessons(samples, each, repeats))
    for done, lesson in enumerate(todo):
        tell(done, len(todo))
        apart = part_of(world.own, writers != lesson.writer)
        symbols = [
            (samples.inks[number], int(samples.labelled.labels[number])) for number in lesson.learnt
        ]
        began = time.perf_counter()
        drawings = Drawings.of(symbols, MAX_PROTOTYPES)
        learnt = learn(
            world.classifier, drawings, world.deciding, writer=lesson.writer,
            held_out=world.deciding,
        )  # fmt: skip
        times.append(time.perf_counter() - began)
        measured = _measured(learnt, lesson, world, apart)
        found.setdefault(lesson.writer, []).append(measured)
    averages = tuple(_averaged(some) for some in found.values())
    return Outcome(each, averages, statistics.median(times) if times else 0.0)


def _measured(
    learnt: LearntProfile, lesson: Lesson, world: World, apart: OtherWriters
) -> SimulatedWriter:
    which = np.zeros(len(world.own.labels), np.bool_)
    which[lesson.read] = True
    profile = learnt.profile if learnt.acceptance.is_offered else None
    compared = part_of(world.own, which).compared(learnt.profile)
    n, before = compared.n, compared.n - compared.before
    in_line = (0, 0, 0)
    if world.in_line is not None:
        in_line = world.in_line.errors(
            lesson.writer, lesson.learnt.tolist(), lesson.read.tolist(), profile
        )
    return SimulatedWriter(
        lesson.writer, n, before, before if profile is None else n - compared.after,
        float(profile is not None),
        0.0 if world.mnist is None else _forgotten([world.mnist], profile),
        _forgotten([apart, *world.others], profile), *in_line,
    )  # fmt: skip


def _forgotten(crowds: Sequence[OtherWriters], profile: Profile | None) -> float:
    if profile is None:
        return 0.0
    compared = [crowd.compared(profile) for crowd in crowds]
    lost = sum(one.before - one.after for one in compared)
    return 100 * lost / max(1, sum(one.n for one in compared))


def _averaged(lessons: Sequence[SimulatedWriter]) -> SimulatedWriter:
    means = {
        field.name: _mean(lessons, field.name)
        for field in fields(SimulatedWriter)
        if field.name != "writer"
    }
    return SimulatedWriter(lessons[0].writer, **means)


def _mean(rows: Sequence[SimulatedWriter], name: str) -> float:
    return statistics.fmean(getattr(row, name) for row in rows) if rows else 0.0


def _bootstrap(values: Sequence[float]) -> list[float] | None:
    """Return the 95 % interval of the mean, by drawing as many writers again and again."""
    if len(values) < 2:
        return None
    random = np.random.default_rng(1)
    means = random.choice(np.array(values), (2000, len(values))).mean(axis=1)
    return [float(bound) for bound in np.percentile(means, (2.5, 97.5))]


def worlds(
    classifier: Classifier,
    data: Path,
    digits: Classifier | None = None,
    strokes: Classifier | None = None,
) -> Iterator[tuple[str, World]]:
    """Yield the worlds of the UNIPEN and of the Pendigits test writers, by name.

    They are made of the files under ``data``. MNIST's last training digits and the held-out training
    writers decide about profiles: the network did not see them either. ``digits``, ``strokes``: see
    :meth:`World.of`.
    """
    alphabet = classifier.bundle.alphabet
    samples = {
        name: load_samples(path, alphabet)
        for name, path in sets_under(data)
        if name in ("mnist", *WRITER_SETS)
    }
    deciding = _deciding(data, alphabet)
    for name in WRITER_SETS:
        if name in samples:
            others = [samples[other] for other in WRITER_SETS if other in samples and other != name]
            title, _ = names_of(name)
            mnist = samples.get("mnist")
            yield (
                title,
                World.of(
                    classifier,
                    samples[name],
                    others,
                    mnist,
                    deciding,
                    digits=digits,
                    strokes=strokes,
                ),
            )


def _deciding(data: Path, alphabet: Alphabet) -> list[Samples]:
    found = [Samples(path, load(path, alphabet), []) for _, path, load in held_out_sets(data)]
    return [samples for samples in found if len(samples.labelled)]


def reading_times(classifier: Classifier, rounds: int = 2000) -> dict[str, float]:
    """Return how long learning and reading take: seconds and milliseconds, medians.

    ``learn_100_s``: from 100 drawings to a profile with its leave-one-out figures. ``plain_ms``: the
    network's answer to one glyph; ``extra_ms``: how much longer it takes with that profile.
    """
    alphabet = classifier.bundle.alphabet
    inks = [read_inkml(path) for path in example_drawings()]
    symbols = [(one.ink, alphabet.column(one.label)) for one in inks if one.label]
    symbols = (symbols * (100 // len(symbols) + 1))[:100]
    seconds = []
    for _ in range(3):
        began = time.perf_counter()
        fitted = fit(classifier, Drawings.of(symbols, MAX_PROTOTYPES))
        seconds.append(time.perf_counter() - began)
    glyph = Drawings.of(symbols[:1], 1).glyphs
    both = (classifier.with_profile(None), classifier.with_profile(fitted.profile))
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):  # by turns, so that other load affects both alike
        for network, spent in zip(both, times, strict=True):
            began = time.perf_counter()
            network.classify(glyph)
            spent.append(1000 * (time.perf_counter() - began))
    plain, adapted = map(statistics.median, times)
    return {
        "learn_100_s": statistics.median(seconds),
        "plain_ms": plain,
        "extra_ms": adapted - plain,
    }
