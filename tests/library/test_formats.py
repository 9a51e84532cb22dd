"""What each format holds of a drawing comes back: any drawing, any notes."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image
from support import inks

from digit_recognizer.errors import FileError
from digit_recognizer.ink import Ink, Point, Stroke
from digit_recognizer.library import Entry
from digit_recognizer.library.formats import inkml, json_lines, pictures, table
from digit_recognizer.library.formats.metadata import (
    ImportFailure,
    entry_from,
    metadata_of,
    unknown_label,
)
from digit_recognizer.library.labels import checked_label, checked_writer

LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)
LABELS = ["7", "12+3=", "-5", "(1)/(2)", "2^{3}", "√(2)", "=", "×", "3,5\n+1"]

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
xml_texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12).map(
    lambda text: text.replace("\ufffe", "").replace("\uffff", "").strip()
)
NAMES = ["label", "truth", "strokes", "extra", "extra:label", "json:symbols", "file", "page_sha256"]


def drawings(any_text: st.SearchStrategy[str]) -> st.SearchStrategy[Entry]:
    """Return a strategy for entries of ink whose notes are of these texts."""
    return st.builds(
        Entry,
        inks(min_size=1),
        label=st.none() | st.sampled_from(LABELS).map(checked_label),
        text=any_text,
        confidence=st.none() | st.floats(0, 1),
        doubtful=st.booleans(),
        model=any_text,
        writer=any_text.map(checked_writer),
        made=st.datetimes(timezones=st.just(UTC)),
        source=any_text.filter(lambda text: text and text[0] not in "/\\" and text[1:2] != ":"),
        extra=st.dictionaries(any_text | st.sampled_from(NAMES), any_text, max_size=3),
    )


def from_lines(folder: Path, *lines: bytes) -> list[Entry | ImportFailure]:
    """Return what is in a JSON Lines file of these lines."""
    path = folder / "ink.jsonl"
    path.write_bytes(b"\n".join(lines))
    return list(json_lines.entries_of(path, LONG_AGO))


@given(drawings(texts))
def test_a_line_of_json_holds_everything(
    tmp_path_factory: pytest.TempPathFactory, entry: Entry
) -> None:
    line = json_lines.line_of(entry)
    assert line.endswith(b"\n") and line.count(b"\n") == 1
    assert from_lines(tmp_path_factory.getbasetemp(), line) == [entry]


@given(drawings(xml_texts))
def test_an_inkml_file_holds_everything_that_xml_can(entry: Entry) -> None:
    assert inkml.keeps_metadata(entry) == ("" not in entry.extra.values())
    entry = replace(entry, extra={name: text for name, text in entry.extra.items() if text})
    assert inkml.entry_of(inkml.file_of(entry), "x.inkml", {}, LONG_AGO, "x") == entry


@pytest.mark.parametrize("text", ["\x00", " 7", "7 ", "\x1b[m", "\ufffe"])
def test_a_text_that_xml_loses_is_known(text: str) -> None:
    entry = Entry(Ink.from_xy([[(1, 2)]]), text=text)
    assert not inkml.keeps_metadata(entry)
    assert inkml.entry_of(inkml.file_of(entry), "x.inkml", {}, LONG_AGO, "x").text != text


@given(st.lists(drawings(texts), max_size=3))
@example([])
def test_a_table_holds_all_notes_and_no_formula(entries: list[Entry]) -> None:
    rows = [table.Row(f"{i}.png", metadata_of(entry), "a1") for i, entry in enumerate(entries)]
    data = table.table_bytes(rows)
    found = table.read_table(data, "labels.csv")
    for entry, row in zip(entries, found, strict=True):
        back = entry_from(row.notes, ink=entry.ink, made=LONG_AGO, source="x")
        assert back == entry
    assert [row.file for row in found] == [row.file for row in rows]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_of_another_program_is_read(delimiter: str) -> None:
    text = "File,Label,who\r\na.png,7,Ada\r\nb\\c.png,'-5,\r\n,9,nobody\r\n".replace(",", delimiter)
    rows = table.read_table(text.encode("utf-8-sig"), "labels.csv")
    assert rows == [
        table.Row("a.png", {"label": "7", "who": "Ada"}),
        table.Row("b\\c.png", {"label": "-5"}),
    ]
    assert [row.key for row in rows] == ["a.png", "b/c.png"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"name,label\r\na,7\r\n", 'no column "file"'),
        (b"", 'no column "file"'),
        (b"file,label\r\n\xff,7\r\n", "not in UTF-8"),
        (b'file,label\r\na,"7\r\n', "line 2 is no row"),
        (b"file,label\r\na," + b"7" * 200_000, "line 2 is no row"),
    ],
)
def test_a_table_that_is_none_is_named(data: bytes, words: str) -> None:
    with pytest.raises(FileError, match=words):
        table.read_table(data, "labels.csv")


@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 2**32))
def test_a_picture_of_this_program_is_kept_as_it_is(height: int, width: int, seed: int) -> None:
    page = np.random.default_rng(seed).integers(0, 256, (height, width), np.uint8)
    page[0, 0] = 1
    data = pictures.png_bytes(page)
    entry = pictures.entry_of(data, "x.png", {"label": "7"}, LONG_AGO, "x", is_page=True)
    assert entry.picture == data == pictures.png_of(entry)
    if page.shape == (28, 28):
        assert pictures.is_glyph(entry) and np.array_equal(pictures.glyph_of(entry), page)  # type: ignore[arg-type]


@settings(max_examples=25)
@given(inks(min_size=1))
def test_ink_of_any_size_is_drawn_whole(ink: Ink) -> None:
    with Image.open(io.BytesIO(pictures.png_of(Entry(ink)))) as image:
        page = np.array(image)
    assert page.dtype == np.uint8 and page.ndim == 2 and max(page.shape) <= 1024
    assert page.max() == 255
    edge = pictures.EXPORT_MARGIN - pictures.EXPORT_PEN_WIDTH
    inner = page[int(edge) : -int(edge), int(edge) : -int(edge)]
    assert inner.astype(int).sum() == page.astype(int).sum(), "no ink is at the edge"


def test_other_programs_lines_are_read_with_all_they_say(tmp_path: Path) -> None:
    line = (
        b'{"label": 7, "writer": null, "strokes": [[[1, 2, 5.5], [3, 4, 6]], [], [[5, 6, 8]]],'
        b' "symbols": [["1", [0]]], "kind": "power", "n": [1, 2.5], "made": "yesterday",'
        b' "confidence": 2}'
    )
    (entry,) = from_lines(tmp_path, line)
    assert isinstance(entry, Entry)
    assert (entry.label, entry.writer, entry.made) == ("7", "", LONG_AGO)
    assert entry.ink == Ink(
        (Stroke((Point(1, 2, 0), Point(3, 4, 0.5)), 0.0), Stroke((Point(5, 6, 0),), 2.5))
    )
    assert entry.extra == {
        "kind": "power", "json:n": "[1, 2.5]", "made": "yesterday", "confidence": "2",
    }  # fmt: skip
    assert entry.source == "ink.jsonl, line 1"
    (again,) = from_lines(tmp_path, json_lines.line_of(entry))
    assert again == entry
    assert b'"n":[1,2.5]' in json_lines.line_of(entry), "it is what it was"


def test_bad_lines_are_named_each(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_lines, "MAX_POINTS", 2)
    good = b'{"strokes": [[[1, 2], [3, 4]]]}'
    bad = {
        2: b"nonsense",
        3: b'{"label": "7"}',
        5: b'{"strokes": [[[1, "x"]]]}',
        6: b'{"strokes": [[]]}',
        7: b'{"strokes": [[[1, 2]]], "starts": [1, 2]}',
        8: b'{"strokes": [[[1, 2]]], "starts": [1e999]}',
        9: b'{"strokes": [[[1, 2, 1e7], [3, 4, -1e7]]]}',
        10: b'{"strokes": [[[1, 1e9]]]}',
        11: b'{"strokes": [[[1, 2]]], "a": "' + b"x" * 30_000 + b'"}',
        12: b'{"strokes": [[[1, 2], [1, 2]], [[1, 2]]]}',
    }
    lines = [bad.get(number, good) for number in range(1, 14)]
    found = from_lines(tmp_path, *lines)
    broken = [item for item in found if isinstance(item, ImportFailure)]
    assert [b.name for b in broken] == [f"{tmp_path / 'ink.jsonl'}, line {n}" for n in bad]
    assert all(b.sentence.startswith(b.name) and b.sentence.endswith(".") for b in broken)
    assert sum(isinstance(item, Entry) for item in found) == 3


def test_a_label_outside_the_alphabet_is_kept_apart(tmp_path: Path) -> None:
    (entry,) = from_lines(tmp_path, b'{"label": "w", "strokes": [[[1, 2]]]}')
    assert isinstance(entry, Entry)
    assert (entry.label, unknown_label(entry)) == (None, "w")
    assert from_lines(tmp_path, json_lines.line_of(entry)) == [entry]
