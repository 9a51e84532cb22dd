"""The bundle: what travels with a network inside its ``.onnx`` file.

Purpose: everything needed to use the weights rightly: the alphabet, the glyph recipe's version, the
temperature, the thresholds of doubt, where it came from, and what explanations need. Stored as ONNX
metadata (string to string), so that one file holds it all.
Contract: ``Bundle.parse(bundle.properties())`` gives an equal bundle. Nothing is unpickled; values from
a file are checked.
Not here: the weights themselves, and running them.
"""

import base64
import json
import math
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.alphabet import DIGITS, Alphabet

PROPERTY_PREFIX = "digit_recognizer."
DEFAULT_DOUBT = 0.8
MIN_TEMPERATURE, MAX_TEMPERATURE = 1e-3, 1e3
"""Beyond these no probabilities are left: networks are calibrated with 0.5 to 3."""
_OPTIONAL = {  # what older bundles lack, and what newer ones need not have
    "evidence_below": "-inf",
    "second_look_below": "0",
    "prototypes": "",
    "map_layers": "[]",
    "map_outputs": "",
    "extents": "{}",
}

Sees = Literal["glyphs", "trajectories"]
INPUTS: dict[Sees, list[int]] = {"glyphs": [28, 28], "trajectories": [48, 5]}
"""What a network may look at: the name of its input, and the shape of one example."""

Extent = tuple[float, float, float, float]
"""How large a symbol is: mean and standard deviation of the log of its height, then of its width.

Both are in heights of the writer's digits, and ``EXTENT_FLOOR`` is added to them before the logarithm: a
minus has no height, a tap has neither.
"""

EXTENT_FLOOR = 0.03
MAX_EXTENT_LOG = 20.0  # of a log: nobody writes e**20 times as large as another


