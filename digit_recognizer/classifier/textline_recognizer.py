"""Running the line network: the picture of a row in, the symbol at each place along it out.

Purpose: open ``textline.onnx`` and ask it about rows.
Contract: (``TEXTLINE_HEIGHT``, w) uint8 in, (T, symbols) float32 natural logarithms by ``ARITHMETIC``
out, two pixels a frame; the last column, "not a symbol", is the blank of CTC. A model file is untrusted
input: what gives other shapes, or no numbers, is refused with one sentence.
Not here: what a row is (``raster.textline``), which text the frames say (``decoding.ctc``).
"""

import json
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.alphabet import ARITHMETIC
from digit_recognizer.arrays import LogProbs, Page
from digit_recognizer.classifier.session import LateSession
from digit_recognizer.errors import ModelError
from digit_recognizer.files import read_limited
from digit_recognizer.resources import default_textline_network

MAX_TEXTLINE_NETWORK_BYTES = 64 * 2**20
PIXELS_PER_FRAME = 2
WEIGHTS_PROPERTY = "digit_recognizer.opinion_weights"


RowKind = Literal["number", "sum"]
"""Whether a row is a field that holds a number, or any symbols side by side."""


@dataclass(frozen=True, slots=True)
class OpinionWeights:
    """How much the lattice and the line network count where both read the same field.

    ``lattice``, ``textline``: factors of their log-probabilities; ``unseen``: the share of a text that
    the lattice does not name. Fitted on rows of held-out writers, and kept with the network.
    """

    lattice: float
    textline: float
    unseen: float

    def scores(
        self, shares: NDArray[np.float64], log_likelihoods: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return the (N,) scores of texts: natural logarithms, up to a constant.

        ``shares``: (N,) of the lattice, 0 for what it does not name; ``log_likelihoods``: (N,) by the
        line network.
        """
        known = np.log(np.maximum(shares, self.unseen))
        return np.asarray(self.lattice * known + self.textline * log_likelihoods)


@lru_cache(maxsize=1)
def shipped_textline_recognizer() -> "TextlineRecognizer | None":
    """Return the network that came with the program, opened once; None if its file is not there."""
    path = default_textline_network()
    return TextlineRecognizer.open(path) if path.exists() else None


class TextlineRecognizer:
    """The line network. Make one with :meth:`open`."""

    def __init__(self, network: bytes, name: str) -> None:
        """Take the bytes of an ``.onnx`` file; they are looked at when the first row is shown."""
        self.name = name
        self._session = LateSession(network, name, "rows", ("textline",), _fits)

    @classmethod
    def open(cls, path: Path) -> "TextlineRecognizer":
        """Return the network in the file ``path``; raises FileError if it can't be read."""
        return cls(read_limited(path, MAX_TEXTLINE_NETWORK_BYTES, "a model"), path.name)

    def weights(self, kind: RowKind) -> OpinionWeights:
        """Return how much it counts beside the lattice for rows of ``kind``.

        Raises ModelError where the file does not say.
        """
        try:
            values = json.loads(self._session.metadata()[WEIGHTS_PROPERTY])[kind]
            return OpinionWeights(*(float(values[each.name]) for each in fields(OpinionWeights)))
        except (KeyError, TypeError, ValueError) as error:
            raise ModelError(
                f"{self.name} has no weights of its own: put back the file."
            ) from error

    def frames(self, picture: Page) -> LogProbs:
        """Return the (T, symbols) frames of a (``TEXTLINE_HEIGHT``, w) row.

        Raises ModelError if the file is no line network, or gives no numbers.
        """
        width = picture.shape[1]
        padded = np.pad(picture, ((0, 0), (0, width % PIXELS_PER_FRAME)))
        logits = self._session.run(padded[None].astype(np.float32) / np.float32(255))
        shape = (1, padded.shape[1] // PIXELS_PER_FRAME, len(ARITHMETIC))
        if logits.shape != shape or not np.isfinite(logits).all():
            raise ModelError(f"{self.name} gives no symbols of rows: put back the file.")
        shifted = logits[0] - logits[0].max(axis=1, keepdims=True)
        total = np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        return np.asarray(shifted - total, np.float32)


def _fits(shapes: list[Any]) -> bool:
    taken, given = shapes
    return [len(taken), len(given), given[-1]] == [3, 3, len(ARITHMETIC)]
