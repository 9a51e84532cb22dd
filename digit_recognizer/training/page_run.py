"""A training run of the page network.

Purpose: what ``digits train --page`` does: fit on composed scenes, measure on held-out writers and
papers, export to ONNX with provenance.
Contract: writes ``page.h5`` and ``page.onnx``, each atomically, and ``page-training`` beside them with
checkpoints and ``report.json``. An interrupted run goes on where it was with ``resume``. What is
measured decides nothing. Sums are made in bfloat16 where the processor can: equal runs differ in the
last digits.
Not here: scenes (``data.scenes``), the network's layers (``page_network``).
"""

import datetime
import itertools
import json
import logging
import tempfile
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import keras
import numpy as np
import onnx
import tensorflow as tf
import tf2onnx
from numpy.typing import NDArray

from digit_recognizer.arrays import PixelClass
from digit_recognizer.classifier import PageSegmenter
from digit_recognizer.errors import FileError, ModelError
from digit_recognizer.files import sha256, write_atomically
from digit_recognizer.resources import usable_cores
from digit_recognizer.synthesis.paper.print_text import fonts
from digit_recognizer.training.data.scenes import (
    SceneBatch,
    SceneSource,
    scene_batch,
    scene_batches,
)
from digit_recognizer.training.export import EXPORT_TOLERANCE, OPSET
from digit_recognizer.training.page_network import build_page_network
from digit_recognizer.training.run import Listeners, folder_of

VALIDATION_BATCHES = 24
STEPS_PER_CHECKPOINT = 200


@dataclass(frozen=True, slots=True)
class PageRecipe:
    """Settings of a run: ``steps`` of a batch of scenes each, at a ``rate`` that falls along a cosine.

    ``average``: decay per step of the moving average of the weights. ``writing_weight``,
    ``print_weight``, ``rule_weight``: how much more such a pixel counts than one of paper, since they
    are rare.
    """

    steps: int = 5000
    rate: float = 3e-3
    warmup: int = 200
    decay: float = 0.01
    average: float = 0.998
    writing_weight: float = 4.0
    print_weight: float = 2.0
    rule_weight: float = 1.0
    seed: int = 1


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
        policy = keras.mixed_precision.dtype_policy()
        keras.mixed_precision.set_global_policy("mixed_bfloat16")
        try:
            weights = self._fitted(folder)
        finally:
            keras.mixed_precision.set_global_policy(policy)
        network = build_page_network(seed=self.recipe.seed)
        network.set_weights(weights)
        figures = self._measured(network)
        saved = _keras_bytes(network, self.output.name)
        values: dict[str, Any] = {
            "source_sha256": sha256(saved),
            "date": datetime.date.today().isoformat(),
            "recipe": asdict(self.recipe),
            "start": sha256(self.start.read_bytes()) if self.start else None,
            "fonts": len(fonts()),
            "held_out": figures.as_dict(),
            "keras": keras.__version__,
            "tensorflow": tf.__version__,
        }
        exported = exported_page_network(network, values)
        write_atomically(self.output, saved)
        write_atomically(self.output.with_suffix(".onnx"), exported)
        report = {**values, "seconds": round(time.perf_counter() - began, 1)}
        write_atomically(folder / "report.json", json.dumps(report, indent=1).encode())
        return figures

    def _fitted(self, folder: Path) -> list[NDArray[np.float32]]:
        """Return the averaged weights after all steps, or when the user has had enough."""
        recipe = self.recipe
        network = build_page_network(seed=recipe.seed)
        if self.start is not None:
            network.load_weights(self.start)
        rate = keras.optimizers.schedules.CosineDecay(
            recipe.rate / 20, recipe.steps, warmup_target=recipe.rate, warmup_steps=recipe.warmup
        )
        optimizer = keras.optimizers.AdamW(rate, weight_decay=recipe.decay, clipnorm=1.0)
        average = keras.models.clone_model(network)
        average.set_weights(network.get_weights())
        done = tf.Variable(0, dtype=tf.int64)
        optimizer.build(network.trainable_variables)
        kept = tf.train.Checkpoint(network=network, average=average, optimizer=optimizer, done=done)
        manager = tf.train.CheckpointManager(kept, str(folder / "checkpoint"), max_to_keep=1)
        if self.resume:
            if not manager.latest_checkpoint:
                raise FileError(f"{folder} holds no interrupted run: leave out --resume.")
            kept.restore(manager.latest_checkpoint)

        @tf.function(reduce_retracing=True)  # type: ignore[untyped-decorator]
        def step(pictures: tf.Tensor, truth: tf.Tensor) -> tf.Tensor:
            with tf.GradientTape() as tape:
                shares = network(tf.cast(pictures, tf.float32) / 255, training=True)
                loss = scene_loss(truth, shares, recipe)
            gradients = tape.gradient(loss, network.trainable_variables)
            optimizer.apply_gradients(zip(gradients, network.trainable_variables, strict=True))
            for mean, value in zip(average.variables, network.variables, strict=True):
                mean.assign(recipe.average * mean + (1 - recipe.average) * value)
            return loss

        scene_batch(
            SceneSource(self.data, recipe.seed, is_validation=True), 0
        )  # too little is known now
        first = min(int(done.numpy()), recipe.steps)
        source = SceneSource(self.data, recipe.seed, is_validation=False)
        batches = scene_batches(source, first, usable_cores())
        self.listeners.on_stage("composed scenes")
        running = 0.0
        try:
            for number, batch in enumerate(itertools.islice(batches, recipe.steps - first), first):
                loss = float(step(*batch))
                running = loss if number == first else 0.98 * running + 0.02 * loss
                done.assign(number + 1)
                self.listeners.on_step(number + 1, recipe.steps, running, 0.0)
                if (number + 1) % STEPS_PER_CHECKPOINT == 0:
                    manager.save()
        except KeyboardInterrupt:
            manager.save()
        finally:
            batches.close()
        return [np.asarray(value, np.float32) for value in average.get_weights()]

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


def exported_page_network(network: keras.Model, provenance: dict[str, Any]) -> bytes:
    """Return the ONNX bytes of ``network`` with ``provenance`` in them.

    Raises ModelError if the export answers otherwise than the network.
    """
    signature = [tf.TensorSpec((None, None, None, 3), tf.float32, name="picture")]

    @tf.function(input_signature=signature)  # type: ignore[untyped-decorator]
    def infer(picture: tf.Tensor) -> dict[str, tf.Tensor]:
        return {"shares": network(picture, training=False)}

    logging.getLogger("tf2onnx").setLevel(logging.ERROR)
    graph, _ = tf2onnx.convert.from_function(infer, input_signature=signature, opset=OPSET)
    onnx.helper.set_model_props(graph, {"digit_recognizer.provenance": json.dumps(provenance)})
    exported = bytes(graph.SerializeToString())
    picture = np.random.default_rng(1).integers(0, 256, (48, 64, 3), np.uint8)
    answer = PageSegmenter(exported, "the export").shares(picture)
    expected = np.asarray(network(picture[None].astype(np.float32) / 255, training=False))[0]
    difference = float(np.abs(answer - expected).max())
    if not difference <= EXPORT_TOLERANCE:
        raise ModelError(f"the export of the page network differs from Keras by {difference:.2g}.")
    return exported


def _keras_bytes(network: keras.Model, name: str) -> bytes:
    with tempfile.TemporaryDirectory() as scratch:
        saved = Path(scratch) / name
        logging.getLogger("absl").setLevel(logging.ERROR)  # Keras warns that .h5 is a legacy
        network.save(saved, include_optimizer=False)
        return saved.read_bytes()
