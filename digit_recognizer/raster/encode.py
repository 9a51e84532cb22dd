"""Pictures as the bytes of a PNG file.

Purpose: the one place where pixels become a file.
Contract: the same pixels give the same bytes with the same version of Pillow.
Not here: decoding (``image``), writing files (``files``).
"""

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image


def png_bytes(picture: Image.Image | NDArray[Any], *, optimize: bool = False) -> bytes:
    """Return an image, or a (H, W), (H, W, 3) or (H, W, 4) uint8 array, as a PNG file.

    ``optimize``: smaller, and slower to make.
    """
    image = Image.fromarray(picture) if isinstance(picture, np.ndarray) else picture
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=optimize)
    return buffer.getvalue()
