"""One broken picture, page or name never ends a batch: it is a row, and the next one is read."""

import io
import json
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, PngImagePlugin
from support import ROOT, Digits, assert_failed, assert_sentence

from digit_recognizer.batch import Row, Setup, fields_of, read_fields, row_writer
from digit_recognizer.cli.main import COMMANDS
from digit_recognizer.errors import FileError
from digit_recognizer.ink import Drawing
from digit_recognizer.ink.xournal import xournal_bytes
from digit_recognizer.raster import glyph_from_ink, image
from digit_recognizer.reader import Reader
from digit_recognizer.resources import example_drawings
from digit_recognizer.words import printable

LONG_NAME = "x" * 300 + ".png"


@pytest.fixture
def three(tmp_path: Path, examples: dict[str, Drawing]) -> Path:
    """A picture of a 3."""
    glyph = glyph_from_ink(examples["three"].ink)
    assert glyph is not None
    path = tmp_path / "three.png"
    Image.fromarray(np.asarray(255 - 255 * glyph, np.uint8)).save(path)
    return path


def with_short_profile(picture: bytes) -> bytes:
    """Return a PNG with a colour profile behind its pixels that has a name only: an IndexError."""
    body = b"iCCP" + b"x\0"
    chunk = struct.pack(">I", 2) + body + struct.pack(">I", zlib.crc32(body))
    return picture[:-12] + chunk + picture[-12:]


def pages_without_size() -> bytes:
    """Return a TIFF whose second page tells no width: a TypeError."""
    buffer = io.BytesIO()
    page = Image.new("L", (30, 30), 255)
    page.save(buffer, "TIFF", save_all=True, append_images=[page])
    data = bytearray(buffer.getvalue())
    first = struct.unpack_from("<I", data, 4)[0]
    count = struct.unpack_from("<H", data, first)[0]
    second = struct.unpack_from("<I", data, first + 2 + 12 * count)[0]
    assert struct.unpack_from("<H", data, second + 2)[0] == 256  # its width
    struct.pack_into("<H", data, second + 2, 255)
    return bytes(data)


@pytest.mark.parametrize("resume", [False, True])
def test_files_that_confuse_pillow_are_rows(
    digits: Digits, tmp_path: Path, three: Path, resume: bool
) -> None:
    folder = tmp_path / "scans"
    folder.mkdir()
    (folder / "a.png").write_bytes(with_short_profile(three.read_bytes()))
    (folder / "b.tif").write_bytes(pages_without_size())
    (folder / "c.png").write_bytes(three.read_bytes())
    output = tmp_path / "rows.jsonl"
    options = ["--resume"] if resume else []
    for _ in range(1 + resume):
        code, _, _ = digits("read", folder, "--expect", "digit", "-o", output, *options)
        assert code == 1
    rows = [json.loads(line) for line in output.read_text("ascii").splitlines()]
    names = [(Path(row["file"]).name, row["field"]) for row in rows]
    assert names == [("a.png", ""), ("b.tif", "page 1"), ("b.tif", "page 2"), ("c.png", "")]
    assert_sentence(rows[0]["error"], "a.png is a damaged image")
    assert_sentence(rows[2]["error"], "b.tif is a damaged image")
    assert rows[1]["error"] is None and rows[3]["value"] == 3
    assert_failed(digits("read", folder / "a.png"), "a.png is a damaged image")


