"""The report over every test set: what is found, what is written, what the tables say."""

import gzip
import io
import json
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
from PIL import Image
from support import Digits, assert_failed, assert_sentence, hand_drawn

from benchmarks.accuracy import rejection
from benchmarks.accuracy.report import Report, report
from benchmarks.accuracy.report_picture import most_confident, overview, sheet
from benchmarks.accuracy.tables import page, summary
from digit_recognizer.errors import FileError
from digit_recognizer.evaluation.digits.samples import (
    LETTER_SET,
    TEST_SETS,
    measured_files,
    names_of,
    sets_under,
)
from digit_recognizer.ink import Drawing
from digit_recognizer.reader import Reader
from digit_recognizer.resources import default_model

T = TypeVar("T")


def silent(items: Iterable[T], total: int, what: str, /) -> Iterator[T]:
    assert total >= 0 and what
    yield from items


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rejection, "SYNTHETIC_COUNT", 20)


@pytest.fixture(scope="module")
def all_data(
    tiny_mnist: Path, tmp_path_factory: pytest.TempPathFactory, examples: dict[str, Drawing]
) -> Path:
    """A data folder with a tiny MNIST, ink with operators and letters, and images."""
    folder = tmp_path_factory.mktemp("all") / "data"
    shutil.copytree(tiny_mnist, folder / "mnist")
    (folder / "images").mkdir()
    (folder / "ink").mkdir()
    drawn = hand_drawn(30, seed=8)
    images = np.asarray(drawn.glyphs * 255, np.uint8)
    names = np.array([str(label) for label in drawn.labels])
    for name in ("usps_test", "usps_train", "new_test"):
        np.savez(folder / "images" / f"{name}.npz", images=images, labels=names)
    rows = [
        {"label": d.label, "strokes": [[p[:2] for p in s.points] for s in d.ink]}
        for d in examples.values()
    ] * 2
    plus = {"label": "+", "strokes": [[[0, 5], [10, 5]], [[5, 0], [5, 10]]]}
    letters = [{**plus, "label": "k"}]
    for name, lines in (("unipen_test", [*rows, plus]), ("unipen_letters_test", letters)):
        text = "\n".join(map(json.dumps, lines))
        (folder / "ink" / f"{name}.jsonl.gz").write_bytes(gzip.compress(text.encode()))
    (folder / "expressions").mkdir()
    (folder / "expressions" / "numbers_test.jsonl").write_text("no digits")
    return folder


@pytest.fixture
def data(all_data: Path, tmp_path: Path) -> Path:
    """A copy of that folder, to be changed."""
    return Path(shutil.copytree(all_data, tmp_path / "data"))


@pytest.fixture(scope="module")
def measured(all_data: Path, reader: Reader) -> Report:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rejection, "SYNTHETIC_COUNT", 20)
        return report(reader, default_model(), all_data, silent)


def test_test_sets_of_digits_are_taken_the_known_ones_first(data: Path) -> None:
    names = [name for name, _ in sets_under(data)]
    assert names == ["mnist", "unipen_test", "usps_test", "new_test"]
    assert all("train" not in name for name in TEST_SETS)
    assert measured_files(data)[LETTER_SET].name == "unipen_letters_test.jsonl.gz"
    assert names_of("new_test") == ("new test", "not described")


def test_the_tables_are_made_from_the_json_alone(measured: Report, reader: Reader) -> None:
    values = measured.values
    again = json.loads(json.dumps(values))
    assert summary(again) == summary(values)
    assert page(again, "a.png") == page(values, "a.png")
    assert summary(values) in page(values, "a.png") and "](a.png)" in page(values, "a.png")
    assert [row["title"] for row in values["sets"]] == [
        "MNIST test", "UNIPEN, test writers", "USPS test", "new test",
    ]  # fmt: skip
    assert values["model_sha256"] == reader.bundle.source_sha256
    assert 0 < values["network_ms"] < 1000
    assert measured.problems == []


def test_what_is_no_digit_has_rows_of_its_own(measured: Report) -> None:
    rows = {row["what"]: row["n"] for row in measured.values["no_digits"]}
    assert rows == {
        "letters that look like no digit": 1,
        "operators, UNIPEN, test writers": 1,
        "scribbles, drawn": 20,
        "scribbles, as pictures": 20,
        "blots, drawn": 20,
        "blots, as pictures": 20,
        "several digits at once": 20,
        "half digits": 20,
    }
    assert summary(measured.values).count("drawn |") == 2


def test_styles_are_counted_over_all_ink(data: Path, reader: Reader) -> None:
    path = data / "ink" / "unipen_test.jsonl.gz"
    bar = json.dumps({"label": "1", "strokes": [[[5, 0], [4, 10]]]})
    path.write_bytes(gzip.compress("\n".join([bar] * 12).encode()))
    (row,) = report(reader, default_model(), data, silent).values["styles"]
    assert (row["digit"], row["style"], row["n"]) == ("1", "bar", 12)
    assert row["interval_95"][0] <= row["accuracy"] <= row["interval_95"][1]


def test_placements_are_measured_where_asked(data: Path, reader: Reader) -> None:
    bar = json.dumps({"label": "1", "strokes": [[[5, 0], [4, 10]]]})
    shutil.rmtree(data / "mnist")
    (data / "ink" / "unipen_test.jsonl.gz").write_bytes(gzip.compress(bar.encode()))
    values = report(reader, default_model(), data, silent, images=1).values
    assert [(row["route"], row["n"]) for row in values["placements"]] == [("ink", 1), ("image", 1)]
    assert "UNIPEN, test writers, strokes (n = 1)" in summary(values)
    only_ink = report(reader, default_model(), data, silent).values["placements"]
    assert [row["route"] for row in only_ink] == ["ink"]


