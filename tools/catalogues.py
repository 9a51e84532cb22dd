"""Brings the catalogues of the window's texts up to date with the program.

    PYTHONPATH=. python tools/catalogues.py           new texts are added, empty; gone ones are dropped
    PYTHONPATH=. python tools/catalogues.py --check   nothing is written; says what is missing

A translator fills in what is empty in digit_recognizer/app/language/catalogues/*.po and takes out the
word "fuzzy" above what was only guessed.
"""

import io
import sys
from functools import lru_cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from digit_recognizer.app.language.texts import CATALOGUE_FOLDER

PACKAGE = Path(__file__).resolve().parents[1] / "digit_recognizer"
PARTS = ("app", "gui", "web")
PAGE = PACKAGE / "web" / "static"
FUNCTIONS = {"tr": None, "tr_later": None, "tr_count": (1, 2)}
"""Of a call of each, which arguments are texts; None: the first."""
PAGE_FUNCTIONS = {"tr": None, "trLater": None, "trCount": (1, 2)}
UNUSED_HEADERS = (
    b'"Project-Id', b'"Report-Msgid', b'"POT-Creation', b'"PO-Revision', b'"Last-Translator',
    b'"Language-Team', b'"MIME', b'"Content-Transfer', b'"Generated',
)  # fmt: skip
"""They would change with every run, or are nobody's."""
TABLE, TABLE_ROWS = "actions.py", ({"Action": (2,)}, {"Action": (4,)})
"""A row of the table of actions has two texts."""


def main(arguments: list[str]) -> int:
    texts = extracted()
    missing = 0
    for path in catalogues():
        catalogue = load(path)
        if "--check" in arguments:
            for said in lacks(catalogue, texts):
                print(f"{path.name}: {said}")
                missing += 1
            continue
        catalogue.update(texts)
        catalogue.obsolete.clear()
        path.write_bytes(dump(catalogue))
    return 1 if missing else 0


def catalogues() -> list[Path]:
    return sorted(CATALOGUE_FOLDER.glob("*.po"))


def load(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def dump(catalogue: Catalog) -> bytes:
    file = io.BytesIO()
    write_po(file, catalogue, width=100, sort_output=True, no_location=True)
    head, *blocks = file.getvalue().split(b"\n\n")
    kept = [line for line in head.splitlines() if not line.startswith(UNUSED_HEADERS)]
    return b"\n\n".join([b"\n".join(kept), *blocks])


@lru_cache(maxsize=1)
def extracted() -> Catalog:
    """Return all texts of the window and the page, without translations."""
    texts = Catalog(charset="utf-8")
    for part in PARTS:
        for path in sorted((PACKAGE / part).rglob("*.py")):
            for keywords in (FUNCTIONS, *(TABLE_ROWS if path.name == TABLE else ())):
                for _, text, _, _ in extract_from_file("python", path, keywords=keywords):
                    texts.add(text).flags.discard("python-format")
    for path in sorted(PAGE.rglob("*.js")):
        for _, text, _, _ in extract_from_file("javascript", path, keywords=PAGE_FUNCTIONS):
            texts.add(text).flags.discard("python-format")
    return texts


def lacks(catalogue: Catalog, texts: Catalog) -> list[str]:
    """Return what ``catalogue`` lacks of ``texts``, and what it has beyond them."""
    found = []
    for message in messages(texts):
        known = catalogue.get(message.id)
        if known is None:
            found.append(f"not there: {message.id}")
        elif known.fuzzy or not all(forms(known)):
            found.append(f"not translated: {message.id}")
    found += [f"gone: {m.id}" for m in messages(catalogue) if texts.get(m.id) is None]
    return found


def messages(catalogue: Catalog) -> list[Message]:
    """Return the messages without the header."""
    return [message for message in catalogue if message.id]


def forms(message: Message) -> list[str]:
    """Return the translations of a message: for one and many, where it knows both."""
    said = message.string
    return list(said) if isinstance(said, list | tuple) else [said]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
