"""A picture on the canvas: which part of which image lies where, turned how.

Purpose: what the window knows of an opened photo or scan; turning, straightening and cutting it.
Contract: the image is never changed; each change gives another :class:`Picture` of the same image, so
that undo keeps a few numbers. The image is turned and cut only when it is drawn or read, from its own
pixels. What was erased is painted over with the paper around it, for the eye and for reading alike.
Needs no Tk, and Pillow only where pixels are asked for.
Not here: opening files and colours (``images``), reading (``reading``), what is erased (``editor``).
"""

import math
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from digit_recognizer.app.language import tr_later
from digit_recognizer.app.picture.affine import Affine
from digit_recognizer.app.picture.pages import Pages
from digit_recognizer.app.picture.source_image import SourceImage
from digit_recognizer.ink.model import Box

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

PICTURE_ROOM_X, PICTURE_ROOM_Y = 0.9, 0.88  # of the canvas: labels stand above, results behind
WIDE_PICTURE_LEFT = 0.03  # of the canvas: left of a wide picture
MAX_PICTURE_SLIDE = 0.12  # of the canvas's width: no more of a picture slides away for a result
MAX_PICTURE_SCALE = 12.0
MIN_REGION_SIDE = 8.0  # pixels of the image, of a region's side
PATCH_EDGE = 1.5  # pixels of the page around ink that are of its edge
PATCH_SURROUNDINGS = 5.0  # pixels of the page that say what the paper is like

PICTURE_BUG = tr_later("The picture can't be shown ({}).")

