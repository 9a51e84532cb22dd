"""The parameters of decoding: every number that decides a reading, with its unit and its source.

Purpose: one place for the weights, priors, limits and tolerances of ``decoding``, and a digest of them
for the provenance of figures.
Contract: immutable. Scores are natural logarithms. Lengths are in typical digit heights unless a field
says otherwise. Each field ends with its source; docs/experiments.md holds the measurements:
"fitted": random search on expressions composed of held-out training writers' symbols; "composed": chosen
by readings of such expressions; "read the same": such readings do not depend on it; "counted": on
training writers; "tried": judged, then tried in two or three values with CROHME's development set in
view; "judged": no measurement is known.
Not here: what is known of one symbol (``symbol_table``), when a reading is doubtful (``doubt``).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from digit_recognizer.files import digest_of
from digit_recognizer.symbol_table import NON_SYMBOL, SYMBOLS, Kind

# How likely one kind of symbol follows another, and ends a row: 0 is usual, -6 nearly never; fitted.
_BEGIN: dict[Kind, float] = {
    "digit": 0.0, "point": -3.0, "comma": -3.0, "minus": -1.5, "operator": -5.0, "relation": -3.0,
    "open": 0.0, "close": -6.0, "percent": -6.0, "operand": 0.0, "root": 0.0,
}  # fmt: skip
_AFTER_OPERATOR: dict[Kind, float] = {**_BEGIN, "minus": -2.5, "relation": -5.0}
_AFTER_OPERAND: dict[Kind, float] = {
    "digit": -3.0, "point": -4.0, "comma": -4.0, "minus": 0.0, "operator": 0.0, "relation": 0.0,
    "open": -1.5, "close": 0.0, "percent": -2.5, "operand": -2.0, "root": -1.5,
}  # fmt: skip
_AFTER_POINT: dict[Kind, float] = {**dict.fromkeys(_BEGIN, -5.0), "digit": 0.0}
FOLLOWS: dict[Kind, dict[Kind, float]] = {
    "start": _BEGIN,
    "open": {**_BEGIN, "close": -5.0},
    "relation": {**_BEGIN, "minus": -1.5, "relation": -5.0},
    "minus": _AFTER_OPERATOR,
    "operator": _AFTER_OPERATOR,
    "digit": {**_AFTER_OPERAND, "digit": 0.0, "point": 0.0, "comma": 0.0},
    "point": _AFTER_POINT,
    "comma": _AFTER_POINT,
    "close": _AFTER_OPERAND,
    "percent": {**_AFTER_OPERAND, "open": -3.0},
    "operand": _AFTER_OPERAND,
    "root": {**_BEGIN, "minus": -3.0, "close": -5.0},
}
_LISTABLE: tuple[Kind, ...] = ("digit", "close", "percent", "operand")
# In brackets a comma may be one of a list: (2,-1,1).
FOLLOWS_IN_BRACKETS: dict[Kind, dict[Kind, float]] = {
    **FOLLOWS,
    **{kind: {**FOLLOWS[kind], "comma": 0.0} for kind in _LISTABLE},
    "comma": {**_BEGIN, "minus": -0.5},
}
ENDS: dict[Kind, float] = {
    "start": -3.0, "digit": 0.0, "point": -2.5, "comma": -2.5, "minus": -1.5, "operator": -1.5,
    "relation": 0.0, "open": -2.5, "close": 0.0, "percent": 0.0, "operand": 0.0, "root": -2.0,
}  # fmt: skip


class Gaussian(NamedTuple):
    """A normal distribution of (place, log size) on a row, both in its digit heights."""

    place: float
    place_spread: float
    size: float
    size_spread: float


@dataclass(frozen=True, slots=True)
class ScoreParameters:
    """How networks, sizes and strokes are weighed for one symbol candidate."""

    glyph_weight: float = 0.7  # of the glyph network's log-probability; composed
    trajectory_weight: float = 0.5  # of the stroke network's; composed
    hidden_glyph_weight: float = 0.35  # the same, where a stroke is lost in the glyph; composed
    hidden_trajectory_weight: float = 1.0  # composed
    hidden_stroke_share: float = 0.2  # of the candidate's size: no larger stroke is lost; composed
    digit_trajectory_weight: float = 0.35  # which digit, beside all the glyph says; composed
    trajectory_doubt: float = 0.1  # probability left to ways of drawing nobody has shown; composed
    min_digit_share: float = 0.01  # no held-out digit of 3,107 has less: fewer are asked about
    not_symbol_bonus: float = 0.6  # log-likelihood added to "not a symbol"; fitted
    size_weight: float = 1.0  # of the size's log-likelihood; judged
    # mean and spread of log height and log width of a symbol without sizes; judged
    unknown_size: tuple[float, ...] = (math.log(0.6), 1.0, math.log(0.5), 1.0)
    min_size_spread: float = 0.45  # of a log size: exponents are smaller than their row; fitted
    dot_excess_weight: float = 0.5  # of a dot's squared excess of size beyond one spread; composed
    tiny_size: float = 0.25  # a smaller glyph shows the pen's tremble more than a shape; judged
    min_glyph_trust: float = 0.05  # share of the glyph's weight in the smallest ink; judged
    stroke_weight: float = 0.85  # of stroke counts and gaps without a stroke network; composed
    stroke_weight_beside: float = 0.4  # the same, with one; composed, 0.2 to 0.6 are alike
    speck_weight: float = 0.85  # of specks and tails; composed
    min_stroke_percent: float = 0.4  # of drawings: other writers have other habits; judged
    speck_size: float = 0.2  # a smallest stroke that is no longer is a stray or a dot; composed
    max_gap_ratio: float = 5.0  # mean gaps: what is wider is as unlikely; judged


@dataclass(frozen=True, slots=True)
class LatticeParameters:
    """What a hypothesis costs, and what may stand over and under a bar or within a radical."""

    interleaved_cost: float = -0.5  # each other primitive written in between; fitted
    max_interleaved: int = 4  # primitives that are counted; judged
    crossing_cost: float = (
        -6.0
    )  # each stroke a level line of it goes through; 0 to -9 read the same
    cut_cost: float = -0.2  # each side of a cut through one piece; judged, 0 reads as well
    options: tuple[int, int] = (5, 3)  # symbols of one primitive, of several; composed and tried
    option_cutoff: float = 7.0  # nats below the likeliest symbol; judged
    min_log_prob: float = -12.0  # no score rules out what must be read; judged
    primitive_power: float = 0.86  # a symbol of n primitives counts n to this power; fitted
    evidence_weight: float = 0.3  # of the log-odds of being a symbol; fitted
    max_evidence: float = 6.0  # nats of these log-odds; fitted
    hypothesis_cost: float = 1.4  # paid by each hypothesis; fitted
    max_nesting: int = 5  # fractions and radicals within each other; judged
    inner_readings: int = 3  # readings of a numerator that are looked at; judged
    speck_size: float = 0.12  # what is no larger may be a stray mark; judged
    lone_gap: float = 1.2  # heights between a speck and all else: no point is so far; judged
    lone_cost: float = -5.0  # of taking such a speck for a symbol; judged
    ignored_prior: float = -2.5  # of what is no symbol in a field: the form's, or dirt; 291 cheques
    ignored_height: float = 0.5  # a lower primitive is no digit; judged
    # heights between what ends the number of an exercise and the row; judged, points may stand apart
    exercise_gaps: Mapping[str, float] = field(default_factory=lambda: {".": 0.7, ")": 0.5})
    likely_sign: float = math.log(0.5)  # of + in the row behind it: numbers may have wide points
    exercise_prior: float = -1.0  # of such a number: both ways are weighed as wholes; judged
    fraction_prior: float = -0.1  # fitted
    waiting_prior: float = -1.0  # of a bar with nothing below it yet; -20 to 1 read the same
    bar_reach: float = 1.3  # between a bar and what is over or under it; tried (0.9 before)
    bar_margins: tuple[float, float] = (0.25, -0.15)  # beyond a bar's end, tried one by one; judged
    grown_bar_margin: float = 0.7  # where nothing stands on the bar's level beside it; tried
    min_fraction_fit: float = -8.0  # a worse bar is none; judged
    tall_height: float = 0.3  # more than a dot, so that a bar may have it on one side; judged
    bar_gap: float = 0.25  # between a bar and its sides, and how far off is free; judged
    bar_gap_cost: float = 1.2  # each height beyond that; judged
    bar_overlap_cost: float = 3.0  # each height that a side reaches beyond the bar; judged
    bar_overhang: float = 0.3  # of a side beyond the bar's ends that costs nothing; judged
    bar_overhang_cost: float = 2.0  # each height beyond that; judged
    bar_min_width: float = 0.3  # of what stands over or under it, for its excess; judged
    bar_excess: float = 0.7  # log of how much wider than its sides a bar may be; judged
    bar_excess_cost: float = 0.5  # each nat beyond that; judged
    radical_prior: float = 0.0  # fitted
    radical_reaches: tuple[float, ...] = (-0.2, 0.1, 0.4)  # beyond its line, tried each; judged
    radical_overhang: float = 0.2  # of the content beyond the line that costs nothing; judged
    radical_overhang_cost: float = 1.5  # each height beyond that; fitted
    radical_hook: float = 0.15  # share of the sign's width that is its hook; judged
    radical_max_hook: float = 0.3  # more of a sign with a long line is no hook; composed
    radical_above: float = 0.1  # by which the content's middle may be above the sign; judged
    radical_below: float = 0.3  # and below it; judged
    radical_line_slope: float = 0.5  # height by width of a sign's line drawn by itself; composed


@dataclass(frozen=True, slots=True)
class AnnotationParameters:
    """Lines under writing and through it, in heights of digits; judged on composed marks."""

    min_strike: float = 0.7  # heights, width of a strike
    min_lean: float = 0.7  # width of a strike by its height
    max_lean: float = 0.6  # slope of a strike through one digit: no slash of a zero
    min_covered: float = 0.7  # of a digit's width, or of an underline's
    level_margin: float = 0.15  # heights from a level strike to a digit's top and foot
    lean_margin: float = 0.6  # heights by which a slope of 1 lessens that
    tall: float = 0.4  # heights, of what is struck
    touch: float = 0.15  # heights between a strike and a digit
    middle: tuple[float, float] = (0.2, 0.8)  # of the height of what is struck
    upright: float = 0.4  # width by height of what may be the upright of a plus
    min_struck: float = 0.8  # heights of one digit: an asterisk is lower
    min_overhang: float = 0.3  # heights beyond one digit
    max_shortfall: float = 0.25  # heights within the outer of several digits
    scribble_slack: float = 0.2  # of the box of what is struck, around it
    min_scribbled: float = 0.6  # share of a scribble's points over the digits
    scribble: float = 3.0  # diagonals of one digit, a scribble's way
    min_several: float = 0.7  # width by height of several digits
    min_cross: float = 0.9  # heights, of a cross: an asterisk is lower
    min_crossed: float = 0.5  # of a cross's sides
    min_underline: float = 0.5  # heights, width of an underline
    flat: float = 0.2  # of its width
    underline_reach: float = 0.8  # heights between the writing and its underline
    min_over: float = 0.5  # of an underline's width with writing above
    serif: float = 0.1  # heights between a digit and the line of its own at its foot
    descent: float = 0.2  # heights by which writing reaches below a line


@dataclass(frozen=True, slots=True)
class BarParameters:
    """Which ink may be a fraction bar."""

    lengthened_prior: float = -1.0  # of a bar in several strokes; tried
    slanted_prior: float = -1.0  # of a line that is no level one; tried
    min_slope: float = 0.3  # of a slanted bar; judged
    max_slope: float = 1.5  # level ones are below 0.4; tried
    max_bend: float = 0.08  # of a slanted bar's length, off the straight line; judged
    min_chord: float = 0.9  # of its box's diagonal: how far its ends are apart; judged
    min_length: float = 0.4  # of a slanted bar; judged
    side_overlap: float = 0.15  # that above and below may share beside a slanted bar; tried


@dataclass(frozen=True, slots=True)
class LayoutParameters:
    """Where ink stands on a row; lengths in the row's digit heights."""

    on_baseline: Gaussian = Gaussian(0.0, 0.16, 0.0, 0.28)  # noqa: RUF009 - fitted
    superscript: Gaussian = Gaussian(-0.62, 0.15, math.log(0.76), 0.36)  # noqa: RUF009 - fitted
    anywhere: Gaussian = Gaussian(-0.1, 0.55, -0.15, 0.5)  # noqa: RUF009 - the alternative; fitted
    flat_spread: float = 0.75  # factor of the place's spread for what has no height; fitted
    superscript_prior: float = -1.5  # of an exponent after something that can have one; fitted
    same_row_prior: float = -1.0  # of what goes on in the row; fitted
    superscript_range: tuple[float, float] = (-2.0, -0.1)  # where one may begin at all; judged
    superscript_height: float = 0.7  # of its digits, before one is read; judged
    min_digit_height: float = 0.25  # a 1 or 7 is never small because it is narrow; judged
    dot_middle: float = 0.5  # of a baseline dot's foot below the row's middle; judged
    comma_middle: float = 0.38  # of a comma's top below the row's middle; judged
    flat_follow: float = 0.2  # share by which what has no height moves the row; judged
    min_follow: float = 0.4  # share by which a digit moves it: rows slope; judged
    max_support: int = 3  # digits that a row's baseline rests on; judged
    overlap: float = 0.2  # of the narrower width, that costs nothing; judged
    max_overlap: float = 1.5  # widths beyond that which are counted; judged
    overlap_cost: float = 2.0  # a symbol's whole width inside the one before it; fitted
    min_width: float = 0.15  # of the narrower one, for this share; judged
    backward_cost: float = 3.0  # each height that a middle is left of the one before; judged


