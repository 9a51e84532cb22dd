"""Rows to train the line network on: composed, put on paper, and seen as a reading sees them.

Purpose: pictures of rows with their text, in chunks that processes of their own make.
Contract: the same data, seed and page network give the same rows. Half of them are photos that the page
network has understood, a quarter clean ink, a quarter single scanned symbols side by side. Held-out
writers, fonts and scans are for validation.
Not here: what stands in a row (``synthesis.textline_texts``), how a row is shown (``raster.textline``).
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from digit_recognizer.alphabet import ARITHMETIC, DIGITS
from digit_recognizer.arrays import Mask, Page, PixelClass
from digit_recognizer.classifier import TextlineRecognizer, shipped_page_segmenter
from digit_recognizer.datasets.held_out import HELD_OUT_SHARE
from digit_recognizer.datasets.mnist import read_split
from digit_recognizer.datasets.npz import read_image_set
from digit_recognizer.decoding import NUMBER_FIELD, FieldGrammar
from digit_recognizer.decoding.ctc import log_likelihoods
from digit_recognizer.errors import FileError
from digit_recognizer.expression import Row, Sign
from digit_recognizer.raster.connected_components import connected_components
from digit_recognizer.raster.page_segmentation import segmented
from digit_recognizer.segmentation import PicturePage
from digit_recognizer.symbol_table import texts
from digit_recognizer.synthesis.layout_style import Spacing
from digit_recognizer.synthesis.paper.camera import few_pixels
from digit_recognizer.synthesis.paper.layers import drawn
from digit_recognizer.synthesis.paper.paper_rows import paper_row, table_cell
from digit_recognizer.synthesis.paper.writing import Stock, WrittenRow, written_row
from digit_recognizer.synthesis.textline_texts import random_textline
from digit_recognizer.synthesis.writers import Writers
from digit_recognizer.tables.field_picture import cut_out, pictures
from digit_recognizer.training.data.chunks import chunk_files
from digit_recognizer.training.data.scenes import SceneSource, fonts_of, writers_of

LOST_POINT_GAIN = 2.0
"""Log-probability by which a row without its points is likelier than with them."""
MIN_SYMBOL_LOG = -4.0
"""Log-probability of a text, for each of its symbols: below, the picture does not show it."""
POINT_SIGNS = frozenset(texts(lambda row: row.is_dot or row.kind == "comma"))
CHUNK_ROWS = 50
PHOTO_SHARE, INK_SHARE = 0.5, 0.25  # the rest is made of scans
TABLE_CELL = "table cell"
PAPER_SHARES = {
    "blank": 0.08, "ruled": 0.07, "squared": 0.08, "dotted": 0.04, "guilloche": 0.13, "cell": 0.08,
    "printed": 0.25, "pencil": 0.08, "dark": 0.05, TABLE_CELL: 0.14,
}  # fmt: skip
LINE_PAPERS = ("blank", "ruled", "squared", "dotted", "cell", "pencil", "dark")
"""Those on which people calculate."""
FEW_PIXELS_SHARE = 0.3  # of the photos: small and compressed, as crops of worksheets are
TEXTLINE_SPACINGS: tuple[Spacing, ...] = ("any", "wide", "tight", "touching", "touching")
STROKE_WIDTH_SPREAD = 0.2  # of the log: how well a reading finds the size that fits
SEEN_LEVEL = 96  # of 255: ink that is there
MAX_PHOTOS = 12  # of one line
SCAN_FILES = ("images/semeion_train.npz", "images/optdigits_train.npz", "images/bhmsds_train.npz")
SCAN_HEIGHT = 28  # pixels of a scanned digit in its row


class Textline(NamedTuple):
    """``picture``: (``TEXTLINE_HEIGHT``, w) uint8; ``text``: what stands there, a character a symbol."""

    picture: Page
    text: str


class _Material(NamedTuple):
    writers: Writers
    fonts: tuple[Path, ...]
    scans: tuple[Mapping[str, Sequence[Page]], ...]


def textlines(source: SceneSource, chunks: int, folder: Path, processes: int) -> list[Textline]:
    """Return the first ``chunks`` chunks; each is a file in ``folder``, made where it is not there yet.

    The files are this function's own: what a run has composed it finds again when it is resumed.
    """
    paths = chunk_files(partial(_packed_chunk, source), chunks, folder, processes)
    return [line for path in paths for line in _unpacked(path.read_bytes())]


def _packed_chunk(source: SceneSource, number: int) -> bytes:
    return _packed(textline_chunk(source, number))


def _packed(lines: Sequence[Textline]) -> bytes:
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        pixels=np.concatenate([line.picture for line in lines], axis=1),
        widths=np.array([line.picture.shape[1] for line in lines]),
        texts=np.array([line.text for line in lines]),
    )
    return buffer.getvalue()


def _unpacked(data: bytes) -> list[Textline]:
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        pictures = np.split(arrays["pixels"], np.cumsum(arrays["widths"])[:-1], axis=1)
        texts = arrays["texts"].tolist()
    return [Textline(picture, text) for picture, text in zip(pictures, texts, strict=True)]


def textline_chunk(source: SceneSource, number: int) -> list[Textline]:
    """Return ``CHUNK_ROWS`` rows, those with this ``number``."""
    random = np.random.default_rng([source.seed, int(source.is_validation), number, 1])
    material = _made(source)
    found: list[Textline] = []
    while len(found) < CHUNK_ROWS:
        page, text = _page(material, random)
        row = PicturePage.of(page).textline()
        if row is not None and set(text) <= set(ARITHMETIC):
            found.append(Textline(row.pixels, text))
    return found


def textline_page(source: SceneSource, random: np.random.Generator) -> tuple[Page, str]:
    """Return a (H, W) uint8 page of ink with a row, and its text."""
    return _page(_made(source), random)


def textline_pages(
    source: SceneSource, count: int, field: FieldGrammar | None
) -> Iterator[tuple[Page, str]]:
    """Yield ``count`` (H, W) uint8 pages of ink with a row each, and its text.

    ``field``: what all rows hold; None for rows that no number field holds.
    """
    random = np.random.default_rng([source.seed, int(source.is_validation), 2])
    material = _made(source)
    while count:
        page, text = _page(material, random)
        is_number = set(text) <= NUMBER_FIELD.symbols and NUMBER_FIELD.holds(text)
        if page.any() and is_number == (field is not None):
            count -= 1
            yield page, text


def photographed_line(
    source: SceneSource, row: WrittenRow, random: np.random.Generator
) -> tuple[Page, str]:
    """Return a (H, W) uint8 page of ink with ``row``, of any notation, as a photo shows it; its text.

    Where the page network loses a stroke or a point of it, nobody could tell it: another photo is made.
    """
    for _ in range(MAX_PHOTOS):
        page, text, is_whole = _photo(row, LINE_PAPERS, _made(source), random)
        if is_whole:
            break
    return page, text


def _page(material: _Material, random: np.random.Generator) -> tuple[Page, str]:
    chance = random.random()
    notation = random_textline(random)
    if chance > PHOTO_SHARE + INK_SHARE and material.scans:
        return _scanned(notation, material, random)
    row = _written(notation, material.writers, random)
    if chance > PHOTO_SHARE:
        return _drawn(row, random), row.text
    page, text, _ = _photo(row, tuple(PAPER_SHARES), material, random)
    return page, text


def _photo(
    row: WrittenRow, kinds: Sequence[str], material: _Material, random: np.random.Generator
) -> tuple[Page, str, bool]:
    """Return a page with ``row`` on paper of one of ``kinds``, its text, and whether all is there."""
    shares = np.array([PAPER_SHARES[kind] for kind in kinds])
    kind = str(random.choice(kinds, p=shares / shares.sum()))
    neighbour = _written(random_textline(random), material.writers, random)
    segmenter = shipped_page_segmenter()
    if segmenter is None:
        raise FileError("page.onnx is missing, which sees photos of rows: put back the file.")
    if kind == TABLE_CELL:
        around = Stock((neighbour, row), (), (), ())
        cell = table_cell(row, around, material.fonts, random)
        cut = cut_out(Image.fromarray(cell.picture).convert("L"), cell.quad)
        return pictures([cut], segmenter.shares)[0].page, cell.text, True
    stock = Stock((row, neighbour) if kind == "cell" else (row,), (row,), (row,), ())
    photo = paper_row(kind, stock, material.fonts, random)
    width = photo.stroke_width * float(np.exp(random.normal(0, STROKE_WIDTH_SPREAD)))
    picture = photo.picture
    if random.random() < FEW_PIXELS_SHARE:
        picture = few_pixels(picture, photo.height, random)
    seen = segmented(picture, segmenter.shares, max(width, 0.5))
    page = seen.ink(PixelClass.HANDWRITING, PixelClass.PRINT)
    return page, photo.text, _is_whole(page, photo.written)


def _is_whole(page: Page, written: Mask) -> bool:
    """Whether something of each piece of what is ``written`` is on ``page``, of any size."""
    height, width = written.shape
    levels = np.asarray(Image.fromarray(page).resize((width, height)), np.float32)
    _, peaks = connected_components(written).numbered(levels)
    return bool((peaks >= SEEN_LEVEL).all())


def _written(notation: Row, writers: Writers, random: np.random.Generator) -> WrittenRow:
    spacing = TEXTLINE_SPACINGS[int(random.integers(len(TEXTLINE_SPACINGS)))]
    while True:
        try:
            return written_row(notation, writers, random, spacing)
        except ValueError:  # nobody has drawn one of its symbols
            notation = random_textline(random)


def _drawn(row: WrittenRow, random: np.random.Generator) -> Page:
    """Return ``row`` as clean ink: a drawing, or a page that was scanned well."""
    height = float(np.exp(random.uniform(np.log(14), np.log(60))))
    wide, high = (side * height + 12 for side in row.size)
    paths = [path * height + (wide / 2, high / 2) for path in row.polylines]
    pen = max(1.0, height * float(random.uniform(0.03, 0.24)))
    inked = drawn(paths, (round(high), round(wide)), pen) * 255
    image = Image.fromarray(np.rint(inked).astype(np.uint8))
    if random.random() < 0.4:
        image = image.filter(ImageFilter.GaussianBlur(float(random.uniform(0.2, 0.05 * height))))
    page = np.asarray(image, np.float32)
    if random.random() < 0.3:  # a hard threshold
        page = (page > random.uniform(60, 190)) * np.float32(255)
    return np.asarray(np.clip(page * random.uniform(0.8, 1.5), 0, 255), np.uint8)


def _scanned(notation: Row, material: _Material, random: np.random.Generator) -> tuple[Page, str]:
    """Return single scans of one set side by side, overlapping or apart."""
    stock = material.scans[int(random.integers(len(material.scans)))]
    symbols = [
        item.text for item in notation.items if isinstance(item, Sign) and item.text in stock
    ]
    symbols = symbols or [str(random.choice(list(DIGITS))) for _ in range(3)]
    gap = float(random.normal(0.02, 0.1)) * SCAN_HEIGHT
    size = float(random.uniform(0.8, 1.6))
    canvas = np.zeros((2 * SCAN_HEIGHT + 40, len(symbols) * 3 * SCAN_HEIGHT + 40), np.float32)
    x = 10.0
    for symbol in symbols:
        own = stock[symbol]
        scan = Image.fromarray(own[int(random.integers(len(own)))])
        scale = SCAN_HEIGHT / stock["0"][0].shape[0] * size * float(random.normal(1, 0.07))
        scan = scan.resize(
            (
                max(1, round(scan.width * scale * random.uniform(0.85, 1.1))),
                max(1, round(scan.height * scale)),
            ),
            Image.Resampling.BICUBIC,
        )
        top = round((canvas.shape[0] - scan.height) / 2 + random.normal(0, 1.5))
        left = max(0, round(x))
        part = canvas[top : top + scan.height, left : left + scan.width]
        np.maximum(part, np.asarray(scan, np.float32)[: part.shape[0], : part.shape[1]], out=part)
        x = left + scan.width + gap + random.normal(0, 1.5)
    return np.asarray(canvas[:, : round(x) + 20], np.uint8), "".join(symbols)


@lru_cache(maxsize=2)
def _made(source: SceneSource) -> _Material:
    return _Material(writers_of(source), fonts_of(source), _scans(source))


def _scans(source: SceneSource) -> tuple[Mapping[str, Sequence[Page]], ...]:
    """Return the scanned symbols of each set, cut out of their margins, by their label."""
    found: list[dict[str, list[Page]]] = []
    sets: list[tuple[NDArray[np.uint8], Sequence[str]]] = []
    if (source.data / "mnist").is_dir():
        digits = read_split(source.data / "mnist", "train")
        pictures = np.rint(digits.glyphs * 255).astype(np.uint8)
        sets.append((pictures, list(map(str, digits.labels))))
    for name in SCAN_FILES:
        if (source.data / name).is_file():
            images = read_image_set(source.data / name)
            sets.append((images.images, images.labels))
    for pictures, labels in sets:
        random = np.random.default_rng(len(labels))
        apart = random.random(len(labels)) < HELD_OUT_SHARE
        stock: dict[str, list[Page]] = {}
        for picture, label, is_apart in zip(pictures, labels, apart, strict=True):
            inked = np.flatnonzero((picture > 64).any(axis=0))
            if is_apart == source.is_validation and len(inked) and label in ARITHMETIC:
                stock.setdefault(label, []).append(picture[:, inked[0] : inked[-1] + 1])
        if set(DIGITS) <= set(stock):
            found.append(stock)
    return tuple(found)


def readable(lines: Sequence[Textline], network: TextlineRecognizer) -> list[Textline]:
    """Return the ``lines`` whose pictures show their texts, as ``network`` sees them.

    What nobody can read, a point under a digit or writing that the paper swallowed, would be learnt by
    heart. The ``network`` has seen a third of its steps, as for ``fit.mislabelled``. Where it can't read
    half of them it is no judge yet, and all stay. Test and development sets are never cleaned.
    """
    found = [line for line in lines if _is_readable(line, network)]
    return found if len(found) > len(lines) / 2 else list(lines)


def _is_readable(line: Textline, network: TextlineRecognizer) -> bool:
    bare = "".join(symbol for symbol in line.text if symbol not in POINT_SIGNS)
    with_points, without = log_likelihoods(network.frames(line.picture), [line.text, bare])
    is_lost = bare not in ("", line.text) and without - with_points > LOST_POINT_GAIN
    return bool(not is_lost and with_points >= MIN_SYMBOL_LOG * len(line.text))
