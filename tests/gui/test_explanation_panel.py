"""The panel that explains: its thread and the session without a window, then the real window."""

import threading
import time

import pytest
from driving import draw, read, until

from digit_recognizer.app.explainer import Explained, Explainer, TileStyle
from digit_recognizer.app.parameters import AT_ONCE
from digit_recognizer.app.reading_worker import ReadingWorker
from digit_recognizer.app.session import Session
from digit_recognizer.app.settling import Settling
from digit_recognizer.gui.window import MainWindow
from digit_recognizer.ink import Ink
from digit_recognizer.reader import Reader

SEVEN = Ink.from_xy([[(150, 120), (200, 119), (290, 118), (250, 220), (210, 360)]])
STYLE = TileStyle(dark=False, side=112)


def settle(explainer: Explainer) -> list[Explained]:
    end = time.monotonic() + 20
    answers: list[Explained] = []
    while not explainer.is_idle:
        assert time.monotonic() < end
        answers += explainer.answers()
        time.sleep(0.002)
    return answers


def test_only_the_newest_ink_is_explained(reader: Reader) -> None:
    may_go = threading.Event()

    def slow() -> Reader:
        may_go.wait(10)
        return reader

    explainer = Explainer(slow)
    for revision in range(1, 9):
        explainer.explain(revision, SEVEN, STYLE)
        time.sleep(0.005)
    may_go.set()
    answers = settle(explainer)
    assert [answer.revision for answer in answers] in ([1, 8], [8])
    explainer.stop()


def test_cards_are_pictures_that_tk_can_show(reader: Reader) -> None:
    explainer = Explainer(lambda: reader)
    explainer.explain(1, SEVEN, STYLE)
    (answer,) = settle(explainer)
    assert answer.sentences[0].startswith("Read as 7 ")
    titles = [card.title for card in answer.cards]
    assert titles[0] == "Blue: for 7" and "A typical 7" in titles
    for card in answer.cards:
        width, height = map(int, card.ppm.split(b" ", 3)[1:3])
        header = f"P6 {width} {height} 255 ".encode()
        assert (width, len(card.ppm)) == (card.width, len(header) + 3 * width * height)
    explainer.stop()


def test_without_a_reader_or_ink_nothing_is_explained(reader: Reader) -> None:
    readers: list[Reader | None] = [None, reader]
    explainer = Explainer(lambda: readers.pop(0))
    explainer.explain(1, SEVEN, STYLE)
    assert settle(explainer) == []
    explainer.explain(2, Ink(), STYLE)
    assert settle(explainer) == []
    explainer.stop()


def test_a_bug_is_told_and_does_not_end_the_thread(
    reader: Reader, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> Reader:
        raise RuntimeError("a bug")

    explainer = Explainer(fail)
    for revision in (1, 2):
        explainer.explain(revision, SEVEN, STYLE)
        assert settle(explainer) == [Explained(revision, ("No explanation: a bug",), ())]
    assert "RuntimeError: a bug" in capsys.readouterr().err
    explainer.stop()


def test_no_thread_runs_before_the_panel_is_asked_for() -> None:
    before = set(threading.enumerate())
    session = Session(ReadingWorker(lambda _: Reader.load()), Settling(AT_ONCE))
    session.editor.load(SEVEN)
    assert "explaining" not in {thread.name for thread in set(threading.enumerate()) - before}
    session.close()


def test_the_panel_follows_the_drawing(window: MainWindow) -> None:
    session, root = window.session, window.root
    root.update()
    height = root.winfo_height()
    window.run("explain")
    root.update()
    assert window.explanation.winfo_ismapped()
    assert root.winfo_height() == height, "the window stays as large as it is"
    draw(window, SEVEN, lift=False)  # the explanation comes while the pen is still down
    until(window, lambda: explained_revision(session) == session.editor.revision)
    assert session.explained is not None and session.explained.cards
    assert window.explanation.words.get("1.0", "end").startswith("Read as 7 ")
    assert len(window.explanation.pictures) >= 3
    window.run("theme")
    until(window, lambda: session.poll() is False)
    window.run("clear")
    assert session.explained is None
    assert window.explanation.words.get("1.0", "end").startswith("Write something")
    window.run("explain")
    root.update()
    assert not window.explanation.winfo_ismapped()
    assert root.winfo_height() == height
    draw(window, SEVEN)
    assert read(window).startswith("7")
    assert session.explained is None, "nothing is explained while the panel is hidden"


def test_a_small_window_shows_fewer_cards(window: MainWindow) -> None:
    window.run("explain")
    draw(window, SEVEN)
    session = window.session
    until(window, lambda: explained_revision(session) == session.editor.revision)
    window.root.geometry("1250x900")
    until(window, lambda: window.explanation.winfo_width() > 1200)
    window.root.update()
    many = len(window.explanation.pictures)
    window.root.geometry("880x800")
    until(window, lambda: window.explanation.winfo_width() < 950)
    window.root.update()
    assert 3 <= len(window.explanation.pictures) < many


def test_sentences_that_do_not_fit_are_left_out(window: MainWindow) -> None:
    window.run("explain")
    window.root.update()
    panel = window.explanation
    sentences = tuple(
        f"Sentence {i} is as long as those that explain, and then a few words longer, so that it "
        "takes more than one line of a narrow window, as those that explain."
        for i in range(30)
    )
    panel.show(Explained(1, sentences, ()))
    window.root.update()

    def shown() -> str:
        return str(panel.words.get("1.0", "end-1c"))

    wide = shown()
    assert sentences[1] in wide and wide.endswith("explain.") and sentences[29] not in wide
    assert panel.words.bbox("end-1c") is not None, "the last letter can be seen"
    window.root.minsize(1, 1)
    window.root.geometry("400x800")
    until(window, lambda: panel.winfo_width() < 450)
    window.root.update()
    assert wide.startswith(shown()) and shown() != wide and shown().endswith("explain.")
    panel.show(None)
    assert shown().startswith("Write something")


def test_the_button_shows_and_hides_the_panel(window: MainWindow) -> None:
    button = next(
        child
        for frame in window.root.winfo_children()
        for child in frame.winfo_children()
        if child.winfo_class() == "TCheckbutton"
    )
    for shows in (True, False):
        button.invoke()  # type: ignore[attr-defined]
        window.root.update()
        assert bool(window.explanation.winfo_ismapped()) is shows


def test_the_size_is_remembered_without_the_panel(window: MainWindow) -> None:
    window.root.update()
    size = f"{window.root.winfo_width()}x{window.root.winfo_height()}"
    window.run("explain")
    window.root.update()
    window.quit()
    assert window.settings.size == size


def explained_revision(session: Session) -> int:
    return session.explained.revision if session.explained is not None else -1
