"""What an installation takes on disk.

Purpose: add up the files of the base install (this program, its dependencies and theirs) and those of
TensorFlow with its own.
Contract: sizes of the files that the installed packages list, each file once; Python, pip and caches
are not counted. A dependency counts if it is installed and no extra asks for it.
Not here: downloads, which are smaller.
"""

import importlib.metadata
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import digit_recognizer
from benchmarks.speed import keras_baseline
from benchmarks.speed.figures import Figure, NotMeasured
from digit_recognizer.resources import (
    default_model,
    example_drawings,
    example_expressions,
    is_checkout,
)

BASE_PACKAGES = ("numpy", "onnxruntime", "pillow", "platformdirs", "rich", "sv-ttk")
"""What the base install asks for: ``dependencies`` of pyproject.toml."""

_PACKAGE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def measure_disk() -> list[Figure]:
    """Return "disk"."""
    base = closure(BASE_PACKAGES)
    missing = [name for name in BASE_PACKAGES if _normal(name) not in base]
    if missing:
        raise NotMeasured(f"{', '.join(missing)} cannot be found as installed packages")
    ours = megabytes([*files_of(base), *program_files()])
    details = {"packages": sorted(base)}
    try:
        keras_baseline.require_tensorflow()
        return [Figure("disk", ours, megabytes(files_of(closure(["tensorflow"]))), 1, (), details)]
    except NotMeasured as reason:
        return [Figure("disk", ours, None, 1, (reason.sentence(keras_baseline.BASELINE),), details)]


def closure(names: Iterable[str]) -> set[str]:
    """Return the normalised names of those packages, and of what they require, that are installed."""
    found: set[str] = set()
    waiting = [_normal(name) for name in names]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        try:
            distribution = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue
        found.add(name)
        waiting += [_normal(required) for required in _required(distribution)]
    return found


def _required(distribution: importlib.metadata.Distribution) -> Iterator[str]:
    for requirement in distribution.requires or ():
        text, _, marker = requirement.partition(";")
        name = _PACKAGE_NAME.match(text.strip())
        if name and not re.search(r"\bextra\b", marker):
            yield name.group()


def files_of(names: Iterable[str]) -> Iterator[Path]:
    """Yield the files of the installed packages ``names``."""
    for name in names:
        for file in importlib.metadata.distribution(name).files or ():
            yield Path(str(file.locate()))


def program_files() -> Iterator[Path]:
    """Yield the files of this program: the package, the models and the example drawings."""
    yield from Path(digit_recognizer.__file__).parent.rglob("*")
    if is_checkout():  # elsewhere they lie inside the package
        yield from (default_model(), default_model().with_suffix(".onnx"))
        yield from (*example_drawings(), *example_expressions())


def megabytes(files: Iterable[Path]) -> float:
    """Return the sum of the sizes of those of ``files`` that exist, each counted once."""
    return sum(path.stat().st_size for path in {*files} if path.is_file()) / 1e6


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
