"""Composed forms: blank ones with boxes and combs, filled by made-up writers, scanned askew."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from composed_drawings import LINES
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

SIZE = 827, 1169
"""A4 at 100 dpi."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Blank:
    """A form without writing; ``fields``: the x, y, width and height of the boxes of each field."""

    image: Image.Image
    fields: list[list[Box]]


def blank(random: np.random.Generator, rows: int = 9, *, size: tuple[int, int] = SIZE) -> Blank:
    """A form with labels, boxes and combs, in a frame."""
    image = Image.new("L", size, 250)
    pen = ImageDraw.Draw(image)
    font = ImageFont.load_default(15)
    grey = int(random.integers(20, 150))
    width = int(random.integers(1, 4))
    pen.text((80, 60), "Application for a composed number, form 27-B", fill=40, font=font)
    if random.random() < 0.5:
        pen.rectangle((40, 40, size[0] - 40, size[1] - 40), outline=grey, width=width)
    fields: list[list[Box]] = []
    y = 120.0
    for row in range(rows):
        x = float(random.integers(60, 90))
        pen.text((x, y + 5), f"Name of field {row + 1}", fill=40, font=font)
        x += 150
        height = float(random.integers(28, 44))
        while x < size[0] - 250:
            if random.random() < 0.55:
                count, side = int(random.integers(2, 8)), height * random.uniform(0.75, 1.1)
                gap = float(random.choice([0.0, 0.0, 0.15, 0.3])) * side
            else:
                count, side, gap = 1, float(random.uniform(1.8, 5) * height), 0.0
            if x + count * (side + gap) > size[0] - 50:
                break
            boxes = [(x + i * (side + gap), y, side, height) for i in range(count)]
            for left, top, w, h in boxes:
                pen.rectangle((left, top, left + w, top + h), outline=grey, width=width)
            fields.append(boxes)
            x += count * (side + gap) + 70
        y += height + float(random.integers(30, 70))
    return Blank(image, fields)


Paths = Sequence[Sequence[tuple[float, float]]]
"""What a hand draws for a digit, in units of its own."""


def drawn_digit(digit: str, random: np.random.Generator) -> Paths:
    """A digit by a made-up hand."""
    del random
    return LINES[digit]


def write_digit(image: Image.Image, paths: Paths, box: Box, random: np.random.Generator) -> None:
    """Write a digit into a box, not always inside it."""
    left, top, width, height = box
    places = np.array([place for path in paths for place in path])
    least, extent = places.min(axis=0), np.ptp(places, axis=0)
    factor = min(height * random.uniform(0.55, 0.8) / extent[1], 0.85 * width / extent[0])
    room = np.array([width, height]) - extent * factor
    corner = np.array([left, top]) + room / 2 + random.uniform(-0.1, 0.1, 2) * height
    pen, ink = ImageDraw.Draw(image), int(random.integers(10, 90))
    for path in paths:
        points = (np.array(path) - least) * factor + corner
        pen.line(points.ravel().tolist(), fill=ink, width=max(2, round(height / 16)), joint="curve")


def filled(
    form: Blank,
    random: np.random.Generator,
    drawn: Callable[[str, np.random.Generator], Paths] = drawn_digit,
) -> tuple[Image.Image, list[str]]:
    """Return a filled form and what each field says."""
    image, texts = form.image.copy(), []
    for boxes in form.fields:
        if len(boxes) > 1:
            count = int(random.integers(1, len(boxes) + 1))
            text = "".join(random.choice(list("0123456789"), count))
            for digit, box in zip(text, boxes[len(boxes) - count :], strict=True):
                write_digit(image, drawn(digit, random), box, random)
        else:
            left, top, width, height = boxes[0]
            count = int(random.integers(1, max(2, int(width / height / 0.75))))
            text = "".join(random.choice(list("0123456789"), count))
            for place, digit in enumerate(text):
                at = (left + (0.3 + 0.72 * place) * height, top, 0.6 * height, height)
                write_digit(image, drawn(digit, random), at, random)
        texts.append(text)
    return image, texts


def scanned(
    image: Image.Image,
    random: np.random.Generator,
    *,
    degrees: float = 0.0,
    scale: float = 1.0,
    shift: tuple[float, float] = (0, 0),
    perspective: float = 0.0,
    noise: float = 5.0,
) -> tuple[Image.Image, NDArray[np.float64]]:
    """Return ``image`` as a scanner or a camera gives it, and the (3, 3) map from it to the scan."""
    width, height = image.size
    a, b = scale * np.cos(np.radians(degrees)), scale * np.sin(np.radians(degrees))
    matrix = np.array([[a, -b, 0], [b, a, 0], [perspective / width, -perspective / height / 2, 1]])
    to_middle = np.array([[1, 0, -width / 2], [0, 1, -height / 2], [0, 0, 1.0]])
    back = np.array([[1, 0, width / 2 + shift[0]], [0, 1, height / 2 + shift[1]], [0, 0, 1.0]])
    matrix = back @ matrix @ to_middle
    inverse = np.linalg.inv(matrix)
    inverse /= inverse[2, 2]
    out = image.transform(
        image.size, Image.Transform.PERSPECTIVE, inverse.ravel()[:8].tolist(),
        Image.Resampling.BICUBIC, fillcolor=250,
    )  # fmt: skip
    out = out.filter(ImageFilter.GaussianBlur(0.6))
    levels = np.asarray(out, np.float32) * np.linspace(1, random.uniform(0.8, 1), width)
    levels += random.normal(0, noise, levels.shape)
    return Image.fromarray(np.clip(levels, 0, 255).astype(np.uint8)), matrix
