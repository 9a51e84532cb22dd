"""The parameters of decoding: immutable, named by a digest, and the only numbers of their kind."""

import ast
from dataclasses import FrozenInstanceError, replace
from pathlib import Path

import pytest

from digit_recognizer import decoding
from digit_recognizer.decoding.parameters import PARAMETERS, Parameters, SearchParameters


def test_the_digest_names_the_values() -> None:
    digest = PARAMETERS.digest()
    assert len(digest) == 12 and int(digest, 16) >= 0
    assert Parameters().digest() == digest
    narrow = replace(PARAMETERS, search=SearchParameters(beam=11))
    assert narrow.digest() != digest
    (first, *others) = PARAMETERS.symbols
    assert replace(PARAMETERS, symbols=(first[:2], *others)).digest() != digest


def test_they_never_change() -> None:
    with pytest.raises(FrozenInstanceError):
        PARAMETERS.search.beam = 3  # type: ignore[misc]


def test_no_other_module_of_decoding_holds_a_number_of_its_own() -> None:
    found = [
        f"{path.name}: {ast.unparse(statement)}"
        for path in Path(str(decoding.__file__)).parent.glob("*.py")
        if path.name != "parameters.py"
        for statement in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(statement, ast.Assign | ast.AnnAssign)
        and any(
            isinstance(node, ast.Constant) and type(node.value) in (int, float)
            for node in ast.walk(statement)
        )
    ]
    assert found == []
