"""Lines of a form: lines and frames that run across a picture, and what is left of them.

Purpose: take the form out before anything is read; writing that crosses a line stays.
Contract: pure and deterministic. Masks are (H, W) bool, boxes (N, 4) int: left, top, right, bottom.
Not here: paper and dust (``photo``); the numbers (``parameters``).
"""

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.arrays import Flags, Mask
from digit_recognizer.raster.connected_components import run_lengths
from digit_recognizer.raster.parameters import FORM

Boxes = NDArray[np.intp]
"""(N, 4) int: left, top, right, bottom of pieces in pixels, right and bottom exclusive."""


def form_lines(ink: Mask) -> Mask:
    """Return the pixels of long thin lines that run across the picture, both ways."""
    anywhere, outer = np.ones(len(ink), bool), _is_outer(ink.shape[1])
    level, upright = _across(ink, anywhere), _across(ink.T, outer).T
    # On squared paper each is in the other's way where they cross.
    if level.any() and upright.any():
        level |= _across(ink & ~upright, anywhere)
        upright |= _across((ink & ~level).T, outer).T
    return level | upright


def rests_of_lines(
    boxes: Boxes, areas: NDArray[np.intp], shape: tuple[int, ...], stroke: float
) -> Flags:
    """Return which of N >= 1 pieces are rests of lines: thin, straight, around all writing.

    ``areas`` (N,): pixels of ink; ``shape``: the page's; ``stroke``: width of the strokes in pixels.
    """
    high = boxes[:, 3] - boxes[:, 1]
    is_tall = high >= FORM.tall * high.max()
    return flat_rule(boxes, is_tall, stroke) | upright_rule(boxes, areas, is_tall, shape, stroke)


def flat_rule(boxes: Boxes, is_tall: Flags, stroke: float) -> Flags:
    """Return which pieces are rests of a level line over or under all the writing.

    ``is_tall`` (N,): which pieces are as high as writing, one at least.
    """
    left, top, right, bottom = boxes.T
    wide, high = right - left, bottom - top
    head, last = top[is_tall].min(), bottom[is_tall].max()
    foot = min(np.median(bottom[is_tall]), last)
    is_flat = (high <= FORM.flat_thickness * stroke) & (wide >= FORM.elongation * high)
    is_under = (top >= foot - FORM.foot_reach * stroke) & ~_has_writing(boxes, is_tall)
    return np.asarray(is_flat & ((bottom <= head + FORM.head_reach * stroke) | is_under))


def upright_rule(
    boxes: Boxes, areas: NDArray[np.intp], is_tall: Flags, shape: tuple[int, ...], stroke: float
) -> Flags:
    """Return (N,) bool: which of N pieces are rests of an upright line at a side, and no 1 of a row."""
    height, width = shape
    left, top, right, bottom = boxes.T
    wide, high = right - left, bottom - top
    is_upright = (wide <= FORM.upright_thickness * stroke) & (high >= FORM.elongation * wide)
    is_line = areas >= FORM.upright_fill * wide * high
    is_rim = areas <= FORM.upright_rim * stroke * high
    is_aside = (left >= (1 - FORM.frame_width) * width) | (right <= FORM.frame_width * width)
    is_outer = (top <= FORM.outer * height) | (bottom >= (1 - FORM.outer) * height)
    is_frame = is_upright & (is_line | is_rim) & is_aside & is_outer
    return np.asarray(is_frame & ~_is_one(boxes, is_tall & ~is_frame))


def grown(mask: Mask, steps: int) -> Mask:
    """Return ``mask`` grown up and down by so many pixels."""
    result = mask.copy()
    for step in range(1, steps + 1):
        result[step:] |= mask[:-step]
        result[:-step] |= mask[step:]
    return result


def _is_outer(count: int) -> Flags:
    """Return which of ``count`` columns are so near the border that a frame is there, not a 1."""
    place = np.arange(count)
    return (place < FORM.frame_width * count) | (place >= (1 - FORM.frame_width) * count)


def _across(ink: Mask, may_be_short: Flags) -> Mask:
    """Return the pixels of lines from left to right: long, thin, reaching the border.

    ``may_be_short`` (H,): the rows where a line need not go all the way.
    """
    height, width = ink.shape
    found = np.zeros_like(ink)
    # A line is not quite straight, nor quite level.
    runs = run_lengths(grown(ink, min(max(1, height // FORM.tilt), FORM.max_tilt)))
    edge = max(2, width // FORM.border)
    is_long = runs >= FORM.min_length * width
    ends = is_long[:, :edge].any(axis=1) | is_long[:, -edge:].any(axis=1)
    is_full = (runs >= FORM.full_length * width).any(axis=1)
    line = is_long & ((ends & may_be_short) | is_full)[:, None] & ink
    if not line.any():
        return found
    thickness = run_lengths(ink.T).T
    usual = float(np.median(thickness[line]))
    if usual > FORM.max_thickness * min(ink.shape):
        return found
    return np.asarray(line & (thickness <= FORM.thickness_spread * usual))


def _is_one(boxes: Boxes, is_digit: Flags) -> Flags:
    """Return which pieces stand where the digits of one row do, and are as high: a 1 at its end."""
    if not is_digit.any():
        return np.zeros(len(boxes), bool)
    top, foot = np.median(boxes[is_digit][:, [1, 3]], axis=0)
    off = np.abs(boxes[:, [1, 3]] - (top, foot)).max(axis=1)
    return np.asarray(off < FORM.alignment * (foot - top))


def _has_writing(boxes: Boxes, is_tall: Flags) -> Flags:
    """Return which pieces have tall ones beside or below them.

    Of several lines, all but the last end above the signs and fraction bars of the last one.
    """
    left, top, right, bottom = boxes.T
    middle, high = (top + bottom) / 2, bottom - top
    below = np.sort(middle[is_tall])
    share = 1 - np.searchsorted(below, middle, side="right") / max(len(below), 1)
    has = share > FORM.max_below
    for x0, y0, x1, y1 in boxes[is_tall][: FORM.max_compared].tolist():
        side = y1 - y0
        margin, reach = FORM.beside_margin * side, FORM.beside_reach * side
        is_beside = (middle > y0 + margin) & (middle < y1 - margin)
        has |= is_beside & (left < x1 + reach) & (right > x0 - reach) & (high < side)
    return np.asarray(has)
