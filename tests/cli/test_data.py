"""``digits data``: what there is, getting it from a server on this machine, and what can go wrong."""

import gzip
import hashlib
import json
import socket
import urllib.error
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from originals import PENDIGITS, compressed, tarred, unipen_archive, zipped
from server import Mirror, mirror
from support import Digits, assert_failed, assert_sentence, unpacked

from digit_recognizer.cli import data
from digit_recognizer.datasets.catalogue import CATALOGUE, MNIST, DataSet, Origin, available
from digit_recognizer.datasets.download import download
from digit_recognizer.datasets.ink_set import read_ink_set
from digit_recognizer.datasets.mnist import CONTENT_SHA256, idx_file
from digit_recognizer.datasets.prepare import fetch as fetching
from digit_recognizer.datasets.prepare.fetch import checksum, fetch, file_sha256, is_present
from digit_recognizer.errors import FileError

ZIP = zipped({"pendigits-orig.tra.Z": compressed(PENDIGITS)})
NAMES = ["mnist", *(entry.name for entry in CATALOGUE)]


def pendigits(url: str, sha256: str | None = None, name: str = "pendigits.zip") -> DataSet:
    """Return the set as the catalogue has it, on another server and with another checksum."""
    (entry,) = (entry for entry in CATALOGUE if entry.name == "pendigits")
    origin = Origin("pendigits.zip", (url + name,), sha256)
    fields = {field: getattr(entry, field) for field in entry.__slots__}
    return DataSet(**{**fields, "origin": origin})


