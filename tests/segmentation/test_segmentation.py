"""Groups of strokes and connected components: what is proposed as one symbol."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digit_recognizer.ink import Stroke
from digit_recognizer.segmentation import Primitive, candidate_of, candidates_of, typical_height
from digit_recognizer.segmentation.picture_primitives import picture_primitives


def parts_of(*strokes: list[tuple[float, float]]) -> list[Primitive]:
    return [Primitive.of_stroke(Stroke.from_xy(s), n) for n, s in enumerate(strokes)]


def masks(parts: list[Primitive], height: float = 100.0) -> set[tuple[int, ...]]:
    return {group.members for group in candidates_of(parts, height)}


PLUS = ([(0.0, 50.0), (60.0, 50.0)], [(30.0, 20.0), (30.0, 80.0)])


def test_crossing_strokes_are_a_group() -> None:
    assert masks(parts_of(*PLUS)) == {(0,), (1,), (0, 1)}


def test_far_strokes_are_none() -> None:
    assert masks(parts_of([(0, 0), (0, 100)], [(90, 0), (90, 100)])) == {(0,), (1,)}


def test_bars_above_each_other_are_a_group_though_they_do_not_touch() -> None:
    assert (0, 1) in masks(parts_of([(0, 40), (60, 40)], [(0, 75), (60, 75)]))


def test_two_bars_are_a_group_however_much_is_nearer_to_each() -> None:
    """In 96÷4=24, written tight, all strokes of the 4 and the 24 are nearer to a bar than the other."""
    beside = [
        [(x, 0.0), (x, 100.0)]
        for place in (0, 1)
        for x in (60.0 + 75 * place + i for i in range(8))
    ]
    bars = [(70.0, 40.0), (130.0, 40.0)], [(70.0, 75.0), (130.0, 75.0)]
    assert (16, 17) in masks(parts_of(*beside, *bars))
    far = [(70.0, 40.0), (130.0, 40.0)], [(70.0, 145.0), (130.0, 145.0)]
    assert (0, 1) not in masks(parts_of(*far))


def test_a_late_dot_belongs_to_its_bar_whatever_was_written_in_between() -> None:
    division = ([(0, 50), (60, 50)], [(30, 20)], [(200, 0), (200, 100)], [(30, 80)])
    found = {g.members: g for g in candidates_of(parts_of(*division), 100.0)}
    assert found[0, 1, 3].interleaved == 1
    assert found[0, 1].interleaved == 0


@pytest.mark.parametrize("gap", [30.0, 60.0, 90.0])
@pytest.mark.parametrize("lean", [-20.0, 0.0, 20.0])
def test_two_dots_above_each_other_are_a_colon_unless_something_is_between(
    gap: float, lean: float
) -> None:
    dots = [[(0.0, 0.0), (4.0, 4.0)], [(lean, gap + 4), (lean + 4, gap + 8)]]
    beside = [[(60.0, 0.0), (60.0, 100.0)]]
    for strokes, is_one in (
        ([*dots, beside[0]], True),
        ([*dots, [(-30.0, gap / 2 + 4), (30.0, gap / 2 + 4)]], False),
        ([dots[0], [(lean, gap + 130), (lean + 4, gap + 134)]], False),
    ):
        found = candidates_of(parts_of(*strokes), 100.0)
        assert {each.members for each in found if each.is_colon} == ({(0, 1)} if is_one else set())


@pytest.mark.parametrize("width", [30.0, 90.0, 130.0])
@pytest.mark.parametrize("size", [10.0, 35.0, 60.0])
def test_two_rings_beside_a_slash_are_a_per_cent_sign_however_wide_it_is(
    width: float, size: float
) -> None:
    ring = [(0.0, 0.0), (size, 0.0), (size, size), (0.0, size), (0.0, 0.0)]
    slash = [(width, 0.0), (0.0, 100.0)]
    before, after = (
        [(x + by, y + down) for x, y in ring] for by, down in ((-size, 0), (width, 45))
    )
    assert (0, 1, 2) in masks(parts_of(before, slash, after))
    far = [(x + 60, y) for x, y in after]
    assert (0, 1, 2) not in masks(parts_of(before, slash, far))


def test_a_page_full_of_strokes_has_a_bounded_number_of_groups() -> None:
    random = np.random.default_rng(1)
    strokes = [random.normal(0, 60, (8, 2)).tolist() for _ in range(120)]
    assert len(masks(parts_of(*strokes))) <= 120 * 10


@given(
    st.lists(
        st.lists(st.tuples(*[st.floats(-1e6, 1e6)] * 2), min_size=1, max_size=5),
        min_size=1,
        max_size=8,
    )
)
@settings(max_examples=60, deadline=None)
def test_every_stroke_is_a_group_of_its_own(strokes: list[list[tuple[float, float]]]) -> None:
    parts = parts_of(*strokes)
    height = typical_height(parts)
    assert height > 0
    groups = candidates_of(parts, height)
    assert {(n,) for n in range(len(parts))} <= {group.members for group in groups}
    for group in groups:
        assert group.mask == sum(1 << index for index in group.members)
        same = candidate_of(group.members, parts)
        assert (group.box, group.share, group.is_comma_like) == (
            same.box,
            same.share,
            same.is_comma_like,
        )
        assert 0 <= group.share <= 1


def test_hatching_has_a_bounded_number_of_groups() -> None:
    lines = [[(float(n % 7), 3.0 * n), (100.0, 3.0 * n + 2)] for n in range(200)]
    assert len(masks(parts_of(*lines))) <= 200 * 13


def test_a_point_beside_a_digit_has_a_small_share_of_the_group() -> None:
    found = {
        g.members: g.share
        for g in candidates_of(parts_of([(0, 0), (0, 100)], [(10, 95), (10, 100)]), 100.0)
    }
    assert found == {(0,): 1.0, (1,): 1.0, (0, 1): 0.05}


@pytest.mark.parametrize("scale", [0.01, 1.0, 1000.0])
def test_groups_do_not_depend_on_the_unit(scale: float) -> None:
    strokes = [*PLUS, [(80.0, 0.0), (80.0, 100.0)]]
    scaled = [[(x * scale, y * scale) for x, y in stroke] for stroke in strokes]
    assert masks(parts_of(*scaled), 100 * scale) == masks(parts_of(*strokes))


def test_the_typical_height_is_that_of_digits_among_dots_and_bars() -> None:
    digits = [[(x, 0.0), (x + 40, 100.0)] for x in (0.0, 100.0, 200.0)]
    small = [
        [(50.0, 95.0), (52.0, 97.0)],
        [(150.0, 50.0), (190.0, 50.0)],
        [(0.0, 150.0), (400.0, 152.0)],
    ]
    assert typical_height(parts_of(*digits, *small)) == pytest.approx(100)


def test_components_are_what_hangs_together_also_over_corners() -> None:
    page = np.zeros((20, 30), np.uint8)
    page[2:12, 3] = 255
    page[12:16, 4] = 255  # touches over a corner
    page[2:16, 20:23] = 200
    found = picture_primitives(page, 96)
    assert [part.box for part in found.primitives] == [(3, 2, 5, 16), (20, 2, 23, 16)]
    assert np.array_equal(found.labels >= 0, page >= 96)


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None)
def test_components_agree_with_flooding(seed: int) -> None:
    random = np.random.default_rng(seed)
    page = np.where(random.random((17, 23)) < 0.35, 255, 0).astype(np.uint8)
    labels = picture_primitives(page, 96).labels
    expected = flooded(page >= 96)
    # Specks may be left out, but none here is small beside the page.
    for name in range(labels.max() + 1):
        assert len(set(expected[labels == name])) == 1
    assert len(set(expected[labels >= 0])) == labels.max() + 1


def flooded(ink: np.ndarray) -> np.ndarray:
    """Label the eight-connected components of ``ink`` one pixel after the other."""
    labels = np.full(ink.shape, -1)
    name = 0
    for y, x in np.argwhere(ink):
        if labels[y, x] < 0:
            open_ones = [(y, x)]
            labels[y, x] = name
            while open_ones:
                v, u = open_ones.pop()
                for b in range(max(v - 1, 0), min(v + 2, ink.shape[0])):
                    for a in range(max(u - 1, 0), min(u + 2, ink.shape[1])):
                        if ink[b, a] and labels[b, a] < 0:
                            labels[b, a] = name
                            open_ones.append((b, a))
            name += 1
    return labels


def test_an_empty_page_has_no_components() -> None:
    assert picture_primitives(np.zeros((5, 5), np.uint8), 96).primitives == []


def test_strokes_keep_their_order() -> None:
    assert [part.order for part in parts_of([(0, 0)], [(1, 1)])] == [0, 1]
