"""MNIST: where it is looked for, how it is checked, and downloads that break.

The server is on this machine; nothing here needs a network.
"""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from server import mirror
from support import assert_sentence

from digit_recognizer.datasets import find_mnist, read_split
from digit_recognizer.datasets.download import download
from digit_recognizer.datasets.mnist import CONTENT_SHA256, cache_folder
from digit_recognizer.errors import FileError


def test_a_given_folder_comes_first_then_the_variable_then_the_cache(
    like_mnist: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache_folder().parent.mkdir(parents=True)
    cache_folder().symlink_to(like_mnist)
    assert find_mnist() == cache_folder()
    (tmp_path / "mnist").symlink_to(like_mnist)
    monkeypatch.setenv("DIGITS_DATA", str(tmp_path))
    assert find_mnist() == tmp_path / "mnist"
    assert find_mnist(like_mnist) == like_mnist


def test_the_cache_is_the_users_own(home: Path) -> None:
    assert cache_folder().is_relative_to(home)


@pytest.mark.parametrize("by", ["option", "variable"])
def test_a_folder_that_lacks_files_is_named_with_them(
    like_mnist: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    labels = tmp_path / "train-labels-idx1-ubyte.gz"
    labels.symlink_to(like_mnist / "train-labels-idx1-ubyte.gz")
    monkeypatch.setenv("DIGITS_DATA", str(tmp_path) if by == "variable" else "")
    with pytest.raises(FileError) as caught:
        find_mnist(tmp_path if by == "option" else None)
    assert_sentence(caught.value, tmp_path, "train-images-idx3-ubyte", "t10k-labels-idx1-ubyte")
    assert "train-labels" not in str(caught.value)


def test_files_of_the_right_name_that_are_not_mnists_are_named(tiny_mnist: Path) -> None:
    with pytest.raises(FileError, match="SHA-256 differs") as caught:
        find_mnist(tiny_mnist)
    assert_sentence(caught.value, tiny_mnist / "train-images-idx3-ubyte.gz")


def expects(content: bytes) -> Callable[[Path], None]:
    """Return a check that accepts exactly ``content``."""

    def check(path: Path) -> None:
        if path.read_bytes() != content:
            raise FileError(f"{path} is another file.")

    return check


DATA = bytes(range(256)) * 1000


def test_mnist_is_fetched_into_the_cache_once(like_mnist: Path, tmp_path: Path) -> None:
    files = {f"{name}.gz": (like_mnist / f"{name}.gz") for name in CONTENT_SHA256}
    served = {
        name: path.read_bytes()
        if path.exists()
        else gzip.compress(path.with_suffix("").read_bytes())
        for name, path in files.items()
    }
    told: list[tuple[str, int, int]] = []
    with mirror(served) as (url, asked):
        for _ in range(2):
            folder = find_mnist(
                mirrors=(url,), cache=tmp_path / "mnist", progress=lambda *now: told.append(now)
            )
    assert len(read_split(folder, "train")) == 520
    assert [path for path, _ in asked.requests] == [f"/{name}" for name in served]
    assert {name for name, done, total in told if done == total} == set(served)
    assert sorted(path.name for path in folder.iterdir()) == sorted(served)


def test_a_download_resumes_where_it_broke_off(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "file"
    with mirror({"file": DATA}, cut=100_000) as (url, broken):
        with pytest.raises(FileError, match="the connection broke"):
            download([url + "file"], target, expects(DATA), lambda *_: None)
        assert not target.exists()
        assert target.with_name("file.part").read_bytes() == DATA[:100_000]
    assert broken.requests == [("/file", None)]
    with mirror({"file": DATA}) as (url, whole):
        download([url + "file"], target, expects(DATA), lambda *_: None)
    assert whole.requests == [("/file", "bytes=100000-")]
    assert target.read_bytes() == DATA
    assert [path.name for path in target.parent.iterdir()] == ["file"]


def test_the_second_mirror_is_asked_where_the_first_is_wrong(tmp_path: Path) -> None:
    target = tmp_path / "file"
    with (
        mirror({"file": b"<html>Please log in</html>"}) as (portal, _),
        mirror({}) as (empty, _),
        mirror({"file": DATA}) as (good, _),
    ):
        urls = [f"{address}file" for address in (portal, empty, good)]
        download(urls, target, expects(DATA), lambda *_: None)
    assert target.read_bytes() == DATA


@pytest.mark.parametrize("left", [b"<html>", DATA + b"more", DATA])
def test_what_an_earlier_try_left_behind_does_no_harm(tmp_path: Path, left: bytes) -> None:
    target = tmp_path / "file"
    target.with_name("file.part").write_bytes(left)
    with mirror({"file": DATA}) as (url, _):
        download([url + "file"], target, expects(DATA), lambda *_: None)
    assert target.read_bytes() == DATA


def test_where_no_mirror_helps_each_is_named_with_its_fault(tmp_path: Path) -> None:
    with mirror({"a": b"wrong"}) as (url, _):
        urls = [url + "a", url + "missing", "http://127.0.0.1:9/refused"]
        with pytest.raises(FileError) as caught:
            download(urls, tmp_path / "file", expects(DATA), lambda *_: None)
    assert_sentence(caught.value, *urls, "not the expected file", "HTTP 404")
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "folder").write_bytes(b"a file is in the way")
    with mirror({"file": DATA}) as (url, _), pytest.raises(FileError) as caught:
        download([url + "file"], tmp_path / "folder" / "file", expects(DATA), lambda *_: None)
    assert_sentence(caught.value, url)
