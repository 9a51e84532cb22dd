"""The originals of the data sets: archives good and unsafe, their formats, and what becomes of them."""

import gzip
import hashlib
import io
import json
import shutil
import subprocess
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from originals import (
    PENDIGITS,
    compressed,
    optdigits_text,
    png,
    semeion_text,
    tarred,
    unipen_archive,
    zipped,
)
from support import assert_sentence

from digit_recognizer.datasets import archive, held_out
from digit_recognizer.datasets.archive import members
from digit_recognizer.datasets.npz import read_image_set, read_npz
from digit_recognizer.datasets.prepare import convert
from digit_recognizer.datasets.prepare.bitmaps import (
    decompress,
    ink_bright,
    read_optdigits,
    read_semeion,
    read_symbol,
)
from digit_recognizer.datasets.skipped import SkippedSamples
from digit_recognizer.errors import FileError

LIMIT = 2**20


@settings(max_examples=30)
@given(
    st.binary(max_size=400) | st.binary(max_size=9).map(lambda b: b * 300),
    st.integers(9, 16),
    st.sampled_from([0, 1, 7, 8, 300]),
)
def test_what_was_compressed_is_decompressed(data: bytes, greatest: int, clear: int) -> None:
    assert decompress(compressed(data, greatest, clear_every=clear), "a.Z", LIMIT) == data


def test_codes_of_every_width_are_read_and_gzip_agrees() -> None:
    data = np.random.default_rng(1).integers(0, 40, 100_000, np.uint8).tobytes()
    packed = compressed(data, clear_every=60_000)
    assert decompress(packed, "a.Z", LIMIT) == data
    if shutil.which("gzip"):  # it reads this format, too
        done = subprocess.run(["gzip", "-dc"], input=packed, capture_output=True, check=True)
        assert done.stdout == data


@pytest.mark.parametrize(
    "bad", [b"", b"\x1f\x9d", b"\x1f\x8b\x90", b"\x1f\x9d\x88", b"\x1f\x9d\x90\xff\xff\xff"]
)
def test_what_is_no_compressed_file_is_named(bad: bytes) -> None:
    with pytest.raises(FileError) as caught:
        decompress(bad, "a.Z", LIMIT)
    assert_sentence(caught.value, "a.Z", "get it again")


def test_a_bomb_is_not_unpacked() -> None:
    with pytest.raises(FileError, match="unpacks to more than"):
        decompress(compressed(bytes(3000)), "a.Z", 1000)


FILES = {"a/one.dat": b"1", "a/two.txt": b"2", "three.dat": b"3"}


@pytest.mark.parametrize("make", [zipped, tarred])
def test_wanted_members_are_read(tmp_path: Path, make: Any) -> None:
    path = tmp_path / "archive"
    path.write_bytes(make(FILES))
    found = dict(members(path, lambda name: name.endswith(".dat")))
    assert found == {"a/one.dat": b"1", "three.dat": b"3"}


def link(name: str, kind: bytes = tarfile.SYMTYPE, target: str = "/etc/passwd") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE])
def test_a_link_within_an_archive_is_passed_over(tmp_path: Path, kind: bytes) -> None:
    path = tmp_path / "archive"
    path.write_bytes(tarred(FILES, extra=link("three.link", kind, "three.dat")))
    assert dict(members(path, lambda _: True)) == FILES


def zip_link(name: str = "link") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        info = zipfile.ZipInfo(name)
        info.external_attr = 0o120777 << 16
        file.writestr(info, "/etc/passwd")
    return buffer.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        zipped({"../up.dat": b"1"}),
        zipped({"/etc/passwd": b"1"}),
        zipped({"a/../../b.dat": b"1"}),
        zipped({"C:/windows.dat": b"1"}),
        zip_link(),
        tarred({"../up.dat": b"1"}),
        tarred({"/root.dat": b"1"}),
        tarred({}, extra=link("link")),
        tarred({}, extra=link("link", tarfile.LNKTYPE)),
        tarred({}, extra=link("a/link", target="../../up.dat")),
        tarred({}, extra=link("device", tarfile.CHRTYPE)),
        tarred({}, extra=link("pipe", tarfile.FIFOTYPE)),
        zip_link("a\nb\x1b[m"),
        zip_link("x" * 9000),
        tarred({}, extra=link("a\nb\x1b[m", tarfile.CHRTYPE)),
        tarred({"../a\nb\x1b[m": b"1"}),
    ],
    ids=range(16),
)
def test_an_unsafe_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "archive"
    path.write_bytes(content)
    with pytest.raises(FileError) as caught:
        list(members(path, lambda _: True))
    assert_sentence(caught.value, path, "refused as unsafe")
    assert str(caught.value).isprintable() and len(str(caught.value)) < 600


