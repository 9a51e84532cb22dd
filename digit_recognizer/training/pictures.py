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

CURVE_INK, CURVE_ACCENT, CURVE_GRID = "#1f2328", "#0a6cff", "#d9dde3"
MAX_MISTAKES_SHOWN = 60
MAX_LEFT_OUT_SHOWN = 200


def curves(history: list[EpochResult], title: str) -> bytes:
    """Return the loss and the error on held-out digits by epoch."""
    figure = Figure(figsize=(9, 3.6), layout="constrained")
    epochs = [entry.epoch for entry in history]
    left, right = figure.subplots(1, 2)
    losses, held_out = ([e.loss for e in history], [e.validation_loss for e in history])
    left.plot(epochs, losses, color=CURVE_INK, marker=".", label="augmented training")
    left.plot(epochs, held_out, color=CURVE_ACCENT, marker=".", label="held out")
    left.set(title="Loss", xlabel="epoch")
    left.legend(frameon=False)
    errors = [100 * (1 - e.validation_accuracy) for e in history]
    right.plot(epochs, errors, color=CURVE_ACCENT, marker=".")
    right.set(title="Error on held-out digits, %", xlabel="epoch")
    right.set_ylim(bottom=0)
    for axes in (left, right):
        axes.grid(color=CURVE_GRID, linewidth=0.6)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.spines[["top", "right"]].set_visible(False)
    figure.suptitle(title)
    return _png(figure)


def confusion(counts: NDArray[np.int64], alphabet: Alphabet, title: str) -> bytes:
    """Return a PNG of the (N, N) confusion matrix: rows true, columns read, errors coloured by count."""
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
    wrong = wrong[np.argsort(-confidence[wrong])][:MAX_MISTAKES_SHOWN]
    captions = [
        f"{alphabet[int(data.labels[i])]} read {alphabet[int(answers[i])]}\n{confidence[i]:.0%}"
        for i in wrong
    ]
    return _gallery([data.glyphs[i] for i in wrong], captions, title)


def left_out(items: list[tuple[Source, int]], alphabet: Alphabet) -> bytes:
    """Return a gallery of training digits that were left out, with the label each has."""
    shown = items[:MAX_LEFT_OUT_SHOWN]
    captions = [f"{source.name}\n{alphabet[int(source.labels[i])]}" for source, i in shown]
    title = f"Left out of the training: {len(items)} digits, with their labels"
    if len(shown) < len(items):
        title += f" (the first {len(shown)})"
    return _gallery([source.glyphs[0, i] / 255 for source, i in shown], captions, title)


def _gallery(glyphs: list[NDArray[Any]], captions: list[str], title: str) -> bytes:
    columns = 10
    rows = max(1, -(-len(glyphs) // columns))
    figure = Figure(figsize=(columns, 1.35 * rows + 0.5), layout="constrained")
    axes = figure.subplots()  # one for all: each of its own would take a tenth of a second
    for place, (glyph, caption) in enumerate(zip(glyphs, captions, strict=True)):
        top, left = divmod(place, columns)
        extent = (left + 0.05, left + 0.95, top + 1.0, top + 0.3)
        axes.imshow(glyph, cmap="gray_r", vmin=0, vmax=1, extent=extent)
        axes.text(left + 0.5, top + 0.28, caption, fontsize=8, ha="center", va="bottom")
    axes.set(xlim=(0, columns), ylim=(rows, 0), aspect="auto")
    axes.axis("off")
    figure.suptitle(title)
    return _png(figure)


def _png(figure: Figure) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=120)
    return buffer.getvalue()
