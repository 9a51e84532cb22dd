"""What the page shows of a reading, and how it is corrected."""

import json

from serving import ONE_OR_SEVEN
from writing import SEVEN, TABLET, Board, example

from digit_recognizer.ink import Ink

BOXES = ".marks .symbol"
RESULT = ".marks .result"
CHIPS = ".chip"


def test_a_sum_is_boxed_typeset_and_calculated(page: Board) -> None:
    page.write(example("sum"))
    page.wait_for_reading("12+34=46")
    assert page.count(BOXES) == 6
    assert page.text(RESULT) == "46"
    assert page.text(".typeset math") == "12+34="
    assert page.count(".typeset math mo") == 2
    chips = page.browser.value(
        "[...document.querySelectorAll('.chip')].map(each => each.textContent)"
    )
    assert chips == ["1", "2", "+", "3", "4", "="]
    left, _, right, _ = page.browser.value(
        "(r => [r.left, r.top, r.right, r.bottom])"
        "(document.querySelector('.marks .symbol.sure rect').getBoundingClientRect())"
    )
    assert page.left < left < right < page.left + 140  # around the 1


def test_one_digit_follows_the_pen_with_ten_bars(page: Board) -> None:
    page.write(example("seven"))
    page.wait_for_reading("7")
    assert page.text(".digit").startswith("7")
    assert page.count(".bars li") == 10
    assert page.count(BOXES) == 0


def test_nothing_is_judged_while_one_writes(page: Board) -> None:
    *strokes, last = example("sum")
    page.write(Ink(tuple(strokes)))
    path = page.path([(60 + p.x, 120 + p.y) for p in last.points])
    page.browser.pen("mousePressed", path[0])
    page.browser.value("new Promise(done => setTimeout(done, 1500))")
    assert page.count(RESULT) == 0
    page.browser.pen("mouseReleased", path[-1])


def test_a_result_goes_when_it_is_written_on(page: Board) -> None:
    page.write(example("sum"))
    page.wait_for_reading("12+34=46")
    x, y = page.browser.middle(RESULT)
    page.browser.draw([(x, y - 20), (x, y + 20)])
    assert page.count(RESULT) == 0


