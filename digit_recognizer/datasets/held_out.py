"""Who and what may be trained on: the split between training and measuring.

Purpose: keep everybody and everything that is measured out of a data set that was fetched.
Contract: of UNIPEN only the writers listed in ``train_writers.txt`` are taken, so that a writer of a
test file, or one of a test that is not public, never gets into a training file. Of the image sets,
whose writers are not named, the pictures of the test files are known by their content
(``test_images.npy``). A tenth of the training writers is held out of every run.
Not here: conversion.
"""

import hashlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.files import sha256

HELD_OUT_SHARE = 0.1  # of the training writers, and of pictures whose writers nobody named
WRITERS_FILE = Path(__file__).with_name("train_writers.txt")
TEST_IMAGES_FILE = Path(__file__).with_name("test_images.npy")


def train_writers() -> frozenset[str]:
    """Return the UNIPEN writers to train on, named ``contributor:writer``."""
    lines = WRITERS_FILE.read_text(encoding="ascii").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def test_images() -> frozenset[int]:
    """Return the fingerprints of the pictures in the test files."""
    return frozenset(np.load(TEST_IMAGES_FILE, allow_pickle=False).tolist())


def fingerprint(image: NDArray[np.uint8]) -> int:
    """Return the first 32 bits of the SHA-256 of an (H, W) uint8 picture's pixels, ink bright.

    One in 600,000 pictures of no test file has the fingerprint of one, and is left out without need.
    """
    return int.from_bytes(hashlib.sha256(image.tobytes()).digest()[:4], "big")


def is_held_out(writer: str) -> bool:
    """Whether a training writer is held out: by the hash of the name, so in every run the same."""
    return int(sha256(writer.encode())[:8], 16) < HELD_OUT_SHARE * 2**32
