"""``digits evaluate FOLDER``: pictures with ``labels.csv``, as a folder or a .zip."""

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from PIL import Image
from support import Digits, assert_failed, assert_sentence

from digit_recognizer.errors import FileError
from digit_recognizer.evaluation.pictures.labelled_folder import labelled_pictures
from digit_recognizer.evaluation.pictures.scoring import figures, picture_error_sheet, read_pictures
from digit_recognizer.ink import Drawing, Ink
from digit_recognizer.raster import page_from_ink
from digit_recognizer.reading import Expectation, Hypothesis, Reading

NAMES = {"2": "two", "3": "three", "7": "seven"}


def picture(examples: dict[str, Drawing], text: str, path: Path) -> None:
    """Write the digits of ``text`` beside each other, dark on light."""
    strokes = []
    for place, sign in enumerate(text):
        ink = examples[NAMES[sign]].ink
        size = 100 / ink.box.size
        strokes += ink.moved(
            40 + 150 * place - ink.box.left * size, 40 - ink.box.top * size, size
        ).strokes
    page = page_from_ink(Ink(tuple(strokes)), width=80 + 150 * len(text), height=190, pen_width=8)
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(255 - page).save(path)


def known(folder: Path, rows: Mapping[str, str], head: str = "file,label") -> Path:
    """Write ``labels.csv`` into ``folder``."""
    lines = [head, *(f"{file},{label}" for file, label in rows.items())]
    (folder / "labels.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


class Says:
    """A reader that says what it is told, by the name of the file."""

    def __init__(self, answers: Mapping[str, str], doubtful: frozenset[str] = frozenset()) -> None:
        self._answers, self._doubtful = answers, doubtful

    def read_image(self, image: Path, expect: Expectation) -> Reading:
        if image.name not in self._answers:
            raise FileError(f"{image} is not an image: give another.")
        text = self._answers[image.name]
        return Reading((Hypothesis(text, 0.9),), doubtful=image.name in self._doubtful)


def measured(
    folder: Path, truth: Mapping[str, str], says: Says, expect: Expectation = "auto"
) -> dict[str, object]:
    pictures = labelled_pictures(known(folder, truth))
    return figures(read_pictures(says, pictures, expect, lambda items, total, what: items))


def test_single_digits_have_an_accuracy(
    digits: Digits, tmp_path: Path, examples: dict[str, Drawing]
) -> None:
    for file, text in {"a.png": "2", "sub/b c.png": "3", "ü.png": "7"}.items():
        picture(examples, text, tmp_path / file)
    known(tmp_path, {"a.png": "2", "sub/b c.png": "3", "ü.png": "2"})
    code, out, err = digits("evaluate", tmp_path, "--expect", "digit", "--json")
    assert (code, err) == (0, "")
    values = json.loads(out)
    assert (values["n"], values["accuracy"], values["errors"]) == (3, 2 / 3, 1)
    assert values["confusions"] == [["2", "7", 1]]
    assert "exact" not in values and values["broken"] == values["left_out"] == 0
    assert len(values["interval_95"]) == 2 and values["expect"] == "digit"


def test_longer_texts_are_exact_in_a_zip_too(
    digits: Digits, tmp_path: Path, examples: dict[str, Drawing]
) -> None:
    folder = tmp_path / "numbers"
    picture(examples, "237", folder / "a.png")
    picture(examples, "72", folder / "b.png")
    known(folder, {"a.png": "237", "b.png": "22"})
    with zipfile.ZipFile(tmp_path / "numbers.zip", "w") as archive:
        for path in sorted(folder.iterdir()):
            archive.write(path, f"numbers/{path.name}")
    for path in (folder, tmp_path / "numbers.zip"):
        code, out, err = digits("evaluate", path, "--json", "--errors", tmp_path / "errors")
        assert (code, err) == (0, "")
        values = json.loads(out)
        assert (values["n"], values["exact"], values["errors"]) == (2, 0.5, 1)
        assert "accuracy" not in values
        with Image.open(tmp_path / "errors" / "numbers.png") as shown:
            assert shown.width > 1000
    out = digits("evaluate", folder)[1]
    assert "n = 2\nexact      50.00 %" in out and "digits     50.00 %" in out


@pytest.mark.parametrize(
    ("truth", "read", "right", "digits_right"),
    [
        ("3,5 × 2", "3.5x2", True, True),
        ("10,200", "10200", False, True),
        ("-17", "17", False, True),
        ("2^{3}", "2^3", True, True),
        ("12", "", False, False),
        ("'+12", "+12", True, True),  # as a spreadsheet keeps it
    ],
)
def test_texts_are_compared_as_people_would(
    tmp_path: Path, truth: str, read: str, right: bool, digits_right: bool
) -> None:
    values = measured(tmp_path, {"a": f'"{truth}"'}, Says({"a": read}))
    assert (values["exact"], values["digits_exact"]) == (right, digits_right)
    values = measured(tmp_path, {"a": f'"{truth}"'}, Says({"a": read}), "integer")
    assert values["exact"] == digits_right


def test_doubt_and_broken_pictures_are_counted(tmp_path: Path) -> None:
    truth = {f"{i}": f"1{i}" for i in range(8)}
    answers = {**truth, "0": "99", "1": "98"}
    del answers["7"]
    values = measured(tmp_path, truth, Says(answers, frozenset("02")))
    assert (values["n"], values["errors"], values["broken"]) == (8, 3, 1)
    assert values["doubtful"] == 3 / 8  # a broken picture is not answered
    assert values["sure_exact"] == 4 / 5


def test_what_is_broken_is_named_and_the_rest_goes_on(
    digits: Digits, tmp_path: Path, examples: dict[str, Drawing]
) -> None:
    folder = tmp_path / "set"
    picture(examples, "2", folder / "good.png")
    (folder / "bad.png").write_bytes(b"no picture")
    (folder / "empty.png").write_bytes(b"")
    known(folder, {"good.png": "2", "bad.png": "2", "empty.png": "3", "gone.png": "4"})
    archive = tmp_path / "set.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for path in folder.iterdir():
            file.write(path, path.name)
    for path in (folder, archive):
        code, out, err = digits("evaluate", path, "--json")
        values = json.loads(out)
        assert (code, values["n"], values["broken"]) == (1, 4, 3)
        for sentence, name in zip(err.splitlines(), ("bad", "empty", "gone"), strict=True):
            assert_sentence(sentence, f"{path}/{name}.png")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", '"file"'),
        (b"name,text\na.png,1\n", '"file"'),
        (b"file,text\na.png,1\n", '"label"'),
        (b"file,label\n", "no picture"),
        (b"file,label\na.png,\n", '"label"'),
        (b"file,label\n../a.png,1\n/etc/passwd,2\nC:\\a.png,3\n", "leads outside"),
        (b"file,label\n\xff\xfe,1\n", "UTF-8"),
        (b'file,label\n"a.png,1\n', "line"),
    ],
)
def test_a_bad_table_is_one_sentence(
    digits: Digits, tmp_path: Path, content: bytes, said: str
) -> None:
    (tmp_path / "labels.csv").write_bytes(content)
    assert_failed(digits("evaluate", tmp_path), tmp_path / "labels.csv", said)


