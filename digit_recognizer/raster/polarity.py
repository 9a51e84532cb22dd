"""Whether the ink of a picture is darker or brighter than its paper.

Purpose: show pictures to the page network with dark ink on bright paper, as it has learnt them.
Contract: pure; (H, W, 3) uint8. What lies at the edge has no say of its own: a desk or a frame is large
and smooth, strokes are fine, and the middle of the picture is asked alone, too.
Not here: clean pictures, whose paper has one level (``picture_ink``).
"""

import numpy as np
from PIL import Image, ImageFilter

from digit_recognizer.arrays import Picture
from digit_recognizer.raster.parameters import POLARITY


def has_dark_ink(picture: Picture) -> bool:
    """Whether fine detail is darker than what is around it: strokes cover less than paper does.

    Ink is bright only where the middle of the picture says so as well: the corner of a sheet on a dark
    desk looks like a bright stroke.
    """
    height, width = picture.shape[:2]
    down, across = round(POLARITY.margin * height), round(POLARITY.margin * width)
    middle = picture[down : height - down, across : width - across]
    return _has_dark_detail(picture) or (middle.size > 0 and _has_dark_detail(middle))


def _has_dark_detail(picture: Picture) -> bool:
    """Whether the skewness of the detail is that of dark strokes.

    Paper is many small differences to one side, strokes are few large ones to the other.
    """
    side = max(picture.shape[:2])
    scale = min(1.0, POLARITY.side / side)
    image = Image.fromarray(picture).convert("L")
    if scale < 1:
        size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
        image = image.resize(size, Image.Resampling.BOX)
    radius = POLARITY.reach * min(image.size)
    around = np.asarray(image.filter(ImageFilter.GaussianBlur(radius)), np.float32)
    smooth = np.asarray(image.filter(ImageFilter.GaussianBlur(POLARITY.grain)), np.float32)
    detail = smooth - around
    return float((detail**3).mean()) <= 0
