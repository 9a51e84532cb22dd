"""Grey levels of any picture, in parts as in one piece; what is transparent becomes paper."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from digit_recognizer.raster import pixels
from digit_recognizer.raster.image import sheets
from digit_recognizer.raster.pixels import grey_of, on_paper

SIZE = 90, 120


def drawn(mode: str, *, ground: int = 255, ink: int = 20) -> Image.Image:
    """A thick cross; of modes with transparency nothing is behind it."""
    image = Image.new("L", SIZE, ground)
    mask = Image.new("L", SIZE, 0)
    for picture, fill in ((image, ink), (mask, 255)):
        pen = ImageDraw.Draw(picture)
        pen.line((20, 30, 70, 95), fill=fill, width=9)
        pen.line((70, 30, 20, 95), fill=fill, width=9)
    if mode in {"RGBA", "LA"}:
        found = Image.merge("LA", (image, mask)).convert(mode)
    else:
        found = image.convert(mode)
    return found


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "I;16"])
def test_a_grey_sheet_is_the_grey_of_the_sheet(tmp_path: Path, mode: str) -> None:
    path = tmp_path / "sheet.png"
    image = drawn("L" if mode == "I;16" else mode)
    if mode == "I;16":
        image = Image.fromarray(np.asarray(image).astype(np.uint16) * 257)
    image.save(path)
    (whole,) = sheets(path, "sheet.png")
    (grey,) = sheets(path, "sheet.png", is_grey=True)
    assert grey.shape == SIZE[::-1] and grey.dtype == np.uint8
    assert np.array_equal(grey, np.asarray(grey_of(whole)))


@pytest.mark.parametrize("ink", [20, 240])
def test_transparency_is_paper_in_parts_as_in_one_piece(
    monkeypatch: pytest.MonkeyPatch, ink: int
) -> None:
    image = drawn("RGBA", ink=ink)
    card = Image.new("RGBA", (200, 220), (0, 0, 0, 0))
    card.paste(drawn("L").convert("RGBA"), (30, 40))
    for picture in (image, card):
        whole = [np.asarray(on_paper(picture, mode)) for mode in ("L", "RGB")]
        monkeypatch.setattr(pixels, "BAND_PIXELS", 1500)
        parts = [np.asarray(on_paper(picture, mode)) for mode in ("L", "RGB")]
        monkeypatch.undo()
        assert all(np.array_equal(a, b) for a, b in zip(whole, parts, strict=True))
    assert whole[0][0, 0] == 255, "around a card it is as the card's paper"
    assert np.asarray(on_paper(image, "L"))[0, 0] == (255 if ink == 20 else 0)