def test_the_pictures_show_every_set(measured: Report) -> None:
    for png in (overview(measured.values), most_confident(measured), sheet(measured.measured[0])):
        with Image.open(io.BytesIO(png)) as image:
            assert min(image.size) >= 200
            assert len(image.getcolors(100_000) or ()) > 10


def test_a_sheet_names_the_place_of_each_error(reader: Reader, tmp_path: Path) -> None:
    bar = {"strokes": [[[5, 0], [4, 10]]]}
    rows = [{"label": "x", **bar}, {"label": "1", **bar}, {"label": "8", **bar}]
    (tmp_path / "ink").mkdir()
    (tmp_path / "ink" / "own_test.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (one,) = report(reader, default_model(), tmp_path, silent).measured
    assert [one.samples.numbers[i] for i in one.wrong] == [3]
    assert sheet(one)


def test_the_command_writes_everything(
    data: Path, tmp_path: Path, benchmark: Digits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIGITS_DATA", str(data))
    out, errors = tmp_path / "out", tmp_path / "errors"
    code, printed, said = benchmark("accuracy", "--json", "-o", out, "--errors", errors)
    assert (code, said) == (0, "")
    values = json.loads(printed.splitlines()[-1])
    assert values.pop("problems") == []
    assert values == json.loads((out / "accuracy.json").read_text(encoding="utf-8"))
    assert (out / "accuracy.md").read_text(encoding="utf-8") == page(values, "accuracy.png")
    with Image.open(out / "accuracy.png") as image:
        assert image.width > 1000
    sheets = {row["set"] for row in values["sets"]} | {"most-confident"}
    assert {path.stem for path in errors.iterdir()} == sheets


def test_a_bad_file_costs_one_sentence_and_the_others_are_measured(
    data: Path, benchmark: Digits
) -> None:
    bad = [
        data / "images" / "usps_test.npz",
        data / "ink" / "unipen_letters_test.jsonl.gz",
        data / "ink" / "zero_test.jsonl",
    ]
    bad[0].write_bytes(bad[0].read_bytes()[:300])
    bad[1].write_bytes(b"\x1f\x8b broken")
    bad[2].write_text('{"label": "k", "strokes": [[[0, 0], [1, 1]]]}')
    code, out, err = benchmark("accuracy", data)
    assert code == 1
    assert "| MNIST test |" in out and "| new test |" in out and "USPS" not in out
    sentences = err.splitlines()
    assert len(sentences) == len(bad)
    for path in bad:
        (sentence,) = (s for s in sentences if str(path) in s)
        assert_sentence(sentence)


def test_what_is_left_out_of_a_file_is_told_and_the_rest_measured(
    data: Path, benchmark: Digits
) -> None:
    files = [data / "ink" / f"{name}.jsonl.gz" for name in ("unipen_test", "unipen_letters_test")]
    for file in files:
        file.write_bytes(gzip.compress(gzip.decompress(file.read_bytes()) + b"\nno drawing"))
    code, out, err = benchmark("accuracy", data, "--json")
    values = json.loads(out)
    assert code == 1
    assert values["sets"][1]["n"] == 26
    assert [row["n"] for row in values["no_digits"]][:2] == [1, 1]
    assert err.splitlines() == [f"digits: {sentence}" for sentence in values["problems"]]
    for file, sentence in zip(files, values["problems"], strict=True):
        assert_sentence(sentence, file)
        assert "1 that are no JSON" in sentence


def test_files_of_one_name_are_both_measured(data: Path) -> None:
    shutil.copy(data / "images" / "usps_test.npz", data / "images" / "unipen_test.npz")
    (data / "ink" / "new_test.jsonl").write_text("{}")
    found = dict(sets_under(data))
    assert found["unipen_test"] == data / "ink" / "unipen_test.jsonl.gz"
    assert found["unipen_test (images)"] == data / "images" / "unipen_test.npz"
    assert found["new_test"] == data / "ink" / "new_test.jsonl"
    assert found["new_test (images)"] == data / "images" / "new_test.npz"


def test_where_there_is_no_set_one_sentence_says_so(reader: Reader, tmp_path: Path) -> None:
    with pytest.raises(FileError) as caught:
        report(reader, default_model(), tmp_path, silent)
    assert_sentence(caught.value, "$DIGITS_DATA")
    (tmp_path / "images").mkdir()
    bad = tmp_path / "images" / "usps_test.npz"
    bad.write_bytes(b"PK")
    with pytest.raises(FileError) as caught:
        report(reader, default_model(), tmp_path, silent)
    assert_sentence(caught.value, bad)


def test_the_table_is_printed_and_is_part_of_the_page(data: Path, benchmark: Digits) -> None:
    out = data.parent / "report" / "new"
    code, printed, said = benchmark("accuracy", data, "-o", out)
    assert (code, said) == (0, "")
    assert "| MNIST test |" in printed and "| USPS test |" in printed and "hwd" not in printed
    assert printed in (out / "accuracy.md").read_text(encoding="utf-8")


def test_what_cannot_be_measured_or_written_is_one_sentence(
    data: Path, benchmark: Digits, tmp_path: Path
) -> None:
    assert_failed(benchmark("accuracy", tmp_path), tmp_path)
    (tmp_path / "file").touch()
    assert_failed(benchmark("accuracy", data, "-o", tmp_path / "file"), tmp_path / "file")
