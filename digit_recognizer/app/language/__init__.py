"""Texts in the user's language: every text that the window shows goes through here.

Purpose: ``tr("Save")`` is what to show, in the language in use; ``tr_count`` knows one and many;
``tr_later`` marks a text of a table, which is translated where it is shown; ``tr_reader``
takes what the reader says.
Contract: English is in the program, other languages are in ``catalogues/*.po``. Nothing is loaded before
:func:`use_language` names another language than English, and then one small file.
Not here: texts of the command line, which are English; sentences about files (``errors``).
"""

from digit_recognizer.app.language.reader_texts import tr_reader
from digit_recognizer.app.language.texts import (
    LANGUAGES,
    Language,
    language_in_use,
    speaking,
    system_language,
    tr,
    tr_count,
    tr_later,
    use_language,
    whole_number,
)

__all__ = [
    "LANGUAGES", "Language", "language_in_use", "speaking", "system_language", "tr", "tr_count",
    "tr_later", "tr_reader", "use_language", "whole_number",
]  # fmt: skip
