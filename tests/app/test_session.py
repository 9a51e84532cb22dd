"""The session, its worker, the settings and the table of actions, without a window."""

import json
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from digit_recognizer.app.actions import ACTIONS, MENUS, sequences, shown
from digit_recognizer.app.journal.journal import Journal
from digit_recognizer.app.journal.keeping import CanvasKeeping
from digit_recognizer.app.listeners import Observed
from digit_recognizer.app.reading_worker import Failed, Loaded, Question, Read, ReadingWorker
from digit_recognizer.app.session import Session, fitted, fitted_drawing
from digit_recognizer.app.settings import Settings, SettingsFile
from digit_recognizer.errors import DigitRecognizerError, FileError, ModelError
from digit_recognizer.ink import Drawing, Ink, read_inkml, write_inkml
from digit_recognizer.reading import Hypothesis, Reading
from digit_recognizer.words import whole_percent

if TYPE_CHECKING:
    from digit_recognizer.app.library.saving import Saving


def opened(session: Session, path: Path) -> None:
    session.show_drawing(path, fitted_drawing(path, 100, 100))


class SlowReader:
    """Reads the number of strokes, when it is let."""

    model_name = "slow.h5"
    remark = "slow.h5 reads 2 of 13 bundled drawings."

    def __init__(self) -> None:
        self.may_go, self.began = threading.Event(), threading.Event()
        self.read: list[int] = []

    def read_ink(self, ink: Ink, expect: str = "auto", corrections: object = ()) -> Reading:
        self.began.set()
        self.may_go.wait(10)
        self.read.append(len(ink))
        if len(ink) == 13:
            raise RuntimeError("a bug")
        return Reading((Hypothesis(str(len(ink)), 0.97), Hypothesis("0", 0.03)))


class NothingSaved(Observed[[]]):
    known = ()


def settle(session: Session) -> None:
    end = time.monotonic() + 20
    while session.poll():
        assert time.monotonic() < end
        time.sleep(0.001)


def strokes(count: int) -> Ink:
    return Ink.from_xy([[(x, 0), (x, 9)] for x in range(count)])


@pytest.fixture
def slow() -> SlowReader:
    return SlowReader()


@pytest.fixture
def session(slow: SlowReader) -> Session:
    def load(model: Path | None) -> SlowReader:
        if model is not None:
            raise ModelError(f"{model} is no model.")
        return slow

    return Session(ReadingWorker(load))  # type: ignore[arg-type]


def test_only_the_newest_ink_is_read(session: Session, slow: SlowReader) -> None:
    session.load_model(None)
    settle(session)
    session.editor.load(strokes(1))
    assert slow.began.wait(10), "the first is being read"
    for count in range(2, 9):
        session.editor.load(strokes(count))
    slow.may_go.set()
    settle(session)
    assert slow.read == [1, 8]
    assert session.reading is not None
    assert session.reading.text == "8"
    assert session.title == "8 · 97 % - Digit Recognizer"


def test_ink_drawn_before_the_model_is_there_is_read_once_it_is(
    session: Session, slow: SlowReader
) -> None:
    slow.may_go.set()
    session.editor.load(strokes(3))
    assert session.reading is None
    session.load_model(None)
    settle(session)
    assert session.title.startswith("3 ")


def test_what_is_held_is_read_and_kept_later(
    session: Session, slow: SlowReader, tmp_path: Path
) -> None:
    """Very much ink is painted first: a thread that reads takes turns with the one that paints."""
    slow.may_go.set()
    session.load_model(None)
    settle(session)
    keeping = CanvasKeeping(
        session, cast("Saving", NothingSaved()), journal := Journal(tmp_path),
        on_work=lambda: None, on_error=pytest.fail,
    )  # fmt: skip
    keeping.restore()
    session.hold(is_held=True)
    session.editor.load(strokes(3))
    assert not slow.began.wait(0.1) and journal.is_idle
    session.hold(is_held=False)
    settle(session)
    assert slow.read == [3] and journal.finish(10) and (tmp_path / "journal").exists()
    session.hold(is_held=True)
    session.editor.load(strokes(4))
    assert keeping.finish(10)
    found, _ = Journal(tmp_path).load()
    assert found is not None and len(found.sheets[found.place].ink) == 4


