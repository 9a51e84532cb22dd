"""Worksheets: a verdict for each sum of a page, only where it is certain, and the counts at the foot."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image
from support import Digits, assert_failed

from digit_recognizer.batch import (
    CHECK_FORMATS,
    ROW_FORMATS,
    Row,
    VerdictCounts,
    complete_rows,
    row_writer,
)
from digit_recognizer.batch.line_gaps import sums_of, verdict_of
from digit_recognizer.batch.read_lines import ink_lines, picture_lines
from digit_recognizer.doubt import MAX_RIGHT_CHANGE, MIN_WRONG_CONFIDENCE
from digit_recognizer.expression import calculate, row_from_text, text_of
from digit_recognizer.ink import Drawing, Ink, read_inkml, write_inkml
from digit_recognizer.ink.model import Box, around
from digit_recognizer.raster import page_from_ink
from digit_recognizer.reader import Reader
from digit_recognizer.reading import Hypothesis, Line, ReadSymbol
from digit_recognizer.resources import example_expressions

RIGHT, WRONG, UNFINISHED, NUMBER = "4+4=8", "3+1=5", "12+34=", "4096"
NAMES = {RIGHT: "check-right", WRONG: "check-wrong", UNFINISHED: "sum", NUMBER: "number"}
SCRIBBLE = "scribble"
GAP = 60.0  # between sums, units of the example drawings, whose digits are some 70 high


@pytest.fixture(scope="module")
def sums() -> dict[str, Ink]:
    """The bundled sums by what they say, and a scribble, each with its corner at (0, 0)."""
    files = {path.stem: path for path in example_expressions()}
    inks = {text: read_inkml(files[name]).ink for text, name in NAMES.items()}
    inks[SCRIBBLE] = read_inkml(files[SCRIBBLE]).ink
    return {text: ink.moved(-ink.box.left, -ink.box.top, 1.0) for text, ink in inks.items()}


def sheet(sums: dict[str, Ink], rows: list[list[str]], across: float = 3 * GAP) -> Ink:
    """Return a page with these sums, row by row, side by side with so much between them."""
    strokes = []
    top = GAP
    for texts in rows:
        left = GAP
        for text in texts:
            strokes += sums[text].moved(left, top, 1.0).strokes
            left += sums[text].box.right + across
        top += max(sums[text].box.bottom for text in texts) + GAP
    return Ink(tuple(strokes))


def picture(ink: Ink) -> NDArray[np.uint8]:
    """Return ``ink`` with a pen, dark on light."""
    width, height = (round(side + GAP) for side in (ink.box.right, ink.box.bottom))
    return 255 - page_from_ink(ink, width=width, height=height, pen_width=6)


def save(path: Path, ink: Ink) -> Path:
    """Write a page as a picture or a drawing, by the ending of ``path``."""
    if path.suffix == ".inkml":
        write_inkml(path, Drawing(ink))
    else:
        Image.fromarray(picture(ink)).save(path)
    return path


@pytest.mark.parametrize("ending", ["png", "inkml"])
def test_each_line_has_a_verdict_where_it_is_certain(
    digits: Digits, tmp_path: Path, sums: dict[str, Ink], ending: str
) -> None:
    page = sheet(sums, [[RIGHT], [WRONG], [UNFINISHED], [NUMBER], [SCRIBBLE]])
    path = save(tmp_path / f"sheet.{ending}", page)
    code, out, err = digits("read", "--check", "--json", path)
    rows = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [row["field"] for row in rows] == [
        f"line {number}" for number in range(1, len(rows) + 1)
    ]
    assert [row["text"] for row in rows[:4]] == [RIGHT, WRONG, UNFINISHED, NUMBER]
    assert [row["verdict"] for row in rows] == ["right", "wrong"] + [None] * (len(rows) - 2)
    assert [row["should_be"] for row in rows] == [None, "4"] + [None] * (len(rows) - 2)
    assert all(row["doubtful"] for row in rows[4:])
    assert err == f"{len(rows)} lines: 1 right, 1 wrong, {len(rows) - 2} to look at\n"


def test_people_get_marks_and_the_counts_of_each_page_and_of_all(
    digits: Digits, tmp_path: Path, sums: dict[str, Ink]
) -> None:
    scan = tmp_path / "scan.tif"
    pages = [picture(sheet(sums, rows)) for rows in ([[RIGHT], [UNFINISHED]], [[WRONG], [RIGHT]])]
    blank = np.full((300, 300), 255, np.uint8)
    first, *others = [Image.fromarray(page) for page in (*pages, blank)]
    first.save(scan, save_all=True, append_images=others)
    code, out, err = digits("read", scan, "--check")
    lines = out.splitlines()
    assert (code, err) == (0, "")
    starts = [
        f"page 1 line 1: {RIGHT} ✓  ", f"page 1 line 2: to look at: {UNFINISHED}  ",
        f"page 2 line 1: {WRONG} ✗ 4  ", f"page 2 line 2: {RIGHT} ✓  ", "page 3 line 1: nothing",
    ]  # fmt: skip
    for line, start in zip(lines, starts, strict=False):
        assert line.startswith(f"{scan} {start}")
    assert lines[5:] == [
        f"{scan} page 1: 2 lines: 1 right, 1 to look at", f"{scan} page 2: 2 lines: 1 right, 1 wrong",
        f"{scan} page 3: no lines", "in all: 4 lines: 2 right, 1 wrong, 1 to look at",
    ]  # fmt: skip


@pytest.mark.parametrize("ending", ["png", "inkml"])
def test_sums_side_by_side_are_lines_of_their_own(
    digits: Digits, tmp_path: Path, sums: dict[str, Ink], ending: str
) -> None:
    rows = [[RIGHT, WRONG, RIGHT], [WRONG, UNFINISHED, RIGHT]]
    path = save(tmp_path / f"sheet.{ending}", sheet(sums, rows))
    found = [json.loads(line) for line in digits("read", "--check", "--json", path)[1].splitlines()]
    assert [row["text"] for row in found] == [text for row in rows for text in row]
    verdicts = {RIGHT: "right", WRONG: "wrong", UNFINISHED: None}
    assert [row["verdict"] for row in found] == [verdicts[text] for row in rows for text in row]
    lefts = [row["boxes"][0][0] for row in found]
    assert lefts[0] < lefts[1] < lefts[2] and lefts[3] < lefts[4] < lefts[5]
    assert max(row["boxes"][0][1] for row in found[:3]) < found[3]["boxes"][0][1]


def test_a_page_of_any_length_is_read_to_its_end(reader: Reader, sums: dict[str, Ink]) -> None:
    rows = [[WRONG if number % 3 else RIGHT] for number in range(24)]  # 180 strokes
    ink = sheet(sums, rows)
    as_ink, as_picture = (
        ink_lines(reader, ink, "auto"),
        picture_lines(reader, 255 - picture(ink), "auto"),
    )
    for reading in (as_ink, as_picture):
        assert [line.text for line in reading.lines] == [text for row in rows for text in row]
        tops = [line.box.top for line in reading.lines]
        assert tops == sorted(tops) and not reading.partial
    for drawn, seen in zip(as_ink.lines, as_picture.lines, strict=True):
        assert np.allclose(drawn.box, seen.box, atol=6)


def line(
    text: str,
    gaps: dict[int, float],
    *,
    is_doubtful: bool = False,
    confidence: float = 0.9,
    others: dict[int, tuple[str, float]] | None = None,
) -> Line:
    """Return a line of symbols 10 high and 6 wide, 2 apart, and ``gaps`` before some of them.

    ``others``: what some of them may be instead, and how likely.
    """
    symbols: list[ReadSymbol] = []
    right = 0.0
    for place, symbol in enumerate(text):
        left = right + gaps.get(place, 2.0)
        right = left + 6.0
        other = (Hypothesis(*others[place]),) if others and place in others else ()
        symbols.append(ReadSymbol(symbol, 1.0, Box(left, 0.0, right, 10.0), alternatives=other))
    row = row_from_text(text)
    box = around(symbol.box for symbol in symbols)
    readings = (Hypothesis(text_of(row), confidence),)
    return Line(readings, row, calculate(row), tuple(symbols), is_doubtful, box)


@pytest.mark.parametrize(
    ("text", "gaps", "sums"),
    [
        ("3+4=75+2=7", {5: 40}, ["3+4=7", "5+2=7"]),
        ("3+4=5+2=", {4: 40}, ["3+4=", "5+2="]),
        ("3+4=75+2=7", {4: 40, 5: 40, 9: 40}, ["3+4=7", "5+2=7"]),  # answers far from their sums
        ("3+4=7", {4: 90}, ["3+4=7"]),
        ("3+4=5+2", {4: 90}, ["3+4=5+2"]),
        ("3+4=7=5+2", {5: 40}, ["3+4=7=5+2"]),
        ("3+4=7/2+3=15", {5: 40}, ["3+4=7", "/2+3=15"]),  # a 1 in a long line
        ("3+4=75+2=7", {}, ["3+4=75+2=7"]),
        ("3<45>29=9", {3: 40, 6: 40}, ["3<4", "5>2", "9=9"]),
    ],
)
def test_a_line_is_parted_between_whole_equations_only(
    text: str, gaps: dict[int, float], sums: list[str]
) -> None:
    found = sums_of(line(text, gaps))
    assert ["".join(symbol.text for symbol in one) for one in found] == sums


@given(st.text("0123456789+-×÷=<>.,()", min_size=1, max_size=20), st.data())
def test_parting_loses_and_moves_nothing(text: str, data: st.DataObject) -> None:
    gaps = data.draw(st.dictionaries(st.integers(0, len(text)), st.floats(-5, 200)))
    whole = line(text, gaps)
    parts = sums_of(whole)
    assert sum(parts, ()) == whole.symbols and all(parts)
    assert len(parts) <= max(1, sum(text.count(sign) for sign in "=<>"))


@pytest.mark.parametrize(
    ("text", "gaps", "verdict"),
    [
        ("186=3", {}, ""), ("2.5=3", {}, ""), ("7=7", {}, "right"),
        ("3+4=7", {}, "right"), ("3+4=8", {}, "wrong"), ("3+4=7", {4: 90}, "right"),
        ("10÷3=3.33", {}, "right"), ("3<4", {}, "right"), ("3>4", {}, "wrong"),
        ("3+4=", {}, ""), ("3+4", {}, ""), ("34", {}, ""), ("3+=7", {}, ""), ("=7", {}, ""),
        ("1÷0=7", {}, ""), ("3+4=7=", {}, ""),
        ("2.7-4=3", {2: 12}, ""), ("13+4=7", {1: 12}, ""), ("3+4=77", {5: 30}, ""),
    ],
)  # fmt: skip
def test_a_verdict_needs_an_equation_and_numbers_that_hold_together(
    text: str, gaps: dict[int, float], verdict: str
) -> None:
    assert verdict_of(line(text, gaps)) == verdict
    assert verdict_of(line(text, gaps, is_doubtful=True)) == ""


@pytest.mark.parametrize(
    ("text", "place", "other", "may_be_right"),
    [
        ("17+4=23", 6, "1", True), ("17+4=23", 1, "9", True), ("17+4=23", 5, "3", False),
        ("12+7=12", 6, "9", True), ("12+7=12", 1, "8", False), ("5<3", 1, ">", True),
    ],
)  # fmt: skip
def test_a_sum_that_another_symbol_makes_right_is_not_called_wrong(
    text: str, place: int, other: str, may_be_right: bool
) -> None:
    """The other symbol stands for the one at its place, not for its likes elsewhere."""
    for share in (0.5 * MAX_RIGHT_CHANGE, 2 * MAX_RIGHT_CHANGE):
        changed = share > MAX_RIGHT_CHANGE and may_be_right
        found = verdict_of(line(text, {}, others={place: (other, share)}))
        assert found == ("" if changed else "wrong")
    assert verdict_of(line(text, {}, confidence=MIN_WRONG_CONFIDENCE - 0.01)) == ""


@pytest.mark.parametrize("text", ["60-10=6", "9+3=3", "3+4=12", "12÷3-2=6"])
def test_a_sum_that_another_operator_makes_right_is_not_called_wrong(text: str) -> None:
    assert calculate(row_from_text(text)).verdict is False
    assert verdict_of(line(text, {})) == ""


ROWS = [
    Row("a.png", "line 1", "1+1=2", None, 0.9, (), False, verdict="right"),
    Row("a.png", "line 2", "=1+1=3", None, 0.8, (("1+1=8", 0.1),), False, verdict="wrong",
        should_be="2"),
    Row("a.png", "line 3", "1+1=", 2, 0.7, (), True, ((1.0, 2.0, 3.0, 4.0),)),
    Row("b.png", error="b.png is damaged."), Row("c.png", "line 1", "7"),
]  # fmt: skip


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_every_table_holds_verdicts_and_only_where_they_are_asked_for(
    tmp_path: Path, form: str
) -> None:
    for check in (True, False):
        path = tmp_path / f"rows-{check}.{form}"
        if form == "parquet":
            parquet = pytest.importorskip("pyarrow.parquet")
        with row_writer(form, path, check=check) as writer:
            writer.write(ROWS)
        if form == "parquet":
            rows = parquet.read_table(path).to_pylist()
        elif form == "csv":
            with path.open(encoding="utf-8-sig", newline="") as file:
                rows = list(csv.DictReader(file))
        else:
            rows = [json.loads(each) for each in path.read_text("ascii").splitlines()]
        columns = (CHECK_FORMATS if check else ROW_FORMATS)["csv"].columns
        assert tuple(rows[0]) == columns and len(rows) == len(ROWS)
        assert ("verdict" in columns) is check
        if check:
            assert columns[:-2] == ROW_FORMATS["csv"].columns  # in their old places
            assert [row["verdict"] or "" for row in rows] == ["right", "wrong", "", "", ""]
            assert [row["should_be"] or "" for row in rows] == ["", "2", "", "", ""]
        assert [row["error"] or "" for row in rows] == ["", "", "", "b.png is damaged.", ""]


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_rows_with_verdicts_are_gone_on_with_wherever_they_were_cut(
    tmp_path: Path, form: str
) -> None:
    path = tmp_path / f"rows.{form}"
    with row_writer(form, path, check=True) as writer:
        writer.write(ROWS)
    whole = path.read_bytes()
    complete = complete_rows(path, CHECK_FORMATS[form])
    assert (complete.count, complete.errors) == (4, 1)
    for size in range(0, len(whole) + 1, 7):
        path.write_bytes(whole[:size])
        with row_writer(form, path, resume=True, check=True) as writer:
            writer.write([row for row in ROWS if row.file not in writer.complete])
        assert path.read_bytes() == whole


# As every version before verdicts wrote them.
OLD = {
    "csv": (
        '\ufeff"file","field","text","value","confidence","alternatives","doubtful","boxes","error"\r\n'
        '"one.png","line 1","4+4=8",,0.9,,"no",,\r\n'
    ),
    "jsonl": (
        '{"file": "one.png", "field": "line 1", "text": "4+4=8", "value": null, "confidence": 0.9, '
        '"alternatives": [], "doubtful": false, "boxes": [], "error": null}\n'
    ),
}


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_a_file_of_before_is_gone_on_with_and_never_mixed(
    digits: Digits, tmp_path: Path, sums: dict[str, Ink], form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    table = tmp_path / f"rows.{form}"
    for name in ("one.png", "two.png"):
        save(tmp_path / name, sums[RIGHT].moved(GAP, GAP, 1.0))
    arguments = ["read", "--lines", "one.png", "two.png", "-o", table, "--resume"]
    table.write_bytes(OLD[form].encode())
    assert_failed(digits(*arguments, "--check"), table, "--check")
    assert table.read_bytes() == OLD[form].encode()
    assert digits(*arguments)[0] == 0
    begun, columns = OLD[form].encode()[:40], ROW_FORMATS[form].columns
    whole = table.read_bytes()
    assert whole.startswith(begun) and whole.count(b"4+4=8") == 2 and b"verdict" not in whole
    assert complete_rows(table, ROW_FORMATS[form]).count == 1 and "verdict" not in columns

    table.unlink()
    assert digits(*arguments, "--check")[0] == 0
    whole = table.read_bytes()
    assert whole.count(b'"right"') == 2
    assert_failed(digits(*arguments), table, "--check")
    assert table.read_bytes() == whole


def test_the_review_page_shows_what_has_no_verdict(
    digits: Digits, tmp_path: Path, sums: dict[str, Ink]
) -> None:
    path = save(tmp_path / "sheet.png", sheet(sums, [[RIGHT], [UNFINISHED], [WRONG]]))
    review = tmp_path / "review.html"
    err = digits("read", "--check", path, "-o", tmp_path / "rows.csv", "--review", review)[2]
    text = review.read_text("utf-8")
    assert err == "3 lines: 1 right, 1 wrong, 1 to look at\n"
    assert text.count('<section class="row"') == 1 and f'data-text="{UNFINISHED}"' in text
    assert "1 readings to look at." in text


def test_counts_name_pages_and_leave_out_what_could_not_be_read() -> None:
    counts = VerdictCounts()
    counts.write(ROWS[:2])
    counts.write(ROWS[2:])
    assert list(counts.sentences()) == [
        "a.png: 3 lines: 1 right, 1 wrong, 1 to look at", "c.png: 1 line: 1 to look at",
        "in all: 4 lines: 1 right, 1 wrong, 2 to look at",
    ]  # fmt: skip
    nothing = VerdictCounts()
    nothing.write([Row("b.png", error="b.png is damaged.")])
    assert list(nothing.sentences()) == ["no lines"]


def test_other_expectations_do_not_fit_together_with_checking(
    digits: Digits, tmp_path: Path
) -> None:
    assert_failed(digits("read", "--check", "--expect", "digit", tmp_path), "--expect digit")
