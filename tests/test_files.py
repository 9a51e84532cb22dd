"""Whole files: read with a limit, replaced in one step, and what is said when the disk says no."""

import errno
import os
import stat
import sys
from pathlib import Path
from threading import Event, Thread

import pytest
from support import assert_sentence

from digit_recognizer import resources
from digit_recognizer.errors import DigitRecognizerError, FileError, ModelError
from digit_recognizer.files import read_limited, reason, sha256, write_atomically
from digit_recognizer.ink import Drawing, Ink, read_inkml, write_inkml

posix = pytest.mark.skipif(os.name != "posix", reason="Windows has no such permissions")


def test_what_is_written_is_there_and_nothing_else(tmp_path: Path) -> None:
    for content in (b"old", b"", b"new" * 100_000):
        write_atomically(tmp_path / "file", content)
        assert (tmp_path / "file").read_bytes() == content
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@posix
def test_permissions_are_kept_and_new_files_have_the_usual_ones(tmp_path: Path) -> None:
    (tmp_path / "touched").touch()
    write_atomically(tmp_path / "new", b"1")
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "touched").stat().st_mode
    (tmp_path / "new").chmod(0o640)
    write_atomically(tmp_path / "new", b"2")
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o640


def test_a_reader_sees_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    path, contents = tmp_path / "file", (b"a" * 50_000, b"b" * 70_000)
    write_atomically(path, contents[0])
    seen: set[bytes] = set()
    done = Event()

    def watch() -> None:
        while not done.is_set():
            seen.add(path.read_bytes())

    watcher = Thread(target=watch)
    watcher.start()
    try:
        for i in range(60):
            write_atomically(path, contents[i % 2])
    finally:
        done.set()
        watcher.join()
    assert seen <= set(contents)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "quota"),
        (errno.EROFS, "read-only"),
        (errno.EACCES, "permission denied"),
        (errno.EIO, "Input/output error"),
    ],
)
@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_where_the_disk_says_no_the_old_file_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str, step: str
) -> None:
    path = tmp_path / "seven.inkml"
    write_inkml(path, Drawing(Ink.from_xy([[(1, 2)]]), "7"))

    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, step, refuse)
    with pytest.raises(FileError, match=words) as caught:
        write_inkml(path, Drawing(Ink.from_xy([[(3, 4)]]), "8"))
    monkeypatch.undo()
    assert_sentence(caught.value, path)
    assert read_inkml(path).label == "7"
    assert [entry.name for entry in tmp_path.iterdir()] == ["seven.inkml"]


@pytest.mark.parametrize(
    ("number", "advice"),
    [
        (errno.ENOSPC, "free some space or choose another place."),
        (errno.EDQUOT, "free some space or choose another place."),
        (errno.EACCES, "permission denied; choose another place."),
    ],
)
def test_space_is_asked_for_only_where_it_is_short(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, advice: str
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(FileError) as caught:
        write_atomically(tmp_path / "file", b"content")
    assert str(caught.value).endswith(advice)


@posix
def test_a_link_stays_a_link_and_its_target_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    target, link = tmp_path / "real" / "file", tmp_path / "link"
    for content in (b"new", b"newer"):
        if not link.is_symlink():
            link.symlink_to(target)
        write_atomically(link, content)
        assert link.is_symlink() and not target.is_symlink()
        assert target.read_bytes() == content
    circle = tmp_path / "circle"
    circle.symlink_to(circle)
    with pytest.raises(FileError) as caught:
        write_atomically(circle, b"content")
    assert_sentence(caught.value, circle)
    assert circle.is_symlink()


@posix
def test_what_is_no_regular_file_is_neither_read_nor_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (pipe, Path(os.devnull)):
        with pytest.raises(FileError, match="is no regular file") as caught:
            read_limited(path, 100, "an image")
        assert_sentence(caught.value, path)
        with pytest.raises(FileError, match="is no regular file") as caught:
            write_atomically(path, b"content")
        assert_sentence(caught.value, path)
    assert pipe.is_fifo()
    assert [path.name for path in tmp_path.iterdir()] == ["pipe"]


def test_a_write_protected_file_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write everywhere
    with pytest.raises(FileError, match="permission denied; choose another place") as caught:
        write_atomically(path, b"new")
    assert_sentence(caught.value, path)
    assert path.read_bytes() == b"old"


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is Linux's")
def test_a_place_that_cannot_hold_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    for path in (
        tmp_path / "none" / "new",
        tmp_path / "file" / "new",
        tmp_path / "folder",
        tmp_path / ("long" * 100),
        Path("/proc/new"),
    ):
        with pytest.raises(FileError) as caught:
            write_atomically(path, b"content")
        assert_sentence(caught.value, path)


def test_files_are_read_up_to_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x" * 2**20)
    assert read_limited(path, 2**20, "a drawing") == b"x" * 2**20
    path.write_bytes(b"x" * (2**20 + 1))
    with pytest.raises(FileError, match="larger than 1 MB, too large for a drawing") as caught:
        read_limited(path, 2**20, "a drawing")
    assert_sentence(caught.value, path)


def test_what_cannot_be_read_is_named_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    cases = {
        tmp_path: "is a folder, not an image",
        tmp_path / "none": "does not exist",
        tmp_path / "file" / "none": "cannot be read",
        tmp_path / ("long" * 100): "cannot be read",
    }
    for path, words in cases.items():
        with pytest.raises(FileError, match=words) as caught:
            read_limited(path, 100, "an image")
        assert_sentence(caught.value, path)


def test_a_reason_is_never_empty() -> None:
    assert reason(OSError(errno.ENOSPC, "")) == "the disk is full"
    assert reason(OSError("the cat sat on it")) == "the cat sat on it"


def test_the_hash_is_the_published_one() -> None:
    expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-2, B.1
    assert sha256(b"abc") == expected


def test_every_error_for_people_is_one_kind() -> None:
    assert issubclass(ModelError, FileError)
    assert issubclass(FileError, DigitRecognizerError)


def test_shipped_files_are_there() -> None:
    assert resources.is_checkout()
    assert resources.default_model().name == "mnist.h5"
    assert len(resources.example_drawings()) >= 10
    assert len(resources.example_expressions()) >= 20
    examples = [*resources.example_drawings(), *resources.example_expressions()]
    assert all(path.is_file() for path in examples)


def test_an_installed_package_has_its_files_inside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site-packages" / "digit_recognizer"
    expressions = package / "examples" / "expressions"
    expressions.mkdir(parents=True)
    (package / "examples" / "two.inkml").touch()
    (expressions / "sum.inkml").touch()
    monkeypatch.setattr(resources, "_PACKAGE", package)
    monkeypatch.setattr(resources, "_ROOT", package.parent)
    assert resources.default_model() == package / "models" / "mnist.h5"
    assert resources.example_drawings() == [package / "examples" / "two.inkml"]
    assert resources.example_expressions() == [expressions / "sum.inkml"]
