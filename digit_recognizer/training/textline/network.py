"""The line network: a row of writing in, the symbol at each place along it out.

Purpose: build the Keras model that reads a row without cutting it into symbols.
Contract: input (N, ``TEXTLINE_HEIGHT``, W) float32 in [0, 1], W even; output (N, W / 2, symbols)
float32 logits for CTC by ``ARITHMETIC``, whose last column, "not a symbol", is the blank. No recurrence:
it sees some 80 pixels around a place.
Not here: how it is trained (``textline.run``), running it (``classifier.textline_recognizer``).
"""

import keras
from keras import layers

from digit_recognizer.alphabet import ARITHMETIC
from digit_recognizer.raster.textline import TEXTLINE_HEIGHT

TEXTLINE_BLOCKS = (
    (24, (1, 1)),
    (32, (2, 2)),
    (48, (1, 1)),
    (64, (2, 1)),
    (80, (2, 1)),
    (112, (2, 1)),
)
"""Channels and strides, down and along, of each convolution; then the height is two."""
TEXTLINE_WIDTH = 128  # channels along the row
TEXTLINE_MIXES = 4  # layers along the row
TEXTLINE_REACH = 9  # frames that each of them sees
TEXTLINE_DROPOUT = 0.15


def build_textline_network(*, seed: int = 1) -> keras.Model:
    """Return the untrained network.

    Convolutions and CTC (A. Graves et al., "Connectionist temporal classification", ICML 2006), as in
    B. Shi et al., "CRNN", IEEE TPAMI 39(11), 2017, but with convolutions along the row for recurrence.
    """
    keras.utils.set_random_seed(seed)
    picture = keras.Input((TEXTLINE_HEIGHT, None), name="textline")
    x = layers.Reshape((TEXTLINE_HEIGHT, -1, 1))(picture)
    for number, (width, strides) in enumerate(TEXTLINE_BLOCKS):
        x = layers.Conv2D(width, 3, strides, padding="same", use_bias=False, name=f"conv{number}")(
            x
        )
        x = layers.BatchNormalization(name=f"norm{number}")(x)
        x = layers.ReLU(name=f"relu{number}")(x)
    rest = TEXTLINE_HEIGHT
    for _, (down, _) in TEXTLINE_BLOCKS:
        rest //= down
    x = layers.Conv2D(TEXTLINE_WIDTH, (rest, 1), use_bias=False, name="column")(x)
    x = layers.BatchNormalization(name="column_norm")(x)
    x = layers.ReLU(name="column_relu")(x)
    for number in range(TEXTLINE_MIXES):
        y = layers.DepthwiseConv2D(
            (1, TEXTLINE_REACH), padding="same", use_bias=False, name=f"along{number}"
        )(x)
        y = layers.BatchNormalization(name=f"along{number}_norm")(y)
        y = layers.Conv2D(TEXTLINE_WIDTH, 1, activation="relu", name=f"mix{number}")(y)
        y = layers.Dropout(TEXTLINE_DROPOUT, name=f"drop{number}")(y)
        x = layers.Add(name=f"add{number}")([x, y])
    x = layers.Conv2D(len(ARITHMETIC), 1, dtype="float32", name="logits")(x)
    x = layers.Reshape((-1, len(ARITHMETIC)), dtype="float32", name="frames")(x)
    return keras.Model(picture, x, name="textline_network")
