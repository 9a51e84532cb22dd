"""The gallery's threads and selection, without a window."""

import threading
import time
from pathlib import Path

import library_of
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import assert_sentence

from digit_recognizer.app.library.captions import lines, one_line
from digit_recognizer.app.library.gallery import since
from digit_recognizer.app.library.library_thread import LibraryThread, open_library
from digit_recognizer.app.library.rereading import Outcome, start_rereading, turn
from digit_recognizer.app.library.selection import Selection
from digit_recognizer.app.library.thumbnails import Thumbnail, Thumbnails, ThumbnailStyle
from digit_recognizer.errors import FileError
from digit_recognizer.ink import Ink
from digit_recognizer.library import Entry, Library
from digit_recognizer.reader import Reader

PATIENCE = 30
STYLE = ThumbnailStyle(60, 40, "#ffffff", "#000000")


def test_everything_asked_is_done_in_order_also_when_it_stops(tmp_path: Path) -> None:
    library_thread = LibraryThread(tmp_path / "a.sqlite3")
    said: list[object] = []
    for entry in library_of.entries(30):
        library_thread.ask(lambda library, e=entry: library.add([e]), said.append, said.append)
    assert library_thread.stop(PATIENCE)
    assert not library_thread.deliver()
    assert said == [[number] for number in range(1, 31)]
    with Library.open(tmp_path / "a.sqlite3") as library:
        assert library.count() == 30


