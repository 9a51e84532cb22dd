"""``digits library backup | check``: the library's file as a whole."""

import argparse
from pathlib import Path

from digit_recognizer.cli.console import (
    Commands,
    add_json_option,
    print_json,
    print_result,
    progress_bars,
    warn,
)
from digit_recognizer.cli.library.options import opened
from digit_recognizer.words import drawings


def add_parser(actions: Commands) -> None:
    """Add these actions."""
    saving = actions.add_parser(
        "backup",
        help="copy the library to a file, even while it is used",
        description="Copies the library as it is now to FILE, which --library can open. The copy is "
        "checked before it gets its name.",
    )
    saving.add_argument("file", type=Path, metavar="FILE", help="the file to write")
    saving.add_argument("--replace", action="store_true", help="replace an older backup")
    checking = actions.add_parser(
        "check",
        help="look for damage",
        description="Checks the structure of the file and the content of every drawing. Exit code: 0 no "
        "damage, 1 damage.",
    )
    for parser, act in ((saving, _backup), (checking, _check)):
        add_json_option(parser)
        parser.set_defaults(action=act)


def _backup(options: argparse.Namespace) -> int:
    with opened(options) as library:
        library.backup(options.file, replace=options.replace)
        count = library.count()
    values = {"backup": str(options.file), "drawings": count}
    print_result(options, values, f"{drawings(count)} copied to {options.file}")
    return 0


def _check(options: argparse.Namespace) -> int:
    with opened(options) as library, progress_bars() as show:
        problems = library.check(lambda done, total: show("Checking", done, total))
        path, count = library.path, library.count() if not problems else None
    if options.json:
        print_json({"library": str(path), "drawings": count, "problems": problems})
    elif count is not None:
        print(f"{path} is well: {drawings(count)}")
    for problem in problems:
        warn(problem)
    return 1 if problems else 0
