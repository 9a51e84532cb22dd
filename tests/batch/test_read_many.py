"""Reading many files: rows in order, complete and resumable output, bad input one sentence each."""

import csv
import json
import os
import sys
import zlib
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from support import Digits, assert_failed, assert_sentence

from digit_recognizer.batch import (
    ROW_FORMATS,
    Field,
    Row,
    RowFile,
    Setup,
    complete_rows,
    fields_of,
    processes,
    read_many,
    row_writers,
)
from digit_recognizer.errors import FileError
from digit_recognizer.ink import Drawing
from digit_recognizer.raster import glyph_from_ink, page_from_ink
from digit_recognizer.reader import Reader

NAMES = ("zero", "two", "three", "four", "five", "six", "eight", "nine")
VALUES = (0, 2, 3, 4, 5, 6, 8, 9)


@pytest.fixture
def crops(tmp_path: Path, examples: dict[str, Drawing]) -> Path:
    """A folder of eight crops, dark on light and light on dark by turns, named 0.png to 7.png."""
    folder = tmp_path / "crops"
    folder.mkdir()
    for number, name in enumerate(NAMES):
        _crop(examples[name], number % 2 == 0).save(folder / f"{number}.png")
    return folder


def _crop(drawing: Drawing, dark: bool) -> Image.Image:
    glyph = glyph_from_ink(drawing.ink)
    assert glyph is not None
    levels = np.rint(glyph * 255).astype(np.uint8)
    return Image.fromarray(255 - levels if dark else levels)


def rows_in(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("ascii").splitlines()]


def test_a_folder_is_read_in_order_and_what_is_broken_is_a_row(digits: Digits, crops: Path) -> None:
    (crops / "25.png").write_bytes(b"")
    (crops / "notes.txt").write_text("no picture", "utf-8")
    (crops / ".hidden.png").write_bytes(b"no picture")
    deeper = crops / "deeper"
    deeper.mkdir()
    (deeper / "0.png").write_bytes((crops / "1.png").read_bytes())  # of the same name
    code, out, err = digits("read", crops, "--expect", "digit", "--json")
    rows = [json.loads(line) for line in out.splitlines()]
    assert (code, err) == (1, "digits: 1 file of another kind was left alone (.txt).\n")
    names = [*(f"{number}.png" for number in (0, 1, 2, 25, 3, 4, 5, 6, 7)), "deeper/0.png"]
    assert [row["file"] for row in rows] == [f"{crops}/{name}" for name in names]
    assert [row["value"] for row in rows] == [0, 2, 3, None, 4, 5, 6, 8, 9, 2]
    assert_sentence(rows[3]["error"], "25.png")
    assert not any(row["error"] for row in rows if row is not rows[3])
    assert rows[0]["confidence"] > 0.9 and rows[0]["doubtful"] is False
    code, out, _ = digits("read", crops, "--expect", "digit")
    assert out.splitlines()[0].startswith(f"{crops}/0.png: 0  ")
    assert_sentence(out.splitlines()[3], "25.png")


def test_many_at_once_say_what_one_says(reader: Reader, crops: Path) -> None:
    fields = list(fields_of([str(crops)]))
    (rows,) = read_many(fields, Setup(expect="digit"), reader=reader)
    for row in rows:
        reading = reader.read_image(row.file, "digit")
        assert (row.text, row.doubtful) == (reading.text, reading.doubtful)
        assert row.confidence == pytest.approx(reading.confidence, abs=1e-5)


def test_any_executor_gives_the_same_rows_in_the_same_order(crops: Path) -> None:
    fields = [field for field in fields_of([str(crops)]) for _ in range(20)]
    alone = list(read_many(fields, Setup(expect="digit")))
    with ThreadPoolExecutor(2) as threads:
        shared = list(read_many(fields, Setup(expect="digit"), threads, workers=2))
    assert shared == alone
    with processes(1) as pool:
        assert next(read_many(fields, Setup(expect="digit"), pool)) == alone[0]


