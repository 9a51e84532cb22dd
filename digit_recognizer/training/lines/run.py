"""A training run of the rescoring network.

Purpose: what ``digits train --lines`` does: compose lines and read them, fit, calibrate and measure on
held-out writers, export to ONNX with provenance.
Contract: writes ``lines.h5`` and ``lines.onnx``, each atomically, and ``lines-training`` beside them,
which holds the composed lines, checkpoints and ``report.json``. An interrupted run goes on with
``resume``. What is measured decides nothing but how sure a line is.
Not here: lines (``examples``), layers (``network``), the loop (``step_loop``).
"""

import json
import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, get_args

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from digit_recognizer.alphabet import ARITHMETIC
from digit_recognizer.classifier import LineArrays, LineKind, LineRescorer, Trust
from digit_recognizer.classifier.line_rescorer import MAX_TRUST_LOGIT, TRUST_PROPERTY
from digit_recognizer.decoding.line_features import PAIR_FEATURES, TOKEN_FEATURES, WHOLE_FEATURES
from digit_recognizer.errors import ModelError
from digit_recognizer.resources import usable_cores
from digit_recognizer.training.data.scenes import SceneSource
from digit_recognizer.training.export import HALF_TOLERANCE, with_properties
from digit_recognizer.training.lines.calibration import (
    DoubtFigures,
    LineAnswer,
    answer_of,
    doubt_figures,
    fitted_trust,
    row_answers,
    with_rescorer,
)
from digit_recognizer.training.lines.examples import LineExample, line_examples
from digit_recognizer.training.lines.network import build_line_network
from digit_recognizer.training.network_files import (
    PROVENANCE_PROPERTY,
    keras_bytes,
    onnx_bytes,
    provenance_of,
    write_network,
)
from digit_recognizer.training.run import Listeners, folder_of
from digit_recognizer.training.step_loop import StepRecipe, fitted_weights

BATCH_LINES = 16
MAX_READINGS = 12  # of a line that are shown
MAX_SYMBOLS = 44  # of a reading that is shown
POOLED_LINE_BATCHES = 24  # sorted by length together, so that a batch has little padding
SHARPNESS = (-0.15, 0.25)  # mean and spread of the log of a factor: strangers are read less surely
SHARP_TOKENS = slice(1, 1 + 2 * len(ARITHMETIC))  # the networks' answers
HELD_OUT_LINES_PART = 11  # lines to fit for each that is held out

