"""The numbers by which a picture becomes a page, each with its unit and its source.

Purpose: one frozen object for each step of the preprocessing; the digest names them in provenance.
Contract: a quoted source is an entry of docs/experiments.md. A judged number was set by looking at
pictures of the development sets; nothing was measured for it alone.
Not here: the recipes of glyphs and trajectories, whose versions are in bundles; limits on files.
"""

from dataclasses import dataclass

from digit_recognizer.parameters import digest_of


@dataclass(frozen=True, slots=True)
class ImageParameters:
    """Polarity and contrast of a picture, and whether it is clean (``image``)."""

    min_contrast: float = 24.0  # of 255, between paper and ink; judged
    cut_out_side: int = 32  # pixels, short side of a symbol that someone else cut out; judged
    full_ink: float = 0.9  # of the strongest ink: from here on it is 255; judged
    speck_share: float = 0.01  # of the pixels, each alone: noise all over a picture; judged
    min_specks: int = 6  # pixels: fewer may be chance; judged
    clump_share: float = 0.15  # of the largest piece: smaller ones are specks together; judged
    even_levels: float = 3.0  # of 255, spread of one even paper; judged
    clean_share: float = 0.7  # of the pixels without ink, even on clean paper; judged
    enlarged_side: int = 128  # pixels of the short side of an enlarged photo; judged
    max_enlargement: float = 4.0  # times; judged
    min_enlargement: float = 1.2  # times: less is not worth it; judged
    card_fill: float = 0.5  # of its box that is opaque: strokes alone fill less; judged
    card_contrast: float = 48.0  # of 255, between a card's paper and its ink; judged
    card_ink: float = 0.002  # of a card's pixels, at least; judged


@dataclass(frozen=True, slots=True)
class PdfParameters:
    """How large a page of a PDF becomes (``pdf``)."""

    resolution: float = 200.0  # dots per inch where there is no scan: what scanners give; judged
    scan_share: float = 0.5  # of the page's short side: the longer one of a scan; judged
    depth: int = 3  # levels of forms in forms in which a scan is looked for; judged
    rounding: float = 1e-6  # of the scale: less than a pixel of the largest page


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
    line_level: int = 40  # of 255, a form's faint line; measured, "What recovers cheque amounts?"
    soft_edge: int = 2  # pixels of grey around ink; judged
    min_dot: float = 0.6  # stroke widths; measured, "What recovers cheque amounts?"
    border_thickness: float = 1.5  # stroke widths, of what touches the border; judged
    border_length: float = 0.4  # of the height: what is longer at the border is writing; judged
    pen_quantile: float = 0.6  # of the ways across ink, the stroke width; judged
    grain_pieces: int = 30  # pieces: more of speck size are the paper's grain; judged
    grain_size: tuple[float, float] = (0.7, 2.0)  # stroke widths, of the median piece; judged
    writing_size: float = 8.0  # stroke widths from which a piece is writing; judged
    writing_share: float = 0.5  # of the ink in such pieces: less is a blank page; judged


@dataclass(frozen=True, slots=True)
class FormRules:
    """Lines of a form, and what is left of them (``form_lines``)."""

    min_length: float = 0.5  # of the side, for a line that touches the border; judged
    full_length: float = 0.9  # of the side: such a line need not touch the border; judged
    max_thickness: float = 0.07  # of the short side; judged
    thickness_spread: float = 2.0  # times the median: where it is thicker, ink crosses it; judged
    tilt: int = 60  # pixels of height for one of tilt, since no line is quite level; judged
    max_tilt: int = 6  # pixels; judged
    border: int = 25  # widths of the border in the picture's width; judged
    frame_width: float = 0.12  # of the width: how near to a side a frame stands; judged
    tall: float = 0.4  # of the highest piece: what is as high is writing; judged
    flat_thickness: float = 1.3  # stroke widths, rest of a level line; judged
    elongation: float = 2.5  # times as long as thick, rest of any line; judged
    foot_reach: float = 0.5  # stroke widths above the writing's foot, line under it; judged
    head_reach: float = 1.0  # stroke widths below the writing's top, line over it; judged
    upright_thickness: float = 1.5  # stroke widths, rest of an upright line; judged
    upright_fill: float = 0.7  # of its box that a line fills at least; judged
    upright_rim: float = 0.6  # of a stroke's area, at most, where only the rim is left; judged
    outer: float = 0.2  # of the height: how near to top or bottom a frame reaches; judged
    alignment: float = 0.3  # of the digits' height by which a 1 is off its row at most; judged
    max_below: float = 0.1  # of the tall pieces that may be below a line under all; judged
    max_compared: int = 500  # tall pieces that are looked at, to bound the time; judged
    beside_margin: float = 0.2  # of a tall piece's height, at both ends, beside nothing; judged
    beside_reach: float = 2.0  # heights of a tall piece to what is of its line; judged


IMAGE, PDF, PHOTO, FORM = ImageParameters(), PdfParameters(), PhotoParameters(), FormRules()


def digest() -> str:
    """Return 12 hex digits that name these numbers."""
    return digest_of(IMAGE, PDF, PHOTO, FORM)
