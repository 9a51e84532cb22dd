"""``digits train``: trains a network, writes it (mnist.h5, symbols.h5, strokes.h5), and its .onnx."""

import argparse
import dataclasses
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digit_recognizer.cli import console
from digit_recognizer.errors import DigitRecognizerError

if TYPE_CHECKING:
    from digit_recognizer.classifier import Extent
    from digit_recognizer.learning import AcceptanceTest
    from digit_recognizer.training.checkpoint import EpochResult
    from digit_recognizer.training.recipe import Recipe
    from digit_recognizer.training.run import Listeners, Outcome

COMPOSED_NETWORKS = ("page", "textline", "lines")
"""Networks that are trained on composed pictures and lines only."""
QUICK_GROUP_SHARE = 0.1  # of the groups that --quick takes from composed lines for --strokes


def add_parser(commands: console.Commands) -> argparse.ArgumentParser:
    """Add this command to the command line."""
    parser = commands.add_parser(
        "train",
        help="train the network (needs the training extra)",
        description="Trains the network on MNIST, and on the ink and image sets that are there, and "
        "writes mnist.h5, mnist.onnx and a report with pictures; with --alphabet arithmetic the network "
        "that reads numbers and sums, symbols.h5; with --strokes the one that sees how they are drawn, "
        "strokes.h5. Data is looked for in --data or "
        "$DIGITS_DATA, then in the user's cache; MNIST is downloaded if it is nowhere. Ctrl-C keeps "
        "the best model so far.",
    )
    add = parser.add_argument
    add(
        "--alphabet", choices=("digits", "arithmetic"), default="digits",
        help="what the network tells apart: digits (default), or digits and the signs of arithmetic",
    )  # fmt: skip
    add(
        "--strokes", action="store_true",
        help="train the network that looks at the pen's way instead of at pictures (up to half an hour)",
    )  # fmt: skip
    add(
        "--page", action="store_true",
        help="train the network that tells handwriting from paper, rules and print, page.h5, on "
        "composed pages (about an hour)",
    )  # fmt: skip
    add(
        "--textline", action="store_true",
        help="train the network that reads a row as a whole, textline.h5, on composed rows (about an "
        "hour)",
    )  # fmt: skip
    add(
        "--lines", action="store_true",
        help="train the network that weighs the readings of a line, lines.h5, on composed lines (about "
        "an hour)",
    )  # fmt: skip
    add(
        "--steps", type=console.positive, metavar="N",
        help="with --page, --textline, --lines: batches",
    )  # fmt: skip
    add("--data", type=Path, metavar="DIR", help="folder with mnist/, ink/, images/")
    add(
        "--any-data", action="store_true",
        help="accept IDX files of these names that are not MNIST's",
    )  # fmt: skip
    add("--mnist-only", action="store_true", help="leave out the ink and image sets found in DIR")
    add("--quick", action="store_true", help="a usable model in about a minute")
    add("--epochs", type=console.positive, metavar="N", help="passes over the digits")
    add("--seed", type=int, default=1, metavar="N", help="default: 1")
    add(
        "--from", dest="start", type=Path, metavar="FILE",
        help="start with the weights of this .h5, made by this program",
    )  # fmt: skip
    add(
        "--with-library", nargs="?", const=True, metavar="FILE",
        help="fine-tune the network to the labelled drawings in the user's library, or in FILE, with "
        "everything else beside them; begins with the shipped network and writes mine.h5",
    )  # fmt: skip
    add("--writer", metavar="NAME", help="with --with-library: this writer's drawings only")
    add("--resume", action="store_true", help="continue an interrupted run")
    add(
        "-o", "--output", type=Path, metavar="FILE",
        help="default: the checkout's mnist.h5, symbols.h5 or strokes.h5, or in this folder where the "
        "program is installed",
    )  # fmt: skip
    console.add_json_option(parser)
    return parser


