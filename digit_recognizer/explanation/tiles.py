"""The parts of an explanation as small pictures: for the composed picture and for the window alike.

Purpose: turn evidence, glyphs and feature maps into RGB pixels.
Contract: tiles are (h, w, 3) uint8. Evidence is blue for and orange against, which people with any kind
of colour blindness tell apart (Okabe and Ito, "Color universal design", 2008); ink without evidence is
grey.
Not here: where tiles go, text, Tk.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from digit_recognizer.arrays import Glyph, Levels
from digit_recognizer.charts.colours import rgb
from digit_recognizer.explanation.evidence import Evidence

Tile = NDArray[np.uint8]

PAPER_STRENGTH = 0.3  # evidence of paper is shown paler than evidence of ink
MIN_STRENGTH = 0.1  # of the strongest evidence: less is shown as none
MIN_EVIDENCE_SCALE = 0.5  # nats: where nothing mattered, nothing is blown up to colours as if


@dataclass(frozen=True, slots=True)
class TileColours:
    """The colours of tiles, ``#rrggbb``; ``neutral``: ink without evidence; ``gap``: between tiles."""

    paper: str
    ink: str
    neutral: str
    pro: str
    contra: str
    gap: str


LIGHT_TILES = TileColours("#ffffff", "#16202e", "#b0b4bc", "#005ab5", "#e06200", "#d5d8de")
DARK_TILES = TileColours("#22252b", "#f3f5f8", "#70757f", "#56b4ff", "#ff9f40", "#70757f")


def evidence_tile(glyph: Glyph, evidence: Evidence, side: int, colours: TileColours) -> Tile:
    """Return ``glyph`` (28, 28) enlarged to ``side`` pixels, its ink coloured by what it speaks for.

    Paper is tinted where ink would matter: blue where its absence speaks for the answer.
    """
    scale = max(evidence.strongest, MIN_EVIDENCE_SCALE)
    alpha = np.clip(_enlarged(glyph, side), 0, 1)[..., None]
    # Ink is drawn with a sharper edge than bicubic enlarging leaves.
    alpha = np.clip((alpha - 0.25) / 0.4, 0, 1)
    ink = _tinted(_enlarged(evidence.ink / scale, side), colours.neutral, colours, 1.0)
    paper = _tinted(_enlarged(evidence.paper / scale, side), colours.paper, colours, PAPER_STRENGTH)
    return _bytes(paper + (ink - paper) * alpha)


def glyph_tile(
    glyph: NDArray[Any], side: int, colours: TileColours, *, smooth: bool = False
) -> Tile:
    """Return a (h, w) picture, ink bright, float in [0, 1] or uint8, in paper and ink colours."""
    levels = np.asarray(glyph, np.float32)
    if glyph.dtype == np.uint8:
        levels = levels / np.float32(255)
    how = Image.Resampling.BICUBIC if smooth else Image.Resampling.NEAREST
    return _mixed(_enlarged(levels, side, how), colours)


def map_tile(values: Levels, strongest: float, side: int, colours: TileColours) -> Tile:
    """Return one feature map (h, w) as brightness; ``strongest`` is full ink."""
    shares = values / max(strongest, 1e-6)
    return _mixed(_enlarged(shares, side, Image.Resampling.NEAREST), colours)


def sheet(tiles: list[Tile], columns: int, gap: int, background: str) -> Tile:
    """Return equal tiles in rows of ``columns``, ``gap`` pixels apart."""
    height, width = tiles[0].shape[:2]
    rows = -(-len(tiles) // columns)
    columns = min(columns, len(tiles))
    size = (rows * (height + gap) - gap, columns * (width + gap) - gap, 3)
    page = np.full(size, rgb(background), np.uint8)
    for number, tile in enumerate(tiles):
        y, x = number // columns * (height + gap), number % columns * (width + gap)
        page[y : y + height, x : x + width] = tile
    return page


def _tinted(evidence: Levels, base: str, colours: TileColours, most: float) -> NDArray[np.float32]:
    """Return (h, w, 3): ``base`` mixed with the colour of the evidence, by its strength in [-1, 1]."""
    strength = np.clip((np.abs(evidence) - MIN_STRENGTH) / (1 - MIN_STRENGTH), 0, 1)
    # A root: half the strongest evidence should be seen as evidence too.
    share = most * np.sqrt(strength)[..., None]
    colour = np.where(evidence[..., None] > 0, _rgb(colours.pro), _rgb(colours.contra))
    return np.asarray(_rgb(base) * (1 - share) + colour * share, np.float32)


def _mixed(share: Levels, colours: TileColours) -> Tile:
    paper, ink = _rgb(colours.paper), _rgb(colours.ink)
    return _bytes(paper + (ink - paper) * np.clip(share, 0, 1)[..., None])


def _rgb(colour: str) -> NDArray[np.float32]:
    return np.array(rgb(colour), np.float32)


def _bytes(values: NDArray[Any]) -> Tile:
    return np.asarray(np.rint(np.clip(values, 0, 255)), np.uint8)


def _enlarged(
    values: Levels, side: int, how: Image.Resampling = Image.Resampling.BICUBIC
) -> Levels:
    image = Image.fromarray(np.asarray(values, np.float32))
    return np.asarray(image.resize((side, side), how), np.float32)
