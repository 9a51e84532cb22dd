"""The texts of the page in a language: what its modules say by ``tr("…")`` is looked up here.

Purpose: the window's catalogues as one JSON object, so that page and window share their translations.
Contract: by the English text; what is counted has an array of forms. English is in the page itself.
Not here: what readings say (``board_reading``), errors (where they are raised).
"""

from functools import lru_cache

from digit_recognizer.app.language.catalogue import entries
from digit_recognizer.app.language.texts import CATALOGUE_FOLDER


@lru_cache(maxsize=8)
def page_texts(language: str) -> dict[str, str | list[str]]:
    """Return the texts in ``language``, of LANGUAGES by its code."""
    path = CATALOGUE_FOLDER / f"{language}.po"
    if not path.exists():
        return {}
    found: dict[str, str | list[str]] = {}
    for ids, said in entries(path.read_text("utf-8")):
        text, *is_counted = ids.split("\0")
        found[text] = said.split("\0") if is_counted else said
    del found[""]  # the catalogue's own header
    return found
