"""Mutations of files of every format: each is read, or is a sentence, soon. ``make fuzz`` runs more."""

import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import mutations
from targets import LIMITED, SEEDS, TARGETS

MUTATIONS = 200


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", [name for name in TARGETS if name not in LIMITED])
def test_mutated_files_are_read_or_a_sentence(name: str, tmp_path: Path) -> None:
    assert mutations.fuzz(TARGETS[name], SEEDS[name](), range(MUTATIONS), 1, tmp_path) == []


@pytest.mark.skipif(not LIMITED, reason="Keras files are not read here")
def test_mutated_networks_are_read_or_a_sentence_within_their_limits() -> None:
    command = [
        sys.executable,
        mutations.__file__,
        "--count",
        str(MUTATIONS),
        "--seed",
        "1",
        *LIMITED,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and done.stdout.count(" 0 wrong ") == len(LIMITED), done.stdout
