"""What is fuzzed: for each format a few good files, and what the program does with such a file."""

import base64
import copy
import gzip
import io
import json
import math
import os
import random
import sqlite3
import struct
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import made_pdf
import numpy as np
from mutations import ROOT, Target
from PIL import Image, features

from digit_recognizer.alphabet import DIGITS
from digit_recognizer.app.settings import Settings
from digit_recognizer.batch.discovery import read_boxes
from digit_recognizer.batch.formats import ROW_FORMATS, complete_rows
from digit_recognizer.classifier import Classifier, reference_digits
from digit_recognizer.classifier.adapted import adapted
from digit_recognizer.classifier.classifier import operators
from digit_recognizer.classifier.foreign_worker import EXTERNAL_DATA
from digit_recognizer.classifier.profile import BLURRED_SIDE, Profile
from digit_recognizer.classifier.session import Session, new_session
from digit_recognizer.datasets.mnist import read_idx
from digit_recognizer.datasets.npz import read_npz
from digit_recognizer.errors import FileError, ModelError
from digit_recognizer.expression import calculate, row_from_text
from digit_recognizer.forms import read_form
from digit_recognizer.ink import Drawing, Ink, parse_drawing, read_drawing
from digit_recognizer.ink.inkml import inkml_bytes
from digit_recognizer.ink.xournal import xournal_bytes
from digit_recognizer.library import Entry, Library
from digit_recognizer.library.file_trees import PICTURE_COLUMN
from digit_recognizer.library.formats.json_lines import line_of
from digit_recognizer.library.formats.table import read_table
from digit_recognizer.library.importing import open_source
from digit_recognizer.pdf.worker import document_of, page_of
from digit_recognizer.raster import page_from_ink
from digit_recognizer.raster.image import page_from_bytes, sheets
from digit_recognizer.raster.pixels import png_bytes
from digit_recognizer.resources import example_drawings

try:
    import h5py

    from digit_recognizer.classifier.keras_files.export import export_keras
except ImportError:  # Keras files are not read here
    h5py = None

SEVEN = read_drawing(next(p for p in example_drawings() if p.stem == "seven")).ink
PAGE = 255 - page_from_ink(SEVEN, width=420, height=420, pen_width=24)[::4, ::4]
ODD_VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2, 3, 28, 1000, 2**31, 10**30, 1e300, float("nan"), 0.5, "", "same",
    "relu", "softmax", "Multiply", "Flatten", "Reshape", "LSTM", "PReLU", [], [0], [2, 2],
    [[1, 2], [3, 4]], [None, 784], {}, {"class_name": "ReLU", "config": {}},
)  # fmt: skip
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


def _png(data: bytes, folder: Path) -> None:
    _picture(data, folder)
    if (mended := _with_sums(data)) != data:
        with suppress(FileError):
            _picture(mended, folder)


def _with_sums(data: bytes) -> bytes:
    """Return a PNG whose sums are right: what is damaged reaches more than the check of them."""
    mended, place = bytearray(data), 8
    while place + 12 <= len(data):
        end = place + 8 + struct.unpack_from(">I", data, place)[0]
        if end + 4 > len(data):
            break
        struct.pack_into(">I", mended, end, zlib.crc32(data[place + 4 : end]))
        place = end + 4
    return bytes(mended)


def _pdf(data: bytes, folder: Path) -> None:
    opened = document_of(data)  # in this process: one for each of many files is slow
    if isinstance(opened, str):
        raise FileError(f"a.pdf {opened}")
    for number in range(1, min(3, len(opened)) + 1):
        page = page_of(opened, number)
        if isinstance(page, str):
            raise FileError(f"a.pdf {page}")


def _pdfs() -> list[bytes]:
    scan = Image.fromarray(PAGE)
    return [made_pdf.scanned([scan, scan]), made_pdf.drawn(b"3 0 R", b"3 0 R")]


class _Here(Classifier):
    """A network of somebody else's in the process that reads its file: the target forks it."""

    def _opened_session(self, network: bytes) -> Session:
        if EXTERNAL_DATA.search(network):
            raise ModelError("a.onnx keeps its weights in other files.")
        return adapted(new_session(network), network, self.name)


def _network(data: bytes, _: Path) -> None:
    classifier = _Here(data, "a.onnx", is_foreign=True)
    glyphs, _ = reference_digits()
    classifier.classify(glyphs)
    classifier.maps(glyphs[0])


def _keras(data: bytes, folder: Path) -> None:
    _network(export_keras(data, "a.h5"), folder)


