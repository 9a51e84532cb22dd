"""``digits learn``: a profile of a writer, from the labelled drawings in the library."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digit_recognizer.cli import console
from digit_recognizer.cli.library import selection
from digit_recognizer.errors import DigitRecognizerError, FileError
from digit_recognizer.words import printable

if TYPE_CHECKING:
    from digit_recognizer.library import Library, StoredProfile


def add_parser(commands: console.Commands) -> argparse.ArgumentParser:
    """Add this command to the command line."""
    parser = commands.add_parser(
        "learn",
        help="adapt reading to a writer, from the labelled drawings in the library",
        description="Adapts reading to one writer, in seconds, from 10 labelled drawings or more, best "
        "three of each digit. digits library label sets the label of a drawing. It prints how many "
        "drawings are read right before and after, where each drawing is read with what was learnt from "
        "the others, and how much accuracy other writers lose. It saves the profile only if it is "
        "better for its writer and costs the others less than 0.1 points. Nothing leaves this machine. "
        "Exit code: 0 learnt, 1 the profile before stays.",
    )
    add = parser.add_argument
    add("--writer", default="", metavar="NAME", help="the writer (default: nobody in particular)")
    selection.add_library_option(parser, default=None)
    add(
        "--alphabet", choices=("digits", "arithmetic"), default="digits",
        help="which network is adapted: that for single digits (default), or for numbers and sums",
    )  # fmt: skip
    add(
        "--data", type=Path, metavar="DIR",
        help="test sets of other writers (default: $DIGITS_DATA, then the cache)",
    )  # fmt: skip
    group = parser.add_mutually_exclusive_group()
    group.add_argument(
        "--questions", metavar="ANSWERS",
        help="begin without drawings, with the writer's styles of digits: "
        "flagged-1,crossed-7,slashed-0 (or plain-1, plain-7, plain-0)",
    )  # fmt: skip
    group.add_argument("--list", action="store_true", help="list the profiles")
    group.add_argument("--use", action="store_true", help="use the writer's profile again")
    group.add_argument("--stop", action="store_true", help="keep the profile, but stop using it")
    group.add_argument("--delete", action="store_true", help="delete the writer's profile")
    group.add_argument("--export", type=Path, metavar="FILE", help="write the profile to FILE")
    group.add_argument("--import", type=Path, metavar="FILE", help="read a profile from FILE")
    console.add_model_option(parser)
    console.add_json_option(parser)
    return parser


def run(options: argparse.Namespace) -> int:
    """Do what was asked."""
    from digit_recognizer.library.labels import checked_writer

    options.writer = checked_writer(options.writer)
    action = next((name for name in _DO if name != "learn" and getattr(options, name)), "learn")
    with selection.opened(options, create=action in {"questions", "import"}) as library:
        return int(_DO[action](options, library))


def _learn(options: argparse.Namespace, library: "Library") -> int:
    from digit_recognizer.learning import learn_from, store_profile

    reader = console.loaded_reader(options.model)
    with console.progress_bars() as tell:
        learnt = learn_from(
            library, options.writer, reader, options.alphabet, data=options.data, tell=tell
        )
    if learnt.acceptance.is_offered:
        store_profile(library, learnt.profile)
    if options.json:
        console.print_json(
            {
                "writer": options.writer,
                "alphabet": options.alphabet,
                "drawings": learnt.profile.drawings,
                "kept": learnt.acceptance.is_offered,
                **learnt.acceptance.as_dict(),
            }
        )
    else:
        print(f"{learnt.profile.drawings} drawings of {console.whose(options.writer)}")
        print(*learnt.acceptance.sentences(), sep="\n")
    return 0 if learnt.acceptance.is_offered else 1


def _questions(options: argparse.Namespace, library: "Library") -> int:
    from digit_recognizer.learning import store_answers
    from digit_recognizer.learning.learn import network_for

    answers = tuple(answer.strip() for answer in options.questions.split(",") if answer.strip())
    classifier = network_for(console.loaded_reader(options.model), options.alphabet)
    saved = store_answers(library, options.writer, [classifier], answers)
    learnt = sum(profile.drawings for profile in saved)
    said = f"saved for {console.whose(options.writer)}: {', '.join(answers)}"
    if learnt:
        said += (
            f"; what was learnt from {learnt} drawings stays, and the next learning begins with the "
            "answers."
        )
    elif not saved:
        said = "These are the usual styles, which are read already: there is nothing to save."
    values = {"writer": options.writer, "answers": list(answers), "kept": bool(saved)}
    return console.print_result(options, {**values, "drawings": learnt}, said)


def _list(options: argparse.Namespace, library: "Library") -> int:
    from digit_recognizer.classifier import Profile

    rows: list[dict[str, Any]] = []
    for stored in library.profiles():
        row: dict[str, Any] = {
            "writer": stored.writer,
            "alphabet": stored.alphabet,
            "in_use": stored.active,
            "made": stored.made.isoformat(timespec="seconds"),
        }
        try:
            profile = Profile.from_bytes(stored.content)
            row |= {"drawings": profile.drawings, "questions": list(profile.questions)}
        except FileError as error:
            row["problem"] = str(error)
        rows.append(row)
    if options.json:
        console.print_json({"profiles": rows})
        return 0
    for row in rows:
        said = row.get("problem") or ", ".join([*row["questions"], f"{row['drawings']} drawings"])
        use = "in use" if row["in_use"] else "not in use"
        name = console.whose(row["writer"])
        print(printable(f"{name}, {row['alphabet']}: {said}; {row['made']}; {use}"))
    if not rows:
        print("there are no profiles: make one with digits learn.")
    return 0


def _use(options: argparse.Namespace, library: "Library") -> int:
    _stored(options, library)
    library.use_profile(options.writer, options.alphabet, active=bool(options.use))
    return _said(options, "in use" if options.use else "not in use any more")


def _delete(options: argparse.Namespace, library: "Library") -> int:
    _stored(options, library)
    library.delete_profile(options.writer, options.alphabet)
    return _said(options, "deleted")


def _export(options: argparse.Namespace, library: "Library") -> int:
    from digit_recognizer.files import write_atomically

    if options.export.exists():
        raise FileError(f"{options.export} exists already: give another name.")
    write_atomically(options.export, _stored(options, library).content)
    return _said(options, f"written to {options.export}")


def _import(options: argparse.Namespace, library: "Library") -> int:
    from digit_recognizer.app.handwriting.model import MAX_PROFILE_BYTES
    from digit_recognizer.files import read_limited
    from digit_recognizer.learning import import_profile
    from digit_recognizer.learning.learn import name_of

    path = getattr(options, "import")
    data = read_limited(path, MAX_PROFILE_BYTES, "a profile")
    profile = import_profile(
        library, data, str(path), console.loaded_reader(options.model), options.writer
    )
    options.writer, options.alphabet = profile.writer, name_of(profile.alphabet)
    return _said(options, f"taken from {path}")


def _stored(options: argparse.Namespace, library: "Library") -> "StoredProfile":
    stored = library.load_profile(options.writer, options.alphabet)
    if stored is None:
        raise DigitRecognizerError(f"there is no {_profile(options)}: see digits learn --list.")
    return stored


def _profile(options: argparse.Namespace) -> str:
    return f"profile of {console.whose(options.writer)} for {options.alphabet}"


def _said(options: argparse.Namespace, what: str) -> int:
    values = {"writer": options.writer, "alphabet": options.alphabet, "done": what}
    return console.print_result(options, values, printable(f"the {_profile(options)}: {what}"))


_DO = {
    "learn": _learn, "questions": _questions, "list": _list, "use": _use, "stop": _use,
    "delete": _delete, "export": _export, "import": _import,
}  # fmt: skip
