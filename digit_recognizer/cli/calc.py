"""``digits calc``: expressions to values and verdicts, on the terminal."""

import argparse
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from digit_recognizer.cli import console
from digit_recognizer.cli.answers import answer_sentence
from digit_recognizer.errors import DigitRecognizerError
from digit_recognizer.reading_values import answer_values
from digit_recognizer.words import printable

MAX_CALC_LINE_BYTES = 65_536
"""Bytes of a line from standard input; the rest of a longer one is dropped."""


def add_parser(commands: console.Commands) -> argparse.ArgumentParser:
    """Add this command to the command line."""
    parser = commands.add_parser(
        "calc",
        help="calculate and check expressions, exactly",
        description="Prints the exact value of each expression and a decimal form, with ≈ where it is "
        "rounded. Where something stands on both sides of =, < or >, it prints whether that is true. "
        "Expressions are written 12+7, 3×4 (or 3x4, '3*4'), 6÷2, 1/2, '(1)/(2)' for a fraction bar, "
        "2^3 or '2^{3}', √2 or '√{2}', ±, %, with brackets, decimal point or comma. Exit code: 0 all "
        "were calculated, 1 some could not be, 2 some file could not be opened.",
        epilog="An expression that begins with - stands after --: digits calc -- -2+3",
    )
    add = parser.add_argument
    add("texts", nargs="*", metavar="TEXT", help="an expression, or - for lines of standard input")
    add(
        "--ink", type=Path, action="append", default=[], metavar="FILE",
        help="a drawing or an image whose sums are read and calculated",
    )  # fmt: skip
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--latex", action="store_true", help="print the expressions as LaTeX only")
    form.add_argument("--mathml", action="store_true", help="print the expressions as MathML only")
    console.add_json_option(parser)
    return parser


def run(options: argparse.Namespace) -> int:
    """Calculate and print expressions, then read drawings; raises DigitRecognizerError for neither."""
    if not options.texts and not options.ink:
        raise DigitRecognizerError("digits calc needs an expression, or a drawing with --ink.")
    code = _calculate(options)
    if options.ink:
        from digit_recognizer.cli.read import read_files
        from digit_recognizer.reader import Reader

        reader = Reader.load()
        read = read_files(reader, options.ink, as_json=options.json, expect="expression")
        code = max(code, read)
    return code


def _calculate(options: argparse.Namespace) -> int:
    from digit_recognizer.expression import calculate, latex_of, mathml_of, row_from_text

    code = 0
    for text in chain.from_iterable(_lines() if text == "-" else [text] for text in options.texts):
        row = row_from_text(text)
        answer = calculate(row)
        if not answer.values:
            code = 1
        if options.json:
            console.print_json(answer_values(row, answer))
        elif options.latex or options.mathml:
            formula = latex_of(row) if options.latex else mathml_of(row)
            print(printable(formula), flush=True)
        else:
            print(printable(answer_sentence(row, answer)), flush=True)
    return code


def _lines() -> Iterator[str]:
    """Yield the lines of standard input that are not blank, in bounded memory."""
    source = getattr(sys.stdin, "buffer", None)
    if source is None:
        raise DigitRecognizerError(
            "standard input cannot be read here; give the expressions as arguments."
        )
    while line := source.readline(MAX_CALC_LINE_BYTES):
        rest = line
        while len(rest) == MAX_CALC_LINE_BYTES and not rest.endswith(b"\n"):
            rest = source.readline(MAX_CALC_LINE_BYTES)
        text = line.decode("utf-8-sig", errors="replace").strip()
        if text:
            yield text
