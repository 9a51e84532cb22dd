"""Everything the window can do, as a table: menu entry, key, tooltip.

Purpose: one list from which the menus, the key bindings, the tooltips and the help sheet are made, so
that they can't disagree.
Contract: names are unique; ``Mod`` is Ctrl, and Command on macOS.
Not here: doing it (``gui.window``), Tk widgets.
"""

import sys
from dataclasses import dataclass
from itertools import chain

IS_MAC = sys.platform == "darwin"


@dataclass(frozen=True, slots=True)
class Action:
    """One thing the user can do. ``shortcuts``: as in ``Mod+Shift+Z``, with blanks between them.

    ``group``: of the actions of a group one is in force at any time, as with radio buttons.
    ``is_switch``: whether it is on or off, as with check buttons.
    """

    name: str
    label: str
    shortcuts: str
    tip: str
    group: str = ""
    is_switch: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """Its keys; the first one is shown."""
        return tuple(self.shortcuts.split())


MENUS = {
    "File": (
        Action("open", "Open…", "Mod+O", "Open a picture, or a drawing (InkML)"),
        Action("save", "Save to a file", "Mod+Shift+S", "Save the drawing as InkML"),
        Action("save_as", "Save to another file…", "", "Save the drawing under another name"),
        Action("export", "Export picture…", "Mod+E", "Save the drawing as a PNG picture"),
        Action("open_model", "Open model…", "Mod+M", "Use your own Keras .h5 model"),
        Action(
            "shipped_model", "Use the shipped model", "", "Go back to the model that came along"
        ),
        Action("quit", "Quit", "Mod+Q", "Close the window"),
    ),
    "Edit": (
        Action("undo", "Undo", "Mod+Z", "Take back the last stroke or change"),
        Action("redo", "Redo", "Mod+Shift+Z Mod+Y", "Do it again"),
        Action("clear", "Clear", "Esc Delete", "Remove all ink and the picture"),
        Action("paste", "Paste a picture", "Mod+V", "Read the picture on the clipboard"),
        Action("copy", "Copy as text", "Mod+C", "Copy what was read, with the result"),
        Action("copy_result", "Copy the result", "Mod+R", "Copy the result alone"),
        Action("copy_latex", "Copy as LaTeX", "Mod+L", "Copy what was read as LaTeX"),
        Action("copy_mathml", "Copy as MathML", "Mod+Shift+M", "Copy what was read as MathML"),
    ),
    "Tools": (
        Action("pen", "Pen", "P", "Draw with the left button"),
        Action("eraser", "Eraser", "E", "Remove strokes with the left button"),
        Action("thicker", "Thicker pen", "Plus ]", "A wider pen; the reading stays"),
        Action("thinner", "Thinner pen", "Minus [", "A finer pen; the reading stays"),
    ),
    "Picture": (
        Action("turn_left", "Turn left", "Mod+Left", "Turn the picture left"),
        Action("turn_right", "Turn right", "Mod+Right", "Turn the picture right"),
        Action("straighten", "Straighten", "Mod+D", "Make the writing level"),
        Action("region", "Choose a region", "Mod+Shift+X", "Read a region of the picture alone"),
        Action(
            "previous_page", "Previous page", "PageUp", "Show the page before, of a PDF or TIFF"
        ),
        Action("next_page", "Next page", "PageDown", "Show the page behind, of a PDF or TIFF"),
        Action("go_to_page", "Go to page…", "Mod+Shift+G", "Show the page of a number"),
        Action("read_table", "Read as a table", "Mod+Shift+T", "Read the cells of a ruled table"),
        Action("save_table", "Save the table…", "", "Save the table for spreadsheets (CSV)"),
        Action("remove_picture", "Remove", "", "Take the picture away; your strokes stay"),
    ),
    "Reads": (
        Action("auto", "Automatic", "Mod+1", "Find out what is drawn", "expect"),
        Action("digit", "One digit", "Mod+2", "Read all ink as one digit", "expect"),
        Action(
            "expression", "Number or sum", "Mod+3", "Read all ink as a number or a sum", "expect"
        ),
    ),
    "Library": (
        Action("keep", "Save", "Mod+S", "Save the drawing in the library"),
        Action(
            "confirm", "Save, it is right", "Mod+Return", "Save it with what was read as its label"
        ),
        Action(
            "keep_all",
            "Save everything I draw",
            "",
            "Save each drawing when it is cleared",
            is_switch=True,
        ),
        Action(
            "collect",
            "Keep what I correct",
            "",
            "Save corrected drawings, to learn your hand from",
            is_switch=True,
        ),
        Action("writer", "Writer…", "Mod+U", "Say who draws: saved with each drawing"),
        Action("gallery", "Gallery", "Mod+G", "Look through what is saved"),
        Action("analysis", "Analysis", "Mod+Shift+A", "What is read well, and what is confused"),
        Action("learn", "My handwriting…", "Mod+H", "Learn your hand, and see what that is worth"),
    ),
    "View": (
        Action("show_all", "All of it", "Mod+0 Home", "Show all ink, or its beginning again"),
        Action("zoom_in", "Larger", "Mod+Plus Mod+=", "Show the ink larger"),
        Action("zoom_out", "Smaller", "Mod+Minus", "Show the ink smaller"),
        Action("theme", "Light or dark", "Mod+T", "Switch between light and dark"),
        Action("explain", "Explain the reading", "Mod+I F2", "Show why it is read as it is"),
    ),
    "Help": (
        Action("help", "Keys and help", "F1", "Show all keys and actions"),
        Action("about", "About", "", "What this is, and which model reads"),
    ),
}
ACTIONS = tuple(chain.from_iterable(MENUS.values()))

