"""A network of somebody else's, without a word about what it takes, made to take glyphs.

Purpose: find out in which range and which polarity a network wants its glyphs, by asking it about
drawings whose digit is known; give it glyphs that way, and its answers as probabilities.
Contract: of the ways in :data:`SCALINGS` the one that reads the most drawings is taken, of equal ones
the surest, and the first of those that are sure enough. What is found out is in the bundle's
provenance. A network of other shapes is refused.
Not here: where the network runs (``foreign``).
"""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.alphabet import DIGITS
from digit_recognizer.arrays import Glyphs
from digit_recognizer.classifier.bundle import PROPERTY_PREFIX, Bundle
from digit_recognizer.classifier.session import Session
from digit_recognizer.errors import ModelError
from digit_recognizer.files import sha256

REFERENCE_DIGITS = Path(__file__).with_name("reference_digits.npz")
"""The glyphs of the bundled drawings, uint8, and their digits; ``tests`` say that they are these."""

MIN_SHARE_READ = 0.5
"""A network that reads fewer of the bundled drawings reads no digits."""

SURE_ENOUGH = 0.95
"""Mean probability of the right digit: beyond it a way that makes inputs larger only exaggerates."""

READS_KEY, OF_KEY, SCALING_KEY = "drawings_read", "drawings_shown", "scaling"
GLYPH_PIXELS = 784
FLOAT_INPUT = "tensor(float)"


class Scaling(NamedTuple):
    """How a network wants its glyphs: their levels times ``factor``, plus ``offset``."""

    factor: float
    offset: float
    words: str


SCALINGS = (
    Scaling(1, 0, "0 to 1, ink bright"),
    Scaling(-1, 1, "0 to 1, ink dark"),
    Scaling(255, 0, "0 to 255, ink bright"),
    Scaling(-255, 255, "0 to 255, ink dark"),
    Scaling(2, -1, "-1 to 1, ink bright"),
    Scaling(-2, 1, "-1 to 1, ink dark"),
)

Described = Any
"""What tells an input or output of a session: its name, type and shape."""


@lru_cache(maxsize=1)
def reference_digits() -> tuple[Glyphs, NDArray[np.int64]]:
    """Return glyphs of the bundled drawings, (N, 28, 28) in [0, 1], and their N digits."""
    with np.load(REFERENCE_DIGITS, allow_pickle=False) as arrays:
        return arrays["glyphs"].astype(np.float32) / 255, arrays["digits"].astype(np.int64)


def best_scaling(answers: Callable[[Glyphs], NDArray[Any]]) -> tuple[Scaling, int]:
    """Return how a network reads the most of the bundled drawings, and how many it reads so.

    ``answers``: gives (N, 10) numbers, the largest for the digit, for N glyphs that are scaled already.
    """
    glyphs, digits = reference_digits()
    best, most, surest = SCALINGS[0], -1, 0.0
    for scaling in SCALINGS:
        values = np.asarray(answers(glyphs * scaling.factor + np.float32(scaling.offset)))
        if not np.isfinite(values).all():
            continue
        shares = probabilities_of(values, kind_of(values))
        read = int((shares.argmax(axis=1) == digits).sum())
        sure = min(float(shares[np.arange(len(digits)), digits].mean()), SURE_ENOUGH)
        if (read, sure) > (most, surest):
            best, most, surest = scaling, read, sure
    return best, max(most, 0)


def found_out(scaling: Scaling, read: int) -> dict[str, Any]:
    """Return what is known of a network then, for its bundle's provenance."""
    return {SCALING_KEY: scaling.words, READS_KEY: read, OF_KEY: len(reference_digits()[1])}


def reads_no_digits(provenance: dict[str, Any]) -> tuple[int, int] | None:
    """Return how few of how many drawings a network reads; None where it reads them, or nobody asked."""
    read, shown = provenance.get(READS_KEY), provenance.get(OF_KEY)
    if not isinstance(read, int) or not isinstance(shown, int) or read >= MIN_SHARE_READ * shown:
        return None
    return read, shown


def is_bundled(session: Session) -> bool:
    """Whether a network says what it takes, as those of this program do."""
    return any(
        key.startswith(PROPERTY_PREFIX) for key in session.get_modelmeta().custom_metadata_map
    )


