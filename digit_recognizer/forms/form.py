"""A form: its size and its named fields, as they are on the blank sheet.

Purpose: what a template holds, and the places that are compared with a scan.
Contract: immutable. A box has one quad; a comb, one digit a box, has two or more from left to right.
Not here: its file (``form_file``), finding it (``boxes``).
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Kind = Literal["box", "comb"]

Quads = NDArray[np.float64]
"""(N, 4, 2) float64: x, y of the corners of boxes, clockwise from the left upper one."""

Places = NDArray[np.float64]
"""(P, 2) float64: x, y."""


@dataclass(frozen=True, slots=True, eq=False)
class FormField:
    """One field: ``boxes`` (N, 4, 2) in pixels of the blank sheet; N is 1 for a "box"."""

    name: str
    kind: Kind
    boxes: Quads


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """A form of ``width`` by ``height`` pixels."""

    width: int
    height: int
    fields: tuple[FormField, ...]

    @property
    def boxes(self) -> Quads:
        """(N, 4, 2): all boxes, in the order of the fields."""
        return np.concatenate([field.boxes for field in self.fields])

    def places(self, count: int) -> tuple[Places, Places]:
        """Return about ``count`` places on the sides of all boxes and the (P, 2) normals there.

        They are evenly far from each other.
        """
        begin = self.boxes.reshape(-1, 2)
        along = np.roll(self.boxes, -1, axis=1).reshape(-1, 2) - begin
        lengths = np.hypot(*along.T)
        numbers = np.maximum(np.ceil(lengths / lengths.sum() * count), 3).astype(np.intp)
        side = np.repeat(np.arange(len(begin)), numbers)
        rank = np.arange(len(side)) - np.repeat(np.cumsum(numbers) - numbers, numbers)
        share = ((rank + 0.5) / numbers[side])[:, None]
        normals = (
            np.stack([-along[:, 1], along[:, 0]], axis=-1) / np.maximum(lengths, 1e-9)[:, None]
        )
        return begin[side] + along[side] * share, normals[side]
