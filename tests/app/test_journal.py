"""The journal: what was on the canvas comes back as it was, and nothing that is damaged does harm."""

import json
import threading
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from digit_recognizer.app.document.drawing_file import DrawingFile
from digit_recognizer.app.document.editor import Sheet
from digit_recognizer.app.jobs import Failure
from digit_recognizer.app.journal import journal as journal_module
from digit_recognizer.app.journal.decoding import JournalError, snapshot_of
from digit_recognizer.app.journal.encoding import Encoder
from digit_recognizer.app.journal.journal import Journal
from digit_recognizer.app.journal.keeping import Slot
from digit_recognizer.app.journal.snapshot import JOURNAL_VERSION, MAGIC, Snapshot
from digit_recognizer.app.library.library_change import LibraryChange, Move, SavedDrawing, Shelf
from digit_recognizer.app.picture.images import source_of
from digit_recognizer.app.picture.picture import Picture, Piece
from digit_recognizer.app.picture.table import PictureTables, TableCell
from digit_recognizer.app.reading_worker import ReadingWorker
from digit_recognizer.app.session import Session
from digit_recognizer.errors import FileError
from digit_recognizer.ink import Drawing, Ink
from digit_recognizer.ink.model import Box

THINGS = (
    "draw", "draw", "delete", "correct", "take back", "clear", "show", "save to", "say", "keep",
    "undo", "redo",
)  # fmt: skip


def do(session: Session, thing: str, number: int) -> None:
    """Do ``thing``; ``number`` makes it another one each time."""
    editor, place = session.editor, 30 * (number % 30)
    strokes = editor.ink.strokes
    some = strokes[number % len(strokes) :][:2] if strokes else ()
    match thing:
        case "draw":
            editor.down(place, 10.125, number)
            editor.move_along([(place + 0.1, 20, number + 0.1), (place, 1 / 3, number + 0.2)])
            editor.up()
        case "delete":
            editor.remove(some[:1])
        case "correct":
            session.correct(some, "×")
        case "take back":
            session.take_back(some)
        case "clear":
            editor.clear()
        case "show":
            session.show(Ink.from_xy([[(place, 200), (place + 5, 260)]]))
        case "save to":
            drawing = Drawing(editor.ink, "7", "Ä\udc80", {"place": "hier"})
            editor.file.settle(Path(f"/nowhere/{number}.inkml"), drawing)
        case "say":
            editor.say(str(number))
        case "keep":
            drawing = SavedDrawing(editor.ink, Shelf(True, "7"), number, None)
            change = LibraryChange((Move(drawing, Shelf(), Shelf(True, "7")),))
            session.note(change, is_step=bool(number % 2))
        case _:
            getattr(editor, thing)()


def steps(session: Session) -> Snapshot:
    past, present, future = session.editor.steps
    return Snapshot((*past, present, *future), len(past))


def encoded(snapshot: Snapshot, store: Callable[[Any], str] = lambda image: "0" * 64) -> bytes:
    return Encoder(store).encode(snapshot)


def described(snapshot: Snapshot) -> list[object]:
    """Return all there is of it, with identities as the places where they were seen first."""
    seen: dict[int, int] = {}

    def name(thing: object) -> int:
        return seen.setdefault(id(thing), len(seen))

    found: list[object] = []
    for sheet in snapshot.sheets:
        file = sheet.file
        found += [
            [(name(stroke), stroke) for stroke in sheet.ink],
            [([name(part) for part in parts], text) for parts, text in sheet.corrections.all],
            (name(file), file.path, file.drawing, file.stamp), sheet.said, sheet.tables,
            [
                [(name(m.drawing), m.drawing.id, m.before, m.after) for m in change.moves]
                for change in sheet.changes
            ],
        ]  # fmt: skip
    return [*found, snapshot.place, [(name(d), d.ink, d.shelf) for d in snapshot.drawings]]


@given(st.lists(st.sampled_from(THINGS), max_size=40))
def test_everything_comes_back_as_it_was(things: list[str]) -> None:
    session = Session(ReadingWorker())
    for number, thing in enumerate(things):
        do(session, thing, number)
    before = steps(session)
    after = snapshot_of(encoded(before), Path("/nowhere"))
    assert described(after) == described(before)
    other = Session(ReadingWorker())
    sheets, place = after.sheets, after.place
    other.editor.restore(sheets[:place], sheets[place], sheets[place + 1 :])
    for step in ("undo", "redo"):
        while getattr(session.editor, f"can_{step}"):
            for each in (session, other):
                getattr(each.editor, step)()
            assert other.editor.ink == session.editor.ink
            assert other.corrections.within(other.editor.ink) == session.corrections.within(
                session.editor.ink
            )
        assert not getattr(other.editor, f"can_{step}")