@pytest.mark.parametrize("error", [IndexError, TypeError, KeyError, RuntimeError, MemoryError])
def test_whatever_pillow_raises_is_the_files(
    three: Path, reader: Reader, error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(self: object) -> None:
        raise error("odd\nbytes")

    monkeypatch.setattr(PngImagePlugin.PngImageFile, "load", load)
    (row,) = read_fields(Setup(), list(fields_of([str(three)])), reader)
    assert_sentence(row.error, f"{three} is a damaged image")


def test_an_error_of_ours_is_not_called_the_files(
    three: Path, reader: Reader, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(picture: Image.Image, *_: object, **__: object) -> None:
        raise ValueError("ours")

    monkeypatch.setattr(image, "ink_of_picture", broken)
    with pytest.raises(ValueError, match="ours"):
        reader.read_image(three)
    rows = read_fields(Setup(), list(fields_of([str(three)] * 2)), reader)
    assert len(rows) == 2 and "ValueError: ours" in capsys.readouterr().err
    assert_sentence(rows[0].error, three, "this program failed")


LISTS = [
    "{0}\0{1}\0{0}\0", "{0}\0{1}\0{0}", "{0}\n{1}\n{0}", "{0}\r\n{1}\r\n{0}\r\n",
    "\n\n{0}\n\n{1}\n{0}\n", f"{{0}}\n{LONG_NAME}\n{{0}}\n", f"{{0}}\0{LONG_NAME * 1000}\0{{0}}\0",
]  # fmt: skip
MIXED_LISTS = ["{0}\na\0b\n{0}\n", "a\nb\0{0}\0{0}\0"]


@pytest.mark.parametrize("listed", [*LISTS, *MIXED_LISTS])
@pytest.mark.parametrize("piece", [7, 1_000, 100_000])
def test_lists_of_names_are_parted_by_lines_or_nuls(three: Path, listed: str, piece: int) -> None:
    data = listed.format(three, "gone.png").encode()
    if listed in MIXED_LISTS:
        piece = len(data)  # which of the two it is cannot be told sooner
    pieces = [data[at : at + piece] for at in range(0, len(data), piece)]
    rows = read_fields(Setup(expect="digit"), list(fields_of(["-"], pieces)))
    assert len(rows) == 3
    assert [row.value for row in rows if not row.error] == [3, 3]
    (failed,) = (row.error for row in rows if row.error)
    assert_sentence(printable(failed))


@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF", "GIF", "BMP", "WEBP", "PPM", "PDF"])
def test_a_picture_that_is_piped_is_one_sentence(three: Path, form: str) -> None:
    piped = io.BytesIO()
    Image.open(three).convert("RGB").save(piped, form)
    assert_no_list(piped.getvalue())


def test_a_drawing_that_is_piped_is_one_sentence(examples: dict[str, Drawing]) -> None:
    unipen = b".VERSION 1.0\n.COORD X Y\n.PEN_DOWN\n0 0\n9 9\n"
    for data in (example_drawings()[0].read_bytes(), xournal_bytes(examples["three"]), unipen):
        assert_no_list(data)


def assert_no_list(data: bytes) -> None:
    """Assert that a list of names that is this file is refused in a sentence."""
    with pytest.raises(FileError) as caught:
        list(fields_of(["-"], [data]))
    assert_sentence(caught.value, "Standard input", "save it and give its name")


def test_names_may_begin_as_pictures_do(
    three: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ["GIF89a.png", "P5 7.png", "%PDF-.png"]
    for name in names:
        (tmp_path / name).write_bytes(three.read_bytes())
    monkeypatch.chdir(tmp_path)
    for first in range(3):
        listed = names[first:] + names[:first]
        assert [field.source for field in fields_of(["-"], ["\n".join(listed).encode()])] == listed


def test_what_find_prints_is_read(three: Path) -> None:
    command = [sys.executable, "-m", "digit_recognizer", "read", "-", "--expect", "digit", "--json"]
    names = f"{three}\0{three}\0".encode()
    done = subprocess.run(command, input=names, capture_output=True, cwd=ROOT, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert [json.loads(line)["value"] for line in done.stdout.splitlines()] == [3, 3]


@pytest.mark.parametrize(
    "name", [LONG_NAME, f"{LONG_NAME}*", f"{LONG_NAME}/[ab]", f"a/{LONG_NAME}"]
)
def test_a_name_that_is_too_long_is_a_row(
    digits: Digits, three: Path, name: str, tmp_path: Path
) -> None:
    output = tmp_path / "rows.jsonl"
    assert digits("read", three, name, three, "--expect", "digit", "-o", output)[0] == 1
    rows = [json.loads(line) for line in output.read_text("ascii").splitlines()]
    assert [row["value"] for row in rows] == [3, None, 3]
    assert_sentence(rows[1]["error"], LONG_NAME)
    output.unlink()
    assert digits("read", three, name)[0] in {1, 2}


@pytest.mark.parametrize(
    "arguments",
    [
        ["evaluate"], ["library", "import"], ["library", "add"], ["explain"],
        ["library", "backup"], ["data", "list", "--data"], ["calc", "--ink"], ["library", "export"],
    ],
)  # fmt: skip
def test_a_name_that_is_too_long_is_one_sentence_everywhere(
    digits: Digits, arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert arguments[0] in COMMANDS
    code, _, err = digits(*arguments, LONG_NAME)
    assert code in {1, 2} and "Traceback" not in err
    assert_sentence(err.splitlines()[0])


@pytest.mark.parametrize("name", ["rows.csv", "rows.jsonl"])
def test_two_runs_never_write_one_output(digits: Digits, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    form = name.rpartition(".")[2]
    drawing = example_drawings()[0]
    with row_writer(form, path) as first:
        first.write([Row(f"{name}.png", text="7", confidence=0.9) for name in "ab"])
        for more in ((), ("--resume",)):
            code, _, err = digits("read", drawing, "-o", path, *more)
            assert code == 2
            assert_sentence(err.strip().removeprefix("digits: "), path, "another run")
    assert digits("read", drawing, "-o", path, "--resume")[0] == 0
    assert b"a.png" in path.read_bytes() and drawing.name.encode() in path.read_bytes()