def adapted(session: Session, network: bytes, name: str) -> Session:
    """Return a session for ``network`` that takes glyphs and has a bundle; raises ModelError."""
    return session if is_bundled(session) else AdaptedSession(session, sha256(network), name)


class AdaptedSession:
    """A session that takes "glyphs" and gives "probabilities" and, where there are any, "logits"."""

    def __init__(self, session: Session, digest: str, name: str) -> None:
        """Take the network; raises ModelError unless it has one input of 28x28 and one output of 10.

        ``digest``: the SHA-256 of its file.
        """
        self._session = session
        inputs, outputs = session.get_inputs(), session.get_outputs()
        shape = inputs[0].shape if len(inputs) == 1 else []
        rest = [side for side in shape[1:] if side != 1]
        is_glyph = rest in ([28, 28], [GLYPH_PIXELS]) and inputs[0].type == FLOAT_INPUT
        if not is_glyph or not outputs or outputs[0].shape[-1:] != [len(DIGITS)]:
            raise ModelError(
                f"{name} takes {_words(inputs)} and gives {_words(outputs)}: a model takes one picture "
                "of 28x28 as float and gives 10 numbers."
            )
        self._shape: tuple[int, ...] = tuple(shape[1:])
        self._is_single = shape[0] == 1  # it takes one picture at a time, whatever is asked
        self._input, self._output = inputs[0].name, outputs[0].name
        scaling, read = best_scaling(self._answers)
        self._scaling = scaling
        glyphs, _ = reference_digits()
        values = self._answers(glyphs * scaling.factor + np.float32(scaling.offset))
        if not np.isfinite(values).all():
            raise ModelError(f"{name} answers with NaN or infinity: choose another model.")
        self._kind = kind_of(values)
        provenance = {"model": name, **found_out(scaling, read)}
        self._bundle = Bundle(digest, provenance=provenance)

    def get_inputs(self) -> list[Described]:
        """Return the input that this program gives."""
        return [_Value("glyphs", ["N", 28, 28])]

    def get_outputs(self) -> list[Described]:
        """Return the outputs that this program wants."""
        names = ["probabilities", *(["logits"] if self._kind == "logits" else [])]
        return [_Value(name, ["N", len(DIGITS)]) for name in names]

    def get_modelmeta(self) -> Described:
        """Return the bundle that was made up."""
        return _Meta(self._bundle.properties())

    def run(self, names: list[str], feeds: dict[str, NDArray[np.float32]]) -> list[NDArray[Any]]:
        """Return the outputs ``names``; raises ModelError."""
        scaling = self._scaling
        values = self._answers(feeds["glyphs"] * scaling.factor + np.float32(scaling.offset))
        found = {"logits": values, "probabilities": probabilities_of(values, self._kind)}
        return [found[name] for name in names]

    def _answers(self, glyphs: Glyphs) -> NDArray[np.float32]:
        shaped = np.asarray(glyphs, np.float32).reshape(-1, *self._shape)
        some = [shaped[i : i + 1] for i in range(len(shaped))] if self._is_single else [shaped]
        found = [self._session.run([self._output], {self._input: part})[0] for part in some]
        return np.concatenate([np.asarray(part).reshape(-1, len(DIGITS)) for part in found])


class _Value(NamedTuple):
    name: str
    shape: list[Any]
    type: str = FLOAT_INPUT


class _Meta(NamedTuple):
    custom_metadata_map: dict[str, str]


def kind_of(values: NDArray[np.float32]) -> str:
    """Return what the answers are: "shares" of 1, "scores" in [0, 1], or "logits"."""
    if ((values >= 0) & (values <= 1 + 1e-3)).all():
        return "shares" if np.allclose(values.sum(axis=1), 1, atol=1e-3) else "scores"
    return "logits"


def probabilities_of(values: NDArray[np.float32], kind: str) -> NDArray[np.float32]:
    """Return answers of a :func:`kind_of` answers as (N, 10) probabilities."""
    if kind == "shares":
        return values
    if kind == "scores":
        return np.asarray(values / np.maximum(values.sum(axis=1, keepdims=True), 1e-7), np.float32)
    powers = np.exp(values - values.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)


def _words(values: list[Described]) -> str:
    shapes = [f"{value.name} {'x'.join(map(str, value.shape)) or 'number'}" for value in values[:3]]
    return ", ".join(shapes) or "nothing"