def _described(data: bytes, folder: Path) -> None:
    """Read a good file whose description has other values in it, as ``data`` decides by chance."""
    lucky = random.Random(data)
    config = json.loads(SEEDS["keras-json"]()[0])
    for _ in range(lucky.randint(1, 4)):
        if not (places := list(_places(config))):
            break
        within, key = lucky.choice(places)
        if isinstance(within, list) and lucky.random() < 0.3:
            within.insert(key, within[lucky.randrange(len(within))])
        elif lucky.random() < 0.2:
            del within[key]
        else:
            other, place = lucky.choice(places)
            within[key] = copy.deepcopy(lucky.choice([*ODD_VALUES, other[place]]))
    file = io.BytesIO(_keras_files()[0])
    with h5py.File(file, "r+") as written:
        written.attrs["model_config"] = json.dumps(config)
    _keras(file.getvalue(), folder)


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, found in inner if isinstance(value, dict | list) else ():
        yield value, key
        if isinstance(found, dict | list):
            yield from _places(found)


def _of_one_length(read: Target, name: str) -> Target:
    """Return a target that reads a good file with other bytes in it, as ``data`` decides by chance."""

    def target(data: bytes, folder: Path) -> None:
        lucky = random.Random(data)
        changed = bytearray(lucky.choice(SEEDS[name]()))
        for _ in range(lucky.randint(1, 4)):
            changed[lucky.randrange(len(changed))] = lucky.randrange(256)
        read(bytes(changed), folder)

    return target


@cache
def _keras_files() -> list[bytes]:
    """Return a small network as HDF5 and as ``.keras``: much of it is no weights."""
    layers = _keras_layers()
    arrays = {"c": ("conv2d", (3, 3, 1, 2), (2,)), "b": ("batch_normalization", *((2,),) * 4)}
    arrays |= {"t": ("conv2d_transpose", (3, 3, 2, 2), (2,)), "d": ("dense", (2, 10), (10,))}
    config = json.dumps({"class_name": "Sequential", "config": {"name": "s", "layers": layers}})
    old, new, zipped = io.BytesIO(), io.BytesIO(), io.BytesIO()
    with h5py.File(old, "w") as file, h5py.File(new, "w") as grouped:
        file.attrs.update({"model_config": config, "keras_version": "2.4.0"})
        for name, (kind, *shapes) in arrays.items():
            group = file.create_group(f"model_weights/{name}")
            group.attrs["weight_names"] = [f"{name}/{n}".encode() for n in range(len(shapes))]
            for number, shape in enumerate(shapes):
                values = np.linspace(0.1, 1, math.prod(shape), dtype=np.float32).reshape(shape)
                group[f"{name}/{number}"] = values
                grouped[f"layers/{kind}/vars/{number}"] = values
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("config.json", config)
        archive.writestr("model.weights.h5", new.getvalue())
    return [old.getvalue(), zipped.getvalue()]


def _keras_layers() -> list[dict[str, Any]]:
    given = {"name": "i", "batch_input_shape": [None, 28, 28, 1]}
    conv = {
        "name": "c", "strides": [2, 2], "padding": "same", "dilation_rate": [1, 1], "groups": 1,
        "activation": "relu", "use_bias": True, "data_format": "channels_last",
    }  # fmt: skip
    parts = [
        ("InputLayer", given), ("Conv2D", conv), ("BatchNormalization", {"name": "b", "axis": [3]}),
        ("MaxPooling2D", {"name": "p", "pool_size": [2, 2], "strides": None, "padding": "valid"}),
        ("Conv2DTranspose", {"name": "t", "strides": [2, 2], "padding": "same", "output_padding": None}),
        ("UpSampling2D", {"name": "u", "size": [2, 2], "interpolation": "nearest"}),
        ("ZeroPadding2D", {"name": "z", "padding": [[1, 0], [0, 1]]}),
        ("GlobalAveragePooling2D", {"name": "g"}),
        ("Dense", {"name": "d", "units": 10, "activation": "softmax", "use_bias": True}),
    ]  # fmt: skip
    return [{"class_name": kind, "config": config} for kind, config in parts]


def _networks() -> list[bytes]:
    return [export_keras(data, "a.h5") for data in _keras_files()[:1]]


def _profiles() -> list[bytes]:
    vectors = np.zeros((3, BLURRED_SIDE * BLURRED_SIDE + 4), np.float32)
    vectors[:, :3] = 0.5
    radii = np.ones(len(DIGITS), np.float32)
    return [Profile(DIGITS, "a" * 64, vectors, np.array([0, 1, 1]), radii, 1.5, "Ada").to_bytes()]


