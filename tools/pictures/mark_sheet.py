"""Makes docs/pictures/mark-sheet.jpg: a photographed mark sheet, and the table that is read from it.

The marks are the bundled example drawings, each a little different; the photo is made by arithmetic.
"""

import io
from pathlib import Path

import numpy as np
from paper_photo import PEN_COLOUR, photographed
from PIL import Image, ImageDraw, ImageFont

from digit_recognizer.ink import Ink, read_inkml
from digit_recognizer.raster import page_from_ink
from digit_recognizer.reader import Reader
from digit_recognizer.tables import Table, read_tables, with_total

ROOT = Path(__file__).resolve().parents[2]
HEAD = ("No", "Test 1", "Test 2", "Test 3", "Total")
MARKS = (
    (17, 24, 20), (9, 13, 18), (25, 22, 23), (14, 8, 16), (20, 19, 24), (6, 15, 12), (23, 25, 21),
    (18, 10, 17),
)  # fmt: skip
NAMES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
SHEET = 1240, 1120
LEFT, TOP, ROW = 80, 190, 92
COLUMNS = (120, 240, 240, 240, 240)
PHOTO = 1180, 1040
CORNERS = (150, 70, 1040, 40, 1130, 960, 60, 1000)
"""x and y of the sheet's corners on the photo, clockwise from the left upper one."""
DESK_COLOUR, SHEET_COLOUR = (84, 64, 50), (252, 249, 242)
SHOWN, GAP = 640, 26
DOUBT_COLOUR, MUTED_COLOUR = "#fff2cc", "#8a8a8a"


def main() -> None:
    chance = np.random.default_rng(6)
    photo = photographed(on_desk(sheet(chance)), chance)
    (table,) = read_tables(Reader.load(), np.asarray(photo))
    table, _ = with_total(table, len(HEAD) - 1)
    photo = photo.resize((SHOWN, round(SHOWN * PHOTO[1] / PHOTO[0])), Image.Resampling.LANCZOS)
    picture = Image.new("RGB", (2 * SHOWN + GAP, photo.height), "white")
    picture.paste(photo, (0, 0))
    picture.paste(spreadsheet(table, photo.size), (SHOWN + GAP, 0))
    target = ROOT / "docs" / "pictures" / "mark-sheet.jpg"
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=88)
    target.write_bytes(buffer.getvalue())
    print(target)


def sheet(chance: np.random.Generator) -> Image.Image:
    """A ruled sheet with a printed head and numbers, and marks by hand."""
    image = Image.new("RGB", SHEET, SHEET_COLOUR)
    pen = ImageDraw.Draw(image)
    ink = (60, 58, 60)
    pen.text((LEFT, 70), "Class 7B   Mathematics", fill=ink, font=ImageFont.load_default(48))
    across = [LEFT + sum(COLUMNS[:n]) for n in range(len(COLUMNS) + 1)]
    down = [TOP + ROW * n for n in range(len(MARKS) + 2)]
    for y in down:
        pen.line((across[0], y, across[-1], y), fill=ink, width=3)
    for x in across:
        pen.line((x, down[0], x, down[-1]), fill=ink, width=3)
    rows = [HEAD, *((str(n), *map(str, row), str(sum(row))) for n, row in enumerate(MARKS, 1))]
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            middle = across[column] + COLUMNS[column] / 2, down[row] + ROW / 2
            if row == 0 or column == 0:
                font = ImageFont.load_default(36)
                pen.text(middle, text, fill=ink, font=font, anchor="mm")
            else:
                write(image, text, *middle, chance)
    return image


