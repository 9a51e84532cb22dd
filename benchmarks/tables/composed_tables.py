"""Composed pages with a ruled table: real handwriting in its cells, photographed by arithmetic.

Purpose: tables whose cells, corners and texts are known, of every kind that people photograph.
Contract: the same writers, kind and generator state give the same page. A page is (H, W) uint8 grey.
Corners are x, y in its pixels. Marks are whole numbers or decimals; names are letters.
Not here: finding the table again (``digit_recognizer.tables``), scoring.
"""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from digit_recognizer.arrays import Levels, Page, Polyline
from digit_recognizer.datasets.ink_set import read_ink_set
from digit_recognizer.expression import Row, Sign
from digit_recognizer.raster.pen import extent, polylines_of, rotation
from digit_recognizer.synthesis.compose import compose
from digit_recognizer.synthesis.writers import Writers

TABLE_KINDS = (
    "plain", "skewed", "perspective", "curled", "faint", "broken", "open", "double", "merged",
    "part", "small", "dense", "cropped", "two", "mixed",
)  # fmt: skip
FLAT_SCALE = 2  # pixels of the flat drawing for one of the page
WORDS = ("Name", "Marks", "Total", "Roll No", "Test 1", "Test 2", "Date", "Remarks", "Class 7B")

Quads = NDArray[np.float64]
"""(R, C, 4, 2): x, y of the corners of R x C cells, clockwise from the left upper one."""


@dataclass(frozen=True, slots=True, eq=False)
class ComposedTable:
    """A page with the truth about its table, of two the larger one.

    ``texts``: rows of cells, "" empty, "abc" for words. ``tables``: how many are on the page.
    """

    page: Page
    quads: Quads
    texts: tuple[tuple[str, ...], ...]
    tables: int = 1


@dataclass(slots=True)
class _Plan:
    """One table on the flat page: positions of its rules, what is drawn of it and what is written."""

    across: NDArray[np.float64]
    down: NDArray[np.float64]
    traits: frozenset[str]
    texts: list[list[str]] = field(default_factory=list)
    merged: list[tuple[int, int, int]] = field(default_factory=list)  # row, first column, columns


def letters_in(
    path: Path, is_wanted: Callable[[str], bool] = lambda writer: True
) -> list[list[Polyline]]:
    """Return the letters in a file of ink, of the writers that are wanted; none without the file."""
    drawings = read_ink_set(path).samples if path.is_file() else []
    return [
        polylines_of(each.ink) for each in drawings if each.ink and is_wanted(each.writer or "")
    ]


def composed_table(
    kind: str,
    writers: Writers,
    random: np.random.Generator,
    letters: Sequence[Sequence[Polyline]] = (),
    scale: float = 1.0,
) -> ComposedTable:
    """Return a page of ``kind``, one of ``TABLE_KINDS``, written by one of ``writers``.

    ``letters``: drawings for cells with words; without them there are none. ``scale``: of its size.
    """
    traits = frozenset({kind})
    if kind == "mixed":
        traits = frozenset(str(t) for t in TABLE_KINDS[1:-1] if random.random() < 0.3)
        traits -= {"two"} if "cropped" in traits else set()
    width, height = (round(scale * side) for side in _page_size(traits, random))
    plans = _plans(traits, width, height, random)
    rules = Image.new("L", (width * FLAT_SCALE, height * FLAT_SCALE))
    written = rules.copy()
    for plan in plans:
        _rule(ImageDraw.Draw(rules), plan, random)
        _fill(ImageDraw.Draw(written), plan, writers, letters, random)
    if "cropped" not in traits:
        _print_around(ImageDraw.Draw(rules), plans, width, height, random)
    camera = _Camera(traits, width, height, plans[0], random)
    page = camera.photo(_levels(rules), _levels(written), traits, random)
    shown = camera.visible(plans[0])
    texts = tuple(tuple(plans[0].texts[r][c] for c in shown[1]) for r in shown[0])
    return ComposedTable(page, camera.quads(plans[0])[np.ix_(*shown)], texts, len(plans))


def _page_size(traits: frozenset[str], random: np.random.Generator) -> tuple[int, int]:
    if traits & {"small", "dense"}:
        return int(random.integers(480, 640)), int(random.integers(420, 560))
    width = int(random.integers(900, 1500))
    return width, int(width * random.uniform(0.7, 1.4))


