"""What of a picture is ink: at once where it is clean, from the page network elsewhere.

Purpose: decide whether a picture is clean, its polarity and its levels; else let the page network say
what is handwriting and what is print.
Contract: pages are (h, w) uint8, 0 paper to 255 ink. A clean drawing that touches no border and has no
box, and a symbol that someone else cut out, cost no look of the network.
Not here: files (``image``), the network's scale and its answer (``page_segmentation``).
"""

from dataclasses import dataclass, replace
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from digit_recognizer.arrays import Levels, Mask, Page, PixelClass
from digit_recognizer.raster.connected_components import connected_components, run_lengths
from digit_recognizer.raster.page_segmentation import PageNetwork, SegmentedPicture, segmented
from digit_recognizer.raster.parameters import IMAGE, SEGMENTATION
from digit_recognizer.raster.photo import ink_of_photo, otsu
from digit_recognizer.raster.pixels import on_paper

MAX_PAGE_SIDE = 1024

Scalar = TypeVar("Scalar", np.float32, np.bool_)


@dataclass(frozen=True, slots=True, eq=False)
class PictureInk:
    """The ink of a picture.

    ``page``: (h, w) uint8, handwriting and print; ``scale``: how many of its pixels are one of the
    picture. ``segmented``: what the page network said, of the same size; None where it was not asked.
    """

    page: Page
    scale: float
    segmented: SegmentedPicture | None = None

    def printed(self) -> Mask | None:
        """Return the (h, w) pixels that show print rather than handwriting; None if nobody knows."""
        if self.segmented is None:
            return None
        shares = self.segmented.shares
        return np.asarray(shares[..., PixelClass.PRINT] > shares[..., PixelClass.HANDWRITING])

    def of(self, only: Literal["all", "handwriting"]) -> Page:
        """Return the (h, w) page of all ink, or of what a person wrote where that is known."""
        if only == "all" or self.segmented is None:
            return self.page
        return self.segmented.of(only)


def ink_of_picture(
    picture: Image.Image, network: PageNetwork | None, *, tell_print: bool = False
) -> PictureInk:
    """Return the ink of ``picture``, of mode L, RGB or RGBA.

    Without a ``network`` uneven light is levelled, and no more. ``tell_print``: whether the network is
    asked about clean pictures too, since nothing else tells print from handwriting.
    """
    levels = _reduced(on_paper(picture, "L"))
    scale = max(levels.shape) / max(picture.size)
    paper, is_dark, strongest = _polarity(levels)
    is_cut_out = _is_cut_out(levels)
    if strongest < IMAGE.min_contrast and is_cut_out:
        return PictureInk(np.zeros(levels.shape, np.uint8), scale)
    ink = (paper - levels if is_dark else levels - paper) / max(strongest, 1.0)
    is_clean = is_cut_out or _is_clean(levels, paper, ink, strongest)
    if is_clean and (network is None or is_cut_out or not (tell_print or _has_rules(ink))):
        return PictureInk(_levelled(ink), scale)
    if network is None:
        photo = ink_of_photo(levels if is_dark else 255 - levels)
        return PictureInk(photo, scale)
    colours = on_paper(picture, "RGB")
    factor = max(1, int(max(colours.size) / SEGMENTATION.max_side))
    shown = np.asarray(colours.reduce(factor) if factor > 1 else colours)
    found = segmented(shown, network)
    found = replace(found, scale=found.scale / factor, is_piece=not is_clean)
    return PictureInk(found.of("all"), found.scale, found)


def _reduced(image: Image.Image) -> Levels:
    if max(image.size) > MAX_PAGE_SIDE:
        factor = MAX_PAGE_SIDE / max(image.size)
        size = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
        image = image.resize(size, Image.Resampling.BOX, reducing_gap=2.0)
    return np.asarray(image, np.float32)


