"""Pens, fingers and palms: every trap that users of such pages complain about."""

from browser import Browser
from serving import RunningServer
from writing import SEVEN, Board

AROUND_SEVEN = (90.0, 90.0, 100.0, 180.0)
STOPPED = "window.stopped = []; for (const name of ['touchstart', 'touchmove', 'pointerdown'])\
 document.addEventListener(name, event => stopped.push([name, event.defaultPrevented]), {passive: true})"
PALM = ".palm"
SCALES = """(canvas => [canvas.width / canvas.clientWidth, canvas.height / canvas.clientHeight])
  (document.querySelector('canvas.dry'))"""
COALESCED = """(paper => {
  const at = (x, y) => ({bubbles: true, cancelable: true, pointerId: 9, pointerType: 'mouse',
    buttons: 1, clientX: LEFT + x, clientY: TOP + y});
  const send = (name, x, y, coalescedEvents) =>
    paper.dispatchEvent(new PointerEvent(name, {...at(x, y), coalescedEvents}));
  const places = [130, 160, 200].map(x => new PointerEvent('pointermove', at(x, x === 160 ? 140 : 100)));
  send('pointerdown', 100, 100, []);
  send('pointermove', 200, 100, places);
  send('pointerup', 200, 100, []);
})(document.querySelector('.paper'))"""


def test_a_pen_writes_what_it_draws(page: Board) -> None:
    page.browser.draw(page.path(SEVEN))
    (stroke,) = page.wait_for_strokes(1)
    assert [tuple(point[:2]) for point in stroke["points"]] == SEVEN
    times = [point[2] for point in stroke["points"]]
    assert times[0] == 0 and times == sorted(times)
    assert page.ink_share(AROUND_SEVEN) > 0.03
    assert page.ink_share(AROUND_SEVEN, "wet") == 0


def test_the_line_is_there_before_the_pen_is_lifted(page: Board) -> None:
    path = page.path(SEVEN)
    page.browser.pen("mousePressed", path[0])
    for point in path[1:]:
        page.browser.pen("mouseMoved", point)
    assert page.ink_share(AROUND_SEVEN, "wet") > 0.03
    page.browser.pen("mouseReleased", path[-1])
    page.wait_for_strokes(1)


def test_a_mouse_and_a_finger_write_too(page: Board) -> None:
    page.browser.draw(page.path(SEVEN), pointer="mouse")
    page.browser.finger(page.path([(x + 200, y) for x, y in SEVEN]))
    assert len(page.wait_for_strokes(2)) == 2


def test_quick_strokes_are_all_there(page: Board) -> None:
    for number in range(30):
        x = 40 + 24 * number
        page.browser.draw(page.path([(x, 300), (x, 340)]))
    assert len(page.wait_for_strokes(30)) == 30


def test_nothing_of_a_touch_is_left_to_the_browser(page: Board) -> None:
    page.browser.value(STOPPED)
    page.browser.finger(page.path(SEVEN))
    seen = page.browser.value("stopped")
    assert {name for name, _ in seen} == {"touchstart", "touchmove", "pointerdown"}
    assert all(is_stopped for _, is_stopped in seen)
    assert page.browser.value("getComputedStyle(document.querySelector('.paper')).touchAction") == (
        "none"
    )
    assert page.browser.value("scrollY") == 0


def test_a_cancelled_stroke_is_no_ink_and_the_next_one_is(page: Board) -> None:
    path = page.path(SEVEN)
    page.browser.touch("touchStart", {0: path[0]})
    page.browser.touch("touchMove", {0: path[3]})
    assert page.ink_share(AROUND_SEVEN, "wet") > 0
    page.browser.touch("touchCancel")
    page.rest()
    assert page.strokes == []
    assert page.ink_share(AROUND_SEVEN, "wet") == 0
    page.browser.finger(path)
    page.wait_for_strokes(1)


