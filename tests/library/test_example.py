"""The example that trains on exported drawings runs as it says."""

import importlib.util
import re
from pathlib import Path

import numpy as np
import pytest
from support import hand_drawn, run_python


@pytest.mark.training
@pytest.mark.skipif(
    importlib.util.find_spec("tensorflow") is None, reason="TensorFlow is not installed"
)
def test_the_example_learns_exported_drawings(tmp_path: Path) -> None:
    drawn = hand_drawn(600, seed=3)
    labels = np.array([*map(str, drawn.labels)])
    labels[5] = ""  # as a drawing without a label is exported
    np.savez(
        tmp_path / "own.npz", images=np.rint(drawn.glyphs * 255).astype(np.uint8), labels=labels
    )
    done = run_python(
        "examples/train_on_library.py", tmp_path / "own.npz",
        TF_CPP_MIN_LOG_LEVEL="3", CUDA_VISIBLE_DEVICES="",
    )  # fmt: skip
    found = re.fullmatch(r"(\d+\.\d) % of the drawings it had not seen\n", done.stdout)
    assert done.returncode == 0 and found, done.stderr
    assert float(found[1]) > 50
