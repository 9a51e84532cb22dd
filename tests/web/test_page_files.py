"""The page's files: small, without inline code, all of them preloaded, in the window's colours."""

import html.parser
import re
from pathlib import Path

import pytest
from support import ROOT

from digit_recognizer.app.palette import DARK_PALETTE, LIGHT_PALETTE, Palette

PAGE = ROOT / "digit_recognizer" / "web" / "static"
DOCUMENTS = {"index.html": "board/main.js", "class.html": "class/main.js"}
FILES = sorted(path for path in PAGE.rglob("*") if path.is_file())


class Links(html.parser.HTMLParser):
    """What a document loads, and what of it is inline."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.preloaded: set[str] = set()
        self.inline: list[str] = []
        self._tag = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self._tag = tag
        self.inline += [name for name in found if name == "style" or name.startswith("on")]
        address = found.get("src") or found.get("href")
        if address and found.get("rel") == "modulepreload":
            self.preloaded.add(address)
        elif address:
            self.loaded.append(address)

    def handle_data(self, data: str) -> None:
        if self._tag in {"script", "style"} and data.strip():
            self.inline.append(data)


def modules_of(start: Path) -> set[Path]:
    """Return a module and all that it imports."""
    found: set[Path] = set()
    waiting = [start]
    while waiting:
        path = waiting.pop().resolve()
        if path not in found:
            found.add(path)
            waiting += [
                path.parent / name for name in re.findall(r'from "(\..+?)"', path.read_text())
            ]
    return found


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_has_no_inline_code_and_loads_only_its_own_files(name: str) -> None:
    links = Links((PAGE / name).read_text(encoding="utf-8"))
    assert links.inline == []
    for address in links.loaded:
        assert address.startswith("/static/"), address
        assert (PAGE / address.removeprefix("/static/")).is_file(), address


@pytest.mark.parametrize(("name", "start"), DOCUMENTS.items())
def test_all_modules_are_fetched_at_once(name: str, start: str) -> None:
    needed = {
        f"/static/{path.relative_to(PAGE).as_posix()}" for path in modules_of(PAGE / start)
    } - {f"/static/{start}"}
    assert Links((PAGE / name).read_text(encoding="utf-8")).preloaded == needed


def test_every_module_and_style_sheet_is_used() -> None:
    used = {path for start in DOCUMENTS.values() for path in modules_of(PAGE / start)}
    loaded = {
        PAGE / address.removeprefix("/static/")
        for name in DOCUMENTS
        for address in Links((PAGE / name).read_text(encoding="utf-8")).loaded
    }
    assert [path for path in FILES if path.suffix == ".js" and path not in used] == []
    assert [path for path in FILES if path.suffix == ".css" and path not in loaded] == []


def test_no_module_runs_text_sets_markup_or_reaches_out() -> None:
    forbidden = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|eval\(|new Function|document\.write"
    )
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        assert not forbidden.search(text), path.name
        outside = set(re.findall(r"https?://[^\s\"'`)]+", text)) - {
            "http://www.w3.org/1998/Math/MathML", "http://www.w3.org/2000/svg",
        }  # fmt: skip
        assert outside == set(), path.name


def test_files_are_short_and_folders_not_full() -> None:
    lengths = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}
    assert {name: lines for name, lines in lengths.items() if lines > 300} == {}
    for folder in {path.parent for path in FILES}:
        assert len(list(folder.iterdir())) <= 20


@pytest.mark.parametrize(
    ("begin", "palette"),
    [(":root {", LIGHT_PALETTE), (':root[data-theme="dark"] {', DARK_PALETTE),
     (':root:not([data-theme="light"]) {', DARK_PALETTE)],
)  # fmt: skip
def test_the_colours_are_the_windows(begin: str, palette: Palette) -> None:
    sheet = (PAGE / "css" / "theme.css").read_text(encoding="utf-8")
    block = sheet.split(begin, 1)[1].split("}", 1)[0]
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))
    for role in Palette.__slots__:
        assert colours[role] == getattr(palette, role), role
