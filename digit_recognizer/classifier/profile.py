"""A profile: what was learnt of one writer's hand, applied to a network's answers.

Purpose: prototypes, which are drawings whose symbol is known, and how much what looks like one of them
gains from that.
Contract: what resembles no prototype is left exactly as the network said. Writing a profile and reading
it again gives an equal one; nothing is unpickled, and what comes from a file is checked.
"Not a symbol" keeps its probability: a profile tells symbols apart, not ink from symbols.
Not here: learning one (``learning``), where it is kept (``library``).
"""

import base64
import binascii
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.alphabet import NOT_A_SYMBOL, Alphabet
from digit_recognizer.arrays import Columns, Features, Glyphs, LogProbs
from digit_recognizer.doubt import are_known
from digit_recognizer.errors import FileError
from digit_recognizer.symbol_table import texts

PROFILE_FORMAT = "digit-recognizer profile 1"
MAX_STORED_PROTOTYPES = 4000  # prototypes in a profile from a file
MAX_STRENGTH = 50.0
MAX_DISTANCE = 2.0  # the largest distance there is
LOOK_ALIKE_SYMBOLS = texts(lambda row: row.is_shape_vague)
SHARE_AMONG_LOOK_ALIKES = 0.1  # of what is gained, among look-alikes
BLURRED_SIDE = 14
SQRT_HALF = math.sqrt(0.5)

Vectors = NDArray[np.float32]
"""(N, D) float32: drawings as vectors of length one at most (:func:`vectors_of`)."""
Groups = tuple[NDArray[np.int64], NDArray[np.int64]]
"""Where the prototypes of each symbol begin, and its column."""


