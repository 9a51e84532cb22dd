"""Affine maps of the plane: what turning, tilting and cutting a picture come to.

Purpose: one map from what is seen to the picture's own pixels, however it was turned and cut.
Contract: immutable; angles in radians; y grows downwards. Standard library only.
Not here: pixels.
"""

import math
from typing import NamedTuple

from digit_recognizer.ink import Ink, Point, Stroke


class Affine(NamedTuple):
    """(x, y) goes to (``a`` x + ``b`` y + ``c``, ``d`` x + ``e`` y + ``f``)."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 0.0
    e: float = 1.0
    f: float = 0.0

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Return where (x, y) goes.

        >>> Affine.scaling(2).after(Affine.moving(1, 0)).at(3, 4)
        (8.0, 8.0)
        """
        return self.a * x + self.b * y + self.c, self.d * x + self.e * y + self.f

    def after(self, first: "Affine") -> "Affine":
        """Return the map that does ``first`` and then this one."""
        c, f = self.at(first.c, first.f)
        return Affine(
            self.a * first.a + self.b * first.d, self.a * first.b + self.b * first.e, c,
            self.d * first.a + self.e * first.d, self.d * first.b + self.e * first.e, f,
        )  # fmt: skip

    def inverse(self) -> "Affine":
        """Return the map back; raises ZeroDivisionError for one that has none."""
        size = self.a * self.e - self.b * self.d
        a, b, d, e = self.e / size, -self.b / size, -self.d / size, self.a / size
        return Affine(a, b, -(a * self.c + b * self.f), d, e, -(d * self.c + e * self.f))

    def of_ink(self, ink: Ink) -> Ink:
        """Return ``ink`` where it goes."""
        moved = (tuple(Point(*self.at(p.x, p.y), p.t) for p in each.points) for each in ink)
        return Ink(tuple(Stroke(to, each.start) for each, to in zip(ink, moved, strict=True)))

    @classmethod
    def moving(cls, dx: float, dy: float) -> "Affine":
        """Return the map that moves by (dx, dy)."""
        return cls(c=dx, f=dy)

    @classmethod
    def scaling(cls, factor: float) -> "Affine":
        """Return the map that makes all ``factor`` times as large, about the origin."""
        return cls(a=factor, e=factor)

    @classmethod
    def turning(cls, angle: float, x: float, y: float) -> "Affine":
        """Return the turn by ``angle`` about (x, y), clockwise as it is seen."""
        cos, sin = math.cos(angle), math.sin(angle)
        return cls(cos, -sin, x - cos * x + sin * y, sin, cos, y - sin * x - cos * y)
