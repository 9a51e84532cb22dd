"""Running a network: glyphs or trajectories in, calibrated log-probabilities out.

Purpose: one object that opens a model file (``.h5`` with its export, or ``.onnx``), and classifies
batches of glyphs with ONNX Runtime; or of trajectories, where the network was made for these.
Contract: the network that runs is the one in the named file. One that did not come with this program
runs in a process of its own, with limits. A Keras file is run through an export that carries the SHA-256
of that very file: the one beside it, else a new one, made in such a process.
Model files are untrusted input. Safe to call from several threads.
Not here: ink and images; finding the thresholds of doubt.
"""

import base64
import copy
import io
import math
import threading
import zipfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from digit_recognizer.arrays import Features, Flags, Glyph, Glyphs, LogProbs, Probabilities
from digit_recognizer.classifier.adapted import reads_no_digits
from digit_recognizer.classifier.bundle import INPUTS, Bundle, Sees
from digit_recognizer.classifier.foreign import ForeignSession
from digit_recognizer.classifier.profile import Profile, check
from digit_recognizer.classifier.session import Session, new_session, reason_of
from digit_recognizer.doubt import are_unsupported
from digit_recognizer.errors import FileError, ModelError
from digit_recognizer.files import read_limited, sha256
from digit_recognizer.resources import is_shipped, usable_cores

TURNED_BY = 8.0  # degrees, to either side; chosen on held-out training digits
MAX_MODEL_BYTES = 256 * 2**20
MAX_INPUT = 1e6  # beyond it, and for NaN, a network may answer anything
GLYPHS_PER_RUN = 32
"""Glyphs a run: 16 to 512 are equally fast, and 32 take 12 MB on two cores, 128 take 42."""
HDF5_MAGIC = b"\x89HDF\r\n\x1a\n"
MODEL_GRAPH_FIELD, GRAPH_NODE_FIELD, NODE_OPERATOR_FIELD = 7, 1, 4
MAX_OPERATOR_NAME = 100
VARINT, FIXED_64, MESSAGE, FIXED_32 = 0, 1, 2, 5
MAX_VARINT_BYTES = 10


class Output(NamedTuple):
    """What a network itself says to N glyphs.

    ``probabilities``: (N, symbols) float32. ``max_logit``: (N,) float32: how much speaks for any symbol
    at all, before the softmax makes shares of it; infinite where the model gives no logits.
    ``features``: (N, F) float32, the last hidden layer; None where it was not asked for.
    """

    probabilities: Probabilities
    max_logit: NDArray[np.float32]
    features: Features | None = None


