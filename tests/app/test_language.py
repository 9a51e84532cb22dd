"""Texts of the window: none bypasses the translations, no catalogue lags behind, values fit."""

import ast
import gettext
import io
import re
import string
from collections.abc import Iterator
from pathlib import Path

import catalogues
import pytest
from babel.messages.mofile import write_mo
from support import ROOT

from digit_recognizer.app.actions import ACTIONS, MENUS
from digit_recognizer.app.language import (
    LANGUAGES,
    language_in_use,
    system_language,
    tr,
    tr_count,
    tr_reader,
    use_language,
    whole_number,
)
from digit_recognizer.app.language.catalogue import entries, translations
from digit_recognizer.app.language.reader_texts import CLAUSES
from digit_recognizer.doubt import Reason
from digit_recognizer.expression import calculate, row_from_text

PARTS = [ROOT / "digit_recognizer" / part for part in ("app", "gui", "web")]
ENGLISH = {
    f"digit_recognizer/web/{name}.py"
    for name in (
        "addresses",
        "gate",
        "keys",
        "openapi",
        "running",
        "server",
        "reading/file_reading",
    )
}
"""What speaks on the terminal, to programs, and of files: English, as everywhere."""
MODULES = [
    path
    for part in PARTS
    for path in sorted(part.rglob("*.py"))
    if path.relative_to(ROOT).as_posix() not in ENGLISH
]
CATALOGUES = catalogues.catalogues()
TRANSLATING = {"tr", "tr_later", "tr_count", "Action"}
NOT_FOR_PEOPLE = {
    "DisplayError",  # no window, so no language yet: said on the terminal
    "TypeVar",
    "ParamSpec",
    "ValueError",  # a bug
    "LatestCall",  # names of threads
    "SideWork",
    "CancellableRun",
    "bind",
    "bind_class",
    "compile",  # patterns, and Tcl
    "eval",
    "sub",
    "event_generate",
}
"""Calls whose texts nobody reads in a window."""
KEYS_AND_NAMES = re.compile(
    r"SunValley\w+|Tk\w+Font|(Accent|Toggle|\w+)?\.?T[A-Z]\w+|Toolbutton|Digit Recognizer"
    r"|Return|Left|Right|Up|Down|Home|End|Prior|Next|Escape|Esc|Delete|Del|BackSpace|Plus|Minus"
    r"|PageUp|PageDown|PgUp|PgDn|Mod|Ctrl|Command|Control|Shift|Alt|(Mod|Key|KP)[-_].*|F\d+"
    r"|digit-recognizer canvas|<.*>|[A-Z]|Language|English|German|French|Deutsch|Français|.*\.po"
)
"""Names that Tk knows, and names that are the same in all languages."""


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    """The language is one for the whole process."""
    yield
    use_language("en")


def looks_like_text(text: str) -> bool:
    """Whether a person would read ``text``: two words, or one that begins with a capital letter."""
    is_text = re.search(r"[^\W\d_]{2,}[ \n].*[^\W\d_]|^[A-Z][a-z]+…?$", text) is not None
    return is_text and not KEYS_AND_NAMES.fullmatch(text)


