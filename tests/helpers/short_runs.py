"""Training runs in miniature that are cut off and go on."""

from dataclasses import replace
from typing import Any

import pytest

from digit_recognizer.training.run import Listeners


class PowerCut(Exception):
    """What ends a run that had no time to tidy up."""


def cut_and_resumed(run: Any, at: int) -> tuple[Any, list[int]]:
    """Train ``run`` until it has told of ``at`` steps, then go on with it.

    Returns its figures and all the steps that it told of.
    """
    steps: list[int] = []

    def told(done: int, *_: float) -> None:
        steps.append(done)
        if len(steps) == at:
            raise PowerCut

    run = replace(run, listeners=Listeners(on_step=told))
    with pytest.raises(PowerCut):
        run.train()
    return replace(run, resume=True).train(), steps
