"""When readings may be shown, by a clock that the tests turn on."""

from digit_recognizer.app.parameters import PACE
from digit_recognizer.app.settling import Settling


class Clock:
    now = 50.0

    def __call__(self) -> float:
        return self.now


def test_text_and_verdicts_wait_for_the_pen_and_then_for_a_pause() -> None:
    clock = Clock()
    settling = Settling(PACE, clock)
    assert settling.may_show(is_digit=False) and settling.may_judge, "nobody writes"
    assert not settling.pen(is_down=True)
    clock.now += 60
    assert not settling.may_show(is_digit=False) and not settling.may_judge
    assert settling.may_show(is_digit=True), "one digit follows the pen"
    assert settling.pen(is_down=False), "it was lifted just now"
    for passed, text, verdict in ((0.39, False, False), (0.41, True, False), (0.81, True, True)):
        clock.now = 110 + passed
        assert settling.may_show(is_digit=False) is text
        assert settling.may_judge is verdict


def test_what_is_done_without_the_pen_and_what_is_asked_for_waits_for_nothing() -> None:
    clock = Clock()
    settling = Settling(PACE, clock)
    settling.pen(is_down=True)
    settling.pen(is_down=False)
    assert not settling.may_judge
    settling.hasten()
    assert settling.may_judge
    settling.pen(is_down=True)
    settling.pen(is_down=False)
    assert not settling.pen(is_down=False), "undo"
    assert settling.may_judge


def test_a_clock_that_goes_back_holds_nothing_up() -> None:
    clock = Clock()
    settling = Settling(PACE, clock)
    settling.pen(is_down=True)
    settling.pen(is_down=False)
    clock.now -= 1000
    assert not settling.may_judge
    clock.now += PACE.verdict + 0.01
    assert settling.may_judge
