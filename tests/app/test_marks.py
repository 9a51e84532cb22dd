"""What is marked and copied of a reading, corrections, taps: without a window."""

from collections.abc import Callable, Sequence

import pytest
from penmanship import KnowingReader, written

from digit_recognizer.alphabet import FRACTION_BAR
from digit_recognizer.app.clipboard_text import copied, results, title_of
from digit_recognizer.app.document.corrections import Corrections
from digit_recognizer.app.document.marks import Marks, marks_of, symbol_at
from digit_recognizer.app.document.taps import LONG_PRESS_TIME, Place, Press, Taps
from digit_recognizer.gui.canvas.alternatives_popup import SIGN_OF_KEY, cells_of
from digit_recognizer.ink import Ink, Stroke
from digit_recognizer.reading import Reading


def read(*texts: str, unsure: dict[tuple[int, int], tuple[str, float]] | None = None) -> Reading:
    lines = [written(text, at=(0, 200 * number)) for number, text in enumerate(texts)]
    ink = Ink(tuple(stroke for line in lines for stroke in line.ink))
    return KnowingReader(lines, unsure or {}).read_ink(ink, "expression")


def marks(text: str, unsure: dict[tuple[int, int], tuple[str, float]] | None = None) -> Marks:
    line = written(text)
    reading = KnowingReader([line], unsure or {}).read_ink(line.ink, "expression")
    return marks_of(reading, line.ink.strokes, lambda strokes: "")


@pytest.mark.parametrize(
    ("text", "shown", "tone"),
    [
        ("12+34=", "46", "value"),
        ("(1)/(2)+1=", "3/2 = 1.5", "value"),
        ("4+4=8", "✓", "right"),
        ("3+1=5", "✗ is 4", "wrong"),
        ("3<4", "✓", "right"),
    ],
)
def test_behind_what_is_asked_stands_the_answer(text: str, shown: str, tone: str) -> None:
    (result,) = marks(text).results
    assert (result.text, result.tone) == (shown, tone)
    assert result.x > max(mark.box.right for mark in marks(text).symbols)


@pytest.mark.parametrize("text", ["12+34", "42", "12+", "(3"])
def test_where_nothing_is_asked_stands_nothing(text: str) -> None:
    assert marks(text).results == ()


def test_what_has_no_value_gets_words() -> None:
    (result,) = marks("5/0=").results
    assert result.tone == "words" and "0" in result.text


def test_a_doubtful_line_is_not_calculated() -> None:
    shown = marks("12+34=", {(0, 0): ("7", 0.3)})
    assert [mark.certainty for mark in shown.symbols] == ["doubtful", *["sure"] * 5]
    assert [result.text for result in shown.results] == ["?"]
    assert shown.symbols[0].label == "7?"


def test_of_nested_symbols_the_inner_one_is_meant() -> None:
    shown = marks("√{2}+1")
    two = shown.symbols[1]
    x, y = (two.box.left + two.box.right) / 2, (two.box.top + two.box.bottom) / 2
    assert symbol_at(shown, x, y, 4) == 1
    root = shown.symbols[0]
    assert symbol_at(shown, root.box.left, (root.box.top + root.box.bottom) / 2, 4) == 0
    assert symbol_at(shown, -500, 0, 4) is None
    assert two.is_label_below and not root.is_label_below


@pytest.mark.parametrize(
    ("texts", "text", "result"),
    [
        (["12+34="], "12+34=46", "46"),
        (["(1)/(3)="], "1/3 = 1/3", "1/3"),
        (["(4)/(4)+(4)/(4)="], "4/4 + 4/4 = 2", "2"),
        (["4+4=8"], "4+4=8", ""),
        (["1+1=", "2+2="], "1+1=2\n2+2=4", "2\n4"),
        (["12+34"], "12+34", "46"),
    ],
)
def test_text_is_copied_with_what_was_asked_for(texts: list[str], text: str, result: str) -> None:
    reading = read(*texts)
    assert copied(reading, "text") == text
    assert results(reading) == result


def test_latex_and_mathml_are_copied_with_the_result() -> None:
    reading = read("(1)/(2)+1=", "2^{3}=")
    latex, mathml = copied(reading, "latex"), copied(reading, "mathml")
    assert "\\frac{1}{2}" in latex and latex.count("\\\\") == 1
    assert mathml.count("<math") == 2 and "<msup>" in mathml


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("12+34=", "12+34=46"),
        ("(4)/(4)+(4)/(4)=", "4/4 + 4/4 = 2"),
        ("√{2}=", "√2 ≈ 1.414213562"),
        ("3+1=5", "3+1=5 ✗ is 4"),
        ("4+4=8", "4+4=8 ✓"),
        ("(1+2)/(3)", "(1+2)/3"),
    ],
)
def test_the_title_is_plain(text: str, title: str) -> None:
    assert title_of(read(text)) == title


