"""Why a drawing was read as it was: :mod:`.explain` for a digit, :mod:`.steps` for a line."""

from digit_recognizer.explanation.explain import Explanation, explain, sentences
from digit_recognizer.explanation.steps import Steps, steps_of

__all__ = ["Explanation", "Steps", "explain", "sentences", "steps_of"]
