"""The benchmark of boards: a real page writes, and its painted readings are counted."""

import random

import pytest
from serving import BOARD_KEY, RunningServer
from writing import example

from benchmarks.serve.page import CHROMIUM, opened_page


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
def test_a_page_writes_and_says_how_soon_each_stroke_was_painted(_session_home: object) -> None:
    ink = example("sum")
    with RunningServer() as server, opened_page(f"{server.url}/#k={BOARD_KEY}", ink) as page:
        found = page.write(1, 0.05, random.Random(1))
    assert page.text.startswith("12+34=")
    assert len(ink) - 2 <= len(found) <= len(ink)
    assert all(0 < each < 60_000 for each in found)
