"""Drawings of other programs: told by what they hold, read as they were written.

The files of :file:`tests/cases/ink` show the example 5 in the ways of other programs' InkML.
"""

import gzip
import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import assert_sentence, inks

from digit_recognizer.errors import FileError
from digit_recognizer.files import begins_as_picture
from digit_recognizer.ink import Drawing, Ink, begins_as_drawing, parse_drawing, read_drawing
from digit_recognizer.ink.inkml import inkml_bytes
from digit_recognizer.ink.svg import svg_bytes
from digit_recognizer.ink.xml_file import parse_xml
from digit_recognizer.ink.xournal import xournal_bytes
from digit_recognizer.resources import example_drawings

CASES = sorted((Path(__file__).parents[1] / "cases" / "ink").iterdir())
FIVE = next(d for d in map(read_drawing, example_drawings()) if d.label == "5").ink

UNIPEN = """.VERSION 1.0
.COORD X Y T
.X_POINTS_PER_INCH 100
.Y_POINTS_PER_INCH 200
.PEN_DOWN
 0 0 0
 10 -20 5
.PEN_UP
.PEN_DOWN
 5 0 9
"""
XOURNAL = """<xournal><page width="100" height="50"><layer>
<stroke tool="pen" width="1.4 2 3">1 2 3 4.5</stroke><text x="0">7</text>
<stroke tool="highlighter" width="8">1 1 9 9</stroke></layer></page>
<page width="100" height="50"><layer><stroke tool="pen">1 2 1 2</stroke></layer></page></xournal>"""
JIIX = {
    "type": "Text", "version": "3", "bounding-box": {"x": 0}, "words": [
        {"items": [{"type": "stroke", "id": "1", "X": [1, 3], "Y": [2, 4], "T": [50, 1050]}]},
        {"items": [{"type": "stroke", "id": "1", "X": [1, 3], "Y": [2, 4], "T": [50, 1050]},
                   {"type": "stroke", "id": "2", "X": [5], "Y": [6], "T": [2050]}]},
    ],
}  # fmt: skip
REQUEST = {"strokeGroups": [{"strokes": [{"x": [1, 3], "y": [2, 4]}, {"x": [5], "y": [6]}]}]}


def shape_of(ink: Ink) -> list[list[tuple[float, float]]]:
    """Return the points of ink of any size and place as shares of its longer side."""
    box = ink.box
    return [
        [((p.x - box.left) / box.size, (p.y - box.top) / box.size) for p in stroke.points]
        for stroke in ink
    ]


def places(drawing: Drawing) -> list[list[tuple[float, float]]]:
    return [[(point.x, point.y) for point in stroke.points] for stroke in drawing.ink]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
@pytest.mark.parametrize("name", ["a.inkml", "a.xml", "a.ink", "a.png", "a"])
def test_inkml_means_what_its_contexts_say_whatever_it_is_called(
    tmp_path: Path, path: Path, name: str
) -> None:
    (tmp_path / name).write_bytes(path.read_bytes())
    assert begins_as_drawing(tmp_path / name)
    found = shape_of(read_drawing(tmp_path / name).ink)
    for stroke, expected in zip(found, shape_of(FIVE), strict=True):
        assert len(stroke) == len(expected)
        assert all(math.dist(a, b) < 0.01 for a, b in zip(stroke, expected, strict=True))


