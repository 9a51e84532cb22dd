"""``digits library list | show | label | delete | restore``: what is in a library, and changing it."""

import argparse
from typing import TYPE_CHECKING, Any

from digit_recognizer.cli import console
from digit_recognizer.cli.library import selection
from digit_recognizer.errors import DigitRecognizerError
from digit_recognizer.words import drawings, printable, shortened

if TYPE_CHECKING:
    from digit_recognizer.library import Entry, Summary

SUMMARY_KEYS = (
    "id", "label", "text", "confidence", "doubtful", "model", "writer", "made", "source", "digest",
)  # fmt: skip


def add_parsers(actions: console.Commands) -> None:
    """Add these actions."""
    listing = actions.add_parser("list", help="list drawings")
    selection.add_filter_options(listing)
    listing.add_argument(
        "--order", choices=selection.ORDER_CHOICES, default="newest",
        help="default: newest first; confidence: least certain first",
    )  # fmt: skip
    listing.add_argument(
        "--limit", type=selection.number, default=20, metavar="N", help="default: 20"
    )
    showing = actions.add_parser("show", help="print all that is known of drawings")
    selection.add_numbers_argument(showing, "+")
    labelling = actions.add_parser(
        "label",
        help="set the label or the writer of drawings",
        description="Sets the label or the writer of drawings, for example: digits library label 12 "
        "15-17 --as 7",
    )
    selection.add_numbers_argument(labelling, "+")
    what = labelling.add_mutually_exclusive_group()
    what.add_argument("--as", dest="text", metavar="TEXT", help="the label: 7, 12+3=")
    what.add_argument("--unknown", action="store_true", help="remove the label")
    labelling.add_argument("--writer", metavar="NAME", help="who drew them")
    deleting = actions.add_parser(
        "delete",
        help="delete drawings; they can be brought back for 30 days",
        description="Moves drawings to the bin of the library: those with these numbers, or all that "
        "fit the options.",
    )
    selection.add_numbers_argument(deleting, "*")
    selection.add_filter_options(deleting)
    deleting.add_argument(
        "--forever", action="store_true", help="delete for good: they cannot be brought back"
    )
    restoring = actions.add_parser(
        "restore",
        help="bring deleted drawings back",
        description="Brings back the drawings deleted last, or those that --token names.",
    )
    restoring.add_argument(
        "--token", type=selection.number, metavar="N", help="as delete or --bin printed it"
    )
    restoring.add_argument("--bin", action="store_true", help="only print what is in the bin")
    for parser, act in (
        (listing, _list), (showing, _show), (labelling, _label), (deleting, _delete),
        (restoring, _restore),
    ):  # fmt: skip
        parser.set_defaults(action=act)


def summary_dict(entry: "Summary | Entry") -> dict[str, Any]:
    """Return what is known of a drawing, without its content, as JSON values."""
    return {key: getattr(entry, key) for key in SUMMARY_KEYS} | {"made": entry.made.isoformat()}


def _list(options: argparse.Namespace) -> int:
    wanted = selection.filter_of(options)
    with selection.opened(options) as library:
        count = library.count(wanted)
        rows = library.summaries(wanted, options.order, limit=options.limit)
        path = str(library.path)
    if options.json:
        console.print_json(
            {"library": path, "count": count, "drawings": [*map(summary_dict, rows)]}
        )
        return 0
    print(f"{drawings(count)} in {printable(path)}")
    if rows:
        titles = ("number", "label", "read", "sure", "writer", "made")
        console.print_rows(titles, map(_row, rows), {"number", "sure"}, no_wrap=True)
    if len(rows) < count:
        print(f"These are {len(rows):,} of {count:,}: more with --limit.")
    return 0


def _row(row: "Summary") -> tuple[str, ...]:
    sure = "" if row.confidence is None else f"{100 * row.confidence:.1f} %"
    return (
        str(row.id),
        _short(row.label or ""),
        _short(row.text) + (" ?" if row.doubtful else ""),
        sure,
        _short(row.writer),
        f"{row.made.astimezone():%Y-%m-%d}",
    )


