"""The numbers of raster and segmentation."""

import dataclasses

import pytest

from digit_recognizer.raster import parameters as raster
from digit_recognizer.segmentation import parameters as segmentation


def test_parameters_are_frozen_and_their_digests_differ() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        raster.IMAGE.full_ink = 0.5  # type: ignore[misc]
    assert len({raster.digest(), segmentation.digest()}) == 2
