"""Understanding a picture: which of its pixels are handwriting, print, rules, and which are paper.

Purpose: show the picture to the page network at the size at which its strokes are as wide as those that
the network has learnt from, and make ink of what it answers.
Contract: pure and deterministic, as the network is. Pictures are (H, W, 3) uint8 of any size; ink is
(h, w) uint8, 0 paper to 255 ink, ``scale`` pixels of it for one of the picture.
Not here: the network (``classifier.page_segmenter``), files (``image``), what the ink means.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from digit_recognizer.arrays import Flags, Levels, Page, Picture, PixelClass, PixelShares
from digit_recognizer.raster.connected_components import connected_components
from digit_recognizer.raster.glyph import stroke_width
from digit_recognizer.raster.parameters import SEGMENTATION
from digit_recognizer.raster.photo import paper_of
from digit_recognizer.raster.polarity import has_dark_ink

PageNetwork = Callable[[Picture], PixelShares]
"""The network: shares of the pixels of a (H, W, 3) uint8 picture."""


@dataclass(frozen=True, slots=True, eq=False)
class SegmentedPicture:
    """A picture that is understood.

    ``shares``: (h, w, 4) float32; ``scale``: how many of its pixels are one of the picture.
    ``is_piece``: whether it may be a piece of a page, with rests of other rows at its border.
    """

    shares: PixelShares
    scale: float
    is_piece: bool = True

    @property
    def has_print(self) -> bool:
        """Whether print is among the ink, which may be much smaller than writing with such strokes."""
        certain = self.shares >= SEGMENTATION.certain_share
        ink = certain[..., [PixelClass.HANDWRITING, PixelClass.PRINT]].sum(axis=(0, 1))
        return bool(ink[1] > SEGMENTATION.print_share * ink.sum())

    def ink(self, *kinds: PixelClass) -> Page:
        """Return the (h, w) page of what is of these ``kinds``, without crumbs of doubtful ink."""
        covered = self.shares[..., list(kinds)].sum(axis=2)
        certain = _certain(covered, is_piece=self.is_piece, has_print=self.has_print)
        return np.rint(certain * 255).astype(np.uint8)

    def of(self, only: Literal["all", "handwriting"]) -> Page:
        """Return the (h, w) page of all ink, or of what a person wrote."""
        if only == "handwriting":
            return self.ink(PixelClass.HANDWRITING)
        return self.ink(PixelClass.HANDWRITING, PixelClass.PRINT)


def segmented(
    picture: Picture, network: PageNetwork, width: float | None = None
) -> SegmentedPicture:
    """Return what ``network`` says of ``picture``, at the size that fits the strokes on it.

    ``width``: of the strokes, in pixels, where it is known. Else looks at ever larger sizes find the
    one that shows most strokes. Their width tells the size of the last look. Where writing of two sizes
    is far apart, that of which there is more decides.
    """
    if not has_dark_ink(picture):
        picture = 255 - picture
    picture = _sharpened(picture)
    if width is None:
        look = _best_look(picture, network)
        width = _stroke_width(look)
    else:
        look = _looked(picture, network, _bounded(picture, SEGMENTATION.stroke_width / width))
        width = SEGMENTATION.stroke_width
    if width is None:
        return look
    change = SEGMENTATION.stroke_width / width
    if look.has_print:
        side = look.scale * change * math.sqrt(picture.shape[0] * picture.shape[1])
        change *= min(max(SEGMENTATION.small_side / side, 1.0), SEGMENTATION.finer)
    if not 1 / SEGMENTATION.close_scale <= change <= SEGMENTATION.close_scale:
        scale = _bounded(picture, look.scale * change)
        look = look if scale == look.scale else _looked(picture, network, scale)
    return replace(look, shares=_without_pale(look.shares, _shown(picture, look.scale)))


def _without_pale(shares: PixelShares, picture: Image.Image) -> PixelShares:
    """Return ``shares`` without ink far paler than the certain ink of its class: patterns of the paper.

    ``picture``: what was looked at, of the same size, with dark ink.
    """
    levels = np.asarray(picture.convert("L"), np.float32)
    paper = paper_of(levels)
    darkness = (paper - levels) / np.maximum(paper, 1.0)
    kept = shares.copy()
    for kind in (PixelClass.HANDWRITING, PixelClass.PRINT):
        certain = shares[..., kind] >= SEGMENTATION.certain_share
        if np.count_nonzero(certain) >= SEGMENTATION.min_ink:
            usual = max(float(np.median(darkness[certain])), SEGMENTATION.min_darkness)
            span = SEGMENTATION.full_darkness - SEGMENTATION.pale
            darkest = np.clip((darkness / usual - SEGMENTATION.pale) / span, 0, 1)
            is_sure = shares[..., kind] >= SEGMENTATION.sure_share
            kept[..., kind] *= np.where(is_sure, np.float32(1), darkest)
    kept[..., PixelClass.PAPER] += 1 - kept.sum(axis=2)
    return kept


def _best_look(picture: Picture, network: PageNetwork) -> SegmentedPicture:
    """Return the first look, of those at doubling sizes, that shows nearly the most strokes for certain.

    Writing much larger or smaller than what the network has learnt from is seen unsurely, if at all.
    """
    looks: list[tuple[float, SegmentedPicture]] = []
    side, most = float(SEGMENTATION.first_side), 0.0
    while True:
        wanted = side / min(picture.shape[:2])
        scale = _bounded(picture, wanted)
        if looks and scale <= looks[-1][1].scale * SEGMENTATION.close_scale:
            break  # it would show the same again
        look = _looked(picture, network, scale)
        looks.append((_certain_strokes(look), look))
        most = max(most, looks[-1][0])
        is_lost = side >= SEGMENTATION.large_side and looks[-1][0] < SEGMENTATION.lost * most
        if scale < wanted or is_lost:
            break
        side *= 2
    return next(look for strokes, look in looks if strokes >= SEGMENTATION.nearly_most * most)


def _certain_strokes(look: SegmentedPicture) -> float:
    """Return how much certain ink there is, in squares as wide as the strokes: the same at any size."""
    width = _stroke_width(look)
    if width is None:
        return 0.0
    covered = look.shares[..., [PixelClass.HANDWRITING, PixelClass.PRINT]].sum(axis=2)
    area = float(np.count_nonzero(covered >= SEGMENTATION.certain_share))
    strokes = area / max(width, 1.0) ** 2
    return strokes if strokes >= SEGMENTATION.min_strokes else 0.0


def _bounded(picture: Picture, scale: float) -> float:
    """Return ``scale``, less where the picture would be too large, at most ``max_enlargement``."""
    height, width = picture.shape[:2]
    most = min(
        math.sqrt(SEGMENTATION.max_pixels / (height * width)),
        SEGMENTATION.max_side / max(height, width),
        SEGMENTATION.max_enlargement,
    )
    return float(min(scale, most))


def _stroke_width(look: SegmentedPicture) -> float | None:
    """Return how wide strokes are in pixels, by hand or else printed; None if none were seen."""
    for kind in (PixelClass.HANDWRITING, PixelClass.PRINT):
        page = look.ink(kind)
        if np.count_nonzero(page) >= SEGMENTATION.min_ink:
            return max(stroke_width(page), 0.5)
    return None


def _looked(picture: Picture, network: PageNetwork, scale: float) -> SegmentedPicture:
    return SegmentedPicture(network(np.asarray(_shown(picture, scale))), scale)


def _sharpened(picture: Picture) -> Picture:
    """Return the picture, sharper if it is that of one row whose steepest edges are shallow."""
    height, width = picture.shape[:2]
    if height > SEGMENTATION.row_pixels:
        return picture
    image, side = Image.fromarray(picture), SEGMENTATION.blur_side
    size = (max(2, round(width * side / height)), side)
    levels = np.asarray(image.convert("L").resize(size, Image.Resampling.BICUBIC), np.float32)
    darkness = paper_of(levels) - levels
    steep = np.quantile(np.hypot(*np.gradient(darkness)), SEGMENTATION.steepest)
    contrast = np.quantile(darkness, SEGMENTATION.steepest)
    if steep >= SEGMENTATION.blurred * contrast:
        return picture
    reach = SEGMENTATION.sharp_reach * height
    return np.asarray(image.filter(ImageFilter.UnsharpMask(reach, SEGMENTATION.sharpening, 0)))


def _shown(picture: Picture, scale: float) -> Image.Image:
    """Return ``picture`` so many times as large."""
    image = Image.fromarray(picture)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    if size == image.size:
        return image
    kind = Image.Resampling.BOX if scale < 0.5 else Image.Resampling.BICUBIC
    return image.resize(size, kind, reducing_gap=2.0)


def _certain(covered: Levels, *, is_piece: bool, has_print: bool) -> Levels:
    """Return ``covered`` without the pieces that are certain nowhere, specks, and cut-off rests.

    Faint ink counts where it hangs together with certain ink: hysteresis (J. Canny, "A computational
    approach to edge detection", IEEE TPAMI 8(6), 1986).
    """
    pieces = connected_components(covered >= SEGMENTATION.faint_share)
    if not len(pieces.areas):
        return np.zeros_like(covered)
    labels, certainty = pieces.numbered(covered)
    is_large = pieces.areas >= (SEGMENTATION.min_dot * SEGMENTATION.stroke_width) ** 2
    is_ink = is_large & (certainty >= SEGMENTATION.certain_share)
    if has_print:
        is_likely = is_large & (certainty >= SEGMENTATION.likely_share)
        is_ink = _with_rows(is_ink, is_likely, pieces.boxes)
    if is_piece:
        is_ink &= ~_are_cut_off(pieces.boxes, covered.shape, is_ink)
    # What goes on with a row is as strong as what is certain.
    gain = np.where(
        is_ink, SEGMENTATION.gain / np.minimum(certainty / SEGMENTATION.certain_share, 1), 0
    )
    return np.asarray(np.clip(covered * np.append(gain, 0).astype(np.float32)[labels], 0, 1))


def _with_rows(is_ink: Flags, is_likely: Flags, boxes: NDArray[np.intp]) -> Flags:
    """Return which of N pieces are ink: those that are, and likely ones that go on with a row of them.

    ``boxes``: (N, 4), left, top, right, bottom. Beside print, a pale answer or a minus is less certain.
    """
    left, top, right, bottom = boxes.T.astype(np.float64)
    heights, sides = bottom - top, np.maximum(bottom - top, right - left)
    while is_ink.any():
        of = np.flatnonzero(is_ink & (heights >= _usual(heights[is_ink]) / 2))
        on = np.flatnonzero(is_likely & ~is_ink)[:, None]
        if on.size * of.size > SEGMENTATION.max_row_pairs:
            break
        gap, high = np.maximum(left[on] - right[of], left[of] - right[on]), heights[of]
        middle = (top[on] + bottom[on]) / 2
        goes_on = (gap > 0) & (gap <= SEGMENTATION.row_gap * high)
        goes_on &= (middle > top[of]) & (middle < bottom[of])
        goes_on &= heights[on] <= SEGMENTATION.row_height * high
        goes_on &= sides[on] >= SEGMENTATION.row_side * high
        if not goes_on.any():
            break
        is_ink = is_ink.copy()
        is_ink[on[goes_on.any(axis=1), 0]] = True
    return is_ink


def _usual(heights: NDArray[Any]) -> float:
    """Return the usual height of symbols, of pieces so high."""
    return float(np.median(heights[heights >= heights.max() / 2]))


def _are_cut_off(boxes: NDArray[np.intp], shape: tuple[int, ...], is_ink: Flags) -> Flags:
    """Return which of N pieces are what hangs in from beside the picture: low, and cut by its border.

    ``boxes``: (N, 4), left, top, right, bottom; ``is_ink`` (N,): which of them are ink at all.
    """
    left, top, right, bottom = boxes.T
    is_level_cut = (top <= 0) | (bottom >= shape[0])
    is_upright_cut = (left <= 0) | (right >= shape[1])
    heights, widths = bottom - top, right - left
    whole = heights[is_ink & ~is_level_cut & ~is_upright_cut]
    if not len(whole):
        return np.zeros(len(boxes), np.bool_)
    usual = _usual(whole)
    is_sliver = is_upright_cut & (widths < SEGMENTATION.cut_off_width * usual)
    return np.asarray((is_level_cut | is_sliver) & (heights < SEGMENTATION.cut_off_height * usual))
