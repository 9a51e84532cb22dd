"""Running the page network: a picture in, the share of handwriting, rules and print of each pixel out.

Purpose: open ``page.onnx`` and ask it about pictures of any size, in bands, so that memory is bounded.
Contract: (H, W, 3) uint8 in, (H, W, 4) float32 by ``PixelClass`` out, which sum to 1. The same picture
gives the same answer. A model file is untrusted input: what gives other shapes, or no numbers, is
refused with one sentence. Safe to call from several threads.
Not here: at what size a picture is shown to it, and what follows from the answer (``raster``).
"""

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from digit_recognizer.arrays import Picture, PixelClass, PixelShares
from digit_recognizer.classifier.session import LateSession
from digit_recognizer.errors import ModelError
from digit_recognizer.files import read_limited
from digit_recognizer.resources import default_page_network

PAGE_STRIDE = 16
"""Height and width that the network takes are multiples of this."""
MAX_PAGE_NETWORK_BYTES = 64 * 2**20
MAX_BAND_PIXELS = 512 * 1024
MAX_SHARE_ERROR = 0.01  # by which the shares of a pixel may miss 1
BAND_OVERLAP = 4 * PAGE_STRIDE  # pixels of context above and below a band


@lru_cache(maxsize=1)
def shipped_page_segmenter() -> "PageSegmenter | None":
    """Return the network that came with the program, opened once; None if its file is not there."""
    path = default_page_network()
    return PageSegmenter.open(path) if path.exists() else None


class PageSegmenter:
    """The page network. Make one with :meth:`open`."""

    def __init__(self, network: bytes, name: str) -> None:
        """Take the bytes of an ``.onnx`` file; they are looked at when the first picture is shown."""
        self.name = name
        # Each picture has a size of its own: what one took is of no use for the next one.
        self._session = LateSession(network, name, "pages", ("picture",), _fits, keeps_memory=False)

    @classmethod
    def open(cls, path: Path) -> "PageSegmenter":
        """Return the network in the file ``path``; raises FileError if it can't be read."""
        return cls(read_limited(path, MAX_PAGE_NETWORK_BYTES, "a model"), path.name)

    def shares(self, picture: Picture) -> PixelShares:
        """Return the (H, W, 4) shares of a (H, W, 3) picture.

        Raises ModelError if the file is no page network, or gives no numbers.
        """
        height, width = picture.shape[:2]
        band = max(PAGE_STRIDE, MAX_BAND_PIXELS // width // PAGE_STRIDE * PAGE_STRIDE)
        if height <= band + BAND_OVERLAP:
            return self._run(picture)
        found = np.empty((height, width, len(PixelClass)), np.float32)
        for top in range(0, height, band):
            bottom = min(top + band, height)
            above, below = max(0, top - BAND_OVERLAP), min(height, bottom + BAND_OVERLAP)
            found[top:bottom] = self._run(picture[above:below])[top - above : bottom - above]
        return found

    def _run(self, picture: Picture) -> PixelShares:
        height, width = picture.shape[:2]
        rest = [(0, -side % PAGE_STRIDE) for side in (height, width)]
        padded = np.pad(picture, (*rest, (0, 0)), mode="edge").astype(np.float32) / np.float32(255)
        shares = self._session.run(padded[None])
        is_right = shares.shape == (1, *padded.shape[:2], len(PixelClass))
        if not is_right or not (np.abs(shares.sum(axis=-1) - 1) < MAX_SHARE_ERROR).all():
            raise ModelError(f"{self.name} gives no shares of pixels: put back the file.")
        return np.asarray(shares[0, :height, :width], np.float32)


def _fits(shapes: list[Any]) -> bool:
    return [shape[3:] for shape in shapes] == [[3], [len(PixelClass)]]
