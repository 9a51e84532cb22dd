"""The look of one window: its colours, its fonts, and the scale of the screen.

Purpose: one object that every widget reads its look from, and the one module that knows sv-ttk and what
it leaves out: HiDPI (knobs, arrows, bars, borders and paddings as large as the fonts), the icon.
Contract: sizes elsewhere are design pixels; :meth:`Theme.px` turns them into pixels of the screen. What
has colours of its own follows the theme: it is painted at once, and again whenever the colours change.
Not here: which colours there are (``palette``).
"""

import contextlib
import re
import sys
import tkinter as tk
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from tkinter import font as tkfont
from tkinter import ttk
from typing import Any

import sv_ttk

from digit_recognizer.app.palette import DARK_PALETTE, LIGHT_PALETTE, mixed
from digit_recognizer.app.settings import ThemeName
from digit_recognizer.gui.toolkit.screen import screen_size
from digit_recognizer.resources import icon

_FONTS = {
    "SunValleyCaptionFont": 12,
    "SunValleyBodyFont": 14,
    "SunValleyBodyStrongFont": 14,
    "SunValleyBodyLargeFont": 18,
    "SunValleySubtitleFont": 20,
    "SunValleyTitleFont": 28,
}
MAX_KNOWN_WIDTHS = 5_000
MENU_ENTRY_HEIGHT, MENU_TITLE_GAP = 26, 5  # design pixels
GREY_SHARE = 0.5  # of the text's colour in what can't be done
MIN_SCALED = 1.25  # screen pixels per design pixel
STEPS_PER_PIXEL = 2  # pictures grow by whole steps of half their size
PIXEL_OPTIONS = re.compile(
    r"(-(?:border|padding|width|height|gripcount|insertwidth)\s+)(\{[\d ]+\}|\d+)"
)
LINE_SPACE = re.compile(r"(-linespace\]\s*\+\s*)(\d+)")
PICTURE_COPY = re.compile(
    r"image create photo -width \$width -height \$height\]\s*"
    r"\$I\(\$name\) copy spritesheet -from (\$x \$y \[expr \{[^]]*\] \[expr \{[^]]*\])"
)


class Fonts:
    """The window's font in every size that is needed, in pixels; what was measured is remembered."""

    def __init__(self, parent: tk.Misc) -> None:
        self._parent = parent
        self._fonts: dict[tuple[int, bool], tkfont.Font] = {}
        self._widths: dict[tuple[str, int], float] = {}
        self._low: dict[int, int] = {}

    def font(self, size: int, *, bold: bool = False) -> tkfont.Font:
        """Return the font, ``size`` pixels high."""
        key = (size, bold)
        if key not in self._fonts:
            self._fonts[key] = tkfont.Font(
                self._parent,
                family="TkDefaultFont",
                size=-size,
                weight="bold" if bold else "normal",
            )
        return self._fonts[key]

    def width(self, text: str, size: int) -> float:
        """Return how wide ``text`` is."""
        key = (text, size)
        if key not in self._widths:
            if len(self._widths) > MAX_KNOWN_WIDTHS:
                self._widths.clear()
            self._widths[key] = float(self.font(size).measure(text))
        return self._widths[key]

    def low(self, size: int) -> int:
        """Return how far the font reaches below the base line."""
        if size not in self._low:
            self._low[size] = self.font(size).metrics("descent")
        return self._low[size]