def written_journal() -> bytes:
    session = Session(ReadingWorker())
    for number, thing in enumerate(THINGS):
        do(session, thing, number)
    return encoded(steps(session))


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda data: data[: len(data) // 2], "damaged"),
        (lambda data: data[:-1], "damaged"),
        (lambda data: data.replace(b"10.125", b"10.126"), "damaged"),
        (lambda data: b"", "no journal"),
        (lambda data: b"\0" * len(data), "no journal"),
        (lambda data: data.replace(f"{MAGIC} {JOURNAL_VERSION}".encode(), f"{MAGIC} 2".encode()),
         "of version 2"),
    ],
)  # fmt: skip
def test_a_damaged_journal_is_moved_aside_and_said_in_a_sentence(
    damage: Callable[[bytes], bytes], reason: str, tmp_path: Path
) -> None:
    for number in (1, 2):
        (tmp_path / "journal").write_bytes(damage(written_journal()))
        found, sentence = Journal(tmp_path).load()
        aside = tmp_path / f"journal-damaged-{number}"
        assert found is None and reason in sentence and str(aside) in sentence
        assert aside.read_bytes() == damage(written_journal())
        assert not (tmp_path / "journal").exists()


def values_in(tree: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the places of all values in a JSON document."""
    found = [place] if place else []
    if isinstance(tree, dict | list):
        for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
            found += values_in(value, (*place, key))
    return found


ODD_VALUES = (None, -1, 10**30, 1e300, "", "x", [], {}, True, [[]], float("nan"), 3)


@given(st.integers(0, 10**6), st.sampled_from(ODD_VALUES), st.booleans())
def test_a_journal_with_odd_values_is_taken_whole_or_not_at_all(
    where: int, value: object, is_removed: bool
) -> None:
    body = json.loads(written_journal().partition(b"\n")[2])
    *way, last = (places := values_in(body))[where % len(places)]
    holder = body
    for key in way:
        holder = holder[key]
    if is_removed:
        del holder[last]
    else:
        holder[last] = value
    data = json.dumps(body).encode()
    head = f"{MAGIC} {JOURNAL_VERSION} {zlib.crc32(data):08x}\n".encode()
    try:
        found = snapshot_of(head + data, Path("/nowhere"))
    except JournalError:
        return
    Session(ReadingWorker()).editor.restore((), found.sheets[found.place], ())


def wait(journal: Journal, count: int) -> list[Failure | None]:
    answers: list[Failure | None] = []
    end = time.monotonic() + 20
    while len(answers) < count:
        assert time.monotonic() < end
        answers += journal.answers()
        time.sleep(0.002)
    return answers


def blank(ink: Ink) -> Snapshot:
    return Snapshot((Sheet(ink),), 0)


def test_a_disk_that_is_full_is_said_and_the_old_journal_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = Journal(tmp_path)
    journal.ask(blank(Ink.from_xy([[(1, 1)]])))
    assert wait(journal, 1) == [None]
    before = (tmp_path / "journal").read_bytes()

    def full(path: Path, data: bytes) -> None:
        raise FileError(f"{path} cannot be saved: the disk is full; free some space.")

    with monkeypatch.context() as patch:
        patch.setattr(journal_module, "write_atomically", full)
        journal.ask(blank(Ink.from_xy([[(2, 2)]])))
        (answer,) = wait(journal, 1)
        assert isinstance(answer, Failure) and "the disk is full" in answer.sentence
    assert (tmp_path / "journal").read_bytes() == before
    journal.ask(blank(Ink.from_xy([[(3, 3)]])))
    assert wait(journal, 1) == [None]
    found, sentence = Journal(tmp_path).load()
    assert found is not None and sentence == ""
    assert found.sheets[0].ink == Ink.from_xy([[(3, 3)]])
    journal.stop()


def test_the_newest_is_written_before_the_end(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    for x in range(50):
        journal.ask(blank(Ink.from_xy([[(x, x)]])))
    assert journal.finish(20)
    journal.stop()
    found, _ = Journal(tmp_path).load()
    assert found is not None and found.sheets[0].ink == Ink.from_xy([[(49, 49)]])


def test_a_long_journal_loses_its_oldest_steps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_module, "MAX_JOURNAL_BYTES", 5000)
    sheets = tuple(Sheet(Ink.from_xy([[(x, y) for x in range(50)]])) for y in range(20))
    journal = Journal(tmp_path)
    journal.ask(Snapshot(sheets, 15))
    assert wait(journal, 1) == [None]
    journal.stop()
    assert (tmp_path / "journal").stat().st_size <= 5000
    found, _ = Journal(tmp_path).load()
    assert found is not None and found.sheets[found.place].ink == sheets[15].ink


def test_two_windows_have_two_journals_and_the_first_free_one_is_next(tmp_path: Path) -> None:
    one, two = Slot.take(tmp_path), Slot.take(tmp_path)
    assert one is not None and two is not None and one.folder != two.folder
    first = one.folder
    one.free()
    again = Slot.take(tmp_path)
    assert again is not None and again.folder == first
    for each in (two, again):
        each.free()


def test_a_place_that_cannot_be_written_raises_an_error_of_the_system(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"):
        Slot.take(tmp_path / "file")


def photo() -> Picture:
    pixels = np.random.default_rng(1).integers(0, 255, (60, 80, 3), dtype=np.uint8)
    return Picture.of(source_of(Image.fromarray(pixels), "noise"), 400, 300)


def test_pictures_come_back_with_what_was_erased_and_corrected(tmp_path: Path) -> None:
    picture = photo()
    spots = np.array([(100.0, 100.0), (101.5, 100.25)], np.float32)
    piece, other = (Piece(Box(100 + x, 100, 110 + x, 110), spots + x, 5.0) for x in (0, 50))
    picture.pieces = (piece, other)
    session = Session(ReadingWorker())
    session.show_picture(picture)
    session.correct([piece], "7")
    session.editor.remove([other])
    cell = TableCell(0, 0, 0, "7", 0.5, "why", (("1", 0.25),), ((0, 0), (9, 0), (9, 9), (0, 9)))
    session.read_tables_as(PictureTables((cell,)))
    expected = np.asarray(session.editor.picture.drawn("RGB", 1.0))  # type: ignore[union-attr]
    journal = Journal(tmp_path)
    journal.ask(steps(session))
    assert wait(journal, 1) == [None]
    assert isinstance(picture.source.image.encoded, Path), "its bytes are not in memory any more"
    found, _ = Journal(tmp_path).load()
    assert found is not None
    sheet = found.sheets[found.place]
    assert sheet.picture is not None and sheet.picture.box == picture.box
    assert np.array_equal(np.asarray(sheet.picture.drawn("RGB", 1.0)), expected)
    assert sheet.tables == session.editor.tables
    ((parts, text),) = sheet.corrections.all
    assert text == "7" and isinstance(parts[0], Piece) and parts[0].box == piece.box
    assert parts[0] in sheet.picture.former, "it is found again as the very same"
    journal.ask(blank(Ink()))
    journal.ask(blank(Ink()))
    assert journal.finish(20)
    journal.ask(blank(Ink()))
    assert journal.finish(20)
    assert list((tmp_path / "pictures").iterdir()) == [], "nobody names it any more"
    journal.stop()


def test_ink_stays_where_the_picture_under_it_is_gone(tmp_path: Path) -> None:
    session = Session(ReadingWorker())
    session.show_picture(photo())
    do(session, "draw", 1)
    journal = Journal(tmp_path)
    journal.ask(steps(session))
    assert wait(journal, 1) == [None]
    journal.stop()
    for path in (tmp_path / "pictures").iterdir():
        path.unlink()
    found, sentence = Journal(tmp_path).load()
    assert found is not None and sentence == ""
    sheet = found.sheets[found.place]
    assert sheet.picture is None and len(sheet.ink) == 1


def test_the_clock_and_the_order_of_files_play_no_part(tmp_path: Path) -> None:
    file = DrawingFile()
    journal = Journal(tmp_path)
    journal.ask(Snapshot((Sheet(file=file),), 0))
    assert wait(journal, 1) == [None]
    journal.stop()
    import os

    os.utime(tmp_path / "journal", (4e9, 4e9))  # written in the future
    newer = Journal(tmp_path)
    newer.ask(blank(Ink.from_xy([[(5, 5)]])))
    assert wait(newer, 1) == [None]
    newer.stop()
    found, _ = Journal(tmp_path).load()
    assert found is not None and len(found.sheets[0].ink) == 1
    assert not any(
        thread.name == "journal" and not thread.daemon for thread in threading.enumerate()
    )