def run(options: argparse.Namespace) -> int:
    """Train, with a progress bar, and say where everything is."""
    _check(options)
    if composed := _composed(options):
        return _train_composed(options, composed)
    with console.quiet_tensorflow():
        from digit_recognizer.training.run import Listeners

        with _bars() as bars:
            listeners = Listeners(bars.stage, bars.step, bars.epoch)
            train = _trained_strokes if options.strokes else _trained
            outcome, proof = train(options, bars, listeners)
    if options.json:
        values = outcome.test.as_dict()
        if proof is not None:
            values["proof"] = proof.as_dict()
        report = str(outcome.folder / "report.json")
        seconds = round(outcome.seconds, 1)
        console.print_json(
            {"model": str(outcome.model), "report": report, "seconds": seconds, **values}
        )
    else:
        _print(outcome, proof)
    return 0 if proof is None or proof.is_offered else 1


class Bars:
    """The progress bars of a run: downloads, then steps with loss, accuracy and remaining time.

    ``show``: shows of a name how many steps are done, of how many, with a note.
    """

    def __init__(self, show: Callable[..., None]) -> None:
        self._show = show
        self._stage = "training"

    def stage(self, name: str) -> None:
        """Begin a part of the run."""
        self._stage = name
        self.tell(f"training: {name}")

    def download(self, name: str, done: int, total: int) -> None:
        """Show how much of a file is there."""
        self._show(name, done, total, "")

    def step(self, done: int, total: int, loss: float, accuracy: float) -> None:
        """Show how many steps are done, and how it goes."""
        note = f"loss {loss:.4f}  accuracy {100 * accuracy:.2f} %"
        self._show(self._stage, done, total, note)

    def epoch(self, result: "EpochResult") -> None:
        """Tell how an epoch went."""
        shares = (f"{name} {100 * share:.2f} %" for name, share in result.sources.items())
        self.tell(
            f"epoch {result.epoch}: loss {result.loss:.4f}, held-out accuracy {', '.join(shares)}"
        )

    def tell(self, sentence: str) -> None:
        """Print a line above the bars."""
        print(sentence, file=sys.stderr)


@contextmanager
def _bars() -> Iterator[Bars]:
    """Show the bars on a terminal while the run lasts; elsewhere only what it tells."""
    from rich.progress import BarColumn, TimeElapsedColumn, TimeRemainingColumn

    if not sys.stderr.isatty():
        console.warn("training; progress is shown on a terminal.")
    note = "{task.percentage:>3.0f} %  {task.fields[note]}"
    columns = (BarColumn(), note, TimeElapsedColumn(), "remaining", TimeRemainingColumn())
    with console.progress_bars("{task.description}", *columns, transient=False) as show:
        yield Bars(show)


def _train_composed(options: argparse.Namespace, name: str) -> int:
    """Train one of the networks that see composed data only, and say how it went."""
    from digit_recognizer.datasets.catalogue import data_folder

    output = _output(options)
    with console.quiet_tensorflow(), _bars() as bars:
        from digit_recognizer.training.lines.run import QUICK_LINES, LineRecipe, LineRun
        from digit_recognizer.training.page_run import QUICK_PAGES, PageRecipe, PageRun
        from digit_recognizer.training.run import Listeners
        from digit_recognizer.training.textline.run import (
            QUICK_TEXTLINES,
            TextlineRecipe,
            TextlineRun,
        )

        runs: dict[str, tuple[Any, Any, Any]] = {
            "page": (PageRun, PageRecipe(), QUICK_PAGES),
            "textline": (TextlineRun, TextlineRecipe(), QUICK_TEXTLINES),
            "lines": (LineRun, LineRecipe(), QUICK_LINES),
        }
        make, whole, quick = runs[name]
        recipe = quick if options.quick else whole
        steps = options.steps or recipe.steps
        figures = make(
            output=output, data=data_folder(options.data), start=options.start,
            resume=options.resume, listeners=Listeners(bars.stage, bars.step),
            recipe=dataclasses.replace(recipe, seed=options.seed, steps=steps),
        ).train()  # fmt: skip
    if options.json:
        console.print_json({"model": str(output), **figures.as_dict()})
    else:
        for sentence in figures.sentences():
            print(sentence)
        print(f"model:  {output} and {output.with_suffix('.onnx').name}")
    return 0