def untranslated(source: str) -> list[tuple[int, str]]:
    """Return line and text of what people would read untranslated in a module."""
    tree = ast.parse(source)
    passed: set[int] = set()

    def pass_all(node: ast.AST | None) -> None:
        passed.update(map(id, ast.walk(node)) if node is not None else ())

    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant()):
                pass_all(node)  # a docstring
            case ast.arg(annotation=annotation) | ast.AnnAssign(annotation=annotation):
                pass_all(annotation)
            case ast.FunctionDef(returns=returns):
                pass_all(returns)
            case ast.Subscript(slice=inner):
                pass_all(inner)
            case ast.Compare():
                pass_all(node)
            case ast.Assign(targets=[ast.Name(id="__all__")]):
                pass_all(node)
            case ast.Call(func=function):
                if (
                    ast.unparse(function).split(".")[-1].split("[")[0]
                    in TRANSLATING | NOT_FOR_PEOPLE
                ):
                    pass_all(node)
    found = []
    for node in ast.walk(tree):
        if id(node) in passed:
            continue
        if isinstance(node, ast.JoinedStr):
            parts = [part.value for part in node.values if isinstance(part, ast.Constant)]
            passed.update(map(id, node.values))
            if any(re.search(r"[^\W\d_]{2,} | [^\W\d_]{2,}", str(part)) for part in parts):
                found.append((node.lineno, ast.unparse(node)))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found += [(node.lineno, node.value)] if looks_like_text(node.value) else []
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_text_bypasses_the_translations(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert untranslated(source) == [], "put tr() around it, or tr_later() in a table"


def test_a_text_that_bypasses_them_is_found() -> None:
    assert untranslated('label.configure(text="Wrong? Tap it.")') == [(1, "Wrong? Tap it.")]
    assert untranslated('menu.add("Undo")\nsay(f"Saved {name}")') != []
    assert (
        untranslated('say(tr("Saved {name}", name=name)); bind("<Escape>"); KEY = "Escape"') == []
    )


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_no_catalogue_lags_behind(path: Path) -> None:
    lacks = catalogues.lacks(catalogues.load(path), catalogues.extracted())
    assert lacks == [], "run tools/catalogues.py and translate what is empty"
    assert {path.stem for path in CATALOGUES} | {"en"} == {lang.code for lang in LANGUAGES}


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_translations_take_the_same_values(path: Path) -> None:
    def fields(text: str) -> list[str]:
        return sorted(
            str(name) for _, name, _, _ in string.Formatter().parse(text) if name is not None
        )

    for message in catalogues.messages(catalogues.load(path)):
        ids = list(message.id) if isinstance(message.id, tuple) else [message.id]
        for form in catalogues.forms(message):
            assert fields(form) in [fields(text) for text in ids], form
            ends = [(text[:1].isspace(), text[-1:].isspace()) for text in (ids[0], form)]
            assert ends[0] == ends[1], f"blanks at the ends of {form!r}"


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_a_catalogue_is_read_as_babel_reads_it(path: Path) -> None:
    file = io.BytesIO()
    write_mo(file, catalogues.load(path))
    file.seek(0)
    theirs, ours = gettext.GNUTranslations(file), translations(path)
    for message in catalogues.messages(catalogues.load(path)):
        if isinstance(message.id, tuple):
            for count in (0, 1, 2, 1_000_000):
                assert ours.ngettext(*message.id, count) == theirs.ngettext(*message.id, count)
        else:
            assert ours.gettext(message.id) == theirs.gettext(message.id) == message.string


def test_what_is_no_catalogue_is_refused() -> None:
    assert dict(entries('msgid "a"\nmsgstr ""\n"b\\n"\n"\\"c"\n')) == {"a": 'b\n"c'}
    assert dict(entries('#, fuzzy\nmsgid "a"\nmsgstr "b"\n\nmsgid "c"\nmsgstr ""\n')) == {}
    with pytest.raises(ValueError, match="no line of a catalogue"):
        dict(entries("<html>"))


def test_a_text_is_shown_in_the_language_in_use() -> None:
    assert tr("Saved {name}", name="7.png") == "Saved 7.png"
    use_language("de")
    assert tr("Saved {name}", name="7.png") == "7.png gespeichert"
    assert tr_count("{count} drawing", "{count} drawings", 1) == "1 Zeichnung"
    assert tr_count("{count} drawing", "{count} drawings", 1204) == "1.204 Zeichnungen"
    assert {action.name: action.label for action in ACTIONS}["undo"] == "Rückgängig"
    use_language("fr")
    assert language_in_use().name == "Français"
    assert tr_count("{count} drawing", "{count} drawings", 0) == "0 dessin"
    assert whole_number(1204) == "1\N{NARROW NO-BREAK SPACE}204"
    assert tr("of no catalogue") == "of no catalogue"


@pytest.mark.parametrize(
    ("environment", "code"),
    [
        ({"LANG": "de_DE.UTF-8"}, "de"),
        ({"LANG": "de_AT@euro", "LC_ALL": "fr_CH.UTF-8"}, "fr"),
        ({"LANGUAGE": "pt_BR:fr:de", "LANG": "pt_BR.UTF-8"}, "fr"),
        ({"LANG": "ja_JP.UTF-8"}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LC_ALL": "", "LANG": "French_France.1252"}, "fr"),
        ({"LANG": "den_CA"}, "en"),
    ],
)
def test_the_language_is_the_systems(environment: dict[str, str], code: str) -> None:
    assert system_language(environment).code == code


def test_what_the_reader_says_is_translated() -> None:
    assert {reason.value for reason in Reason} <= set(CLAUSES)
    said = {
        calculate(row_from_text(text)).words
        for text in (
            "1/0=",
            "1+",
            "2+=3",
            "1..5",
            "(2",
            ")2",
            "[2)",
            "1<2<",
            "50%+1=",
            "8÷2÷2=",
            "()",
        )
    } - {""}
    assert len(said) > 6
    use_language("de")
    for text in said:
        assert tr_reader(text) != text, text
    both = "nothing can be divided by 0; a 1 may be a 7"
    assert tr_reader(both) == "durch 0 kann man nicht teilen; eine 1 kann eine 7 sein"
    assert tr_reader("something unheard of") == "something unheard of"


@pytest.mark.parametrize("code", [language.code for language in LANGUAGES])
def test_menus_say_different_things(code: str) -> None:
    use_language(code)
    for entries_ in MENUS.values():
        labels = [entry.label for entry in entries_]
        assert len(set(labels)) == len(labels)
