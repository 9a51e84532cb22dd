"""``digits evaluate FOLDER``: a folder of pictures with ``labels.csv``, or an archive of one."""

import argparse
import datetime
from typing import TYPE_CHECKING, Any

from digit_recognizer.cli import console
from digit_recognizer.words import share_percent

if TYPE_CHECKING:
    from digit_recognizer.reading import Expectation

MAX_NAMED_PICTURES = 20  # sentences about what is broken or left out


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options for folders of pictures."""
    parser.add_argument(
        "--expect", choices=console.EXPECTATIONS,
        help="with labels.csv: what is on the pictures, as for digits read; with integer only the "
        "digits are compared (default: auto)",
    )  # fmt: skip


def is_asked(options: argparse.Namespace) -> bool:
    """Return whether a folder of pictures is meant; raises FileError for --expect with no PATH."""
    from digit_recognizer.errors import FileError
    from digit_recognizer.evaluation.pictures.labelled_folder import holds_labels

    if options.path is None:
        if options.expect:
            raise FileError("--expect is for a folder of pictures with labels.csv: give its PATH.")
        return False
    return bool(options.expect) or holds_labels(options.path)


def run(options: argparse.Namespace) -> int:
    """Measure and print; raises FileError for --placements."""
    from digit_recognizer.errors import FileError
    from digit_recognizer.evaluation.pictures import scoring
    from digit_recognizer.evaluation.pictures.labelled_folder import labelled_pictures
    from digit_recognizer.files import make_folder, write_atomically

    if options.placements:
        raise FileError("--placements is not for folders of pictures: leave it out.")
    expect: Expectation = options.expect or "auto"
    pictures = labelled_pictures(options.path)
    if options.errors:
        make_folder(options.errors, "choose another folder")
    reader = console.loaded_reader(options.model, options.symbols)
    outcomes = scoring.read_pictures(
        reader, pictures, expect, console.progress, save_pages=options.errors is not None
    )
    values = scoring.figures(outcomes)
    _name("could not be read", [one.error for one in outcomes if one.error])
    _name("left out", pictures.skipped)
    if options.errors:
        stem = options.path.resolve().name.split(".")[0] or "pictures"
        page = scoring.picture_error_sheet(stem, outcomes)
        write_atomically(options.errors / f"{stem}.png", page)
    if options.json:
        symbols = reader.symbols
        console.print_json(
            {
                "path": str(options.path),
                "expect": expect,
                "model": reader.model_name,
                "model_sha256": reader.bundle.source_sha256,
                "symbols_model_sha256": symbols.bundle.source_sha256 if symbols else None,
                "parameters": reader.parameters(),
                "date": datetime.date.today().isoformat(),
                "left_out": len(pictures.skipped),
                **values,
            }
        )
    else:
        _print(values, f"{options.path}, --expect {expect}")
    return 1 if values["broken"] or pictures.skipped else 0


def _name(what: str, sentences: list[str]) -> None:
    for sentence in sentences[:MAX_NAMED_PICTURES]:
        console.warn(sentence)
    if len(sentences) > MAX_NAMED_PICTURES:
        console.warn(f"{len(sentences) - MAX_NAMED_PICTURES:,} more {what}.")


def _print(values: dict[str, Any], title: str) -> None:
    name = "accuracy" if "accuracy" in values else "exact"
    lines = {name: console.interval_text(values[name], values["interval_95"])}
    if "digits_exact" in values:
        lines["digits"] = f"{share_percent(values['digits_exact'])}  (other signs apart)"
    lines["doubtful"] = console.doubtful_text(
        values["doubtful"], "right among", values[f"sure_{name}"]
    )
    if values["broken"]:
        lines["broken"] = f"{values['broken']:,}, counted as misread"
    console.print_figures(title, values["n"], lines)
    console.print_confusions(values.get("confusions") or ())
    print(f"{'time':{console.MIN_NAME_WIDTH}}  {console.time_text(values)}")
