"""The explanation as one picture, for a screen or a class.

Purpose: compose the parts with words around them; what ``digits explain -o`` writes.
Contract: a PNG of ``WIDTH`` pixels with a light ground, as high as it needs to be; drawn with Pillow and
the font that comes with it.
Not here: finding things out (``explain``), the tiles themselves.
"""

from collections.abc import Callable
from functools import cache

from PIL import Image, ImageDraw, ImageFont

from digit_recognizer.explanation.explain import Explanation
from digit_recognizer.explanation.tiles import LIGHT, Rgb, Tile, evidence_tile, glyph_tile, map_tile
from digit_recognizer.explanation.words import SURE, percent, sentences
from digit_recognizer.raster.encode import png_bytes

WIDTH = 1280
EDGE = 48
INNER = WIDTH - 2 * EDGE
GROUND, TEXT, MUTED, RULE = (250, 250, 250), (28, 28, 28), (95, 102, 114), (213, 216, 222)
SEEN = 280  # pixels, the three large tiles
STROKE, IDEAL = 112, 100


class _Page:
    """A tall sheet that is filled from the top; ``y`` is where the next thing goes."""

    def __init__(self) -> None:
        self.image = Image.new("RGB", (WIDTH, 6000), GROUND)
        self.pen = ImageDraw.Draw(self.image)
        self.y = EDGE

    def text(
        self, x: float, y: float, words: str, size: int, colour: Rgb = TEXT, *, anchor: str = "la"
    ) -> None:
        self.pen.text((x, y), words, colour, _font(size), anchor=anchor)

    def tile(self, x: int, y: int, tile: Tile, frame: Rgb = RULE) -> None:
        image = Image.fromarray(tile)
        width = 1 if frame == RULE else 4
        box = (x - width, y - width, x + image.width + width - 1, y + image.height + width - 1)
        self.pen.rectangle(box, fill=frame)
        self.image.paste(image, (x, y))

    def heading(self, title: str, note: str = "") -> None:
        self.y += 34
        self.text(EDGE, self.y, title, 22)
        length = self.pen.textlength(title, _font(22))
        self.text(EDGE + length + 14, self.y + 6, note, 16, MUTED)
        self.y += 40

    def paragraph(self, words: str, size: int, colour: Rgb = TEXT) -> None:
        font, line = _font(size), ""
        for word in words.split():
            longer = f"{line} {word}".strip()
            if self.pen.textlength(longer, font) > INNER:
                self.text(EDGE, self.y, line, size, colour)
                self.y += round(1.45 * size)
                longer = word
            line = longer
        self.text(EDGE, self.y, line, size, colour)
        self.y += round(1.45 * size)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def png(explanation: Explanation, name: str = "") -> bytes:
    """Return the picture of ``explanation`` as PNG; ``name`` says what was explained."""
    page = _Page()
    _title(page, explanation, name)
    _evidence(page, explanation)
    for draw in (_strokes, _prototypes, _maps):
        draw(page, explanation)
    if explanation.missing:
        page.y += 24
        for sentence in explanation.missing:
            page.paragraph(sentence, 16, MUTED)
    return png_bytes(page.image.crop((0, 0, WIDTH, page.y + EDGE)), optimize=True)


def _title(page: _Page, e: Explanation, name: str) -> None:
    title = f"Perhaps {e.answer.text}?" if e.reading.doubtful else f"Why {e.answer.text}?"
    title = "No clear digit" if e.answer.confidence < SURE else title
    page.text(EDGE, page.y, title, 52)
    page.text(WIDTH - EDGE, page.y + 8, name[:60], 18, MUTED, anchor="ra")
    page.y += 80
    for sentence in sentences(e):
        page.paragraph(sentence, 20)


def _evidence(page: _Page, e: Explanation) -> None:
    page.y += 26
    gap = 44
    a, b = e.answer.text, e.runner_up.text
    columns = [
        ("What the network sees", glyph_tile(e.glyph, SEEN, LIGHT)),
        (f"What spoke for {a}", evidence_tile(e.glyph, e.for_answer, SEEN, LIGHT)),
        (f"What spoke for {a} rather than {b}", evidence_tile(
            e.glyph, e.against_runner_up, SEEN, LIGHT)),
    ]  # fmt: skip
    for number, (title, tile) in enumerate(columns):
        x = EDGE + number * (SEEN + gap)
        page.text(x, page.y, title, 17)
        page.tile(x, page.y + 30, tile)
    x = EDGE + 3 * (SEEN + gap)
    _bars(page, e, x, page.y + 30)
    page.text(x, page.y, "How likely each digit is", 17)
    page.y += 30 + SEEN + 16
    _legend(page, a, b)


