"""Print in cells, fields and boxes is left out where only handwriting is asked for."""

import csv
import io
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont
from support import Digits

from digit_recognizer.ink import Drawing
from digit_recognizer.raster import page_from_ink

WIDTH, HEIGHT, LEFT, TOP = 130, 110, 50, 50
CELLS = (("#28", "two", "three"), ("#48", "five", ""), ("four", "#96", "six"))
"""The cells of a sheet: "#" stands before what is printed."""
WRITTEN = [["", "2", "3"], ["", "5", ""], ["4", "", "6"]]
ALL = [["28", "2", "3"], ["48", "5", ""], ["4", "96", "6"]]


@pytest.fixture
def sheet(tmp_path: Path, examples: dict[str, Drawing]) -> Path:
    """A ruled sheet with print in some of its cells and handwriting in others."""
    image = Image.new("L", (LEFT * 2 + WIDTH * 3, TOP * 2 + HEIGHT * 3), 235)
    pen, font = ImageDraw.Draw(image), ImageFont.load_default(36)
    for row, cells in enumerate(CELLS):
        for column, cell in enumerate(cells):
            x, y = LEFT + WIDTH * column, TOP + HEIGHT * row
            pen.rectangle((x, y, x + WIDTH, y + HEIGHT), outline=90, width=2)
            if cell.startswith("#"):
                middle = (x + WIDTH / 2, y + HEIGHT / 2)
                pen.text(middle, cell[1:], fill=30, font=font, anchor="mm")
            elif cell:
                write(image, examples[cell], x + 25, y + 15)
    path = tmp_path / "sheet.png"
    image.save(path)
    return path


def write(image: Image.Image, drawing: Drawing, x: int, y: int) -> None:
    """Write an example with its left upper corner at x, y."""
    box = drawing.ink.box
    scale = 60 / max(box.right - box.left, box.bottom - box.top)
    moved = drawing.ink.moved(10 - box.left * scale, 10 - box.top * scale, scale)
    drawn = page_from_ink(moved, width=80, height=80, pen_width=4)
    levels = np.asarray(image.crop((x, y, x + 80, y + 80))).astype(int) - (drawn * 0.45).astype(int)
    image.paste(Image.fromarray(np.clip(levels, 0, 255).astype(np.uint8)), (x, y))


@pytest.mark.parametrize(("only", "expected"), [("all", ALL), ("handwriting", WRITTEN)])
def test_printed_cells_of_a_table_are_empty(
    digits: Digits, sheet: Path, tmp_path: Path, only: str, expected: list[list[str]]
) -> None:
    out = tmp_path / "table.csv"
    code, _, _ = digits("read", sheet, "--table", "--only", only, "-o", out)
    assert code == 0
    found = list(csv.reader(io.StringIO(out.read_text("utf-8-sig"), newline="")))
    assert found == [*expected, []]


@pytest.mark.parametrize("expect", ["digit", "integer"])
def test_print_in_boxes_on_the_rules_is_left_out(
    digits: Digits, sheet: Path, tmp_path: Path, expect: str
) -> None:
    boxes = tmp_path / "boxes.csv"
    lines = [
        f"{row}{column},{LEFT + WIDTH * column},{TOP + HEIGHT * row},{WIDTH},{HEIGHT}"
        for row in range(3)
        for column in range(3)
    ]
    boxes.write_text("\n".join(["field,x,y,w,h", *lines]), "utf-8")
    options = ("--boxes", boxes, "--expect", expect, "--only", "handwriting", "--json")
    code, said, _ = digits("read", sheet, *options)
    assert code == 0
    rows = [json.loads(line) for line in said.splitlines()]
    assert [row["text"] for row in rows] == [text for line in WRITTEN for text in line]


def test_print_in_fields_of_a_form_is_left_out(
    digits: Digits, tmp_path: Path, examples: dict[str, Drawing]
) -> None:
    blank = Image.new("L", (640, 420), 235)
    pen = ImageDraw.Draw(blank)
    places = [(60, 60), (400, 60), (60, 260), (400, 260)]
    for x, y in places:
        pen.rectangle((x, y, x + 150, y + 90), outline=80, width=2)
    blank.save(tmp_path / "blank.png")
    form = tmp_path / "form.json"
    assert digits("form", "new", tmp_path / "blank.png", "-o", form)[0] == 0
    font = ImageFont.load_default(36)
    for (x, y), text in zip(places[::3], ("28", "96"), strict=True):
        pen.text((x + 75, y + 45), text, fill=30, font=font, anchor="mm")
    for (x, y), name in zip(places[1:3], ("five", "two"), strict=True):
        write(blank, examples[name], x + 35, y + 5)
    scan = tmp_path / "scan.png"
    blank.save(scan)
    code, said, _ = digits("read", scan, "--form", form, "--only", "handwriting", "--json")
    assert code == 0
    assert [json.loads(line)["text"] for line in said.splitlines()] == ["", "5", "2", ""]