def test_several_fingers_write_several_strokes(page: Board) -> None:
    left = page.path([(100, 100 + 20 * i) for i in range(8)])
    right = page.path([(600, 100 + 20 * i) for i in range(8)])
    page.browser.touch("touchStart", {0: left[0]})
    page.browser.touch("touchMove", {0: left[1]})
    page.browser.touch("touchStart", {0: left[1], 1: right[0]})
    for one, other in zip(left[2:], right[1:-1], strict=True):
        page.browser.touch("touchMove", {0: one, 1: other})
    page.browser.touch("touchEnd")
    one, other = sorted(page.wait_for_strokes(2), key=lambda stroke: stroke["points"][0][0])
    assert {point[0] for point in one["points"]} == {100}
    assert {point[0] for point in other["points"]} == {600}


def test_two_fingers_beside_each_other_zoom(page: Board) -> None:
    page.browser.draw(page.path([(300, 300), (340, 300)]))
    page.wait_for_strokes(1)
    page.browser.value("new Promise(done => setTimeout(done, 700))")  # the pen has gone
    start = {0: page.at((280, 300)), 1: page.at((360, 300))}
    page.browser.touch("touchStart", start)
    for spread in (50, 70, 100):
        fingers = {0: page.at((320 - spread, 300)), 1: page.at((320 + spread, 300))}
        page.browser.touch("touchMove", fingers)
    page.browser.touch("touchEnd")
    page.rest()
    assert len(page.strokes) == 1
    assert page.ink_share((250, 296, 20, 8)) > 0  # the stroke reaches further to the left now


def test_a_palm_before_the_pen_leaves_no_line(page: Board) -> None:
    page.browser.touch("touchStart", {0: page.at((500, 500))})
    page.browser.touch("touchMove", {0: page.at((520, 520))})
    assert page.ink_share((480, 480, 60, 60), "wet") > 0
    page.browser.hover(page.at((300, 300)))  # near, not down: that is enough
    assert page.ink_share((480, 480, 60, 60), "wet") == 0
    page.browser.touch("touchEnd")
    page.browser.draw(page.path(SEVEN))
    assert len(page.wait_for_strokes(1)) == 1


def test_a_palm_while_the_pen_writes_neither_draws_nor_moves(page: Board) -> None:
    path = page.path(SEVEN)
    page.browser.pen("mousePressed", path[0])
    page.browser.touch("touchStart", {0: page.at((500, 500))})
    for place, point in enumerate(path[1:]):
        page.browser.pen("mouseMoved", point)
        page.browser.touch("touchMove", {0: page.at((500 + 8 * place, 500 + 8 * place))})
    page.browser.touch("touchEnd")
    page.browser.pen("mouseReleased", path[-1])
    (stroke,) = page.wait_for_strokes(1)
    assert [tuple(point[:2]) for point in stroke["points"]] == SEVEN
    assert page.ink_share((480, 480, 100, 100)) == 0


def test_after_a_pen_a_finger_moves_the_paper_until_the_button_is_pressed(page: Board) -> None:
    assert page.count(PALM) == 0
    page.browser.draw(page.path(SEVEN))
    page.wait_for_strokes(1)
    assert page.count(PALM) == 1
    page.browser.value("new Promise(done => setTimeout(done, 700))")
    page.browser.finger(page.path([(500, 400), (520, 400), (560, 400), (600, 400)]))
    page.rest()
    assert len(page.strokes) == 1
    assert page.ink_share(AROUND_SEVEN) < page.ink_share((90 + 100, 90, 100, 180))
    page.browser.click(PALM)
    assert page.count(PALM) == 0
    page.browser.finger(page.path([(500, 400), (560, 400)]))
    assert len(page.wait_for_strokes(2)) == 2


def test_a_button_over_the_paper_is_pressed_with_a_finger(page: Board) -> None:
    page.browser.draw(page.path(SEVEN))
    page.wait_for_strokes(1)
    page.browser.finger([page.browser.middle(PALM)])
    page.browser.wait_for(f"!document.querySelector({PALM!r}).checkVisibility()")
    assert len(page.strokes) == 1


