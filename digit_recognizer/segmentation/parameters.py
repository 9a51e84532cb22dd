"""The numbers by which ink becomes symbol candidates, each with its unit and its source.

Purpose: one frozen object for each step of segmentation; the digest names them in provenance.
Contract: a quoted source is an entry of docs/experiments.md. A judged number was set by looking at
drawings and pictures of the development sets; nothing was measured for it alone. "Heights" are typical
heights of a writer's digits.
Not here: what candidates cost and gain (``decoding``).
"""

from dataclasses import dataclass

from digit_recognizer.files import digest_of


@dataclass(frozen=True, slots=True)
class PrimitiveParameters:
    """Strokes, pieces of a picture, and the typical height (``primitives``, ``picture_primitives``)."""

    samples: int = 24  # points that a primitive is measured by; judged
    kept_strokes: int = 1_000  # whose primitives are remembered; judged
    flat: float = 0.35  # of its width: a flat primitive, such as a dash, is lower; judged
    size_of_width: float = 0.6  # of its width counts as a primitive's height; judged
    size_of_flat: float = 0.8  # of its width, where all primitives are flat; judged
    tall: float = 0.35  # of the highest primitive: lower ones say nothing of digits; judged
    min_cut_width: float = 0.95  # heights; measured, "Do more cuts help on cheques?"
    min_cut_height: float = 0.35  # heights; measured, "What recovers cheque amounts?"
    dash_height: float = 2.5  # stroke widths: a dash is lower, and not cut; judged
    join_reach: float = 0.5  # stroke widths; measured, "What recovers cheque amounts?"
    max_break: float = 0.6  # stroke widths; measured, "Does joining broken strokes help?"
    speck: float = 0.012  # of the ink's height, both ways: dust; judged
    min_pen: float = 1.0  # pixels, width of a pen on a picture; judged
    max_bend: float = 0.12  # of a straight line's length


@dataclass(frozen=True, slots=True)
class SeamParameters:
    """Cuts through digits that touch (``picture_primitives``)."""

    step_cost: float = 0.12  # pixels of ink; measured, "Do more cuts help on cheques?"
    hole_cost: float = 0.8  # of a pixel of ink; measured, "What recovers cheque amounts?"
    max_ink: float = 4.0  # stroke widths of ink; measured, "What recovers cheque amounts?"
    min_distance: float = 0.2  # heights between seams; measured, "What recovers cheque amounts?"
    max_seams: int = 12  # seams of a piece; judged
    away_cost: float = 0.1  # pixels of ink, for a column away from a wanted place; judged


@dataclass(frozen=True, slots=True)
class BarParameters:
    """Level bars that writing touches (``level_bars``). All are composed."""

    length: float = 0.8  # heights, of a bar
    seed: float = 0.3  # heights, of a stretch of it that nothing touches
    thickness: float = 1.6  # stroke widths, of such a stretch
    reach: float = 1.0  # stroke widths from its middle
    slope: float = 0.35
    rest: float = 0.45  # heights: something that touches it is as large
    crumb: float = 0.25  # heights: what is smaller is its uneven edge


@dataclass(frozen=True, slots=True)
class LevellingParameters:
    """Making one sloping line level (``levelling``). Slopes are units down a unit to the right."""

    min_primitives: int = 4  # primitives as high as digits; judged
    digit_heights: tuple[float, float] = (0.5, 1.6)  # heights of what is as high as digits; judged
    min_length: float = 2.5  # heights, from the first to the last; judged
    max_deviation: float = 0.12  # heights off the line, root mean square; judged
    max_slope: float = 0.21  # slope; judged
    min_slope: float = 0.07  # slope; measured, "From when is a sloping line made level?"


