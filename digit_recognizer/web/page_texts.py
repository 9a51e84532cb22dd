"""The texts of the page, by the names that its modules use.

Purpose: one table, translated by the window's catalogues, sent as one JSON object.
Contract: a name stays; ``{…}`` in a text is put in by the page.
Not here: what readings say (``board_reading``), errors (where they are raised).
"""

from digit_recognizer.app.language import speaking, tr, tr_later

PAGE_TEXTS = {"undo": tr_later("Undo"), "redo": tr_later("Redo")}


def page_texts(language: str) -> dict[str, str]:
    """Return the texts in ``language``, of LANGUAGES by its code."""
    with speaking(language):
        return {name: tr(text) for name, text in PAGE_TEXTS.items()}