LineBatch = tuple[NDArray[Any], ...]
"""See :func:`line_batches`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRecipe(StepRecipe):
    """Settings of a run of the rescoring network; ``chunks`` of lines are composed, and
    ``photos`` of lines for calibration."""

    steps: int = 3_500
    rate: float = 1.5e-3
    warmup: int = 300
    decay: float = 0.02
    chunks: int = 350
    photos: int = 1_000


QUICK_LINES = LineRecipe(steps=20, chunks=1, photos=20)


@dataclass(frozen=True, slots=True)
class LineFigures:
    """Held-out lines in [0, 1]: read exactly by the search, with the network; and the most it could.

    ``doubt``: what the network's confidences are worth, by the kind of line.
    """

    search: float
    exact: float
    possible: float
    doubt: Mapping[LineKind, DoubtFigures]

    def as_dict(self) -> dict[str, Any]:
        """Return the figures by name."""
        return asdict(self)

    def sentences(self) -> list[str]:
        """Return what they say, for people."""
        return [
            f"exact of held-out lines: {100 * self.exact:.1f} %; the search alone: "
            f"{100 * self.search:.1f} %; among its readings: {100 * self.possible:.1f} %",
            *(f"{kind}: {each.sentence()}" for kind, each in self.doubt.items()),
        ]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LineRun:
    """A run that writes ``output``, an ``.h5``, from the sets in the folder ``data``.

    ``start``: an ``.h5`` of this network to begin with; ``resume``: go on with an interrupted run. Lines
    that are composed already are used again.
    """

    output: Path
    data: Path
    recipe: LineRecipe = field(default_factory=LineRecipe)
    start: Path | None = None
    resume: bool = False
    listeners: Listeners = field(default_factory=Listeners)

    def train(self) -> LineFigures:
        """Fit, measure, write the files; raises FileError if there is too little data, or no room."""
        began = time.perf_counter()
        folder = folder_of(self.output)
        held = self._examples(folder / "held", is_validation=True)
        shown = [fits for each in self._examples(folder / "lines", is_validation=False)
                 if (fits := shown_part(each)) is not None]  # fmt: skip
        self.listeners.on_stage(f"{len(shown):,} composed lines")
        network = build_line_network(seed=self.recipe.seed)
        if self.start is not None:
            network.load_weights(self.start)
        weights = fitted_weights(
            network, line_loss, lambda first: line_batches(shown, self.recipe.seed, first),
            self.recipe, folder, resume=self.resume, listeners=self.listeners,
        )  # fmt: skip
        network.set_weights(weights)
        return self.finish(network, held, len(shown), began)

    def finish(
        self, network: keras.Model, held: Sequence[LineExample], shown: int, began: float
    ) -> LineFigures:
        """Calibrate and measure ``network`` on the ``held`` lines, and write the files."""
        saved = keras_bytes(network, self.output.name)
        plain = exported(network)
        rescorer = LineRescorer(plain, "the new network")
        answers = [answer_of(rescorer, each) for each in held]
        trust = {kind: fitted_trust(answers, kind) for kind in get_args(LineKind)}
        self.listeners.on_stage("held-out photos")
        source = SceneSource(self.data, self.recipe.seed, is_validation=True)
        reader = with_rescorer(
            LineRescorer(with_properties(plain, _said(trust)), "the new network")
        )
        answers += row_answers(source, self.recipe.photos, reader)
        trust["row"] = fitted_trust(answers, "row")
        figures = figures_of(answers, held, trust)
        provenance = {
            **provenance_of(saved, self.recipe, self.start),
            "lines": shown, "held_out_lines": len(held),
            "seconds": round(time.perf_counter() - began), **figures.as_dict(),
        }  # fmt: skip
        properties = {PROVENANCE_PROPERTY: json.dumps(provenance), **_said(trust)}
        write_network(self.output, saved, with_properties(plain, properties), provenance)
        return figures

    def _examples(self, folder: Path, *, is_validation: bool) -> list[LineExample]:
        self.listeners.on_stage("held-out lines" if is_validation else "composing lines")
        source = SceneSource(self.data, self.recipe.seed, is_validation)
        chunks = self.recipe.chunks
        if is_validation:
            chunks = max(1, chunks // HELD_OUT_LINES_PART)
        return list(line_examples(source, chunks, folder, usable_cores()))


def shown_part(example: LineExample) -> LineExample | None:
    """Return the likeliest readings of ``example``, with a right one; None where nothing is known."""
    right = np.flatnonzero(example.right)[:1]
    if not example.is_true.any():
        return None
    wrong = np.flatnonzero(~example.right)[: MAX_READINGS - len(right)]
    kept = np.sort([*right, *wrong])
    table = example.table
    readings = table.readings[kept]
    longest = int((readings[..., 0] >= 0).sum(axis=1).max())
    if len(kept) < 2 or longest > MAX_SYMBOLS:
        return None
    part = type(table)(table.candidates, table.cosines, readings[:, :longest], table.wholes[kept])
    return LineExample(
        part, example.meaning[kept], example.right[kept], example.is_true[kept, :longest]
    )


def line_batches(
    examples: Sequence[LineExample], seed: int, first: int
) -> Generator[LineBatch, None, None]:
    """Yield batches from step ``first`` on, for ever: lines by chance, of like lengths.

    A batch is the arrays of all readings, then (R,) whether each is right, (R,) the number of its line,
    and (R, T) whether each symbol is right.
    """
    pool = first // POOLED_LINE_BATCHES
    while True:
        random = np.random.default_rng([seed, 8, pool])
        chosen = random.integers(len(examples), size=POOLED_LINE_BATCHES * BATCH_LINES)
        by_length = sorted(chosen, key=lambda place: examples[place].table.readings.shape[1])
        order = random.permutation(POOLED_LINE_BATCHES)
        for place in order[max(0, first - pool * POOLED_LINE_BATCHES) :]:
            own = by_length[place * BATCH_LINES : (place + 1) * BATCH_LINES]
            yield line_batch([examples[number] for number in own], random)
        pool += 1


def line_batch(examples: Sequence[LineExample], random: np.random.Generator) -> LineBatch:
    """Return ``examples`` as one batch; of each line all scores are made as sharp or vague by chance."""
    longest = -(-max(each.table.readings.shape[1] for each in examples) // 6) * 6
    count = sum(len(each.right) for each in examples)
    tokens = np.zeros((count, longest, TOKEN_FEATURES), np.float32)
    pairs = np.zeros((count, longest, longest, PAIR_FEATURES), np.float32)
    wholes = np.zeros((count, WHOLE_FEATURES), np.float32)
    right, line = np.zeros(count, np.float32), np.zeros(count, np.int32)
    is_true = np.zeros((count, longest), np.float32)
    at = 0
    for number, each in enumerate(examples):
        arrays = each.table.arrays()
        factor = np.exp(random.normal(*SHARPNESS))
        rows, length = arrays.tokens.shape[:2]
        own = slice(at, at + rows)
        tokens[own, :length] = arrays.tokens
        tokens[own, :, SHARP_TOKENS] *= factor
        pairs[own, :length, :length] = arrays.pairs
        wholes[own] = arrays.wholes
        wholes[own, 0] *= factor
        right[own], line[own] = each.right, number
        is_true[own, :length] = each.is_true
        at += rows
    return tokens, pairs, wholes, right, line, is_true


def line_loss(network: keras.Model, *batch: tf.Tensor) -> tf.Tensor:
    """Return the mean negative log-likelihood of a batch's right readings, and of its right symbols."""
    tokens, pairs, wholes, right, line, is_true = batch
    scores, symbols = network([tokens, pairs, wholes], training=True)
    count = tf.reduce_max(line) + 1
    greatest = tf.math.unsorted_segment_max(scores, line, count)
    weights = tf.exp(scores - tf.gather(greatest, line))
    every = tf.math.unsorted_segment_sum(weights, line, count)
    good = tf.math.unsorted_segment_sum(weights * right, line, count)
    is_known = tf.cast(good > 0, tf.float32)  # of some lines no reading is right
    losses = -tf.math.log(tf.maximum(good / every, 1e-6)) * is_known
    of_readings = tf.reduce_sum(losses) / tf.maximum(tf.reduce_sum(is_known), 1.0)
    is_there = tokens[..., 0]
    of_symbols = tf.nn.sigmoid_cross_entropy_with_logits(is_true, symbols) * is_there
    return of_readings + tf.reduce_sum(of_symbols) / tf.reduce_sum(is_there)


