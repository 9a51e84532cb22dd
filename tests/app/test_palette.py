"""Contrast (WCAG 2.2): text at least 4.5 : 1, boxes and labels that carry meaning at least 3 : 1."""

import pytest
from seeing import contrast

from digit_recognizer.app.palette import DARK_PALETTE, LIGHT_PALETTE, Palette, mixed
from digit_recognizer.gui.canvas.overlay import BOX_DASHES, BOX_STRENGTH
from digit_recognizer.gui.picture.table_actions import CELL_FRAME_STRENGTH

PALETTES = [LIGHT_PALETTE, DARK_PALETTE]


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("palette", PALETTES, ids=["light", "dark"])
def test_text_can_be_read(palette: Palette) -> None:
    for role in ("text", "muted", "sure", "doubt", "result", "right", "wrong"):
        for ground in (palette.ground, palette.paper):
            assert contrast(getattr(palette, role), ground) >= 4.5, role


@pytest.mark.parametrize("palette", PALETTES, ids=["light", "dark"])
def test_boxes_can_be_seen(palette: Palette) -> None:
    for role in ("sure", "muted", "doubt"):
        for strength in (BOX_STRENGTH, CELL_FRAME_STRENGTH):
            box = mixed(palette.paper, getattr(palette, role), strength)
            assert contrast(box, palette.paper) >= 3, role


def test_how_sure_it_is_can_be_told_without_colours() -> None:
    looks = [BOX_DASHES[certainty] for certainty in ("sure", "likely", "doubtful")]
    assert len(set(looks)) == 3
