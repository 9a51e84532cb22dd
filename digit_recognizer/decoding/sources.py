"""Sources: what symbol candidates are cut out of, ink, or a picture with ink drawn on it.

Purpose: give the glyph and the trajectory of some primitives of a page.
Contract: ``members`` are ascending indices of primitives. Strokes are numbered first, then the
picture's pieces. A stroke by itself looks as it would without the picture, a piece as it would without
ink. Both together are drawn into one picture, with a pen as wide as the picture's own.
Not here: what primitives mean (``page``), where the picture lies (``segmentation.picture_page``).
"""

from dataclasses import dataclass, field

import numpy as np

from digit_recognizer.arrays import Glyph, Page, Polyline, Trajectory
from digit_recognizer.decoding.parameters import PARAMETERS
from digit_recognizer.ink import Ink, Stroke
from digit_recognizer.ink.model import around
from digit_recognizer.raster import glyph_from_page, page_from_ink
from digit_recognizer.raster.glyph import glyph_from_polylines
from digit_recognizer.raster.pen import polyline_of
from digit_recognizer.raster.trajectory import trajectory_of
from digit_recognizer.segmentation import PicturePage, Primitive


@dataclass(frozen=True, slots=True)
class InkSource:
    """A page of ink; ``primitives``: its strokes."""

    ink: Ink
    primitives: list[Primitive] = field(init=False, repr=False, compare=False)
    _paths: dict[int, Polyline] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        found = [Primitive.of_stroke(stroke, order) for order, stroke in enumerate(self.ink)]
        object.__setattr__(self, "primitives", found)

    @property
    def strokes(self) -> tuple[Stroke, ...]:
        """The strokes; what was read of a page that is nothing else may be remembered."""
        return self.ink.strokes

    def glyph(self, members: tuple[int, ...], *, shared: bool = False) -> Glyph:
        """Return the glyph of these strokes; they have nothing in common with others."""
        return glyph_from_polylines(self._polylines(members))

    def are_cut(self, members: tuple[int, ...]) -> bool:
        """Return that nothing was cut."""
        return False

    def pieces(self, members: tuple[int, ...]) -> tuple[object, ...]:
        """Return the strokes: objects that are the same ones whenever ``members`` are the same."""
        return tuple(self.ink.strokes[index] for index in members)

    def is_written(self, members: tuple[int, ...]) -> bool:
        """Return that all of them are strokes."""
        return True

    def trajectory(self, members: tuple[int, ...]) -> Trajectory:
        """Return the trajectory of these strokes."""
        return trajectory_of(self._polylines(members))

    def _polylines(self, members: tuple[int, ...]) -> list[Polyline]:
        for index in members:  # each is in several candidates
            if index not in self._paths:
                self._paths[index] = _thinned(polyline_of(self.ink.strokes[index]))
        return [self._paths[index] for index in members]


def _thinned(path: Polyline) -> Polyline:
    """Return ``path`` with as many vertices as a glyph can show: time goes by their number."""
    most = PARAMETERS.page.max_vertices
    if len(path) <= most:
        return path
    return path[np.linspace(0, len(path) - 1, most).astype(np.intp)]