def _said(trust: Mapping[LineKind, Trust]) -> dict[str, str]:
    values = {kind: [each.bias, *each.factors] for kind, each in trust.items()}
    return {TRUST_PROPERTY: json.dumps(values)}


def figures_of(
    answers: Sequence[LineAnswer], held: Sequence[LineExample], trust: Mapping[LineKind, Trust]
) -> LineFigures:
    """Return how the ``held`` lines, the first of the ``answers``, are read with the network."""
    return LineFigures(
        float(np.mean([each.right[0] for each in held])),
        float(np.mean([each.is_right for each in answers[: len(held)]])),
        float(np.mean([each.right.any() for each in held])),
        {
            kind: doubt_figures([each for each in answers if each.kind == kind], trust[kind])
            for kind in get_args(LineKind)
        },
    )


def exported(network: keras.Model) -> bytes:
    """Return the ONNX bytes of ``network``; raises ModelError if they answer otherwise than it does."""
    shapes = {
        "tokens": (None, None, TOKEN_FEATURES),
        "pairs": (None, None, None, PAIR_FEATURES),
        "wholes": (None, WHOLE_FEATURES),
    }
    signature = [tf.TensorSpec(shape, tf.float32, name=name) for name, shape in shapes.items()]

    @tf.function(input_signature=signature)  # type: ignore[untyped-decorator]
    def infer(tokens: tf.Tensor, pairs: tf.Tensor, wholes: tf.Tensor) -> dict[str, tf.Tensor]:
        scores, symbols = network([tokens, pairs, wholes], training=False)
        hidden = (1 - tokens[..., 0]) * MAX_TRUST_LOGIT
        least = tf.reduce_min(tf.minimum(symbols, MAX_TRUST_LOGIT) + hidden, axis=1)
        return {"scores": tf.stack([scores, least], axis=1)}

    data = onnx_bytes(infer, signature)
    random = np.random.default_rng(1)
    example = LineArrays(
        *(random.random([side or 5 for side in shape], np.float32) for shape in shapes.values())
    )
    example.tokens[..., 0] = 1
    scores, symbols = (np.asarray(each) for each in network(list(example), training=False))
    expected = np.stack([scores, np.minimum(symbols.min(axis=1), MAX_TRUST_LOGIT)])
    found = np.stack(LineRescorer(data, "it").weigh(example))
    difference = float(np.abs(found - expected).max())
    if not difference <= HALF_TOLERANCE:
        raise ModelError(f"the export of the line network differs from Keras by {difference:.2g}.")
    return data
