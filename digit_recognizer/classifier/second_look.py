"""Glyphs that a network looks at again, turned a little to either side.

Purpose: a network that is sure of a wrong digit is often less so when the digit is turned. The mean over
the digit and its turned copies (test-time augmentation: Krizhevsky, Sutskever and Hinton, "ImageNet
classification with deep convolutional neural networks", NIPS 2012) is a more honest confidence.
Contract: pure. How large the angle is was chosen on held-out training digits (docs/experiments.md).
Not here: which glyphs are looked at again (``training.calibrate``), the network (``classifier``).
"""

import math

import numpy as np
from PIL import Image

from digit_recognizer.arrays import Glyph, Glyphs

TURNED_BY = 8.0  # degrees, to either side


def turned(glyphs: Glyphs) -> Glyphs:
    """Return (2N, 28, 28) float32 glyphs: all of (N, 28, 28) turned to one side, then to the other."""
    pixels = np.asarray(glyphs, np.float32)
    return np.stack([_turned(glyph, by) for by in (-TURNED_BY, TURNED_BY) for glyph in pixels])


def _turned(glyph: Glyph, degrees: float) -> Glyph:
    """Return ``glyph`` turned about its middle; what comes in from outside is paper."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    middle = len(glyph) / 2  # Pillow's pixels are squares, their middles at a half
    rows = (cos, sin, middle * (1 - cos - sin), -sin, cos, middle * (1 + sin - cos))
    affine, bilinear = Image.Transform.AFFINE, Image.Resampling.BILINEAR
    return np.asarray(Image.fromarray(glyph).transform(glyph.shape, affine, rows, bilinear))
