"""The library's file: killed programs, full disks, other people's files, older and newer versions."""

import itertools
import os
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support import ROOT, assert_sentence

from digit_recognizer.errors import FileError
from digit_recognizer.ink import Ink, read_inkml
from digit_recognizer.library import Entry, Library, LibraryError, connection, schema

DASH = Ink.from_xy([[(0, 0), (10, 0, 0.25)]])
WRITER = Path(__file__).with_name("library_writer.py")
VERSIONS = Path(__file__).with_name("libraries")


def entries(count: int) -> list[Entry]:
    return [Entry(DASH.moved(i, 0), label="1") for i in range(count)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A library of three drawings."""
    path = tmp_path / "library.sqlite3"
    with Library.open(path) as library:
        library.add(entries(3))
    return path


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "LOCK_PATIENCE", 0.05)


@contextmanager
def writer(path: Path, count: int, seed: int) -> Iterator["subprocess.Popen[str]"]:
    """Run ``library_writer.py``, which keeps ``count`` drawings."""
    command = [sys.executable, str(WRITER), str(path), str(count), str(seed)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        yield process


def assert_refused(path: Path, *named: object, create: bool = True) -> None:
    """Assert that the file is refused with a sentence, and stays as it is."""
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(FileError) as caught:
        Library.open(path, create=create)
    assert_sentence(caught.value, path, *named)
    assert (path.read_bytes() if path.is_file() else None) == before


# -- power cuts and other programs ---------------------------------------------------------------


@pytest.fixture
def quick(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: killing a program takes nothing from the system."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        yield Path(folder)


def test_what_was_said_to_be_kept_is_there_however_often_the_program_is_killed(quick: Path) -> None:
    path, lucky = quick / "library.sqlite3", random.Random(7)
    said: dict[int, int] = {}
    kills = 0
    while len(said) < 1000:
        kills += 1
        with writer(path, 1000, kills) as process:
            assert process.stdout is not None
            for line in itertools.islice(process.stdout, lucky.randrange(1, 300)):
                said[int(line)] = kills
            process.kill()
            said |= {int(line): kills for line in process.stdout if line.endswith("\n")}
    assert kills > 2
    with Library.open(path) as library:
        assert library.check() == []
        found = library.get(said)
        assert [entry.id for entry in found] == list(said)
        assert [entry.writer for entry in found] == [f"w{kill}" for kill in said.values()]
        assert library.count() <= len(said) + kills  # kept, but killed before it was said


def test_nothing_is_left_to_the_systems_cache(path: Path) -> None:
    with Library.open(path) as library:
        assert library._rows("PRAGMA synchronous") == [(2,)]  # FULL: on the disk when it returns
        assert library._rows("PRAGMA journal_mode") == [("wal",)]


def test_two_programs_and_this_one_write_at_once(tmp_path: Path) -> None:
    path = tmp_path / "new" / "library.sqlite3"  # both want to make it
    with writer(path, 40, 1) as one, writer(path, 40, 2) as two:
        assert one.stdout is not None and two.stdout is not None
        one.stdout.readline()
        with Library.open(path) as library:
            for entry in entries(20):
                library.relabel(library.add([entry]), "1")
        assert (one.wait(), two.wait()) == (0, 0)
    with Library.open(path) as library:
        assert library.check() == []
        assert library.labels() == [("1", 20), ("7", 80)]
        assert library.writers() == [("", 20), ("w1", 40), ("w2", 40)]


def test_threads_open_their_own(path: Path) -> None:
    def work(seed: int) -> None:
        with Library.open(path) as library:
            for i in range(10):
                library.add([Entry(DASH.moved(i, seed), writer="thread")])

    threads = [threading.Thread(target=work, args=[seed]) for seed in (1, 2, 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with Library.open(path) as library:
        assert library.writers() == [("", 3), ("thread", 30)]


@pytest.mark.usefixtures("impatient")
def test_a_locked_library_is_one_sentence(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with Library.open(path) as library:
            assert library.count() == 3  # who reads, reads
            with pytest.raises(LibraryError) as caught:
                library.add(entries(1))
            assert_sentence(caught.value, path, "in use")
        other.execute("ROLLBACK")
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(LibraryError) as caught:
            Library.open(path)
        assert_sentence(caught.value, path, "in use")


# -- disks ---------------------------------------------------------------------------------------


def test_a_full_disk_loses_nothing(path: Path) -> None:
    with Library.open(path) as library:
        (pages,) = library._rows("PRAGMA page_count")[0]
        library._connection.execute(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(LibraryError) as caught:
            library.add(entries(2000))
        assert_sentence(caught.value, path, "full")
        assert library.count() == 3 and library.check() == []
        library._connection.execute("PRAGMA max_page_count = 1000000")
        library.add(entries(2000))
    with Library.open(path) as library:
        assert library.count() == 2003


def limited(size: int, program: str, *arguments: object) -> str:
    """Run ``program`` where no file may grow beyond ``size`` bytes; return what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


ADD_AND_COPY = """
import sys
from digit_recognizer.ink import Ink
from digit_recognizer.library import Entry, Library, LibraryError
kept = 0
with Library.open(sys.argv[1]) as library:
    try:
        for i in range(10_000):
            library.add([Entry(Ink.from_xy([[(i, j) for j in range(200)]]))])
            kept += 1
    except LibraryError as error:
        print(kept, error)
    try:
        library.backup(sys.argv[2])
    except LibraryError as error:
        print(error)
"""


@pytest.mark.parametrize("room", [40_000, 300_000])
def test_where_files_cannot_grow_what_was_kept_stays(path: Path, tmp_path: Path, room: int) -> None:
    copy = tmp_path / "copy.sqlite3"
    full, *no_copy = limited(room, ADD_AND_COPY, path, copy).splitlines()
    kept, _, sentence = full.partition(" ")
    assert_sentence(sentence, path, "disk")
    if room < path.stat().st_size:
        (sentence,) = no_copy
        assert_sentence(sentence, copy, "disk")
    assert not list(tmp_path.glob(".*"))  # nothing half copied
    for file in {path, copy} if copy.exists() else {path}:
        with Library.open(file) as library:
            assert library.count() == 3 + int(kept)
            assert library.check() == []


def test_a_write_protected_library_is_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = path.read_bytes()
    path.chmod(0o444)
    monkeypatch.setattr(connection.os, "access", lambda *_: False)  # root may write it all the same
    with Library.open(path) as library:
        assert library.count() == len(library.get(library.ids())) == 3
        assert library.check() == []
        library.backup(path.with_name("copy"))
        for change in (
            lambda: library.add(entries(1)),
            lambda: library.relabel([1], "7"),
            lambda: library.delete([1]),
        ):
            with pytest.raises(LibraryError) as caught:
                change()
            assert_sentence(caught.value, path, "write-protected")
    assert path.read_bytes() == before
    # a log that is left would be write-protected too, and hinder whoever may write later
    assert sorted(p.name for p in path.parent.iterdir()) == ["copy", path.name]
    monkeypatch.undo()
    with Library.open(path.with_name("copy")) as library:
        assert library.count() == 3


def test_who_may_only_read_sees_what_others_write(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Library.open(path) as library:
        library.add(entries(1))
        with monkeypatch.context() as patch:
            patch.setattr(connection.os, "access", lambda *_: False)
            with Library.open(path) as reader:
                assert reader.count() == 4
                library.add(entries(1))
                assert reader.count() == 5


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_library_in_a_write_protected_folder_is_read(path: Path) -> None:
    path.parent.chmod(0o555)
    try:
        for mode in (0o444, 0o644):
            path.chmod(mode)
            with Library.open(path) as library:
                assert library.count() == 3
                with pytest.raises(LibraryError) as caught:
                    library.add(entries(1))
                assert_sentence(caught.value, path, "write-protected")
        with pytest.raises(FileError) as no_file:
            Library.open(path.with_name("another"))
        assert_sentence(no_file.value, "another")
    finally:
        path.parent.chmod(0o755)


# -- other files ---------------------------------------------------------------------------------


def test_files_that_are_no_library_are_refused(tmp_path: Path) -> None:
    assert_refused(tmp_path, "folder")
    assert_refused(tmp_path / "nowhere", "does not exist", create=False)
    text = tmp_path / "notes.txt"
    text.write_text("not a database " * 100)
    assert_refused(text, "no library")
    text.write_text("short")
    assert_refused(text, "no library")
    (tmp_path / "text").write_text("a file, no folder")
    assert_refused(tmp_path / "text" / "library")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert_refused(pipe)


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "bookmarks.sqlite3"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE drawing (id INTEGER)")
        other.execute("PRAGMA user_version = 2")
    assert_refused(path, "another program")
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA application_id = 12345")
    assert_refused(path, "another program")


def test_a_newer_version_is_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute(f"PRAGMA user_version = {schema.SCHEMA_VERSION + 1}")
    assert_refused(path, "newer version")


def test_a_library_without_its_tables_is_refused(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("DROP TABLE bin")
    assert_refused(path, "other tables")


@pytest.mark.parametrize("share", [0.0001, 0.001, 0.01, 0.1, 0.5, 0.9, 0.999])
def test_a_truncated_library_is_refused(path: Path, share: float) -> None:
    with Library.open(path) as library:
        library.add(entries(300))
    data = path.read_bytes()
    path.write_bytes(data[: max(1, int(len(data) * share))])
    assert_refused(path)


def test_damage_is_found_or_told(path: Path, tmp_path: Path) -> None:
    with Library.open(path) as library:
        library.add(entries(300))
        kept = library.get(library.ids())
    data = path.read_bytes()
    lucky = random.Random(3)
    told = 0
    for _ in range(40):
        damaged = bytearray(data)
        start = lucky.randrange(100, len(data) - 600)
        damaged[start : start + 500] = lucky.randbytes(500)
        target = tmp_path / "damaged.sqlite3"
        target.write_bytes(damaged)
        try:
            with Library.open(target) as library:
                problems = library.check()
                told += bool(problems)
                for problem in problems:
                    assert_sentence(problem)
                read = library.get(library.ids())
                assert problems or read == kept
                library.summaries()
        except LibraryError as error:
            assert_sentence(error, target)
            told += 1
    assert told > 20  # the rest hit what is not used


def test_single_damaged_drawings_are_named(path: Path) -> None:
    with Library.open(path) as library:
        library._connection.execute("UPDATE content SET ink = x'00' WHERE id = 1")
        library._connection.execute("UPDATE drawing SET made = 9e18 WHERE id = 2")
        library._connection.execute(
            "UPDATE content SET ink = (SELECT ink FROM content WHERE id = 2) WHERE id = 3"
        )
        problems = library.check()
        for problem, number in zip(problems, (1, 2, 3), strict=True):
            assert_sentence(problem, f"drawing {number}")
        with pytest.raises(LibraryError) as caught:
            library.get([1])
        assert_sentence(caught.value, path, "drawing 1")
        library.delete([1, 2, 3])  # what is damaged can be taken out
        library.empty_bin()
        assert library.check() == []


# -- versions ------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", range(1, schema.SCHEMA_VERSION + 1))
def test_files_of_every_version_open(version: int, tmp_path: Path) -> None:
    """The files were written when that version was the newest."""
    path = tmp_path / "library.sqlite3"
    shutil.copyfile(VERSIONS / f"version-{version}.sqlite3", path)
    seven = read_inkml(ROOT / "examples/drawings/seven.inkml").ink
    with Library.open(path) as library:
        assert library._rows("PRAGMA user_version") == [(schema.SCHEMA_VERSION,)]
        one, two, three = library.get([1, 2, 3])
        assert one == Entry(
            seven, label="7", text="1", confidence=0.625, doubtful=True, id=1,
            model="mnist.h5 8d35bcbd4a40", writer="Ann", source="window",
            made=datetime(2026, 11, 1, 9, 30, tzinfo=UTC),
        )  # fmt: skip
        assert (two.text, two.label, two.writer, two.made.microsecond) == ("5±2=", None, "", 123456)
        assert (three.ink, three.label, three.source) == (None, "7", "seven.png")
        assert three.picture is not None and three.picture.startswith(b"\x89PNG")
        assert library.check() == []
        if version >= 2:
            assert three.extra == {"scanner": "old"}
            ((token, _, _),) = library.deletions()
            assert library.restore(token) == [4]
            assert library.profiles()[0].content == b"\0bytes"
        assert library.add(entries(1))[0] > 3


def test_an_update_that_fails_leaves_the_old_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "library.sqlite3"
    shutil.copyfile(VERSIONS / "version-1.sqlite3", path)
    broken = (schema.MIGRATIONS[0], (*schema.MIGRATIONS[1], "INSERT INTO nowhere VALUES (1)"))
    with monkeypatch.context() as patch:
        patch.setattr(connection, "MIGRATIONS", broken)
        with pytest.raises(sqlite3.OperationalError):
            Library.open(path)
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (1,)
        assert database.execute("SELECT count(ink) FROM drawing").fetchone() == (2,)
    with Library.open(path) as library:
        assert library.count() == 3


def test_an_older_write_protected_library_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "library.sqlite3"
    shutil.copyfile(VERSIONS / "version-1.sqlite3", path)
    monkeypatch.setattr(connection.os, "access", lambda *_: False)
    assert_refused(path, "older version", "write-protected")


# -- backup --------------------------------------------------------------------------------------


def test_a_backup_is_a_library_in_one_file(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copies" / "monday.sqlite3"
    copy.parent.mkdir()
    with Library.open(path) as library:
        library.backup(copy)
        assert [p.name for p in copy.parent.iterdir()] == [copy.name]
        assert copy.stat().st_mode == path.stat().st_mode
        library.add(entries(4))
        with pytest.raises(LibraryError) as caught:
            library.backup(copy)
        assert_sentence(caught.value, copy, "exists")
        library.backup(copy, replace=True)
        with pytest.raises(LibraryError) as caught:
            library.backup(path, replace=True)
        assert_sentence(caught.value, path, "itself")
        for target in (tmp_path / "nowhere" / "copy", tmp_path):
            with pytest.raises(FileError) as refused:
                library.backup(target, replace=True)
            assert_sentence(refused.value, target)
        before = library.get(library.ids())
    with Library.open(copy) as library:
        assert library.get(library.ids()) == before
        assert library.check() == []


def test_a_backup_is_taken_while_another_program_writes(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite3"
    with writer(path, 60, 1) as process:
        assert process.stdout is not None
        process.stdout.readline()
        with Library.open(path) as library:
            library.backup(tmp_path / "copy")
        assert process.wait() == 0
    with Library.open(tmp_path / "copy") as library:
        assert library.check() == []
        assert 1 <= library.count() <= 60


def test_a_damaged_library_gives_no_backup(path: Path, tmp_path: Path) -> None:
    with Library.open(path) as library:
        library.add(entries(300))
    data = bytearray(path.read_bytes())
    data[-3000:-1000] = b"\xa5" * 2000
    path.write_bytes(data)
    copy = tmp_path / "copy"
    with Library.open(path) as library, pytest.raises(LibraryError) as caught:
        library.backup(copy)
    assert_sentence(caught.value, path)
    assert not copy.exists() and len(list(tmp_path.iterdir())) <= 3


@pytest.mark.parametrize("name", ["a b", "50%25?mode=ro#x", "größe\udcff", "'; --", "-", "…" * 30])
def test_any_name_of_a_file_will_do(tmp_path: Path, name: str) -> None:
    path = tmp_path / name / name
    with Library.open(path) as library:
        library.add(entries(2))
        library.backup(path.with_name("copy"))
    for file in (path, path.with_name("copy")):
        with Library.open(file, create=False) as library:
            assert library.count() == 2
    assert sorted(p.name for p in path.parent.iterdir()) == sorted([name, "copy"])
