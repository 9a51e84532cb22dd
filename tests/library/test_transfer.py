"""``digits library export | import``: whole libraries out and in, and all that may be wrong."""

import gzip
import io
import json
import os
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from support import Digits, assert_failed, assert_sentence, hand_drawn, idx_bytes

from digit_recognizer.cli.library.transfer import EXPORT_FORMATS as CHOICES
from digit_recognizer.datasets.ink_set import read_ink_set
from digit_recognizer.datasets.mnist import read_split
from digit_recognizer.datasets.npz import read_npz
from digit_recognizer.errors import FileError
from digit_recognizer.ink import Ink, read_inkml
from digit_recognizer.library import Entry, Library
from digit_recognizer.library.exporting import Format
from digit_recognizer.library.formats.metadata import ImportFailure
from digit_recognizer.library.importing import IMPORT_BATCH, import_into, open_source
from digit_recognizer.raster.pixels import png_bytes

MADE = datetime(2026, 11, 22, 14, 30, tzinfo=UTC)
BAR = Ink.from_xy([[(0, 0), (90, 0)]])
HOOK = Ink.from_xy([[(0, 0), (9, 0), (9, 200)]])
SEVEN = Ink.from_xy([[(10, 10, 0), (90, 12, 0.1), (40, 99.5, 0.25)]])


def page(seed: int, size: tuple[int, int] = (28, 28)) -> NDArray[np.uint8]:
    """Return a page with something on it."""
    drawn = np.zeros(size, np.uint8)
    drawn[4:-4, 5:9] = np.random.default_rng(seed).integers(100, 256, (size[0] - 8, 4))
    return drawn


def picture(seed: int, **fields: object) -> Entry:
    """Return an entry that is a picture."""
    return Entry(None, png_bytes(page(seed)), made=MADE, source="camera", **fields)  # type: ignore[arg-type]


def entries() -> list[Entry]:
    """Return drawings of every sort."""
    drawn = Entry(
        SEVEN, None, "7", "1", 0.75, True, "mnist.h5 8d35bcbd4a40", "Ada", MADE, "window",
        {"symbols": "=1+1", "label": "odd"},
    )  # fmt: skip
    line = Entry(BAR, None, "-5", writer="=cmd()", made=MADE, source="window")
    unknown = Entry(HOOK, made=MADE, source="window")
    return [drawn, line, unknown, picture(1, label="3", writer="Bo"), picture(2)]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Path]:
    """The file of a library with one drawing of every sort."""
    path = tmp_path / "library.sqlite3"
    with Library.open(path) as opened:
        opened.add(entries())
    yield path


def kept(path: Path) -> list[Entry]:
    """Return what is in a library, without numbers, in order of content."""
    with Library.open(path, create=False) as library:
        found = [replace(entry, id=None) for entry in library.get(library.ids())]
    return sorted(found, key=lambda entry: entry.digest)


def same(found: list[Entry]) -> list[Entry]:
    """Return the entries in order of content."""
    return sorted(found, key=lambda entry: entry.digest)


def brought_in(path: Path, tmp_path: Path, name: str = "other.sqlite3") -> list[Entry]:
    """Return what is in a new library after the import of ``path``, with nothing broken."""
    with Library.open(tmp_path / name) as other:
        imported = import_into(other, open_source(path).found)
    assert imported.broken == []
    return kept(tmp_path / name)


def test_the_command_offers_every_format() -> None:
    assert set(CHOICES) == set(get_args(Format))


@pytest.mark.parametrize(
    ("name", "form"), [("ink", "inkml"), ("ink.jsonl", "jsonl"), ("ink.jsonl.gz", "jsonl")]
)
def test_ink_goes_out_and_in_with_all_that_is_known(
    digits: Digits, library: Path, tmp_path: Path, name: str, form: str
) -> None:
    output = tmp_path / name
    code, out, err = digits("library", "export", output, "--format", form, "--library", library)
    assert (code, out) == (1, f"{output}: 3 drawings ({form})\n")
    assert_sentence(err.removeprefix("digits: ").strip(), form, "2 drawings", "without ink (2)")
    assert brought_in(output, tmp_path) == same(entries()[:3])
    files = sorted(output.iterdir()) if output.is_dir() else []
    assert all(read_inkml(file).ink for file in files), "the program's own reader reads them"
    if not files:
        assert {drawing.label for drawing in read_ink_set(output).samples} == {"7", "-5", None}


