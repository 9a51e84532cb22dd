"""The library: what is kept comes back, is found, changed, deleted and brought back."""

import hashlib
import sqlite3
import struct
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import ROOT, assert_sentence, inks

from digit_recognizer.ink import Ink
from digit_recognizer.library import Entry, Filter, Library, LibraryError, Order, Summary
from digit_recognizer.library.codec import ink_bytes, ink_from_bytes, packed, unpacked
from digit_recognizer.library.filter import ORDER_CLAUSES, where
from digit_recognizer.library.formats.pictures import page_of
from digit_recognizer.library.labels import checked_label, checked_writer
from digit_recognizer.raster.pixels import png_bytes

BEGIN = datetime(2026, 11, 1, tzinfo=UTC)
DASH = Ink.from_xy([[(0, 0), (10, 0, 0.25)]])


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library.sqlite3") as library:
        yield library


def many(count: int = 60) -> list[Entry]:
    """Return entries that differ in everything, in no order."""
    random = np.random.default_rng(5)
    choice = random.choice
    return [
        Entry(
            DASH.moved(i, 0),
            label=choice([None, "7", "1", "12+3="]),  # type: ignore[arg-type]
            text=str(choice(["7", "1", "12+3=", ""])),
            confidence=float(choice([0.25, 0.5, 0.999])) if i % 7 else None,
            doubtful=bool(random.random() < 0.3),
            model=str(choice(["a.h5 123456789abc", "b.h5 cba987654321", ""])),
            writer=str(choice(["", "Ann", "Bob"])),
            made=BEGIN + timedelta(seconds=int(random.integers(1000))),
        )
        for i in range(count)
    ]


@given(inks(min_size=1))
def test_ink_comes_back_to_the_last_bit(ink: Ink) -> None:
    assert ink_from_bytes(ink_bytes(ink)) == unpacked(packed(ink)) == ink


@given(st.binary(max_size=80))
def test_bytes_that_are_no_ink_are_refused(data: bytes) -> None:
    for read in (ink_from_bytes, unpacked):
        try:
            ink = read(data)
        except ValueError:
            continue
        assert unpacked(packed(ink)) == ink


def test_a_bomb_is_no_ink() -> None:
    with pytest.raises(ValueError, match="too long"):
        unpacked(zlib.compress(bytes(10**7), 9))


def test_everything_kept_comes_back(library: Library) -> None:
    entry = Entry(
        Ink.from_xy([[(1 / 3, -2, 0), (7, 1e-9, 0.1)], [(3, 3)]]),
        label="12+3=",
        text="12+8=",
        confidence=1 / 3,
        doubtful=True,
        model="mnist.h5 8d35bcbd4a40",
        writer="Zoë Ωmega",
        made=datetime(2026, 2, 28, 23, 59, 59, 999_999, UTC),
        source="C:\\drawings\\a b.inkml",
        extra={"age": "9", "": "'; DROP TABLE drawing; --", "new\nline": "\0"},
    )
    page = np.arange(42, dtype=np.uint8).reshape(6, 7)
    picture = Entry(None, png_bytes(page), made=BEGIN)
    ids = library.add([entry, picture])
    assert library.get(ids) == [replace(entry, id=ids[0]), replace(picture, id=ids[1])]
    assert library.entry(ids[0]) == replace(entry, id=ids[0])
    assert library.summaries(order="oldest", limit=1)[0] == Summary(
        ids[0], entry.digest, True, "12+3=", "12+8=", 1 / 3, True, "mnist.h5 8d35bcbd4a40",
        "Zoë Ωmega", entry.made, "C:\\drawings\\a b.inkml",
    )  # fmt: skip
    assert library.known([entry.digest, "00" * 32]) == {entry.digest: {entry.label}}
    assert page_of(library.entry(ids[1]).picture or b"").shape == page.shape


