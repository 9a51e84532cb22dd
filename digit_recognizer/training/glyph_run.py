"""A training run of a network for glyphs: digits, or the symbols of arithmetic.

Purpose: fit in one stage or two, from random weights or from an earlier model; calibrate on held-out
digits; measure on the test split.
Contract: the test split is only measured, at the end. A run that was interrupted resumes from its
checkpoints in the stage where it stopped.
Not here: the steps that every run shares (``run``), the loop (``fit``).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import keras
import numpy as np

from digit_recognizer.classifier import Classifier
from digit_recognizer.datasets import Labelled
from digit_recognizer.errors import DigitRecognizerError, ModelError
from digit_recognizer.files import sha256
from digit_recognizer.metrics import measure
from digit_recognizer.raster import GLYPH_RECIPE
from digit_recognizer.training import pictures
from digit_recognizer.training.calibrate import calibrate
from digit_recognizer.training.checkpoint import EpochResult, Progress
from digit_recognizer.training.data.mixture import Stage, shares
from digit_recognizer.training.export import load_keras
from digit_recognizer.training.fit import fit
from digit_recognizer.training.network import build_network, strategy
from digit_recognizer.training.run import Exported, Fitted, Measured, Run, folder_of


@dataclass(frozen=True, kw_only=True, eq=False)
class GlyphRun(Run):
    """A run on glyphs.

    ``stages``: one after the other; two come to what two runs come to, the second with ``start``.
    ``test``: the test split, called ``data_name`` in the report. ``start``: an earlier model of this
    program whose weights are fitted further. ``resume``: whether to go on from the checkpoints.
    """

    raster_recipe = GLYPH_RECIPE

    stages: Sequence[Stage]
    test: Labelled
    data_name: str = "MNIST"
    start: Path | None = None
    resume: bool = False

    def fit(self) -> Fitted:
        """Fit the network stage by stage.

        Raises ModelError if ``start`` is another network, and what :func:`fit` raises.
        """
        mixture, recipe = self.stages[0]
        with strategy().scope():
            network = build_network(len(self.alphabet), seed=recipe.seed, last=recipe.last)
            started_from = "random weights" if self.start is None else _start(network, self.start)
            progress, before = self._fit_stages(network)
        left_out = mixture.items(progress.left_out)
        best = progress.best_epoch
        provenance = {
            **self.provenance((s.describe() for s in mixture.sources), recipe, best),
            "started_from": started_from,
            "epoch": best.epoch,
            "left_out": dict(Counter(source.name for source, _ in left_out)),
            "shares": dict(
                zip(self.alphabet, shares(mixture.sources, len(self.alphabet)), strict=True)
            ),
        }
        if before:
            provenance["then"] = asdict(self.stages[1].recipe)
        later = [replace(entry, epoch=len(before) + entry.epoch) for entry in progress.history]
        return Fitted(network, [*before, *later], provenance, left_out)

    def _fit_stages(self, network: keras.Model) -> tuple[Progress, list[EpochResult]]:
        """Fit ``network``; return how the last stage went, and the history before it."""
        folder, listeners = folder_of(self.output), self.listeners
        if not self.resume:  # what an earlier run left is not to be resumed later
            (folder / "checkpoint-2.npz").unlink(missing_ok=True)
        before: list[EpochResult] = []
        progress = Progress()
        for number, (mixture, recipe) in enumerate(self.stages):
            checkpoint = folder / (f"checkpoint-{number + 1}.npz" if number else "checkpoint.npz")
            if number:
                listeners.on_stage("once more, calmer")
            try:
                done = fit(
                    network, mixture, recipe, checkpoint=checkpoint,
                    resume=self.resume and (number == 0 or checkpoint.exists()),
                    on_step=listeners.on_step, on_epoch=listeners.on_epoch,
                )  # fmt: skip
            except KeyboardInterrupt:  # before an epoch of this stage: the one before stays
                if number == 0:
                    raise
                break
            before, progress = [*before, *progress.history], done
            if len(progress.history) < recipe.epochs:  # Ctrl-C ended it
                break
        return progress, before

    def calibrate(self, model: Exported) -> Exported:
        """Return ``model`` calibrated on the held-out digits of the first stage."""
        mixture, recipe = self.stages[0]
        classifier = model.classifier()
        found = calibrate(classifier, mixture.held_out, recipe.seed)
        return model.changed(replace(classifier.bundle, **found._asdict()))

    def measure(self, model: Exported) -> Measured:
        """Return the figures on the test split, which the model's provenance tells too."""
        classifier = model.classifier()
        log_probs, doubtful = classifier.classify(self.test.glyphs)
        figures = measure(log_probs, doubtful, self.test.labels, self.alphabet)
        provenance = {
            **classifier.bundle.provenance,
            "test": f"{self.data_name} test split, n = {figures.n:,}",
            "test_accuracy": figures.accuracy,
        }
        model = model.changed(replace(classifier.bundle, provenance=provenance))
        return Measured(model, figures, "the test split", log_probs)

    def pictures(self, fitted: Fitted, measured: Measured, title: str) -> dict[str, bytes]:
        """Return the pictures of the report, with the digits read wrongly and those left out."""
        alphabet, answers = self.alphabet, np.exp(measured.log_probs)
        return {
            **super().pictures(fitted, measured, title),
            "mistakes.png": pictures.mistakes(self.test, answers, alphabet, title),
            "left-out.png": pictures.left_out(fitted.left_out, alphabet),
        }


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
