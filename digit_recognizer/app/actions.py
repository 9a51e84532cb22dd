"""Everything the window can do, as a table: menu entry, key, tooltip.

Purpose: one list from which the menus, the key bindings, the tooltips and the help sheet are made, so
that they can't disagree.
Contract: names are unique; ``Mod`` is Ctrl, and Command on macOS.
Not here: doing it (``gui.window``), Tk widgets.
"""

import sys
from dataclasses import dataclass
from itertools import chain

from digit_recognizer.app.language import tr, tr_later

IS_MAC = sys.platform == "darwin"


@dataclass(frozen=True, slots=True)
class Action:
    """One thing the user can do. ``shortcuts``: as in ``Mod+Shift+Z``, with blanks between them.

    ``title``, ``help``: of its menu entry and its tooltip, in English; the catalogues have both.

    ``group``: of the actions of a group one is in force at any time, as with radio buttons.
    ``is_switch``: whether it is on or off, as with check buttons. ``begins``: whether a line parts it
    from those above.
    """

    name: str
    title: str
    shortcuts: str
    help: str
    group: str = ""
    is_switch: bool = False
    begins: bool = False

    @property
    def label(self) -> str:
        """Its menu entry, in the language in use."""
        return tr(self.title)

    @property
    def tip(self) -> str:
        """What it does, in the language in use."""
        return tr(self.help)

    @property
    def keys(self) -> tuple[str, ...]:
        """Its keys; the first one is shown."""
        return tuple(self.shortcuts.split())


NEW_LANGUAGE = tr_later("Its texts come when the window is opened again")

MENUS = {
    tr_later("File"): (
        Action("open", "Open…", "Mod+O", "Open a picture or a drawing"),
        Action("save", "Save drawing", "Mod+Shift+S", "Save the drawing to its file"),
        Action("save_as", "Save drawing as…", "", "Save the drawing as InkML, Xournal++ or SVG"),
        Action("export", "Export PNG…", "Mod+E", "Save the drawing as a PNG picture", begins=True),
        Action("open_model", "Open model…", "Mod+M", "Use your own Keras .h5 model", begins=True),
        Action(
            "shipped_model",
            "Use the shipped model",
            "",
            "Read with the model that came with the program",
        ),
        Action("quit", "Quit", "Mod+Q", "Close the window", begins=True),
    ),
    tr_later("Edit"): (
        Action("undo", "Undo", "Mod+Z", "Take back the last stroke or change"),
        Action("redo", "Redo", "Mod+Shift+Z Mod+Y", "Do it again"),
        Action("clear", "Clear", "Esc Delete", "Remove all ink and the picture", begins=True),
        Action("paste", "Paste a picture", "Mod+V", "Read the picture on the clipboard"),
        Action("copy", "Copy as text", "Mod+C", "Copy what was read, with the result", begins=True),
        Action("copy_result", "Copy the result", "Mod+R", "Copy the result alone"),
        Action("copy_latex", "Copy as LaTeX", "Mod+L", "Copy what was read as LaTeX"),
        Action("copy_mathml", "Copy as MathML", "Mod+Shift+M", "Copy what was read as MathML"),
    ),
    tr_later("Tools"): (
        Action("pen", "Pen", "P", "Draw with the left button"),
        Action("eraser", "Eraser", "E", "Remove strokes with the left button"),
        Action("lasso", "Lasso", "L", "Circle ink: move, delete or join it (or right button)"),
        Action("thicker", "Thicker pen", "Plus ]", "A wider pen; the reading stays", begins=True),
        Action("thinner", "Thinner pen", "Minus [", "A finer pen; the reading stays"),
    ),
    tr_later("Picture"): (
        Action("turn_left", "Turn left", "Mod+Left", "Turn the picture left"),
        Action("turn_right", "Turn right", "Mod+Right", "Turn the picture right"),
        Action("straighten", "Straighten", "Mod+D", "Make the writing level"),
        Action(
            "region",
            "Choose a region",
            "Mod+Shift+X",
            "Read a region of the picture alone",
            begins=True,
        ),
        Action(
            "previous_page",
            "Previous page",
            "PageUp",
            "Show the page before, of a PDF or TIFF",
            begins=True,
        ),
        Action("next_page", "Next page", "PageDown", "Show the page behind, of a PDF or TIFF"),
        Action("go_to_page", "Go to page…", "Mod+Shift+G", "Show the page of a number"),
        Action(
            "read_table",
            "Read as a table",
            "Mod+Shift+T",
            "Read the cells of a ruled table",
            begins=True,
        ),
        Action("save_table", "Save the table…", "", "Save the table for spreadsheets (CSV)"),
        Action(
            "remove_picture", "Remove", "", "Take the picture away; your strokes stay", begins=True
        ),
    ),
    tr_later("Read as"): (
        Action("auto", "Automatic", "Mod+1", "Find out what is drawn", "expect"),
        Action("digit", "One digit", "Mod+2", "Read all ink as one digit", "expect"),
        Action(
            "expression", "Number or sum", "Mod+3", "Read all ink as a number or a sum", "expect"
        ),
    ),
    tr_later("Library"): (
        Action("keep", "Keep", "Mod+S", "Keep the drawing in the library"),
        Action(
            "confirm", "Keep as right", "Mod+Return", "Keep it, with what was read as its label"
        ),
        Action(
            "keep_all",
            "Keep everything I draw",
            "",
            "Keep each drawing when it is cleared",
            is_switch=True,
        ),
        Action(
            "collect",
            "Keep what I correct",
            "",
            "Keep corrected drawings, to learn your hand from",
            is_switch=True,
        ),
        Action("writer", "Writer…", "Mod+U", "Say who draws: saved with each drawing", begins=True),
        Action("gallery", "Gallery", "Mod+G", "Look through what is saved", begins=True),
        Action("analysis", "Analysis", "Mod+Shift+A", "What is read well, and what is confused"),
        Action(
            "learn",
            "My handwriting…",
            "Mod+H",
            "Learn your hand, and see what that is worth",
            begins=True,
        ),
    ),
    tr_later("View"): (
        Action("show_all", "Show all", "Mod+0 Home", "Show all ink, or its beginning again"),
        Action("zoom_in", "Zoom in", "Mod+Plus Mod+=", "Show the ink larger"),
        Action("zoom_out", "Zoom out", "Mod+Minus", "Show the ink smaller"),
        Action("theme", "Theme", "Mod+T", "Switch between light and dark", begins=True),
        Action(
            "system_theme",
            "As light as the system",
            "",
            "Be light or dark as the system is",
            is_switch=True,
        ),
        Action(
            "system_language", "The system's language", "", NEW_LANGUAGE, "language", begins=True
        ),
        Action("en", "English", "", NEW_LANGUAGE, "language"),
        Action("de", "Deutsch", "", NEW_LANGUAGE, "language"),
        Action("fr", "Français", "", NEW_LANGUAGE, "language"),
        Action("explain", "Why?", "Mod+I F2", "Show why it is read so", begins=True),
    ),
    tr_later("Help"): (
        Action("help", "Keys and help", "F1", "Show all keys and actions"),
        Action("about", "About", "", "What this is, and which model reads"),
    ),
}
ACTIONS = tuple(chain.from_iterable(MENUS.values()))

