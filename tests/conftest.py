"""Fixtures for every test: folders of its own, the shipped model, example drawings, a tiny MNIST."""

import gc
import hashlib
import os
import re
import sys
import tempfile
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from support import Digits, hand_drawn, run_main, unpacked, write_idx

from benchmarks.speed.display import virtual_display
from digit_recognizer.arrays import Picture, PixelShares
from digit_recognizer.classifier.page_segmenter import PageSegmenter, shipped_page_segmenter
from digit_recognizer.cli.main import main
from digit_recognizer.datasets.mnist import CONTENT_SHA256, idx_file
from digit_recognizer.files import sha256
from digit_recognizer.ink import Drawing, read_inkml
from digit_recognizer.reader import Reader
from digit_recognizer.resources import example_drawings

# The same examples on every run; HYPOTHESIS_PROFILE=explore looks for new ones.
_COMMON = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("repeatable", derandomize=True, max_examples=60, **_COMMON)
settings.register_profile("explore", max_examples=2000, **_COMMON)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

LONG_FIRST = ("training", "release")
"""Kinds of tests that have their turn before others."""
LONG_WINDOW_TESTS = ("tests/gui/test_pictures_window.py", "tests/gui/picture/")
"""Files of window tests that do."""
MARK_OF_FOLDER = {"gui": "display", "benchmarks": "release", "web": "release"}
REMEMBERED_LOOKS, MAX_REMEMBERED = 40, 2_500_000
"""How many looks of the page network are remembered, and how many numbers may be in a picture."""
IMPORTS_TENSORFLOW = re.compile(
    r'^(\w+ = )?pytest.importorskip\("(keras|tensorflow)"', re.MULTILINE
)
ONE_WORKER = (
    ("tests/web/browser/",),
    ("tests/training/", "tests/cli/test_train.py", "tests/cli/test_learn.py",
     "tests/classifier/test_keras_files.py", "tests/benchmarks/test_training_time.py"),
)  # fmt: skip
"""Tests that share a server and a browser; those that import TensorFlow, which takes seconds."""


def pytest_configure(config: pytest.Config) -> None:
    """Give each of several workers a display of its own: window tests need pointer and focus alone."""
    if hasattr(config, "workerinput") and os.environ.get("DISPLAY") and sys.platform == "linux":
        own = ExitStack()
        os.environ.update(own.enter_context(virtual_display()))
        config.add_cleanup(own.close)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Import no TensorFlow where tests of training are left out: three seconds for each worker."""
    if collection_path.suffix != ".py" or "not training" not in config.option.markexpr:
        return None
    return bool(IMPORTS_TENSORFLOW.search(collection_path.read_text("utf-8"))) or None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by their folder. What takes long begins first: no worker is left alone with it."""
    for item in items:
        if mark := MARK_OF_FOLDER.get(item.nodeid.split("/")[1]):
            item.add_marker(mark)
    items.sort(key=_place)


def _place(item: pytest.Item) -> int:
    """Return when a test has its turn."""
    kinds = [kind for kind, name in enumerate(LONG_FIRST) if item.get_closest_marker(name)]
    is_short = not item.nodeid.startswith(LONG_WINDOW_TESTS)
    return min(kinds, default=len(LONG_FIRST) + is_short)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give each file, and each group of ``ONE_WORKER``, to one of several workers, in their order.

    ``--dist loadgroup`` does not: xdist 3.8 loses the groups with pytest 9.2 (its issue 1386), and each
    worker made what the tests of a file share.
    """
    from xdist.scheduler import LoadFileScheduling

    class Scheduling(LoadFileScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            shared = [group[0] for group in ONE_WORKER if nodeid.startswith(group)]
            return shared[0] if shared else super()._split_scope(nodeid)

    config.option.loadscopereorder = False
    return Scheduling(config, log)


def pytest_collection_finish() -> None:
    """Have garbage looked for in what tests make only: after each window test that is 0.3 s less."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Collect here what is left of a window: on the thread of a later test that would abort all."""
    if item.get_closest_marker("display") is None:
        return (yield)
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.enable()


