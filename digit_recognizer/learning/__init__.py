"""Learning from one writer's labelled drawings, in seconds, without a training package.

Purpose: drawings to a profile, the test that accepts or rejects it, starting profiles.
Contract: NumPy and ONNX Runtime only. Learning saves nothing; the caller decides about a profile.
Not here: what a profile does (``classifier.profile``), training the network itself (``training``).
"""

from digit_recognizer.learning.acceptance_test import AcceptanceTest, Comparison
from digit_recognizer.learning.drawings import Drawings, LabelledSymbol, labelled_symbols
from digit_recognizer.learning.learn import LearntProfile, learn, learn_from
from digit_recognizer.learning.other_writers import OtherWriters, Tell, measured_writers
from digit_recognizer.learning.profile_store import (
    import_profile,
    store_answers,
    store_profile,
    stored_profiles,
)  # fmt: skip

__all__ = [
    "AcceptanceTest", "Comparison", "Drawings", "LabelledSymbol", "LearntProfile", "OtherWriters",
    "Tell", "import_profile", "labelled_symbols", "learn", "learn_from", "measured_writers",
    "store_answers", "store_profile", "stored_profiles",
]  # fmt: skip