DROP_GESTURE = (tr_later("Drop a file"), tr_later("Open it"))
FIRST_GESTURES = (
    ("write", tr_later("Write"), tr_later("It is read; behind = the result comes by itself")),
    ("tap", tr_later("Tap a symbol"), tr_later("Say what it is (or right click, or long press)")),
    ("scratch", tr_later("Scratch out"), tr_later("A zigzag removes what it covers")),
    (
        "circle",
        tr_later("Circle ink"),
        tr_later("With the right button or the lasso: drag it, delete it, read it as one"),
    ),
    ("copy", tr_later("Tap a result"), tr_later("Copy it, on the canvas or in the panel")),
    (
        "drag",
        tr_later("Drag a number in the panel"),
        tr_later("Up or down: another one is tried, and the result follows"),
    ),
)
"""What a pen does here: the name of its picture, the gesture, what that does."""

GESTURES = (
    (
        tr_later("A digit's key"),
        tr_later("Say what a single digit is (or click it among the bars)"),
    ),
    (
        tr_later("Tab, then a sign"),
        tr_later("The same by key; Return offers, Backspace takes back"),
    ),
    (
        tr_later("Tap a cell of a table"),
        tr_later("Say what it holds (or Tab: the next doubtful one)"),
    ),
    (tr_later("Middle button"), tr_later("Drag to erase")),
    (tr_later("Wheel, Space and drag"), tr_later("Move the paper")),
    (tr_later("Ctrl and wheel"), tr_later("Show the ink larger or smaller")),
    DROP_GESTURE,
)
"""What else the pointer does on the canvas, and the keys that act there alone."""

