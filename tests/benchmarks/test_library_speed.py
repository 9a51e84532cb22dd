"""``python -m benchmarks library``: all is asked, the slowest counts, nothing is left behind."""

import json
import tempfile
from pathlib import Path

import pytest
from support import Digits

from benchmarks.library.measuring import FILTERS, drawings, measure_library, misread_in, write_json
from benchmarks.speed.figures import LIBRARY_TARGETS
from digit_recognizer.library import Filter, Library


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_every_way_is_asked_and_the_slowest_counts(temporary: Path) -> None:
    said: list[str] = []
    figures = measure_library(120, 10, rounds=1, say=lambda what, done, total: said.append(what))
    assert sorted(figure.key for figure in figures) == sorted(LIBRARY_TARGETS)
    by_key = {figure.key: figure for figure in figures}
    assert len(by_key["list"].details["ways"]) == len(by_key["numbers"].details["ways"])
    assert len(by_key["list"].details["ways"]) == 5 * len(FILTERS)
    assert list(by_key["count"].details["ways"]) == list(FILTERS)
    for key in ("list", "numbers", "count"):
        assert by_key[key].ours == max(by_key[key].details["ways"].values())
        assert by_key[key].baseline
    assert "Asking" in said and not list(temporary.iterdir())


def test_both_find_the_same_drawings(tmp_path: Path) -> None:
    entries = list(drawings(400))
    assert len({entry.digest for entry in entries}) == 400
    for number, entry in enumerate(entries):
        write_json(tmp_path / f"{number}.json", entry)
    plain = [row["made"] for row in misread_in(tmp_path)]
    with Library.open(tmp_path / "library") as library:
        library.add(entries)
        ours = library.summaries(Filter(outcome="wrong"))
        for name, wanted in FILTERS.items():  # each filter has something to find
            assert library.count(wanted) or "," in name  # but for several at once
    assert [entry.made.isoformat() for entry in ours] == plain != []


def test_the_command_prints_a_table_and_json(benchmark: Digits, temporary: Path) -> None:
    command = ("library", "--drawings", 50, "--files", 5, "--rounds", 1, "--json")
    code, out, err = benchmark(*command)
    assert (code, err) == (0, "")
    *table, last = out.splitlines()
    assert "50 drawings; the baseline: 5, one JSON file each" in table[0]
    assert list(json.loads(last)["figures"])[:3] == ["list", "numbers", "count"]
    assert json.loads(last)["machine"]["cores"]
