"""Pictures of the window without the window: what is seen of them, opening, reading with ink on them."""

import io
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from paper_photo import photo_of
from PIL import Image

from digit_recognizer.app.palette import DARK_PALETTE, LIGHT_PALETTE
from digit_recognizer.app.picture.affine import Affine
from digit_recognizer.app.picture.images import (
    MAX_IMAGE_SIDE,
    exported,
    is_picture,
    opened_bytes,
    opened_file,
    opened_page,
    ppm,
    source_of,
)
from digit_recognizer.app.picture.picture import Picture, Piece
from digit_recognizer.app.picture.reading import PictureReading, backdrop_of, kept, slope_of
from digit_recognizer.errors import FileError
from digit_recognizer.gui.picture.clipboard import paths_in
from digit_recognizer.ink import Ink, read_inkml
from digit_recognizer.ink.model import Box
from digit_recognizer.reader import Reader
from digit_recognizer.reading import Correction
from digit_recognizer.resources import default_symbols
from digit_recognizer.segmentation import PicturePage, Place

EXPRESSIONS = Path(__file__).parents[2] / "examples" / "expressions"
CANVAS = (600, 500)


@pytest.fixture(scope="module")
def reader() -> Reader:
    if not default_symbols().exists():
        pytest.skip("there is no network for sums")
    return Reader.load()


def line(name: str) -> Ink:
    return read_inkml(next(EXPRESSIONS.rglob(f"{name}.inkml"))).ink


def photo(name: str, tilt: float = 0.0) -> Image.Image:
    return photo_of(line(name), (420, 246), pen=4, tilt=tilt)


def picture_of(image: Image.Image) -> Picture:
    return Picture.of(source_of(image, "test.png"), *CANVAS)


def pixels(picture: Picture, zoom: float = 1.0) -> NDArray[np.uint8]:
    return np.asarray(picture.drawn("RGB", zoom))


# What is seen of a picture

CHANGES = st.lists(
    st.one_of(
        st.sampled_from(["left", "right"]),
        st.tuples(*[st.floats(0, 0.4)] * 2, *[st.floats(0.6, 1)] * 2),
    ),
    max_size=5,
)


@settings(deadline=None, max_examples=40)
@given(CHANGES, st.integers(0, 5))
def test_turning_and_cutting_is_as_with_the_pixels_themselves(
    changes: list[str | tuple[float, float, float, float]], seed: int
) -> None:
    chance = np.random.default_rng(seed)
    expected = chance.integers(0, 256, (90, 140, 3), np.uint8)
    picture = picture_of(Image.fromarray(expected))
    for change in changes:
        if isinstance(change, str):
            picture = picture.turned("left" if change == "left" else "right").placed(*CANVAS)
            expected = np.rot90(expected, 1 if change == "left" else -1)
            continue
        height, width = expected.shape[:2]
        left, top, right, bottom = (
            round(share * side) for share, side in zip(change, (width, height) * 2, strict=True)
        )
        edge = 1e-6  # a region's border may be anywhere within a pixel
        places = [
            (
                picture.left + picture.scale * (x + a * edge),
                picture.top + picture.scale * (y + a * edge),
            )
            for x, y, a in ((left, top, 1), (right, bottom, -1))
        ]
        cut = picture.cut(Box(*places[0], *places[1]))
        if cut is None:
            assert min(right - left, bottom - top) < 8
            return
        picture, expected = cut.placed(*CANVAS), expected[top:bottom, left:right]
    np.testing.assert_array_equal(pixels(picture), expected)


def test_a_place_of_the_ink_stays_on_the_same_pixel_of_the_image() -> None:
    picture = picture_of(Image.new("RGB", (300, 200)))
    cut = picture.cut(Box(100, 150, 400, 300))
    assert cut is not None
    for changed in (picture.turned("right"), picture.straightened(0.2), cut):
        placed = changed.placed(*CANVAS)
        moved = picture.onto(placed).at(222.0, 211.0)
        here, there = picture.canvas_to_source.at(222.0, 211.0), placed.canvas_to_source.at(*moved)
        assert math.dist(here, there) < 1e-6
    ink = Ink.from_xy([[(1, 2), (3, 4)]])
    there_and_back = Affine.turning(0.3, 5, 5).inverse().after(Affine.turning(0.3, 5, 5))
    box = there_and_back.of_ink(ink).box
    assert math.dist(box[:2], (1, 2)) < 1e-9 and math.dist(box[2:], (3, 4)) < 1e-9


def test_what_lies_beyond_a_tilted_picture_looks_like_its_border() -> None:
    grey = picture_of(Image.new("RGB", (200, 120), (180, 170, 160))).straightened(0.3)
    assert (pixels(grey) == (180, 170, 160)).all()
    assert (pixels(grey, 0.37) == (180, 170, 160)).all()


