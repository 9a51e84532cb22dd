"""``digits explain``: why a drawing or an image was read as it was, as one picture."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digit_recognizer.cli import console
from digit_recognizer.errors import FileError

if TYPE_CHECKING:
    from digit_recognizer.explanation import Explanation
    from digit_recognizer.explanation.evidence import Evidence


def add_parser(commands: console.Commands) -> argparse.ArgumentParser:
    """Add this command to the command line."""
    parser = commands.add_parser(
        "explain",
        help="show why a digit was read as it was, as a picture",
        description="Prints which ink speaks for the answer and against the runner-up, and what each "
        "stroke changes. With -o it also draws this, with the network's own ideal of each digit and its "
        "feature maps. Exit code: 0 explained, 1 there is no ink.",
    )
    add = parser.add_argument
    add("file", nargs="?", type=Path, metavar="FILE", help="an image or a drawing")
    add("-o", "--output", type=Path, metavar="PNG", help="the picture to write")
    console.add_model_option(parser)
    console.add_json_option(parser)
    return parser


def run(options: argparse.Namespace) -> int:
    """Explain, and write the picture; raises FileError without a file."""
    from digit_recognizer.explanation import explain, sentences

    if options.file is None:
        raise FileError("Nothing to explain: give a FILE.")
    explanation = explain(console.loaded_reader(options.model), options.file)
    if explanation is None:
        console.warn(f"{options.file} shows no ink: nothing to explain.")
        if options.json:
            console.print_json({"file": str(options.file), "text": ""})
        return 1
    if options.output is not None:
        from digit_recognizer.explanation.picture import png
        from digit_recognizer.files import write_atomically

        write_atomically(options.output, png(explanation, options.file.name))
    said = sentences(explanation)
    if options.json:
        console.print_json({"file": str(options.file), "sentences": said, **_as_dict(explanation)})
        return 0
    for sentence in said:
        print(sentence)
    for sentence in explanation.missing:
        console.warn(sentence[:1].lower() + sentence[1:])
    if options.output is not None:
        print(f"picture: {options.output}")
    return 0


def _as_dict(e: "Explanation") -> dict[str, Any]:
    """Return an explanation as JSON values; the evidence as 28 rows of 28 numbers."""
    return {
        "text": e.answer.text,
        "confidence": round(e.answer.confidence, 6),
        "runner_up": e.runner_up.text,
        "runner_up_confidence": round(e.runner_up.confidence, 6),
        "doubtful": e.reading.doubtful,
        "reason": e.reading.reason,
        "for_answer": _evidence(e.for_answer),
        "against_runner_up": _evidence(e.against_runner_up),
        "strokes": [
            {
                "stroke": stroke.index + 1,
                "evidence": round(stroke.evidence, 4),
                "without_text": stroke.without.text,
                "without_confidence": round(stroke.without.confidence, 6),
            }
            for stroke in e.strokes
        ],
        "maps": {layer: list(maps.shape) for layer, maps in e.maps.items()},
        "missing": list(e.missing),
        "milliseconds": round(1000 * e.seconds, 1),
    }


def _evidence(evidence: "Evidence") -> dict[str, list[list[float]]]:
    return {
        name: [[round(float(value), 3) for value in row] for row in rows]
        for name, rows in (("ink", evidence.ink), ("paper", evidence.paper))
    }