@pytest.mark.parametrize("make", [zipped, tarred])
@pytest.mark.parametrize(
    ("limit", "value", "named"),
    [
        ("MAX_MEMBERS", 2, "more than 2 members"),
        ("MAX_TOTAL", 2, "unpacks"),
        ("MAX_MEMBER", 0, "la"),
    ],
)
def test_an_archive_beyond_the_limits_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Any, limit: str, value: int, named: str
) -> None:
    monkeypatch.setattr(archive, limit, value)
    path = tmp_path / "archive"
    path.write_bytes(make(FILES))
    with pytest.raises(FileError, match=named) as caught:
        list(members(path, lambda _: True))
    assert_sentence(caught.value, path)


@pytest.mark.parametrize("make", [zipped, tarred])
def test_an_archive_of_nothing_is_refused_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Any
) -> None:
    monkeypatch.setattr(archive, "MIN_UNPACKED", 2**20)
    path = tmp_path / "archive"
    path.write_bytes(make({f"{n}.png": bytes(2**20) for n in range(9)}))
    found: list[str] = []
    with pytest.raises(FileError, match="unpacks to more than 100 times its size") as caught:
        found.extend(name for name, _ in members(path, lambda _: True))
    assert_sentence(caught.value, path)
    assert len(found) <= 1
    path.write_bytes(make({f"{n}.png": bytes(2**16) for n in range(9)}))
    assert len(list(members(path, lambda _: True))) == 9, "what is small may be nothing"


