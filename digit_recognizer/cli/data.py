"""``digits data``: the training sets, where they are and how to get them."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digit_recognizer.cli import console
from digit_recognizer.errors import DigitRecognizerError, FileError

if TYPE_CHECKING:
    from digit_recognizer.datasets.catalogue import DataSet


def add_parser(commands: console.Commands) -> argparse.ArgumentParser:
    """Add this command to the command line."""
    parser = commands.add_parser(
        "data",
        help="list and get the training sets",
        description="Lists the sets that training uses, downloads and converts them, or prints where "
        "they are. They are in --data or $DIGITS_DATA, else in the user's cache. Only fetch downloads, "
        "and only what it is asked for.",
    )
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="list the sets with source, licence and SHA-256")
    fetching = actions.add_parser(
        "fetch",
        help="download and convert sets",
        description="Downloads what is missing, continues what was stopped, checks it by its SHA-256 "
        "and converts it. A set that is there already stays as it is.",
    )
    fetching.add_argument("names", nargs="+", metavar="NAME", help="a name from the list, or all")
    fetching.add_argument("--again", action="store_true", help="convert a set again that is there")
    where = actions.add_parser("path", help="print where a set is, or the folder of all")
    where.add_argument("name", nargs="?", metavar="NAME", help="a name from the list")
    for action, run_it in ((listing, _list), (fetching, _fetch), (where, _path)):
        action.add_argument("--data", type=Path, metavar="DIR", help="the folder of all sets")
        console.add_json_option(action)
        action.set_defaults(action=run_it)
    return parser


def run(options: argparse.Namespace) -> int:
    """Do what was asked."""
    return int(options.action(options))


def _list(options: argparse.Namespace) -> int:
    from digit_recognizer.datasets.catalogue import data_folder

    folder = data_folder(options.data)
    rows = [_described(data_set, folder) for data_set in _every()]
    if options.json:
        console.print_json({"folder": str(folder), "sets": rows})
        return 0
    from rich.markup import escape

    screen = console.terminal()
    screen.print(f"Training sets, in [bold]{escape(str(folder))}[/bold]")
    for row in rows:
        mark = "there" if row["present"] else "missing"
        screen.print(f"\n[bold]{row['name']}[/bold]  {mark}  {escape(row['title'])}")
        screen.print(f"  samples  {row['n']:,}")
        screen.print(f"  licence  {escape(row['licence'])}")
        screen.print(f"  source   {escape(row['source'])}")
        screen.print(f"  file     {escape(row['path'])}")
        for name, value in row["sha256"].items():
            screen.print(f"  SHA-256  {value or '-'}  {escape(name)}, {row['sha256_is']}")
    missing = [row["name"] for row in rows if not row["present"]]
    if missing:
        screen.print("\nGet what is missing: digits data fetch all")
    return 0


def _described(data_set: "DataSet", folder: Path) -> dict[str, Any]:
    from digit_recognizer.datasets.mnist import CONTENT_SHA256
    from digit_recognizer.datasets.prepare.fetch import checksum, is_present

    if data_set.origin is None:
        hashes: dict[str, str | None] = dict(CONTENT_SHA256)
        known = "published, of the unpacked file"
    else:
        value, known = checksum(data_set.origin, folder)
        hashes = {data_set.origin.file: value}
    return {
        "name": data_set.name,
        "title": data_set.title,
        "n": data_set.n,
        "licence": data_set.licence,
        "source": data_set.source,
        "urls": list(data_set.origin.urls) if data_set.origin else [],
        "path": str(folder / data_set.path),
        "present": is_present(data_set, folder),
        "sha256": hashes,
        "sha256_is": known,
    }


def _fetch(options: argparse.Namespace) -> int:
    from rich.progress import BarColumn, TimeRemainingColumn

    from digit_recognizer.datasets.catalogue import data_folder
    from digit_recognizer.datasets.download import OfflineError
    from digit_recognizer.datasets.prepare.fetch import fetch

    wanted = _every() if "all" in options.names else [_named(name) for name in options.names]
    folder = data_folder(options.data)
    failures = []
    offline: list[OfflineError] = []
    results = []
    columns = ("{task.description}", BarColumn(), "{task.percentage:>3.0f} %  remaining")
    with console.progress_bars(*columns, TimeRemainingColumn(), transient=False) as progress:
        for data_set in wanted:
            try:
                fetched = fetch(data_set, folder, progress=progress, again=options.again)
            except FileError as error:
                failures.append(data_set.name)
                if isinstance(error, OfflineError):
                    offline.append(error)  # said once for all
                else:
                    console.warn(f"{data_set.name}: {error}")
                continue
            skipped = fetched.skipped
            if skipped is not None and (sentence := skipped.sentence()):
                console.warn(sentence)
            results.append(
                {
                    "name": data_set.name,
                    "path": str(fetched.path),
                    "n": fetched.n,
                    "new": fetched.n is not None,
                    "left_out": skipped.as_dict() if skipped else None,
                }
            )
            if not options.json:
                number = "already there" if fetched.n is None else f"{fetched.n:,} samples"
                print(f"{data_set.name}: {number}, {fetched.path}", flush=True)
    if options.json:
        console.print_json({"folder": str(folder), "sets": results, "failed": failures})
    if offline:
        hosts = dict.fromkeys(host for error in offline for host in error.hosts)
        unreached = OfflineError("what is missing", list(hosts))
        if len(offline) == len(failures) and not results:
            raise unreached
        console.warn(str(unreached))
    if failures and not results:
        raise DigitRecognizerError(f"nothing was fetched: {', '.join(failures)} failed.")
    return 1 if failures else 0


def _path(options: argparse.Namespace) -> int:
    from digit_recognizer.datasets.catalogue import data_folder
    from digit_recognizer.datasets.prepare.fetch import is_present

    folder = data_folder(options.data)
    if options.name is None:
        path, present = folder, folder.is_dir()
    else:
        data_set = _named(options.name)
        path, present = folder / data_set.path, is_present(data_set, folder)
    console.print_result(options, {"path": str(path), "present": present}, str(path))
    if not present:
        get = f"digits data fetch {options.name or 'all'}"
        console.warn(f"{path} is not there yet: get it with {get}.")
    return 0 if present else 1


def _every() -> "list[DataSet]":
    from digit_recognizer.datasets.catalogue import CATALOGUE, MNIST

    return [MNIST, *CATALOGUE]


def _named(name: str) -> "DataSet":
    found = {data_set.name: data_set for data_set in _every()}
    if name not in found:
        raise DigitRecognizerError(
            f"no training set is called {name}: there are {', '.join(found)}."
        )
    return found[name]
