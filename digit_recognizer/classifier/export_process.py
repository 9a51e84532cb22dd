"""Asking a separate process to export a Keras model.

Purpose: turn ``model.h5`` into the ``.onnx`` that is run here, when no matching one is at hand. Keras
and TensorFlow cost seconds, hundreds of megabytes and trust in the file; in a process of their own
none of that stays in this one.
Contract: returns the exported bytes or raises one sentence.
Not here: the export itself (``digits export`` in the training floor does it); the boundary is the
command line, so nothing above this floor is imported.
"""

import importlib.util
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from digit_recognizer.errors import INSTALL_TRAINING, MissingDependencyError, ModelError

EXPORT_TIMEOUT = 300  # seconds


def export_in_process(model: Path) -> bytes:
    """Return the ONNX export of the Keras file ``model``.

    Raises MissingDependencyError where Keras is not installed, ModelError where the file is no usable
    model.
    """
    if any(importlib.util.find_spec(name) is None for name in ("tensorflow", "keras", "tf2onnx")):
        raise MissingDependencyError(
            f"{model} has no matching {model.stem}.onnx, and making one needs TensorFlow: "
            f"{INSTALL_TRAINING}."
        )
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "export.onnx"
        # -P: the current folder is no place for modules. --: the model's name may begin with a dash.
        command = [sys.executable, "-P", "-m", "digit_recognizer", "export"]
        command += ["-o", str(target), "--", str(model)]
        # The child must find this very package, also from a bare checkout in another folder.
        root = str(Path(__file__).resolve().parents[2])
        paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
        env = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
        try:
            done = subprocess.run(
                command,
                capture_output=True,
                text=True,
                timeout=EXPORT_TIMEOUT,
                env=env,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise ModelError(
                f"{model} took more than {EXPORT_TIMEOUT} s to export: not used."
            ) from None
        if done.returncode == 0 and target.is_file():
            return target.read_bytes()
        said = done.stderr.strip().splitlines()
        raise ModelError(
            said[-1].removeprefix("digits: ") if said else f"{model} could not be exported."
        )
