"""InkML in and out: round trips, files of other programs, and files that mean harm."""

import os
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import assert_sentence, inks

from digit_recognizer.errors import FileError
from digit_recognizer.ink import Drawing, Ink, read_inkml, write_inkml
from digit_recognizer.ink.inkml import MAX_POINTS, parse_inkml
from digit_recognizer.ink.xml_file import MAX_ELEMENTS
from digit_recognizer.resources import example_drawings

NAMESPACE = 'xmlns="http://www.w3.org/2003/InkML"'


def read(folder: Path, content: str | bytes) -> Drawing:
    """Return what is read from a file ``drawing.inkml`` with this content."""
    path = folder / "drawing.inkml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_inkml(path)


def read_traces(folder: Path, body: str) -> list[list[tuple[float, ...]]]:
    """Return the points of a drawing with this content inside ``<ink>``."""
    drawing = read(folder, f"<ink {NAMESPACE}>{body}</ink>")
    return [[tuple(point) for point in stroke.points] for stroke in drawing.ink]


def refused(folder: Path, content: str | bytes) -> str:
    """Return the sentence that refuses a file with this content."""
    with pytest.raises(FileError) as caught:
        read(folder, content)
    assert_sentence(caught.value, folder / "drawing.inkml")
    return str(caught.value)


texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1).filter(
    lambda text: text == text.strip() and not {"\ufffe", "\uffff"} & set(text)
)


@given(
    inks(min_size=1),
    st.none() | texts,
    st.none() | texts,
    st.dictionaries(texts.filter(lambda t: t not in {"truth", "writer"}), texts, max_size=3),
)
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory,
    ink: Ink,
    label: str | None,
    writer: str | None,
    notes: dict[str, str],
) -> None:
    path = tmp_path_factory.getbasetemp() / "round-trip.inkml"
    drawing = Drawing(ink, label, writer, notes)
    write_inkml(path, drawing)
    assert read_inkml(path) == drawing


def test_the_example_drawings_name_their_digit() -> None:
    labels = [read_inkml(path).label for path in example_drawings()]
    assert sorted(set(filter(None, labels))) == list("0123456789")


def test_a_note_that_xml_cannot_hold_is_saved_without_those_characters(tmp_path: Path) -> None:
    path = tmp_path / "note.inkml"
    write_inkml(path, Drawing(Ink.from_xy([[(1, 2)]]), "7\x00\ud800\x1b[m", notes={"a\0b": "c\0d"}))
    drawing = read_inkml(path)
    assert (drawing.label, drawing.notes) == ("7[m", {"ab": "cd"})


def test_lines_and_quotes_survive_in_notes(tmp_path: Path) -> None:
    drawing = Drawing(Ink.from_xy([[(1, 2)]]), notes={'a "b" <c>\n': "two\r\nlines & <more>"})
    write_inkml(tmp_path / "note.inkml", drawing)
    assert read_inkml(tmp_path / "note.inkml") == drawing


@pytest.mark.parametrize("where", ["", "context", "definitions", "inkSource", "traceFormatRef"])
def test_the_order_of_channels_is_the_trace_formats(tmp_path: Path, where: str) -> None:
    channels = '<channel name="T"/><channel name="Y"/><channel name="F"/><channel name="X"/>'
    body = {
        "": f"<traceFormat>{channels}</traceFormat>",
        "context": f'<context xml:id="c"><traceFormat>{channels}</traceFormat></context>',
        "definitions": f"<definitions><traceFormat>{channels}</traceFormat></definitions>",
        "inkSource": '<context xml:id="c"><inkSource>'
        f"<traceFormat>{channels}</traceFormat></inkSource></context>",
        "traceFormatRef": f'<traceFormat xml:id="f">{channels}</traceFormat>'
        '<context xml:id="c" traceFormatRef="#f"/>',
    }[where]
    traces = read_traces(tmp_path, f'{body}<trace contextRef="#c">1000 2 9 1, 1500 4 9 3</trace>')
    assert traces == [[(1, 2, 0), (3, 4, 0.5)]]


def test_each_trace_has_the_format_of_its_context(tmp_path: Path) -> None:
    body = """
        <context xml:id="yx"><traceFormat><channel name="Y"/><channel name="X"/></traceFormat></context>
        <context xml:id="xy"><traceFormat><channel name="X"/><channel name="Y"/></traceFormat></context>
        <context xml:id="brush"><brush xml:id="b"/></context>
        <trace contextRef="#xy">1 2</trace><trace contextRef="#yx">1 2</trace>
        <trace contextRef="#brush">1 2</trace>"""
    assert read_traces(tmp_path, body) == [[(1, 2, 0)], [(2, 1, 0)], [(1, 2, 0)]]


