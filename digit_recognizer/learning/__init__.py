"""Learning a writer's hand from labelled drawings, in seconds, without a training package.

Purpose: drawings to a profile, the proof that it helps and forgets little, starting profiles, simulated
users to measure it with.
Contract: NumPy and ONNX Runtime only. Nothing is kept here: who asks decides what becomes of a profile.
Not here: what a profile does (``classifier.profile``), training the network itself (``training``).
"""

from digit_recognizer.learning.acceptance_test import Compared, Proof
from digit_recognizer.learning.drawings import Drawings, Symbol, gathered
from digit_recognizer.learning.learn import Learnt, Tell, learn, learn_from
from digit_recognizer.learning.other_writers import Crowd, everyone_else
from digit_recognizer.learning.profile_store import answer_questions, keep, kept_profiles, take
from digit_recognizer.learning.style_questions import ANSWERS, starting_profile

__all__ = [
    "ANSWERS",
    "Compared",
    "Crowd",
    "Drawings",
    "Learnt",
    "Proof",
    "Symbol",
    "Tell",
    "answer_questions",
    "everyone_else",
    "gathered",
    "keep",
    "kept_profiles",
    "learn",
    "learn_from",
    "starting_profile",
    "take",
]
