"""How well the pictures of a folder are read: single symbols, or longer texts.

Purpose: the figures that ``digits evaluate FOLDER`` prints, and a sheet of what was misread.
Contract: shares of 1 with 95 % Wilson intervals, of all pictures that have a label. One that cannot be
opened is misread. Texts are compared as in ``expression.structure``. The reader sees no label.
Not here: finding the pictures (``labelled_folder``), printing.
"""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PIL import Image

from digit_recognizer.charts.error_sheet import LEGEND, MISTAKE_WIDTH, Mistake, error_sheet
from digit_recognizer.charts.surface import ChartSurface
from digit_recognizer.errors import FileError
from digit_recognizer.evaluation import Track
from digit_recognizer.evaluation.pictures.labelled_folder import LabelledPicture, LabelledPictures
from digit_recognizer.expression.structure import comparable
from digit_recognizer.ink import begins_as_drawing
from digit_recognizer.metrics import wilson
from digit_recognizer.reader import Reader
from digit_recognizer.reading import Expectation

MAX_PAGE_HEIGHT = 150  # points on the sheet
MAX_SHEET_ERRORS = 600  # misread pictures on the sheet: their pages stay in memory
MAX_CONFUSIONS = 10


@dataclass(frozen=True, slots=True)
class PictureOutcome:
    """What was read on one picture, and whether it is right, also by its digits alone.

    ``error``: why it could not be opened, or "". ``page``: what the reader saw, for a sheet, or None.
    """

    picture: LabelledPicture
    text: str
    confidence: float
    doubtful: bool
    right: bool
    digits_right: bool
    seconds: float
    error: str = ""
    page: Image.Image | None = None


def digits_of(text: str) -> str:
    """Return the digits of ``text``, in their order.

    >>> digits_of("-10,200.5")
    '102005'
    """
    return "".join(sign for sign in text if sign in "0123456789")


def read_pictures(
    reader: Reader,
    pictures: LabelledPictures,
    expect: Expectation,
    track: Track,
    *,
    save_pages: bool = False,
) -> list[PictureOutcome]:
    """Return what ``reader`` makes of each picture, in the table's order.

    ``save_pages``: save the page of the first ``MAX_SHEET_ERRORS`` that are misread.
    """
    outcomes: list[PictureOutcome] = []
    shown = 0
    for picture, file in track(pictures.files(), len(pictures.pictures), "reading"):
        one = _read(reader, picture, file, expect, pictures.shown(picture))
        if save_pages and shown < MAX_SHEET_ERRORS and not one.right and isinstance(file, Path):
            one = replace(one, page=_page(reader, file))
        shown += one.page is not None
        outcomes.append(one)
    return sorted(outcomes, key=lambda one: one.picture.number)


def _read(
    reader: Reader, picture: LabelledPicture, file: Path | FileError, expect: Expectation, name: str
) -> PictureOutcome:
    began = time.perf_counter()
    try:
        if isinstance(file, FileError):
            raise file
        reading = reader.read_image(file, expect)
    except FileError as error:
        sentence = str(error)
        if isinstance(file, Path):  # which may be a file for a moment only
            sentence = sentence.replace(str(file), name)
        return PictureOutcome(
            picture, "", 0.0, True, False, False, time.perf_counter() - began, sentence
        )
    seconds = time.perf_counter() - began
    truth, text = picture.label, reading.text
    digits_right = digits_of(text) == digits_of(truth) != ""
    right = digits_right if expect == "integer" else comparable(text) == comparable(truth)
    doubtful = reading.doubtful or not text
    return PictureOutcome(picture, text, reading.confidence, doubtful, right, digits_right, seconds)


def _page(reader: Reader, file: Path) -> Image.Image | None:
    """Return what ``reader`` sees in ``file``, dark on light; None for a drawing or a broken picture."""
    if begins_as_drawing(file):
        return None
    try:
        page = Image.fromarray(255 - reader.ink_of(file).page)
    except FileError:
        return None
    page.thumbnail((2 * MISTAKE_WIDTH, 2 * MAX_PAGE_HEIGHT))
    return page


def figures(outcomes: Sequence[PictureOutcome]) -> dict[str, Any]:
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
            [true, read, count] for (true, read), count in pairs.most_common(MAX_CONFUSIONS)
        ]
    else:
        values["digits_exact"] = sum(one.digits_right for one in outcomes) / n
    return {
        **values,
        "broken": sum(bool(one.error) for one in outcomes),
        "seconds_median": seconds[n // 2],
        "seconds_p99": seconds[min(n - 1, int(0.99 * n))],
    }


def picture_error_sheet(name: str, outcomes: Sequence[PictureOutcome]) -> bytes:
    """Return a PNG of the misread pictures whose ``page`` was saved, the most confident first."""
    wrong = sum(not one.right for one in outcomes)
    saved = sorted((one for one in outcomes if one.page), key=lambda one: -one.confidence)
    some = f", {len(saved)} of them here" if len(saved) < wrong else ""
    title = f"{name}: {wrong:,} misread of {len(outcomes):,}{some}"
    mistakes = [_mistake(one, one.page) for one in saved if one.page]
    return error_sheet(title, LEGEND, mistakes)


def _mistake(one: PictureOutcome, page: Image.Image) -> Mistake:
    scale = min(MISTAKE_WIDTH / page.width, MAX_PAGE_HEIGHT / page.height, 3.0)
    width, height = max(1, round(page.width * scale)), max(1, round(page.height * scale))

    def draw(surface: ChartSurface, x: float, y: float) -> None:
        surface.picture(x, y, width, height, page)

    truth, where = one.picture.label, one.picture.file
    return Mistake(truth, one.text, one.confidence, one.doubtful, where, height, draw)
