"""The speed benchmark measures what it says, says why where it cannot, and judges rightly.

The times themselves are never tested.
"""

import itertools
import json
import shutil
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from support import ROOT, Digits

from benchmarks.speed import batch, disk, expressions, keras_baseline, motions, pointer, suite
from benchmarks.speed.figures import SPEED_TARGETS, Figure, NotMeasured, percentile
from benchmarks.speed.processes import python, resident
from benchmarks.speed.reading import measure_reading
from digit_recognizer.classifier import Classifier, LineRescorer
from digit_recognizer.ink import Drawing, Ink
from digit_recognizer.resources import default_model

pytestmark = [pytest.mark.display, pytest.mark.release]

MISSING = 'tensorflow is not installed (pip install "digit-recognizer[training]")'
SMALLEST_EFFORT = suite.Effort(
    runs=1, passes=1, predictions=1, drawings=1, glyphs=65, writings=1, strokes=1
)


class FakePredictor:
    """Answers at once; 512 is the batch size that suits it best."""

    def predict(
        self, glyphs: NDArray[np.float32], times: int, batch_size: int | None = None
    ) -> list[float]:
        assert glyphs.shape[1:] == (28, 28)
        return [0.25 if batch_size == 512 else 0.5] * times


@pytest.mark.parametrize(
    ("figure", "ratio", "met"),
    [
        (Figure("start", 0.4, 4.0), 10, True),
        (Figure("start", 0.4, 2.0), 5, False),
        (Figure("start", 0.6, 6.0), 10, False),
        (Figure("start", 0.6, None), None, False),
        (Figure("start", 0.4, None), None, None),
        (Figure("start", None, None), None, None),
        (Figure("pointer", 15.9), None, True),
        (Figure("pointer", 16.0), None, False),
        (Figure("batch", 200.0, 100.0), 2, True),
        (Figure("batch", 199.0, 100.0), 1.99, False),
        (Figure("start_loaded", 1.0, 8.0), 8, None),
    ],
)
def test_a_target_is_met_only_if_all_of_it_was_measured_and_is(
    figure: Figure, ratio: float | None, met: bool | None
) -> None:
    assert figure.ratio == (None if ratio is None else pytest.approx(ratio))
    assert figure.met is met


def test_a_percentile_is_a_value_that_occurred() -> None:
    values = [float(v) for v in range(100, 0, -1)]
    assert percentile(values, 0.95) == 95
    assert percentile(values, 0.99) == 99
    assert percentile([3.0], 0.99) == 3


def test_reading_is_timed_call_by_call(examples: dict[str, Drawing]) -> None:
    inks = [drawing.ink for drawing in examples.values()][:3]
    figures = {
        figure.key: figure
        for figure in measure_reading(
            default_model(), inks, FakePredictor(), rounds=2, passes=4, predictions=2
        )
    }
    assert set(figures) == {"read_median", "read_p99", "network"}
    assert all(figure.n == 24 and figure.baseline == 500 for figure in figures.values())
    network, whole, worst = (figures[k].ours for k in ("network", "read_median", "read_p99"))
    assert network is not None and whole is not None and worst is not None
    assert 0 < network <= whole <= worst


def test_expressions_are_read_after_each_stroke(monkeypatch: pytest.MonkeyPatch) -> None:
    weighed = []
    weigh = LineRescorer.weigh
    monkeypatch.setattr(
        LineRescorer, "weigh", lambda own, arrays: weighed.append(1) or weigh(own, arrays)
    )
    median, p99, page, first = expressions.measure_expressions(default_model(), writings=2)
    assert len(weighed) >= median.n, "every network is asked, as in the window"
    strokes = median.details["strokes"]
    assert 15 <= strokes <= 30
    assert len(median.details["written"]) == 15
    assert median.details["read"] == median.details["written"]
    assert median.n == p99.n == 2 * strokes
    assert [len(line) for line in page.details["written"].splitlines()] == [12] * 5
    assert 12 <= page.n <= 24 and first.n == 1
    assert median.ours is not None and p99.ours is not None
    assert 0 < median.ours <= p99.ours


def test_the_last_line_is_below_all_others() -> None:
    two = Ink.from_xy([[(0, 0), (0, 9)], [(9, 2), (9, 8)], [(0, 12), (0, 20)], [(5, 15), (9, 15)]])
    assert expressions.last_line(two) == 2
    assert expressions.last_line(Ink(two.strokes[:2])) == 0


