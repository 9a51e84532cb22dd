"""From the original files to ours: what training reads is made of what was downloaded.

Purpose: a converter for each archive of the catalogue, with the split between training and measuring.
Contract: the same archive gives the same bytes. Nothing that is measured gets into what is returned:
where that cannot be made sure, FileError is raised instead.
Not here: downloading and writing (``fetch``), the formats (``unipen``, ``bitmaps``).
"""

import gzip
import hashlib
import io
import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np

from digit_recognizer.datasets import held_out
from digit_recognizer.datasets.archive import MAX_MEMBER, members
from digit_recognizer.datasets.download import Progress
from digit_recognizer.datasets.prepare.bitmaps import (
    Bitmap,
    decompress,
    ink_bright,
    read_optdigits,
    read_semeion,
    read_symbol,
)
from digit_recognizer.datasets.prepare.unipen import includes, read_unipen
from digit_recognizer.datasets.skipped import SkippedSamples
from digit_recognizer.errors import FileError
from digit_recognizer.files import sha256
from digit_recognizer.ink import Ink
from digit_recognizer.symbol_table import DIGIT_SIGNS

UNIPEN_SYMBOLS = frozenset("+-=*()[]/.,:<>%^xX")
UNIPEN_LETTERS = frozenset("aehkmnrwEFHKMNRW")  # no digit looks like one of these
MAX_OF_A_LETTER = 220
UNIPEN_CATEGORIES = ("1a", "1b", "1c", "1d")  # digits, upper case, lower case, symbols
FOLDER_PER_WRITER = frozenset({"apa", "apb", "app"})  # whose files are pages
PENDIGITS_BOX = 500  # the tablet's units; its y grows upwards from the bottom of the box
SEMEION_MD5 = "cb545d371d2ce14ec121470795a77432"  # published with torchvision.datasets.SEMEION
MIN_TESTS_FOUND = 0.99  # of the test pictures must be found again, else the split can't be trusted


@dataclass(frozen=True, slots=True)
class Converted:
    """A file of ours: its ``content``, how many samples ``n`` it has, and what was left out."""

    content: bytes
    n: int
    skipped: SkippedSamples


Converter = Callable[[Path, Progress], dict[str, Converted]]
"""From an archive to the data sets in it, by their name in the catalogue."""


@dataclass(frozen=True, slots=True)
class _Sample:
    label: str
    writer: str
    ink: Ink


def unipen(archive: Path, progress: Progress = lambda *_: None) -> dict[str, Converted]:
    """Return the digits and symbols, and the letters, of the training writers in UNIPEN's archive."""
    skipped = SkippedSamples(archive.name)
    writers = held_out.train_writers()
    pages = {
        name: data.decode("latin-1")
        for name, data in members(
            archive, lambda name: unipen_writer(name) in writers and name.endswith(".dat")
        )
    }
    texts = _included(archive, pages.values())
    samples = []
    for done, name in enumerate(sorted(pages), 1):
        progress(f"converting {archive.name}", done, len(pages))
        writer = f"unipen:{unipen_writer(name)}"
        samples += [
            _Sample(segment.label, writer, segment.ink)
            for segment in read_unipen(
                pages[name], name.rpartition("/data/")[2], skipped, texts.get
            )
            if segment.label in DIGIT_SIGNS | UNIPEN_SYMBOLS | UNIPEN_LETTERS
        ]
    skipped.require_some(len(samples))
    digits = [sample for sample in samples if sample.label not in UNIPEN_LETTERS]
    letters = _some_letters([sample for sample in samples if sample.label in UNIPEN_LETTERS])
    heights = _heights(samples)
    return {
        "unipen": _ink_file(_scaled(digits, heights, 200), "unipen_r01_v07", skipped),
        "unipen-letters": _ink_file(_scaled(letters, heights, 100), "unipen_r01_v07", skipped),
    }