@dataclass(frozen=True, slots=True, eq=False)
class AnnotatedSource:
    """A picture with ink: ``ink`` as it was drawn, ``placed``: the same in pixels of the level page.

    ``primitives``: strokes and pieces, in these pixels.
    """

    ink: Ink
    placed: Ink
    backdrop: PicturePage
    primitives: list[Primitive] = field(init=False, repr=False)
    _written: InkSource = field(init=False, repr=False)

    def __post_init__(self) -> None:
        found = InkSource(self.placed).primitives + self.backdrop.found.primitives
        object.__setattr__(self, "primitives", found)
        object.__setattr__(self, "_written", InkSource(self.ink))

    @property
    def strokes(self) -> tuple[Stroke, ...]:
        """None: what is read depends on the picture too."""
        return ()

    def is_written(self, members: tuple[int, ...]) -> bool:
        """Return whether ``members`` are strokes, all of them."""
        return members[-1] < len(self.ink)

    def trajectory(self, members: tuple[int, ...]) -> Trajectory:
        """Return the trajectory of these strokes."""
        return self._written.trajectory(members)

    def pieces(self, members: tuple[int, ...]) -> tuple[object, ...]:
        """Return the strokes and pieces: the same objects whenever ``members`` are the same."""
        count, pieces = len(self.ink), self.backdrop.found.primitives
        return tuple(
            self.ink.strokes[index] if index < count else pieces[index - count] for index in members
        )

    def are_cut(self, members: tuple[int, ...]) -> bool:
        """Return whether some of these were cut from other pieces of the picture."""
        count = len(self.ink)
        return self.backdrop.found.are_cut([index - count for index in members if index >= count])

    def glyph(self, members: tuple[int, ...], *, shared: bool = False) -> Glyph:
        """Return the glyph of ``members``; ``shared``: with the ink around them, a stroke wide."""
        count, found = len(self.ink), self.backdrop.found
        drawn = tuple(index for index in members if index < count)
        shown = tuple(index - count for index in members if index >= count)
        if not shown:
            return self._written.glyph(drawn)
        box = around(found.primitives[index].box for index in shown)
        reach = max(1, round(PARAMETERS.page.seam_width * self.backdrop.pen)) if shared else 0
        left, top = (max(round(side) - reach, 0) for side in box[:2])
        right, bottom = (round(side) + reach for side in box[2:])
        region = (slice(top, bottom), slice(left, right))
        is_shown = found.shared(region, shown, reach) if shared else found.shown(region, shown)
        page = np.where(is_shown, self.backdrop.level[region], 0).astype(np.uint8)
        if drawn:
            strokes = Ink(tuple(self.placed.strokes[index] for index in drawn))
            page = drawn_on(page, strokes.moved(-left, -top), self.backdrop.pen)
        glyph = glyph_from_page(page)
        return np.zeros((28, 28), np.float32) if glyph is None else glyph


@dataclass(frozen=True, slots=True)
class PartSource:
    """Some ``primitives`` of a page, those at the ascending indices ``kept``, numbered anew."""

    whole: InkSource | AnnotatedSource
    kept: tuple[int, ...]
    primitives: list[Primitive] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found = [self.whole.primitives[index] for index in self.kept]
        object.__setattr__(self, "primitives", found)

    @property
    def strokes(self) -> tuple[Stroke, ...]:
        """The strokes that are kept, as the whole page says."""
        strokes = self.whole.strokes
        return tuple(strokes[index] for index in self.kept) if strokes else ()

    def glyph(self, members: tuple[int, ...], *, shared: bool = False) -> Glyph:
        """Return the glyph of ``members``."""
        return self.whole.glyph(self._of(members), shared=shared)

    def are_cut(self, members: tuple[int, ...]) -> bool:
        """Return whether some of these were cut from other pieces."""
        return self.whole.are_cut(self._of(members))

    def pieces(self, members: tuple[int, ...]) -> tuple[object, ...]:
        """Return the strokes and pieces: the same objects whenever ``members`` are the same."""
        return self.whole.pieces(self._of(members))

    def is_written(self, members: tuple[int, ...]) -> bool:
        """Return whether ``members`` are strokes, all of them."""
        return self.whole.is_written(self._of(members))

    def trajectory(self, members: tuple[int, ...]) -> Trajectory:
        """Return the trajectory of these strokes."""
        return self.whole.trajectory(self._of(members))

    def _of(self, members: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(self.kept[index] for index in members)


Source = InkSource | AnnotatedSource | PartSource
"""A page to read."""


def drawn_on(page: Page, ink: Ink, pen_width: float) -> Page:
    """Return a (H, W) page, ink bright, with ``ink``, in its pixels, drawn on it.

    Larger where the ink reaches beyond it; its corner is then not the old one.
    """
    height, width = page.shape
    margin = int(pen_width) + 1
    least = [int(side) - margin for side in ink.box[:2]]
    most = [int(side) + margin + 1 for side in ink.box[2:]]
    left, top = max(-least[0], 0), max(-least[1], 0)
    right, bottom = max(most[0] - width, 0), max(most[1] - height, 0)
    larger = np.pad(page, ((top, bottom), (left, right)))
    drawn = page_from_ink(
        ink.moved(left, top), width=larger.shape[1], height=larger.shape[0],
        pen_width=max(pen_width, 1.0),
    )  # fmt: skip
    return np.maximum(larger, drawn)
