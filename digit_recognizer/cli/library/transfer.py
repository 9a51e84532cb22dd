"""``digits library add | export | import``: drawings from files and to files."""

import argparse
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from digit_recognizer.cli import console
from digit_recognizer.cli.library import selection
from digit_recognizer.errors import DigitRecognizerError, FileError, ModelError
from digit_recognizer.words import drawings, left_alone, printable

if TYPE_CHECKING:
    from digit_recognizer.library import Entry
    from digit_recognizer.library.exporting import Format
    from digit_recognizer.reader import Reader

EXPORT_FORMATS = ("inkml", "jsonl", "png", "idx", "npz", "svg", "xopp")
MAX_NAMED_LABELS = 12  # that are named


def add_drawings_parser(actions: console.Commands) -> None:
    """Add this action."""
    parser = actions.add_parser(
        "add",
        help="save drawings (.inkml) and images",
        description="Reads each file and saves it with its reading, and with the label and the writer "
        "that a drawing names. A drawing that is in the library already is not saved twice. Exit code: "
        "0 all are saved, 1 some could not be opened.",
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="an image or a drawing")
    parser.add_argument("--label", metavar="TEXT", help="the label of all of them, such as 7")
    parser.add_argument("--writer", metavar="NAME", help="who drew them")
    console.add_model_option(parser)
    parser.set_defaults(action=_add)


def add_parsers(actions: console.Commands) -> None:
    """Add these actions."""
    exporting = actions.add_parser(
        "export",
        help="write drawings as InkML, JSON Lines, pictures, IDX, NPZ, SVG or Xournal++",
        description="Writes drawings to OUTPUT: a file for jsonl and npz, a folder for the "
        "others. It overwrites nothing, and says what the format cannot hold. Exit code: 0 all "
        "written, 1 some drawings are left out because the format cannot hold them.",
    )
    exporting.add_argument("output", type=Path, metavar="OUTPUT", help="a new file, or a folder")
    exporting.add_argument(
        "--format", choices=EXPORT_FORMATS,
        help="inkml: one file for each drawing, with ink and all notes; jsonl: the same in one file; "
        "png: pictures and labels.csv; idx: files like MNIST's; npz: NumPy arrays; svg, "
        "xopp: the strokes alone, for documents and Xournal++; default: by the name of OUTPUT",
    )  # fmt: skip
    selection.add_filter_options(exporting)
    importing = actions.add_parser(
        "import",
        help="add drawings from files of other programs",
        description="Adds the drawings of folders of images or drawings (with labels.csv where there is "
        "one), InkML, Xournal++, UNIPEN and MyScript files, .jsonl, .jsonl.gz, .npz, MNIST's IDX files, "
        "images, the .csv that a review page of digits read saved, and .zip or .tar.gz of images or "
        "drawings. A drawing that the library has already is not saved twice, so an import that was "
        "stopped can be started again. Exit code: 0 all is in the library, 1 some drawings are broken, "
        "named and left out, 2 something could not be read at all.",
    )
    importing.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="file or folder")
    importing.add_argument(
        "--writer", default="", metavar="NAME", help="the writer of drawings that name none"
    )
    importing.add_argument("--label", metavar="TEXT", help="the label of drawings that have none")
    exporting.set_defaults(action=_export)
    importing.set_defaults(action=_import)