class ProfileError(FileError):
    """A profile is damaged, or was learnt with another network."""


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """What was learnt of a hand.

    ``alphabet``: that of the network; ``model``: the SHA-256 of that network's ``.h5``. ``vectors``:
    (P, D) float32, see :func:`vectors_of`; ``columns``: (P,) the symbol of each, ascending. ``radii``:
    (symbols,) how far the prototypes of each symbol speak. ``strength``: the most that an answer gains,
    in nats. ``writer``, ``made`` (a date), ``drawings`` (how many were learnt from) and ``questions``
    (answers it began with) are for people.
    """

    alphabet: Alphabet
    model: str
    vectors: Vectors
    columns: Columns
    radii: Vectors
    strength: float
    writer: str = ""
    made: str = ""
    drawings: int = 0
    questions: tuple[str, ...] = ()
    _groups: Groups = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Note where the prototypes of each symbol begin: every reading needs that."""
        object.__setattr__(self, "_groups", grouped(self.columns))

    def classify(
        self, log_probs: LogProbs, features: Features, glyphs: Glyphs
    ) -> tuple[Vectors, NDArray[np.bool_]]:
        """Return (N, symbols) log-probabilities in which this hand has its say, and (N,) whether
        it is known to write its answer so.

        It is where the answer gains half or more of the most there is: so near is hardly anything
        but this writer's own. ``log_probs``: the network's, (N, symbols), calibrated; ``features``: its
        last hidden layer, (N, F); ``glyphs``: (N, 28, 28).
        """
        if not len(self.vectors):
            return log_probs, np.zeros(len(log_probs), np.bool_)
        found = squared_distances(vectors_of(features, glyphs), self.vectors)
        gained = gains(found, self._groups, self.radii, self.strength, self.alphabet)
        adapted = combined(log_probs, gained, self.alphabet)
        own = gained[np.arange(len(gained)), adapted.argmax(axis=1)]
        return adapted, are_known(own, self.strength)

    def to_bytes(self) -> bytes:
        """Return the profile as JSON, its vectors as base64 of float16."""
        values = {
            "format": PROFILE_FORMAT,
            "alphabet": str(self.alphabet),
            "model": self.model,
            "writer": self.writer,
            "made": self.made,
            "drawings": self.drawings,
            "questions": list(self.questions),
            "strength": self.strength,
            "columns": self.columns.tolist(),
            "radii": [round(float(radius), 4) for radius in self.radii],
            "size": int(self.vectors.shape[1]),
            "vectors": base64.b64encode(self.vectors.astype("<f2").tobytes()).decode(),
        }
        return json.dumps(values, ensure_ascii=False, indent=1).encode()

    @classmethod
    def from_bytes(cls, data: bytes, name: str = "the profile") -> "Profile":
        """Return the profile in ``data``; raises ProfileError, a sentence that begins with ``name``."""
        try:
            return _parsed(json.loads(data))
        except (ValueError, KeyError, TypeError, RecursionError, OverflowError) as error:
            reason = str(error) if type(error) is _Fault else "it is damaged or something else"
            raise ProfileError(
                f"{name} is no profile of this program: {reason}; learn it anew with digits learn."
            ) from error


class _Fault(ValueError):
    """What is wrong with a profile, in words."""


def vectors_of(features: Features, glyphs: Glyphs) -> Vectors:
    """Return what N drawings look like, (N, F + 196) float32 of length one at most.

    The network's features, which forgive what a network forgives, and the glyph itself, slightly
    blurred and halved in size: each of length one, with equal say. ``features``: (N, F); ``glyphs``:
    (N, 28, 28).
    """
    shrink = _shrinking()
    size = features.shape[1]
    vectors = np.empty((len(glyphs), size + BLURRED_SIDE * BLURRED_SIDE), np.float32)
    vectors[:, :size] = features
    vectors[:, size:] = (shrink @ glyphs @ shrink.T).reshape(-1, BLURRED_SIDE * BLURRED_SIDE)
    for part in (vectors[:, :size], vectors[:, size:]):
        length = np.sqrt(np.einsum("ij,ij->i", part, part))
        np.multiply(part, (SQRT_HALF / np.maximum(length, 1e-6))[:, None], out=part)
    return vectors


def squared_distances(vectors: Vectors, prototypes: Vectors) -> Vectors:
    """Return (N, P) squared distances of vectors of length one."""
    return np.asarray(2 - 2 * (vectors @ prototypes.T), np.float32)


def grouped(columns: Columns) -> Groups:
    """Return where the prototypes of each symbol begin, and which symbols they are of.

    ``columns``: (P,), ascending.
    """
    firsts = np.flatnonzero(np.diff(columns, prepend=-1))
    return firsts, columns[firsts]


def gains(
    squared: Vectors, groups: Groups, radii: Vectors, strength: float, alphabet: Alphabet
) -> Vectors:
    """Return (N, symbols) how much each symbol gains: what its nearest prototype gives.

    That is ``strength`` where they are alike, less with distance, and 0 from the symbol's radius on.
    ``squared``: (N, P) squared distances, infinite for a prototype that must not speak; ``groups``: see
    :func:`grouped`, of one prototype at least; ``radii``: (symbols,).
    """
    firsts, known = groups
    nearest = np.minimum.reduceat(squared, firsts, axis=1)
    gained = np.zeros((len(squared), len(alphabet)), np.float32)
    gained[:, known] = strength * np.maximum(0, 1 - nearest / np.square(radii[known]))
    family = _look_alikes(alphabet)
    if len(family) > 1:
        own = gained[:, family]
        most = own.max(axis=1, keepdims=True)
        if most.any():
            gained[:, family] = SHARE_AMONG_LOOK_ALIKES * own + (1 - SHARE_AMONG_LOOK_ALIKES) * most
    return gained


def combined(log_probs: LogProbs, gained: Vectors, alphabet: Alphabet) -> Vectors:
    """Return (N, symbols) ``log_probs`` with what each symbol gained; "not a symbol" keeps its share."""
    touched: NDArray[np.bool_] = np.logical_or.reduce(gained, axis=1)
    if not touched.any():
        return log_probs
    rows = log_probs + gained
    if NOT_A_SYMBOL in alphabet:
        nothing = alphabet.column(NOT_A_SYMBOL)
        kept = log_probs[:, nothing]
        rows[:, nothing] = -np.inf
        rows -= np.logaddexp.reduce(rows, axis=1, keepdims=True)
        rows += np.log1p(-np.minimum(np.exp(kept), 1 - 1e-6))[:, None]
        rows[:, nothing] = kept
    else:
        rows -= np.logaddexp.reduce(rows, axis=1, keepdims=True)
    return rows if touched.all() else np.where(touched[:, None], rows, log_probs)


def check(profile: Profile, alphabet: Alphabet, model: str, size: int | None, name: str) -> None:
    """Raise ProfileError unless ``profile`` was learnt with the network of this SHA-256 and alphabet.

    ``size``: how many features that network gives, None for none. ``name``: the network's, for people.
    """
    if profile.alphabet != alphabet:
        raise ProfileError(
            f"this profile is for other symbols than {name} knows: learn one with digits learn."
        )
    if profile.model != model:
        raise ProfileError(
            f"this profile was learnt with another network than {name}: learn it anew with digits learn."
        )
    if size is None or profile.vectors.shape[1] != size + BLURRED_SIDE * BLURRED_SIDE:
        raise ProfileError(
            f"{name} gives no features that this profile fits: export it anew with digits export, "
            "then run digits learn."
        )


@cache
def _shrinking() -> Vectors:
    """Return (14, 28) float32: a [1 2 1] / 4 blur, then the mean of two."""
    blur = (2 * np.eye(28) + np.eye(28, k=1) + np.eye(28, k=-1)) / 4
    return np.asarray((blur[0::2] + blur[1::2]) / 2, np.float32)


@cache
def _look_alikes(alphabet: Alphabet) -> NDArray[np.int64]:
    found = [alphabet.column(symbol) for symbol in LOOK_ALIKE_SYMBOLS if symbol in alphabet]
    return np.array(found, np.int64)


def _parsed(values: Any) -> Profile:
    if not isinstance(values, dict) or values.get("format") != PROFILE_FORMAT:
        raise _Fault("it is of another program or version")
    alphabet, model = Alphabet.parse(str(values["alphabet"])), str(values["model"])
    columns = _numbers(values["columns"], int, "symbols")
    radii = _numbers(values["radii"], float, "radii")
    size, strength = values["size"], values["strength"]
    if len(columns) > MAX_STORED_PROTOTYPES or len(radii) != len(alphabet):
        raise _Fault("it has too many prototypes, or not a radius for each symbol")
    if len(columns) and (columns.min() < 0 or columns.max() >= len(alphabet)):
        raise _Fault("it names symbols that its alphabet lacks")
    if (np.diff(columns) < 0).any():
        raise _Fault("its prototypes are out of order")
    if not (np.isfinite(radii).all() and ((radii > 0) & (radii <= MAX_DISTANCE)).all()):
        raise _Fault("its radii make no sense")
    if type(strength) not in (int, float) or not 0 <= strength <= MAX_STRENGTH:
        raise _Fault("its strength makes no sense")
    if type(size) is not int or not BLURRED_SIDE * BLURRED_SIDE < size < 10_000:
        raise _Fault("its vectors have another shape")
    try:
        data = base64.b64decode(str(values["vectors"]), validate=True)
    except binascii.Error:
        raise _Fault("its vectors are damaged") from None
    if len(data) != 2 * size * len(columns):
        raise _Fault("its vectors have another shape")
    vectors = np.frombuffer(data, "<f2").reshape(-1, size).astype(np.float32)
    with np.errstate(over="ignore", invalid="ignore"):
        lengths = np.linalg.norm(vectors, axis=1)
    if not (np.isfinite(vectors).all() and (lengths < 1.01).all()):
        raise _Fault("its vectors make no sense")
    return Profile(
        alphabet,
        model,
        vectors,
        columns.astype(np.int64),
        radii.astype(np.float32),
        float(strength),
        str(values.get("writer", "")),
        str(values.get("made", "")),
        max(0, int(values.get("drawings", 0))),
        tuple(str(answer) for answer in list(values.get("questions", []))[:10]),
    )


def _numbers(values: Any, kind: type, what: str) -> NDArray[Any]:
    if not isinstance(values, Sequence) or not all(type(v) in (int, kind) for v in values):
        raise _Fault(f"its {what} are no numbers")
    return np.array(values, np.float64 if kind is float else np.int64)
