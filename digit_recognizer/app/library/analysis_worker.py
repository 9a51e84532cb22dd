"""The thread that counts what is saved, and draws the page of the analysis.

Purpose: figures and their picture off the thread that paints, from its own connection to the library.
Contract: only what was asked for last is done, and :meth:`Analyst.cancel` stops it between two drawings.
Figures are counted once for a filter; drawn again in other colours or another size they stay the same.
Not here: Tk; the figures (``analysis.stats``) and the page (``analysis.page``).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from digit_recognizer.app.jobs import Cancelled, Failure, LatestJob, Progress, sentence_of
from digit_recognizer.app.library.library_thread import LIBRARY_BUG, open_library
from digit_recognizer.app.palette import Palette, ppm_bytes
from digit_recognizer.charts.colours import Colours

if TYPE_CHECKING:
    from digit_recognizer.analysis.stats import LibraryStats
    from digit_recognizer.charts.surface import ChartRegion, ChartText
    from digit_recognizer.library import Entry, Filter, Library


@dataclass(frozen=True, slots=True)
class PageStyle:
    """How the page is to be drawn: ``scale`` is screen pixels per point."""

    palette: Palette
    scale: float


@dataclass(frozen=True, slots=True)
class Analysed:
    """The page: ``ppm`` as Tk's PhotoImage takes it, without its ``words``, which Tk writes itself."""

    stats: "LibraryStats"
    title: str
    ppm: bytes
    height: float
    scale: float
    words: "Sequence[ChartText]"
    regions: "Sequence[ChartRegion]"


@dataclass(frozen=True, slots=True)
class _Request:
    wanted: "Filter"
    title: str
    style: PageStyle
    is_new: bool
    progress: Progress


class Analyst(LatestJob[_Request, Analysed | Failure]):
    """Counts what is in the library in ``path``; None: the user's own."""

    name = "analysis"

    def __init__(
        self, path: Path | None = None, open_: "Callable[[Path | None], Library]" = open_library
    ) -> None:
        super().__init__()
        self._path, self._open = path, open_
        self._known: tuple[Filter, LibraryStats, dict[int, Entry]] | None = None
        self.progress = Progress()
        """How much of the counting is done."""

    def analyse(
        self, wanted: "Filter", title: str, style: PageStyle, *, is_new: bool = True
    ) -> None:
        """Draw the page of what is ``wanted``; unless ``is_new``, of figures that are known already."""
        former, self.progress = self.progress, Progress()
        self.ask(_Request(wanted, title, style, is_new, self.progress))
        former.cancel()  # only now: its request is overtaken already

    def cancel(self) -> None:
        """Stop counting."""
        self.progress.cancel()

    def stop(self) -> None:
        """End the thread as soon as it can."""
        self.cancel()
        super().stop()

    def work(self, request: _Request) -> Iterator[Analysed]:
        """Yield the page."""
        from digit_recognizer.analysis.page import page, pictured
        from digit_recognizer.analysis.stats import library_stats
        from digit_recognizer.charts.surface import RecordingSurface

        if request.is_new or self._known is None or self._known[0] != request.wanted:
            self._known = None
            with self._open(self._path) as library:
                stats = library_stats(library, request.wanted, request.progress.track)
                self._known = (request.wanted, stats, library.readable(pictured(stats)))
        _, stats, entries = self._known
        style, palette = request.style, request.style.palette
        colours = Colours(
            paper=palette.ground, ink=palette.text, soft=palette.muted, grid=palette.track,
            accent=palette.sure, second=palette.doubt, wrong=palette.wrong,
        )  # fmt: skip
        surfaces = partial(RecordingSurface, colours=colours)
        surface = page(stats, entries, request.title, surfaces)
        image = surface.image(style.scale)
        yield Analysed(
            stats, request.title, ppm_bytes(*image.size, image.tobytes()), surface.height,
            style.scale, surface.texts, surface.regions,
        )  # fmt: skip

    def failed(self, request: _Request, error: Exception) -> Failure | None:
        """Return why there is no page."""
        if isinstance(error, Cancelled):
            return None if self.is_overtaken else Failure("")
        return Failure(sentence_of(error, LIBRARY_BUG))
