"""Pictures of a training run: curves, confusion matrix, digits read wrongly, digits left out.

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
from digit_recognizer.arrays import Probabilities
from digit_recognizer.datasets import Labelled
from digit_recognizer.training.checkpoint import EpochResult
from digit_recognizer.training.data.mixture import Source

INK, ACCENT, GRID = "#1f2328", "#0a6cff", "#d9dde3"
MOST_MISTAKES = 60
MOST_LEFT_OUT = 200


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
    larger = max(1.0, len(alphabet) / 16)
    figure = Figure(figsize=(6.4 * larger, 6.2 * larger), layout="constrained")
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


def mistakes(data: Labelled, probabilities: Probabilities, alphabet: Alphabet, title: str) -> bytes:
    """Return a gallery of the digits read wrongly, the most confident mistakes first."""
    answers, confidence = probabilities.argmax(axis=1), probabilities.max(axis=1)
    wrong = np.flatnonzero(answers != data.labels)
    wrong = wrong[np.argsort(-confidence[wrong])][:MOST_MISTAKES]
    captions = [
        f"{alphabet[int(data.labels[i])]} read {alphabet[int(answers[i])]}\n{confidence[i]:.0%}"
        for i in wrong
    ]
    return _gallery([data.glyphs[i] for i in wrong], captions, title)


def left_out(items: list[tuple[Source, int]], alphabet: Alphabet) -> bytes:
    """Return a gallery of training digits that were left out, with the label each has."""
    shown = items[:MOST_LEFT_OUT]
    captions = [f"{source.name}\n{alphabet[int(source.labels[i])]}" for source, i in shown]
    title = f"Left out of the training: {len(items)} digits, with their labels"
    if len(shown) < len(items):
        title += f" (the first {len(shown)})"
    return _gallery([source.glyphs[0, i] / 255 for source, i in shown], captions, title)


def _gallery(glyphs: list[NDArray[Any]], captions: list[str], title: str) -> bytes:
    columns = 10
    rows = max(1, -(-len(glyphs) // columns))
    figure = Figure(figsize=(columns, 1.35 * rows + 0.5), layout="constrained")
    grid: Any = figure.subplots(rows, columns, squeeze=False)
    for axes in grid.flat:
        axes.axis("off")
    for axes, glyph, caption in zip(grid.flat, glyphs, captions, strict=False):
        axes.imshow(glyph, cmap="gray_r", vmin=0, vmax=1)
        axes.set_title(caption, fontsize=8)
    figure.suptitle(title)
    return _png(figure)


def _png(figure: Figure) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=120)
    return buffer.getvalue()
