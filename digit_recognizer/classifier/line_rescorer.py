"""Running the rescoring network: the readings of a line in, how likely each is beside the others out.

Purpose: open ``lines.onnx`` and ask it about the likeliest readings of lines.
Contract: features of R readings in, for each how likely it is, and how surely its symbols are right. A
model file is untrusted input: what takes or gives other shapes, or no numbers, is refused with one
sentence.
Not here: which readings and what they show (``decoding.line_features``), what follows
(``decoding.rescoring``).
"""

import json
import math
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.classifier.session import LateSession
from digit_recognizer.errors import ModelError
from digit_recognizer.files import read_limited
from digit_recognizer.resources import default_line_network

MAX_LINE_NETWORK_BYTES = 64 * 2**20
TRUST_PROPERTY = "digit_recognizer.trust"
MAX_TRUST_LOGIT = 9.0
"""Nothing is surer than this, and nothing surer not to be so."""


class Trust(NamedTuple):
    """How sure the first reading of a line is: a logistic regression (J. Platt, "Probabilistic outputs
    for support vector machines", 1999), fitted on lines of held-out writers.

    ``factors``: of the columns of its evidence.
    """

    bias: float
    factors: tuple[float, ...]

    def confidence(self, evidence: Sequence[float]) -> float:
        """Return the probability, in [0, 1], that the reading is right, by its ``evidence``."""
        score = self.bias + sum(f * x for f, x in zip(self.factors, evidence, strict=True))
        return 1 / (1 + math.exp(-score))


def line_evidence(share: float, symbols: float, ink: float) -> tuple[float, ...]:
    """Return what counts, bounded: the log-odds of the ``share`` of the reading; the logit of its least
    likely symbol in the line, ``symbols``; the logarithm of how likely all its ``ink`` is a symbol."""
    return _bounded(_log_odds(share), symbols, _log(ink))


def row_evidence(share: float, lattice: float, textline: float) -> tuple[float, ...]:
    """Return the same of a row of a picture: the log-odds of the ``share`` that its reading has by both
    opinions, and of how likely it is by the ``lattice`` and by the line network (``textline``) alone."""
    return _bounded(_log_odds(share), _log_odds(lattice), _log_odds(textline))


def _log(share: float) -> float:
    return math.log(max(share, 1e-9))


def _log_odds(share: float) -> float:
    return _log(share) - _log(1 - share)


def _bounded(*values: float) -> tuple[float, ...]:
    return tuple(min(max(each, -MAX_TRUST_LOGIT), MAX_TRUST_LOGIT) for each in values)


LineKind = Literal["ink", "picture", "row"]
"""Drawn with a pen, at least partly in a picture, a row in one that the line network reads, too."""


class LineArrays(NamedTuple):
    """What the network sees of R readings of up to T symbols.

    ``tokens``: (R, T, features) float32, the first feature 1 where there is a symbol, all 0 elsewhere.
    ``pairs``: (R, T, T, features) float32, of the second symbol beside the first. ``wholes``: (R,
    features) float32.
    """

    tokens: NDArray[np.float32]
    pairs: NDArray[np.float32]
    wholes: NDArray[np.float32]


@lru_cache(maxsize=1)
def shipped_line_rescorer() -> "LineRescorer | None":
    """Return the network that came with the program, opened once; None if its file is not there."""
    path = default_line_network()
    return LineRescorer.open(path) if path.exists() else None


class LineRescorer:
    """The rescoring network. Make one with :meth:`open`."""

    def __init__(self, network: bytes, name: str) -> None:
        """Take the bytes of an ``.onnx`` file; they are looked at when the first line is shown."""
        self.name = name
        # A line is too little work to share: two threads wait for each other longer than one works.
        self._session = LateSession(network, name, "readings", LineArrays._fields, _fits, threads=1)
        self._trust: dict[str, Trust] = {}

    @classmethod
    def open(cls, path: Path) -> "LineRescorer":
        """Return the network in the file ``path``; raises FileError if it can't be read."""
        return cls(read_limited(path, MAX_LINE_NETWORK_BYTES, "a model"), path.name)

    def weigh(self, arrays: LineArrays) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return how likely each reading is, (R,) logarithms up to a constant of the line, and the (R,)
        logits of the least likely symbol in each.

        Raises ModelError if the file is no rescoring network, or gives no numbers.
        """
        found = self._session.run(*arrays)
        if found.shape != (len(arrays.tokens), 2) or not np.isfinite(found).all():
            raise ModelError(f"{self.name} gives no scores of readings: put back the file.")
        scores, symbols = found.astype(np.float64).T
        return scores, symbols

    def trust(self, kind: LineKind) -> Trust:
        """Return how sure lines of ``kind`` are; raises ModelError where the file does not say."""
        if not self._trust:
            try:
                values = json.loads(self._session.metadata()[TRUST_PROPERTY])
                self._trust = {
                    kind: Trust(bias, tuple(factors))
                    for kind in get_args(LineKind)
                    for bias, *factors in [list(map(float, values[kind]))]
                }
            except (KeyError, TypeError, ValueError) as error:
                raise ModelError(f"{self.name} is not calibrated: put back the file.") from error
        return self._trust[kind]


def _fits(shapes: list[Any]) -> bool:
    tokens, pairs, wholes, scores = shapes
    return [len(tokens), len(pairs), len(wholes), len(scores)] == [3, 4, 2, 2]
