"""From ink or a picture's pieces to lines for people.

Purpose: join the marks about symbols, the lattice, and for pictures the line network's second opinion.
Contract: deterministic; never raises on odd ink. Symbols' strokes and boxes are in the caller's numbers
and units.
Not here: single digits and whole readings (``reader``), what lines say (``lines``).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from digit_recognizer.alphabet import NOT_A_SYMBOL
from digit_recognizer.classifier import PIXELS_PER_FRAME, TextlineRecognizer
from digit_recognizer.decoding import (
    INTEGER_FIELD,
    LINEAR_ROW,
    NUMBER_FIELD,
    AnnotatedSource,
    Annotations,
    FieldGrammar,
    InkSource,
    PageReading,
    PartSource,
    SecondOpinion,
    Source,
    SymbolScorer,
    agreement,
    annotations_of,
    read_page,
    second_opinion,
    with_opinion,
)
from digit_recognizer.decoding.parameters import PARAMETERS
from digit_recognizer.decoding.second_opinion import is_side_by_side, spelled
from digit_recognizer.doubt import least_confidence
from digit_recognizer.ink import Ink
from digit_recognizer.ink.model import around
from digit_recognizer.lines import annotated, line_of
from digit_recognizer.reading import Correction, Expectation, Line
from digit_recognizer.segmentation import PicturePage, Place

FIELD_GRAMMARS: dict[Expectation, FieldGrammar] = {"integer": INTEGER_FIELD, "number": NUMBER_FIELD}


@dataclass(frozen=True, slots=True, eq=False)
class SourceLines:
    """The ``lines`` of ink or a picture, the marks ``found`` there, and whether time ran out."""

    lines: tuple[Line, ...]
    found: Annotations
    partial: bool


class PicturePages(NamedTuple):
    """What the lines of a picture are made from.

    ``backdrop``: the picture, cut where it was; ``source``: its pieces and ink, ``found``: the marks
    there; ``page``: the rest, read; ``opinion``: the line network's, where it is to be weighed;
    ``place``, ``expect``: as they were given.
    """

    backdrop: PicturePage
    source: AnnotatedSource
    found: Annotations
    page: PageReading
    opinion: SecondOpinion | None
    place: Place
    expect: Expectation


@dataclass(frozen=True, slots=True, eq=False)
class LineReader:
    """Reads lines with the networks of ``scorer``, those of pictures with ``textlines`` beside it."""

    scorer: SymbolScorer
    textlines: TextlineRecognizer | None

    def of_ink(
        self, ink: Ink, expect: Expectation, corrections: Sequence[Correction]
    ) -> SourceLines:
        """Return what ``ink`` says; ``expect``, ``corrections``: as for ``Reader.read_ink``."""
        source, found, page = self._page_of_ink(ink, expect, corrections)
        return SourceLines(_lines_of(page, source, found), found, page.partial)

    def page_of_ink(
        self, ink: Ink, expect: Expectation, corrections: Sequence[Correction]
    ) -> tuple[PageReading, tuple[int, ...]]:
        """Return what the lines of ``ink`` are made from, and which stroke each primitive there is."""
        source, found, page = self._page_of_ink(ink, expect, corrections)
        return page, _kept(source, found)

    def _page_of_ink(
        self, ink: Ink, expect: Expectation, corrections: Sequence[Correction]
    ) -> tuple[InkSource, Annotations, PageReading]:
        source = InkSource(ink)
        found = marks_in(source, corrections)
        return source, found, self._page(source, found, expect, corrections)

    def of_picture(self, seen: PicturePages) -> SourceLines:
        """Return what a picture says of which :meth:`page_of_picture` made this."""
        page = seen.page
        if seen.opinion is not None and self.textlines is not None:
            is_field, rescorer = seen.expect in FIELD_GRAMMARS, self.scorer.rescorer
            weights = self.textlines.weights("number" if is_field else "sum")
            page = with_opinion(page, seen.opinion, weights, seen.source.primitives)
            if rescorer is not None and not is_field:
                sure = rescorer.trust("row").confidence(agreement(seen.page, page, seen.opinion))
                page = replace(page, lines=(page.lines[0].with_confidence(sure),))
        lines = _lines_of(page, seen.source, seen.found, is_picture=True)
        strokes = len(seen.source.ink)
        shown = tuple(_seen(line, seen.backdrop, seen.place, strokes) for line in lines)
        return SourceLines(shown, seen.found, page.partial)

    def page_of_picture(
        self,
        backdrop: PicturePage,
        ink: Ink,
        place: Place,
        expect: Expectation,
        corrections: Sequence[Correction],
    ) -> PicturePages:
        """Return what the lines of a picture, with ``ink`` on it, are made from.

        ``corrections`` and the rest: as for ``Reader.read_over``. The line network reads fields and
        single rows, too, unless a person drew something. A correction changes no cut: what is read
        elsewhere stays.
        """
        seen = self._cut_and_read(backdrop, ink, place, expect)
        if not corrections:
            return seen
        of_parts = _of_parts(corrections, _wholes(seen.backdrop, len(ink)))
        found = marks_in(seen.source, of_parts)
        page = self._page(seen.source, found, expect, of_parts)
        known = FIELD_GRAMMARS.get(expect, LINEAR_ROW).symbols
        is_row = expect in FIELD_GRAMMARS or _is_side_by_side(page)
        opinion = seen.opinion if is_row and all(one.text in known for one in of_parts) else None
        if opinion is not None:
            for each in of_parts:
                said = around(seen.source.primitives[index].box for index in each.strokes)
                opinion = opinion.corrected(each.text, said.left, said.right)
        return seen._replace(found=found, page=page, opinion=opinion)

    def _cut_and_read(
        self, backdrop: PicturePage, ink: Ink, place: Place, expect: Expectation
    ) -> PicturePages:
        on_level = backdrop.on_level(backdrop.on_page(ink, place))
        field = FIELD_GRAMMARS.get(expect)
        textlines = None if ink else self.textlines
        opinion = None
        if field is not None:
            opinion = opinion_of(backdrop, textlines, field)
            backdrop = backdrop.cut_apart(opinion.boundaries() if opinion else ())
        source = AnnotatedSource(ink, on_level, backdrop)
        found = marks_in(source, ())
        page = self._page(source, found, expect, ())
        whole, unsure = backdrop, _unsure(page)
        if field is None and not found.marks and _is_side_by_side(page):
            opinion = opinion_of(backdrop, textlines, LINEAR_ROW)
            if opinion is not None and _is_other(page, opinion):
                backdrop = backdrop.cut_apart(opinion.boundaries(), only=True)
                source = AnnotatedSource(ink, on_level, backdrop)
                page = self._page(source, found, expect, ())
        if field is None and not found.marks and textlines is not None and unsure:
            # A bar may be one piece with what stands over or under it: the page is read both ways.
            apart = AnnotatedSource(ink, on_level, whole.cut_apart(only=True, bars=unsure))
            if len(apart.primitives) > len(whole.found.primitives):
                other = self._page(apart, found, expect, ())
                # Of symbols side by side the line network knows more.
                if other.confidence > page.confidence and not _is_side_by_side(other):
                    backdrop, source, page = apart.backdrop, apart, other
        is_known = not found.marks and (field is not None or _is_side_by_side(page))
        opinion = opinion if is_known else None
        return PicturePages(backdrop, source, found, page, opinion, place, expect)

    def _page(
        self,
        source: InkSource | AnnotatedSource,
        found: Annotations,
        expect: Expectation,
        corrections: Sequence[Correction],
    ) -> PageReading:
        """Return the page of what is not among the marks ``found`` in ``source``."""
        part, kept = without_marks(source, found)
        place = {index: number for number, index in enumerate(kept)}
        said = [each for each in corrections if each.text != NOT_A_SYMBOL]
        given = {tuple(place[index] for index in each.strokes): each.text for each in said}
        field = FIELD_GRAMMARS.get(expect)
        seconds = PARAMETERS.page.seconds
        return read_page(part, self.scorer, seconds=seconds, given=given, field=field)


def without_marks(
    source: InkSource | AnnotatedSource, found: Annotations
) -> tuple[Source, tuple[int, ...]]:
    """Return ``source`` without what ``found`` says is no symbol, and which primitives are left."""
    kept = _kept(source, found)
    return PartSource(source, kept) if found.absent else source, kept


def opinion_of(
    backdrop: PicturePage, textlines: TextlineRecognizer | None, field: FieldGrammar
) -> SecondOpinion | None:
    """Return what the line network says of all pieces of a picture as one row.

    None without the network, or without any pieces.
    """
    line = backdrop.textline() if textlines is not None else None
    if textlines is None or line is None:
        return None
    frames = textlines.frames(line.pixels)
    return second_opinion(frames, line.left, line.step * PIXELS_PER_FRAME, field)


def _unsure(page: PageReading) -> list[int]:
    """Return the pieces of the lines of a picture that the lattice is not sure of."""
    least = least_confidence(is_picture=True)
    return [n for line in page.lines if line.confidence < least for n in line.members]


def _is_side_by_side(page: PageReading) -> bool:
    """Whether all there is is one row of several symbols, without fractions and roots."""
    if len(page.lines) != 1:
        return False
    row = page.lines[0].readings[0]
    return len(row.row.items) > 1 and is_side_by_side(row)


def _is_other(page: PageReading, opinion: SecondOpinion) -> bool:
    """Whether the line network reads the row of ``page``, which is side by side, otherwise."""
    return spelled(page.lines[0].readings[:1])[0] != opinion.texts[0]


def marks_in(source: InkSource | AnnotatedSource, corrections: Sequence[Correction]) -> Annotations:
    """Return the marks about symbols in ``source``; what was corrected is none."""
    given = frozenset(index for each in corrections for index in each.strokes)
    none = tuple(i for each in corrections if each.text == NOT_A_SYMBOL for i in each.strokes)
    return replace(annotations_of(source.primitives, given), left_out=none)


def _lines_of(
    page: PageReading,
    source: InkSource | AnnotatedSource,
    found: Annotations,
    *,
    is_picture: bool = False,
) -> tuple[Line, ...]:
    """Return the lines of ``page``, their symbols' primitives numbered as in ``source``."""
    kept = _kept(source, found)
    lines = tuple(line_of(page, line, is_picture=is_picture) for line in page.lines)
    if not found.absent and not found.struck:
        return lines
    return tuple(annotated(line, kept, found.struck, found.retraced) for line in lines)


