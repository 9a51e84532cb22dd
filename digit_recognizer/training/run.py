"""A whole training run: data, fit, calibration, export, report.

Purpose: what ``train_digit_recognizer.py`` does between its options and its files.
Contract: writes ``mnist.h5`` (or ``symbols.h5``), then the ``.onnx`` made from those very bytes, each
atomically; a run that is killed leaves the old files. Beside them the folder ``mnist-training`` gets the
checkpoints, the pictures and ``report.json`` with provenance. The test split is only measured, at the
very end.
Not here: the command line and its progress bar.
"""

import datetime
import json
import logging
import math
import platform
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from digit_recognizer.alphabet import DIGITS, Alphabet
from digit_recognizer.classifier import Bundle, Classifier, Extent
from digit_recognizer.datasets import Labelled
from digit_recognizer.errors import DigitRecognizerError, FileError, ModelError
from digit_recognizer.files import make_folder, sha256, write_atomically
from digit_recognizer.metrics import Figures, measure
from digit_recognizer.raster import GLYPH_RECIPE
from digit_recognizer.training import pictures
from digit_recognizer.training.calibrate import calibrate
from digit_recognizer.training.checkpoint import EpochResult, Progress
from digit_recognizer.training.data.mixture import Mixture, Source, shares
from digit_recognizer.training.devices import describe, strategy
from digit_recognizer.training.export import export, load_keras
from digit_recognizer.training.fit import StepListener, fit
from digit_recognizer.training.network import build_network
from digit_recognizer.training.recipe import Recipe


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What a run produced: the model file, the report's folder, the figures on the test split.

    ``measured_on``: what ``test`` was measured on, for people.
    """

    model: Path
    folder: Path
    test: Figures
    seconds: float
    measured_on: str = "the test split"


class Part(NamedTuple):
    """What a part of a run trains on, and how."""

    mixture: Mixture
    recipe: Recipe


@dataclass(frozen=True, slots=True)
class Listeners:
    """Who is told how a run goes: a new stage of it, every step, every epoch."""

    on_stage: Callable[[str], None] = lambda _: None
    on_step: StepListener = lambda *_: None
    on_epoch: Callable[[EpochResult], None] = lambda _: None


def train(
    mixture: Mixture,
    test: Labelled,
    recipe: Recipe,
    output: Path,
    *,
    alphabet: Alphabet = DIGITS,
    extents: Mapping[str, Extent] | None = None,
    data_name: str = "MNIST",
    start: Path | None = None,
    then: Part | None = None,
    resume: bool = False,
    listeners: Listeners | None = None,
) -> Outcome:
    """Train on ``mixture`` and write the model to ``output`` (.h5); ``test`` is only measured.

    ``alphabet``: what the columns of ``mixture`` and ``test`` mean. ``extents``: how large symbols are
    written, where that is known. ``start``: an earlier model of this program whose weights are trained
    further. ``then``: what the network is trained on further, and how, once that is done; the result is
    that of another run with ``start``.

    Raises FileError if a file can't be written, before training where that can be seen.
    """
    began = time.perf_counter()
    folder = folder_of(output)
    listeners = listeners or Listeners()
    with strategy().scope():
        network = build_network(len(alphabet), seed=recipe.seed, last=recipe.last)
        started_from = _start(network, start) if start is not None else "random weights"
        if not resume:  # what an earlier run left is not to be resumed later
            (folder / "checkpoint-2.npz").unlink(missing_ok=True)
        parts = [Part(mixture, recipe), *([then] if then else [])]
        progress, before = _fitted(network, parts, folder, resume, listeners)
    left_out = mixture.items(progress.left_out)
    provenance: dict[str, Any] = {
        "data": "; ".join(source.describe() for source in mixture.sources),
        "date": datetime.date.today().isoformat(),
        "recipe": asdict(recipe),
        "started_from": started_from,
        "epoch": progress.best_epoch.epoch,
        "validation_accuracy": progress.best_epoch.validation_accuracy,
        "validation_by_source": progress.best_epoch.sources,
        "left_out": dict(Counter(source.name for source, _ in left_out)),
        "shares": dict(zip(alphabet, shares(mixture.sources, len(alphabet)), strict=True)),
        "keras": keras.__version__,
        "tensorflow": tf.__version__,
    }
    if before and then is not None:
        provenance["then"] = asdict(then.recipe)
    bundle = Bundle("", alphabet, GLYPH_RECIPE, provenance=provenance, extents=extents or {})
    with tempfile.TemporaryDirectory() as scratch:
        saved = Path(scratch) / output.name
        # Keras warns that the .h5 which is wanted here is a legacy.
        logging.getLogger("absl").setLevel(logging.ERROR)
        network.save(saved, include_optimizer=False)
        # Calibration and the figures on the test split become part of the bundle, which they need.
        plain = Classifier(export(saved, bundle, with_prototypes=False), output.name)
        bundle = replace(bundle, **calibrate(plain, mixture.held_out, recipe.seed)._asdict())
        plain.bundle = bundle
        log_probs, doubtful = plain.classify(test.glyphs)
        figures = measure(log_probs, doubtful, test.labels, alphabet)
        provenance["test"] = f"{data_name} test split, n = {figures.n:,}"
        provenance["test_accuracy"] = figures.accuracy
        exported = export(saved, bundle)
        write_atomically(output, saved.read_bytes())
    write_atomically(output.with_suffix(".onnx"), exported)
    seconds = time.perf_counter() - began
    outcome = Outcome(output, folder, figures, seconds)
    later = [replace(entry, epoch=len(before) + entry.epoch) for entry in progress.history]
    _report(outcome, bundle, (test, np.exp(log_probs)), [*before, *later], left_out)
    return outcome


def _fitted(
    network: keras.Model, parts: list[Part], folder: Path, resume: bool, listeners: Listeners
) -> tuple[Progress, list[EpochResult]]:
    """Fit ``network`` as each of ``parts`` says; return how the last one went, and what was before."""
    before: list[EpochResult] = []
    progress = Progress()
    for number, (mixture, recipe) in enumerate(parts):
        checkpoint = folder / (f"checkpoint-{number + 1}.npz" if number else "checkpoint.npz")
        if number:
            listeners.on_stage("once more, calmer")
        try:
            done = fit(
                network, mixture, recipe, checkpoint=checkpoint,
                resume=resume and (number == 0 or checkpoint.exists()),
                on_step=listeners.on_step, on_epoch=listeners.on_epoch,
            )  # fmt: skip
        except KeyboardInterrupt:  # before an epoch of this part: the one before stays
            if number == 0:
                raise
            break
        before, progress = [*before, *progress.history], done
        if len(progress.history) < recipe.epochs:  # Ctrl-C ended it
            break
    return progress, before


def folder_of(output: Path) -> Path:
    """Return the folder of the run that writes ``output``, made."""
    if output.suffix != ".h5":
        raise FileError(f"{output} does not end in .h5, the format of the model: name it so.")
    folder = output.with_name(f"{output.stem}-training")
    return make_folder(folder, "choose another --output")


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


def _report(
    outcome: Outcome,
    bundle: Bundle,
    tested: tuple[Labelled, NDArray[np.float32]],
    history: list[EpochResult],
    left_out: list[tuple[Source, int]],
) -> None:
    (test, probabilities), figures = tested, outcome.test
    seed, date = bundle.provenance["recipe"]["seed"], bundle.provenance["date"]
    title = f"{bundle.provenance['test']}: {100 * figures.accuracy:.2f} %, seed {seed}, {date}"
    files = {
        "curves.png": pictures.curves(history, title),
        "confusion.png": pictures.confusion(figures.confusion, bundle.alphabet, title),
        "mistakes.png": pictures.mistakes(test, probabilities, bundle.alphabet, title),
        "left-out.png": pictures.left_out(left_out, bundle.alphabet),
        "report.json": json.dumps(
            {
                **bundle.provenance,
                "temperature": bundle.temperature,
                "doubt_below": bundle.doubt_below,
                "evidence_below": (
                    bundle.evidence_below if math.isfinite(bundle.evidence_below) else None
                ),
                "glyph_recipe": bundle.glyph_recipe,
                "test_figures": figures.as_dict(),
                "history": [asdict(entry) for entry in history],
                "seconds": round(outcome.seconds, 1),
                "machine": f"{platform.system()} {platform.machine()}, {platform.processor()}",
                "device": describe(),
                "python": platform.python_version(),
                "onnxruntime": version("onnxruntime"),
                "numpy": np.__version__,
            },
            indent=1,
        ).encode(),
    }
    for name, data in files.items():
        write_atomically(outcome.folder / name, data)
