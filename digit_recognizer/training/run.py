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
from dataclasses import asdict, dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from digit_recognizer.alphabet import DIGITS, Alphabet
from digit_recognizer.classifier import Bundle, Classifier, Extent
from digit_recognizer.datasets import Labelled
from digit_recognizer.errors import DigitRecognizerError, FileError, ModelError
from digit_recognizer.evaluation.metrics import Figures, measure
from digit_recognizer.files import make_folder, sha256, write_atomically
from digit_recognizer.raster import RECIPE
from digit_recognizer.training import pictures
from digit_recognizer.training.calibrate import calibrate
from digit_recognizer.training.checkpoint import EpochResult, Progress
from digit_recognizer.training.devices import describe, strategy
from digit_recognizer.training.ensemble import Member, train_ensemble
from digit_recognizer.training.export import export, load_keras
from digit_recognizer.training.fit import StepListener, fit
from digit_recognizer.training.inference import predict
from digit_recognizer.training.mixture import Mixture, Source, shares
from digit_recognizer.training.network import build_network
from digit_recognizer.training.recipe import DISTILLED, Recipe


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What a run produced: the model file, the report's folder, the figures on the test split.

    ``members``: for an ensemble, each member's accuracy on the test split by its seed.
    """

    model: Path
    folder: Path
    test: Figures
    seconds: float
    members: dict[int, float] = field(default_factory=dict)


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
    ensemble: int = 1,
    resume: bool = False,
    listeners: Listeners | None = None,
) -> Outcome:
    """Train on ``mixture`` and write the model to ``output`` (.h5); ``test`` is only measured.

    ``alphabet``: what the columns of ``mixture`` and ``test`` mean. ``extents``: how large symbols are
    written, where that is known. ``start``: an earlier model of this program whose weights are trained
    further. ``ensemble``: how many networks are trained to teach the one that is kept; 1 trains that one
    alone.

    Raises FileError if a file can't be written, before training where that can be seen.
    """
    began = time.perf_counter()
    folder = _folder(output)
    listeners = listeners or Listeners()
    members: list[Member] = []
    with strategy().scope():
        if ensemble > 1:
            kept = train_ensemble(
                mixture, recipe, replace(DISTILLED, seed=recipe.seed), ensemble, folder,
                symbols=len(alphabet), resume=resume, on_stage=listeners.on_stage,
                on_step=listeners.on_step, on_epoch=listeners.on_epoch,
            )  # fmt: skip
            network, progress, members = kept.network, kept.progress, kept.members
            started_from = f"the best of {ensemble} networks, taught by all of them"
        else:
            network = build_network(len(alphabet), seed=recipe.seed, last=recipe.last)
            started_from = _start(network, start) if start is not None else "random weights"
            progress = fit(
                network, mixture, recipe, checkpoint=folder / "checkpoint.npz", resume=resume,
                on_step=listeners.on_step, on_epoch=listeners.on_epoch,
            )  # fmt: skip
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
    tested = {member.seed: _accuracy(member.network, test) for member in members}
    if tested:
        provenance["members_test_accuracy"] = tested
        provenance["taught"] = asdict(DISTILLED)
    bundle = Bundle("", alphabet, RECIPE, provenance=provenance, extents=extents or {})
    with tempfile.TemporaryDirectory() as scratch:
        saved = Path(scratch) / output.name
        # Keras warns that the .h5 which is wanted here is a legacy.
        logging.getLogger("absl").setLevel(logging.ERROR)
        network.save(saved, include_optimizer=False)
        # Calibration and the figures on the test split become part of the bundle, which they need.
        plain = Classifier(export(saved, bundle, drawings=[], with_prototypes=False), output.name)
        bundle = replace(bundle, **calibrate(plain, mixture.held_out, recipe.seed)._asdict())
        plain.bundle = bundle
        log_probs, doubtful = plain.judge(test.glyphs)
        figures = measure(log_probs, doubtful, test.labels, alphabet)
        provenance["test"] = f"{data_name} test split, n = {figures.n:,}"
        provenance["test_accuracy"] = figures.accuracy
        exported = export(saved, bundle)
        write_atomically(output, saved.read_bytes())
    write_atomically(output.with_suffix(".onnx"), exported)
    seconds = time.perf_counter() - began
    outcome = Outcome(output, folder, figures, seconds, tested)
    _report(outcome, bundle, (test, np.exp(log_probs)), progress, left_out)
    return outcome


def _folder(output: Path) -> Path:
    """Return the folder of the run that writes ``output``, made."""
    if output.suffix != ".h5":
        raise FileError(f"{output} does not end in .h5, the format of the model: name it so.")
    folder = output.with_name(f"{output.stem}-training")
    return make_folder(folder, "choose another --output")


def _accuracy(network: keras.Model, test: Labelled) -> float:
    answers = predict(network, test.glyphs).argmax(axis=1)
    return float((answers == test.labels).mean())


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
    progress: Progress,
    left_out: list[tuple[Source, int]],
) -> None:
    (test, probabilities), figures = tested, outcome.test
    seed, date = bundle.provenance["recipe"]["seed"], bundle.provenance["date"]
    title = f"{bundle.provenance['test']}: {100 * figures.accuracy:.2f} %, seed {seed}, {date}"
    files = {
        "curves.png": pictures.curves(progress.history, title),
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
                "history": [asdict(entry) for entry in progress.history],
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