def test_only_a_few_are_on_their_way() -> None:
    taken = 0

    def endless() -> object:
        nonlocal taken
        while True:
            taken += 1
            yield Field("none.png")

    class Idle(ThreadPoolExecutor):
        def submit(self, *_: object) -> "Future[list[Row]]":  # type: ignore[override]
            future: Future[list[Row]] = Future()
            future.set_result([Row("none.png")])
            return future

    rows = read_many(endless(), Setup(expect="digit"), Idle(), workers=2)  # type: ignore[arg-type]
    for _ in range(100):
        next(rows)
    assert taken < 32 * (100 + 6 * 2 + 1)


def test_names_patterns_and_a_list_on_standard_input(crops: Path) -> None:
    assert [f.source for f in fields_of([f"{crops}/[13].png"])] == [
        f"{crops}/1.png", f"{crops}/3.png",
    ]  # fmt: skip
    given = [f"{crops}/2.png\n".encode(), b"\n", os.fsencode(crops) + b"\r\n"]
    assert len(list(fields_of(["-"], given))) == 9
    for name, told in [("*.nothing", "matches no file"), ("", "")]:
        (field,) = fields_of([f"{crops}/{name}" if name else str(crops / "gone.png")])
        assert told in field.error
    empty = crops / "empty"
    empty.mkdir()
    (field,) = fields_of([str(empty)])
    assert_sentence(field.error, empty)


