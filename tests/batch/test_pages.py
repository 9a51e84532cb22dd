"""Files of many pages, TIFF and PDF: a row for each page, whatever one of them is like."""

import json
from pathlib import Path

import made_pdf
import numpy as np
import pytest
from PIL import Image
from support import Digits, assert_failed, assert_sentence

from digit_recognizer.batch import Setup, fields_of, on_each_page, read_fields
from digit_recognizer.batch.rows import Field
from digit_recognizer.ink import Drawing
from digit_recognizer.raster import page_from_ink
from digit_recognizer.reader import Reader

NAMES = ("zero", "two", "three", "four", "five", "six", "eight", "nine")
VALUES = [0, 2, 3, 4, 5, 6, 8, 9]


@pytest.fixture
def pages(examples: dict[str, Drawing]) -> list[Image.Image]:
    """Eight scans of one digit each, black and white: without JPEG's noise each is read at once."""
    drawn = [
        page_from_ink(examples[name].ink, width=420, height=420, pen_width=16) for name in NAMES
    ]
    return [Image.fromarray(page < 128) for page in drawn]


def saved(path: Path, pages: list[Image.Image]) -> Path:
    """Save ``pages`` in one file."""
    if path.suffix == ".pdf":
        path.write_bytes(made_pdf.scanned(pages))
    else:
        pages[0].save(path, "TIFF", save_all=True, append_images=pages[1:])
    return path


def values(out: str) -> list[object]:
    return [json.loads(line)["value"] for line in out.splitlines()]


@pytest.mark.parametrize("name", ["scans.pdf", "scans.tif", "without an ending"])
def test_each_page_is_a_row(
    digits: Digits, tmp_path: Path, pages: list[Image.Image], name: str
) -> None:
    path = saved(tmp_path / name, pages)
    code, out, err = digits("read", path, "--expect", "digit", "--json")
    assert (code, err) == (0, "")
    rows = [json.loads(line) for line in out.splitlines()]
    assert [row["value"] for row in rows] == VALUES
    assert [row["field"] for row in rows] == [f"page {number}" for number in range(1, 9)]
    assert {row["file"] for row in rows} == {str(path)}
    code, out, _ = digits(
        "read", path, path, tmp_path, "--expect", "digit", "--json", "--jobs", "2"
    )
    assert code == 0 and values(out) == VALUES * 3


def test_a_pdf_of_one_page_is_a_picture(
    digits: Digits, tmp_path: Path, pages: list[Image.Image]
) -> None:
    path = saved(tmp_path / "one.pdf", [pages[4].convert("L")])
    assert digits("read", path)[1].startswith(f"{path}: 5  ")
    code, out, _ = digits("read", path, "--json", "--format", "jsonl")
    (row,) = map(json.loads, out.splitlines())
    assert code == 0 and row["field"] == "" and row["value"] == 5
    x, y, width, height = row["boxes"][0]  # in pixels of the scan
    ink = np.argwhere(~np.asarray(pages[4]))
    assert abs(y - ink[:, 0].min()) < 6 and abs(x - ink[:, 1].min()) < 6
    assert abs(y + height - ink[:, 0].max()) < 6 and abs(x + width - ink[:, 1].max()) < 6


def test_regions_are_cut_from_the_page_that_is_named(
    digits: Digits, tmp_path: Path, pages: list[Image.Image]
) -> None:
    path = saved(tmp_path / "form.pdf", pages)
    boxes = tmp_path / "boxes.csv"
    boxes.write_text("field,page,x,y,w,h\na,2,0,0,420,420\nb,5,0,0,420,420\nc,9,0,0,9,9\n", "utf-8")
    code, out, _ = digits("read", path, "--boxes", boxes, "--expect", "digit", "--json")
    assert code == 1 and values(out) == [2, 5, None]
    assert_sentence(json.loads(out.splitlines()[2])["error"], path, "no page 9", "8 pages")


def test_doubtful_pages_are_shown_for_review(
    digits: Digits, tmp_path: Path, pages: list[Image.Image]
) -> None:
    noise = Image.fromarray(np.random.default_rng(3).integers(0, 255, (90, 90)).astype(np.uint8))
    path = saved(tmp_path / "scans.pdf", [pages[0], noise, *pages[1:3]])
    review = tmp_path / "check.html"
    digits("read", path, "-o", tmp_path / "rows.csv", "--review", review, "--expect", "digit")
    assert "could not be shown" not in review.read_text("utf-8")


def test_a_broken_page_is_a_row_and_the_others_are_read(digits: Digits, tmp_path: Path) -> None:
    folder = tmp_path / "scans"
    folder.mkdir()
    (folder / "a.pdf").write_bytes(made_pdf.drawn(b"3 0 R", b"9 0 R", b"9 0 R", b"3 0 R"))
    (folder / "b.pdf").write_bytes(made_pdf.LOCKED)
    (folder / "c.pdf").write_bytes(made_pdf.drawn(count=0))
    (folder / "d.pdf").write_bytes(b"<html>")
    output = tmp_path / "rows.jsonl"
    for resume in ([], ["--resume"]):
        code, _, err = digits("read", folder, "-o", output, *resume)
        assert code == 1 and "Traceback" not in err
        rows = [json.loads(line) for line in output.read_text("ascii").splitlines()]
        where = [(Path(row["file"]).name, row["field"], bool(row["error"])) for row in rows]
        assert where == [
            ("a.pdf", "page 1", False), ("a.pdf", "page 2", True), ("a.pdf", "page 3", True),
            ("a.pdf", "page 4", False), ("b.pdf", "", True), ("c.pdf", "", True), ("d.pdf", "", True),
        ]  # fmt: skip
        for row in rows:
            if row["error"]:
                assert_sentence(row["error"], row["file"])
    assert_failed(digits("read", folder / "b.pdf"), "b.pdf needs a password")


def test_pages_are_shared_by_processes_and_resumed(
    digits: Digits, tmp_path: Path, pages: list[Image.Image], reader: Reader
) -> None:
    path = saved(tmp_path / "many.pdf", pages * 5)
    fields = list(on_each_page(fields_of([str(path)])))
    assert [field.page for field in fields] == list(range(1, 41))
    mixed = [fields[9], fields[3], Field(str(path), 3, "again"), fields[39], fields[0]]
    rows = read_fields(Setup(expect="digit"), mixed, reader)
    assert [row.value for row in rows] == [VALUES[number % 8] for number in (9, 3, 2, 39, 0)]
    output = tmp_path / "rows.jsonl"
    digits("read", path, "-o", output, "--expect", "digit")
    whole = output.read_bytes()
    output.write_bytes(whole[: len(whole) // 2])
    digits("read", path, "-o", output, "--expect", "digit", "--resume")
    assert output.read_bytes() == whole and values(whole.decode()) == VALUES * 5