GALLERY = (
    (tr_later("Arrows, Shift, Ctrl+A"), tr_later("Select drawings (or click)")),
    (tr_later("A digit's key, L"), tr_later("Label what is selected; L types any label")),
    (tr_later("Del, Ctrl+Z, Ctrl+Y"), tr_later("Delete it; take it back, do it again")),
    (tr_later("Return"), tr_later("Open the drawing on the canvas")),
    (tr_later("Ctrl+F, Ctrl+0"), tr_later("Choose filters, clear them")),
    (tr_later("F5"), tr_later("Read all that is shown again")),
)
"""The keys of the gallery."""

TK_KEY_NAMES = {
    "Esc": "Escape", "Plus": "plus", "Minus": "minus", "=": "equal", "[": "bracketleft",
    "]": "bracketright", "PageUp": "Prior", "PageDown": "Next",
}  # fmt: skip
KEYPAD_NAMES = {"plus": "KP_Add", "minus": "KP_Subtract", "Return": "KP_Enter"} | {
    str(digit): f"KP_{digit}" for digit in range(10)
}
"""The same keys on the keypad."""
PRINTED_KEYS = {
    "Plus": "+", "Minus": "−", "Left": "←", "Right": "→", "Mod": tr_later("Ctrl"),
    "Shift": tr_later("Shift"), "Return": tr_later("Return"), "Esc": tr_later("Esc"),
    "Delete": tr_later("Del"), "Home": tr_later("Home"), "PageUp": tr_later("PgUp"),
    "PageDown": tr_later("PgDn"),
}  # fmt: skip


POSITIONS = {
    first + place: letter
    for first, letters in ((24, "QWERTYUIOP"), (38, "ASDFGHJKL"), (52, "ZXCVBNM"))
    for place, letter in enumerate(letters)
}
"""Letters of the US layout by evdev's key codes, as X11 has them."""


def action(name: str) -> Action:
    """Return the action called ``name``; raises KeyError for another name."""
    return {candidate.name: candidate for candidate in ACTIONS}[name]


def shown(key: str, *, mac: bool = IS_MAC) -> str:
    """Return a key as menus show it: ``Ctrl+Shift+Z``, on a Mac ``⇧⌘Z``, in the language in use."""
    *modifiers, last = key.split("+")
    names = [
        tr(PRINTED_KEYS[name]) if name in PRINTED_KEYS else name for name in (*modifiers, last)
    ]
    if mac:
        return "".join({"Shift": "⇧", "Mod": "⌘"}[m] for m in reversed(modifiers)) + names[-1]
    return "+".join(names)


def tip(name: str) -> str:
    """Return the tooltip of the action ``name``: what it does, and its first key."""
    entry = action(name)
    return f"{entry.tip} ({shown(entry.keys[0])})" if entry.keys else entry.tip


def sequences(key: str, *, mac: bool = IS_MAC) -> tuple[str, ...]:
    """Return the Tk event sequences of a key, for small and (caps lock) capital letters.

    >>> sequences("Mod+Shift+Z", mac=False)
    ('<Control-Shift-z>', '<Control-Shift-Z>')
    """
    *modifiers, last = key.split("+")
    names = [{"Mod": "Command" if mac else "Control"}.get(m, m) for m in modifiers]
    last = TK_KEY_NAMES.get(last, last)
    letters = (last.lower(), last.upper()) if len(last) == 1 and last.isalpha() else (last,)
    if last.isdigit():
        letters = (f"Key-{last}",)  # a digit alone is a button of the mouse to Tk
    if last in KEYPAD_NAMES and not mac:
        letters = (*letters, KEYPAD_NAMES[last])
    return tuple(f"<{'-'.join([*names, letter])}>" for letter in letters)


def letter_at(keysym: str, keycode: int, *, system: str) -> str:
    """Return the letter of the US layout where a key was pressed; "" where its layout has Latin letters.

    ``keysym``: Tk's name of what was pressed. ``keycode``: Tk's number of the key: evdev's on ``system``
    "x11", the letter's own on "win32". Who presses Ctrl and the key that is Z elsewhere means Ctrl+Z.

    >>> letter_at("Cyrillic_ya", 52, system="x11"), letter_at("z", 52, system="x11")
    ('Z', '')
    """
    if len(keysym) == 1 and keysym.isascii():
        return ""
    if system == "win32":
        return chr(keycode) if chr(keycode) in POSITIONS.values() else ""
    return POSITIONS.get(keycode, "") if system == "x11" else ""