@dataclass(frozen=True, slots=True)
class GrammarParameters:
    """What follows what; tables by kind of symbol are fitted, lists in brackets tried."""

    follows: Mapping[Kind, Mapping[Kind, float]] = field(default_factory=lambda: FOLLOWS)
    in_brackets: Mapping[Kind, Mapping[Kind, float]] = field(
        default_factory=lambda: FOLLOWS_IN_BRACKETS
    )
    ends: Mapping[Kind, float] = field(default_factory=lambda: ENDS)
    unbalanced: float = -1.2  # each bracket open while the rest is not yet written; fitted
    wrong_bracket: float = -3.0  # one that closes none, or one of another kind; fitted
    relation_inside: float = -5.0  # in an exponent, a fraction or a radical; composed
    relation_in_bracket: float = -1.5  # a bracket was forgotten; judged
    integer_zero: float = 0.5  # of a 0 in a whole number: amounts are round; 291 cheques


@dataclass(frozen=True, slots=True)
class PlausibilityParameters:
    """What a whole row is worth beside usual arithmetic."""

    meaningless: float = -1.0  # half written, or impossible; tried
    number_digit: float = 0.5  # each digit of a row that is one number; fitted
    zero_in_front: float = -1.0  # of a whole number in a sum; numbers alone may have it; fitted
    bare_bracket: float = -1.5  # around a number alone, unless it is raised; tried
    times_one: float = -3.0  # a 1 alone beside brackets is a straight bracket; tried
    left_open: float = -1.5  # each bracket open where an exponent or a side of a bar ends; tried
    long_exponent: float = -1.0  # each item beyond ``exponent_items``; composed
    exponent_items: int = 3  # judged
    odd_exponent: float = -2.0  # each kind of point or relation in it; tried
    lone_dot: float = -3.0  # a product dot where nothing else is calculated: a decimal point; tried
    two_points: float = -1.5  # 1.5 and 2,5 in one row; tried
    two_products: float = -1.0  # · and × in one row; tried