def test_a_table_from_a_spreadsheet_is_read(tmp_path: Path) -> None:
    (tmp_path / "labels.csv").write_bytes("\ufefffile;label\r\na.png;'=1+1\r\nb.png;2\r\n".encode())
    found = labelled_pictures(tmp_path)
    assert [(one.file, one.label) for one in found.pictures] == [("a.png", "=1+1"), ("b.png", "2")]


def test_a_picture_counts_once(tmp_path: Path) -> None:
    lines = ["file,label", "a,1", "./a,1", "b,2", "b,3", "../c,4", "d,"]
    (tmp_path / "labels.csv").write_text("\n".join(lines), encoding="utf-8")
    found = labelled_pictures(tmp_path)
    assert [one.file for one in found.pictures] == ["a", "b"]
    for sentence, said in zip(
        found.skipped, ("named twice", "another label", "leads outside", "no label"), strict=True
    ):
        assert_sentence(sentence, said)


def test_what_cannot_be_measured_is_one_sentence(
    digits: Digits, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert_failed(digits("evaluate", tmp_path, "--expect", "digit"), tmp_path, "labels.csv")
    assert_failed(digits("evaluate", tmp_path / "none", "--expect", "digit"), "does not exist")
    assert_failed(digits("evaluate", tmp_path / "none.zip"), "does not exist")
    (tmp_path / "bad.zip").write_bytes(b"PK\x03\x04 damaged")
    assert_failed(digits("evaluate", tmp_path / "bad.zip"), "bad.zip")
    with zipfile.ZipFile(tmp_path / "climbs.zip", "w") as archive:
        archive.writestr("labels.csv", "file,label\na,1\n")
        archive.writestr("../a", "1")
    assert_failed(digits("evaluate", tmp_path / "climbs.zip"), "unsafe")
    with zipfile.ZipFile(tmp_path / "no-table.zip", "w") as archive:
        archive.writestr("a.png", "1")
    assert_failed(digits("evaluate", tmp_path / "no-table.zip"), "labels.csv")
    known(tmp_path, {"a.png": "1"})
    monkeypatch.setattr("digit_recognizer.library.formats.table.MAX_TABLE_BYTES", 2**20)
    with (tmp_path / "labels.csv").open("r+b") as file:
        file.truncate(10 * 2**30)  # sparse: it takes no room
    assert_failed(digits("evaluate", tmp_path), "labels.csv", "larger than")


def test_a_sheet_without_errors_is_a_picture_too() -> None:
    assert picture_error_sheet("empty", []).startswith(b"\x89PNG")
    with pytest.raises(ValueError, match="no pictures"):
        figures([])
