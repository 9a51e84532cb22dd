"""Scenes to train the page network on, composed in processes of their own.

Purpose: an endless stream of batches, made as fast as they are needed.
Contract: the same data and seed give the same batches in the same order, however many processes make
them. A batch is (N, H, W, 3) uint8 pictures and (N, H, W, 5) float32: the truth by ``PixelClass``, and
whether all of it is known. Held-out writers, and a tenth of the photographed papers, are for validation.
Not here: what a scene is (``synthesis.paper``).
"""

import io
import multiprocessing
import zipfile
from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from digit_recognizer.datasets.held_out import is_held_out
from digit_recognizer.datasets.ink_set import read_ink_set
from digit_recognizer.errors import FileError
from digit_recognizer.ink import Drawing
from digit_recognizer.synthesis.paper.print_text import fonts, is_held_out_font
from digit_recognizer.synthesis.paper.scene import scene
from digit_recognizer.synthesis.paper.writing import Stock, stock_of
from digit_recognizer.synthesis.writers import Writers

SCENE_SHAPE = (128, 224)
BATCH_SCENES = 16
STOCK_ROWS = 3000
BATCHES_AHEAD = 6  # of each process
INK_FILES = ("ink/unipen_train.jsonl.gz", "ink/pendigits_train.jsonl.gz")
LETTER_FILE = "ink/unipen_letters_train.jsonl.gz"
PAPER_FILES = ("images/cells_empty.zip", "images/cells_printed.zip")

SceneBatch = tuple[NDArray[np.uint8], NDArray[np.float32]]


class SceneSource(NamedTuple):
    """Where scenes come from: the data folder, the seed, and whether they are for validation."""

    data: Path
    seed: int
    is_validation: bool


class _Material(NamedTuple):
    stock: Stock
    fonts: tuple[Path, ...]
    papers: list[NDArray[np.uint8]]


def scene_batch(source: SceneSource, number: int) -> SceneBatch:
    """Return the batch with this ``number``."""
    material = _made(source)
    random = np.random.default_rng([source.seed, int(source.is_validation), number])
    made = [
        scene(SCENE_SHAPE, material.stock, material.fonts, random, material.papers)
        for _ in range(BATCH_SCENES)
    ]
    known = [np.full((*SCENE_SHAPE, 1), each.is_known, np.float32) for each in made]
    truth = [
        np.concatenate(pair, axis=2) for pair in zip((m.truth for m in made), known, strict=True)
    ]
    return np.stack([each.picture for each in made]), np.stack(truth)


def scene_batches(
    source: SceneSource, first: int, processes: int
) -> Generator[SceneBatch, None, None]:
    """Yield batches from number ``first`` on, for ever; they are made ahead by ``processes``."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        waiting: deque[Future[SceneBatch]] = deque()
        number = first
        try:
            while True:
                while len(waiting) < BATCHES_AHEAD * processes:
                    waiting.append(pool.submit(scene_batch, source, number))
                    number += 1
                yield waiting.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


@lru_cache(maxsize=2)
def _made(source: SceneSource) -> _Material:
    """Return what scenes of ``source`` are made of; a process makes it once."""
    letters = drawings_of(source, (LETTER_FILE,))
    random = np.random.default_rng([source.seed, 0])
    stock = stock_of(writers_of(source), letters, STOCK_ROWS, random)
    return _Material(stock, fonts_of(source), _papers(source.data, source.is_validation))


def writers_of(source: SceneSource, made: Callable[[list[Drawing]], Writers] = Writers) -> Writers:
    """Return the training writers of ``source``, ``made`` from their drawings.

    Raises FileError where these are too few.
    """
    try:
        return made(drawings_of(source))
    except ValueError as error:
        raise FileError(
            f"{source.data} is not enough to compose pages from: {error}. Fetch more with "
            "digits data fetch."
        ) from None


def fonts_of(source: SceneSource) -> tuple[Path, ...]:
    """Return this machine's fonts for training, or those held out."""
    wanted = source.is_validation
    return tuple(path for path in fonts() if is_held_out_font(path) == wanted) or fonts()


def drawings_of(source: SceneSource, files: Sequence[str] = INK_FILES) -> list[Drawing]:
    """Return the drawings in ``files`` by those who are held out, or by all others."""
    return [
        drawing for name in files if (source.data / name).is_file()
        for drawing in read_ink_set(source.data / name).samples
        if is_held_out(drawing.writer or "") == source.is_validation
    ]  # fmt: skip


def _papers(data: Path, is_validation: bool) -> list[NDArray[np.uint8]]:
    """Return the photos of paper; those of one page belong to one side of the split."""
    papers = []
    for name in PAPER_FILES:
        if not (data / name).is_file():
            continue
        with zipfile.ZipFile(data / name) as archive:
            for member in sorted(archive.namelist()):
                page = member.rpartition("/")[2].partition("_")[0]
                if member.endswith(".jpg") and is_held_out(page) == is_validation:
                    image = Image.open(io.BytesIO(archive.read(member))).convert("RGB")
                    papers.append(np.asarray(image))
    return papers
