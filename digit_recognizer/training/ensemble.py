"""An ensemble teaches one network: several seeds, then distillation into the best of them.

Purpose: the accuracy of several networks at the speed of one.
Contract: members differ by their seed only (first weights, order, augmentation) and share the
mixture. The network that is kept is chosen on held-out digits: the taught one, or the best member
where teaching did not help. Every stage has a checkpoint of its own, so an interrupted run resumes in
the stage where it stopped.
Not here: the loop, the export.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import keras
import numpy as np
from numpy.typing import NDArray

from digit_recognizer.training.checkpoint import EpochResult, Progress
from digit_recognizer.training.data.mixture import Mixture
from digit_recognizer.training.fit import StepListener, fit
from digit_recognizer.training.network import build_network
from digit_recognizer.training.recipe import Recipe


@dataclass(frozen=True, slots=True, eq=False)
class Member:
    """One trained network of the ensemble and how its training went."""

    seed: int
    network: keras.Model
    progress: Progress


@dataclass(frozen=True, slots=True, eq=False)
class Taught:
    """The kept network, how its training went, and the ensemble behind it."""

    network: keras.Model
    progress: Progress
    members: list[Member]


def train_ensemble(
    mixture: Mixture,
    recipe: Recipe,
    distilled: Recipe,
    members: int,
    folder: Path,
    *,
    symbols: int,
    resume: bool = False,
    on_stage: Callable[[str], None] = lambda _: None,
    on_step: StepListener = lambda *_: None,
    on_epoch: Callable[[EpochResult], None] = lambda _: None,
) -> Taught:
    """Train ``members`` networks by ``recipe``, seeds counting up, and one more by ``distilled``.

    ``folder`` gets the checkpoints. Raises what :func:`fit` raises.
    """

    def stage(
        name: str,
        network: keras.Model,
        recipe: Recipe,
        teachers: Sequence[keras.Model] = (),
        left_out: NDArray[np.int64] | None = None,
    ) -> Progress:
        on_stage(name)
        checkpoint = folder / f"{name.replace(' ', '-')}.npz"
        return fit(
            network, mixture, recipe, teachers=teachers, left_out=left_out,
            checkpoint=checkpoint, resume=resume and checkpoint.exists(),
            on_step=on_step, on_epoch=on_epoch,
        )  # fmt: skip

    trained = []
    for seed in range(recipe.seed, recipe.seed + members):
        network = build_network(symbols, seed=seed, last=recipe.last)
        progress = stage(f"member {seed}", network, replace(recipe, seed=seed))
        trained.append(Member(seed, network, progress))
    best = max(trained, key=lambda member: member.progress.best_epoch.merit)
    pupil = build_network(symbols, seed=recipe.seed, last=recipe.last)
    pupil.set_weights(best.network.get_weights())
    taught = stage(
        "taught", pupil, distilled,
        teachers=[member.network for member in trained], left_out=_agreed(trained),
    )  # fmt: skip
    if taught.best_epoch.merit < best.progress.best_epoch.merit:
        return Taught(best.network, best.progress, trained)
    return Taught(pupil, taught, trained)


def _agreed(members: list[Member]) -> NDArray[np.int64]:
    """Return the numbers of the items that at least half of the members left out."""
    numbers = np.concatenate([member.progress.left_out for member in members])
    items, votes = np.unique(numbers, return_counts=True)
    return np.asarray(items[2 * votes >= len(members)])
