"""docs/cli.md says what the parsers say, whatever the terminal is."""

import argparse

import pytest
from cli_reference import PAGE, reference

from digit_recognizer.cli.main import COMMANDS, build_parser


def test_the_page_is_what_the_parsers_say() -> None:
    written = PAGE.read_text(encoding="utf-8")
    assert written == reference(build_parser("digits")), "run python tools/cli_reference.py"


def test_it_does_not_depend_on_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    wide = reference(build_parser("digits"))
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert reference(build_parser("digits")) == wide


def test_every_command_and_option_is_named() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for name in COMMANDS:
        assert f"\n### digits {name}\n" in page
    waiting = [build_parser("digits")]
    while waiting:
        for action in waiting.pop()._actions:
            if isinstance(action, argparse._SubParsersAction):
                waiting += action.choices.values()
            elif action.help != argparse.SUPPRESS and action.dest != "help":
                assert all(
                    f"`{name}" in page or f" {name}" in page for name in action.option_strings
                )
    assert "--corrupted" not in page


def test_arguments_options_and_groups_are_written_as_they_are_typed() -> None:
    parser = argparse.ArgumentParser(prog="tool", description="Does it.")
    parser.add_argument("files", nargs="+", metavar="FILE", help="a|b")
    parser.add_argument("--form", choices=("x", "y"), default="x", help="50 %%")
    parser.add_argument("--hidden", help=argparse.SUPPRESS)
    group = parser.add_argument_group("more").add_mutually_exclusive_group()
    group.add_argument("-a", "--all", action="store_true", help="all")
    group.add_argument("--only", nargs="?", metavar="N", help="one")
    text = reference(parser)
    assert "tool [OPTIONS] FILE [FILE ...]" in text
    assert "| `FILE` | a\\|b |  |" in text
    assert "| `--form {x,y}` | 50 % | `x` |" in text
    assert "More:\n\n| | meaning | default |" in text
    assert "| `-a, --all` | all |  |\n| `--only [N]` | one |  |" in text
    assert "Only one of `--all`, `--only` can be given." in text
    assert "hidden" not in text
