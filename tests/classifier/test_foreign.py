"""Networks of other people: what they may not do, and how they want their glyphs.

The hostile files are of :file:`tests/cases/hostile`: a loop without end, four terabytes of constants,
weights in another file.
"""

import gc
import math
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import EXPORT, Digits, assert_sentence, changed_network, hand_drawn

from digit_recognizer.classifier import Classifier, foreign_worker, reference_digits
from digit_recognizer.classifier.adapted import SCALINGS
from digit_recognizer.classifier.classifier import operators
from digit_recognizer.classifier.foreign import MAX_CPU_SECONDS, ForeignSession
from digit_recognizer.classifier.keras_files.graph import Graph, float_value
from digit_recognizer.classifier.session import new_session
from digit_recognizer.errors import ModelError
from digit_recognizer.ink import read_inkml
from digit_recognizer.limited import process
from digit_recognizer.raster import glyph_from_ink
from digit_recognizer.raster.glyph import levels
from digit_recognizer.resources import default_model, example_drawings

HOSTILE = Path(__file__).parents[1] / "cases" / "hostile"
GLYPHS = hand_drawn(10, seed=4).glyphs


def test_the_reference_digits_are_those_of_the_bundled_drawings() -> None:
    glyphs, digits = reference_digits()
    drawings = [d for d in map(read_inkml, example_drawings()) if d.label in set("0123456789")]
    assert [str(digit) for digit in digits] == [drawing.label for drawing in drawings]
    for glyph, drawing in zip(glyphs, drawings, strict=True):
        own = glyph_from_ink(drawing.ink)
        assert own is not None
        np.testing.assert_array_equal(np.rint(glyph * 255), levels(own))


def test_a_network_in_a_process_of_its_own_answers_as_it_does_here(tmp_path: Path) -> None:
    path = tmp_path / "theirs.onnx"
    path.write_bytes(EXPORT.read_bytes())
    theirs, own = Classifier.open(path), Classifier.open(default_model())
    assert theirs.is_foreign and not own.is_foreign and theirs.remark is None
    np.testing.assert_allclose(theirs.log_probs(GLYPHS), own.log_probs(GLYPHS), atol=1e-4)
    maps, own_maps = theirs.maps(GLYPHS[0]), own.maps(GLYPHS[0])
    assert maps.keys() == own_maps.keys() and maps
    for name, values in maps.items():
        np.testing.assert_allclose(values, own_maps[name], atol=1e-4)


def test_the_process_ends_with_the_network() -> None:
    session = ForeignSession(EXPORT.read_bytes(), "theirs.onnx")
    own = session._process.process
    assert own.poll() is None
    del session
    gc.collect()
    assert own.wait(10) is not None


def test_weights_in_other_files_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(HOSTILE)  # where these weights are
    with pytest.raises(ModelError, match="weights in other files") as caught:
        Classifier.open(HOSTILE / "ext-beside.onnx")
    assert_sentence(caught.value, "ext-beside.onnx")