@pytest.mark.parametrize("paper", [40, 220])
def test_ink_that_is_taken_out_leaves_the_paper_around_it(paper: int) -> None:
    y, x = np.mgrid[0:120, 0:200]
    array = np.clip(paper + 0.1 * x - 0.05 * y, 0, 255)  # light from one side
    bare = array.copy()
    array[50:80, 60:64] = array[60:64, 120:150] = 255 - paper
    picture = picture_of(Image.fromarray(array.astype(np.uint8)))
    spots = np.array([(x + 0.5, y + 0.5) for x in range(60, 64) for y in range(50, 80)])
    placed = spots * picture.scale + (picture.left, picture.top)
    left, top, right, bottom = *placed.min(axis=0), *placed.max(axis=0)
    one = Piece(Box(left, top, right, bottom), placed.astype(np.float32), picture.scale)
    other = Piece(Box(0, 0, 1, 1), np.zeros((1, 2), np.float32), picture.scale)
    picture.pieces = (one, other)
    rest = picture.without([one])
    assert rest.former == (other,) and picture.without([]) is picture
    shown = np.asarray(rest.drawn("L", 1.0), np.float32)
    assert np.abs(shown[45:85, 55:70] - bare[45:85, 55:70]).max() < 4
    assert (shown[60:64, 120:150] == 255 - paper).all()
    assert (np.asarray(picture.drawn("L", 1.0))[50:80, 60:64] == 255 - paper).all()
    assert kept((other,), [other, one]) == (other, one)


def test_a_region_of_next_to_nothing_is_none() -> None:
    picture = picture_of(Image.new("RGB", (300, 200)))
    assert picture.cut(Box(-90, -90, -10, -10)) is None
    assert picture.cut(Box(100, 200, 101, 300)) is None


