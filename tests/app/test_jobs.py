"""The threads behind the window: the newest request alone, all requests in order, a run that stops."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from digit_recognizer.app.jobs import (
    CancellableRun,
    Cancelled,
    JobQueue,
    LatestJob,
    Progress,
    sentence_of,
)
from digit_recognizer.errors import FileError

PATIENCE = 10


class Recorder(LatestJob[int, str]):
    """Answers twice to each number, once it may."""

    def __init__(self) -> None:
        super().__init__()
        self.given: list[int] = []
        self.began, self.may_go, self.is_open = threading.Event(), threading.Event(), True
        self.may_go.set()
        self.looked = threading.Event()

    @property
    def is_ready(self) -> bool:
        self.looked.set()
        return self.is_open

    def work(self, request: int) -> Iterator[str]:
        self.given.append(request)
        self.began.set()
        assert self.may_go.wait(PATIENCE)
        if request < 0:
            raise ValueError(f"{request} is no number")
        yield f"{request}a"
        yield f"{request}b"

    def failed(self, request: int, error: Exception) -> str:
        return str(error)


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.001)


def settled(job: Recorder) -> list[str]:
    answers: list[str] = []

    def is_idle() -> bool:
        answers.extend(job.answers())
        return job.is_idle

    until(is_idle)
    return answers


def test_only_the_newest_request_is_given_and_answers_keep_their_order() -> None:
    job = Recorder()
    job.may_go.clear()
    job.ask(0)
    assert job.began.wait(PATIENCE)
    assert not job.is_idle, "it is being answered"
    assert not job.is_overtaken
    for number in (1, 2, 3):
        job.ask(number)
    assert job.is_overtaken
    job.may_go.set()
    assert settled(job) == ["0a", "0b", "3a", "3b"]
    assert job.given == [0, 3]
    job.stop()
    assert job.join(PATIENCE) and job.is_idle


def test_no_thread_exists_before_the_first_request() -> None:
    before = threading.active_count()
    jobs = (Recorder(), JobQueue())
    assert threading.active_count() == before
    assert all(job.is_idle and job.join() for job in jobs)


def test_a_forgotten_request_is_not_given() -> None:
    job = Recorder()
    job.is_open = False
    job.ask(1)
    job.forget()
    assert job.is_idle
    job.stop()
    assert job.join(PATIENCE) and job.given == []


def test_a_failure_is_an_answer_and_the_next_request_is_answered() -> None:
    job = Recorder()
    job.ask(-1)
    assert settled(job) == ["-1 is no number"]
    job.ask(1)
    assert settled(job) == ["1a", "1b"]
    job.stop()


def test_requests_wait_until_the_thread_is_ready() -> None:
    job = Recorder()
    job.is_open = False
    job.ask(1)
    assert job.looked.wait(PATIENCE) and job.given == [] and not job.is_idle
    job.is_open = True
    job.look_again()
    assert settled(job) == ["1a", "1b"]
    job.stop()


def test_a_pause_ends_at_once_when_the_window_is_closed() -> None:
    job = Recorder()
    job.pause = 60
    job.ask(1)
    assert settled(job) == ["1a", "1b"]
    job.ask(2)
    job.stop()
    assert job.join(PATIENCE) and job.given == [1]


def test_the_thread_rests_until_its_answers_are_taken_and_no_longer() -> None:
    job, told = Recorder(), threading.Event()
    job.rest = 60
    job.on_answer = told.set
    began = time.monotonic()
    for number in range(3):
        job.ask(number)
        until(lambda number=number: job.given[-1:] == [number])  # type: ignore[misc]
        job.ask(-1)
        assert told.wait(PATIENCE), "that there is an answer is said at once"
        time.sleep(0.02)
        assert job.given[-1] == number, "the next one waits until this one is shown"
        assert settled(job)[-1] == "-1 is no number"
    assert time.monotonic() - began < 30
    job.stop()


def test_a_queue_does_all_in_order_and_tells_who_watches() -> None:
    jobs, said, asked = JobQueue(), list[object](), list[int]()
    jobs.watch(lambda: asked.append(1))
    for number in range(20):
        jobs.submit(lambda number=number: number, said.append, said.append)  # type: ignore[misc]
    assert jobs.stop(PATIENCE)
    assert not jobs.deliver()
    assert said == list(range(20)) and len(asked) == 20


def test_a_run_tells_how_far_it_is_and_stops_when_it_is_told_to() -> None:
    def work(progress: Progress) -> str:
        try:
            for step in range(PATIENCE * 1000):
                progress.tell("counting", step, PATIENCE * 1000)
                time.sleep(0.001)
        except Cancelled:
            return "stopped"
        return "done"

    run = CancellableRun("counting", work)
    until(lambda: run.progress.done > 0)
    assert run.progress.what == "counting" and 0 < run.progress.share < 1
    assert run.outcome is None
    run.progress.cancel()
    assert run.join(PATIENCE) and run.outcome == "stopped"


def test_a_bug_is_one_sentence_and_logged(capsys: pytest.CaptureFixture[str]) -> None:
    assert sentence_of(FileError("The disk is away."), "It failed ({}).") == "The disk is away."
    assert capsys.readouterr().err == ""
    missing = ModuleNotFoundError("no numpy", name="numpy")
    assert sentence_of(missing, "It failed ({}).").startswith("numpy is not installed: ")
    assert sentence_of(KeyError("a bug"), "It failed ({}).") == "It failed ('a bug')."
    assert "a bug" in capsys.readouterr().err
