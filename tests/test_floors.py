"""Who may import whom, and what is never loaded: the contracts in pyproject.toml, and the facts."""

import json
from collections import Counter
from pathlib import Path

import pytest
from support import ROOT, run_python

from digit_recognizer.resources import example_drawings

HEAVY = {"tensorflow", "keras", "tf2onnx", "h5py", "onnx", "matplotlib"}


def loaded_by(program: str) -> set[str]:
    """Return the top-level modules that are loaded in a new process after ``program``."""
    report = "import sys, json; print(json.dumps(sorted({m.split('.')[0] for m in sys.modules})))"
    done = run_python("-c", f"{program}\n{report}")
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_the_floors_hold() -> None:
    pytest.importorskip("importlinter")
    lint = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = run_python("-c", lint, "--no-cache")
    assert done.returncode == 0, done.stdout
    assert " 0 broken" in done.stdout


def test_importing_the_package_costs_nothing() -> None:
    loaded = loaded_by("import digit_recognizer")
    assert not loaded & {"numpy", "PIL", "tkinter", "onnxruntime", "rich", *HEAVY}


def test_ink_is_read_and_written_without_numpy() -> None:
    path = example_drawings()[0]
    loaded = loaded_by(f"import digit_recognizer as d; assert d.read_inkml({str(path)!r}).label")
    assert not loaded & {"numpy", "PIL", "tkinter", "onnxruntime", *HEAVY}


def test_reading_loads_neither_training_nor_tk() -> None:
    files = [str(path) for path in example_drawings()[:2]]
    loaded = loaded_by(
        f"from digit_recognizer.cli.main import main\nassert main(['read', *{files}]) == 0"
    )
    assert {"numpy", "onnxruntime"} <= loaded
    assert not loaded & {"tkinter", "sv_ttk", *HEAVY}


def test_evaluating_loads_no_training(tiny_mnist: Path) -> None:
    loaded = loaded_by(
        "from digit_recognizer.cli.main import main\n"
        f"assert main(['evaluate', '--json', {str(tiny_mnist)!r}]) == 0"
    )
    assert not loaded & {"tkinter", *HEAVY}


def test_the_session_of_the_window_is_free_of_tk() -> None:
    loaded = loaded_by("import digit_recognizer.app.session, digit_recognizer.app.reading_worker")
    assert not loaded & {"tkinter", "sv_ttk", *HEAVY}


def test_the_window_is_up_before_anything_slow_is_loaded() -> None:
    pytest.importorskip("tkinter")
    loaded = loaded_by(
        "import digit_recognizer.cli.main, digit_recognizer.gui.application\n"
        "from digit_recognizer.app import reading_worker, session, settings\n"
        "from digit_recognizer.app.library import library_thread\n"
        "from digit_recognizer.gui import window"
    )
    slow = {"numpy", "PIL", "onnxruntime", "rich", "sqlite3", "ctypes"}
    assert not loaded & {*slow, "ssl", "http", "email", "hashlib", *HEAVY}


def test_no_file_is_too_long() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in ROOT.glob("digit_recognizer/**/*.py")
    }
    assert {name: lines for name, lines in lengths.items() if lines > 500} == {}


def test_no_folder_is_too_full() -> None:
    folders = Counter(
        str(path.parent.relative_to(ROOT))
        for top in ("digit_recognizer", "benchmarks", "tools", "tests", "docs", "requirements")
        for path in (ROOT / top).rglob("*.*")
        if path.is_file() and "__pycache__" not in path.parts
    )
    assert {name: files for name, files in folders.items() if files > 20} == {}
