"""How well the pictures of a folder are read: single symbols, or longer texts.

Purpose: the figures that ``digits evaluate FOLDER`` prints, and a sheet of what was misread.
Contract: shares of 1 with 95 % Wilson intervals, of all pictures that have a label; one that cannot be
opened is misread. Texts are compared as in ``shape``; nothing of the truth reaches the reader.
Not here: finding the pictures (``labelled_pictures``), printing.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from PIL import Image

from digit_recognizer.charts.pillow_surface import SOFT, Canvas, head_cell, how_read, in_rows
from digit_recognizer.errors import FileError
from digit_recognizer.evaluation.pictures.labelled_folder import Labelled, LabelledPictures
from digit_recognizer.expression.structure import comparable
from digit_recognizer.metrics import wilson
from digit_recognizer.raster import page_from_image
from digit_recognizer.reading import Expectation, Reading

ACROSS, WIDTH, HIGHEST, MARGIN = 3, 400, 150, 10
HEAD, CAPTION = 70, 40
MOST_SHOWN = 600  # misread pictures on the sheet: their looks are kept in memory
LONGEST = 48  # characters of a caption
CONFUSIONS = 10


class ReadsImages(Protocol):
    """What can be measured."""

    def read_image(self, image: Path, expect: Expectation) -> Reading:
        """Return the reading of the picture in a file."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was read on one picture, and whether it is right, also by its digits alone.

    ``error``: why it could not be opened, or "". ``look``: what the reader saw, for a sheet, or None.
    """

    picture: Labelled
    text: str
    confidence: float
    doubtful: bool
    right: bool
    digits_right: bool
    seconds: float
    error: str = ""
    look: Image.Image | None = None


def digits_of(text: str) -> str:
    """Return the digits of ``text``, in their order.

    >>> digits_of("-10,200.5")
    '102005'
    """
    return "".join(sign for sign in text if sign in "0123456789")


def read_pictures(
    reader: ReadsImages,
    pictures: LabelledPictures,
    expect: Expectation,
    progress: Callable[
        [Iterable[tuple[Labelled, Path | FileError]], int, str],
        Iterable[tuple[Labelled, Path | FileError]],
    ],
    *,
    looks: bool = False,
) -> list[Outcome]:
    """Return what ``reader`` makes of each picture, in the table's order.

    ``looks``: keep the looks of the first ``MOST_SHOWN`` that are misread.
    """
    outcomes: list[Outcome] = []
    shown = 0
    for picture, file in progress(pictures.files(), len(pictures.pictures), "reading"):
        one = _read(reader, picture, file, expect, pictures.shown(picture))
        if looks and shown < MOST_SHOWN and not one.right and isinstance(file, Path):
            one = replace(one, look=_look(file))
        shown += one.look is not None
        outcomes.append(one)
    return sorted(outcomes, key=lambda one: one.picture.number)


def _read(
    reader: ReadsImages,
    picture: Labelled,
    file: Path | FileError,
    expect: Expectation,
    name: str,
) -> Outcome:
    began = time.perf_counter()
    try:
        if isinstance(file, FileError):
            raise file
        reading = reader.read_image(file, expect)
    except FileError as error:
        sentence = str(error)
        if isinstance(file, Path):  # which may be a file for a moment only
            sentence = sentence.replace(str(file), name)
        return Outcome(picture, "", 0.0, True, False, False, time.perf_counter() - began, sentence)
    seconds = time.perf_counter() - began
    truth, text = picture.label, reading.text
    digits_right = digits_of(text) == digits_of(truth) != ""
    right = digits_right if expect == "integer" else comparable(text) == comparable(truth)
    return Outcome(
        picture, text, reading.confidence, reading.doubtful or not text, right, digits_right,
        seconds,
    )  # fmt: skip


def _look(file: Path) -> Image.Image | None:
    """Return the page in ``file``, dark on light and small; None for a drawing or a broken picture."""
    if file.suffix.lower() == ".inkml":
        return None
    try:
        page = Image.fromarray(255 - page_from_image(file))
    except FileError:
        return None
    page.thumbnail((2 * (WIDTH - 2 * MARGIN), 2 * HIGHEST))
    return page


def figures(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Return the figures of ``outcomes`` as JSON values; raises ValueError if there are none.

    Where all labels are single symbols the share of right ones is called ``accuracy``, else ``exact``,
    and ``digits_exact`` is the share with the right digits, whatever signs are between them.
    ``sure_…``: the same among those that are not doubtful, None if all are.
    """
    if not outcomes:
        raise ValueError("there are no pictures to measure")
    n = len(outcomes)
    single = all(len(comparable(one.picture.label)) == 1 for one in outcomes)
    name = "accuracy" if single else "exact"
    right = sum(one.right for one in outcomes)
    sure = [one for one in outcomes if not one.doubtful]
    seconds = sorted(one.seconds for one in outcomes)
    values: dict[str, Any] = {
        "n": n,
        name: right / n,
        "interval_95": list(wilson(right, n)),
        "errors": n - right,
        "doubtful": 1 - len(sure) / n,
        f"sure_{name}": sum(one.right for one in sure) / len(sure) if sure else None,
    }
    if single:
        pairs = Counter(
            (one.picture.label, one.text or "nothing") for one in outcomes if not one.right
        )
        values["confusions"] = [
            [true, read, count] for (true, read), count in pairs.most_common(CONFUSIONS)
        ]
    else:
        values["digits_exact"] = sum(one.digits_right for one in outcomes) / n
    return {
        **values,
        "broken": sum(bool(one.error) for one in outcomes),
        "seconds_median": seconds[n // 2],
        "seconds_p99": seconds[min(n - 1, int(0.99 * n))],
    }


def sheet(name: str, outcomes: Sequence[Outcome]) -> bytes:
    """Return a PNG of the misread pictures whose looks were kept, the most confident first."""
    wrong = sum(not one.right for one in outcomes)
    kept = sorted((one for one in outcomes if one.look), key=lambda one: -one.confidence)
    cells, height = in_rows(kept, ACROSS, WIDTH, lambda one: CAPTION + 2 * MARGIN + _size(one)[1])
    canvas = Canvas(ACROSS * WIDTH, HEAD + round(height) + MARGIN)
    some = f", {len(kept)} of them here" if len(kept) < wrong else ""
    canvas.text(MARGIN, 26, f"{name}: {wrong:,} misread of {len(outcomes):,}{some}", 20)
    words = "above what it is, below in red what was read and how surely"
    canvas.text(MARGIN, 52, words, 12, SOFT)
    for one, x, y in cells:
        _cell(canvas, one, x, HEAD + y)
    return canvas.png(fast=True)


def _cell(canvas: Canvas, one: Outcome, x: float, y: float) -> None:
    head_cell(
        canvas,
        (x, y),
        WIDTH,
        truth=one.picture.label,
        read=how_read(one.text, one.confidence, doubtful=one.doubtful, longest=LONGEST),
        where=one.picture.file,
        longest=LONGEST,
        margin=MARGIN,
    )
    if one.look:
        width, height = _size(one)
        canvas.picture(x + MARGIN, y + CAPTION + MARGIN, width, height, one.look)


def _size(one: Outcome) -> tuple[int, int]:
    """Return how wide and high the look of ``one`` is on the sheet, in points."""
    if one.look is None:
        return 0, 0
    width, height = one.look.size
    scale = min((WIDTH - 2 * MARGIN) / width, HIGHEST / height, 3.0)
    return max(1, round(width * scale)), max(1, round(height * scale))
