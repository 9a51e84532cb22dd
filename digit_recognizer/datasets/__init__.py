"""Data sets: their formats, where they are found, and how they are fetched. Never committed."""

from digit_recognizer.datasets.download import Progress
from digit_recognizer.datasets.labelled import Labelled
from digit_recognizer.datasets.mnist import find_mnist, read_split

__all__ = ["Labelled", "Progress", "find_mnist", "read_split"]
