"""The documents are true: links lead somewhere, commands and code run, the table is the program's."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from accuracy_page import documented_page, figures
from key_reference import with_key_tables
from support import ROOT

from digit_recognizer.cli.main import main
from digit_recognizer.datasets.prepare.fetch import Fetched
from digit_recognizer.evaluation.digits.samples import TEST_SETS
from digit_recognizer.files import sha256
from digit_recognizer.resources import default_model, default_strokes, default_symbols

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """Return the README's code blocks in ``language``."""
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_links_and_pictures_are_there(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
    missing = [
        target for target in targets if "://" not in target and not (page.parent / target).exists()
    ]
    assert missing == []


def test_the_python_of_the_readme_runs() -> None:
    (code,) = blocks("python")
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("7 False\n12+34= 46\n", "")


def test_the_commands_of_the_readme_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)  # some write files
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("DIGITS_DATA", raising=False)  # learning is proved on what is there
    commands = [
        shlex.split(line, comments=True) for block in blocks("sh") for line in block.splitlines()
    ]
    digits = [command[1:] for command in commands if command[:1] == ["digits"]]
    assert len(digits) == 7
    monkeypatch.setattr(  # no test downloads anything: each set counts as there
        "digit_recognizer.datasets.prepare.fetch.fetch",
        lambda data_set, folder, **_: Fetched(folder / data_set.path),
    )
    for command in digits:
        if command == ["--help"]:
            with pytest.raises(SystemExit) as caught:
                main(command)
            assert caught.value.code == 0
        else:
            named = [[*map(str, Path().glob(word))] if "*" in word else [word] for word in command]
            assert main([word for words in named for word in words]) == 0
    said = capsys.readouterr().err  # of a folder that holds programs, too
    assert said == "digits: 2 files of other kinds were left alone (.py).\n"


def test_the_make_commands_and_scripts_of_the_readme_exist() -> None:
    makefile = (ROOT / "Makefile").read_text()
    for target in re.findall(r"make (\w+)", "\n".join(blocks("sh"))):
        assert f"\n{target}:" in makefile
    for script in re.findall(r"python (\w+\.py)", README):
        assert (ROOT / script).is_file()
    for file in re.findall(r"requirements\\(\w+\.txt)", README):
        assert (ROOT / "requirements" / file).is_file()


def test_the_page_of_accuracy_is_the_programs_own_for_the_shipped_models() -> None:
    page = (ROOT / "docs" / "accuracy.md").read_text(encoding="utf-8")
    assert page == documented_page()
    accuracy, sums = figures("accuracy"), figures("sums")
    assert accuracy["model_sha256"] == sha256(default_model().read_bytes())
    assert [row["set"] for row in accuracy["sets"]] == list(TEST_SETS)
    assert sums["model_sha256"] == sha256(default_symbols().read_bytes())
    assert sums["strokes_model_sha256"] == sha256(default_strokes().read_bytes())
    for row in accuracy["sets"]:
        assert (
            f"| {row['title']} | {row['what']} | {row['n']:,} | **{100 * row['accuracy']:.2f} %**"
            in page
        )
    assert f"{accuracy['model_sha256'][:12]}…" in page and accuracy["date"] in page
    assert f"{sums['model_sha256'][:12]}…" in page and sums["date"] in page


def test_the_example_is_as_short_as_it_says() -> None:
    code = (ROOT / "examples" / "embed_canvas.py").read_text()
    assert sum(bool(line.strip()) for line in code.splitlines()) <= 22


def test_the_keys_of_the_page_are_those_of_the_window() -> None:
    page = (ROOT / "docs" / "keys.md").read_text(encoding="utf-8")
    assert page == with_key_tables(page)
    assert page.count("| Ctrl+Shift+Z or Ctrl+Y | Redo |") == 1


def test_the_readme_is_short() -> None:
    assert len(README.split()) <= 900
