"""The thread that explains what is read, while the panel for it is shown.

Purpose: compute explanations and draw their tiles off the thread that paints and off the one that reads.
Contract: only the newest ink is explained, at most every ``EXPLANATION_PAUSE`` seconds, on one core.
Drawing and reading go on as without it. Nothing runs before the first request.
Not here: Tk; what an explanation is (``explanation``).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digit_recognizer.app.jobs import LatestJob, sentence_of
from digit_recognizer.app.language import tr
from digit_recognizer.app.language.explanation_texts import tr_explanation
from digit_recognizer.app.palette import ppm_bytes
from digit_recognizer.ink import Ink

if TYPE_CHECKING:
    from digit_recognizer.explanation import Explanation
    from digit_recognizer.explanation.tiles import Tile
    from digit_recognizer.reader import Reader

EXPLANATION_PAUSE = 0.2  # seconds between explanations
MAX_MAP_CARDS = 3


@dataclass(frozen=True, slots=True)
class TileStyle:
    """How tiles are to be drawn: ``dark`` or light, ``side`` pixels large."""

    dark: bool
    side: int


@dataclass(frozen=True, slots=True)
class Card:
    """A picture ``width`` pixels wide with its title: ``ppm`` as Tk's PhotoImage takes it."""

    title: str
    width: int
    ppm: bytes


@dataclass(frozen=True, slots=True)
class Explained:
    """What the panel shows for the ink of ``revision``: sentences and cards, the weightiest first."""

    revision: int
    sentences: tuple[str, ...]
    cards: tuple[Card, ...]


Request = tuple[int, Ink, TileStyle]
"""A revision, its ink, and how tiles are to be drawn."""


class Explainer(LatestJob[Request, Explained]):
    """Explains with whatever reader ``reader()`` returns when it is asked."""

    name = "explaining"
    pause = EXPLANATION_PAUSE

    def __init__(self, reader: "Callable[[], Reader | None]") -> None:
        super().__init__()
        self._reader = reader

    def explain(self, revision: int, ink: Ink, style: TileStyle) -> None:
        """Explain ``ink`` unless newer ink comes first."""
        self.ask((revision, ink, style))

    def work(self, request: Request) -> "Iterator[Explained]":
        """Yield the explanation, if there is one."""
        reader = self._reader()
        if reader is None:  # the first model is still being loaded: the session asks again
            return
        from digit_recognizer.explanation import explain, sentences

        revision, ink, style = request
        explanation = explain(reader, ink)
        if explanation is not None:
            cards = tuple(_card(title, tile) for title, tile in tiles_of(explanation, style))
            yield Explained(revision, tuple(map(tr_explanation, sentences(explanation))), cards)

    def failed(self, request: Request, error: Exception) -> Explained:
        """Return why there is no explanation."""
        return Explained(
            request[0], (tr("No explanation: {why}", why=sentence_of(error, "{}")),), ()
        )


def tiles_of(e: "Explanation", style: TileStyle) -> "Iterator[tuple[str, Tile]]":
    """Yield titles and tiles, the weightiest first: what is narrow shows those that it has room for."""
    from digit_recognizer.explanation import tiles

    colours = tiles.DARK_TILES if style.dark else tiles.LIGHT_TILES
    side = style.side
    answer, other = e.answer.text, e.runner_up.text
    titles = (
        tr("Blue: for {answer}", answer=answer),
        tr("Blue {answer}, orange {other}", answer=answer, other=other),
    )
    for title, evidence in zip(titles, (e.for_answer, e.against_runner_up), strict=True):
        yield title, tiles.evidence_tile(e.glyph, evidence, side, colours)
    if e.prototypes is not None:
        for symbol in (answer, other):
            picture = e.prototypes[e.symbols.index(symbol)]
            tile = tiles.glyph_tile(picture, side, colours, smooth=True)
            yield tr("A typical {symbol}", symbol=symbol), tile
    layers = list(e.maps.items())
    if len(layers) > MAX_MAP_CARDS:
        layers = [layers[0], layers[len(layers) // 2], layers[-1]]
    for step, (_, maps) in enumerate(layers, start=1):
        columns = max(1, round(len(maps) ** 0.5))
        small = (side + 1) // columns - 1
        strongest = float(maps.max())
        found = [tiles.map_tile(one, strongest, small, colours) for one in maps[: columns**2]]
        yield tr("It sees, step {step}", step=step), tiles.sheet(found, columns, 1, colours.gap)


def _card(title: str, tile: "Tile") -> Card:
    height, width = tile.shape[:2]
    return Card(title, width, ppm_bytes(width, height, tile.tobytes()))