@dataclass(frozen=True, slots=True)
class Bundle:
    """The metadata of a network.

    ``source_sha256``: hash of the ``.h5`` file the network was exported from, 64 hex digits.
    ``glyph_recipe``: version of the preprocessing it was trained with (``raster.GLYPH_RECIPE``).
    ``temperature``: divides the logits before the softmax; from ``MIN_TEMPERATURE`` to
    ``MAX_TEMPERATURE``.
    ``doubt_below``: readings with a lower calibrated confidence are marked doubtful; in [0, 1].
    ``evidence_below``: so are readings with a lower largest logit; minus infinity for none.
    ``second_look_below``: where no symbol has a share as large as this, before calibration, the network
    looks again at turned copies; 0 for never.
    ``provenance``: data sets, seed, date, measured accuracy; JSON values.
    ``prototypes``: the network's ideal of each symbol, base64 of compressed uint8; "" in older bundles.
    ``map_layers``: names of the layers whose feature maps the network can give.
    ``map_outputs``: base64 of what makes these maps outputs when it is appended to the file's bytes.
    ``extents``: how large the symbols are written, by symbol; empty where nothing is known of it.
    """

    source_sha256: str
    alphabet: Alphabet = DIGITS
    glyph_recipe: int = 1
    temperature: float = 1.0
    doubt_below: float = DEFAULT_DOUBT
    provenance: dict[str, Any] = field(default_factory=dict)
    prototypes: str = ""
    map_layers: tuple[str, ...] = ()
    map_outputs: str = ""
    evidence_below: float = -math.inf
    extents: Mapping[str, Extent] = field(default_factory=dict)
    second_look_below: float = 0.0

    @staticmethod
    def pack_prototypes(pictures: NDArray[np.uint8]) -> str:
        """Return (symbols, 28, 28) uint8 pictures as compressed base64 text."""
        return base64.b64encode(zlib.compress(pictures.tobytes(), 9)).decode()

    def unpack_prototypes(self) -> NDArray[np.uint8] | None:
        """Return the prototypes as (symbols, 28, 28) uint8, ink bright, or None where there are none.

        Raises ValueError where they are damaged.
        """
        if not self.prototypes:
            return None
        size = len(self.alphabet) * 784
        try:
            unpacker = zlib.decompressobj()  # which, unlike zlib.decompress, can be limited
            data = unpacker.decompress(base64.b64decode(self.prototypes), size + 1)
        except zlib.error as error:
            raise ValueError(f"its prototypes are damaged: {error}") from error
        if len(data) != size:
            raise ValueError("its prototypes have another size")
        return np.frombuffer(data, np.uint8).reshape(-1, 28, 28)

    def properties(self) -> dict[str, str]:
        """Return the bundle as ONNX metadata properties."""
        values = {
            "source_sha256": self.source_sha256,
            "alphabet": str(self.alphabet),
            "glyph_recipe": str(self.glyph_recipe),
            "temperature": repr(self.temperature),
            "doubt_below": repr(self.doubt_below),
            "evidence_below": repr(self.evidence_below),
            "second_look_below": repr(self.second_look_below),
            "provenance": json.dumps(self.provenance, ensure_ascii=False),
            "references": "[]",  # older versions of this program want the field
            "prototypes": self.prototypes,
            "map_layers": json.dumps(self.map_layers, ensure_ascii=False),
            "map_outputs": self.map_outputs,
            "extents": json.dumps(dict(self.extents), ensure_ascii=False),
        }
        return {PROPERTY_PREFIX + key: value for key, value in values.items()}

    @classmethod
    def parse(cls, properties: Mapping[str, str]) -> "Bundle":
        """Return the bundle in ONNX metadata; raises ValueError if it is missing or makes no sense.

        ``references`` of older bundles are not read: checking them takes 6 to 12 ms a network.
        """
        try:
            value = _OPTIONAL | {
                key.removeprefix(PROPERTY_PREFIX): text
                for key, text in properties.items()
                if key.startswith(PROPERTY_PREFIX)
            }
            bundle = cls(
                value["source_sha256"],
                Alphabet.parse(value["alphabet"]),
                int(value["glyph_recipe"]),
                float(value["temperature"]),
                float(value["doubt_below"]),
                dict(json.loads(value["provenance"])),
                value["prototypes"],
                tuple(str(name) for name in json.loads(value["map_layers"])),
                value["map_outputs"],
                float(value["evidence_below"]),
                _extents(json.loads(value["extents"])),
                float(value["second_look_below"]),
            )
            bundle.unpack_prototypes()
        except (KeyError, TypeError) as error:
            raise ValueError(f"its metadata lacks {error}") from error
        if not MIN_TEMPERATURE <= bundle.temperature <= MAX_TEMPERATURE:
            raise ValueError(f"its temperature is {bundle.temperature}")
        if not 0 <= bundle.doubt_below <= 1:
            raise ValueError(f"its threshold of doubt is {bundle.doubt_below}")
        if not bundle.evidence_below < math.inf:
            raise ValueError(f"its threshold of evidence is {bundle.evidence_below}")
        if not 0 <= bundle.second_look_below <= 1:
            raise ValueError(f"its threshold of a second look is {bundle.second_look_below}")
        if not set(bundle.extents) <= set(bundle.alphabet):
            raise ValueError("it names sizes of symbols that its alphabet lacks")
        return bundle


def _extents(table: Any) -> dict[str, Extent]:
    """Return the sizes of symbols in what was JSON; raises ValueError for others."""
    if not isinstance(table, dict):
        raise ValueError("its sizes of symbols are no table")
    extents: dict[str, Extent] = {}
    for symbol, row in table.items():
        try:
            high, high_spread, wide, wide_spread = map(float, row)
        except (TypeError, ValueError):
            raise ValueError(f"its size of {symbol} is not four numbers") from None
        means_fit = all(abs(mean) < MAX_EXTENT_LOG for mean in (high, wide))
        if not (means_fit and all(0 < s < MAX_EXTENT_LOG for s in (high_spread, wide_spread))):
            raise ValueError(f"its size of {symbol} makes no sense")
        extents[str(symbol)] = (high, high_spread, wide, wide_spread)
    return extents
