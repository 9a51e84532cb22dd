"""The bundle that travels with a network, its alphabet, and the one that ships."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from digit_recognizer.alphabet import ARITHMETIC, DIGITS, Alphabet
from digit_recognizer.classifier import Bundle, Classifier, Extent, Reference
from digit_recognizer.files import sha256
from digit_recognizer.ink import Ink
from digit_recognizer.raster import GLYPH_RECIPE, glyph_from_ink
from digit_recognizer.resources import default_model

MODEL = default_model()
EXPORT = MODEL.with_suffix(".onnx")


symbols = st.text(min_size=1, max_size=3).filter(lambda s: s.split() == [s])
alphabets = st.lists(symbols, min_size=1, unique=True).map(lambda s: Alphabet(tuple(s)))
finite = st.floats(allow_nan=False, allow_infinity=False)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | finite | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
references = st.builds(
    Reference,
    st.text(),
    st.lists(st.lists(st.lists(finite, min_size=2, max_size=2), max_size=2), max_size=2),
    st.integers(0, 2**32).map(
        lambda seed: Reference.pack(np.random.default_rng(seed).random((28, 28), np.float32))
    ),
    st.lists(st.floats(0, 1), max_size=4),
)
bundles = st.builds(
    Bundle,
    st.text("0123456789abcdef", min_size=64, max_size=64),
    alphabets,
    st.integers(1, 99),
    st.floats(0.01, 100),
    st.floats(0, 1),
    st.dictionaries(st.text(), json_values, max_size=3),
    st.lists(references, max_size=2).map(tuple),
)


@given(alphabets)
def test_an_alphabet_is_read_as_it_is_written(alphabet: Alphabet) -> None:
    assert Alphabet.parse(str(alphabet)) == alphabet
    assert [alphabet.column(symbol) for symbol in alphabet] == list(range(len(alphabet)))


@pytest.mark.parametrize("wrong", [(), ("",), ("1", "1"), ("1 2",), (" ",), ("a", "b\n")])
def test_an_alphabet_that_cannot_be_written_is_refused(wrong: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="alphabet"):
        Alphabet(wrong)


@given(bundles)
def test_a_bundle_is_read_as_it_is_written(bundle: Bundle) -> None:
    properties = bundle.properties()
    assert all(isinstance(value, str) for value in properties.values())
    assert Bundle.parse(properties) == bundle


@given(arrays(np.float32, (28, 28), elements=st.floats(0, 1, width=32)))
def test_a_reference_keeps_its_glyph_to_a_grey_level(glyph: NDArray[np.float32]) -> None:
    kept = Reference("7", [], Reference.pack(glyph), []).unpack()
    assert kept.dtype == np.float32
    assert np.abs(kept - glyph).max() <= 0.5 / 255 + 1e-6


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("temperature", "0"),
        ("temperature", "-1"),
        ("temperature", "nan"),
        ("temperature", "inf"),
        ("temperature", "warm"),
        ("doubt_below", "1.5"),
        ("doubt_below", "nan"),
        ("alphabet", ""),
        ("alphabet", "1 1"),
        ("glyph_recipe", "two"),
        ("provenance", "{"),
        ("provenance", "7"),
        ("references", '[{"label": "7"}]'),
        ("references", "7"),
    ],
)
def test_a_bundle_that_makes_no_sense_is_refused(key: str, value: str) -> None:
    properties = Bundle("0" * 64).properties()
    with pytest.raises(ValueError):
        Bundle.parse({**properties, f"digit_recognizer.{key}": value})
    with pytest.raises(ValueError, match=key):
        Bundle.parse({k: v for k, v in properties.items() if not k.endswith(key)})


@pytest.mark.parametrize("value", ["nan", "inf", "much"])
def test_evidence_is_a_number_and_unknown_to_older_bundles(value: str) -> None:
    properties = Bundle("0" * 64, evidence_below=3.5).properties()
    assert Bundle.parse(properties).evidence_below == 3.5
    with pytest.raises(ValueError):
        Bundle.parse({**properties, "digit_recognizer.evidence_below": value})
    del properties["digit_recognizer.evidence_below"]
    assert Bundle.parse(properties).evidence_below == -np.inf


extents = st.tuples(st.floats(-9, 9), st.floats(0.01, 9), st.floats(-9, 9), st.floats(0.01, 9))


@given(st.dictionaries(st.sampled_from(list(ARITHMETIC)), extents))
def test_sizes_of_symbols_are_read_as_they_are_written(sizes: dict[str, Extent]) -> None:
    bundle = Bundle("0" * 64, ARITHMETIC, extents=sizes)
    assert Bundle.parse(bundle.properties()) == bundle


def test_sizes_of_symbols_are_unknown_to_older_bundles() -> None:
    properties = Bundle("0" * 64, extents={"7": (0.0, 0.2, -0.4, 0.3)}).properties()
    del properties["digit_recognizer.extents"]
    assert Bundle.parse(properties).extents == {}


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("7", "no table"),
        ("{", "Expecting"),
        ('{"7": 1}', "size of 7 is not four numbers"),
        ('{"7": [0, 1, 0]}', "size of 7 is not four numbers"),
        ('{"7": [0, 1, 0, "wide"]}', "size of 7 is not four numbers"),
        ('{"7": [0, 0, 0, 1]}', "size of 7 makes no sense"),
        ('{"7": [0, -1, 0, 1]}', "size of 7 makes no sense"),
        ('{"7": [NaN, 1, 0, 1]}', "size of 7 makes no sense"),
        ('{"7": [0, Infinity, 0, 1]}', "size of 7 makes no sense"),
        ('{"+": [0, 1, 0, 1]}', "symbols that its alphabet lacks"),
    ],
)
def test_sizes_of_symbols_that_make_no_sense_are_refused(value: str, sentence: str) -> None:
    properties = {**Bundle("0" * 64).properties(), "digit_recognizer.extents": value}
    with pytest.raises(ValueError, match=sentence):
        Bundle.parse(properties)


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    """The classifier that ships."""
    return Classifier.open(MODEL)


def test_the_shipped_files_are_small_and_belong_together() -> None:
    for path in (MODEL, EXPORT):
        assert path.stat().st_size < 4_000_000
    bundle = Classifier(EXPORT.read_bytes(), EXPORT.name).bundle
    assert bundle.source_sha256 == sha256(MODEL.read_bytes())


def test_the_shipped_bundle_says_where_it_comes_from(classifier: Classifier) -> None:
    bundle = classifier.bundle
    assert bundle.alphabet == DIGITS
    assert bundle.glyph_recipe == GLYPH_RECIPE
    assert {"data", "date", "recipe", "test", "test_accuracy"} <= set(bundle.provenance)


def test_every_digit_has_a_reference(classifier: Classifier) -> None:
    assert {reference.label for reference in classifier.bundle.references} == set(DIGITS)


def test_references_give_their_glyphs_and_answers(classifier: Classifier) -> None:
    for reference in classifier.bundle.references:
        glyph = glyph_from_ink(Ink.from_xy(reference.strokes))
        assert glyph is not None
        assert np.abs(glyph - reference.unpack()).mean() < 0.005
        probabilities = classifier.probabilities(glyph[None])[0]
        np.testing.assert_allclose(probabilities, reference.probabilities, atol=0.01)
        assert DIGITS[int(probabilities.argmax())] == reference.label
