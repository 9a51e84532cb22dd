"""How large a data set of images from outside may be.

Purpose: one limit for all formats that hold their images as arrays.
Contract: constants. They let every set pass that is known to us; EMNIST's largest has 700,000 images.
Not here: limits of ink (``ink_lines``) and of archives (``archive``).
"""

MAX_IMAGES = 1_000_000
MAX_ARRAY_BYTES = 800_000_000
"""Bytes of all arrays of a set together, unpacked: what one reader may hold in memory."""
