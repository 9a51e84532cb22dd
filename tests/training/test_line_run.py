"""A run of the rescoring network in miniature: it writes one that the program takes, and goes on."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from composed_drawings import write_unipen
from hypothesis import given
from hypothesis import strategies as st
from short_runs import cut_and_resumed

from digit_recognizer import Ink, Reader
from digit_recognizer.classifier import LineRescorer, Trust, line_evidence, row_evidence
from digit_recognizer.doubt import MIN_LINE_CONFIDENCE, MIN_PICTURED_CONFIDENCE
from digit_recognizer.errors import FileError, ModelError
from digit_recognizer.expression import calculate, text_of
from digit_recognizer.ink import read_drawing
from digit_recognizer.resources import default_line_network, example_expressions

keras = pytest.importorskip("keras")

from digit_recognizer.synthesis.equations import random_equation, random_exercise  # noqa: E402
from digit_recognizer.training.data.scenes import SceneSource  # noqa: E402
from digit_recognizer.training.lines import examples as lines  # noqa: E402
from digit_recognizer.training.lines import network as line_network  # noqa: E402
from digit_recognizer.training.lines import run as line_run  # noqa: E402
from digit_recognizer.training.lines.calibration import LineAnswer, doubt_figures, fitted_trust  # noqa: E402
from digit_recognizer.training.lines.examples import LineExample, line_examples  # noqa: E402
from digit_recognizer.training.lines.run import (  # noqa: E402
    MAX_READINGS,
    LineRecipe,
    LineRun,
    line_batch,
    shown_part,
)
from digit_recognizer.training.network_files import PROVENANCE_PROPERTY  # noqa: E402

pytestmark = pytest.mark.training


def test_too_little_data_is_a_sentence(tmp_path: Path) -> None:
    nothing = SceneSource(tmp_path, 1, is_validation=False)
    with pytest.raises(FileError, match="not enough to compose pages from"):
        next(line_examples(nothing, 1, tmp_path / "lines", 1))


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SceneSource:
    """Three writers' drawings, one of whom is held out, and lines of ink and clean pictures only."""
    write_unipen(tmp_path)
    monkeypatch.setattr(
        "digit_recognizer.training.data.scenes.is_held_out", lambda who: who == "w3"
    )
    for name, value in (("CHUNK_LINES", 6), ("ROWS_SHARE", 0.0), ("DRAWN_SHARE", 1.0)):
        monkeypatch.setattr(lines, name, value)
    monkeypatch.setattr(
        lines, "chunk_files", lambda make, count, folder, _: written_here(make, count, folder)
    )
    return SceneSource(tmp_path, 1, is_validation=False)


