"""The one loop that asks the threads: while something is due, for all, whatever one of them does."""

import threading
import time
import tkinter as tk
from collections.abc import Callable

import pytest

from digit_recognizer.gui.toolkit.pump import Pump


def run(root: tk.Tk, condition: Callable[[], bool], seconds: float = 10) -> bool:
    """Run the loop until ``condition`` holds, so many seconds at most; return whether it does."""
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        root.update()
        time.sleep(0.001)
    return condition()


def test_it_asks_while_something_is_due_and_rests_otherwise(root: tk.Tk) -> None:
    pump, asked, due = Pump(root), list[float](), [3]

    def deliver() -> bool:
        asked.append(time.monotonic())
        due[0] -= 1
        return due[0] > 0

    pump.add(deliver)
    assert run(root, lambda: due[0] == 0)
    assert not run(root, lambda: len(asked) > 3, 0.1), "it rests"
    due[0] = 2
    pump.wake()
    assert run(root, lambda: len(asked) == 5)
    pump.remove(deliver)
    pump.wake()
    assert not run(root, lambda: len(asked) > 5, 0.1)


def test_what_is_asked_of_one_while_another_delivers_is_delivered(root: tk.Tk) -> None:
    pump, waiting, taken = Pump(root), list[str](), list[str]()

    def first() -> bool:
        taken.extend(waiting)
        waiting.clear()
        return False

    def second() -> bool:
        if not taken and not waiting:
            waiting.append("asked by another")
            pump.wake()
        return False

    pump.add(first)
    pump.add(second)
    assert run(root, lambda: taken == ["asked by another"])


def test_it_goes_on_while_one_of_them_runs_a_dialog(root: tk.Tk) -> None:
    pump, turns, answered = Pump(root), list[int](), list[bool]()

    def asks() -> bool:
        if not answered:
            answered.append(False)
            answered[0] = run(root, lambda: len(turns) > 3)  # as a dialog does
        return False

    def counts() -> bool:
        turns.append(1)
        return True

    pump.add(counts)
    pump.add(asks)
    assert run(root, lambda: answered == [True])


def test_a_failure_of_one_is_reported_and_the_others_go_on(root: tk.Tk) -> None:
    pump, failures, turns = Pump(root), list[BaseException](), list[int]()
    root.report_callback_exception = lambda kind, value, trace: failures.append(value)

    def fails() -> bool:
        raise ValueError("a bug")

    def counts() -> bool:
        turns.append(1)
        return len(turns) < 5

    pump.add(fails)
    pump.add(counts)
    assert run(root, lambda: len(turns) == 5)
    assert [str(failure) for failure in failures] == ["a bug"], "once, not at every turn"
    pump.wake()
    assert run(root, lambda: len(failures) == 2)


def test_a_knock_of_a_thread_is_answered_at_once_and_after_the_end_does_nothing(
    root: tk.Tk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digit_recognizer.gui.toolkit.pump.PUMP_PERIOD", 60_000)
    pump, turns = Pump(root), list[int]()

    def counts() -> bool:
        turns.append(1)
        return True

    pump.add(counts)
    for wanted in (1, 2):
        thread = threading.Thread(target=pump.knock)
        thread.start()
        assert run(root, lambda wanted=wanted: len(turns) == wanted)  # type: ignore[misc]
        thread.join()
    for _ in range(100_000):  # more than a pipe holds
        pump.knock()
    assert run(root, lambda: len(turns) > 2)
    root.destroy()
    pump.knock()