class Classifier:
    """A network with its bundle. Make one with :meth:`open`."""

    def __init__(
        self, network: bytes, name: str, *, is_foreign: bool = False, session: Session | None = None
    ) -> None:
        """Take the bytes of an ``.onnx`` file; raises ModelError if they are no usable network.

        ``is_foreign``: it may be anybody's, so it runs in a process of its own. One without a bundle is
        asked what it takes (``adapted``). ``session``: of the network; a new one unless given.
        """
        self.name = name
        """The file's name, for people."""
        self._is_foreign = is_foreign
        try:
            self._session = session or self._opened_session(network)
            self.bundle = Bundle.parse(self._session.get_modelmeta().custom_metadata_map)
        except ModelError:
            raise
        except Exception as error:  # ONNX Runtime raises its own classes, which share no base
            raise ModelError(
                f"{name} is not a model of this program: {reason_of(error)}."
            ) from error
        self._outputs = [value.name for value in self._session.get_outputs()]
        self.sees = self._checked_input()
        """What it looks at; where "glyphs" are spoken of here, these are meant."""
        self._network = network
        self._maps_session: Session | None = None
        self._lock = threading.Lock()
        self._profile: Profile | None = None

    @classmethod
    def open(cls, path: Path, *, sees: Sees = "glyphs") -> "Classifier":
        """Return the classifier in the file ``path``, an ``.h5`` or an ``.onnx``, that ``sees`` this.

        Raises ModelError (or FileError, MissingDependencyError) with a sentence for the user.
        """
        classifier = cls._opened(path)
        if classifier.sees != sees:
            raise ModelError(
                f"{path} is a network for {classifier.sees}, and one for {sees} is needed: "
                "choose another file."
            )
        return classifier

    @classmethod
    def _opened(cls, path: Path) -> "Classifier":
        data = read_limited(path, MAX_MODEL_BYTES, "a model")
        if not data.startswith(HDF5_MAGIC):
            if path.suffix == ".onnx":
                return cls(data, path.name, is_foreign=not is_shipped(path))
            if not zipfile.is_zipfile(io.BytesIO(data)):  # as a .keras is
                raise ModelError(
                    f"{path} is no model that this program reads: give a Keras .h5 or .keras, or an "
                    ".onnx, with 28x28 input and 10 outputs."
                )
        beside = cls._matching(path.with_suffix(".onnx"), sha256(data), path.name)
        if beside is not None:
            return beside
        session = ForeignSession(data, str(path), is_keras=True)
        return cls(session.network, path.name, is_foreign=True, session=session)

    @classmethod
    def _matching(cls, export: Path, digest: str, name: str) -> "Classifier | None":
        """Return the classifier in ``export`` if it was made from the file with this digest."""
        if not export.is_file():
            return None
        try:
            network = read_limited(export, MAX_MODEL_BYTES, "a model")
            if digest.encode() not in network:
                return None
            classifier = cls(network, name, is_foreign=not is_shipped(export))
        except FileError:
            return None  # damaged: as good as missing
        return classifier if classifier.bundle.source_sha256 == digest else None

    @property
    def is_foreign(self) -> bool:
        """Whether the network runs in a process of its own."""
        return self._is_foreign

    @property
    def size(self) -> int:
        """Bytes of the ``.onnx`` file."""
        return len(self._network)

    @property
    def operators(self) -> Counter[str]:
        """How often the network uses each operator, in its order."""
        return operators(self._network)

    @property
    def remark(self) -> str | None:
        """What its user should know before it reads, in a sentence; None for nothing."""
        few = reads_no_digits(self.bundle.provenance)
        if few is None:
            return None
        read, shown = few
        return (
            f"{self.name} reads {read} of {shown} bundled drawings: it is no model of digits, or wants "
            "others."
        )

    @property
    def profile(self) -> Profile | None:
        """What is known of the writer's hand, which has its say in log-probabilities, or None."""
        return self._profile

    def with_profile(self, profile: Profile | None) -> "Classifier":
        """Return this network, not loaded again, for the hand of ``profile``; for nobody's with None.

        Raises ProfileError if the profile was learnt with another network.
        """
        if profile is not None:
            shapes = {value.name: value.shape for value in self._session.get_outputs()}
            size = shapes["features"][1] if "features" in shapes else None
            check(profile, self.bundle.alphabet, self.bundle.source_sha256, size, self.name)
        other = copy.copy(self)
        other._profile = profile
        return other

    def run(self, glyphs: Glyphs, *, features: bool = False) -> Output:
        """Return the network's own answers to (N, 28, 28) float32 glyphs, before calibration.

        ``features``: whether its last hidden layer is wanted too; it is None where the model has none,
        or its export is older than this output.
        """
        names = [name for name in ("probabilities", "logits") if name in self._outputs]
        if (features or self._profile is not None) and "features" in self._outputs:
            names.append("features")
        if len(glyphs) <= GLYPHS_PER_RUN:
            return self._run(glyphs, names)
        chunks = [glyphs[i : i + GLYPHS_PER_RUN] for i in range(0, len(glyphs), GLYPHS_PER_RUN)]
        with ThreadPoolExecutor(usable_cores()) as threads:
            outputs = list(threads.map(lambda chunk: self._run(chunk, names), chunks))
        found = [output.features for output in outputs if output.features is not None]
        return Output(
            np.concatenate([output.probabilities for output in outputs]),
            np.concatenate([output.max_logit for output in outputs]),
            np.concatenate(found) if found else None,
        )

    def look_twice(self, glyphs: Glyphs, below: float) -> Output:
        """Return :meth:`run`, but where no share reaches ``below``, the mean with two turned copies."""
        output = self.run(glyphs)
        again = np.flatnonzero(output.probabilities.max(axis=1, initial=0) < below)
        if not len(again):
            return output
        looks = self.run(turned(glyphs[again])).probabilities.reshape(2, len(again), -1)
        probabilities = output.probabilities.copy()
        probabilities[again] = (probabilities[again] + looks.sum(axis=0)) / 3
        return output._replace(probabilities=probabilities)

    def log_probs(self, glyphs: Glyphs) -> LogProbs:
        """Return calibrated (N, symbols) float32 log-probabilities for (N, 28, 28) glyphs: one look."""
        return self._calibrated(self.run(glyphs), glyphs)[0]

    def classify(self, glyphs: Glyphs) -> tuple[LogProbs, Flags]:
        """Return calibrated (N, symbols) log-probabilities, and (N,) whether each answer is doubtful.

        Temperature scaling (Guo et al., "On calibration of modern neural networks", ICML 2017): a
        softmax's logarithm is its logits up to a constant, so the network's probabilities suffice.
        Where the network is not sure, it looks twice.
        """
        output = self.look_twice(glyphs, self.bundle.second_look_below)
        log_probs, known = self._calibrated(output, glyphs)
        confidences = np.exp(log_probs.max(axis=1))
        limits = self.bundle.doubt_below, self.bundle.evidence_below
        return log_probs, are_unsupported(confidences, output.max_logit, known, *limits)

    def log_probs_and_features(self, glyphs: Glyphs) -> tuple[LogProbs, Features | None]:
        """Return :meth:`log_probs` and the last hidden layer of (N, 28, 28) glyphs in one run."""
        output = self.run(glyphs, features=True)
        return self._calibrated(output, glyphs)[0], output.features

    def maps(self, glyph: Glyph) -> dict[str, NDArray[np.float32]]:
        """Return the feature maps of each convolutional layer, (channels, height, width) float32.

        By layer name, in the network's order; empty where there are none, or the export is older than
        this. The first call takes some ms: a second session that gives these maps is made from the same
        bytes, so that a reading does not pay for them. Raises ModelError if it cannot be made.
        """
        layers = self.bundle.map_layers
        if not layers:
            return {}
        with self._lock:
            if self._maps_session is None:
                try:
                    more = base64.b64decode(self.bundle.map_outputs)
                    self._maps_session = self._opened_session(self._network + more)
                except Exception as error:  # ONNX Runtime's own classes again
                    raise ModelError(
                        f"{self.name} cannot show its feature maps: export it anew with digits export."
                    ) from error
        names = [f"maps{number}" for number in range(len(layers))]
        maps = self._ran(self._maps_session, names, {"glyphs": glyph[None]})
        if any(values.ndim != 4 or len(values) != 1 for values in maps.values()):
            raise ModelError(
                f"{self.name} gives other feature maps than it says: choose another model."
            )
        return {layer: maps[name][0] for layer, name in zip(layers, names, strict=True)}

    def _calibrated(self, output: Output, glyphs: Glyphs) -> tuple[LogProbs, Flags]:
        """Return calibrated log-probabilities, and (N,) whether the profile knows the answer's shape."""
        logits = np.log(np.maximum(output.probabilities, 1e-30)) / self.bundle.temperature
        log_probs = np.asarray(
            logits - np.logaddexp.reduce(logits, axis=1, keepdims=True), np.float32
        )
        if self._profile is None or output.features is None:
            return log_probs, np.zeros(len(log_probs), np.bool_)
        return self._profile.classify(log_probs, output.features, glyphs)

    def _run(self, glyphs: Glyphs, names: list[str]) -> Output:
        found = self._ran(self._session, names, {self.sees: glyphs})
        shapes = {name: found[name].shape for name in names if name != "features"}
        if any(shape != (len(glyphs), len(self.bundle.alphabet)) for shape in shapes.values()):
            raise ModelError(f"{self.name} gives other shapes than it says: choose another model.")
        features = found.get("features")
        if features is not None and (features.ndim != 2 or len(features) != len(glyphs)):
            raise ModelError(
                f"{self.name} gives other features than it says: choose another model."
            )
        logits = found.get("logits")
        max_logit = (
            np.full(len(glyphs), np.inf, np.float32) if logits is None else logits.max(axis=1)
        )
        return Output(found["probabilities"], max_logit, features)

    def _ran(
        self, session: Session, names: list[str], feeds: dict[str, NDArray[np.float32]]
    ) -> dict[str, NDArray[np.float32]]:
        """Return the outputs ``names``; raises ModelError if the network fails, or gives no numbers."""
        try:
            values = session.run(names, feeds)
            found = {
                name: np.asarray(value, np.float32)
                for name, value in zip(names, values, strict=True)
            }
        except ModelError:
            raise
        except Exception as error:  # ONNX Runtime's own classes again
            raise ModelError(f"{self.name} fails when it runs: {reason_of(error)}.") from error
        given = all((np.abs(values) <= MAX_INPUT).all() for values in feeds.values())
        if given and not all(np.isfinite(values).all() for values in found.values()):
            raise ModelError(f"{self.name} answers with NaN or infinity: choose another model.")
        return found

    def _opened_session(self, network: bytes) -> Session:
        """Return a session for the bytes of an ``.onnx`` file."""
        if self._is_foreign:
            return ForeignSession(network, self.name)
        session: Session = new_session(network)
        return session

    def _checked_input(self) -> Sees:
        """Return what the network looks at; raises ModelError if its shapes are others."""
        inputs, outputs = self._session.get_inputs(), self._session.get_outputs()
        expected = len(self.bundle.alphabet)
        taken = [(value.name, value.shape[1:]) for value in inputs]
        sees = next((name for name, shape in INPUTS.items() if taken == [(name, shape)]), None)
        fits = (
            self._outputs[:1] == ["probabilities"]
            and set(self._outputs[1:]) <= {"features", "logits"}
            and outputs[0].shape[1:] == [expected]
        )
        if sees is None or not fits:
            raise ModelError(
                f"{self.name} takes or gives other shapes than (N, 28, 28) and (N, {expected})."
            )
        return sees


