"""Colours of charts by role, and how to mix them.

Purpose: one set of colours for every chart.
Contract: colours are ``#rrggbb``; text on paper has a contrast of at least 4.5 : 1 (WCAG 2.2, AA).
Not here: what is drawn on (``surface``); the window's colours (``app.palette``).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Colours:
    """Colours by role: ``accent`` for figures, ``second`` for what is set against them, ``wrong``."""

    paper: str
    ink: str
    soft: str
    grid: str
    accent: str
    second: str
    wrong: str


CHART_COLOURS = Colours("#ffffff", "#1f2328", "#667080", "#e3e6eb", "#0a6cff", "#b45309", "#d1242f")


def mixed(first: str, second: str, share: float) -> str:
    """Return the colour with ``share`` (0 to 1) of ``second`` mixed into ``first``."""
    pairs = zip(rgb(first), rgb(second), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def rgb(colour: str) -> tuple[int, int, int]:
    """Return the three levels, 0 to 255, of ``#rrggbb``."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
