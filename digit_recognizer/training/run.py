"""A whole training run: data, fit, calibration, export, report.

Purpose: what ``train_digit_recognizer.py`` does between its options and its files.
Contract: writes ``mnist.h5``, then ``mnist.onnx`` made from those very bytes, each atomically; a run
that is killed leaves the old files. Beside them the folder ``mnist-training`` gets the checkpoint, the
pictures and ``report.json`` with provenance. The test split is only measured, at the very end.
Not here: the command line and its progress bar.
"""

import datetime
import json
import logging
import platform
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from digit_recognizer.alphabet import DIGITS
from digit_recognizer.classifier import Bundle, Classifier
from digit_recognizer.datasets import Labelled
from digit_recognizer.errors import DigitRecognizerError, FileError, ModelError
from digit_recognizer.evaluation.metrics import Figures, measure
from digit_recognizer.files import reason, sha256, write_atomically
from digit_recognizer.raster import RECIPE
from digit_recognizer.training import pictures
from digit_recognizer.training.calibrate import calibrate
from digit_recognizer.training.checkpoint import EpochResult, Progress
from digit_recognizer.training.export import export, load_keras
from digit_recognizer.training.fit import StepListener, fit
from digit_recognizer.training.mixture import Mixture
from digit_recognizer.training.network import build_network
from digit_recognizer.training.recipe import Recipe


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What a run produced: the model file, the report's folder, the figures on the test split."""

    model: Path
    folder: Path
    test: Figures
    seconds: float


def train(
    mixture: Mixture,
    test: Labelled,
    recipe: Recipe,
    output: Path,
    *,
    data_name: str = "MNIST",
    start: Path | None = None,
    resume: bool = False,
    on_step: StepListener = lambda *_: None,
    on_epoch: Callable[[EpochResult], None] = lambda _: None,
) -> Outcome:
    """Train on ``mixture`` and write the model to ``output`` (.h5); ``test`` is only measured.

    ``start``: an earlier model of this program whose weights are trained further.

    Raises FileError if a file can't be written, before training where that can be seen.
    """
    began = time.perf_counter()
    if output.suffix != ".h5":
        raise FileError(f"{output} does not end in .h5, the format of the model: name it so.")
    folder = output.with_name(f"{output.stem}-training")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError(
            f"{folder} cannot be made: {reason(error)}; choose another --output."
        ) from error
    network = build_network(len(DIGITS), seed=recipe.seed)
    started_from = _start(network, start) if start is not None else "random weights"
    progress = fit(
        network, mixture, recipe,
        checkpoint=folder / "checkpoint.npz", resume=resume, on_step=on_step, on_epoch=on_epoch,
    )  # fmt: skip
    temperature, doubt_below = calibrate(network, mixture.held_out, recipe.seed)
    provenance: dict[str, Any] = {
        "data": "; ".join(source.describe() for source in mixture.sources),
        "date": datetime.date.today().isoformat(),
        "recipe": asdict(recipe),
        "started_from": started_from,
        "epoch": progress.best_epoch.epoch,
        "validation_accuracy": progress.best_epoch.validation_accuracy,
        "validation_by_source": progress.best_epoch.sources,
        "keras": keras.__version__,
        "tensorflow": tf.__version__,
    }
    bundle = Bundle("", DIGITS, RECIPE, temperature, doubt_below, provenance)
    with tempfile.TemporaryDirectory() as scratch:
        saved = Path(scratch) / output.name
        # Keras warns that the .h5 which is wanted here is a legacy.
        logging.getLogger("absl").setLevel(logging.ERROR)
        network.save(saved, include_optimizer=False)
        # The figures on the test split become part of the bundle, so it is exported twice.
        figures = _measured(export(saved, bundle, drawings=[]), test)
        provenance["test"] = f"{data_name} test split, n = {figures.n:,}"
        provenance["test_accuracy"] = figures.accuracy
        exported = export(saved, bundle)
        write_atomically(output, saved.read_bytes())
    write_atomically(output.with_suffix(".onnx"), exported)
    seconds = time.perf_counter() - began
    outcome = Outcome(output, folder, figures, seconds)
    _report(outcome, Classifier(exported, "the new model"), test, progress)
    return outcome


def _start(network: keras.Model, path: Path) -> str:
    """Give ``network`` the weights in ``path``; return what to say of them in the report."""
    try:
        network.set_weights(load_keras(path).get_weights())
    except ValueError as error:
        raise ModelError(
            f"{path} is another network than this program trains: leave out --from."
        ) from error
    digest = sha256(path.read_bytes())
    try:
        data = Classifier.open(path).bundle.provenance.get("data", "unknown data")
    except DigitRecognizerError:
        data = "unknown data"
    return f"a model with SHA-256 {digest}, trained on {data}"


def _measured(exported: bytes, test: Labelled) -> Figures:
    classifier = Classifier(exported, "the new model")
    return measure(
        classifier.log_probs(test.glyphs), test.labels, DIGITS, classifier.bundle.doubt_below
    )


def _report(outcome: Outcome, model: Classifier, test: Labelled, progress: Progress) -> None:
    bundle, figures = model.bundle, outcome.test
    probabilities = np.exp(model.log_probs(test.glyphs))
    seed, date = bundle.provenance["recipe"]["seed"], bundle.provenance["date"]
    title = f"{bundle.provenance['test']}: {100 * figures.accuracy:.2f} %, seed {seed}, {date}"
    files = {
        "curves.png": pictures.curves(progress.history, title),
        "confusion.png": pictures.confusion(figures.confusion, DIGITS, title),
        "mistakes.png": pictures.mistakes(test, probabilities, DIGITS, title),
        "report.json": json.dumps(
            {
                **bundle.provenance,
                "temperature": bundle.temperature,
                "doubt_below": bundle.doubt_below,
                "glyph_recipe": bundle.glyph_recipe,
                "test_figures": figures.as_dict(),
                "history": [asdict(entry) for entry in progress.history],
                "seconds": round(outcome.seconds, 1),
                "machine": f"{platform.system()} {platform.machine()}, {platform.processor()}",
                "python": platform.python_version(),
                "onnxruntime": version("onnxruntime"),
                "numpy": np.__version__,
            },
            indent=1,
        ).encode(),
    }
    for name, data in files.items():
        write_atomically(outcome.folder / name, data)
