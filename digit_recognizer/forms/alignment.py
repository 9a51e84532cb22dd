"""A form laid over a scan: rules of the template against rules of the scan.

Purpose: find where each box of a form is on a scan that is shifted, turned, scaled, or photographed.
Contract: up to 7 degrees and 16 % in scale beside the four sides a sheet may lie on. Deterministic; a
scan of something else gives None.
Not here: what is written in the boxes.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from digit_recognizer.arrays import Levels
from digit_recognizer.forms.form import Form, Places, Quads
from digit_recognizer.forms.parameters import ALIGNMENT
from digit_recognizer.forms.sides import sampled, snapped
from digit_recognizer.raster.running import dilated
from digit_recognizer.tables.evidence import reduced, rule_evidence

Matrix = NDArray[np.float64]
"""(3, 3) float64: a projective map of x, y, 1."""

Floats = NDArray[np.float64]
TRIED_SHARE = 3  # one place of so many is compared where several tries are


@dataclass(frozen=True, slots=True, eq=False)
class _Sides:
    """What is compared: (P, 2) ``places`` on the template's rules and their ``normals``."""

    places: Places
    normals: Places
    middle: Places


def aligned(form: Form, levels: Image.Image) -> Quads | None:
    """Return (N, 4, 2) where the boxes of ``form`` are on a sheet, or None if it shows another form.

    ``levels``: 8-bit grey with bright paper.
    """
    small, factor = reduced(np.asarray(levels))
    evidence = rule_evidence(small)
    size = np.array([form.width, form.height], np.float64)
    places, normals = form.places(ALIGNMENT.points)
    sides = _Sides(places, normals, size / 2)
    scale = float(np.sqrt(evidence.shape[1] / size[0] * evidence.shape[0] / size[1]))
    shown = np.maximum.reduce([dilated(evidence, ALIGNMENT.tolerance, axis) for axis in (0, 1)])
    for quarters in (0, 2, 1, 3):
        found = _fitted(sides, evidence, quarters * 90.0, scale)
        if found is None:
            continue
        if sampled_share(shown, projected(found, places)) >= ALIGNMENT.fitting:
            quads = projected(found, form.boxes)
            reach = ALIGNMENT.snap
            quads = snapped(
                quads, evidence, inwards=reach, outwards=reach, level=ALIGNMENT.snap_level
            )
            return np.asarray(quads * factor)
    return None


def projected(matrix: Matrix, places: Places) -> Places:
    """Return ``places`` (..., 2) mapped by ``matrix``."""
    found = places @ matrix[:, :2].T + matrix[:, 2]
    return np.asarray(found[..., :2] / found[..., 2:])


def sampled_share(shown: Levels, places: Places) -> float:
    """Return the share of ``places`` at which ``shown`` has a rule."""
    return float((sampled(shown, places) >= ALIGNMENT.level).mean())


def _fitted(sides: _Sides, evidence: Levels, angle: float, scale: float) -> Matrix | None:
    """Return the map of the template to the scan that fits best near ``angle`` and ``scale``."""
    tries = _coarse(sides, evidence, angle, scale)
    few = _Sides(sides.places[::TRIED_SHARE], sides.normals[::TRIED_SHARE], sides.middle)
    best, found = -1.0, None
    for matrix in tries:
        candidate = _refined(matrix, few, evidence, ALIGNMENT.radii[: ALIGNMENT.affine_rounds])
        share = float(sampled(evidence, projected(candidate, sides.places)).mean())
        if share > best:
            best, found = share, candidate
    if found is None:
        return None
    return _refined(found, sides, evidence, ALIGNMENT.radii, perspective=True)