def _export(options: argparse.Namespace) -> int:
    from digit_recognizer.library import exporting

    form: Format | None = options.format or exporting.format_of(options.output)
    if form is None:
        raise DigitRecognizerError(
            f"the name {options.output} tells no format: add --format inkml, png or idx, "
            "or give a name that ends in .jsonl, .jsonl.gz or .npz."
        )
    with selection.opened(options) as library:
        ids = library.ids(selection.filter_of(options), "oldest")
        if not ids:
            raise DigitRecognizerError(f"{library.path} has no such drawings: nothing to export.")
        found = console.progress(exporting.entries(library, ids), len(ids), "Exporting")
        exported = exporting.export(found, options.output, form)
    for sentence in exported.sentences():
        console.warn(sentence)
    there = f", {exported.present:,} of them there already" if exported.present else ""
    console.print_result(
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
    with selection.opened(options, create=True) as library:
        imported = importing.import_into(
            library,
            console.progress(found, total, "Importing"),
            writer=options.writer,
            label=options.label,
            on_broken=lambda broken: console.warn(printable(broken.sentence)),
        )
        path = library.path
    others = sum((source.left_alone for source in sources), Counter[str]())
    if imported.unknown:
        most = imported.unknown.most_common()
        named = ", ".join(f"{printable(label)} {n:,}" for label, n in most[:MAX_NAMED_LABELS])
        console.warn(
            f"{drawings(imported.unknown.total())} saved without a label, since theirs is outside "
            f"the alphabet of arithmetic ({named}{', ...' if len(most) > MAX_NAMED_LABELS else ''})."
        )
    if imported.differing:
        console.warn(
            f"{drawings(imported.differing)} there already with another label, which stays: change it "
            "with digits library label."
        )
    if others:
        console.warn(left_alone(others))
    said = [f"{drawings(imported.added)} added"]
    if imported.present:
        said.append(f"{imported.present:,} there already")
    if imported.broken:
        said.append(f"{len(imported.broken):,} broken")
    console.print_result(
        options,
        {
            "library": str(path),
            "added": imported.added,
            "present": imported.present,
            "differing": imported.differing,
            "broken": [{"file": b.name, "reason": b.sentence} for b in imported.broken],
            "unknown_labels": dict(imported.unknown),
            "left_alone": others.total(),
        },
        f"{printable(str(path))}: {', '.join(said)}",
    )
    return 1 if imported.broken else 0


def _add(options: argparse.Namespace) -> int:
    from digit_recognizer.library.labels import checked_label

    label = None if options.label is None else checked_label(options.label)
    reader = console.loaded_reader(options.model)
    added: list[dict[str, object]] = []
    twice = failed = 0
    with selection.opened(options, create=True) as library:
        for file in console.progress(options.files, len(options.files), "Saving"):
            try:
                entry = _entry(reader, file, label, options.writer)
                if library.known([entry.digest]):
                    twice += 1
                    continue
                (number,) = library.add([entry])
            except ModelError:
                raise
            except FileError as error:
                console.warn(str(error))
                failed += 1
                continue
            added.append({"file": str(file), "id": number, "text": entry.text})
        path = library.path
    more = f", {twice:,} of these files were there already" if twice else ""
    values = {"library": str(path), "added": added, "already": twice, "failed": failed}
    console.print_result(options, values, f"{drawings(len(added))} added to {path}{more}")
    return 1 if failed else 0


def _entry(reader: "Reader", file: Path, label: str | None, writer: str | None) -> "Entry":
    """Return a file as an entry. Raises FileError with its name."""
    from digit_recognizer.ink import Drawing, Ink, begins_as_drawing, read_drawing
    from digit_recognizer.library import Entry, LibraryError
    from digit_recognizer.library.formats.pictures import page_of
    from digit_recognizer.library.labels import checked_label
    from digit_recognizer.raster.pixels import png_bytes

    drawing, picture = Drawing(Ink()), None
    if begins_as_drawing(file):
        drawing = read_drawing(file)
        reading = reader.read_ink(drawing.ink)
    else:
        picture = png_bytes(reader.ink_of(file).page)
        reading = reader.read_page(page_of(picture))
    truth = drawing.label if label is None else label
    try:
        label = None if truth is None else checked_label(truth)
    except LibraryError as error:
        raise LibraryError(f"{file} is not saved: {error}") from error
    return Entry(
        drawing.ink or None,
        picture,
        label=label,
        text=reading.text,
        confidence=reading.confidence if reading.text else None,
        doubtful=reading.doubtful,
        model=reader.model_of(reading) if reading.text else "",
        writer=(drawing.writer or "") if writer is None else writer,
        source=file.name,
        extra=drawing.notes,
    )
