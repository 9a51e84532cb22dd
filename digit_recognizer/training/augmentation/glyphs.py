"""Augmentation: each glyph as another writer, another pen and another scanner would have made it.

Purpose: random geometry (rotation, slant, aspect, size, place, elastic deformation: Simard, Steinkraus
and Platt, "Best practices for convolutional neural networks", ICDAR 2003), stroke width (grey dilation
and erosion) and tone (gamma, blur, gain, noise), as TensorFlow operations on whole batches.
Contract: (B, 28, 28) float32 in [0, 1] in and out; the same seed gives the same batch. ``strength`` 0
returns the batch as it came.
Not here: vector augmentation of ink, which comes before the raster.
"""

import tensorflow as tf

GLYPH_ROTATION = 0.22  # radians
GLYPH_SLANT = 0.30
GLYPH_ASPECT = 0.16  # log of width : height
GLYPH_SCALE = 0.16  # log of the scale
GLYPH_SHIFT = 2.0  # pixels
GLYPH_BEND = 1.3  # pixels at the nodes of a 5x5 grid
UNCHANGED_SHARE = 0.1  # share of glyphs left as they are


def augment(glyphs: tf.Tensor, seed: tf.Tensor, strength: float) -> tf.Tensor:
    """Return each of ``glyphs`` changed at random; ``seed`` is an int32 tensor of shape (2,)."""
    if strength <= 0:
        return glyphs
    seeds = tf.unstack(tf.random.split(seed, 5))
    changed = _warp(glyphs, seeds[0], strength)
    changed = _stroke_width(changed, seeds[1], strength)
    changed = _tone(changed, seeds[2:4], strength)
    plain = tf.random.stateless_uniform([tf.shape(glyphs)[0], 1, 1], seeds[4]) < UNCHANGED_SHARE
    return tf.where(plain, glyphs, changed)


def _warp(glyphs: tf.Tensor, seed: tf.Tensor, strength: float) -> tf.Tensor:
    """Resample each glyph along a random affine map plus a smooth random displacement."""
    count = tf.shape(glyphs)[0]
    seeds = tf.unstack(tf.random.split(seed, 2))
    u = strength * tf.random.stateless_uniform([6, count, 1, 1], seeds[0], -1.0, 1.0)
    angle, slant = u[0] * GLYPH_ROTATION, u[1] * GLYPH_SLANT
    aspect, size = u[2] * GLYPH_ASPECT, u[3] * GLYPH_SCALE
    grid = tf.range(28, dtype=tf.float32) - 13.5
    y, x = grid[None, :, None], grid[None, None, :]  # each output pixel, from the centre
    x, y = x * tf.exp(-size - aspect / 2), y * tf.exp(-size + aspect / 2)
    x = x + slant * y
    x, y = x * tf.cos(angle) - y * tf.sin(angle), x * tf.sin(angle) + y * tf.cos(angle)
    nodes = strength * GLYPH_BEND * tf.random.stateless_normal([count, 5, 5, 2], seeds[1])
    bend = tf.image.resize(nodes, (28, 28), "bicubic") * 0.6
    x = x + 13.5 + u[4] * GLYPH_SHIFT + bend[..., 0]
    y = y + 13.5 + u[5] * GLYPH_SHIFT + bend[..., 1]
    return _sample(glyphs, x, y)


def _sample(glyphs: tf.Tensor, x: tf.Tensor, y: tf.Tensor) -> tf.Tensor:
    """Return bilinear samples of (B, 28, 28) glyphs at pixel positions x, y (B, 28, 28)."""
    # A border of paper makes every position outside the frame read 0.
    padded = tf.reshape(tf.pad(glyphs, [[0, 0], [1, 1], [1, 1]]), [-1, 30 * 30])
    x, y = tf.clip_by_value(x + 1, 0.0, 28.999), tf.clip_by_value(y + 1, 0.0, 28.999)
    left, top = tf.floor(x), tf.floor(y)
    right_share, bottom_share = x - left, y - top
    corner = tf.cast(top * 30 + left, tf.int32)

    def at(offset: int) -> tf.Tensor:
        index = tf.reshape(corner + offset, [-1, 28 * 28])
        return tf.reshape(tf.gather(padded, index, batch_dims=1), tf.shape(x))

    upper = at(0) * (1 - right_share) + at(1) * right_share
    lower = at(30) * (1 - right_share) + at(31) * right_share
    return upper * (1 - bottom_share) + lower * bottom_share


def _stroke_width(glyphs: tf.Tensor, seed: tf.Tensor, strength: float) -> tf.Tensor:
    """Thicken or thin each glyph by up to about a pixel a side."""
    images = glyphs[..., None]
    thick = tf.nn.max_pool2d(images, 3, 1, "SAME")[..., 0]
    thin = -tf.nn.max_pool2d(-images, 2, 1, "SAME")[..., 0]
    amount = tf.random.stateless_uniform([tf.shape(glyphs)[0], 1, 1], seed, -0.5, 1.0) * strength
    thicker = glyphs + tf.maximum(amount, 0.0) * (thick - glyphs)
    return thicker + tf.maximum(-amount, 0.0) * (thin - thicker)


def _tone(glyphs: tf.Tensor, seeds: list[tf.Tensor], strength: float) -> tf.Tensor:
    """Change contrast and sharpness, and add a little noise."""
    u = tf.random.stateless_uniform([4, tf.shape(glyphs)[0], 1, 1], seeds[0]) * strength
    blurred = tf.nn.avg_pool2d(glyphs[..., None], 3, 1, "SAME")[..., 0]
    glyphs = glyphs + tf.maximum(u[0] - 0.5, 0.0) * 1.6 * (blurred - glyphs)
    glyphs = tf.pow(tf.clip_by_value(glyphs, 1e-4, 1.0), tf.exp((u[1] - 0.5 * strength) * 1.4))
    glyphs = glyphs * (1.0 - 0.4 * tf.maximum(u[2] - 0.5, 0.0) * 2)
    noise = tf.random.stateless_normal(tf.shape(glyphs), seeds[1])
    return tf.clip_by_value(glyphs + 0.08 * tf.maximum(u[3] - 0.5, 0.0) * noise, 0.0, 1.0)
