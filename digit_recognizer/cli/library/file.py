"""``digits library backup | check``: the library's file as a whole."""

import argparse
from pathlib import Path

from digit_recognizer.cli.console import add_json_option, print_json, warn
from digit_recognizer.cli.library.options import drawings, opened


def add_parser(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add these actions."""
    saving = actions.add_parser(
        "backup",
        help="copy the library to one file, also while it is used",
        description="Copies the library as it is now to FILE, which can be opened with --library. The "
        "copy is checked before it gets its name.",
    )
    saving.add_argument("file", type=Path, metavar="FILE")
    saving.add_argument("--replace", action="store_true", help="replace an older backup")
    checking = actions.add_parser(
        "check",
        help="look for damage",
        description="Checks the file's structure and the content of every drawing. Exit code: 0 all is "
        "well, 1 something is not.",
    )
    for parser, act in ((saving, _backup), (checking, _check)):
        add_json_option(parser)
        parser.set_defaults(action=act)


def _backup(options: argparse.Namespace) -> int:
    with opened(options) as library:
        library.backup(options.file, replace=options.replace)
        count = library.count()
    if options.json:
        print_json({"backup": str(options.file), "drawings": count})
    else:
        print(f"{drawings(count)} copied to {options.file}")
    return 0


def _check(options: argparse.Namespace) -> int:
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    shown = Progress(console=console, disable=not console.is_terminal, transient=True)
    with opened(options) as library, shown as bars:
        task = bars.add_task("Checking", total=None)
        problems = library.check(lambda done, total: bars.update(task, completed=done, total=total))
        path, count = library.path, library.count() if not problems else None
    if options.json:
        print_json({"library": str(path), "drawings": count, "problems": problems})
    elif count is not None:
        print(f"{path} is well: {drawings(count)}")
    for problem in problems:
        warn(problem)
    return 1 if problems else 0
