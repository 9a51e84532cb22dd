"""Blank forms to templates, scans of filled ones to rows: by the commands, as a clerk uses them."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw
from support import Digits, assert_failed, assert_sentence

from digit_recognizer.batch.read_forms import comb_row
from digit_recognizer.batch.rows import Field
from digit_recognizer.ink import Drawing
from digit_recognizer.raster import page_from_ink
from digit_recognizer.reading import Hypothesis, Reading

COMB, BOX = (60, 60, 60), (420, 60, 110)
"""x and y of the corner, and the width, of the boxes of a form; all are 80 pixels high."""


def blank_form() -> Image.Image:
    """A comb of four boxes that touch, a box beside it and one below."""
    image = Image.new("L", (640, 420), 235)
    pen = ImageDraw.Draw(image)
    places = [(COMB[0] + COMB[2] * n, COMB[1], COMB[2]) for n in range(4)]
    for x, y, width in [*places, BOX, (120, 260, 160)]:
        pen.rectangle((x, y, x + width, y + 80), outline=80, width=2)
    return image


def write(image: Image.Image, drawing: Drawing, x: int, y: int) -> None:
    """Write an example into the box whose left upper corner is at x, y."""
    box, side = drawing.ink.box, 50
    scale = side / max(box.right - box.left, box.bottom - box.top)
    moved = drawing.ink.moved(3 - box.left * scale, 3 - box.top * scale, scale)
    drawn = page_from_ink(moved, width=56, height=56, pen_width=4)
    paper = image.crop((x, y, x + 56, y + 56))
    levels = np.asarray(paper).astype(int) - (drawn * 0.7).astype(int)
    image.paste(Image.fromarray(np.clip(levels, 0, 255).astype(np.uint8)), (x, y))


@pytest.fixture
def template(tmp_path: Path, digits: Digits) -> Path:
    blank_form().save(tmp_path / "blank.png")
    path = tmp_path / "form.json"
    code, said, _ = digits("form", "new", tmp_path / "blank.png", "-o", path)
    assert code == 0 and "3 fields, 1 of them a comb" in said
    return path


@pytest.fixture
def scan(tmp_path: Path, examples: dict[str, Drawing]) -> Path:
    """The form with 234 in its comb, 5 in the box beside it, turned by three degrees and moved."""
    image = blank_form()
    for place, name in enumerate(("two", "three", "four"), 1):
        write(image, examples[name], COMB[0] + COMB[2] * place + 8, COMB[1] + 14)
    write(image, examples["five"], BOX[0] + 30, BOX[1] + 14)
    path = tmp_path / "scans" / "a.png"
    path.parent.mkdir()
    image.rotate(3, Image.Resampling.BICUBIC, translate=(7, -5), fillcolor=235).save(path)
    return path


def table_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


def test_a_scan_becomes_a_row_for_each_named_field(
    digits: Digits, template: Path, scan: Path, tmp_path: Path
) -> None:
    named = template.read_text("utf-8").replace('"f1"', '"Zähler"').replace('"f3"', '"rest"')
    template.write_text(named, "utf-8")
    out = tmp_path / "rows.csv"
    code, _, said = digits("read", scan.parent, "--form", template, "-o", out)
    assert (code, said) == (0, "")
    rows = table_of(out)
    assert [(row["field"], row["text"]) for row in rows] == [
        ("Zähler", "234"),
        ("f2", "5"),
        ("rest", ""),
    ]
    assert [row["doubtful"] for row in rows] == ["no", "no", "no"]
    assert rows[0]["value"] == "234"


def test_another_sheet_is_a_row_with_a_sentence_and_the_others_are_read(
    digits: Digits, template: Path, scan: Path, tmp_path: Path
) -> None:
    Image.new("L", (640, 420), 235).save(scan.parent / "0.png")
    (scan.parent / "b.png").write_bytes(b"\x89PNG\r\n\x1a\nbroken")
    out = tmp_path / "rows.csv"
    code, _, _ = digits("read", scan.parent, "--form", template, "-o", out)
    assert code == 1
    rows = table_of(out)
    assert [Path(row["file"]).name for row in rows] == ["0.png", "a.png", "a.png", "a.png", "b.png"]
    assert "does not show the form" in rows[0]["error"]
    for row in (rows[0], rows[-1]):
        assert_sentence(row["error"])


def test_each_page_of_a_scan_is_a_form_and_a_run_goes_on(
    digits: Digits, template: Path, scan: Path, tmp_path: Path
) -> None:
    pages = [Image.open(scan), Image.open(scan)]
    pages[0].save(tmp_path / "two.tif", save_all=True, append_images=pages[1:])
    out = tmp_path / "rows.jsonl"
    for _ in range(2):
        code, _, _ = digits("read", tmp_path / "two.tif", "--form", template, "-o", out, "--resume")
        assert code == 0
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [row["field"] for row in rows] == [f"page {n} f{f}" for n in (1, 2) for f in (1, 2, 3)]
    assert [row["text"] for row in rows] == 2 * ["234", "5", ""]


def test_a_doubtful_field_of_a_later_page_is_shown_with_its_picture(
    digits: Digits, template: Path, scan: Path, tmp_path: Path
) -> None:
    image = Image.open(scan)
    ImageDraw.Draw(image).line((330, 95, 350, 120), fill=60, width=4)  # a second stroke in the box
    image.save(tmp_path / "two.tif", save_all=True, append_images=[image])
    page = tmp_path / "check.html"
    digits(
        "read", tmp_path / "two.tif", "--form", template, "--review", page, "-o", tmp_path / "r.csv"
    )
    assert "could not be shown" not in page.read_text("utf-8")


def test_names_that_people_wrote_are_never_overwritten(
    digits: Digits, template: Path, tmp_path: Path
) -> None:
    before = template.read_bytes()
    failed = digits("form", "new", tmp_path / "blank.png", "-o", template)
    assert_failed(failed, "is there already")
    assert template.read_bytes() == before


def test_a_picture_shows_which_field_is_which(digits: Digits, tmp_path: Path) -> None:
    blank_form().save(tmp_path / "blank.png")
    shown = tmp_path / "named.png"
    assert digits("form", "new", tmp_path / "blank.png", "--picture", shown)[0] == 0
    assert (tmp_path / "blank.json").is_file()
    with Image.open(shown) as image:
        assert image.size == (640, 420)


def test_a_page_without_boxes_is_no_form(digits: Digits, tmp_path: Path) -> None:
    Image.new("L", (300, 200), 240).save(tmp_path / "blank.png")
    assert_failed(digits("form", "new", tmp_path / "blank.png"), "shows no boxes")
    assert not (tmp_path / "blank.json").exists()


@pytest.mark.parametrize("option", ["--lines", "--check", "--table"])
def test_what_a_form_rules_out_is_said(
    digits: Digits, template: Path, tmp_path: Path, option: str
) -> None:
    assert_failed(digits("read", tmp_path / "blank.png", "--form", template, option), "leave out")


def digit(text: str, confidence: float = 0.99, *, doubtful: bool = False) -> Reading:
    others = (Hypothesis(text, confidence), Hypothesis("0", 1 - confidence))
    return Reading(others, doubtful)


@pytest.fixture
def row() -> Callable[..., tuple[str, object, bool]]:
    def of(*digits_read: Reading | None) -> tuple[str, object, bool]:
        found = comb_row(Field("scan.png", field="f1"), digits_read)
        return found.text, found.value, found.doubtful

    return of


def test_a_comb_is_one_number(row: Callable[..., tuple[str, object, bool]]) -> None:
    assert row(digit("0"), digit("7")) == ("07", 7, False)
    assert row(None, digit("4"), digit("2"), None) == ("42", 42, False)
    assert row(digit("4"), None, digit("2")) == ("42", None, True)
    assert row(digit("4"), digit("2", doubtful=True)) == ("42", None, True)
    assert row(digit("4", 0.9), digit("2", 0.9)) == (
        "42",
        None,
        True,
    )  # together they are less sure


def test_the_alternatives_of_a_comb_change_one_digit_each() -> None:
    found = comb_row(Field("scan.png", field="f1"), [digit("1", 0.8), digit("2", 0.9)])
    assert found.confidence == pytest.approx(0.72)
    assert [(text, round(share, 3)) for text, share in found.alternatives] == [
        ("02", 0.18),
        ("10", 0.08),
    ]
