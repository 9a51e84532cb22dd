"""The numbers by which ruled tables are found and their cells are read, each with unit and source.

Purpose: one frozen object for each step; the digest names them in provenance.
Contract: a judged number was set by looking at composed pages (``benchmarks.tables``) of held-out
training writers. "Sides" are the longer side of the picture in which rules are looked for.
Not here: limits on files (``raster.image``).
"""

from dataclasses import dataclass

from digit_recognizer.files import digest_of


@dataclass(frozen=True, slots=True)
class EvidenceParameters:
    """Which pixels are as dark and as thin as rules (``evidence``)."""

    side: int = 1400  # pixels of the longer side, at most; judged
    closing: float = 0.012  # sides: nothing wider is a rule; judged
    min_closing: int = 7  # pixels; judged
    min_paper: float = 32.0  # of 255: darker paper counts as this bright; judged
    noise_floor: float = 0.0  # standard deviations of the paper that are no rule; judged
    noise_span: float = 5.0  # standard deviations from no rule to certainly one; judged
    min_span: float = 0.12  # of the paper's brightness, that span at least; judged


@dataclass(frozen=True, slots=True)
class RuleParameters:
    """Long lines and how they run (``warp``, ``rules``)."""

    max_slope: float = 0.36  # pixels a pixel, skew and perspective together; judged
    slope_step: float = 0.005  # pixels a pixel; judged
    skew_side: int = 350  # pixels of the copy in which skew is looked for; judged
    map_step: int = 8  # pixels between places at which the warp is kept; judged
    tilt_tolerances: tuple[int, ...] = (2, 2, 1)  # pixels, for each round of fitting; judged
    halved_side: int = 900  # pixels: slopes are measured on a copy half as large; judged
    length: float = 0.03  # sides, the shortest line; judged
    min_length: int = 18  # pixels; judged
    piece: int = 13  # pixels, a piece of a line; judged
    thickness: int = 4  # pixels of a line, at most; judged
    usual_strength: float = 0.5  # of a rule's median strength: less is a gap in it; judged
    contrast: float = 0.25  # evidence by which a line is above what is beside it; judged
    full_chunk: float = 0.6  # of a chunk that a line fills where its slope is measured; judged
    chunk: float = 0.06  # sides, length over which a slope is measured; judged
    ridge: float = 0.3  # chunks of evidence that slopes do not change; judged
    # For each round of fitting, pixels a pixel off the field: less is no error, more no rule; judged.
    fit_rounds: tuple[tuple[float, float], ...] = (
        (0.1, 0.4), (0.05, 0.4), (0.02, 0.4), (0.01, 0.4), (0.005, 0.4), (0.005, 0.3), (0.005, 0.2),
        (0.005, 0.1), (0.005, 0.06), (0.005, 0.04),
    )  # fmt: skip
    same_rule: float = 3.0  # pixels between pieces of one rule; judged


@dataclass(frozen=True, slots=True)
class GridParameters:
    """Which rules make a table (``grid``)."""

    region_gap: float = 0.012  # sides: rules further apart belong to two tables; judged
    max_regions: int = 12  # pieces of rules that are looked at, to bound the time; judged
    min_reach: float = 0.25  # of the table's side that a rule covers; judged
    speck: int = 3  # pixels, gap in a rule that noise makes; judged
    solid: float = 0.98  # of a rule that is drawn, gaps by noise aside: letters leave more; judged
    solid_slack: float = 0.1  # by which that is less where there is no ink above or below; judged
    text_ink: float = 0.5  # of a line with gaps that has ink above or below: it is text; judged
    no_piece: float = 0.1  # of a cell's side: less is nothing, beside cells that are merged; judged
    absent: float = 0.35  # of a cell's side: less of a rule is none; judged
    best: float = 0.8  # quantile of the shares that rules are drawn: the best of them; judged
    min_best: float = (
        0.7  # of a rule's length: where the best are drawn less, there are none; judged
    )
    whole: float = 0.9  # of the best share, along a cell: the rule is there; judged
    many: float = 0.5  # of the best share, all along: less is no rule, in whatever pieces; judged
    min_share: float = 0.4  # of the cells along it, side by side, at which a rule is whole; judged
    crossing: float = 0.12  # of a cell's side, before and after a crossing; judged
    min_crossing: int = 3  # pixels, the same; judged
    drawn_on: float = 0.6  # of both sides of a crossing that are drawn: the rule goes on; judged
    going_on: float = 1.0  # of the crossings at which a piece of a rule goes on; judged
    double: float = 0.35  # of a usual row's height: rules nearer are one; judged
    typical: float = 0.7  # quantile of the distances between rules that is a usual cell; judged
    open_side: float = 0.55  # of a usual cell by which rules stick out of an open side; judged
    open_gap: float = 0.015  # sides, break in a rule that sticks out; judged
    min_cell: float = 12.0  # pixels: smaller cells are squared paper; judged
    max_rules: int = 250  # of one direction: more are squared paper; judged
    min_area: float = 0.04  # of the largest table: smaller ones are none; judged
    min_drawn: float = 0.65  # of all sides of cells that are ruled; judged


@dataclass(frozen=True, slots=True)
class CellParameters:
    """Pictures of cells and of the fields of forms (``field_picture``). Heights are the field's."""

    height: int = 72  # pixels of a field's picture, where it is small; judged
    max_height: int = 84  # pixels of a field's picture, where it is large; judged
    max_width: int = 1200  # pixels; judged
    margin: float = 0.3  # heights of context around a field; judged
    rule_share: float = 0.5  # of a pixel, by the page network: it is a rule's
    rule_reach: float = 0.14  # heights from a field's side within which its rule runs; judged
    rule_cover: float = 0.55  # of the picture's side that a rule runs along; judged
    free_gap: float = 0.04  # heights between a field's sides and ink that is no rule; judged
    own_share: float = 0.5  # of a piece of ink inside the field: then it belongs to it; judged
    min_dot: float = 0.7  # stroke widths: smaller pieces are dust; judged
    min_writing: float = 0.16  # heights: a field with nothing as large is empty; judged


@dataclass(frozen=True, slots=True)
class ReadingParameters:
    """Reading cells (``read_table``)."""

    # Of log confidence, log share and length, and a bias: below 0 it is a word; fitted by
    # "python -m benchmarks tables --fit" on 1,809 cells of held-out training writers.
    number_weights: tuple[float, float, float, float] = (0.82, 3.15, -2.7, 13.73)
    sample: int = 12  # cells by which it is found which side is up; judged
    few: int = 3  # of the sample every so many are read first; judged
    upright: float = 0.85  # mean confidence of the sample: no other side is tried; judged
    turned: float = 0.15  # by which another side must be surer; judged


EVIDENCE, RULES, GRID = EvidenceParameters(), RuleParameters(), GridParameters()
CELLS, READING = CellParameters(), ReadingParameters()


def digest() -> str:
    """Return 12 hex digits that name these numbers."""
    return digest_of(EVIDENCE, RULES, GRID, CELLS, READING)
