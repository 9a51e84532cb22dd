"""A training run of the network for trajectories.

Purpose: what ``digits train --strokes`` does between its examples and its files.
Contract: takes minutes, so nothing is kept between epochs. Everything random follows from
``recipe.seed``. KeyboardInterrupt ends the run with what was learnt so far. What is told was measured on
held-out writers. Its answers have a say in lines only: there are no thresholds of doubt.
Not here: the steps that every run shares (``run``), the examples (``data.trajectories``).
"""

from dataclasses import dataclass

import keras
import numpy as np
import tensorflow as tf

from digit_recognizer.alphabet import ARITHMETIC, Alphabet
from digit_recognizer.errors import DigitRecognizerError
from digit_recognizer.metrics import measure
from digit_recognizer.raster import trajectory
from digit_recognizer.training.checkpoint import EpochResult
from digit_recognizer.training.data.mixture import described
from digit_recognizer.training.data.trajectories import StrokeExamples
from digit_recognizer.training.fit import Answers, Averaging, compile_network
from digit_recognizer.training.network import build_stroke_network, predict
from digit_recognizer.training.recipe import Recipe
from digit_recognizer.training.run import Exported, Fitted, Measured, Run


@dataclass(frozen=True, kw_only=True, eq=False)
class StrokeRun(Run):
    """A run on trajectories: ``examples`` with their held-out writers, fitted as ``recipe`` says."""

    raster_recipe = trajectory.TRAJECTORY_RECIPE
    figures_key = "held_out_figures"

    examples: StrokeExamples
    recipe: Recipe
    alphabet: Alphabet = ARITHMETIC

    def fit(self) -> Fitted:
        """Fit the network, leave it with the averaged weights.

        Raises DigitRecognizerError if there is less than a batch of examples.
        """
        examples, recipe = self.examples, self.recipe
        tf.config.experimental.enable_op_determinism()
        network = build_stroke_network(len(self.alphabet), seed=recipe.seed)
        history = self._fit(network)
        held = {source: len(each.labels) for source, each in examples.held_out.items()}
        data = [described(name, count, held.get(name)) for name, count in examples.counts.items()]
        return Fitted(network, history, self.provenance(data, recipe, history[-1]))

    def _fit(self, network: keras.Model) -> list[EpochResult]:
        examples, recipe = self.examples, self.recipe
        steps = len(examples.epoch(recipe.seed, 0)) // recipe.batch
        if steps == 0:
            raise DigitRecognizerError(
                f"There are too few drawings to train on: give at least {recipe.batch}."
            )
        compile_network(network, recipe, steps)
        averaging = Averaging(network, recipe, steps, self.listeners.on_step)
        targets = np.eye(len(self.alphabet), dtype=np.float32) * (1 - recipe.smoothing)
        targets += recipe.smoothing / len(self.alphabet)
        history: list[EpochResult] = []
        try:
            for epoch in range(recipe.epochs):
                shown = examples.epoch(recipe.seed, epoch)[: steps * recipe.batch]
                averaging.fit(
                    epoch, examples.trajectories[shown].astype(np.float32),
                    targets[examples.labels[shown]], batch_size=recipe.batch,
                )  # fmt: skip
                with averaging.in_place():
                    history.append(averaging.judged(epoch + 1, self._answers(network)))
                self.listeners.on_epoch(history[-1])
        except KeyboardInterrupt:
            if not history:
                raise
        network.set_weights(averaging.weights)
        return history

    def _answers(self, network: keras.Model) -> dict[str, Answers]:
        found = {}
        for source, held in self.examples.held_out.items():
            probabilities = predict(network, held.trajectories)
            is_right = probabilities.argmax(axis=1) == held.labels
            found[source] = Answers(probabilities, held.labels, is_right)
        return found

    def measure(self, model: Exported) -> Measured:
        """Return the figures on the held-out writers."""
        classifier, held_out = model.classifier(), self.examples.held_out.values()
        log_probs = np.concatenate([classifier.log_probs(held.trajectories) for held in held_out])
        labels = np.concatenate([held.labels for held in held_out])
        never = np.zeros(len(labels), np.bool_)
        figures = measure(log_probs, never, labels, self.alphabet)
        return Measured(model, figures, "held-out writers", log_probs)
