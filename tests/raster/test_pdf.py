"""Pages of PDF files: the scan as it is, other pages at a usual size, every fault a sentence."""

import sys
import threading
from pathlib import Path

import made_pdf
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image
from support import assert_sentence

from digit_recognizer.errors import FileError
from digit_recognizer.limited.process import LimitedProcess
from digit_recognizer.pdf import parameters as pdf
from digit_recognizer.pdf.worker import document_of, page_of
from digit_recognizer.raster import page_from_image
from digit_recognizer.raster.image import MAX_SHEETS, sheet_numbers, sheets

NAME = "scan.pdf"


def numbers(data: bytes) -> list[int]:
    return list(sheet_numbers(data, NAME))


def scan(width: int, height: int) -> Image.Image:
    """Return a page of smooth grey with a dark bar whose place says which way is up."""
    levels = np.tile(np.linspace(180, 255, width), (height, 1))
    levels[height // 8 : height // 4, width // 8 : width // 2] = 0
    return Image.fromarray(levels.astype(np.uint8))


@pytest.mark.parametrize("resolution", [72, 150, 200, 300, 600])
@pytest.mark.parametrize("size", [(500, 700), (701, 333), (160, 120)])
def test_a_scan_keeps_its_own_pixels(resolution: int, size: tuple[int, int]) -> None:
    picture = scan(*size)
    (sheet,) = sheets(made_pdf.scanned([picture], resolution), NAME)
    assert sheet.shape == (size[1], size[0], 3) and sheet.dtype == np.uint8
    difference = np.abs(sheet[..., 0].astype(int) - np.asarray(picture))
    assert difference.mean() < 2  # Pillow saves grey pages as JPEG


def test_bilevel_and_colour_pages_are_exact_and_each_has_its_size() -> None:
    rng = np.random.default_rng(1)
    fax = Image.fromarray(rng.random((120, 90)) < 0.8)
    colour = Image.new("RGB", (64, 48), (10, 200, 30))
    found = list(sheets(made_pdf.scanned([fax, colour]), NAME))
    assert np.array_equal(found[0][..., 1], np.asarray(fax.convert("L")))
    assert found[1].shape == (48, 64, 3)
    assert np.abs(found[1].astype(int) - (10, 200, 30)).max() <= 3


def test_a_page_without_a_scan_has_the_usual_resolution() -> None:
    (sheet,) = sheets(made_pdf.drawn(b"3 0 R"), NAME)
    assert sheet.shape == (round(100 * 200 / 72), round(200 * 200 / 72), 3)
    assert sheet[sheet.shape[0] // 2, sheet.shape[1] // 2, 0] == 0 and sheet[3, 3, 0] == 255


def test_a_page_is_upright_where_the_file_turns_it() -> None:
    (plain,) = sheets(made_pdf.drawn(b"3 0 R"), NAME)
    (turned,) = sheets(made_pdf.drawn(b"3 0 R", rest=b"/Rotate 90"), NAME)
    assert turned.shape[:2] == plain.shape[1::-1]


@pytest.mark.parametrize(
    "box", [b"0 0 14400 14400", b"0 0 2 14400", b"0 0 1e6 1", b"0 0 0 0", b"x y", b"0 0 1e-3 1e-3"]
)
def test_pages_of_any_size_stay_within_the_limits(box: bytes) -> None:
    try:
        (sheet,) = sheets(made_pdf.drawn(b"3 0 R", box=box), NAME)
    except FileError as error:
        assert_sentence(error, NAME)
    else:
        assert sheet.shape[0] * sheet.shape[1] <= 1.01 * pdf.MAX_PDF_PIXELS
        assert max(sheet.shape) <= pdf.MAX_PDF_SIDE


def test_any_page_is_found_by_its_number() -> None:
    data = made_pdf.scanned([Image.new("L", (30 + i, 40), 255) for i in range(12)])
    assert numbers(data) == list(range(1, 13))
    assert next(sheets(data, NAME, 7)).shape[1] == 36
    assert [sheet.shape[1] for sheet in sheets(data, NAME, 11)] == [40, 41]
    assert list(sheets(data, NAME, 13)) == []


def test_a_broken_page_is_a_sentence_and_the_next_one_is_there() -> None:
    data = made_pdf.drawn(b"3 0 R", b"9 0 R", b"3 0 R")
    assert numbers(data) == [1, 2, 3]
    pages = sheets(data, NAME)
    assert next(pages).ndim == 3
    with pytest.raises(FileError, match="page 2") as caught:
        next(pages)
    assert_sentence(caught.value, NAME)
    assert next(sheets(data, NAME, 3)).ndim == 3


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (made_pdf.LOCKED, "needs a password"),
        (made_pdf.drawn(count=0), "without pages"),
        (b"%PDF-1.7", "damaged PDF"),
        (b"%PDF-1.7\n" + b"<html>no PDF</html>" * 50, "damaged PDF"),
        (made_pdf.drawn(b"3 0 R")[:150], "damaged PDF"),
        (made_pdf.drawn(b"3 0 R", count=MAX_SHEETS + 1), "more than 10,000 pages"),
        (b"<html>no PDF</html>", "not an image this program reads"),
    ],
)
def test_what_is_wrong_is_one_sentence(data: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.write_bytes(data)
    for read in (
        lambda: page_from_image(path),
        lambda: list(sheets(data, str(path))),
        lambda: list(sheet_numbers(data, str(path))),
        lambda: list(sheet_numbers(path, str(path))),
    ):
        with pytest.raises(FileError, match=said) as caught:
            read()
        assert_sentence(caught.value, path)


def test_without_the_extra_there_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    with pytest.raises(FileError, match="needs pypdfium2") as caught:
        numbers(made_pdf.drawn(b"3 0 R"))
    assert_sentence(caught.value, NAME, "pip install '.[pdf]'")


def test_threads_take_turns() -> None:
    data = made_pdf.scanned([scan(200, 300)] * 3)
    found: list[list[NDArray[np.uint8]]] = []
    threads = [
        threading.Thread(target=lambda: found.append(list(sheets(data, NAME)))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8 and all(np.array_equal(each[2], found[0][0]) for each in found)


WHOLE = made_pdf.scanned([scan(60, 80), scan(30, 30)])


@given(st.data())
def test_any_damage_gives_pages_or_a_sentence(data: st.DataObject) -> None:
    damaged = bytearray(WHOLE)
    for _ in range(data.draw(st.integers(1, 6))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(1, len(damaged)))
    for each in (damaged, damaged[:cut]):
        opened = document_of(bytes(each))  # in this process: one for each of many files is slow
        count = 1 if isinstance(opened, str) else min(len(opened), 3)
        for number in range(1, count + 1):
            page = opened if isinstance(opened, str) else page_of(opened, number)
            if isinstance(page, str):
                assert_sentence(f"{NAME} {page}", NAME)
            else:
                assert page.dtype == np.uint8 and page.shape[2] == 3


def form(content: bytes, *, inner: bytes = b"") -> bytes:
    """Return a drawing in a page's drawing; ``inner``: what it may use in turn."""
    head = b"/Type/XObject/Subtype/Form/BBox[0 0 200 100]/Resources<<" + inner + b">>"
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (head, len(content), content)


def paged(*resources: bytes, uses: bytes, content: bytes) -> bytes:
    """Return a PDF of one page that may use ``resources``, objects from number 5 on."""
    return made_pdf.objects_of(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R/Resources<<%s>>>>" % uses,
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        *resources,
    )


TILE = (
    b"/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 .01 .01]/XStep .001/YStep .001/Resources<<>>"
)
ENDLESS = {
    "nested": paged(
        *(form(b"/F Do " * 20, inner=b"/XObject<</F %d 0 R>>" % (6 + n)) for n in range(12)),
        form(b"0 0 m 9 9 l S"), uses=b"/XObject<</F 5 0 R>>", content=b"/F Do",
    ),
    "tiles": paged(
        b"<<%s/Length 15>>stream\n0 0 m .1 .1 l S\nendstream" % TILE,
        uses=b"/Pattern<</P 5 0 R>>", content=b"/Pattern cs /P scn 0 0 200 200 re f",
    ),
    "bytes": paged(
        b"<<>>", uses=b"", content=b"q " * 5_000_000,
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", ENDLESS)
def test_a_page_that_is_drawn_without_end_is_stopped(kind: str, tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.write_bytes(ENDLESS[kind])
    assert numbers(ENDLESS[kind]) == [1]
    with pytest.raises(FileError, match="page 1 takes more than 3 s to draw") as caught:
        page_from_image(path)
    assert_sentence(caught.value, path, "save it as a picture")


def test_the_process_ends_with_the_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[LimitedProcess] = []
    monkeypatch.setattr(
        "digit_recognizer.pdf.LimitedProcess",
        lambda module: started.append(LimitedProcess(module)) or started[-1],
    )
    pages = sheets(made_pdf.scanned([scan(60, 80)] * 2), NAME)
    next(pages)
    (process,) = started
    assert process.process.poll() is None
    pages.close()  # type: ignore[attr-defined]
    assert process.process.wait(10) is not None
