"""``python -m benchmarks composed``: named sets of expressions, the same every time."""

import gzip
import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from composed_drawings import drawings
from support import Digits, assert_failed

from benchmarks.composed.sets import COMPOSED_SETS, composed_set
from digit_recognizer.ink import Drawing, Ink
from digit_recognizer.reader import Reader
from digit_recognizer.reading import Hypothesis, Reading
from digit_recognizer.synthesis.writers import Writers

DRAWINGS = drawings()
WRITERS = Writers(DRAWINGS)


def test_the_gaps_of_numbers_are_what_they_are_called() -> None:
    gaps: dict[str, list[float]] = {}
    for name in ("wide", "tight", "touching"):
        for sample in composed_set(f"numbers-{name}", WRITERS, 60):
            boxes = [
                Ink(tuple(sample.ink.strokes[i] for i in own)).box for _, own in sample.symbols
            ]
            tall = float(np.median([box.bottom - box.top for box in boxes]))
            pairs = pairwise(boxes)
            gaps.setdefault(name, []).extend((b.left - a.right) / tall for a, b in pairs)
    medians = [float(np.median(gaps[name])) for name in ("wide", "tight", "touching")]
    assert medians[0] > 0.2 > medians[1] > 0.0 and medians[1] > medians[2]
    assert np.mean(np.array(gaps["touching"]) < 0.0) > 0.3


@pytest.mark.parametrize("name", COMPOSED_SETS)
def test_a_named_set_is_the_same_every_time(name: str) -> None:
    first, second = (composed_set(name, WRITERS, 6) for _ in range(2))
    assert first == second
    if name.startswith("numbers"):
        assert {len(sample.label) for sample in first} == {2, 3, 4, 5, 6}


def test_no_other_name_gives_a_set() -> None:
    with pytest.raises(ValueError, match="no composed set"):
        composed_set("poems", WRITERS)


def data_of(folder: Path, samples: list[Drawing]) -> Path:
    (folder / "ink").mkdir(parents=True)
    rows = [
        {
            "label": d.label,
            "writer": d.writer,
            "strokes": [[[p.x, p.y] for p in stroke.points] for stroke in d.ink],
        }
        for d in samples
    ]
    file = folder / "ink" / "unipen_test.jsonl.gz"
    file.write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    return folder


def test_sets_are_read_by_name(
    benchmark: Digits, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = Reading((Hypothesis("1", 1.0),), False)
    monkeypatch.setattr(Reader, "read_ink", lambda _, ink: reading)
    data = data_of(tmp_path / "data", DRAWINGS)
    wrong = tmp_path / "wrong"
    code, out, err = benchmark("composed", "numbers", data, "--count", "5", "--json")
    assert (code, err) == (0, "")
    values = json.loads(out)
    sets = values["sets"]
    assert [s["path"] for s in sets] == ["numbers-wide", "numbers-tight", "numbers-touching"]
    assert all(s["n"] == 5 and s["model"] == values["model"] == "symbols.h5" for s in sets)
    code, out, _ = benchmark("composed", "power", data, "--count", "3", "--errors", wrong)
    assert code == 0 and out.startswith("power, symbols.h5, n = 3")
    assert (wrong / "power.png").read_bytes().startswith(b"\x89PNG")
    assert_failed(benchmark("composed", "poems", data), "poems")
    assert_failed(benchmark("composed", "all", tmp_path), tmp_path)
    few = data_of(tmp_path / "few", DRAWINGS[:4])
    assert_failed(benchmark("composed", "lines", few), few)
