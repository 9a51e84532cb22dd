"""The page for everybody: by keyboard, by ear, with strong contrast, without motion."""

from importlib.util import find_spec
from pathlib import Path

import pytest
from browser import Browser
from writing import SEVEN, Board, Teacher, example

RUN_AXE = """axe.run(document, {resultTypes: ['violations']}).then(found =>
  found.violations.map(each => each.id + ': ' + each.nodes.map(node => node.html).join(' | ')))"""
REACHED = """(() => { const seen = document.activeElement;
  if (seen === document.body) return '';
  return (seen.getAttribute('aria-label') || seen.textContent).trim() })()"""


def axe_complains(browser: Browser) -> list[str]:
    """Return what axe-core finds on the page as it is."""
    found = find_spec("axe_core_python")
    if found is None or found.origin is None:
        pytest.skip("axe-core-python is not installed")
    source = (Path(found.origin).parent / "axe.min.js").read_text(encoding="utf-8")
    browser.value(source)
    complaints: list[str] = browser.value(RUN_AXE)
    return complaints


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_board(page: Board, scheme: str) -> None:
    page.browser.prefer(color_scheme=scheme)
    try:
        page.open()
        assert axe_complains(page.browser) == []
        page.write(example("scribble"))
        page.wait_for("document.querySelector('.chip.doubtful')")
        assert axe_complains(page.browser) == []
        page.browser.click(".chip.doubtful")
        assert axe_complains(page.browser) == []
        page.browser.press("Escape")
        for tab in ("why", "steps"):
            page.browser.click(f"#tab-{tab}")
            page.rest()
            assert axe_complains(page.browser) == [], tab
        page.browser.click("[aria-label=More]")
        assert axe_complains(page.browser) == []
    finally:
        page.browser.prefer()


def test_axe_finds_nothing_in_a_class(classroom: Teacher) -> None:
    with classroom.server.page(name="Mia", board="m" * 16) as pupil:
        classroom.browser.wait_for("document.querySelector('.tile')")
        assert pupil.welcome["role"] == "pupil"
        assert axe_complains(classroom.browser) == []
        classroom.press("Tasks")
        assert axe_complains(classroom.browser) == []


def test_everything_is_reached_by_keyboard(page: Board) -> None:
    page.write(example("sum"))
    page.wait_for_reading("12+34=46")
    page.browser.value("document.activeElement.blur()")
    reached: list[str] = []
    for _ in range(45):  # once round, by way of the browser's own bar
        page.browser.press("Tab")
        reached.append(page.browser.value(REACHED))
    wanted = ["Pen (P)", "Undo (Ctrl+Z)", "Clear", "Photo", "More", "Paper", "Reading", "Copy"]
    assert [each for each in wanted if each not in reached] == []
    assert [sign for sign in "12+34=" if sign not in {name[:1] for name in reached}] == []


def test_tools_undo_and_zoom_have_keys(page: Board) -> None:
    page.browser.draw(page.path(SEVEN))
    page.wait_for_strokes(1)
    page.browser.shortcut("z", ctrl=True)
    page.wait_for_strokes(0)
    page.browser.shortcut("y", ctrl=True)
    page.wait_for_strokes(1)
    page.browser.shortcut("e")
    assert page.browser.value("document.querySelector('.paper').dataset.tool") == "eraser"
    page.browser.shortcut("p")
    assert page.browser.value("document.querySelector('.paper').dataset.tool") == "pen"


def test_what_is_read_is_told_once_it_has_settled(page: Board) -> None:
    page.browser.value(
        "window.told = []; new MutationObserver(() => told.push("
        "document.querySelector('[aria-live]').textContent)).observe("
        "document.querySelector('[aria-live]'), {childList: true})"
    )
    page.write(example("sum"))
    page.wait_for_reading("12+34=46")
    told = page.browser.value("told")
    assert told[-1].startswith("12+34=46")
    assert page.browser.value(
        "document.querySelector('[aria-live]').getAttribute('aria-live')"
    ) == ("polite")


def test_nothing_moves_for_those_who_want_no_motion(page: Board) -> None:
    page.browser.prefer(reduced_motion="reduce")
    try:
        moving = (
            "[...document.querySelectorAll('*')].filter(each => { const s = getComputedStyle(each);\
 return s.animationName !== 'none' || s.transitionDuration !== '0s' }).length"
        )
        page.write(example("sum"))
        page.wait_for_reading("12+34=46")
        assert page.browser.value(moving) == 0
    finally:
        page.browser.prefer()


def test_names_of_symbols_say_how_sure_they_are(page: Board) -> None:
    page.write(example("scribble"))
    page.wait_for("document.querySelector('.chip.doubtful')")
    name = page.browser.value("document.querySelector('.chip.doubtful').getAttribute('aria-label')")
    assert "doubtful" in name


def test_a_sheet_closes_by_a_press_beside_it_and_not_on_its_rim(classroom: Teacher) -> None:
    browser = classroom.browser
    classroom.press("Tasks")
    left, top, right, _ = browser.value(
        "(r => [r.left, r.top, r.right, r.bottom])"
        "(document.querySelector('dialog').getBoundingClientRect())"
    )
    browser.tap((left + 4, top + 40))
    browser.tap((right - 4, top + 4))
    assert browser.value("document.querySelectorAll('dialog').length") == 1
    browser.tap((left - 20, top + 40))
    browser.wait_for("!document.querySelector('dialog')")