def turned(glyphs: Glyphs) -> Glyphs:
    """Return (2N, 28, 28) float32 glyphs: all of (N, 28, 28) turned to one side, then to the other.

    A network that is sure of a wrong digit is often less so when the digit is turned. The mean over the
    digit and its turned copies (test-time augmentation: Krizhevsky, Sutskever and Hinton, "ImageNet
    classification with deep convolutional neural networks", NIPS 2012) is a more honest confidence.
    """
    pixels = np.asarray(glyphs, np.float32)
    return np.stack([_turned(glyph, by) for by in (-TURNED_BY, TURNED_BY) for glyph in pixels])


def _turned(glyph: Glyph, degrees: float) -> Glyph:
    """Return ``glyph`` turned about its middle; what comes in from outside is paper."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    middle = len(glyph) / 2  # Pillow's pixels are squares, their middles at a half
    rows = (cos, sin, middle * (1 - cos - sin), -sin, cos, middle * (1 + sin - cos))
    affine, bilinear = Image.Transform.AFFINE, Image.Resampling.BILINEAR
    return np.asarray(Image.fromarray(glyph).transform(glyph.shape, affine, rows, bilinear))


def operators(network: bytes) -> Counter[str]:
    """Return how often each operator is used in the bytes of an ``.onnx``, in the order of the graph.

    Nothing is run and nothing larger than they are is made; what is no protobuf ends the count. Fields
    are those of ``onnx.proto`` (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto).
    """
    counts: Counter[str] = Counter()
    for graph in _messages(memoryview(network), MODEL_GRAPH_FIELD):
        for node in _messages(graph, GRAPH_NODE_FIELD):
            for name in _messages(node, NODE_OPERATOR_FIELD):
                counts[bytes(name[:MAX_OPERATOR_NAME]).decode("ascii", "replace")] += 1
    return counts


def _messages(data: memoryview, wanted: int) -> Iterator[memoryview]:
    """Yield the content of each field number ``wanted``, as far as ``data`` is well formed."""
    place = 0
    while place < len(data):
        tag, place = _varint(data, place)
        kind = tag & 7
        if kind == VARINT:
            _, place = _varint(data, place)
        elif kind in {FIXED_64, FIXED_32}:
            place += 8 if kind == FIXED_64 else 4
        elif kind == MESSAGE:
            size, place = _varint(data, place)
            if tag >> 3 == wanted and place + size <= len(data):
                yield data[place : place + size]
            place += size
        else:
            return


def _varint(data: memoryview, place: int) -> tuple[int, int]:
    """Return a number of variable length at ``place``, and where it ends."""
    value = 0
    for shift, byte in enumerate(data[place : place + MAX_VARINT_BYTES]):
        value |= (byte & 0x7F) << (7 * shift)
        if byte < 0x80:
            return value, place + shift + 1
    return 0, len(data)
