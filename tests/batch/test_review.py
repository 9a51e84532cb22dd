"""The review page: self-contained, safe, usable with the keyboard alone, its corrections importable."""

import base64
import csv
import hashlib
import html.parser
import io
import json
import re
import time
from pathlib import Path

import numpy as np
import pytest
from browser import CHROMIUM, PATIENCE, Browser
from PIL import Image
from support import Digits, assert_failed, assert_sentence

from digit_recognizer.batch.review import ReviewPage
from digit_recognizer.batch.rows import Field, Row
from digit_recognizer.errors import FileError
from digit_recognizer.library.store import Library

CHECKED = "document.querySelectorAll('.checked').length"
HOSTILE = "</textarea><script>alert(1)</script><img src=http://x.example/ onerror=alert(1)>\"'&"


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A page with a thick stroke at the left and nothing else."""
    page = np.full((400, 1000), 255, np.uint8)
    page[100:300, 100:130] = 0
    path = tmp_path / "one.png"
    Image.fromarray(page).save(path)
    return path


def pages(path: Path, rows: list[Row], boxes: tuple[Field, ...] = ()) -> str:
    """Return the page of ``rows``."""
    with ReviewPage(path, boxes) as page:
        page.write(rows)
    return path.read_text(encoding="utf-8")


def crops(text: str) -> list[Image.Image]:
    """Return the pictures on a page."""
    found = re.findall(r'src="data:image/(?:png|jpeg);base64,([^"]+)"', text)
    return [Image.open(io.BytesIO(base64.b64decode(one))) for one in found]


def test_doubtful_rows_are_shown_with_their_crop_and_no_others(
    tmp_path: Path, picture: Path
) -> None:
    name = str(picture)
    row = Row(name, "", "1", None, 0.6, (("7", 0.3),), True, ((100, 100, 30, 200),))
    sure = Row(name, "", "3", 3, 0.99, (), False)
    gone = Row(str(tmp_path / "gone.png"), "", "4")
    broken = Row(name, error="it is damaged.")
    text = pages(tmp_path / "r.html", [row, sure, gone, broken])
    assert text.count('<section class="row"') == 1
    assert 'data-text="7"' in text and "60 %" in text
    assert "1 doubtful readings. 1 could not be shown" in text
    (crop,) = crops(text)
    assert crop.height > crop.width / 2 and crop.size != (640, 256)  # what was read, with a margin


def test_crops_are_those_of_the_region_and_the_page(tmp_path: Path, picture: Path) -> None:
    sheets = [Image.fromarray(np.full((30, 40 + 10 * i), 255, np.uint8)) for i in range(3)]
    many = tmp_path / "many.tif"
    sheets[0].save(many, save_all=True, append_images=sheets[1:])
    box = Field("", 1, "amount", (90, 90, 60, 50))
    rows = [
        Row(str(many), "page 2", "1"),
        Row(str(picture), "amount", "1"),
        Row(str(many), "page 9"),
    ]
    text = pages(tmp_path / "r.html", rows, (box,))
    assert [crop.size for crop in crops(text)] == [(50, 30), (60, 50)]


def test_the_page_needs_nothing_and_escapes_everything(tmp_path: Path, picture: Path) -> None:
    odd = tmp_path / ("q\"'<b>&\u202e" + ".png")
    odd.write_bytes(picture.read_bytes())
    row = Row(str(odd), HOSTILE, HOSTILE, None, 0.5, ((HOSTILE, 0.2),))
    text = pages(tmp_path / "r.html", [row])

    tags: list[tuple[str, dict[str, str | None]]] = []

    class Reader(html.parser.HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            tags.append((tag, dict(attrs)))

    Reader().feed(text)
    assert [tag for tag, _ in tags].count("script") == 1
    assert not any(name.startswith("on") for _, attributes in tags for name in attributes)
    for tag, attributes in tags:
        for name in ("src", "href", "action"):
            assert (attributes.get(name) or "data:").startswith("data:"), tag
    (shown,) = (attributes for tag, attributes in tags if attributes.get("class") == "row")
    assert shown["data-text"] == HOSTILE and "\u202e" not in text
    policy = next(a["content"] for _, a in tags if a.get("http-equiv"))
    assert policy and "default-src 'none'" in policy and "unsafe" not in policy
    for tag in ("style", "script"):
        content = text.partition(f"<{tag}>")[2].partition(f"</{tag}>")[0]
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy


def test_a_page_that_fails_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "r.html"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(KeyboardInterrupt), ReviewPage(path):
        raise KeyboardInterrupt
    assert path.read_text(encoding="utf-8") == "old" and len(list(tmp_path.iterdir())) == 1
    with pytest.raises(FileError), ReviewPage(tmp_path / "none" / "r.html"):
        pass


def test_digits_read_writes_the_page(digits: Digits, tmp_path: Path) -> None:
    scribble = np.full((120, 120), 255, np.uint8)
    scribble[10:110:8, 10:110] = 0
    scribble[10:110, 10:110:9] = 0
    Image.fromarray(scribble).save(tmp_path / "doubtful.png")
    page = tmp_path / "review.html"
    code, out, err = digits(
        "read", "--expect", "digit", tmp_path / "doubtful.png", "--review", page
    )
    assert (code, err) == (0, "") and "doubtful.png" in out
    assert "1 doubtful readings" in page.read_text(encoding="utf-8")
    nowhere = tmp_path / "none" / "review.html"
    code, _, err = digits("read", tmp_path / "doubtful.png", "--review", nowhere)
    assert code == 2
    assert_sentence(err.rstrip(), nowhere)


def test_corrections_are_imported(digits: Digits, tmp_path: Path, picture: Path) -> None:
    content = base64.b64encode(picture.read_bytes()).decode()
    table = tmp_path / "corrections.csv"
    lines = [
        ["file", "field", "label", "reading", "confidence", "doubtful", "picture"],
        ["=a.png", "", "1", "7", "0.6", "yes", content],
        ["b.png", "", "2", "7", "0.6", "yes", "no base64!"],
        ["c.png", "", "2", "7", "0.6", "yes", base64.b64encode(b"no picture").decode()],
    ]
    with table.open("w", newline="", encoding="utf-8-sig") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows(lines)
    library = tmp_path / "l.sqlite3"
    code, out, err = digits("library", "import", table, "--library", library, "--json")
    values = json.loads(out)
    assert (code, values["added"], len(values["broken"])) == (1, 1, 2)
    for number, sentence in enumerate(err.splitlines(), 2):
        assert_sentence(sentence, f"{table}, picture {number}")
    with Library.open(library) as kept:
        (entry,) = kept.get(kept.ids())
    assert (entry.label, entry.text, entry.doubtful) == ("1", "7", True)
    assert entry.source == "=a.png"
    table.write_text("file,label\na.png,1\n", encoding="utf-8")
    assert_failed(digits("library", "import", table, "--library", library), table, "picture")


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")
def test_a_person_checks_and_saves_in_a_real_browser(
    digits: Digits, tmp_path: Path, picture: Path
) -> None:
    others = []
    for number in range(4):
        path = tmp_path / f"={number}.png"
        page = np.full((90, 60), 255, np.uint8)
        page[10:80, 10 + 8 * number : 20 + 8 * number] = 0
        Image.fromarray(page).save(path)
        others.append(str(path))
    rows = [
        Row(others[0], "", "1", None, 0.6),
        Row(others[1], "", "7", None, 0.5, (("1", 0.4),)),
        Row(others[2], HOSTILE, "2+2", None, 0.4),
        Row(others[3], "", "4", None, 0.4),
    ]
    pages(tmp_path / "r.html", rows)
    with Browser(tmp_path) as browser:
        browser.open(tmp_path / "r.html")
        assert browser.value("document.images.length") == 4
        assert browser.value("[...document.images].every(image => image.naturalWidth > 0)")
        assert browser.value("getComputedStyle(document.querySelector('.row')).display") == "grid"
        assert browser.value("document.getElementById('save').disabled")
        browser.press("Enter")  # right as it stands
        browser.press("Digit1", alt=True)  # the other reading
        browser.type("=1+1")
        browser.press("Enter")
        browser.press("Enter")
        browser.press("Escape")  # the last one again as it was
        assert browser.value("document.getElementById('count').textContent") == "3 of 4 checked"
        # What was checked is there again; on a busy machine the browser needs a moment to keep it.
        end = time.monotonic() + PATIENCE
        browser.open(tmp_path / "r.html")
        while browser.value(CHECKED) != 3 and time.monotonic() < end:
            time.sleep(0.2)
            browser.open(tmp_path / "r.html")
        assert browser.value(CHECKED) == 3
        browser.value("document.getElementById('save').click()")
        saved = tmp_path / "corrections.csv"
        end = time.monotonic() + PATIENCE
        while not saved.exists() and time.monotonic() < end:
            time.sleep(0.05)
        assert browser.problems == []
    with saved.open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.DictReader(file))
    assert [row["label"] for row in found] == ["1", "1", "'=1+1"]
    assert [row["reading"] for row in found] == ["1", "7", "2+2"]
    assert found[2]["field"] == HOSTILE
    code, out, err = digits(
        "library", "import", saved, "--library", tmp_path / "l.sqlite3", "--json"
    )
    assert (code, err) == (0, "")
    assert json.loads(out)["added"] == 3
