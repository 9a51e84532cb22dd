"""What is released: the wheel works in an empty environment, a package index can show the README."""

import json
import os
import re
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest
from support import ROOT

from digit_recognizer import __version__
from digit_recognizer.ink import read_inkml
from digit_recognizer.resources import example_drawings, example_expressions

pytest.importorskip("hatchling")
pytest.importorskip("build")

pytestmark = pytest.mark.release


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
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the wheel and the source distribution."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "-o", folder, cwd=ROOT)
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    (path,) = built.glob("*.whl")
    return path


def test_a_package_index_takes_what_is_built(built: Path) -> None:
    files = sorted(built.iterdir())
    assert [path.name for path in files] == [
        f"digit_recognizer-{__version__}-py3-none-any.whl",
        f"digit_recognizer-{__version__}.tar.gz",
    ]
    run(sys.executable, "-m", "twine", "check", "--strict", *files, cwd=built)


def test_the_readme_of_the_index_links_to_absolute_addresses_only(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    (name,) = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
    metadata = archive.read(name).decode()
    targets = re.findall(r"\]\(([^)]+)\)", metadata.partition("\n\n")[2])
    assert targets
    assert [link for link in targets if not link.startswith(("https://", "#"))] == []
    (home,) = re.findall(r"^Project-URL: Repository, (.*)$", metadata, re.MULTILINE)
    path = home.removeprefix("https://github.com/")
    assert any(f"https://raw.githubusercontent.com/{path}/main/docs/" in link for link in targets)
    assert any(link.startswith(f"{home}/blob/main/docs/") for link in targets)


def test_the_wheel_holds_the_model_and_the_examples(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for model in (
        "mnist.h5",
        "mnist.onnx",
        "symbols.h5",
        "symbols.onnx",
        "strokes.h5",
        "strokes.onnx",
        "page.h5",
        "page.onnx",
        "textline.h5",
        "textline.onnx",
        "lines.h5",
        "lines.onnx",
    ):
        assert f"digit_recognizer/models/{model}" in names
    assert {f"digit_recognizer/examples/{path.name}" for path in example_drawings()} <= names
    examples = {path.relative_to(ROOT).as_posix() for path in example_expressions()}
    assert {f"digit_recognizer/{path}" for path in examples} <= names
    assert "digit_recognizer/py.typed" in names
    page = ROOT / "digit_recognizer" / "web" / "static"
    files = [path.relative_to(ROOT).as_posix() for path in page.rglob("*") if path.is_file()]
    assert len(files) > 40 and set(files) <= names
    assert not [
        name for name in names if name.startswith(("benchmarks/", "tests/", "docs/", "tools/"))
    ]


def test_the_wheel_works_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "empty")
    scripts = tmp_path / "empty" / ("Scripts" if sys.platform == "win32" else "bin")
    python = scripts / "python"
    pip = (
        sys.executable, "-m", "pip", "--python", python,
        "install", "--quiet", "--disable-pip-version-check",
    )  # fmt: skip
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
