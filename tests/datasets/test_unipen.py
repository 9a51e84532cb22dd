"""The UNIPEN format: every form of a delineation, included files, damage, and any ink there and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digit_recognizer.datasets.prepare.unipen import Segment, includes, read_unipen
from digit_recognizer.datasets.skipped import SkippedSamples
from digit_recognizer.ink import Ink

INK = """.PEN_DOWN
 10 100
 20 110
 30 120
.PEN_UP
.DT 100
.PEN_DOWN
 40 90
 50 80
.PEN_UP
 55 85
 60 85
.PEN_DOWN
 70 70
.PEN_UP
"""


def read(text: str, **files: str) -> tuple[list[Segment], SkippedSamples]:
    skipped = SkippedSamples("page.dat")
    return list(read_unipen(text, "page.dat", skipped, files.get)), skipped


def xy(segment: Segment) -> list[list[tuple[float, float]]]:
    return [[(p.x, p.y) for p in stroke.points] for stroke in segment.ink]


A = [(10, -100), (20, -110), (30, -120)]
B = [(40, -90), (50, -80)]
D = [(70, -70)]


@pytest.mark.parametrize(
    ("where", "strokes"),
    [
        ("0", [A]),
        ("0-0", [A]),
        ("0-1", [A, B]),
        ("0,1", [A, B]),
        ("0, 1", [A, B]),
        ("1,0", [B, A]),
        ("0-1,3", [A, B, D]),
        ("0-3", [A, B, D]),  # component 2 is the pen in the air
        ("0:1-1:0", [A[1:], B[:1]]),
        ("0:2-1", [A[2:], B]),
        ("0-1:0", [A, B[:1]]),
        ("0:1-0:1", [A[1:2]]),
        ("0:1", [A[1:2]]),
        ("0:0-0:1,1:1-3:0", [A[:2], B[1:], D]),
    ],
)
def test_each_form_of_a_delineation(where: str, strokes: list[list[tuple[float, float]]]) -> None:
    (segment,), skipped = read(INK + f'.SEGMENT CHARACTER {where} ? "4"\n')
    assert xy(segment) == strokes
    assert segment.label == "4"
    assert skipped.sentence() is None


def test_segments_may_stand_before_their_strokes_and_have_remarks() -> None:
    text = '.INCLUDE dene.doc\n.SEGMENT DIGIT 0-1 ? "2"\n.COMMENT 2 26  11\n' + INK
    (segment,), _ = read(text)
    assert (segment.label, segment.comment, xy(segment)) == ("2", "2 26 11", [A, B])


@pytest.mark.parametrize(
    ("written", "label"),
    [
        ('OK "7"', "7"),
        ('"7"', "7"),
        ('? "\\""', '"'),
        ('GOOD "\\\\"', "\\"),
        ('? "a\\tb\\nc"', "a\tb\nc"),
        ('? ".PEN_UP"', ".PEN_UP"),
        ('? ""', ""),
        ('? "two words"', "two words"),
    ],
)
def test_labels_are_unescaped(written: str, label: str) -> None:
    (segment,), _ = read(INK + f".SEGMENT CHARACTER 0 {written}\n")
    assert segment.label == label


def test_included_files_count_on_and_may_include_others() -> None:
    page = '.INCLUDE app/app.doc\n.INCLUDE app/ink.dat\n.SEGMENT CHARACTER 2-3 OK "x"\n'
    ink = "\n.WRITER_ID Jo\n.INCLUDE more.dat\n.PEN_DOWN\n1 2\n.PEN_UP\n"
    files = {"app/ink.dat": ink, "more.dat": INK.replace("55 85\n 60 85", "")}
    (segment,), skipped = read(page, **files)
    assert xy(segment) == [[(70, -70)], [(1, -2)]]
    assert includes(page) == ["app/app.doc", "app/ink.dat"]
    assert skipped.sentence() is None, "a missing file of remarks is no fault"


def test_a_file_that_includes_itself_ends() -> None:
    page = '.INCLUDE page.dat\n.SEGMENT CHARACTER 0 ? "1"\n'
    segments, skipped = read(page, **{"page.dat": page})
    assert segments == []
    assert "included too deep or too often" in str(skipped.sentence())


def test_y_grows_upwards_in_the_file_and_downwards_in_what_is_read() -> None:
    (segment,), _ = read('.PEN_DOWN\n0 500\n0 0\n.PEN_UP\n.SEGMENT DIGIT 0 ? "1"\n')
    top, bottom = segment.ink.strokes[0].points
    assert top.y < bottom.y


def test_columns_and_resolutions_are_obeyed() -> None:
    head = ".COORD T X Y P\n.X_POINTS_PER_INCH 100\n.Y_POINTS_PER_MM 7.874\n"
    text = head + '.PEN_DOWN\n0 1 2 99\n5 3 4 99\n.PEN_UP\n.SEGMENT CHARACTER 0 ? "1"\n'
    (segment,), _ = read(text)
    assert [(round(p.x, 3), p.y) for p in segment.ink.strokes[0].points] == [(2, -2), (6, -4)]


@pytest.mark.parametrize(
    ("segment", "reason"),
    [
        ('CHARACTER 9 ? "1"', "of strokes that are not there"),
        ('CHARACTER 0-99999999 ? "1"', "with a place that cannot be read"),
        ('CHARACTER 1-0 ? "1"', "with a place that cannot be read"),
        ('CHARACTER 0:::1 ? "1"', "with a place that cannot be read"),
        ('CHARACTER ? ? "1"', "without a label or a place"),
        ("CHARACTER 0 ?", "without a label or a place"),
        ('CHARACTER 0 ? "1', "without a label or a place"),
        ("", "without a label or a place"),
        ('CHARACTER 2 ? "1"', "without points"),
        ('CHARACTER 0:7-0:9 ? "1"', "without points"),
        ('CHARACTER 4 ? "1"', "with damaged coordinates"),
        ('CHARACTER 5 ? "1"', "with damaged coordinates"),
        ('CHARACTER 6 ? "1"', "with damaged coordinates"),
        ('CHARACTER 7 ? "1"', "without points"),  # (0, 0) holds the place of a lost stroke
    ],
)
def test_damage_is_counted_with_its_line_and_the_rest_is_read(segment: str, reason: str) -> None:
    bad = ".PEN_DOWN\n1 2 3\n.PEN_DOWN\n1 nan\n.PEN_DOWN\n1 two\n.PEN_DOWN\n0 0\n.PEN_UP\n"
    text = INK + bad + f'.SEGMENT {segment}\n.SEGMENT CHARACTER 0 ? "8"\n'
    (good,), skipped = read(text)
    assert good.label == "8"
    line = text[: text.index(".SEGMENT")].count("\n") + 1
    assert skipped.sentence() == f"page.dat: left out 1 of 2: 1 {reason} (line {line})."


@given(st.text(alphabet=st.sampled_from('.PENDOWUSGMT_ CHAR01:-,"\\?\n9'), max_size=300))
def test_any_text_is_read_without_an_exception(text: str) -> None:
    read(".PEN_DOWN\n1 1\n" + text)


coordinates = st.integers(-9999, 9999)
some_ink = st.lists(
    st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=6).filter(
        lambda stroke: set(stroke) != {(0, 0)}
    ),
    min_size=1,
    max_size=4,
)
labels = st.text(st.characters(codec="latin-1", categories=["L", "N", "P", "S", "Zs"]), max_size=4)


@given(st.lists(st.tuples(labels, some_ink, st.booleans()), max_size=5), st.booleans())
def test_any_ink_survives(
    samples: list[tuple[str, list[list[tuple[int, int]]], bool]], pen_up: bool
) -> None:
    """Write samples as UNIPEN text, with strokes in the air or without, and read the same."""
    lines, segments = [], []
    component = 0
    for label, strokes, listed in samples:
        numbers = []
        for stroke in strokes:
            lines += [".PEN_DOWN", *(f"{x} {-y}" for x, y in stroke), ".PEN_UP"]
            numbers.append(component)
            component += 1
            if pen_up:
                lines.append("7 7")
                component += 1
        where = ",".join(map(str, numbers)) if listed else f"{numbers[0]}-{numbers[-1]}"
        quoted = label.replace("\\", "\\\\").replace('"', '\\"')
        segments.append(f'.SEGMENT CHARACTER {where} ? "{quoted}"')
    read_back, skipped = read("\n".join([*lines, *segments]) + "\n")
    assert skipped.sentence() is None
    assert [(s.label, s.ink) for s in read_back] == [
        (label, Ink.from_xy(strokes)) for label, strokes, _ in samples
    ]
