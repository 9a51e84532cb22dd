"""``digits library``: saved drawings. The actions are in the modules beside this one."""

import argparse

from digit_recognizer.cli.console import Commands
from digit_recognizer.cli.library import add, entries, file, stats, transfer
from digit_recognizer.cli.library.options import add_library_option

MODULES = (add, entries, file, stats, transfer)


def add_parser(commands: Commands) -> argparse.ArgumentParser:
    """Add this command to the command line."""
    parser = commands.add_parser(
        "library",
        help="save, list, label and analyse drawings",
        description="Works with the library of saved drawings. It is one SQLite file in the user's data "
        "folder, or the file that --library names. The program sends nothing of it anywhere. The "
        "format of the file: docs/formats.md.",
    )
    parser.set_defaults(library=None)
    add_library_option(parser)
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    for module in MODULES:
        module.add_parser(actions)
    for action in actions.choices.values():
        add_library_option(action)
    return parser


def run(options: argparse.Namespace) -> int:
    """Do what was asked."""
    return int(options.action(options))