def write(image: Image.Image, text: str, x: float, y: float, chance: np.random.Generator) -> None:
    """Write ``text`` about x, y."""
    height = 50 * chance.uniform(0.9, 1.1)
    x += 40 * chance.uniform(-1, 1) - 0.42 * height * (len(text) - 1)
    y += 7 * chance.uniform(-1, 1)
    share = np.zeros((image.height, image.width), np.float32)
    for sign in text:
        ink = read_inkml(ROOT / f"examples/drawings/{NAMES[int(sign)]}.inkml").ink
        placed = by_hand(ink, height * chance.uniform(0.93, 1.07), (x, y), chance)
        drawn = page_from_ink(placed, width=image.width, height=image.height, pen_width=5)
        share = np.maximum(share, drawn / np.float32(255))
        x += 0.84 * height
    colour = np.asarray(image, np.float32)
    mixed = colour + 0.9 * share[..., None] * (np.array(PEN_COLOUR, np.float32) - colour)
    image.paste(Image.fromarray(mixed.astype(np.uint8)))


def by_hand(
    ink: Ink, height: float, middle: tuple[float, float], chance: np.random.Generator
) -> Ink:
    """Return a drawing as high as ``height``, about ``middle``, with its own slant and stretch."""
    box = ink.box
    scale = height / box.height
    slant, stretch = chance.normal(-0.08, 0.05), chance.normal(1.0, 0.06)
    places = []
    for stroke in ink:
        across = np.array([p.x for p in stroke.points]) - (box.left + box.right) / 2
        down = np.array([p.y for p in stroke.points]) - (box.top + box.bottom) / 2
        x = middle[0] + scale * (stretch * across + slant * down)
        places.append(list(zip(x.tolist(), (middle[1] + scale * down).tolist(), strict=True)))
    return Ink.from_xy(places)


def on_desk(paper: Image.Image) -> Image.Image:
    """Return a sheet as it lies askew on a desk, with its shadow."""
    x, y = np.array(CORNERS, float).reshape(4, 2).T
    u, v = np.array([0, SHEET[0], SHEET[0], 0]), np.array([0, 0, SHEET[1], SHEET[1]])
    rows = [
        [[a, b, 1, 0, 0, 0, -a * p, -b * p], [0, 0, 0, a, b, 1, -a * q, -b * q]]
        for a, b, p, q in zip(x, y, u, v, strict=True)
    ]
    map_back = np.linalg.solve(np.array(rows).reshape(8, 8), np.stack([u, v], axis=1).ravel())
    transform = Image.Transform.PERSPECTIVE, map_back.tolist(), Image.Resampling.BICUBIC
    seen = paper.transform(PHOTO, *transform)
    mask = Image.new("L", SHEET, 255).transform(PHOTO, *transform)
    desk = Image.new("RGB", PHOTO, DESK_COLOUR)
    desk.paste((38, 29, 24), (10, 12), mask)
    desk.paste(seen, mask=mask)
    return desk


def spreadsheet(table: Table, size: tuple[int, int]) -> Image.Image:
    """Return the table as a spreadsheet shows it; doubtful cells are coloured."""
    image = Image.new("RGB", size, "white")
    pen, font = ImageDraw.Draw(image), ImageFont.load_default(24)
    names = ImageFont.load_default(18)
    rim, head = 44, 34
    width, height = (size[0] - rim - 1) / table.grid.columns, (size[1] - head - 1) / table.grid.rows
    for cell in table.cells:
        left, top = rim + cell.span.column * width, head + cell.span.row * height
        box = (left, top, left + width, top + height)
        is_word = cell.reason != "" and not cell.text
        fill = DOUBT_COLOUR if cell.reason and cell.text else "white"
        pen.rectangle(box, outline="#c8c8c8", fill=fill)
        middle = (left + width / 2, top + height / 2)
        text = "not a number" if is_word else cell.text
        colour, kind = (MUTED_COLOUR, ImageFont.load_default(15)) if is_word else ("black", font)
        pen.text(middle, text, fill=colour, font=kind, anchor="mm")
    for column, name in zip(range(table.grid.columns), "ABCDEFGH", strict=False):
        place = (rim + (column + 0.5) * width, head / 2)
        pen.text(place, name, fill=MUTED_COLOUR, font=names, anchor="mm")
    for row in range(table.grid.rows):
        place = (rim / 2, head + (row + 0.5) * height)
        pen.text(place, str(row + 1), fill=MUTED_COLOUR, font=names, anchor="mm")
    return image


if __name__ == "__main__":
    main()
