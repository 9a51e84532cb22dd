"""sv-ttk on dense screens: knobs, arrows, bars, borders and paddings as large as the fonts.

Purpose: load sv-ttk so that its pictures and pixels are ``scale`` times as large.
Contract: to be called before anything else loads sv-ttk; below ``MIN_SCALED`` nothing is done. Works on
the text of sv-ttk's Tcl files, whose pixels are fixed; what is not found in them stays as it is.
Not here: fonts, and paddings of our own (``theme``).
"""

import re
import tkinter as tk
from fractions import Fraction
from pathlib import Path

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


def load_scaled(root: tk.Tk, scale: float) -> None:
    """Have sv-ttk's files read ``scale`` times as large from now on, at the first use of a theme."""
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
