"""The bundle that travels with a network, its alphabet, and the one that ships."""

import base64
import json

import numpy as np
import onnxruntime
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digit_recognizer.alphabet import ARITHMETIC, DIGITS, Alphabet
from digit_recognizer.classifier import Bundle, Classifier, Extent
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
bundles = st.builds(
    Bundle,
    st.text("0123456789abcdef", min_size=64, max_size=64),
    alphabets,
    st.integers(1, 99),
    st.floats(0.01, 100),
    st.floats(0, 1),
    st.dictionaries(st.text(), json_values, max_size=3),
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
    ],
)
def test_a_bundle_that_makes_no_sense_is_refused(key: str, value: str) -> None:
    properties = Bundle("0" * 64).properties()
    with pytest.raises(ValueError):
        Bundle.parse({**properties, f"digit_recognizer.{key}": value})
    with pytest.raises(ValueError, match=key):
        Bundle.parse({k: v for k, v in properties.items() if not k.endswith(key)})


@pytest.mark.parametrize("value", ["nan", "inf", "much"])
@pytest.mark.parametrize(
    ("key", "known", "unknown"), [("evidence_below", 3.5, -np.inf), ("second_look_below", 0.9, 0)]
)
def test_a_newer_threshold_is_a_number_and_unknown_to_older_bundles(
    value: str, key: str, known: float, unknown: float
) -> None:
    properties = Bundle("0" * 64, **{key: known}).properties()
    assert getattr(Bundle.parse(properties), key) == known
    with pytest.raises(ValueError):
        Bundle.parse({**properties, f"digit_recognizer.{key}": value})
    del properties[f"digit_recognizer.{key}"]
    assert getattr(Bundle.parse(properties), key) == unknown


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


@pytest.mark.parametrize("references", ['[{"label": "7"}]', "7", None])
def test_references_of_older_bundles_are_not_read(references: str | None) -> None:
    properties = Bundle("0" * 64).properties()
    key = "digit_recognizer.references"
    assert properties.pop(key) == "[]", "versions up to 0.1 want the field"
    older = properties if references is None else {**properties, key: references}
    assert Bundle.parse(older) == Bundle("0" * 64)


def test_example_drawings_give_the_glyphs_and_answers_of_the_shipped_bundle(
    classifier: Classifier,
) -> None:
    """The drawings that the shipped network was exported with; a newer export has none."""
    metadata = onnxruntime.InferenceSession(EXPORT).get_modelmeta().custom_metadata_map
    for reference in json.loads(metadata["digit_recognizer.references"]):
        glyph = glyph_from_ink(Ink.from_xy(reference["strokes"]))
        assert glyph is not None
        stored = np.frombuffer(base64.b64decode(reference["glyph"]), np.uint8).reshape(28, 28)
        assert np.abs(glyph - stored / 255).mean() < 0.005
        probabilities = classifier.run(glyph[None]).probabilities[0]
        np.testing.assert_allclose(probabilities, reference["probabilities"], atol=0.01)
        assert DIGITS[int(probabilities.argmax())] == reference["label"]