def test_a_tap_on_a_symbol_corrects_it_and_undo_takes_that_back(page: Board) -> None:
    page.write(example("sum"))
    page.wait_for_reading("12+34=46")
    one = example("sum").strokes[0]
    box = example("sum").box
    x, y = one.points[len(one.points) // 2][:2]
    page.browser.tap(page.at((60 + x - box.left, 120 + y - box.top)), pointer="pen")
    page.wait_for("!document.querySelector('.alternatives').hidden")
    assert page.text(".alternatives .is-read").startswith("1")
    page.browser.value(
        "[...document.querySelectorAll('.keypad button')].find(b => b.textContent === '7').click()"
    )
    page.wait_for_reading("72+34=106")
    assert page.text(".marks .corrected text") == "✎7"
    assert page.count(".alternatives") == 0
    page.browser.click("[aria-label^=Undo]")
    page.wait_for_reading("12+34=46")
    assert len(page.strokes) == len(example("sum"))


def test_a_tap_beside_the_ink_is_a_dot(page: Board) -> None:
    page.browser.draw(page.path(SEVEN))
    page.browser.tap(page.at((200, 262)), pointer="pen")
    strokes = page.wait_for_strokes(2)
    assert len(strokes[1]["points"]) == 1


def test_symbols_are_corrected_by_keyboard(page: Board) -> None:
    page.write(example("sum"))
    page.wait_for_reading("12+34=46")
    page.browser.value("document.querySelectorAll('.chip')[2].focus()")
    page.browser.press("Enter")
    page.wait_for("document.activeElement.closest('.alternatives') !== null")
    page.browser.send("Input.dispatchKeyEvent", type="keyDown", key="*", text="*")
    page.browser.send("Input.dispatchKeyEvent", type="keyUp", key="*")
    page.wait_for_reading("12×34=408")
    assert page.browser.value("document.activeElement.className").startswith("chip")
    page.browser.press("Enter")
    page.wait_for("!document.querySelector('.alternatives').hidden")
    page.browser.press("Escape")
    page.wait_for("document.querySelector('.alternatives').hidden")
    assert len(page.strokes) == len(example("sum"))


def test_a_symbol_can_be_deleted_and_left_out(page: Board) -> None:
    page.write(example("sum"))
    page.wait_for_reading("12+34=46")
    for number, action, reading in ((0, "Delete", "2+34=36"), (0, "No symbol", "+34")):
        page.browser.value(f"document.querySelectorAll('.chip')[{number}].click()")
        page.browser.value(
            "[...document.querySelectorAll('.alternatives .row button')]"
            f".find(b => b.textContent === '{action}').click()"
        )
        page.wait_for_reading(reading)
    page.open()
    page.write(example("sum"))
    page.wait_for_reading("12+34=46")
    page.browser.value("document.querySelector('.chip').focus()")
    page.browser.press("Delete")
    page.wait_for_reading("2+34=36")


def test_right_wrong_and_doubtful_are_told_by_sign_colour_and_words(page: Board) -> None:
    for name, tone, text in (("check-right", "right", "✓"), ("check-wrong", "wrong", "✗")):
        page.open()
        page.write(example(name))
        page.wait_for(f"document.querySelector('.marks .result.{tone}')")
        assert page.text(RESULT).startswith(text)
    page.open()
    page.write(example("scribble"))
    page.wait_for("document.querySelector('.chip.doubtful')")
    assert "?" in page.text(".chip.doubtful")
    assert page.text(".doubt") == "Doubtful: tap the symbol that is marked"
    dashes = "getComputedStyle(document.querySelector('.marks .doubtful rect')).strokeDasharray"
    assert page.browser.value(dashes) != "none"


def test_a_doubtful_line_is_confirmed_with_one_press(page: Board) -> None:
    page.write(example("scribble"))
    page.wait_for("document.querySelector('.chip.doubtful')")
    page.browser.value(
        "[...document.querySelectorAll('.line button')]"
        ".find(b => b.textContent === 'All as read').click()"
    )
    page.wait_for("!document.querySelector('.line.doubtful')")
    page.browser.click("[aria-label^=Undo]")
    page.wait_for("document.querySelector('.line.doubtful')")


def test_another_reading_is_taken_with_one_press(page: Board) -> None:
    page.write(ONE_OR_SEVEN, step=1)
    page.wait_for("document.querySelector('.offer-row')")
    offered = page.text(".offer-row math")
    page.browser.click(".offer-row")
    page.wait_for(f"document.querySelector('.typeset math').textContent === {json.dumps(offered)}")


def test_a_zigzag_deletes_what_it_covers_and_one_undo_restores_it(page: Board) -> None:
    page.browser.draw(page.path(SEVEN))
    page.wait_for_reading("7")
    zigzag = [
        (
            90 + 100 * (turn % 2) + (step * 10 if turn % 2 == 0 else -step * 10),
            90 + turn * 22 + 2 * step,
        )
        for turn in range(9)
        for step in range(10)
    ]
    page.browser.draw(page.path(zigzag))
    page.wait_for_strokes(0)
    page.browser.click("[aria-label^=Undo]")
    page.wait_for_strokes(2)
    page.browser.value("new Promise(done => setTimeout(done, 1200))")
    assert len(page.strokes) == 2  # it is ink now
    page.browser.click("[aria-label^=Undo]")
    page.wait_for_reading("7")
    assert len(page.strokes) == 1


def test_what_it_looks_like_inside_is_live(page: Board) -> None:
    page.write(example("seven"))
    page.browser.click("#tab-network")
    page.wait_for("document.querySelectorAll('.network .bars li').length === 10")
    assert page.browser.value(
        "(c => [c.width, c.height])(document.querySelector('.glyph canvas'))"
    ) == [28, 28]
    assert page.count(".maps canvas") > 0
    page.browser.click("#tab-why")
    page.wait_for("document.querySelectorAll('.why img').length > 0")
    page.wait_for("[...document.querySelectorAll('.why img')].every(each => each.naturalWidth > 0)")
    page.open()
    page.write(example("sum"))
    page.browser.click("#tab-steps")
    page.wait_for("document.querySelectorAll('.step').length === 4")
    page.wait_for("document.querySelectorAll('.step .node.best').length === 6")
    assert page.count(".step:first-child polyline") == len(example("sum"))
    page.browser.click("[aria-label^=Clear]")
    page.wait_for("!document.querySelector('.step')")


def test_a_typeset_line_fits_its_room_when_the_tablet_is_turned(page: Board) -> None:
    page.write(example("fifteen-symbols"), scale=0.7)
    page.wait_for("document.querySelector('.typeset math')")
    size = "Number.parseFloat(getComputedStyle(document.querySelector('.typeset')).fontSize)"
    is_whole = "(line => line.scrollWidth <= line.clientWidth)(document.querySelector('.typeset'))"
    wide = page.browser.value(size)
    page.browser.screen(300, 700, touch=True)
    page.wait_for(f"{size} < {wide}")
    assert page.browser.value(is_whole) or page.browser.value(size) == 15
    page.browser.screen(*TABLET, touch=True)
    page.wait_for(f"{size} === {wide}")