def test_the_digest_is_of_the_content_alone() -> None:
    one = Entry(DASH, label="1", writer="Ann")
    assert one.digest == Entry(Ink.from_xy([[(-0.0, 0), (10, 0, 0.25)]]), made=BEGIN).digest
    assert one.digest != Entry(DASH.moved(1, 0)).digest
    points = struct.pack("<Id6d", 2, 0, 0, 0, 0, 10, 0, 0.25)  # as docs/formats.md says
    assert one.digest == hashlib.sha256(points).hexdigest()


def test_an_entry_holds_something_and_knows_when() -> None:
    for content in (None, Ink()):
        with pytest.raises(ValueError, match="ink or a picture"):
            Entry(content)
    with pytest.raises(ValueError, match="time zone"):
        Entry(DASH, made=datetime(2026, 1, 1))


def test_texts_that_are_no_unicode_are_kept_as_escapes(library: Library) -> None:
    (number,) = library.add([Entry(DASH, source="a\udcff.png", extra={"\udcff": "\udcfe"})])
    assert library.entry(number).source == "a\\udcff.png"
    assert library.entry(number).extra == {"\udcff": "\udcfe"}
    assert library.count(Filter(writer="\udcff")) == 0


FILTERS = [
    Filter(),
    Filter(label="7"),
    Filter(text="1", writer=""),
    Filter(writer="Ann", outcome="right"),
    Filter(outcome="wrong", kind="digit"),
    Filter(outcome="doubtful", model="a.h5 123456789abc"),
    Filter(outcome="unlabelled", since=BEGIN + timedelta(seconds=300)),
    Filter(kind="expression", until=BEGIN + timedelta(seconds=700)),
    Filter(kind="digit"),
    Filter(label="nobody wrote this"),
]


def fits(entry: Entry, wanted: Filter) -> bool:
    """Say in Python what a filter says in SQL."""
    known = entry.text if entry.label is None else entry.label
    is_digit = len(known) == 1 and known in "0123456789"
    outcomes = {
        None: True,
        "right": entry.label is not None and entry.label == entry.text,
        "wrong": entry.label is not None and entry.label != entry.text,
        "doubtful": entry.doubtful,
        "unlabelled": entry.label is None,
    }
    kinds = {None: True, "digit": is_digit, "expression": known != "" and not is_digit}
    return (
        all(
            getattr(wanted, name) in (None, getattr(entry, name))
            for name in ("label", "text", "writer", "model")
        )
        and outcomes[wanted.outcome]
        and kinds[wanted.kind]
        and (wanted.since is None or entry.made >= wanted.since)
        and (wanted.until is None or entry.made < wanted.until)
    )


@pytest.mark.parametrize("order", list(ORDER_CLAUSES))
def test_filters_and_orders_agree_with_python(library: Library, order: Order) -> None:
    library.add(many())
    everything = library.get(library.ids())
    keys = {
        "newest": lambda e: (-(e.made - BEGIN).total_seconds(), -(e.id or 0)),
        "oldest": lambda e: (e.made, e.id),
        "confidence": lambda e: (-1 if e.confidence is None else e.confidence, e.id),
        "label": lambda e: (e.label or "", e.made, e.id),
        "writer": lambda e: (e.writer, e.made, e.id),
    }
    for wanted in FILTERS:
        expected = [e.id for e in sorted(everything, key=keys[order]) if fits(e, wanted)]
        assert list(library.ids(wanted, order)) == expected
        assert library.count(wanted) == len(expected)
        page = library.summaries(wanted, order, offset=3, limit=5)
        assert [summary.id for summary in page] == expected[3:8]


def test_an_order_is_read_from_its_index_and_never_sorted(library: Library) -> None:
    for order, by in ORDER_CLAUSES.items():
        for wanted in FILTERS:
            clause, values = where(wanted)
            query = f"EXPLAIN QUERY PLAN SELECT id FROM drawing{clause} ORDER BY {by}"
            ((*_, plan),) = library._rows(query, values)
            index = {"newest": "made", "oldest": "made"}.get(order, order)
            assert plan == f"SCAN drawing USING COVERING INDEX by_{index}"


