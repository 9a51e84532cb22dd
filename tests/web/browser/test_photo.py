"""A photo on the page: chosen as from a camera, read, its table corrected and saved."""

import csv
import json
from pathlib import Path

from browser import Browser
from composed_drawings import MARK_VALUES, sheet_of_marks
from paper_photo import photo_of
from writing import Board, example

from digit_recognizer.ink import Drawing

SAVING = """window.saved = null; { const make = URL.createObjectURL;
URL.createObjectURL = blob => {
  blob.text().then(text => { window.saved = text }); return make(blob) } }"""


def choose(page: Board, path: Path) -> None:
    """Choose a file as a person does, through the browser's own chooser."""
    browser: Browser = page.browser
    browser.send("Page.setInterceptFileChooserDialog", enabled=True)
    browser.click("[aria-label=Photo]")
    page.wait_for("document.querySelector('input[type=file]')")
    root = browser.send("DOM.getDocument")["root"]["nodeId"]
    node = browser.send("DOM.querySelector", nodeId=root, selector="input[type=file]")["nodeId"]
    browser.send("DOM.setFileInputFiles", nodeId=node, files=[str(path)])


def test_a_photographed_sum_is_read_with_its_result(page: Board, tmp_path: Path) -> None:
    path = tmp_path / "sum.jpg"
    photo_of(example("sum"), tilt=1.5).save(path, quality=90)
    choose(page, path)
    page.wait_for("document.querySelector('.photo .typeset')")
    assert page.text(".photo .typeset math") == "12+34="
    assert page.text(".photo .result") == "46"
    assert page.count(".picture .mark") == 6
    page.browser.press("Escape")
    page.wait_for("!document.querySelector('dialog')")


def test_a_photographed_table_is_corrected_and_saved(
    page: Board, tmp_path: Path, examples: dict[str, Drawing]
) -> None:
    path = tmp_path / "marks.jpg"
    sheet_of_marks(examples).save(path, quality=90)
    choose(page, path)
    page.wait_for("document.querySelector('.photo table')")
    cells = page.count(".photo td input")
    assert cells == page.count(".picture .mark") == sum(map(len, MARK_VALUES))
    page.browser.value("document.querySelectorAll('.photo td input')[3].focus()")
    assert page.count(".picture .mark.in-hand") == 1
    page.browser.value("document.querySelectorAll('.photo td input')[3].select()")
    page.browser.type("17.5")
    assert page.count(".photo td input.corrected") == 1
    page.browser.value(SAVING)
    page.browser.value("document.querySelector('.photo button.primary').click()")  # below the fold
    page.wait_for("window.saved !== null")
    rows = list(csv.reader(page.browser.value("saved").splitlines()))
    assert "17.5" in json.dumps(rows)


def test_what_is_no_picture_is_told_in_a_sentence(page: Board, tmp_path: Path) -> None:
    path = tmp_path / "notes.png"
    path.write_bytes(b"no picture at all")
    choose(page, path)
    page.wait_for("!document.querySelector('.notice').hidden")
    assert page.text(".notice") == "notes.png is no picture that this browser can show."
    assert page.count("dialog") == 0
