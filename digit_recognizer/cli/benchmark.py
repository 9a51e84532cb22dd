"""``digits benchmark``: speed and memory, beside the plain way."""

import argparse


def add_parser(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> argparse.ArgumentParser:
    """Add this command to the command line."""
    return commands.add_parser("benchmark")


def run(options: argparse.Namespace) -> int:
    """Measure and print."""
    raise NotImplementedError
