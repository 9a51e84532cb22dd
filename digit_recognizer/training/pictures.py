"""Pictures of a training run: its curves, the confusion matrix, the digits it gets wrong.

Purpose: what a person looks at to judge a run.
Contract: returns PNG bytes; draws with matplotlib's object interface, so no global state and no screen.
Not here: writing files.
"""

import io
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from digit_recognizer.alphabet import Alphabet
from digit_recognizer.datasets import Labelled
from digit_recognizer.training.checkpoint import EpochResult

INK, ACCENT, GRID = "#1f2328", "#0a6cff", "#d9dde3"
MOST_MISTAKES = 60


def curves(history: list[EpochResult], title: str) -> bytes:
    """Return the loss and the error on held-out digits by epoch."""
    figure = Figure(figsize=(9, 3.6), layout="constrained")
    epochs = [entry.epoch for entry in history]
    left, right = figure.subplots(1, 2)
    left.plot(epochs, [e.loss for e in history], color=INK, marker=".", label="augmented training")
    left.plot(
        epochs, [e.validation_loss for e in history], color=ACCENT, marker=".", label="held out"
    )
    left.set(title="Loss", xlabel="epoch")
    left.legend(frameon=False)
    errors = [100 * (1 - e.validation_accuracy) for e in history]
    right.plot(epochs, errors, color=ACCENT, marker=".")
    right.set(title="Error on held-out digits, %", xlabel="epoch")
    right.set_ylim(bottom=0)
    for axes in (left, right):
        axes.grid(color=GRID, linewidth=0.6)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.spines[["top", "right"]].set_visible(False)
    figure.suptitle(title)
    return _png(figure)


def confusion(counts: NDArray[np.int64], alphabet: Alphabet, title: str) -> bytes:
    """Return the confusion matrix: rows true, columns read, coloured by share of the row."""
    figure = Figure(figsize=(6.4, 6.2), layout="constrained")
    axes = figure.subplots()
    wrong = counts - np.diag(np.diag(counts))
    axes.imshow(wrong, cmap="Oranges", vmin=0, vmax=max(1, wrong.max() * 1.4))
    for (row, column), count in np.ndenumerate(counts):
        if count:
            weight = "bold" if row == column else "normal"
            axes.text(column, row, f"{count}", ha="center", va="center", fontsize=9, weight=weight)
    ticks = range(len(alphabet))
    axes.set(title=title, xlabel="read as", ylabel="true", xticks=ticks, yticks=ticks)
    axes.set_xticklabels(list(alphabet))
    axes.set_yticklabels(list(alphabet))
    return _png(figure)


def mistakes(
    data: Labelled, probabilities: NDArray[np.float32], alphabet: Alphabet, title: str
) -> bytes:
    """Return a gallery of the digits read wrongly, the most confident mistakes first."""
    answers, confidence = probabilities.argmax(axis=1), probabilities.max(axis=1)
    wrong = np.flatnonzero(answers != data.labels)
    wrong = wrong[np.argsort(-confidence[wrong])][:MOST_MISTAKES]
    columns = 10
    rows = max(1, -(-len(wrong) // columns))
    figure = Figure(figsize=(columns, 1.35 * rows + 0.5), layout="constrained")
    grid: Any = figure.subplots(rows, columns, squeeze=False)
    for axes in grid.flat:
        axes.axis("off")
    for axes, index in zip(grid.flat, wrong, strict=False):
        axes.imshow(data.glyphs[index], cmap="gray_r", vmin=0, vmax=1)
        true, read = alphabet[int(data.labels[index])], alphabet[int(answers[index])]
        axes.set_title(f"{true} read {read}\n{100 * confidence[index]:.0f} %", fontsize=8)
    figure.suptitle(title)
    return _png(figure)


def _png(figure: Figure) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=120)
    return buffer.getvalue()