@dataclass(frozen=True, slots=True)
class SearchParameters:
    """How wide the search is, and what a step costs."""

    beam: int = 12  # states a step; composed: 40 and 60 read the same
    merged_ways: int = 6  # worse ways to one place that are remembered; judged
    paths: int = 400  # looked at, of which many read alike; judged
    hopeless: float = 12.0  # nats below the best that has read as far; judged
    best_fit: float = 1.0  # upper bound of what a place in a row is worth; derived from the layout
    max_levels: int = 6  # a power of a power of a power, and two more; tried (4 before)
    stray_mark: float = -5.5  # of a speck that was not meant; tried
    late_cost: float = -0.25  # for a hypothesis written before the one on its left; fitted


@dataclass(frozen=True, slots=True)
class RescoringParameters:
    """How many readings of a line are weighed as wholes, and handed on."""

    n_best: int = 48  # readings weighed; tried (held-out lines need 24, other hands more)
    hopeless: float = 7.0  # nats below the best of the search: not weighed; judged
    max_pairs: int = 500_000  # of symbols, in all readings of a line: 120 MB are seen; judged
    sum_margin: float = (
        0.7  # nats by which ink prefers another, for by_sum; 1,600 composed equations
    )
    reported: int = 5  # readings that are handed on; judged
    alternatives: int = 5  # of a symbol that are handed on; judged
    other_readings: int = 4  # of a whole page, beside the likeliest; judged


