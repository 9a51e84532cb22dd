"""Taking ink out of a picture: the eraser's work.

Purpose: paint over pieces of ink with the paper around them, for the eye and for reading alike.
Contract: the image itself is not changed; a patch is small, made once when it is first wanted, on
whichever thread wants it, and always the same. Needs no Tk.
Not here: which pieces are taken out (``editor``).
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

GROWN = 1.5  # pixels of the page around ink that are of its edge
AROUND = 5.0  # pixels of the page that say what the paper is like


class Patch:
    """What covers the ink at ``spots``, (n, 2) places of the image, each ``size`` pixels large."""

    def __init__(self, spots: "NDArray[np.float64]", size: float) -> None:
        self._spots, self._size = spots, max(size, 1.0)
        self._made: tuple[Image.Image, Image.Image, tuple[int, int]] | None = None

    def put(self, image: "Image.Image") -> None:
        """Cover the ink in ``image``, of any mode; the first call needs it as it was opened."""
        if self._made is None:
            self._made = self._make(image.convert("RGB"))
        patch, mask, corner = self._made
        if mask.width:
            image.paste(patch.convert(image.mode), corner, mask)

    def _make(self, image: "Image.Image") -> "tuple[Image.Image, Image.Image, tuple[int, int]]":
        import numpy as np
        from PIL import Image, ImageFilter

        around = AROUND * self._size
        left, top = (max(0, int(side - 2 * around)) for side in self._spots.min(axis=0))
        right, bottom = (int(side + 2 * around) + 1 for side in self._spots.max(axis=0))
        crop = image.crop((left, top, min(right, image.width), min(bottom, image.height)))
        inked = np.zeros((crop.height, crop.width), np.uint8)
        x, y = np.floor(self._spots - (left, top)).astype(np.intp).T
        inside = (x >= 0) & (y >= 0) & (x < crop.width) & (y < crop.height)
        inked[y[inside], x[inside]] = 255
        reach = 2 * round(GROWN * self._size) + 1  # it joins the spots, too
        mask = Image.fromarray(inked).filter(ImageFilter.MaxFilter(reach))
        pixels = np.asarray(crop, np.float32)
        # Paper is what most of the surroundings are like; other ink beside it says nothing.
        grey = np.asarray(crop.convert("L"), np.float32)
        bare = np.asarray(mask) == 0
        if not bare.any():
            return crop, Image.new("L", (0, 0)), (left, top)
        usual = float(np.median(grey[bare]))
        off = np.abs(grey - usual)
        says = (bare & (off <= max(8.0, 2 * float(np.median(off[bare]))))).astype(np.float32)
        radius = round(2 * around)
        weight = _summed(says, radius)
        sums = [_summed(pixels[..., band] * says, radius) for band in range(3)]
        planes = [np.where(weight > 0, each / np.maximum(weight, 1), usual) for each in sums]
        paper = np.stack(planes, axis=2)
        patch = Image.fromarray(np.clip(np.rint(paper), 0, 255).astype(np.uint8))
        return patch, mask, (left, top)


def _summed(values: "NDArray[np.float32]", radius: int) -> "NDArray[np.float64]":
    """Return (H, W) the sums over squares of so many pixels to each side, twice: smooth enough."""
    import numpy as np

    summed = values.astype(np.float64)
    for _ in range(2):
        for axis in (0, 1):
            count = summed.shape[axis]
            totals = np.cumsum(summed, axis=axis)
            totals = np.insert(totals, 0, 0.0, axis=axis)
            last = np.minimum(np.arange(count) + radius + 1, count)
            first = np.maximum(np.arange(count) - radius, 0)
            summed = np.take(totals, last, axis=axis) - np.take(totals, first, axis=axis)
    return summed
