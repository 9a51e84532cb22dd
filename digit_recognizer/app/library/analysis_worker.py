"""The thread that counts what is kept, and draws the page of the analysis.

Purpose: figures and their picture off the thread that paints, from its own connection to the library.
Contract: only what was asked for last is done, and :meth:`Analyst.cancel` stops it between two drawings.
Figures are counted once for a filter; drawn again in other colours or another size they stay the same.
No thread exists before the first request, and no failure ends it.
Not here: Tk; the figures (``analysis.stats``) and the page (``analysis.page``).
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from digit_recognizer.app.jobs import Mailbox
from digit_recognizer.app.library.library_thread import open_library, sentence_of
from digit_recognizer.app.palette import Palette, ppm_bytes

if TYPE_CHECKING:
    from digit_recognizer.analysis.stats import LibraryStats
    from digit_recognizer.charts.colours import Colours
    from digit_recognizer.library import Entry, Filter, Library

T = TypeVar("T")
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class PageStyle:
    """How the page is to be drawn: ``scale`` is screen pixels per point."""

    palette: Palette
    scale: float


@dataclass(frozen=True, slots=True)
class PageText:
    """One line of text on the page, in points; ``width``: how wide it may be; ``at``: its anchor."""

    x: float
    y: float
    text: str
    size: float
    colour: str
    at: str
    width: float


@dataclass(frozen=True, slots=True)
class PageRegion:
    """What a rectangle of the page, in points, stands for: ``tip`` in words, ``target`` as drawn."""

    box: Box
    tip: str
    target: object


@dataclass(frozen=True, slots=True)
class Analysed:
    """The page: ``ppm`` as Tk's PhotoImage takes it, without its ``words``, which Tk writes itself."""

    stats: "LibraryStats"
    title: str
    ppm: bytes
    height: float
    scale: float
    words: tuple[PageText, ...]
    regions: tuple[PageRegion, ...]


@dataclass(frozen=True, slots=True)
class NotAnalysed:
    """It was cancelled (``sentence`` is "" then), or failed."""

    sentence: str


@dataclass(frozen=True, slots=True)
class _Request:
    wanted: "Filter"
    title: str
    style: PageStyle
    is_new: bool


class _Stopped(Exception):
    """Nobody waits for the answer any more."""


class Analyst:
    """Counts what is in the library in ``path``; None: the user's own."""

    def __init__(
        self,
        path: Path | None = None,
        open_: "Callable[[Path | None], Library]" = open_library,
    ) -> None:
        self._path, self._open = path, open_
        self._mailbox: Mailbox[_Request, Analysed | NotAnalysed] = Mailbox()
        self._thread: threading.Thread | None = None
        self._cancelled = threading.Event()
        self._known: tuple[Filter, LibraryStats, dict[int, Entry]] | None = None
        self.progress = 0.0
        """How much of the counting is done, from 0 to 1."""

    def analyse(
        self, wanted: "Filter", title: str, style: PageStyle, *, is_new: bool = True
    ) -> None:
        """Draw the page of what is ``wanted``; unless ``is_new``, of figures that are known already."""
        self._cancelled.clear()
        self.progress = 0.0
        self._mailbox.ask(_Request(wanted, title, style, is_new))
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="analysis", daemon=True)
            self._thread.start()

    def cancel(self) -> None:
        """Stop counting."""
        self._cancelled.set()

    @property
    def is_idle(self) -> bool:
        """Whether no answer is to be expected or waits to be taken."""
        return self._mailbox.is_idle

    def answers(self) -> Iterator[Analysed | NotAnalysed]:
        """Return the answers that have come since the last call; never waits."""
        return self._mailbox.answers()

    def stop(self) -> None:
        """End the thread as soon as it can."""
        self._cancelled.set()
        self._mailbox.stop()

    def join(self, timeout: float | None = None) -> None:
        """Wait for the thread's end."""
        if self._thread is not None:
            self._thread.join(timeout)

    def _run(self) -> None:
        for request in self._mailbox.requests():
            try:
                self._mailbox.answer(self._page(request))
            except _Stopped:
                if not self._mailbox.is_overtaken:
                    self._mailbox.answer(NotAnalysed(""))
            except Exception as error:
                self._mailbox.answer(NotAnalysed(sentence_of(error)))

    def _page(self, request: _Request) -> Analysed:
        from digit_recognizer.analysis.page import page
        from digit_recognizer.charts.surface import ChartSurface, width_of

        if request.is_new or self._known is None or self._known[0] != request.wanted:
            self._known = None
            self._known = (request.wanted, *self._counted(request.wanted))
        _, stats, entries = self._known
        words: list[PageText] = []
        regions: list[PageRegion] = []

        class NotedSurface(ChartSurface):
            """Lines and drawings become a picture; words and regions are noted down."""

            def text(
                self, x: float, y: float, words_: str, size: float = 14, colour: str = "",
                *, at: str = "lm",
            ) -> None:  # fmt: skip
                width = width_of(words_, size)
                words.append(PageText(x, y, words_, size, colour or self.colours.ink, at, width))

            def region(
                self, corner: tuple[float, float], opposite: tuple[float, float], tip: str,
                target: object,
            ) -> None:  # fmt: skip
                regions.append(PageRegion((*corner, *opposite), tip, target))

        colours = colours_of(request.style.palette)
        surface = page(
            stats,
            entries,
            request.title,
            lambda width, height: NotedSurface(width, height, colours),
        )
        image = surface.image(request.style.scale)
        ppm = ppm_bytes(*image.size, image.tobytes())
        return Analysed(
            stats, request.title, ppm, surface.height, request.style.scale, (*words,), (*regions,)
        )

    def _counted(self, wanted: "Filter") -> "tuple[LibraryStats, dict[int, Entry]]":
        from digit_recognizer.analysis.page import pictured
        from digit_recognizer.analysis.stats import library_stats

        with self._open(self._path) as library:
            stats = library_stats(library, wanted, self._track)
            return stats, library.readable(pictured(stats))

    def _track(self, items: Iterable[T], total: int, what: str, /) -> Iterator[T]:
        for number, item in enumerate(items):
            if self._cancelled.is_set() or self._mailbox.is_overtaken:
                raise _Stopped
            self.progress = number / total
            yield item


def colours_of(palette: Palette) -> "Colours":
    """Return the colours of charts that go with a window."""
    from digit_recognizer.charts.colours import Colours

    return Colours(
        paper=palette.ground,
        ink=palette.text,
        soft=palette.muted,
        grid=palette.track,
        accent=palette.sure,
        second=palette.doubt,
        wrong=palette.wrong,
    )
