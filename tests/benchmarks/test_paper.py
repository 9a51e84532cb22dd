"""``python -m benchmarks paper``: rows on every kind of paper, the same every time."""

import json
from pathlib import Path

import pytest
from composed_drawings import write_unipen
from support import Digits, assert_failed

from benchmarks.paper import measuring
from digit_recognizer.errors import FileError
from digit_recognizer.synthesis.paper.paper_rows import PAPER_KINDS
from digit_recognizer.synthesis.paper.print_text import fonts


def test_every_kind_is_read_and_errors_are_pictures(
    benchmark: Digits, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    try:
        faces = fonts()
    except FileError:
        pytest.skip("too few fonts are installed to print with")
    monkeypatch.setattr(measuring, "PAPER_STOCK", 20)
    monkeypatch.setattr(measuring, "is_held_out", lambda writer: True)
    monkeypatch.setattr(measuring, "fonts", lambda: faces[:3])
    monkeypatch.setattr(measuring, "is_held_out_font", lambda path: True)
    write_unipen(tmp_path)
    wrong = tmp_path / "wrong"
    code, out, err = benchmark("paper", tmp_path, "--count", "1", "--json", "--errors", wrong)
    assert (code, err) == (0, "")
    kinds = json.loads(out)["kinds"]
    assert tuple(kinds) == PAPER_KINDS
    missed = sum(each["count"] - each["exact"] for each in kinds.values())
    assert len(list(wrong.glob("*.png"))) == missed
    assert_failed(benchmark("paper", tmp_path / "nowhere"), "nowhere")
