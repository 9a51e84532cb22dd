"""How a picture looks on the canvas: its size and its colours, and as a file of its own.

Purpose: pixels for Tk, and for an exported file with what was drawn.
Contract: paper is as bright as the theme's, so that ink, boxes and labels can be seen on it: a picture
of dark on light is shown light on dark in the dark theme, hues kept, and a dim one is made brighter.
An exported picture keeps its own colours.
Not here: Tk.
"""

import io
from typing import TYPE_CHECKING

from digit_recognizer.gui.picture import Picture

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from digit_recognizer.ink import Ink

    Pixels = NDArray[np.float32]

PAPER, PAPER_DARK = 230.0, 246.0  # how bright paper is made, of 255, before it is turned over
MOST_BRIGHTENED = 1.9
LARGEST = 3000  # pixels of a side on the screen
INK, CHALK = (22, 32, 46), (243, 245, 248)


def ppm(picture: Picture, zoom: float, *, dark: bool) -> bytes:
    """Return ``picture``, each canvas unit ``zoom`` pixels large, as Tk's PhotoImage takes it."""
    import numpy as np

    image = picture.drawn(picture.source.image, picture.scale * zoom)
    pixels = np.asarray(image, np.float32)
    paper = picture.source.paper
    if paper < 128:  # a blackboard: first as if it were paper
        pixels, paper = _turned_over(pixels), 255 - paper
    wanted = PAPER_DARK if dark else PAPER
    pixels = np.minimum(pixels * min(max(wanted / paper, 1.0), MOST_BRIGHTENED), 255)
    if dark:
        pixels = _on_dark(_turned_over(pixels))
    levels = np.rint(pixels).astype(np.uint8)
    return f"P6 {image.width} {image.height} 255 ".encode() + levels.tobytes()


def exported(picture: Picture, ink: "Ink", pen_width: float) -> bytes:
    """Return a PNG of ``picture`` in its own pixels with ``ink`` drawn on it."""
    from PIL import Image

    from digit_recognizer.raster import page_from_ink

    image = picture.drawn(picture.source.image, 1.0)
    placed = ink.moved(
        -picture.left / picture.scale, -picture.top / picture.scale, 1 / picture.scale
    )
    pen = max(1.0, pen_width / picture.scale)
    drawn = page_from_ink(placed, width=image.width, height=image.height, pen_width=pen)
    colour = CHALK if picture.source.paper < 128 else INK
    image.paste(Image.new("RGB", image.size, colour), mask=Image.fromarray(drawn))
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def _turned_over(pixels: "Pixels") -> "Pixels":
    """Return (H, W, 3) pixels with light and dark exchanged, their hues kept."""
    moved: Pixels = 255 - pixels.max(axis=2, keepdims=True) - pixels.min(axis=2, keepdims=True)
    return pixels + moved


def _on_dark(pixels: "Pixels") -> "Pixels":
    """Return pixels a little brighter where they are darkest: paper is never black."""
    return 30 + pixels * (225 / 255)
