"""Data sets on disk: IDX and npz files, good and bad."""

import gzip
import io
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from numpy.typing import NDArray
from support import assert_sentence, hand_drawn, idx_bytes, write_idx

from digit_recognizer.datasets import Labelled, ink_lines, read_split
from digit_recognizer.datasets.archive import members
from digit_recognizer.datasets.ink_lines import numbered_rows
from digit_recognizer.datasets.mnist import read_idx
from digit_recognizer.datasets.npz import read_npz, read_with_notes
from digit_recognizer.datasets.skipped import SkippedSamples
from digit_recognizer.errors import FileError


@given(arrays(np.uint8, array_shapes(min_dims=1, max_dims=4, max_side=6)), st.booleans())
def test_any_idx_array_is_read(
    tmp_path_factory: pytest.TempPathFactory, array: NDArray[np.uint8], gzipped: bool
) -> None:
    path = tmp_path_factory.getbasetemp() / "array-idx-ubyte"
    path.write_bytes(gzip.compress(idx_bytes(array)) if gzipped else idx_bytes(array))
    np.testing.assert_array_equal(read_idx(path), array)


GOOD = idx_bytes(np.zeros((3, 28, 28), np.uint8))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0\0\x08",
        GOOD[:9],
        GOOD[:-1],
        GOOD + b"\0",
        b"\x01" + GOOD[1:],
        b"\0\0\x0d\x03" + GOOD[4:],  # floats
        b"\0\0\x08\x00",
        b"\0\0\x08\x09" + GOOD[4:],
        b"\0\0\x08\x04" + b"\xff" * 16,
        b"<html>404</html>",
        gzip.compress(GOOD, mtime=0)[:-9],
        gzip.compress(GOOD, mtime=0)[:30],
        b"\x1f\x8b not gzip",
    ],
    ids=range(14),
)
def test_a_damaged_idx_file_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "train-images-idx3-ubyte.gz"
    path.write_bytes(content)
    with pytest.raises(FileError) as caught:
        read_idx(path)
    assert_sentence(caught.value, path)


def test_a_split_is_glyphs_and_labels(tiny_mnist: Path) -> None:
    digits = read_split(tiny_mnist, "train")
    assert digits.glyphs.shape == (520, 28, 28) and digits.glyphs.dtype == np.float32
    assert digits.glyphs.min() == 0 and digits.glyphs.max() == 1
    assert set(digits.labels) == set(range(10))
    np.testing.assert_allclose(digits[:9].glyphs, hand_drawn(9, seed=1).glyphs, atol=1 / 255)


@pytest.mark.parametrize(
    ("images", "labels"),
    [
        ((3, 28, 28), (4,)),
        ((3, 28, 27), (3,)),
        ((3, 784), (3,)),
        ((3, 28, 28), (3, 1)),
        ((0, 28, 28), (0,)),
    ],
)
def test_images_and_labels_must_belong_together(
    tmp_path: Path, images: tuple[int, ...], labels: tuple[int, ...]
) -> None:
    (tmp_path / "train-images-idx3-ubyte").write_bytes(idx_bytes(np.zeros(images, np.uint8)))
    (tmp_path / "train-labels-idx1-ubyte").write_bytes(idx_bytes(np.zeros(labels, np.uint8)))
    with pytest.raises(FileError) as caught:
        read_split(tmp_path, "train")
    assert_sentence(caught.value, tmp_path, "train")


def test_labels_beyond_nine_are_refused(tmp_path: Path) -> None:
    letters = Labelled(np.zeros((2, 28, 28), np.float32), np.array([1, 17]))
    write_idx(tmp_path, "train", letters)
    with pytest.raises(FileError, match="not the digits 0 to 9"):
        read_split(tmp_path, "train")


def test_a_missing_file_of_a_split_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileError) as caught:
        read_split(tmp_path, "t10k")
    assert_sentence(caught.value, tmp_path, "t10k-images-idx3-ubyte")


def npz(path: Path, **arrays_: Any) -> Path:
    """Write the arrays and return the path."""
    np.savez_compressed(path, **arrays_)
    return path


IMAGES = np.zeros((3, 20, 16), np.uint8)
LABELS = np.array(["1", "+", "x"])


def test_images_and_their_labels_are_read(tmp_path: Path) -> None:
    images, labels = read_npz(npz(tmp_path / "digits.npz", images=IMAGES, labels=LABELS))
    assert images.shape == (3, 20, 16)
    assert labels == ["1", "+", "x"]


@pytest.mark.parametrize(
    "arrays_",
    [
        {"images": IMAGES},
        {"images": IMAGES, "labels": LABELS[:2]},
        {"images": IMAGES[0], "labels": LABELS},
        {"images": IMAGES / 255, "labels": LABELS},
        {"images": IMAGES, "labels": np.array([{}, [], "1"], object)},
    ],
    ids=range(5),
)
def test_other_arrays_are_refused(tmp_path: Path, arrays_: dict[str, Any]) -> None:
    path = npz(tmp_path / "digits.npz", **arrays_)
    with pytest.raises(FileError) as caught:
        read_npz(path)
    assert_sentence(caught.value, path)


