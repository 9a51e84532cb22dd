"""The classifier: a model bundle, its inference session, calibrated confidence. Knows no ink."""

from digit_recognizer.classifier.bundle import Bundle, Reference
from digit_recognizer.classifier.classifier import Classifier, Output

__all__ = ["Bundle", "Classifier", "Output", "Reference"]