def _composed(options: argparse.Namespace) -> str:
    """Return which network to train that sees composed data only; "" for another one."""
    return next((name for name in COMPOSED_NETWORKS if getattr(options, name)), "")


def _check(options: argparse.Namespace) -> None:
    """Refuse what does not go together, and fill in what --with-library means."""
    if options.strokes:
        for name in ("with_library", "writer", "start", "resume", "mnist_only", "any_data"):
            if getattr(options, name):
                option = "from" if name == "start" else name.replace("_", "-")
                raise DigitRecognizerError(
                    f"--strokes trains from nothing, on pen strokes: leave out --{option}."
                )
    if composed := _composed(options):
        refused = ["with_library", "writer", "mnist_only", "any_data", "epochs", "strokes"]
        refused += [name for name in COMPOSED_NETWORKS if name != composed]
        for name in refused:
            if getattr(options, name):
                option = name.replace("_", "-")
                raise DigitRecognizerError(
                    f"--{composed} trains on what it composes, by --steps: leave out --{option}."
                )
    elif options.steps:
        raise DigitRecognizerError(
            "--steps is used with --page, --textline and --lines only: add one, or take --epochs."
        )
    if options.with_library:
        options.start = options.start or _shipped(options)
        options.output = options.output or Path("mine.h5")
    elif options.writer is not None:
        raise DigitRecognizerError("--writer is used with --with-library only: add it.")
    if options.alphabet == "arithmetic" and options.mnist_only:
        raise DigitRecognizerError("MNIST has no signs: leave out --mnist-only or --alphabet.")


def _trained(
    options: argparse.Namespace, bars: Bars, listeners: "Listeners"
) -> "tuple[Outcome, AcceptanceTest | None]":
    """Train on glyphs; return the outcome, and the proof of what the user's own drawings brought."""
    from digit_recognizer.alphabet import ARITHMETIC, DIGITS
    from digit_recognizer.datasets import find_mnist, read_split
    from digit_recognizer.training.data.digits import digit_stages
    from digit_recognizer.training.data.library import own_drawings, proof_of
    from digit_recognizer.training.data.mixture import Stage
    from digit_recognizer.training.data.symbols import assemble_symbols
    from digit_recognizer.training.glyph_run import GlyphRun

    signs = options.alphabet == "arithmetic"
    alphabet = ARITHMETIC if signs else DIGITS
    recipe = _recipe(options)
    own = None
    if options.with_library:  # first, since what is wrong with it is known at once
        path = None if options.with_library is True else Path(options.with_library)
        own = own_drawings(path, options.writer, alphabet, options.seed, bars.tell)
    if options.any_data:
        folder = options.data or Path()
    else:
        folder = find_mnist(options.data, progress=bars.download)
    digits, test = read_split(folder, "train"), read_split(folder, "t10k")
    name = folder.resolve().name if options.any_data else "MNIST"
    mnist_alone = options.quick or options.mnist_only or options.any_data
    found = {} if mnist_alone and not signs else _found(options.data, bars)
    sizes: Mapping[str, Extent] = {}
    if signs:
        mixture, sizes = assemble_symbols(digits, recipe, found, bars.tell, name)
        stages = [Stage(mixture, recipe)]
    else:
        stages = digit_stages(digits, recipe, found, bars.tell, name)
    if own is not None:
        stages[0].mixture.sources.append(own.source)
    outcome = GlyphRun(
        output=_output(options), alphabet=alphabet, symbol_sizes=sizes, listeners=listeners,
        stages=stages, test=test, data_name=name, start=options.start, resume=options.resume,
    ).train()  # fmt: skip
    if own is None:
        return outcome, None
    bars.tell("comparing with the network before")
    return outcome, proof_of(options.start, outcome.model, own, options.data)


