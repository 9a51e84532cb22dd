"""What several tests share and no fixture is needed for: sentences, subprocesses, strategies, data.

The strategies draw any ink that :mod:`digit_recognizer.ink` allows. The digits are the project's own
example drawings, drawn again by an unsteady hand; no test needs data from outside the repository.
"""

import gzip
import os
import random
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st
from numpy.typing import NDArray

from digit_recognizer.datasets import Labelled
from digit_recognizer.errors import FileError
from digit_recognizer.ink import Ink, Point, Stroke, read_inkml
from digit_recognizer.ink.model import MAX_COORDINATE
from digit_recognizer.raster import glyph_from_ink
from digit_recognizer.resources import default_model, example_drawings
from digit_recognizer.synthesis.paper.print_text import fonts

ROOT = Path(__file__).resolve().parents[2]
EXPORT = default_model().with_suffix(".onnx")
"""The shipped network for digits."""

Digits = Callable[..., tuple[int, str, str]]
"""The fixture ``digits``: arguments to exit code, stdout and stderr."""

coordinates = st.floats(-MAX_COORDINATE, MAX_COORDINATE) | st.integers(0, 600).map(float)
"""Anything a stroke may hold, and what a pointer mostly reports."""


def strokes() -> st.SearchStrategy[Stroke]:
    """Return a strategy for strokes whose times begin at 0 and do not run backwards."""
    times = st.lists(st.floats(0, 1e4), max_size=7).map(lambda ts: [0.0, *sorted(ts)])
    return times.flatmap(
        lambda ts: st.builds(
            lambda pairs, start: Stroke(
                tuple(Point(x, y, t) for (x, y), t in zip(pairs, ts, strict=True)), start
            ),
            st.lists(st.tuples(coordinates, coordinates), min_size=len(ts), max_size=len(ts)),
            st.floats(0, 2e9),
        )
    )


def inks(*, min_size: int = 0) -> st.SearchStrategy[Ink]:
    """Return a strategy for ink of at least ``min_size`` strokes."""
    return st.lists(strokes(), min_size=min_size, max_size=5).map(lambda s: Ink(tuple(s)))


def unpacked(path: Path) -> bytes:
    """Return what a file holds, unpacked if it is called .gz."""
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def assert_sentence(message: object, *named: object) -> None:
    """Assert that ``message`` is one sentence for people and names everything in ``named``."""
    text = str(message)
    assert text.endswith(".") and not text.endswith(".."), text
    assert "\n" not in text and "Traceback" not in text and ".__" not in text, text
    for name in named:
        assert str(name) in text, f"{name} is not named in: {text}"


def assert_failed(result: tuple[int, str, str], *named: object) -> None:
    """Assert exit code 2 with one sentence on stderr that names what is in ``named``."""
    code, out, err = result
    assert (code, out) == (2, "")
    assert err.startswith("digits: ")
    assert_sentence(err.removesuffix("\n"), *named)


def run_main(
    main: Callable[[list[str]], int],
    capsys: pytest.CaptureFixture[str],
    arguments: Sequence[object],
) -> tuple[int, str, str]:
    """Run a command line's ``main`` in this process; return its exit code, stdout and stderr."""
    try:
        code = main([str(argument) for argument in arguments])
    except SystemExit as error:  # argparse's way to end
        code = int(error.code or 0)
    out, err = capsys.readouterr()
    return code, out, err


def run_python(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run this Python with ``arguments`` in a checkout's root, as a user would."""
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def hand_drawn(count: int, seed: int) -> Labelled:
    """Return ``count`` glyphs of the example drawings, each turned, slanted and jittered at random."""
    random = np.random.default_rng(seed)
    drawings = [read_inkml(path) for path in example_drawings()]
    glyphs, labels = [], []
    for i in range(count):
        drawing = drawings[i % len(drawings)]
        turn = np.eye(2) + random.uniform(-0.12, 0.12, (2, 2))
        glyph = glyph_from_ink(
            Ink.from_xy(
                np.array([p[:2] for p in stroke.points]) @ turn
                + random.normal(0, 1.5, (len(stroke.points), 2))
                for stroke in drawing.ink
            )
        )
        assert glyph is not None and drawing.label is not None
        glyphs.append(glyph)
        labels.append(int(drawing.label))
    return Labelled(np.stack(glyphs), np.array(labels, np.int64))


def idx_bytes(array: NDArray[np.uint8]) -> bytes:
    """Return ``array`` in the IDX format."""
    header = bytes([0, 0, 8, array.ndim]) + b"".join(n.to_bytes(4, "big") for n in array.shape)
    return header + array.tobytes()


def write_idx(folder: Path, split: str, digits: Labelled, *, gzipped: bool = True) -> None:
    """Write ``digits`` as the two IDX files of ``split``, under MNIST's names."""
    arrays = {
        f"{split}-images-idx3-ubyte": np.rint(digits.glyphs * 255).astype(np.uint8),
        f"{split}-labels-idx1-ubyte": digits.labels.astype(np.uint8),
    }
    for name, array in arrays.items():
        data = idx_bytes(array)
        if gzipped:
            (folder / f"{name}.gz").write_bytes(gzip.compress(data, 1, mtime=0))
        else:
            (folder / name).write_bytes(data)


def has_fonts() -> bool:
    """Whether enough fonts are installed to compose print with."""
    try:
        return bool(fonts())
    except FileError:
        return False


def zigzag(box: tuple[float, float, float, float], sweeps: int, seed: int = 1) -> Stroke:
    """Return a shaky zigzag from left to right and back, down through ``box``."""
    left, top, right, bottom = box
    shaky = random.Random(seed)
    points: list[tuple[float, float]] = []
    for sweep in range(sweeps):
        x0, x1 = (left, right) if sweep % 2 == 0 else (right, left)
        for step in range(12):
            share = (sweep + step / 12) / sweeps
            x = x0 + (x1 - x0) * step / 12 + shaky.gauss(0, 1)
            points.append((x, top + (bottom - top) * share + shaky.gauss(0, 1.5)))
    return Stroke.from_xy(points)


def changed_network(path: Path, *, scale: float = 1, offset: float = 0, answer: Any = None) -> Path:
    """Save the shipped network without its bundle; it wants glyphs times ``scale`` plus ``offset``.

    ``answer``: what is added to each of its probabilities.
    """
    onnx = pytest.importorskip("onnx")
    model = onnx.load(str(EXPORT))
    del model.metadata_props[:]
    graph = model.graph
    values = {"scale": 1 / scale, "offset": -offset / scale, "answer": answer or 0}
    for name, value in values.items():
        graph.initializer.append(onnx.numpy_helper.from_array(np.float32(value), f"own_{name}"))
    for node in graph.node:
        node.input[:] = ["own_scaled" if name == "glyphs" else name for name in node.input]
        node.output[:] = ["own_last" if name == "probabilities" else name for name in node.output]
    make = onnx.helper.make_node
    graph.node.insert(0, make("Mul", ["glyphs", "own_scale"], ["own_wide"]))
    graph.node.insert(1, make("Add", ["own_wide", "own_offset"], ["own_scaled"]))
    graph.node.append(make("Add", ["own_last", "own_answer"], ["probabilities"]))
    path.write_bytes(model.SerializeToString())
    return path
