"""What ``digits evaluate`` stands on: samples from files, and accuracy at many sizes and places."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest
from support import assert_sentence, hand_drawn, write_idx

from digit_recognizer.alphabet import ARITHMETIC, DIGITS, Alphabet
from digit_recognizer.errors import FileError
from digit_recognizer.evaluation.digits.accuracy import (
    PLACEMENT_PEN_WIDTHS,
    Placement,
    evaluate,
    evaluate_placements,
    spread,
)
from digit_recognizer.evaluation.digits.samples import load_samples, placed, placements
from digit_recognizer.ink import Box, Drawing, Ink
from digit_recognizer.raster import glyph_from_ink, page_from_ink
from digit_recognizer.reader import Reader

PLAIN = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]


@pytest.fixture
def ink_file(tmp_path: Path, examples: dict[str, Drawing]) -> Path:
    """Ten plain digits, two letters, an operator, one without a label and one without ink."""
    rows = [
        {
            "label": examples[name].label,
            "strokes": [[p[:2] for p in stroke.points] for stroke in examples[name].ink],
        }
        for name in PLAIN
    ]
    rows += [{"label": label, "strokes": [[[0, 0], [5, 9]]]} for label in ("x", "+", "x")]
    rows += [{"strokes": [[[0, 0], [5, 9]]]}, {"label": "7", "strokes": []}]
    path = tmp_path / "ink.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    return path


def test_ink_of_other_labels_is_left_out_and_counted(
    ink_file: Path, examples: dict[str, Drawing]
) -> None:
    samples = load_samples(ink_file, DIGITS)
    assert len(samples.labelled) == len(samples.inks) == 10
    assert samples.left_out == {"x": 2, "+": 1, "": 1}
    assert samples.empty == 1
    expected = [glyph_from_ink(examples[name].ink) for name in PLAIN]
    np.testing.assert_array_equal(samples.labelled.glyphs, expected)


def test_labels_are_columns_of_the_alphabet(ink_file: Path) -> None:
    backwards = Alphabet(tuple(reversed(DIGITS.symbols)))
    forth = load_samples(ink_file, DIGITS).labelled.labels
    back = load_samples(ink_file, backwards).labelled.labels
    np.testing.assert_array_equal(back, 9 - forth)
    operators = load_samples(ink_file, Alphabet(("+", "x")))
    assert operators.labelled.labels.tolist() == [1, 0, 1]


def test_what_people_write_for_times_is_times(ink_file: Path) -> None:
    samples = load_samples(ink_file, ARITHMETIC)
    assert samples.left_out == {"": 1}
    read = [ARITHMETIC[int(column)] for column in samples.labelled.labels]
    assert "".join(read) == "0123456789×+×"
    plain = load_samples(ink_file, Alphabet(("x", "×"))).labelled.labels
    assert plain.tolist() == [0, 0]


def test_of_an_idx_folder_the_test_split_is_taken(tiny_mnist: Path, tmp_path: Path) -> None:
    assert len(load_samples(tiny_mnist, DIGITS).labelled) == 65
    write_idx(tmp_path, "train", hand_drawn(20, seed=5))
    assert len(load_samples(tmp_path, DIGITS).labelled) == 20


def test_images_are_made_glyphs(tmp_path: Path, examples: dict[str, Drawing]) -> None:
    pages = [
        page_from_ink(placed(examples[name].ink, 40, (2, 2)), width=44, height=44, pen_width=4)
        for name in ("two", "five", "nine")
    ]
    images = np.stack([*pages, np.zeros((44, 44), np.uint8), pages[0]])
    path = tmp_path / "images.npz"
    np.savez(path, images=images, labels=np.array(["2", "5", "9", "1", "z"]))
    samples = load_samples(path, DIGITS)
    assert samples.labelled.labels.tolist() == [2, 5, 9]
    assert (samples.empty, samples.left_out, samples.inks) == (1, {"z": 1}, [])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("none.jsonl", None),
        ("none.npz", None),
        ("none", None),
        ("notes.txt", b"hello"),
        ("empty.jsonl", b""),
        ("letters.jsonl", b'{"label": "q", "strokes": [[[0, 0], [5, 9]]]}'),
        ("bad.jsonl", b"{"),
        ("bad.npz", b"PK"),
    ],
)
def test_what_is_no_data_set_is_named(tmp_path: Path, name: str, content: bytes | None) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(FileError) as caught:
        load_samples(path, DIGITS)
    assert_sentence(caught.value, path)


def test_a_folder_without_idx_files_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileError) as caught:
        load_samples(tmp_path, DIGITS)
    assert_sentence(caught.value, tmp_path, "images-idx3-ubyte")


def test_evaluating_plain_digits_finds_no_error(reader: Reader, ink_file: Path) -> None:
    figures = evaluate(reader, load_samples(ink_file, reader.bundle.alphabet))
    assert figures.accuracy == 1
    assert figures.confusion.sum() == figures.n


def test_placements_are_inside_the_canvas() -> None:
    spots = list(placements(600))
    assert len(spots) == 25
    assert len({size for size, _ in spots}) == 5
    for size, (x, y) in spots:
        assert 20 <= x <= 580 - size and 20 <= y <= 580 - size


def test_placed_ink_is_as_large_and_there_in_whole_pixels() -> None:
    ink = Ink.from_xy([[(100.2, 0), (110, 30.3)], [(105, 7)]])
    assert placed(ink, 60, (20, 200)).box == Box(20, 200, 39, 260)
    dot = placed(Ink.from_xy([[(3, 4)]]), 60, (20, 200))
    assert dot == Ink.from_xy([[(20, 200)]])


def test_every_placement_is_measured_by_both_routes(reader: Reader, ink_file: Path) -> None:
    samples = load_samples(ink_file, reader.bundle.alphabet)
    titles = []

    def track(items, total, title):  # type: ignore[no-untyped-def]
        titles.append((total, title))
        return items

    results = evaluate_placements(reader, samples, track, image_limit=3)
    assert titles == [(25, "Sizes and places")]
    ink = [r for r in results if r.route == "ink"]
    assert len(ink) == 25 * len(PLACEMENT_PEN_WIDTHS)
    assert {(r.accuracy, r.n) for r in ink} == {(1.0, 10)}
    images = [r for r in results if r.route == "image"]
    assert {r.n for r in images} == {3}
    assert all(r.pen <= r.size / 6 for r in images)
    assert spread(results, "ink") == 0


def test_spread_is_the_largest_difference_of_a_route() -> None:
    results = [
        Placement(route, 20, (0, 0), 2, 10, accuracy)
        for route, accuracy in (("ink", 0.9), ("ink", 0.95), ("image", 0.5), ("ink", 0.92))
    ]
    assert spread(results, "ink") == pytest.approx(0.05)
    assert spread(results, "image") == 0
    assert spread(results, "telegraph") == 0