def test_paper_is_as_bright_as_the_theme() -> None:
    for shade in (90, 200):  # chalk on a board, pencil on dim paper
        array = np.full((100, 160, 3), shade, np.uint8)
        array[40:60, 70:90] = 250 if shade == 90 else 30
        picture = picture_of(Image.fromarray(array))
        for palette in (LIGHT_PALETTE, DARK_PALETTE):
            data = ppm(picture, 1.0, dark=palette == DARK_PALETTE)
            header, body = data.split(b" 255 ", 1)
            width, height = map(int, header.split()[1:])
            shown = np.frombuffer(body, np.uint8).reshape(height, width, 3)
            paper, ink = float(np.median(shown)), float(shown[height // 2, width // 2].mean())
            assert (paper < 80 < ink - 60) if palette == DARK_PALETTE else (paper > 150 > ink)


def test_only_writing_that_is_lighter_than_its_paper_is_turned_over() -> None:
    photo = np.asarray(photo_of(line("brackets"), (400, 300), pen=5), np.float32)
    for light in (0.3, 0.45, 1.0):  # brown paper in bad light, too
        for is_board in (False, True):
            array = (light * (255 - photo if is_board else photo)).astype(np.uint8)
            picture = picture_of(Image.fromarray(array))
            assert picture.source.has_dark_ink is not is_board
            header, body = ppm(picture, 1.0, dark=False).split(b" 255 ", 1)
            width, height = map(int, header.split()[1:])
            shown = np.frombuffer(body, np.uint8).reshape(height, width, 3).mean(axis=2)
            assert np.median(shown) - shown.min() > shown.max() - np.median(shown)


# Opening


def encoded(image: Image.Image, form: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def test_pictures_of_every_kind_become_upright_colours() -> None:
    colours = Image.fromarray(np.full((40, 60, 3), (250, 240, 20), np.uint8))
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned right
    sideways = opened_bytes(encoded(colours, "JPEG", exif=exif.tobytes()), "a", "a")
    assert sideways.image.size == (40, 60) and sideways.image.pixels.mode == "RGB"
    deep = Image.fromarray(np.full((30, 30), 65535, np.uint16))
    assert opened_bytes(encoded(deep, "PNG"), "a", "a").paper == 255
    dark_on_nothing = Image.new("RGBA", (30, 30))
    dark_on_nothing.paste((10, 10, 10, 255), (10, 10, 14, 20))
    assert opened_bytes(encoded(dark_on_nothing, "PNG"), "a", "a").paper == 255
    bright = Image.new("RGBA", (30, 30))
    bright.paste((240, 240, 240, 255), (10, 10, 14, 20))
    assert opened_bytes(encoded(bright, "PNG"), "a", "a").paper == 0
    pages = encoded(colours, "TIFF", save_all=True, append_images=[colours])
    first = opened_bytes(pages, "a", "a")
    assert first.pages is not None and first.pages.caption == "Page 1 of 2"
    second = opened_page(first.pages.at(2))
    assert second.pages is not None and second.pages.number == 2
    assert sideways.pages is None
    large = source_of(Image.new("L", (MAX_IMAGE_SIDE + 10, 20)), "a")
    assert max(large.image.size) <= MAX_IMAGE_SIDE


@pytest.mark.parametrize("kind", ["empty", "text", "cut off", "bomb", "folder", "missing"])
def test_what_is_no_picture_is_one_sentence(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    whole = encoded(Image.effect_noise((60, 60), 90), "PNG")
    header = whole[:16] + (50_000).to_bytes(4, "big") * 2 + whole[24:29]
    contents = {"empty": b"", "text": b"no picture", "cut off": whole[:900], "bomb": header}
    if kind == "folder":
        path.mkdir()
    elif kind in contents:
        path.write_bytes(contents[kind])
    assert is_picture(path)  # by its name
    with pytest.raises(FileError) as raised:
        opened_file(path)
    sentence = str(raised.value)
    assert "photo.png" in sentence and sentence.endswith(".") and "\n" not in sentence


def test_what_a_file_is_shows_in_its_name_or_its_beginning(tmp_path: Path) -> None:
    nameless = tmp_path / "drawing"
    nameless.write_bytes((EXPRESSIONS / "sum.inkml").read_bytes())
    assert not is_picture(nameless) and not is_picture(tmp_path / "gone")
    nameless.write_bytes(encoded(Image.new("L", (9, 9)), "PNG"))
    assert is_picture(nameless) and not is_picture(tmp_path / "a.INKML")


def test_files_are_found_in_what_file_managers_copy(tmp_path: Path) -> None:
    path = tmp_path / "my photo ü.png"
    path.touch()
    for text in (
        f"copy\n{path.as_uri()}", f"# files\r\n{path.as_uri()}\r\n", f"{path}\n", f"x\n{path}\0",
    ):  # fmt: skip
        assert paths_in(text) == [path]
    for text in (
        "",
        "12+3=",
        "photo.png",
        "http://example.org/photo.png",
        "file:",
        "\0",
        "/" * 9999,
    ):
        assert paths_in(text) == []


# Reading


@pytest.mark.parametrize("tilt", [-11.0, 0.0, 4.0])
def test_how_far_writing_slopes_is_found(tilt: float) -> None:
    lines = photo_of(line("three-lines"), (500, 390), pen=5, tilt=tilt)
    found = math.degrees(math.atan(slope_of(picture_of(lines))))
    assert abs(found - tilt) < 1.5
    straight = picture_of(lines).straightened(math.tan(math.radians(found)))
    assert abs(math.degrees(math.atan(slope_of(straight)))) < 1.5


def test_nothing_is_straight() -> None:
    assert slope_of(picture_of(Image.new("RGB", (200, 100), "white"))) == 0.0


def test_a_picture_is_read_as_its_file_is(reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "sum.png"
    photo("sum").save(path)
    picture = Picture.of(opened_file(path), *CANVAS)
    reading, pieces_ = PictureReading().read(reader, picture, Ink(), "auto", ())
    assert reading.text == reader.read_image(path).text == "12+34="
    assert picture.pieces == (), "a picture is the painting thread's to change"
    assert len(pieces_) == 7  # an equals sign has two
    for symbol in reading.symbols:  # its boxes are on its ink, in units of the canvas
        pieces = [pieces_[index] for index in symbol.strokes]
        x, y = pieces[0].spots[0]
        assert symbol.box.is_near(float(x), float(y), 0.01)
        assert pieces[0].distance_to(float(x), float(y)) == 0


def test_signs_of_the_last_line_are_no_rests_of_a_form(reader: Reader) -> None:
    lines = photo_of(line("three-lines"), (1000, 600), pen=5)
    reading = reader.read_image(np.asarray(lines))
    assert reading.text.splitlines()[-1] == "(3)/(8)-(1)/(4)="


def test_small_writing_on_a_large_page_stays_apart(reader: Reader) -> None:
    page = photo_of(line("five-lines"), (1200, 700), pen=3)
    lines = reader.read_image(np.asarray(page)).text.splitlines()
    assert lines[0] == "125+348-197=" and len(lines) == 5
    picture = Picture.of(source_of(page, "page"), *CANVAS)
    reading, _ = PictureReading().read(reader, picture, Ink(), "auto", ())
    assert reading.text.splitlines()[0] == lines[0]


def test_what_is_drawn_on_a_picture_is_read_with_it(reader: Reader) -> None:
    picture = Picture.of(source_of(photo("number"), "photo"), *CANVAS)
    read = PictureReading()
    reading, pieces = read.read(reader, picture, Ink(), "auto", ())
    assert reading.text == "4096"
    right, middle = pieces[-1].box.right, sum(pieces[-1].box[1::2]) / 2
    high = pieces[-1].box.bottom - pieces[-1].box.top
    plus = Ink.from_xy(
        [
            [
                (right + 0.25 * high, middle),
                (right + 0.5 * high, middle),
                (right + 0.8 * high, middle),
            ],
            [
                (right + 0.52 * high, middle - 0.28 * high),
                (right + 0.52 * high, middle + 0.28 * high),
            ],
        ]
    )
    reading, again = read.read(reader, picture, plus, "auto", ())
    assert again is pieces
    assert reading.text == "4096+"
    assert reading.symbols[-1].strokes == (0, 1)  # strokes come first
    assert min(reading.symbols[0].strokes) >= 2
    # A stroke through a piece of the picture is one symbol with it, whatever it is read as.
    four = reading.symbols[0]
    through = Ink.from_xy([[(four.box.left, four.box.bottom), (four.box.right, four.box.top)]])
    mixed, _ = read.read(reader, picture, through, "auto", ())
    assert any(0 in s.strokes and len(s.strokes) > 1 for s in mixed.symbols)


def test_a_piece_of_a_picture_can_be_corrected(reader: Reader) -> None:
    picture = Picture.of(source_of(photo("sum"), "photo"), *CANVAS)
    read = PictureReading()
    two = read.read(reader, picture, Ink(), "auto", ())[0].symbols[1]
    corrected, _ = read.read(reader, picture, Ink(), "auto", [Correction(two.strokes, "7")])
    assert corrected.text == "17+34=" and corrected.symbols[1].confidence > 0.9


def test_blank_pictures_and_single_digits(reader: Reader) -> None:
    blank = Picture.of(source_of(Image.new("RGB", (200, 100), "white"), "blank"), *CANVAS)
    read = PictureReading()
    assert read.read(reader, blank, Ink(), "auto", ())[0].reason == "the image shows no ink"
    seven = read_inkml(EXPRESSIONS.parent / "drawings" / "seven-crossed.inkml").ink
    assert read.read(reader, blank, seven, "auto", ())[0].text == "7"
    one = Picture.of(source_of(photo_of(seven, (300, 400)), "seven"), *CANVAS)
    for expect in ("auto", "digit"):
        reading, _ = read.read(reader, one, Ink(), expect, ())  # type: ignore[arg-type]
        assert reading.text == "7" and not reading.lines
    dot = Ink.from_xy([[(5, 5)]])  # far from it, beside the picture
    assert read.read(reader, one, dot, "digit", ())[0].hypotheses


def test_a_sloping_picture_has_its_boxes_on_its_ink(reader: Reader) -> None:
    picture = Picture.of(source_of(photo("sum", 8), "photo"), *CANVAS)
    backdrop, place = backdrop_of(picture, reader)
    assert backdrop.slope > 0.1
    reading, _ = PictureReading().read(reader, picture, Ink(), "auto", ())
    shown = np.asarray(picture.drawn("L", 1.0))
    for symbol in reading.symbols:
        left, top, right, bottom = (
            round((side - start) / picture.scale)
            for side, start in zip(symbol.box, (picture.left, picture.top) * 2, strict=True)
        )
        inside = shown[top:bottom, left:right]
        assert inside.min() < 110 < np.median(shown[:, left:right])  # there is ink in it
    moved = backdrop.on_level(backdrop.on_page(Ink.from_xy([[(300, 250)]]), place))
    back = backdrop.seen(moved.box, place)
    assert math.dist(back[:2], (300, 250)) < 1.5 * place.scale


def test_backdrops_without_ink_have_a_pen() -> None:
    backdrop = PicturePage.of(np.zeros((50, 60), np.uint8))
    assert backdrop.pen >= 1 and backdrop.on_page(Ink(), Place()) == Ink()


def test_an_exported_picture_has_what_was_drawn_on_it() -> None:
    picture = Picture.of(source_of(Image.new("RGB", (300, 200), (240, 230, 220)), "p"), *CANVAS)
    box = picture.box
    ink = Ink.from_xy([[((box.left + box.right) / 2, (box.top + box.bottom) / 2)]])
    image = Image.open(io.BytesIO(exported(picture, ink, 20)))
    assert image.size == (300, 200)
    assert image.getpixel((150, 100)) == (22, 32, 46)
    assert image.getpixel((5, 5)) == (240, 230, 220)