@dataclass(frozen=True, slots=True)
class LineFeatureParameters:
    """How the rescoring network sees a line; a change needs a new network. All are judged."""

    floor: float = -18.0  # no logarithm of a probability is lower
    members: tuple[int, ...] = (1, 2, 3, 4)  # how many primitives a symbol has; 4 and more are one
    depths: tuple[int, ...] = (0, 1, 2, 3)  # how deep its row is nested; 3 and more are one


@dataclass(frozen=True, slots=True)
class PageParameters:
    """How large a page may be, and what parts its lines."""

    max_primitives: int = 300  # more are no sum that anyone could follow; judged
    max_vertices: int = 500  # of a stroke that are drawn: more than a glyph can show; judged
    max_candidates: int = 1000  # that are scored, a third of a millisecond each; judged
    height_step: float = 1.08  # factor between heights: one more stroke changes none; judged
    height_probability: float = 0.6  # of being a digit, to tell the typical height; judged
    min_height_ratio: float = 0.5  # of the refined height to the first guess; judged
    line_prior: float = -4.4  # each line more; fitted
    aside_cost: float = -3.0  # of a line not under the one above it, as an exponent is; fitted
    line_gap: float = 1.4  # between bands that may be one fraction; judged
    max_outliers: int = 6  # primitives of exponents that float above, and of points below; judged
    max_bands: int = 9  # of a fraction of fractions; judged
    seam_width: float = 1.0  # stroke widths: a wall between two digits may be of both; judged
    seconds: float = 1.0  # of processor time, after which a page is read less thoroughly; judged
    cached_candidates: int = 20_000  # whose network answers are remembered; judged
    cached_regions: int = 2_000  # whose readings are remembered; judged


