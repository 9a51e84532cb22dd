"""The wheel, tried in an empty environment: it reads, and needs nothing of the training extra."""

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest
from support import ROOT

from digit_recognizer.ink import read_inkml
from digit_recognizer.resources import example_drawings, example_expressions

pytest.importorskip("hatchling")
pytest.importorskip("build")


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command that must succeed, without this checkout in its path; return what it printed."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", folder, cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_the_model_and_the_examples(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for model in (
        "mnist.h5",
        "mnist.onnx",
        "symbols.h5",
        "symbols.onnx",
        "strokes.h5",
        "strokes.onnx",
    ):
        assert f"digit_recognizer/models/{model}" in names
    assert {f"digit_recognizer/examples/{path.name}" for path in example_drawings()} <= names
    sums = {f"digit_recognizer/examples/expressions/{path.name}" for path in example_expressions()}
    assert sums <= names
    assert "digit_recognizer/py.typed" in names
    assert not [name for name in names if name.startswith(("tests/", "docs/", "tools/"))]


def test_the_wheel_works_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "empty", with_pip=True)
    scripts = tmp_path / "empty" / ("Scripts" if sys.platform == "win32" else "bin")
    python = scripts / "python"
    pip = (python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    run(*pip, "--require-hashes", "-r", ROOT / "requirements" / "base.txt", cwd=tmp_path)
    run(*pip, "--no-deps", wheel, cwd=tmp_path)
    drawing = example_drawings()[0]
    printed = run(scripts / "digits", "read", "--json", drawing, cwd=tmp_path)
    assert json.loads(printed)["text"] == "8"
    check = (
        "import sys; from digit_recognizer import Reader; from digit_recognizer.resources import "
        "default_model, example_drawings; reader = Reader.load(); "
        "print(default_model(), [reader.read_image(path).text for path in example_drawings()], "
        "{'tensorflow', 'keras'} & set(sys.modules))"
    )
    model, rest = run(python, "-c", check, cwd=tmp_path).split(" ", 1)
    assert Path(model).is_relative_to(tmp_path / "empty")
    assert rest == f"{[read_inkml(path).label for path in example_drawings()]} set()\n"
    without = subprocess.run(
        [str(scripts / "digits"), "train"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert without.returncode == 2
    assert "pip install" in without.stderr
    assert without.stderr.count("\n") == 1
