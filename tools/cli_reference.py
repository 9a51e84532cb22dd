"""The reference of the command line, made from its parsers: ``python tools/cli_reference.py [--check]``.

Purpose: docs/cli.md, with every command, option and default.
Contract: the text depends on the parsers alone, not on the terminal or on the version of Python.
Not here: the parsers (``digit_recognizer.cli``).
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from digit_recognizer.cli.main import build_parser

PAGE = Path(__file__).resolve().parent.parent / "docs" / "cli.md"
INTRODUCTION = """\
# The command line

This page lists every command of `digits` with its options. It is made from the program's own texts:
`python tools/cli_reference.py` writes it. `digits COMMAND --help` prints the same on the terminal.

Results go to stdout, everything else to stderr. What goes wrong is one sentence: what, where,
what to do. Control characters in names are written out.

| exit code | meaning | examples |
|---|---|---|
| 0 | all went well | everything was read; a model reads digits |
| 1 | it ran, but not everything succeeded | nothing to read; a row with an error; no value |
| 2 | it could not run, and one sentence says why | no such file; options that do not fit |
| 130, 143 | stopped with Ctrl-C, or by SIGTERM | rows written so far are complete, `--resume` goes on |

`digits completion SHELL` prints a script with which bash, zsh or fish completes commands and options.
`--json` prints what [read.schema.json](read.schema.json) describes.
"""


def reference(parser: argparse.ArgumentParser) -> str:
    """Return the page as Markdown: ``parser`` and all commands below it."""
    return "\n".join([INTRODUCTION, *_command(parser, parser.prog, "", 2)])


def _command(parser: argparse.ArgumentParser, name: str, brief: str, level: int) -> Iterator[str]:
    """Yield the lines about one command and those below it."""
    yield f"{'#' * level} {name}\n"
    text = parser.description or f"{brief[:1].upper()}{brief[1:]}."
    yield f"{text}\n"
    yield f"```\n{_usage(parser, name)}\n```\n"
    if parser.epilog:
        yield f"{parser.epilog}\n"
    tables: dict[str, list[str]] = {"": []}  # positional arguments and options without a title
    for place, group in enumerate(parser._action_groups):
        title = "" if place < 2 else f"{str(group.title)[:1].upper()}{str(group.title)[1:]}:"
        tables.setdefault(title, []).extend(filter(None, map(_row, group._group_actions)))
    for title, rows in tables.items():
        if rows:
            head = [f"{title}\n"] if title else []
            yield "\n".join([*head, "| | meaning | default |", "|---|---|---|", *rows]) + "\n"
    for exclusive in parser._mutually_exclusive_groups:
        names = ", ".join(f"`{action.option_strings[-1]}`" for action in exclusive._group_actions)
        yield f"Only one of {names} can be given.\n"
    for below in _subparsers(parser):
        briefs = {choice.dest: choice.help or "" for choice in below._choices_actions}
        for word, child in below.choices.items():
            yield from _command(child, f"{name} {word}", briefs[word], min(level + 1, 4))


def _subparsers(parser: argparse.ArgumentParser) -> "list[argparse._SubParsersAction]":  # type: ignore[type-arg]
    return [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]


def _usage(parser: argparse.ArgumentParser, name: str) -> str:
    """Return one line: the command, that it has options, its positional arguments."""
    positional = [a for a in parser._actions if not a.option_strings]
    optional = [a for a in parser._actions if a.option_strings and _row(a)]
    words = [name, *(["[OPTIONS]"] if optional else []), *map(_positional, positional)]
    return " ".join(words) + (" ..." if _subparsers(parser) else "")


def _positional(action: argparse.Action) -> str:
    name = str(action.metavar or action.dest)
    forms = {"?": f"[{name}]", "*": f"[{name} ...]", "+": f"{name} [{name} ...]"}
    return forms.get(str(action.nargs), name)


def _row(action: argparse.Action) -> str:
    """Return a row of a table; "" for the help, for commands and for what is hidden."""
    if action.help == argparse.SUPPRESS or action.dest == "help":
        return ""
    if isinstance(action, argparse._SubParsersAction):
        return ""
    cells = (f"`{_written(action)}`", (action.help or "").replace("%%", "%"), _default(action))
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _written(action: argparse.Action) -> str:
    """Return an option or an argument as it is typed."""
    if not action.option_strings:
        return str(action.metavar or action.dest)
    names = ", ".join(action.option_strings)
    if action.nargs == 0:
        return names
    choices = f"{{{','.join(map(str, action.choices))}}}" if action.choices else None
    value = str(action.metavar or choices or action.dest.upper())
    return f"{names} [{value}]" if action.nargs == "?" else f"{names} {value}"


def _default(action: argparse.Action) -> str:
    """Return the default, where there is one that is a value."""
    default = action.default
    if (
        not action.option_strings
        or default in (None, False, "", argparse.SUPPRESS)
        or default == []
    ):
        return ""
    return f"`{default}`"


def main() -> int:
    """Write the page; with ``--check`` only say whether it is as it would be written."""
    text = reference(build_parser("digits"))
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(text, encoding="utf-8")
        return 0
    if PAGE.read_text(encoding="utf-8") == text:
        return 0
    print("docs/cli.md differs from the parsers: run python tools/cli_reference.py.")
    return 1


if __name__ == "__main__":
    sys.exit(main())
