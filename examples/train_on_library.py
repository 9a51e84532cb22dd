"""Your own drawings as a tf.data set, and a small Keras network that learns them.

    digits library export own.npz
    python examples/train_on_library.py own.npz

TensorFlow comes with the training extra: pip install '.[training]'. To teach the program itself use
digits train, or digits learn, which needs no TensorFlow.
"""

import sys

import keras
import numpy as np
import tensorflow as tf

BATCH = 64


def dataset(path: str) -> tuple[tf.data.Dataset, tf.data.Dataset]:
    """Return the digits in an exported .npz file, nine tenths to learn from, the rest to test.

    Elements are batches of images (n, 28, 28, 1) float32 in [0, 1], ink bright, and labels (n,) int64.
    """
    with np.load(path, allow_pickle=False) as arrays:
        images, labels = arrays["images"], arrays["labels"]
    known = np.isin(labels, list("0123456789"))  # drawings without a label are in the file too
    order = np.random.default_rng(0).permutation(np.flatnonzero(known))
    data = tf.data.Dataset.from_tensor_slices((images[order], labels[order].astype(np.int64)))
    data = data.map(
        lambda image, label: (tf.cast(image, tf.float32)[..., None] / 255.0, label),
        num_parallel_calls=tf.data.AUTOTUNE,
    ).cache()
    held_out = len(order) // 10
    learnt = data.skip(held_out).shuffle(len(order), seed=0).batch(BATCH)
    return learnt.prefetch(tf.data.AUTOTUNE), data.take(held_out).batch(BATCH)


def main(path: str, epochs: int = 5) -> None:
    keras.utils.set_random_seed(0)
    learnt, held_out = dataset(path)
    network = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            keras.layers.Conv2D(16, 5, strides=2, activation="relu"),
            keras.layers.Conv2D(32, 3, strides=2, activation="relu"),
            keras.layers.Flatten(),
            keras.layers.Dropout(0.3),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    network.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    network.fit(learnt, epochs=epochs, verbose=0)
    _, accuracy = network.evaluate(held_out, verbose=0)
    print(f"{100 * accuracy:.1f} % of the drawings it had not seen")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python examples/train_on_library.py own.npz")
    main(sys.argv[1])
