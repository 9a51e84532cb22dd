"""A training run in five steps: fit, export, calibrate, measure, report.

Purpose: what ``digits train`` does between its data and its files.
Contract: a run is its settings; each step returns a value for the next one and changes nothing. The
``.h5`` is written first, then the ``.onnx`` made from those very bytes, each atomically: a run that is
killed leaves the old files. The folder ``NAME-training`` beside them gets checkpoints, pictures and
``report.json`` with provenance. What is measured never decides anything.
Not here: what each network is fitted to (``glyph_run``, ``stroke_run``), the command line.
"""

import datetime
import json
import logging
import math
import platform
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any, ClassVar

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from digit_recognizer.alphabet import DIGITS, Alphabet
from digit_recognizer.classifier import Bundle, Classifier, Extent
from digit_recognizer.errors import FileError
from digit_recognizer.files import make_folder, write_atomically
from digit_recognizer.metrics import Figures
from digit_recognizer.training import pictures
from digit_recognizer.training.checkpoint import EpochResult
from digit_recognizer.training.data.mixture import Source
from digit_recognizer.training.export import export, with_bundle, with_half_weights
from digit_recognizer.training.fit import StepListener
from digit_recognizer.training.network import describe_devices
from digit_recognizer.training.recipe import Recipe


@dataclass(frozen=True, slots=True)
class Listeners:
    """Who is told how a run goes: a new stage of it, every step, every epoch."""

    on_stage: Callable[[str], None] = lambda _: None
    on_step: StepListener = lambda *_: None
    on_epoch: Callable[[EpochResult], None] = lambda _: None


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """The fitted network, the history of its epochs, where it comes from, the items ``left_out``."""

    network: keras.Model
    history: list[EpochResult]
    provenance: dict[str, Any]
    left_out: list[tuple[Source, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, eq=False)
class Exported:
    """The bytes of both files of a model, the ``.onnx`` made from the ``.h5``."""

    keras: bytes
    onnx: bytes

    def classifier(self) -> Classifier:
        """Return the network as the program runs it."""
        return Classifier(self.onnx, "the new model")

    def changed(self, bundle: Bundle) -> "Exported":
        """Return the same network with another bundle."""
        return replace(self, onnx=with_bundle(self.onnx, bundle))


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """The model, its ``figures``, what they were measured on, and the answers behind them.

    ``log_probs``: (N, symbols) float32.
    """

    model: Exported
    figures: Figures
    measured_on: str
    log_probs: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What a run produced: the model file, the report's folder, the figures ``test``.

    ``measured_on``: what ``test`` was measured on, for people.
    """

    model: Path
    folder: Path
    test: Figures
    seconds: float
    measured_on: str = "the test split"


@dataclass(frozen=True, kw_only=True, eq=False)
class Run(ABC):
    """The settings of a run.

    ``output``: the model's ``.h5``. ``alphabet``: what the network's outputs mean. ``symbol_sizes``: how
    large symbols are written, where that is known.
    """

    raster_recipe: ClassVar[int]
    """The version of the preprocessing that makes the network's input."""
    figures_key: ClassVar[str] = "test_figures"
    """The name of the figures in the report."""

    output: Path
    alphabet: Alphabet = DIGITS
    symbol_sizes: Mapping[str, Extent] = field(default_factory=dict)
    listeners: Listeners = field(default_factory=Listeners)

    def train(self) -> Outcome:
        """Take the five steps, and write the model between the last two.

        Raises FileError if a file can't be written, before training where that can be seen.
        """
        began = time.perf_counter()
        folder = folder_of(self.output)
        fitted = self.fit()
        measured = self.measure(self.calibrate(self.export(fitted)))
        write_atomically(self.output, measured.model.keras)
        write_atomically(self.output.with_suffix(".onnx"), measured.model.onnx)
        seconds = time.perf_counter() - began
        outcome = Outcome(self.output, folder, measured.figures, seconds, measured.measured_on)
        for name, data in self.report(fitted, measured, seconds).items():
            write_atomically(folder / name, data)
        return outcome

    @abstractmethod
    def fit(self) -> Fitted:
        """Fit a network, in place on the devices that are there."""

    @staticmethod
    def provenance(data: Iterable[str], recipe: Recipe, chosen: EpochResult) -> dict[str, Any]:
        """Return what every run notes, with the figures of the ``chosen`` epoch."""
        return {
            "data": "; ".join(data),
            "date": datetime.date.today().isoformat(),
            "recipe": asdict(recipe),
            "validation_accuracy": chosen.validation_accuracy,
            "validation_by_source": chosen.sources,
            "keras": keras.__version__,
            "tensorflow": tf.__version__,
        }

    def export(self, fitted: Fitted) -> Exported:
        """Return both files of the network, with a bundle that says nothing of doubt yet."""
        bundle = Bundle(
            "", self.alphabet, self.raster_recipe,
            provenance=fitted.provenance, extents=self.symbol_sizes,
        )  # fmt: skip
        with tempfile.TemporaryDirectory() as scratch:
            saved = Path(scratch) / self.output.name
            # Keras warns that the .h5 which is wanted here is a legacy.
            logging.getLogger("absl").setLevel(logging.ERROR)
            fitted.network.save(saved, include_optimizer=False)
            exported = export(saved, bundle)
            # What anybody exports of a digit network's file is what is shipped with it.
            is_own = self.alphabet != DIGITS
            return Exported(saved.read_bytes(), with_half_weights(exported) if is_own else exported)

    def calibrate(self, model: Exported) -> Exported:
        """Return ``model`` with temperature and thresholds of doubt; as it is where none are used."""
        return model

    @abstractmethod
    def measure(self, model: Exported) -> Measured:
        """Return the figures of ``model`` on what it was not fitted to."""

    def report(self, fitted: Fitted, measured: Measured, seconds: float) -> dict[str, bytes]:
        """Return the files of the report by name: pictures, and everything known as JSON."""
        bundle, figures = measured.model.classifier().bundle, measured.figures
        provenance = bundle.provenance
        title = (
            f"{provenance.get('test', measured.measured_on)}: {100 * figures.accuracy:.2f} %, "
            f"seed {provenance['recipe']['seed']}, {provenance['date']}"
        )
        evidence = bundle.evidence_below
        values = {
            **provenance,
            "temperature": bundle.temperature,
            "doubt_below": bundle.doubt_below,
            "evidence_below": evidence if math.isfinite(evidence) else None,
            "glyph_recipe": bundle.glyph_recipe,
            self.figures_key: figures.as_dict(),
            "history": [asdict(entry) for entry in fitted.history],
            "seconds": round(seconds, 1),
            "machine": f"{platform.system()} {platform.machine()}, {platform.processor()}",
            "device": describe_devices(),
            "python": platform.python_version(),
            "onnxruntime": version("onnxruntime"),
            "numpy": np.__version__,
        }
        return {
            **self.pictures(fitted, measured, title),
            "report.json": json.dumps(values, indent=1).encode(),
        }

    def pictures(self, fitted: Fitted, measured: Measured, title: str) -> dict[str, bytes]:
        """Return the pictures of the report by name."""
        return {
            "curves.png": pictures.curves(fitted.history, title),
            "confusion.png": pictures.confusion(measured.figures.confusion, self.alphabet, title),
        }


def folder_of(output: Path) -> Path:
    """Return the folder of the run that writes ``output``, made.

    Raises FileError if it can't be made, or if ``output`` is no ``.h5``.
    """
    if output.suffix != ".h5":
        raise FileError(f"{output} does not end in .h5, the format of the model: name it so.")
    folder = output.with_name(f"{output.stem}-training")
    return make_folder(folder, "choose another --output")
