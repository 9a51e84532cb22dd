"""All figures in one run.

Purpose: what ``python -m benchmarks`` does: run every measurement on one machine, one after the other.
Contract: a measurement that is not possible here becomes a figure without a value and a sentence that
says why; the others go on. Only a model that cannot be used raises.
Not here: printing.
"""

import contextlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.speed.batch import batch_of, measure_batch
from benchmarks.speed.disk import measure_disk
from benchmarks.speed.expressions import EXPRESSION_KEYS, measure_expressions
from benchmarks.speed.figures import SPEED_TARGETS, Figure, NotMeasured
from benchmarks.speed.keras_baseline import BASELINE, keras_predictor
from benchmarks.speed.machine import describe_machine
from benchmarks.speed.memory import measure_memory
from benchmarks.speed.motions import MOTION_KEYS, measure_motions
from benchmarks.speed.pointer import measure_pointer
from benchmarks.speed.reading import measure_reading
from benchmarks.speed.startup import measure_startup
from digit_recognizer.classifier import Classifier
from digit_recognizer.ink import read_inkml
from digit_recognizer.raster import glyph_from_ink
from digit_recognizer.reader import Reader
from digit_recognizer.resources import default_model, example_drawings


@dataclass(frozen=True, slots=True)
class Effort:
    """How often things are measured.

    ``runs``: starts of the window, and rounds in which ours and theirs take turns. ``passes``: how
    often all drawings are read in a round. ``predictions``: calls of ``model.predict`` in a round.
    ``drawings``: how many are drawn with the pointer. ``glyphs``: in the batch. ``writings``: how often
    an expression is written, and read after each stroke. ``strokes``: how many are drawn beside a page
    with the pointer, slowly and fast.
    """

    runs: int = 5
    passes: int = 40
    predictions: int = 20
    drawings: int = 13
    glyphs: int = 10_000
    writings: int = 20
    strokes: int = 4


QUICK_EFFORT = Effort(runs=2, passes=10, predictions=5, drawings=3, writings=4, strokes=2)


@dataclass(frozen=True, slots=True)
class Result:
    """The figures in the order of ``SPEED_TARGETS``, with the machine and the model they belong to."""

    machine: dict[str, Any]
    model: str
    model_sha256: str
    effort: Effort
    figures: list[Figure]

    def as_dict(self) -> dict[str, Any]:
        """Return everything as JSON values."""
        return {
            "machine": self.machine,
            "model": self.model,
            "model_sha256": self.model_sha256,
            "parameters": Reader.parameters(),
            "effort": asdict(self.effort),
            "figures": {figure.key: figure.as_dict() for figure in self.figures},
        }


def benchmark(
    model: Path | None, effort: Effort, say: Callable[[str], None] = lambda title: None
) -> Result:
    """Measure everything with ``model`` (None: the shipped one); ``say`` gets what is under way.

    Raises ModelError (or FileError, MissingDependencyError) if the model cannot be used.
    """
    machine = describe_machine()
    file = model or default_model()
    classifier = Classifier.open(file)
    inks = [read_inkml(path).ink for path in example_drawings()]
    figures = dict[str, Figure]()

    def attempt(title: str, keys: tuple[str, ...], measure: Callable[[], list[Figure]]) -> None:
        say(title)
        try:
            found = measure()
        except NotMeasured as reason:
            found = [Figure(key, why=(reason.sentence(SPEED_TARGETS[key].what),)) for key in keys]
        figures.update((figure.key, figure) for figure in found)

    attempt("Disk", ("disk",), measure_disk)
    attempt("Starts", ("start", "start_loaded"), lambda: measure_startup(model, file, effort.runs))
    attempt("Memory", ("memory",), lambda: measure_memory(model, effort.runs))
    attempt("Pointer", ("pointer",), lambda: measure_pointer(model, inks[: effort.drawings]))
    attempt("Motions", MOTION_KEYS, lambda: measure_motions(model, strokes=effort.strokes))
    attempt(
        "Expressions", EXPRESSION_KEYS, lambda: measure_expressions(file, writings=effort.writings)
    )
    with contextlib.ExitStack() as stack:
        say("Loading Keras")
        why: tuple[str, ...] = ()
        try:
            keras = stack.enter_context(keras_predictor(file))
        except NotMeasured as reason:
            keras, why = None, (reason.sentence(BASELINE),)
        attempt(
            "Reading",
            ("read_median", "read_p99", "network"),
            lambda: measure_reading(
                file,
                inks,
                keras,
                rounds=effort.runs,
                passes=effort.passes,
                predictions=effort.predictions,
                why=why,
            ),
        )
        glyphs = [glyph for ink in inks if (glyph := glyph_from_ink(ink)) is not None]
        batch = batch_of(glyphs, effort.glyphs)
        attempt(
            "Batches",
            ("batch",),
            lambda: measure_batch(classifier, batch, keras, rounds=effort.runs, why=why),
        )
    ordered = [figures[key] for key in SPEED_TARGETS]
    return Result(machine, classifier.name, classifier.bundle.source_sha256, effort, ordered)
