"""A training run of the page network.

Purpose: what ``digits train --page`` does: fit on composed scenes, measure on held-out writers and
papers, export to ONNX with provenance.
Contract: writes ``page.h5`` and ``page.onnx``, each atomically, and ``page-training`` beside them with
checkpoints and ``report.json``. An interrupted run goes on where it was with ``resume``. What is
measured decides nothing.
Not here: scenes (``data.scenes``), the network's layers (``page_network``), the loop (``step_loop``).
"""

import json
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from digit_recognizer.arrays import PixelClass
from digit_recognizer.classifier import PageSegmenter
from digit_recognizer.errors import ModelError
from digit_recognizer.resources import usable_cores
from digit_recognizer.synthesis.paper.print_text import fonts
from digit_recognizer.training.data.scenes import (
    SceneBatch,
    SceneSource,
    scene_batch,
    scene_batches,
)
from digit_recognizer.training.export import HALF_TOLERANCE, with_properties
from digit_recognizer.training.network_files import (
    PROVENANCE_PROPERTY,
    keras_bytes,
    onnx_bytes,
    provenance_of,
    write_network,
)
from digit_recognizer.training.page_network import build_page_network
from digit_recognizer.training.run import Listeners, folder_of
from digit_recognizer.training.step_loop import StepRecipe, fitted_weights, half_precision

VALIDATION_BATCHES = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRecipe(StepRecipe):
    """Settings of a run of the page network.

    ``writing_weight``, ``print_weight``, ``rule_weight``: how much more such a pixel counts than one of
    paper, since they are rare.
    """

    steps: int = 5000
    rate: float = 3e-3
    writing_weight: float = 4.0
    print_weight: float = 2.0
    rule_weight: float = 1.0


QUICK_PAGES = PageRecipe(steps=60)


@dataclass(frozen=True, slots=True)
class PageFigures:
    """Intersection over union of each class on held-out scenes, in [0, 1], and the loss there."""

    handwriting: float
    rule: float
    print: float
    loss: float

    def as_dict(self) -> dict[str, float]:
        """Return the figures by name."""
        return asdict(self)

    def sentences(self) -> list[str]:
        """Return what they say, for people."""
        return [
            f"handwriting on held-out scenes: {100 * self.handwriting:.1f} % of the union is right"
        ]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PageRun:
    """A run that writes ``output``, an ``.h5``, from the sets in the folder ``data``.

    ``start``: an ``.h5`` of this network to begin with; ``resume``: go on with an interrupted run.
    """

    output: Path
    data: Path
    recipe: PageRecipe = field(default_factory=PageRecipe)
    start: Path | None = None
    resume: bool = False
    listeners: Listeners = field(default_factory=Listeners)

    def train(self) -> PageFigures:
        """Fit, measure, write the files; raises FileError if there is too little data, or no room."""
        began = time.perf_counter()
        folder = folder_of(self.output)
        weights = self._fitted(folder)
        network = build_page_network(seed=self.recipe.seed)
        network.set_weights(weights)
        figures = self._measured(network)
        saved = keras_bytes(network, self.output.name)
        values: dict[str, Any] = {
            **provenance_of(saved, self.recipe, self.start),
            "fonts": len(fonts()),
            "held_out": figures.as_dict(),
        }
        report = {**values, "seconds": round(time.perf_counter() - began, 1)}
        exported = exported_page_network(network)
        exported = with_properties(exported, {PROVENANCE_PROPERTY: json.dumps(values)})
        write_network(self.output, saved, exported, report)
        return figures

    def _fitted(self, folder: Path) -> list[NDArray[np.float32]]:
        """Return the averaged weights after all steps, or when the user has had enough."""
        recipe = self.recipe
        with half_precision():
            network = build_page_network(seed=recipe.seed)
            if self.start is not None:
                network.load_weights(self.start)
            scene_batch(
                SceneSource(self.data, recipe.seed, is_validation=True), 0
            )  # too little is known now
            source = SceneSource(self.data, recipe.seed, is_validation=False)
            self.listeners.on_stage("composed scenes")

            def loss_of(model: keras.Model, pictures: tf.Tensor, truth: tf.Tensor) -> tf.Tensor:
                shares = model(tf.cast(pictures, tf.float32) / 255, training=True)
                return scene_loss(truth, shares, recipe)

            return fitted_weights(
                network, loss_of, lambda first: scene_batches(source, first, usable_cores()), recipe,
                folder, resume=self.resume, listeners=self.listeners,
            )  # fmt: skip

    def _measured(self, network: keras.Model) -> PageFigures:
        source = SceneSource(self.data, self.recipe.seed, is_validation=True)
        batches = (scene_batch(source, number) for number in range(VALIDATION_BATCHES))
        return measured_on(network, batches, self.recipe)


