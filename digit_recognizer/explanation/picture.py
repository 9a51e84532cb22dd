"""The explanation as one picture, for a screen or a class.

Purpose: compose the parts with words around them; what ``digits explain -o`` writes.
Contract: a PNG of ``EXPLANATION_WIDTH`` pixels with a light ground, as high as it needs to be.
Not here: finding things out (``explain``), the tiles themselves.
"""

from collections.abc import Iterable

from PIL import Image

from digit_recognizer.charts.colours import Colours
from digit_recognizer.charts.surface import PIXELS_PER_POINT, ChartSurface, width_of
from digit_recognizer.doubt import MIN_DIGIT_CONFIDENCE
from digit_recognizer.explanation.explain import Explanation, percent, sentences
from digit_recognizer.explanation.tiles import (
    LIGHT_TILES,
    Tile,
    evidence_tile,
    glyph_tile,
    map_tile,
)  # fmt: skip
from digit_recognizer.raster.pixels import png_bytes

EXPLANATION_WIDTH, MAX_EXPLANATION_HEIGHT, EDGE = 1280, 6000, 48  # pixels
INNER_WIDTH = EXPLANATION_WIDTH - 2 * EDGE
EVIDENCE_SIDE, EVIDENCE_GAP = 280, 44
STROKE_SIDE, IDEAL_SIDE = 112, 100
MAX_IDEALS = 10
TRACK_COLOUR = "#e7e9ee"
PAGE_COLOURS = Colours(
    paper="#fafafa", ink="#1c1c1c", soft="#5f6672", grid=LIGHT_TILES.gap,
    accent=LIGHT_TILES.pro, second=LIGHT_TILES.contra, wrong=LIGHT_TILES.contra,
)  # fmt: skip


class _Page(ChartSurface):
    """A tall surface that is filled from the top; ``y`` is where the next thing goes."""

    def __init__(self) -> None:
        super().__init__(EXPLANATION_WIDTH, MAX_EXPLANATION_HEIGHT, PAGE_COLOURS)
        self.y = float(EDGE)

    def tile(self, x: float, y: float, tile: Tile, frame: str = PAGE_COLOURS.grid) -> None:
        """Show ``tile`` in a frame, a pixel of it as a pixel of the surface."""
        side, width = len(tile) / PIXELS_PER_POINT, 1 if frame == PAGE_COLOURS.grid else 4
        far = side + width - 0.5
        self.box((x - width, y - width), (x + far, y + far), frame)
        self.picture(x, y, side, side, Image.fromarray(tile))

    def heading(self, title: str, note: str) -> None:
        self.text(EDGE, self.y + 47, title, 22)
        self.text(EDGE + width_of(title, 22) + 14, self.y + 49, note, 16, PAGE_COLOURS.soft)
        self.y += 74

    def paragraphs(self, texts: Iterable[str], size: int, colour: str) -> None:
        for text in texts:
            for line in _wrapped(text, size):
                self.text(EDGE, self.y + 0.6 * size, line, size, colour)
                self.y += round(1.45 * size)


def png(explanation: Explanation, name: str = "") -> bytes:
    """Return the picture of ``explanation`` as PNG; ``name`` says what was explained."""
    page = _Page()
    _title(page, explanation, name)
    for draw in (_evidence, _strokes, _prototypes, _maps):
        draw(page, explanation)
    if explanation.missing:
        page.y += 24
        page.paragraphs(explanation.missing, 16, PAGE_COLOURS.soft)
    return png_bytes(page.image(1.0, round(page.y + EDGE)), optimize=True)