class Theme:
    """The look of the windows of ``root``.

    ``scale``: screen pixels per design pixel, 1.0 at 96 dots per inch, at most 4.
    """

    def __init__(self, root: tk.Tk, name: ThemeName) -> None:
        self._root = root
        self._painters: dict[tk.Misc, list[Callable[[], None]]] = {}
        self.scale = 1.0
        if sys.platform != "darwin":  # macOS counts in points already
            self.scale = max(1.0, min(4.0, root.winfo_fpixels("1i") / 96))
        self.fonts = Fonts(root)
        self._struts: dict[tuple[int, int], tk.PhotoImage] = {}  # pictures of nothing
        self.palette = LIGHT_PALETTE
        self.switch(name)

    def switch(self, name: ThemeName) -> None:
        """Change the colours, and paint all that follows anew."""
        load_scaled(self._root, self.scale)
        sv_ttk.set_theme(name, self._root)
        end_scaling(self._root)
        self._root.tk.eval("proc config_menus {menu} {}")  # its menus are grey: see `menu`
        names = set(tkfont.names(self._root))
        for font, size in _FONTS.items():
            if font in names:
                tkfont.nametofont(font, self._root).configure(size=-self.px(size))
        self.palette = DARK_PALETTE if name == "dark" else LIGHT_PALETTE
        for widget in list(self._painters):
            for paint in self._painters.get(widget, ()):  # painting may end other widgets
                paint()

    @property
    def screen_width(self) -> int:
        """How wide the screen is, in its pixels."""
        return screen_size(self._root)[0]

    def px(self, design: float) -> int:
        """Return ``design`` pixels in whole pixels of the screen."""
        return round(design * self.scale)

    def font(self, design: float, *, bold: bool = False) -> tkfont.Font:
        """Return the font, ``design`` pixels high."""
        return self.fonts.font(self.px(design), bold=bold)

    def label(self, parent: tk.Misc, role: str = "muted", **options: Any) -> ttk.Label:
        """Return a label in the colour ``role``; ``options`` are ttk's."""
        label = ttk.Label(parent, **options)
        self.colour(label, foreground=role)
        return label

    def menu(self, parent: tk.Misc, *, is_bar: bool = False) -> tk.Menu:
        """Return a menu; where the system draws menus (Windows, macOS) it looks as they do there.

        Its entries are to be made with ``entry_look``.
        """
        menu = tk.Menu(parent, tearoff=False)

        def paint() -> None:
            palette = self.palette
            menu.configure(
                background=palette.ground, foreground=palette.text, selectcolor=palette.text,
                activebackground=palette.track, activeforeground=palette.text,
                disabledforeground=mixed(palette.ground, palette.text, GREY_SHARE),
                relief="flat" if is_bar else "raised", borderwidth=1, activeborderwidth=0,
            )  # fmt: skip

        if self._draws_menus:
            self.follow(menu, paint)
        return menu

    @property
    def entry_look(self) -> dict[str, Any]:
        """Options of a menu's entries that give them their height."""
        return self._held_apart(1, self.px(MENU_ENTRY_HEIGHT))

    @property
    def title_look(self) -> dict[str, Any]:
        """Options of the entries of a menu bar that hold them apart."""
        return self._held_apart(round(MENU_TITLE_GAP * (self.scale - 1)), 1)

    def _held_apart(self, width: int, height: int) -> dict[str, Any]:
        """Return options of entries that are this large at least: Tk's are close on dense screens."""
        if not self._draws_menus or not width:
            return {}
        size = (width, height)
        if size not in self._struts:
            self._struts[size] = tk.PhotoImage(master=self._root, width=width, height=height)
        return {"image": self._struts[size], "compound": "left"}

    @property
    def _draws_menus(self) -> bool:
        return bool(self._root.tk.call("tk", "windowingsystem") == "x11")

    def follow(self, widget: tk.Misc, paint: Callable[[], None]) -> None:
        """Call ``paint`` now and after every change of colours, as long as there is ``widget``."""
        self._painters.setdefault(widget, []).append(paint)
        widget.bind("<Destroy>", lambda event: self._painters.pop(event.widget, None), add=True)
        paint()

    def colour(self, widget: tk.Misc, **roles: str) -> None:
        """Keep options of ``widget`` in colours of the palette: ``foreground="muted"``."""

        def paint() -> None:
            colours = {option: getattr(self.palette, role) for option, role in roles.items()}
            widget.configure(**colours)

        self.follow(widget, paint)


def be_sharp() -> None:
    """Ask Windows not to magnify the window (elsewhere nothing is needed). Before the first window."""
    if sys.platform == "win32":
        import ctypes

        with contextlib.suppress(AttributeError, OSError):
            ctypes.windll.shcore.SetProcessDpiAwareness(1)


def put_icon(root: tk.Tk) -> None:
    """Give the window its icon; one that can't be read is no reason not to open."""
    with contextlib.suppress(tk.TclError):
        root.iconphoto(True, tk.PhotoImage(master=root, file=str(icon())))


def load_scaled(root: tk.Tk, scale: float) -> None:
    """Have sv-ttk's files read ``scale`` times as large from now on, at the first use of a theme.

    Works on the text of its Tcl files, whose pixels are fixed; what is not found in them stays.
    """
    if scale < MIN_SCALED:
        return
    tcl = root.tk
    factor = Fraction(round(scale * STEPS_PER_PIXEL), STEPS_PER_PIXEL)
    read = root.register(lambda path: scaled(Path(path).read_text(encoding="utf-8"), factor))
    tcl.eval("rename source source_unscaled")
    tcl.eval(
        "proc source {args} {\n"
        "  set path [lindex $args end]\n"
        "  set before [info script]\n"
        "  info script $path\n"
        f"  set done [catch {{uplevel 1 [{read} $path]}} said options]\n"
        "  info script $before\n"
        "  return -options $options $said\n"
        "}"
    )


def end_scaling(root: tk.Tk) -> None:
    """Read files as they are again."""
    if root.tk.eval("info commands source_unscaled"):
        root.tk.eval("rename source {}; rename source_unscaled source")


def scaled(script: str, factor: Fraction) -> str:
    """Return a Tcl file of sv-ttk with its pixels multiplied by ``factor``."""

    def number(text: str) -> str:
        return str(round(int(text) * factor))

    def option(found: re.Match[str]) -> str:
        return found[1] + re.sub(r"\d+", lambda each: number(each[0]), found[2])

    script = PIXEL_OPTIONS.sub(option, script)
    script = LINE_SPACE.sub(lambda found: found[1] + number(found[2]), script)
    return PICTURE_COPY.sub(
        lambda found: (
            "image create photo]\n"
            f"      $I($name) copy spritesheet -from {found[1]}"
            f" -zoom {factor.numerator} -subsample {factor.denominator}"
        ),
        script,
    )
