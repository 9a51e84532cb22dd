"""Completions: every command is in the script of every shell, which are those that shtab makes."""

import pytest
import shtab
from support import Digits

from digit_recognizer.cli.completion import SHELLS, script_of
from digit_recognizer.cli.main import COMMANDS, build_parser


@pytest.mark.parametrize("shell", SHELLS)
def test_every_command_is_completed(digits: Digits, shell: str) -> None:
    code, out, err = digits("completion", shell)
    assert (code, err) == (0, "")
    assert all(command in out for command in COMMANDS)


@pytest.mark.parametrize("shell", SHELLS)
def test_the_scripts_are_those_of_the_parsers(shell: str) -> None:
    made = shtab.complete(build_parser("digits"), shell)
    assert script_of(shell).read_text(encoding="utf-8") == made, "run make reference"
