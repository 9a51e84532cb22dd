"""Regions of a page are those of the whole page, whatever the picture's mode and however it lies."""

import subprocess
import sys
from pathlib import Path

import made_pdf
import numpy as np
import pytest
from PIL import ExifTags, Image

from digit_recognizer.batch.page_regions import page_regions
from digit_recognizer.errors import FileError
from digit_recognizer.raster.image import sheets
from digit_recognizer.raster.pixels import grey_of

WIDTH, HEIGHT = 37, 23
MODES = {
    "L": "png",
    "RGB": "png",
    "RGBA": "png",
    "1": "png",
    "P": "png",
    "I;16": "png",
    "CMYK": "tiff",
}


def saved(folder: Path, mode: str, turn: int) -> Path:
    """Save a picture of noise that EXIF says lies so."""
    levels = np.random.default_rng(turn).integers(0, 256, (HEIGHT, WIDTH, 4), np.uint8)
    deep = Image.fromarray(levels[..., 0].astype(np.uint16) * 16)
    picture = deep if mode == "I;16" else Image.fromarray(levels).convert(mode)
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = turn
    path = folder / f"a.{MODES[mode]}"
    picture.save(path, exif=exif)
    return path


@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize("mode", MODES)
def test_regions_are_those_of_the_upright_page(tmp_path: Path, mode: str, turn: int) -> None:
    path = saved(tmp_path, mode, turn)
    whole = next(sheets(path, str(path)))
    page = next(page_regions(path))
    height, width = whole.shape[:2]
    assert page.shape == (height, width)
    for x, y, w, h in ((0, 0, width, height), (0, 5, 1, 1), (3, 2, 11, 17), (width - 4, 0, 4, 9)):
        np.testing.assert_array_equal(page.cut((x, y, w, h), "it"), whole[y : y + h, x : x + w])
    np.testing.assert_array_equal(np.asarray(page.grey()), np.asarray(grey_of(whole)))
    np.testing.assert_array_equal(page.whole(), whole)
    with pytest.raises(FileError, match=f"{width} x {height} pixels"):
        page.cut((1, 0, width, 1), "the field a")


def test_pages_of_a_pdf_have_regions_too(tmp_path: Path) -> None:
    pytest.importorskip("pypdfium2")
    path = tmp_path / "a.pdf"
    path.write_bytes(made_pdf.scanned([Image.new("RGB", (40, 30), (9, 99, 200))]))
    (page,) = page_regions(path)
    (whole,) = sheets(path, str(path))
    np.testing.assert_array_equal(page.cut((5, 6, 7, 8), "it"), whole[6:14, 5:12])
    np.testing.assert_array_equal(np.asarray(page.grey()), np.asarray(grey_of(whole)))


MEMORY_OF_REGIONS = """
import resource, sys
from pathlib import Path
from digit_recognizer.batch.page_regions import page_regions
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
page = next(page_regions(Path(sys.argv[1])))
assert page.grey().size[::-1] == page.shape and page.cut((5, 6, 70, 80), "it").any()
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.parametrize(("mode", "turn"), [("RGBA", 1), ("RGB", 6)])
def test_regions_need_no_copy_of_a_large_page(tmp_path: Path, mode: str, turn: int) -> None:
    """So those of 100 megapixels are read within 800 MB, with the program's own 100."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = turn
    path = tmp_path / "large.png"
    Image.new(mode, (6000, 6000), "white").save(path, exif=exif, compress_level=1)
    command = [sys.executable, "-c", MEMORY_OF_REGIONS, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert int(done.stdout) * 1024 < 7 * 6000 * 6000
