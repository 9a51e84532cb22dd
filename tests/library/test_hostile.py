"""Libraries and drawings from strangers: other types, triggers and views, impossible versions, no end.

Each kind of fault is tried with every command that reads; none may be more than a sentence.
"""

import gzip
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support import Digits, assert_sentence

from digit_recognizer.ink import Ink
from digit_recognizer.library import Entry, Library, LibraryError
from digit_recognizer.library.formats.json_lines import entries_of
from digit_recognizer.library.formats.metadata import ImportFailure
from digit_recognizer.library.importing import import_into

DASH = Ink.from_xy([[(0, 0), (10, 0, 0.25)]])
COMMANDS = ("list", "check", "stats", "show 2", "export OUT", "delete 2", "list")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A library of three drawings, of which the second has all that one can have."""
    path = tmp_path_factory.mktemp("whole") / "library.sqlite3"
    full = Entry(
        DASH, b"no PNG", "1", "7", 0.5, True, "mnist.h5", "Ada", source="a", extra={"b": "c"}
    )
    with Library.open(path) as library:
        library.add([Entry(DASH.moved(1, 0), label="1"), full, Entry(DASH.moved(2, 0), label="1")])
        library.save_profile("Ada", "digits", b"content")
        library.delete([3])
    return path.read_bytes()


@pytest.fixture
def path(tmp_path: Path, whole: bytes) -> Path:
    """A copy of the library to be spoilt."""
    path = tmp_path / "library.sqlite3"
    path.write_bytes(whole)
    return path


def change(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as other:
        for statement in statements:
            other.execute(statement)
        other.commit()


@pytest.mark.parametrize(
    "value", ["x'fe'", "CAST(x'61fe' AS TEXT)", "'abc'", "'[1]'", "17", "9e999", "-5.5", "NULL"]
)
@pytest.mark.parametrize(
    ("table", "column"),
    [
        *(("drawing", column) for column in (
            "digest", "has_ink", "label", "text", "confidence", "doubtful", "model", "writer",
            "made", "source",
        )),
        *(("content", column) for column in ("ink", "picture", "extra")),
        *(("bin", column) for column in ("made", "token")),
        *(("profile", column) for column in ("writer", "made", "content")),
    ],
)  # fmt: skip
def test_values_of_any_type_in_any_column_are_at_most_a_sentence(
    path: Path, table: str, column: str, value: str
) -> None:
    try:
        change(path, f"UPDATE {table} SET {column} = {value}")
    except sqlite3.IntegrityError:
        return
    said = []
    with Library.open(path) as library:
        asked: tuple[Callable[[], object], ...] = (
            lambda: library.get([1, 2]), library.summaries, library.check, library.writers,
            library.labels, library.models, library.profiles, library.deletions,
            lambda: library.readable([1, 2]), lambda: library.delete([1]), library.empty_bin,
        )  # fmt: skip
        for ask in asked:
            try:
                ask()
            except LibraryError as error:
                said.append(str(error))
    for sentence in said:
        assert_sentence(sentence, path)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE drawing SET confidence = 'abc' WHERE id = 2",
        "UPDATE drawing SET writer = x'ff' WHERE id = 2",
        "UPDATE drawing SET label = CAST(x'37ff' AS TEXT) WHERE id = 2",
        "UPDATE drawing SET label = hex(zeroblob(9000000)) WHERE id = 2",
        "UPDATE drawing SET source = hex(zeroblob(60000)) WHERE id = 2",
        "UPDATE content SET extra = '[1]' WHERE id = 2",
        "UPDATE content SET ink = 'abc' WHERE id = 2",
    ],
)
def test_no_command_ends_in_a_traceback_and_check_names_the_drawing(
    path: Path, tmp_path: Path, digits: Digits, statement: str
) -> None:
    change(path, statement)
    for number, command in enumerate(COMMANDS):
        words = command.replace("OUT", str(tmp_path / f"{number}.jsonl")).split()
        code, out, err = digits("library", "--library", path, *words)
        assert "Traceback" not in err
        if command == "check":
            assert code == 1 and "drawing 2 in" in out + err
    assert code == 0, "what was damaged is gone, and the others are listed"


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER a AFTER INSERT ON drawing BEGIN DELETE FROM drawing; END",
        "CREATE TRIGGER sqliteX AFTER INSERT ON drawing BEGIN DELETE FROM drawing; END",
        "CREATE VIEW more AS SELECT * FROM drawing",
        "CREATE INDEX by_name ON drawing (upper(label))",
        "CREATE TABLE another (a)",
        "DROP TABLE bin",
        "ALTER TABLE drawing ADD COLUMN more AS (id + 1)",
        "PRAGMA user_version = 0",
        "PRAGMA user_version = 1",
        "PRAGMA user_version = -1",
        "PRAGMA user_version = 99",
        "PRAGMA application_id = 5",
    ],
)
def test_a_library_with_other_tables_triggers_or_versions_is_refused_and_stays(
    path: Path, statement: str
) -> None:
    change(path, statement, "PRAGMA journal_mode = DELETE")
    before = path.read_bytes()
    with pytest.raises(LibraryError) as caught:
        Library.open(path)
    assert_sentence(caught.value, path)
    assert path.read_bytes() == before


def test_a_library_of_an_older_version_with_a_trigger_is_refused(tmp_path: Path) -> None:
    old = Path(__file__).with_name("libraries") / "version-1.sqlite3"
    path = tmp_path / "old.sqlite3"
    path.write_bytes(old.read_bytes())
    change(path, "CREATE TRIGGER a AFTER DELETE ON drawing BEGIN SELECT 1; END")
    with pytest.raises(LibraryError, match="triggers"):
        Library.open(path)


def test_what_another_program_brings_in_meanwhile_is_not_kept_twice(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite3"
    drawings = {entry.digest: entry for entry in (Entry(DASH), Entry(DASH.moved(9, 9)))}
    with Library.open(path) as one, Library.open(path) as two:
        assert one.add_new(drawings) == {}
        assert two.add_new(drawings).keys() == drawings.keys()
        assert import_into(two, drawings.values()).present == 2
        assert one.count() == 2


def test_what_was_kept_before_a_disk_was_full_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digit_recognizer.library.importing.IMPORT_BATCH", 2)
    with Library.open(tmp_path / "library.sqlite3") as library:
        add_new, calls = library.add_new, []

        def full(batch: dict[str, Entry]) -> object:
            calls.append(batch)
            if len(calls) == 2:
                raise LibraryError("the disk is full: free some space.")
            return add_new(batch)

        monkeypatch.setattr(library, "add_new", full)
        with pytest.raises(LibraryError, match="the 2 drawings before it are kept") as caught:
            import_into(library, (Entry(DASH.moved(i, 0)) for i in range(5)))
        assert_sentence(caught.value)
        assert library.count() == 2


def test_a_library_on_a_full_disk_can_be_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    monkeypatch.setattr("digit_recognizer.library.connection._use_wal", full)
    with Library.open(path) as library:
        assert library.count() == 2
        with pytest.raises(LibraryError, match="full") as caught:
            library.add([Entry(DASH)])
        assert_sentence(caught.value, path)


@pytest.mark.parametrize("source", ["/home/anna/x.inkml", "C:\\Users\\anna\\x.inkml"])
def test_an_export_names_files_and_no_folders(tmp_path: Path, digits: Digits, source: str) -> None:
    path, out = tmp_path / "library.sqlite3", tmp_path / "out.jsonl"
    with Library.open(path) as library:
        library.add([Entry(DASH, source=source)])
    assert digits("library", "--library", path, "export", out)[0] == 0
    assert b"x.inkml" in out.read_bytes() and b"anna" not in out.read_bytes()


def test_a_drawing_that_is_added_is_called_by_its_name(tmp_path: Path, digits: Digits) -> None:
    from digit_recognizer.resources import example_drawings

    path = tmp_path / "library.sqlite3"
    assert digits("library", "--library", path, "add", example_drawings()[0])[0] == 0
    with Library.open(path) as library:
        assert [entry.source for entry in library.summaries()] == [example_drawings()[0].name]


@pytest.mark.parametrize(
    "line",
    [
        b"\n", b"1\n", b"{}\n", b'{"strokes": []}\n', b" " * 2**20 + b"\n", b"x" * 2**22,
        b"x" * 2**20 + b"\n",
    ],
    ids=["empty", "number", "no drawing", "no points", "blanks", "one line", "long lines"],
)  # fmt: skip
def test_what_is_mostly_of_no_use_is_left_soon(tmp_path: Path, line: bytes) -> None:
    """A file of some KB may hold gigabytes, which take minutes, or give millions of sentences."""
    path = tmp_path / "a.jsonl.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        piece = line * (2**22 // len(line))
        for _ in range(40):
            file.write(piece)
    read, faults = 0, 0
    for found in entries_of(path, datetime.now(UTC)):
        assert isinstance(found, ImportFailure)
        faults += 1
        read = max(read, int(re.findall(r"line (\d+)", found.sentence.replace(",", ""))[0]))
    assert "most of it is of no use, and what follows line" in found.sentence
    assert faults < 70_000 and read < 1_200_000