def unipen_writer(name: str) -> str | None:
    """Return ``contributor:writer`` for a member such as ``.../data/1a/ced/aaaa9018_s_2h.dat``, or None.

    Three contributors have a folder for each writer. The others' files are named after the writer; what
    follows ``_`` or ``-`` is the session.
    """
    _, found, rest = f"/{name}".rpartition("/data/")
    parts = rest.split("/")
    is_page = found and not _included_name(name)
    if not is_page or len(parts) < 3 or parts[0] not in UNIPEN_CATEGORIES:
        return None
    contributor = parts[1]
    if contributor in FOLDER_PER_WRITER:
        return f"{contributor}:{parts[2]}" if len(parts) > 3 else None
    stem = parts[-1].removesuffix(".dat")
    return f"{contributor}:{stem.partition('_')[0].partition('-')[0]}"


def _included(archive: Path, texts: Iterable[str]) -> dict[str, str]:
    """Return every file that ``texts`` include, and those that these include, by the name they use."""
    found: dict[str, str] = {}
    asked: set[str] = set()  # what is not in the archive is not looked for again
    wanted = {name for text in texts for name in includes(text)}
    while wanted:
        new = _include_files(archive, wanted)
        found |= new
        asked |= wanted
        wanted = {name for text in new.values() for name in includes(text)} - asked
    return found


def _include_files(archive: Path, wanted: set[str]) -> dict[str, str]:
    files = members(archive, lambda name: _included_name(name) in wanted)
    return {_included_name(name): data.decode("latin-1") for name, data in files}


def _included_name(name: str) -> str:
    """Return what UNIPEN's files call the member: its path below the folder ``include``."""
    return f"/{name}".rpartition("/include/")[2] if "/include/" in f"/{name}" else ""


def _some_letters(samples: list[_Sample]) -> list[_Sample]:
    """Return at most ``MAX_OF_A_LETTER`` of each letter, chosen by the hash of what was written."""
    kinds = defaultdict(list)
    for sample in samples:
        kinds[sample.label].append(sample)
    chosen = set()
    for kind in kinds.values():
        kind.sort(key=lambda s: sha256(repr((s.writer, s.ink)).encode()))
        chosen |= {id(sample) for sample in kind[:MAX_OF_A_LETTER]}
    return [sample for sample in samples if id(sample) in chosen]


def _heights(samples: list[_Sample]) -> dict[str, float]:
    """Return the median height of each writer's digits and letters (of all, where there are none)."""
    tall: dict[str, list[float]] = defaultdict(list)
    every: dict[str, list[float]] = defaultdict(list)
    for sample in samples:
        height = sample.ink.box.height
        if height > 0:
            every[sample.writer].append(height)
            if sample.label.isalnum():
                tall[sample.writer].append(height)
    return {writer: median(tall[writer] or heights) for writer, heights in every.items()}


def _scaled(samples: list[_Sample], heights: dict[str, float], unit: float) -> list[_Sample]:
    """Return the samples at the origin, ``unit`` units being the height of the writer's characters."""
    scaled = []
    for sample in samples:
        scale = unit / heights.get(sample.writer, unit)
        box = sample.ink.box
        ink = sample.ink.moved(-box.left * scale, -box.top * scale, scale)
        scaled.append(_Sample(sample.label, sample.writer, ink))
    return scaled


def pendigits(archive: Path, _progress: Progress = lambda *_: None) -> dict[str, Converted]:
    """Return the digits of the 30 training writers; those of the test writers are never read."""
    name = "pendigits-orig.tra"
    skipped = SkippedSamples(name)
    text = _only_member(archive, name).decode("latin-1")
    samples = []
    for segment in read_unipen(text, name, skipped):
        if segment.label in DIGIT_SIGNS:
            # Its remark is such as "8 12 224": the digit, the writer, the sample.
            writer = dict(enumerate(segment.comment.split())).get(1, "?")
            ink = segment.ink.moved(0, PENDIGITS_BOX)
            samples.append(_Sample(segment.label, f"pendigits-tra:{writer}", ink))
    skipped.require_some(len(samples))
    return {"pendigits": _ink_file(samples, "pendigits_orig", skipped)}


