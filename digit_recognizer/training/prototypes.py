"""A network's own ideal of each class: the picture it would most like to be shown.

Purpose: one picture a class, made by activation maximisation (Simonyan, Vedaldi and Zisserman, "Deep
inside convolutional networks", ICLR workshop 2014), for explanations.
Contract: the same model and the same seed give the same pictures up to rounding; any Keras model that
reads 28x28 glyphs will do. Takes a few seconds; a model too slow for that gets none.
Not here: storing them (``export``), showing them (``explanation``).

Left alone, such pictures are noise that only networks like. What makes these look like digits: the
network must recognise the picture turned, slanted, scaled and moved a little (a new way at each step),
the picture is blurred, and ink and edges (its total variation, Rudin, Osher and Fatemi, Physica D 60,
1992) cost more and more. The network answers faint ink as it does strong ink, so what comes out is
faint, and is brought to full contrast at the end. Each class is begun twice, and the picture that is
recognised better is kept.
"""

import time
from collections.abc import Callable

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from digit_recognizer.raster.glyph import GLYPH_SIDE

PROTOTYPE_STEPS = 90
CLASS_STARTS = 2  # pictures a class that are begun
STEP_VIEWS = 2  # differently placed copies of each picture that must be recognised at a step
PROTOTYPE_RATE = 0.3  # of Adam (Kingma and Ba, ICLR 2015)
PROTOTYPE_BLUR = 0.8  # pixels
INK_COST, EDGE_COST = 0.02, 0.02
FIRST_COST = 0.1  # share of the costs at the first step; all come after 70 % of the steps
PROTOTYPE_BUDGET = 60.0  # seconds; two to four on an idle laptop
PROTOTYPE_MARGIN = 4  # pixels without ink, as in glyphs
FULL_INK_PIXELS = 30  # pixels that become full ink
PROTOTYPE_FLOOR = 0.12  # of full ink: less is paper

Normalise = Callable[[tf.Tensor], tf.Tensor]


