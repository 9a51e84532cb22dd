"""The editor: strokes, erasing, undo and redo, without a window."""

from hypothesis import given
from hypothesis import strategies as st

from digit_recognizer.app.document.editor import InkEditor
from digit_recognizer.ink import Ink


def line(editor: InkEditor, x: float, y: float, t: float = 0.0) -> None:
    """Draw a short vertical line at ``x`` from ``y``."""
    editor.down(x, y, t)
    editor.move_along([(x, y + 10, t + 0.1)])
    editor.up()


def test_the_wet_stroke_is_part_of_the_ink_while_it_grows() -> None:
    editor = InkEditor()
    editor.down(1, 2, 5.0)
    assert editor.is_busy
    assert [len(stroke.points) for stroke in editor.ink] == [1]
    editor.move_along([(3, 4, 5.5)])
    assert editor.ink.strokes[0].points[-1] == (3, 4, 0.5)
    editor.up()
    assert not editor.is_busy
    assert len(editor.ink) == 1


def test_the_pause_between_strokes_is_kept() -> None:
    editor = InkEditor()
    line(editor, 0, 0, t=100.0)
    line(editor, 20, 0, t=101.5)
    assert [stroke.start for stroke in editor.ink] == [0.0, 1.5]


def test_a_new_drawing_counts_its_time_from_its_own_first_stroke() -> None:
    editor = InkEditor()
    line(editor, 0, 0, t=100.0)
    editor.clear()
    line(editor, 0, 0, t=200.0)
    assert editor.ink.strokes[0].start == 0.0


def test_a_stroke_is_one_step_of_undo() -> None:
    editor = InkEditor()
    line(editor, 0, 0)
    line(editor, 20, 0)
    editor.undo()
    assert len(editor.ink) == 1
    editor.redo()
    assert len(editor.ink) == 2


def test_a_drag_of_the_eraser_is_one_step_of_undo() -> None:
    editor = InkEditor()
    for x in (0, 100, 200):
        line(editor, x, 0)
    editor.tool = "eraser"
    editor.down(0, 5, 0)
    editor.move_along([(100, 5, 0)])
    assert len(editor.ink) == 1
    editor.up()
    assert len(editor.ink) == 1
    editor.undo()
    assert len(editor.ink) == 3


def test_the_eraser_takes_strokes_that_pass_near_and_no_others() -> None:
    editor = InkEditor()
    line(editor, 0, 0)
    editor.down(13.5, 5, 0, erase=True)
    assert len(editor.ink) == 1, "beyond its radius"
    editor.move_along([(11, 5, 0)])
    assert not editor.ink
    editor.up()


def test_erasing_nothing_is_no_step() -> None:
    editor = InkEditor()
    line(editor, 0, 0)
    editor.down(500, 500, 0, erase=True)
    editor.up()
    editor.undo()
    assert not editor.ink
    assert not editor.can_undo


def test_pen_down_twice_finishes_the_first_stroke() -> None:
    editor = InkEditor()
    editor.down(0, 0, 0)
    editor.down(50, 50, 1)
    editor.up()
    assert len(editor.ink) == 2


def test_every_change_is_told_with_a_new_revision() -> None:
    editor = InkEditor()
    seen: list[int] = []
    editor.listen(lambda: seen.append(editor.revision))
    line(editor, 0, 0)
    editor.undo()
    editor.undo()  # nothing left to undo: no change
    editor.redo()
    editor.clear()
    editor.clear()
    assert seen == sorted(set(seen))
    assert len(seen) == 6


GESTURES = st.lists(
    st.sampled_from(["down", "move", "up", "erase", "undo", "redo", "clear"]), max_size=60
)
PLACES = st.floats(-1e6, 1e6)


@given(GESTURES, st.data())
def test_any_order_of_events_is_survived_and_undone_to_the_beginning(
    gestures: list[str], data: st.DataObject
) -> None:
    editor = InkEditor()
    for clock, gesture in enumerate(gestures):
        if gesture in {"down", "move", "erase"}:
            x, y = data.draw(PLACES), data.draw(PLACES)
            if gesture == "move":
                editor.move_along([(x, y, clock)])
            else:
                editor.down(x, y, clock, erase=gesture == "erase")
        else:
            getattr(editor, gesture)()
    editor.up()
    last = editor.ink
    steps = 0
    while editor.can_undo:
        editor.undo()
        steps += 1
    assert editor.ink == Ink()
    for _ in range(steps):
        editor.redo()
    assert editor.ink == last


def test_a_way_is_one_change_and_a_point_each() -> None:
    editor, changes = InkEditor(), list[int]()
    editor.listen(lambda: changes.append(editor.revision))
    editor.down(1, 1, 5.0)
    editor.move_along([(2, 1, 5.1), (2, 1, 5.2), (3, 1, 5.3)])
    editor.move_along([])
    assert changes == [1, 2]
    assert [(point.x, point.y) for point in editor.ink.strokes[0].points] == [
        (1, 1), (2, 1), (3, 1),
    ]  # fmt: skip
    editor.up()
    editor.move_along([(9, 9, 6.0)])
    assert len(editor.ink.strokes[0].points) == 3


def test_an_eraser_misses_nothing_on_its_way() -> None:
    editor = InkEditor(Ink.from_xy([[(50, 0), (50, 10)], [(100, 0), (100, 10)], [(9, 500)]]))
    editor.down(0, 5, 0.0, erase=True)
    editor.move_along([(70, 5, 0.1), (140, 5, 0.2)])
    editor.up()
    assert len(editor.ink) == 1
    editor.undo()
    assert len(editor.ink) == 3, "one gesture is one step"
