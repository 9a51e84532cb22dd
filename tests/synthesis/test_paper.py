"""Composed paper: the truth of every pixel, the same page from the same chance, every kind of page."""

from pathlib import Path

import numpy as np
import pytest
from composed_drawings import drawings

from digit_recognizer.arrays import PixelClass
from digit_recognizer.errors import FileError
from digit_recognizer.synthesis.paper.layers import Layers, Mark
from digit_recognizer.synthesis.paper.paper_rows import (
    PAPER_KINDS,
    on_a_bare_desk,
    paper_row,
    table_cell,
)
from digit_recognizer.synthesis.paper.print_text import fonts
from digit_recognizer.synthesis.paper.scene import scene
from digit_recognizer.synthesis.paper.writing import Stock, stock_of
from digit_recognizer.synthesis.writers import Writers


@pytest.fixture(scope="module")
def stock() -> Stock:
    return stock_of(Writers(drawings()), [], 40, np.random.default_rng(1))


@pytest.fixture(scope="module")
def faces() -> tuple[Path, ...]:
    try:
        return fonts()
    except FileError:
        pytest.skip("too few fonts are installed to print with")


def test_handwriting_hides_print_and_print_hides_rules() -> None:
    layers = Layers((2, 4))
    covers = {
        PixelClass.RULE: [[1, 1, 1, 0], [0, 0, 0, 0]],
        PixelClass.PRINT: [[0, 1, 1, 0], [0, 0, 1, 0]],
        PixelClass.HANDWRITING: [[0, 0, 1, 0], [0, 0, 0.5, 0]],
    }
    for kind, cover in covers.items():
        layers.marks.append(Mark(kind, np.array(cover, np.float32), None, (0, 0, 0), 1.0))
    truth = layers.truth()
    assert truth.sum(axis=2) == pytest.approx(1)
    assert truth[0].argmax(axis=1).tolist() == [
        PixelClass.RULE, PixelClass.PRINT, PixelClass.HANDWRITING, PixelClass.PAPER,
    ]  # fmt: skip
    assert truth[1, 2, PixelClass.HANDWRITING] == truth[1, 2, PixelClass.PRINT] == 0.5


def test_scenes_repeat_and_their_truth_sums_to_one(stock: Stock, faces: tuple[Path, ...]) -> None:
    made = [
        [scene((64, 96), stock, faces, random) for _ in range(12)]
        for random in (np.random.default_rng(5), np.random.default_rng(5))
    ]
    for one, other in zip(*made, strict=True):
        assert np.array_equal(one.picture, other.picture)
        assert one.picture.shape == (64, 96, 3)
        assert one.truth.sum(axis=2) == pytest.approx(1, abs=1e-4)
        assert one.is_known
    seen = np.sum([each.truth.sum(axis=(0, 1)) for each in made[0]], axis=0)
    assert (seen > 0).all()


def test_on_a_photographed_paper_only_handwriting_is_known(
    stock: Stock, faces: tuple[Path, ...]
) -> None:
    papers = [np.full((40, 40, 3), 200, np.uint8)]
    random = np.random.default_rng(3)
    made = [scene((64, 96), stock, faces, random, papers) for _ in range(60)]
    photographed = [each for each in made if not each.is_known]
    assert 1 <= len(photographed) < 20


@pytest.mark.parametrize("kind", PAPER_KINDS)
def test_every_kind_of_paper_has_a_row_with_its_text(
    kind: str, stock: Stock, faces: tuple[Path, ...]
) -> None:
    made = paper_row(kind, stock, faces, np.random.default_rng(7))
    assert made.picture.ndim == 3
    assert made.picture.dtype == np.uint8
    assert made.text.strip("0123456789+-×÷=") == "" and made.text[-1].isdigit()


@pytest.mark.parametrize("seed", range(8))
def test_what_hangs_into_a_cell_is_not_what_is_written_in_it(
    seed: int, stock: Stock, faces: tuple[Path, ...]
) -> None:
    made = paper_row("cell", stock, faces, np.random.default_rng(seed))
    assert made.written.any()
    assert not made.written[[0, -1]].any()


def test_too_few_fonts_are_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="holds 0 fonts"):
        fonts((tmp_path,))


@pytest.mark.parametrize("seed", range(8))
def test_a_desk_hides_nothing_of_what_is_written(
    seed: int, stock: Stock, faces: tuple[Path, ...]
) -> None:
    random = np.random.default_rng(seed)
    shown, written = np.full((40, 90, 3), 250, np.uint8), np.zeros((40, 90, 4), np.float32)
    written[..., PixelClass.PAPER] = 1
    written[12:28, 20:70] = np.eye(4)[PixelClass.HANDWRITING]
    desk = on_a_bare_desk(shown, written, random)
    assert (desk[12:28, 20:70] == 250).all()
    assert (desk < 200).any()


@pytest.mark.parametrize("seed", range(6))
def test_the_number_of_a_cell_is_written_between_its_rules(
    seed: int, stock: Stock, faces: tuple[Path, ...]
) -> None:
    random = np.random.default_rng(seed)
    row = stock.fields[seed]
    made = table_cell(row, stock, faces, random)
    assert made.text == row.text
    height, width = made.picture.shape[:2]
    assert (made.quad >= 0).all() and (made.quad <= (width, height)).all()
    left, top, right = made.quad[0, 0], made.quad[0, 1], made.quad[1, 0]
    assert left < right and top < made.quad[3, 1]
