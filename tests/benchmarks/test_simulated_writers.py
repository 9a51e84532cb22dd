"""Simulated writers: errors before and after, and what ``python -m benchmarks learn`` says of them."""

import json
from pathlib import Path

import pytest
from made_writer import symbols_of
from support import Digits, assert_failed, hand_drawn

from benchmarks.learning.simulated_writers import World, lessons, simulate
from digit_recognizer.classifier import Classifier
from digit_recognizer.datasets import Labelled
from digit_recognizer.evaluation.digits.samples import Samples
from digit_recognizer.learning import Drawings
from digit_recognizer.reader import Reader
from digit_recognizer.resources import default_model


@pytest.fixture(scope="module")
def anna() -> Samples:
    """Six drawings of each digit by one writer."""
    rows = symbols_of(6, 8)
    drawings = Drawings.of(rows, 1)
    return Samples(
        Path(), Labelled(drawings.glyphs, drawings.columns), [], [ink for ink, _ in rows],
        ["Anna"] * len(rows),
    )  # fmt: skip


@pytest.fixture(scope="module")
def mnist() -> Samples:
    return Samples(Path(), hand_drawn(60, 9), [])


def test_a_simulated_writer(anna: Samples, mnist: Samples) -> None:
    world = World.of(Classifier.open(default_model()), anna, [], mnist, [mnist])
    (lesson,) = lessons(anna, 3, 1)
    assert len(lesson.learnt) == len(lesson.read) == 30
    assert not set(lesson.learnt) & set(lesson.read)
    outcome = simulate(world, 3, repeats=2).as_dict()
    assert (outcome["writers"], outcome["errors_before"], outcome["errors_after"]) == (1, 3, 0)
    assert outcome["fewer_mean"] == 1 and outcome["forgotten_mnist_points"] <= 0
    assert outcome["in_line"] is None
    assert simulate(world, 6).as_dict()["writers"] == 0


def test_a_simulated_writer_is_read_as_in_a_line_too(
    reader: Reader, anna: Samples, mnist: Samples
) -> None:
    assert reader.symbols is not None
    world = World.of(reader.symbols, anna, [], None, [mnist], digits=reader.classifier)
    outcome = simulate(world, 3, repeats=1).as_dict()
    line = outcome["in_line"]
    assert (line["writers"], line["drawings_read"]) == (1, 30)
    assert line["errors_before"] > line["errors_after"] == 0 and line["fewer_mean"] == 1


def test_the_benchmark_wants_data(benchmark: Digits, tmp_path: Path) -> None:
    assert_failed(benchmark("learn", "--data", tmp_path), tmp_path)


def test_the_benchmark_simulates_writers(benchmark: Digits, tmp_path: Path) -> None:
    ink = tmp_path / "ink"
    ink.mkdir()
    lines = [
        json.dumps(
            {
                "label": str(digit), "writer": "Anna",
                "strokes": [[[p[0], p[1]] for p in stroke.points] for stroke in drawing],
            }
        )
        for drawing, digit in symbols_of(5, 3)
    ]  # fmt: skip
    (ink / "unipen_test.jsonl").write_text("\n".join(lines), encoding="utf-8")
    code, out, _ = benchmark("learn", "--data", tmp_path, "--repeats", 1, "--json")
    assert code == 0
    values = json.loads(out)
    assert [row["k"] for row in values["sets"]] == [3, 10, 3, 10]
    first = values["sets"][0]
    assert (first["writers"], first["errors_before"], first["errors_after"]) == (1, 2, 0)
    assert values["learn_100_s"] < 60
    assert "fewer" in benchmark("learn", "--data", tmp_path, "--repeats", 1)[1]
