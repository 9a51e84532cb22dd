"""``digits library add``: drawings and images into the library, read on the way."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from digit_recognizer.cli.console import (
    Commands,
    add_json_option,
    add_model_option,
    print_result,
    progress,
    warn,
)
from digit_recognizer.cli.library.options import opened
from digit_recognizer.errors import FileError, ModelError
from digit_recognizer.words import drawings

if TYPE_CHECKING:
    from digit_recognizer.library import Entry
    from digit_recognizer.reader import Reader


def add_parser(actions: Commands) -> None:
    """Add this action."""
    parser = actions.add_parser(
        "add",
        help="save drawings (.inkml) and images",
        description="Reads each file and saves it with its reading, and with the label and the writer "
        "that a drawing names. A drawing that is in the library already is not saved twice. Exit code: "
        "0 all are saved, 1 some could not be opened.",
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="image or .inkml")
    parser.add_argument("--label", metavar="TEXT", help="the label of all of them, such as 7")
    parser.add_argument("--writer", metavar="NAME", help="who drew them")
    add_model_option(parser)
    add_json_option(parser)
    parser.set_defaults(action=_add)


def _add(options: argparse.Namespace) -> int:
    from digit_recognizer.library.labels import checked_label
    from digit_recognizer.reader import Reader

    label = None if options.label is None else checked_label(options.label)
    reader = Reader.load(options.model)
    added: list[dict[str, object]] = []
    twice = failed = 0
    with opened(options, create=True) as library:
        for file in progress(options.files, len(options.files), "Saving"):
            try:
                entry = _entry(reader, file, label, options.writer)
                if library.known([entry.digest]):
                    twice += 1
                    continue
                (number,) = library.add([entry])
            except ModelError:
                raise
            except FileError as error:
                warn(str(error))
                failed += 1
                continue
            added.append({"file": str(file), "id": number, "text": entry.text})
        path = library.path
    more = f", {twice:,} of these files were there already" if twice else ""
    values = {"library": str(path), "added": added, "already": twice, "failed": failed}
    print_result(options, values, f"{drawings(len(added))} added to {path}{more}")
    return 1 if failed else 0


def _entry(reader: "Reader", file: Path, label: str | None, writer: str | None) -> "Entry":
    """Return a file as an entry. Raises FileError with its name."""
    from digit_recognizer.ink import Drawing, Ink, read_inkml
    from digit_recognizer.library import Entry, LibraryError
    from digit_recognizer.library.formats.pictures import page_of
    from digit_recognizer.library.labels import checked_label
    from digit_recognizer.raster import page_from_image
    from digit_recognizer.raster.pixels import png_bytes

    drawing, picture = Drawing(Ink()), None
    if file.suffix.lower() == ".inkml":
        drawing = read_inkml(file)
        reading = reader.read_ink(drawing.ink)
    else:
        picture = png_bytes(page_from_image(file))
        reading = reader.read_image(page_of(picture))
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
        source=str(file),
        extra=drawing.notes,
    )
