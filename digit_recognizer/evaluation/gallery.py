"""The gallery: every expression that was misread, with its ink, the truth and the reading.

Purpose: what a person looks at to see why.
Contract: PNG bytes. Strokes that were read as one symbol have one colour.
Not here: the figures (``expressions``).
"""

from collections.abc import Sequence

from digit_recognizer.evaluation.canvas import ACCENT, GRID, INK, SECOND, SOFT, WRONG, Canvas
from digit_recognizer.evaluation.expressions import Outcome
from digit_recognizer.ink import Ink

ACROSS = 3
WIDTH, HEIGHT, MARGIN, HEAD = 400, 160, 10, 80
CAPTION = 38
LARGEST = 70.0  # points: one symbol need not fill its cell
MOST = 600  # cells; a picture of more is too large to look at
SHORTEST = 52  # characters of a caption
COLOURS = (INK, ACCENT, SECOND, "#1a7f37", "#8250df")

_WRITTEN_OUT = str.maketrans({"×": "x", "÷": ":", "√": "root", "\n": " | "})
"""The font that is always there lacks these."""


def gallery(name: str, outcomes: Sequence[Outcome]) -> bytes:
    """Return a picture of the ``outcomes`` that are not exact, the most confident first."""
    wrong = sorted((o for o in outcomes if "exact" not in o.right), key=lambda o: -o.confidence)
    shown = wrong[:MOST]
    rows = max(1, -(-len(shown) // ACROSS))
    canvas = Canvas(ACROSS * WIDTH, HEAD + rows * HEIGHT)
    words = f"{name}: {len(wrong)} misread of {len(outcomes):,}"
    if len(shown) < len(wrong):
        words += f", the {MOST} most confident"
    canvas.text(MARGIN, 28, words, 20)
    canvas.text(
        MARGIN, 56,
        "above what it is, below in red what was read and how surely; the place in the file; "
        "x and : are signs of operations", 12, SOFT,
    )  # fmt: skip
    for place, one in enumerate(shown):
        _cell(canvas, one, place % ACROSS * WIDTH, HEAD + place // ACROSS * HEIGHT)
    return canvas.png()


def _cell(canvas: Canvas, one: Outcome, x: float, y: float) -> None:
    canvas.line([(x, y), (x + WIDTH, y)], GRID, 1)
    doubted = ", doubted" if one.doubtful else ""
    canvas.text(x + MARGIN, y + 12, _shortened(one.written.label), 13)
    read = _shortened(one.text) or "nothing"
    canvas.text(x + MARGIN, y + 29, f"{read}  {100 * one.confidence:.0f} %{doubted}", 13, WRONG)
    canvas.text(x + WIDTH - MARGIN, y + 12, f"no. {one.number}", 11, SOFT, at="rm")
    colours = _colours(one)
    for stroke, path in enumerate(_fitted(one.written.ink, x, y + CAPTION)):
        colour = colours.get(stroke, SOFT)
        if len(path) > 1:
            canvas.line(path, colour, 1.5)
        canvas.dot(*path[0], 1.0, colour)


def _colours(one: Outcome) -> dict[int, str]:
    """Return the colour of each stroke, another for each symbol and its neighbour."""
    return {
        stroke: COLOURS[place % len(COLOURS)]
        for place, strokes in enumerate(one.groups)
        for stroke in strokes
    }


def _fitted(ink: Ink, x: float, y: float) -> list[list[tuple[float, float]]]:
    """Return the strokes as points of the picture, inside the cell below its caption."""
    if not ink:
        return []
    box = ink.box
    wide, high = box.right - box.left, box.bottom - box.top
    room = (WIDTH - 2 * MARGIN, HEIGHT - CAPTION - MARGIN)
    scale = min(room[0] / max(wide, 1e-9), room[1] / max(high, 1e-9))
    largest = max(stroke.box.size for stroke in ink)
    scale = min(scale, LARGEST / max(largest, 1e-9))
    return [
        [
            (x + MARGIN + (p.x - box.left) * scale, y + (p.y - box.top) * scale)
            for p in stroke.points
        ]
        for stroke in ink
    ]


def _shortened(text: str) -> str:
    plain = text.translate(_WRITTEN_OUT)
    return plain if len(plain) <= SHORTEST else plain[: SHORTEST - 1] + "…"