GESTURES = (
    ("A digit's key", "Say what a single digit is (or click it among the bars)"),
    ("Tap a symbol", "Say what it is (or right click, or long press)"),
    ("Tab, then a sign", "The same by key; Return offers, Backspace takes back"),
    ("Tap a cell of a table", "Say what it holds (or Tab: the next doubtful one)"),
    ("Zigzag", "Scratch out what it covers"),
    ("Right button", "Drag to erase"),
    ("Wheel, Space and drag", "Move the paper"),
    ("Drop a file", "Open it (needs the extra drop)"),
    ("Ctrl and wheel", "Show the ink larger or smaller"),
)
"""What the pointer does on the canvas, and the keys that act there alone."""

GALLERY = (
    ("Arrows, Shift, Ctrl+A", "Select drawings (or click)"),
    ("A digit's key, L", "Label what is selected; L types any label"),
    ("Del, Ctrl+Z, Ctrl+Y", "Delete it; take it back, do it again"),
    ("Return", "Open the drawing on the canvas"),
    ("Ctrl+F, Ctrl+0", "Choose filters, clear them"),
    ("F5", "Read all that is shown again"),
)
"""The keys of the gallery."""

TK_KEY_NAMES = {
    "Esc": "Escape", "Plus": "plus", "Minus": "minus", "=": "equal", "[": "bracketleft",
    "]": "bracketright", "PageUp": "Prior", "PageDown": "Next",
}  # fmt: skip
PRINTED_KEYS = {
    "Plus": "+", "Minus": "−", "Delete": "Del", "PageUp": "PgUp", "PageDown": "PgDn",
}  # fmt: skip


def action(name: str) -> Action:
    """Return the action called ``name``; raises KeyError for another name."""
    return {candidate.name: candidate for candidate in ACTIONS}[name]


def shown(key: str, *, mac: bool = IS_MAC) -> str:
    """Return a key as menus show it: ``Ctrl+Shift+Z``, on a Mac ``⇧⌘Z``."""
    *modifiers, last = key.split("+")
    last = PRINTED_KEYS.get(last, last)
    if mac:
        return "".join({"Shift": "⇧", "Mod": "⌘"}[m] for m in reversed(modifiers)) + last
    return "+".join([{"Mod": "Ctrl"}.get(m, m) for m in modifiers] + [last])


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
    return tuple(f"<{'-'.join([*names, letter])}>" for letter in letters)
