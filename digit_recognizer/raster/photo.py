"""From the grey levels of a photo or a scan to ink: uneven light, paper, form lines and dust removed.

Purpose: what a camera adds to a page. The paper's brightness is estimated everywhere (a closing with
Pillow's rank filters on a small copy, smoothed), so that shadows and slow patterns go; what is darker
is ink by a threshold of the picture's own (Otsu); lines that run along the form, and specks that no
pen makes, are taken out.
Contract: levels (H, W) float32 from 0 to 255, ink dark. The page has the same shape: uint8, ink bright.
Not here: files, polarity (``image``); which ink is a symbol (segmentation, decoding).
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from digit_recognizer.raster.connected_components import pieces_of, run_lengths
from digit_recognizer.raster.glyph import INK_LEVEL

Levels = NDArray[np.float32]
Mask = NDArray[np.bool_]

GRAIN = 0.005  # of the short side: finer than any stroke
MOST_GRAIN = 0.8  # pixels: on a whole page of small writing strokes are as fine
SMALL = 48  # pixels of the short side of the copy whose paper is looked at
REACH = 9  # pixels of that copy: no stroke is wider
FAINT = 40  # and this a line of the form, which is often fainter here and there
NOISE = 3.0  # standard deviations of the paper that are no ink
LONG = 0.5  # of the picture's side, and touching its border: a line of the form
FRAME = 0.12  # of the picture's width: where a frame stands at its sides
THIN = 0.07  # of the short side: a line of the form is no thicker
ALIGNED = 0.3  # of the digits' height
MOST_GROWN = 6  # pixels
EDGE = 2  # pixels of grey around ink
FEW_BELOW = 0.1  # of the tall pieces: so many may be below a line under the writing
MOST_TALL = 500  # pieces
DUST = 0.6  # stroke widths: no pen makes a smaller dot
# Paper without ink: more pieces than MANY, their median size in SPECK, since grain is as wide as the
# "strokes" are then, and less than half of the ink in pieces as large as writing; in stroke widths.
MANY, SPECK, WRITING = 30, (0.7, 2.0), 8.0


def ink_of_photo(levels: Levels) -> NDArray[np.uint8]:
    """Return the (H, W) uint8 page of dark ink on unevenly lit paper."""
    grain = ImageFilter.GaussianBlur(min(min(levels.shape) * GRAIN, MOST_GRAIN))
    levels = np.asarray(Image.fromarray(levels.astype(np.uint8)).filter(grain), np.float32)
    paper = _paper(levels)
    ink: Levels = np.clip((paper - levels) / np.maximum(paper, 32), 0, 1).astype(np.float32)
    middle = float(np.median(ink))
    noise = 1.4826 * float(np.median(np.abs(ink - middle)))
    ink = np.maximum(ink - np.float32(middle), 0)
    threshold = max(otsu(ink / max(float(ink.max()), 1e-6)) * float(ink.max()), NOISE * noise)
    strong = ink[ink > threshold]
    if not len(strong):
        return np.zeros(levels.shape, np.uint8)
    top = float(np.median(strong))
    page = np.clip((ink / top - 0.25) / 0.6, 0, 1) * 255
    return _without_dust(np.where(_lines(page >= FAINT), 0, page).astype(np.uint8))


def otsu(levels: Levels) -> float:
    """Return Otsu's threshold of values in [0, 1] (N. Otsu, IEEE Trans. SMC 9(1), 1979)."""
    cells = np.minimum((levels * 64).astype(np.intp), 63)  # as np.histogram, in a third of the time
    counts = np.bincount(cells.ravel(), minlength=64)
    centres = (np.arange(64) + 0.5) / 64
    below, total = np.cumsum(counts), counts.sum()
    sums = np.cumsum(counts * centres)
    with np.errstate(divide="ignore", invalid="ignore"):
        between = (sums[-1] * below / total - sums) ** 2 / (below * (total - below))
    return float(centres[int(np.nanargmax(between[:-1]))])


def _paper(levels: Levels) -> Levels:
    """Return how bright the paper is everywhere, under the ink too."""
    height, width = levels.shape
    scale = min(1.0, SMALL / min(levels.shape))
    image = Image.fromarray(levels.astype(np.uint8))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = image.resize(size, Image.Resampling.BOX)
    for each in (
        ImageFilter.MaxFilter(REACH),
        ImageFilter.MinFilter(REACH),
        ImageFilter.GaussianBlur(REACH / 3),
    ):
        small = small.filter(each)
    return np.asarray(small.resize((width, height), Image.Resampling.BICUBIC), np.float32)


def _lines(ink: Mask) -> Mask:
    """Return the pixels of long thin lines that run across the picture, both ways."""
    anywhere, outer = np.ones(len(ink), bool), _outer(ink.shape[1])
    level, upright = _across(ink, anywhere), _across(ink.T, outer).T
    # On squared paper each is in the other's way where they cross.
    if level.any() and upright.any():
        level |= _across(ink & ~upright, anywhere)
        upright |= _across((ink & ~level).T, outer).T
    return level | upright


def _outer(count: int) -> Mask:
    """Return which of ``count`` columns are so near the border that a frame is there, not a 1."""
    place = np.arange(count)
    return (place < FRAME * count) | (place >= (1 - FRAME) * count)


