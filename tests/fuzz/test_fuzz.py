"""Mutations of files of every format: each is read, or is a sentence, soon. ``make fuzz`` runs more."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from mutations import fuzz
from targets import SEEDS, TARGETS

MUTATIONS = 200


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", TARGETS)
def test_mutated_files_are_read_or_a_sentence(name: str, tmp_path: Path) -> None:
    assert fuzz(TARGETS[name], SEEDS[name](), MUTATIONS, 1, tmp_path) == []
