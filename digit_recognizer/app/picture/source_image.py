"""The pixels of an opened image, of which only those in use are in memory.

Purpose: let undo keep many photos: a photo of 12 megapixels takes 36 MB as pixels, and 4 MB as a file.
Contract: pixels are decoded when they are asked for, on whichever thread asks, and always the same. They
stay in memory only while the image is held. ``encoded`` is a file's bytes, or where they are stored.
Not here: which image is shown (``session``), where bytes are stored (``journal``).
"""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from digit_recognizer.app.language import tr

if TYPE_CHECKING:
    from PIL import Image

Decode = Callable[[bytes, int], "Image.Image"]
"""Makes the image, RGB and upright, of the bytes of a file and the number of the page in it."""


class SourceImage:
    """An image of ``size``, wide and high, that is page ``number`` of the file ``encoded``."""

    def __init__(
        self, size: tuple[int, int], encoded: bytes | Path, number: int, decode: Decode, *,
        length: int | None = None, pixels: "Image.Image | None" = None,
    ) -> None:  # fmt: skip
        """``length``: of the file in bytes, where it is stored. ``pixels``: where they are there."""
        self.size, self.encoded, self.number = size, encoded, number
        self.length = len(encoded) if isinstance(encoded, bytes) else length or 0
        self._decode, self._pixels = decode, pixels
        self._is_held = False
        self._lock = threading.Lock()  # of two threads that want them one decodes

    @property
    def pixels(self) -> "Image.Image":
        """The image as it was opened; raises FileError where its stored file is gone."""
        with self._lock:
            if self._pixels is not None:
                return self._pixels
            pixels = self._decode(self.bytes(), self.number)
            if self._is_held:
                self._pixels = pixels
            return pixels

    def bytes(self) -> "bytes":
        """Return the bytes of the file; raises FileError where it is gone."""
        from digit_recognizer.files import read_limited

        if isinstance(self.encoded, bytes):
            return self.encoded
        return read_limited(self.encoded, self.length, tr("an image"))

    def hold(self) -> None:
        """Keep the pixels once they are decoded: they are shown."""
        self._is_held = True

    def release(self) -> None:
        """Keep the pixels no longer."""
        self._is_held = False
        self._pixels = None