def test_a_reading_of_ink_that_is_gone_is_dropped(session: Session, slow: SlowReader) -> None:
    session.load_model(None)
    settle(session)
    session.editor.load(strokes(2))
    session.editor.clear()
    slow.may_go.set()
    settle(session)
    assert session.reading is None
    assert session.title == "Digit Recognizer"


def test_verdicts_are_worked_out_beside_the_thread_that_draws(
    session: Session, slow: SlowReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Arithmetic with many second readings takes tens of milliseconds; motions wait meanwhile."""
    threads: list[threading.Thread] = []

    def noted(reading: Reading, *_: object, **__: object) -> Reading:
        threads.append(threading.current_thread())
        return reading

    monkeypatch.setattr("digit_recognizer.app.document.answers.told", noted)
    slow.may_go.set()
    session.load_model(None)
    session.editor.load(strokes(2))
    settle(session)
    assert session.reading is not None
    assert threads
    assert threading.main_thread() not in threads


def test_a_stale_reading_is_dropped(session: Session) -> None:
    session.editor.load(strokes(2))
    session.editor.load(strokes(3))
    new, old = Reading((Hypothesis("3", 1.0),)), Reading((Hypothesis("2", 1.0),))
    session._take(Read(Question(2, strokes(3)), new))
    session._take(Read(Question(1, strokes(2)), old))
    assert session.reading is new


@pytest.mark.parametrize(
    ("doubtful", "no_symbol", "title"),
    [(False, False, "7 · 90 %"), (True, False, "7? · 90 %"), (True, True, "?")],
)
def test_the_title_says_what_was_read_and_whether_it_is_sure(
    session: Session, doubtful: bool, no_symbol: bool, title: str
) -> None:
    session.reading = Reading((Hypothesis("7", 0.9),), doubtful, no_symbol)
    assert session.title == f"{title} - Digit Recognizer"


def test_without_any_model_the_shipped_one_is_taken(session: Session, slow: SlowReader) -> None:
    failures: list[str] = []
    session.on_failure(failures.append)
    slow.may_go.set()
    session.load_model(Path("bad.h5"))
    settle(session)
    assert failures == ["bad.h5 is no model."]
    assert session.model_name == "slow.h5" and "2 of 13" in session.model_remark


def test_a_model_that_fails_leaves_the_old_one_in_use(session: Session, slow: SlowReader) -> None:
    failures: list[str] = []
    session.on_failure(failures.append)
    slow.may_go.set()
    session.load_model(None)
    settle(session)
    session.load_model(Path("bad.h5"))
    settle(session)
    assert failures == ["bad.h5 is no model."]
    assert session.model_name == "slow.h5"
    assert not session.is_loading
    session.editor.load(strokes(4))
    settle(session)
    assert session.title.startswith("4 ")


def test_a_bug_in_reading_is_told_and_the_worker_lives_on(
    session: Session, slow: SlowReader, capsys: pytest.CaptureFixture[str]
) -> None:
    failures: list[str] = []
    session.on_failure(failures.append)
    slow.may_go.set()
    session.load_model(None)
    session.editor.load(strokes(13))
    settle(session)
    session.editor.load(strokes(5))
    settle(session)
    assert len(failures) == 1
    assert "a bug" in capsys.readouterr().err
    assert session.title.startswith("5 ")


def test_a_worker_answers_in_order_and_stops() -> None:
    slow = SlowReader()
    slow.may_go.set()
    worker = ReadingWorker(lambda _: slow)  # type: ignore[arg-type, return-value]
    worker.load(None)
    worker.ask(Question(7, strokes(2)))
    answers = []
    while len(answers) < 2:
        answers += list(worker.answers())
    assert isinstance(answers[0], Loaded)
    assert isinstance(answers[1], Read)
    assert answers[1].question.revision == 7
    assert not any(isinstance(answer, Failed) for answer in answers)
    worker.stop()
    assert worker.join(10)


def test_a_drawing_is_saved_and_opened(session: Session, tmp_path: Path) -> None:
    session.editor.load(strokes(3))
    session.save_drawing(tmp_path / "a.inkml")
    assert not session.has_unsaved_file
    session.editor.remove(session.editor.ink.strokes[:1])
    assert session.has_unsaved_file
    opened(session, tmp_path / "a.inkml")
    assert session.editor.ink == strokes(3)
    assert not session.has_unsaved_file


def test_truth_and_writer_of_an_opened_drawing_stay_while_its_ink_does(
    session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "a.inkml"
    write_inkml(path, Drawing(strokes(2), "2", "w7", {"place": "here"}))
    opened(session, path)
    session.editor.down(50, 50, 0)
    session.editor.up()
    session.save_drawing(path)
    saved = read_inkml(path)
    assert (saved.label, saved.writer, saved.notes) == ("2", "w7", {"place": "here"})
    assert len(saved.ink) == 3
    session.editor.load(strokes(5).moved(300, 0))
    session.save_drawing(path)
    assert read_inkml(path).label is None


def test_opening_is_one_step_of_undo_and_files_go_with_their_drawings(
    session: Session, tmp_path: Path
) -> None:
    told: list[str] = []
    session.listen(told.append)
    one, other = tmp_path / "a.inkml", tmp_path / "b.inkml"
    write_inkml(one, Drawing(strokes(2)))
    session.editor.load(strokes(4))
    session.save_drawing(other)
    opened(session, one)
    assert (session.path, len(session.editor.ink)) == (one, 2)
    session.editor.undo()
    assert (session.path, len(session.editor.ink)) == (other, 4)
    assert told.count("file") == 4, "begun, saved, opened, undone"
    session.editor.redo()
    assert (session.path, len(session.editor.ink)) == (one, 2)
    session.editor.clear()
    assert session.path is None
    session.editor.undo()
    assert session.path == one and not session.has_unsaved_file


def test_saving_gives_the_file_to_every_state_of_the_drawing(
    session: Session, tmp_path: Path
) -> None:
    session.show(strokes(1))
    session.editor.down(50, 50, 0)
    session.editor.up()
    session.save_drawing(tmp_path / "a.inkml")
    session.editor.undo()
    assert session.path == tmp_path / "a.inkml" and session.has_unsaved_file
    session.editor.undo()
    assert session.path is None, "that was another drawing"


def test_the_last_thing_done_is_undone_first_corrections_too(session: Session) -> None:
    session.editor.load(strokes(3))
    one, two, _ = session.editor.ink
    session.correct([one], "7")
    session.correct([one, two], "4")
    session.editor.undo()
    assert session.corrections.of([one]) == "7"
    session.editor.undo()
    assert session.corrections.within(session.editor.ink) == ()
    session.editor.redo()
    session.take_back([one])
    assert session.corrections.of([one]) == ""
    session.editor.undo()
    assert session.corrections.of([one]) == "7"
    session.take_back([two])
    assert session.editor.can_undo
    session.editor.undo()
    assert not session.editor.can_undo, "nothing was taken back: no step"


def test_nothing_is_not_saved(session: Session, tmp_path: Path) -> None:
    with pytest.raises(DigitRecognizerError, match="no ink to save"):
        session.save_drawing(tmp_path / "a.inkml")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_opened_changes_nothing(session: Session, tmp_path: Path) -> None:
    session.editor.load(strokes(3))
    (tmp_path / "bad.inkml").write_text("<ink>")
    with pytest.raises(FileError, match=r"bad\.inkml"):
        opened(session, tmp_path / "bad.inkml")
    assert session.editor.ink == strokes(3)
    assert session.path is None


def test_what_was_read_is_saved_with_the_drawing(
    session: Session, slow: SlowReader, tmp_path: Path
) -> None:
    slow.may_go.set()
    session.load_model(None)
    session.editor.load(strokes(6))
    settle(session)
    session.save_drawing(tmp_path / "six.inkml")
    assert read_inkml(tmp_path / "six.inkml").notes == {"reading": "6"}


def test_a_drawing_from_elsewhere_is_brought_into_view() -> None:
    inside = Ink.from_xy([[(10, 10), (90, 90)]])
    assert fitted(inside, 100, 100) is inside
    for far in (inside.moved(-500, 3000), inside.moved(0, 0, 80), inside.moved(-20, 0)):
        box = fitted(far, 300, 200).box
        assert min(box.left, box.top) >= 0
        assert box.right <= 300
        assert box.bottom <= 200


ODD_SETTINGS = (
    "",
    "[]",
    "{",
    '{"theme": []}',
    '{"size": "99999x99999"}',
    '{"size": "٣٣٣x٣٣٣"}',
    '{"theme": "pink", "pen_width": 999, "size": "rm -rf"}',
    '{"pen_width": "x"}',
    '{"collects": 1, "model": ["x"]}',
    '{"model": "a\\u0000b"}',
)


@pytest.mark.parametrize("content", ODD_SETTINGS)
def test_odd_settings_give_the_defaults(tmp_path: Path, content: str) -> None:
    path = tmp_path / "settings.json"
    path.write_text(content)
    assert Settings.load(path) == Settings()


def test_settings_are_kept_and_an_unwritable_place_is_no_error(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "settings.json"
    settings = Settings("dark", 22, "900x700")
    settings.save(path)
    assert Settings.load(path) == settings
    assert json.loads(path.read_text())["theme"] == "dark"
    Settings().save(path / "below-a-file" / "settings.json")


def test_settings_are_saved_when_they_change_and_windows_leave_each_other_theirs(
    tmp_path: Path,
) -> None:
    path = tmp_path / "settings.json"
    one, other = Settings.load(path), Settings.load(path)
    files = [SettingsFile(one, path), SettingsFile(other, path)]
    one.change(writer="Ada")
    assert files[0].finish(10)
    other.change(theme="dark", collects=False)
    other.change(pen_width=9, model="/models/own.h5")
    assert files[1].finish(10)
    wanted = Settings("dark", 9, writer="Ada", collects=False, model="/models/own.h5")
    assert Settings.load(path) == wanted
    one.change(digit_styles=("plain-7",))
    assert files[0].finish(10)
    assert Settings.load(path).theme == "dark"
    for each in files:
        each.stop()


def test_actions_are_unique_and_have_a_menu() -> None:
    names = [action.name for action in ACTIONS]
    keys = [key for action in ACTIONS for key in action.keys]
    assert len(set(names)) == len(names)
    assert len(set(keys)) == len(keys)
    assert all(MENUS.values())
    assert all(action.tip for action in ACTIONS)


def test_keys_are_named_as_the_system_names_them() -> None:
    assert shown("Mod+Shift+Z", mac=False) == "Ctrl+Shift+Z"
    assert shown("Mod+Shift+Z", mac=True) == "⇧⌘Z"
    assert sequences("Mod+Z", mac=True) == ("<Command-z>", "<Command-Z>")
    assert sequences("Esc", mac=False) == ("<Escape>",)
    assert sequences("Mod+1", mac=False) == ("<Control-Key-1>", "<Control-KP_1>")
    assert sequences("Minus", mac=False) == ("<minus>", "<KP_Subtract>")


def test_nothing_is_ever_certain() -> None:
    assert whole_percent(1.0) == "99 %"
    assert whole_percent(0.421) == "42 %"