def _plans(
    traits: frozenset[str], width: int, height: int, random: np.random.Generator
) -> list[_Plan]:
    left, right = random.uniform(0.06, 0.14) * width, random.uniform(0.86, 0.94) * width
    top, bottom = random.uniform(0.1, 0.18) * height, random.uniform(0.84, 0.93) * height
    if "part" in traits:
        right = left + random.uniform(0.4, 0.65) * (right - left)
        bottom = top + random.uniform(0.35, 0.6) * (bottom - top)
    if "two" not in traits:
        return [_plan((left, top, right, bottom), traits, random)]
    split = random.uniform(0.6, 0.68)
    if random.random() < 0.5:
        y, gap = top + split * (bottom - top), random.uniform(0.05, 0.1) * height
        boxes = [(left, top, right, y), (left, y + gap, right, bottom)]
    else:
        x, gap = left + split * (right - left), random.uniform(0.05, 0.1) * width
        boxes = [(left, top, x, bottom), (x + gap, top, right, bottom)]
    return [_plan(box, traits, random) for box in boxes]


def _plan(
    box: tuple[float, float, float, float], traits: frozenset[str], random: np.random.Generator
) -> _Plan:
    left, top, right, bottom = box
    least = 30.0 if "small" in traits else 34.0
    rows = int(random.integers(4, 1 + max(5, min(26, int((bottom - top) / least)))))
    wide = 1.5 * (bottom - top) / rows
    columns = int(
        random.integers(
            2 + ("cropped" in traits), 1 + max(4, min(10, int((right - left) / max(wide, 58))))
        )
    )
    if "dense" in traits:
        rows = int((bottom - top) / random.uniform(27, 36))
        columns = int((right - left) / random.uniform(52, 76))
    heights = random.uniform(0.93, 1.07, rows)
    heights[0] *= random.choice([1.0, 1.5, 2.0])
    widths = random.uniform(0.85, 1.15, columns)
    has_names = "dense" not in traits and columns > 3 and random.random() < 0.5
    if has_names:
        widths[0] *= random.uniform(1.5, 2.2)
    down = top + (bottom - top) * np.concatenate([[0], np.cumsum(heights) / heights.sum()])
    across = left + (right - left) * np.concatenate([[0], np.cumsum(widths) / widths.sum()])
    plan = _Plan(across, down, traits)
    has_header = "dense" not in traits and random.random() < 0.6
    firsts = random.integers(0, 90, columns).tolist() if "dense" in traits else []
    for row in range(rows):
        texts = [_mark(random) for _ in range(columns)]
        if "dense" in traits:
            # Neat columns of rising numbers: their digits stand below each other.
            texts = [str(10 + (first + row * 2) % 90) for first in firsts]
        if has_header and row == 0:
            texts = ["#" + str(random.choice(WORDS)) for _ in texts]
        elif has_names:
            texts[0] = "abc"
        plan.texts.append(texts)
    if "merged" in traits:
        for row in sorted(set(random.integers(0, rows, 2).tolist())):
            first = int(random.integers(0, columns - 1))
            plan.merged.append((row, first, int(random.integers(2, 1 + min(4, columns - first)))))
    return plan


def _mark(random: np.random.Generator) -> str:
    chance = random.random()
    if chance < 0.12:
        return ""
    if chance < 0.8:
        return str(random.integers(0, 100))
    return str(random.integers(100, 1000)) if chance < 0.92 else f"{random.uniform(0, 100):.1f}"


def _rule(pen: ImageDraw.ImageDraw, plan: _Plan, random: np.random.Generator) -> None:
    """Draw the rules of ``plan``."""
    thick = random.uniform(1.2, 3.2) if "small" not in plan.traits else random.uniform(1.0, 1.8)
    bold = thick * random.choice([1.0, 1.0, 2.0])
    level = int(random.uniform(150, 255))
    is_open = "open" in plan.traits
    for places, others, is_level in (
        (plan.down, plan.across, True),
        (plan.across, plan.down, False),
    ):
        drop = set(random.choice([0, len(places) - 1], int(random.integers(1, 3)), False).tolist())
        overshoot = random.uniform(-0.1, 1, 2) * 8 if is_open else (0, 0)
        for place, at in enumerate(places.tolist()):
            is_outer = place in (0, len(places) - 1)
            if is_open and place in drop:
                continue
            for stretch in _stretches(plan, place, others, is_level):
                begin = stretch[0] - overshoot[0] * (stretch[0] == others[0])
                end = stretch[1] + overshoot[1] * (stretch[1] == others[-1])
                offsets = [0.0]
                if "double" in plan.traits and (is_outer or (is_level and place == 1)):
                    offsets = [-1.6 * thick, 1.6 * thick]
                for offset in offsets:
                    for a, b in _pieces(begin, end, plan.traits, random):
                        jitter = random.normal(0, 0.5, 2)
                        ends = [(a, at + offset + jitter[0]), (b, at + offset + jitter[1])]
                        points = [p if is_level else p[::-1] for p in ends]
                        xy = [(x * FLAT_SCALE, y * FLAT_SCALE) for x, y in points]
                        width = max(1, round((bold if is_outer else thick) * FLAT_SCALE))
                        pen.line(xy, fill=level, width=width)