def _trained_strokes(
    options: argparse.Namespace, bars: Bars, listeners: "Listeners"
) -> "tuple[Outcome, None]":
    from digit_recognizer.training.data.trajectories import PEN_SETS, stroke_examples
    from digit_recognizer.training.recipe import QUICK_RECIPE, STROKE_RECIPE
    from digit_recognizer.training.run import folder_of
    from digit_recognizer.training.stroke_run import StrokeRun

    recipe = dataclasses.replace(STROKE_RECIPE, seed=options.seed)
    if options.quick or options.epochs:
        recipe = dataclasses.replace(recipe, epochs=options.epochs or QUICK_RECIPE.epochs)
    folder_of(_output(options))  # what can't be written is known before minutes have passed
    found = _found(options.data, bars, PEN_SETS)
    share = QUICK_GROUP_SHARE if options.quick else 1.0
    examples = stroke_examples(found, recipe.seed, bars.tell, share=share)
    run = StrokeRun(output=_output(options), listeners=listeners, examples=examples, recipe=recipe)
    return run.train(), None


def _print(outcome: "Outcome", proof: "AcceptanceTest | None") -> None:
    print(
        f"accuracy on {outcome.measured_on}: {100 * outcome.test.accuracy:.2f} % "
        f"(n = {outcome.test.n:,})"
    )
    print(f"model:  {outcome.model} and {outcome.model.with_suffix('.onnx').name}")
    names = sorted(path.name for path in outcome.folder.glob("*.*") if path.suffix != ".npz")
    print(f"report: {outcome.folder} ({', '.join(names)})")
    if proof is None:
        return
    for sentence in proof.sentences()[:-1]:
        print(sentence)
    if proof.is_offered:
        print(f"It is better: use it with --model {outcome.model}.")
    else:
        print("It is no better, or forgets too much: go on with the network before.")


def _recipe(options: argparse.Namespace) -> "Recipe":
    from digit_recognizer.training import recipe

    whole = recipe.SYMBOL_RECIPE if options.alphabet == "arithmetic" else recipe.DIGIT_RECIPE
    later = recipe.FINE_TUNING_RECIPE if options.start else whole
    chosen = recipe.QUICK_RECIPE if options.quick else later
    return dataclasses.replace(
        chosen, negatives=whole.negatives, last=whole.last, seed=options.seed,
        epochs=options.epochs or chosen.epochs,
    )  # fmt: skip


def _shipped(options: argparse.Namespace) -> Path:
    from digit_recognizer import resources

    composed = {
        "page": resources.default_page_network,
        "textline": resources.default_textline_network,
        "lines": resources.default_line_network,
    }
    if name := _composed(options):
        return composed[name]().with_suffix(".h5")
    if options.strokes:
        return resources.default_strokes()
    if options.alphabet == "arithmetic":
        return resources.default_symbols()
    return resources.default_model()


def _output(options: argparse.Namespace) -> Path:
    from digit_recognizer.resources import is_checkout

    if options.output:
        return Path(options.output)
    default = _shipped(options)
    return default if is_checkout() else Path(default.name)


def _found(data: Path | None, bars: Bars, wanted: Collection[str] = ()) -> dict[str, Path]:
    """Return the catalogue's files that are there by name, and tell which are not.

    ``wanted``: the names of those that are of use; all if there are none.
    """
    from digit_recognizer.datasets.catalogue import CATALOGUE, available, data_folder

    found = available(data_folder(data))
    missing = [e for e in CATALOGUE if e.name not in found and (not wanted or e.name in wanted)]
    if missing:
        where = f" --data {data}" if data else ""
        titles = "; ".join(entry.title for entry in missing)
        names = " ".join(entry.name for entry in missing) if wanted else "all"
        bars.tell(f"training without: {titles} (to get them: digits data fetch {names}{where})")
    return found
