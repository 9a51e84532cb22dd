"""``digits library``: saved drawings. Most actions are in the modules beside this one.

Here are those on the library's file as a whole: backup and check.
"""

import argparse
from pathlib import Path

from digit_recognizer.cli import console
from digit_recognizer.cli.library import entries, selection, stats, transfer
from digit_recognizer.words import drawings


def add_parser(commands: console.Commands) -> argparse.ArgumentParser:
    """Add this command to the command line."""
    parser = commands.add_parser(
        "library",
        help="save, list, label and analyse drawings",
        description="Works with the library of saved drawings. It is one SQLite file in the user's data "
        "folder, or the file that --library names. The program sends nothing of it anywhere. The "
        "format of the file: docs/formats.md.",
    )
    selection.add_library_option(parser, default=None)
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    transfer.add_drawings_parser(actions)
    entries.add_parsers(actions)
    _add_file_parsers(actions)
    stats.add_parser(actions)
    transfer.add_parsers(actions)
    for action in actions.choices.values():
        console.add_json_option(action)
        selection.add_library_option(action)
    return parser


def run(options: argparse.Namespace) -> int:
    """Do what was asked."""
    return int(options.action(options))


def _add_file_parsers(actions: console.Commands) -> None:
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
    saving.set_defaults(action=_backup)
    checking.set_defaults(action=_check)


def _backup(options: argparse.Namespace) -> int:
    with selection.opened(options) as library:
        library.backup(options.file, replace=options.replace)
        count = library.count()
    values = {"backup": str(options.file), "drawings": count}
    return console.print_result(options, values, f"{drawings(count)} copied to {options.file}")


def _check(options: argparse.Namespace) -> int:
    with selection.opened(options) as library, console.progress_bars() as show:
        problems = library.check(lambda done, total: show("Checking", done, total))
        path, count = library.path, library.count() if not problems else None
    if options.json:
        console.print_json({"library": str(path), "drawings": count, "problems": problems})
    elif count is not None:
        print(f"{path} is well: {drawings(count)}")
    for problem in problems:
        console.warn(problem)
    return 1 if problems else 0
