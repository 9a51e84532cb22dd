"""What is fuzzed: for each format a few good files, and what the program does with such a file."""

import gzip
import io
import json
import sqlite3
import tarfile
import zipfile
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import numpy as np
from mutations import ROOT, Target
from PIL import Image

from digit_recognizer.batch.discovery import read_boxes
from digit_recognizer.batch.formats import ROW_FORMATS, complete_rows
from digit_recognizer.classifier.operators import operators
from digit_recognizer.datasets.mnist import read_idx
from digit_recognizer.datasets.npz import read_npz
from digit_recognizer.errors import FileError
from digit_recognizer.expression import calculate, row_from_text
from digit_recognizer.forms import read_form
from digit_recognizer.ink import Drawing, Ink, parse_drawing, read_drawing
from digit_recognizer.ink.inkml import inkml_bytes
from digit_recognizer.ink.xournal import xournal_bytes
from digit_recognizer.library import Entry, Library
from digit_recognizer.library.formats.json_lines import line_of
from digit_recognizer.library.importing import open_source
from digit_recognizer.raster import page_from_ink
from digit_recognizer.raster.image import page_from_bytes, sheets
from digit_recognizer.resources import example_drawings

SEVEN = read_drawing(next(p for p in example_drawings() if p.stem == "seven")).ink
PAGE = 255 - page_from_ink(SEVEN, width=60, height=60, pen_width=4)
NOTES = {"label": "7", "writer": "Ada"}


def _pictures(*forms: str) -> Callable[[], list[bytes]]:
    def made() -> list[bytes]:
        files = []
        for form in forms:
            for mode in ("L", "RGB"):
                file = io.BytesIO()
                picture = Image.fromarray(PAGE).convert(mode)
                more = {"save_all": True, "append_images": [picture]} if form == "TIFF" else {}
                picture.save(file, form, **more)
                files.append(file.getvalue())
        return files

    return made


def _picture(data: bytes, folder: Path) -> None:
    page_from_bytes(data, "a.png")
    for _ in zip(range(3), sheets(data, "a.tif"), strict=False):
        pass


def _file(name: str, read: Callable[[Path], object]) -> Target:
    def target(data: bytes, folder: Path) -> None:
        path = folder / name
        path.write_bytes(data)
        read(path)

    return target


def _imported(path: Path) -> None:
    for _ in open_source(path).found:
        pass


def _library(path: Path) -> None:
    for beside in (path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        beside.unlink(missing_ok=True)
    with Library.open(path) as library:
        for ask in (library.check, library.summaries, library.writers, library.profiles):
            with suppress(FileError):
                ask()
        library.readable(library.ids())
        library.deletions()


def _libraries() -> list[bytes]:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.sqlite3")
        with Library.open(path) as library:
            library.add([Entry(SEVEN, label="7", writer="Ada", extra={"a": "b"}) for _ in range(9)])
            library.save_profile("Ada", "digits", b"content")
            library.delete([3])
        with closing(sqlite3.connect(path)) as database:
            database.execute("PRAGMA journal_mode = DELETE")
        return [path.read_bytes()]


def _archives() -> list[bytes]:
    drawing = inkml_bytes(Drawing(SEVEN, "7"))
    zipped, tarred = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("a/seven.inkml", drawing)
        archive.writestr("labels.csv", "file,label\na/seven.inkml,7\n")
    with tarfile.open(fileobj=tarred, mode="w") as archive_:
        member = tarfile.TarInfo("é" * 90 + ".inkml")
        member.size = len(drawing)
        archive_.addfile(member, io.BytesIO(drawing))
    return [zipped.getvalue(), tarred.getvalue()]


def _arrays() -> list[bytes]:
    file = io.BytesIO()
    notes = np.frombuffer(b"{}\n{}", np.uint8)
    images = np.stack([PAGE[:28, :28]] * 2)
    np.savez(file, images=images, labels=np.array(["7", "8"]), notes=notes)
    return [file.getvalue()]


def _drawings() -> list[bytes]:
    ink = Drawing(Ink(SEVEN.strokes[:1]), "7", "Ada", {"a": "b"})
    cases = sorted((ROOT / "tests" / "cases" / "ink").glob("*"))
    strokes = {"type": "stroke", "X": [1, 2], "Y": [3, 4], "T": [5, 6]}
    return [
        inkml_bytes(ink),
        *(case.read_bytes() for case in cases),
        gzip.decompress(xournal_bytes(ink)),
        xournal_bytes(ink),
        b".VERSION 1.0\n.COORD X Y\n.PEN_DOWN\n1 2\n3 4\n.PEN_UP\n",
        json.dumps({"type": "Text", "bounding-box": {}, "items": [strokes]}).encode(),
    ]


def _calculated(data: bytes, _: Path) -> None:
    calculate(row_from_text(data.decode("utf-8", "replace")))


TARGETS: dict[str, Target] = {
    "png": _picture, "jpeg": _picture, "tiff": _picture, "webp": _picture, "gif": _picture,
    "bmp": _picture, "ppm": _picture,
    "drawing": lambda data, _: void(parse_drawing(data, "a.ink")),
    "jsonl": _file("a.jsonl", _imported),
    "npz": _file("a.npz", lambda path: (read_npz(path), _imported(path))),
    "idx": _file("a-idx", read_idx),
    "zip": _file("a.zip", _imported),
    "library": _file("a.sqlite3", _library),
    "boxes": _file("boxes.csv", read_boxes),
    "form": _file("form.json", read_form),
    "rows": _file("rows.csv", lambda path: complete_rows(path, ROW_FORMATS["csv"])),
    "onnx": lambda data, _: void(operators(data)),
    "calc": _calculated,
}  # fmt: skip

SEEDS: dict[str, Callable[[], list[bytes]]] = {
    **{name: _pictures(name.upper()) for name in ("png", "jpeg", "tiff", "webp", "gif", "bmp", "ppm")},
    "drawing": _drawings,
    "jsonl": lambda: [line_of(Entry(SEVEN, label="7", extra={"a": "b"})) * 2],
    "npz": _arrays,
    "idx": lambda: [b"\0\0\x08\x03" + b"\0\0\0\x02\0\0\0\x1c\0\0\0\x1c" + bytes(2 * 784)],
    "zip": _archives,
    "library": _libraries,
    "boxes": lambda: [b"field,page,x,y,w,h\nname,1,10,20,30,40\nsum;,2,1,2,3,4\n"],
    "form": lambda: [b'{"version": 1, "width": 10, "height": 10, "fields": []}'],
    "rows": lambda: [ROW_FORMATS["csv"].header + b'"a.png","","7",7,0.9,"{}","no","[]",""\r\n' * 3],
    "onnx": lambda: [(ROOT / "tests/cases/hostile/onnx-const-4tb.onnx").read_bytes()],
    "calc": lambda: [b"12+34=46", "√{2}(1)/(2)²½≤3".encode(), b"9^(9^9)-1,000.5!%"],
}  # fmt: skip


def void(_: object) -> None:
    """Take what a target returns."""
