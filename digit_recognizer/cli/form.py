"""``digits form new``: the boxes of a blank form, as a file in which people name them.

Purpose: make the template that ``digits read --form`` takes.
Contract: a file that is there already is never changed: people have written names in it.
Not here: reading filled forms (``read``).
"""

import argparse
from pathlib import Path

from digit_recognizer.cli import console
from digit_recognizer.errors import FileError


def add_parser(commands: console.Commands) -> argparse.ArgumentParser:
    """Add this command to the command line."""
    parser = commands.add_parser(
        "form",
        help="find the boxes of a blank form, to read filled ones with digits read --form",
        description="Templates of forms: where the fields of a form are, and what they are called.",
    )
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    new = actions.add_parser(
        "new",
        help="find the boxes of a blank form",
        description="Finds the boxes and combs (a row of boxes, one digit each) of a blank form and "
        "writes them as JSON: f1, f2, … from top to bottom and from left to right. Change the names "
        "there.",
    )
    new.add_argument("blank", type=Path, metavar="BLANK", help="a scan of the form, not filled in")
    new.add_argument(
        "-o", "--output", type=Path, metavar="FILE.json", help="default: BLANK with .json"
    )
    new.add_argument(
        "--page", type=console.positive, default=1, metavar="N", help="of BLANK; default: 1"
    )
    new.add_argument(
        "--picture", type=Path, metavar="FILE.png",
        help="also write the form with the name of each field on it",
    )  # fmt: skip
    return parser


def run(options: argparse.Namespace) -> int:
    """Find the boxes and save them; raises FileError."""
    from digit_recognizer.files import is_there, write_atomically
    from digit_recognizer.forms import form_as_json
    from digit_recognizer.forms.blank import named_picture, read_blank

    target: Path = options.output or options.blank.with_suffix(".json")
    for path in (target, options.picture):
        if path and is_there(path):
            raise FileError(f"{path} is there already and is not changed: name another file.")
    form, levels = read_blank(options.blank, options.page)
    write_atomically(target, form_as_json(form).encode())
    if options.picture:
        write_atomically(options.picture, named_picture(form, levels))
    combs = sum(field.kind == "comb" for field in form.fields)
    count = len(form.fields)
    print(
        f"{target}: {count} {'field' if count == 1 else 'fields'}, {combs} of them "
        f"{'a comb' if combs == 1 else 'combs'}. Change the names there."
    )
    return 0
