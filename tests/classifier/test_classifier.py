"""The classifier: batches and threads, model files that lie, models without their export."""

import math
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from support import ROOT, assert_sentence, hand_drawn

from digit_recognizer.alphabet import Alphabet
from digit_recognizer.classifier import Bundle, Classifier
from digit_recognizer.classifier.classifier import GLYPHS_PER_RUN, TURNED_BY, turned
from digit_recognizer.errors import FileError, MissingDependencyError, ModelError
from digit_recognizer.files import sha256
from digit_recognizer.resources import default_model

MODEL = default_model()
EXPORT = MODEL.with_suffix(".onnx")


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    """The classifier that ships."""
    return Classifier.open(MODEL)


@pytest.fixture(scope="module")
def glyphs() -> NDArray[np.float32]:
    """Glyphs enough for several chunks."""
    return hand_drawn(2 * GLYPHS_PER_RUN + 7, seed=3).glyphs


def test_running_a_network_leaves_nothing_behind(tmp_path: Path) -> None:
    """Since 1.29 ONNX Runtime would write a number of this machine's and what is to be sent."""
    homes = {"HOME", "TMPDIR", "USERPROFILE", "LOCALAPPDATA", "TEMP", "XDG_CACHE_HOME"}
    kept = {"PATH", "SYSTEMROOT", "LD_LIBRARY_PATH"}  # and not what tells it that tests run
    environment = {name: value for name, value in os.environ.items() if name in kept}
    seven = ROOT / "examples" / "drawings" / "seven.inkml"
    done = subprocess.run(
        [sys.executable, "-B", "-m", "digit_recognizer", "read", seven],
        cwd=ROOT, env=environment | dict.fromkeys(homes, str(tmp_path)),
        capture_output=True, check=False,
    )  # fmt: skip
    assert (done.returncode, list(tmp_path.rglob("*"))) == (0, []), done.stderr


def with_bundle(bundle: Bundle) -> bytes:
    """Return the shipped network with another bundle."""
    onnx = pytest.importorskip("onnx")
    model = onnx.load(str(EXPORT))
    del model.metadata_props[:]
    onnx.helper.set_model_props(model, bundle.properties())
    return bytes(model.SerializeToString())


def test_log_probs_are_normalised_and_tempered(
    classifier: Classifier, glyphs: NDArray[np.float32]
) -> None:
    raw, log_probs = classifier.run(glyphs).probabilities, classifier.log_probs(glyphs)
    assert log_probs.shape == (len(glyphs), 10) and log_probs.dtype == np.float32
    np.testing.assert_allclose(np.exp(log_probs).sum(axis=1), 1, atol=1e-5)
    powers = np.maximum(raw.astype(np.float64), 1e-30) ** (1 / classifier.bundle.temperature)
    expected = powers / powers.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(np.exp(log_probs), expected, atol=1e-5)


def test_a_batch_gives_what_single_glyphs_give(
    classifier: Classifier, glyphs: NDArray[np.float32]
) -> None:
    singles = np.concatenate([classifier.log_probs(glyph[None]) for glyph in glyphs])
    np.testing.assert_allclose(classifier.log_probs(glyphs), singles, atol=1e-4)
    assert classifier.log_probs(glyphs[:0]).shape == (0, 10)


def test_what_is_not_sure_is_looked_at_again(
    classifier: Classifier, glyphs: NDArray[np.float32]
) -> None:
    first = classifier.run(glyphs).probabilities
    np.testing.assert_array_equal(classifier.look_twice(glyphs, 0).probabilities, first)
    sides = classifier.run(turned(glyphs)).probabilities.reshape(2, *first.shape)
    mean = (first + sides.sum(axis=0)) / 3
    for below in (float(np.median(first.max(axis=1))), 1.0):
        unsure = first.max(axis=1) < below
        found = classifier.look_twice(glyphs, below)
        np.testing.assert_allclose(found.probabilities[unsure], mean[unsure], atol=1e-5)
        np.testing.assert_array_equal(found.probabilities[~unsure], first[~unsure])
    together, _ = classifier.classify(glyphs)
    singles = np.concatenate([classifier.classify(glyph[None])[0] for glyph in glyphs])
    np.testing.assert_allclose(together, singles, atol=1e-4)


@given(arrays(np.float32, (3, 28, 28), elements=st.floats(0, 1, width=32)))
def test_both_sides_are_turned_alike(glyphs: NDArray[np.float32]) -> None:
    one, other = turned(glyphs)[:3], turned(glyphs)[3:]
    np.testing.assert_allclose(turned(glyphs[:, ::-1])[:3], other[:, ::-1], atol=1e-5)
    np.testing.assert_allclose(turned(glyphs[:, :, ::-1])[3:], one[:, :, ::-1], atol=1e-5)


