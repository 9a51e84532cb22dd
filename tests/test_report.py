"""The report over every test set: what is found, what is written, what the table says."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from support import assert_sentence, hand_drawn

from digit_recognizer.cli.main import main
from digit_recognizer.errors import FileError
from digit_recognizer.evaluation.report import NAMES, markdown, report, sets_under
from digit_recognizer.reader import Reader


@pytest.fixture
def data(tiny_mnist: Path, tmp_path: Path) -> Path:
    """A data folder with a tiny MNIST and a tiny set of images."""
    shutil.copytree(tiny_mnist, tmp_path / "data" / "mnist")
    drawn = hand_drawn(30, seed=8)
    folder = tmp_path / "data" / "images"
    folder.mkdir()
    images = np.asarray(drawn.glyphs * 255, np.uint8)
    names = np.array([str(label) for label in drawn.labels])
    np.savez(folder / "usps_test.npz", images=images, labels=names)
    np.savez(folder / "usps_train.npz", images=images, labels=names)
    return tmp_path / "data"


def test_only_known_test_sets_are_taken_in_their_order(data: Path) -> None:
    assert [name for name, _ in sets_under(data)] == ["mnist", "usps_test"]
    assert all("train" not in name for name in NAMES)


def test_the_table_is_made_from_the_json_alone(data: Path, reader: Reader) -> None:
    values = report(reader, sets_under(data))
    again = json.loads(json.dumps(values))
    table = markdown(again)
    assert table == markdown(values)
    assert table.count("\n| ") == 2
    assert NAMES["usps_test"][0] in table
    assert values["model_sha256"] == reader.bundle.source_sha256


def test_the_command_writes_both_files(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DIGITS_DATA", str(data))
    assert main(["evaluate", "--all", "--json", "-o", str(tmp_path / "out")]) == 0
    printed = json.loads(capsys.readouterr().out.splitlines()[-1])
    written = json.loads((tmp_path / "out" / "accuracy.json").read_text())
    assert printed == written
    assert (tmp_path / "out" / "accuracy.md").read_text() == markdown(written)


def test_where_there_is_no_set_one_sentence_says_so(reader: Reader, tmp_path: Path) -> None:
    with pytest.raises(FileError) as caught:
        report(reader, sets_under(tmp_path))
    assert_sentence(caught.value, "$DIGITS_DATA")
