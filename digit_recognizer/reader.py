"""The Reader: joins glyphs, networks, segmentation and decoding into readings.

Purpose: the one object that programs use: ``Reader.load().read_ink(ink)`` and ``.read_image(path)``.
Contract: the same ink and the same bundles give the same reading. Reading never raises on odd ink: it
returns an empty reading with its reason. Only files raise (FileError), and arrays that are no image
(ValueError) or other objects (TypeError). Thread-safe.
Not here: how a page is decoded (``decoding``), what lines say to people (``lines``), windows, printing.
"""

import math
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from digit_recognizer import doubt
from digit_recognizer.alphabet import ARITHMETIC, DIGITS, NOT_A_SYMBOL
from digit_recognizer.arrays import Flags, Glyphs, LogProbs, Mask, Page
from digit_recognizer.classifier import (
    Bundle,
    Classifier,
    LineRescorer,
    PageSegmenter,
    Profile,
    TextlineRecognizer,
    shipped_line_rescorer,
    shipped_page_segmenter,
    shipped_textline_recognizer,
)
from digit_recognizer.decoding import Annotations, InkSource, PageReading, SymbolScorer, drawn_on
from digit_recognizer.decoding.parameters import PARAMETERS
from digit_recognizer.doubt import Reason
from digit_recognizer.errors import ModelError
from digit_recognizer.ink import Box, Ink, begins_as_drawing, read_drawing
from digit_recognizer.lines import UNCLEAR_ANSWER
from digit_recognizer.page_lines import LineReader, marks_in
from digit_recognizer.raster import GLYPH_RECIPE, Segment, glyph_from_page, trajectory
from digit_recognizer.raster.glyph import glyph_from_polylines, ink_box
from digit_recognizer.raster.image import picture_ink
from digit_recognizer.raster.page_segmentation import PageNetwork
from digit_recognizer.raster.parameters import digest as raster_digest
from digit_recognizer.raster.pen import path_length_of, polylines_of
from digit_recognizer.raster.picture_ink import PictureInk
from digit_recognizer.reading import Correction, Expectation, Hypothesis, Line, Only, Reading
from digit_recognizer.resources import default_model, default_strokes, default_symbols
from digit_recognizer.segmentation import PicturePage, Place
from digit_recognizer.segmentation.parameters import digest as segmentation_digest

__all__ = ["Expectation", "Reader"]

MIN_RINGED_SIDE = 48
"""Pixels: a smaller picture of a digit is a crop, which is not searched for rings."""