def test_tallies(library: Library) -> None:
    library.add(many())
    entries = library.get(library.ids())
    for tally, field in (
        (library.labels(), "label"),
        (library.writers(), "writer"),
        (library.models(), "model"),
    ):
        values = [getattr(e, field) for e in entries if getattr(e, field) is not None]
        assert tally == [(value, values.count(value)) for value in sorted(set(values))]


def test_numbers_that_are_not_there(library: Library) -> None:
    first, second = library.add([Entry(DASH), Entry(DASH.moved(1, 0))])
    assert [e.id for e in library.get([second, 99, first])] == [second, first]
    assert [s.id for s in library.summaries_of([second, 99, first])] == [second, first]
    with pytest.raises(LibraryError) as caught:
        library.entry(99)
    assert_sentence(caught.value, 99, library.path)
    library.relabel([99], "7")
    library.delete([99])
    assert library.count() == 2


def test_more_numbers_than_one_statement_takes(library: Library) -> None:
    ids = library.add(Entry(DASH.moved(i, 0)) for i in range(1203))
    assert [e.id for e in library.get(ids)] == ids
    assert len(library.known(e.digest for e in library.get(ids))) == 1203
    token = library.delete(ids)
    assert library.count() == 0
    assert library.restore(token) == ids


def test_damaged_drawings_cost_no_others(library: Library) -> None:
    ids = library.add([Entry(Ink.from_xy([[(0, 0), (9, n)]])) for n in range(5)])
    with sqlite3.connect(library.path) as db:
        db.execute("UPDATE content SET ink = x'00' WHERE id = ?", (ids[3],))
    db.close()
    with pytest.raises(LibraryError):
        library.get(ids)
    found = library.readable([*ids, 99])
    assert sorted(found) == [*ids[:3], ids[4]]
    assert all(found[number].id == number for number in found)


def test_labels_writers_and_readings_change(library: Library) -> None:
    ids = library.add([Entry(DASH), Entry(DASH.moved(1, 0), label="1")])
    library.relabel(ids, " 3 x 4 = ")
    library.set_writer(ids[:1], "  Ann \n Lee ")
    library.reread([(ids[1], "7", 0.5, True, "m.h5 0")])
    one, two = library.get(ids)
    assert (one.label, one.writer, two.label, two.writer) == ("3×4=", "Ann Lee", "3×4=", "")
    assert (two.text, two.confidence, two.doubtful, two.model) == ("7", 0.5, True, "m.h5 0")
    library.relabel(ids, None)
    assert library.count(Filter(outcome="unlabelled")) == 2


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("7", "7"),
        (" 12 + 3 = ", "12+3="),
        ("2^3", "2^{3}"),
        ("√2", "√{2}"),
        ("(1)/(2)", "(1)/(2)"),
        ("1:2\n 3*4", "1÷2\n3×4"),
        ("12+", "12+"),
    ],
)
def test_labels_have_one_form(typed: str, label: str) -> None:
    assert checked_label(typed) == checked_label(label) == label


@pytest.mark.parametrize(
    "text", ["", "  ", "cat", "7a", "∅", "7 1", "2^{a}", "٣", "7\x1b[2J", "9" * 2000]
)
def test_labels_outside_the_alphabet_are_refused(library: Library, text: str) -> None:
    with pytest.raises(LibraryError) as caught:
        checked_label(text)
    assert_sentence(caught.value)
    assert caught.value.args[0].isprintable()
    with pytest.raises(LibraryError):
        library.add([Entry(DASH), Entry(DASH.moved(1, 0), label=text)])
    assert library.count() == 0  # all or none


def test_a_writers_name_is_one_line() -> None:
    assert checked_writer(" Ann\t\x1b[31mLee\n") == "Ann [31mLee"
    with pytest.raises(LibraryError) as caught:
        checked_writer("x" * 101)
    assert_sentence(caught.value)


