"""The report: every test set found, what is no digit, styles, places and speed, with provenance.

Purpose: what ``python -m benchmarks accuracy`` measures and ``docs/accuracy.md`` shows.
Contract: a set that cannot be read costs one sentence in ``problems``, and the others are measured.
Tables and pages are made from ``values`` alone (``tables``).
Not here: measuring one set (``evaluation.digits.accuracy``), tables, pictures.
"""

import datetime
import platform
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.accuracy.answers import Answers, answer
from benchmarks.accuracy.rejection import measure_rejection, non_digit_kinds
from benchmarks.accuracy.style_rules import style_of
from benchmarks.speed.reading import measure_reading
from digit_recognizer.errors import FileError
from digit_recognizer.evaluation import Track
from digit_recognizer.evaluation.digits.accuracy import Placement, evaluate_placements, spread
from digit_recognizer.evaluation.digits.samples import (
    LETTER_SET,
    Samples,
    load_samples,
    measured_files,
    names_of,
    sets_under,
)
from digit_recognizer.ink import read_inkml
from digit_recognizer.metrics import Figures, measure, wilson
from digit_recognizer.reader import Reader
from digit_recognizer.resources import example_drawings

MIN_STYLE_SAMPLES = 5  # of a style: fewer say nothing
OPERATOR_SETS = ("unipen_test", "bhmsds_test")


@dataclass(frozen=True, slots=True, eq=False)
class MeasuredSet:
    """One set with what the reader said to it."""

    name: str
    samples: Samples
    answers: Answers
    figures: Figures

    @property
    def wrong(self) -> list[int]:
        """The indices of the samples read wrongly, the most confident errors first."""
        indices = np.flatnonzero(self.answers.columns != self.samples.labelled.labels)
        return [int(i) for i in indices[np.argsort(-self.answers.confidence[indices])]]


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """All figures as JSON ``values``, the sets they come from, and a sentence for each bad file.

    A file that is bad in part has a sentence too, and what is good of it is measured.
    """

    values: dict[str, Any]
    measured: list[MeasuredSet]
    problems: list[str] = field(default_factory=list)


def report(reader: Reader, model: Path, data: Path, track: Track, *, images: int = 0) -> Report:
    """Measure ``reader``, which was loaded from ``model``, on everything under the folder ``data``.

    ``images``: how many drawings of each set of ink are also read as pictures at many sizes and
    places with many pens, which takes minutes. Raises FileError if there is no set that can be measured.
    """
    found = list(sets_under(data))
    problems = list[str]()
    measured = list[MeasuredSet]()
    for name, path in track(found, len(found), "Test sets"):
        try:
            one = _measured(reader, name, path)
            measured.append(one)
            problems += [one.samples.faults] if one.samples.faults else []
        except FileError as error:
            problems.append(str(error))
    if not measured:
        raise FileError(
            problems[0]
            if problems
            else f"{data} holds no test set: give a folder with mnist/, ink/ or images/, or set "
            "$DIGITS_DATA to it."
        )
    rejections = _rejections(reader, data, measured, track, problems)
    values = {
        "model": reader.model_name,
        "model_sha256": reader.bundle.source_sha256,
        "provenance": reader.bundle.provenance,
        "parameters": reader.parameters(),
        "date": datetime.date.today().isoformat(),
        "machine": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "network_ms": _network_ms(model),
        "sets": [_row(one) for one in measured],
        "no_digits": rejections,
        "styles": _styles(measured),
        "placements": _placements(reader, measured, track, images),
    }
    return Report(values, measured, problems)


def _measured(reader: Reader, name: str, path: Path) -> MeasuredSet:
    samples = load_samples(path, reader.bundle.alphabet)
    answers = answer(reader, samples.labelled.glyphs, samples.path_lengths)
    figures = measure(
        answers.log_probs, answers.doubtful, samples.labelled.labels, reader.bundle.alphabet
    )
    return MeasuredSet(name, samples, answers, figures)


def _row(one: MeasuredSet) -> dict[str, Any]:
    title, what = names_of(one.name)
    return {
        "set": one.name,
        "title": title,
        "what": what,
        "left_out": one.samples.left_out.total(),
        "empty": one.samples.empty,
        **one.figures.as_dict(),
    }


def _rejections(
    reader: Reader, data: Path, measured: list[MeasuredSet], track: Track, problems: list[str]
) -> list[dict[str, Any]]:
    digits = np.concatenate([one.samples.labelled.glyphs for one in measured])
    labels = [reader.bundle.alphabet[c] for one in measured for c in one.samples.labelled.labels]
    operators = {
        names_of(one.name)[0]: one.samples.path for one in measured if one.name in OPERATOR_SETS
    }

    def tell(sentence: str) -> None:
        if sentence not in problems:  # of a file that was measured before
            problems.append(sentence)

    every = list(
        non_digit_kinds(measured_files(data).get(LETTER_SET), operators, digits, labels, tell)
    )
    rows = []
    for what, make in track(every, len(every), "No digits"):
        try:
            drawn = make()
        except FileError as error:
            problems.append(str(error))
            continue
        if len(drawn.glyphs):
            rows.append(measure_rejection(reader, what, drawn).as_dict())
    return rows


def _styles(measured: list[MeasuredSet]) -> list[dict[str, Any]]:
    """Return the figures of every style over all sets of ink, in the order of digits and styles."""
    found: dict[tuple[str, str], list[tuple[bool, bool]]] = {}
    for one in measured:
        correct = one.answers.columns == one.samples.labelled.labels
        for i, ink in enumerate(one.samples.inks):
            digit = one.figures.alphabet[int(one.samples.labelled.labels[i])]
            style = style_of(ink, digit)
            if style is not None:
                outcome = bool(correct[i]), bool(one.answers.doubtful[i])
                found.setdefault((digit, style), []).append(outcome)
    rows = []
    for (digit, style), outcomes in sorted(found.items()):
        n, right = len(outcomes), sum(is_right for is_right, _ in outcomes)
        if n >= MIN_STYLE_SAMPLES:
            rows.append(
                {
                    "digit": digit,
                    "style": style,
                    "n": n,
                    "accuracy": right / n,
                    "interval_95": list(wilson(right, n)),
                    "doubtful": sum(is_doubtful for _, is_doubtful in outcomes) / n,
                }
            )
    return rows


def _placements(
    reader: Reader, measured: list[MeasuredSet], track: Track, images: int
) -> list[dict[str, Any]]:
    rows = []
    for one in measured:
        if one.samples.inks:
            title, _ = names_of(one.name)
            results = evaluate_placements(reader, one.samples, track, image_limit=images)
            routes = ("ink", "image") if images else ("ink",)
            rows += [_placement(title, route, results) for route in routes]
    return rows


def _placement(title: str, route: str, results: list[Placement]) -> dict[str, Any]:
    accuracies = [result.accuracy for result in results if result.route == route]
    return {
        "title": title,
        "route": route,
        "n": next(result.n for result in results if result.route == route),
        "lowest": min(accuracies),
        "highest": max(accuracies),
        "spread": spread(results, route),
    }


def _network_ms(model: Path) -> float | None:
    """Return the network's median time for one glyph while drawings are read, in milliseconds."""
    inks = [read_inkml(path).ink for path in example_drawings()]
    figures = measure_reading(model, inks, None, rounds=1, passes=30, predictions=0)
    return next(figure.ours for figure in figures if figure.key == "network")
