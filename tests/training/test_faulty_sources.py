"""Training on faulty data sets: the rest is used, and what was left out is told."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest
from support import hand_drawn

from digit_recognizer.errors import FileError
from digit_recognizer.training.data.digits import more_sources
from digit_recognizer.training.recipe import Recipe

RECIPE = Recipe(epochs=1)


def test_faulty_lines_and_rows_are_told_and_the_rest_is_trained_on(tmp_path: Path) -> None:
    ink, images = tmp_path / "ink.jsonl.gz", tmp_path / "images.npz"
    seven = [[[0, 0], [10, 0], [5, 20]]]
    rows = [{"label": "7", "writer": f"w{i}", "strokes": seven} for i in range(30)]
    lines = [*map(json.dumps, rows), "{", json.dumps({"label": "seven", "strokes": seven})]
    ink.write_bytes(gzip.compress("\n".join(lines).encode()))
    drawn = hand_drawn(40, seed=5)
    names = np.array([str(label) for label in drawn.labels[:39]] + ["zero"])
    np.savez(images, images=np.asarray(drawn.glyphs * 255, np.uint8), labels=names)
    told: list[str] = []
    sources = more_sources({"pendigits": ink, "semeion": images}, RECIPE, told.append)
    counts = [len(s.labels) + len(s.held_out or []) for s in sources]
    assert counts == [30, 39]
    assert f"{images}: left out 1 of 40: 1 with an unknown label (row 40)." in told
    faults = "1 that are no JSON (line 31), 1 with an unknown label (line 32)"
    assert f"{ink}: left out 2 of 32: {faults}." in told


def test_a_set_of_faults_alone_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "ink.jsonl.gz"
    path.write_bytes(gzip.compress(b"{}\n{}\n"))
    with pytest.raises(FileError, match=r"left out 2 of 2.*nothing is left"):
        more_sources({"pendigits": path}, RECIPE, lambda _: None)
