"""The numbers by which a picture becomes a page, each with its unit and its source.

Purpose: one frozen object for each step of the preprocessing; the digest names them in provenance.
Contract: a quoted source is an entry of docs/experiments.md. A judged number was set by looking at
pictures of the development sets; nothing was measured for it alone.
Not here: the recipes of glyphs and trajectories, whose versions are in bundles; limits on files.
"""

from dataclasses import dataclass

from digit_recognizer.files import digest_of
from digit_recognizer.pdf import PDF


@dataclass(frozen=True, slots=True)
class ImageParameters:
    """Polarity and contrast of a picture, and whether it is clean (``image``)."""

    min_contrast: float = 24.0  # of 255, between paper and ink; judged
    cut_out_side: int = 32  # pixels, short side of a symbol that someone else cut out; judged
    cut_out_width: float = 2.0  # heights: what is wider is a row; judged
    full_ink: float = 0.9  # of the strongest ink: from here on it is 255; judged
    speck_share: float = 0.01  # of the pixels, each alone: noise all over a picture; judged
    min_specks: int = 6  # pixels: fewer may be chance; judged
    clump_share: float = 0.15  # of the largest piece: smaller ones are specks together; judged
    even_levels: float = 3.0  # of 255, spread of one even paper; judged
    clean_share: float = 0.7  # of the pixels without ink, even on clean paper; judged
    clean_contrast: float = 96.0  # of 255: paler ink is no drawing's; composed sums
    pale_peak: float = 0.7  # of the strongest ink: pieces that are paler are pale; composed sums
    pale_share: float = 0.03  # of the ink's pixels in such pieces; composed sums
    card_fill: float = 0.5  # of its box that is opaque: strokes alone fill less; judged
    card_contrast: float = 48.0  # of 255, between a card's paper and its ink; judged
    card_ink: float = 0.002  # of a card's pixels, at least; judged
    ruler_length: float = 0.4  # of the shorter side: straight runs of pixels both ways; judged


@dataclass(frozen=True, slots=True)
class PhotoParameters:
    """Light, paper and dust of a photo (``photo``)."""

    grain_blur: float = 0.005  # of the short side: finer than any stroke; judged
    max_grain_blur: float = 0.8  # pixels: small writing on a whole page is as fine; judged
    paper_side: int = 48  # pixels, short side of the copy in which the paper is estimated; judged
    paper_reach: int = 9  # pixels of that copy: no stroke is wider; judged
    min_paper: int = 32  # of 255: darker paper counts as this bright; judged
    noise_deviations: float = 3.0  # standard deviations of the paper that are no ink; judged
    faint_ink: float = 0.25  # of the ink's median level: less is paper; judged
    ink_span: float = 0.6  # of the ink's median level, from faint to full ink; judged


@dataclass(frozen=True, slots=True)
class PolarityParameters:
    """Whether ink is darker than paper (``polarity``); chosen on composed rows of held-out writers."""

    side: int = 640  # pixels of the longer side at which detail is looked at
    reach: float = 0.12  # of the short side: wider than a stroke, narrower than a shadow
    grain: float = 0.7  # pixels: finer differences are noise
    margin: float = 0.1  # of each side: without it the middle is left, and no desk beside the sheet


@dataclass(frozen=True, slots=True)
class SegmentationParameters:
    """At what size the page network looks at a picture, and what of its answer is ink.

    Chosen on rows on composed paper of held-out writers (``benchmarks.paper``), see "Can a network tell
    handwriting from rules and print?".
    """

    first_side: int = 48  # pixels of the short side in the first look; then doubled
    nearly_most: float = 0.75  # of the most strokes: the first look that shows so many is taken
    large_side: int = (
        384  # pixels of the short side: all looks up to here are taken, at little cost
    )
    min_strokes: float = 2.0  # squares as wide as the stroke: less is grain; a minus has five
    lost: float = 0.5  # of the most strokes: a look that shows fewer ends the search
    max_pixels: int = 800_000  # of the second look: a third of a second on two cores
    max_side: int = 2_400  # pixels
    max_enlargement: float = 4.0  # times
    stroke_width: float = 3.2  # pixels: in the middle of what the network has learnt from
    close_scale: float = 1.45  # times: so near to it one look is enough
    min_ink: int = 12  # pixels that make a stroke
    faint_share: float = 0.4  # of a pixel that is ink where it hangs together with certain ink
    certain_share: float = 0.85  # of a pixel that is ink for certain
    likely_share: float = 0.55  # of a pixel that is ink where it goes on with a row
    row_gap: float = 1.5  # heights of the ink beside it, to the next of a row
    max_row_pairs: int = 1_000_000  # of pieces that may go on with each other: a full page has more
    row_height: float = 1.6  # heights of the ink beside it, of the next of a row
    row_side: float = 0.2  # heights of the ink beside it, the longer side of the next of a row
    small_side: float = 400.0  # pixels, mean side of a picture that is looked at enlarged
    finer: float = 1.8  # times: so much larger a small picture is shown
    print_share: float = 0.15  # of certain ink: more print is not there by chance
    row_pixels: int = 128  # height of a picture that may be of one row
    blur_side: int = 80  # pixels, height of the copy on which blur is measured
    steepest: float = 0.99  # of the copy's pixels are less steep, and differ less from the paper
    blurred: float = 0.28  # of the contrast, a pixel: pictures without steeper edges are blurred
    sharp_reach: float = 0.04  # of the height, about a stroke's width: the reach of sharpening
    sharpening: int = 250  # per cent, what is added of the difference to what is around
    sure_share: float = 0.9  # of a pixel that is ink however pale it is
    min_dot: float = 0.8  # stroke widths, side of the smallest speck that is ink
    cut_off_height: float = 0.6  # of the usual height: lower pieces at the border are others' rests
    cut_off_width: float = 0.2  # of the usual height, at the sides of the picture
    pale: float = 0.3  # of the usual darkness of certain ink: paler pixels are the paper's
    full_darkness: float = 0.5  # of it: from here on a pixel keeps its share
    min_darkness: float = 0.02  # of the paper's brightness, the palest usual ink
    gain: float = 1.1  # times the share: what covers nearly all of a pixel covers it


IMAGE, PHOTO = ImageParameters(), PhotoParameters()
POLARITY, SEGMENTATION = PolarityParameters(), SegmentationParameters()


def digest() -> str:
    """Return 12 hex digits that name these numbers."""
    return digest_of(IMAGE, PDF, PHOTO, POLARITY, SEGMENTATION)