def test_what_was_deleted_comes_back_as_it_was(library: Library) -> None:
    ids = library.add(many(6))
    before = library.get(ids)
    token, other = library.delete(ids[1:3]), library.delete(ids[4:])
    assert list(library.ids(order="oldest")) and library.count() == 2
    assert [(t, n) for t, _, n in library.deletions()] == [(other, 2), (token, 2)]
    assert library.check() == []
    assert library.add([Entry(DASH, made=BEGIN)]) == [7]  # no number is given twice
    assert library.restore(token) == ids[1:3]
    with pytest.raises(LibraryError) as caught:
        library.restore(token)
    assert_sentence(caught.value)
    assert library.restore(other) == ids[4:]
    assert library.get(ids) == before


def test_the_bin_is_emptied(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = library.add(many(5))
    first, _ = library.delete(ids[:2]), library.delete(ids[2:3])
    assert library.empty_bin(first) == 2
    assert library.empty_bin() == 1
    token = library.delete(ids[3:4])

    class Clock(datetime):
        days = 0

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return datetime.now(tz) + timedelta(days=cls.days)

    def deleted_after(days: int) -> list[int]:
        Clock.days = days
        with Library.open(library.path) as other:
            return [token for token, _, _ in other.deletions()]

    monkeypatch.setattr("digit_recognizer.library.store.datetime", Clock)
    for days in (0, 29, 4000, -4000, 0):  # a clock may be wrong for a day
        assert deleted_after(days) == [token]
    [late] = library.add([Entry(DASH, made=datetime.now(UTC) + timedelta(days=31))])
    assert deleted_after(31) == [token]  # the clock that dated it may be wrong
    assert deleted_after(33) == []  # what is older than that goes for good
    with pytest.raises(LibraryError):
        library.restore(token)
    assert [row[0] for row in library._rows("SELECT id FROM content")] == [*ids[4:], late]


def test_nothing_is_left_in_the_file_of_what_was_deleted_for_good(tmp_path: Path) -> None:
    secret = Entry(
        DASH.moved(123, 45), source="a secret place", extra={"name": "nobody's business"}
    )
    path = tmp_path / "library"
    traces = (packed(secret.ink or Ink()), b"a secret place", b"business")
    with Library.open(path) as library:
        ids = library.add([*many(50), secret])
    assert all(trace in path.read_bytes() for trace in traces)
    with Library.open(path) as library:
        library.empty_bin(library.delete(ids[-1:]))
    assert not any(trace in path.read_bytes() for trace in traces)
    assert [file.name for file in tmp_path.iterdir()] == ["library"]


def test_profiles(library: Library) -> None:
    library.save_profile("Ann", "digits", b"\0one")
    library.save_profile("Ann", "arithmetic", b"two", active=False)
    library.save_profile("Ann", "digits", b"three")
    assert [(p.alphabet, p.content, p.active) for p in library.profiles()] == [
        ("arithmetic", b"two", False),
        ("digits", b"three", True),
    ]
    library.use_profile("Ann", "digits", active=False)
    profile = library.load_profile("Ann", "digits")
    assert profile is not None and not profile.active and profile.made.tzinfo is UTC
    library.delete_profile("Ann", "digits")
    assert library.load_profile("Ann", "digits") is None
    assert library.load_profile("Ann", "arithmetic") is not None


def test_the_users_own_library_is_in_the_data_folder(home: Path) -> None:
    with Library.open() as library:
        library.add([Entry(DASH)])
    assert library.path == home / "data" / "digit-recognizer" / "library.sqlite3"
    with Library.open() as again:
        assert again.count() == 1
    # closed, it is one file: what was in the log is in it
    assert [path.name for path in library.path.parent.iterdir()] == ["library.sqlite3"]


def test_another_window_sees_changes(library: Library) -> None:
    with Library.open(library.path) as other:
        assert other.count() == 0
        library.add([Entry(DASH)])
        assert other.count() == 1


def test_the_python_of_the_documentation_reads_the_file(
    library: Library, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    code = page.partition("```python\n")[2].partition("```")[0]
    library.add([Entry(DASH, label="1"), Entry(None, png_bytes(np.zeros((2, 2), np.uint8)))])
    monkeypatch.chdir(library.path.parent)
    exec(code, {})
    assert capsys.readouterr().out == "1 [(0.0, [(0.0, 0.0, 0.0), (10.0, 0.0, 0.25)])]\n"