Side = Literal["left", "right"]


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """An image as it was opened. ``name``: what people call it.

    ``paper``: how bright most of it is, 0 to 255. ``has_dark_ink``: whether what is written on it is
    darker than that, as it is on paper of any shade, and not on a blackboard. ``pages``: which page of
    its file it is, where that has several.
    """

    image: SourceImage
    name: str
    paper: float
    has_dark_ink: bool = True
    pages: Pages | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A piece of ink in the picture, as strokes are pieces of what is drawn.

    ``box``: in canvas units; ``spots``: (n, 2) float32, the middles of its pixels; ``size``: of a pixel.
    """

    box: Box
    spots: "NDArray[np.float32]"
    size: float

    def distance_to(self, x: float, y: float) -> float:
        """Return the distance in canvas units from (x, y) to its ink."""
        dx, dy = (self.spots - (x, y)).T
        return max(0.0, math.sqrt(float((dx * dx + dy * dy).min())) - self.size / 2)


class Patch:
    """What covers the ink at ``spots``, (n, 2) places of the image, each ``size`` pixels large.

    Made once when it is first wanted, on whichever thread wants it, and always the same.
    """

    def __init__(self, spots: "NDArray[np.float64]", size: float) -> None:
        self.spots, self.size = spots, max(size, 1.0)
        self._made: tuple[Image.Image, Image.Image, tuple[int, int]] | None = None

    def put(self, image: "Image.Image") -> None:
        """Cover the ink in ``image``, of any mode; the first call needs it as it was opened."""
        if self._made is None:
            self._made = self._make(image.convert("RGB"))
        patch, mask, corner = self._made
        if mask.width:
            image.paste(patch.convert(image.mode), corner, mask)

    def _make(self, image: "Image.Image") -> "tuple[Image.Image, Image.Image, tuple[int, int]]":
        import numpy as np
        from PIL import Image, ImageFilter

        around = PATCH_SURROUNDINGS * self.size
        left, top = (max(0, int(side - 2 * around)) for side in self.spots.min(axis=0))
        right, bottom = (int(side + 2 * around) + 1 for side in self.spots.max(axis=0))
        crop = image.crop((left, top, min(right, image.width), min(bottom, image.height)))
        inked = np.zeros((crop.height, crop.width), np.uint8)
        x, y = np.floor(self.spots - (left, top)).astype(np.intp).T
        inside = (x >= 0) & (y >= 0) & (x < crop.width) & (y < crop.height)
        inked[y[inside], x[inside]] = 255
        reach = 2 * round(PATCH_EDGE * self.size) + 1  # it joins the spots, too
        mask = Image.fromarray(inked).filter(ImageFilter.MaxFilter(reach))
        pixels = np.asarray(crop, np.float32)
        # Paper is what most of the surroundings are like; other ink beside it says nothing.
        grey = np.asarray(crop.convert("L"), np.float32)
        bare = np.asarray(mask) == 0
        if not bare.any():
            return crop, Image.new("L", (0, 0)), (left, top)
        usual = float(np.median(grey[bare]))
        off = np.abs(grey - usual)
        says = (bare & (off <= max(8.0, 2 * float(np.median(off[bare]))))).astype(np.float32)
        radius = round(2 * around)
        weight = _summed(says, radius)
        sums = [_summed(pixels[..., band] * says, radius) for band in range(3)]
        planes = [np.where(weight > 0, each / np.maximum(weight, 1), usual) for each in sums]
        paper = np.stack(planes, axis=2)
        patch = Image.fromarray(np.clip(np.rint(paper), 0, 255).astype(np.uint8))
        return patch, mask, (left, top)


@dataclass(slots=True, eq=False)
class Picture:
    """What is seen of ``source``: ``width`` x ``height`` of its pixels, which ``to_source`` finds.

    ``left``, ``top``: the corner on the canvas; ``scale``: canvas units for each of its pixels.
    """

    source: Source
    to_source: Affine
    width: float
    height: float
    left: float = 0.0
    top: float = 0.0
    scale: float = 1.0
    pieces: tuple[Piece, ...] = ()
    """Its pieces of ink, in the order in which the reader numbers them; none until it was read."""
    former: tuple[Piece, ...] = ()
    """The pieces that stayed when others were taken out: what is still there is the same piece."""
    patches: tuple[Patch, ...] = ()
    """What covers ink that was taken out."""

    @classmethod
    def of(cls, source: Source, width: float, height: float) -> "Picture":
        """Return all of ``source`` on a (width, height) canvas."""
        wide, high = source.image.size
        return cls(source, Affine(), float(wide), float(high)).placed(width, height)

    @property
    def box(self) -> Box:
        """Where it is on the canvas."""
        right, bottom = self.left + self.scale * self.width, self.top + self.scale * self.height
        return Box(self.left, self.top, right, bottom)

    @property
    def canvas_to_source(self) -> Affine:
        """Where in the image a place of the canvas is."""
        to_view = Affine.scaling(1 / self.scale).after(Affine.moving(-self.left, -self.top))
        return self.to_source.after(to_view)

    def placed(self, width: float, height: float) -> "Picture":
        """Return it in the middle of a (width, height) canvas, as large as there is room."""
        room_x, room_y = PICTURE_ROOM_X * width, PICTURE_ROOM_Y * height
        scale = min(room_x / self.width, room_y / self.height, MAX_PICTURE_SCALE)
        left, top = (width - scale * self.width) / 2, (height - scale * self.height) / 2
        if scale * self.width > 0.7 * width:
            left = WIDE_PICTURE_LEFT * width
        return replace(self, left=left, top=top, scale=scale, pieces=(), former=())

    def turned(self, side: Side, quarters: int = 1) -> "Picture":
        """Return it turned to ``side`` by ``quarters``, with its corner where that was."""
        picture = self
        for _ in range(quarters):
            picture = picture._quarter(side)
        return picture

    def _quarter(self, side: Side) -> "Picture":
        is_right = side == "right"
        turn = (
            Affine(0, 1, 0, -1, 0, self.height) if is_right else Affine(0, -1, self.width, 1, 0, 0)
        )
        turned = self.to_source.after(turn)
        return replace(self, to_source=turned, width=self.height, height=self.width, pieces=())

    def straightened(self, slope: float) -> "Picture":
        """Return it turned so that lines which fall by ``slope`` to the right are level."""
        turn = Affine.turning(math.atan(slope), self.width / 2, self.height / 2)
        return replace(self, to_source=self.to_source.after(turn), pieces=(), former=())

    def cut(self, region: Box) -> "Picture | None":
        """Return what lies in ``region`` of the canvas; None where that is next to nothing."""
        left, top, right, bottom = self.box
        left, top = max(left, region.left), max(top, region.top)
        right, bottom = min(right, region.right), min(bottom, region.bottom)
        x = math.floor((left - self.left) / self.scale)
        y = math.floor((top - self.top) / self.scale)
        width = math.ceil((right - self.left) / self.scale) - x
        height = math.ceil((bottom - self.top) / self.scale) - y
        if min(width, height) < min(MIN_REGION_SIDE, self.width, self.height):
            return None
        moved = self.to_source.after(Affine.moving(x, y))
        return replace(
            self, to_source=moved, width=float(min(width, self.width - x)),
            height=float(min(height, self.height - y)), left=left, top=top, pieces=(),
        )  # fmt: skip

    def without(self, pieces: Collection[Piece]) -> "Picture":
        """Return it with these pieces of its ink taken out."""
        import numpy as np

        if not pieces:
            return self
        spots = np.concatenate([piece.spots for piece in pieces]).astype(np.float64)
        a, b, c, d, e, f = self.canvas_to_source
        there = spots @ np.array([[a, d], [b, e]]) + (c, f)
        size = math.hypot(a, d) * max(piece.size for piece in pieces)
        gone = set(map(id, pieces))
        kept = tuple(piece for piece in self.pieces if id(piece) not in gone)
        patches = (*self.patches, Patch(there, size))
        return replace(self, pieces=(), former=kept, patches=patches)

    def forget_pieces(self, kept: Collection[object]) -> None:
        """Find its pieces anew when it is read next, but for those ``kept``, by identity."""
        pieces = dict.fromkeys((*self.pieces, *self.former))  # they are equal only to themselves
        self.pieces, self.former = (), tuple(piece for piece in pieces if id(piece) in kept)

    def onto(self, other: "Picture") -> Affine:
        """Return where on the canvas of ``other`` what is on this one's canvas belongs."""
        return other.canvas_to_source.inverse().after(self.canvas_to_source)

    def drawn(self, mode: str, zoom: float, *, fine: bool = True) -> "Image.Image":
        """Return it ``zoom`` times as large as its own pixels, of ``mode`` "RGB" or "L".

        What lies beyond the image's border looks as the border does. ``fine``: as exact as can be,
        at half the speed.
        """
        import numpy as np
        from PIL import Image

        image = self.source.image.pixels
        if self.patches:
            image = image.copy()
            for patch in self.patches:
                patch.put(image)
        image = image.convert(mode)
        fewer = max(1, int(1 / zoom + 0.001))  # averaging first: smaller pictures keep thin strokes
        if fewer > 1:
            image = image.reduce(fewer)
        size = (max(1, math.ceil(self.width * zoom)), max(1, math.ceil(self.height * zoom)))
        to_pixels = Affine.scaling(1 / fewer).after(self.to_source).after(Affine.scaling(1 / zoom))
        corners = [to_pixels.at(x, y) for x in (0, size[0]) for y in (0, size[1])]
        beyond = max(max(-x, -y, x - image.width, y - image.height) for x, y in corners)
        margin = math.ceil(beyond) if beyond > 0.01 else 0
        if margin:
            pixels = np.asarray(image)
            sides = ((margin, margin), (margin, margin), (0, 0))[: pixels.ndim]
            image = Image.fromarray(np.pad(pixels, sides, mode="edge"))
        moved = Affine.moving(margin, margin).after(to_pixels)
        way = Image.Resampling.BICUBIC if fine else Image.Resampling.BILINEAR
        return image.transform(size, Image.Transform.AFFINE, tuple(moved), way)


def _summed(values: "NDArray[np.float32]", radius: int) -> "NDArray[np.float64]":
    """Return (H, W) the sums over squares of so many pixels to each side, twice: smooth enough."""
    import numpy as np

    summed = values.astype(np.float64)
    for _ in range(2):
        for axis in (0, 1):
            count = summed.shape[axis]
            totals = np.insert(np.cumsum(summed, axis=axis), 0, 0.0, axis=axis)
            last = np.minimum(np.arange(count) + radius + 1, count)
            first = np.maximum(np.arange(count) - radius, 0)
            summed = np.take(totals, last, axis=axis) - np.take(totals, first, axis=axis)
    return summed
