"""The Reader: joins glyph making and the classifier into readings.

Purpose: the one object that programs use: ``Reader.load().read_ink(ink)`` and ``.read_image(path)``.
Contract: the same ink and the same bundle give the same reading. Reading never raises on odd ink: it
returns an empty reading with its reason. Only files raise (FileError), and arrays that are no image
(ValueError) or other objects (TypeError). Thread-safe.
Not here: numbers and expressions (one drawing is one symbol for now); windows and printing.
"""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.classifier import Bundle, Classifier
from digit_recognizer.errors import ModelError
from digit_recognizer.ink import Box, Ink, read_inkml
from digit_recognizer.raster import (
    RECIPE,
    Segment,
    glyph_from_ink,
    glyph_from_page,
    page_from_image,
)
from digit_recognizer.raster.glyph import ink_box
from digit_recognizer.resources import default_model

UNCLEAR = 0.5  # a doubtful reading below this confidence may be no digit at all


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One possible answer: ``text`` and its calibrated ``confidence`` in [0, 1]."""

    text: str
    confidence: float


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """An answer with what it rests on.

    ``hypotheses``: every symbol of the alphabet, likeliest first; empty if there was nothing to read.
    ``doubtful``: whether the likeliest is too unsure to be shown as the answer; ``no_symbol``: doubtful
    because it looks like none of the symbols, or like several at once.
    ``reason``: why it is empty or doubtful, in words; "" otherwise.
    ``segments``: the ink that was read, with box and glyph. ``seconds``: how long reading took.
    """

    hypotheses: tuple[Hypothesis, ...] = ()
    doubtful: bool = False
    no_symbol: bool = False
    reason: str = ""
    segments: tuple[Segment, ...] = ()
    seconds: float = 0.0

    @property
    def text(self) -> str:
        """The likeliest answer, doubtful or not; "" if there was nothing to read."""
        return self.hypotheses[0].text if self.hypotheses else ""

    @property
    def confidence(self) -> float:
        """The calibrated probability that ``text`` is right; 0.0 if there was nothing to read."""
        return self.hypotheses[0].confidence if self.hypotheses else 0.0

    @property
    def likeliest(self) -> tuple[Hypothesis, ...]:
        """The few hypotheses worth naming to a person: those above 5 %, three at most."""
        return tuple(h for h in self.hypotheses[:3] if h.confidence > 0.05)


class Reader:
    """Reads ink and images with one classifier. Make one with :meth:`load`."""

    def __init__(self, classifier: Classifier) -> None:
        self._classifier = classifier

    @classmethod
    def load(cls, model: str | Path | None = None) -> "Reader":
        """Return a reader with the model in ``model`` (``.h5`` or ``.onnx``), the shipped one if None.

        Raises ModelError, FileError or MissingDependencyError with a sentence for the user.
        """
        path = default_model() if model is None else Path(model)
        classifier = Classifier.open(path)
        if classifier.bundle.glyph_recipe != RECIPE:
            raise ModelError(
                f"{path} was made for glyphs of recipe {classifier.bundle.glyph_recipe}, and this "
                f"program makes those of recipe {RECIPE}: train or export it anew."
            )
        return cls(classifier)

    @property
    def model_name(self) -> str:
        """The file name of the model."""
        return self._classifier.name

    @property
    def classifier(self) -> Classifier:
        """The network itself, for what looks inside it."""
        return self._classifier

    @property
    def bundle(self) -> Bundle:
        """What travels with the model: alphabet, temperature, provenance."""
        return self._classifier.bundle

    def read_ink(self, ink: Ink) -> Reading:
        """Return the reading of all of ``ink`` as one symbol."""
        began = time.perf_counter()
        glyph = glyph_from_ink(ink)
        if glyph is None:
            return Reading(reason="there is no ink")
        segment = Segment(ink.box, glyph, tuple(range(len(ink))))
        return self._read(segment, began)

    def read_image(self, image: str | Path | NDArray[Any]) -> Reading:
        """Return the reading of an image with one symbol on it.

        ``image``: a file (PNG, JPEG, TIFF, WebP, BMP; ``.inkml`` too) or an array as described for
        :func:`digit_recognizer.raster.page_from_image`, dark on light or light on dark.
        """
        if isinstance(image, (str, Path)) and Path(image).suffix.lower() == ".inkml":
            return self.read_ink(read_inkml(image).ink)
        began = time.perf_counter()
        page = page_from_image(image)
        glyph, box = glyph_from_page(page), ink_box(page)
        if glyph is None or box is None:
            return Reading(reason="the image shows no ink")
        return self._read(Segment(Box(*map(float, box)), glyph), began)

    def read_glyphs(self, glyphs: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return calibrated (N, symbols) float32 log-probabilities of (N, 28, 28) float32 glyphs."""
        return self._classifier.log_probs(glyphs)

    def _read(self, segment: Segment, began: float) -> Reading:
        bundle = self._classifier.bundle
        log_probs, doubts = self._classifier.judge(segment.glyph[None])
        probabilities = np.exp(log_probs[0]).tolist()
        likeliest_first = sorted(
            zip(bundle.alphabet, probabilities, strict=True), key=lambda h: -h[1]
        )
        hypotheses = tuple(Hypothesis(text, confidence) for text, confidence in likeliest_first)
        doubtful = bool(doubts[0])
        # Two digits that share the confidence are one unclear digit; little of either is none.
        unclear = UNCLEAR <= hypotheses[0].confidence < bundle.doubt_below
        no_symbol = doubtful and not unclear
        reason = ""
        if doubtful:
            reason = (
                "it looks like no digit, or like several" if no_symbol else "it is not clear enough"
            )
        seconds = time.perf_counter() - began
        return Reading(hypotheses, doubtful, no_symbol, reason, (segment,), seconds)