def _legend(page: _Page, answer: str, other: str) -> None:
    x = EDGE + SEEN + 44
    entries = (
        (LIGHT.pro, f"ink that spoke for {answer}"),
        (LIGHT.contra, f"against it (for {other})"),
        (LIGHT.neutral, "ink that made no difference"),
    )
    for colour, words in entries:
        page.pen.rounded_rectangle((x, page.y + 1, x + 18, page.y + 17), 4, fill=colour)
        page.text(x + 26, page.y, words, 16, MUTED)
        x += 50 + int(page.pen.textlength(words, _font(16)))
    page.y += 26
    words = (
        f"Pale: paper. Blue where more ink would have spoken against {answer}, "
        "orange where more ink would have helped."
    )
    page.text(EDGE + SEEN + 44, page.y, words, 16, MUTED)
    page.y += 20


def _bars(page: _Page, e: Explanation, x: int, y: int) -> None:
    shares = {h.text: h.confidence for h in e.reading.hypotheses}
    step = SEEN / len(e.symbols)
    right = WIDTH - EDGE - 58
    for number, symbol in enumerate(e.symbols):
        middle = y + (number + 0.5) * step
        colour = {e.answer.text: LIGHT.pro, e.runner_up.text: LIGHT.contra}.get(symbol, MUTED)
        end = x + 24 + shares[symbol] * (right - x - 24)
        page.text(x, middle, symbol, 17, colour, anchor="lm")
        page.pen.rounded_rectangle((x + 24, middle - 6, right, middle + 6), 3, fill=(231, 233, 238))
        if end - x - 24 >= 3:
            page.pen.rounded_rectangle((x + 24, middle - 6, end, middle + 6), 3, fill=colour)
        if shares[symbol] >= 0.005:
            page.text(WIDTH - EDGE, middle, percent(shares[symbol]), 16, colour, anchor="rm")


def _strokes(page: _Page, e: Explanation) -> None:
    if not e.strokes:
        return
    page.heading(
        "Stroke by stroke", "the drawing without one of its strokes, and how it would be read"
    )
    step = INNER // 8
    for number, stroke in enumerate(e.strokes):
        x = EDGE + number * step
        page.tile(x, page.y, glyph_tile(stroke.glyph, STROKE, LIGHT, smooth=True))
        same = stroke.without.text == e.answer.text
        page.text(x, page.y + STROKE + 8, f"without stroke {stroke.index + 1}", 15, MUTED)
        words = f"{stroke.without.text}, {percent(stroke.without.confidence)}"
        words = "no clear digit" if stroke.without.confidence < SURE else words
        page.text(x, page.y + STROKE + 28, words, 17, TEXT if same else LIGHT.contra)
    page.y += STROKE + 52


def _prototypes(page: _Page, e: Explanation) -> None:
    if e.prototypes is None:
        return
    page.heading("The network's own ideal of each digit", "what it would most like to see")

    def draw(number: int, x: int) -> None:
        symbol = e.symbols[number]
        frame = {e.answer.text: LIGHT.pro, e.runner_up.text: LIGHT.contra}.get(symbol, RULE)
        assert e.prototypes is not None
        page.tile(x, page.y, glyph_tile(e.prototypes[number], IDEAL, LIGHT, smooth=True), frame)
        colour = MUTED if frame == RULE else frame
        page.text(x + IDEAL / 2, page.y + IDEAL + 10, symbol, 17, colour, anchor="ma")

    _row(len(e.symbols), IDEAL, draw)
    page.y += IDEAL + 32


def _row(count: int, side: int, draw: Callable[[int, int], None]) -> None:
    """Call ``draw`` with the number and left edge of each of up to ten tiles across the page."""
    step = (INNER - side) / 9
    for number in range(min(count, 10)):
        draw(number, EDGE + round(number * step))


def _maps(page: _Page, e: Explanation) -> None:
    if not e.maps:
        return
    page.heading("What each layer found", "each square is one feature: dark where it was found")
    for layer, maps in e.maps.items():
        channels, height, width = maps.shape
        page.text(EDGE, page.y, f"{layer}: {channels} features, {height} x {width}", 15, MUTED)
        page.y += 24
        columns = 16 if channels <= 16 else 32
        gap = 6 if columns == 16 else 4
        side = (INNER + gap) // columns - gap
        shown = min(channels, 2 * columns)
        strongest = float(maps.max())
        for number in range(shown):
            x = EDGE + number % columns * (side + gap)
            y = page.y + number // columns * (side + gap)
            page.tile(x, y, map_tile(maps[number], strongest, side, LIGHT))
        page.y += -(-shown // columns) * (side + gap) + 12
