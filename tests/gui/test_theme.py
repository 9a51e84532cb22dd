"""The theme: what follows it is painted at once and after every change, until it ends."""

import tkinter as tk

from digit_recognizer.app.palette import DARK_PALETTE, LIGHT_PALETTE
from digit_recognizer.gui.toolkit.theme import Theme


def test_what_follows_is_painted_at_once_and_after_a_change(root: tk.Tk) -> None:
    theme = Theme(root, "light")
    label = theme.label(root, "doubt", text="6?")
    assert str(label.cget("foreground")) == LIGHT_PALETTE.doubt
    theme.switch("dark")
    assert theme.palette == DARK_PALETTE
    assert str(label.cget("foreground")) == DARK_PALETTE.doubt


def test_a_widget_that_is_gone_is_painted_no_more(root: tk.Tk) -> None:
    theme, painted = Theme(root, "light"), list[str]()
    frame = tk.Frame(root)
    inner = tk.Frame(frame)
    theme.follow(inner, lambda: painted.append("inner"))
    theme.follow(root, lambda: painted.append("root"))
    frame.destroy()
    theme.switch("dark")
    assert painted == ["inner", "root", "root"]


def test_painting_may_replace_widgets(root: tk.Tk) -> None:
    theme, frame, said = Theme(root, "light"), tk.Frame(root), list[str]()

    def paint() -> None:
        for child in frame.winfo_children():
            child.destroy()
        said.append(str(theme.label(frame, "text", text="made anew").cget("foreground")))

    theme.follow(frame, paint)
    theme.switch("dark")
    assert said == [LIGHT_PALETTE.text, DARK_PALETTE.text]