def test_a_failure_is_a_sentence_and_the_next_thing_is_done(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    def impossible(library: Library) -> None:
        raise FileError(f"{library.path} is on the moon.")

    def wrong(library: Library) -> None:
        raise KeyError("a bug")

    library_thread = LibraryThread(tmp_path / "a.sqlite3")
    said: list[str] = []
    library_thread.ask(impossible, lambda _: None, said.append)
    library_thread.ask(wrong, lambda _: None, said.append)
    library_thread.ask(lambda library: library.count(), lambda n: said.append(str(n)), said.append)
    assert library_thread.settle(PATIENCE)
    assert said[0] == f"{tmp_path / 'a.sqlite3'} is on the moon."
    assert_sentence(said[1])
    assert said[2] == "0"
    assert "a bug" in capfd.readouterr().err, "bugs are logged"
    library_thread.stop(PATIENCE)


def test_a_library_that_cannot_be_opened_is_tried_again(tmp_path: Path) -> None:
    tries = []

    def opened(path: Path | None) -> Library:
        tries.append(path)
        if len(tries) == 1:
            raise FileError("The disk is away.")
        return open_library(path)

    library_thread = LibraryThread(tmp_path / "a.sqlite3", opened)
    said: list[object] = []
    for _ in range(2):
        library_thread.ask(lambda library: library.count(), said.append, said.append)
    assert library_thread.settle(PATIENCE)
    assert said == ["The disk is away.", 0]
    library_thread.stop(PATIENCE)


def test_settling_gives_up_in_time(tmp_path: Path) -> None:
    release = threading.Event()
    library_thread = LibraryThread(tmp_path / "a.sqlite3")
    library_thread.ask(lambda library: release.wait(PATIENCE), lambda _: None, lambda _: None)
    assert not library_thread.settle(0.02)
    release.set()
    assert library_thread.settle(PATIENCE)
    library_thread.stop(PATIENCE)


def drawn(path: Path, numbers: list[int], style: ThumbnailStyle = STYLE) -> dict[int, Thumbnail]:
    thumbnails = Thumbnails(path)
    thumbnails.want(numbers, style)
    found: dict[int, Thumbnail] = {}
    end = time.monotonic() + PATIENCE
    while len(found) < len(numbers):
        assert time.monotonic() < end
        found |= {thumbnail.number: thumbnail for thumbnail in thumbnails.answers()}
        time.sleep(0.002)
    thumbnails.stop()
    thumbnails.join(PATIENCE)
    return found


def test_thumbnails_show_ink_and_pictures_and_nothing_of_what_is_broken(tmp_path: Path) -> None:
    import io

    import numpy as np
    from PIL import Image

    buffer = io.BytesIO()
    page = np.zeros((28, 28), np.uint8)
    page[4:24, 12:16] = 255
    Image.fromarray(page).save(buffer, "PNG")
    path = tmp_path / "a.sqlite3"
    far = Ink.from_xy([[(9e6, 9e6), (9e6 + 1, 9e6 + 40)]])
    dot = Ink.from_xy([[(3, 3)]])
    numbers = library_of.fill(
        [
            *library_of.entries(1),
            Entry(None, picture=buffer.getvalue()),
            Entry(None, picture=b"not a picture"),
            Entry(far),
            Entry(dot),
        ],
        path,
    )
    found = drawn(path, [*numbers, 99])
    head = b"P6 60 40 255 "
    for number in (numbers[0], numbers[1], numbers[3], numbers[4]):
        ppm = found[number].ppm
        assert ppm.startswith(head) and len(ppm) == len(head) + 3 * 60 * 40
        pixels = np.frombuffer(ppm[len(head) :], np.uint8).reshape(40, 60, 3)
        assert pixels.min() < 60, "there is ink"
        assert (pixels[0] == 255).all() and (pixels[:, 0] == 255).all(), "with paper around it"
    assert found[numbers[2]].ppm == b"" and found[99].ppm == b""


def test_thumbnails_of_no_library_are_empty(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    path.write_bytes(b"x" * 2000)
    assert drawn(path, [1, 2])[2].ppm == b""


def read_again(path: Path, numbers: list[int], reader: Reader) -> Outcome:
    reading = start_rereading(path, numbers, reader)
    reading.join(PATIENCE)
    assert reading.outcome is not None
    return reading.outcome


def test_reading_again_replaces_readings_and_tells_what_turned(
    tmp_path: Path, reader: Reader, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.sqlite3"
    numbers = library_of.fill([*library_of.mixed(), Entry(None, picture=b"broken")], path)
    outcome = read_again(path, [*numbers, 99], reader)
    assert outcome.read == 9 and outcome.failed == 1
    assert {n: (c.before, c.after, c.turn) for n, c in outcome.changed.items()} == {
        numbers[1]: ("7", "2", "right")
    }
    assert outcome.before[1] == (numbers[1], "7", pytest.approx(0.557, abs=1e-3), False, OLD)
    with Library.open(path) as library:
        entry = library.entry(numbers[1])
        assert entry.text == "2" and entry.model.startswith("mnist.h5 ")
        library.reread(outcome.before)
        assert library.entry(numbers[1]).text == "7", "what was replaced can be put back"
    assert capfd.readouterr().err == ""


OLD = "old.h5 000000000000"


def test_reading_again_can_be_cancelled(tmp_path: Path, reader: Reader) -> None:
    path = tmp_path / "a.sqlite3"
    numbers = library_of.fill(library_of.entries(200), path)
    reading = start_rereading(path, numbers, reader)
    while not reading.progress.done:
        time.sleep(0.001)
    reading.progress.cancel()
    reading.join(PATIENCE)
    outcome = reading.outcome
    assert outcome is not None and outcome.is_cancelled
    assert 0 < outcome.read < 200
    with Library.open(path) as library:
        assert sum(entry.model != OLD for entry in library.get(numbers)) == outcome.read


@pytest.mark.parametrize(
    ("label", "before", "after", "expected"),
    [
        ("7", "1", "7", "right"),
        ("7", "7", "1", "wrong"),
        ("7", "1", "2", "other"),
        (None, "1", "7", "other"),
    ],
)
def test_turns(label: str | None, before: str, after: str, expected: str) -> None:
    assert turn(label, before, after) == expected


@given(
    st.lists(st.tuples(st.sampled_from(["only", "toggle", "extend", "go"]), st.integers(-3, 12)))
)
def test_whatever_is_pressed_only_what_is_listed_is_selected(steps: list[tuple[str, int]]) -> None:
    selection = Selection()
    selection.take([10, 11, 12, 13, 14, 15, 16])
    for name, index in steps:
        getattr(selection, name)(index)
        assert 0 <= selection.cursor < 7
        assert selection.chosen <= set(selection.ids)
        assert selection.in_order() == sorted(selection.chosen)
    selection.take([16, 12, 10])
    assert selection.chosen <= {10, 12, 16}
    selection.take([])
    assert not selection.chosen and selection.cursor == 0


def test_what_takes_the_place_of_what_is_gone_is_selected() -> None:
    selection = Selection()
    selection.take([1, 2, 3, 4])
    selection.only(1)
    selection.take([1, 3, 4])
    assert selection.in_order() == [3]
    selection.take([1, 2, 3, 4], wanted=[2])
    assert selection.in_order() == [2] and selection.cursor == 1


@given(st.lists(st.text("0123456789+=", min_size=1), min_size=1, max_size=3).map("\n".join))
def test_labels_of_several_lines_are_typed_on_one(label: str) -> None:
    assert lines(one_line(label)) == label


def test_days_begin_at_midnight_here() -> None:
    assert since(None) is None
    today, week = since(0), since(6)
    assert today is not None and week is not None
    assert today.astimezone().hour == 0
    assert 5.9 < (today - week).total_seconds() / 86400 < 6.1