def _kept(source: InkSource | AnnotatedSource, found: Annotations) -> tuple[int, ...]:
    absent = found.absent
    return tuple(index for index in range(len(source.primitives)) if index not in absent)


def _wholes(backdrop: PicturePage, strokes: int) -> list[int]:
    """Return of each primitive of a picture with so many ``strokes`` on it what it was cut out of.

    The picture's pieces are numbered after the strokes, as they were before they were cut: only these
    are the same in every reading.
    """
    return [*range(strokes), *(strokes + whole for whole in backdrop.found.wholes)]


def _of_parts(corrections: Sequence[Correction], wholes: Sequence[int]) -> list[Correction]:
    """Return ``corrections`` of pieces of a picture as those of the parts that they were cut into."""
    return [
        replace(each, strokes=tuple(n for n, whole in enumerate(wholes) if whole in each.strokes))
        for each in corrections
    ]


def _seen(line: Line, backdrop: PicturePage, place: Place, strokes: int) -> Line:
    """Return ``line`` of a level page with its boxes where they are seen, and what of it is print.

    ``strokes``: how many were drawn.
    """
    printed, wholes = backdrop.printed, _wholes(backdrop, strokes)
    line = line.with_symbols(
        lambda symbol: replace(
            symbol,
            strokes=tuple(sorted({wholes[i] for i in symbol.strokes})),
            box=backdrop.seen(symbol.box, place),
            is_print=all(i >= strokes and printed[i - strokes] for i in symbol.strokes),
        )
    )
    boxes = [symbol.box for symbol in line.symbols] or [backdrop.seen(line.box, place)]
    return replace(line, box=around(boxes))