@pytest.mark.skipif(sys.platform == "win32", reason="other rules for names")
def test_odd_names_are_read_and_no_spreadsheet_calculates_them(
    digits: Digits, tmp_path: Path, crops: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    names = ["=1+1.png", "@cmd|' C'!A0.png", "é×…" + 180 * "x" + ".png", 'a"b;c\nd.png']
    names += [os.fsdecode(b"\xff.png")] if sys.platform == "linux" else []
    for name in names:
        (folder / name).write_bytes((crops / "4.png").read_bytes())
    table = tmp_path / "rows.csv"
    monkeypatch.chdir(folder)
    code, _, err = digits("read", *names, "--expect", "digit", "-o", table)
    assert (code, err) == (0, "")
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["value"] for row in rows] == ["5"] * len(names)
    assert rows[0]["file"] == "'=1+1.png" and rows[1]["file"].startswith("'@")
    assert rows[2]["file"] == names[2] and rows[3]["file"] == names[3]
    before = table.read_bytes()
    assert digits("read", *names, "--expect", "digit", "-o", table, "--resume")[0] == 0
    assert table.read_bytes() == before


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_what_was_cut_off_anywhere_is_gone_on_with(
    digits: Digits, tmp_path: Path, crops: Path, form: str
) -> None:
    (crops / "3b.png").write_bytes(b"broken")
    table = tmp_path / f"rows.{form}"
    assert digits("read", crops, "--expect", "digit", "-o", table)[0] == 1
    whole = table.read_bytes()
    assert_failed(digits("read", crops, "--expect", "digit", "-o", table), table)
    for size in (0, 1, len(whole) // 3, len(whole) // 2, len(whole) - 1, len(whole)):
        table.write_bytes(whole[:size])
        code, _, err = digits("read", crops, "--expect", "digit", "-o", table, "--resume")
        assert code == 1 and "1 could not be read" in err
        assert table.read_bytes() == whole


def test_only_what_is_missing_is_read_again(tmp_path: Path, crops: Path, digits: Digits) -> None:
    table = tmp_path / "rows.jsonl"
    rows = [Row(f"{crops}/{number}.png", text="kept") for number in range(4)]
    table.write_bytes(ROW_FORMATS["jsonl"].encode(rows))
    complete = complete_rows(table, ROW_FORMATS["jsonl"])
    assert complete.count == 3
    assert rows[0].file in complete and rows[3].file not in complete
    assert digits("read", crops, "--expect", "digit", "-o", table, "--resume")[0] == 0
    assert [row["text"] for row in rows_in(table)] == ["kept"] * 3 + list("45689")


@pytest.mark.parametrize("content", [b"hello, world\nno rows\n", b"{}\n", b"[1]\n", b"\xff\n" * 99])
@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_a_file_of_another_kind_is_left_alone(
    digits: Digits, tmp_path: Path, crops: Path, content: bytes, form: str
) -> None:
    table = tmp_path / f"rows.{form}"
    table.write_bytes(content * 10)
    for more in ([], ["--resume"]):
        assert_failed(digits("read", crops, "-o", table, *more), table)
        assert table.read_bytes() == content * 10


def test_a_full_disk_leaves_complete_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "rows.csv"
    written = 0
    write = os.write

    def until_full(file: int, data: bytes) -> int:
        nonlocal written
        if written > 400:
            raise OSError(28, "No space left on device")
        written += 60
        return write(file, data[:60])

    monkeypatch.setattr(row_writers.os, "write", until_full)
    rows = [[Row(f"{number}.png", text="1")] for number in range(20)]
    with pytest.raises(FileError, match="the disk is full") as error, \
         RowFile(path, ROW_FORMATS["csv"]) as file:  # fmt: skip
        for each in rows:
            file.write(each)
    assert_sentence(error.value, path)
    lines = path.read_bytes().splitlines(keepends=True)
    assert len(lines) > 2 and all(line.endswith(b"\r\n") for line in lines)


def test_pages_lines_and_regions(
    digits: Digits, tmp_path: Path, examples: dict[str, Drawing]
) -> None:
    five = examples["five"].ink.moved(-40, -20)
    page = 255 - page_from_ink(five, width=300, height=300, pen_width=12)
    other = 255 - page_from_ink(examples["two"].ink, width=300, height=300, pen_width=12)
    scan = tmp_path / "scan.tif"
    first, second = Image.fromarray(page), Image.fromarray(np.hstack([page, other]))
    first.save(scan, save_all=True, append_images=[second])
    code, out, _ = digits("read", "--json", scan)
    rows = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [(row["field"], row["text"]) for row in rows] == [("page 1", "5"), ("page 2", "52")]

    boxes = tmp_path / "boxes.csv"
    boxes.write_text(
        "field;page;x;y;w;h\nunits;2;300;0;300;300\ntens;2;0;0;300;300\nall;1;0;0;300;300\n"
        "beside;2;400;0;300;300\nlost;3;0;0;1;1\n", "utf-8",
    )  # fmt: skip
    code, out, _ = digits("read", "--json", "--expect", "digit", "--boxes", boxes, scan)
    rows = [json.loads(line) for line in out.splitlines()]
    assert code == 1
    assert [(row["field"], row["value"]) for row in rows] == [
        ("all", 5), ("units", 2), ("tens", 5), ("beside", None), ("lost", None),
    ]  # fmt: skip
    assert rows[1]["boxes"][0][0] > 300
    assert_sentence(rows[3]["error"], "beside")
    assert_sentence(rows[4]["error"], "page 3")

    lines = tmp_path / "lines.png"
    gap = np.full((100, 600), 255, np.uint8)
    above, below = np.hstack([page, other]), np.hstack([other, page])
    Image.fromarray(np.vstack([above, gap, below])).save(lines)
    for expect in ("auto", "integer"):
        out = digits("read", "--json", "--lines", "--expect", expect, lines)[1]
        rows = [json.loads(line) for line in out.splitlines()]
        assert [(row["field"], row["text"]) for row in rows] == [("line 1", "52"), ("line 2", "25")]
        assert rows[1]["boxes"][0][1] > 300


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("", "column"), ("field,x,y,w\n", "column h"), ("field,x,y,w,h\n", "names no field"),
        ("field,x,y,w,h\na,1,2,three,4\n", "line 2"), ("field,x,y,w,h\na,-1,2,3,4\n", "line 2"),
        ("field,x,y,w,h\n,1,2,3,4\n", "line 2"), ("field,x,y,w,h\na,1,2,3\n", "line 2"),
        ("field,x,y,w,h\na,1,2,3,4\na,1,2,3,4\n", "called a"), ('field,x,y,w,h\n"a', "no row"),
    ],
)  # fmt: skip
def test_a_table_of_regions_that_is_none_is_one_sentence(
    digits: Digits, tmp_path: Path, table: str, told: str
) -> None:
    boxes = tmp_path / "boxes.csv"
    boxes.write_text(table, "utf-8")
    assert_failed(digits("read", "--boxes", boxes, tmp_path), boxes, told)