def test_a_batch_is_compared_with_the_best_batch_size() -> None:
    glyphs = batch.batch_of([np.zeros((28, 28), np.float32), np.ones((28, 28), np.float32)], 7)
    assert glyphs.shape == (7, 28, 28) and glyphs.dtype == np.float32
    assert glyphs[6].max() == 0 and glyphs[5].min() == 1
    (figure,) = batch.measure_batch(
        Classifier.open(default_model()), glyphs, FakePredictor(), rounds=2
    )
    assert figure.details["plain_batch_size"] == 512
    assert figure.baseline == 7 / 0.25
    assert figure.ours is not None and figure.ours > 0


def test_a_program_that_fails_is_quoted() -> None:
    with (
        python(["-c", "raise SystemExit('no ink left')"]) as program,
        pytest.raises(NotMeasured, match="no ink left"),
    ):
        program.wait_for("ready")


def test_a_program_is_heard_and_ended() -> None:
    talk = "print('noise'); print('latency 1.5'); print('ready', flush=True); input()"
    with python(["-c", talk]) as program:
        seconds, rest = program.wait_for("ready")
        assert seconds > 0 and rest == ""
        if sys.platform != "win32":
            assert 1 < resident(program.pid) < 1000
        program.say("")
        program.wait()


def test_the_base_install_is_what_the_project_requires() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    required = [requirement.partition(">")[0] for requirement in project["dependencies"]]
    assert list(disk.BASE_PACKAGES) == required


def test_what_a_package_requires_counts_but_not_its_extras() -> None:
    packages = disk.closure(["Rich"])
    assert {"rich", "pygments", "markdown-it-py", "mdurl"} <= packages
    assert "ipywidgets" not in packages
    assert disk.closure(["no-such-package"]) == set()


def test_every_file_counts_once(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"x" * 1000)
    assert disk.megabytes([file, file, tmp_path, tmp_path / "missing"]) == pytest.approx(0.001)
    assert default_model() in set(disk.program_files())


def test_the_pointer_draws_all_strokes_within_the_window(examples: dict[str, Drawing]) -> None:
    ink = examples["seven-crossed"].ink
    words = list(pointer.movements(ink, (1000, 700)))
    assert words.count("mousedown") == words.count("mouseup") == len(ink)
    moves = [i for i, word in enumerate(words) if word == "mousemove"]
    assert len(moves) == sum(len(stroke.points) for stroke in ink)
    assert all(100 <= int(words[i + 1]) <= 550 and 140 <= int(words[i + 2]) <= 595 for i in moves)


def test_no_two_motions_in_a_row_are_at_one_place() -> None:
    paths = [motions.loop((900, 500), number, 4) for number in range(4)]
    for path in paths:
        assert len(path) > motions.STROKE_EVENTS / 2
        assert all(one != other for one, other in itertools.pairwise(path))
        assert all(504 <= x <= 576 and 75 <= y <= 425 for x, y in path)


def test_keras_predicts() -> None:
    try:
        keras_baseline.require_tensorflow()
    except NotMeasured:
        pytest.skip("the training extra is not installed")
    with keras_baseline.keras_predictor(default_model().with_suffix(".onnx")) as keras:
        seconds = keras.predict(np.zeros((3, 28, 28), np.float32), 2, 2)
    assert len(seconds) == 2 and min(seconds) > 0


def test_everything_in_one_run_without_tensorflow(
    monkeypatch: pytest.MonkeyPatch, benchmark: Digits
) -> None:
    def absent() -> None:
        raise NotMeasured(MISSING)

    monkeypatch.setattr(keras_baseline, "require_tensorflow", absent)
    monkeypatch.setattr(suite, "QUICK_EFFORT", SMALLEST_EFFORT)
    code, out, err = benchmark("--quick", "--json", "--runs", 1)
    assert (code, err) == (0, "")
    *table, last = out.splitlines()
    result = json.loads(last)
    figures = result["figures"]
    assert list(figures) == list(SPEED_TARGETS)
    assert result["effort"]["glyphs"] == 65
    assert result["machine"]["cores"] >= 1 and result["machine"]["versions"]["numpy"]
    assert len(result["model_sha256"]) == 64
    assert any("batch of 10,000 glyphs" in line for line in table)
    for figure in figures.values():
        assert figure["plain"] is None and all(why in table for why in figure["why"])
    assert figures["disk"]["why"] == [f"Not measured: the Keras baseline, since {MISSING}."]
    without_window = ["read_median", "read_p99", "network", "disk", "batch"]
    has_pointer = shutil.which("Xvfb") and shutil.which("xdotool")
    measured = SPEED_TARGETS if has_pointer else [*without_window, *expressions.EXPRESSION_KEYS]
    for key in measured:
        assert figures[key]["ours"] is not None, figures[key]["why"]
        assert figures[key]["n"] >= 1
        assert figures[key]["ours"] > 0 or key == "lost"


def test_at_least_one_run(benchmark: Digits) -> None:
    code, _, err = benchmark("--runs", "0")
    assert code == 2 and "at least 1" in err