class Reader:
    """Reads ink and images: digits with one network, numbers and sums with two others beside it.

    Make one with :meth:`load`. ``classifier``: the network for single digits; ``symbols``: the one for
    numbers and sums, which sees glyphs, and ``strokes``: the one for how these are drawn, or None where
    there is none. ``pages``: the network that tells handwriting from the rest of a photo, or None.
    ``textlines``: the one that reads fields of pictures as a whole beside the others, or None.
    ``rescorer``: the one that weighs the readings of a line as wholes, or None.
    """

    def __init__(
        self,
        classifier: Classifier,
        symbols: Classifier | None = None,
        strokes: Classifier | None = None,
        *,
        pages: PageSegmenter | None = None,
        textlines: TextlineRecognizer | None = None,
        rescorer: LineRescorer | None = None,
    ) -> None:
        self.classifier: Final = classifier
        self.symbols: Final = symbols
        self.strokes: Final = strokes
        self.pages: Final = pages
        self.textlines: Final = textlines
        self.rescorer: Final = rescorer
        self._lines = None
        if symbols is not None:
            self._lines = LineReader(self.symbol_scorer(), textlines)

    @classmethod
    def load(
        cls,
        model: str | Path | None = None,
        symbols: str | Path | None = None,
        strokes: str | Path | None = None,
        *,
        profiles: Sequence[Profile] = (),
    ) -> "Reader":
        """Return a reader with the models ``model``, ``symbols`` and ``strokes`` (``.h5`` or ``.onnx``).

        None stands for the shipped ones: ``mnist.h5`` for digits, ``symbols.h5`` for numbers and sums,
        ``strokes.h5`` for how these are drawn; without that they are read by their looks.
        ``profiles``: what is known of the writer, see :meth:`with_profiles`.
        Raises ModelError, FileError or MissingDependencyError with a sentence for the user.
        """
        digits = _opened(default_model() if model is None else Path(model))
        pages = shipped_page_segmenter()
        if symbols is None and not default_symbols().exists():
            return cls(digits, pages=pages).with_profiles(profiles)
        arithmetic = _opened(default_symbols() if symbols is None else Path(symbols))
        if arithmetic.bundle.alphabet != ARITHMETIC:
            raise ModelError(
                f"{arithmetic.name} knows other symbols than arithmetic has: make one with "
                "digits train --alphabet arithmetic."
            )
        drawn = None
        if strokes is not None or default_strokes().exists():
            drawn = _opened_strokes(default_strokes() if strokes is None else Path(strokes))
        textlines, rescorer = shipped_textline_recognizer(), shipped_line_rescorer()
        reader = cls(digits, arithmetic, drawn, pages=pages, textlines=textlines, rescorer=rescorer)
        return reader.with_profiles(profiles)

    def with_profiles(self, profiles: Sequence[Profile]) -> "Reader":
        """Return a reader with the same networks, not loaded again, for the writer of ``profiles``.

        One profile at most for each network; none for any writer. Raises ProfileError, a sentence
        for the user, for a profile of another network.
        """
        digits, symbols = self.classifier.with_profile(None), self.symbols
        symbols = None if symbols is None else symbols.with_profile(None)
        for profile in profiles:
            if symbols is not None and profile.alphabet == symbols.bundle.alphabet:
                symbols = symbols.with_profile(profile)
            else:
                digits = digits.with_profile(profile)
        return Reader(
            digits, symbols, self.strokes, pages=self.pages, textlines=self.textlines,
            rescorer=self.rescorer,
        )  # fmt: skip

    def symbol_scorer(self) -> SymbolScorer:
        """Return a scorer of symbols with these networks, and memories of its own.

        Raises ModelError where there is no network for numbers and sums.
        """
        if self.symbols is None:
            raise ModelError("symbols.h5 is missing, which reads numbers and sums: put it back.")
        return SymbolScorer(self.symbols, self.classifier, self.strokes, self.rescorer)

    @property
    def remark(self) -> str:
        """What the user of the model should know before it reads, in a sentence; "" for nothing."""
        return self.classifier.remark or ""

    @property
    def model_name(self) -> str:
        """The file name of the model."""
        return self.classifier.name

    @property
    def bundle(self) -> Bundle:
        """What travels with the model: alphabet, temperature, provenance."""
        return self.classifier.bundle

    @staticmethod
    def parameters() -> dict[str, str]:
        """The digests of the parameters that readings are made with, by package: for provenance."""
        return {
            "raster": raster_digest(),
            "segmentation": segmentation_digest(),
            "decoding": PARAMETERS.digest(),
        }

    def read_ink(
        self, ink: Ink, expect: Expectation = "auto", corrections: Sequence[Correction] = ()
    ) -> Reading:
        """Return the reading of ``ink``.

        ``expect``: "digit" reads all of it as one digit, "expression" as a number or a sum, one or more
        lines of it; "integer" and "number" weigh nothing but what such a field holds, in one line;
        "auto" finds out. ``corrections``: what a person said some of its strokes are.
        """
        began = time.perf_counter()
        if not ink:
            return Reading(reason="there is no ink")
        if expect == "digit" or self._lines is None:
            found = marks_in(InkSource(ink), corrections)
            return self._read_digit(ink, began, found, found.left_out)
        read = self._lines.of_ink(ink, expect, corrections)
        lines, found = read.lines, read.found
        strays = () if read.partial else _stray_marks(ink, lines, found)
        is_free = all(each.text == NOT_A_SYMBOL for each in corrections)
        if expect == "auto" and is_free and _is_one_digit(lines):
            return self._read_digit(ink, began, found, strays)
        reading = _joined(lines, read.partial, time.perf_counter() - began, strays)
        return _with_marks(reading, found, len(ink))

    def page_of_ink(
        self, ink: Ink, expect: Expectation = "auto", corrections: Sequence[Correction] = ()
    ) -> tuple[PageReading, tuple[int, ...]]:
        """Return candidates, scores and lines that ``ink`` is read from, to be shown to learners.

        With them which stroke each of their primitives is. Raises ModelError for single digits alone.
        """
        if self._lines is None:
            raise ModelError(f"{self.model_name} alone reads single digits only.")
        return self._lines.page_of_ink(ink, expect, corrections)

    def read_image(
        self, image: str | Path | NDArray[Any], expect: Expectation = "auto", only: Only = "all"
    ) -> Reading:
        """Return the reading of an image with a digit, a number or sums on it.

        ``expect``: as for :meth:`read_ink`. ``only``: "handwriting" leaves print out.
        ``image``: a file (a picture, or a drawing of any format that is read) or an array as for
        :func:`digit_recognizer.raster.page_from_image`, dark on light or light on dark.
        """
        if isinstance(image, (str, Path)) and begins_as_drawing(image):
            return self.read_ink(read_drawing(image).ink, expect)
        began = time.perf_counter()
        found = self.ink_of(image, only)
        page, printed = found.of(only), found.printed() if only == "all" else None
        reading = self.read_page(page, expect, printed)
        return replace(reading, scale=found.scale, seconds=time.perf_counter() - began)

    def read_page(
        self, page: Page, expect: Expectation = "auto", printed: Mask | None = None
    ) -> Reading:
        """Return the reading of a (H, W) uint8 page, ink bright, as :meth:`ink_of` gives it.

        ``printed``: (H, W) bool, the pixels of print; None where there is none.
        """
        if expect == "digit" or self._lines is None:
            return self._digit_of_page(_without_rings(page), time.perf_counter())
        return self.read_over(PicturePage.of(page, printed), expect=expect)

    def ink_of(self, image: str | Path | NDArray[Any], only: Only = "all") -> PictureInk:
        """Return the ink of an image, which is as for :meth:`read_image`, but no ``.inkml``."""
        return picture_ink(image, self.page_network, tell_print=only == "handwriting")

    @property
    def page_network(self) -> PageNetwork | None:
        """What tells handwriting from the rest of a photo, as a function of pictures; None without."""
        return None if self.pages is None else self.pages.shares

    def read_over(
        self,
        backdrop: PicturePage,
        ink: Ink = Ink(),  # noqa: B008 - it is immutable
        place: Place = Place(),  # noqa: B008
        expect: Expectation = "auto",
        corrections: Sequence[Correction] = (),
    ) -> Reading:
        """Return the reading of a picture together with what is drawn on it.

        ``ink``: in units of its own, in which the picture's page lies at ``place``; boxes are in these
        units too. ``expect``, ``corrections``: as for :meth:`read_ink`; the picture's pieces are
        numbered after the strokes, in the order of ``backdrop.found.primitives``.
        """
        reading = self._read_over(backdrop, ink, place, expect, corrections)
        return _touched(reading) if backdrop.is_touched else reading

    def _read_over(
        self,
        backdrop: PicturePage,
        ink: Ink,
        place: Place,
        expect: Expectation,
        corrections: Sequence[Correction],
    ) -> Reading:
        began = time.perf_counter()
        if ink and not backdrop.found.primitives:
            return self.read_ink(ink, expect, corrections)
        if backdrop.found.primitives and expect != "digit" and self._lines is not None:
            seen = self._lines.page_of_picture(backdrop, ink, place, expect, corrections)
            read = self._lines.of_picture(seen)
            lines, found = read.lines, read.found
            is_sum = corrections or found.marks or expect != "auto" or not _is_one_digit(lines)
            if lines and is_sum:
                reading = _joined(lines, read.partial, time.perf_counter() - began)
                return _with_marks(reading, found, len(ink))
        page = backdrop.page
        if ink:
            page = drawn_on(page, backdrop.on_page(ink, place), backdrop.pen)
        return self._digit_of_page(page, began)

    def segment_of(self, image: str | Path | NDArray[Any], only: Only = "all") -> Segment | None:
        """Return all the ink of an image as one symbol, for :meth:`read_segments`; None without ink.

        ``image``: as for :meth:`read_image`, but no ``.inkml``. The box is in its pixels. The glyph is
        (28, 28) float32 in [0, 1].
        """
        found = self.ink_of(image, only)
        return _segment(_without_rings(found.of(only)), found.scale)

    def read_segments(self, segments: Sequence[Segment]) -> list[Reading]:
        """Return the readings of ``segments``, each one digit: the network is asked about all."""
        if not segments:
            return []
        began = time.perf_counter()
        glyphs = np.stack([each.glyph for each in segments])
        path_lengths = np.array([each.path_length for each in segments])
        log_probs, doubts = self.classify(glyphs, path_lengths)
        seconds = (time.perf_counter() - began) / len(segments)
        answers = zip(segments, np.exp(log_probs).tolist(), doubts.tolist(), strict=True)
        return [self._digit(*answer, seconds) for answer in answers]

    def model_of(self, reading: Reading) -> str:
        """Return the network that named what was read: its name and 12 hex digits of its SHA-256."""
        model = self.symbols if reading.lines and self.symbols else self.classifier
        return f"{model.name} {model.bundle.source_sha256[:12]}"

    def classify(
        self, glyphs: Glyphs, path_lengths: NDArray[np.float64] | None = None
    ) -> tuple[LogProbs, Flags]:
        """Return calibrated (N, symbols) log-probabilities, and (N,) whether each answer is doubtful.

        ``glyphs``: (N, 28, 28) float32, each one digit. ``path_lengths``: (N,) in sizes of the
        drawing, where they were drawn: too long for any digit, the network is not believed.
        """
        log_probs, doubts = self.classifier.classify(glyphs)
        doubts = doubts | self._are_signs(glyphs, log_probs, doubts)
        if path_lengths is not None:
            doubts = doubts | doubt.are_too_long(path_lengths)
        return log_probs, doubts

    def _are_signs(self, glyphs: Glyphs, log_probs: LogProbs, doubts: Flags) -> Flags:
        """Return (N,) whether the network for symbols has no belief in a digit that a tick may be."""
        found = np.zeros(len(glyphs), np.bool_)
        if self.symbols is None:
            return found
        names = np.array(list(self.bundle.alphabet))[log_probs.argmax(axis=1)]
        asked = np.flatnonzero(~doubts & np.isin(names, list(doubt.TICK_LIKE)))
        if len(asked):
            columns = [self.symbols.bundle.alphabet.column(name) for name in names[asked].tolist()]
            shares = np.exp(self.symbols.log_probs(glyphs[asked])[np.arange(len(asked)), columns])
            found[asked] = shares < doubt.MIN_TICK_SHARE
        return found

    def read_glyphs(self, glyphs: Glyphs) -> LogProbs:
        """Return calibrated (N, symbols) float32 log-probabilities of (N, 28, 28) float32 glyphs.

        The network looks once, and :meth:`classify` again where it is not sure.
        """
        return self.classifier.log_probs(glyphs)

    def _digit_of_page(self, page: Page, began: float) -> Reading:
        segment = _segment(page, 1.0)
        return self._read(segment, began) if segment else Reading(reason="the image shows no ink")

    def _read_digit(
        self, ink: Ink, began: float, found: Annotations, strays: tuple[int, ...] = ()
    ) -> Reading:
        left_out = {*found.marks, *strays}
        kept = tuple(index for index in range(len(ink)) if index not in left_out)
        meant = ink.without(left_out)
        paths = polylines_of(ink.without({*left_out, *found.retraced}))
        if not paths:
            return Reading(reason="there is no ink")
        segment = Segment(meant.box, glyph_from_polylines(paths), kept, path_length_of(paths))
        reading = replace(self._read(segment, began), stray_marks=strays)
        return _with_marks(reading, found, len(ink))

    def _read(self, segment: Segment, began: float) -> Reading:
        (reading,) = self.read_segments([segment])
        return replace(reading, seconds=time.perf_counter() - began)

    def _digit(
        self, segment: Segment, probabilities: Sequence[float], doubtful: bool, seconds: float
    ) -> Reading:
        bundle = self.classifier.bundle
        found = sorted(map(Hypothesis, bundle.alphabet, probabilities), key=lambda h: -h.confidence)
        best, below = found[0].confidence, bundle.doubt_below
        reason = doubt.digit(best, segment.path_length, below, is_doubtful=doubtful)
        no_symbol = reason is Reason.NO_DIGIT
        words = reason.value if reason else ""
        return Reading(tuple(found), doubtful, no_symbol, words, (segment,), seconds)


