"""Why a drawing was read as it was. See :func:`digit_recognizer.explanation.explain.explain`."""

from digit_recognizer.explanation.explain import Explanation, explain
from digit_recognizer.explanation.nearest import Neighbour, TrainingIndex

__all__ = ["Explanation", "Neighbour", "TrainingIndex", "explain"]