@pytest.fixture
def catalogue(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let the commands know the given sets only."""

    def use(*sets: DataSet) -> None:
        monkeypatch.setattr(fetching, "CATALOGUE", sets)
        monkeypatch.setattr(data, "_every", lambda: list(sets))

    return use


def test_the_list_says_what_each_set_is(digits: Digits, tmp_path: Path) -> None:
    code, out, err = digits("data", "list", "--data", tmp_path)
    assert (code, err) == (0, "")
    for entry in (MNIST, *CATALOGUE):
        for word in (
            entry.name,
            entry.title,
            entry.source,
            f"{entry.n:,}",
            str(tmp_path / entry.path),
        ):
            assert word in out
    assert "recorded at first fetch" in out and "digits data fetch all" in out
    code, out, _ = digits("data", "list", "--data", tmp_path, "--json")
    values = json.loads(out)
    assert code == 0 and [row["name"] for row in values["sets"]] == NAMES
    assert not any(row["present"] for row in values["sets"])
    assert all(row["licence"] and row["source"] for row in values["sets"])
    assert [len(value or "") for row in values["sets"] for value in row["sha256"].values()] == [
        64, 64, 64, 64, 0, 0, 64, 64, 0, 64,
    ]  # fmt: skip


def test_the_path_is_printed_for_scripts(
    digits: Digits, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIGITS_DATA", str(tmp_path))
    assert digits("data", "path") == (0, f"{tmp_path}\n", "")
    code, out, err = digits("data", "path", "pendigits")
    path = tmp_path / "ink" / "pendigits_train.jsonl.gz"
    assert (code, out) == (1, f"{path}\n")
    assert_sentence(err.removeprefix("digits: ").strip(), path, "digits data fetch pendigits")
    path.parent.mkdir()
    path.write_bytes(b"")
    assert digits("data", "path", "pendigits") == (0, f"{path}\n", "")
    code, out, _ = digits("data", "path", "pendigits", "--json")
    assert json.loads(out) == {"path": str(path), "present": True}


def test_a_name_that_is_not_known_is_said_with_those_that_are(digits: Digits) -> None:
    for words in (("path", "cifar"), ("fetch", "pendigits", "cifar")):
        assert_failed(digits("data", *words), "cifar", *NAMES)


def test_a_set_is_downloaded_converted_and_then_left_alone(
    digits: Digits, tmp_path: Path, catalogue: Any
) -> None:
    with mirror({"pendigits.zip": ZIP}) as (url, server):
        catalogue(pendigits(url, hashlib.sha256(ZIP).hexdigest()))
        code, out, err = digits("data", "fetch", "all", "--data", tmp_path)
        path = tmp_path / "ink" / "pendigits_train.jsonl.gz"
        assert (code, out, err) == (0, f"pendigits: 2 samples, {path}\n", "")
        assert [drawing.label for drawing in read_ink_set(path).samples] == ["8", "4"]
        assert available(tmp_path) == {"pendigits": path}
        written = path.read_bytes()
        code, out, _ = digits("data", "fetch", "pendigits", "--data", tmp_path, "--json")
        (row,) = json.loads(out)["sets"]
        assert (code, row["new"], row["path"]) == (0, False, str(path))
        code, out, _ = digits("data", "fetch", "pendigits", "--data", tmp_path, "--again", "--json")
        (row,) = json.loads(out)["sets"]
        assert (row["n"], row["left_out"]["left_out"]) == (2, 0)
        assert path.read_bytes() == written
        assert len(server.requests) == 1, "the original is kept and not downloaded again"
    assert not list(tmp_path.rglob("*.part"))


def test_a_stopped_download_goes_on_where_it_stopped(tmp_path: Path) -> None:
    with mirror({"pendigits.zip": ZIP}, cut=100) as (url, server):
        data_set = pendigits(url, hashlib.sha256(ZIP).hexdigest())
        with pytest.raises(FileError) as caught:
            fetch(data_set, tmp_path)
        assert_sentence(caught.value, url, "the connection broke")
        assert not is_present(data_set, tmp_path)
        server.cut = None
        seen: list[tuple[str, int, int]] = []
        fetch(data_set, tmp_path, progress=lambda *step: seen.append(step))
        assert server.requests == [("/pendigits.zip", None), ("/pendigits.zip", "bytes=100-")]
        assert seen[-1] == ("pendigits.zip", len(ZIP), len(ZIP))
    assert is_present(data_set, tmp_path)


def test_another_file_than_the_published_one_is_not_taken(tmp_path: Path) -> None:
    with mirror({"pendigits.zip": ZIP + b"x"}) as (url, _), pytest.raises(FileError) as caught:
        fetch(pendigits(url, hashlib.sha256(ZIP).hexdigest()), tmp_path)
    assert_sentence(caught.value, url, "not the expected file")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_hash_that_nobody_published_is_recorded_and_checked_from_then_on(tmp_path: Path) -> None:
    digest = hashlib.sha256(ZIP).hexdigest()
    with mirror({"pendigits.zip": ZIP}) as (url, server):
        data_set = pendigits(url)
        origin = data_set.origin
        assert origin is not None
        assert checksum(origin, tmp_path) == (None, "to be recorded at first fetch")
        fetch(data_set, tmp_path)
        assert checksum(origin, tmp_path) == (digest, "recorded at first fetch")
        original = tmp_path / "originals" / "pendigits.zip"
        assert file_sha256(original) == digest
        original.unlink()
        server.files = {"pendigits.zip": ZIP + b"changed"}
        with pytest.raises(FileError, match="not the expected file"):
            fetch(data_set, tmp_path, again=True)
        original.write_bytes(ZIP + b"changed")
        with pytest.raises(FileError, match="SHA-256 differs") as caught:
            fetch(data_set, tmp_path, again=True)
        assert_sentence(caught.value, original)
        (tmp_path / "originals" / "sha256.json").write_text("[", encoding="utf-8")
        with pytest.raises(FileError, match="is damaged"):
            checksum(origin, tmp_path)


@pytest.mark.parametrize("content", [b"<html>Not found</html>", b"", b"\x1f\x8b broken", b"PK"])
def test_a_page_instead_of_an_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    with mirror({"pendigits.zip": content}) as (url, _), pytest.raises(FileError) as caught:
        fetch(pendigits(url), tmp_path)
    assert_sentence(caught.value, "pendigits.zip")
    assert available(tmp_path) == {}


def test_a_download_that_is_too_large_is_stopped(tmp_path: Path) -> None:
    class Endless(Mirror):
        """Says nothing of the size, and sends more than anybody wants."""

        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(bytes(200_000))

    for handler in (None, Endless):
        with mirror({"big": bytes(200_000)}, handler=handler) as (url, _):
            with pytest.raises(FileError, match="larger than") as caught:
                download([url + "big"], tmp_path / "big", lambda _: None, lambda *_: None, 100_000)
            assert_sentence(caught.value, url)
    assert not list(tmp_path.iterdir())


def test_what_fails_is_said_and_the_others_are_fetched(
    digits: Digits, tmp_path: Path, catalogue: Any
) -> None:
    with mirror({"pendigits.zip": ZIP}) as (url, _):
        missing = DataSet("lost", "ink/lost.gz", "", "", 0, "", Origin("lost.zip", (url + "lost",)))
        catalogue(missing, pendigits(url))
        code, out, err = digits("data", "fetch", "all", "--data", tmp_path)
        assert code == 1 and out.startswith("pendigits: 2 samples")
        assert_sentence(err.removeprefix("digits: ").strip(), "lost.zip", "HTTP 404")
        code, out, err = digits("data", "fetch", "lost", "--data", tmp_path)
        assert (code, out) == (2, "") and "HTTP 404" in err.splitlines()[0]
        code, out, _ = digits("data", "fetch", "all", "--data", tmp_path, "--json")
        assert (code, json.loads(out)["failed"]) == (1, ["lost"])


def test_without_a_network_one_sentence_says_so(
    digits: Digits, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise urllib.error.URLError(socket.gaierror(-2, "Name or service not known"))

    monkeypatch.setattr("urllib.request.urlopen", unknown)
    for names in (["all"], ["unipen"]):
        code, out, err = digits("data", "fetch", *names, "--data", tmp_path)
        assert (code, out) == (2, "")
        assert_sentence(err.removeprefix("digits: ").strip(), "no network", "zenodo.org")
        assert err.count("zenodo.org") == 1, "each host is named once"
    code, out, _ = digits("data", "fetch", "all", "--data", tmp_path, "--json")
    assert (code, json.loads(out)["failed"]) == (2, NAMES)


def test_an_archive_of_two_sets_is_read_once_for_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = unipen_archive(tmp_path / "unipen.tgz").read_bytes()
    with mirror({"unipen": archive}) as (url, server):
        origin = Origin("unipen-CDROM-train_r01_v07.tgz", (url + "unipen",))
        both = tuple(
            DataSet(name, f"ink/{name}.jsonl.gz", "", "", 0, "", origin)
            for name in ("unipen", "unipen-letters")
        )
        monkeypatch.setattr(fetching, "CATALOGUE", both)
        fetched = fetch(both[0], tmp_path)
        assert fetched.n == 2 and fetched.skipped is not None and fetched.skipped.count == 1
        assert fetch(both[1], tmp_path).n is None, "it is there already"
        assert len(server.requests) == 1


def test_an_unsafe_archive_makes_no_file(tmp_path: Path) -> None:
    unsafe = tarred({"../pendigits-orig.tra": PENDIGITS})
    refused = pytest.raises(FileError, match="refused as unsafe")
    with mirror({"pendigits.zip": unsafe}) as (url, _), refused:
        fetch(pendigits(url), tmp_path)
    assert available(tmp_path) == {}
    assert not (tmp_path.parent / "pendigits-orig.tra").exists()


def test_a_folder_that_cannot_be_written_is_said(digits: Digits, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    code, out, err = digits("data", "fetch", "pendigits", "--data", tmp_path / "file")
    assert (code, out) == (2, "")
    assert_sentence(err.splitlines()[0].removeprefix("digits: "), tmp_path / "file", "--data")


@pytest.fixture
def mnist_mirror(like_mnist: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Serve a tiny MNIST in the place of the real mirrors."""
    files = {}
    for name in CONTENT_SHA256:
        path = idx_file(like_mnist, name)
        assert path is not None
        files[f"{name}.gz"] = gzip.compress(unpacked(path), 1)
    with mirror(files) as (url, _):
        whole = fetching.fetch_mnist
        monkeypatch.setattr(
            fetching,
            "fetch_mnist",
            lambda folder, *, progress: whole(folder, progress=progress, mirrors=(url,)),
        )
        yield


@pytest.mark.usefixtures("mnist_mirror")
def test_mnist_is_fetched_too(digits: Digits, tmp_path: Path) -> None:
    code, out, err = digits("data", "fetch", "mnist", "--data", tmp_path)
    assert err == ""
    assert code == 0 and str(tmp_path / "mnist") in out
    assert is_present(MNIST, tmp_path)
    assert "already there" in digits("data", "fetch", "mnist", "--data", tmp_path)[1]