def _segment(page: Page, scale: float) -> Segment | None:
    """Return all ink of ``page`` as one symbol; its box is in pixels of which one is ``scale`` of it."""
    glyph, box = glyph_from_page(page), ink_box(page)
    if glyph is None or box is None:
        return None
    return Segment(Box(*(side / scale for side in box)), glyph)


def _without_rings(page: Page) -> Page:
    """Return ``page`` without circles and boxes; as it is where it is small, or where one is touched."""
    if min(page.shape) < MIN_RINGED_SIDE:
        return page
    backdrop = PicturePage.of(page)
    return page if backdrop.is_touched else backdrop.page


def _opened(path: Path) -> Classifier:
    classifier = Classifier.open(path)
    if classifier.bundle.glyph_recipe != GLYPH_RECIPE:
        raise ModelError(
            f"{path} was made for glyphs of recipe {classifier.bundle.glyph_recipe}, and this "
            f"program makes those of recipe {GLYPH_RECIPE}: train or export it anew."
        )
    return classifier


def _opened_strokes(path: Path) -> Classifier:
    classifier = Classifier.open(path, sees="trajectories")
    bundle = classifier.bundle
    if bundle.alphabet != ARITHMETIC or bundle.glyph_recipe != trajectory.TRAJECTORY_RECIPE:
        raise ModelError(
            f"{path} knows other symbols or sees strokes otherwise than this program: make one with "
            "digits train --strokes."
        )
    return classifier


