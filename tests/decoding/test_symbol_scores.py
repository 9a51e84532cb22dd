"""The looks of many groups are those of each: asked in chunks, while others are made."""

import numpy as np
import pytest

from digit_recognizer import Reader
from digit_recognizer.alphabet import ARITHMETIC, DIGITS, NOT_A_SYMBOL
from digit_recognizer.classifier import GLYPHS_PER_RUN
from digit_recognizer.decoding import networks
from digit_recognizer.decoding.parameters import PARAMETERS
from digit_recognizer.decoding.sources import InkSource
from digit_recognizer.decoding.symbol_scores import SymbolScorer
from digit_recognizer.ink import read_inkml
from digit_recognizer.resources import default_symbols, example_expressions
from digit_recognizer.segmentation import Primitive, SymbolCandidate, candidates_of, typical_height

needs_models = pytest.mark.skipif(
    not default_symbols().exists(), reason="there is no model for symbols"
)


def five_lines() -> tuple[InkSource, list[SymbolCandidate]]:
    """Return the groups of an example of five lines, and what they are cut out of."""
    (path,) = (path for path in example_expressions() if path.stem == "five-lines")
    ink = read_inkml(path).ink
    parts = [Primitive.of_stroke(stroke, order) for order, stroke in enumerate(ink)]
    return InkSource(ink), candidates_of(parts, typical_height(parts))


@needs_models
@pytest.mark.parametrize("with_strokes", [False, True])
def test_many_groups_look_as_each_by_itself(with_strokes: bool) -> None:
    source, groups = five_lines()
    assert len(groups) > 3 * GLYPHS_PER_RUN
    reader = Reader.load()
    assert reader.symbols is not None
    networks = (reader.symbols, reader.classifier, reader.strokes if with_strokes else None)
    together, alone = SymbolScorer(*networks), SymbolScorer(*networks)
    some = groups[:: len(groups) // 20]
    for group, log_probs in zip(groups, together.log_probs(source, groups), strict=True):
        if group in some:
            assert log_probs == pytest.approx(alone.log_probs(source, [group])[0], abs=1e-3)
    places = [groups.index(group) for group in some]
    cosines = together.cosines(source, groups)[:, places][:, :, places]
    assert cosines == pytest.approx(alone.cosines(source, some), abs=1e-3)
    assert np.allclose(np.diagonal(cosines[0]), 1, atol=1e-3)
    assert np.allclose(np.diagonal(cosines[1]), float(with_strokes), atol=1e-3)
    assert np.isfinite(together.log_probs(source, groups)).all()


@needs_models
def test_what_is_written_is_also_judged_by_how_it_is_drawn() -> None:
    source, groups = five_lines()
    reader = Reader.load()
    assert reader.symbols is not None and reader.strokes is not None
    seen = SymbolScorer(reader.symbols, reader.classifier).log_probs(source, groups)
    both = SymbolScorer(reader.symbols, reader.classifier, reader.strokes).log_probs(source, groups)
    drawn = reader.strokes.log_probs(np.stack([source.trajectory(g.members) for g in groups]))
    columns = [ARITHMETIC.column(digit) for digit in DIGITS]
    hidden = np.array([group.share <= PARAMETERS.scores.hidden_stroke_share for group in groups])
    assert hidden.any() and not hidden.all()
    assert both == pytest.approx(networks.with_strokes(seen, drawn, columns, hidden), abs=1e-3)
    # Of what is read, and is what was written, both together are surer that it is a symbol.
    nothing = ARITHMETIC.column(NOT_A_SYMBOL)
    symbols = {
        symbol.strokes for line in reader.read_ink(source.ink).lines for symbol in line.symbols
    }
    right = [group.members in symbols for group in groups]
    assert sum(right) == 60
    assert np.median(both[right, nothing]) < np.median(seen[right, nothing])
    assert np.median(both[hidden, nothing]) > np.median(seen[hidden, nothing]), "a point beside it"


@needs_models
def test_what_fails_on_the_way_is_not_half_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    source, groups = five_lines()
    reader = Reader.load()
    assert reader.symbols is not None
    networks = (reader.symbols, reader.classifier, reader.strokes)
    appearance, fresh = SymbolScorer(*networks), SymbolScorer(*networks)
    with monkeypatch.context() as patch:
        patch.setattr(InkSource, "trajectory", lambda *_: (_ for _ in ()).throw(MemoryError))
        with pytest.raises(MemoryError):
            appearance.log_probs(source, groups[:5])
    assert (appearance.log_probs(source, groups[:5]) == fresh.log_probs(source, groups[:5])).all()