@pytest.mark.parametrize("name", ["onnx-loop-forever.onnx", "onnx-const-4tb.onnx"])
def test_what_computes_for_ever_or_takes_all_memory_is_stopped(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(process, "STEP_PATIENCE", 5.0)
    opened = []
    with pytest.raises(ModelError) as caught:  # older ONNX Runtimes compute when they open
        opened.append(Classifier.open(HOSTILE / name))
        opened[0].run(GLYPHS[:1])
    assert_sentence(caught.value, name)
    assert ".cc:" not in str(caught.value), "where ONNX Runtime says so is nobody's business"
    for classifier in opened:
        with pytest.raises(ModelError):
            classifier.run(GLYPHS[:1])


def slow(products: int) -> bytes:
    """Return a network that multiplies large matrices so many times for some glyphs."""
    graph = Graph()
    matrix = graph.constant(np.full((784, 784), 1e-3, np.float32))
    value = graph.add("Reshape", "glyphs", graph.constant([-1, 784]))
    value = graph.add("Tile", value, graph.constant([100, 1]))
    for _ in range(products):
        value = graph.add("MatMul", value, matrix)
    value = graph.add("Reshape", value, graph.constant([100, -1, 784]))
    value = graph.add("ReduceMean", value, axes=[0], keepdims=0)
    graph.add("MatMul", value, graph.constant(np.eye(784, 10)), output="scores")
    return graph.to_bytes(float_value("glyphs", ["N", 28, 28]), ["scores"])


def test_all_of_opening_a_network_has_one_limit_of_time(tmp_path: Path) -> None:
    """It is asked seven times: it must not take the limit each time."""
    resource = pytest.importorskip("resource")  # Windows has no limits but patience
    glyphs, _ = reference_digits()
    few = new_session(slow(20))
    few.run(None, {"glyphs": glyphs})
    began = time.process_time()
    few.run(None, {"glyphs": glyphs})
    products = round(20 * 0.4 * MAX_CPU_SECONDS / (time.process_time() - began))
    path = tmp_path / "slow.onnx"
    path.write_bytes(slow(products))
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    with pytest.raises(ModelError, match="is stopped") as caught:
        Classifier.open(path)
    assert_sentence(caught.value, "slow.onnx")
    gc.collect()
    more = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert more.ru_utime - used.ru_utime < 2 * MAX_CPU_SECONDS


@pytest.mark.parametrize("content", [b"", b"no network", EXPORT.read_bytes()[:5000], b"\x92" * 99])
def test_what_is_no_network_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "theirs.onnx"
    path.write_bytes(content)
    with pytest.raises(ModelError) as caught:
        Classifier.open(path)
    assert_sentence(caught.value, "theirs.onnx")


def test_an_answer_that_is_no_number_is_refused(tmp_path: Path, digits: Digits) -> None:
    pytest.importorskip("onnx")
    path = changed_network(tmp_path / "nan.onnx", answer=math.nan)
    code, out, err = digits("read", "--model", path, "--expect", "digit", example_drawings()[0])
    assert (code, out) == (2, "") and err.count("\n") == 1
    assert_sentence(err.strip().removeprefix("digits: "), "NaN")


@pytest.mark.parametrize("scaling", SCALINGS)
def test_the_range_and_the_polarity_that_a_network_wants_are_found_out(
    tmp_path: Path, scaling: Any
) -> None:
    path = changed_network(tmp_path / "theirs.onnx", scale=scaling.factor, offset=scaling.offset)
    classifier = Classifier.open(path)
    assert classifier.remark is None
    glyphs, truth = reference_digits()
    log_probs = classifier.log_probs(glyphs)
    np.testing.assert_array_equal(log_probs.argmax(axis=1), truth)
    assert np.exp(log_probs.max(axis=1)).mean() > 0.9
    if scaling.factor in {1, 255, -255}:  # others are read well in more ways than one
        assert classifier.bundle.provenance["scaling"] == scaling.words


def test_a_network_that_reads_nothing_is_opened_with_a_sentence(
    tmp_path: Path, digits: Digits
) -> None:
    path = changed_network(tmp_path / "theirs.onnx", scale=1e9)
    remark = Classifier.open(path).remark
    assert remark is not None
    assert_sentence(remark, "theirs.onnx", "of 13")
    assert digits("model", path)[0] == 1
    _, _, err = digits("read", "--model", path, "--expect", "digit", example_drawings()[0])
    assert remark in err


def test_what_a_model_is_made_of_is_told(digits: Digits) -> None:
    code, out, _ = digits("model", default_model())
    assert code == 0 and "6 Conv" in out and "13 of 13" in out and "ink bright" in out


@given(st.binary(max_size=300))
def test_no_bytes_break_the_count_of_operators(data: bytes) -> None:
    assert isinstance(operators(data), Counter)


@given(st.integers(0, 7))
def test_the_key_of_other_files_is_found_in_any_form_of_its_length(more: int) -> None:
    length = b"\x88" + b"\x80" * more + b"\x00"
    for key in (b"\x08location", length + b"location"):
        assert foreign_worker.EXTERNAL_DATA.search(b"\x0a" + key)
    assert not foreign_worker.EXTERNAL_DATA.search(b"\x0a\x0ba_location_")
