"""What ``digits evaluate --json`` and benchmarks print, for the programs that make pages of it."""

import contextlib
import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from digit_recognizer.cli.main import main as digits

DOCS = Path(__file__).resolve().parents[1] / "docs"


def evaluated(*options: object) -> dict[str, Any]:
    """Return what ``digits evaluate --json`` prints with ``options``; ends the program if it fails."""
    return printed(digits, "evaluate", "--json", *options)


def printed(run: Callable[[Sequence[str]], int], *arguments: object) -> dict[str, Any]:
    """Return the JSON that ``run`` prints with ``arguments``; ends the program if it fails."""
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        if run([*map(str, arguments)]) != 0:
            raise SystemExit(2)
    values: dict[str, Any] = json.loads(output.getvalue())
    return values
