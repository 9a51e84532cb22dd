"""What can be done now: the actions that menus offer, and those they show greyed.

Purpose: one answer for all menus and buttons.
Contract: asks the session and changes nothing. An action that is not named here can always be done.
Not here: doing it (``gui.window``); its name and keys (``actions``).
"""

from digit_recognizer.app.clipboard_text import copied, results
from digit_recognizer.app.session import Session

PICTURE_ACTIONS = frozenset(
    {"turn_left", "turn_right", "straighten", "region", "read_table", "remove_picture"}
)
PAGE_ACTIONS = frozenset({"previous_page", "next_page", "go_to_page"})
COPYING_ACTIONS = frozenset({"copy", "copy_latex", "copy_mathml"})


def can_do(name: str, session: Session) -> bool:
    """Whether the action called ``name`` does anything now."""
    editor, reading = session.editor, session.reading
    if name in PICTURE_ACTIONS:
        return editor.picture is not None
    if name in PAGE_ACTIONS:
        return editor.picture is not None and editor.picture.source.pages is not None
    if name in COPYING_ACTIONS:
        is_table = editor.tables is not None
        return is_table or (reading is not None and bool(copied(reading, "text")))
    if name == "copy_result":
        is_digit = reading is not None and not reading.lines and bool(copied(reading, "text"))
        return is_digit or (reading is not None and bool(results(reading)))
    answers = {
        "undo": lambda: editor.can_undo,
        "redo": lambda: editor.can_redo,
        "clear": lambda: not editor.is_empty,
        "export": lambda: not editor.is_empty,
        "show_all": lambda: not editor.is_empty,
        "save": lambda: bool(editor.ink),
        "save_as": lambda: bool(editor.ink),
        "keep": lambda: bool(editor.ink),
        "confirm": lambda: reading is not None and bool(reading.text) and not reading.no_symbol,
        "save_table": lambda: editor.tables is not None,
        "shipped_model": lambda: session.has_own_model,
    }
    return name not in answers or answers[name]()