XY = '<traceFormat xml:id="f"><channel name="X"/><channel name="Y"/></traceFormat>'
YX = '<traceFormat xml:id="g"><channel name="Y"/><channel name="X"/></traceFormat>'


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f'<context xml:id="a">{YX}</context><traceGroup contextRef="#a"><trace>1 2'
         "</trace></traceGroup>", (2, 1)),
        (f'<definitions><context xml:id="a">{YX}</context></definitions>{XY}<trace>1 2</trace>', (1, 2)),
        (f"{XY}<context>{YX}</context><trace>1 2</trace>", (2, 1)),
        (f'<definitions>{XY}{YX}</definitions><context traceFormatRef="#g"/><trace>1 2</trace>', (2, 1)),
        (f'<definitions><mapping xml:id="m" type="affine">2 0 1, 0 3 1</mapping><canvasTransform '
         f'xml:id="t"><mapping mappingRef="#m"/></canvasTransform></definitions>{XY}'
         '<context canvasTransformRef="#t"/><trace>1 2</trace>', (3, 7)),
        (f'{XY}<context><canvasTransform><mapping type="product"><mapping type="affine">0 -1 0, 1 0 0'
         '</mapping><mapping type="affine">1 0 5, 0 1 5</mapping></mapping></canvasTransform></context>'
         "<trace>1 2</trace>", (3, 6)),
        ('<traceFormat><channel name="X" orientation="-ve"/><channel name="F"/><channel name="Y"/>'
         "</traceFormat><trace>1 9 2</trace>", (-1, 2)),
        ('<context><inkSource><traceFormat><channel name="X" units="mm"/><channel name="Y" units="mm"/>'
         '</traceFormat><channelProperties><channelProperty channel="X" name="resolution" value="10" '
         'units="1/mm"/><channelProperty channel="Y" name="resolution" value="50" units="1/cm"/>'
         "</channelProperties></inkSource></context><trace>1 2</trace>", (1, 4)),
        ("<trace>#0A -#ff</trace>", (10, -255)),
    ],
    ids=range(9),
)  # fmt: skip
def test_contexts_hold_where_the_recommendation_says(
    body: str, expected: tuple[float, float]
) -> None:
    (point,) = parse_drawing(f"<ink>{body}</ink>".encode(), "a").ink.strokes[0].points
    assert (point.x, point.y) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('<context xml:id="a" contextRef="#a"/><trace contextRef="#a">1 2</trace>', "without end"),
        ('<context><canvasTransform><mapping type="lookup"/></canvasTransform></context>'
         "<trace>1 2</trace>", "not an affine one"),
        ('<context><canvasTransform><mapping type="affine">1 2</mapping></canvasTransform></context>'
         "<trace>1 2</trace>", "no matrix"),
        ("<traceFormat>" + '<channel name="X"/>' * 200 + "</traceFormat><trace>1</trace>",
         "100 channels"),
    ],
)  # fmt: skip
def test_contexts_that_make_no_sense_are_a_sentence(body: str, said: str) -> None:
    with pytest.raises(FileError, match=said) as caught:
        parse_drawing(f"<ink>{body}</ink>".encode(), "a.inkml")
    assert_sentence(caught.value, "a.inkml")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (UNIPEN.encode(), [[(0, 0), (20, 20)], [(10, 0)]]),
        (XOURNAL.encode(), [[(1, 2), (3, 4.5)], [(1, 52), (1, 52)]]),
        (gzip.compress(XOURNAL.encode()), [[(1, 2), (3, 4.5)], [(1, 52), (1, 52)]]),
        (json.dumps(JIIX).encode(), [[(1, 2), (3, 4)], [(5, 6)]]),
        (json.dumps(REQUEST).encode(), [[(1, 2), (3, 4)], [(5, 6)]]),
    ],
    ids=["UNIPEN", "xoj", "xopp", "jiix", "request"],
)
def test_other_formats_are_read_whatever_they_are_called(
    tmp_path: Path, data: bytes, expected: list[list[tuple[float, float]]]
) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(data)
    assert begins_as_drawing(path) and not begins_as_picture(path)
    assert places(read_drawing(path)) == expected


def test_times_of_myscript_are_milliseconds() -> None:
    one, two = parse_drawing(json.dumps(JIIX).encode(), "a").ink.strokes
    assert (one.start, one.points[1].t) == (0, 1) and two.start == pytest.approx(2)


@pytest.mark.parametrize("begin", ["ink", "xournal"])
@pytest.mark.parametrize("said", ["UTF-.", "UTF-\u00a0.. .", "x" * 3000])
def test_what_the_parser_says_is_part_of_one_sentence(begin: str, said: str) -> None:
    data = f'<?xml version="1.0" encoding="{said}"?><{begin}></{begin}>'.encode()
    with pytest.raises(FileError) as caught:
        parse_drawing(data, "a.ink")
    assert_sentence(caught.value, "a.ink")
    assert len(str(caught.value)) < 300


def test_wacoms_format_is_told_and_what_to_do_instead() -> None:
    with pytest.raises(FileError, match="export it as InkML") as caught:
        parse_drawing(b"RIFF\0\0\0\0UINKHEAD", "a.uim")
    assert_sentence(caught.value, "a.uim", "Universal Ink")


@given(inks(min_size=1))
def test_a_notebook_that_is_written_holds_the_same_strokes(ink: Ink) -> None:
    if ink.box.size > 1e5:
        return
    back = parse_drawing(xournal_bytes(Drawing(ink)), "a").ink
    assert len(back) == len(ink)
    moved = ink.moved(-ink.box.left, -ink.box.top)
    back = back.moved(-back.box.left, -back.box.top)
    for stroke, other in zip(moved, back, strict=True):
        assert len(other.points) == max(2, len(stroke.points))
        for a, b in zip(stroke.points, other.points, strict=False):
            assert math.hypot(a.x - b.x, a.y - b.y) < 0.001


@given(inks(min_size=1), st.text(max_size=20))
def test_svg_is_well_formed_and_has_a_path_for_each_stroke(ink: Ink, label: str) -> None:
    root = parse_xml(svg_bytes(Drawing(ink, label)))
    assert sum(element.tag.endswith("path") for element in root.iter()) == len(ink)


SEEDS = [UNIPEN.encode(), XOURNAL.encode(), json.dumps(JIIX).encode(), inkml_bytes(Drawing(FIVE))]


@given(st.sampled_from(SEEDS), st.data())
def test_any_damage_is_a_drawing_or_a_sentence(seed: bytes, data: st.DataObject) -> None:
    damaged = bytearray(seed)
    for _ in range(data.draw(st.integers(1, 5))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    for content in (bytes(damaged), gzip.compress(bytes(damaged))[:-1]):
        try:
            assert parse_drawing(content, "a.ink").ink
        except FileError as error:
            assert_sentence(error, "a.ink")