@pytest.mark.parametrize("make", [zipped, tarred])
@settings(max_examples=30)
@given(data=st.data())
def test_any_damage_to_an_archive_is_one_sentence(
    tmp_path_factory: pytest.TempPathFactory, make: Any, data: st.DataObject
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.archive"
    damaged = bytearray(make(FILES))
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(damaged[: data.draw(st.integers(0, len(damaged)))])
    try:
        list(members(path, lambda _: True))
    except FileError as error:
        assert_sentence(error, path)


def bitmap(side: int, seed: int) -> NDArray[np.uint8]:
    random = np.random.default_rng(seed)
    return np.asarray(random.integers(0, 2, (side, side)) * 255, np.uint8)


def test_semeion_and_optdigits_are_read_and_damage_is_counted() -> None:
    rows = [(bitmap(16, i), str(i)) for i in range(10)]
    skipped = SkippedSamples("semeion.data")
    text = semeion_text(rows).decode() + "1 0 1\n" + "0 " * 256 + "1 0 0 0 0 0 0 0 0 0\n"
    found = list(read_semeion(text + "1 " * 266 + "\n", skipped))
    assert [label for _, label in found] == list("0123456789")
    np.testing.assert_array_equal([image for image, _ in found], [image for image, _ in rows])
    assert skipped.sentence() == (
        "semeion.data: left out 3 of 13: 1 that are no 266 flags (line 11), 1 without ink (line 12), "
        "1 with no label or several (line 13)."
    )
    rows = [(bitmap(32, i), str(i)) for i in range(3)]
    skipped = SkippedSamples("optdigits-orig.tra")
    text = optdigits_text(rows).decode() + "01" * 16 + "\n 5\n" + text.splitlines()[0][:0]
    found = list(read_optdigits(text + ("01" * 16 + "\n") * 32, skipped))
    assert [label for _, label in found] == ["0", "1", "2"]
    np.testing.assert_array_equal([image for image, _ in found], [image for image, _ in rows])
    assert skipped.sentence() == (
        "optdigits-orig.tra: left out 2 of 5: 1 that are not 32x32 (line 121), "
        "1 without a label (line 123)."
    )


def test_symbols_are_named_by_their_file() -> None:
    picture = np.full((28, 28), 255, np.uint8)
    picture[10:20, 12:16] = 30
    skipped = SkippedSamples("bhmsds.zip", place="picture")
    for name, label in (
        ("7-0001.png", "7"),
        ("dot-12.png", "·"),
        ("slash-1484.png", "/"),
        ("w-1.png", "w"),
    ):
        found = read_symbol(f"bhmsds/symbols/{name}", png(picture), 1, skipped)
        assert found is not None and found[1] == label
        np.testing.assert_array_equal(ink_bright([found[0]])[0], 255 - picture)
        np.testing.assert_array_equal(ink_bright([255 - picture])[0], 255 - picture)
    for name, data in (
        ("theta-1.png", png(picture)),
        ("1-1.png", b"no"),
        ("1-2.png", png(picture[:20])),
    ):
        assert read_symbol(name, data, 2, skipped) is None
    assert read_symbol("1-3.png", png(np.zeros((28, 28), np.uint8)), 3, skipped) is None
    assert_sentence(skipped.sentence(), "left out 4 of 8", "28x28", "no PNG", "without ink")


def test_the_writers_of_unipen_are_told_by_their_files() -> None:
    names = {
        "CDROM/train_r01_v07/data/1a/apb/apb05/app0501.dat": "apb:apb05",
        "CDROM/train_r01_v07/data/1a/ced/aaaa9018_s_2h.dat": "ced:aaaa9018",
        "CDROM/train_r01_v07/data/1a/ced/knke4574.a_s_jo.dat": "ced:knke4574.a",
        "CDROM/train_r01_v07/data/1a/ced/bngm-227_s_i5.dat": "ced:bngm",
        "data/1d/imp/imp0/imp104.dat": "imp:imp104",
        "data/1a/syn/syn1/jcp-dig11.dat": "syn:jcp",
        "data/1a/pri/pri0/000.0.dat": "pri:000.0",
        "data/1c/lav/lav2/cl_0001.dat": "lav:cl",
    }
    writers = held_out.train_writers()
    for name, writer in names.items():
        assert convert.unipen_writer(name) == writer
        assert writer in writers
    for name in (
        "train_r01_v07/include/apb/data/apb05/app0501.dat",
        "data/8/apb/apb05/app0501.dat",
        "data/1a/x.dat",
        "README",
    ):
        assert convert.unipen_writer(name) is None
    assert convert.unipen_writer("data/1a/apb/apb02/app0237.dat") == "apb:apb02"
    assert not {"apb:apb02", "gmd:alek", "apa:apa12"} & writers, "these are measured"


def test_unipen_becomes_our_ink_of_training_writers_only(tmp_path: Path) -> None:
    made = convert.unipen(unipen_archive(tmp_path / "unipen.tgz"))
    rows = [json.loads(line) for line in gzip.decompress(made["unipen"].content).splitlines()]
    assert rows == [
        {
            "label": "1", "writer": "unipen:apb:apb05", "source": "unipen_r01_v07/apb",
            "strokes": [[[0, 0], [0, 200]]],
        },
        {
            "label": "+", "writer": "unipen:apb:apb05", "source": "unipen_r01_v07/apb",
            # x had half the resolution of y; the median digit or letter is 100 high, which is 200.
            "strokes": [[[0, 20], [80, 20], [40, 0], [40, 40]]],
        },
    ]  # fmt: skip
    (letter,) = gzip.decompress(made["unipen-letters"].content).splitlines()
    assert json.loads(letter)["strokes"] == [[[0, 0], [0, 100]]]
    assert (made["unipen"].n, made["unipen-letters"].n) == (2, 1)
    sentence = made["unipen"].skipped.sentence()
    assert_sentence(
        sentence, "left out 1 of 5", "1 without points (line 8 of 1a/apb/apb05/app0501.dat)"
    )
    assert convert.unipen(tmp_path / "unipen.tgz")["unipen"].content == made["unipen"].content


def test_an_archive_without_training_writers_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "unipen.tgz"
    path.write_bytes(tarred({"data/1a/apb/apb02/app0237.dat": b".VERSION 1.0\n"}))
    with pytest.raises(FileError) as caught:
        convert.unipen(path)
    assert_sentence(caught.value, "unipen.tgz")


def test_pendigits_becomes_our_ink_and_its_test_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "pendigits.zip"
    path.write_bytes(
        zipped({"pendigits-orig.tes.Z": b"damaged", "pendigits-orig.tra.Z": compressed(PENDIGITS)})
    )
    made = convert.pendigits(path)["pendigits"]
    rows = [json.loads(line) for line in gzip.decompress(made.content).splitlines()]
    assert rows == [
        {
            "label": "8", "writer": "pendigits-tra:12", "source": "pendigits_orig",
            "strokes": [[[267, 167], [267, 164]]],
        },
        {
            "label": "4", "writer": "pendigits-tra:26", "source": "pendigits_orig",
            "strokes": [[[10, 10], [20, 20]], [[30, 500]]],
        },
    ]  # fmt: skip
    assert made.skipped.sentence() is None


@pytest.fixture
def split(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hold out the pictures with an even number; two tests each."""
    images = [bitmap(side, i) for side in (16, 32, 28) for i in (0, 2)]
    prints = frozenset(held_out.fingerprint(image) for image in images)
    monkeypatch.setattr(held_out, "test_images", lambda: prints)


def bhmsds_picture(i: int) -> NDArray[np.uint8]:
    """Return a picture that, with its ink made bright, is ``bitmap(28, i)``."""
    return np.asarray(255 - bitmap(28, i), np.uint8)


def make_originals(folder: Path, count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Write ``count`` pictures of each image set in its original form."""
    small = semeion_text([(bitmap(16, i), str(i)) for i in range(count)])
    digest = hashlib.md5(small, usedforsecurity=False).hexdigest()
    monkeypatch.setattr(convert, "SEMEION_MD5", digest)
    large = optdigits_text([(bitmap(32, i), str(i)) for i in range(count)])
    (folder / "semeion.zip").write_bytes(zipped({"semeion.data": small, "semeion.names": b""}))
    (folder / "optdigits.zip").write_bytes(zipped({"optdigits-orig.tra.Z": compressed(large)}))
    pictures = {f"bhmsds-07d2/symbols/{i}-0001.png": png(bhmsds_picture(i)) for i in range(count)}
    (folder / "bhmsds.zip").write_bytes(zipped({**pictures, "bhmsds-07d2/README.md": b"hello"}))


@pytest.mark.parametrize(
    ("name", "side", "tests"), [("semeion", 16, 643), ("optdigits", 32, 765), ("bhmsds", 28, 5256)]
)
@pytest.mark.usefixtures("split")
def test_pictures_of_the_test_file_never_get_into_a_training_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, side: int, tests: int
) -> None:
    make_originals(tmp_path, 5, monkeypatch)
    monkeypatch.setattr(convert, "MIN_TESTS_FOUND", 2 / tests)  # two of them are found again
    monkeypatch.setattr(convert, "ink_bright", lambda images: [255 - image for image in images])
    made = getattr(convert, name)(tmp_path / f"{name}.zip")[name]
    path = tmp_path / "made.npz"
    path.write_bytes(made.content)
    images, labels = read_npz(path)
    assert labels == ["1", "3", "4"] and made.n == 3
    np.testing.assert_array_equal(images, [bitmap(side, i) for i in (1, 3, 4)])


@pytest.mark.parametrize("name", ["semeion", "optdigits", "bhmsds"])
@pytest.mark.usefixtures("split")
def test_where_the_test_pictures_are_not_found_again_nothing_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    make_originals(tmp_path, 5, monkeypatch)
    with pytest.raises(FileError, match="no test picture is trained on") as caught:
        getattr(convert, name)(tmp_path / f"{name}.zip")
    assert_sentence(caught.value, "nothing was written")


def test_a_semeion_file_that_was_changed_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "semeion.zip"
    path.write_bytes(zipped({"semeion.data": b"1 0\n"}))
    with pytest.raises(FileError, match="MD5") as caught:
        convert.semeion(path)
    assert_sentence(caught.value, path)
    path.write_bytes(zipped({"other": b""}))
    with pytest.raises(FileError, match=r"no semeion\.data"):
        convert.semeion(path)


def test_the_lists_of_who_is_held_out_are_whole() -> None:
    assert len(held_out.train_writers()) == 289
    assert len(held_out.test_images()) == 643 + 765 + 5256


def test_rows_of_an_image_set_with_faults_are_left_out(tmp_path: Path) -> None:
    images = np.stack([bitmap(16, i) for i in range(4)])
    images[2] = 7
    path = tmp_path / "a.npz"
    np.savez(path, images=images, labels=np.array(["1", "seven", "2", "3"]))
    found = read_image_set(path, lambda label: len(label) == 1)
    assert found.labels == ["1", "3"]
    np.testing.assert_array_equal(found.images, images[[0, 3]])
    assert found.skipped.sentence() == (
        f"{path}: left out 2 of 4: 1 with an unknown label (row 2), 1 without ink (row 3)."
    )
    np.savez(path, images=images[2:3], labels=np.array(["1"]))
    with pytest.raises(FileError, match="nothing is left"):
        read_image_set(path)


def test_an_npz_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.npz"
    np.savez_compressed(
        path, images=np.zeros((100, 100, 100), np.uint8), labels=np.array(["1"] * 100)
    )
    monkeypatch.setattr("digit_recognizer.datasets.npz.MAX_ARRAY_BYTES", 100_000)
    with pytest.raises(FileError, match="unpacks to") as caught:
        read_npz(path)
    assert_sentence(caught.value, path)