def _stretches(
    plan: _Plan, place: int, others: NDArray[np.float64], is_level: bool
) -> list[tuple[float, float]]:
    """Return where a rule is drawn: not through merged cells."""
    stretches = [(float(others[0]), float(others[-1]))]
    for row, first, count in plan.merged:
        if is_level or not first < place < first + count:
            continue
        high, low = float(plan.down[row]), float(plan.down[row + 1])
        stretches = [
            part
            for begin, end in stretches
            for part in ((begin, min(end, high)), (max(begin, low), end))
            if part[1] > part[0]
        ]
    return stretches


def _pieces(
    begin: float, end: float, traits: frozenset[str], random: np.random.Generator
) -> list[tuple[float, float]]:
    """Return the pieces into which a rule is broken."""
    if "broken" not in traits:
        return [(begin, end)]
    pieces, at = [], begin
    while at < end:
        length = random.uniform(20, 160)
        pieces.append((at, min(end, at + length)))
        at += length + random.uniform(2, 14)
    return pieces


def _fill(
    pen: ImageDraw.ImageDraw,
    plan: _Plan,
    writers: Writers,
    letters: Sequence[Sequence[Polyline]],
    random: np.random.Generator,
) -> None:
    """Write into the cells of ``plan``; what cannot be written is taken out of its texts."""
    writer = writers.names[int(random.integers(len(writers.names)))]
    size, thick = random.uniform(0.45, 0.8), random.uniform(1.2, 2.6)
    if "dense" in plan.traits:
        size = random.uniform(0.65, 0.9)
    if plan.traits & {"small", "dense"}:
        thick = random.uniform(1.1, 1.7)
    row_height = float(np.median(np.diff(plan.down)))
    for row, texts in enumerate(plan.texts):
        for column, text in enumerate(texts):
            cover = [m for m in plan.merged if m[0] == row and m[1] <= column < m[1] + m[2]]
            if cover and column > cover[0][1]:
                texts[column] = ""
                continue
            last = column + (cover[0][2] if cover else 1)
            box = (plan.across[column], plan.down[row], plan.across[last], plan.down[row + 1])
            if text.startswith("#"):
                _print(pen, text[1:], box)
                texts[column] = "abc"
            elif text == "abc":
                texts[column] = _scribble(
                    pen, box, letters, row_height=row_height, thick=thick, random=random
                )  # fmt: skip
            elif text:
                ink = compose(Row(tuple(map(Sign, text))), writers, random, writer=writer).ink
                height = row_height * size * random.uniform(0.85, 1.15)
                spread = 0.04 if "dense" in plan.traits else 0.22
                paths = polylines_of(ink)
                _write(pen, paths, box, height=height, thick=thick, random=random, spread=spread)


def _write(
    pen: ImageDraw.ImageDraw,
    paths: Sequence[Polyline],
    box: tuple[float, ...],
    *,
    height: float,
    thick: float,
    random: np.random.Generator,
    spread: float = 0.22,
) -> None:
    """Write ``paths`` into ``box``, some of it over the rules."""
    left, top, right, bottom = box
    least, greatest = extent(paths)
    factor = min(
        height / (greatest[1] - least[1] + 1e-6),
        0.96 * (right - left) / (greatest[0] - least[0] + 1e-6),
    )
    size = (greatest - least) * factor
    room = np.array([right - left, bottom - top]) - size
    corner = np.array([left, top]) + room * (0.5 + np.clip(random.normal(0, spread, 2), -0.5, 0.7))
    for path in paths:
        points = ((path - least) * factor + corner) * FLAT_SCALE
        width = max(1, round(thick * FLAT_SCALE))
        if len(points) > 1:
            pen.line(points.ravel().tolist(), fill=255, width=width, joint="curve")
        r = width / 2
        for x, y in points[[0, -1]].tolist():
            pen.ellipse((x - r, y - r, x + r, y + r), fill=255)