def test_bad_pictures_are_rows(digits: Digits, tmp_path: Path, crops: Path) -> None:
    bomb = tmp_path / "bomb.png"
    Image.new("1", (8, 8)).save(bomb)
    data = bytearray(bomb.read_bytes())
    data[16:24] = (50_000).to_bytes(4, "big") * 2
    data[29:33] = zlib.crc32(data[12:29]).to_bytes(4, "big")
    bomb.write_bytes(data)
    cut = tmp_path / "cut.tif"
    Image.fromarray(np.full((40, 40), 200, np.uint8)).save(cut, save_all=True)
    cut.write_bytes(cut.read_bytes()[:-900])
    for expect in ("digit", "auto"):
        code, out, _ = digits("read", bomb, cut, crops / "gone.png", crops / "4.png", "--format",
                              "jsonl", "--expect", expect)  # fmt: skip
        rows = [json.loads(line) for line in out.splitlines()]
        assert code == 1
        assert [bool(row["error"]) for row in rows] == [True, True, True, False]
        for row in rows[:3]:
            assert_sentence(row["error"], row["file"])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--resume"], "-o"), (["--format", "parquet"], "-o"), (["-o", "rows.xyz"], "rows.xyz"),
        (["-o", "rows.txt", "--resume"], "--resume"), (["-o", "no/rows.csv"], "no/rows.csv"),
    ],
)  # fmt: skip
def test_what_does_not_fit_together_is_said(
    digits: Digits, crops: Path, arguments: list[str], told: str
) -> None:
    assert_failed(digits("read", crops, *arguments), told)


def test_parquet_holds_the_same_rows(digits: Digits, tmp_path: Path, crops: Path) -> None:
    table = tmp_path / "rows.parquet"
    if "pyarrow" not in sys.modules:
        pytest.importorskip("pyarrow")
    from pyarrow import parquet

    assert digits("read", crops, "--expect", "digit", "-o", table)[0] == 0
    assert parquet.read_table(table)["value"].to_pylist() == list(VALUES)
    assert [path.name for path in tmp_path.iterdir() if "rows" in path.name] == [table.name]
    assert_failed(digits("read", crops, "--expect", "digit", "-o", table), table)


def test_without_pyarrow_one_sentence_says_what_to_install(
    digits: Digits, crops: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digit_recognizer.batch.row_writers.find_spec", lambda _: None)
    assert_failed(digits("read", crops, "-o", tmp_path / "rows.parquet"), "'.[parquet]'")


def test_boxes_are_in_pixels_of_the_picture(
    digits: Digits, tmp_path: Path, examples: dict[str, Drawing]
) -> None:
    page = 255 - page_from_ink(examples["five"].ink, width=3000, height=3000, pen_width=90)
    path = tmp_path / "large.png"
    Image.fromarray(page).save(path)
    down, across = np.nonzero(page < 128)
    left, top = across.min(), down.min()
    size = across.max() - left, down.max() - top
    for expect in ("digit", "auto", "integer"):
        row = json.loads(digits("read", "--format", "jsonl", "--expect", expect, path)[1])
        assert row["boxes"][0] == pytest.approx([left, top, *size], abs=12)