def _coarse(sides: _Sides, evidence: Levels, angle: float, scale: float) -> list[Matrix]:
    """Return the likeliest similarities: for each angle and scale all shifts are tried at once."""
    factor = max(1, -(-max(evidence.shape) // ALIGNMENT.coarse_side))
    height, width = (-(-side // factor) for side in evidence.shape)
    padded = np.pad(
        evidence,
        ((0, height * factor - evidence.shape[0]), (0, width * factor - evidence.shape[1])),
    )
    coarse = padded.reshape(height, factor, width, factor).max(axis=(1, 3))
    coarse = np.where(coarse >= ALIGNMENT.level, coarse, 0)
    coarse = coarse - coarse.mean()  # where everything is dark, nothing fits
    length = 1 << int(np.ceil(np.log2(2 * max(height, width))))
    spectrum = np.fft.rfft2(coarse, (length, length))
    span = int(ALIGNMENT.max_angle // ALIGNMENT.angle_step)
    angles = angle + np.arange(-span, span + 1) * ALIGNMENT.angle_step
    span = int(np.log(ALIGNMENT.max_scale) // np.log1p(ALIGNMENT.scale_step))
    scales = scale * (1 + ALIGNMENT.scale_step) ** np.arange(-span, span + 1)
    found: list[tuple[float, Matrix]] = []
    for turn, size in product(angles.tolist(), scales.tolist()):
        matrix = _similarity(turn, size / factor, sides.middle)
        places = projected(matrix, sides.places)
        origin = np.floor(places.min(axis=0))
        cells = np.floor(places - origin).astype(np.intp)
        if cells.max() >= length:
            continue
        drawn = np.bincount(cells[:, 1] * length + cells[:, 0], minlength=length * length)
        drawn = np.minimum(drawn, np.quantile(drawn[drawn > 0], 0.9)).reshape(length, length)
        scores = np.fft.irfft2(spectrum * np.conj(np.fft.rfft2(drawn)), (length, length))
        y, x = divmod(int(scores.argmax()), length)
        score = float(scores[y, x]) / float(np.sqrt((drawn**2).sum()))
        y, x = (place - length if place > length // 2 else place for place in (y, x))
        matrix[:2, 2] += (x, y) - origin
        matrix[:2] *= factor
        found.append((score, matrix))
    found.sort(key=lambda each: -each[0])
    return [matrix for _, matrix in found[: ALIGNMENT.tries]]


def _similarity(angle: float, scale: float, middle: Places) -> Matrix:
    """Return the map that turns by ``angle`` degrees and scales about ``middle``, put at 0, 0."""
    a, b = scale * np.cos(np.radians(angle)), scale * np.sin(np.radians(angle))
    turn = np.array([[a, -b], [b, a]])
    return np.block([[turn, -(turn @ middle)[:, None]], [np.zeros((1, 2)), np.ones((1, 1))]])


def _refined(
    matrix: Matrix,
    sides: _Sides,
    evidence: Levels,
    radii: tuple[int, ...],
    *,
    perspective: bool = False,
) -> Matrix:
    """Return ``matrix`` moved to the nearest rules, found along the normals in ever smaller ``radii``.

    Iterative closest points with distances to lines (Y. Chen, G. Medioni, "Object modelling by
    registration of multiple range images", 1992).
    """
    reach = float(np.abs(sides.places - sides.middle).max()) or 1.0
    unit = np.array([[reach, 0, sides.middle[0]], [0, reach, sides.middle[1]], [0, 0, 1.0]])
    u = (sides.places - sides.middle) / reach
    for number, radius in enumerate(radii):
        at = projected(matrix, sides.places)
        ahead = projected(matrix, sides.places + sides.normals) - at
        normals = ahead / np.maximum(np.hypot(*ahead.T), 1e-9)[:, None]
        offsets = np.arange(-radius, radius + 0.25, 0.5)
        seen = sampled(evidence, at[:, None] + normals[:, None] * offsets[:, None])
        seen = seen - ALIGNMENT.nearest * np.abs(offsets)
        moves = offsets[seen.argmax(axis=1)]
        weights = (seen.max(axis=1) >= ALIGNMENT.level).astype(np.float64)
        if weights.sum() < 8:
            return matrix
        terms = 8 if perspective and number >= ALIGNMENT.affine_rounds else 6
        spread = ALIGNMENT.trusted * radius
        matrix = _moved(
            matrix @ unit, u, normals, moves, weights, terms=terms, spread=spread
        ) @ np.linalg.inv(unit)
    return matrix


def _moved(
    matrix: Matrix,
    u: Places,
    normals: Places,
    moves: Floats,
    weights: Floats,
    *,
    terms: int,
    spread: float,
) -> Matrix:
    """Return ``matrix`` changed so that places ``u`` go by ``moves`` along ``normals``.

    Weighted least squares over ``terms`` entries; places ``spread`` pixels off the fit count half.
    """
    matrix = matrix / matrix[2, 2]
    at = projected(matrix, u)
    depth = u @ matrix[2, :2] + 1
    ones = np.ones(len(u))
    basis = np.stack([u[:, 0], u[:, 1], ones], axis=-1) / depth[:, None]
    along = (normals * at).sum(axis=1)
    columns = np.concatenate(
        [normals[:, :1] * basis, normals[:, 1:] * basis, -along[:, None] * basis[:, :2]], axis=1
    )[:, :terms]
    ridge = np.zeros(terms)
    if terms == 8:
        size = float(np.hypot(matrix[0, 0], matrix[1, 0]))
        ridge[6:] = ALIGNMENT.perspective_ridge * weights.sum() * size**2
    change = np.zeros(terms)
    for _ in range(3):  # places that other rules draw away count less (Cauchy)
        left = (columns * weights[:, None]).T
        change = np.linalg.solve(left @ columns + np.diag(ridge + 1e-6), left @ moves)
        rest = moves - columns @ change
        weights = np.where(weights > 0, 1 / (1 + (rest / spread) ** 2), 0)
    full = np.zeros(9)
    full[:terms] = change
    return matrix + full.reshape(3, 3)