def _scribble(
    pen: ImageDraw.ImageDraw,
    box: tuple[float, ...],
    letters: Sequence[Sequence[Polyline]],
    *,
    row_height: float,
    thick: float,
    random: np.random.Generator,
) -> str:
    """Write a few letters into ``box``; return the text that stands for them."""
    if not letters:
        return ""
    left, top, right, bottom = box
    side = 0.4 * row_height
    count = max(1, min(int(random.integers(3, 8)), int(0.9 * (right - left) / side)))
    for place in range(count):
        x = left + 0.05 * (right - left) + place * side
        drawing = letters[int(random.integers(len(letters)))]
        _write(
            pen, drawing, (x, top, x + side, bottom),
            height=0.45 * row_height, thick=thick, random=random,
        )  # fmt: skip
    return "abc"


def _print(pen: ImageDraw.ImageDraw, text: str, box: tuple[float, ...]) -> None:
    left, top, right, bottom = (side * FLAT_SCALE for side in box)
    size = min(0.6 * (bottom - top), 1.6 * (right - left) / len(text))
    font = ImageFont.load_default(max(8, size))
    pen.text(((left + right) / 2, (top + bottom) / 2), text, fill=230, font=font, anchor="mm")


def _print_around(
    pen: ImageDraw.ImageDraw,
    plans: list[_Plan],
    width: int,
    height: int,
    random: np.random.Generator,
) -> None:
    """Print a title, a signature line, and lines of text where the table leaves room."""
    font = ImageFont.load_default(0.025 * height * FLAT_SCALE)
    x, y = plans[0].across[0] * FLAT_SCALE, 0.03 * height * FLAT_SCALE
    pen.text(
        (x, y), f"Class {random.integers(1, 9)}, term {random.integers(1, 4)}", fill=240, font=font
    )
    lowest = max(plan.down[-1] for plan in plans)
    if lowest < 0.8 * height:
        for line in np.arange(lowest + 0.05 * height, 0.93 * height, 0.04 * height).tolist():
            words = " ".join(str(random.choice(WORDS)) for _ in range(6))
            pen.text((x, line * FLAT_SCALE), words, fill=230, font=font)
    if random.random() < 0.5:
        y = 0.965 * height * FLAT_SCALE
        pen.line((x, y, x + 0.3 * width * FLAT_SCALE, y), fill=230, width=3)