def test_pictures_go_out_and_in_with_their_table(
    digits: Digits, library: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "pictures"
    code, _, err = digits("library", "export", folder, "--format", "png", "--library", library)
    assert code == 0
    assert_sentence(err.removeprefix("digits: ").strip(), "points and times of ink", "(3)")
    found = brought_in(folder, tmp_path)
    assert [entry for entry in found if entry.source == "camera"] == same(entries()[3:])
    drawn = {(e.label, e.text, e.writer, e.made) for e in found if e.source != "camera"}
    assert drawn == {(e.label, e.text, e.writer, e.made) for e in entries()[:3]}
    assert all(entry.picture and not entry.ink for entry in found)
    again = tmp_path / "again"
    other = tmp_path / "other.sqlite3"
    assert digits("library", "export", again, "--format", "png", "--library", other)[0] == 0
    assert {f.name: f.read_bytes() for f in again.glob("*.png")} == {
        f.name: f.read_bytes() for f in folder.glob("*.png")
    }
    assert "=cmd()" in (text := (folder / "labels.csv").read_text("utf-8-sig"))
    assert ',"=' not in text and ',"-' not in text, "no cell begins a formula"


def test_arrays_go_out_and_in(digits: Digits, library: Path, tmp_path: Path) -> None:
    path = tmp_path / "own.npz"
    code, _, err = digits("library", "export", path, "--library", library)
    assert code == 1 and "more than one symbol (1)" in err and "points and times of ink" in err
    images, labels = read_npz(path)
    assert (images.shape, images.dtype, sorted(labels)) == (
        (4, 28, 28),
        np.uint8,
        ["", "", "3", "7"],
    )
    with np.load(path, allow_pickle=False) as arrays:
        assert sorted(arrays["writers"]) == ["", "", "Ada", "Bo"]
    found = brought_in(path, tmp_path)
    assert [entry for entry in found if entry.source == "camera"] == same(entries()[3:])
    (drawn,) = (entry for entry in found if entry.label == "7")
    assert replace(drawn, picture=None, ink=SEVEN) == entries()[0], "all but the points"


def test_mnist_comes_in_and_goes_out_as_it_was(
    digits: Digits, tiny_mnist: Path, tmp_path: Path
) -> None:
    library, folder = tmp_path / "library.sqlite3", tmp_path / "idx"
    path = tiny_mnist / "t10k-images-idx3-ubyte"
    assert digits("library", "import", path, "--library", library)[0] == 0
    code, _, err = digits("library", "export", folder, "--format", "idx", "--library", library)
    assert code == 0 and "writer, reading, model, time" in err and "28x28" not in err
    expected = read_split(tiny_mnist, "t10k")
    found = read_split(folder, "train")
    assert np.array_equal(found.glyphs, expected.glyphs)
    assert np.array_equal(found.labels, expected.labels)
    code, out, _ = digits("library", "import", tiny_mnist, "--library", library, "--json")
    values = json.loads(out)
    assert code == 0 and values["added"] + values["present"] == 585 and values["present"] >= 65


def test_idx_takes_labelled_digits_only(digits: Digits, library: Path, tmp_path: Path) -> None:
    folder = tmp_path / "idx"
    code, out, err = digits(
        "library", "export", folder, "--format", "idx", "--library", library, "--json"
    )
    values = json.loads(out)
    assert code == 1 and err.count("\n") == 2
    assert values["written"] == 2
    assert values["left_out"] == {"no label": 2, "a label that is no digit": 1}


def test_nothing_is_overwritten_and_nothing_written_twice(
    digits: Digits, library: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "ink"
    export = ("library", "export", folder, "--format", "inkml", "--library", library)
    digits(*export)
    before = {file: file.stat().st_mtime_ns for file in folder.iterdir()}
    code, out, _ = digits(*export)
    assert (code, out) == (1, f"{folder}: 3 drawings (inkml), 3 of them there already\n")
    assert {file: file.stat().st_mtime_ns for file in folder.iterdir()} == before
    changed = next(iter(before))
    changed.write_bytes(b"mine")
    code, _, err = digits(*export)
    assert code == 2 and changed.read_bytes() == b"mine"
    assert_sentence(err.removeprefix("digits: ").strip(), changed, "choose another folder")
    for name in ("a.jsonl", "a.npz"):
        path = tmp_path / name
        path.write_bytes(b"mine")
        assert_failed(digits("library", "export", path, "--library", library), path, "another name")
        assert path.read_bytes() == b"mine"
    for form, file in (("png", "labels.csv"), ("idx", "train-images-idx3-ubyte.gz")):
        (tmp_path / form).mkdir()
        (tmp_path / form / file).write_bytes(b"mine")
        options = (tmp_path / form, "--format", form, "--library", library)
        assert_failed(digits("library", "export", *options), file, "not overwritten")
        assert [path.name for path in (tmp_path / form).iterdir()] == [file]


def test_what_cannot_be_written_is_a_sentence(
    digits: Digits, library: Path, tmp_path: Path
) -> None:
    assert_failed(digits("library", "export", tmp_path / "x", "--library", library), "--format")
    missing = tmp_path / "none" / "a.npz"
    assert_failed(digits("library", "export", missing, "--library", library), missing)
    path = tmp_path / "a.npz"
    options = ("--writer", "Zoe", "--library", library)
    assert_failed(digits("library", "export", path, *options), "no such drawings")
    assert not path.exists()


def images(folder: Path, count: int) -> None:
    """Write ``count`` different photographs of an inked stroke, dark on light, into ``folder``."""
    folder.mkdir(exist_ok=True)
    for number in range(count):
        Image.fromarray(255 - page(number, (40, 40))).save(folder / f"{number:03}.png")


def test_many_files_of_which_some_are_broken(digits: Digits, tmp_path: Path) -> None:
    folder, library = tmp_path / "scans", tmp_path / "library.sqlite3"
    images(folder, 40)
    (folder / "007.png").write_bytes(b"no picture")
    (folder / "008.png").write_bytes((folder / "009.png").read_bytes()[:60])
    Image.new("L", (30, 30), 255).save(folder / "010.png")
    (folder / "deep").mkdir()
    (folder / "deep" / "a.inkml").write_text("<ink><trace>1 2</ink>")
    (folder / "notes.txt").write_text("not for you")
    (folder / ".hidden.png").write_bytes(b"")
    code, out, err = digits("library", "import", folder, "--library", library, "--writer", "Ada")
    assert (code, out) == (1, f"{library}: 37 drawings added, 4 broken\n")
    lines = err.splitlines()
    for line, name in zip(lines, ("007.png", "008.png", "010.png", "deep/a.inkml"), strict=False):
        assert_sentence(line.removeprefix("digits: "), folder / name)
    assert lines[4:] == ["digits: 1 file of another kind was left alone (.txt)."]
    found = kept(library)
    assert {(entry.writer, entry.label) for entry in found} == {("Ada", None)}
    assert {entry.source for entry in found} >= {"scans/000.png", "scans/039.png"}
    images(folder, 41)  # mended, and one more
    code, out, _ = digits("library", "import", folder, "--library", library, "--json")
    values = json.loads(out)
    assert (code, values["added"], values["present"]) == (1, 4, 37), "it goes on where it was"
    assert [row["file"] for row in values["broken"]] == [str(folder / "deep" / "a.inkml")]


def test_a_stopped_import_goes_on(tmp_path: Path) -> None:
    def found(stop: int) -> Iterator[Entry]:
        for number in range(IMPORT_BATCH + 20):
            if number == stop:
                raise KeyboardInterrupt
            yield Entry(SEVEN.moved(number, 0), label="7")

    with Library.open(tmp_path / "library.sqlite3") as library:
        with pytest.raises(KeyboardInterrupt):
            import_into(library, found(IMPORT_BATCH + 10))
        assert library.count() == IMPORT_BATCH
        imported = import_into(library, found(-1))
        assert (imported.added, imported.present) == (20, IMPORT_BATCH)
        assert import_into(library, [*found(-1)][:2] * 3).present == 6


def test_another_label_for_what_is_there_is_said(digits: Digits, tmp_path: Path) -> None:
    path, library = tmp_path / "a.jsonl", tmp_path / "library.sqlite3"
    line = '{"label": "%s", "strokes": [[[1, 2], [3, 4]]]}\n'
    for labels, added, differing in (("71", 1, 1), ("7", 0, 0), ("12", 0, 2)):
        path.write_text("".join(line % label for label in labels))
        code, out, err = digits("library", "import", path, "--library", library, "--json")
        values = json.loads(out)
        assert (code, values["added"], values["differing"]) == (0, added, differing)
        assert ("another label, which stays" in err) == bool(differing)
    assert [entry.label for entry in kept(library)] == ["7"]


def test_names_that_lead_outside_are_refused_one_by_one(digits: Digits, tmp_path: Path) -> None:
    folder, library = tmp_path / "set", tmp_path / "library.sqlite3"
    images(folder, 4)
    images(tmp_path / "elsewhere", 1)
    secret = tmp_path / "elsewhere" / "000.png"
    (folder / "link.png").symlink_to(secret)
    (folder / "links").symlink_to(secret.parent)
    (folder / "new\nline.png").write_bytes(b"")
    rows = ["file,label", f"{secret},1", "../elsewhere/000.png,1", "links/000.png,1", "link.png,1"]
    rows += ["C:\\x.png,1", '"a\nb.png",1', "none.png,1", "./001.png,'-5", "002.png,w", "003.png,"]
    (folder / "labels.csv").write_text("\n".join(rows))
    code, out, err = digits("library", "import", folder, "--library", library)
    assert (code, out) == (1, f"{library}: 4 drawings added, 9 broken\n")
    lines = err.splitlines()
    assert len(lines) == 10 and all(line.endswith(".") for line in lines)
    for named in (str(secret), "../elsewhere", "C:", "a\\nb.png", "new\\nline.png", "none.png"):
        assert sum(named in line for line in lines) == 1, named
    assert "outside the alphabet of arithmetic (w 1)" in lines[-1]
    assert [(e.source, e.label) for e in kept(library) if e.label] == [("set/001.png", "-5")]
    assert {"label": "w"} in [dict(entry.extra) for entry in kept(library)]


def test_a_table_that_is_none_stops_the_import(digits: Digits, tmp_path: Path) -> None:
    """Without their labels the pictures had better stay out: they would not be taken again."""
    library = tmp_path / "library.sqlite3"
    images(tmp_path / "set", 1)
    (tmp_path / "set" / "labels.csv").write_text("name,label\n000.png,7\n")
    result = digits("library", "import", tmp_path / "set", "--library", library)
    assert_failed(result, "labels.csv", "file")
    assert not library.exists()


def zipped(path: Path, files: dict[str, bytes]) -> Path:
    """Write a zip file, not compressed."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def test_archives_are_read_without_unpacking(digits: Digits, tmp_path: Path) -> None:
    images(tmp_path / "set", 3)
    files = {f"deep/{p.name}": p.read_bytes() for p in (tmp_path / "set").iterdir()}
    files |= {
        "deep/labels.csv": b"file,label\n001.png,4\ngone.png,1\n",
        "deep/.x.png": b"",
        "r.md": b"",
    }
    damaged = zipped(tmp_path / "a.zip", files)
    data = damaged.read_bytes()
    damaged.write_bytes(
        data.replace(files["deep/002.png"], files["deep/002.png"][:-9] + b"\0" * 9, 1)
    )
    tar = tmp_path / "a.tar.gz"
    with tarfile.open(tar, "w:gz") as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    for path, broken in ((damaged, ["002.png", "gone.png"]), (tar, ["gone.png"])):
        library = tmp_path / f"{path.name}.sqlite3"
        code, out, _ = digits("library", "import", path, "--library", library, "--json")
        values = json.loads(out)
        assert code == 1 and values["left_alone"] == 1
        assert [row["file"] for row in values["broken"]] == [f"{path}/deep/{n}" for n in broken]
        assert {(e.source, e.label) for e in kept(library) if e.label} == {
            (f"{path.name}/deep/001.png", "4")
        }


@pytest.mark.parametrize("name", ["../x.png", "/x.png", "a/../../x.png", "C:/x.png", "..\\x.png"])
def test_an_unsafe_archive_is_refused_as_a_whole(digits: Digits, tmp_path: Path, name: str) -> None:
    path = zipped(tmp_path / "a.zip", {"good.png": png_bytes(page(0)), name: b""})
    library = tmp_path / "library.sqlite3"
    assert_failed(digits("library", "import", path, "--library", library), path, "unsafe")
    assert not library.exists()


@pytest.mark.parametrize(
    "name", ["a.zip", "a.tar.gz", "a.npz", "a-images-idx3-ubyte.gz", "a.doc", "a"]
)
def test_a_file_that_is_nothing_is_a_sentence(digits: Digits, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    library = tmp_path / "library.sqlite3"
    assert_failed(digits("library", "import", path, "--library", library), path, "does not exist")
    path.write_bytes(b"nonsense")
    assert_failed(digits("library", "import", path, "--library", library), path)
    assert not library.exists()


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such pipes")
@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.png", "a.zip"])
def test_a_pipe_is_not_waited_for(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    with pytest.raises(FileError, match="is no regular file"):
        open_source(tmp_path / name)


def test_a_file_of_lines_that_is_cut_off_is_used_up_to_there(
    digits: Digits, tmp_path: Path
) -> None:
    path, library = tmp_path / "a.jsonl.gz", tmp_path / "library.sqlite3"
    line = b'{"label": "7", "strokes": [[[1, %d], [3, 4]]]}\n'
    path.write_bytes(gzip.compress(b"".join(line % n for n in range(3000)))[:-200])
    code, out, err = digits("library", "import", path, "--library", library)
    assert code == 1 and "1 broken" in out
    assert_sentence(err.removeprefix("digits: ").strip(), path, "cut off")
    assert len(kept(library)) > 1000


def test_damaged_data_sets_are_named(tmp_path: Path) -> None:
    digits_ = hand_drawn(2, seed=1)
    glyphs = np.rint(digits_.glyphs * 255).astype(np.uint8)
    path = tmp_path / "x-images-idx3-ubyte"
    path.write_bytes(idx_bytes(glyphs))
    with pytest.raises(FileError, match="x-labels-idx1-ubyte is missing"):
        open_source(path)
    (tmp_path / "x-labels-idx1-ubyte").write_bytes(idx_bytes(np.zeros(3, np.uint8)))
    with pytest.raises(FileError, match="do not belong together"):
        open_source(tmp_path)
    labels = np.array(["7", "8"])
    for notes in (b"{}", b"{}\n[]", b'{}\n{"a": 1}', b"\xff\n{}"):
        np.savez(
            tmp_path / "a.npz", images=glyphs, labels=labels, notes=np.frombuffer(notes, np.uint8)
        )
        with pytest.raises(FileError, match="one line of JSON for each image"):
            open_source(tmp_path / "a.npz")
    glyphs[1] = 9
    np.savez(tmp_path / "a.npz", images=glyphs, labels=labels)
    with Library.open(tmp_path / "library.sqlite3") as library:
        imported = import_into(library, open_source(tmp_path / "a.npz").found)
    assert [b.name for b in imported.broken] == [f"{tmp_path / 'a.npz'}, image 2"]
    assert imported.added == 1


def test_files_beyond_the_limits_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.inkml").write_bytes(b"<ink>" + b" " * 8 * 2**20)
    (broken,) = open_source(tmp_path / "a.inkml").found
    assert isinstance(broken, ImportFailure)
    assert_sentence(broken.sentence, tmp_path / "a.inkml", "8 MB")
    for shape in ((1, 1, 1025), (1, 0, 5)):
        np.savez(tmp_path / "a.npz", images=np.ones(shape, np.uint8), labels=np.array(["7"]))
        with pytest.raises(FileError, match="1 to 1024 pixels a side") as caught:
            open_source(tmp_path / "a.npz")
        assert_sentence(caught.value, tmp_path / "a.npz")


def test_a_label_and_a_writer_for_those_without(digits: Digits, tmp_path: Path) -> None:
    path, library = tmp_path / "seven.png", tmp_path / "library.sqlite3"
    path.write_bytes(png_bytes(page(3, (50, 50))))
    options = ("library", "import", path, "--library", library)
    assert_failed(digits(*options, "--label", "seven"), "seven")
    assert_failed(digits(*options, "--writer", "x" * 200), "too long")
    assert digits(*options, "--label", "7", "--writer", "Ada")[0] == 0
    assert [(e.label, e.writer, e.source) for e in kept(library)] == [("7", "Ada", "seven.png")]
    assert abs(kept(library)[0].made - datetime.now(UTC)) < timedelta(minutes=5)
