"""Every expression that was misread, with its ink, the truth and the reading.

Purpose: what a person looks at to see why.
Contract: PNG bytes. Strokes that were read as one symbol have one colour.
Not here: the figures (``scoring``), the sheet (``charts.error_sheet``).
"""

from collections.abc import Sequence

from digit_recognizer.charts.colours import CHART_COLOURS
from digit_recognizer.charts.error_sheet import LEGEND, MISTAKE_WIDTH, Mistake, error_sheet
from digit_recognizer.charts.surface import ChartSurface
from digit_recognizer.evaluation.expressions.scoring import ExpressionOutcome
from digit_recognizer.ink import Ink

MAX_INK_HEIGHT = 120  # points
MAX_STROKE_SIZE = 64.0  # points: one symbol need not fill its cell
ERRORS_PER_PAGE = 120
SYMBOL_COLOURS = (CHART_COLOURS.ink, CHART_COLOURS.accent, "#f08c00", "#1a7f37", "#8250df")


def error_gallery(name: str, outcomes: Sequence[ExpressionOutcome]) -> list[bytes]:
    """Return pictures of the ``outcomes`` that are not exact, the most confident first; at least one."""
    wrong = sorted((o for o in outcomes if "exact" not in o.right), key=lambda o: -o.confidence)
    title = f"{name}: {len(wrong)} misread of {len(outcomes):,}"
    starts = range(0, max(1, len(wrong)), ERRORS_PER_PAGE)
    legend = f"{LEGEND}; the place in the file; x and : are signs of operations"
    return [
        error_sheet(
            f"{title}, page {number} of {len(starts)}" if len(starts) > 1 else title,
            legend,
            [_mistake(one) for one in wrong[start : start + ERRORS_PER_PAGE]],
        )
        for number, start in enumerate(starts, start=1)
    ]


def _mistake(one: ExpressionOutcome) -> Mistake:
    ink = one.written.ink
    scale = _scale(ink)
    height = scale * (ink.box.bottom - ink.box.top) if ink else 0.0
    colours = {
        stroke: SYMBOL_COLOURS[place % len(SYMBOL_COLOURS)]
        for place, strokes in enumerate(one.groups)
        for stroke in strokes
    }

    def draw(surface: ChartSurface, x: float, y: float) -> None:
        left, top = ink.box.left, ink.box.top
        for index, stroke in enumerate(ink):
            path = [(x + (p.x - left) * scale, y + (p.y - top) * scale) for p in stroke.points]
            colour = colours.get(index, CHART_COLOURS.soft)
            if len(path) > 1:
                surface.line(path, colour, 1.5)
            surface.dot(*path[0], 1.0, colour)

    where = f"no. {one.number}"
    return Mistake(
        one.written.label, one.text, one.confidence, one.doubtful, where, height, draw
    )  # fmt: skip


def _scale(ink: Ink) -> float:
    """Return the points per canvas unit at which ``ink`` fits its cell."""
    if not ink or ink.box.size <= 0:
        return 1.0
    sides = (
        (MISTAKE_WIDTH, ink.box.right - ink.box.left),
        (MAX_INK_HEIGHT, ink.box.bottom - ink.box.top),
        (MAX_STROKE_SIZE, max(stroke.box.size for stroke in ink)),
    )
    return min(room / side for room, side in sides if side > 0)
