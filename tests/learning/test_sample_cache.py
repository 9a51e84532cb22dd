"""Samples of test sets, kept in the cache: the same the second time, made anew where they must be."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from digit_recognizer.alphabet import DIGITS
from digit_recognizer.errors import FileError
from digit_recognizer.learning import other_writers as module
from digit_recognizer.learning.other_writers import cached_sample


def kept(home: Path) -> list[Path]:
    return sorted((home / "cache").rglob("everyone-else/*.npz"))


def test_the_second_time_they_come_from_the_cache(
    tiny_mnist: Path, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "mnist"
    shutil.copytree(tiny_mnist, folder)
    first = cached_sample("mnist", folder, DIGITS, 30)
    assert len(first) == 30 and first.glyphs.dtype == np.float32
    (file,) = kept(home)
    with monkeypatch.context() as patch:
        patch.setattr(module, "load_samples", None)
        again = cached_sample("mnist", folder, DIGITS, 30)
    np.testing.assert_array_equal(again.glyphs, first.glyphs)
    np.testing.assert_array_equal(again.labels, first.labels)

    file.write_bytes(b"PK, but damaged")
    np.testing.assert_array_equal(cached_sample("mnist", folder, DIGITS, 30).labels, first.labels)
    one = next(path for path in folder.iterdir() if "t10k-labels" in path.name)
    labels = bytearray(one.read_bytes())
    labels[8:] = bytes(len(labels) - 8)  # all are zeros now
    one.write_bytes(labels + b"")
    one.touch()
    assert set(cached_sample("mnist", folder, DIGITS, 30).labels) == {0}
    assert len(kept(home)) == 1, "what no file stands for any more is gone"


def test_where_nothing_can_be_kept_it_is_only_slower(tiny_mnist: Path, home: Path) -> None:
    (home / "cache").mkdir(exist_ok=True)
    (home / "cache" / "digit-recognizer").write_text("a file where the folder should be")
    assert len(cached_sample("mnist", tiny_mnist, DIGITS, 10)) == 10


def test_a_set_that_is_none_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "x.npz").write_bytes(b"nothing")
    with pytest.raises(FileError):
        cached_sample("x", tmp_path / "x.npz", DIGITS, 10)