def scene_loss(truth: tf.Tensor, shares: tf.Tensor, recipe: PageRecipe) -> tf.Tensor:
    """Return the mean cross entropy of (N, H, W, 4) ``shares``; writing, print and rules weigh more.

    ``truth``: (N, H, W, 5), as ``data.scenes`` makes it. Where not all is known, only whether a pixel is
    handwriting counts.
    """
    shares = tf.clip_by_value(tf.cast(shares, tf.float32), 1e-6, 1.0)
    target, known = truth[..., : len(PixelClass)], truth[..., len(PixelClass)]
    written, answer = target[..., PixelClass.HANDWRITING], shares[..., PixelClass.HANDWRITING]
    whole = -tf.reduce_sum(target * tf.math.log(shares), axis=-1)
    of_writing = -(
        written * tf.math.log(answer) + (1 - written) * tf.math.log(tf.maximum(1 - answer, 1e-6))
    )
    weight = (
        1
        + recipe.writing_weight * written
        + recipe.print_weight * target[..., PixelClass.PRINT]
        + recipe.rule_weight * target[..., PixelClass.RULE]
    )
    return tf.reduce_mean(weight * (known * whole + (1 - known) * of_writing))


def measured_on(
    network: keras.Model, batches: Iterable[SceneBatch], recipe: PageRecipe
) -> PageFigures:
    """Return how well ``network`` tells the classes apart in ``batches``."""
    both, either = np.zeros(len(PixelClass)), np.zeros(len(PixelClass))
    losses = []
    for pictures, truth in batches:
        shares = network(pictures.astype(np.float32) / 255, training=False)
        losses.append(float(scene_loss(truth, shares, recipe)))
        known = truth[..., -1] > 0
        found, true = np.asarray(shares).argmax(axis=-1), truth[..., :-1].argmax(axis=-1)
        for kind in PixelClass:
            both[kind] += np.count_nonzero((found == kind) & (true == kind) & known)
            either[kind] += np.count_nonzero(((found == kind) | (true == kind)) & known)
    union = both / np.maximum(either, 1)
    return PageFigures(
        round(float(union[PixelClass.HANDWRITING]), 4), round(float(union[PixelClass.RULE]), 4),
        round(float(union[PixelClass.PRINT]), 4), round(float(np.mean(losses)), 4),
    )  # fmt: skip


def exported_page_network(network: keras.Model) -> bytes:
    """Return the ONNX bytes of ``network``.

    Raises ModelError if the export answers otherwise than the network.
    """
    signature = [tf.TensorSpec((None, None, None, 3), tf.float32, name="picture")]

    @tf.function(input_signature=signature)  # type: ignore[untyped-decorator]
    def infer(picture: tf.Tensor) -> dict[str, tf.Tensor]:
        return {"shares": network(picture, training=False)}

    exported = onnx_bytes(infer, signature)
    picture = np.random.default_rng(1).integers(0, 256, (48, 64, 3), np.uint8)
    answer = PageSegmenter(exported, "the export").shares(picture)
    expected = np.asarray(network(picture[None].astype(np.float32) / 255, training=False))[0]
    difference = float(np.abs(answer - expected).max())
    if not difference <= HALF_TOLERANCE:
        raise ModelError(f"the export of the page network differs from Keras by {difference:.2g}.")
    return exported
