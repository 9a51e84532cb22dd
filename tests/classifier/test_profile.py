"""What a profile knows is doubted no more, and what nobody would write stays doubted."""

import numpy as np

from benchmarks.accuracy.non_digits import blots, scribbles
from digit_recognizer.ink import Drawing, Ink
from digit_recognizer.learning.drawings import Drawings
from digit_recognizer.learning.fit import MAX_PROTOTYPES, fit
from digit_recognizer.raster import glyph_from_ink
from digit_recognizer.reader import Reader


def mirrored(ink: Ink, seed: int) -> Ink:
    """Return ``ink`` the other way round, as the same hand would write it another time."""
    random = np.random.default_rng(seed)
    turn = (np.eye(2) + random.uniform(-0.08, 0.08, (2, 2))) @ np.diag([-1.0, 1.0])
    return Ink.from_xy(np.array([p[:2] for p in stroke.points]) @ turn + 400 for stroke in ink)


def test_what_a_hand_writes_oddly_is_read_without_doubt_once_it_is_known(
    reader: Reader, examples: dict[str, Drawing]
) -> None:
    three = examples["three"].ink
    taught = [(mirrored(three, seed), 3) for seed in range(4)]
    profile = fit(reader.classifier, Drawings.of(taught, MAX_PROTOTYPES)).profile
    learnt = reader.with_profiles([profile])
    for seed in range(50, 55):
        drawn = mirrored(three, seed)
        assert reader.read_ink(drawn).no_symbol
        reading = learnt.read_ink(drawn)
        assert (reading.text, reading.doubtful) == ("3", False)
    for inks in (scribbles(60), blots(60)):
        glyphs = np.stack([glyph for ink in inks if (glyph := glyph_from_ink(ink)) is not None])
        _, before = reader.classifier.classify(glyphs)
        _, after = learnt.classifier.classify(glyphs)
        np.testing.assert_array_equal(after, before)
