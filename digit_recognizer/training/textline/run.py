"""A training run of the line network.

Purpose: what ``digits train --textline`` does: compose rows, fit with CTC, leave out what nobody can
read and go on, measure on held-out writers, export to ONNX with provenance.
Contract: writes ``textline.h5`` and ``textline.onnx``, each atomically, and ``textline-training`` beside
them with the composed rows, checkpoints and ``report.json``. An interrupted run goes on with ``resume``.
What is measured decides nothing.
Not here: rows (``data.textlines``), layers (``network``), the loop (``step_loop``).
"""

import json
import time
from collections.abc import Generator, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import pairwise
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from digit_recognizer.alphabet import ARITHMETIC, BLANK_COLUMN
from digit_recognizer.classifier import PIXELS_PER_FRAME, TextlineRecognizer
from digit_recognizer.classifier.textline_recognizer import WEIGHTS_PROPERTY, RowKind
from digit_recognizer.decoding import NUMBER_FIELD, FieldGrammar
from digit_recognizer.errors import ModelError
from digit_recognizer.raster.textline import TEXTLINE_HEIGHT
from digit_recognizer.reader import Reader
from digit_recognizer.resources import usable_cores
from digit_recognizer.training.augmentation.textlines import varied_textline
from digit_recognizer.training.data.scenes import SceneSource
from digit_recognizer.training.data.textlines import Textline, readable, textline_pages, textlines
from digit_recognizer.training.export import HALF_TOLERANCE, with_properties
from digit_recognizer.training.network_files import (
    PROVENANCE_PROPERTY,
    keras_bytes,
    onnx_bytes,
    provenance_of,
    write_network,
)
from digit_recognizer.training.run import Listeners, folder_of
from digit_recognizer.training.step_loop import StepRecipe, fitted_weights, half_precision
from digit_recognizer.training.textline.network import build_textline_network
from digit_recognizer.training.textline.opinion_fit import (
    KnownRow,
    fitted_opinion_weights,
    known_row,
)

TEXTLINE_BATCH = 32
POOLED_BATCHES = 24  # sorted by width together, so that a batch has little padding
CLEANING_STEP_SHARE = 1 / 3  # of the steps
HELD_OUT_PART = 20  # rows to fit for each that is held out
FITTED_ROWS = 1000  # of held-out writers and of each kind, on which the weights are fitted