@dataclass(frozen=True, slots=True)
class ColumnParameters:
    """Numbers below each other over a bar (``columns``), in heights of digits; judged."""

    min_bar: float = 0.8  # width of the bar
    reach: float = 1.2  # of a number beyond the bar's left end, and of right ends from the bar's
    carried_height: float = 0.7  # of digits that are carried


@dataclass(frozen=True, slots=True)
class OpinionParameters:
    """The line network's texts of a field (``second_opinion``); its weights are in its own file."""

    beam: int = 8  # prefixes that are followed; judged
    min_share: float = 0.003  # of a symbol in a frame that is followed; judged
    never: float = -1e9  # the logarithm of nothing: finite, so that sums stay numbers


@dataclass(frozen=True, slots=True)
class Parameters:
    """All of them, by stage, and the numbers of the symbol table that decide readings."""

    scores: ScoreParameters = ScoreParameters()
    lattice: LatticeParameters = LatticeParameters()
    annotations: AnnotationParameters = AnnotationParameters()
    bars: BarParameters = BarParameters()
    layout: LayoutParameters = LayoutParameters()
    grammar: GrammarParameters = field(default_factory=GrammarParameters)
    plausibility: PlausibilityParameters = PlausibilityParameters()
    search: SearchParameters = SearchParameters()
    rescoring: RescoringParameters = RescoringParameters()
    line_features: LineFeatureParameters = LineFeatureParameters()
    page: PageParameters = PageParameters()
    columns: ColumnParameters = ColumnParameters()
    opinion: OpinionParameters = OpinionParameters()
    symbols: tuple[tuple[object, ...], ...] = tuple(
        (row.text, row.kind, row.prior, row.strokes, row.gap, row.specks, row.tails, row.several)
        for row in (*SYMBOLS, NON_SYMBOL)
    )

    def digest(self) -> str:
        """Return 12 hex digits that name these values, for the provenance of figures."""
        return digest_of(self)


PARAMETERS = Parameters()
"""Those that readings are made with."""
