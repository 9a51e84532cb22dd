"""The reader: right on the example drawings wherever they are drawn, and calm with any ink."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from support import assert_sentence, hand_drawn, inks

import digit_recognizer
from digit_recognizer.classifier import Classifier
from digit_recognizer.decoding import InkSource
from digit_recognizer.doubt import MAX_PATH_LENGTH
from digit_recognizer.errors import ModelError
from digit_recognizer.evaluation.digits.accuracy import PLACEMENT_PEN_WIDTHS, PLACEMENT_SIDE
from digit_recognizer.evaluation.digits.samples import placed, placements
from digit_recognizer.ink import Box, Drawing, Ink, write_inkml
from digit_recognizer.page_lines import marks_in
from digit_recognizer.raster import GLYPH_RECIPE, page_from_ink, path_length
from digit_recognizer.reader import Reader
from digit_recognizer.reading import Hypothesis, Reading
from digit_recognizer.resources import default_model, example_drawings

EXAMPLES = [path.stem for path in example_drawings()]
SPOTS = list(placements(PLACEMENT_SIDE))


def same(a: Reading, b: Reading) -> bool:
    """Whether two readings say the same, whatever time they took."""
    return (a.hypotheses, a.doubtful, a.reason) == (b.hypotheses, b.doubtful, b.reason)


@given(inks())
def test_reading_any_ink_as_a_digit_gives_a_reading(reader: Reader, ink: Ink) -> None:
    reading = reader.read_ink(ink, "digit")
    assert [h.text for h in reading.hypotheses] == sorted(
        (h.text for h in reading.hypotheses), key=lambda text: -confidence(reading, text)
    )
    if ink:
        assert {h.text for h in reading.hypotheses} == set("0123456789")
        assert sum(h.confidence for h in reading.hypotheses) == pytest.approx(1, abs=1e-4)
        _, doubts = reader.classify(reading.segments[0].glyph[None])
        meant = ink.without(reading.marks)
        retraced = marks_in(
            InkSource(ink), ()
        ).retraced  # which belong to the digit, but do not show
        shown = ink.without({*reading.marks, *retraced})
        is_long = path_length(shown) > MAX_PATH_LENGTH
        assert reading.doubtful == (doubts[0] or is_long or reading.struck_out)
        assert reading.doubtful or reading.confidence >= reader.bundle.doubt_below
        assert bool(reading.reason) == reading.doubtful
        assert reading.segments[0].box == meant.box
        kept = sorted({*range(len(ink))} - {*reading.marks})
        assert reading.segments[0].strokes == tuple(kept)
    else:
        assert (reading.text, reading.confidence, reading.segments) == ("", 0, ())
        assert reading.reason == "there is no ink"


def confidence(reading: Reading, text: str) -> float:
    """Return the confidence of one answer."""
    return next(h.confidence for h in reading.hypotheses if h.text == text)


UPRIGHT = Ink.from_xy([[(0.0, 4.0), (2.3e-308, 0.0)]])  # its slope is beyond any number


@given(inks(min_size=1))
@example(UPRIGHT)
def test_the_same_ink_gives_the_same_reading(reader: Reader, ink: Ink) -> None:
    assert same(reader.read_ink(ink), reader.read_ink(Ink(tuple(ink))))


def test_many_threads_read_the_same(reader: Reader, examples: dict[str, Drawing]) -> None:
    drawings = [drawing.ink for drawing in examples.values()] * 5
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(reader.read_ink, drawings))
    assert all(same(a, reader.read_ink(ink)) for a, ink in zip(together, drawings, strict=True))


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_are_read_rightly(
    reader: Reader, examples: dict[str, Drawing], name: str
) -> None:
    assert reader.read_ink(examples[name].ink).text == examples[name].label


@pytest.mark.parametrize("name", EXAMPLES)
def test_ink_reads_the_same_at_five_sizes_and_five_places(
    reader: Reader, examples: dict[str, Drawing], name: str
) -> None:
    ink, label = examples[name].ink, examples[name].label
    readings = {spot: reader.read_ink(placed(ink, *spot)).text for spot in SPOTS}
    assert {size for size, _ in readings} == {20, 60, 150, 300, 560}
    assert {spot: text for spot, text in readings.items() if text != label} == {}


@pytest.mark.parametrize("pen", PLACEMENT_PEN_WIDTHS)
@pytest.mark.parametrize("name", ["zero", "two", "three", "four", "five", "six", "eight", "nine"])
def test_pictures_of_ink_read_as_the_ink(
    reader: Reader, examples: dict[str, Drawing], name: str, pen: int
) -> None:
    ink = placed(examples[name].ink, 300, (150, 150))
    page = page_from_ink(ink, width=PLACEMENT_SIDE, height=PLACEMENT_SIDE, pen_width=pen)
    assert reader.read_image(255 - page).text == examples[name].label


def test_an_image_is_read_with_its_box(reader: Reader, examples: dict[str, Drawing]) -> None:
    ink = placed(examples["two"].ink, 200, (40, 70))
    page = page_from_ink(ink, width=400, height=300, pen_width=10)
    (segment,) = reader.read_image(255 - page).segments
    expected = (ink.box.left - 5, ink.box.top - 5, ink.box.right + 5, ink.box.bottom + 5)
    assert segment.box == pytest.approx(expected, abs=1.5)
    assert segment.strokes == ()
    assert segment.glyph.shape == (28, 28)


@pytest.mark.parametrize("as_text", [True, False])
def test_drawings_and_images_are_read_from_files(
    reader: Reader, examples: dict[str, Drawing], tmp_path: Path, as_text: bool
) -> None:
    path = tmp_path / "five.INKML"
    write_inkml(path, examples["five"])
    assert reader.read_image(str(path) if as_text else path).text == "5"


def test_glyphs_are_read_in_batches(reader: Reader, examples: dict[str, Drawing]) -> None:
    readings = [reader.read_ink(drawing.ink) for drawing in examples.values()]
    glyphs = np.stack([reading.segments[0].glyph for reading in readings])
    answers = reader.read_glyphs(glyphs).argmax(axis=1)
    assert [str(answer) for answer in answers] == [reading.text for reading in readings]


def test_the_model_is_named(reader: Reader) -> None:
    assert reader.model_name == default_model().name == "mnist.h5"
    assert Reader.load(str(default_model())).bundle == reader.bundle


@given(st.lists(st.floats(0, 1), max_size=6))
def test_few_hypotheses_are_worth_naming(confidences: list[float]) -> None:
    ordered = sorted(confidences, reverse=True)
    reading = Reading(tuple(Hypothesis(str(i), c) for i, c in enumerate(ordered)))
    assert [h.confidence for h in reading.likeliest] == [c for c in ordered[:3] if c > 0.05]


@pytest.mark.parametrize(
    ("doubt_below", "evidence_below", "doubtful", "no_symbol"),
    [
        (0.0, -np.inf, False, False),
        (1.0, -np.inf, True, False),  # sure enough to be one digit, and not sure enough
        (0.0, 1e9, True, True),  # nothing speaks for any digit, whatever the shares
        (1.0, 1e9, True, False),
    ],
)
def test_doubt_has_two_reasons(
    examples: dict[str, Drawing],
    doubt_below: float,
    evidence_below: float,
    doubtful: bool,
    no_symbol: bool,
) -> None:
    classifier = Classifier.open(default_model())
    output = classifier.run(hand_drawn(1, seed=1).glyphs)
    if not np.isfinite(output.max_logit).all():
        pytest.skip("this model gives no logits")
    classifier.bundle = replace(
        classifier.bundle, doubt_below=doubt_below, evidence_below=evidence_below
    )
    reading = Reader(classifier).read_ink(examples["seven"].ink)
    assert (reading.doubtful, reading.no_symbol) == (doubtful, no_symbol)
    assert bool(reading.reason) == doubtful
    assert ("no digit" in reading.reason) == no_symbol


def test_the_public_names_are_what_they_say() -> None:
    assert digit_recognizer.Reader is Reader
    assert digit_recognizer.Ink is Ink
    assert Box.__name__ not in digit_recognizer.__all__
    with pytest.raises(AttributeError, match="no attribute 'Rader'"):
        _ = digit_recognizer.Rader


def test_the_example_of_the_documentation_works(examples: dict[str, Drawing]) -> None:
    program = (
        "from digit_recognizer import Ink, Reader\n"
        f"ink = Ink.from_xy({[[p[:2] for p in s.points] for s in examples['seven'].ink]})\n"
        "print(Reader.load().read_ink(ink).text)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, text=True
    )
    assert done.stdout == "7\n"


def test_a_model_for_glyphs_of_another_recipe_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("digit_recognizer.reader.GLYPH_RECIPE", GLYPH_RECIPE + 1)
    with pytest.raises(ModelError, match=f"of recipe {GLYPH_RECIPE}, and this program") as caught:
        Reader.load()
    assert_sentence(caught.value, default_model())