def _isolate(patch: pytest.MonkeyPatch, home: Path) -> None:
    for kind in ("CACHE", "CONFIG", "DATA", "STATE"):
        patch.setenv(f"XDG_{kind}_HOME", str(home / kind.lower()))
    patch.delenv("DIGITS_DATA", raising=False)
    # So that "import digit_recognizer" finds this checkout from any folder, in subprocesses too.
    patch.setenv("PYTHONPATH", str(Path(__file__).resolve().parent.parent))


@pytest.fixture(scope="session", autouse=True)
def _session_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep session-wide fixtures away from the user's own folders."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("session-home")
        _isolate(patch, folder)
        yield folder


@pytest.fixture(autouse=True)
def home(_session_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test empty cache, config and data folders; return the folder they will be in."""
    folder = Path(tempfile.mkdtemp(dir=_session_home))  # mktemp looks at all folders made before
    _isolate(monkeypatch, folder)
    return folder


@pytest.fixture(scope="session", autouse=True)
def _looks_once() -> Iterator[None]:
    """The shipped page network looks once at each picture: what it says of one is always the same."""
    look, seen = PageSegmenter._run, dict[tuple[object, ...], PixelShares]()

    def remembered(self: PageSegmenter, picture: Picture) -> PixelShares:
        if self is not shipped_page_segmenter() or picture.size > MAX_REMEMBERED:
            return look(self, picture)
        key = picture.shape, hashlib.sha256(picture.tobytes()).digest()
        seen[key] = seen.pop(key) if key in seen else look(self, picture)
        if len(seen) > REMEMBERED_LOOKS:
            del seen[next(iter(seen))]
        return seen[key].copy()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PageSegmenter, "_run", remembered)
        yield


@pytest.fixture(scope="session")
def reader() -> Reader:
    """The reader with the model that ships."""
    return Reader.load()


@pytest.fixture(scope="session")
def examples() -> dict[str, Drawing]:
    """The bundled example drawings by file name without suffix."""
    return {path.stem: read_inkml(path) for path in example_drawings()}


@pytest.fixture(scope="session")
def tiny_mnist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the four files of MNIST, but with 520 and 65 digits of the example drawings."""
    folder = tmp_path_factory.mktemp("tiny-mnist")
    write_idx(folder, "train", hand_drawn(520, seed=1))
    write_idx(folder, "t10k", hand_drawn(65, seed=2), gzipped=False)
    return folder


@pytest.fixture
def like_mnist(tiny_mnist: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose files count as MNIST's, since their hashes are the expected ones."""
    for name in CONTENT_SHA256:
        path = idx_file(tiny_mnist, name)
        assert path is not None
        monkeypatch.setitem(CONTENT_SHA256, name, sha256(unpacked(path)))
    return tiny_mnist


@pytest.fixture(scope="session")
def quick_prototypes() -> Iterator[None]:
    """A network's ideals are made in 3 steps instead of 90: nobody looks at them."""
    from digit_recognizer.training import prototypes

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(prototypes, "PROTOTYPE_STEPS", 3)
        yield


@pytest.fixture(scope="session")
def trained(
    tmp_path_factory: pytest.TempPathFactory, tiny_mnist: Path, quick_prototypes: None
) -> Path:
    """The folder of the one quick training run that every test of a trained model looks at.

    ``new/mnist.h5`` and what is beside it, and ``out.json``: what the command printed.
    """
    folder = tmp_path_factory.mktemp("trained")
    options = ["--quick", "--any-data", "--data", str(tiny_mnist), "--json"]
    with pytest.MonkeyPatch.context() as patch, (folder / "out.json").open("w") as out:
        patch.setattr("sys.stdout", out)
        assert main(["train", *options, "-o", str(folder / "new" / "mnist.h5")]) == 0
    return folder


@pytest.fixture
def digits(capsys: pytest.CaptureFixture[str]) -> Digits:
    """Runs ``digits`` with arguments in this process; gives its exit code, stdout and stderr."""
    return lambda *arguments: run_main(main, capsys, arguments)