@dataclass(frozen=True, slots=True)
class CandidateParameters:
    """Which primitives may be one symbol (``symbol_candidates``)."""

    max_primitives: int = 4  # of a candidate; judged
    max_neighbours: int = 5  # near primitives that are looked at for each; judged
    max_candidates: int = 9  # of several primitives, for each primitive; judged
    near: float = 0.5  # heights between primitives that touch or nearly do; judged
    stacked: float = 0.75  # heights between primitives above each other, as in "÷"; judged
    stacked_overlap: float = 0.5  # of the narrower one's width; judged
    overlap_slack: float = 0.05  # heights that may be missing of that overlap; judged
    bar_gap: float = 1.0  # heights between the bars of "="; judged
    max_bar_pairs: int = 3  # pairs that are looked at for each bar; judged
    colon_dot: float = 0.3  # heights, the longer side of a dot of ":"; judged
    colon_gaps: tuple[float, float] = (0.12, 1.0)  # heights between its dots; judged
    colon_lean: float = 0.3  # heights by which one is beside the other; judged
    # Of "%", in heights of its slash: 99 % of 126 signs of 59 training writers have less.
    ring_size: float = 0.7
    ring_gap: float = 0.17  # from the box of the slash
    max_width: float = 2.0  # heights, of three primitives and more; judged
    max_height: float = 2.6  # heights; judged
    flat: float = 0.4  # of its width: a level line is lower; judged
    min_level_width: float = 0.2  # heights: a level line is wider; judged
    end_gap: float = 0.15  # heights between the ends of lines that are one bar; judged
    end_overlap: float = 0.5  # of the shorter line, by which ends may overlap; judged
    # Of a comma-like stroke, beside the others. Of 4,000 digits in several strokes 2 % have one.
    comma_size: float = 0.6  # of the others' size; judged
    comma_begins: float = 0.6  # of the others' height below their top; judged
    comma_ends: float = 0.05  # of the others' height below their foot; judged
    interleaved_cost: float = 0.15  # heights of gap, for each stroke written between; judged
    primitive_cost: float = 0.05  # heights of gap, for each primitive; judged


@dataclass(frozen=True, slots=True)
class EnclosureParameters:
    """What encloses writing (``enclosures``). All are judged, on composed marks of held-out writers."""

    max_primitives: int = 400  # as large as sides of a box; on a fuller page none is looked for
    max_ring_gap: float = 75  # degrees without a ring, seen from within
    min_inside: float = 0.9  # share of a symbol's points within a ring
    min_content: float = 0.3  # of a ring's height or width
    slash_gap: float = 0.08  # of a slash's length, between it and the zero
    max_sides: int = 4  # strokes of a box
    # Of two to four strokes of a ring, how many may be straight: bars of fractions make none.
    straight_sides: tuple[tuple[int, ...], ...] = ((), (), (0, 1), (2,), (3, 4))
    max_links: int = 4  # strokes that may go on where one ends
    corner_reach: float = 0.3  # of a side or a digit, from its end to the next side
    wall_depth: float = 0.25  # of a ring's side: a clear one has little ink deeper in its box
    max_deep: float = 0.02  # share of ink, that little
    min_side: float = 0.5  # heights, of a box's side


@dataclass(frozen=True, slots=True)
class TogetherParameters:
    """Strokes that lie on each other, or cross (``strokes_together``)."""

    retrace_reach: float = 0.1  # heights from the stroke that is gone over; composed
    straight_reach: float = 0.055  # heights, mean of a straight one: 1 may be beside 1; composed
    level_reach: float = 0.04  # the same of level lines: the bars of = are near; composed
    min_retraced: float = 0.92  # of the points of the stroke that goes over it; composed
    min_retrace: float = 0.4  # heights: a shorter stroke is a dot; judged
    max_pairs: int = 3000  # of strokes that meet, to bound the time: a page of 300 has 75; judged
    crossed_share: float = 0.2  # of a stroke's length: nearer to its ends it only touches; judged


TOGETHER = TogetherParameters()
PRIMITIVES, SEAMS = PrimitiveParameters(), SeamParameters()
ENCLOSURES, LEVEL_BARS = EnclosureParameters(), BarParameters()
LEVELLING, CANDIDATES = LevellingParameters(), CandidateParameters()


def digest() -> str:
    """Return 12 hex digits that name these numbers."""
    return digest_of(PRIMITIVES, SEAMS, LEVELLING, CANDIDATES, ENCLOSURES, TOGETHER, LEVEL_BARS)
