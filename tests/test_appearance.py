"""The looks of many groups are those of each: asked in chunks, while others are made."""

import numpy as np
import pytest

from digit_recognizer import Reader
from digit_recognizer.classifier import CHUNK
from digit_recognizer.decoding.appearance import Appearance, InkSource
from digit_recognizer.ink import read_inkml
from digit_recognizer.resources import default_symbols, example_expressions
from digit_recognizer.segmentation import Part, groups_of, typical_height


@pytest.mark.skipif(not default_symbols().exists(), reason="there is no model for symbols")
def test_many_groups_look_as_each_by_itself() -> None:
    (path,) = (path for path in example_expressions() if path.stem == "five-lines")
    ink = read_inkml(path).ink
    parts = [Part.of_stroke(stroke, order) for order, stroke in enumerate(ink)]
    groups = groups_of(parts, typical_height(parts), Part.distance_to)
    assert len(groups) > 3 * CHUNK
    reader, source = Reader.load(), InkSource(ink)
    assert reader.symbols is not None
    together = Appearance(reader.symbols, reader.classifier)
    alone = Appearance(reader.symbols, reader.classifier)
    some = groups[:: len(groups) // 20]
    for group, log_probs, features in zip(
        groups, together.log_probs(source, groups), together.features(source, groups), strict=True
    ):
        if group in some:
            assert log_probs == pytest.approx(alone.log_probs(source, [group])[0], abs=1e-3)
            assert features == pytest.approx(alone.features(source, [group])[0], abs=1e-4)
    assert np.isfinite(together.log_probs(source, groups)).all()
