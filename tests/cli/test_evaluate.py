"""``digits evaluate``: JSON for machines, tables for people, and what is left out."""

import gzip
import json
from pathlib import Path

from support import Digits, assert_failed

from digit_recognizer.ink import Drawing


def test_evaluating_idx_files_ends_in_one_line_of_json(digits: Digits, tiny_mnist: Path) -> None:
    code, out, err = digits("evaluate", tiny_mnist, "--json")
    assert (code, err) == (0, "")
    values = json.loads(out.splitlines()[-1])
    assert values["n"] == 65
    assert values["accuracy"] > 0.8
    assert values["errors"] == round(65 * (1 - values["accuracy"]))
    assert (values["left_out"], values["empty"]) == (0, 0)
    assert set(values["classes"]) == set("0123456789")
    assert {"interval_95", "calibration_error", "doubtful", "confusions", "model"} <= set(values)


def test_a_table_is_printed_for_people(digits: Digits, tiny_mnist: Path, tmp_path: Path) -> None:
    folder = tmp_path / "set [bold] [1]"
    folder.symlink_to(tiny_mnist)
    code, out, err = digits("evaluate", folder)
    assert (code, err) == (0, "")
    assert out.startswith(f"{folder}, mnist.h5, n = 65\naccuracy  ")
    assert "calibration error" in out and "right when read" in out


def test_labels_left_out_are_counted_on_stderr(
    digits: Digits, tmp_path: Path, examples: dict[str, Drawing]
) -> None:
    path = tmp_path / "ink.jsonl.gz"
    two = [[p[:2] for p in stroke.points] for stroke in examples["two"].ink]
    rows = [{"label": label, "strokes": two} for label in ("2", "x", "x", "+")]
    rows.append({"label": "3", "strokes": []})
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    code, out, err = digits("evaluate", path, "--json", "--placements")
    assert code == 0
    assert err.splitlines() == [
        "digits: left out 3 samples with other labels (x 2, + 1).",
        f"digits: {path}: left out 1 of 5: 1 without points (line 5).",
    ]
    values = json.loads(out)
    assert (values["n"], values["accuracy"]) == (1, 1)
    assert (values["left_out"], values["empty"]) == (3, 1)
    assert values["spread_ink"] == 0
    assert digits("evaluate", path, "--placements")[1].count("spread of accuracy") == 2


def test_evaluating_what_is_no_data_is_one_sentence(
    digits: Digits, tmp_path: Path, tiny_mnist: Path
) -> None:
    assert_failed(digits("evaluate", tmp_path), tmp_path)
    assert_failed(digits("evaluate", tmp_path / "none.jsonl"), tmp_path / "none.jsonl")
    assert_failed(digits("evaluate", tiny_mnist, "--placements"), tiny_mnist)
    assert_failed(digits("evaluate"))
    assert_failed(digits("evaluate", tiny_mnist, "--errors", tmp_path / "out"), "--errors")
