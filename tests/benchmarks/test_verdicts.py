"""``python -m benchmarks verdicts`` and ``together``: what they compose and replay."""

import numpy as np
from composed_drawings import drawings

from benchmarks.together.lines import tried_lines
from benchmarks.verdicts.equations import composed_equations, random_equation
from benchmarks.verdicts.replay import replay
from digit_recognizer.expression import calculate, row_from_text, text_of
from digit_recognizer.reader import Reader
from digit_recognizer.synthesis.writers import Writers

WRITERS = Writers(drawings())


def test_equations_hold_and_near_misses_do_not() -> None:
    random = np.random.default_rng(3)
    for is_right in (True, False) * 30:
        row = random_equation(random, is_right=is_right)
        assert calculate(row).verdict is is_right, text_of(row)
        assert row_from_text(text_of(row)) == row


def test_a_right_equation_is_never_called_wrong_while_it_is_replayed() -> None:
    reader = Reader.load()
    for sample in composed_equations(WRITERS, 2, are_right=True):
        seen = replay(reader, sample.ink, 0.3)
        assert "wrong" not in seen.while_writing | seen.at_end, sample.label


def test_lines_are_tried_with_what_was_written_on_them() -> None:
    lines = tried_lines(WRITERS, 4)
    assert all(len(each) == 4 for each in lines.values())
    assert all(line.labels[0].endswith("/()") for line in lines["waiting"])
    assert all(line.labels[0].isdigit() for line in lines["gone over"])
    assert lines == tried_lines(WRITERS, 4), "the same every time"
