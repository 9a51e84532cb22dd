"""Evidence of rules: which pixels of a grey picture are dark and thin.

Purpose: the map that the search for tables starts from, made of grey levels alone.
Contract: (H, W) float32 in [0, 1], 1 where a rule may be. Writing is as dark, and is told from rules by
its length only, later. Any other map of the same kind does as well.
Not here: which of it is a rule (``rules``).
"""

import numpy as np
from PIL import Image

from digit_recognizer.arrays import Levels, Page
from digit_recognizer.raster.running import closed
from digit_recognizer.tables.parameters import EVIDENCE


def reduced(levels: Page) -> tuple[Page, float]:
    """Return (H, W) uint8 levels small enough to search, and how many of their pixels one is now."""
    height, width = levels.shape
    factor = max(height, width) / EVIDENCE.side
    if factor <= 1:
        return levels, 1.0
    size = (max(1, round(width / factor)), max(1, round(height / factor)))
    image = Image.fromarray(levels).resize(size, Image.Resampling.BOX, reducing_gap=2.0)
    return np.asarray(image), factor


def rule_evidence(levels: Page) -> Levels:
    """Return how likely each pixel of (H, W) uint8 levels, paper bright, is of a rule or a stroke."""
    size = max(EVIDENCE.min_closing, round(EVIDENCE.closing * max(levels.shape))) | 1
    # What is narrow both ways is filled: a rule in either direction, not an edge of the sheet.
    paper = closed(closed(levels, size, 0), size, 1).astype(np.float32)
    dark = (paper - levels) / np.maximum(paper, EVIDENCE.min_paper)
    middle = float(np.median(dark))
    noise = 1.4826 * float(np.median(np.abs(dark - middle)))
    floor = middle + EVIDENCE.noise_floor * noise
    span = max(EVIDENCE.noise_span * noise, EVIDENCE.min_span)
    return np.clip((dark - floor) / span, 0, 1).astype(np.float32)
