"""The language in use, and texts in it.

Purpose: choose a language, and translate.
Contract: one language for the whole process, English until another is chosen. A text that a catalogue
lacks is shown in English. Texts are templates of ``str.format``: values are put in after translation.
Not here: the format of catalogues (``catalogue``).
"""

import contextlib
import gettext
import locale
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

CATALOGUE_FOLDER = Path(__file__).parent / "catalogues"
LANGUAGE_VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
"""Where systems say which language is wanted, as GNU gettext looks for it."""


@dataclass(frozen=True, slots=True)
class Language:
    """A language: its ISO 639 ``code``, its own ``name``, its ``english_name``, which Windows uses.

    ``thousands``: what stands between thousands.
    """

    code: str
    name: str
    english_name: str
    thousands: str


LANGUAGES = (
    Language("en", "English", "English", ","),
    Language("de", "Deutsch", "German", "."),
    Language("fr", "Français", "French", "\N{NARROW NO-BREAK SPACE}"),
)


class _Translator:
    """What is in use."""

    def __init__(self) -> None:
        self.language = LANGUAGES[0]
        self.catalogue = gettext.NullTranslations()
        self._loaded = {self.language: self.catalogue}

    def use(self, language: Language) -> None:
        if language not in self._loaded:
            from digit_recognizer.app.language.catalogue import translations  # English needs none

            path = CATALOGUE_FOLDER / f"{language.code}.po"
            self._loaded[language] = translations(path)
        self.language, self.catalogue = language, self._loaded[language]


_TRANSLATOR = _Translator()


def tr(text: str, /, **values: object) -> str:
    """Return ``text`` in the language in use; ``values``: what its ``{names}`` stand for."""
    found = _TRANSLATOR.catalogue.gettext(text)
    return found.format(**values) if values else found


def tr_count(one: str, many: str, count: int, /, **values: object) -> str:
    """Return ``one`` or ``many``, as ``count`` wants, in the language in use, with ``{count}`` in it."""
    found = _TRANSLATOR.catalogue.ngettext(one, many, count)
    return found.format(count=whole_number(count), **values)


def tr_later(text: str, /) -> str:
    """Return ``text`` as it is, to be translated where it is shown: for tables and constants."""
    return text


def whole_number(count: int) -> str:
    """Return ``count`` with what the language in use has between thousands.

    >>> whole_number(1204)
    '1,204'
    """
    return f"{count:,}".replace(",", _TRANSLATOR.language.thousands)


def use_language(code: str) -> None:
    """Use the language of this code from now on; "" or one that is not there: the system's."""
    chosen = {language.code: language for language in LANGUAGES}
    _TRANSLATOR.use(chosen.get(code) or system_language(os.environ))


@contextlib.contextmanager
def speaking(code: str) -> Iterator[None]:
    """Use the language of this code within the block, for programs that speak several.

    The block must not wait for anything: the language is one for the whole process.
    """
    former = _TRANSLATOR.language
    use_language(code)
    try:
        yield
    finally:
        _TRANSLATOR.use(former)


def language_in_use() -> Language:
    """Return the language in use."""
    return _TRANSLATOR.language


def system_language(environment: Mapping[str, str]) -> Language:
    """Return the language that the system is set to, by ``environment``; English where it is not there.

    Systems without such variables are asked by way of ``locale``.
    """
    named = next((environment[name] for name in LANGUAGE_VARIABLES if environment.get(name)), "")
    wanted = named.split(":") if named else [locale.getlocale()[0] or ""]
    for name in wanted:
        for language in LANGUAGES:
            short, long = language.code, language.english_name.lower()
            if name.lower().replace("-", "_").split("_")[0].split(".")[0] in (short, long):
                return language
    return LANGUAGES[0]
