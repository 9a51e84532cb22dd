"""The benchmark of marks about symbols: what counts as right, and that sets are the same every time."""

import numpy as np
from composed_drawings import drawings

from benchmarks.annotated.measuring import MARKED, ODD, annotated_set, measure, pictured
from digit_recognizer.reader import Reader
from digit_recognizer.synthesis.writers import Writers

WRITERS = Writers(drawings())


def test_a_set_is_the_same_every_time_and_its_marks_belong_to_no_symbol() -> None:
    for name, (_, mark) in MARKED.items():
        samples = list(annotated_set(name, WRITERS, 2))
        assert samples == list(annotated_set(name, WRITERS, 2))
        for sample in samples:
            held = {index for _, strokes in sample.symbols for index in strokes}
            assert (len(held) < len(sample.ink)) == (mark is not None)


def test_odd_exercises_are_the_same_every_time_and_say_what_is_meant() -> None:
    for name in ODD:
        samples = list(annotated_set(name, WRITERS, 3))
        assert samples == list(annotated_set(name, WRITERS, 3))
        for sample in samples:
            held = {index for _, strokes in sample.symbols for index in strokes}
            assert (len(held) < len(sample.ink)) == (name in ("numbered", "currency"))
            assert ("÷" in sample.label) >= (name == "colon")


def test_all_readings_are_counted_once(reader: Reader) -> None:
    samples = list(annotated_set("struck", WRITERS, 3))
    for as_pictures in (False, True):
        tally = measure(reader, "struck", samples, as_pictures=as_pictures)
        assert tally.n == 3 == tally.right + tally.doubted + tally.wrong
        assert tally.doubted == 0, "what is struck out is right where it is doubted"


def test_a_picture_is_dark_on_light_and_shows_all_of_the_ink() -> None:
    (sample,) = annotated_set("boxed number", WRITERS, 1)
    page = pictured(sample.ink, np.random.default_rng(1), 60.0)
    assert page.dtype == np.uint8 and np.median(page) > 150 > page.min()
    assert page[[0, -1]].min() > 120 and page[:, [0, -1]].min() > 120