def _settings() -> list[bytes]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "settings.json")
        Settings(writer="Ada", model="a.h5", size="900x600+1+2").save(path)
        return [path.read_bytes()]


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
    images = np.stack([PAGE[20:48, 20:48]] * 2)
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


def _corrections() -> list[bytes]:
    picture = base64.b64encode(png_bytes(PAGE))
    rows = (b"a.png,7," + picture, b"b.png,'=1+1," + picture)
    return [b"\n".join((f"file,label,{PICTURE_COLUMN}".encode(), *rows))]


def _calculated(data: bytes, _: Path) -> None:
    calculate(row_from_text(data.decode("utf-8", "replace")))


TARGETS: dict[str, Target] = {
    "png": _png, "jpeg": _picture, "tiff": _picture, "webp": _picture, "gif": _picture,
    "bmp": _picture, "ppm": _picture,
    "drawing": lambda data, _: void(parse_drawing(data, "a.ink")),
    "jsonl": _file("a.jsonl", _imported),
    "npz": _file("a.npz", lambda path: (read_npz(path), _imported(path))),
    "idx": _file("a-idx", read_idx),
    "zip": _file("a.zip", _imported),
    "labels": lambda data, _: void(read_table(data, "labels.csv")),
    "corrections": _file("corrections.csv", _imported),
    "profile": lambda data, _: void(Profile.from_bytes(data)),
    "settings": _file("settings.json", Settings.load),
    "library": _file("a.sqlite3", _library),
    "boxes": _file("boxes.csv", read_boxes),
    "form": _file("form.json", read_form),
    "rows": _file("rows.csv", lambda path: complete_rows(path, ROW_FORMATS["csv"])),
    "onnx": lambda data, _: void(operators(data)),
    "calc": _calculated,
}  # fmt: skip
"""All formats that are read with what is installed."""

if features.check("avif"):
    TARGETS["avif"] = _picture
if find_spec("pi_heif"):
    TARGETS["heic"] = _picture
if find_spec("pypdfium2"):
    TARGETS["pdf"] = _pdf

LIMITED: dict[str, Target] = {}
"""Formats that are read in a process with limits."""

if h5py is not None and hasattr(os, "fork"):
    LIMITED |= {
        "keras": _keras,
        "keras-json": _described,
        "keras-bytes": _of_one_length(_keras, "keras"),
        "network": _network,
        "network-bytes": _of_one_length(_network, "network"),
    }
TARGETS |= LIMITED

SEEDS: dict[str, Callable[[], list[bytes]]] = {
    **{name: _pictures(name.upper()) for name in (
        "png", "jpeg", "tiff", "webp", "gif", "bmp", "ppm", "avif",
    )},
    "heic": lambda: [(ROOT / "tests/cases/seven.heic").read_bytes()],
    "pdf": _pdfs,
    "keras": _keras_files,
    "keras-json": lambda: [json.dumps(
        {"class_name": "Sequential", "config": {"name": "s", "layers": _keras_layers()}}
    ).encode()],
    "keras-bytes": _keras_files,
    "network": _networks, "network-bytes": _networks,
    "drawing": _drawings,
    "jsonl": lambda: [line_of(Entry(SEVEN, label="7", extra={"a": "b"})) * 2],
    "npz": _arrays,
    "idx": lambda: [b"\0\0\x08\x03" + b"\0\0\0\x02\0\0\0\x1c\0\0\0\x1c" + bytes(2 * 784)],
    "zip": _archives,
    "labels": lambda: [b"file,label,writer,extra\na.png,7,Ada,{}\nb.png,'=1+1,\"x, y\",\n"],
    "corrections": _corrections,
    "profile": _profiles,
    "settings": _settings,
    "library": _libraries,
    "boxes": lambda: [b"field,page,x,y,w,h\nname,1,10,20,30,40\nsum;,2,1,2,3,4\n"],
    "form": lambda: [b'{"version": 1, "width": 10, "height": 10, "fields": []}'],
    "rows": lambda: [ROW_FORMATS["csv"].header + b'"a.png","","7",7,0.9,"{}","no","[]",""\r\n' * 3],
    "onnx": lambda: [(ROOT / "tests/cases/hostile/onnx-const-4tb.onnx").read_bytes()],
    "calc": lambda: [b"12+34=46", "√{2}(1)/(2)²½≤3".encode(), b"9^(9^9)-1,000.5!%"],
}  # fmt: skip


def void(_: object) -> None:
    """Take what a target returns."""