def _polarity(levels: Levels) -> tuple[float, bool, float]:
    """Return the level of the paper, whether ink is darker, and by how much the strongest ink differs.

    The paper is what most of the border shows; ink is what differs more from it.
    """
    paper = float(np.median(_border(levels)))
    darkest, brightest = float(levels.min()), float(levels.max())
    is_dark = brightest - paper <= paper - darkest
    return paper, is_dark, paper - darkest if is_dark else brightest - paper


def _border(pixels: NDArray[Scalar]) -> NDArray[Scalar]:
    return np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])


def _levelled(ink: Levels) -> Page:
    """Return the page of clean ``ink``, 1 where it is strongest."""
    ink = np.clip(ink, 0, 1)
    if min(ink.shape) <= IMAGE.cut_out_side:
        ink = _without_specks(ink)
    floor = otsu(ink) / 2
    return np.asarray(np.clip((ink - floor) / (IMAGE.full_ink - floor), 0, 1) * 255, np.uint8)


def _is_cut_out(levels: Levels) -> bool:
    """Whether a picture is as small as a symbol that someone else cut out, and no row of them."""
    height, width = levels.shape
    return bool(min(height, width) <= IMAGE.cut_out_side and width <= IMAGE.cut_out_width * height)


def _is_clean(levels: Levels, paper: float, ink: Levels, strongest: float) -> bool:
    """Whether the paper has one level, and all ink is strong."""
    bare = levels[ink < otsu(np.clip(ink, 0, 1))]
    is_even = np.mean(np.abs(bare - paper) <= IMAGE.even_levels) >= IMAGE.clean_share
    return bool(is_even and strongest >= IMAGE.clean_contrast and not _has_pale(ink, strongest))


def _has_pale(ink: Levels, strongest: float) -> bool:
    """Whether pieces of ink, in [0, 1], are strong nowhere: beside print, or written with a pencil."""
    pieces = connected_components(ink >= 2 * IMAGE.even_levels / strongest)
    _, peaks = pieces.numbered(ink)
    pale = pieces.areas[peaks < IMAGE.pale_peak].sum()
    return bool(pale > IMAGE.pale_share * pieces.areas.sum())


def _has_rules(ink: Levels) -> bool:
    """Whether something at the border, or a box, may be no ink: the network tells."""
    inked = ink >= otsu(np.clip(ink, 0, 1))
    return bool(_border(inked).any()) or all(_rulers(way) > 1 for way in (inked, inked.T))


def _rulers(inked: Mask) -> int:
    """Return how many lines run level and as straight as a ruler's: two of a box, one of a plus."""
    is_long = run_lengths(inked).max(axis=1) >= IMAGE.ruler_length * min(inked.shape)
    return int(np.count_nonzero(np.diff(is_long.astype(np.int8)) > 0)) + int(is_long[0])


def _without_specks(ink: Levels) -> Levels:
    """Return ``ink`` in [0, 1] without the specks that lie all over it, each pixel a local median.

    Specks are pixels of ink away from all others; a few are no noise, and then thin strokes are not to
    suffer: ``ink`` comes back as it was.
    """
    inked = ink >= 0.5
    height, width = ink.shape
    padded = np.pad(inked, 1).astype(np.intp)
    around = sum(
        (padded[y : y + height, x : x + width] for y in range(3) for x in range(3)),
        np.zeros(ink.shape, np.intp),
    )
    if np.count_nonzero(inked & (around == 1)) < max(
        IMAGE.min_specks, IMAGE.speck_share * ink.size
    ):
        return ink
    image = Image.fromarray(np.rint(np.clip(ink, 0, 1) * 255).astype(np.uint8))
    calm = np.asarray(image.filter(ImageFilter.MedianFilter(3)), np.float32) / 255
    pieces = connected_components(calm >= 0.5)
    if not len(pieces.areas) or calm.min() >= 0.5:
        return ink
    names = np.where(pieces.areas >= IMAGE.clump_share * pieces.areas.max(), 0, -1).astype(np.int32)
    kept = pieces.labels((height, width), names) >= 0
    return np.where(kept | (calm < 0.5), calm, np.float32(0))
