"""The mailbox between window and thread: the newest request alone, answers in order, an end."""

import threading
import time

from digit_recognizer.app.jobs import Mailbox


def until_idle(box: Mailbox[int, str]) -> None:
    end = time.monotonic() + 10
    while not box.is_idle:
        assert time.monotonic() < end
        time.sleep(0.001)


def test_only_the_newest_request_is_given_and_answers_keep_their_order() -> None:
    box: Mailbox[int, str] = Mailbox()
    requests = box.requests()
    for number in range(3):
        box.ask(number)
    assert next(requests) == 2
    assert not box.is_idle, "it is being answered"
    box.answer("a")
    box.answer("b")
    box.ask(7)
    assert next(requests) == 7
    assert list(box.answers()) == ["a", "b"]
    assert list(box.answers()) == []
    box.stop()
    assert list(requests) == []
    assert box.is_idle


def test_a_forgotten_request_is_not_given() -> None:
    box: Mailbox[int, str] = Mailbox()
    box.ask(1)
    box.forget()
    assert box.is_idle
    box.stop()
    assert list(box.requests()) == []


def test_requests_wait_until_the_thread_is_ready() -> None:
    box: Mailbox[int, str] = Mailbox()
    ready, asked, given = threading.Event(), threading.Event(), list[int]()

    def is_ready() -> bool:
        asked.set()
        return ready.is_set()

    thread = threading.Thread(target=lambda: given.extend(box.requests(ready=is_ready)))
    thread.start()
    box.ask(1)
    assert asked.wait(10) and given == [] and not box.is_idle
    ready.set()
    box.look_again()
    until_idle(box)
    box.stop()
    thread.join(10)
    assert given == [1] and not thread.is_alive()


def test_a_pause_ends_at_once_when_the_window_is_closed() -> None:
    box: Mailbox[int, str] = Mailbox()
    given = list[int]()
    thread = threading.Thread(target=lambda: given.extend(box.requests(pause=60)))
    thread.start()
    box.ask(1)
    until_idle(box)
    box.ask(2)
    box.stop()
    thread.join(10)
    assert not thread.is_alive() and given == [1]


def test_the_thread_rests_no_longer_than_its_work_took() -> None:
    box: Mailbox[int, str] = Mailbox()
    requests = box.requests(rest=60)
    began = time.monotonic()
    for number in range(3):
        box.ask(number)
        assert next(requests) == number
    assert time.monotonic() - began < 30
