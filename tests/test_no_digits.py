"""What is made to be no digit: repeatable, of the right kind, and refused shares that are right."""

from pathlib import Path

import numpy as np
import pytest
from support import hand_drawn

from digit_recognizer.evaluation.no_digits import HALVES, blots, halves, scribbles, several
from digit_recognizer.evaluation.rejection import kinds, refusal
from digit_recognizer.reader import Reader


@pytest.mark.parametrize("make", [scribbles, blots])
def test_made_drawings_are_repeatable_and_differ(make: type) -> None:
    glyphs = make(30)
    assert glyphs.shape == (30, 28, 28) and glyphs.dtype == np.float32
    assert np.array_equal(glyphs, make(30)) and not np.array_equal(glyphs, make(30, seed=2))
    assert len({glyph.tobytes() for glyph in glyphs}) == 30
    assert glyphs.max() <= 1 and glyphs.min() >= 0 and (glyphs.sum(axis=(1, 2)) > 20).all()


def test_blots_are_mostly_ink_and_scribbles_are_busier_than_digits() -> None:
    digits = hand_drawn(30, seed=3).glyphs.sum(axis=(1, 2)).mean()
    assert blots(30).sum(axis=(1, 2)).mean() > 2 * digits
    assert scribbles(30).sum(axis=(1, 2)).mean() > 1.2 * digits


def test_several_digits_are_wide_and_halves_are_what_is_left() -> None:
    drawn = hand_drawn(60, seed=4)
    crowd = several(drawn.glyphs, 20)
    assert crowd.shape == (20, 28, 28)
    wide = [np.ptp(np.flatnonzero(glyph.any(axis=0))) >= 15 for glyph in crowd]
    assert np.mean(wide) > 0.9
    labels = [str(label) for label in drawn.labels]
    cut = halves(drawn.glyphs, labels, 1000)
    assert len(cut) == sum(any(digit == label for digit, _ in HALVES) for label in labels)
    assert len(halves(drawn.glyphs, labels, 3)) == 3
    assert halves(drawn.glyphs, ["1"] * 60, 3).shape == (0, 28, 28)


def test_refused_and_sure_are_counted_by_the_readers_own_decision(reader: Reader) -> None:
    digits = hand_drawn(40, seed=5)
    crowd = several(digits.glyphs, 40)
    glyphs = np.concatenate([digits.glyphs, crowd])
    both = refusal(reader, "both", glyphs)
    apart = refusal(reader, "digits", digits.glyphs), refusal(reader, "crowd", crowd)
    assert both.n == 80
    assert both.refused == pytest.approx((apart[0].refused + apart[1].refused) / 2)
    assert apart[0].refused < 0.5 < apart[1].refused
    assert apart[0].sure > 0.5 > apart[1].sure
    assert both.interval[0] < both.refused < both.interval[1]
    assert both.as_dict()["refused"] == both.refused


def test_only_what_is_at_hand_is_measured(tmp_path: Path) -> None:
    drawn = hand_drawn(5, seed=6)
    without = [what for what, _ in kinds(None, {}, drawn.glyphs, ["0"] * 5, print)]
    assert without == ["scribbles, made", "blots, made", "several digits at once", "half digits"]
    every = kinds(
        tmp_path / "letters.jsonl", {"X": tmp_path / "x.npz"}, drawn.glyphs, ["0"] * 5, print
    )
    assert [what for what, _ in every][:2] == ["letters that look like no digit", "operators, X"]