def semeion(archive: Path, _progress: Progress = lambda *_: None) -> dict[str, Converted]:
    """Return the digits of ``semeion.data`` that are in no test file; raises FileError for others."""
    name = "semeion.data"
    data = _only_member(archive, name)
    if hashlib.md5(data, usedforsecurity=False).hexdigest() != SEMEION_MD5:
        raise FileError(
            f"{archive}: its {name} is not the published one (its MD5 differs): get it again."
        )
    skipped = SkippedSamples(name)
    rows = list(read_semeion(data.decode("latin-1"), skipped))
    return {"semeion": _image_file(rows, 643, skipped)}


def optdigits(archive: Path, _progress: Progress = lambda *_: None) -> dict[str, Converted]:
    """Return the digits of ``optdigits-orig.tra`` that are in no test file."""
    name = "optdigits-orig.tra"
    skipped = SkippedSamples(name)
    rows = list(read_optdigits(_only_member(archive, name).decode("latin-1"), skipped))
    return {"optdigits": _image_file(rows, 765, skipped)}


def bhmsds(archive: Path, progress: Progress = lambda *_: None) -> dict[str, Converted]:
    """Return the symbols of BHMSDS that are in no test file, by symbol and number."""
    skipped = SkippedSamples(archive.name, place="picture")
    wanted = members(archive, lambda name: "/symbols/" in f"/{name}" and name.endswith(".png"))
    rows = []
    pictures = sorted(wanted)
    for position, (name, data) in enumerate(pictures, 1):
        progress(f"converting {archive.name}", position, len(pictures))
        row = read_symbol(name, data, position, skipped)
        if row is not None:
            rows.append(row)
    bright = ink_bright([image for image, _ in rows])
    rows = [(image, label) for image, (_, label) in zip(bright, rows, strict=True)]
    return {"bhmsds": _image_file(rows, 5256, skipped)}


def _only_member(archive: Path, name: str) -> bytes:
    """Return the member ``name`` of the archive, also if it is there as ``name.Z``."""
    for found, data in members(archive, lambda n: n.rpartition("/")[2] in {name, f"{name}.Z"}):
        return decompress(data, found, MAX_MEMBER) if found.endswith(".Z") else data
    raise FileError(f"{archive} has no {name}: get it again.")


def _ink_file(samples: list[_Sample], source: str, skipped: SkippedSamples) -> Converted:
    lines = []
    for sample in samples:
        contributor = sample.writer.split(":")[1] if sample.writer.count(":") > 1 else None
        row = {
            "label": sample.label,
            "writer": sample.writer,
            "source": f"{source}/{contributor}" if contributor else source,
            "strokes": [_whole(stroke.points) for stroke in sample.ink],
        }
        lines.append(json.dumps(row, separators=(",", ":")))
    text = "".join(f"{line}\n" for line in lines)
    return Converted(gzip.compress(text.encode(), 9, mtime=0), len(samples), skipped)


def _whole(points: Iterable[tuple[float, ...]]) -> list[list[int]]:
    """Return the points in whole units, one that equals the last dropped."""
    whole: list[list[int]] = []
    for point in points:
        rounded = [round(point[0]), round(point[1])]
        if not whole or rounded != whole[-1]:
            whole.append(rounded)
    return whole


def _image_file(rows: list[Bitmap], tests: int, skipped: SkippedSamples) -> Converted:
    """Return the pictures without the ``tests`` of the test file.

    Raises FileError if most of these are not among them: then the originals are not those that were
    split.
    """
    skipped.require_some(len(rows))
    test_images = held_out.test_images()
    kept = [row for row in rows if held_out.fingerprint(row[0]) not in test_images]
    found = len(rows) - len(kept)
    if found < MIN_TESTS_FOUND * tests or not kept:
        raise FileError(
            f"{skipped.name} is not the file that was split into training and test: "
            f"{found:,} of its {tests:,} test pictures are found again; nothing was written, so that "
            "no test picture is trained on."
        )
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        images=np.stack([image for image, _ in kept]),
        labels=np.array([label for _, label in kept]),
    )
    return Converted(buffer.getvalue(), len(kept), skipped)