def test_a_turned_bar_slopes_by_the_angle() -> None:
    bar = np.zeros((1, 28, 28), np.float32)
    bar[0, 13:15, 4:24] = 1
    heights = [np.arange(28) @ side / side.sum(axis=0) for side in turned(bar)[:, :, 6:22]]
    slopes = [np.degrees(np.arctan((height[-1] - height[0]) / 15)) for height in heights]
    assert sorted(slopes) == pytest.approx([-TURNED_BY, TURNED_BY], abs=0.5)


def test_many_threads_get_the_same_answers(
    classifier: Classifier, glyphs: NDArray[np.float32]
) -> None:
    alone = [classifier.log_probs(glyph[None]) for glyph in glyphs]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda glyph: classifier.log_probs(glyph[None]), glyphs))
    np.testing.assert_array_equal(together, alone)


@given(arrays(np.float32, (2, 28, 28), elements=st.floats(width=32)))
def test_no_glyph_breaks_it(classifier: Classifier, odd: NDArray[np.float32]) -> None:
    with np.errstate(all="ignore"):
        assert classifier.log_probs(odd).shape == (2, 10)


def refused(path: Path, content: bytes, error: type[FileError] = ModelError) -> str:
    """Return the sentence that refuses a model file with this content."""
    path.write_bytes(content)
    with pytest.raises(error) as caught:
        Classifier.open(path)
    assert_sentence(caught.value, path.name)
    return str(caught.value)


@pytest.mark.parametrize("share", [0, 0.001, 0.5, 0.999])
def test_a_truncated_export_is_refused(tmp_path: Path, share: float) -> None:
    whole = EXPORT.read_bytes()
    refused(tmp_path / "mnist.onnx", whole[: int(share * len(whole))])


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\3\4", b"\x80\4K\7."])
@pytest.mark.parametrize("name", ["model.h5", "model.onnx", "model.keras"])
def test_a_file_that_is_no_model_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    if content.startswith(b"PK") and name != "model.onnx" and find_spec("keras") is None:
        pytest.skip("whether an archive is a model is Keras's to say")
    refused(tmp_path / name, content)


def test_a_missing_model_and_a_folder_are_named(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.h5"):
        with pytest.raises(FileError) as caught:
            Classifier.open(path)
        assert_sentence(caught.value, path)


def test_another_programs_export_is_refused(tmp_path: Path) -> None:
    onnx = pytest.importorskip("onnx")
    model = onnx.load(str(EXPORT))
    del model.metadata_props[:]
    prefixed = {"digit_recognizer.alphabet": "0 1"}
    onnx.helper.set_model_props(model, prefixed)
    assert "lacks" in refused(tmp_path / "other.onnx", model.SerializeToString())
    letters = Bundle("", Alphabet(("a", "b")))
    assert "(N, 2)" in refused(tmp_path / "letters.onnx", with_bundle(letters))
    hot = replace(Bundle(""), temperature=math.inf)
    assert "temperature" in refused(tmp_path / "hot.onnx", with_bundle(hot))


def test_an_export_can_be_opened_without_its_source(tmp_path: Path) -> None:
    path = tmp_path / "mine.onnx"
    path.write_bytes(EXPORT.read_bytes())
    assert Classifier.open(path).name == "mine.onnx"


@pytest.mark.parametrize("beside", ["nothing", "garbage", "another model's export"])
def test_without_h5py_a_model_without_its_export_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, beside: str
) -> None:
    if beside == "garbage":
        (tmp_path / "mine.onnx").write_bytes(b"garbage")
    elif beside != "nothing":
        (tmp_path / "mine.onnx").write_bytes(with_bundle(Bundle("f" * 64)))
    monkeypatch.setitem(sys.modules, "h5py", None)
    path = tmp_path / "mine.h5"
    path.write_bytes(MODEL.read_bytes())
    with pytest.raises(MissingDependencyError, match="pip install") as caught:
        Classifier.open(path)
    assert_sentence(caught.value, path, "h5py")


def test_a_model_without_its_export_is_translated_in_a_process_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, glyphs: NDArray[np.float32]
) -> None:
    pytest.importorskip("h5py")
    monkeypatch.setitem(sys.modules, "tensorflow", None)
    path = tmp_path / "mine.h5"
    path.write_bytes(MODEL.read_bytes())
    stale = with_bundle(Bundle("f" * 64))
    path.with_suffix(".onnx").write_bytes(stale)
    fresh = Classifier.open(path)
    assert fresh.bundle.source_sha256 == sha256(path.read_bytes())
    assert fresh.name == "mine.h5" and fresh.is_foreign
    own = Classifier.open(MODEL)
    expected = own.run(glyphs).probabilities
    np.testing.assert_allclose(fresh.run(glyphs).probabilities, expected, atol=1e-4)
    assert fresh.maps(glyphs[0]).keys() == own.maps(glyphs[0]).keys()
    assert path.with_suffix(".onnx").read_bytes() == stale  # the user's file is left alone
