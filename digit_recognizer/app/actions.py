"""Everything the window can do, as a table: menu entry, key, tooltip.

Purpose: one list from which the menus, the key bindings, the tooltips and the help sheet are made, so
that they can't disagree.
Contract: names are unique; ``Mod`` is Ctrl, and Command on macOS.
Not here: doing it (``gui.window``), Tk widgets.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Action:
    """One thing the user can do. ``keys``: as in ``Mod+Shift+Z``, the first one is shown.

    ``group``: of the actions of a group one is in force at any time, as with radio buttons.
    ``is_switch``: whether it is on or off, as with check buttons.
    """

    name: str
    menu: str
    label: str
    keys: tuple[str, ...]
    tip: str
    group: str = ""
    is_switch: bool = False


ACTIONS = (
    Action("open", "File", "Open…", ("Mod+O",), "Open a picture, or a drawing (InkML)"),
    Action("save", "File", "Save to a file", ("Mod+Shift+S",), "Save the drawing as InkML"),
    Action("save_as", "File", "Save to another file…", (), "Save the drawing under another name"),
    Action("export", "File", "Export picture…", ("Mod+E",), "Save the drawing as a PNG picture"),
    Action("open_model", "File", "Open model…", ("Mod+M",), "Use your own Keras .h5 model"),
    Action(
        "shipped_model", "File", "Use the shipped model", (), "Go back to the model that came along"
    ),
    Action("quit", "File", "Quit", ("Mod+Q",), "Close the window"),
    Action("undo", "Edit", "Undo", ("Mod+Z",), "Take back the last stroke or change"),
    Action("redo", "Edit", "Redo", ("Mod+Shift+Z", "Mod+Y"), "Do it again"),
    Action("clear", "Edit", "Clear", ("Esc", "Delete"), "Remove all ink and the picture"),
    Action("paste", "Edit", "Paste a picture", ("Mod+V",), "Read the picture on the clipboard"),
    Action("copy", "Edit", "Copy as text", ("Mod+C",), "Copy what was read, with the result"),
    Action("copy_result", "Edit", "Copy the result", ("Mod+R",), "Copy the result alone"),
    Action("copy_latex", "Edit", "Copy as LaTeX", ("Mod+L",), "Copy what was read as LaTeX"),
    Action(
        "copy_mathml", "Edit", "Copy as MathML", ("Mod+Shift+M",), "Copy what was read as MathML"
    ),
    Action("pen", "Tools", "Pen", ("P",), "Draw with the left button"),
    Action("eraser", "Tools", "Eraser", ("E",), "Remove strokes with the left button"),
    Action("thicker", "Tools", "Thicker pen", ("Plus", "]"), "A wider pen; the reading stays"),
    Action("thinner", "Tools", "Thinner pen", ("Minus", "["), "A finer pen; the reading stays"),
    Action("turn_left", "Picture", "Turn left", ("Mod+Left",), "Turn the picture left"),
    Action("turn_right", "Picture", "Turn right", ("Mod+Right",), "Turn the picture right"),
    Action("straighten", "Picture", "Straighten", ("Mod+D",), "Make the writing level"),
    Action(
        "region",
        "Picture",
        "Choose a region",
        ("Mod+Shift+X",),
        "Read a region of the picture alone",
    ),
    Action("remove_picture", "Picture", "Remove", (), "Take the picture away; your strokes stay"),
    Action("auto", "Reads", "Automatic", ("Mod+1",), "Find out what is drawn", "expect"),
    Action("digit", "Reads", "One digit", ("Mod+2",), "Read all ink as one digit", "expect"),
    Action(
        "expression",
        "Reads",
        "Number or sum",
        ("Mod+3",),
        "Read all ink as a number or a sum",
        "expect",
    ),
    Action(
        "show_all", "View", "All of it", ("Mod+0", "Home"), "Show all ink, or its beginning again"
    ),
    Action("zoom_in", "View", "Larger", ("Mod+Plus", "Mod+="), "Show the ink larger"),
    Action("zoom_out", "View", "Smaller", ("Mod+Minus",), "Show the ink smaller"),
    Action("theme", "View", "Light or dark", ("Mod+T",), "Switch between light and dark"),
    Action(
        "explain", "View", "Explain the reading", ("Mod+I", "F2"), "Show why it is read as it is"
    ),
    Action("keep", "Library", "Save", ("Mod+S",), "Save the drawing in the library"),
    Action(
        "confirm",
        "Library",
        "Save, it is right",
        ("Mod+Return",),
        "Save it with what was read as its label",
    ),
    Action(
        "keep_all",
        "Library",
        "Save everything I draw",
        (),
        "Save each drawing when it is cleared",
        is_switch=True,
    ),
    Action("writer", "Library", "Writer…", ("Mod+U",), "Say who draws: saved with each drawing"),
    Action("gallery", "Library", "Gallery", ("Mod+G",), "Look through what is saved"),
    Action(
        "analysis",
        "Library",
        "Analysis",
        ("Mod+Shift+A",),
        "What is read well, and what is confused",
    ),
    Action(
        "learn",
        "Library",
        "My handwriting…",
        ("Mod+H",),
        "Learn your hand, and see what that is worth",
    ),
    Action("help", "Help", "Keys and help", ("F1",), "Show all keys and actions"),
    Action("about", "Help", "About", (), "What this is, and which model reads"),
)

GESTURES = (
    ("A digit's key", "Say what a single digit is (or click it among the bars)"),
    ("Tap a symbol", "Say what it is (or right click, or long press)"),
    ("Tab, then a sign", "The same by key; Return offers, Backspace takes back"),
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

MENUS = ("File", "Edit", "Tools", "Picture", "Reads", "Library", "View", "Help")

_TK_NAMES = {
    "Esc": "Escape",
    "Plus": "plus",
    "Minus": "minus",
    "=": "equal",
    "[": "bracketleft",
    "]": "bracketright",
}
_PRINTED_KEYS = {"Plus": "+", "Minus": "−", "Delete": "Del"}


def action(name: str) -> Action:
    """Return the action called ``name``; raises KeyError for another name."""
    for candidate in ACTIONS:
        if candidate.name == name:
            return candidate
    raise KeyError(name)


def shown(key: str, *, mac: bool) -> str:
    """Return a key as menus show it: ``Ctrl+Shift+Z``, on a Mac ``⇧⌘Z``."""
    *modifiers, last = key.split("+")
    last = _PRINTED_KEYS.get(last, last)
    if mac:
        return "".join({"Shift": "⇧", "Mod": "⌘"}[m] for m in reversed(modifiers)) + last
    return "+".join([{"Mod": "Ctrl"}.get(m, m) for m in modifiers] + [last])


def tip(name: str, *, mac: bool) -> str:
    """Return the tooltip of the action ``name``: what it does, and its first key."""
    entry = action(name)
    return f"{entry.tip} ({shown(entry.keys[0], mac=mac)})" if entry.keys else entry.tip


def sequences(key: str, *, mac: bool) -> tuple[str, ...]:
    """Return the Tk event sequences of a key, for small and (caps lock) capital letters.

    >>> sequences("Mod+Shift+Z", mac=False)
    ('<Control-Shift-z>', '<Control-Shift-Z>')
    """
    *modifiers, last = key.split("+")
    names = [{"Mod": "Command" if mac else "Control"}.get(m, m) for m in modifiers]
    last = _TK_NAMES.get(last, last)
    letters = (last.lower(), last.upper()) if len(last) == 1 and last.isalpha() else (last,)
    if last.isdigit():
        letters = (f"Key-{last}",)  # a digit alone is a button of the mouse to Tk
    return tuple(f"<{'-'.join([*names, letter])}>" for letter in letters)