def test_other_namespaces_prefixes_and_encodings_are_read(tmp_path: Path) -> None:
    plain = "<ink><trace>1 2</trace></ink>"
    prefixed = '<i:ink xmlns:i="http://www.w3.org/2003/InkML"><i:trace>1 2</i:trace></i:ink>'
    utf16 = f'<?xml version="1.0" encoding="UTF-16"?>{plain}'.encode("utf-16")
    drawings = [read(tmp_path, content) for content in (plain, prefixed, utf16)]
    assert [drawing.ink for drawing in drawings] == 3 * [Ink.from_xy([[(1, 2)]])]


def test_traces_in_groups_count_and_traces_in_the_air_do_not(tmp_path: Path) -> None:
    body = """<traceGroup><annotation type="truth">12</annotation>
        <trace>1 1</trace><traceGroup><trace>2 2</trace></traceGroup></traceGroup>
        <trace type="penUp">8 8</trace><trace type="penDown">3 3</trace><trace> </trace>"""
    assert read_traces(tmp_path, body) == [[(1, 1, 0)], [(2, 2, 0)], [(3, 3, 0)]]


def test_differences_are_summed_as_in_the_recommendation(tmp_path: Path) -> None:
    # The worked example of InkML section 3.2.1, without its boolean channel.
    body = """<trace>1125 18432,'23'43,"7"-8,3-5,7 -3,6 2,6 8,3 6,2 4,3 6,3-6</trace>"""
    expected = """1125 18432, 1148 18475, 1178 18510, 1211 18540, 1251 18567, 1297 18596, 1349 18633,
        1404 18676, 1461 18723, 1521 18776, 1584 18823"""
    assert read_traces(tmp_path, body) == read_traces(tmp_path, f"<trace>{expected}</trace>")


def test_an_explicit_value_ends_the_differences_and_a_star_repeats(tmp_path: Path) -> None:
    assert read_traces(tmp_path, "<trace>10 10, '5 '-5, !40 1, * 2</trace>") == [
        [(10, 10, 0), (15, 5, 0), (40, 6, 0), (40, 8, 0)]
    ]


@pytest.mark.parametrize(
    ("units", "seconds"), [("", 0.25), ('units="ms"', 0.25), ('units="s"', 250)]
)
def test_times_are_seconds_from_pen_down(tmp_path: Path, units: str, seconds: float) -> None:
    body = f"""<traceFormat><channel name="X"/><channel name="Y"/><channel name="T" {units}/>
        </traceFormat><trace timeOffset="1500">1 2 1700000000000, 3 4 1700000000250</trace>"""
    drawing = read(tmp_path, f"<ink>{body}</ink>")
    assert drawing.ink.strokes[0].start == 1.5
    assert drawing.ink.strokes[0].points[1].t == seconds


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is not an InkML drawing: give an .inkml file"),
        (b"\0\0\0", "is not an InkML drawing: give an .inkml file"),
        (b"\x89PNG\r\n\x1a\n\0\0", "is not an InkML drawing: give an .inkml file"),
        (b"\n7\n", "is not an InkML drawing: give an .inkml file"),
        (b"\n <ink", "unclosed token"),
        (b"\xff\xfe\0", "is not a usable InkML drawing"),
        (b"<ink><trace>1 2</trace>", "no element found"),
        ("<svg><trace>1 2</trace></svg>", "starts with <svg>"),
        ("<ink/>", "no traces"),
        ("<ink><trace/><trace type='penUp'>1 2</trace></ink>", "no traces"),
        ("<ink><trace>1 2, 3</trace></ink>", "'3' does not have 2 numbers"),
        ("<ink><trace>nan 2</trace></ink>", "does not have 2 numbers"),
        ("<ink><trace>1e999 2</trace></ink>", "finite coordinates"),
        ("<ink><trace>1 -1e300</trace></ink>", "finite coordinates"),
        ("<ink><trace timeOffset='nan'>1 2</trace></ink>", "finite time"),
        ("<ink><trace timeOffset='soon'>1 2</trace></ink>", "'soon' is no number"),
        (
            "<ink><traceFormat><channel name='X'/></traceFormat><trace>1</trace></ink>",
            "lacks the channel X or Y",
        ),
        ("<?xml version='1.0' encoding='klingon'?><ink/>", "klingon"),
        ("<?xml version='1.0' encoding='shift_jis'?><ink/>", "multi-byte"),
        ("<!DOCTYPE ink><ink><trace>1 2</trace></ink>", "document type"),
        ("<!DOCTYPE ink SYSTEM 'file:///etc/hostname'><ink/>", "document type"),
        ("<ink>" * 100_000, "no element found"),
    ],
    ids=lambda value: repr(value)[:50],
)
def test_a_bad_file_is_refused_in_one_sentence(
    tmp_path: Path, content: str | bytes, said: str
) -> None:
    assert said in refused(tmp_path, content)


