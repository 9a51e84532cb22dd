"""A training run of the network for strokes: data, fit, export, report.

Purpose: what ``train_digit_recognizer.py --strokes`` does between its options and its files.
Contract: writes ``strokes.h5``, then the ``.onnx`` made from those very bytes, each atomically; beside
them the folder ``strokes-training`` with curves, confusion matrix and ``report.json``. It takes minutes,
so nothing is kept between epochs. Everything random follows from ``recipe.seed``. KeyboardInterrupt
ends the run with what was learnt so far. What is told was measured on held-out writers.
Not here: the examples (``stroke_examples``), the command line.
"""

import datetime
import json
import logging
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from digit_recognizer.alphabet import ARITHMETIC
from digit_recognizer.classifier import Bundle
from digit_recognizer.errors import DigitRecognizerError
from digit_recognizer.files import write_atomically
from digit_recognizer.metrics import measure
from digit_recognizer.raster import trajectory
from digit_recognizer.training import pictures
from digit_recognizer.training.checkpoint import EpochResult
from digit_recognizer.training.data.mixture import described
from digit_recognizer.training.data.trajectories import StrokeExamples
from digit_recognizer.training.export import export
from digit_recognizer.training.fit import Tracker, compile_network
from digit_recognizer.training.network import build_stroke_network
from digit_recognizer.training.recipe import Recipe
from digit_recognizer.training.run import Listeners, Outcome, folder_of


def train_strokes(
    examples: StrokeExamples, recipe: Recipe, output: Path, *, listeners: Listeners | None = None
) -> Outcome:
    """Train on ``examples`` and write the model to ``output`` (.h5).

    Raises FileError if a file can't be written, before training where that can be seen.
    """
    began = time.perf_counter()
    folder = folder_of(output)
    tf.config.experimental.enable_op_determinism()
    network = build_stroke_network(len(ARITHMETIC), seed=recipe.seed)
    history = _fit(network, examples, recipe, listeners or Listeners())
    of_all = [_asked(network, held.trajectories) for held in examples.held_out.values()]
    log_probs = np.log(np.maximum(np.concatenate(of_all), 1e-30))
    labels = np.concatenate([held.labels for held in examples.held_out.values()])
    figures = measure(log_probs, np.zeros(len(labels), np.bool_), labels, ARITHMETIC)
    provenance: dict[str, Any] = {
        "data": "; ".join(_described(examples)),
        "date": datetime.date.today().isoformat(),
        "recipe": asdict(recipe),
        "validation_accuracy": history[-1].validation_accuracy,
        "validation_by_source": history[-1].sources,
        "keras": keras.__version__,
        "tensorflow": tf.__version__,
    }
    bundle = Bundle("", ARITHMETIC, trajectory.TRAJECTORY_RECIPE, provenance=provenance)
    with tempfile.TemporaryDirectory() as scratch:
        saved = Path(scratch) / output.name
        # Keras warns that the .h5 which is wanted here is a legacy.
        logging.getLogger("absl").setLevel(logging.ERROR)
        network.save(saved, include_optimizer=False)
        exported = export(saved, bundle)
        write_atomically(output, saved.read_bytes())
    write_atomically(output.with_suffix(".onnx"), exported)
    seconds = time.perf_counter() - began
    report = {**provenance, "held_out_figures": figures.as_dict(), "seconds": round(seconds, 1),
              "history": [asdict(entry) for entry in history]}  # fmt: skip
    title = f"held-out writers: {100 * figures.accuracy:.2f} %, seed {recipe.seed}"
    for name, data in {
        "curves.png": pictures.curves(history, title),
        "confusion.png": pictures.confusion(figures.confusion, ARITHMETIC, title),
        "report.json": json.dumps(report, indent=1).encode(),
    }.items():
        write_atomically(folder / name, data)
    return Outcome(output, folder, figures, seconds, measured_on="held-out writers")


def _fit(
    network: keras.Model, examples: StrokeExamples, recipe: Recipe, listeners: Listeners
) -> list[EpochResult]:
    """Fit ``network``, leave it with the averaged weights, return how it went."""
    steps = len(examples.epoch(recipe.seed, 0)) // recipe.batch
    if steps == 0:
        raise DigitRecognizerError(
            f"There are too few drawings to train on: give at least {recipe.batch}."
        )
    compile_network(network, recipe, steps)
    average = [weight.copy() for weight in network.get_weights()]
    tracker = Tracker(average, recipe.average, steps, recipe.epochs, listeners.on_step)
    targets = np.eye(len(ARITHMETIC), dtype=np.float32) * (1 - recipe.smoothing)
    targets += recipe.smoothing / len(ARITHMETIC)
    history: list[EpochResult] = []
    try:
        for epoch in range(recipe.epochs):
            tracker.epoch = epoch
            shown = examples.epoch(recipe.seed, epoch)[: steps * recipe.batch]
            network.fit(
                examples.trajectories[shown].astype(np.float32), targets[examples.labels[shown]],
                batch_size=recipe.batch, shuffle=False, verbose=0, callbacks=[tracker],
                initial_epoch=epoch, epochs=epoch + 1,
            )  # fmt: skip
            current = network.get_weights()
            network.set_weights(tracker.average)
            history.append(_judged(network, examples, epoch + 1, tracker))
            network.set_weights(current)
            listeners.on_epoch(history[-1])
    except KeyboardInterrupt:
        if not history:
            raise
    network.set_weights(tracker.average)
    return history


def _asked(network: keras.Model, trajectories: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(network.predict(trajectories, batch_size=1024, verbose=0))


def _judged(
    network: keras.Model, examples: StrokeExamples, epoch: int, tracker: Tracker
) -> EpochResult:
    right: dict[str, NDArray[np.bool_]] = {}
    losses = []
    for source, held in examples.held_out.items():
        probabilities = _asked(network, held.trajectories)
        right[source] = probabilities.argmax(axis=1) == held.labels
        losses.append(
            -np.log(np.maximum(probabilities[np.arange(len(held.labels)), held.labels], 1e-12))
        )
    return EpochResult(
        epoch,
        float(tracker.loss),
        float(tracker.accuracy),
        float(np.concatenate(list(right.values())).mean()),
        float(np.concatenate(losses).mean()),
        {source: float(each.mean()) for source, each in right.items()},
    )


def _described(examples: StrokeExamples) -> list[str]:
    held = {source: len(each.labels) for source, each in examples.held_out.items()}
    return [described(source, count, held.get(source)) for source, count in examples.counts.items()]