def _across(ink: Mask, may: Mask) -> Mask:
    """Return the pixels of lines from left to right: long, thin, reaching the border.

    ``may`` (H,): the rows where a line need not go all the way.
    """
    height, width = ink.shape
    found = np.zeros_like(ink)
    # A line is not quite straight, nor quite level.
    runs = run_lengths(_grown(ink, min(max(1, height // 60), MOST_GROWN)))
    edge = max(2, width // 25)
    is_long = runs >= LONG * width
    ends = is_long[:, :edge].any(axis=1) | is_long[:, -edge:].any(axis=1)
    is_long &= ((ends & may) | (runs >= 0.9 * width).any(axis=1))[:, None]
    line = is_long & ink
    if not line.any():
        return found
    heights = run_lengths(ink.T).T
    usual = float(np.median(heights[line]))
    if usual > THIN * min(ink.shape):
        return found
    most = 2.0 * usual
    return np.asarray(line & (heights <= most))


def _grown(mask: Mask, steps: int) -> Mask:
    """Return ``mask`` grown up and down by so many pixels."""
    grown = mask.copy()
    for step in range(1, steps + 1):
        grown[step:] |= mask[:-step]
        grown[:-step] |= mask[step:]
    return grown


def _without_dust(page: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the page without what is smaller than the pen's width, or thin along its border."""
    ink = page >= INK_LEVEL
    pieces = pieces_of(ink)
    if not len(pieces.areas):
        return page
    height, width = page.shape
    sides = pieces.boxes[:, 2:] - pieces.boxes[:, :2]
    stroke = _pen(ink)
    if _is_grain(pieces.areas, sides.max(axis=1) / stroke):
        return np.zeros_like(page)
    is_dust = (pieces.areas < (DUST * stroke) ** 2) | (sides.max(axis=1) < DUST * stroke)
    left, top, right, bottom = pieces.boxes.T
    at_border = (left <= 1) | (top <= 1) | (right >= width - 1) | (bottom >= height - 1)
    is_dust |= at_border & (sides.min(axis=1) <= 1.5 * stroke) & (sides.max(axis=1) < 0.4 * height)
    is_dust |= _is_of_form(pieces.boxes, pieces.areas, page.shape, stroke)
    names = np.where(is_dust, -1, 0).astype(np.int32)
    labels = pieces.labels((height, width), names)
    # The soft edge of what stays is kept with it; that of dust goes too.
    around = _grown(_grown(labels >= 0, EDGE).T, EDGE).T
    return np.where(around & (ink <= (labels >= 0)), page, 0).astype(np.uint8)


def _is_grain(areas: NDArray[np.intp], sizes: NDArray[np.float64]) -> bool:
    """Whether pieces of these ``areas`` are the paper's own: many specks, and hardly any writing.

    ``sizes``: their longer sides in stroke widths.
    """
    written = areas[sizes >= WRITING].sum() / areas.sum()
    return len(areas) > MANY and SPECK[0] <= float(np.median(sizes)) <= SPECK[1] and written < 0.5


def _is_of_form(
    boxes: NDArray[np.intp], areas: NDArray[np.intp], shape: tuple[int, ...], stroke: float
) -> Mask:
    """Return which pieces are rests of lines: thin, straight, under, over or beside all writing."""
    height, width = shape
    left, top, right, bottom = boxes.T
    wide, high = right - left, bottom - top
    is_tall = high >= 0.4 * high.max()
    first, last = top[is_tall].min(), bottom[is_tall].max()
    foot = np.median(bottom[is_tall]) if is_tall.any() else last
    is_flat = (high <= 1.3 * stroke) & (wide >= 2.5 * high)
    is_under = (top >= min(foot, last) - 0.5 * stroke) & ~_has_writing(boxes, is_tall)
    is_off = (bottom <= first + stroke) | is_under
    is_upright = (wide <= 1.5 * stroke) & (high >= 2.5 * wide)
    is_upright &= (areas >= 0.7 * wide * high) | (areas <= 0.6 * stroke * high)
    is_aside = (left >= (1 - FRAME) * width) | (right <= FRAME * width)
    is_outer = (top <= 0.2 * height) | (bottom >= 0.8 * height)
    is_frame = is_upright & is_aside & is_outer
    return np.asarray((is_flat & is_off) | (is_frame & ~_is_one(boxes, is_tall & ~is_frame)))


def _is_one(boxes: NDArray[np.intp], is_digit: Mask) -> Mask:
    """Return which pieces stand where the digits of one row do, and are as high: a 1 at its end."""
    if not is_digit.any():
        return np.zeros(len(boxes), bool)
    top, foot = np.median(boxes[is_digit][:, [1, 3]], axis=0)
    off = np.abs(boxes[:, [1, 3]] - (top, foot)).max(axis=1)
    return np.asarray(off < ALIGNED * (foot - top))


def _has_writing(boxes: NDArray[np.intp], is_tall: Mask) -> Mask:
    """Return which pieces have tall ones beside or below them: of several lines, all but the last end
    above the signs and fraction bars of the last one."""
    left, top, right, bottom = boxes.T
    middle, high = (top + bottom) / 2, bottom - top
    tall = boxes[is_tall]
    below = np.sort(middle[is_tall])
    share = 1 - np.searchsorted(below, middle, side="right") / max(len(below), 1)
    has = share > FEW_BELOW
    for x0, y0, x1, y1 in tall[:MOST_TALL].tolist():
        side = y1 - y0
        is_beside = (middle > y0 + 0.2 * side) & (middle < y1 - 0.2 * side)
        has |= is_beside & (left < x1 + 2 * side) & (right > x0 - 2 * side) & (high < side)
    return np.asarray(has)


def _pen(ink: Mask) -> float:
    """Return the usual width of strokes: a high middle of the shorter ways across its pixels."""
    ways = np.minimum(run_lengths(ink), run_lengths(ink.T).T)[ink]
    return float(np.quantile(ways, 0.6))
