"""From the grey levels of a photo or a scan to ink: uneven light, paper, form lines and dust removed.

Purpose: what a camera adds to a page. The paper's brightness is estimated everywhere (a closing with
Pillow's rank filters on a small copy, smoothed), so that shadows and slow patterns go; what is darker
is ink by a threshold of the picture's own (Otsu); lines that run along the form, and specks that no
pen makes, are taken out.
Contract: levels (H, W) float32 from 0 to 255, ink dark. The page has the same shape: uint8, ink bright.
Not here: files, polarity (``image``); which ink is a form's line (``form_lines``) or a symbol.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from digit_recognizer.arrays import Levels, Mask, Page
from digit_recognizer.raster.connected_components import connected_components, run_lengths
from digit_recognizer.raster.form_lines import form_lines, grown, rests_of_lines
from digit_recognizer.raster.glyph import INK_LEVEL
from digit_recognizer.raster.parameters import PHOTO


def ink_of_photo(levels: Levels) -> Page:
    """Return the (H, W) uint8 page of dark ink on unevenly lit paper."""
    grain = ImageFilter.GaussianBlur(
        min(min(levels.shape) * PHOTO.grain_blur, PHOTO.max_grain_blur)
    )
    levels = np.asarray(Image.fromarray(levels.astype(np.uint8)).filter(grain), np.float32)
    paper = _paper(levels)
    darkness = (paper - levels) / np.maximum(paper, PHOTO.min_paper)
    ink: Levels = np.clip(darkness, 0, 1).astype(np.float32)
    middle = float(np.median(ink))
    noise = 1.4826 * float(np.median(np.abs(ink - middle)))
    ink = np.maximum(ink - np.float32(middle), 0)
    strongest = float(ink.max())
    by_levels = otsu(ink / max(strongest, 1e-6)) * strongest
    threshold = max(by_levels, PHOTO.noise_deviations * noise)
    strong = ink[ink > threshold]
    if not len(strong):
        return np.zeros(levels.shape, np.uint8)
    top = float(np.median(strong))
    page = np.clip((ink / top - PHOTO.faint_ink) / PHOTO.ink_span, 0, 1) * 255
    return _without_dust(np.where(form_lines(page >= PHOTO.line_level), 0, page).astype(np.uint8))


def otsu(levels: Levels) -> float:
    """Return Otsu's threshold of values in [0, 1] (N. Otsu, IEEE Trans. SMC 9(1), 1979).

    Where all have one level, which nothing parts, it is that level.
    """
    cells = np.minimum((levels * 64).astype(np.intp), 63)  # as np.histogram, in a third of the time
    counts = np.bincount(cells.ravel(), minlength=64)
    centres = (np.arange(64) + 0.5) / 64
    below, total = np.cumsum(counts), counts.sum()
    if counts.max() == total:
        return float(centres[int(counts.argmax())])
    sums = np.cumsum(counts * centres)
    with np.errstate(divide="ignore", invalid="ignore"):
        between = (sums[-1] * below / total - sums) ** 2 / (below * (total - below))
    return float(centres[int(np.nanargmax(between[:-1]))])


def _paper(levels: Levels) -> Levels:
    """Return how bright the paper is everywhere, under the ink too."""
    height, width = levels.shape
    scale = min(1.0, PHOTO.paper_side / min(levels.shape))
    image = Image.fromarray(levels.astype(np.uint8))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = image.resize(size, Image.Resampling.BOX)
    for each in (
        ImageFilter.MaxFilter(PHOTO.paper_reach),
        ImageFilter.MinFilter(PHOTO.paper_reach),
        ImageFilter.GaussianBlur(PHOTO.paper_reach / 3),
    ):
        small = small.filter(each)
    return np.asarray(small.resize((width, height), Image.Resampling.BICUBIC), np.float32)


def _without_dust(page: Page) -> Page:
    """Return the page without what is smaller than the pen's width, or thin along its border."""
    ink = page >= INK_LEVEL
    pieces = connected_components(ink)
    if not len(pieces.areas):
        return page
    height, width = page.shape
    sides = pieces.boxes[:, 2:] - pieces.boxes[:, :2]
    stroke = _pen(ink)
    if _is_grain(pieces.areas, sides.max(axis=1) / stroke):
        return np.zeros_like(page)
    dot = PHOTO.min_dot * stroke
    is_dust = (pieces.areas < dot**2) | (sides.max(axis=1) < dot)
    left, top, right, bottom = pieces.boxes.T
    at_border = (left <= 1) | (top <= 1) | (right >= width - 1) | (bottom >= height - 1)
    is_thin = sides.min(axis=1) <= PHOTO.border_thickness * stroke
    is_dust |= at_border & is_thin & (sides.max(axis=1) < PHOTO.border_length * height)
    is_dust |= rests_of_lines(pieces.boxes, pieces.areas, page.shape, stroke)
    names = np.where(is_dust, -1, 0).astype(np.int32)
    labels = pieces.labels((height, width), names)
    # The soft edge of what stays is kept with it; that of dust goes too.
    around = grown(grown(labels >= 0, PHOTO.soft_edge).T, PHOTO.soft_edge).T
    return np.where(around & (ink <= (labels >= 0)), page, 0).astype(np.uint8)


def _is_grain(areas: NDArray[np.intp], sizes: NDArray[np.float64]) -> bool:
    """Whether pieces of these ``areas`` are the paper's own: many specks, and hardly any writing.

    ``sizes``: their longer sides in stroke widths.
    """
    # Grain is as wide as its own "strokes".
    smallest, largest = PHOTO.grain_size
    written = areas[sizes >= PHOTO.writing_size].sum() / areas.sum()
    is_speck = smallest <= float(np.median(sizes)) <= largest
    return len(areas) > PHOTO.grain_pieces and is_speck and written < PHOTO.writing_share


def _pen(ink: Mask) -> float:
    """Return the usual width of strokes: a high middle of the shorter ways across its pixels."""
    ways = np.minimum(run_lengths(ink), run_lengths(ink.T).T)[ink]
    return float(np.quantile(ways, PHOTO.pen_quantile))
