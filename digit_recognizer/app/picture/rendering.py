"""How a picture looks on the canvas: its size and its colours, and as a file of its own.

Purpose: pixels for Tk, and for an exported file with what was drawn.
Contract: paper is as bright as the theme's, so that ink, boxes and labels can be seen on it: a picture
of dark on light is shown light on dark in the dark theme, hues kept, and a dim one is made brighter.
An exported picture keeps its own colours.
Not here: Tk.
"""

from typing import TYPE_CHECKING

from digit_recognizer.app.palette import ppm_bytes
from digit_recognizer.app.picture.picture import Picture

if TYPE_CHECKING:
    from PIL import Image

    from digit_recognizer.ink import Ink

PAPER_LEVEL, DARK_PAPER_LEVEL = (
    230.0,
    246.0,
)  # how bright paper is made, of 255, before it is turned over
MAX_GAIN = 1.9
MAX_SHOWN_SIDE = 2400  # pixels on the screen
MIN_LEVEL = 30
EXPORTED_INK, EXPORTED_CHALK = (22, 32, 46), (243, 245, 248)


def ppm(picture: Picture, zoom: float, *, dark: bool) -> bytes:
    """Return ``picture``, each canvas unit ``zoom`` pixels large, as Tk's PhotoImage takes it."""
    image = picture.drawn("RGB", picture.scale * zoom, fine=False)
    paper = picture.source.paper
    if paper < 128:  # a blackboard: first as if it were paper
        image, paper = _turned_over(image), 255 - paper
    wanted = DARK_PAPER_LEVEL if dark else PAPER_LEVEL
    gain = min(max(wanted / paper, 1.0), MAX_GAIN)
    image = image.point([min(255, round(gain * level)) for level in range(256)] * 3)
    if dark:  # a little brighter than turned over: paper is never black
        levels = [round(MIN_LEVEL + (255 - MIN_LEVEL) * level / 255) for level in range(256)]
        image = _turned_over(image).point(levels * 3)
    return ppm_bytes(*image.size, image.tobytes())


def exported(picture: Picture, ink: "Ink", pen_width: float) -> bytes:
    """Return a PNG of ``picture`` in its own pixels with ``ink`` drawn on it."""
    from PIL import Image

    from digit_recognizer.raster import page_from_ink
    from digit_recognizer.raster.encode import png_bytes

    image = picture.drawn("RGB", 1.0)
    placed = ink.moved(
        -picture.left / picture.scale, -picture.top / picture.scale, 1 / picture.scale
    )
    pen = max(1.0, pen_width / picture.scale)
    drawn = page_from_ink(placed, width=image.width, height=image.height, pen_width=pen)
    colour = EXPORTED_CHALK if picture.source.paper < 128 else EXPORTED_INK
    image.paste(Image.new("RGB", image.size, colour), mask=Image.fromarray(drawn))
    return png_bytes(image)


def _turned_over(image: "Image.Image") -> "Image.Image":
    """Return an RGB image with light and dark exchanged, its hues kept."""
    import numpy as np
    from PIL import Image

    planes = [np.asarray(plane, np.int16) for plane in image.split()]
    most = np.maximum(np.maximum(planes[0], planes[1]), planes[2])
    least = np.minimum(np.minimum(planes[0], planes[1]), planes[2])
    moved = 255 - most - least
    turned = [Image.fromarray((plane + moved).astype(np.uint8)) for plane in planes]
    return Image.merge("RGB", turned)
