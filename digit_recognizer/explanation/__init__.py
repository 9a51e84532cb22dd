"""Why a drawing was read as it was. See :func:`digit_recognizer.explanation.explain.explain`."""

from digit_recognizer.explanation.explain import Explanation, explain, sentences

__all__ = ["Explanation", "explain", "sentences"]