def _short(text: str) -> str:
    return shortened(printable(text), 16)


def _show(options: argparse.Namespace) -> int:
    with selection.opened(options) as library:
        entries = [library.entry(one) for one in selection.numbers_of(options)]
    if options.json:
        console.print_json({"drawings": [*map(_full, entries)]})
        return 0
    for place, entry in enumerate(entries):
        if place:
            print()
        for name, value in _lines(entry):
            print(f"{name:<10} {value}")
    return 0


def _full(entry: "Entry") -> dict[str, Any]:
    strokes = None
    if entry.ink is not None:
        strokes = [{"start": s.start, "points": [list(p) for p in s.points]} for s in entry.ink]
    return summary_dict(entry) | {
        "extra": dict(entry.extra),
        "strokes": strokes,
        "picture_bytes": None if entry.picture is None else len(entry.picture),
    }


def _lines(entry: "Entry") -> list[tuple[str, str]]:
    read = printable(entry.text) or "nothing"
    if entry.confidence is not None:
        read += f"  {100 * entry.confidence:.1f} %" + (", doubtful" if entry.doubtful else "")
    content = []
    if entry.ink is not None:
        points = sum(len(stroke.points) for stroke in entry.ink)
        strokes = f"{len(entry.ink):,} stroke{'' if len(entry.ink) == 1 else 's'}"
        content.append(f"ink, {strokes}, {points:,} points")
    if entry.picture is not None:
        content.append(f"picture, {len(entry.picture):,} bytes")
    return [
        ("number", str(entry.id)),
        ("label", "unknown" if entry.label is None else printable(entry.label)),
        ("read", read),
        ("model", printable(entry.model) or "-"),
        ("writer", printable(entry.writer) or "-"),
        ("made", f"{entry.made.astimezone():%Y-%m-%d %H:%M:%S %z}"),
        ("source", printable(entry.source) or "-"),
        ("content", "; ".join(content)),
        ("digest", entry.digest),
        *((printable(name), printable(value)) for name, value in entry.extra.items()),
    ]


def _label(options: argparse.Namespace) -> int:
    if options.text is None and not options.unknown and options.writer is None:
        raise DigitRecognizerError("digits library label needs --as TEXT, --unknown or --writer.")
    with selection.opened(options) as library:
        numbers = selection.present(selection.numbers_of(options), library)
        if options.text is not None or options.unknown:
            library.relabel(numbers, options.text)
        if options.writer is not None:
            library.set_writer(numbers, options.writer)
    return console.print_result(options, {"changed": numbers}, f"{drawings(len(numbers))} changed")


def _delete(options: argparse.Namespace) -> int:
    with selection.opened(options) as library:
        numbers = selection.meant(options, library)
        token = library.delete(numbers)
        if options.forever:
            library.empty_bin(token)
    if options.forever:
        return console.print_result(
            options, {"deleted": len(numbers)}, f"{drawings(len(numbers))} deleted for good"
        )
    back = f"; back with: digits library restore --token {token}" if numbers else ""
    said = f"{drawings(len(numbers))} deleted{back}"
    return console.print_result(options, {"deleted": len(numbers), "token": token}, said)


def _restore(options: argparse.Namespace) -> int:
    with selection.opened(options) as library:
        bin_ = library.deletions()
        if options.bin:
            rows = [{"token": t, "deleted": at.isoformat(), "count": n} for t, at, n in bin_]
            said = "\n".join(f"{t}  {at.astimezone():%Y-%m-%d %H:%M}  {n:,}" for t, at, n in bin_)
            return console.print_result(options, {"bin": rows}, said or "the bin is empty")
        if options.token is None and not bin_:
            raise DigitRecognizerError("nothing was deleted in the last 30 days.")
        ids = library.restore(bin_[0][0] if options.token is None else options.token)
    return console.print_result(options, {"restored": ids}, f"{drawings(len(ids))} brought back")