def _with_marks(reading: Reading, found: Annotations, strokes: int) -> Reading:
    """Return ``reading`` of ink with ``strokes`` that says which marks were ``found``."""
    numbers = (index for line in reading.lines for index in line.exercise)
    marks = tuple(sorted(index for index in (*found.marks, *numbers) if index < strokes))
    if not found.struck:
        return replace(reading, marks=marks)
    reason = Reason.STRUCK_OUT.value
    return replace(reading, marks=marks, doubtful=True, reason=reason, struck_out=True)


def _touched(reading: Reading) -> Reading:
    """Return ``reading`` of a picture some of whose writing went with a ring around it."""
    lines = tuple(replace(line, doubtful=True, answer=UNCLEAR_ANSWER) for line in reading.lines)
    return replace(reading, doubtful=True, reason=Reason.TOUCHED.value, lines=lines)


def _is_one_digit(lines: Sequence[Line]) -> bool:
    """Whether all there is is one digit, or something that is no symbol at all."""
    if len(lines) != 1 or len(lines[0].symbols) != 1:
        return False
    symbol = lines[0].symbols[0]
    return symbol.text in DIGITS or doubt.single_sign(symbol.confidence) is not None


def _stray_marks(ink: Ink, lines: Sequence[Line], found: Annotations) -> tuple[int, ...]:
    """Return the strokes that no symbol holds, but for marks: specks that were not meant."""
    held = {index for line in lines for symbol in line.symbols for index in symbol.strokes}
    held.update(found.marks, *(line.exercise for line in lines))
    return tuple(index for index in range(len(ink)) if index not in held)


def _joined(
    lines: tuple[Line, ...], partial: bool, seconds: float, strays: tuple[int, ...] = ()
) -> Reading:
    """Return the reading that ``lines`` are together.

    Lines are read independently: the likeliest whole is that of the likeliest lines, and each other
    hypothesis changes one line.
    """
    confidence = math.prod(line.hypotheses[0].confidence for line in lines)
    hypotheses = [Hypothesis("\n".join(line.text for line in lines), confidence)]
    for number, line in enumerate(lines):
        for other in line.hypotheses[1:]:
            texts = [other.text if n == number else each.text for n, each in enumerate(lines)]
            share = other.confidence / line.hypotheses[0].confidence
            hypotheses.append(Hypothesis("\n".join(texts), confidence * share))
    others = sorted(hypotheses[1:], key=lambda h: -h.confidence)
    hypotheses[1:] = others[: PARAMETERS.rescoring.other_readings]
    reason = doubt.reading(line.doubtful for line in lines)
    words = reason.value if reason else ""
    if partial:
        words = "there is too much to read all of it thoroughly"
    doubtful = reason is not None
    return Reading(tuple(hypotheses), doubtful, False, words, (), seconds, lines, partial, strays)