def _wrapped(text: str, size: int) -> list[str]:
    """Return ``text`` in lines as wide as the page."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if width_of(longer, size) <= INNER_WIDTH:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _title(page: _Page, e: Explanation, name: str) -> None:
    title = f"Perhaps {e.answer.text}?" if e.reading.doubtful else f"Why {e.answer.text}?"
    title = "No clear digit" if e.answer.confidence < MIN_DIGIT_CONFIDENCE else title
    page.text(EDGE, page.y + 32, title, 52)
    page.text(EXPLANATION_WIDTH - EDGE, page.y + 19, name[:60], 18, PAGE_COLOURS.soft, at="rm")
    page.y += 80
    page.paragraphs(sentences(e), 20, PAGE_COLOURS.ink)


def _colour(e: Explanation, symbol: str, other: str) -> str:
    """Return the colour of the answer or of the runner-up; for another symbol ``other``."""
    own = {e.answer.text: PAGE_COLOURS.accent, e.runner_up.text: PAGE_COLOURS.second}
    return own.get(symbol, other)


def _evidence(page: _Page, e: Explanation) -> None:
    a, b = e.answer.text, e.runner_up.text
    step, top = EVIDENCE_SIDE + EVIDENCE_GAP, page.y + 56
    titles = ("What the network sees", f"What spoke for {a}", f"What spoke for {a} rather than {b}")
    side = PIXELS_PER_POINT * EVIDENCE_SIDE
    shown = (e.for_answer, e.against_runner_up)
    tiles = (
        glyph_tile(e.glyph, side, LIGHT_TILES),
        *(evidence_tile(e.glyph, one, side, LIGHT_TILES) for one in shown),
    )
    for number, (title, tile) in enumerate(zip(titles, tiles, strict=True)):
        x = EDGE + number * step
        page.text(x, top - 20, title, 17)
        page.tile(x, top, tile)
    page.text(EDGE + 3 * step, top - 20, "How likely each digit is", 17)
    _bars(page, e, EDGE + 3 * step, top)
    x, y = EDGE + step, top + EVIDENCE_SIDE + 25
    for colour, words in (
        (PAGE_COLOURS.accent, f"ink that spoke for {a}"),
        (PAGE_COLOURS.second, f"against it (for {b})"),
        (LIGHT_TILES.neutral, "ink that made no difference"),
    ):
        page.box((x, y - 8), (x + 18, y + 8), colour, radius=4)
        page.text(x + 26, y, words, 16, PAGE_COLOURS.soft)
        x += 50 + round(width_of(words, 16))
    words = (
        f"Pale: paper. Blue where more ink would have spoken against {a}, "
        "orange where more ink would have helped."
    )
    page.text(EDGE + step, y + 26, words, 16, PAGE_COLOURS.soft)
    page.y = y + 37


def _bars(page: _Page, e: Explanation, x: float, top: float) -> None:
    shares = {h.text: h.confidence for h in e.reading.hypotheses}
    left, right = x + 24, EXPLANATION_WIDTH - EDGE - 58
    for number, symbol in enumerate(e.symbols):
        y = top + (number + 0.5) * EVIDENCE_SIDE / len(e.symbols)
        colour = _colour(e, symbol, PAGE_COLOURS.soft)
        end = left + shares[symbol] * (right - left)
        page.text(x, y, symbol, 17, colour)
        page.box((left, y - 6), (right, y + 6), TRACK_COLOUR, radius=3)
        if end - left >= 3:
            page.box((left, y - 6), (end, y + 6), colour, radius=3)
        if shares[symbol] >= 0.005:
            page.text(EXPLANATION_WIDTH - EDGE, y, percent(shares[symbol]), 16, colour, at="rm")


def _strokes(page: _Page, e: Explanation) -> None:
    if not e.strokes:
        return
    page.heading(
        "Stroke by stroke", "the drawing without one of its strokes, and how it would be read"
    )
    for number, stroke in enumerate(e.strokes):
        x, side = EDGE + number * (INNER_WIDTH // 8), PIXELS_PER_POINT * STROKE_SIDE
        page.tile(x, page.y, glyph_tile(stroke.glyph, side, LIGHT_TILES, smooth=True))
        caption = f"without stroke {stroke.index + 1}"
        page.text(x, page.y + STROKE_SIDE + 17, caption, 15, PAGE_COLOURS.soft)
        words = f"{stroke.without.text}, {percent(stroke.without.confidence)}"
        words = "no clear digit" if stroke.without.confidence < MIN_DIGIT_CONFIDENCE else words
        colour = PAGE_COLOURS.ink if stroke.without.text == e.answer.text else PAGE_COLOURS.second
        page.text(x, page.y + STROKE_SIDE + 38, words, 17, colour)
    page.y += STROKE_SIDE + 52


def _prototypes(page: _Page, e: Explanation) -> None:
    if e.prototypes is None:
        return
    page.heading("The network's own ideal of each digit", "what it would most like to see")
    step = (INNER_WIDTH - IDEAL_SIDE) / (MAX_IDEALS - 1)
    for number, symbol in enumerate(e.symbols[:MAX_IDEALS]):
        x = EDGE + round(number * step)
        frame = _colour(e, symbol, PAGE_COLOURS.grid)
        ideal = glyph_tile(
            e.prototypes[number], PIXELS_PER_POINT * IDEAL_SIDE, LIGHT_TILES, smooth=True
        )
        page.tile(x, page.y, ideal, frame)
        colour = _colour(e, symbol, PAGE_COLOURS.soft)
        page.text(x + IDEAL_SIDE / 2, page.y + IDEAL_SIDE + 20, symbol, 17, colour, at="mm")
    page.y += IDEAL_SIDE + 32


def _maps(page: _Page, e: Explanation) -> None:
    if not e.maps:
        return
    page.heading("What each layer found", "each square is one feature: dark where it was found")
    for layer, maps in e.maps.items():
        channels, height, width = maps.shape
        words = f"{layer}: {channels} features, {height} x {width}"
        page.text(EDGE, page.y + 9, words, 15, PAGE_COLOURS.soft)
        page.y += 24
        columns, gap = (16, 6) if channels <= 16 else (32, 4)
        side = (INNER_WIDTH + gap) // columns - gap
        shown, strongest = min(channels, 2 * columns), float(maps.max())
        for number in range(shown):
            x = EDGE + number % columns * (side + gap)
            y = page.y + number // columns * (side + gap)
            page.tile(x, y, map_tile(maps[number], strongest, PIXELS_PER_POINT * side, LIGHT_TILES))
        page.y += -(-shown // columns) * (side + gap) + 12
