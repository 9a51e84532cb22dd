"""``digits library export | import``: drawings as files of other programs, and back."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from digit_recognizer.cli.console import Commands, add_json_option, print_result, progress, warn
from digit_recognizer.cli.library.options import (
    add_filter_options,
    filter_of,
    opened,
)
from digit_recognizer.errors import DigitRecognizerError
from digit_recognizer.words import drawings, printable

if TYPE_CHECKING:
    from digit_recognizer.library.exporting import Format
    from digit_recognizer.library.formats.metadata import ImportFailure

EXPORT_FORMATS = ("inkml", "jsonl", "png", "idx", "npz")
MAX_NAMED_LABELS = 12  # that are named


def add_parser(actions: Commands) -> None:
    """Add these actions."""
    exporting = actions.add_parser(
        "export",
        help="write drawings as InkML, JSON Lines, pictures, IDX or NPZ",
        description="Writes drawings to OUTPUT: a file for jsonl and npz, a folder for inkml, png and "
        "idx. It overwrites nothing, and says what the format cannot hold. Exit code: 0 all written, 1 "
        "some drawings are left out because the format cannot hold them.",
    )
    exporting.add_argument("output", type=Path, metavar="OUTPUT", help="a new file, or a folder")
    exporting.add_argument(
        "--format", choices=EXPORT_FORMATS,
        help="inkml: one file for each drawing, with ink and all notes; jsonl: the same in one file; "
        "png: pictures and labels.csv; idx: files like MNIST's; npz: NumPy arrays; default: by the "
        "name of OUTPUT",
    )  # fmt: skip
    add_filter_options(exporting)
    importing = actions.add_parser(
        "import",
        help="add drawings from files of other programs",
        description="Adds the drawings of folders of images or InkML files (with labels.csv where there "
        "is one), .inkml, .jsonl, .jsonl.gz, .npz, MNIST's IDX files, images, the .csv that a review "
        "page of digits read saved, and .zip or .tar.gz of images or InkML. A drawing that the library "
        "has already is not saved twice, so an import that was stopped can be started again. Exit code: "
        "0 all is in the library, 1 some drawings are broken, named and left out, 2 something could not "
        "be read at all.",
    )
    importing.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="file or folder")
    importing.add_argument(
        "--writer", default="", metavar="NAME", help="the writer of drawings that name none"
    )
    importing.add_argument("--label", metavar="TEXT", help="the label of drawings that have none")
    for parser, act in ((exporting, _export), (importing, _import)):
        add_json_option(parser)
        parser.set_defaults(action=act)


def _export(options: argparse.Namespace) -> int:
    from digit_recognizer.library import exporting

    form: Format | None = options.format or exporting.format_of(options.output)
    if form is None:
        raise DigitRecognizerError(
            f"the name {options.output} tells no format: add --format inkml, png or idx, "
            "or give a name that ends in .jsonl, .jsonl.gz or .npz."
        )
    with opened(options) as library:
        ids = library.ids(filter_of(options), "oldest")
        if not ids:
            raise DigitRecognizerError(f"{library.path} has no such drawings: nothing to export.")
        found = progress(exporting.entries(library, ids), len(ids), "Exporting")
        exported = exporting.export(found, options.output, form)
    for sentence in exported.sentences():
        warn(sentence)
    there = f", {exported.present:,} of them there already" if exported.present else ""
    print_result(
        options,
        {
            "output": str(exported.path),
            "format": exported.format,
            "written": exported.written,
            "present": exported.present,
            "left_out": dict(exported.skipped),
            "lost": dict(exported.lost),
        },
        f"{printable(str(exported.path))}: {drawings(exported.written)} ({form}){there}",
    )
    return 1 if exported.skipped else 0


def _import(options: argparse.Namespace) -> int:
    from digit_recognizer.library import importing

    sources = [importing.open_source(path) for path in options.paths]
    found = (item for source in sources for item in source.found)
    total = sum(source.total for source in sources)
    with opened(options, create=True) as library:
        imported = importing.import_into(
            library,
            progress(found, total, "Importing"),
            writer=options.writer,
            label=options.label,
            on_broken=_name,
        )
        path = library.path
    left_alone = sum(source.left_alone for source in sources)
    if imported.unknown:
        most = imported.unknown.most_common()
        named = ", ".join(f"{printable(label)} {n:,}" for label, n in most[:MAX_NAMED_LABELS])
        warn(
            f"{drawings(imported.unknown.total())} saved without a label, since theirs is outside "
            f"the alphabet of arithmetic ({named}{', ...' if len(most) > MAX_NAMED_LABELS else ''})."
        )
    if imported.differing:
        warn(
            f"{drawings(imported.differing)} there already with another label, which stays: change it "
            "with digits library label."
        )
    if left_alone:
        warn(f"{left_alone:,} files of other kinds were left alone.")
    said = [f"{drawings(imported.added)} added"]
    if imported.present:
        said.append(f"{imported.present:,} there already")
    if imported.broken:
        said.append(f"{len(imported.broken):,} broken")
    print_result(
        options,
        {
            "library": str(path),
            "added": imported.added,
            "present": imported.present,
            "differing": imported.differing,
            "broken": [{"file": b.name, "reason": b.sentence} for b in imported.broken],
            "unknown_labels": dict(imported.unknown),
            "left_alone": left_alone,
        },
        f"{printable(str(path))}: {', '.join(said)}",
    )
    return 1 if imported.broken else 0


def _name(broken: "ImportFailure") -> None:
    warn(printable(broken.sentence))
