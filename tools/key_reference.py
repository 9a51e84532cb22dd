"""Writes the tables of keys in docs/keys.md from the window's own table of actions."""

import re
from pathlib import Path

from digit_recognizer.app.actions import ACTIONS, GALLERY, GESTURES, shown

PAGE = Path(__file__).resolve().parents[1] / "docs" / "keys.md"
MARKED = re.compile(r"(<!-- keys -->\n).*?(<!-- /keys -->)", re.DOTALL)


def key_tables() -> str:
    """Return a Markdown table for all menus, for the pointer on the canvas and for the gallery."""
    rows = [
        (" or ".join(shown(key, mac=False) for key in entry.keys) or "–", entry.label, entry.tip)
        for entry in ACTIONS
    ]
    lines = ["| key | menu entry | does |", "|---|---|---|"]
    lines += [f"| {key} | {label} | {tip} |" for key, label, tip in rows]
    for title, pairs in (("on the canvas", GESTURES), ("in the gallery", GALLERY)):
        lines += ["", f"| {title} | does |", "|---|---|"]
        lines += [f"| {what} | {does} |" for what, does in pairs]
    return "\n".join(lines) + "\n"


def with_key_tables(page: str) -> str:
    """Return the Markdown text ``page`` with its tables of keys made anew."""
    return MARKED.sub(lambda found: found[1] + key_tables() + found[2], page)


if __name__ == "__main__":
    PAGE.write_text(with_key_tables(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
