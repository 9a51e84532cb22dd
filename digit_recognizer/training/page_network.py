"""The network that tells handwriting, rules and print from paper, pixel by pixel.

Purpose: build the Keras model for semantic segmentation of pages, small enough for a whole page.
Contract: input (N, H, W, 3) float32 in [0, 1], H and W multiples of ``PAGE_STRIDE``; output
(N, H, W, 4) float32, shares of each pixel by ``PixelClass``.
Not here: how it is trained (``page_run``), running it (``classifier.page_segmenter``).
"""

import keras
from keras import layers

from digit_recognizer.arrays import PixelClass
from digit_recognizer.classifier.page_segmenter import PAGE_STRIDE

PAGE_CHANNELS = (8, 16, 32, 48, 64)
"""Channels by level; each level has half the height and width of the one before."""


def build_page_network(*, seed: int = 1) -> keras.Model:
    """Return the untrained network.

    A U-Net (O. Ronneberger, P. Fischer and T. Brox, "U-Net", MICCAI 2015), narrow where it is large:
    at full resolution a channel costs 256 times what it costs at the lowest level.
    """
    keras.utils.set_random_seed(seed)
    if 2 ** (len(PAGE_CHANNELS) - 1) != PAGE_STRIDE:
        raise ValueError("the page network's levels do not give its stride")
    picture = keras.Input((None, None, 3), name="picture")
    x, skips = picture, []
    for level, width in enumerate(PAGE_CHANNELS):
        x = _block(x, width, 2 if level else 1, f"down{level}")
        if level < len(PAGE_CHANNELS) - 1:
            skips.append(x)
            x = layers.MaxPooling2D(name=f"pool{level}")(x)
    for level in range(len(skips) - 1, -1, -1):
        x = layers.UpSampling2D(name=f"up{level}")(x)
        x = layers.Concatenate(name=f"join{level}")([x, skips[level]])
        x = _block(x, PAGE_CHANNELS[level], 2 if level else 1, f"up{level}")
    logits = layers.Conv2D(len(PixelClass), 1, dtype="float32", name="logits")(x)
    shares = layers.Softmax(dtype="float32", name="shares")(logits)
    return keras.Model(picture, shares, name="page_network")


def _block(x: keras.KerasTensor, width: int, count: int, name: str) -> keras.KerasTensor:
    for number in range(1, count + 1):
        x = layers.Conv2D(width, 3, padding="same", use_bias=False, name=f"{name}_conv{number}")(x)
        x = layers.BatchNormalization(name=f"{name}_norm{number}")(x)
        x = layers.ReLU(name=f"{name}_relu{number}")(x)
    return x