def test_a_long_title_is_cut() -> None:
    assert len(title_of(read(*["123456789+123456789="] * 12))) == 160


def test_corrections_belong_to_strokes_and_the_last_one_holds() -> None:
    a, b, c = (Stroke.from_xy([(x, 0), (x, 9)]) for x in range(3))
    same = Stroke.from_xy([(0, 0), (0, 9)])
    corrections = Corrections().with_((a, b), "=")
    assert corrections.within(Ink((c, b, a))) == (((1, 2), "="),)
    assert corrections.within(Ink((b, c))) == ()
    assert corrections.within(Ink((same, b))) == (), "alike is not the same"
    assert corrections != Corrections().with_((same, b), "=")
    assert corrections == Corrections().with_((b, a), "=")
    corrections = corrections.with_((b, c), "+")
    assert corrections.within(Ink((a, b, c))) == (((1, 2), "+"),)
    assert corrections.of((c, b)) == "+"
    assert corrections.of((c,)) == ""
    corrections = corrections.without((b,))
    assert corrections.within(Ink((a, b, c))) == ()


def test_every_symbol_can_be_chosen_and_no_cells_overlap() -> None:
    likely = [("1", 0.5), ("7", 0.3), ("/", 0.1)]
    cells = cells_of(likely, "1")
    assert {cell.text for cell in cells} >= {*"0123456789+-×÷·/()[]=±<>.,√%", FRACTION_BAR, ""}
    assert "" not in {cell.text for cell in cells_of(likely, "")}
    for number, one in enumerate(cells):
        for other in cells[number + 1 :]:
            assert (
                one.left + one.width <= other.left + 0.01
                or other.left + other.width <= one.left + 0.01
                or one.top + one.height <= other.top + 0.01
                or other.top + other.height <= one.top + 0.01
            )
    assert SIGN_OF_KEY["*"] == "×" and SIGN_OF_KEY["-"] == "-"


class Table:
    """A surface whose clock a test moves."""

    zoom = 2.0

    def __init__(self) -> None:
        self.begun: list[Press] = []
        self.path: list[Place] = []
        self.waiting: dict[str, Callable[[], None]] = {}

    def begin(self, press: Press, path: Sequence[Place] = ()) -> None:
        self.begun.append(press)
        self.path += path

    def after(self, ms: int, func: Callable[[], None], /) -> str:
        assert ms == LONG_PRESS_TIME
        self.waiting["one"] = func
        return "one"

    def after_cancel(self, id: str, /) -> None:
        self.waiting.pop(id, None)


@pytest.fixture
def table() -> Table:
    return Table()


def taps(table: Table, taken: Sequence[bool] = (True,)) -> tuple[Taps, list[bool]]:
    """Return taps of which ``tapped`` answers as ``taken`` says, and what it was told (long?)."""
    told: list[bool] = []
    answers = iter(taken)

    def tapped(press: Press, is_long: bool) -> bool:
        told.append(is_long)
        return next(answers)

    return Taps(table, lambda press: press.x < 100, tapped), told


PRESS = Press(50.0, 50.0, 0.0, 1)


def test_a_press_elsewhere_is_drawing_at_once(table: Table) -> None:
    kept, told = taps(table)
    assert not kept.down(Press(200.0, 0.0, 0.0, 1))
    assert not kept.move(210, 0, 0.1)
    assert not kept.up()
    assert told == [] and table.waiting == {}


def test_a_short_press_is_a_tap(table: Table) -> None:
    kept, told = taps(table)
    assert kept.down(PRESS)
    assert kept.move(51, 51, 0.1)
    assert kept.up()
    assert told == [False]
    assert table.begun == [] and table.waiting == {}


def test_a_press_that_moves_becomes_a_stroke_from_its_beginning(table: Table) -> None:
    kept, told = taps(table)
    kept.down(PRESS)
    assert kept.move(51, 50, 0.1), "a hand trembles"
    assert not kept.move(54, 50, 0.2)
    assert (table.begun, table.path) == ([PRESS], [Place(51, 50, 0.1)])
    assert not kept.up()
    assert told == []


def test_a_tap_that_nobody_takes_is_a_dot(table: Table) -> None:
    kept, _ = taps(table, [False])
    kept.down(PRESS)
    kept.move(51, 50, 0.1)
    assert not kept.up()
    assert (table.begun, table.path) == ([PRESS], [])


def test_a_long_press_is_taken_once(table: Table) -> None:
    kept, told = taps(table)
    kept.down(PRESS)
    table.waiting.pop("one")()
    assert kept.move(90, 90, 0.1), "the rest of it means nothing"
    assert kept.up()
    assert told == [True] and table.begun == []
    assert not kept.up()


def test_a_long_press_that_nobody_takes_may_still_be_a_stroke(table: Table) -> None:
    kept, _ = taps(table, [False])
    kept.down(PRESS)
    table.waiting.pop("one")()
    assert not kept.move(60, 60, 0.1)
    assert table.begun == [PRESS]