class _Camera:
    """How flat coordinates become those of the photo, and back."""

    def __init__(
        self,
        traits: frozenset[str],
        width: int,
        height: int,
        plan: _Plan,
        random: np.random.Generator,
    ) -> None:
        self.width, self.height = width, height
        centre = np.array([width, height]) / 2
        angle = float(random.normal(0, 0.6)) if "skewed" not in traits else random.uniform(-15, 15)
        corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], float)
        shrink = 1.0 - 0.9 * abs(np.sin(np.radians(angle)))
        moved = (corners - centre) @ rotation(np.radians(angle)).T * shrink + centre
        if "perspective" in traits:
            moved += random.uniform(-0.07, 0.07, (4, 2)) * (width, height)
        self._forward = _homography(corners, moved)
        bend = 0.02 if "curled" in traits else 0.002
        self._bend = random.uniform(-bend, bend, 2) * height
        self._crop = np.zeros(2)
        if "cropped" in traits:
            cell = [float(np.median(np.diff(p))) for p in (plan.across, plan.down)]
            first, last = (
                np.array([p[place] for p in (plan.across, plan.down)])
                + random.uniform(-0.12, 0.12, 2) * cell
                for place in (int(random.integers(0, 2)), -1)
            )
            self._crop = np.floor(first)
            self.width, self.height = (int(side) for side in np.maximum(last - first, 60))
            self._forward = np.eye(3)
            slope = random.normal(0, 0.012)
            self._forward[0, 1], self._forward[1, 0] = -slope, slope

    def seen(self, flat: Polyline) -> Polyline:
        """Return where (..., 2) places of the flat page are in the photo."""
        u, v = flat[..., 0], flat[..., 1]
        ones = np.ones_like(u)
        x, y, w = np.moveaxis(np.stack([u, v + self._curl(u), ones], -1) @ self._forward.T, -1, 0)
        return np.stack([x / w, y / w], -1) - self._crop

    def quads(self, plan: _Plan) -> Quads:
        """Return the corners of all cells in the photo."""
        grid = self.seen(np.stack(np.meshgrid(plan.across, plan.down), -1))
        return np.stack([grid[:-1, :-1], grid[:-1, 1:], grid[1:, 1:], grid[1:, :-1]], axis=2)

    def visible(self, plan: _Plan) -> tuple[list[int], list[int]]:
        """Return the rows and the columns that are on the photo, nearly whole at least."""
        quads = self.quads(plan)
        size = np.array([self.width, self.height])
        inside = np.clip(quads, 0, size)
        share = np.ptp(inside, axis=2) / np.ptp(quads, axis=2)
        rows = np.flatnonzero(np.median(share[..., 1], axis=1) > 0.6).tolist()
        return rows, np.flatnonzero(np.median(share[..., 0], axis=0) > 0.6).tolist()

    def photo(
        self, rules: Levels, written: Levels, traits: frozenset[str], random: np.random.Generator
    ) -> Page:
        """Return the photo of the flat page."""
        y, x = np.mgrid[: self.height, : self.width] + 0.5
        x, y = x + self._crop[0], y + self._crop[1]
        back = np.linalg.inv(self._forward)
        u, v, w = (back @ np.stack([x, y, np.ones_like(x)]).reshape(3, -1)).reshape(3, *x.shape)
        u, v = u / w, v / w
        v = v - self._curl(u)
        rule_ink = random.uniform(0.1, 0.22) if "faint" in traits else random.uniform(0.3, 0.75)
        pen_ink = random.uniform(0.35, 0.8)
        ink = 1 - (1 - rule_ink * _sampled(rules, u, v)) * (1 - pen_ink * _sampled(written, u, v))
        waves = random.normal(0, 1, 4)
        span = x / self.width, y / self.height
        light = (
            waves[0] * span[0] + waves[1] * span[1] + waves[2] * np.sin(3 * span[0] + 2 * span[1])
        )
        paper = random.uniform(170, 240) * (
            1 - 0.22 * (light - light.min()) / max(np.ptp(light), 1e-6)
        )
        if random.random() < 0.3:
            edge = random.uniform(0.2, 0.8) + random.normal(0, 0.3) * (span[1] - 0.5) - span[0]
            paper = paper * (
                1 - random.uniform(0.1, 0.35) / (1 + np.exp(edge * random.uniform(15, 60)))
            )
        off = (
            (u < 0)
            | (v < 0)
            | (u > rules.shape[1] / FLAT_SCALE)
            | (v > rules.shape[0] / FLAT_SCALE)
        )
        levels = np.where(off, random.uniform(20, 230), paper * (1 - ink))
        noise = random.uniform(0.5, 3.0 if "faint" in traits else 5.0)
        image = Image.fromarray(np.clip(levels, 0, 255).astype(np.uint8))
        image = image.filter(ImageFilter.GaussianBlur(random.uniform(0.3, 0.8)))
        levels = np.asarray(image, np.float32) + random.normal(0, noise, levels.shape)
        buffer = io.BytesIO()
        Image.fromarray(np.clip(levels, 0, 255).astype(np.uint8)).save(
            buffer, "JPEG", quality=int(random.integers(55, 96))
        )
        return np.asarray(Image.open(buffer).convert("L"))

    def _curl(self, u: NDArray[np.float64]) -> NDArray[np.float64]:
        place = u / max(self.width, 1)
        return np.asarray(
            self._bend[0] * np.sin(np.pi * place) + self._bend[1] * np.sin(2 * np.pi * place)
        )


def _homography(before: Polyline, after: Polyline) -> NDArray[np.float64]:
    """Return the (3, 3) projective map of four points to four others."""
    rows = []
    for (u, v), (x, y) in zip(before, after, strict=True):
        rows += [[u, v, 1, 0, 0, 0, -u * x, -v * x], [0, 0, 0, u, v, 1, -u * y, -v * y]]
    return np.append(np.linalg.solve(np.array(rows), after.ravel()), 1.0).reshape(3, 3)


def _sampled(levels: Levels, u: NDArray[np.float64], v: NDArray[np.float64]) -> Levels:
    """Return ``levels`` of the flat drawing at places (u, v) of the flat page, nothing outside it."""
    x, y = u * FLAT_SCALE - 0.5, v * FLAT_SCALE - 0.5
    height, width = levels.shape
    inside = (x >= 0) & (y >= 0) & (x < width - 1) & (y < height - 1)
    x0, y0 = np.clip(x, 0, width - 2).astype(np.intp), np.clip(y, 0, height - 2).astype(np.intp)
    dx, dy = np.clip(x - x0, 0, 1), np.clip(y - y0, 0, 1)
    mixed: NDArray[np.float64] = (levels[y0, x0] * (1 - dx) + levels[y0, x0 + 1] * dx) * (1 - dy)
    mixed += (levels[y0 + 1, x0] * (1 - dx) + levels[y0 + 1, x0 + 1] * dx) * dy
    return np.asarray(np.where(inside, mixed, 0), np.float32)


def _levels(image: Image.Image) -> Levels:
    return np.asarray(np.asarray(image.filter(ImageFilter.BoxBlur(0.5))) / 255, np.float32)
