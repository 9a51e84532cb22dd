"""Runs of the networks that are trained on what the program composes: pages, rows, lines.

Purpose: from the name of such a network to its run, long or quick.
Contract: as the runs say.
Not here: the runs (``page_run``, ``textline.run``, ``lines.run``).
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from digit_recognizer.training.lines.run import QUICK_LINES, LineRecipe, LineRun
from digit_recognizer.training.page_run import QUICK_PAGES, PageRecipe, PageRun
from digit_recognizer.training.run import Listeners
from digit_recognizer.training.step_loop import StepRecipe
from digit_recognizer.training.textline.run import QUICK_TEXTLINES, TextlineRecipe, TextlineRun


class Figures(Protocol):
    """What a run measured on held-out data."""

    def as_dict(self) -> dict[str, float]:
        """Return the figures by name."""

    def sentences(self) -> list[str]:
        """Return what they say, for people."""


class ComposedRun(Protocol):
    """A run of one of these networks."""

    def train(self) -> Figures:
        """Fit, measure, write the files."""


_RUNS: dict[str, tuple[Callable[..., ComposedRun], StepRecipe, StepRecipe]] = {
    "page": (PageRun, PageRecipe(), QUICK_PAGES),
    "textline": (TextlineRun, TextlineRecipe(), QUICK_TEXTLINES),
    "lines": (LineRun, LineRecipe(), QUICK_LINES),
}


def composed_run(
    name: str,
    output: Path,
    data: Path,
    listeners: Listeners,
    *,
    steps: int | None,
    seed: int,
    start: Path | None,
    is_quick: bool,
    resume: bool,
) -> ComposedRun:
    """Return the run of the network ``name``, "page", "textline" or "lines", that writes ``output``.

    ``steps``: None for as many as its recipe says. ``start``: weights to begin with.
    """
    make, recipe, quick = _RUNS[name]
    recipe = quick if is_quick else recipe
    run: ComposedRun = make(
        output=output, data=data, start=start, resume=resume, listeners=listeners,
        recipe=replace(recipe, seed=seed, steps=steps or recipe.steps),
    )  # fmt: skip
    return run
