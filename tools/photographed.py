"""Rows of numbers as a camera or a scanner sees them, composed of drawings and pictures of digits.

Purpose: pictures with known truth of people nobody measures, on which the doubt of pictures is set.
Contract: (H, W) uint8 grey, ink dark on light. The same drawings and the same generator state give the
same picture. What paper, pen and light do is guessed wide, and fitted to no set.
Not here: whose digits (the caller says), reading.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from PIL import Image, ImageFilter

from digit_recognizer.arrays import Levels, Page, Polyline
from digit_recognizer.expression import Row, Sign, text_of
from digit_recognizer.ink import Ink
from digit_recognizer.raster import page_from_ink
from digit_recognizer.raster.pen import extent, polylines_of
from digit_recognizer.synthesis.compose import compose
from digit_recognizer.synthesis.layout_style import Spacing
from digit_recognizer.synthesis.writers import Writers

MAX_FIELD_DIGITS = 5  # digits
SIGNED_SHARE, DECIMAL_SHARE = 0.25, 0.1  # shares of numbers with a sign, and with a point or comma
COMPOSED_ROW_SIDE = 400  # pixels of a composed row's height at most, before it is photographed
PHOTO_HEIGHTS = (45, 160)  # of a photographed row
PHOTO_MARGINS = (0.15, 0.8)  # around the ink, by its height
WIDE_ROW_SHARE = 0.6  # share of rows whose digits stand well apart
RULED_SHARE = 0.15  # share of pictures with a line under the writing
# Half of the world writes its 1 with an upstroke, which the drawings at hand have seldom.
FLAGGED_ROW_SHARE = 0.35  # share of rows in which every 1 has one
FLAG_LENGTHS = (0.15, 0.5)  # its length, in heights of the digit
FLAG_ANGLES = (15.0, 65.0)  # degrees from level


def random_field(random: np.random.Generator) -> Row:
    """Return a number as people write it into a field: often short, some with a sign or a point."""
    count = int(random.integers(1, MAX_FIELD_DIGITS + 1))
    signs = [str(digit) for digit in random.integers(0, 10, count)]
    if count > 1 and random.random() < DECIMAL_SHARE:
        signs.insert(int(random.integers(1, count)), str(random.choice([".", ","])))
    if random.random() < SIGNED_SHARE:
        signs.insert(0, str(random.choice(["+", "-"])))
    return Row(tuple(Sign(sign) for sign in signs))


def written_row(
    row: Row, writers: Writers, random: np.random.Generator, writer: str
) -> tuple[str, Page]:
    """Return the text of ``row`` and its ink, drawn by ``writer`` with some pen; the page is bright."""
    spacing: Spacing = "wide" if random.random() < WIDE_ROW_SHARE else "tight"
    written = compose(row, writers, random, writer=writer, spacing=spacing, kind="number")
    paths = polylines_of(written.ink)
    if random.random() < FLAGGED_ROW_SHARE:
        for symbol, strokes in written.symbols:
            if symbol == "1":
                paths[strokes[0]] = _flagged(*extent([paths[i] for i in strokes]), random)
                for index in strokes[1:]:
                    paths[index] = paths[strokes[0]][:1]
    ink = Ink.from_xy(path.tolist() for path in paths)
    box = ink.box
    high = max(box.height, 0.2 * box.width, 1.0)
    scale = min(COMPOSED_ROW_SIDE / 2 / high, 2.0 * COMPOSED_ROW_SIDE / max(box.width, 1.0))
    pen = float(random.uniform(0.035, 0.13)) * scale * high
    moved = Ink.from_xy(
        ((path - (box.left, box.top)) * scale + pen).tolist() for path in polylines_of(ink)
    )
    width = round(box.width * scale + 2 * pen) + 1
    height = round(box.height * scale + 2 * pen) + 1
    return text_of(row), page_from_ink(moved, width=width, height=height, pen_width=max(pen, 1.5))


def _flagged(least: Polyline, greatest: Polyline, random: np.random.Generator) -> Polyline:
    """Return a 1 with an upstroke, its stem in the box from ``least`` to ``greatest``."""
    (left, top), (right, bottom) = least, greatest
    high = bottom - top
    slant = float(random.normal(0.08, 0.08)) * high
    head = np.array([(left + right) / 2 + slant, top])
    angle = np.radians(float(random.uniform(*FLAG_ANGLES)))
    flag = float(random.uniform(*FLAG_LENGTHS)) * high
    begin = head + flag * np.array([-np.cos(angle), np.sin(angle)])
    bend = (begin + head) / 2 + float(random.normal(0, 0.05)) * high
    return np.array([begin, bend, head, [head[0] - 2 * slant, bottom]])


def pictured_row(
    pictures: Mapping[str, Sequence[Page]], random: np.random.Generator
) -> tuple[str, Page]:
    """Return a number set of ``pictures`` of its digits, ink bright, beside each other."""
    count = int(random.integers(1, MAX_FIELD_DIGITS + 1))
    text = "".join(str(digit) for digit in random.integers(0, 10, count))
    high = COMPOSED_ROW_SIDE // 4
    shown: list[Page] = []
    gap = float(random.uniform(0.1, 0.6))
    for digit in text:
        chosen = pictures[digit][int(random.integers(len(pictures[digit])))]
        inked = np.argwhere(chosen >= 64)
        (top, left), (bottom, right) = inked.min(axis=0), inked.max(axis=0) + 1
        image = Image.fromarray(chosen[top:bottom, left:right])
        tall = max(1, round(high * float(random.uniform(0.85, 1.15))))
        wide = max(1, round(image.width * tall / image.height))
        if wide > 1.5 * tall:  # a flat rest is no digit's whole height
            wide, tall = round(1.5 * high), max(1, round(1.5 * high * image.height / image.width))
        larger = np.asarray(image.resize((wide, tall), Image.Resampling.BICUBIC))
        above = max(0, round((1.3 * high - tall) / 2 + random.normal(0, 0.04 * high)))
        space = max(4, round(high * (gap + random.normal(0, 0.05))))
        cell = np.zeros((round(1.6 * high), wide + space), np.uint8)
        fits = larger[: len(cell) - above]
        cell[above : above + len(fits), :wide] = fits
        shown.append(cell)
    return text, np.concatenate(shown, axis=1)


def photographed(ink: Page, random: np.random.Generator) -> Page:
    """Return bright ``ink`` as dark ink on paper under some light, seen from some distance."""
    height = len(ink)
    room = [round(height * float(random.uniform(*PHOTO_MARGINS))) for _ in range(4)]
    cover = np.pad(ink, ((room[0], room[1]), (room[2], room[3]))).astype(np.float32) / 255
    if random.random() < RULED_SHARE:
        thick = max(1, round(height * float(random.uniform(0.01, 0.03))))
        at = min(len(cover) - thick, room[0] + height + round(0.1 * height))
        cover[at : at + thick] = np.maximum(cover[at : at + thick], float(random.uniform(0.3, 0.9)))
    tall = float(np.exp(random.uniform(*np.log(PHOTO_HEIGHTS))))
    size = (max(8, round(cover.shape[1] * tall / len(cover))), max(8, round(tall)))
    image = Image.fromarray((cover * 255).astype(np.uint8)).resize(size, Image.Resampling.BOX)
    blurred = image.filter(ImageFilter.GaussianBlur(float(random.uniform(0.0, 0.02)) * tall))
    cover = np.asarray(blurred, np.float32) / 255
    shape = cover.shape
    # Pencils leave paper bare here and there, pens hardly.
    cover = cover * (1 - float(random.uniform(0, 0.5)) * _cloud(shape, 0.01, random))
    paper, darkness = float(random.uniform(120, 245)), float(random.uniform(0.25, 0.9))
    light = 1 + float(random.uniform(0, 0.35)) * (_cloud(shape, 0.5, random) - 0.5)
    light = light + float(random.uniform(0, 0.1)) * (_cloud(shape, 0.02, random) - 0.5)
    levels = paper * light * (1 - darkness * cover)
    levels = levels + random.normal(0, float(random.uniform(0.5, 6)), shape)
    return np.asarray(np.clip(levels, 0, 255), np.uint8)


def _cloud(shape: tuple[int, ...], grain: float, random: np.random.Generator) -> Levels:
    """Return smooth noise in [0, 1], as fine as ``grain`` of the height."""
    height, width = shape
    cell = max(1.0, grain * height)
    small = random.random((max(2, round(height / cell)), max(2, round(width / cell))))
    image = Image.fromarray(small.astype(np.float32)).resize(
        (width, height), Image.Resampling.BICUBIC
    )
    return np.clip(np.asarray(image, np.float32), 0, 1)
