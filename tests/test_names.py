"""Names of constants: nouns, and each with one meaning in the whole package."""

import ast
from collections import defaultdict
from collections.abc import Iterator

from support import ROOT

ADJECTIVES = frozenset(
    """BARE CERTAIN CLEAR CLOSE ENOUGH FAR FEW FIRST FLAT FREE HIDDEN HIGHEST HOPELESS LARGE LARGEST
    LAST LATER LEAST LEVEL LITTLE LONE LONG LONGEST LOWEST MANY MEANINGLESS MOST MUCH NARROW NEAR
    NOTHING QUICK RAISED SEVERAL SHORT SHORTEST SLIGHT SMALL SMALLEST SURE TALL THICK THIN TINY
    UNCLEAR UNKNOWN UNSURE USUAL WIDE WIDEST""".split()  # noqa: SIM905 - a list would be a column
)


def constants() -> Iterator[tuple[str, str, str]]:
    """Yield name, module and source of every constant that a module of the package assigns."""
    for path in sorted((ROOT / "digit_recognizer").rglob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            targets: list[ast.expr] = []
            if isinstance(node, ast.Assign):
                targets = node.targets
            elif isinstance(node, ast.AnnAssign) and node.value is not None:
                targets = [node.target]
            for target in targets:
                for name in ast.walk(target):
                    if isinstance(name, ast.Name) and name.id.strip("_").isupper():
                        module = str(path.relative_to(ROOT))
                        yield name.id.lstrip("_"), module, ast.unparse(node)


def test_no_two_constants_share_a_name() -> None:
    found: dict[str, set[str]] = defaultdict(set)
    meanings: dict[str, set[str]] = defaultdict(set)
    for name, module, source in constants():
        found[name].add(module)
        meanings[name].add(source.lstrip("_"))
    shared = {
        name: sorted(modules)
        for name, modules in found.items()
        if len(modules) > 1 and len(meanings[name]) > 1
    }
    assert shared == {}


def test_no_constant_is_an_adjective() -> None:
    assert {name: module for name, module, _ in constants() if name in ADJECTIVES} == {}