def prototypes(
    model: keras.Model, classes: int, normalise: Normalise, *, seed: int = 1
) -> NDArray[np.uint8] | None:
    """Return (classes, 28, 28) uint8 pictures, ink bright, or None where ``model`` is too slow.

    ``normalise`` makes probabilities of the model's output.
    """
    random = tf.random.Generator.from_seed(seed)
    shape = (-1, *model.input_shape[1:])
    blur, frame = _gaussian(PROTOTYPE_BLUR), _frame()
    wanted = tf.repeat(tf.eye(classes), CLASS_STARTS * STEP_VIEWS, axis=0)
    begun = (classes * CLASS_STARTS, GLYPH_SIDE, GLYPH_SIDE, 1)
    canvas = tf.Variable(random.normal(begun, mean=-2.0, stddev=0.3))

    def picture() -> tf.Tensor:
        return tf.nn.conv2d(tf.sigmoid(canvas), blur, 1, "SAME") * frame

    def gradient(step: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            ink = picture()
            seen = _placed(tf.repeat(ink, STEP_VIEWS, axis=0), random)
            answers = normalise(model(tf.reshape(seen, shape), training=False))
            gain = tf.reduce_sum(wanted * tf.math.log(tf.maximum(answers, 1e-12))) / STEP_VIEWS
            done = step / (0.7 * PROTOTYPE_STEPS)
            share = tf.minimum(FIRST_COST + (1 - FIRST_COST) * done, 1.0)
            cost = EDGE_COST * _variation(ink) + INK_COST * tf.reduce_sum(ink)
            loss = share * cost - gain
        return tape.gradient(loss, canvas)

    @tf.function  # type: ignore[untyped-decorator]
    def improve(step: tf.Tensor, mean: tf.Tensor, square: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        slope = gradient(step)
        mean, square = 0.9 * mean + 0.1 * slope, 0.99 * square + 0.01 * slope**2
        size = tf.sqrt(square / (1 - 0.99**step)) + 1e-8
        canvas.assign_sub(PROTOTYPE_RATE * mean / (1 - 0.9**step) / size)
        return mean, square

    mean, square = tf.zeros_like(canvas), tf.zeros_like(canvas)
    began = time.monotonic()
    for step in range(1, PROTOTYPE_STEPS + 1):
        mean, square = improve(tf.constant(float(step)), mean, square)
        if time.monotonic() - began > PROTOTYPE_BUDGET:
            return None
    pictures = picture().numpy()[..., 0]
    if not np.isfinite(pictures).all():
        return None
    found = np.stack([_centred(levels) for levels in _contrasted(pictures)])
    answers = np.asarray(normalise(model(found.reshape(shape) / np.float32(255), training=False)))
    every = range(classes)
    recognised = answers.reshape(classes, CLASS_STARTS, classes)[every, :, every]
    starts = found.reshape(classes, CLASS_STARTS, GLYPH_SIDE, GLYPH_SIDE)
    return np.asarray(starts[every, recognised.argmax(axis=1)])


def _contrasted(pictures: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return faint pictures with their strongest ink at 255 and their weakest at 0."""
    full = np.sort(pictures.reshape(len(pictures), -1), axis=1)[:, -FULL_INK_PIXELS, None, None]
    levels = (pictures / np.maximum(full, 1e-6) - PROTOTYPE_FLOOR) / (1 - PROTOTYPE_FLOOR)
    return np.asarray(np.rint(np.clip(levels, 0, 1) * 255), np.uint8)


def _centred(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the picture with its centre of mass in the middle, as glyphs have it."""
    weights = picture.astype(np.float64)
    middle = np.arange(GLYPH_SIDE) - (GLYPH_SIDE - 1) / 2
    total = max(weights.sum(), 1e-9)
    y, x = (weights.sum(axis=1) @ middle) / total, (weights.sum(axis=0) @ middle) / total
    # Nothing is pushed out of the frame.
    shift = [
        int(np.clip(round(-float(value)), -PROTOTYPE_MARGIN, PROTOTYPE_MARGIN)) for value in (y, x)
    ]
    return np.asarray(np.roll(picture, shift, axis=(0, 1)))


def _placed(pictures: tf.Tensor, random: tf.random.Generator) -> tf.Tensor:
    """Return each picture turned, slanted, scaled and moved by chance, as writers do."""
    count = pictures.shape[0]
    turn, slant = random.uniform((count,), -0.15, 0.15), random.uniform((count,), -0.2, 0.2)
    scale = random.uniform((count,), 0.88, 1.12)
    x, y = tf.unstack(random.uniform((2, count), -2.0, 2.0))
    cos, sin = tf.cos(turn) * scale, tf.sin(turn) * scale
    middle, zero = (GLYPH_SIDE - 1) / 2, tf.zeros(count)
    across = [cos, slant - sin, middle * (1 - cos - slant + sin) + x]
    down = [sin, cos, middle * (1 - sin - cos) + y]
    return tf.raw_ops.ImageProjectiveTransformV3(
        images=pictures,
        transforms=tf.stack([*across, *down, zero, zero], axis=1),
        output_shape=[GLYPH_SIDE, GLYPH_SIDE],
        interpolation="BILINEAR",
        fill_mode="CONSTANT",
        fill_value=0.0,
    )


def _variation(pictures: tf.Tensor) -> tf.Tensor:
    """Return the total variation of (n, h, w, 1) pictures, a little rounded at zero."""
    corner = pictures[:, :-1, :-1]
    down, across = pictures[:, 1:, :-1] - corner, pictures[:, :-1, 1:] - corner
    return tf.reduce_sum(tf.sqrt(down**2 + across**2 + 1e-4))


def _frame() -> tf.Tensor:
    """Return (1, 28, 28, 1): 1 where glyphs may have ink, 0 at the margin."""
    inside = np.zeros((1, GLYPH_SIDE, GLYPH_SIDE, 1), np.float32)
    inside[:, PROTOTYPE_MARGIN:-PROTOTYPE_MARGIN, PROTOTYPE_MARGIN:-PROTOTYPE_MARGIN] = 1
    return tf.constant(inside)


def _gaussian(deviation: float) -> tf.Tensor:
    """Return a (5, 5, 1, 1) filter that blurs by ``deviation`` pixels."""
    line = np.exp(-(np.arange(-2, 3) ** 2) / (2 * deviation**2))
    plane = np.outer(line, line)
    return tf.constant((plane / plane.sum())[:, :, None, None], tf.float32)
