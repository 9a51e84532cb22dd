"""The command line: what it prints, how it exits, and how it says that something is wrong."""

import csv
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PIL import Image
from support import ROOT, Digits, assert_failed, assert_sentence, run_python

from digit_recognizer import __version__
from digit_recognizer.cli import read as read_command
from digit_recognizer.cli import window as window_command
from digit_recognizer.cli.answers import reading_sentence as sentence
from digit_recognizer.cli.main import COMMANDS, ENDED
from digit_recognizer.ink import Drawing
from digit_recognizer.raster import page_from_ink
from digit_recognizer.reading import Hypothesis, Reading
from digit_recognizer.resources import default_model
from digit_recognizer.words import percent

NAMES = list(COMMANDS)
EXAMPLES = ROOT / "examples" / "drawings"


@pytest.fixture
def picture(tmp_path: Path, examples: dict[str, Drawing]) -> Path:
    """A PNG of a five, dark on light."""
    page = page_from_ink(examples["five"].ink, width=420, height=420, pen_width=16)
    Image.fromarray(255 - page).save(tmp_path / "five.png")
    return tmp_path / "five.png"


# Help


def test_help_names_every_command(digits: Digits) -> None:
    code, out, _ = digits("--help")
    assert code == 0
    assert all(name in out for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_command_explains_itself(digits: Digits, name: str) -> None:
    code, out, err = digits(name, "--help")
    assert (code, err) == (0, "")
    assert out.startswith(f"usage: digits {name}")


@pytest.mark.parametrize("script", ["gui_digit_recognizer.py", "train_digit_recognizer.py"])
def test_the_scripts_explain_themselves_under_their_own_names(script: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, ROOT / script, "--help"],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": ""}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.startswith(f"usage: {script} ")
    assert done.stderr == ""


def test_the_version_is_printed(digits: Digits) -> None:
    assert digits("--version") == (0, f"digits {__version__}\n", "")
    assert run_python("-m", "digit_recognizer", "--version").stdout == f"digits {__version__}\n"


@pytest.mark.parametrize(
    "arguments", [["paint"], ["read"], ["read", "--nonsense"], ["train", "--epochs", "0"]]
)
def test_what_is_no_command_exits_with_2_and_the_usage(
    digits: Digits, arguments: list[str]
) -> None:
    code, out, err = digits(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("usage: digits")


@pytest.mark.parametrize(
    ("arguments", "now"),
    [
        (["benchmark"], "make benchmark"),
        (["benchmark", "learn", "--repeats", "2"], "make benchmark"),
        (["evaluate", "--all"], "python -m benchmarks accuracy"),
        (["evaluate", "--all", "data", "-o", "report"], "python -m benchmarks accuracy"),
        (["evaluate", "data", "--corrupted", "--count", "9"], "python -m benchmarks corrupted"),
        (["evaluate", "data", "--composed", "all"], "python -m benchmarks composed"),
        (["evaluate", "--count", "9", "--composed", "lines"], "python -m benchmarks composed"),
    ],
)
def test_what_became_a_benchmark_says_where_it_is(
    digits: Digits, arguments: list[str], now: str
) -> None:
    assert_failed(digits(*arguments), f"{now} in a checkout")


# Read


def test_images_and_drawings_are_read(digits: Digits, picture: Path) -> None:
    code, out, err = digits("read", picture, EXAMPLES / "two.inkml")
    assert (code, err) == (0, "")
    first, second = out.splitlines()
    assert first.startswith(f"{picture}: 5  ")
    assert second.startswith(f"{EXAMPLES / 'two.inkml'}: 2  ")


def test_json_has_one_object_a_line(digits: Digits, picture: Path) -> None:
    code, out, _ = digits("read", "--json", picture, EXAMPLES / "two.inkml")
    assert code == 0
    five, two = map(json.loads, out.splitlines())
    assert (five["file"], five["text"], two["text"]) == (str(picture), "5", "2")
    everything = [five, *five["alternatives"]]
    assert sorted(answer["text"] for answer in everything) == list("0123456789")
    assert sum(answer["confidence"] for answer in everything) == pytest.approx(1, abs=1e-4)
    assert isinstance(five["doubtful"], bool) and five["milliseconds"] > 0
    assert len(five["box"]) == 4


def test_an_image_without_ink_exits_with_1(digits: Digits, tmp_path: Path, picture: Path) -> None:
    blank = tmp_path / "blank.png"
    Image.new("L", (50, 50), 200).save(blank)
    code, out, err = digits("read", blank, picture)
    assert (code, err) == (1, "")
    assert out.splitlines()[0] == f"{blank}: nothing to read (the image shows no ink)"
    code, out, _ = digits("read", "--json", blank)
    assert code == 1
    assert json.loads(out)["text"] == ""


def test_a_bad_file_is_named_and_the_others_are_read(
    digits: Digits, tmp_path: Path, picture: Path
) -> None:
    bad = tmp_path / "notes.png"
    bad.write_text("not an image", encoding="utf-8")
    missing = tmp_path / "none.inkml"
    code, out, err = digits("read", bad, picture, missing)
    assert code == 2
    assert out.startswith(f"{picture}: 5")
    for line, path in zip(err.splitlines(), (bad, missing), strict=True):
        assert_sentence(line, path)
    code, out, _ = digits("read", "--json", bad)
    assert code == 2
    assert_sentence(json.loads(out)["error"], bad)


@pytest.mark.parametrize("name", ["none.h5", "text.h5", "text.onnx", "folder.h5"])
def test_a_model_that_is_none_is_named(digits: Digits, tmp_path: Path, name: str) -> None:
    model = tmp_path / name
    if name.startswith("text"):
        model.write_bytes(b"hello")
    elif name.startswith("folder"):
        model.mkdir()
    assert_failed(digits("read", "--model", model, EXAMPLES / "two.inkml"), model.name)


def test_another_model_can_be_named(digits: Digits, picture: Path) -> None:
    export = default_model().with_suffix(".onnx")
    assert digits("read", "--model", export, picture)[:2] == digits("read", picture)[:2]


def test_a_reading_is_said_as_a_person_would_say_it() -> None:
    sure = (Hypothesis("7", 0.99996), Hypothesis("1", 0.00003))
    assert sentence(Reading(sure)) == "7  99.9 %"
    likely = (Hypothesis("7", 0.93), Hypothesis("1", 0.05), Hypothesis("9", 0.0005))
    assert sentence(Reading(likely)) == "7  93 %  (1 5 %)"
    torn = (Hypothesis("7", 0.5), Hypothesis("1", 0.3), Hypothesis("2", 0.2))
    assert sentence(Reading(torn, doubtful=True)) == "doubtful: 7  50 %, or 1 30 %, 2 20 %"
    none = Reading(torn, doubtful=True, no_symbol=True, reason="it looks like no digit")
    assert sentence(none) == (
        "doubtful: it looks like no digit; nearest are 7  50 %, 1 30 %, 2 20 %"
    )
    assert sentence(Reading(reason="there is no ink")) == "nothing to read (there is no ink)"
    assert [percent(c) for c in (1.0, 0.9951, 0.994, 0.0)] == ["99.9 %", "99.5 %", "99 %", "0 %"]


# Failures


@pytest.mark.parametrize(
    ("package", "arguments", "install"),
    [
        ("numpy", ["read", "x.png"], "pip install ."),
        ("PIL", ["read", "x.png"], "pip install ."),
        ("onnxruntime", ["read", "x.png"], "pip install ."),
        ("platformdirs", ["evaluate", "x"], "pip install ."),
        ("keras", ["export", "x.h5"], "'.[training]'"),
        ("tensorflow", ["train", "--any-data"], "'.[training]'"),
        ("tkinter", ["window"], "python3-tk"),
        ("sv_ttk", ["window"], "pip install ."),
    ],
)
def test_a_missing_dependency_says_what_to_install(
    package: str, arguments: list[str], install: str
) -> None:
    program = (
        f"import sys; sys.modules[{package!r}] = None; "
        f"from digit_recognizer.cli.main import main; sys.exit(main({arguments}))"
    )
    done = run_python("-c", program)
    assert_failed((done.returncode, done.stdout, done.stderr), install)


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is Linux's")
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("command", ["read", "evaluate"])
def test_output_that_cannot_be_written_is_one_sentence(
    command: str, unbuffered: str, tiny_mnist: Path
) -> None:
    given = {"read": EXAMPLES / "two.inkml", "evaluate": tiny_mnist}[command]
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "digit_recognizer", command, given],
            cwd=ROOT, env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
            stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert_failed((done.returncode, "", done.stderr), "the disk is full")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems allow no such names")
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_a_name_that_the_terminal_cannot_show_is_escaped(tmp_path: Path, encoding: str) -> None:
    name = os.fsdecode(b"zwei-\xff-\xc3\xa9.inkml")
    path = tmp_path / name
    path.write_bytes((EXAMPLES / "two.inkml").read_bytes())
    done = run_python("-m", "digit_recognizer", "read", path, PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (0, "")
    assert "zwei-\\udcff-" in done.stdout and ".inkml: 2 " in done.stdout
    done = run_python("-m", "digit_recognizer", "read", "--json", path, PYTHONIOENCODING=encoding)
    assert json.loads(done.stdout)["file"] == str(path)


def test_a_file_without_a_command_is_opened_in_the_window(
    digits: Digits, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []
    monkeypatch.setattr(window_command, "run", lambda options: opened.append(options.drawing) or 0)
    assert digits(EXAMPLES / "two.inkml") == (0, "", "")
    assert opened == [EXAMPLES / "two.inkml"]
    monkeypatch.chdir(tmp_path)
    Path("read").touch()
    assert digits("read")[0] == 2  # a command is a command, whatever files there are
    assert digits("paint")[0] == 2
    assert len(opened) == 1


def test_a_number_that_is_none_is_named(digits: Digits) -> None:
    given = ("train", "--epochs")
    assert "argument --" in (err := digits(*given, "many")[2])
    assert err.endswith(": invalid whole number: 'many'\n")
    assert digits(*given, "0")[2].endswith(": at least 1\n")


def test_ctrl_c_exits_with_130(digits: Digits, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(read_command, "run", stop)
    assert digits("read", "x.png") == (130, "", "digits: stopped.\n")


@pytest.mark.skipif(os.name != "posix", reason="Windows has programs without a terminal")
@pytest.mark.parametrize(
    "words", [("calc", "1+1"), ("read", EXAMPLES / "two.inkml"), ("--version",)]
)
def test_a_closed_output_is_a_sentence_and_no_sentence_is_output(words: tuple[object, ...]) -> None:
    def closed(*numbers: int, given: tuple[object, ...] = words) -> tuple[int, str, str]:
        done = subprocess.run(
            [sys.executable, "-m", "digit_recognizer", *map(str, given)], cwd=ROOT, check=False,
            capture_output=True, text=True,
            preexec_fn=lambda: [os.close(number) for number in numbers],
        )  # fmt: skip
        return done.returncode, done.stdout, done.stderr

    assert_failed(closed(1), "it is closed")
    code, out, err = closed(0, 2)
    assert (code, err) == (0, "") and out
    assert closed(2, given=("read", "missing.png")) == (2, "", "")
    assert closed(0, 1, 2) == (2, "", "")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no SIGTERM")
def test_a_batch_that_is_ended_tidies_up(tmp_path: Path, picture: Path) -> None:
    for number in range(40):
        (tmp_path / f"{number}.png").write_bytes(picture.read_bytes())
    rows = tmp_path / "rows.csv"
    command = [
        sys.executable,
        "-m",
        "digit_recognizer",
        "read",
        tmp_path,
        "-o",
        rows,
        "--jobs",
        "2",
    ]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        while process.poll() is None and not (rows.exists() and rows.stat().st_size > 300):
            time.sleep(0.01)
        process.terminate()
        assert process.stderr.read() == b"", "processes or semaphores were left"
    assert process.returncode == ENDED
    with rows.open(encoding="utf-8-sig") as lines:
        assert len({len(row) for row in csv.reader(lines)}) == 1, "a row is cut"


@pytest.mark.parametrize("name", ["read", "evaluate", "--help"])
def test_a_reader_of_the_pipe_that_has_seen_enough_is_no_error(name: str, tiny_mnist: Path) -> None:
    given = {"read": [*EXAMPLES.glob("*.inkml")], "evaluate": [tiny_mnist]}.get(name, [])
    command = [sys.executable, "-m", "digit_recognizer", name, *given]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0
