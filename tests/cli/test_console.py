"""What commands share on the terminal: silence where it is due, progress only for people."""

import json
import os
import sys

import pytest
from support import run_python

from digit_recognizer.cli.console import print_json, progress, quiet_tensorflow, warn


def test_native_chatter_is_silenced_and_pythons_own_stderr_is_not(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with quiet_tensorflow():
        os.write(2, b"native chatter\n")
        print("a sentence", file=sys.stderr)
    os.write(2, b"native again\n")
    print("and Python again", file=sys.stderr)
    assert capfd.readouterr().err == "a sentence\nnative again\nand Python again\n"


def test_stderr_comes_back_after_an_error_and_the_error_too(
    capfd: pytest.CaptureFixture[str],
) -> None:
    before = sys.stderr
    with pytest.raises(KeyboardInterrupt), quiet_tensorflow():
        raise KeyboardInterrupt
    assert sys.stderr is before
    os.write(2, b"here\n")
    assert capfd.readouterr().err == "here\n"


def test_no_file_descriptor_is_lost() -> None:
    def free() -> int:
        number = os.dup(2)
        os.close(number)
        return number

    before = free()
    for _ in range(3):
        with quiet_tensorflow():
            pass
    assert free() == before


def test_items_pass_through_and_a_pipe_sees_no_bar(capfd: pytest.CaptureFixture[str]) -> None:
    assert list(progress(iter("abc"), 3, "Letters")) == ["a", "b", "c"]
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_terminal_sees_a_bar() -> None:
    inside = (
        "from digit_recognizer.cli.console import progress; list(progress('abc', 3, 'Letters'))"
    )
    outside = f"import pty, sys; pty.spawn([sys.executable, '-c', {inside!r}])"
    done = run_python("-W", "ignore", "-c", outside, TERM="xterm", COLUMNS="80")
    assert "Letters" in done.stdout and "100%" in done.stdout


def test_json_is_one_line_that_every_terminal_takes(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"text": "½\n\udcff", "n": 1})
    out = capsys.readouterr().out
    assert out.isascii() and out.count("\n") == 1
    assert json.loads(out) == {"text": "½\n\udcff", "n": 1}


def test_warnings_go_to_stderr_under_the_programs_name(capsys: pytest.CaptureFixture[str]) -> None:
    warn("one thing was left out.")
    assert capsys.readouterr() == ("", "digits: one thing was left out.\n")
