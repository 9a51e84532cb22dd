"""Running a Keras network on many glyphs, as training does between epochs.

Purpose: one way to ask the network being trained.
Contract: probabilities before calibration.
Not here: the program's own reading, which runs the export.
"""

import keras
import numpy as np
from numpy.typing import NDArray

from digit_recognizer.arrays import Glyphs


def predict(network: keras.Model, glyphs: Glyphs) -> NDArray[np.float32]:
    """Return the network's (N, symbols) float32 probabilities for (N, 28, 28) glyphs."""
    return np.asarray(network.predict(glyphs[..., None], batch_size=500, verbose=0))
