"""A real window for the tests: a Tk callback error, or a stray line on stderr, fails the test."""

import tkinter as tk
from collections.abc import Iterator
from types import TracebackType

import pytest
from driving import PATIENCE, AnsweringDialogs, has_display, until
from penmanship import KnowingReader

from digit_recognizer.app.parameters import AT_ONCE
from digit_recognizer.app.reading_worker import ReadingWorker
from digit_recognizer.app.session import Session
from digit_recognizer.app.settings import Settings
from digit_recognizer.app.settling import Settling
from digit_recognizer.gui.window import MainWindow


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        needs_window = {"window", "sums", "root", "program"} & set(
            getattr(item, "fixturenames", ())
        )
        if needs_window and not has_display():
            item.add_marker(pytest.mark.skip(reason="there is no display"))


@pytest.fixture
def root() -> Iterator[tk.Tk]:
    """A root whose callbacks must not fail."""
    root = tk.Tk()
    failures: list[BaseException] = []

    def report(
        kind: type[BaseException], value: BaseException, trace: TracebackType | None
    ) -> None:
        failures.append(value.with_traceback(trace))

    root.report_callback_exception = report
    yield root
    if _alive(root):
        root.update_idletasks()
        root.destroy()
    if failures:
        raise failures[0]


@pytest.fixture
def window(root: tk.Tk, capfd: pytest.CaptureFixture[str]) -> Iterator[MainWindow]:
    """The main window with the shipped model loaded."""
    yield from _opened(root, ReadingWorker())
    assert capfd.readouterr().err == "", "something was logged"


@pytest.fixture
def knowing() -> KnowingReader:
    """A reader that knows what is written; tests tell it."""
    return KnowingReader()


@pytest.fixture
def sums(
    root: tk.Tk, knowing: KnowingReader, capfd: pytest.CaptureFixture[str]
) -> Iterator[MainWindow]:
    """The main window with the reader ``knowing``."""
    yield from _opened(root, ReadingWorker(lambda _: knowing))  # type: ignore[arg-type, return-value]
    assert capfd.readouterr().err == "", "something was logged"


def _opened(root: tk.Tk, worker: ReadingWorker) -> Iterator[MainWindow]:
    session = Session(worker, Settling(AT_ONCE))
    window = MainWindow(
        root,
        session,
        Settings(pen_width=8, pen_follows=False, digit_styles=(), collects=True),
        AnsweringDialogs(root),
    )
    session.load_model(None)
    until(window, lambda: bool(session.model_name))
    yield window
    session.close()
    worker.join(PATIENCE)


def _alive(root: tk.Tk) -> bool:
    try:
        return bool(root.winfo_exists())
    except tk.TclError:
        return False
