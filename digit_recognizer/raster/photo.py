"""From the grey levels of an unevenly lit picture to ink, where there is no page network to ask.

Purpose: the paper's brightness is estimated everywhere (a closing with Pillow's rank filters on a small
copy, smoothed), so that shadows go; what is darker is ink by a threshold of the picture's own (Otsu).
Contract: levels (H, W) float32 from 0 to 255, ink dark. The page has the same shape: uint8, ink bright.
Not here: rules, print, dust: only the page network tells them from handwriting.
"""

import numpy as np
from PIL import Image, ImageFilter

from digit_recognizer.arrays import Levels, Page
from digit_recognizer.raster.parameters import PHOTO


def ink_of_photo(levels: Levels) -> Page:
    """Return the (H, W) uint8 page of dark ink on unevenly lit paper."""
    grain = ImageFilter.GaussianBlur(
        min(min(levels.shape) * PHOTO.grain_blur, PHOTO.max_grain_blur)
    )
    levels = np.asarray(Image.fromarray(levels.astype(np.uint8)).filter(grain), np.float32)
    paper = paper_of(levels)
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
    return np.asarray(np.clip((ink / top - PHOTO.faint_ink) / PHOTO.ink_span, 0, 1) * 255, np.uint8)


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


def paper_of(levels: Levels) -> Levels:
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
