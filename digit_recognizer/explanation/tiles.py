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
from digit_recognizer.explanation.evidence import Evidence

Rgb = tuple[int, int, int]
Tile = NDArray[np.uint8]

PAPER_STRENGTH = 0.3  # evidence of paper is shown paler than evidence of ink
MIN_STRENGTH = 0.1  # of the strongest evidence: less is shown as none
MIN_EVIDENCE_SCALE = 0.5  # nats: where nothing mattered, nothing is blown up to colours as if


@dataclass(frozen=True, slots=True)
class TileColours:
    """The colours of tiles; ``neutral`` is ink without evidence, ``pro`` and ``contra`` are for it."""

    paper: Rgb
    ink: Rgb
    neutral: Rgb
    pro: Rgb
    contra: Rgb


LIGHT_TILES = TileColours(
    (255, 255, 255), (22, 32, 46), (176, 180, 188), (0, 90, 181), (224, 98, 0)
)
DARK_TILES = TileColours(
    (34, 37, 43), (243, 245, 248), (112, 117, 127), (86, 180, 255), (255, 159, 64)
)


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
    share = _enlarged(levels, side) if smooth else _pixels(levels, side)
    return _mixed(np.clip(share, 0, 1), colours)


def map_tile(values: Levels, strongest: float, side: int, colours: TileColours) -> Tile:
    """Return one feature map (h, w) as brightness; ``strongest`` is full ink."""
    return _mixed(np.clip(_pixels(values / max(strongest, 1e-6), side), 0, 1), colours)


def sheet(tiles: list[Tile], columns: int, gap: int, background: Rgb) -> Tile:
    """Return equal tiles in rows of ``columns``, ``gap`` pixels apart."""
    height, width = tiles[0].shape[:2]
    rows = -(-len(tiles) // columns)
    columns = min(columns, len(tiles))
    size = (rows * (height + gap) - gap, columns * (width + gap) - gap, 3)
    page = np.empty(size, np.uint8)
    page[:] = background
    for number, tile in enumerate(tiles):
        y, x = number // columns * (height + gap), number % columns * (width + gap)
        page[y : y + height, x : x + width] = tile
    return page


def _tinted(evidence: Levels, base: Rgb, colours: TileColours, most: float) -> NDArray[np.float32]:
    """Return (h, w, 3): ``base`` mixed with the colour of the evidence, by its strength in [-1, 1]."""
    strength = np.clip((np.abs(evidence) - MIN_STRENGTH) / (1 - MIN_STRENGTH), 0, 1)
    # A root: half the strongest evidence should be seen as evidence too.
    share = most * np.sqrt(strength)[..., None]
    colour = np.where(evidence[..., None] > 0, _rgb(colours.pro), _rgb(colours.contra))
    return np.asarray(_rgb(base) * (1 - share) + colour * share, np.float32)


def _mixed(share: Levels, colours: TileColours) -> Tile:
    paper, ink = _rgb(colours.paper), _rgb(colours.ink)
    return _bytes(paper + (ink - paper) * share[..., None])


def _rgb(colour: Rgb) -> NDArray[np.float32]:
    return np.array(colour, np.float32)


def _bytes(values: NDArray[Any]) -> Tile:
    return np.asarray(np.rint(np.clip(values, 0, 255)), np.uint8)


def _enlarged(values: Levels, side: int) -> Levels:
    image = Image.fromarray(np.asarray(values, np.float32))
    return np.asarray(image.resize((side, side), Image.Resampling.BICUBIC), np.float32)


def _pixels(values: Levels, side: int) -> Levels:
    image = Image.fromarray(np.asarray(values, np.float32))
    return np.asarray(image.resize((side, side), Image.Resampling.NEAREST), np.float32)