def test_an_entity_bomb_is_refused_before_it_grows(tmp_path: Path) -> None:
    entities = "".join(f"<!ENTITY e{i} '{f'&e{i - 1};' * 10}'>" for i in range(1, 20))
    bomb = f"<!DOCTYPE ink [<!ENTITY e0 '1 2, '>{entities}]><ink><trace>&e19;</trace></ink>"
    assert "document type" in refused(tmp_path, bomb)


def test_a_million_points_are_refused_and_the_most_allowed_are_read(tmp_path: Path) -> None:
    points = ",".join(["1 2"] * MAX_POINTS)
    assert len(read(tmp_path, f"<ink><trace>{points}</trace></ink>").ink.strokes[0].points) == 10**5
    assert "more than 100,000 points" in refused(
        tmp_path, f"<ink>{f'<trace>{points}</trace>' * 10}</ink>"
    )


def test_more_elements_than_any_drawing_has_are_refused(tmp_path: Path) -> None:
    fill = "<a/>" * (MAX_ELEMENTS - 2)
    assert len(read(tmp_path, f"<ink>{fill}<trace>1 2</trace></ink>").ink) == 1
    said = refused(tmp_path, f"<ink>{fill}<a/><trace>1 2</trace></ink>")
    assert "more than 200,000 elements" in said


@pytest.mark.parametrize("row", ["1 2{}", "1{}2", "{}1 2", "1 '{}2"])
def test_much_white_space_takes_no_time(tmp_path: Path, row: str) -> None:
    began = time.perf_counter()
    blank = " " * 3_000_000
    assert len(read(tmp_path, f"<ink><trace>{row.format(blank)}</trace></ink>").ink) == 1
    assert "does not have 2 numbers" in refused(tmp_path, f"<ink><trace>1{blank}x</trace></ink>")
    assert time.perf_counter() - began < 5


def test_more_bytes_than_any_drawing_has_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "drawing.inkml"
    path.touch()
    os.truncate(path, 2**30)
    with pytest.raises(FileError, match="larger than 8 MB") as caught:
        read_inkml(path)
    assert_sentence(caught.value, path)


def test_a_folder_and_a_missing_file_are_named(tmp_path: Path) -> None:
    for path, said in ((tmp_path, "is a folder"), (tmp_path / "none.inkml", "does not exist")):
        with pytest.raises(FileError, match=said) as caught:
            read_inkml(path)
        assert_sentence(caught.value, path)


@given(
    st.binary(max_size=300)
    | st.text(alphabet="<>/ink trace='\"&;!*,0123456789.eE-").map(str.encode)
)
def test_any_bytes_give_a_drawing_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, inside: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.inkml"
    for content in (inside, b"<ink><trace>" + inside + b"</trace></ink>"):
        path.write_bytes(content)
        try:
            assert read_inkml(path).ink.strokes
        except FileError as error:
            assert_sentence(error, path)


@pytest.mark.parametrize(
    "text",
    [
        "1 2, 3 4", "1.5e2 -.5,+3 4.", "1-2,3-4", "1 2 9, 3 4 9", " 1\t2 ,, 3\n4,", "1 2,3e400 4",
        "1 2, 3", "e 1",
    ],
)  # fmt: skip
def test_plain_numbers_mean_what_marked_ones_mean(text: str) -> None:
    def read(trace: str) -> object:
        data = f'<ink xmlns="http://www.w3.org/2003/InkML"><trace>{trace}</trace></ink>'
        try:
            return parse_inkml(data.encode(), "a.inkml").ink
        except FileError as error:
            return str(error).replace("!", "")

    assert read(text) == read(f"!{text}")
