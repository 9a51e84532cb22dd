"""The numbers by which boxes of forms are found and forms are laid over scans, each with its unit.

Purpose: one frozen object for each step; the digest names them in provenance.
Contract: a judged number was set by looking at composed forms (``tests/composed_forms.py``). Pixels are
those of the reduced picture (``tables.evidence``), whose longer side has at most 1,400.
Not here: limits of the file of a template (``form_file``).
"""

from dataclasses import dataclass

from digit_recognizer.files import digest_of


@dataclass(frozen=True, slots=True)
class BoxParameters:
    """Boxes of a blank form (``boxes``)."""

    rule_level: float = 0.35  # evidence of a rule, at least; judged
    gap: int = 5  # pixels, break in a rule that is closed; judged
    min_side: float = 12.0  # pixels of a box, inside; judged
    max_side: float = 0.95  # of the picture's side; judged
    filled: float = 0.9  # of the four-cornered shape that the inside fills, and the reverse; judged
    bare: float = 0.6  # of the inside that has no ink: hints may be printed in it; judged
    max_skew: float = 0.3  # of a side, by which the opposite one differs; judged
    reach: float = 5.0  # pixels from the inside to the middle of the rule, at most; judged
    alike: float = 0.2  # of a side by which the boxes of a comb differ; judged
    comb_gap: float = 0.6  # widths between boxes of a comb; judged
    even: float = 0.2  # widths by which these gaps differ; judged
    comb_shape: float = 1.6  # heights: wider boxes hold more than a digit; judged
    same_row: float = 0.5  # heights by which fields of a row are off it; judged


@dataclass(frozen=True, slots=True)
class AlignmentParameters:
    """Rules of the template against rules of the scan (``alignment``)."""

    points: int = 2400  # places on the template's rules that are compared; judged
    coarse_side: int = 128  # pixels of the copy in which shifts are looked for everywhere; judged
    max_angle: float = 7.0  # degrees; judged
    angle_step: float = 1.0  # degrees; judged
    max_scale: float = 1.16  # times; judged
    scale_step: float = 0.02  # as a share; judged
    tries: int = 12  # places that are looked at closer; judged
    # pixels in which rules are looked for, in each round; judged
    radii: tuple[int, ...] = (12, 9, 6, 12, 12, 12, 9, 6, 4, 3, 3)
    affine_rounds: int = 3  # so many of these rounds without perspective; judged
    trusted: float = 0.4  # of the radius: places further off the fit count half; judged
    level: float = 0.3  # evidence that is a rule; judged
    nearest: float = 0.04  # by which evidence counts less for each pixel off; judged
    perspective_ridge: float = 0.002  # of the points, that speak against perspective; judged
    snap: float = 3.0  # pixels by which a side of a box may be off the form; judged
    snap_level: float = 0.45  # mean evidence of a side at least, to be followed; judged
    fitting: float = 0.7  # of the template's rules that a scan shows, at least; judged
    tolerance: int = 3  # pixels across, within which a rule is shown; judged


@dataclass(frozen=True, slots=True)
class WallParameters:
    """Walls that are painted over (``walls``). Heights are the box's."""

    reach: float = 0.12  # heights from a side within which its wall is; judged
    along: float = 0.6  # quantile of the levels along a wall: so much of it is drawn; judged
    darkness: float = 12.0  # levels by which a wall is darker than the paper, at least; judged
    edge: float = 0.25  # of the darkest row of a wall: less is no wall; judged
    usual: float = 0.3  # quantile of the darkness along a wall that is the wall's own; judged
    excess: float = 0.25  # of this darkness: so much more, and a stroke is there; judged
    parallel: float = 0.2  # heights: a stroke is there for less only where it crosses; judged
    margin: int = 1  # pixels beyond a wall that are painted, too; judged


BOXES, ALIGNMENT, WALLS = BoxParameters(), AlignmentParameters(), WallParameters()


def digest() -> str:
    """Return 12 hex digits that name these numbers."""
    return digest_of(BOXES, ALIGNMENT, WALLS)
