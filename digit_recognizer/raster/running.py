"""Running minima and maxima along an axis: what closings are made of.

Purpose: morphology with long straight elements in a few passes over the array, whatever their length.
Contract: arrays keep shape and dtype. Windows are centred; beyond the border lies nothing that counts.
Not here: what is closed (``segmentation``, ``tables``).
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def dilated(array: NDArray[Any], size: int, axis: int) -> NDArray[Any]:
    """Return the running maximum over ``size`` pixels (odd) along ``axis``."""
    return _running(np.maximum, array, size, axis)


def spread(array: NDArray[Any], size: int) -> NDArray[Any]:
    """Return the running maximum over squares of ``size`` pixels (odd) a side, of an (H, W) array."""
    return dilated(dilated(array, size, 0), size, 1)


def eroded(array: NDArray[Any], size: int, axis: int) -> NDArray[Any]:
    """Return the running minimum over ``size`` pixels (odd) along ``axis``."""
    return _running(np.minimum, array, size, axis)


def closed(array: NDArray[Any], size: int, axis: int) -> NDArray[Any]:
    """Return ``array`` with gaps narrower than ``size`` (odd) along ``axis`` filled."""
    return eroded(dilated(array, size, axis), size, axis)


def _running(worse: Any, array: NDArray[Any], size: int, axis: int) -> NDArray[Any]:
    """Return ``worse`` of each window: windows double until they are long enough."""
    if size <= 1:
        return array
    first, last = (array.take([end], axis).repeat(size // 2, axis) for end in (0, -1))
    found = np.moveaxis(np.concatenate([first, array, last], axis), axis, 0)
    count, reach = array.shape[axis], 1
    while reach * 2 <= size:
        found = worse(found[:-reach], found[reach:])
        reach *= 2
    rest = size - reach
    if rest:
        found = worse(found[: len(found) - rest], found[rest:])
    return np.moveaxis(found[:count], 0, axis)