TextlineBatch = tuple[NDArray[np.uint8], tf.SparseTensor, NDArray[np.int32]]
"""(N, ``TEXTLINE_HEIGHT``, W) uint8 pictures, their columns of ``ARITHMETIC``, (N,) frames of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextlineRecipe(StepRecipe):
    """Settings of a run of the line network; ``chunks`` of rows are composed."""

    steps: int = 12_000
    rate: float = 2e-3
    chunks: int = 800


QUICK_TEXTLINES = TextlineRecipe(steps=60, chunks=4)


def textline_batches(
    lines: Sequence[Textline], seed: int, first: int
) -> Generator[TextlineBatch, None, None]:
    """Yield batches from step ``first`` on, for ever: rows by chance, varied, of like widths."""
    pool = first // POOLED_BATCHES
    while True:
        random = np.random.default_rng([seed, 7, pool])
        varied: list[Textline] = []
        while len(varied) < POOLED_BATCHES * TEXTLINE_BATCH:
            line = lines[int(random.integers(len(lines)))]
            line = Textline(varied_textline(line.picture, random), line.text)
            if _has_room(line):
                varied.append(line)
        varied.sort(key=lambda line: line.picture.shape[1])
        order = random.permutation(POOLED_BATCHES)
        for place in order[max(0, first - pool * POOLED_BATCHES) :]:
            yield _batch(varied[place * TEXTLINE_BATCH : (place + 1) * TEXTLINE_BATCH])
        pool += 1


def _has_room(line: Textline) -> bool:
    """Whether CTC can say the text: a frame for each symbol, and one between two that are the same."""
    repeats = sum(before == after for before, after in pairwise(line.text))
    return bool(line.picture.shape[1] // PIXELS_PER_FRAME >= len(line.text) + repeats)


def _batch(lines: Sequence[Textline]) -> TextlineBatch:
    widest = max(line.picture.shape[1] for line in lines)
    pictures = np.zeros((len(lines), TEXTLINE_HEIGHT, widest + -widest % 32), np.uint8)
    places, columns = [], []
    for row, line in enumerate(lines):
        pictures[row, :, : line.picture.shape[1]] = line.picture
        places += [(row, place) for place in range(len(line.text))]
        columns += [ARITHMETIC.column(symbol) for symbol in line.text]
    longest = max(len(line.text) for line in lines)
    labels = tf.SparseTensor(places, np.array(columns, np.int32), (len(lines), longest))
    frames = [-(-line.picture.shape[1] // PIXELS_PER_FRAME) for line in lines]
    return pictures, labels, np.array(frames, np.int32)


def textline_loss(
    network: keras.Model, pictures: tf.Tensor, labels: tf.SparseTensor, frames: tf.Tensor
) -> tf.Tensor:
    """Return the mean CTC loss of a batch."""
    logits = network(tf.cast(pictures, tf.float32) / 255, training=True)
    losses = tf.compat.v1.nn.ctc_loss(labels, tf.cast(logits, tf.float32), frames, time_major=False)
    return tf.reduce_mean(losses)


@dataclass(frozen=True, slots=True)
class TextlineFigures:
    """Held-out rows, in [0, 1], that the network alone reads exactly; and both ways together.

    ``exact_numbers``: of fields with a number; ``exact_sums``: of other rows.
    """

    exact: float
    exact_numbers: float
    exact_sums: float

    def as_dict(self) -> dict[str, float]:
        """Return the figures by name."""
        return asdict(self)

    def sentences(self) -> list[str]:
        """Return what they say, for people."""
        return [
            f"exact of held-out rows: {100 * self.exact:.1f} %, by the network alone",
            f"exact of held-out numbers: {100 * self.exact_numbers:.1f} %, beside the lattice",
        ]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TextlineRun:
    """A run that writes ``output``, an ``.h5``, from the sets in the folder ``data``.

    ``start``: an ``.h5`` of this network to begin with; ``resume``: go on with an interrupted run, and
    with the rows that it has composed.
    """

    output: Path
    data: Path
    recipe: TextlineRecipe = field(default_factory=TextlineRecipe)
    start: Path | None = None
    resume: bool = False
    listeners: Listeners = field(default_factory=Listeners)

    def train(self) -> TextlineFigures:
        """Fit, measure, write the files; raises FileError if there is too little data, or no room."""
        began = time.perf_counter()
        folder = folder_of(self.output)
        lines = self._lines(folder / "rows", is_validation=False)
        judge = build_textline_network(seed=self.recipe.seed)
        first = 0 if self.start else round(self.recipe.steps * CLEANING_STEP_SHARE)
        if self.start:
            judge.load_weights(self.start)
            weights = judge.get_weights()
        else:
            weights = self._fitted(lines, folder / "first", first, None)
            judge.set_weights(weights)
        lines = readable(lines, TextlineRecognizer(exported(judge), "the judge"))
        weights = self._fitted(lines, folder / "rest", self.recipe.steps - first, weights)
        network = build_textline_network(seed=self.recipe.seed)
        network.set_weights(weights)
        return self.finish(network, folder, began)

    def _fitted(
        self,
        lines: Sequence[Textline],
        folder: Path,
        steps: int,
        start: list[NDArray[np.float32]] | None,
    ) -> list[NDArray[np.float32]]:
        """Return the averaged weights after so many ``steps`` on ``lines``, from those of ``start``."""
        self.listeners.on_stage(f"{len(lines):,} composed rows")
        recipe = replace(self.recipe, steps=steps)
        with half_precision():
            network = build_textline_network(seed=recipe.seed)
            if start is not None:
                network.set_weights(start)
            return fitted_weights(
                network, textline_loss, lambda step: textline_batches(lines, recipe.seed, step), recipe,
                folder, resume=self.resume and (folder / "checkpoint").exists(),
                listeners=self.listeners,
            )  # fmt: skip

    def finish(self, network: keras.Model, folder: Path, began: float) -> TextlineFigures:
        """Measure and write a fitted ``network``; ``began``: when the run did."""
        lines = self._lines(folder / "held-out", is_validation=True)
        saved = keras_bytes(network, self.output.name)
        values = provenance_of(saved, self.recipe, self.start)
        data = exported(network)
        alone = TextlineRecognizer(data, "the export")
        rows = self._known_rows(alone)
        weights = {kind: fitted_opinion_weights(of_kind) for kind, of_kind in rows.items()}
        right = {
            kind: sum(
                int(weights[kind].scores(row.shares, row.log_likelihoods).argmax()) == row.place
                for row in of_kind
            )
            / FITTED_ROWS
            for kind, of_kind in rows.items()
        }
        figures = TextlineFigures(
            *(round(x, 4) for x in (exact_share(alone, lines), right["number"], right["sum"]))
        )
        values["held_out"] = figures.as_dict()
        report = {
            **values,
            "weights": {kind: asdict(each) for kind, each in weights.items()},
            "seconds": round(time.perf_counter() - began, 1),
        }
        properties = {
            PROVENANCE_PROPERTY: json.dumps(values),
            WEIGHTS_PROPERTY: json.dumps(report["weights"]),
        }
        write_network(self.output, saved, with_properties(data, properties), report)
        return figures

    def _lines(self, folder: Path, *, is_validation: bool) -> list[Textline]:
        self.listeners.on_stage("held-out rows" if is_validation else "composed rows")
        source = SceneSource(self.data, self.recipe.seed, is_validation)
        chunks = (
            max(1, self.recipe.chunks // HELD_OUT_PART) if is_validation else self.recipe.chunks
        )
        return textlines(source, chunks, folder, usable_cores())

    def _known_rows(self, textlines: TextlineRecognizer) -> dict[RowKind, list[KnownRow]]:
        """Return what both ways read of ``FITTED_ROWS`` numbers and sums by held-out writers."""
        self.listeners.on_stage("weights beside the lattice")
        scorer = Reader.load().symbol_scorer()
        source = SceneSource(self.data, self.recipe.seed, is_validation=True)
        fields: dict[RowKind, FieldGrammar | None] = {"number": NUMBER_FIELD, "sum": None}
        found: dict[RowKind, list[KnownRow]] = {}
        for kind, field_grammar in fields.items():
            pages = textline_pages(source, FITTED_ROWS, field_grammar)
            rows = (known_row(page, text, field_grammar, scorer, textlines) for page, text in pages)
            found[kind] = [row for row in rows if row is not None]
        return found


def exact_share(network: TextlineRecognizer, lines: Sequence[Textline]) -> float:
    """Return how many of ``lines``, in [0, 1], ``network`` alone reads exactly, frame by frame."""
    exact = sum(greedy_text(network.frames(line.picture)) == line.text for line in lines)
    return exact / len(lines)


def greedy_text(frames: NDArray[np.float32]) -> str:
    """Return the likeliest symbol of each of (T, symbols) frames, repeats and blanks left out."""
    best = frames.argmax(axis=1)
    kept = best[np.r_[True, best[1:] != best[:-1]]]
    return "".join(ARITHMETIC[column] for column in kept if column != BLANK_COLUMN)


def exported(network: keras.Model) -> bytes:
    """Return the ONNX bytes of ``network``.

    Raises ModelError if the export answers otherwise than the network.
    """
    signature = [tf.TensorSpec((None, TEXTLINE_HEIGHT, None), tf.float32, name="textline")]

    @tf.function(input_signature=signature)  # type: ignore[untyped-decorator]
    def infer(textline: tf.Tensor) -> dict[str, tf.Tensor]:
        return {"frames": network(textline, training=False)}

    data = onnx_bytes(infer, signature)
    picture = np.random.default_rng(1).integers(0, 256, (TEXTLINE_HEIGHT, 100), np.uint8)
    expected = np.asarray(network(picture[None].astype(np.float32) / 255, training=False))[0]
    expected = np.asarray(tf.nn.log_softmax(expected))
    difference = float(np.abs(TextlineRecognizer(data, "it").frames(picture) - expected).max())
    if not difference <= HALF_TOLERANCE:
        raise ModelError(f"the export of the line network differs from Keras by {difference:.2g}.")
    return data