def test_the_eraser_takes_whole_strokes(page: Board) -> None:
    page.browser.draw(page.path(SEVEN))
    page.browser.draw(page.path([(400, 100), (400, 200)]))
    page.wait_for_strokes(2)
    page.browser.draw(page.path([(380, 150), (420, 150)]), button="right")
    page.wait_for_strokes(1)
    page.browser.click("[role=radio][aria-label^=Eraser]")
    page.browser.draw(page.path([(100, 180), (180, 180)]))
    page.wait_for_strokes(0)
    page.browser.click("[aria-label^=Undo]")
    page.browser.click("[aria-label^=Undo]")
    assert len(page.wait_for_strokes(2)) == 2
    page.browser.click("[aria-label^=Redo]")
    page.wait_for_strokes(1)


def test_ink_is_sharp_at_every_pixel_ratio(page: Board) -> None:
    page.open(ratio=2)
    page.browser.draw(page.path(SEVEN))
    page.wait_for_strokes(1)
    assert page.browser.value(SCALES) == [2, 2]
    assert page.ink_share(AROUND_SEVEN) > 0.03
    page.browser.screen(1180, 820, 3, touch=True)  # as on another screen
    page.browser.draw(page.path([(400, 100), (400, 200)]))
    page.wait_for_strokes(2)
    assert page.browser.value(SCALES) == [3, 3]
    assert page.ink_share(AROUND_SEVEN) > 0.03


def test_a_turn_of_the_screen_keeps_the_ink_in_view(page: Board) -> None:
    page.browser.draw(page.path([(600, 400), (780, 700)]))
    page.wait_for_strokes(1)
    page.browser.screen(390, 844, touch=True)
    page.wait_for("document.querySelector('canvas.dry').clientWidth < 400")
    page.rest()
    width, height = page.browser.value(
        "(c => [c.clientWidth, c.clientHeight])(document.querySelector('canvas.dry'))"
    )
    assert page.ink_share((0, 0, width, height)) > 0.001
    page.browser.screen(1180, 820, touch=True)
    page.wait_for("document.querySelector('canvas.dry').clientWidth > 800")
    assert len(page.strokes) == 1


def test_ink_and_undo_are_there_after_a_reload(page: Board) -> None:
    page.browser.draw(page.path(SEVEN))
    page.wait_for_strokes(1)
    page.load()
    assert page.ink_share(AROUND_SEVEN) > 0.03
    page.wait_for_reading("7")
    page.browser.draw(page.path([(300, 100), (300, 200)]))
    one, other = page.wait_for_strokes(2)
    assert one["id"] < other["id"]


def test_wheel_keys_and_buttons_move_and_zoom(page: Board) -> None:
    page.browser.draw(page.path(SEVEN))
    page.wait_for_strokes(1)
    x, y = page.at((300, 300))
    page.browser.send("Input.dispatchMouseEvent", type="mouseWheel", x=x, y=y, deltaX=0, deltaY=90)
    page.wait_for(
        "getComputedStyle(document.querySelector('.paper')).getPropertyValue('--grid-y') === '-90px'"
    )
    page.browser.value("document.querySelector('.paper').focus()")
    page.browser.press("ArrowDown")
    page.wait_for(
        "getComputedStyle(document.querySelector('.paper')).getPropertyValue('--grid-y') !== '-90px'"
    )
    page.browser.click("[aria-label^='Show all']")
    page.rest()
    assert page.ink_share((300, 200, 250, 400)) > 0


def test_coalesced_events_are_points_of_the_line(browser: Browser, served: RunningServer) -> None:
    """What one event holds of several places is drawn; over plain HTTP browsers give none."""
    board = Board(browser, served.url)
    board.open()
    browser.value(COALESCED.replace("LEFT", str(board.left)).replace("TOP", str(board.top)))
    (stroke,) = board.wait_for_strokes(1)
    assert [point[:2] for point in stroke["points"]] == [
        [100, 100],
        [130, 100],
        [160, 140],
        [200, 100],
    ]