def test_a_single_array_or_no_array_at_all_is_refused(tmp_path: Path) -> None:
    single, bundle = io.BytesIO(), io.BytesIO()
    np.save(single, IMAGES)
    with zipfile.ZipFile(bundle, "w") as file:
        file.writestr("images.npy", b"\x93NUMPY oops")
    for content in (single.getvalue(), bundle.getvalue(), b"", b"text", b"PK\3\4"):
        path = tmp_path / "digits.npz"
        path.write_bytes(content)
        with pytest.raises(FileError) as caught:
            read_npz(path)
        assert_sentence(caught.value, path)


def npy(header: str, content: bytes = b"") -> bytes:
    """Return an array's file with this text as its header."""
    text = header.encode().ljust(117) + b"\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text + content


@pytest.mark.parametrize("name", ["images", "labels", "notes"])
@pytest.mark.parametrize(
    "content",
    [
        b"no array at all",
        npy("{'descr': '|u1', 'fortran_order': False, 'shape': (1, 1, 1), (("),
        npy("{'descr': '|u1', 'fortran_order': False, 'shape': (9999999999999999999999,)}"),
        npy("{'descr': '|u1', 'fortran_order': False, 'shape': (-1, 28, 28)}"),
        npy("{'descr': '|O', 'fortran_order': False, 'shape': (1,)}", b"cos\nsystem\n."),
        npy("{'descr': '|u1', 'fortran_order': False, 'shape': (999999, 28, 28)}", b"\0"),
        npy("[]"),
        b"\x93NUMPY\x09\x09",
    ],
    ids=range(8),
)
def test_any_damaged_header_of_an_npz_file_is_one_sentence(
    tmp_path: Path, name: str, content: bytes
) -> None:
    whole = npz(tmp_path / "a.npz", images=IMAGES, labels=LABELS, notes=np.zeros(1, np.uint8))
    path = tmp_path / "digits.npz"
    with zipfile.ZipFile(whole) as from_, zipfile.ZipFile(path, "w") as to:
        for member in from_.namelist():
            to.writestr(member, content if member == f"{name}.npy" else from_.read(member))
    with pytest.raises(FileError) as caught:
        read_with_notes(path)
    assert_sentence(caught.value, path)


def test_sets_of_more_images_than_a_set_has_are_refused_before_they_are_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digit_recognizer.datasets.npz.MAX_IMAGES", 2)
    monkeypatch.setattr("digit_recognizer.datasets.mnist.MAX_IMAGES", 2)
    path = npz(tmp_path / "digits.npz", images=IMAGES, labels=LABELS)
    with pytest.raises(FileError, match="more than 2 images"):
        read_npz(path)
    idx = tmp_path / "labels-idx1-ubyte"
    idx.write_bytes(idx_bytes(np.zeros(3, np.uint8)))
    with pytest.raises(FileError, match="promises 3 images") as caught:
        read_idx(idx)
    assert_sentence(caught.value, idx)


@given(st.data())
def test_any_damage_to_an_npz_file_is_one_sentence(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = npz(tmp_path_factory.getbasetemp() / "any.npz", images=IMAGES, labels=LABELS)
    damaged = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(damaged)
    try:
        read_npz(path)
    except FileError as error:
        assert_sentence(error, path)


@pytest.mark.parametrize("kind", [tarfile.GNUTYPE_LONGNAME, tarfile.XHDTYPE, tarfile.XGLTYPE])
@pytest.mark.parametrize("size", [300 * 2**20, -(2**20)])
def test_headers_of_a_tar_file_have_limits(tmp_path: Path, kind: bytes, size: int) -> None:
    header = tarfile.TarInfo("a.png")
    header.type, header.size = kind, size
    path = tmp_path / "a.tar.gz"
    with gzip.open(path, "wb") as file:
        file.write(header.tobuf(tarfile.GNU_FORMAT) + bytes(1024))
    with pytest.raises(FileError) as caught:
        list(members(path, lambda _: True))
    assert_sentence(caught.value, path)


def test_a_member_without_a_name_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a", b"")
    path.write_bytes(path.read_bytes().replace(b"a", b"\0"))
    with pytest.raises(FileError) as caught:
        list(members(path, lambda _: True))
    assert_sentence(caught.value, path)


def test_empty_lines_count_towards_what_a_file_may_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"\n" * 10_000)
    skipped = SkippedSamples("a")
    assert list(numbered_rows(path, skipped, 100_000)) == []
    assert "what follows line" in (skipped.sentence() or "")


def test_useless_lines_between_useful_ones_are_no_reason_to_stop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ink_lines, "MAX_WASTE", 5_000)
    good = b'{"strokes": [' + b",".join([b"[[1, 2], [3, 4]]"] * 100) + b"]}\n"
    path = tmp_path / "a.jsonl"
    path.write_bytes((good + b"\n{}\n") * 50)
    skipped = SkippedSamples("a")
    assert len(list(numbered_rows(path, skipped))) == 50 and not skipped.remarks