def written_here(make: object, count: int, folder: Path) -> Iterator[Path]:
    """Write chunks without other processes, which would not know the small sizes of the test."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        path = folder / str(number)
        path.write_bytes(make(number))  # type: ignore[operator]
        yield path


def test_examples_hold_the_truth_where_it_was_found(source: SceneSource, tmp_path: Path) -> None:
    found = list(line_examples(source, 2, tmp_path / "lines", 1))
    assert len(found) == 12
    for example in found:
        rows = example.table.readings
        assert example.is_true.shape == rows.shape[:2]
        for is_right, is_true, row in zip(example.right, example.is_true, rows, strict=True):
            there = row[:, 0] >= 0
            assert not is_true[~there].any()
            assert not is_right or is_true[there].all()
        assert len(set(example.meaning[example.right].tolist())) <= 1
    assert any(example.right.any() for example in found)


def test_a_batch_is_its_lines_behind_each_other(source: SceneSource, tmp_path: Path) -> None:
    found = line_examples(source, 2, tmp_path / "lines", 1)
    shown = [part for each in found if (part := shown_part(each)) is not None]
    assert shown and all(each.right.sum() == 1 for each in shown if each.right.any())
    assert all(len(each.right) <= MAX_READINGS for each in shown)
    tokens, pairs, _, right, line, is_true = line_batch(shown, np.random.default_rng(1))
    assert len(tokens) == sum(len(each.right) for each in shown) == len(pairs) == len(right)
    assert line.tolist() == [n for n, each in enumerate(shown) for _ in each.right]
    assert (is_true <= tokens[..., 0]).all()


def test_a_short_run_writes_a_network_and_goes_on(
    source: SceneSource, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reader: Reader
) -> None:
    monkeypatch.setattr(line_run, "BATCH_LINES", 2)
    monkeypatch.setattr("digit_recognizer.training.step_loop.STEPS_PER_CHECKPOINT", 1)
    monkeypatch.setattr(line_network, "LINE_LAYERS", 1)
    recipe = LineRecipe(steps=2, warmup=1, chunks=2, photos=4)
    run = LineRun(output=tmp_path / "lines.h5", data=source.data, recipe=recipe)
    figures, steps = cut_and_resumed(run, at=2)
    assert steps == [1, 2, 2]
    assert 0 <= figures.search <= figures.possible <= 1 and len(figures.sentences()) == 4
    network = LineRescorer.open(tmp_path / "lines.onnx")
    digits, symbols, strokes = reader.classifier, reader.symbols, reader.strokes
    own = Reader(digits, symbols, strokes, rescorer=network)
    ink = Ink.from_xy([[(0, 0), (0, 60)], [(30, 30), (60, 30)], [(90, 0), (90, 60)]])
    assert own.read_ink(ink, "expression").lines
    report = json.loads((tmp_path / "lines-training" / "report.json").read_text())
    assert report["recipe"]["steps"] == 2


def test_a_file_that_is_no_such_network_is_refused(reader: Reader, tmp_path: Path) -> None:
    network = LineRescorer(b"nothing", "some.onnx")
    own = Reader(reader.classifier, reader.symbols, reader.strokes, rescorer=network)
    chain = next(path for path in example_expressions() if path.stem == "chain")
    with pytest.raises(ModelError, match=r"some\.onnx .*put back the file"):
        own.read_ink(read_drawing(chain).ink, "expression")


def answers_of(share: float, symbols: float, right: float) -> list[LineAnswer]:
    """Return a hundred lines, a share ``right`` of which are right."""
    evidence = line_evidence(share, symbols, 0.9)
    return [LineAnswer("ink", evidence, n < 100 * right) for n in range(100)]


def test_trust_is_how_many_are_right() -> None:
    known = [(0.99, 3.0, 0.95), (0.6, 3.0, 0.7), (0.99, -1.0, 0.3)]
    answers = [each for case in known for each in answers_of(*case)]
    trust = fitted_trust(answers, "ink")
    for share, symbols, right in known:
        sure = trust.confidence(line_evidence(share, symbols, 0.9))
        assert sure == pytest.approx(right, abs=0.03)
    evidence = line_evidence(0.8, 0.0, 1.0)
    assert fitted_trust(answers, "picture").confidence(evidence) == pytest.approx(0.8)


def test_lines_are_doubted_where_the_run_of_the_shipped_network_says() -> None:
    session = onnxruntime.InferenceSession(default_line_network().read_bytes())
    said = json.loads(session.get_modelmeta().custom_metadata_map[PROVENANCE_PROPERTY])
    below = {kind: each["doubt_below"] for kind, each in said["doubt"].items()}
    assert below["ink"] == pytest.approx(MIN_LINE_CONFIDENCE)
    assert (below["picture"] + below["row"]) / 2 == pytest.approx(MIN_PICTURED_CONFIDENCE, abs=0.01)


def test_doubt_begins_where_the_others_are_right() -> None:
    right = {0.05: 5, 0.3: 30, 0.5: 50, 0.995: 2000}  # of a hundred, but for the surest
    answers = [
        LineAnswer("ink", line_evidence(share, 0.0, 1.0), n < count)
        for share, count in right.items()
        for n in range(max(count, 100))
    ]
    figures = doubt_figures(answers, Trust(0.0, (1.0, 0.0, 0.0)))
    assert 0.5 < figures.doubt_below < 0.995 and figures.undoubted == 1.0
    assert figures.doubted == pytest.approx(300 / 2300)
    few = [each for each in answers if each.evidence[0] < 3]  # half of the right ones are at 0.5
    assert doubt_figures(few, Trust(0.0, (1.0, 0.0, 0.0))).doubt_below <= 0.3


@given(*[st.floats(-1e3, 1e3)] * 3)
def test_any_evidence_has_a_confidence(share: float, symbols: float, ink: float) -> None:
    trust = Trust(0.3, (1.0, 0.8, 0.5))
    assert 0 <= trust.confidence(line_evidence(share, symbols, ink)) <= 1
    assert 0 <= trust.confidence(row_evidence(share, symbols, ink)) <= 1


@given(st.integers(0, 10**6))
def test_exercises_can_be_calculated(seed: int) -> None:
    row = random_exercise(np.random.default_rng(seed))
    answer = calculate(row)
    assert answer.makes_sense and answer.values, text_of(row)


@pytest.mark.parametrize("seed", range(20))
def test_equations_have_an_answer_that_mostly_holds(seed: int) -> None:
    random = np.random.default_rng(seed)
    rows = [random_equation(random) for _ in range(8)]
    verdicts = [calculate(row).verdict for row in rows]
    assert None not in verdicts, [text_of(row) for row in rows]
    assert sum(map(bool, verdicts)) >= 2


def test_no_truth_is_no_example_to_fit() -> None:
    table = lines.LineTable(
        np.zeros((1, 70), np.float32), np.zeros((2, 1, 1), np.float32),
        np.zeros((2, 1, 4), np.int16), np.zeros((2, 15), np.float32),
    )  # fmt: skip
    no_truth = LineExample(
        table, np.arange(2, dtype=np.int16), np.zeros(2, bool), np.zeros((2, 1), bool)
    )
    assert shown_part(no_truth) is None
